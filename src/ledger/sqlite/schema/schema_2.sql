-- Schema 2: what lists and searches read, packed sixty-four tasks at a time. Block n is of the ids
-- from 64 n + 1 to 64 n + 64; each stands in both tables, or, without a task, in neither. Two
-- tables, for SQLite writes a whole row whatever changed in it, and requirements seldom do.

CREATE TABLE packed_rows (
    block INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE packed_letters (
    block INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- The order the screen opens with: region, number as a number where it begins with one, deadline,
-- id. An index in that order gives the first page of a ledger of any size. What `domain::Order`
-- compares is told in columns that compare alike: how many digits a number begins with, zeros left
-- out (99 for none and for more than 64 bits hold), the number from there on, and a date that comes
-- last when there is none. Years outside 0000 to 9999 only stand in the right heap. All three
-- are worked out for the index and stored nowhere else; with fewer calls of functions than this
-- reads best with, since an import makes them for every task.
ALTER TABLE task ADD COLUMN number_length INTEGER AS (CASE
    WHEN number < '0' OR number >= ':' THEN 99
    WHEN length(number) < 20 OR length(ltrim(number, '0')) - length(ltrim(number, '0123456789')) < 20
        OR (length(ltrim(number, '0')) - length(ltrim(number, '0123456789')) = 20
            AND ltrim(number, '0') < '18446744073709551615')
        THEN length(ltrim(number, '0')) - length(ltrim(number, '0123456789'))
    ELSE 99 END) VIRTUAL;
ALTER TABLE task ADD COLUMN number_text TEXT AS (CASE
    WHEN length(number) < 20 OR number_length < 99 THEN ltrim(number, '0')
    ELSE ltrim(number, '0123456789') END) VIRTUAL;
ALTER TABLE task ADD COLUMN deadline_heap TEXT AS (CASE
    WHEN deadline IS NULL THEN '~' WHEN deadline GLOB '-*' THEN '' WHEN deadline GLOB '+*' THEN ':'
    ELSE deadline END) VIRTUAL;
CREATE INDEX task_opening ON task (region, number_length, number_text, deadline_heap) WHERE parent IS NULL;
