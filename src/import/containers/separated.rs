//! Files of separated values: csv and tsv.

use crate::import::fault::{ContainerFault, ImportFault};
use crate::import::source::sheet::{SheetCell, SheetRow, SourceSheet};

/// The same limits as for workbooks.
const MAX_ROWS: usize = 20_000;
const MAX_COLUMNS: usize = 256;

/// How many lines are looked at to tell the separator.
const SAMPLE: usize = 20;

/// A record with the line it begins on.
pub struct SeparatedRow {
    /// 1-based.
    pub number: u32,
    /// Its cells.
    pub cells: csv::StringRecord,
}

/// Hands over every record that has any content until `take` has enough.
///
/// # Errors
/// More records than `most`.
pub fn each(
    text: &str,
    most: usize,
    take: &mut dyn FnMut(&SeparatedRow) -> bool,
) -> Result<(), ImportFault> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut lines = LineCounter {
        text,
        at: 0,
        line: 1,
    };
    let mut count = 0;
    for record in reader.records() {
        // The text is valid and rows may differ in length, so that no record is bad.
        let cells = record.map_err(|_| ContainerFault::Broken)?;
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if count == most {
            return Err(ContainerFault::TooManyRows(most).into());
        }
        count += 1;
        let at = cells.position().map_or(0, csv::Position::byte);
        let number = lines.line_of(usize::try_from(at).unwrap_or(usize::MAX));
        if !take(&SeparatedRow { number, cells }) {
            break;
        }
    }
    Ok(())
}

/// Reads text as one sheet.
///
/// # Errors
/// More rows or columns than a ledger has.
pub fn read(text: &str) -> Result<SourceSheet, ImportFault> {
    let mut sheet = SourceSheet::default();
    each(text, MAX_ROWS, &mut |line| {
        sheet.rows.push(SheetRow {
            number: line.number,
            cells: line.cells.iter().map(cell).collect(),
        });
        line.cells.len() <= MAX_COLUMNS
    })?;
    let width = sheet.rows.iter().map(|row| row.cells.len()).max();
    if width > Some(MAX_COLUMNS) {
        return Err(ContainerFault::TooManyColumns(MAX_COLUMNS).into());
    }
    for row in &mut sheet.rows {
        row.cells
            .resize(width.unwrap_or_default(), SheetCell::default());
    }
    Ok(sheet)
}

/// Counts lines up to a place. The reader's own count leaves out blank lines in front of a record.
struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl LineCounter<'_> {
    /// The line of the record that is found from `place` on; places only go up.
    fn line_of(&mut self, place: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let blank = bytes
            .iter()
            .skip(place)
            .take_while(|byte| is_end(byte))
            .count();
        let place = place.saturating_add(blank).min(bytes.len());
        let passed = bytes.get(self.at..place).unwrap_or_default();
        // Old programs end lines with a carriage return alone.
        let next = passed.iter().skip(1).chain(bytes.get(place));
        let next = next.map(Some).chain(std::iter::repeat(None));
        let is_end = |(byte, next): &(&u8, Option<&u8>)| {
            **byte == b'\n' || **byte == b'\r' && *next != Some(&b'\n')
        };
        let ends = passed.iter().zip(next).filter(is_end).count();
        self.line = self
            .line
            .saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.at = place.max(self.at);
        self.line
    }
}

fn cell(text: &str) -> SheetCell {
    SheetCell::own(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The signs that may divide a line.
pub(in crate::import) const SEPARATORS: [u8; 3] = [b',', b'\t', b';'];

/// The sign that divides the first lines most often; a comma where none does.
pub(in crate::import) fn separator(text: &str) -> u8 {
    let head: Vec<&str> = text.lines().take(SAMPLE).collect();
    let count = |sign: u8| -> usize {
        let signs = head.iter().flat_map(|line| line.bytes());
        signs.filter(|byte| *byte == sign).count()
    };
    let mut best = (b',', 0);
    for sign in SEPARATORS {
        if count(sign) > best.1 {
            best = (sign, count(sign));
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_lines_and_the_separator_is_told() {
        let sheet = read("序号,任务\n\n1,\"甲\n乙\"\n2,丙,丁\n").unwrap();
        let numbers: Vec<u32> = sheet.rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 3, 5]);
        assert_eq!(sheet.rows[1].text(1), "甲\n乙");
        assert!(sheet.rows.iter().all(|row| row.cells.len() == 3));
        assert_eq!(read("a\tb,c\n1\t2").unwrap().rows[0].text(1), "b,c");
        assert_eq!(read("a;b\n1;2").unwrap().rows[1].text(1), "2");
        for end in ["\r", "\r\n", "\n"] {
            let sheet = read(&["a,b", "", "1,2", "3,4"].join(end)).unwrap();
            let numbers: Vec<u32> = sheet.rows.iter().map(|row| row.number).collect();
            assert_eq!(numbers, [1, 3, 4], "{end:?}");
        }
    }

    #[test]
    fn more_rows_or_columns_than_a_ledger_has_are_refused() {
        assert!(read(&"x\n".repeat(20_001)).is_err());
        assert!(read(&"x,".repeat(300)).is_err());
        assert_eq!(read("\"never ended").unwrap().rows.len(), 1);
    }
}
