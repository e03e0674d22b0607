//! A glance at the end of the trail, cheap enough for every opening: does what was written last fit
//! together? The whole of it is for the audit.

use rusqlite::{Connection, OptionalExtension};

use crate::ledger::doubt::TailFault;
use crate::ledger::error::LedgerError;
use crate::ledger::mark::Mark;
use crate::ledger::sqlite::tables::entries;
use crate::ledger::sqlite::view::SqliteView;
use crate::ledger::trail;

/// So many entries of the last command are looked at, the newest; a bulk change of a whole ledger is
/// for the audit.
const MOST: i64 = 200;

/// Whether the last entry and those of its command follow from one another and from the one before
/// them, the last command has just its entries and is theirs, and no task or event is newer than the
/// trail; what does not fit, otherwise.
///
/// # Errors
/// Whatever has nothing to do with what is written.
pub(in crate::ledger) fn glance(conn: &Connection) -> Result<Option<TailFault>, LedgerError> {
    match look(conn) {
        Ok(fault) => Ok(fault),
        Err(LedgerError::Altered(part)) => Ok(Some(TailFault::Altered(part))),
        Err(LedgerError::Damaged(why) | LedgerError::Database(why)) => {
            Ok(Some(TailFault::Unreadable(why)))
        }
        Err(error) => Err(error),
    }
}

fn look(conn: &Connection) -> Result<Option<TailFault>, LedgerError> {
    let last = entries::last(conn)?;
    let sql = "SELECT id, first_entry, last_entry FROM batch ORDER BY id DESC LIMIT 1";
    let batch: Option<(i64, i64, i64)> = conn
        .prepare_cached(sql)?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let (batch, first, end) = batch.unwrap_or_default();
    // The first of these is held against the one before it, whose own content nobody has looked at.
    let from = (first - 1).min(last - 1).max(last - MOST) - 1;
    trail::walk(&mut SqliteView::of(conn), from.max(0), last, |_| Ok(()))?;
    let batch_of = |entry| -> Result<i64, LedgerError> {
        let found: Option<i64> = conn
            .prepare_cached("SELECT batch FROM entry WHERE seq = ?1")?
            .query_row([entry], |row| row.get(0))
            .optional()?;
        Ok(found.unwrap_or_default())
    };
    let is_whole = end == last
        && batch_of(last)? == batch
        && batch_of(first)? == batch
        && batch_of(first - 1)? < batch.max(1)
        && (batch == 0 || is_theirs(conn, batch)?);
    if !is_whole {
        return Ok(Some(TailFault::Batch));
    }
    let sql = "SELECT coalesce((SELECT max(id) FROM task), 0) <= coalesce((SELECT max(task) FROM entry), 0) \
               AND coalesce((SELECT max(entry) FROM event), 0) <= ?1";
    let fits: bool = conn
        .prepare_cached(sql)?
        .query_row([last], |row| row.get(0))?;
    Ok((!fits).then_some(TailFault::Tasks))
}

/// Whether what the table of batches says of a command is what its entries say.
fn is_theirs(conn: &Connection, batch: i64) -> Result<bool, LedgerError> {
    let sql = "SELECT count(*) FROM batch JOIN entry ON entry.seq IN (first_entry, last_entry) \
               WHERE batch.id = ?1 AND (batch.user, batch.session, batch.action, batch.compensates, batch.login) \
               IS NOT (entry.user, entry.session, entry.action, entry.compensates, entry.login)";
    let others: i64 = conn
        .prepare_cached(sql)?
        .query_row([batch], |row| row.get(0))?;
    Ok(others == 0)
}

/// The end of the trail, if it follows from the entry before it.
///
/// # Errors
/// [`LedgerError::Altered`] where it does not; whatever SQLite reports.
pub(in crate::ledger) fn end(conn: &Connection) -> Result<Mark, LedgerError> {
    let last = entries::last(conn)?;
    trail::walk(&mut SqliteView::of(conn), (last - 1).max(0), last, |_| {
        Ok(())
    })?;
    entries::end(conn).map(Mark::of)
}
