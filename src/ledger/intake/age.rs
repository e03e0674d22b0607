//! Values of a file that does not say when it was made, beside newer ones of the ledger.

use std::collections::BTreeMap;

use super::row_doubt::{RowDoubt, Why};
use crate::domain::draft::TaskDraft;
use crate::domain::{Action, Change, Entry, Field, Lang, Task, china};
use crate::ledger::error::LedgerError;
use crate::ledger::store::StoreView;
use crate::ledger::trail;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ledger) enum From {
    /// A row of an export, without a revision.
    Row,
    /// A task line, which never has one.
    Line,
    /// A document: its next edition prints what the one before did, also where somebody has changed
    /// that in the ledger meanwhile.
    Document,
}

/// What is to be said of changes that were made nobody knows when: of every field that was changed
/// since the task was registered, who changed it last. A field nobody changed cannot be put back.
pub(in crate::ledger) fn undated(
    view: &mut dyn StoreView,
    task: &Task,
    draft: &TaskDraft,
    changes: &[Change],
    from: From,
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
        let lacks = match from {
            From::Row => "这一行没有 revision",
            From::Line => "任务行不带修订",
            From::Document if entry.action == Action::Import || !is_put_back => return None,
            From::Document => "文件不知道这一改动",
        };
        let former = if is_put_back { "，文件里正是改之前的值" } else { "" };
        let message = format!(
            "任务 {} 最近由{}于 {} 改过{}(修订 {})，{lacks}{former}：如果是在那之前导出的，接受改动会盖掉它",
            task.id,
            entry.actor.user,
            china::local(entry.at).format("%Y-%m-%d %H:%M"),
            change.field.label(Lang::Zh),
            task.revision
        );
        Some(RowDoubt::holding(Why::Undated, change.field, draft, message))
    });
    Ok(doubts.collect())
}
