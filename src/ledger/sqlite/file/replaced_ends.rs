//! Where the trail of a ledger ended before a restore put another one in its place.
//!
//! What is restored lies in the log until nobody reads the old ledger any more; so long the file itself
//! goes on telling the old trail, of which the restored one knows nothing. So that whoever opens both
//! together does not take the log for that of another ledger, it tells which ends it replaced: those at
//! which the file may stand until the log has moved into it.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use crate::ledger::chain::{self, Hash};
use crate::ledger::error::LedgerError;
use crate::ledger::mark::Mark;
use crate::ledger::sqlite::file::file_alone::{self, Alone};
use crate::ledger::sqlite::schema::sealing;
use crate::ledger::sqlite::tables::{entries, select};
use crate::ledger::sqlite::view::SqliteView;

/// The name of the line about the file that holds them: `number:hash` with commas.
const NAME: &str = "replaced";

/// Writes into the ledger behind `restored` at which ends the file at `place` may stand that it is about
/// to replace. Nobody else writes meanwhile; `present` reads what is there now, as far as that can be read.
///
/// # Errors
/// Whatever has nothing to do with what is written in it.
pub(in crate::ledger) fn tell(
    restored: &Connection,
    present: Option<&Connection>,
    place: &Path,
) -> Result<(), LedgerError> {
    let alone = match file_alone::look(place) {
        Alone::Ledger(_, end) => Some(end),
        Alone::Older | Alone::NoLedger | Alone::Unsure => None,
    };
    let mut ends: Vec<Mark> = alone.into_iter().collect();
    if let Some(present) = present {
        match ends_since(present, alone) {
            Ok(more) => ends.extend(more),
            Err(error) if error.is_about_content() => {}
            Err(error) => return Err(error),
        }
    }
    let mut words = Vec::new();
    for end in ends {
        // Those that both have in common are found where they are.
        if end.last().is_some() && !end.is_in(&mut SqliteView::of(restored))? {
            words.push(word(&end));
        }
    }
    words.sort_unstable();
    words.dedup();
    restored.execute("DELETE FROM about WHERE name = ?1", [NAME])?;
    if !words.is_empty() {
        let value = words.join(",");
        let sql = "INSERT INTO about (name, value) VALUES (?1, ?2)";
        restored.execute(sql, [NAME, &value])?;
    }
    sealing::seal_about(restored)
}

/// Whether the trail that `conn` reads replaced one that ended here.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn has_replaced(conn: &Connection, end: &Mark) -> Result<bool, LedgerError> {
    let told = told(conn)?;
    let wanted = word(end);
    Ok(told.split(',').any(|known| known == wanted))
}

/// The line as it stands; empty where there is none.
fn told(conn: &Connection) -> Result<String, LedgerError> {
    let sql = "SELECT value FROM about WHERE name = ?1";
    let found = conn.query_row(sql, [NAME], |row| row.get(0)).optional()?;
    Ok(found.unwrap_or_default())
}

/// The ends of the trail that `present` reads at which the file may stand that ends with `alone` by
/// itself: those of the commands since; and where that is none of them, as it may be after an earlier
/// restore, of all commands, and those which that one replaced.
fn ends_since(present: &Connection, alone: Option<Mark>) -> Result<Vec<Mark>, LedgerError> {
    let from = match alone {
        Some(end) if end.is_in(&mut SqliteView::of(present))? => Some(end.seq()),
        _ => None,
    };
    let sql = "SELECT last_entry FROM batch WHERE last_entry >= ?1 ORDER BY last_entry";
    let lasts: Vec<i64> = select::all(present, sql, [from.unwrap_or(0)], |row| row.get(0))?;
    let hashes = lasts.into_iter().map(|last| {
        let hash: Hash = entries::hash_of(present, last)?;
        Ok(Mark::of((last, hash)))
    });
    let mut ends = hashes.collect::<Result<Vec<Mark>, LedgerError>>()?;
    if from.is_none() {
        ends.extend(told(present)?.split(',').filter_map(end_of));
    }
    Ok(ends)
}

fn word(end: &Mark) -> String {
    format!("{}:{}", end.seq(), chain::hex(end.hash()))
}

fn end_of(word: &str) -> Option<Mark> {
    let (seq, hex) = word.split_once(':')?;
    let byte = |at: usize| u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok();
    let mut hash = Hash::default();
    for (at, place) in hash.iter_mut().enumerate() {
        *place = byte(at)?;
    }
    Some(Mark::of((seq.parse().ok()?, hash)))
}
