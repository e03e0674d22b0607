//! The rows a search runs over: everything a list shows, in memory, sixty-four rows a block.

mod build;
mod family;
mod names;
mod order;
pub(in crate::search) mod rows;
mod sheet;

pub(in crate::search) use names::{NameIndex, NamePart, tally};
pub(in crate::search) use sheet::{Indexed, Sheet};

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::light::{DayLights, LightRules};
use crate::domain::{Light, LightColor, Revision, Row, Status, TaskId};
use crate::packed::{Block, BlockNumber, Blocks, Line, NameId, NameTable};

use super::bits::count;
use crate::search::words::alphabet::{Alphabet, LettersOf};
use build::Material;
use family::Family;
use names::PeopleCollector;

/// Every list line of a ledger, ready to be searched, counted and put in order.
#[derive(Debug)]
pub struct Index {
    /// By number.
    sheets: Vec<Sheet>,
    /// Of the titles.
    alphabet: Alphabet,
    names: NameIndex,
    /// The names that some row has as its region, or had.
    regions: BTreeSet<NameId>,
    family: Family,
    rules: LightRules,
    lights: DayLights,
    rows: usize,
    tops: usize,
}

impl Index {
    /// The index of packed rows, with their lights under `rules`. Of two blocks with one number
    /// the later one counts.
    pub fn of_blocks(blocks: Blocks, rules: &LightRules) -> Index {
        let lights = DayLights::of(rules);
        let material = build::of_blocks(blocks.all, &lights);
        Index::of_material(material, blocks.names, lights, rules)
    }

    /// The index of the stored blocks that `feed` hands over, in any order, each once, of a ledger
    /// with these names; and the blocks that could not be read, which are to be [`put`](Index::put)
    /// when they are found elsewhere.
    ///
    /// # Errors
    /// Whatever `feed` reports.
    pub fn read<E>(
        names: NameTable,
        rules: &LightRules,
        feed: impl FnOnce(&mut dyn FnMut(BlockNumber, &[u8])) -> Result<(), E>,
    ) -> Result<(Index, Vec<BlockNumber>), E> {
        let lights = DayLights::of(rules);
        let (material, unreadable) = build::read(names.len(), &lights, feed)?;
        let index = Index::of_material(material, names, lights, rules);
        Ok((index, unreadable))
    }

    fn of_material(
        Material { sheets, titles }: Material,
        names: NameTable,
        lights: DayLights,
        rules: &LightRules,
    ) -> Index {
        let (alphabet, (mut sheets, names)) = rayon::join(
            || Alphabet::of(&titles),
            || (build::in_order(sheets), NameIndex::of(names)),
        );
        let mut family = Family::default();
        family.relate(&mut sheets);
        let regions = sheets.iter().flat_map(|sheet| sheet.regions.iter());
        let mut index = Index {
            regions: regions.map(|(name, _)| NameId::new(name)).collect(),
            sheets,
            alphabet,
            names,
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
        Index::of_blocks(Blocks::of(rows), rules)
    }

    /// Puts blocks in the place of those with their numbers. One without rows takes them out.
    pub fn put(&mut self, blocks: &Blocks) {
        for block in &blocks.all {
            // The names have other numbers here, where others may have come first.
            let mut number = |name: NameId| self.names.intern(blocks.names.text(name));
            let lines = block.lines().map(|mut line| {
                line.rename(&mut number);
                line
            });
            let block = Block::of(block.number(), lines.collect::<Vec<Line>>());
            self.put_own(block);
        }
        self.names.settle();
        self.recount();
    }

    fn put_own(&mut self, block: Block) {
        let number = block.number();
        let mut people = PeopleCollector::default();
        let at = match family::place_of(&self.sheets, number) {
            Ok(at) => at,
            Err(at) => {
                let empty = Block::of(number, []);
                let empty = Sheet::of(empty, &self.lights, &mut people);
                self.sheets.insert(at, empty);
                at
            }
        };
        let (old, new) = (self.sheets[at].block.texts(), block.texts());
        if old != new {
            let (old, new) = (old.letters(), new.letters());
            self.alphabet.replace(number.get(), &old, &new);
        }
        let sheet = Sheet::of(block, &self.lights, &mut people);
        let regions = sheet.regions.iter().map(|(name, _)| NameId::new(name));
        self.regions.extend(regions);
        self.family.change(&mut self.sheets, at, sheet);
        if self.sheets[at].block.present() == 0 {
            self.sheets.remove(at);
        }
    }

    /// Computes the lights anew: another day, other limits.
    pub fn set_rules(&mut self, rules: &LightRules) {
        self.rules = rules.clone();
        self.lights = DayLights::of(rules);
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
        sheet.block.row(bit, self.names.all())
    }

    /// Its revision alone.
    pub fn revision(&self, id: TaskId) -> Option<Revision> {
        let (sheet, bit) = self.find(id)?;
        Some(sheet.facts(bit)?.revision())
    }

    /// Its status alone.
    pub fn status(&self, id: TaskId) -> Option<Status> {
        let (sheet, bit) = self.find(id)?;
        Some(sheet.facts(bit)?.status())
    }

    /// The date in force.
    pub fn deadline(&self, id: TaskId) -> Option<NaiveDate> {
        let (sheet, bit) = self.find(id)?;
        sheet.facts(bit)?.deadline()
    }

    /// Its light with the reason.
    pub fn light(&self, id: TaskId) -> Light {
        let facts = self.find(id).and_then(|(sheet, bit)| sheet.facts(bit));
        facts.map_or(Light::UNKNOWN, |it| {
            self.rules
                .of(it.status(), it.deadline(), it.open_due(), it.has_data())
        })
    }

    /// The colour of its light: cheap, for counting.
    pub fn color(&self, id: TaskId) -> LightColor {
        let found = self.find(id);
        found.map_or(LightColor::None, |(sheet, bit)| sheet.color(bit))
    }

    /// How many tasks of each colour stand under no other.
    pub fn colors(&self) -> [usize; LightColor::ALL.len()] {
        let mut all = [0; LightColor::ALL.len()];
        for sheet in &self.sheets {
            for (count_of, rows) in all.iter_mut().zip(sheet.colors()) {
                *count_of += count(rows & !sheet.kids);
            }
        }
        all
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

    /// The tasks without a parent that others stand under, with how many, in no order.
    pub fn families(&self) -> impl ExactSizeIterator<Item = (TaskId, usize)> + '_ {
        self.family.sizes()
    }

    /// Every row, in the order of ids: for the few who need all of it.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        let lines = self.sheets.iter().flat_map(|sheet| sheet.block.lines());
        lines.filter_map(|line| line.row(self.names.all()))
    }

    /// The blocks with what is worked out, by number.
    pub(in crate::search) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// A sheet with the letters of its titles, ready to be searched.
    pub(in crate::search) fn indexed<'i>(&'i self, sheet: &'i Sheet) -> Indexed<'i> {
        let letters = LettersOf::Block(&self.alphabet, sheet.block.number().get());
        Indexed { sheet, letters }
    }

    /// The names of people, units and regions.
    pub(in crate::search) fn names(&self) -> &NameIndex {
        &self.names
    }

    /// The names that are keys of regions.
    pub(in crate::search) fn regions(&self) -> impl Iterator<Item = (NameId, &str)> {
        self.regions
            .iter()
            .map(|name| (*name, self.names.text(*name)))
    }

    /// The sheet and bit of a task.
    pub(in crate::search) fn find(&self, id: TaskId) -> Option<(&Sheet, usize)> {
        family::find(&self.sheets, id)
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
