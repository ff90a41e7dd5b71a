-- +goose Up

-- Of a ticket: what was behind it as it was called at closing, the customer's verdict, of which it is a duplicate, and the
-- support's clock (0 and empty for what is not, or is not told to whose cache this is).
ALTER TABLE tickets ADD COLUMN cause_id BLOB NOT NULL DEFAULT x'';
ALTER TABLE tickets ADD COLUMN cause TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN verdict TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN verdict_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN duplicate_of BLOB NOT NULL DEFAULT x'';
ALTER TABLE tickets ADD COLUMN duplicate_of_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN first_reply_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN awaited_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN paused_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN spoken_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN call_again_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tickets_failing ON tickets (doc) WHERE verdict = 'fails';
CREATE INDEX messages_calls ON messages (ticket_id, place) WHERE event_type = 'call_attempt';

CREATE TABLE causes (
  id       BLOB PRIMARY KEY,
  name     TEXT NOT NULL,
  disabled INTEGER NOT NULL
) STRICT;

-- brought is the revision with which the feed brought it last; gone is that it was removed then.
CREATE TABLE filters (
  id       BLOB PRIMARY KEY,
  name     TEXT NOT NULL,
  place    INTEGER NOT NULL,
  criteria TEXT NOT NULL,
  brought  INTEGER NOT NULL,
  gone     INTEGER NOT NULL
) STRICT;

CREATE TABLE canned_replies (
  id      BLOB PRIMARY KEY,
  name    TEXT NOT NULL,
  text    TEXT NOT NULL,
  shared  INTEGER NOT NULL,
  brought INTEGER NOT NULL,
  gone    INTEGER NOT NULL
) STRICT;

-- The maker's, in the words of the wire; no row where none were set.
CREATE TABLE response_times (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  content  TEXT NOT NULL
) STRICT;

-- The feed has brought all of this before, and it was passed over. A file that has just been made has nothing to fetch anew.
UPDATE feed SET renewing = 1 WHERE revision > 0;
