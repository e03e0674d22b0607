//! Which batch an undo or redo without an argument is about.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::fate::{Fate, Stands, tasks_of};
use super::share::{UndoOrRedo, entries_of, shares};
use super::standing::{UndoStanding, verdict};
use crate::domain::{Actor, BatchId, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::sqlite::tables::batches;

/// What a name and a login, or one session of theirs, put in force last and still is: a batch of
/// theirs, or one they put back. One of which a part was left is passed over while that part still
/// cannot be taken back, or nobody would come past it.
pub(in crate::ledger) fn newest_of(
    conn: &Connection,
    actor: &Actor,
    session_only: bool,
) -> Result<BatchId, LedgerError> {
    batches::check(conn)?;
    let session = match session_only {
        true => actor.session.as_str(),
        false => "",
    };
    let mut looked_at = BTreeSet::new();
    let mut statement = conn.prepare_cached(
        "SELECT coalesce(compensates, id) FROM batch WHERE user = ?1 \
         AND (login IS NULL OR login IS ?3) AND (?2 = '' OR session = ?2) \
         AND action NOT IN ('undo', 'rebuild') ORDER BY id DESC",
    )?;
    let mut rows = statement.query(params![actor.user, session, actor.origin.login])?;
    while let Some(row) = rows.next()? {
        let Some(batch) = BatchId::new(row.get(0)?).filter(|it| looked_at.insert(*it)) else {
            continue;
        };
        let is_it = match Fate::of(conn, batch)?.stands() {
            Stands::Whole => true,
            Stands::Part { .. } => some_can(conn, batch, UndoOrRedo::Undo, None)?,
            Stands::Nothing => false,
        };
        if is_it {
            return Ok(batch);
        }
    }
    Err(LedgerError::NothingToUndo)
}

/// What the newest undo of a name and a login took back and nobody put in force again since, if
/// they wrote nothing else since. Of one that was redone in part the rest, if any of it can be.
pub(in crate::ledger) fn newest_undone(
    conn: &Connection,
    actor: &Actor,
) -> Result<(BatchId, BTreeSet<TaskId>), LedgerError> {
    batches::check(conn)?;
    let mut statement = conn.prepare_cached(
        "SELECT id, compensates FROM batch WHERE user = ?1 AND (login IS NULL OR login IS ?2) \
         AND action = 'undo' AND id > (SELECT coalesce(max(id), 0) FROM batch WHERE user = ?1 \
             AND (login IS NULL OR login IS ?2) AND action NOT IN ('undo', 'redo', 'rebuild')) \
         ORDER BY id DESC",
    )?;
    let mut rows = statement.query(params![actor.user, actor.origin.login])?;
    while let Some(row) = rows.next()? {
        let (undo, of) = (BatchId::new(row.get(0)?), BatchId::new(row.get(1)?));
        let Some((undo, of)) = undo.zip(of) else {
            continue;
        };
        let Some(tasks) = Fate::of(conn, of)?.taken_by(undo) else {
            continue;
        };
        let is_all = tasks_of(conn, undo)?.len() == tasks.len();
        if is_all || some_can(conn, of, UndoOrRedo::Redo, Some(&tasks))? {
            return Ok((of, tasks));
        }
    }
    Err(LedgerError::NothingToRedo)
}

/// Whether a batch can be compensated in some task; with `only` in one of these.
fn some_can(
    conn: &Connection,
    batch: BatchId,
    way: UndoOrRedo,
    only: Option<&BTreeSet<TaskId>>,
) -> Result<bool, LedgerError> {
    let entries = entries_of(conn, batch)?;
    for (task, share) in shares(&entries) {
        let is_asked = only.is_none_or(|only| only.contains(&task));
        if is_asked
            && matches!(
                verdict(conn, task, &share, batch, way, &BTreeSet::new())?,
                UndoStanding::Go
            )
        {
            return Ok(true);
        }
    }
    Ok(false)
}
