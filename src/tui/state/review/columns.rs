//! What the columns of an office's own ledger hold, as a person assigns it.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::{Mapping, SheetColumn, SheetTable, TableColumn};
use crate::tui::state::review::Review;

/// The screen of columns.
#[derive(Debug)]
pub struct ColumnScreen {
    /// What was read without what is assigned here.
    pub review: Box<Review>,
    /// The tables, with what is assigned.
    pub tables: Vec<SheetTable>,
    /// The row under the cursor.
    pub cursor: usize,
    /// The first row drawn.
    pub offset: usize,
    /// The rows somebody has decided on.
    pub settled: BTreeSet<usize>,
    /// Corrections would be lost, and that was said.
    pub is_warned: bool,
}

impl ColumnScreen {
    /// The tables of a file that was read; the cursor on the first column that is not known.
    pub fn new(review: Box<Review>) -> ColumnScreen {
        let tables = review.reading.tables.clone();
        let mut columns = ColumnScreen {
            review,
            tables,
            cursor: 0,
            offset: 0,
            settled: BTreeSet::new(),
            is_warned: false,
        };
        let first = (0..columns.rows().count()).find(|row| columns.is_unknown(*row));
        columns.cursor = first.unwrap_or(0);
        columns
    }

    /// Every column with its table.
    pub fn rows(&self) -> impl Iterator<Item = (&SheetTable, &TableColumn)> {
        let tables = self.tables.iter();
        tables.flat_map(|table| table.columns.iter().map(move |column| (table, column)))
    }

    /// Whether a column holds something and nobody has said what.
    pub fn is_unknown(&self, row: usize) -> bool {
        let of_row = self.rows().nth(row);
        let is_open = of_row.is_some_and(|(table, column)| {
            column.column.is_none() && !column.samples.is_empty() && !table.is_remembered
        });
        is_open && !self.settled.contains(&row)
    }

    /// How many columns are so.
    pub fn unknown(&self) -> usize {
        let rows = 0..self.rows().count();
        rows.filter(|row| self.is_unknown(*row)).count()
    }

    /// Says what a column holds.
    pub fn assign(&mut self, row: usize, to: Option<SheetColumn>) {
        let columns = self.tables.iter_mut().flat_map(|table| &mut table.columns);
        if let Some(column) = columns.into_iter().nth(row) {
            column.column = to;
            self.settled.insert(row);
        }
    }

    /// Whether a table could be read: one column names the tasks, and one more is known.
    pub fn is_enough(&self) -> bool {
        self.tables.iter().any(|table| {
            let known = table.columns.iter().filter_map(|column| column.column);
            let known: BTreeSet<SheetColumn> = known.collect();
            known.len() >= 2 && known.iter().any(|column| column.is_task())
        })
    }

    /// The forms to be remembered: those in which something was assigned, or left open knowingly.
    pub fn forms(&self) -> Vec<Mapping> {
        let tables = self.tables.iter().zip(&self.review.reading.tables);
        let told = tables.filter(|(table, read)| table != read || read.is_open());
        told.map(|(table, read)| {
            let columns = table.columns.iter().zip(&read.columns);
            let assigned = columns
                .filter(|(column, read)| column.column != read.column || column.column.is_none());
            let columns: BTreeMap<String, Option<SheetColumn>> = assigned
                .map(|(column, _)| (column.heading.clone(), column.column))
                .collect();
            let headings = table.columns.iter().map(|column| column.heading.clone());
            Mapping {
                headings: headings.collect(),
                columns,
            }
        })
        .collect()
    }
}
