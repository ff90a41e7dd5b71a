-- +goose Up

-- What the maker's list of causes offers at closing.
CREATE TABLE causes (
    id       BLOB NOT NULL PRIMARY KEY,
    name     TEXT NOT NULL,
    disabled INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Criteria are JSON.
CREATE TABLE filters (
    id       BLOB NOT NULL PRIMARY KEY,
    person   BLOB NOT NULL,
    name     TEXT NOT NULL,
    place    INTEGER NOT NULL,
    criteria TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX filters_person ON filters (person, place, name, id);

-- A shared one has no owner; the index takes the empty bytes for that, so that their names are unique too.
CREATE TABLE canned_replies (
    id     BLOB NOT NULL PRIMARY KEY,
    owner  BLOB,
    name   TEXT NOT NULL,
    folded TEXT NOT NULL,
    text   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX canned_replies_name ON canned_replies (coalesce(owner, x''), folded);

-- None until somebody has set them; then one row, whose id is response_times. Times are JSON.
CREATE TABLE response_times (
    id    BLOB NOT NULL PRIMARY KEY CHECK (id = CAST('response_times' AS BLOB)),
    times TEXT NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE tickets ADD COLUMN awaited_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN paused_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN spoken_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN call_again_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN cause BLOB;
ALTER TABLE tickets ADD COLUMN cause_name TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN verdict TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN verdict_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN duplicate_of BLOB;
ALTER TABLE tickets ADD COLUMN duplicate_of_number INTEGER NOT NULL DEFAULT 0;

-- When the customer was last spoken with.
UPDATE tickets SET spoken_at = said.at FROM (
    SELECT ticket, created_at AS at, max(place) FROM messages
    WHERE note = 0 AND event_type = 'call_attempt' AND event_outcome = 'spoken' GROUP BY ticket
) AS said WHERE said.ticket = tickets.seq;

-- Since when the support owes a word, and since when it waits for the customer: what each open ticket's messages say, one
-- after the other, by the rules of the support's clock as they were when this schema came.
UPDATE tickets SET awaited_since = told.awaited, paused_at = told.paused FROM (
    WITH RECURSIVE clock (ticket, place, callback, awaited, paused, spoken) AS (
        SELECT seq, 1, kind = 'callback', created_at, 0, 0 FROM tickets WHERE status <> 'closed'
        UNION ALL
        SELECT c.ticket, m.place, c.callback,
            CASE
                -- What a customer says ends the waiting for them first.
                WHEN m.kind = 'reply' AND m.author_role = 'operator' THEN
                    CASE WHEN c.awaited = 0 THEN m.created_at WHEN c.paused > 0 THEN c.awaited + max(0, m.created_at - c.paused) ELSE c.awaited END
                WHEN m.kind = 'reply' THEN CASE WHEN c.callback AND c.spoken = 0 THEN c.awaited ELSE 0 END
                WHEN m.event_type = 'call_attempt' AND m.event_outcome = 'spoken' THEN 0
                WHEN m.event_type = 'status' AND m.event_to = 'closed' THEN 0
                WHEN m.event_type = 'status' AND m.event_from = 'closed' THEN m.created_at
                WHEN m.event_type = 'status' AND m.event_from = 'waiting' AND c.awaited > 0 AND c.paused > 0 THEN c.awaited + max(0, m.created_at - c.paused)
                ELSE c.awaited
            END,
            CASE
                WHEN m.kind = 'reply' AND m.author_role = 'operator' THEN 0
                WHEN m.event_type = 'status' THEN CASE WHEN m.event_to = 'waiting' THEN m.created_at ELSE 0 END
                ELSE c.paused
            END,
            CASE WHEN m.event_type = 'call_attempt' AND m.event_outcome = 'spoken' THEN m.created_at ELSE c.spoken END
        FROM clock AS c JOIN messages AS m ON m.ticket = c.ticket AND m.place = c.place + 1 AND m.note = 0
    )
    SELECT c.ticket, c.awaited, c.paused FROM clock AS c JOIN tickets AS t ON t.seq = c.ticket AND t.last_index = c.place
) AS told WHERE told.ticket = tickets.seq;

-- Whoever was told of these tickets before they had a clock is told again: a workstation may have been brought up to date
-- before its server was. Each has a position of its own, as if it had been a commit: a page of the feed holds whole commits.
UPDATE feed SET position = (SELECT position FROM head) + again.place
FROM (SELECT id, row_number() OVER (ORDER BY seq) AS place FROM tickets WHERE status <> 'closed') AS again
WHERE audience = (SELECT id FROM audiences WHERE name = 'support') AND type = 1 AND removed = 0 AND object = again.id;
UPDATE head SET position = position + (SELECT count(*) FROM tickets WHERE status <> 'closed');
