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

-- What reading holds what it reads against: SQLite keeps no sums of its pages. A task has the sum of
-- its row and that of all rows listed under it, and the number of entries about it; packed bytes have
-- theirs; and of each table the tally says how many rows there are and what their sums add up to.
ALTER TABLE task ADD COLUMN entries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN row_sum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN lists_sum INTEGER NOT NULL DEFAULT 0;
CREATE TABLE tally (
    of    TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    sum   INTEGER NOT NULL,
    seal  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Packed anew, the sum before the bytes, so that it is read without them.
DROP TABLE packed_rows;
DROP TABLE packed_marks;
DELETE FROM packed_name;
CREATE TABLE packed_rows (
    block INTEGER PRIMARY KEY,
    sum   INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE TABLE packed_marks (
    block INTEGER PRIMARY KEY,
    sum   INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

-- The numbers of the tasks that come first in the order the screen opens with. It stands for the
-- index of that order: a list has a sum, and of an index nobody can tell what it has lost.
CREATE TABLE packed_first (
    block INTEGER PRIMARY KEY,
    sum   INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
DROP INDEX task_opening;
ALTER TABLE task DROP COLUMN number_text;
ALTER TABLE task DROP COLUMN number_length;
ALTER TABLE task DROP COLUMN deadline_heap;
