-- The last number that a revision of a name ever had. It stays when the function is removed, so that a later function of
-- that name goes on from there: logs, metrics and image references carry the number and must not mean two revisions.
CREATE TABLE revision_numbers (
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  last INTEGER NOT NULL CHECK (last >= 1),
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

INSERT INTO revision_numbers SELECT tenant, name, max(number) FROM revisions GROUP BY tenant, name;
