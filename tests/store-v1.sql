-- A store of schema version 1, as its first bouncebot wrote it. It opens for ever (test_store.c); never edit the CREATEs.
-- A new schema version gets a fixture of its own beside this one.
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE secret (id INTEGER PRIMARY KEY CHECK (id = 1), key BLOB NOT NULL CHECK (length(key) = 32)) STRICT;
CREATE TABLE relay (id INTEGER PRIMARY KEY CHECK (id = 1), down_until INTEGER NOT NULL) STRICT;
CREATE TABLE told (what TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE delivery ( id INTEGER PRIMARY KEY, robot TEXT NOT NULL, recipient TEXT NOT NULL COLLATE NOCASE, sha256 TEXT NOT NULL, arrived INTEGER NOT NULL, message_id TEXT NOT NULL, form TEXT NOT NULL, UNIQUE (robot, recipient, sha256)) STRICT;
CREATE TABLE event ( id INTEGER PRIMARY KEY, delivery INTEGER NOT NULL REFERENCES delivery (id), arrived INTEGER NOT NULL, robot TEXT NOT NULL, address TEXT NOT NULL COLLATE NOCASE, domain TEXT NOT NULL COLLATE NOCASE, kind TEXT NOT NULL, reason TEXT NOT NULL, class TEXT NOT NULL, list_action TEXT NOT NULL, confidence TEXT NOT NULL, authenticity TEXT NOT NULL, counted INTEGER NOT NULL, status TEXT NOT NULL, rule TEXT NOT NULL, provider TEXT NOT NULL, original TEXT NOT NULL, done TEXT NOT NULL, why TEXT NOT NULL, diagnostic TEXT NOT NULL) STRICT;
CREATE TABLE outbox ( id INTEGER PRIMARY KEY, delivery INTEGER REFERENCES delivery (id), class TEXT NOT NULL CHECK (class IN ('reply', 'pass', 'notice', 'flag')), state TEXT NOT NULL CHECK (state IN ('due', 'trying', 'sent', 'held', 'failed')), created INTEGER NOT NULL, next_try INTEGER NOT NULL, tried INTEGER NOT NULL, attempts INTEGER NOT NULL, owner TEXT NOT NULL, robot TEXT NOT NULL, recipient TEXT NOT NULL COLLATE NOCASE, reader TEXT NOT NULL COLLATE NOCASE, login TEXT NOT NULL COLLATE NOCASE, address TEXT NOT NULL COLLATE NOCASE, reply_key TEXT NOT NULL, message_id TEXT NOT NULL, result TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE TABLE flag ( robot TEXT NOT NULL, address TEXT NOT NULL COLLATE NOCASE, reason TEXT NOT NULL, diagnostic TEXT NOT NULL, first INTEGER NOT NULL, second INTEGER NOT NULL, flagged INTEGER NOT NULL, PRIMARY KEY (robot, address)) STRICT, WITHOUT ROWID;
CREATE INDEX event_address ON event (address, arrived);
CREATE INDEX event_domain ON event (domain, arrived);
CREATE INDEX event_provider ON event (provider, arrived) WHERE provider <> '';
CREATE INDEX event_candidate ON event (robot, address) WHERE counted = 1 AND list_action = 'remove';
CREATE INDEX event_delivery ON event (delivery);
CREATE UNIQUE INDEX outbox_reply ON outbox (robot, reply_key) WHERE reply_key <> '';
CREATE INDEX outbox_open ON outbox (state, next_try) WHERE state IN ('due', 'trying');
CREATE INDEX outbox_delivery ON outbox (delivery);
CREATE INDEX outbox_reader ON outbox (reader, created) WHERE class = 'reply';
CREATE INDEX outbox_login ON outbox (login, created) WHERE class = 'reply' AND login <> '';
CREATE INDEX outbox_created ON outbox (created);
INSERT INTO secret VALUES (1, X'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
INSERT INTO relay VALUES (1, 1795500060);
INSERT INTO told VALUES ('global_limit', 1795400000), ('due news dead@mxd.example 1', 1795500000);
INSERT INTO delivery VALUES
 (1, 'news', 'news-bounces@lists.example', 'aaaa', 1795400000, 'm1@mx.example', 'bounce'),
 (2, 'mail-error', 'mail-error@isp.example', 'cccc', 1795500000, 'm2@isp.example', 'forwarded');
INSERT INTO event VALUES
 (1, 1, 1795400000, 'news', 'dead@mxd.example', 'mxd.example', 'bounce', 'no_such_user', 'address', 'remove', 'high', 'verified', 1, '5.1.1', 'no_such_user/user-unknown', '', 'o1@lists.example', 'record', 'verified', '550 5.1.1 <dead@mxd.example>: user unknown'),
 (2, 1, 1795500000, 'news', 'dead@mxd.example', 'mxd.example', 'bounce', 'no_such_user', 'address', 'remove', 'high', 'verified', 1, '5.1.1', 'no_such_user/user-unknown', '', 'o2@lists.example', 'record', 'verified', '550 5.1.1 <dead@mxd.example>: user unknown'),
 (3, 2, 1795500000, 'mail-error', 'u@mxd.example', 'mxd.example', 'bounce', 'a_reason_of_the_future', 'address', 'count', 'medium', 'none', 0, '', '', '', '', 'answer', '', '');
INSERT INTO outbox VALUES
 (1, 2, 'reply', 'sent', 1795500000, 1795500000, 1795500000, 1, '', 'mail-error', 'a@isp.example', 'a@isp.example', 'a', '', 'a@isp.example o@x dead@mxd.example', 'r1@isp.example', 'sent: 250 250 250 queued', X'00'),
 (2, 2, 'pass', 'held', 1795500000, 1795500000, 1795500000, 1, '', 'mail-error', 'support@isp.example', 'support@isp.example', '', '', '', 'r2@isp.example', 'refused: 250 550 0 no', X'41'),
 (3, NULL, 'notice', 'due', 1795500000, 1795500060, 1795500000, 1, '', 'news', 'news-owner@lists.example', 'news-owner@lists.example', '', '', '', 'r3@isp.example', 'later: 250 451 0 later', X'41'),
 (4, NULL, 'flag', 'failed', 1795500000, 1795500000, 1795500000, 9, '', 'news', 'mailman', 'mailman', '', 'gone@mxd.example', '', '', 'no such list', X''),
 (5, 2, 'reply', 'trying', 1795500000, 1795500000, 1795500000, 1, '00000000-0000-0000-0000-000000000000 pid:[1] 1 1', 'mail-error', 'b@isp.example', 'b@isp.example', '', '', 'b@isp.example o@x dead@mxd.example', 'r5@isp.example', '', X'41');
INSERT INTO flag VALUES ('news', 'gone@mxd.example', 'no_such_user', '550 5.1.1 gone', 1795300000, 1795400000, 1795430000);
PRAGMA user_version = 1;
COMMIT;
