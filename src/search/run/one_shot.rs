//! A question asked once, of blocks that come, are searched and go.
//!
//! An index is for those who search again and again. Whoever asks once and wants the best two
//! hundred is served many times as soon without one: the names are all that is looked through
//! beforehand, threads take the blocks as they are read, and the memory of the last ones serves
//! for the next.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;
use rustc_hash::FxHashSet;

use crate::domain::light::DayLights;
use crate::domain::{PartyKind, TaskId};
use crate::packed::{Block, BlockNumber, NameId, NameTable, PartyFilter, PartyRef};
use crate::search::bits::{bits, count};
use crate::search::index::NameIndex;
use crate::search::index::rows::Bare;
use crate::search::query::Query;
use crate::search::run::block_search::{BlockHits, Searcher};
use crate::search::run::compile::{Compiled, Scope};
use crate::search::run::plan::Plan;
use crate::search::run::text_found::{BY_TEXT, TextFound};
use crate::search::run::text_stage::{OpenBlocks, TextStage};
use crate::search::threads::block_feed::spread;

/// So many characters may be looked for in names whose characters nobody has taken down.
const SHORT: usize = 16;

/// A hit: score, deadline (none last), id, which is the order of hits.
pub type Ranked = (Reverse<i32>, NaiveDate, TaskId);

/// What is asked.
pub struct OneShot<'a> {
    /// The query.
    pub query: &'a Query,
    /// What it is asked of.
    pub scope: &'a Scope<'a>,
    /// How many hits are wanted.
    pub limit: usize,
}

/// The best hits, with what the requirement texts may change about them.
#[derive(Debug, Default)]
pub struct OneShotFound {
    best: Vec<Ranked>,
    /// How many hits there are in all.
    pub all: usize,
    /// Set where the texts have a say: the wanted hits are not all there, or a word is excluded.
    pub stage: Option<TextStage>,
    /// Whom rows name of those the query looks for.
    borne: Borne,
    limit: usize,
}

/// People and units that rows name, by the names and by the words they were printed with.
#[derive(Debug, Default)]
struct Borne {
    leaders: HashSet<String>,
    units: HashSet<String>,
}

impl OneShotFound {
    /// Whether any row, a hit or not, names this leader or unit, which the query looks for.
    pub fn is_borne(&self, kind: PartyKind, name: &str) -> bool {
        match kind {
            PartyKind::Leader => self.borne.leaders.contains(name),
            PartyKind::Unit => self.borne.units.contains(name),
        }
    }
}

impl OneShot<'_> {
    /// Searches the blocks that `feed` hands over as they are stored, in any order, each once.
    /// `None` when a block cannot be read.
    ///
    /// # Errors
    /// Whatever `feed` reports.
    pub fn ask<E>(
        &self,
        names: NameTable,
        feed: impl FnOnce(&mut dyn FnMut(BlockNumber, &[u8])) -> Result<(), E>,
    ) -> Result<Option<OneShotFound>, E> {
        let names = match self.is_short() {
            true => NameIndex::for_once(names),
            false => NameIndex::of(names),
        };
        let compiled = Compiled::new(self.query, self.scope);
        let plan = Plan::new(&compiled, self.scope, &names);
        let asked = SharedPlan {
            parties: plan.parties(),
            plan,
            names: names.len(),
            lights: DayLights::of(self.scope.rules),
            limit: self.limit,
            keeps_all: self.query.has_excluded_words(),
            names_people: self.query.asks_for_people(),
            hits: AtomicUsize::new(0),
        };
        let start = || Thread {
            searcher: Searcher::new(&asked.plan),
            found: BlockHits::none(),
            parties: Vec::new(),
            part: ThreadHits::default(),
            borne: FxHashSet::default(),
            is_readable: true,
        };
        let threads = spread(feed, start, |thread, number, bytes| {
            thread.is_readable &= asked.look_at(thread, number, bytes).is_some();
        })?;
        let (mut all, mut borne) = (ThreadHits::default(), Borne::default());
        for thread in threads {
            if !thread.is_readable {
                return Ok(None);
            }
            all.add(thread.part);
            borne.add(&thread.borne, &names);
        }
        let is_full = all.hits >= self.limit && !asked.keeps_all;
        let stage = match is_full {
            true => None,
            false => TextStage::of(&compiled, all.opened),
        };
        Ok(Some(OneShotFound {
            best: all.best,
            all: all.hits,
            stage,
            borne,
            limit: self.limit,
        }))
    }
}

impl OneShot<'_> {
    /// Whether few characters are looked for in the names: a letter of pinyin stands for hundreds.
    fn is_short(&self) -> bool {
        let text = self.query.to_string();
        text.chars().count() <= SHORT && !text.chars().any(|c| c.is_ascii_alphabetic())
    }
}

/// What all threads share.
struct SharedPlan<'q> {
    plan: Plan<'q>,
    /// Whom it looks for.
    parties: PartyFilter,
    names: usize,
    lights: DayLights,
    limit: usize,
    /// Whether any hit may still be taken back.
    keeps_all: bool,
    /// Whether any condition is on leaders or units: words are, too, and meet far more of them.
    names_people: bool,
    /// How many were found so far, by all of them.
    hits: AtomicUsize,
}

/// One thread at work.
struct Thread<'p> {
    searcher: Searcher<'p>,
    found: BlockHits,
    /// Of the block at hand those that are looked for.
    parties: Vec<(usize, PartyRef)>,
    part: ThreadHits,
    /// Whom its rows name of those that are looked for.
    borne: FxHashSet<(PartyKind, NameId)>,
    /// Whether all its blocks could be read.
    is_readable: bool,
}

/// What one thread found.
#[derive(Default)]
struct ThreadHits {
    best: Vec<Ranked>,
    /// Whoever scores less is not among the best.
    least: Option<i32>,
    hits: usize,
    opened: OpenBlocks,
}

impl SharedPlan<'_> {
    /// Searches one block; `None` when it cannot be read.
    fn look_at(&self, thread: &mut Thread<'_>, number: BlockNumber, bytes: &[u8]) -> Option<()> {
        let Thread {
            searcher,
            found,
            parties,
            part,
            borne,
            ..
        } = thread;
        let block = Block::from_bytes(number, bytes, self.names).ok()?;
        let lights = &self.lights;
        parties.clear();
        block.each_party_in(&self.parties, |bit, party| parties.push((bit, party)));
        let named = parties.iter().filter(|_| self.names_people);
        for (_, party) in named {
            let names = [Some(party.name), party.printed].into_iter().flatten();
            borne.extend(names.map(|name| (PartyKind::of(party.role), name)));
        }
        let rows = Bare {
            block: &block,
            lights,
            parties,
        };
        searcher.search(&rows, None, found);
        self.take(&block, found, part);
        if self.keeps_all || self.hits.load(Ordering::Relaxed) < self.limit {
            part.opened.open(searcher, &rows, Some(found.mask));
        }
        Some(())
    }

    fn take(&self, block: &Block, found: &BlockHits, part: &mut ThreadHits) {
        part.hits += count(found.mask);
        self.hits.fetch_add(count(found.mask), Ordering::Relaxed);
        for bit in bits(found.mask) {
            let score = found.scores[bit];
            if part.least.is_some_and(|least| score < least) {
                continue;
            }
            let deadline = block.facts(bit).and_then(|facts| facts.deadline());
            let deadline = deadline.unwrap_or(NaiveDate::MAX);
            let id = block.number().id_at(bit);
            part.best
                .extend(id.map(|id| (Reverse(score), deadline, id)));
        }
        if !self.keeps_all && part.best.len() > self.limit.saturating_mul(4) {
            keep_best(&mut part.best, self.limit);
            let last = part.best.iter().map(|(Reverse(score), _, _)| *score).min();
            part.least = last;
        }
    }
}

impl Borne {
    fn add(&mut self, found: &FxHashSet<(PartyKind, NameId)>, names: &NameIndex) {
        for (kind, name) in found {
            let all = match kind {
                PartyKind::Leader => &mut self.leaders,
                PartyKind::Unit => &mut self.units,
            };
            all.insert(names.text(*name).to_owned());
        }
    }
}

impl ThreadHits {
    fn add(&mut self, other: ThreadHits) {
        self.best.extend(other.best);
        self.hits += other.hits;
        self.opened.add(other.opened);
    }
}

fn keep_best(best: &mut Vec<Ranked>, limit: usize) {
    match limit.checked_sub(1) {
        None => best.clear(),
        Some(last) if best.len() > limit => {
            best.select_nth_unstable(last);
            best.truncate(limit);
        }
        Some(_) => {}
    }
}

impl OneShotFound {
    /// Takes in what the texts change; `deadlines` of the tasks they add, which are hits below all
    /// others.
    pub fn add_texts(&mut self, texts: &TextFound, deadlines: &[(TaskId, Option<NaiveDate>)]) {
        // By hash: an excluded word may drop as many tasks as there are hits.
        let dropped: HashSet<TaskId> = texts.dropped().collect();
        self.best.retain(|(_, _, id)| !dropped.contains(id));
        self.all = self.all.saturating_sub(dropped.len());
        self.all += deadlines.len();
        let added = deadlines.iter();
        let added = added.map(|(id, due)| (Reverse(BY_TEXT), due.unwrap_or(NaiveDate::MAX), *id));
        self.best.extend(added);
    }

    /// The best hits, best first.
    pub fn best(mut self) -> Vec<TaskId> {
        keep_best(&mut self.best, self.limit);
        self.best.sort_unstable();
        self.best.into_iter().map(|(_, _, id)| id).collect()
    }
}

#[cfg(test)]
#[path = "one_shot_tests.rs"]
mod tests;
