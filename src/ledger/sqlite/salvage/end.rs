//! Where the trail of a damaged ledger ended: what tells of it beside the entries themselves, so
//! that the last entry that can be read is not taken for the last there was.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::FromSql;

use crate::domain::EntryId;
use crate::ledger::chain::Hash;
use crate::ledger::sqlite::file::log_frames::{self, LogIndex};
use crate::ledger::sqlite::file::look;
use crate::ledger::sqlite::salvage::pages::Pages;
use crate::ledger::sqlite::salvage::record;
use crate::ledger::sqlite::tables::Total;

/// How far the trail went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// This was the last entry.
    At(EntryId),
    /// There were so many, and perhaps more.
    NotBefore(EntryId),
    /// Nothing tells whether there were more.
    Unknown,
}

/// No entry takes fewer bytes than its hash: what names more than that is no number of an entry.
const SMALLEST: u64 = 32;

/// Numbers of entries, each the highest that one table or index names.
const NAMED: [&str; 4] = [
    "SELECT max(seq) FROM entry",
    "SELECT max(seq) FROM (SELECT seq FROM entry INDEXED BY entry_task)",
    "SELECT last_entry FROM batch ORDER BY id DESC LIMIT 1",
    "SELECT max(entry) FROM event",
];

/// Numbers of batches.
const BATCHES: [&str; 2] = [
    "SELECT max(id) FROM batch",
    "SELECT max(last_batch) FROM task",
];

/// What tells where a trail ended.
#[derive(Default)]
pub(super) struct Witnesses {
    /// Each total of the trail that stands in any page as it was written.
    totals: Vec<Total>,
    /// The highest entry that anything else names.
    entry: i64,
    /// The highest batch.
    batch: i64,
    /// How many entries there are where their table could be read from one end to the other.
    walked: Vec<i64>,
    /// How many there can be.
    most: u64,
    /// Whether a log was there that cannot be read to its end, or may have gone on.
    is_log_broken: bool,
}

impl Witnesses {
    /// Takes what stands in the bytes of some pages.
    pub fn take_pages(&mut self, pages: &Pages) -> std::io::Result<()> {
        self.most += pages.length() / SMALLEST;
        pages.each(|_, bytes| record::find_totals(bytes, |total| self.totals.push(total)))
    }

    /// Takes what stands in the pages of a log, those too that SQLite passes over. Of one that can be
    /// read to its end and goes on from the ledger, as `is_own` says, what SQLite reads is all: it may
    /// still hold pages of a trail that a restore replaced.
    pub fn take_log(&mut self, log: &Path, index: Option<LogIndex>, is_own: bool) {
        let mut totals = Vec::new();
        let reading = log_frames::each(log, index, |bytes| {
            record::find_totals(bytes, |total| totals.push(total))
        });
        let is_whole = reading.is_ok_and(|is_whole| is_whole);
        self.is_log_broken |= !is_whole;
        if !(is_whole && is_own) {
            self.totals.append(&mut totals);
        }
    }

    /// A log was there that is not there any more.
    pub fn miss_log(&mut self) {
        self.is_log_broken = true;
    }

    /// Takes what the tables of a copy say, as far as SQLite can read them.
    pub fn take_tables(&mut self, copy: &Path) {
        let Ok(conn) = look::look_hard(copy) else {
            return;
        };
        fn one<T: FromSql>(conn: &Connection, sql: &str) -> Option<T> {
            conn.query_row(sql, [], |row| row.get(0)).ok()
        }
        for sql in NAMED {
            self.entry = self.entry.max(one(&conn, sql).unwrap_or(0));
        }
        for sql in BATCHES {
            self.batch = self.batch.max(one(&conn, sql).unwrap_or(0));
        }
        // The table itself: an index that was hit too has nothing to say in this.
        let sql = "SELECT count(*), coalesce(max(seq), 0) FROM entry NOT INDEXED";
        let walked = conn.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)));
        self.walked.extend(
            walked
                .ok()
                .filter(|(count, last): &(i64, i64)| count == last)
                .map(|it| it.0),
        );
    }

    /// Where the trail ended if that was not after `entries` of them, of which the last has this
    /// hash and is of this batch, and `seen` is the last that can be read at all; nothing where it is proven that they are all.
    pub fn end_after(&self, entries: i64, head: &Hash, batch: i64, seen: i64) -> Option<End> {
        let later = |entry: &i64| *entry > entries;
        let sealed = self.totals.iter().map(|total| total.count).max();
        // A batch has an entry at least.
        let by_batches = entries.saturating_add(self.batch.saturating_sub(batch));
        let named = self.entry.max(by_batches).max(seen);
        let is_number = u64::try_from(named).is_ok_and(|named| named <= self.most);
        let named = if is_number { named } else { 0 };
        if let Some(entry) = sealed.filter(later).filter(|sealed| *sealed >= named) {
            // A log that was cut off may have held a later total.
            let end = match self.is_log_broken {
                true => End::NotBefore,
                false => End::At,
            };
            return Some(EntryId::new(entry).map_or(End::Unknown, end));
        }
        if named > entries {
            return Some(EntryId::new(named).map_or(End::Unknown, End::NotBefore));
        }
        let is_sealed = self.totals.contains(&Total::of_trail(entries, head));
        let is_walked =
            sealed.is_none_or(|sealed| sealed < entries) && self.walked.contains(&entries);
        let is_proven = (is_sealed || is_walked) && is_number && !self.is_log_broken;
        (!is_proven).then_some(End::Unknown)
    }
}
