//! Whether a file of ours is whole: quotation marks that are closed, rows as long as the headings, a last
//! row that does not break off. A program of sheets writes no other; what was cut, or changed in a
//! program for plain text, may have rows of which one cell holds the next hundred.

use std::collections::BTreeMap;

use crate::domain::TaskId;
use crate::domain::exported::Exported;
use crate::domain::returned_row::RowShape;
use crate::import::containers::separated::{self, SEPARATORS, SeparatedRow};
use crate::import::fault::{ContentFault, FaultKind, ImportFault};
use crate::import::own::header::{ColumnContent, MAX_COLUMNS, OwnHeader};
use crate::import::own::values::whole;

/// How the rows of a file stand below its headings.
pub(super) struct OwnShape<'h> {
    header: &'h OwnHeader,
    /// How many rows there are of each length.
    lengths: BTreeMap<usize, usize>,
    rows: usize,
    separator: char,
    is_ended: bool,
    faults: Vec<ContentFault>,
}

impl<'h> OwnShape<'h> {
    /// Looks at the quotation marks of a file.
    ///
    /// # Errors
    /// One that is not closed, or is closed in the middle of a cell: no row of it can be trusted.
    pub fn of(text: &str, header: &'h OwnHeader) -> Result<OwnShape<'h>, ImportFault> {
        let separator = separated::separator(text);
        let faults = quote_faults(text, separator);
        match faults.is_empty() {
            true => Ok(OwnShape {
                header,
                lengths: BTreeMap::new(),
                rows: 0,
                separator: char::from(separator),
                is_ended: text.ends_with(['\n', '\r']),
                faults,
            }),
            false => Err(ImportFault::Content(faults)),
        }
    }

    /// Takes note of the length of a row, before any is looked at.
    pub fn count(&mut self, line: &SeparatedRow) {
        *self.lengths.entry(line.cells.len()).or_default() += 1;
        self.rows += 1;
    }

    /// How long most rows are, and the headings at least.
    fn usual_length(&self) -> usize {
        let most = self.lengths.iter().max_by_key(|(_, count)| **count);
        let headings = self.header.columns.len();
        most.map_or(headings, |(length, _)| headings.max(*length))
    }

    /// How a row stands; `at` is its place among those that were counted. What is wrong with it in any
    /// ledger is noted.
    pub fn row(&mut self, line: &SeparatedRow, at: usize) -> RowShape {
        let headings = self.header.columns.len();
        let cells = line.cells.len();
        let beyond = line.cells.iter().skip(headings);
        let is_filled = |cell: &str| !cell.trim().is_empty();
        let is_last = at + 1 == self.rows && !self.is_ended;
        if cells > headings && headings < MAX_COLUMNS && { beyond }.any(is_filled) {
            self.fault(line, FaultKind::ExtraCells { cells, headings });
        } else if is_last && cells < headings {
            self.fault(line, FaultKind::CutOff { cells, headings });
        }
        let last = cells.checked_sub(1).filter(|_| is_last);
        let last_cell = last.and_then(|place| {
            let text = line.cells.get(place)?.to_owned();
            Some((self.header.column(place)?, text))
        });
        let row: Vec<&str> = line.cells.iter().collect();
        let columns = |from: usize| (from..headings).filter_map(|at| self.header.column(at));
        RowShape {
            missing: columns(cells).collect(),
            order: match cells < headings {
                true => columns(0).collect(),
                false => Vec::new(),
            },
            has_more: cells > self.usual_length(),
            swallowed: swallowed(self.header, &row, &[self.separator]),
            last_cell,
        }
    }

    fn fault(&mut self, line: &SeparatedRow, kind: FaultKind) {
        self.faults.push(fault_at(line.number, kind));
    }

    /// Says what was wrong with any row.
    ///
    /// # Errors
    /// All of it.
    pub fn whole(self) -> Result<(), ImportFault> {
        match self.faults.is_empty() {
            true => Ok(()),
            false => Err(ImportFault::Content(self.faults)),
        }
    }
}

/// How a row of a workbook stands: it may have been made of a broken file.
pub(super) fn of_sheet_row(header: &OwnHeader, row: &[&str]) -> RowShape {
    RowShape {
        swallowed: swallowed(header, row, &SEPARATORS.map(char::from)),
        ..RowShape::default()
    }
}

fn fault_at(line: u32, kind: FaultKind) -> ContentFault {
    let (line, place) = (Some(line), None);
    ContentFault { line, place, kind }
}

/// The cells that go on with what looks like a row: a line of them has an id in its place, and as many
/// separators as stand before the cell at least.
fn swallowed(header: &OwnHeader, row: &[&str], separators: &[char]) -> BTreeMap<Exported, TaskId> {
    let Some(id) = header.place(Exported::Id) else {
        return BTreeMap::new();
    };
    let revision = header.place(Exported::Revision);
    let begins = |line: &str, place: usize| {
        separators.iter().find_map(|separator| {
            let cells: Vec<&str> = line.split(*separator).collect();
            let figure = |place: usize| whole(cells.get(place)?.trim().trim_matches('"'));
            let reach = place.max(id).max(1);
            let is_revised = revision.is_none_or(|at| at >= cells.len() || figure(at).is_some());
            TaskId::new(figure(id)?).filter(|_| cells.len() > reach && is_revised)
        })
    };
    let cells = row
        .iter()
        .enumerate()
        .filter(|(_, cell)| cell.contains(['\n', '\r']));
    cells
        .filter_map(|(place, cell)| {
            let mut lines = cell.split(['\n', '\r']).skip(1);
            let swallowed = lines.find_map(|line| begins(line, place))?;
            Some((header.column(place)?, swallowed))
        })
        .collect()
}

/// Quotation marks that are not closed, and cells that go on behind the closing one.
fn quote_faults(text: &str, separator: u8) -> Vec<ContentFault> {
    let bytes = text.as_bytes();
    let ends_cell = |byte: &u8| matches!(byte, b'\n' | b'\r') || *byte == separator;
    let mut faults = Vec::new();
    let mut at = 0;
    while let Some(open) = quote_from(text, at) {
        at = open + 1;
        // Within a cell it is a sign like any other.
        if !bytes[..open].last().is_none_or(ends_cell) {
            continue;
        }
        let Some(close) = closing_quote(text, at) else {
            faults.push(fault_at(line_of(text, open), FaultKind::OpenQuote));
            break;
        };
        at = close + 1;
        let behind = bytes[at..].iter().find(|byte| **byte != b' ');
        if !behind.is_none_or(ends_cell) {
            faults.push(fault_at(line_of(text, open), FaultKind::TextAfterQuote));
        }
    }
    faults
}

fn quote_from(text: &str, from: usize) -> Option<usize> {
    Some(from + text.get(from..)?.find('"')?)
}

/// The mark that closes a cell; two of them are one within it.
fn closing_quote(text: &str, mut from: usize) -> Option<usize> {
    loop {
        let found = quote_from(text, from)?;
        match text.as_bytes().get(found + 1) {
            Some(b'"') => from = found + 2,
            _ => return Some(found),
        }
    }
}

/// The line on which a place of a text stands.
fn line_of(text: &str, place: usize) -> u32 {
    let mut bytes = text.as_bytes()[..place].iter().peekable();
    let mut line = 1;
    while let Some(byte) = bytes.next() {
        // Old programs end lines with a carriage return alone.
        let is_end = *byte == b'\n' || *byte == b'\r' && bytes.peek() != Some(&&b'\n');
        line += u32::from(is_end);
    }
    line
}

impl OwnHeader {
    /// The column at a place.
    fn column(&self, place: usize) -> Option<Exported> {
        match self.columns.get(place)? {
            Some(ColumnContent::Column(column)) => Some(*column),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::own::rows::read_separated;

    fn faults(text: &str) -> Vec<(Option<u32>, FaultKind)> {
        match read_separated(text) {
            Err(ImportFault::Content(faults)) => {
                faults.into_iter().map(|it| (it.line, it.kind)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn shapes(text: &str) -> Vec<RowShape> {
        let document = read_separated(text).unwrap().unwrap();
        let returned = document.tasks.into_iter().filter_map(|task| task.returned);
        returned.map(|it| it.shape).collect()
    }

    #[test]
    fn a_mark_that_is_not_closed_is_named_with_its_line() {
        let text = "id,revision,title\r\n1,1,甲\r\n2,1,\"乙\r\n3,1,丙\r\n";
        assert_eq!(faults(text), [(Some(3), FaultKind::OpenQuote)]);
        // Closed by the mark that opens a later cell.
        let text = "id,revision,title\n1,1,\"甲\n2,1,\"乙\"\n3,1,丙\n";
        assert_eq!(faults(text), [(Some(2), FaultKind::TextAfterQuote)]);
        for sound in [
            "id,revision,title\n1,1,\"甲\"\"乙\"\"\"\n2,1,\"\"\n3,1,\"丙\n丁\" \n",
            "id,revision,title\n1,1,甲\"乙\n",
            "id,revision,title\n1,1,\"甲\"",
            "id,revision,title\n1,1,\"\"\"甲\"\"\"\n2,1,\"\"\n",
        ] {
            assert_eq!(faults(sound), [], "{sound}");
        }
    }

    #[test]
    fn a_row_longer_than_the_headings_or_cut_off_is_named_with_its_line() {
        let text = "id,revision,title\n1,1,甲,乙\n2,1,丙\n3,1";
        let (cells, headings) = (4, 3);
        let extra = (Some(2), FaultKind::ExtraCells { cells, headings });
        let cut = (Some(4), FaultKind::CutOff { cells: 2, headings });
        assert_eq!(faults(text), [extra, cut]);
        for sound in [
            "id,revision,title\n1,1,甲,,\n2,1,丙,,\n",
            "id,revision,title,leaders\n1,1,甲\n2,1,丙,\n",
            "id,revision,title\n1,1,甲",
            "台账,,,,,\nid,revision,title\n1,1,甲\n",
        ] {
            assert_eq!(faults(sound), [], "{sound}");
        }
    }

    #[test]
    fn a_row_says_where_it_ends_and_what_it_may_have_swallowed() {
        let text =
            "id,revision,title,leaders\n1,1,甲\n2,1,乙,丙,\n3,1,\"丁\n4,1,戊\",己\n5,1,庚,辛";
        let shapes = shapes(text);
        let leaders: Vec<Exported> = shapes[0].missing.iter().collect();
        assert_eq!(leaders, [Exported::Leaders]);
        assert!(shapes[1].has_more && !shapes[0].has_more);
        let swallowed = shapes[2].swallowed.iter().next();
        assert_eq!(
            swallowed,
            Some((&Exported::Title, &TaskId::new(4).unwrap()))
        );
        let last = Some((Exported::Leaders, "辛".to_owned()));
        assert_eq!(shapes[3].last_cell, last);
        assert_eq!(shapes[2].last_cell, None);
    }

    #[test]
    fn lines_that_begin_with_a_figure_are_no_rows() {
        for cell in ["甲\n1", "甲\n1、乙，丙", "甲\n一,二,三", "甲\n1,乙,丙"] {
            let text = format!("id,revision,title\n1,1,\"{cell}\"\n");
            assert!(shapes(&text)[0].swallowed.is_empty(), "{cell}");
        }
    }
}
