//! The rows of sixty-four neighbouring ids.

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::bytes::{BadBlock, ByteReader, ByteWriter};
use super::facts::{FactCollector, FactTable, Facts};
use super::line::Line;
use super::names::{NameId, NameTable};
use super::party::{PartyCollector, PartyFilter, PartyRef, PartyTable};
use super::texts::Texts;
use super::titles::Titles;
use super::words::Words;
use super::{FORMAT, ROWS};
use crate::domain::{DocumentId, Row, Sector, Status, TaskId};

/// Which block: that of the ids from `64 n + 1` to `64 n + 64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockNumber(u32);

impl BlockNumber {
    /// The block with this number.
    pub fn new(number: u32) -> BlockNumber {
        BlockNumber(number)
    }

    /// The block a task is in, and its bit there.
    pub fn of(id: TaskId) -> (BlockNumber, usize) {
        let from_zero = u32::try_from(id.get() - 1).unwrap_or(u32::MAX);
        let bit = from_zero as usize % ROWS;
        (BlockNumber(from_zero / ROWS as u32), bit)
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }

    /// The task with this bit; `None` past the end of all ids.
    pub fn id_at(self, bit: usize) -> Option<TaskId> {
        TaskId::new(i64::from(self.0) * ROWS as i64 + i64::try_from(bit).ok()? + 1)
    }
}

/// The rows of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    number: BlockNumber,
    titles: Titles,
    /// The printed number of each bit.
    numbers: Words,
    facts: FactTable,
    parties: PartyTable,
}

impl Block {
    /// The block with these rows; rows of other blocks are left out.
    pub fn of(number: BlockNumber, lines: impl IntoIterator<Item = Line>) -> Block {
        let mut slots = [const { None }; ROWS];
        for line in lines {
            let (own, bit) = BlockNumber::of(line.id);
            if own == number {
                slots[bit] = Some(line);
            }
        }
        let slot = |bit: usize| slots[bit].as_ref();
        let mut facts = FactCollector::new();
        let mut parties = PartyCollector::default();
        for bit in 0..ROWS {
            if let Some(line) = slot(bit) {
                facts.add(bit, line);
            }
            parties.add(slot(bit).map_or(&[], |line| &line.parties));
        }
        let title = |bit| slot(bit).map_or("", |line| &line.title);
        let printed = |bit| slot(bit).map_or("", |line| &line.number);
        Block {
            number,
            titles: Titles::of(&std::array::from_fn::<&str, ROWS, _>(title)),
            numbers: Words::of((0..ROWS).map(printed)),
            facts: facts.done(),
            parties: parties.done(),
        }
    }

    /// Which block it is.
    pub fn number(&self) -> BlockNumber {
        self.number
    }

    /// The bits that stand for a row.
    pub fn present(&self) -> u64 {
        self.facts.present()
    }

    /// What the row with this bit says.
    pub fn facts(&self, bit: usize) -> Option<Facts<'_>> {
        self.facts.of(bit)
    }

    /// Every row's bit with what it says, in the order of ids.
    pub fn all_facts(&self) -> impl Iterator<Item = (usize, Facts<'_>)> {
        (0..ROWS).filter_map(|bit| Some((bit, self.facts(bit)?)))
    }

    /// Calls `take` with each region and rows of it; a region may come several times.
    pub fn each_region(&self, take: impl FnMut(NameId, u64)) {
        self.facts.each_region(take);
    }

    /// The same of documents.
    pub fn each_document(&self, take: impl FnMut(DocumentId, u64)) {
        self.facts.each_document(take);
    }

    /// The same of statuses.
    pub fn each_status(&self, take: impl FnMut(Status, u64)) {
        self.facts.each_status(take);
    }

    /// The same of sectors.
    pub fn each_sector(&self, take: impl FnMut(Sector, u64)) {
        self.facts.each_sector(take);
    }

    /// The same of tasks above others.
    pub fn each_parent(&self, take: impl FnMut(TaskId, u64)) {
        self.facts.each_parent(take);
    }

    /// The rows that name a task above them.
    pub fn with_parent(&self) -> u64 {
        self.facts.with_parent()
    }

    /// The title of the row with this bit.
    pub fn title(&self, bit: usize) -> String {
        self.titles.get(bit)
    }

    /// The titles as they are compared, by bit.
    pub fn texts(&self) -> &Texts {
        self.titles.texts()
    }

    /// The printed number of the row with this bit.
    pub fn printed_number(&self, bit: usize) -> &str {
        u32::try_from(bit).map_or("", |bit| self.numbers.get(bit))
    }

    /// The leaders of the row with this bit, then its units, lead first.
    pub fn parties(&self, bit: usize) -> impl Iterator<Item = PartyRef> + '_ {
        self.parties.of(bit)
    }

    /// Calls `take` with every party and the bit of its row, in the order of ids.
    pub fn each_party(&self, take: impl FnMut(usize, PartyRef)) {
        self.parties.each(take);
    }

    /// The same with those that a filter lets through.
    pub fn each_party_in(&self, filter: &PartyFilter, take: impl FnMut(usize, PartyRef)) {
        self.parties.each_in(filter, take);
    }

    /// Whether the printed numbers are compared as they stand: folding leaves small ASCII alone.
    pub fn has_plain_numbers(&self) -> bool {
        let text = self.numbers.all();
        text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_uppercase())
    }

    /// Whether a printed number holds this character.
    pub fn has_in_numbers(&self, c: char) -> bool {
        self.numbers.all().contains(c)
    }

    /// The row with this bit, with numbers for names.
    pub fn line(&self, bit: usize) -> Option<Line> {
        let facts = self.facts(bit)?;
        Some(Line {
            id: self.number.id_at(bit)?,
            title: self.title(bit),
            number: self.printed_number(bit).to_owned(),
            revision: facts.revision(),
            parent: facts.parent(),
            document: facts.document(),
            region: facts.region(),
            sector: facts.sector(),
            status: facts.status(),
            progress: facts.progress(),
            deadline: facts.deadline(),
            original_deadline: facts.original_deadline(),
            open_due: facts.open_due(),
            extended: facts.extended(),
            standing: facts.standing(),
            has_data: facts.has_data(),
            updated_at: facts.updated_at(),
            updated_by: facts.updated_by(),
            parties: self.parties(bit).collect(),
        })
    }

    /// Every row, with numbers for names, in the order of ids.
    pub fn lines(&self) -> impl Iterator<Item = Line> + '_ {
        (0..ROWS).filter_map(|bit| self.line(bit))
    }

    /// The row with this bit, as it was before it was packed.
    pub fn row(&self, bit: usize, names: &NameTable) -> Option<Row> {
        self.line(bit)?.row(names)
    }

    /// As it is kept on the disk.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut into = ByteWriter::default();
        into.u8(FORMAT);
        self.titles.write(&mut into);
        self.numbers.write(&mut into);
        self.facts.write(&mut into);
        self.parties.write(&mut into);
        into.done()
    }

    /// As it was kept, in a ledger with so many names.
    ///
    /// # Errors
    /// When the bytes are anything else, another format or a name past those among them.
    pub fn from_bytes(number: BlockNumber, bytes: &[u8], names: usize) -> Result<Block, BadBlock> {
        let mut from = ByteReader::new(bytes);
        if from.u8()? != FORMAT {
            return Err(BadBlock);
        }
        let titles = Titles::read(&mut from)?;
        let numbers = Words::read(&mut from)?;
        let facts = FactTable::read(&mut from, names)?;
        let parties = PartyTable::read(&mut from, names)?;
        from.end()?;
        if titles.len() != ROWS || numbers.len() != ROWS {
            return Err(BadBlock);
        }
        Ok(Block {
            number,
            titles,
            numbers,
            facts,
            parties,
        })
    }
}

/// Blocks with the names that theirs are numbers of.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    /// The names.
    pub names: NameTable,
    /// The blocks.
    pub all: Vec<Block>,
}

impl Blocks {
    /// Rows in any order, packed.
    pub fn of<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Blocks {
        let mut lines: BTreeMap<BlockNumber, Vec<Line>> = BTreeMap::new();
        let mut names = NameTable::default();
        for row in rows {
            let of = lines.entry(BlockNumber::of(row.id).0).or_default();
            let line = Line::of(row.clone(), &mut |name| {
                Ok::<_, Infallible>(names.intern(name))
            });
            of.extend(line);
        }
        let blocks = lines.into_iter();
        Blocks {
            all: blocks
                .map(|(number, lines)| Block::of(number, lines))
                .collect(),
            names,
        }
    }

    /// What there is of the blocks with these numbers; a block without rows where there is none.
    pub fn only(&self, numbers: impl IntoIterator<Item = BlockNumber>) -> Blocks {
        let block = |number| {
            let own = self
                .all
                .iter()
                .filter(move |block| block.number() == number);
            Block::of(number, own.flat_map(Block::lines))
        };
        Blocks {
            names: self.names.clone(),
            all: numbers.into_iter().map(block).collect(),
        }
    }

    /// Every row, in the order of blocks and ids.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        let lines = self.all.iter().flat_map(Block::lines);
        lines.filter_map(|line| line.row(&self.names))
    }
}

/// The same rows in the same blocks, whatever the numbers of their names.
impl PartialEq for Blocks {
    fn eq(&self, other: &Blocks) -> bool {
        let numbers = |blocks: &Blocks| -> Vec<BlockNumber> {
            blocks.all.iter().map(Block::number).collect()
        };
        numbers(self) == numbers(other) && self.rows().eq(other.rows())
    }
}

#[cfg(test)]
#[path = "block_tests.rs"]
mod tests;
