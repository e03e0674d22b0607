-- Schema 4: who stands behind an entry, which ledger this is, and room for what comes.

-- What the system vouches for, beside the name that was given: login name, member, fingerprint of
-- the key, address. NULL where it is not known; then it is not hashed either, so that the hashes of
-- older entries stay as they are.
ALTER TABLE entry ADD COLUMN login TEXT;
ALTER TABLE entry ADD COLUMN member TEXT;
ALTER TABLE entry ADD COLUMN key TEXT;
ALTER TABLE entry ADD COLUMN address TEXT;
ALTER TABLE batch ADD COLUMN login TEXT;

-- About the file rather than in the trail: under 'ledger' a random name given once, which copies
-- and backups of the same ledger share.
CREATE TABLE about (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO about (name, value) VALUES ('ledger', lower(hex(randomblob(16))));

-- What a ledger holds besides tasks, regions and documents: rules, calendars and the like, each
-- the fold of its entries. `body` is JSON.
CREATE TABLE record (
    kind TEXT NOT NULL,
    key  TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- The kinds of events are the program's vocabulary, not the schema's: a new one is no new schema.
CREATE TABLE event_of_any_kind (
    entry     INTEGER PRIMARY KEY REFERENCES entry (seq),
    task      INTEGER NOT NULL REFERENCES task (id),
    batch     INTEGER NOT NULL,
    at        TEXT NOT NULL,
    user      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    body      TEXT NOT NULL,
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1))
) STRICT;
INSERT INTO event_of_any_kind (entry, task, batch, at, user, kind, body, withdrawn)
    SELECT entry, task, batch, at, user, kind, body, withdrawn FROM event;
DROP TABLE event;
ALTER TABLE event_of_any_kind RENAME TO event;
CREATE INDEX event_task ON event (task);
