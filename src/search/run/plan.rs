//! A query made ready for one ledger: every word and value is looked for in the ledger's names
//! once, so that a block is asked for numbers only.

use rustc_hash::FxHashMap;

use crate::domain::{DocumentId, LightColor, RegionKey, Role, Sector, Status, TaskId};
use crate::packed::{BlockNumber, NameId, PartyFilter};
use crate::search::index::NameIndex;
use crate::search::query::field::{Op, TaskState};
use crate::search::run::checks::{DeadlineCheck, ParentCheck, ProgressCheck};
use crate::search::run::compile::{Compiled, CompiledTerm, TermCheck, TextCheck, WordCheck};
use crate::search::run::worth::{At, Worth};
use crate::search::words::matcher::{Found, Needle};

use crate::search::run::compile::Scope;

/// What a value with this number is worth; `None` where it is not wanted.
pub(in crate::search) type Wanted = Vec<Option<Worth>>;

/// A query made ready for the names of one ledger.
pub(in crate::search) struct Plan<'q> {
    pub names: &'q NameIndex,
    pub scope: Scope<'q>,
    /// Conditions on fields first, words after them.
    pub terms: Vec<TermPlan<'q>>,
    /// The words to be looked for in titles, by number.
    pub needles: Vec<&'q Needle>,
    /// The rows others have changed, by block.
    pub changed: FxHashMap<BlockNumber, u64>,
}

/// A condition.
pub(in crate::search) struct TermPlan<'q> {
    pub negated: bool,
    pub what: TermPlanKind<'q>,
}

/// What is asked of a block.
pub(in crate::search) enum TermPlanKind<'q> {
    Words(Vec<AskedWord<'q>>),
    Title {
        names: &'q [String],
        /// Numbers of needles.
        needles: std::ops::Range<usize>,
    },
    Leaders(AskedNames),
    Units(AskedNames),
    Regions(Wanted),
    Sectors(FxHashMap<Sector, Worth>),
    Documents(FxHashMap<DocumentId, Worth>),
    Statuses(&'q [Status]),
    Lights(&'q [LightColor]),
    States(&'q [TaskState]),
    Deadline(&'q [DeadlineCheck]),
    Progress(&'q [ProgressCheck]),
    Number(Op, &'q [String]),
    Parents(&'q ParentCheck),
}

/// Names that are wanted, by number.
pub(in crate::search) struct AskedNames {
    /// Empty when none is.
    pub names: Wanted,
    /// Whether a row without any name will do.
    pub none: bool,
}

/// A word looked for in every field.
pub(in crate::search) struct AskedWord<'q> {
    /// The number of its needle.
    pub needle: usize,
    pub text: &'q str,
    /// What it is worth to find it in each leader's or unit's name; empty when it is in none.
    pub leaders: Wanted,
    pub units: Wanted,
    pub regions: Wanted,
    pub sectors: FxHashMap<Sector, Worth>,
    /// The row it names by its id.
    pub id: Option<TaskId>,
    /// The first character of a number that it may begin.
    pub number_start: Option<char>,
}

impl<'q> Plan<'q> {
    /// Makes a query ready for rows with these names.
    pub fn new(query: &'q Compiled, scope: &Scope<'q>, names: &'q NameIndex) -> Plan<'q> {
        Plan::of(query, |_| true, scope, names)
    }

    /// The same with those conditions alone that are taken.
    pub fn of(
        query: &'q Compiled,
        takes: impl Fn(&CompiledTerm) -> bool,
        scope: &Scope<'q>,
        names: &'q NameIndex,
    ) -> Plan<'q> {
        let mut plan = Plan {
            names,
            scope: *scope,
            terms: Vec::with_capacity(query.terms.len()),
            needles: Vec::new(),
            changed: FxHashMap::default(),
        };
        for term in query.terms.iter().filter(|term| takes(term)) {
            let what = plan.what(&term.check);
            plan.terms.push(TermPlan {
                negated: term.negated,
                what,
            });
        }
        plan
    }

    /// The people and units that any condition looks for.
    pub fn parties(&self) -> PartyFilter {
        let mut filter = PartyFilter::none(self.names.len());
        let mut want = |names: &Wanted, roles: &[Role]| {
            let wanted = (0u32..).zip(names).filter(|(_, worth)| worth.is_some());
            for (name, role) in wanted.flat_map(|(id, _)| roles.iter().map(move |role| (id, *role)))
            {
                filter.want(NameId::new(name), role);
            }
        };
        let units: Vec<Role> = Role::ALL
            .into_iter()
            .filter(|role| *role != Role::Leader)
            .collect();
        for ask in &self.terms {
            match &ask.what {
                TermPlanKind::Words(words) => {
                    for word in words {
                        want(&word.leaders, &[Role::Leader]);
                        want(&word.units, &units);
                    }
                }
                TermPlanKind::Leaders(asked) => want(&asked.names, &[Role::Leader]),
                TermPlanKind::Units(asked) => want(&asked.names, &units),
                _ => {}
            }
        }
        filter
    }

    fn what(&mut self, check: &'q TermCheck) -> TermPlanKind<'q> {
        let names = self.names;
        match check {
            TermCheck::Words(words) => {
                TermPlanKind::Words(words.iter().map(|word| self.word(word)).collect())
            }
            TermCheck::Title(check) => {
                let first = self.needles.len();
                self.needles.extend(&check.needles);
                let needles = first..self.needles.len();
                let names = &check.names;
                TermPlanKind::Title { names, needles }
            }
            TermCheck::Leaders(check) => TermPlanKind::Leaders(names_for(check, At::Leader, names)),
            TermCheck::Units(check) => TermPlanKind::Units(names_for(check, At::Unit, names)),
            TermCheck::Regions(regions) => {
                let wanted = wanted_regions(regions, names).into_iter();
                TermPlanKind::Regions(wanted.map(|it| it.map(Worth::without_place)).collect())
            }
            TermCheck::Sectors(sectors) => TermPlanKind::Sectors(worths(sectors)),
            TermCheck::Documents(documents) => TermPlanKind::Documents(worths(documents)),
            TermCheck::Statuses(statuses) => TermPlanKind::Statuses(statuses),
            TermCheck::Lights(colors) => TermPlanKind::Lights(colors),
            TermCheck::States(states) => {
                if states.contains(&TaskState::Changed) {
                    for id in self.scope.changed {
                        let (block, bit) = BlockNumber::of(*id);
                        *self.changed.entry(block).or_default() |= 1 << bit;
                    }
                }
                TermPlanKind::States(states)
            }
            TermCheck::Deadline(checks) => TermPlanKind::Deadline(checks),
            TermCheck::Progress(checks) => TermPlanKind::Progress(checks),
            TermCheck::Number(op, values) => TermPlanKind::Number(*op, values),
            TermCheck::Parents(check) => TermPlanKind::Parents(check),
        }
    }

    fn word(&mut self, word: &'q WordCheck) -> AskedWord<'q> {
        let number = self.needles.len();
        self.needles.push(&word.needle);
        let found = self.names.find(&word.needle);
        let names_at = |at: At| {
            let each = found.iter().map(|(id, found)| (*id, Worth::of(*found, at)));
            wanted(each, self.names.len())
        };
        let text = word.needle.text();
        let names_id = text.starts_with('#');
        AskedWord {
            number_start: text.chars().next().filter(|_| !names_id),
            needle: number,
            text,
            leaders: names_at(At::Leader),
            units: names_at(At::Unit),
            regions: wanted_regions(&word.regions, self.names),
            sectors: worths(&word.sectors),
            id: text
                .strip_prefix('#')
                .and_then(|id| TaskId::new(id.parse().ok()?)),
        }
    }
}

/// A table of worths by number; empty when there are none.
fn wanted(all: impl Iterator<Item = (u32, Worth)>, length: usize) -> Wanted {
    let mut table = Wanted::new();
    for (id, worth) in all {
        if table.is_empty() {
            table.resize(length, None);
        }
        if let Some(known) = table.get_mut(id as usize) {
            *known = (*known).max(Some(worth));
        }
    }
    table
}

fn names_for(check: &TextCheck, at: At, names: &NameIndex) -> AskedNames {
    let called = check.names.iter().filter_map(|name| names.id(name));
    let called = called.map(|id| (id.get(), Worth::NOTHING));
    let alike = check.needles.iter().flat_map(|needle| names.find(needle));
    let alike = alike.map(|(id, found)| (id, Worth::of(found, at).without_place()));
    AskedNames {
        names: wanted(called.chain(alike), names.len()),
        none: check.none,
    }
}

fn worth_of(found: Option<Found>) -> Worth {
    found.map_or(Worth::NOTHING, |found| Worth::of(found, At::Other))
}

fn wanted_regions(
    regions: &std::collections::HashMap<RegionKey, Option<Found>>,
    names: &NameIndex,
) -> Wanted {
    let each = regions.iter().filter_map(|(key, found)| {
        let id = names.id(key.as_str())?;
        Some((id.get(), worth_of(*found)))
    });
    wanted(each, names.len())
}

fn worths<K: Copy + Eq + std::hash::Hash>(
    all: &std::collections::HashMap<K, Option<Found>>,
) -> FxHashMap<K, Worth> {
    all.iter()
        .map(|(key, found)| (*key, worth_of(*found)))
        .collect()
}
