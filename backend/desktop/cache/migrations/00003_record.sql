-- +goose Up

-- swept: all chains were verified after the backward walk had come to the beginning.
ALTER TABLE feed ADD COLUMN swept INTEGER NOT NULL DEFAULT 0;

-- beyond: the message carries what this program does not know and its hash is made of too: this program cannot verify it.
ALTER TABLE messages ADD COLUMN beyond INTEGER NOT NULL DEFAULT 0;

-- Tickets whose record does not hold, and how, once each. idx is where in the chain of replies and events or (notes) in that of
-- notes; kept and came are the hashes there; lost is how many messages that were here are no more on the server.
CREATE TABLE breaks (
  ticket_id BLOB PRIMARY KEY,
  kind      TEXT NOT NULL,
  notes     INTEGER NOT NULL,
  idx       INTEGER NOT NULL,
  kept      BLOB NOT NULL,
  came      BLOB NOT NULL,
  lost      INTEGER NOT NULL,
  told      INTEGER NOT NULL DEFAULT 0,
  reported  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What was here before the cache began anew, or (removed) before its ticket was taken out of the person's sight: what comes
-- again must be the same.
CREATE TABLE seen (
  ticket_id BLOB NOT NULL,
  notes     INTEGER NOT NULL,
  idx       INTEGER NOT NULL,
  hash      BLOB NOT NULL,
  removed   INTEGER NOT NULL,
  PRIMARY KEY (ticket_id, notes, idx)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_removed ON seen (removed) WHERE removed <> 0;
