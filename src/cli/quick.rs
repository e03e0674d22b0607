//! The best hits of a ledger, looked at a few thousand rows at a time.
//!
//! A whole index is for those who search again and again. Whoever asks once and wants the best two
//! hundred is served sooner by rows that come, are searched and go: the memory of the last ones is
//! still in the cache for the next, while another thread reads on.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::sync::mpsc::{Receiver, sync_channel};

use chrono::NaiveDate;

use crate::domain::light::LightRules;
use crate::domain::{DocumentId, Region, RegionKey, SourceDocument, TaskId};
use crate::ledger::{Ledger, LedgerError};
use crate::packed::{Block, BlockNumber, Letters};
use crate::search::{Index, Query, Scope, Stop, TextStage, search};

/// How many blocks are searched at a time: few enough for the cache, many enough that looking a
/// word up in their names is little.
const BLOCKS: usize = 256;

/// How many such parts may wait to be searched.
const WAITING: usize = 2;

/// Memory the allocator keeps between two parts.
const KEPT: usize = 16 << 20;

/// Has the allocator keep what one part gives back for the next: left alone, glibc returns it to
/// the kernel, which clears every page of it again, a third of the time of a search. Whoever
/// gives back a piece as large as this is taken for one who will want such pieces again, see
/// `M_TRIM_THRESHOLD` in mallopt(3); the piece itself is never touched and so costs nothing.
fn keep_memory() {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(KEPT)));
}

/// What is asked.
pub struct Question<'a> {
    /// The query.
    pub query: &'a Query,
    /// How many hits are wanted.
    pub limit: usize,
    /// The day and its lights.
    pub rules: &'a LightRules,
    /// The region tree.
    pub regions: &'a BTreeMap<RegionKey, Region>,
    /// The source documents.
    pub documents: &'a BTreeMap<DocumentId, SourceDocument>,
    /// Who asks.
    pub me: &'a str,
}

/// The best hits.
pub struct Best {
    /// Best first: by score, then deadline, none last, then id.
    pub ids: Vec<TaskId>,
    /// How many hits there are in all.
    pub all: usize,
}

/// Score, deadline, id: the order of hits.
type Key = (Reverse<i32>, NaiveDate, TaskId);

impl Question<'_> {
    /// The best hits of a ledger, which stands still; `None` where what tasks demand has a say in
    /// them too, so that all of it has to be looked at together.
    ///
    /// # Errors
    /// Whatever the ledger answers.
    pub fn answer(&self, ledger: &Ledger) -> Result<Option<Best>, LedgerError> {
        keep_memory();
        let (parts, waiting) = sync_channel(WAITING);
        let (read, mut found) = std::thread::scope(|scope| {
            let searching = scope.spawn(move || self.search(&waiting));
            let read = read(ledger, |part| {
                // Nobody listens any more only after a panic, which the join tells.
                let _ = parts.send(part);
            });
            drop(parts);
            (read, searching.join())
        });
        read?;
        let Ok(found) = &mut found else {
            return Ok(None);
        };
        let is_full = found.all >= self.limit && !self.query.has_excluded_words();
        if !is_full && is_open(ledger, std::mem::take(&mut found.stages))? {
            return Ok(None);
        }
        found.keep_best(self.limit);
        found.best.sort_unstable();
        Ok(Some(Best {
            ids: found.best.iter().map(|(_, _, id)| *id).collect(),
            all: found.all,
        }))
    }

    fn search(&self, parts: &Receiver<Vec<Block>>) -> Found {
        let changed = HashSet::new();
        let scope = Scope {
            rules: self.rules,
            regions: self.regions,
            documents: self.documents,
            changed: &changed,
            me: self.me,
        };
        let mut found = Found::default();
        for blocks in parts {
            let Some(last) = blocks.last().map(Block::number) else {
                continue;
            };
            let index = Index::of_blocks(blocks, self.rules);
            // Nothing tells it to stop.
            let Ok(answer) = search(&index, self.query, &scope, None, &Stop::NEVER) else {
                continue;
            };
            found.all += answer.hits().len();
            for hit in answer.best(&index, self.limit) {
                let deadline = index.deadline(hit.id).unwrap_or(NaiveDate::MAX);
                found.best.push((Reverse(hit.score), deadline, hit.id));
            }
            if found.best.len() > self.limit.saturating_mul(8) {
                found.keep_best(self.limit);
            }
            if found.all < self.limit || self.query.has_excluded_words() {
                let stage = TextStage::new(&index, self.query, &scope, &Stop::NEVER);
                let stage = stage.ok().flatten();
                found.stages.extend(stage.map(|stage| (last, stage)));
            }
        }
        found
    }
}

fn read(ledger: &Ledger, mut take: impl FnMut(Vec<Block>)) -> Result<(), LedgerError> {
    let mut part = Vec::with_capacity(BLOCKS);
    ledger.each_block(|block| {
        part.push(block);
        if part.len() == BLOCKS {
            take(std::mem::replace(&mut part, Vec::with_capacity(BLOCKS)));
        }
    })?;
    take(part);
    Ok(())
}

/// Whether what tasks demand changes any hit.
fn is_open(ledger: &Ledger, stages: Vec<(BlockNumber, TextStage)>) -> Result<bool, LedgerError> {
    let mut stages = stages.into_iter().peekable();
    if stages.peek().is_none() {
        return Ok(false);
    }
    let mut done: Vec<TextStage> = Vec::new();
    ledger.each_letters(|number: BlockNumber, letters: Letters| {
        while let Some((_, stage)) = stages.next_if(|(last, _)| *last < number) {
            done.push(stage);
        }
        if let Some((_, stage)) = stages.peek_mut() {
            stage.consider(number, &letters);
        }
    })?;
    done.extend(stages.map(|(_, stage)| stage));
    for mut stage in done {
        for (id, text) in ledger.requirements(&stage.candidates())? {
            stage.judge(id, &text);
        }
        if !stage.finish().is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What was found so far.
#[derive(Default)]
struct Found {
    best: Vec<Key>,
    all: usize,
    /// What the requirements may add, with the last block each is about.
    stages: Vec<(BlockNumber, TextStage)>,
}

impl Found {
    fn keep_best(&mut self, limit: usize) {
        match limit.checked_sub(1) {
            None => self.best.clear(),
            Some(last) if self.best.len() > limit => {
                self.best.select_nth_unstable(last);
                self.best.truncate(limit);
            }
            Some(_) => {}
        }
    }
}
