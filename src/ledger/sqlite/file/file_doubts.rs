//! Whether what lies at a path may be written to.
//!
//! Somebody with a file manager can part a ledger from its log in ways SQLite does not notice: the
//! next program would play the log of one ledger into another, or begin a second log beside one
//! that is still in use. Whatever looks so is opened for reading, the ledger's own file alone, with
//! a sentence that says what was found.

use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rustix::time::ClockId;

use crate::files::with_tail;
use crate::ledger::doubt::{Doubt, Misshapen};
use crate::ledger::error::{LedgerError, unreachable};
use crate::ledger::handle::Ledger;
use crate::ledger::mark::Mark;
use crate::ledger::sqlite::file::access::Access;
use crate::ledger::sqlite::file::file_alone::{self, Alone};
use crate::ledger::sqlite::file::file_id::{FileId, stat, stat_link};
use crate::ledger::sqlite::file::identity::Identity;
use crate::ledger::sqlite::file::locks::Locks;
use crate::ledger::sqlite::file::log_frames::{self, LOG_HEAD, LogIndex};
use crate::ledger::sqlite::file::open_files::{is_log_moved, pages_in_log};
use crate::ledger::sqlite::file::{connect, glance, replaced_ends};
use crate::ledger::sqlite::schema::shape;
use crate::ledger::sqlite::store::SqliteStore;
use crate::ledger::sqlite::tables::entries;
use crate::ledger::sqlite::view::SqliteView;
use crate::ledger::trail;

/// For so long files may look parted that are only just being opened.
const OPENING: Duration = Duration::from_secs(1);
const AGAIN: Duration = Duration::from_millis(2);

/// How often and how far apart a ledger is looked at whose log is in use.
const LOOKS: u32 = 5;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// What was found before SQLite was let in.
#[derive(Debug, Default)]
pub(in crate::ledger) struct FormerFacts {
    /// What forbids to open it as usual.
    pub doubt: Option<Doubt>,
    log: Option<Log>,
}

/// A log with something in it.
#[derive(Debug)]
struct Log {
    /// Whether programs have it open; else it is of programs that were killed, as a rule.
    is_in_use: bool,
    /// Whether the ledger was changed or put here after the log was last written to.
    is_older: bool,
}

/// Looks at a ledger and its side files without opening any of them.
pub(in crate::ledger) fn before_opening(
    path: &Path,
    access: Access,
) -> Result<FormerFacts, LedgerError> {
    let begun = Instant::now();
    let mut is_second = false;
    loop {
        let before = look(path, access)?;
        let is_settled = match before.doubt {
            Some(Doubt::LogTaken(_) | Doubt::LedgerExchanged(_) | Doubt::SecondName(_)) => false,
            // Somebody may have begun to write after the locks were asked for, and has it open now.
            Some(Doubt::LogBroken) => is_second,
            _ => true,
        };
        if is_settled || begun.elapsed() > OPENING {
            return Ok(before);
        }
        is_second = true;
        thread::sleep(AGAIN);
    }
}

fn look(path: &Path, access: Access) -> Result<FormerFacts, LedgerError> {
    let Some(ledger) = stat(path)? else {
        return Err(LedgerError::Missing(path.to_owned()));
    };
    regular_beside(path, "-journal")?;
    let files = FilesThere {
        path,
        ledger,
        log: regular_beside(path, "-wal")?,
        index: regular_beside(path, "-shm")?,
    };
    let doubted = |doubt| FormerFacts {
        doubt: Some(doubt),
        log: None,
    };
    if let Some(doubt) = files.doubt_of_names() {
        return Ok(doubted(doubt));
    }
    if access == Access::ReadOnly && files.are_at_rest() {
        return Ok(FormerFacts::default());
    }
    let locks = Locks::now(path);
    let users = files.users_of_index(&locks);
    if let Some(doubt) = files.doubt_of_users(&locks, &users) {
        return Ok(doubted(doubt));
    }
    if is_lost(files.log.as_ref(), files.index.as_ref()) {
        return Ok(doubted(Doubt::LogLost));
    }
    if is_broken(&locks, path, files.index.as_ref())? {
        return Ok(doubted(Doubt::LogBroken));
    }
    let log = files.log.as_ref().filter(|log| log.len() > LOG_HEAD);
    Ok(FormerFacts {
        doubt: None,
        log: log.map(|log| Log {
            is_in_use: !users.is_empty(),
            is_older: written(log) <= changed(&files.ledger),
        }),
    })
}

/// What lies beside a ledger. What is neither a file nor a link is refused: SQLite would wait for ever
/// at a pipe.
fn regular_beside(path: &Path, tail: &str) -> Result<Option<Metadata>, LedgerError> {
    let place = with_tail(path, tail);
    let found = stat_link(&place)?;
    let is_special = |facts: &Metadata| !facts.is_file() && !facts.is_symlink();
    match found.as_ref().is_some_and(is_special) {
        true => Err(unreachable(&place, io::Error::other("not a regular file"))),
        false => Ok(found),
    }
}

/// A ledger and what lies beside it.
struct FilesThere<'p> {
    path: &'p Path,
    ledger: Metadata,
    log: Option<Metadata>,
    index: Option<Metadata>,
}

impl FilesThere<'_> {
    /// The log or its index, if that is so of one.
    fn beside(&self, is_so: fn(&Metadata) -> bool) -> Option<PathBuf> {
        let both = [(&self.log, "-wal"), (&self.index, "-shm")];
        let mut found = both.into_iter();
        let found = found.find(|(facts, _)| facts.as_ref().is_some_and(is_so))?;
        Some(with_tail(self.path, found.1))
    }

    /// The programs that have the index open.
    fn users_of_index(&self, locks: &Locks) -> Vec<u32> {
        let index = self.index.as_ref().map(FileId::of);
        index.map_or(Vec::new(), |index| locks.with_index(index))
    }

    /// Whether nothing is in the log and nothing was lost of it, so that the file is all there is to
    /// read, and nobody has put another one there since: that would have changed its time. To ask
    /// the system for its locks takes longer (10 ms) than a whole command that reads. What somebody
    /// has in a log that was removed is not missed then; whoever writes asks.
    fn are_at_rest(&self) -> bool {
        let (Some(log), Some(index)) = (&self.log, &self.index) else {
            return false;
        };
        let is_unchanged = log.len() <= LOG_HEAD && changed(&self.ledger) < written(log);
        let has_lost = || told_by_index(self.path, index).is_some_and(|it| it.lacks_all());
        is_unchanged && !has_lost()
    }

    /// Whether log or index are here under another name only, or have one more.
    fn doubt_of_names(&self) -> Option<Doubt> {
        if let Some(link) = self.beside(Metadata::is_symlink) {
            return Some(Doubt::LogIsLink(link));
        }
        // Of a whole folder that was copied by links every file has two names, and they belong
        // together.
        let shared = self.beside(|facts| facts.nlink() > 1);
        let shared = shared.filter(|_| self.ledger.nlink() == 1)?;
        let users = self.users_of_index(&Locks::now(self.path));
        Some(Doubt::LogShared(shared, users))
    }

    /// Whether programs that are running have another ledger with this log, or another log with
    /// this ledger.
    fn doubt_of_users(&self, locks: &Locks, users: &[u32]) -> Option<Doubt> {
        let ledger = FileId::of(&self.ledger);
        let own = locks.on(ledger);
        let mut strangers = users.to_vec();
        strangers.retain(|process| !own.contains(process));
        if !strangers.is_empty() {
            return Some(Doubt::LedgerExchanged(strangers));
        }
        // Somebody may have begun a new log since the one they have was taken away.
        let mut apart = locks.with_ledger_and_log(ledger);
        if self.log.is_some() && self.index.is_some() {
            apart.retain(|process| !users.contains(process));
        }
        match (apart.is_empty(), self.ledger.nlink()) {
            (true, _) => None,
            (false, 1) => Some(Doubt::LogTaken(apart)),
            (false, _) => Some(Doubt::SecondName(apart)),
        }
    }
}

/// Whether nobody has the log of the ledger at `path` open and it lacks something acknowledged.
///
/// # Errors
/// Unreachable.
pub(in crate::ledger) fn is_left_log_broken(path: &Path) -> Result<bool, LedgerError> {
    let index = stat_link(&with_tail(path, "-shm"))?;
    is_broken(&Locks::now(path), path, index.as_ref())
}

/// The same with the locks and the index as they are.
fn is_broken(locks: &Locks, path: &Path, index: Option<&Metadata>) -> Result<bool, LedgerError> {
    if index.is_some_and(|index| !locks.is_index_free(FileId::of(index))) {
        return Ok(false);
    }
    let log = with_tail(path, "-wal");
    let index = index.and_then(|facts| told_by_index(path, facts));
    log_frames::lacks(&log, index).map_err(|error| unreachable(&log, error))
}

/// What the index of the log tells, where it can be believed and looked at: one that was written
/// before the machine started says what the disk happened to have of it, and in one that this
/// process has open it has locks, which closing it here would drop.
fn told_by_index(ledger: &Path, index: &Metadata) -> Option<LogIndex> {
    let may_look = is_of_this_start(index) && !FileId::of(index).is_open_here();
    may_look.then(|| LogIndex::read(&with_tail(ledger, "-shm")))?
}

/// Whether a file was written to since the machine started.
fn is_of_this_start(file: &Metadata) -> bool {
    let now = |clock| rustix::time::clock_gettime(clock).tv_sec;
    let start = now(ClockId::Realtime) - now(ClockId::Boottime);
    file.mtime() > start
}

/// Whether the log was taken away with what was in it: whoever makes log and index makes the log
/// first, and whoever takes them away takes the index first.
fn is_lost(log: Option<&Metadata>, index: Option<&Metadata>) -> bool {
    log.is_none() && index.is_some_and(|index| index.len() > 0)
}

/// The same of the ledger at `path`, also where the log is a link, which SQLite does not follow.
///
/// # Errors
/// Unreachable.
pub(in crate::ledger) fn is_log_lost(path: &Path) -> Result<bool, LedgerError> {
    let log = stat_link(&with_tail(path, "-wal"))?;
    let index = stat(&with_tail(path, "-shm"))?;
    let is_link = log.as_ref().is_some_and(Metadata::is_symlink);
    Ok(is_link || is_lost(log.as_ref(), index.as_ref()))
}

/// When a file was written to, moved or given other rights last.
fn changed(file: &Metadata) -> (i64, i64) {
    (file.ctime(), file.ctime_nsec())
}

/// When a file was written to last.
fn written(file: &Metadata) -> (i64, i64) {
    (file.mtime(), file.mtime_nsec())
}

impl FormerFacts {
    /// Whether the log that is here is this ledger's; `conn` has both open and has not written.
    ///
    /// What the ledger's own file says must go on in the log: the entry it ends with is there, and
    /// every one after it follows; or a restore that the log tells of replaced it. That is little, and enough for a log that was written to last, as
    /// somebody who is killed leaves it. Where the ledger was changed later it may have been put
    /// there: then both together are audited. Lawfully that happens only when somebody was killed
    /// between moving the log into the ledger and the next command. While somebody has the log open
    /// it moves into the ledger all the time, and a file that is being written to may look wrong for
    /// a moment: it is looked at again. A ledger that was changed after its log, of which a part has
    /// not moved, may be an older copy of itself.
    pub fn doubt_of_log(
        &self,
        conn: &Connection,
        path: &Path,
    ) -> Result<Option<Doubt>, LedgerError> {
        let Some(log) = &self.log else {
            return Ok(None);
        };
        match pages_in_log(conn) {
            Ok(Some(0)) => return Ok(None),
            Err(error) if !error.is_about_content() => return Err(error),
            // Not even that can be read of what the two make together.
            _ => {}
        }
        // Somebody may have come since it was seen whether anybody has it open.
        let is_own = in_some_moment(|| goes_on(conn, path))?
            && (!log.is_older || log.is_in_use && is_log_moved(conn)? || is_sound(path)?);
        Ok((!is_own).then_some(Doubt::LogOfAnother))
    }
}

/// Whether `is_so` in one of several looks.
fn in_some_moment(
    mut is_so: impl FnMut() -> Result<bool, LedgerError>,
) -> Result<bool, LedgerError> {
    for _ in 0..LOOKS {
        if is_so()? {
            return Ok(true);
        }
        thread::sleep(BETWEEN_LOOKS);
    }
    is_so()
}

/// Whether the trail of the file at `path` goes on in what `conn` reads, file and log together, or was
/// replaced by it in a restore. What cannot be read together does not belong together.
fn goes_on(conn: &Connection, path: &Path) -> Result<bool, LedgerError> {
    match is_continued(conn, path) {
        Err(error) if error.is_about_content() => Ok(false),
        other => other,
    }
}

/// The same, with an error where what the two make together cannot be read.
///
/// # Errors
/// Whatever SQLite reports; a trail that does not follow.
pub(in crate::ledger) fn is_continued(conn: &Connection, path: &Path) -> Result<bool, LedgerError> {
    let (alone, end) = match file_alone::look(path) {
        Alone::NoLedger => return Ok(false),
        // In the middle of being written to when somebody was killed; or with a newer schema in the
        // log.
        Alone::Unsure | Alone::Older => return Ok(true),
        Alone::Ledger(alone, end) => (alone, end),
    };
    // A ledger has an id: where it cannot be read the file is just being written to.
    if alone.id().is_some() && alone.id() != Identity::of(conn).id() {
        return Ok(false);
    }
    // Of a trail that another one replaced nothing goes on: the other is looked at from its beginning.
    let end = match replaced_ends::has_replaced(conn, &end)? {
        true => Mark::default(),
        false => end,
    };
    if !end.is_in(&mut SqliteView::of(conn))? {
        return Ok(false);
    }
    let last = entries::last(conn)?;
    trail::walk(&mut SqliteView::of(conn), end.seq(), last, |_| Ok(()))?;
    Ok(true)
}

/// Whether ledger and log together stand up to an audit.
fn is_sound(path: &Path) -> Result<bool, LedgerError> {
    let ledger = Ledger::over(SqliteStore::new(
        connect::open_for_reading(path)?,
        path.to_owned(),
        true,
    )?);
    match ledger.audit() {
        // One of an older schema, which is only about to be raised, cannot be audited yet.
        Err(LedgerError::SchemaMoved { .. }) => Ok(true),
        report => Ok(report?.is_clean()),
    }
}

/// Whether everything is there that this version reads and writes, and what was written last fits
/// together.
pub(in crate::ledger) fn doubt_of_content(ledger: &Ledger) -> Result<Option<Doubt>, LedgerError> {
    ledger.store.in_one_view(|conn| {
        let misshapen = shape::misshapen(conn)?;
        // Without a table or an index a glance would not see what there is.
        if !misshapen.iter().any(Misshapen::is_read)
            && let Some(fault) = glance::glance(conn)?
        {
            return Ok(Some(Doubt::Tail(fault)));
        }
        Ok((!misshapen.is_empty()).then_some(Doubt::Shape(misshapen)))
    })
}
