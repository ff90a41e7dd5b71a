-- +goose Up

-- Up to when what is here was known to be current, by the workstation's clock, in milliseconds since 1970; 0 is never.
ALTER TABLE feed ADD COLUMN fresh_at INTEGER NOT NULL DEFAULT 0;
