PRAGMA page_size = 4096;
PRAGMA auto_vacuum = 0;
PRAGMA encoding = 'UTF-8';
PRAGMA application_id = 0;
PRAGMA user_version = 0;
BEGIN;
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO "goose_db_version" VALUES (1, 0, 1, '2026-11-25 22:41:11');
INSERT INTO "goose_db_version" VALUES (2, 1, 1, '2026-11-25 22:41:11');
INSERT INTO "goose_db_version" VALUES (3, 2, 1, '2026-11-25 22:41:11');
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
INSERT INTO "acts" VALUES (1, '019a7000-0000-7000-8000-000000000001', 'open', '019a7000-0000-7000-8000-000000000001', '', '{"id":"019a7000-0000-7000-8000-000000000001","kind":"callback","severity":"stopped","description":"Perde olio dall’attuatore.\n«Già» ieri – è l''asse Ω.","phone":"+390595551234","callWindow":{"from":"2025-11-12T14:32:00.000Z","to":"2025-11-12T15:32:00.000Z"},"writtenAt":"2025-11-12T14:32:00.000Z"}', 1, 1, 1762957920000, 'waiting', 0, 0, 0, 0, '', '');
INSERT INTO "acts" VALUES (2, '019a7000-0000-7000-8000-000000000011', 'reply', '019a7000-0000-7000-8000-000000000001', '019a7000-0000-7000-8000-000000000001', '{"id":"019a7000-0000-7000-8000-000000000011","kind":"reply","text":"Aspetto in linea."}', 11, 1, 1762957980000, 'waiting', 0, 0, 0, 0, '', '');
INSERT INTO "acts" VALUES (3, '019a7000-0000-7000-8000-000000000012', 'reply', '019a7000-0000-7000-8000-000000000002', '', '{"id":"019a7000-0000-7000-8000-000000000012","kind":"reply","text":"Cambiata, tiene."}', 12, 1, 1762958040000, 'sent', 0, 0, 0, 1762961520000, '{"index":7,"at":"2025-11-12T14:33:00.000Z"}', '');
INSERT INTO "acts" VALUES (4, '019a7000-0000-7000-8000-000000000013', 'note', '019a7000-0000-7000-8000-000000000002', '', '{"id":"019a7000-0000-7000-8000-000000000013","kind":"note","text":"Garanzia scaduta."}', 13, 1, 1762958100000, 'sent', 0, 0, 0, 1762961520000, '{"afterIndex":7,"noteIndex":1,"at":"2025-11-12T14:33:00.000Z"}', '');
INSERT INTO "acts" VALUES (5, '019a7000-0000-7000-8000-000000000014', 'change', '019a7000-0000-7000-8000-000000000002', '019a7000-0000-7000-8000-000000000012', '{"changeId":"019a7000-0000-7000-8000-000000000014","seen":{"status":"waiting"},"status":"closed","assigneeId":null,"resolution":"Guarnizione."}', 14, 1, 1762958160000, 'waiting', 0, 0, 0, 0, '', '');
INSERT INTO "acts" VALUES (6, '019a7000-0000-7000-8000-000000000015', 'call_attempt', '019a7000-0000-7000-8000-000000000002', '', '{"id":"019a7000-0000-7000-8000-000000000015","outcome":"no_answer"}', 15, 1, 1762958220000, 'waiting', 10, 10, 1762958460000, 0, '', '');
INSERT INTO "acts" VALUES (7, '019a7000-0000-7000-8000-000000000016', 'reply', '019a7000-0000-7000-8000-000000000003', '', '{"id":"019a7000-0000-7000-8000-000000000016","kind":"reply","text":"Troppo tardi."}', 16, 1, 1762958280000, 'refused', 0, 0, 0, 0, '', '{"code":"ticket_closed","detail":"the ticket is closed","fields":[{"Location":"body.text","Reason":"too_long"}]}');
INSERT INTO "acts" VALUES (8, '019a7000-0000-7000-8000-000000000017', 'change', '019a7000-0000-7000-8000-000000000003', '019a7000-0000-7000-8000-000000000016', '{"changeId":"019a7000-0000-7000-8000-000000000017","status":"waiting"}', 17, 1, 1762958340000, 'waiting', 0, 0, 0, 0, '', '');
INSERT INTO "acts" VALUES (9, '019a7000-0000-7000-8000-000000000018', 'mark', '019a7000-0000-7000-8000-000000000003', '', '{"messageId":"019a7000-0000-7000-8000-000000000016"}', 18, 1, 1762958400000, 'waiting', 0, 0, 0, 0, '', '');
CREATE TABLE drafts (
  key        TEXT PRIMARY KEY,
  body       TEXT NOT NULL,
  written_at INTEGER NOT NULL
) STRICT;
INSERT INTO "drafts" VALUES ('new', '{"description":"L''asse Z vibra\n\t– molto","severity":"degraded"}', 1762957920000);
INSERT INTO "drafts" VALUES ('reply:019a7000-0000-7000-8000-000000000001', '{"text":"Ho riprovato e…"}', 1762957920000);
INSERT INTO "drafts" VALUES ('note:019a7000-0000-7000-8000-000000000002', '{"text":"😀 \u0000"}', 1762957920000);
CREATE TABLE notified (
  ticket_id TEXT PRIMARY KEY,
  up_to     INTEGER NOT NULL
, message_id TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "notified" VALUES ('019a7000-0000-7000-8000-000000000002', 9, '');
INSERT INTO "notified" VALUES ('019a7000-0000-7000-8000-000000000001', 4, '019a7000-0000-7000-8000-000000000021');
CREATE TABLE kept (
  key   TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;
INSERT INTO "kept" VALUES ('server', X'0001FEFF');
DELETE FROM sqlite_sequence;
INSERT INTO "sqlite_sequence" VALUES ('goose_db_version', 3);
INSERT INTO "sqlite_sequence" VALUES ('acts', 9);
COMMIT;
