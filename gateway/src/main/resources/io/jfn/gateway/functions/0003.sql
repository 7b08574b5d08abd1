-- Where a revision's image came from, as JSON, when it was deployed by an image's name.
ALTER TABLE revisions ADD COLUMN origin TEXT;
