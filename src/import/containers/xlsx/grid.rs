//! The cells of a sheet that say something, and what merging adds to them.

use std::collections::BTreeMap;

use crate::import::fault::{ContainerFault, ImportFault};
use crate::import::source::sheet::{CellOrigin, SheetCell, SheetRow};

/// How many cells with content a workbook has at most.
pub const MAX_CELLS: usize = 200_000;

/// How many rows with content it has at most.
pub const MAX_ROWS: usize = 20_000;

/// How many columns a sheet has at most.
pub const MAX_COLUMNS: usize = 256;

/// How many cells may be filled by merging.
const MAX_FILLED: usize = 1_000_000;

/// How much text it has at most, filled cells counted, in megabytes.
const MAX_TEXT: usize = 32;

/// What a workbook has used up so far.
#[derive(Default)]
pub struct Limits {
    cells: usize,
    rows: usize,
    text: usize,
    filled: usize,
    /// Cells visited while merged ones were filled: regions of a file made to harm overlap.
    visited: usize,
}

impl Limits {
    fn count_filled(&mut self, size: usize) -> Result<(), ContainerFault> {
        self.filled += 1;
        match self.filled > MAX_FILLED {
            true => Err(ContainerFault::TooManyCells(MAX_FILLED)),
            false => self.count_text(size),
        }
    }

    fn count_text(&mut self, size: usize) -> Result<(), ContainerFault> {
        self.text = self.text.saturating_add(size);
        match self.text > MAX_TEXT << 20 {
            true => Err(ContainerFault::TooMuchText(MAX_TEXT)),
            false => Ok(()),
        }
    }
}

/// The cells of a sheet by row and column, both from 0.
#[derive(Default)]
pub struct SheetGrid {
    rows: BTreeMap<u32, BTreeMap<u32, SheetCell>>,
    width: u32,
}

impl SheetGrid {
    /// Takes in a cell that says something.
    pub fn put(
        &mut self,
        row: u32,
        column: u32,
        text: String,
        limits: &mut Limits,
    ) -> Result<(), ImportFault> {
        if column as usize >= MAX_COLUMNS {
            return Err(ContainerFault::TooManyColumns(MAX_COLUMNS).into());
        }
        limits.cells += 1;
        if limits.cells > MAX_CELLS {
            return Err(ContainerFault::TooManyCells(MAX_CELLS).into());
        }
        limits.count_text(text.len())?;
        let cells = self.rows.entry(row).or_insert_with(|| {
            limits.rows += 1;
            BTreeMap::new()
        });
        if limits.rows > MAX_ROWS {
            return Err(ContainerFault::TooManyRows(MAX_ROWS).into());
        }
        cells.insert(column, SheetCell::own(text));
        self.width = self.width.max(column + 1);
        Ok(())
    }

    /// Fills the cells of a merged region from its first one, as far as the sheet has content.
    pub fn fill(
        &mut self,
        start: (u32, u32),
        end: (u32, u32),
        limits: &mut Limits,
    ) -> Result<(), ImportFault> {
        let first = self.rows.get(&start.0).and_then(|row| row.get(&start.1));
        let Some(text) = first.map(|cell| cell.text.clone()) else {
            return Ok(());
        };
        let last = end.1.min(self.width.saturating_sub(1));
        if start.0 > end.0 || start.1 > last {
            return Ok(());
        }
        for (number, row) in self.rows.range_mut(start.0..=end.0) {
            limits.visited += (last - start.1) as usize + 1;
            if limits.visited > MAX_ROWS * MAX_COLUMNS {
                return Err(ContainerFault::TooManyCells(MAX_CELLS).into());
            }
            let origin = match *number > start.0 {
                true => CellOrigin::Above,
                false => CellOrigin::Left,
            };
            for column in start.1..=last {
                if let std::collections::btree_map::Entry::Vacant(place) = row.entry(column) {
                    limits.count_filled(text.len())?;
                    place.insert(SheetCell {
                        text: text.clone(),
                        origin,
                    });
                }
            }
        }
        Ok(())
    }

    /// The rows, each as wide as the sheet.
    pub fn into_rows(self) -> Vec<SheetRow> {
        let width = self.width;
        let rows = self.rows.into_iter().map(|(number, mut cells)| SheetRow {
            number: number.saturating_add(1),
            cells: (0..width)
                .map(|column| cells.remove(&column).unwrap_or_default())
                .collect(),
        });
        rows.collect()
    }
}
