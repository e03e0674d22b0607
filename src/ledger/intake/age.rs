//! Values of a file that does not say when it was made, beside newer ones of the ledger.

use std::collections::BTreeMap;

use super::row_doubt::RowDoubt;
use crate::domain::doubt::{DoubtKind, PutBack, ReadFrom};
use crate::domain::draft::TaskDraft;
use crate::domain::{Action, Change, Entry, Field, Task};
use crate::ledger::error::LedgerError;
use crate::ledger::store::StoreView;
use crate::ledger::trail;

/// What is to be said of changes that were made nobody knows when: of every field that was changed
/// since the task was registered, who changed it last. A field nobody changed cannot be put back.
pub(in crate::ledger) fn undated(
    view: &mut dyn StoreView,
    task: &Task,
    draft: &TaskDraft,
    changes: &[Change],
    origin: ReadFrom,
) -> Result<Vec<RowDoubt>, LedgerError> {
    if changes.is_empty() || task.revision.get() <= 1 {
        return Ok(Vec::new());
    }
    let wanted = |field: Field| changes.iter().any(|change| change.field == field);
    let mut last: BTreeMap<Field, Entry> = BTreeMap::new();
    trail::of_task(view, task.id, i64::MAX, None, |entry| {
        let entry = entry.text.read()?;
        if wanted(entry.change.field) {
            last.entry(entry.change.field).or_insert(entry);
        }
        Ok(())
    })?;
    let doubts = changes.iter().filter_map(|change| {
        let entry = last.get(&change.field)?;
        let is_put_back = entry.change.old == change.new;
        let is_of_edition = entry.action == Action::Import || !is_put_back;
        if origin == ReadFrom::Document && is_of_edition {
            return None;
        }
        let what = DoubtKind::Undated {
            task: task.id,
            by: entry.actor.user.clone(),
            at: entry.at,
            field: change.field,
            revision: task.revision,
            origin,
            put_back: PutBack(is_put_back),
        };
        Some(RowDoubt::holding(draft, what))
    });
    Ok(doubts.collect())
}
