//! A query asked of one block: a mask for each condition, and how well the rows left fit.

use chrono::TimeDelta;

use crate::domain::{LightReason, TaskId};
use crate::packed::{BlockNumber, Facts, ROWS};
use crate::search::bits::bits;
use crate::search::index::rows::Rows;
use crate::search::query::field::{Op, TaskState};
use crate::search::run::compile::number_in;
use crate::search::run::place::Place;
use crate::search::run::plan::{AskedNames, AskedWord, Plan, TermPlan, TermPlanKind, Wanted};
use crate::search::run::text_found::{BY_TEXT, TextFound};
use crate::search::run::worth::{At, Heaps, RowWorths, Worth};
use crate::search::words::matcher::{Found, Kind, Seeker};

/// One thread's work at a query.
pub(in crate::search) struct Searcher<'p> {
    plan: &'p Plan<'p>,
    seekers: Vec<Seeker<'p>>,
    fits: RowWorths,
}

/// The rows of a block that fit, with how well.
pub(in crate::search) struct BlockHits {
    pub mask: u64,
    pub scores: [i32; ROWS],
    pub places: [Option<Place>; ROWS],
    pub near: u64,
}

impl<'p> Searcher<'p> {
    /// A thread that begins.
    pub fn new(plan: &'p Plan<'p>) -> Searcher<'p> {
        Searcher {
            plan,
            seekers: plan
                .needles
                .iter()
                .map(|needle| Seeker::in_titles(needle))
                .collect(),
            fits: RowWorths::none(),
        }
    }

    /// The query it works at.
    pub fn plan(&self) -> &'p Plan<'p> {
        self.plan
    }

    /// The rows of a block that fit, with how well, written over `into`. What `text` says of the
    /// words counts where the other conditions hold.
    pub fn search(&mut self, sheet: &impl Rows, text: Option<&TextFound>, into: &mut BlockHits) {
        into.clear(sheet.block().present());
        let plan = self.plan;
        let (added, dropped) = text.map_or((0, 0), |text| text.of_block(sheet.block().number()));
        let mut by_text = added & into.mask;
        for ask in &plan.terms {
            if into.mask == 0 {
                break;
            }
            self.ask(ask, sheet, into.mask);
            match ask.negated {
                true => into.mask &= !self.fits.mask,
                false => into.add(&self.fits),
            }
            // Words come last, and about these rows the text has decided already.
            if !matches!(ask.what, TermPlanKind::Words(_)) {
                by_text &= into.mask;
            }
        }
        into.mask &= !dropped;
        into.add_by_text(by_text & !into.mask);
    }

    /// The rows `among` that meet one condition, negation left aside.
    pub fn meet(&mut self, ask: &TermPlan<'p>, sheet: &impl Rows, among: u64) -> u64 {
        self.ask(ask, sheet, among);
        self.fits.mask & among
    }

    fn ask(&mut self, ask: &TermPlan<'p>, sheet: &impl Rows, among: u64) {
        self.fits.clear();
        match &ask.what {
            TermPlanKind::Words(words) => {
                words.iter().for_each(|word| self.word(word, sheet, among))
            }
            TermPlanKind::Title { names, needles } => {
                self.let_through(called(sheet, among, names));
                for needle in needles.clone() {
                    self.titles(needle, sheet, among, |worth| worth.without_place());
                }
            }
            TermPlanKind::Leaders(asked) => {
                if !asked.names.is_empty() {
                    sheet.leaders(raising(&mut self.fits, &asked.names, among));
                }
                self.none_named(asked, sheet.leaderless() & among);
            }
            TermPlanKind::Units(asked) => {
                raise_units(&mut self.fits, sheet, &asked.names, among);
                self.none_named(asked, sheet.unitless() & among);
            }
            TermPlanKind::Regions(wanted) if wanted.is_empty() => {}
            TermPlanKind::Regions(wanted) => {
                sheet.regions(raising(&mut self.fits, wanted, among));
            }
            TermPlanKind::Sectors(wanted) => {
                sheet.sectors(|sector, rows| self.raise(wanted.get(&sector), rows & among));
            }
            TermPlanKind::Documents(wanted) => {
                sheet.documents(|document, rows| self.raise(wanted.get(&document), rows & among));
            }
            TermPlanKind::Statuses(all) => {
                sheet.statuses(|status, rows| {
                    if all.contains(&status) {
                        self.fits.raise(rows, Worth::NOTHING);
                    }
                });
            }
            TermPlanKind::Lights(all) => {
                self.let_through(sheet.lit_for(|reason| all.contains(&reason.color())))
            }
            TermPlanKind::States(states) => {
                for state in *states {
                    self.let_through(self.in_state(*state, sheet, among));
                }
            }
            TermPlanKind::Deadline(checks) => self.let_through(those(sheet, among, |facts| {
                let (deadline, standing) = (facts.deadline(), facts.standing());
                checks.iter().any(|check| check.holds(deadline, standing))
            })),
            TermPlanKind::Progress(checks) => self.let_through(those(sheet, among, |facts| {
                checks.iter().any(|check| check.holds(facts.progress()))
            })),
            TermPlanKind::Number(op, values) => self.numbers(*op, values, sheet, among),
            TermPlanKind::Parents(check) => {
                self.let_through(below(sheet, |parent| check.holds(parent)) & among);
            }
        }
    }

    /// Rows with a value that is wanted so well, if it is.
    fn raise(&mut self, wanted: Option<&Worth>, rows: u64) {
        if let Some(worth) = wanted {
            self.fits.raise(rows, worth.without_place());
        }
    }

    fn let_through(&mut self, rows: u64) {
        self.fits.raise(rows, Worth::NOTHING);
    }

    fn none_named(&mut self, asked: &AskedNames, rows: u64) {
        if asked.none {
            self.let_through(rows);
        }
    }

    /// A word in any field.
    fn word(&mut self, word: &AskedWord<'p>, sheet: &impl Rows, among: u64) {
        self.titles(word.needle, sheet, among, |worth| worth);
        if !word.leaders.is_empty() {
            sheet.leaders(raising(&mut self.fits, &word.leaders, among));
        }
        raise_units(&mut self.fits, sheet, &word.units, among);
        if !word.regions.is_empty() {
            sheet.regions(raising(&mut self.fits, &word.regions, among));
        }
        if !word.sectors.is_empty() {
            sheet.sectors(|sector, rows| {
                if let Some(worth) = word.sectors.get(&sector) {
                    self.fits.raise(rows & among, *worth);
                }
            });
        }
        if let Some(id) = word.id {
            self.id(id, sheet, among, id_worth());
        } else if word
            .number_start
            .is_some_and(|first| sheet.may_begin_number(first))
        {
            for bit in bits(among) {
                let found =
                    number(sheet, bit).and_then(|number| number_in(number, word.text, false));
                if let Some(found) = found {
                    self.fits.raise(1 << bit, Worth::of(found, At::Other));
                }
            }
        }
    }

    /// A needle in the titles.
    fn titles(
        &mut self,
        needle: usize,
        sheet: &impl Rows,
        among: u64,
        worth: impl Fn(Worth) -> Worth,
    ) {
        let fits = &mut self.fits;
        if let Some(seeker) = self.seekers.get_mut(needle) {
            seeker.find_all(
                sheet.block().texts(),
                sheet.letters(),
                among,
                |bit, found| {
                    fits.raise(1 << bit, worth(Worth::of(found, At::Title)));
                },
            );
        }
    }

    /// The row with this id.
    fn id(&mut self, id: TaskId, sheet: &impl Rows, among: u64, worth: Worth) {
        let (block, bit) = BlockNumber::of(id);
        if block == sheet.block().number() {
            self.fits.raise(1 << bit & among, worth);
        }
    }

    fn numbers(&mut self, op: Op, values: &[String], sheet: &impl Rows, among: u64) {
        for value in values {
            if let Some(id) = value.strip_prefix('#') {
                if let Some(id) = id.parse().ok().and_then(TaskId::new) {
                    self.id(id, sheet, among, id_worth().without_place());
                }
                continue;
            }
            for bit in bits(among) {
                let found = number(sheet, bit).and_then(|number| number_in(number, value, true));
                let found = found.filter(|found| op == Op::Has || found.kind == Kind::Whole);
                if let Some(found) = found {
                    let worth = Worth::of(found, At::Other).without_place();
                    self.fits.raise(1 << bit, worth);
                }
            }
        }
    }

    fn in_state(&self, state: TaskState, sheet: &impl Rows, among: u64) -> u64 {
        match state {
            TaskState::Overdue => sheet.lit_for(|reason| reason == LightReason::Overdue),
            TaskState::DueSoon => sheet.lit_for(|reason| reason == LightReason::DueSoon),
            TaskState::Unreported => those(sheet, among, |facts| {
                facts.status().is_running() && !facts.has_data()
            }),
            TaskState::Changed => {
                let changed = self.plan.changed.get(&sheet.block().number());
                changed.copied().unwrap_or(0)
            }
            TaskState::Mine => {
                let today = self.plan.scope.rules.today;
                let me = self.plan.names.id(self.plan.scope.me);
                those(sheet, among, |facts| {
                    me == Some(facts.updated_by()) && is_not_before(facts.updated_at(), today)
                })
            }
        }
    }
}

/// What it is worth to be named by one's id.
fn id_worth() -> Worth {
    let kind = Kind::Whole;
    Worth::of(Found { kind, fine: 0 }, At::Other)
}

/// Whether a moment lies in this day or later: the local day of Asia/Shanghai. Not before today
/// rather than on it: with an assumed date in the past, what was just written must still count.
fn is_not_before(milliseconds: i64, today: chrono::NaiveDate) -> bool {
    let at = chrono::DateTime::from_timestamp_millis(milliseconds);
    let local = at.and_then(|at| at.checked_add_signed(TimeDelta::hours(8)));
    local.is_some_and(|local| local.date_naive() >= today)
}

fn number(sheet: &impl Rows, bit: usize) -> Option<&str> {
    sheet
        .block()
        .facts(bit)
        .map(|_| sheet.block().printed_number(bit))
}

/// The rows `among` with one of these titles.
fn called(sheet: &impl Rows, among: u64, names: &[String]) -> u64 {
    if names.is_empty() {
        return 0;
    }
    let rows = bits(among).filter(|bit| {
        let title = sheet.block().title(*bit);
        names.contains(&title)
    });
    rows.fold(0, |all, bit| all | 1 << bit)
}

/// The rows `among` whose facts will do.
fn those(sheet: &impl Rows, among: u64, holds: impl Fn(Facts) -> bool) -> u64 {
    let rows = bits(among).filter(|bit| sheet.block().facts(*bit).is_some_and(&holds));
    rows.fold(0, |all, bit| all | 1 << bit)
}

/// The rows under a task of which that holds; `None` are those under none.
fn below(sheet: &impl Rows, holds: impl Fn(Option<TaskId>) -> bool) -> u64 {
    let block = sheet.block();
    let mut found = match holds(None) {
        true => block.present() & !block.with_parent(),
        false => 0,
    };
    block.each_parent(|parent, rows| {
        if holds(Some(parent)) {
            found |= rows;
        }
    });
    found
}

/// The rows of every wanted unit, in any role, best where it leads.
fn raise_units(fits: &mut RowWorths, sheet: &impl Rows, wanted: &Wanted, among: u64) {
    if wanted.is_empty() {
        return;
    }
    let mut heaps = Heaps::none();
    sheet.units(|id, rows, leads| {
        if let Some(Some(worth)) = wanted.get(id as usize) {
            let worth = if leads { worth.of_lead() } else { *worth };
            heaps.put(rows & among, worth, fits);
        }
    });
    heaps.raise(fits);
}

/// Raises the rows of every wanted value that it is called with.
fn raising<'f>(
    fits: &'f mut RowWorths,
    wanted: &'f Wanted,
    among: u64,
) -> impl FnMut(u32, u64) + use<'f> {
    move |id, rows| {
        if let Some(Some(worth)) = wanted.get(id as usize) {
            fits.raise(rows & among, *worth);
        }
    }
}

impl BlockHits {
    /// None so far.
    pub fn none() -> BlockHits {
        BlockHits {
            mask: 0,
            scores: [0; ROWS],
            places: [None; ROWS],
            near: 0,
        }
    }

    fn clear(&mut self, present: u64) {
        self.mask = present;
        self.scores = [0; ROWS];
        self.places = [None; ROWS];
        self.near = 0;
    }

    /// Adds rows that are found only with their text.
    fn add_by_text(&mut self, rows: u64) {
        self.mask |= rows;
        for bit in bits(rows) {
            self.scores[bit] = BY_TEXT;
            self.places[bit] = Some(Place::Text);
        }
        self.near &= !rows;
    }

    /// Keeps the rows that meet one more condition.
    fn add(&mut self, fits: &RowWorths) {
        self.mask &= fits.mask;
        for bit in bits(self.mask & fits.valued()) {
            let worth = fits.worth(bit);
            self.scores[bit] = self.scores[bit].saturating_add(worth.score());
            self.places[bit] = match (self.places[bit], worth.place()) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
            self.near |= u64::from(worth.is_near()) << bit;
        }
    }
}
