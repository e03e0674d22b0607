//! Files of which one column was sorted by itself: every value stands at the id of another task, and
//! each row alone looks like a task that somebody renamed.

use std::collections::{HashMap, HashSet};

use super::fingerprint::hash_of;
use super::plan::{PlannedTask, Verdict};
use super::row_doubt::{RowDoubt, Why};
use crate::domain::draft::Warning;
use crate::domain::exported::Exported;
use crate::domain::{Field, Lang, name};

/// Fewer that changed places are told apart one by one.
const FEW: usize = 3;

/// The columns whose values are each of one task only.
pub(in crate::ledger) const LOOKED_AT: [Exported; 2] = [Exported::Title, Exported::Requirement];

/// A column of a file beside what the ledger has.
#[derive(Default)]
struct Beside {
    /// What the ledger has for the rows of the file.
    own: HashSet<u64>,
    /// The rows that say otherwise, with what they say.
    other: Vec<(usize, u64)>,
}

/// The columns of one file.
#[derive(Default)]
pub(in crate::ledger) struct Sorting {
    columns: [Beside; LOOKED_AT.len()],
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
                column.other.push((place, hash_of(&row)));
            }
        }
    }

    /// The column that was sorted by itself, with the rows at which values of other tasks stand.
    pub fn found(&self) -> Option<(Exported, Vec<usize>)> {
        let columns = LOOKED_AT.into_iter().zip(&self.columns);
        let mut sorted = columns.filter_map(|(of, column)| {
            let moved = column.other.iter();
            let moved = moved.filter(|(_, said)| column.own.contains(said));
            let moved: Vec<usize> = moved.map(|(place, _)| *place).collect();
            let is_sorted = moved.len() >= FEW && moved.len() * 2 > column.other.len();
            is_sorted.then_some((of, moved))
        });
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
        let message = format!(
            "{} 行的{}是文件里另一项任务的：是不是只给一列排了序？这份文件默认都不导入，请恢复各行再导入",
            places.len(),
            column.label(Lang::Zh)
        );
        let places = places.into_iter().collect();
        self.0.insert(document, (column, places));
        Some(Warning {
            line: None,
            message,
        })
    }

    /// Holds back whatever a sorted file would change.
    pub fn hold(&self, place: usize, task: &mut PlannedTask, line: Option<u32>, is_sure: bool) {
        let Some((column, places)) = self.0.get(&task.document) else {
            return;
        };
        if !matches!(task.verdict, Verdict::New | Verdict::Changed(..)) {
            return;
        }
        let column = column.label(Lang::Zh);
        let message = match places.contains(&place) {
            true => format!("这一行的{column}是另一项任务的：这一列大概单独排过序"),
            false => format!("文件的{column}一列大概单独排过序，这一行也先不导入"),
        };
        task.doubts.push(RowDoubt {
            why: Why::Sorted,
            field: Field::Title,
            warning: Warning { line, message },
            holds: !is_sure,
        });
    }

    /// Whether there are any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
