//! Copies of a whole file, made where they are to lie or in the making beside it.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::files::{AtomicFile, Over, Rights, with_tail};
use crate::ledger::error::{LedgerError, unreachable};
use crate::ledger::sqlite::file::{Identity, connect, look};

/// So many names are tried for what is kept beside a ledger.
const MOST_NAMES: u32 = 100;

/// Mode and group of a ledger, which its copies share: colleagues must get at them too. The owner
/// is whoever makes the copy.
pub(in crate::ledger) fn rights_of(ledger: &Path) -> Result<Rights, LedgerError> {
    let own = fs::metadata(ledger).map_err(|error| unreachable(ledger, error))?;
    Ok(Rights {
        owner: None,
        ..Rights::of(&own)
    })
}

/// The names for what is kept beside a ledger, each in turn: `LEDGER{beginning}.bak`, then with a
/// number.
pub(in crate::ledger) fn names_beside(
    ledger: &Path,
    beginning: &str,
) -> impl Iterator<Item = PathBuf> {
    (1..=MOST_NAMES).map(move |number| match number {
        1 => with_tail(ledger, &format!("{beginning}.bak")),
        _ => with_tail(ledger, &format!("{beginning}-{number}.bak")),
    })
}

/// Copies to the first of these names that is free, or has a copy of the same ledger: what others
/// keep under such a name stays.
///
/// `cp` would miss what is still in the log.
pub(in crate::ledger) fn copy_under(
    conn: &Connection,
    mut names: impl Iterator<Item = PathBuf>,
    rights: Rights,
) -> Result<(), LedgerError> {
    let own = Identity::of(conn);
    let chosen = names.find_map(|name| match fs::symlink_metadata(&name) {
        Err(error) if error.kind() == ErrorKind::NotFound => Some((name, Over::Nothing)),
        Ok(found) if found.is_file() => {
            let there = Identity::of(&look::look_at(&name).ok()?);
            there.is_of(&own).then_some((name, Over::Anything))
        }
        _ => None,
    });
    let Some((name, over)) = chosen else {
        let path = conn.path().map(PathBuf::from).unwrap_or_default();
        return Err(unreachable(&path, ErrorKind::AlreadyExists.into()));
    };
    let draft = checked_copy(conn, &name)?;
    put_in_place(draft, rights, &name, over).map_err(|error| unreachable(&name, error))
}

/// A copy whose pages are sound, in the making beside `target`.
pub(in crate::ledger) fn checked_copy(
    conn: &Connection,
    target: &Path,
) -> Result<AtomicFile, LedgerError> {
    let draft = AtomicFile::beside(target).map_err(|error| unreachable(target, error))?;
    let copy = copy_into(conn, &draft)?;
    let verdict: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(LedgerError::Damaged(verdict));
    }
    copy.close().map_err(|(_, error)| error)?;
    Ok(draft)
}

/// Copies into a file in the making, and answers the connection to it.
pub(in crate::ledger) fn copy_into(
    conn: &Connection,
    draft: &AtomicFile,
) -> Result<Connection, LedgerError> {
    let mut copy = connect::connect_draft(draft)?;
    // In one step, on one view: with pauses every write of others would start it over.
    Backup::new(conn, &mut copy)?.run_to_completion(i32::MAX, Duration::from_millis(1), None)?;
    // One file on its own: no log beside it that a mover could forget.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    Ok(copy)
}

/// Puts a finished copy where it belongs.
pub(in crate::ledger) fn put_in_place(
    draft: AtomicFile,
    rights: Rights,
    place: &Path,
    over: Over,
) -> io::Result<()> {
    draft.finish(rights)?;
    match over {
        Over::Anything => draft.replace(place),
        Over::Nothing => draft.settle(place),
    }
}
