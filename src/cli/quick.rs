//! The best hits of a ledger, for whoever asks once: nothing is kept but the hits.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::known;
use super::named::AskedParty;
use super::reading::look_up;
use crate::domain::light::LightRules;
use crate::domain::{DocumentId, Region, RegionKey, SourceDocument, TaskId};
use crate::ledger::{Ledger, LedgerError, Moment};
use crate::packed::{BlockNumber, NameTable};
use crate::search::{OneShot, Query, Scope, keep_memory};

/// What is asked.
pub struct Question<'a> {
    /// The query.
    pub query: &'a Query,
    /// Whom flags ask for.
    pub parties: &'a [AskedParty],
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
pub struct BestHits {
    /// Best first: by score, then deadline, none last, then id.
    pub ids: Vec<TaskId>,
    /// How many hits there are in all; where the limit was full before the requirements were
    /// looked into, how many there are at least.
    pub all: usize,
}

impl Question<'_> {
    /// The best hits of a ledger with these names, which stands still at `moment`; `None` where
    /// its packed rows cannot be read, or somebody is asked for whom no row names.
    ///
    /// # Errors
    /// Whatever the ledger answers.
    pub fn answer(
        &self,
        names: NameTable,
        ledger: &Ledger,
        moment: &mut Moment,
    ) -> Result<Option<BestHits>, LedgerError> {
        keep_memory();
        let changed = HashSet::new();
        let scope = Scope {
            rules: self.rules,
            regions: self.regions,
            documents: self.documents,
            changed: &changed,
            me: self.me,
        };
        let one_shot = OneShot {
            query: self.query,
            scope: &scope,
            limit: self.limit,
        };
        let found = one_shot.ask(names, |take| ledger.each_packed(take))?;
        let Some(mut found) = found else {
            return Ok(None);
        };
        let is_borne = |party: &AskedParty| {
            let mut ways = party.ways.iter();
            ways.any(|way| found.is_borne(party.kind, way))
        };
        let may_be_unknown = found.all == 0 && known::names_any(self.query);
        if may_be_unknown || !self.parties.iter().all(is_borne) {
            return Ok(None);
        }
        if let Some(stage) = found.stage.take() {
            let texts = look_up(ledger, moment, stage)?;
            let added: Vec<TaskId> = texts.added().collect();
            found.add_texts(&texts, &deadlines(ledger, &added)?);
        }
        Ok(Some(BestHits {
            all: found.all,
            ids: found.best(),
        }))
    }
}

/// The deadlines of tasks.
fn deadlines(
    ledger: &Ledger,
    ids: &[TaskId],
) -> Result<Vec<(TaskId, Option<NaiveDate>)>, LedgerError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let blocks = ledger.blocks_of(ids)?;
    let due = |id: &TaskId| {
        let (number, bit) = BlockNumber::of(*id);
        let at = blocks
            .all
            .binary_search_by_key(&number, |it| it.number())
            .ok()?;
        Some((*id, blocks.all.get(at)?.facts(bit)?.deadline()))
    };
    Ok(ids.iter().filter_map(due).collect())
}
