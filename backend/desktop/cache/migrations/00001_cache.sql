-- +goose Up
-- Ids are 16 bytes (a UUID's), times are milliseconds. A doc is a row's place in time and in the search index: seconds,
-- a slot within the second, and whether it is a ticket; see place.go. No foreign keys: a message may come before its
-- ticket.

CREATE TABLE feed (
  only_one       INTEGER PRIMARY KEY CHECK (only_one = 1),
  forward        TEXT NOT NULL,
  backward       TEXT NOT NULL,
  filled         INTEGER NOT NULL,
  -- renewing: the first page of a new walk replaces all there is.
  renewing       INTEGER NOT NULL,
  revision       INTEGER NOT NULL,
  open_tickets   INTEGER NOT NULL,
  closed_tickets INTEGER NOT NULL,
  unread         INTEGER NOT NULL
) STRICT;
INSERT INTO feed VALUES (1, '', '', 0, 0, 0, 0, 0, 0);

CREATE TABLE tickets (
  doc              INTEGER PRIMARY KEY,
  id               BLOB NOT NULL UNIQUE,
  number           INTEGER NOT NULL,
  kind             TEXT NOT NULL,
  title            TEXT NOT NULL,
  status           TEXT NOT NULL,
  severity         TEXT NOT NULL,
  closed           INTEGER NOT NULL,
  unread           INTEGER NOT NULL DEFAULT 0,
  category_id      BLOB NOT NULL,
  company_id       BLOB NOT NULL,
  machine_id       BLOB NOT NULL,
  machine_name     TEXT NOT NULL,
  machine_model    TEXT NOT NULL,
  machine_serial   TEXT NOT NULL,
  machine_site     TEXT NOT NULL,
  opened_by_id     BLOB NOT NULL,
  opened_by        TEXT NOT NULL,
  opened_for_id    BLOB NOT NULL,
  opened_for       TEXT NOT NULL,
  assignee_id      BLOB NOT NULL,
  assignee         TEXT NOT NULL,
  phone            TEXT NOT NULL,
  call_from        INTEGER NOT NULL,
  call_to          INTEGER NOT NULL,
  follows_id       BLOB NOT NULL,
  created_at       INTEGER NOT NULL,
  written_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  closed_at        INTEGER NOT NULL,
  last_message_at  INTEGER NOT NULL,
  message_count    INTEGER NOT NULL,
  last_index       INTEGER NOT NULL,
  read_by_support  INTEGER NOT NULL,
  read_by_customer INTEGER NOT NULL,
  note_count       INTEGER NOT NULL,
  last_note_at     INTEGER NOT NULL,
  resolution       TEXT NOT NULL,
  description      TEXT NOT NULL
) STRICT;
CREATE INDEX tickets_by_change ON tickets (closed, updated_at DESC, id DESC);
CREATE INDEX tickets_by_machine ON tickets (machine_id, closed, updated_at DESC) WHERE machine_id <> x'';
CREATE INDEX tickets_by_number ON tickets (number);
CREATE INDEX tickets_unread ON tickets (updated_at) WHERE unread > 0;

CREATE TABLE messages (
  doc         INTEGER PRIMARY KEY,
  id          BLOB NOT NULL UNIQUE,
  ticket_id   BLOB NOT NULL,
  -- place and note: of replies and events their index and 0; of notes afterIndex and noteIndex.
  place       INTEGER NOT NULL,
  note        INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  author_id   BLOB NOT NULL,
  author      TEXT NOT NULL,
  author_role TEXT NOT NULL,
  event_type  TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  written_at  INTEGER NOT NULL,
  hash        BLOB NOT NULL,
  event       TEXT NOT NULL,
  text        TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX messages_in_order ON messages (ticket_id, place, note);
CREATE INDEX messages_status ON messages (ticket_id, place) WHERE event_type = 'status';

-- How far the person has read a ticket: by their mark, and by their own last reply.
CREATE TABLE reading (
  ticket_id    BLOB PRIMARY KEY,
  mark_message BLOB NOT NULL DEFAULT x'',
  mark_index   INTEGER NOT NULL DEFAULT 0,
  own_index    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE machines (
  id                    BLOB PRIMARY KEY,
  company_id            BLOB NOT NULL,
  name                  TEXT NOT NULL,
  model                 TEXT NOT NULL,
  serial                TEXT NOT NULL,
  site                  TEXT NOT NULL,
  linked_person_id      BLOB NOT NULL,
  linked_person         TEXT NOT NULL,
  default_technician_id BLOB NOT NULL,
  default_technician    TEXT NOT NULL,
  disabled              INTEGER NOT NULL
) STRICT;

CREATE TABLE people (
  id         BLOB PRIMARY KEY,
  name       TEXT NOT NULL,
  role       TEXT NOT NULL,
  company_id BLOB NOT NULL,
  disabled   INTEGER NOT NULL
) STRICT;

CREATE TABLE companies (
  id      BLOB PRIMARY KEY,
  name    TEXT NOT NULL,
  country TEXT NOT NULL
) STRICT;

CREATE TABLE categories (
  id       BLOB PRIMARY KEY,
  name     TEXT NOT NULL,
  disabled INTEGER NOT NULL
) STRICT;

-- What was removed while the backward walk still ran: a page of it read before must not bring it back.
CREATE TABLE removed (
  type TEXT NOT NULL,
  id   BLOB NOT NULL,
  PRIMARY KEY (type, id)
) STRICT, WITHOUT ROWID;

-- The search index holds folded terms only (words.go makes them), no text; a match's words are marked from the row.
CREATE VIRTUAL TABLE found USING fts5 (
  terms, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3', tokenize = 'ascii'
);
-- Rows come by the thousand in a first sync: fewer, larger runs make fewer merges.
INSERT INTO found (found, rank) VALUES ('hashsize', 16777216);

-- Long prefixes are looked up here, so that the index answers by whole terms, newest first, without gathering all.
CREATE TABLE terms (term TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE unindexed (doc INTEGER PRIMARY KEY) STRICT;
