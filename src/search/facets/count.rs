//! Facet counts: how many tasks each value would leave, block after block.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::domain::{Lang, LightColor, RegionKey, Sector, Status};
use crate::packed::NameId;

use crate::search::bits::count;
use crate::search::facets::value::FacetValue;
use crate::search::facets::{Facet, FacetTally, values};
use crate::search::index::{Index, Indexed, NamePart, Sheet, tally};
use crate::search::query::Query;
use crate::search::run::answer::Answer;
use crate::search::run::block_search::{BlockHits, Searcher};
use crate::search::run::compile::{Compiled, CompiledTerm, Scope};
use crate::search::run::plan::Plan;
use crate::search::run::text_found::TextFound;
use crate::search::threads::parallel::summed;
use crate::search::threads::stop::{Stop, Stopped};

/// What is counted.
#[derive(Clone, Copy)]
pub struct Counting<'a> {
    /// The rows.
    pub index: &'a Index,
    /// Under these conditions.
    pub query: &'a Query,
    /// The same, made ready.
    pub compiled: &'a Compiled,
    /// What they are about.
    pub scope: &'a Scope<'a>,
    /// What the requirement texts change.
    pub text: Option<&'a TextFound>,
    /// What the query found in this index with these texts, if it was asked already: then nothing
    /// is searched twice.
    pub answer: Option<&'a Answer>,
}

/// The values of every facet with how many tasks that stand under no other each would leave,
/// counted under all conditions but its own.
///
/// # Errors
/// [`Stopped`] when it was told to give up.
pub fn count_facets(
    counting: &Counting,
    lang: Lang,
    stop: &Stop,
) -> Result<Vec<(Facet, Vec<FacetValue>)>, Stopped> {
    let which: Vec<Facet> = Facet::ALL.into_iter().collect();
    counted(counting, &which, lang, stop)
}

/// The same for one facet.
///
/// # Errors
/// [`Stopped`] when it was told to give up.
pub fn count_facet(
    counting: &Counting,
    which: Facet,
    lang: Lang,
    stop: &Stop,
) -> Result<Vec<FacetValue>, Stopped> {
    let counted = counted(counting, &[which], lang, stop)?;
    Ok(counted
        .into_iter()
        .next()
        .map_or(Vec::new(), |(_, values)| values))
}

fn counted(
    counting: &Counting,
    which: &[Facet],
    lang: Lang,
    stop: &Stop,
) -> Result<Vec<(Facet, Vec<FacetValue>)>, Stopped> {
    stop.check()?;
    let Counting { query, scope, .. } = *counting;
    // What no facet owns is asked once; of the rest each facet leaves its own out.
    let is_shared = counting.compiled.terms.iter().all(is_no_choice);
    let counts = match counting.answer {
        Some(answer) if is_shared => count_hits(counting.index, answer, which, stop)?,
        _ => count_anew(counting, which, stop)?,
    };
    let tallied = which.iter().zip(counts).map(|(facet, counts)| {
        let tally = counts.tally(counting.index, *facet);
        (*facet, values(&tally, query, scope, *facet, lang))
    });
    Ok(tallied.collect())
}

/// Whether no facet owns a condition.
fn is_no_choice(term: &CompiledTerm) -> bool {
    let is_owned = |field| Facet::ALL.iter().any(|facet| facet.field() == field);
    !term.choice_of.is_some_and(is_owned)
}

/// Counts what was found: without a choice of its own a facet is counted under all conditions.
fn count_hits(
    index: &Index,
    answer: &Answer,
    which: &[Facet],
    stop: &Stop,
) -> Result<Vec<RowCounts>, Stopped> {
    let found: Vec<(&Sheet, u64)> = (index.sheets().iter())
        .zip(answer.masks().iter().copied())
        .collect();
    summed(
        &found,
        stop,
        || RowCounts::of_each(which, index),
        |all, found| {
            for (sheet, mask) in found
                .iter()
                .map(|(sheet, mask)| (*sheet, mask & !sheet.kids))
            {
                if mask != 0 {
                    for (facet, counts) in which.iter().zip(all.iter_mut()) {
                        counts.count(sheet, *facet, mask);
                    }
                }
            }
        },
        |sum, more| RowCounts::add_each(sum, &more),
    )
}

/// Searches for what no facet owns and counts.
fn count_anew(
    counting: &Counting,
    which: &[Facet],
    stop: &Stop,
) -> Result<Vec<RowCounts>, Stopped> {
    let Counting {
        index,
        compiled,
        scope,
        text,
        ..
    } = *counting;
    let shared = Plan::of(compiled, is_no_choice, scope, index.names());
    let choices = Facet::ALL.map(|facet| {
        let is_own = |term: &CompiledTerm| term.choice_of == Some(facet.field());
        Plan::of(compiled, is_own, scope, index.names())
    });
    let start = || Counter {
        shared: Searcher::new(&shared),
        choices: choices
            .iter()
            .map(|plan| (plan, Searcher::new(plan)))
            .collect(),
        found: BlockHits::none(),
        counts: RowCounts::of_each(which, index),
    };
    let counted = summed(
        index.sheets(),
        stop,
        start,
        |counter, sheets| {
            sheets
                .iter()
                .for_each(|sheet| counter.count(&index.indexed(sheet), text, which))
        },
        |sum, more| RowCounts::add_each(&mut sum.counts, &more.counts),
    )?;
    Ok(counted.counts)
}

/// One thread's counting.
struct Counter<'p> {
    shared: Searcher<'p>,
    /// What each facet owns.
    choices: Vec<(&'p Plan<'p>, Searcher<'p>)>,
    found: BlockHits,
    counts: Vec<RowCounts>,
}

impl Counter<'_> {
    fn count(&mut self, rows: &Indexed, text: Option<&TextFound>, which: &[Facet]) {
        let sheet = rows.sheet;
        self.shared.search(rows, text, &mut self.found);
        let found = self.found.mask & !sheet.kids;
        if found == 0 {
            return;
        }
        let mut chosen = [u64::MAX; Facet::COUNT];
        for (chosen, (plan, searcher)) in chosen.iter_mut().zip(&mut self.choices) {
            for ask in &plan.terms {
                let met = searcher.meet(ask, rows, found);
                *chosen &= if ask.negated { !met } else { met };
            }
        }
        for (facet, counts) in which.iter().zip(&mut self.counts) {
            let others = Facet::ALL
                .into_iter()
                .zip(&chosen)
                .filter(|(other, _)| other != facet);
            let left = others.fold(found, |left, (_, chosen)| left & chosen);
            if left != 0 {
                counts.count(sheet, *facet, left);
            }
        }
    }
}

/// How often each value of one facet comes, by number.
struct RowCounts {
    by_number: Vec<usize>,
    by_sector: FxHashMap<Sector, usize>,
    without: usize,
}

impl RowCounts {
    fn of_each(which: &[Facet], index: &Index) -> Vec<RowCounts> {
        let none = which.iter().map(|facet| RowCounts::none(index, *facet));
        none.collect()
    }

    fn add_each(all: &mut [RowCounts], more: &[RowCounts]) {
        for (sum, more) in all.iter_mut().zip(more) {
            sum.add(more);
        }
    }

    fn none(index: &Index, facet: Facet) -> RowCounts {
        let numbers = match facet {
            Facet::Region | Facet::Leader | Facet::Unit => index.names().len(),
            Facet::Sector => 0,
            Facet::Status => Status::ALL.len(),
            Facet::Light => LightColor::ALL.len(),
        };
        RowCounts {
            by_number: vec![0; numbers],
            by_sector: FxHashMap::default(),
            without: 0,
        }
    }

    fn count(&mut self, sheet: &Sheet, facet: Facet, among: u64) {
        let numbers = &mut self.by_number;
        let mut add = |at: usize, more: usize| {
            if let Some(sum) = numbers.get_mut(at) {
                *sum += more;
            }
        };
        match facet {
            Facet::Region => tally(sheet.regions.iter(), among, |id, more| {
                add(id as usize, more);
            }),
            Facet::Sector => tally(sheet.sectors.iter(), among, |sector, more| {
                *self.by_sector.entry(sector).or_default() += more;
            }),
            Facet::Leader => {
                sheet.tally_named(NamePart::Leaders, among, |id, more| add(id as usize, more));
                self.without += count(sheet.leaderless & among);
            }
            Facet::Unit => {
                sheet.tally_named(NamePart::Units, among, |id, more| add(id as usize, more));
                self.without += count(sheet.unitless & among);
            }
            Facet::Status => {
                let statuses = sheet.statuses.iter().enumerate();
                statuses.for_each(|(status, rows)| add(status, count(rows & among)));
            }
            Facet::Light => {
                let colors = sheet.colors().into_iter().enumerate();
                colors.for_each(|(color, rows)| add(color, count(rows & among)));
            }
        }
    }

    fn add(&mut self, more: &RowCounts) {
        for (sum, more) in self.by_number.iter_mut().zip(&more.by_number) {
            *sum += more;
        }
        for (sector, more) in &more.by_sector {
            *self.by_sector.entry(*sector).or_default() += more;
        }
        self.without += more.without;
    }

    /// The counts by value.
    fn tally(self, index: &Index, facet: Facet) -> FacetTally<'_> {
        let counts = self.by_number;
        let known = || (0u32..).zip(&counts).filter(|(_, count)| **count > 0);
        let of = |at: usize| counts.get(at).copied().unwrap_or(0);
        match facet {
            Facet::Region => {
                let name = |id| index.names().text(NameId::new(id));
                let key = |id| RegionKey::from(name(id).to_owned());
                FacetTally::Regions(known().map(|(id, count)| (key(id), *count)).collect())
            }
            Facet::Sector => FacetTally::Sectors(self.by_sector.into_iter().collect()),
            Facet::Leader | Facet::Unit => {
                let names = index.names();
                let known = known().map(|(id, count)| (Reverse(*count), names.rank(id), id));
                let mut known: Vec<(Reverse<usize>, u32, u32)> = known.collect();
                known.sort_unstable();
                let named = known.into_iter();
                let named = named.map(|(count, _, id)| (names.text(NameId::new(id)), count.0));
                FacetTally::Names(named.collect(), self.without)
            }
            Facet::Status => FacetTally::Statuses(
                Status::ALL
                    .map(|status| (status, of(status as usize)))
                    .into(),
            ),
            Facet::Light => FacetTally::Lights(
                LightColor::ALL
                    .map(|color| (color, of(color as usize)))
                    .into(),
            ),
        }
    }
}
