//! What a ledger has that a backup of it does not.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};

use crate::domain::EntryId;
use crate::ledger::chain::Hash;
use crate::ledger::sqlite::file::Identity;
use crate::ledger::sqlite::restore::candidate::Candidate;
use crate::ledger::sqlite::tables::select;

/// What would be lost if a backup took a ledger's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// How many entries.
    pub entries: Lost,
    /// By whom, as far as it can be read, the last to write first.
    pub by: Vec<LostWork>,
    /// The first entry that differs, where the backup goes on otherwise than the ledger.
    pub parted: Option<EntryId>,
    /// Whether it is a backup of another ledger.
    pub is_another: bool,
}

/// How many entries would be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// So many.
    Exactly(u64),
    /// So many can be read of a damaged ledger, which may have had more.
    AtLeast(u64),
    /// The ledger is damaged, and nothing that the backup lacks can be read of it.
    Unknown,
}

/// Whether all of a ledger can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShownWork {
    All,
    /// What is left of it.
    Rest,
}

/// What would be lost of one person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostWork {
    /// Who.
    pub user: String,
    /// How many entries.
    pub entries: u64,
    /// On how many tasks.
    pub tasks: u64,
    /// The last of them; `None` when the time cannot be read.
    pub last: Option<DateTime<Utc>>,
}

impl Loss {
    /// Nothing lies there.
    pub(super) fn nothing() -> Loss {
        Loss {
            entries: Lost::Exactly(0),
            ..Loss::unknown()
        }
    }

    /// What lies there cannot be read.
    pub(super) fn unknown() -> Loss {
        Loss {
            entries: Lost::Unknown,
            by: Vec::new(),
            parted: None,
            is_another: false,
        }
    }

    /// What `present` has after its last entry that `candidate` has too.
    pub(super) fn between(present: &Connection, shown: ShownWork, candidate: &Candidate) -> Loss {
        let other = candidate.conn();
        let common = common(present, shown, other);
        let count_after = |conn: &Connection, seq: i64| -> Option<u64> {
            let sql = "SELECT count(*) FROM entry WHERE seq > ?1";
            let count: Option<u32> = conn.query_row(sql, [seq], |row| row.get(0)).ok();
            count.map(u64::from)
        };
        // What cannot be read is not told apart from what the backup has under the same number.
        let is_apart = shown == ShownWork::All || differs_after(present, other, common);
        let kept = match is_apart {
            true => common,
            false => common.max(last_of(other)),
        };
        // Where they cannot be counted the last may still tell how many they were.
        let entries = count_after(present, kept)
            .or_else(|| u64::try_from(last_of(present) - kept).ok())
            .unwrap_or(0);
        let goes_on = entries > 0 && count_after(other, common).is_some_and(|more| more > 0);
        Loss {
            entries: match (shown, entries) {
                (ShownWork::All, entries) => Lost::Exactly(entries),
                (ShownWork::Rest, 0) => Lost::Unknown,
                (ShownWork::Rest, entries) => Lost::AtLeast(entries),
            },
            by: match shown {
                ShownWork::All => lost_work(present, kept),
                ShownWork::Rest => readable_work(present, kept),
            },
            parted: EntryId::new(common + 1).filter(|_| goes_on && is_apart),
            is_another: is_of_another(&Identity::of(present), &candidate.identity),
        }
    }

    /// Whether it is known that nothing would be lost.
    pub fn is_none(&self) -> bool {
        self.entries == Lost::Exactly(0)
    }
}

/// The last entry that both have, by its hash: with it they have all before it.
fn common(one: &Connection, shown: ShownWork, other: &Connection) -> i64 {
    let is_common = |seq: i64| {
        let hash = hash_of(one, seq);
        hash.is_some() && hash == hash_of(other, seq)
    };
    let (mut low, mut high) = (0, last_of(one).min(last_of(other)));
    if shown == ShownWork::Rest {
        // Any of them may be unreadable, so that nothing is told by one that is not the same.
        return (1..=high).rev().find(|seq| is_common(*seq)).unwrap_or(0);
    }
    while low < high {
        let middle = low + (high - low + 1) / 2;
        match is_common(middle) {
            true => low = middle,
            false => high = middle - 1,
        }
    }
    low
}

/// Whether any later entry that both have, and that can be read, is another one.
fn differs_after(one: &Connection, other: &Connection, common: i64) -> bool {
    let last = last_of(one).min(last_of(other));
    let differs = |seq: i64| match (hash_of(one, seq), hash_of(other, seq)) {
        (Some(own), Some(other)) => own != other,
        _ => false,
    };
    (common + 1..=last).any(differs)
}

fn last_of(conn: &Connection) -> i64 {
    let last: Result<Option<i64>, _> =
        conn.query_row("SELECT max(seq) FROM entry", [], |row| row.get(0));
    last.ok().flatten().unwrap_or(0)
}

fn hash_of(conn: &Connection, seq: i64) -> Option<Hash> {
    let sql = "SELECT hash FROM entry WHERE seq = ?1";
    let found = conn.query_row(sql, [seq], |row| row.get(0)).optional();
    found.ok().flatten()
}

fn lost_work(conn: &Connection, common: i64) -> Vec<LostWork> {
    let sql = "SELECT user, entries, tasks, (SELECT at FROM entry WHERE seq = last) \
               FROM (SELECT user, count(*) AS entries, count(DISTINCT task) AS tasks, \
                   max(seq) AS last FROM entry WHERE seq > ?1 GROUP BY user) ORDER BY last DESC";
    let found = select::all(conn, sql, [common], |row| {
        let at: String = row.get(3)?;
        Ok(LostWork {
            user: row.get(0)?,
            entries: row.get::<_, u32>(1)?.into(),
            tasks: row.get::<_, u32>(2)?.into(),
            last: at.parse().ok(),
        })
    });
    found.unwrap_or_default()
}

/// The same of a damaged ledger, entry by entry: what cannot be read takes nothing else with it.
fn readable_work(conn: &Connection, after: i64) -> Vec<LostWork> {
    let sql = "SELECT user, task, at FROM entry WHERE seq = ?1";
    let read = |seq: i64| {
        let found = conn.query_row(sql, [seq], |row| {
            let at: String = row.get(2)?;
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?, at))
        });
        found.ok()
    };
    let mut by: Vec<(LostWork, BTreeSet<i64>)> = Vec::new();
    // The latest first, as the others are told.
    for (user, task, at) in (after + 1..=last_of(conn)).rev().filter_map(read) {
        let known = by.iter().position(|(work, _)| work.user == user);
        let at_place = known.unwrap_or_else(|| {
            let work = LostWork {
                user,
                entries: 0,
                tasks: 0,
                last: at.parse().ok(),
            };
            by.push((work, BTreeSet::new()));
            by.len() - 1
        });
        if let Some((work, tasks)) = by.get_mut(at_place) {
            work.entries += 1;
            tasks.extend(task);
        }
    }
    let told = by.into_iter().map(|(work, tasks)| LostWork {
        tasks: tasks.len() as u64,
        ..work
    });
    told.collect()
}

/// Whether two ledgers are copies of one, as far as can be told.
fn is_of_another(present: &Identity, candidate: &Identity) -> bool {
    let is_known = *present != Identity::default() && *candidate != Identity::default();
    is_known && !present.is_of(candidate)
}
