-- Schema 3: the names in packed rows are numbers, of this table. A number is given once, the next
-- one each time, and never taken back; so the rows take a third of the room they took, and a search
-- looks at each name once.

CREATE TABLE packed_name (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

DELETE FROM packed_rows;

-- Beside the letters of the requirements, which pairs of neighbours may be in them.
CREATE TABLE packed_marks (
    block INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
DROP TABLE packed_letters;
