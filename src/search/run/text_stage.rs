//! Words that stand only in a task's requirement.
//!
//! Those texts are long and stay on the disk. So the index says first which rows may turn on their
//! text at all; the letters of a block's texts leave few of them; and those few are read.
//!
//! Words match there as they stand only: pinyin and gaps would find anything in seven hundred
//! characters.

use rustc_hash::FxHashMap;

use crate::domain::TaskId;
use crate::packed::{BlockNumber, Marks, units_of};
use crate::text::{fold, traditional_of};

use crate::search::bits::bits;
use crate::search::index::Index;
use crate::search::index::rows::Rows;
use crate::search::run::block_search::Searcher;
use crate::search::run::compile::{Compiled, CompiledTerm, Scope, TermCheck, WordCheck};
use crate::search::run::plan::{Plan, TermPlanKind};
use crate::search::run::text_found::TextFound;
use crate::search::threads::parallel::chunked;
use crate::search::threads::stop::{Stop, Stopped};

/// What the requirement texts may still change about a query's hits.
#[derive(Clone, Debug, PartialEq)]
pub struct TextStage {
    groups: Vec<WordGroup>,
    blocks: FxHashMap<BlockNumber, OpenRows>,
    found: TextFound,
}

/// Words of which any one will do.
#[derive(Clone, Debug, PartialEq)]
struct WordGroup {
    negated: bool,
    words: Vec<TextWord>,
}

#[derive(Clone, Debug, PartialEq)]
struct TextWord {
    folded: String,
    /// See [`traditional_of`].
    others: Option<Vec<char>>,
    units: Vec<u16>,
}

/// Rows whose text holds one of some words.
#[derive(Default)]
struct TextMasks {
    /// It has all letters of one of them.
    maybe: u64,
    /// One of them is no more than a letter it has.
    certainly: u64,
}

/// The rows of a block whose text matters.
#[derive(Clone, Debug, PartialEq)]
struct OpenRows {
    /// Those that no other condition and no excluded word keeps out.
    rows: u64,
    /// For each group those that have one of its words without their text.
    have: Vec<u64>,
    /// Those that may turn on their text, once its letters were looked at.
    candidates: u64,
}

impl TextStage {
    /// What the texts may change about the hits of `query`; `None` without plain words. What
    /// facets choose is better left out of `query`: the search lets only through what they leave,
    /// and what was found in the texts stays true when they change.
    ///
    /// # Errors
    /// [`Stopped`] when it was told to give up.
    pub fn new(
        index: &Index,
        query: &Compiled,
        scope: &Scope,
        stop: &Stop,
    ) -> Result<Option<TextStage>, Stopped> {
        let is_words = |term: &CompiledTerm| matches!(term.check, TermCheck::Words(_));
        if !query.terms.iter().any(is_words) {
            return Ok(None);
        }
        let plan = Plan::new(query, scope, index.names());
        let start = || Searcher::new(&plan);
        let parts = chunked(index.sheets(), stop, start, |searcher, sheets| {
            let mut opened = OpenBlocks::default();
            for sheet in sheets {
                opened.open(searcher, &index.indexed(sheet), None);
            }
            opened
        })?;
        let mut opened = OpenBlocks::default();
        parts.into_iter().for_each(|part| opened.add(part));
        Ok(TextStage::of(query, opened))
    }

    /// The stage of a query whose rows were asked already; `None` without plain words.
    pub(in crate::search) fn of(compiled: &Compiled, opened: OpenBlocks) -> Option<TextStage> {
        let groups = WordGroup::all_of(compiled);
        (!groups.is_empty()).then(|| TextStage {
            groups,
            blocks: opened.0.into_iter().collect(),
            found: TextFound::default(),
        })
    }

    /// Narrows the rows of a block down by the letters of their texts, which decide about words of
    /// one character. A block that is never considered changes nothing.
    pub fn consider(&mut self, number: BlockNumber, marks: &Marks) {
        let Some(open) = self.blocks.get_mut(&number) else {
            return;
        };
        let (mut possible, mut certain, mut lacking) = (open.rows, open.rows, 0);
        for (group, have) in self.groups.iter().zip(&open.have) {
            let holds = group.holds(marks, open.rows);
            match group.negated {
                true => {
                    possible &= !holds.certainly;
                    certain &= !holds.maybe;
                }
                false => {
                    possible &= have | holds.maybe;
                    certain &= have | holds.certainly;
                    lacking |= open.rows & !have;
                }
            }
        }
        open.candidates = possible & !certain;
        self.found.add(number, lacking & certain);
        self.found.drop(number, open.rows & !lacking & !possible);
    }

    /// The tasks whose texts have to be read, by id.
    pub fn candidates(&self) -> Vec<TaskId> {
        let each = self
            .blocks
            .iter()
            .flat_map(|(number, open)| bits(open.candidates).filter_map(|bit| number.id_at(bit)));
        let mut all: Vec<TaskId> = each.collect();
        all.sort_unstable();
        all
    }

    /// Decides about a candidate by its text.
    pub fn judge(&mut self, id: TaskId, requirement: &str) {
        let (number, bit) = BlockNumber::of(id);
        let Some(open) = self.blocks.get(&number) else {
            return;
        };
        let row = 1 << bit;
        if open.candidates & row == 0 {
            return;
        }
        let mut lacks = false;
        let mut fits = true;
        for (group, have) in self.groups.iter().zip(&open.have) {
            let has = have & row != 0;
            lacks |= !group.negated && !has;
            fits &= match group.negated {
                true => !group.is_in(requirement),
                false => has || group.is_in(requirement),
            };
        }
        match (lacks, fits) {
            (true, true) => self.found.add(number, row),
            (false, false) => self.found.drop(number, row),
            _ => {}
        }
    }

    /// What the texts that were judged change.
    pub fn finish(self) -> TextFound {
        self.found
    }
}

/// Blocks with rows whose text matters.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct OpenBlocks(Vec<(BlockNumber, OpenRows)>);

impl OpenBlocks {
    /// Asks the rows of a block all conditions but those on their text; `hits` of the whole query,
    /// where it was asked already.
    pub fn open<'p>(&mut self, searcher: &mut Searcher<'p>, asked: &impl Rows, hits: Option<u64>) {
        let plan = searcher.plan();
        // Of one condition the hits are all that can be learned.
        if let (Some(hits), [ask]) = (hits, plan.terms.as_slice())
            && matches!(ask.what, TermPlanKind::Words(_))
            && !ask.negated
        {
            self.push(asked, asked.block().present(), vec![hits]);
            return;
        }
        let mut rows = asked.block().present();
        let mut have = Vec::with_capacity(plan.terms.len());
        for ask in &plan.terms {
            let met = searcher.meet(ask, asked, rows);
            match (&ask.what, ask.negated) {
                (TermPlanKind::Words(_), false) => have.push(met),
                (TermPlanKind::Words(_), true) => {
                    rows &= !met;
                    have.push(0);
                }
                (_, false) => rows &= met,
                (_, true) => rows &= !met,
            }
        }
        self.push(asked, rows, have);
    }

    fn push(&mut self, asked: &impl Rows, rows: u64, have: Vec<u64>) {
        if rows != 0 {
            let open = OpenRows {
                rows,
                have,
                candidates: 0,
            };
            self.0.push((asked.block().number(), open));
        }
    }

    /// Adds those of other blocks.
    pub fn add(&mut self, other: OpenBlocks) {
        self.0.extend(other.0);
    }
}

impl WordGroup {
    fn all_of(compiled: &Compiled) -> Vec<WordGroup> {
        compiled.terms.iter().filter_map(WordGroup::of).collect()
    }

    fn of(term: &crate::search::run::compile::CompiledTerm) -> Option<WordGroup> {
        match &term.check {
            TermCheck::Words(words) => Some(WordGroup {
                negated: term.negated,
                words: words.iter().map(TextWord::of).collect(),
            }),
            _ => None,
        }
    }

    /// What the letters of the rows' texts say of the words.
    fn holds(&self, marks: &Marks, rows: u64) -> TextMasks {
        let mut holds = TextMasks::default();
        for word in self.words.iter().filter(|word| !word.units.is_empty()) {
            let maybe = marks.may_hold(&word.units, rows);
            holds.maybe |= maybe;
            if word.units.len() == 1 {
                holds.certainly |= maybe;
            }
        }
        holds
    }

    fn is_in(&self, text: &str) -> bool {
        let words = self.words.iter().filter(|word| !word.units.is_empty());
        words.into_iter().any(|word| word.is_in(text))
    }
}

impl TextWord {
    fn of(word: &WordCheck) -> TextWord {
        let folded = word.needle.text().to_owned();
        let units: Vec<u16> = units_of(&folded).collect();
        TextWord {
            others: traditional_of(&folded),
            folded,
            units,
        }
    }

    /// Whether it stands in a text. Nearly all texts are written as they are compared, and are
    /// compared as they are written: only one with another character of the word is folded.
    fn is_in(&self, text: &str) -> bool {
        match &self.others {
            None => fold(text).contains(&self.folded),
            Some(others) => {
                let is_foldable = || text.contains(others.as_slice());
                text.contains(&self.folded) || (is_foldable() && fold(text).contains(&self.folded))
            }
        }
    }
}

#[cfg(test)]
#[path = "text_stage_tests.rs"]
mod tests;
