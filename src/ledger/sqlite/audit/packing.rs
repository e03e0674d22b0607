//! The packed rows and marks of a block held against the rows of its tasks.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Row as SqlRow;
use rusqlite::types::ValueRef;

use crate::domain::task::Event;
use crate::domain::{Milestone, Role, Row, Task};
use crate::ledger::sqlite::audit::cursor::{number, text};
use crate::ledger::sqlite::tables::rows;
use crate::ledger::sqlite::tables::task_row::{self, TASK_WIDTH, TaskColumn as C};
use crate::packed::{Block, LetterTable, Marks, NameId, NameTable, PartyRef, units_of};

/// Where a name is, and where the words it was printed with.
type Named = (Range<usize>, Option<Range<usize>>);

/// What of a task decides on its line in a list beside its row.
#[derive(Default)]
pub(super) struct PackedShown {
    names: Vec<u8>,
    /// By role, in order: the name, and the words it was printed with.
    people: [Vec<Named>; Role::ALL.len()],
    pub milestones: Vec<Milestone>,
    pub events: Vec<Event>,
}

impl PackedShown {
    /// Forgets the last task.
    pub fn clear(&mut self) {
        self.names.clear();
        self.people.iter_mut().for_each(Vec::clear);
        self.milestones.clear();
        self.events.clear();
    }

    /// Takes a leader or unit.
    pub fn party(&mut self, role: Role, name: ValueRef, printed: ValueRef) {
        let mut keep = |cell| {
            let begin = self.names.len();
            self.names.extend(text(cell)?);
            Some(begin..self.names.len())
        };
        let (name, printed) = (keep(name), keep(printed));
        self.people[role as usize].push((name.unwrap_or_default(), printed));
    }

    /// Every one as a list has them: leaders, then units, lead first.
    fn people(&self) -> impl Iterator<Item = (Role, &[u8], Option<&[u8]>)> {
        let words = |range: &Range<usize>| &self.names[range.clone()];
        Role::ALL.into_iter().flat_map(move |role| {
            let own = self.people[role as usize].iter();
            own.map(move |(name, printed)| (role, words(name), printed.as_ref().map(words)))
        })
    }
}

/// Compares blocks with the tasks in them, one after the other.
pub(super) struct Packing<'n> {
    names: &'n NameTable,
    letters: LetterTable,
    /// The requirements of a block, and where that of each bit is.
    texts: String,
    places: Vec<(usize, Range<usize>)>,
    /// A task of which only that is filled in which a line is made from by rules.
    sketch: Option<Task>,
    /// The last time that was read, and as it stood there.
    time: (Vec<u8>, i64),
}

impl<'n> Packing<'n> {
    /// In a ledger with these names.
    pub fn of(names: &'n NameTable) -> Packing<'n> {
        Packing {
            names,
            letters: LetterTable::default(),
            texts: String::new(),
            places: Vec::new(),
            sketch: None,
            time: (Vec::new(), 0),
        }
    }

    /// Takes note of the requirement of the task with this bit.
    pub fn note_text(&mut self, bit: usize, requirement: ValueRef) {
        let words = text(requirement).and_then(|it| simdutf8::basic::from_utf8(it).ok());
        let begin = self.texts.len();
        self.texts.push_str(words.unwrap_or_default());
        self.places.push((bit, begin..self.texts.len()));
    }

    /// The marks of the texts that were noted, as they are stored.
    pub fn marks(&mut self) -> Vec<u8> {
        let texts = self.places.iter();
        let units = texts.map(|(bit, range)| (*bit, units_of(&self.texts[range.clone()])));
        let marks = Marks::default().with_others(units, &mut self.letters);
        self.forget_texts();
        marks.to_bytes()
    }

    /// Forgets the texts that were noted.
    pub fn forget_texts(&mut self) {
        self.texts.clear();
        self.places.clear();
    }

    /// Whether the line with this bit of a block is that of this task.
    pub fn is_line(
        &mut self,
        block: &Block,
        bit: usize,
        row: &SqlRow,
        task: &[ValueRef; TASK_WIDTH],
        shown: &mut PackedShown,
    ) -> bool {
        let Some(facts) = block.facts(bit) else {
            return false;
        };
        let name = |id: NameId| Some(self.names.text(id).as_bytes());
        let is_so = number(task[C::Revision.at()]) == Some(facts.revision().get())
            && text(task[C::UpdatedBy.at()]) == name(facts.updated_by())
            && text(task[C::Number.at()]) == Some(block.printed_number(bit).as_bytes())
            && number(task[C::Parent.at()]) == facts.parent().map(|id| id.get())
            && number(task[C::Document.at()]) == facts.document().map(|id| id.get())
            && text(task[C::Region.at()]) == name(facts.region())
            && text(task[C::Sector.at()]) == Some(facts.sector().name().as_bytes())
            && text(task[C::Title.at()]) == Some(block.title(bit).as_bytes())
            && number(task[C::Standing.at()]) == Some(i64::from(facts.standing()))
            && text(task[C::Status.at()]) == Some(facts.status().id().as_bytes())
            && number(task[C::Progress.at()]) == facts.progress().map(|it| i64::from(it.percent()));
        if !is_so || !self.has_people(block, bit, shown) {
            return false;
        }
        let Some(made) = self.by_rules(row, task, shown) else {
            return false;
        };
        self.moment(task[C::UpdatedAt.at()]) == Some(facts.updated_at())
            && made.deadline == facts.deadline()
            && made.original_deadline == facts.original_deadline()
            && made.open_due == facts.open_due()
            && made.extended == facts.extended()
            && made.has_data == facts.has_data()
    }

    fn has_people(&self, block: &Block, bit: usize, shown: &PackedShown) -> bool {
        let names = self.names;
        let mut packed = block.parties(bit);
        let mut stored = shown.people();
        let is_one = |party: PartyRef, (role, name, printed): (Role, &[u8], Option<&[u8]>)| {
            let words = |id| names.text(id).as_bytes();
            party.role == role && words(party.name) == name && party.printed.map(words) == printed
        };
        loop {
            match (packed.next(), stored.next()) {
                (None, None) => return true,
                (Some(party), Some(other)) if is_one(party, other) => {}
                _ => return false,
            }
        }
    }

    /// What the rules of a list line make of the task.
    fn by_rules(
        &mut self,
        row: &SqlRow,
        task: &[ValueRef; TASK_WIDTH],
        shown: &mut PackedShown,
    ) -> Option<Row> {
        if self.sketch.is_none() {
            let mut sketch = task_row::task_of(row).ok()?;
            let body = &mut sketch.body;
            for text in [&mut body.number, &mut body.title, &mut body.requirement] {
                text.clear();
            }
            self.sketch = Some(sketch);
        }
        let sketch = self.sketch.as_mut()?;
        let day = |cell| match cell {
            ValueRef::Null => Some(None),
            cell => Some(Some(day(cell)?)),
        };
        sketch.body.deadline = day(task[C::Deadline.at()])?;
        sketch.body.original_deadline = day(task[C::OriginalDeadline.at()])?;
        let percent = number(task[C::Progress.at()])
            .map(u8::try_from)
            .transpose()
            .ok()?;
        sketch.body.progress = percent.map(TryInto::try_into).transpose().ok()?;
        sketch.body.milestones.clone_from(&shown.milestones);
        std::mem::swap(&mut sketch.events, &mut shown.events);
        Some(Row::of(sketch))
    }

    /// A time in milliseconds; most tasks that follow one another were changed at once.
    fn moment(&mut self, cell: ValueRef) -> Option<i64> {
        let words = text(cell)?;
        if self.time.0 != words {
            let at: DateTime<Utc> = rows::time(std::str::from_utf8(words).ok()?)?;
            self.time = (words.to_vec(), at.timestamp_millis());
        }
        Some(self.time.1)
    }
}

fn day(cell: ValueRef) -> Option<NaiveDate> {
    rows::date(std::str::from_utf8(text(cell)?).ok()?)
}
