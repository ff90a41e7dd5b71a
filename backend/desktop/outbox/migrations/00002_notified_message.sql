-- +goose Up

-- Which reply it was: after a restore of the server's store an index may be another's.
ALTER TABLE notified ADD COLUMN message_id TEXT NOT NULL DEFAULT '';
