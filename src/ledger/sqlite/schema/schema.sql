-- Schema 1, as it stays: what came later is in the steps after it. `entry` is the truth,
-- append-only; every other table is its fold.

CREATE TABLE entry (
    seq         INTEGER PRIMARY KEY,
    batch       INTEGER NOT NULL,
    task        INTEGER,
    at          TEXT NOT NULL,
    user        TEXT NOT NULL,
    host        TEXT NOT NULL,
    session     TEXT NOT NULL,
    action      TEXT NOT NULL,
    field       TEXT NOT NULL,
    old         TEXT,
    new         TEXT,
    reason      TEXT,
    compensates INTEGER,
    hash        BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX entry_task ON entry (task, seq);

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

CREATE TABLE batch (
    id          INTEGER PRIMARY KEY,
    first_entry INTEGER NOT NULL REFERENCES entry (seq),
    last_entry  INTEGER NOT NULL REFERENCES entry (seq),
    user        TEXT NOT NULL,
    session     TEXT NOT NULL,
    action      TEXT NOT NULL,
    compensates INTEGER REFERENCES batch (id)
) STRICT;
CREATE INDEX batch_user ON batch (user, id);
CREATE INDEX batch_compensates ON batch (compensates) WHERE compensates IS NOT NULL;

CREATE TABLE region (
    key    TEXT PRIMARY KEY,
    parent TEXT REFERENCES region (key)
) STRICT, WITHOUT ROWID;

CREATE TABLE source_document (
    id              INTEGER PRIMARY KEY,
    title           TEXT NOT NULL,
    document_number TEXT,
    issuer          TEXT,
    issued_on       TEXT,
    region          TEXT NOT NULL REFERENCES region (key),
    file            TEXT
) STRICT;

CREATE TABLE task (
    id                INTEGER PRIMARY KEY,
    revision          INTEGER NOT NULL,
    last_batch        INTEGER NOT NULL,
    updated_at        TEXT NOT NULL,
    updated_by        TEXT NOT NULL,
    number            TEXT NOT NULL,
    parent            INTEGER REFERENCES task (id),
    document          INTEGER REFERENCES source_document (id),
    region            TEXT NOT NULL REFERENCES region (key),
    sector            TEXT NOT NULL,
    section_path      TEXT NOT NULL,
    title             TEXT NOT NULL CHECK (length(title) > 0),
    requirement       TEXT NOT NULL,
    problem           TEXT,
    objective         TEXT,
    measures          TEXT,
    clause            TEXT,
    deadline_text     TEXT,
    deadline          TEXT,
    original_deadline TEXT,
    standing          INTEGER NOT NULL CHECK (standing IN (0, 1)),
    status            TEXT NOT NULL CHECK (status IN ('registered', 'assigned', 'acknowledged',
        'in_progress', 'under_review', 'concluded', 'cleared', 'suspended', 'cancelled')),
    progress          INTEGER CHECK (progress BETWEEN 0 AND 100),
    started_on        TEXT,
    report_cycle      TEXT
) STRICT;
CREATE INDEX task_parent ON task (parent) WHERE parent IS NOT NULL;
CREATE INDEX task_document ON task (document) WHERE document IS NOT NULL;

CREATE TABLE assignment (
    task    INTEGER NOT NULL REFERENCES task (id),
    role    TEXT NOT NULL CHECK (role IN ('leaders', 'lead_units', 'responsible_units', 'assisting_units')),
    place   INTEGER NOT NULL,
    name    TEXT NOT NULL,
    printed TEXT,
    PRIMARY KEY (task, role, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE milestone (
    task      INTEGER NOT NULL REFERENCES task (id),
    place     INTEGER NOT NULL,
    text      TEXT NOT NULL,
    due       TEXT,
    precision TEXT NOT NULL CHECK (precision IN ('day', 'month', 'quarter', 'half', 'year')),
    done_on   TEXT,
    PRIMARY KEY (task, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE indicator (
    task  INTEGER NOT NULL REFERENCES task (id),
    place INTEGER NOT NULL,
    text  TEXT NOT NULL,
    name  TEXT NOT NULL,
    op    TEXT NOT NULL CHECK (op IN ('>=', '<=', '=', '>', '<')),
    value REAL NOT NULL,
    unit  TEXT NOT NULL,
    due   TEXT,
    PRIMARY KEY (task, place)
) STRICT, WITHOUT ROWID;

-- Notes, returns, progress reports, extensions, escalation steps and indicator readings: what is
-- added to a task and replaces nothing. `body` is the event as JSON, tagged with its kind.
CREATE TABLE event (
    entry     INTEGER PRIMARY KEY REFERENCES entry (seq),
    task      INTEGER NOT NULL REFERENCES task (id),
    batch     INTEGER NOT NULL,
    at        TEXT NOT NULL,
    user      TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('note', 'returned', 'report', 'extension', 'escalation', 'reading')),
    body      TEXT NOT NULL,
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1))
) STRICT;
CREATE INDEX event_task ON event (task);
