-- +goose Up

-- Ids are UUIDs in their 16 bytes, times are milliseconds since 1970 (0 is no time), an absent id is NULL.

CREATE TABLE identity (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    epoch BLOB NOT NULL CHECK (length(epoch) = 16),
    key   BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

-- The newest position given out.
CREATE TABLE head (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    position INTEGER NOT NULL
) STRICT;
INSERT INTO head VALUES (1, 0);

-- The newest ticket number given out.
CREATE TABLE numbers (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    last INTEGER NOT NULL
) STRICT;
INSERT INTO numbers VALUES (1, 1000);

CREATE TABLE companies (
    id      BLOB NOT NULL PRIMARY KEY,
    name    TEXT NOT NULL,
    country TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Folded logins are lower case; a person without a login has none.
CREATE TABLE people (
    id           BLOB NOT NULL PRIMARY KEY,
    login        TEXT NOT NULL,
    login_folded TEXT UNIQUE,
    name         TEXT NOT NULL,
    role         TEXT NOT NULL,
    company      BLOB,
    language     TEXT NOT NULL,
    disabled     INTEGER NOT NULL,
    created_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX people_company ON people (company, name, id);

CREATE TABLE credentials (
    person       BLOB NOT NULL PRIMARY KEY,
    login        TEXT NOT NULL,
    login_folded TEXT NOT NULL UNIQUE,
    hash         TEXT NOT NULL,
    must_change  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    token_hash BLOB NOT NULL PRIMARY KEY,
    person     BLOB NOT NULL,
    device     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_person ON sessions (person);

-- Folded is name, model and serial, a line each, as they are searched.
CREATE TABLE machines (
    id                      BLOB NOT NULL PRIMARY KEY,
    company                 BLOB NOT NULL,
    name                    TEXT NOT NULL,
    model                   TEXT NOT NULL,
    serial                  TEXT NOT NULL UNIQUE,
    site                    TEXT NOT NULL,
    linked_person           BLOB,
    linked_person_name      TEXT NOT NULL,
    default_technician      BLOB,
    default_technician_name TEXT NOT NULL,
    disabled                INTEGER NOT NULL,
    folded                  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX machines_name ON machines (name, id);
CREATE INDEX machines_company ON machines (company, name, id);

CREATE TABLE categories (
    id       BLOB NOT NULL PRIMARY KEY,
    name     TEXT NOT NULL,
    disabled INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tickets (
    seq              INTEGER PRIMARY KEY,
    id               BLOB NOT NULL UNIQUE,
    number           INTEGER NOT NULL UNIQUE,
    kind             TEXT NOT NULL,
    status           TEXT NOT NULL,
    severity         TEXT NOT NULL,
    category         BLOB,
    company          BLOB NOT NULL,
    machine          BLOB,
    machine_name     TEXT NOT NULL,
    machine_model    TEXT NOT NULL,
    machine_serial   TEXT NOT NULL,
    machine_site     TEXT NOT NULL,
    opened_by        BLOB NOT NULL,
    opened_by_name   TEXT NOT NULL,
    opened_for       BLOB,
    opened_for_name  TEXT NOT NULL,
    assignee         BLOB,
    assignee_name    TEXT NOT NULL,
    phone            TEXT NOT NULL,
    call_from        INTEGER NOT NULL,
    call_to          INTEGER NOT NULL,
    follows          BLOB,
    created_at       INTEGER NOT NULL,
    written_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    closed_at        INTEGER NOT NULL,
    last_message_at  INTEGER NOT NULL,
    first_reply_at   INTEGER NOT NULL,
    message_count    INTEGER NOT NULL,
    last_index       INTEGER NOT NULL,
    read_by_support  INTEGER NOT NULL,
    read_by_customer INTEGER NOT NULL,
    chain_head       BLOB NOT NULL,
    note_count       INTEGER NOT NULL,
    last_note_at     INTEGER NOT NULL,
    note_chain_head  BLOB NOT NULL,
    title            TEXT NOT NULL,
    description      TEXT NOT NULL,
    resolution       TEXT NOT NULL
) STRICT;
-- The status stands in the indexes so that walking past tickets of another need not read them.
CREATE INDEX tickets_updated ON tickets (updated_at, id, status);
CREATE INDEX tickets_open ON tickets (updated_at, id, status) WHERE status <> 'closed';
CREATE INDEX tickets_company ON tickets (company, updated_at, id, status);
CREATE INDEX tickets_machine ON tickets (machine, updated_at, id) WHERE machine IS NOT NULL;
CREATE INDEX tickets_assignee ON tickets (assignee, updated_at, id) WHERE assignee IS NOT NULL;

-- A reply or event stands at (place = its index, note = 0), a note at (the index it follows, its own number).
CREATE TABLE messages (
    seq           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    ticket        INTEGER NOT NULL,
    place         INTEGER NOT NULL,
    note          INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    author        BLOB NOT NULL,
    author_name   TEXT NOT NULL,
    author_role   TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    written_at    INTEGER NOT NULL,
    hash          BLOB NOT NULL,
    event_type    TEXT NOT NULL,
    event_from    TEXT NOT NULL,
    event_to      TEXT NOT NULL,
    event_outcome TEXT NOT NULL,
    event_text    TEXT NOT NULL,
    text          TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX messages_place ON messages (ticket, place, note);

CREATE TABLE acts (
    id          BLOB NOT NULL PRIMARY KEY,
    person      BLOB NOT NULL,
    fingerprint BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE marks (
    person     BLOB NOT NULL,
    ticket     BLOB NOT NULL,
    message    BLOB NOT NULL,
    place      INTEGER NOT NULL,
    note       INTEGER NOT NULL,
    PRIMARY KEY (person, ticket)
) STRICT, WITHOUT ROWID;

CREATE TABLE audiences (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- Each object once in each audience that may see it, at the position of its last change there.
CREATE TABLE feed (
    audience INTEGER NOT NULL,
    type     INTEGER NOT NULL,
    object   BLOB NOT NULL,
    position INTEGER NOT NULL,
    removed  INTEGER NOT NULL,
    PRIMARY KEY (audience, type, object)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_position ON feed (audience, position);

-- The words that can be searched, folded. A rowid is the ticket's seq × 2^24 + 0 for what the ticket was opened about, 2 × index
-- for a reply or event, 2 × its number + 1 for a note. Rows come later than what they index: indexed says how far.
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE TABLE indexed (
    only    INTEGER PRIMARY KEY CHECK (only = 1),
    ticket  INTEGER NOT NULL,
    message INTEGER NOT NULL
) STRICT;
INSERT INTO indexed VALUES (1, 0, 0);
