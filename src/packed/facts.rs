//! What rows say in a few bytes: dates, states, and the names they share with their neighbours.

use chrono::{Datelike, NaiveDate};

use super::ROWS;
use super::bytes::{BadBlock, ByteReader, ByteWriter};
use super::column::FactColumn;
use super::line::Line;
use super::names::NameId;
use super::words::Words;
use crate::domain::vocabulary::vocabulary;
use crate::domain::{DocumentId, Progress, Revision, Sector, Status, TaskId};

/// What rows say besides their titles and people. Of each fact: the number that a row has for it,
/// whether every row has one, and from which number to which it may go.
macro_rules! facts {
    (
        $row:ident, $statuses:ident, $sectors:ident, $names:ident;
        $( $(#[$doc:meta])* $fact:ident $number:expr, $is_needed:literal, $range:expr; )+
    ) => {
        vocabulary! {
            /// A fact, in the order they are kept.
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum Fact {
                $( $(#[$doc])* $fact, )+
            }
        }

        impl FactCollector {
            fn numbers(&mut self, $row: &Line) -> [Option<i64>; FACTS] {
                let ($statuses, $sectors) = (&mut self.statuses, &mut self.sectors);
                [$($number),+]
            }
        }

        impl FactTable {
            /// Whether every row has a number, and which numbers there may be, where there are so
            /// many names.
            fn lawful(&self, $names: usize) -> [(bool, (i64, i64)); FACTS] {
                let ($statuses, $sectors) = (self.statuses.len(), self.sectors.len());
                [$(($is_needed, $range)),+]
            }
        }
    };
}

facts! {
    row, statuses, sectors, names;
    /// Whether the row is there, and what is so or not so about it.
    Flags Some(flags(row)), true, (0, EXTENDED | STANDING | HAS_DATA);
    Revision Some(row.revision.get()), true, IDS;
    Parent row.parent.map(TaskId::get), false, IDS;
    Document row.document.map(DocumentId::get), false, IDS;
    /// By the number of its name, as the author.
    Region Some(i64::from(row.region.get())), true, places(names);
    UpdatedBy Some(i64::from(row.updated_by.get())), true, places(names);
    /// In milliseconds since 1970.
    UpdatedAt Some(row.updated_at), true, (i64::MIN, i64::MAX);
    /// By place among those of the block, as the sector.
    Status Some(place_of(row.status, statuses)), true, places(statuses);
    Sector Some(place_of(row.sector, sectors)), true, places(sectors);
    Progress row.progress.map(|it| i64::from(it.percent())), false, (0, 100);
    Deadline row.deadline.map(day), false, days();
    OriginalDeadline row.original_deadline.map(day), false, days();
    OpenDue row.open_due.map(day), false, days();
}

const FACTS: usize = Fact::ALL.len();

const IDS: (i64, i64) = (1, i64::MAX);

fn places(count: usize) -> (i64, i64) {
    (0, i64::try_from(count).unwrap_or(i64::MAX) - 1)
}

fn day(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

fn days() -> (i64, i64) {
    (day(NaiveDate::MIN), day(NaiveDate::MAX))
}

fn flags(row: &Line) -> i64 {
    let flag = |holds: bool, flag: i64| if holds { flag } else { 0 };
    flag(row.extended, EXTENDED) | flag(row.standing, STANDING) | flag(row.has_data, HAS_DATA)
}

const EXTENDED: i64 = 1;
const STANDING: i64 = 2;
const HAS_DATA: i64 = 4;

/// The facts of the rows of a block.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FactTable {
    /// By [`Fact`].
    columns: [FactColumn; FACTS],
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
    pub fn add(&mut self, bit: usize, row: &Line) {
        for (column, number) in self.numbers(row).into_iter().enumerate() {
            self.rows[column][bit] = number;
        }
        self.present |= 1 << bit;
    }

    pub fn done(self) -> FactTable {
        FactTable {
            columns: self.rows.map(|numbers| FactColumn::of(&numbers)),
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

    /// Calls `take` with each number of a fact and rows that have it: all at once where all have
    /// the same.
    fn each(&self, fact: Fact, mut take: impl FnMut(i64, u64)) {
        let column = &self.columns[fact as usize];
        match column.same() {
            Some(number) => take(number, self.present),
            None => column.each(ROWS, |bit, number| take(number, 1 << bit)),
        }
    }

    /// Calls `take` with each region and rows of it.
    pub fn each_region(&self, mut take: impl FnMut(NameId, u64)) {
        self.each(Fact::Region, |name, rows| take(name_of(name), rows));
    }

    /// Calls `take` with each document and rows of it.
    pub fn each_document(&self, mut take: impl FnMut(DocumentId, u64)) {
        self.each(Fact::Document, |id, rows| {
            if let Some(id) = DocumentId::new(id) {
                take(id, rows);
            }
        });
    }

    /// Calls `take` with each status and rows of it.
    pub fn each_status(&self, mut take: impl FnMut(Status, u64)) {
        self.each(Fact::Status, |at, rows| {
            if let Some(status) = at_place(&self.statuses, at) {
                take(status, rows);
            }
        });
    }

    /// Calls `take` with each sector and rows of it.
    pub fn each_sector(&self, mut take: impl FnMut(Sector, u64)) {
        self.each(Fact::Sector, |at, rows| {
            if let Some(sector) = at_place(&self.sectors, at) {
                take(sector, rows);
            }
        });
    }

    /// Calls `take` with each task that rows detail, and those rows.
    pub fn each_parent(&self, mut take: impl FnMut(TaskId, u64)) {
        self.each(Fact::Parent, |id, rows| {
            if let Some(id) = TaskId::new(id) {
                take(id, rows);
            }
        });
    }

    /// The rows that name a task above them.
    pub fn with_parent(&self) -> u64 {
        let mut all = 0;
        self.each_parent(|_, rows| all |= rows);
        all
    }

    pub fn write(&self, into: &mut ByteWriter) {
        let statuses = self.statuses.iter().map(|it| it.id());
        Words::of(statuses).write(into);
        Words::of(self.sectors.iter().map(|it| it.name())).write(into);
        for column in &self.columns {
            column.write(into);
        }
    }

    pub fn read(from: &mut ByteReader, names: usize) -> Result<FactTable, BadBlock> {
        let statuses: Option<Vec<Status>> = Words::read(from)?.iter().map(Status::parse).collect();
        let sectors: Option<Vec<Sector>> = Words::read(from)?.iter().map(Sector::parse).collect();
        let (statuses, sectors) = (statuses.ok_or(BadBlock)?, sectors.ok_or(BadBlock)?);
        let mut columns = [const { FactColumn::MISSING }; FACTS];
        for column in &mut columns {
            *column = FactColumn::read(from)?;
        }
        let flags = &columns[Fact::Flags as usize];
        let mut present = 0;
        flags.each(ROWS, |bit, _| {
            present |= 1u64.checked_shl(bit as u32).unwrap_or(0)
        });
        let table = FactTable {
            present,
            columns,
            statuses,
            sectors,
        };
        match table.is_sound(names) {
            true => Ok(table),
            false => Err(BadBlock),
        }
    }

    /// Whether every row that is there has what every row has, and every number stands for
    /// something.
    fn is_sound(&self, names: usize) -> bool {
        let mut both = self.columns.iter().zip(self.lawful(names));
        both.all(|(column, (is_needed, range))| {
            let needed = if is_needed { self.present } else { 0 };
            column.fits(ROWS, needed, range)
        })
    }
}

fn at_place<T: Copy>(all: &[T], at: i64) -> Option<T> {
    all.get(usize::try_from(at).ok()?).copied()
}

fn name_of(number: i64) -> NameId {
    NameId::new(u32::try_from(number).unwrap_or(u32::MAX))
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

    fn name(self, fact: Fact) -> NameId {
        name_of(self.number_of(fact).unwrap_or(i64::MAX))
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
    pub fn region(self) -> NameId {
        self.name(Fact::Region)
    }

    /// Who changed it last.
    pub fn updated_by(self) -> NameId {
        self.name(Fact::UpdatedBy)
    }

    /// When it last changed, in milliseconds since 1970.
    pub fn updated_at(self) -> i64 {
        self.number_of(Fact::UpdatedAt).unwrap_or(0)
    }

    /// State.
    pub fn status(self) -> Status {
        let at = self.number_of(Fact::Status);
        let status = at.and_then(|at| at_place(&self.table.statuses, at));
        status.unwrap_or(Status::Registered)
    }

    /// Field of work.
    pub fn sector(self) -> Sector {
        let at = self.number_of(Fact::Sector);
        let sector = at.and_then(|at| at_place(&self.table.sectors, at));
        sector.unwrap_or_default()
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
