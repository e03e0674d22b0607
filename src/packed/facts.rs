//! What rows say in a few bytes: dates, states, and the names they share with their neighbours.

use chrono::{Datelike, NaiveDate};

use super::ROWS;
use super::bytes::{BadBlock, Reader, Writer};
use super::column::Column;
use super::words::{Collector, WordId, Words};
use crate::domain::{DocumentId, Progress, Revision, Row, Sector, Status, TaskId};

/// What a row says besides its title and its people, in the order it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fact {
    /// Whether the row is there, and what is so or not so about it.
    Flags,
    Revision,
    Parent,
    Document,
    Region,
    Number,
    UpdatedBy,
    /// In milliseconds since 1970.
    UpdatedAt,
    /// By place among those of the block, as the sector.
    Status,
    Sector,
    Progress,
    Deadline,
    OriginalDeadline,
    OpenDue,
}

const FACTS: usize = 14;

const EXTENDED: i64 = 1;
const STANDING: i64 = 2;
const HAS_DATA: i64 = 4;

/// The facts of the rows of a block.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FactTable {
    /// By [`Fact`].
    columns: [Column; FACTS],
    /// Those of the block. On the disk they are words, since both vocabularies may grow or change
    /// their order; each is read once a block.
    statuses: Vec<Status>,
    sectors: Vec<Sector>,
    present: u64,
}

/// Facts being collected.
pub(super) struct FactCollector {
    rows: [[Option<i64>; ROWS]; FACTS],
    statuses: Vec<Status>,
    sectors: Vec<Sector>,
    present: u64,
}

/// The place of `value` among `known`, new or there already.
fn place_of<T: Copy + PartialEq>(value: T, known: &mut Vec<T>) -> i64 {
    let at = known.iter().position(|it| *it == value);
    let at = at.unwrap_or_else(|| {
        known.push(value);
        known.len() - 1
    });
    i64::try_from(at).unwrap_or(i64::MAX)
}

impl FactCollector {
    pub fn new() -> FactCollector {
        FactCollector {
            rows: [[None; ROWS]; FACTS],
            statuses: Vec::new(),
            sectors: Vec::new(),
            present: 0,
        }
    }

    /// Adds the row with this bit.
    pub fn add<'r>(&mut self, bit: usize, row: &'r Row, words: &mut Collector<'r>) {
        let flag = |holds: bool, flag: i64| if holds { flag } else { 0 };
        let day = |day: Option<NaiveDate>| day.map(|day| i64::from(day.num_days_from_ce()));
        let mut word = |text: &'r str| Some(i64::from(words.id(text).0));
        let flags = flag(row.extended, EXTENDED)
            | flag(row.standing, STANDING)
            | flag(row.has_data, HAS_DATA);
        for (fact, number) in [
            (Fact::Flags, Some(flags)),
            (Fact::Revision, Some(row.revision.get())),
            (Fact::Parent, row.parent.map(TaskId::get)),
            (Fact::Document, row.document.map(DocumentId::get)),
            (Fact::Region, word(row.region.as_str())),
            (Fact::Number, word(&row.number)),
            (Fact::UpdatedBy, word(&row.updated_by)),
            (Fact::UpdatedAt, Some(row.updated_at.timestamp_millis())),
            (Fact::Status, Some(place_of(row.status, &mut self.statuses))),
            (Fact::Sector, Some(place_of(row.sector, &mut self.sectors))),
            (Fact::Progress, row.progress.map(|it| i64::from(it.percent()))),
            (Fact::Deadline, day(row.deadline)),
            (Fact::OriginalDeadline, day(row.original_deadline)),
            (Fact::OpenDue, day(row.open_due)),
        ] {
            self.rows[fact as usize][bit] = number;
        }
        self.present |= 1 << bit;
    }

    pub fn done(self) -> FactTable {
        FactTable {
            columns: self.rows.map(|numbers| Column::of(&numbers)),
            statuses: self.statuses,
            sectors: self.sectors,
            present: self.present,
        }
    }
}

impl FactTable {
    /// The bits that stand for a row.
    pub fn present(&self) -> u64 {
        self.present
    }

    /// What the row with this bit says.
    pub fn of(&self, bit: usize) -> Option<Facts<'_>> {
        let is_there = bit < ROWS && self.present & 1 << bit != 0;
        is_there.then_some(Facts { table: self, bit })
    }

    /// Each number of a fact with the rows that have it, in no order.
    fn rows_by(&self, fact: Fact) -> Vec<(i64, u64)> {
        let column = &self.columns[fact as usize];
        if let Some(number) = column.same() {
            return vec![(number, self.present)];
        }
        let mut found: Vec<(i64, u64)> = Vec::new();
        if column.is_missing() {
            return found;
        }
        for bit in 0..ROWS {
            if let Some(number) = column.get(bit) {
                // Neighbours mostly say the same.
                match found.iter_mut().rev().find(|(known, _)| *known == number) {
                    Some((_, rows)) => *rows |= 1 << bit,
                    None => found.push((number, 1 << bit)),
                }
            }
        }
        found
    }

    /// The rows of each region, by the word of its key.
    pub fn regions(&self) -> impl Iterator<Item = (WordId, u64)> + use<> {
        let all = self.rows_by(Fact::Region).into_iter();
        all.map(|(word, rows)| (word_of(word), rows))
    }

    /// The rows of each document.
    pub fn documents(&self) -> impl Iterator<Item = (DocumentId, u64)> + use<> {
        let all = self.rows_by(Fact::Document).into_iter();
        all.filter_map(|(id, rows)| Some((DocumentId::new(id)?, rows)))
    }

    /// The rows of each status.
    pub fn statuses(&self) -> impl Iterator<Item = (Status, u64)> {
        let all = self.rows_by(Fact::Status).into_iter();
        all.filter_map(|(at, rows)| Some((*self.statuses.get(usize::try_from(at).ok()?)?, rows)))
    }

    /// The rows of each sector.
    pub fn sectors(&self) -> impl Iterator<Item = (Sector, u64)> {
        let all = self.rows_by(Fact::Sector).into_iter();
        all.filter_map(|(at, rows)| Some((*self.sectors.get(usize::try_from(at).ok()?)?, rows)))
    }

    /// The rows that name a task above them.
    pub fn with_parent(&self) -> u64 {
        if self.columns[Fact::Parent as usize].is_missing() {
            return 0;
        }
        let parents = self.rows_by(Fact::Parent).into_iter();
        parents.fold(0, |all, (_, rows)| all | rows)
    }

    pub fn write(&self, into: &mut Writer) {
        let statuses = self.statuses.iter().map(|it| it.id());
        Words::of(statuses).write(into);
        Words::of(self.sectors.iter().map(|it| it.name())).write(into);
        for column in &self.columns {
            column.write(into);
        }
    }

    pub fn read(from: &mut Reader, words: &Words) -> Result<FactTable, BadBlock> {
        let statuses: Option<Vec<Status>> = Words::read(from)?.iter().map(Status::parse).collect();
        let sectors: Option<Vec<Sector>> = Words::read(from)?.iter().map(Sector::parse).collect();
        let (statuses, sectors) = (statuses.ok_or(BadBlock)?, sectors.ok_or(BadBlock)?);
        let mut columns = [const { Column::MISSING }; FACTS];
        for column in &mut columns {
            *column = Column::read(from)?;
        }
        let flags = &columns[Fact::Flags as usize];
        let present = (0..ROWS).filter(|bit| flags.get(*bit).is_some());
        let table = FactTable {
            present: present.fold(0, |all, bit| all | 1 << bit),
            columns,
            statuses,
            sectors,
        };
        match table.is_sound(words) {
            true => Ok(table),
            false => Err(BadBlock),
        }
    }

    /// Whether every row that is there has what every row has, and every number stands for
    /// something.
    fn is_sound(&self, words: &Words) -> bool {
        let day = |day: NaiveDate| i64::from(day.num_days_from_ce());
        let days = (day(NaiveDate::MIN), day(NaiveDate::MAX));
        let places = |count: usize| (0, i64::try_from(count).unwrap_or(i64::MAX) - 1);
        let (word, id) = (places(words.len()), (1, i64::MAX));
        [
            (Fact::Flags, true, (0, EXTENDED | STANDING | HAS_DATA)),
            (Fact::Revision, true, id),
            (Fact::Parent, false, id),
            (Fact::Document, false, id),
            (Fact::Region, true, word),
            (Fact::Number, true, word),
            (Fact::UpdatedBy, true, word),
            (Fact::UpdatedAt, true, (i64::MIN, i64::MAX)),
            (Fact::Status, true, places(self.statuses.len())),
            (Fact::Sector, true, places(self.sectors.len())),
            (Fact::Progress, false, (0, 100)),
            (Fact::Deadline, false, days),
            (Fact::OriginalDeadline, false, days),
            (Fact::OpenDue, false, days),
        ]
        .into_iter()
        .all(|(fact, must, range)| {
            self.columns[fact as usize].fits(ROWS, self.present, must, range)
        })
    }
}

fn word_of(number: i64) -> WordId {
    WordId(u32::try_from(number).unwrap_or(u32::MAX))
}

/// What one row says besides its title and its people.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'b> {
    table: &'b FactTable,
    bit: usize,
}

impl Facts<'_> {
    fn number_of(self, fact: Fact) -> Option<i64> {
        self.table.columns[fact as usize].get(self.bit)
    }

    fn has(self, flag: i64) -> bool {
        self.number_of(Fact::Flags).is_some_and(|it| it & flag != 0)
    }

    fn day(self, fact: Fact) -> Option<NaiveDate> {
        NaiveDate::from_num_days_from_ce_opt(i32::try_from(self.number_of(fact)?).ok()?)
    }

    fn word(self, fact: Fact) -> WordId {
        word_of(self.number_of(fact).unwrap_or(i64::MAX))
    }

    /// See [`Row::revision`].
    pub fn revision(self) -> Revision {
        let revision = self.number_of(Fact::Revision).and_then(Revision::new);
        revision.unwrap_or(Revision::FIRST)
    }

    /// The task it details.
    pub fn parent(self) -> Option<TaskId> {
        TaskId::new(self.number_of(Fact::Parent)?)
    }

    /// The document it came from.
    pub fn document(self) -> Option<DocumentId> {
        DocumentId::new(self.number_of(Fact::Document)?)
    }

    /// The key of the region.
    pub fn region(self) -> WordId {
        self.word(Fact::Region)
    }

    /// The printed number.
    pub fn number(self) -> WordId {
        self.word(Fact::Number)
    }

    /// Who changed it last.
    pub fn updated_by(self) -> WordId {
        self.word(Fact::UpdatedBy)
    }

    /// When it last changed, in milliseconds since 1970.
    pub fn updated_at(self) -> i64 {
        self.number_of(Fact::UpdatedAt).unwrap_or(0)
    }

    /// State.
    pub fn status(self) -> Status {
        let at = self.number_of(Fact::Status).and_then(|at| usize::try_from(at).ok());
        let status = at.and_then(|at| self.table.statuses.get(at));
        status.copied().unwrap_or(Status::Registered)
    }

    /// Field of work.
    pub fn sector(self) -> Sector {
        let at = self.number_of(Fact::Sector).and_then(|at| usize::try_from(at).ok());
        let sector = at.and_then(|at| self.table.sectors.get(at));
        sector.copied().unwrap_or(Sector::other())
    }

    /// Share done.
    pub fn progress(self) -> Option<Progress> {
        let percent = u8::try_from(self.number_of(Fact::Progress)?).ok()?;
        Progress::try_from(percent).ok()
    }

    /// Date in force.
    pub fn deadline(self) -> Option<NaiveDate> {
        self.day(Fact::Deadline)
    }

    /// First date recorded.
    pub fn original_deadline(self) -> Option<NaiveDate> {
        self.day(Fact::OriginalDeadline)
    }

    /// The nearest date that still counts.
    pub fn open_due(self) -> Option<NaiveDate> {
        self.day(Fact::OpenDue)
    }

    /// Whether an approved extension moved the date.
    pub fn extended(self) -> bool {
        self.has(EXTENDED)
    }

    /// 长期坚持.
    pub fn standing(self) -> bool {
        self.has(STANDING)
    }

    /// Whether a progress figure or a report exists.
    pub fn has_data(self) -> bool {
        self.has(HAS_DATA)
    }
}
