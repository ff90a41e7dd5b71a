-- +goose Up

-- Files that belong to messages (by their seq), in the order in which they were declared. What comes after sha256 is there
-- once all bytes have arrived; they lie beside the store, not in it. abandoned_at alone is there if their writer has given them up.
CREATE TABLE attachments (
    id         BLOB NOT NULL PRIMARY KEY,
    message    INTEGER NOT NULL,
    place      INTEGER NOT NULL,
    name       TEXT NOT NULL,
    size       INTEGER NOT NULL,
    sha256     BLOB NOT NULL CHECK (length(sha256) = 32),
    arrived_at INTEGER NOT NULL,
    type       TEXT NOT NULL,
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    abandoned_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX attachments_message ON attachments (message, place);

-- How many attachments a message has: most have none, and reading them must not take a look elsewhere.
ALTER TABLE messages ADD COLUMN attached INTEGER NOT NULL DEFAULT 0;
