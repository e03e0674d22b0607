//! The rows a search runs over: everything a list shows, in memory, sixty-four rows a block.

mod build;
mod family;
mod lights;
mod names;
mod order;
mod sheet;

pub(super) use names::{Interner, Names};
pub(super) use order::sort;
pub(super) use sheet::Sheet;

use chrono::NaiveDate;

use crate::domain::column::Order;
use crate::domain::light::LightRules;
use crate::domain::{Light, LightColor, LightReason, Row, TaskId};
use crate::packed::Block;

use super::alphabet::{Alphabet, LettersOf};
use super::bits::count;
use super::stop::{Stop, Stopped};
use family::Family;
use lights::Lights;

/// Every list line of a ledger, ready to be searched, counted and put in order.
#[derive(Debug)]
pub struct Index {
    /// By number.
    sheets: Vec<Sheet>,
    /// Of the titles.
    alphabet: Alphabet,
    names: Names,
    regions: Interner,
    family: Family,
    rules: LightRules,
    lights: Lights,
    rows: usize,
    tops: usize,
}

impl Index {
    /// The index of packed rows, with their lights under `rules`. Of two blocks with one number
    /// the later one counts.
    pub fn of_blocks(blocks: Vec<Block>, rules: &LightRules) -> Index {
        let lights = Lights::of(rules);
        let (mut sheets, shared) = build::sheets(blocks, &lights);
        let mut family = Family::default();
        family.relate(&mut sheets);
        let mut index = Index {
            sheets,
            alphabet: shared.alphabet,
            names: Names::of(shared.names),
            regions: shared.regions,
            family,
            rules: rules.clone(),
            lights,
            rows: 0,
            tops: 0,
        };
        index.recount();
        index
    }

    /// The index of rows that are not packed: a past day, a test.
    pub fn of_rows(rows: &[Row], rules: &LightRules) -> Index {
        Index::of_blocks(build::blocks(rows), rules)
    }

    /// Puts a block in the place of the one with its number. One without rows takes it out.
    pub fn put(&mut self, block: &Block) {
        let number = block.number();
        let at = match family::place_of(&self.sheets, number) {
            Ok(at) => at,
            Err(at) => {
                let empty = self.sheet_of(Block::of(number, []));
                self.sheets.insert(at, empty);
                at
            }
        };
        let (old, new) = (self.sheets[at].block.texts(), block.texts());
        if old != new {
            let (old, new) = (old.letters(), new.letters());
            self.alphabet.replace(number.get(), &old, &new);
        }
        let sheet = self.sheet_of(block.clone());
        self.family.change(&mut self.sheets, at, sheet);
        if self.sheets[at].block.present() == 0 {
            self.sheets.remove(at);
        }
        self.recount();
    }

    fn sheet_of(&mut self, block: Block) -> Sheet {
        let sheet = Sheet::of(block, &self.lights, &mut self.names.all, &mut self.regions);
        self.names.settle();
        sheet
    }

    /// Computes the lights anew: another day, other limits.
    pub fn set_rules(&mut self, rules: &LightRules) {
        self.rules = rules.clone();
        self.lights = Lights::of(rules);
        for sheet in &mut self.sheets {
            sheet.set_lights(&self.lights);
        }
    }

    fn recount(&mut self) {
        let sheets = self.sheets.iter();
        let each = sheets.map(|it| {
            (
                count(it.block.present()),
                count(it.block.present() & !it.kids),
            )
        });
        (self.rows, self.tops) = each.fold((0, 0), |(rows, tops), (more, top)| {
            (rows + more, tops + top)
        });
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// How many rows stand under no other.
    pub fn tops(&self) -> usize {
        self.tops
    }

    /// Whether the task is there.
    pub fn contains(&self, id: TaskId) -> bool {
        self.find(id).is_some()
    }

    /// The line of a task, put together: for those on the screen, not for all.
    pub fn row(&self, id: TaskId) -> Option<Row> {
        let (sheet, bit) = self.find(id)?;
        sheet.block.row(bit)
    }

    /// The date in force.
    pub fn deadline(&self, id: TaskId) -> Option<NaiveDate> {
        let (sheet, bit) = self.find(id)?;
        sheet.facts(bit)?.deadline()
    }

    /// Its light with the reason.
    pub fn light(&self, id: TaskId) -> Light {
        let facts = self.find(id).and_then(|(sheet, bit)| sheet.facts(bit));
        let unknown = Light {
            color: LightColor::None,
            reason: LightReason::NoData,
        };
        facts.map_or(unknown, |it| {
            self.rules.of(it.status(), it.open_due(), it.has_data())
        })
    }

    /// The colour of its light: cheap, for counting.
    pub fn color(&self, id: TaskId) -> LightColor {
        let found = self.find(id);
        found.map_or(LightColor::None, |(sheet, bit)| sheet.color(bit))
    }

    /// Whether the task stands under another that is there.
    pub fn is_kid(&self, id: TaskId) -> bool {
        let found = self.find(id);
        found.is_some_and(|(sheet, bit)| sheet.kids & 1 << bit != 0)
    }

    /// The task without a parent above `id`, or `id` itself; a ring, which the ledger never makes,
    /// ends at once.
    pub fn top_of(&self, id: TaskId) -> TaskId {
        family::top_of(&self.sheets, id)
    }

    /// The tasks that stand under a task without a parent, directly or further down, by id.
    pub fn children(&self, top: TaskId) -> &[TaskId] {
        self.family.below(top)
    }

    /// Every task that stands under no other, in this order: keys in turn, then deadline, then id.
    ///
    /// # Errors
    /// [`Stopped`] when it was told to give up.
    pub fn arranged(&self, order: &Order, stop: &Stop) -> Result<Vec<TaskId>, Stopped> {
        order::arranged(self, order, stop)
    }

    /// Every row, in the order of ids: for the few who need all of it.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.sheets.iter().flat_map(|sheet| sheet.block.rows())
    }

    /// The blocks with what is worked out, by number.
    pub(super) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The letters of the titles of a sheet.
    pub(super) fn letters_of(&self, sheet: &Sheet) -> LettersOf<'_> {
        LettersOf::Block(&self.alphabet, sheet.block.number().get())
    }

    /// The names of people and units.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// The keys of regions.
    pub(super) fn regions(&self) -> &Interner {
        &self.regions
    }

    /// The sheet and bit of a task.
    pub(super) fn find(&self, id: TaskId) -> Option<(&Sheet, usize)> {
        family::find(&self.sheets, id)
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
