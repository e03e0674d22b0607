//! Excel workbooks: cells streamed through calamine, never its dense range (one cell in the last
//! corner of a sheet makes that ask for half a terabyte).

mod gate;
mod grid;
#[cfg(test)]
mod tests;
mod value;

use std::io::{Cursor, Read, Seek, SeekFrom};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::domain::doubt::DoubtKind;
use crate::domain::draft::Warning;
use crate::import::fault::{ContainerFault, ImportFault};
use crate::import::source::sheet::SourceSheet;
use crate::text::clean_line;
use grid::{Limits, SheetGrid};

/// How many times over a file may be read: three passes over each sheet and one over the rest.
/// Many sheets may share one part, so that this cannot be told from its size.
const MAX_PASSES: u64 = 8;

/// How many formulas without a value are named.
const NAMED: usize = 3;

type Book<'a> = Xlsx<Bounded<'a>>;

/// Reads the bytes of an xlsx: the visible sheets in their order.
///
/// # Errors
/// No sound workbook, or one beyond the limits.
pub fn read(bytes: &[u8]) -> Result<(Vec<SourceSheet>, Vec<Warning>), ImportFault> {
    gate::check(bytes)?;
    let mut book: Book = Xlsx::new(Bounded::new(bytes)).map_err(of_workbook)?;
    let mut sheets = Vec::new();
    let mut warnings = Vec::new();
    let mut limits = Limits::default();
    let all: Vec<_> = book.sheets_metadata().to_vec();
    for sheet in all {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        if sheet.visible != SheetVisible::Visible {
            warnings.push(DoubtKind::HiddenSheet { sheet: sheet.name }.at(None));
            continue;
        }
        let grid = read_sheet(&mut book, &sheet.name, &mut limits, &mut warnings)?;
        note_formulas(&mut book, &sheet.name, &mut warnings)?;
        let rows = grid.into_rows();
        if !rows.is_empty() {
            sheets.push(SourceSheet {
                name: sheet.name,
                rows,
            });
        }
    }
    Ok((sheets, warnings))
}

fn read_sheet(
    book: &mut Book,
    name: &str,
    limits: &mut Limits,
    warnings: &mut Vec<Warning>,
) -> Result<SheetGrid, ImportFault> {
    let mut grid = SheetGrid::default();
    let mut cells = book.worksheet_cells_reader(name).map_err(of_workbook)?;
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(of_workbook)? {
        let (row, column) = cell.get_position();
        if let DataRef::Error(error) = cell.get_value() {
            let (cell, error) = (place(row, column), error.to_string());
            warnings.push(DoubtKind::ErrorCell { cell, error }.at(row.saturating_add(1)));
            continue;
        }
        let format = cells
            .styles()
            .get(style)
            .and_then(|style| style.number_format.as_ref());
        let text = value::text(cell.get_value(), format);
        if !text.trim().is_empty() {
            grid.put(row, column, text, limits)?;
        }
    }
    drop(cells);
    let merged = book.merge_cells_by_sheet_name(name).map_err(of_workbook)?;
    for region in merged {
        grid.fill(region.start, region.end, limits)?;
    }
    Ok(grid)
}

/// A workbook made by a program may hold formulas that nobody has computed.
fn note_formulas(
    book: &mut Book,
    name: &str,
    warnings: &mut Vec<Warning>,
) -> Result<(), ImportFault> {
    let mut cells = book.worksheet_cells_reader(name).map_err(of_workbook)?;
    let mut named = Vec::new();
    let mut count = 0;
    let mut line = None;
    while let Some(cell) = cells
        .next_cell_with_formula_metadata()
        .map_err(of_workbook)?
    {
        if cell.formula.is_some() && cell.value == DataRef::Empty {
            let (row, column) = cell.pos;
            count += 1;
            line = line.or(Some(row.saturating_add(1)));
            if named.len() < NAMED {
                named.push(place(row, column));
            }
        }
    }
    if count > 0 {
        let cells = named;
        warnings.push(DoubtKind::FormulasWithoutResult { count, cells }.at(line));
    }
    Ok(())
}

/// `C5`: a cell as people name it.
fn place(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(
            b'A' + u8::try_from(rest % 26).unwrap_or_default(),
        ));
        rest /= 26;
    }
    let column: String = letters.iter().rev().collect();
    format!("{column}{}", u64::from(row) + 1)
}

fn of_workbook(error: XlsxError) -> ImportFault {
    let fault = match error {
        XlsxError::Password => ContainerFault::Encrypted,
        XlsxError::Io(_) | XlsxError::Zip(_) => ContainerFault::Broken,
        other => {
            let words: String = other.to_string().chars().take(120).collect();
            ContainerFault::Workbook(clean_line(&words).into_owned())
        }
    };
    fault.into()
}

/// The bytes of a file, which run out when they were read too often.
struct Bounded<'a> {
    bytes: Cursor<&'a [u8]>,
    left: u64,
}

impl<'a> Bounded<'a> {
    fn new(bytes: &'a [u8]) -> Bounded<'a> {
        Bounded {
            left: (bytes.len() as u64 + (1 << 16)) * MAX_PASSES,
            bytes: Cursor::new(bytes),
        }
    }
}

impl Read for Bounded<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let got = self.bytes.read(into)?;
        self.left = self
            .left
            .checked_sub(got as u64)
            .ok_or_else(|| std::io::Error::other("read too often"))?;
        Ok(got)
    }
}

impl Seek for Bounded<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(to)
    }
}
