-- +goose Up

-- Files that belong to what is being written (owner is the draft's key) or to an act (its id), in the order of place. original
-- is the SHA-256 of the file as it was chosen, where what is sent was made from it. The bytes lie elsewhere, by their SHA-256.
CREATE TABLE attachments (
  id       TEXT PRIMARY KEY,
  owner    TEXT NOT NULL,
  place    INTEGER NOT NULL,
  name     TEXT NOT NULL,
  size     INTEGER NOT NULL,
  sha256   TEXT NOT NULL,
  original TEXT NOT NULL,
  type     TEXT NOT NULL,
  width    INTEGER NOT NULL,
  height   INTEGER NOT NULL,
  state    TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  retry_at INTEGER NOT NULL DEFAULT 0,
  sent_at  INTEGER NOT NULL DEFAULT 0,
  reason   TEXT NOT NULL DEFAULT ''
) STRICT;
