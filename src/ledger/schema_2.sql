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
-- compares is put into words that compare alike: the digits behind a letter that counts them ('z'
-- for none and for those past 64 bits), what follows the digits, and a date that comes last when
-- there is none. Years outside 0000 to 9999 only stand in the right heap.
ALTER TABLE task ADD COLUMN number_digits TEXT AS
    (substr(number, 1, length(number) - length(ltrim(number, '0123456789')))) VIRTUAL;
ALTER TABLE task ADD COLUMN number_lead TEXT AS (CASE
    WHEN number_digits = '' OR length(ltrim(number_digits, '0')) > 20
        OR (length(ltrim(number_digits, '0')) = 20 AND ltrim(number_digits, '0') >= '18446744073709551615') THEN 'z'
    ELSE char(97 + length(ltrim(number_digits, '0'))) || ltrim(number_digits, '0') END) VIRTUAL;
ALTER TABLE task ADD COLUMN number_rest TEXT AS (ltrim(number, '0123456789')) VIRTUAL;
ALTER TABLE task ADD COLUMN deadline_heap TEXT AS (CASE
    WHEN deadline IS NULL THEN '~' WHEN deadline GLOB '-*' THEN '' WHEN deadline GLOB '+*' THEN ':'
    ELSE deadline END) VIRTUAL;
CREATE INDEX task_opening ON task (region, number_lead, number_rest, deadline_heap) WHERE parent IS NULL;
