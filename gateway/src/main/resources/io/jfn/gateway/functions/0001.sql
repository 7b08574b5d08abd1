-- Functions and their revisions. A function exists as long as it has a row here; instances are soft state.
CREATE TABLE functions (
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at_millis INTEGER NOT NULL,
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

-- The newest revision of a function is the one that takes calls. The specification holds secrets' contents.
CREATE TABLE revisions (
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number >= 1),
  spec TEXT NOT NULL,
  image TEXT NOT NULL,
  deployed_at_millis INTEGER NOT NULL,
  PRIMARY KEY (tenant, name, number),
  FOREIGN KEY (tenant, name) REFERENCES functions (tenant, name) ON DELETE CASCADE
) STRICT;

-- Image references that no revision needs: to be given up, at the next start when this process cannot.
CREATE TABLE owed_releases (
  tenant TEXT NOT NULL,
  owner TEXT NOT NULL,
  PRIMARY KEY (tenant, owner)
) STRICT, WITHOUT ROWID;
