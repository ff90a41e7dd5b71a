-- +goose Up

-- Of a message: its attachments in their order, in the words of the wire; empty where there are none.
ALTER TABLE messages ADD COLUMN attachments TEXT NOT NULL DEFAULT '';

-- Whose an attachment is.
CREATE TABLE attached (
  id         BLOB PRIMARY KEY,
  message_id BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Tickets in whose chains something is not here that may be on its way, and with which revision that was seen last.
CREATE TABLE doubtful (
  ticket_id BLOB PRIMARY KEY,
  revision  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The column beyond means nothing any more: to take it away would be to write all messages anew. What it marked came from a server
-- that knew attachments already: they were passed over, so all is fetched anew.
UPDATE feed SET renewing = 1 WHERE EXISTS (SELECT 1 FROM messages WHERE beyond);
