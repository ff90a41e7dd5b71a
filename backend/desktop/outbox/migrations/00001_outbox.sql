-- +goose Up
CREATE TABLE acts (
  seq            INTEGER PRIMARY KEY AUTOINCREMENT,
  id             TEXT NOT NULL UNIQUE,
  kind           TEXT NOT NULL,
  ticket_id      TEXT NOT NULL,
  needs          TEXT NOT NULL DEFAULT '',
  body           TEXT NOT NULL,
  seen_index     INTEGER NOT NULL DEFAULT 0,
  seen_note      INTEGER NOT NULL DEFAULT 0,
  written_at     INTEGER NOT NULL,
  state          TEXT NOT NULL,
  attempts       INTEGER NOT NULL DEFAULT 0,
  coded_failures INTEGER NOT NULL DEFAULT 0,
  retry_at       INTEGER NOT NULL DEFAULT 0,
  sent_at        INTEGER NOT NULL DEFAULT 0,
  answer         TEXT NOT NULL DEFAULT '',
  refusal        TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE drafts (
  key        TEXT PRIMARY KEY,
  body       TEXT NOT NULL,
  written_at INTEGER NOT NULL
) STRICT;

CREATE TABLE notified (
  ticket_id TEXT PRIMARY KEY,
  up_to     INTEGER NOT NULL
) STRICT;

CREATE TABLE kept (
  key   TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;
