//! Files of which one column was sorted by itself, or two cells of it were exchanged: a value stands at
//! the id of another task, and each row alone looks like a task that somebody renamed.

use std::collections::{HashMap, HashSet};

use super::fingerprint::hash_of;
use super::plan::{PlannedTask, Verdict};
use super::row_doubt::RowDoubt;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::Warning;
use crate::domain::exported::Exported;
use crate::domain::name;

/// Fewer that changed places are told apart one by one.
const FEW: usize = 3;

/// The columns whose values are each of one task only.
pub(in crate::ledger) const LOOKED_AT: [Exported; 2] = [Exported::Title, Exported::Requirement];

/// A column of a file beside what the ledger has.
#[derive(Default)]
struct Beside {
    /// What the ledger has for the rows of the file.
    own: HashSet<u64>,
    /// The rows that say otherwise.
    other: Vec<OtherRow>,
}

/// A row that does not say what the ledger has.
#[derive(Clone, Copy)]
struct OtherRow {
    place: usize,
    own: u64,
    said: u64,
}

impl Beside {
    /// The rows at which values of other tasks stand, where that is no chance: three at least, and more
    /// than half of those that differ; or, where no number says otherwise, two that exchanged theirs.
    fn moved(&self, has_number: bool) -> Option<Vec<usize>> {
        let moved = self.other.iter().filter(|row| self.own.contains(&row.said));
        let moved: Vec<usize> = moved.map(|row| row.place).collect();
        if moved.len() >= FEW && moved.len() * 2 > self.other.len() {
            return Some(moved);
        }
        if has_number {
            return None;
        }
        let pairs: HashSet<(u64, u64)> = self.other.iter().map(|row| (row.said, row.own)).collect();
        let exchanged = self
            .other
            .iter()
            .filter(|row| pairs.contains(&(row.own, row.said)));
        let exchanged: Vec<usize> = exchanged.map(|row| row.place).collect();
        (!exchanged.is_empty()).then_some(exchanged)
    }
}

/// The columns of one file.
#[derive(Default)]
pub(in crate::ledger) struct Sorting {
    columns: [Beside; LOOKED_AT.len()],
    /// Whether another column, too, tells which task a row is of: who exchanged two titles beside it
    /// meant to.
    pub has_number: bool,
}

impl Sorting {
    /// Takes note of what the row at a place says in the columns looked at, beside the ledger;
    /// nothing in one that is not there.
    pub fn note(&mut self, place: usize, said: [Option<(&str, &str)>; LOOKED_AT.len()]) {
        for (column, said) in self.columns.iter_mut().zip(said) {
            let Some((row, own)) = said else { continue };
            let (row, own) = (name::clean(row), name::clean(own));
            if !own.is_empty() {
                column.own.insert(hash_of(&own));
            }
            if row != own && !row.is_empty() {
                let (own, said) = (hash_of(&own), hash_of(&row));
                column.other.push(OtherRow { place, own, said });
            }
        }
    }

    /// The column that was sorted by itself, with the rows at which values of other tasks stand.
    pub fn found(&self) -> Option<(Exported, Vec<usize>)> {
        let columns = LOOKED_AT.into_iter().zip(&self.columns);
        let mut sorted =
            columns.filter_map(|(of, column)| Some((of, column.moved(self.has_number)?)));
        sorted.next()
    }
}

/// Files of which a column was sorted, by their document.
#[derive(Clone, Default)]
pub(in crate::ledger) struct Sorted(HashMap<usize, (Exported, HashSet<usize>)>);

impl Sorted {
    /// Takes note of a column of a file with the rows at which values of others stand; answers what is
    /// to be said of it. Of a file one column is named.
    pub fn note(
        &mut self,
        document: usize,
        found: Option<(Exported, Vec<usize>)>,
    ) -> Option<Warning> {
        let (column, places) = found.filter(|_| !self.0.contains_key(&document))?;
        let rows = places.len();
        let places = places.into_iter().collect();
        self.0.insert(document, (column, places));
        Some(DoubtKind::ColumnSorted { rows, column }.at(None))
    }

    /// Holds back whatever a sorted file would change.
    pub fn hold(&self, place: usize, task: &mut PlannedTask, line: Option<u32>, is_sure: bool) {
        let Some((column, places)) = self.0.get(&task.document) else {
            return;
        };
        if !matches!(task.verdict, Verdict::New | Verdict::Changed(..)) {
            return;
        }
        let column = *column;
        let what = match places.contains(&place) {
            true => DoubtKind::RowSorted { column },
            false => DoubtKind::FileSorted { column },
        };
        task.doubts.push(RowDoubt {
            warning: what.at(line),
            holds: !is_sure,
        });
    }

    /// Whether there are any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
