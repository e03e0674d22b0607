//! The ledger as it stood at one moment, read in pieces.
//!
//! Whoever prints a long answer may be kept waiting by a pager for hours, and a view of the ledger
//! that is held open so long lets the log beside it grow without bound. So no view outlives a
//! piece, and the answer is still of one moment: entries are only ever added, so a task that was
//! not touched since is in the tables as it was then, and one that was is what its own entries up
//! to then make of it.

use std::collections::{BTreeMap, BTreeSet};

use super::error::LedgerError;
use super::handle::Ledger;
use super::history::{self, AsOf};
use super::mark::Mark;
use crate::domain::fold::State;
use crate::domain::{Field, Row, Task, TaskId};
use crate::ledger::read::some_tasks;
use crate::ledger::store::{Store, StoreView};
use crate::ledger::{blocks, records, trail};
use crate::packed::{Block, BlockNumber, Line, Marks, NameTable, ROWS, units_of};

/// How many whole tasks are in memory at once.
pub(super) const PIECE: usize = 500;

/// A moment of the trail, with what was touched since as far as anybody has looked.
#[derive(Clone, Debug)]
pub struct Moment {
    mark: Mark,
    /// Where the trail ended when it was last looked at.
    seen: Mark,
    /// The tasks with an entry since.
    touched: BTreeSet<TaskId>,
    /// Those that were registered, taken out, put back or put under another.
    moved: BTreeSet<TaskId>,
    /// Those whose requirement may have been another.
    reworded: BTreeSet<TaskId>,
}

impl Moment {
    fn at(mark: Mark) -> Moment {
        Moment {
            mark,
            seen: mark,
            touched: BTreeSet::new(),
            moved: BTreeSet::new(),
            reworded: BTreeSet::new(),
        }
    }

    /// Looks at what was written since, also by those who took the trail back no further than to
    /// this moment and wrote on from there.
    fn look(&mut self, view: &mut dyn StoreView) -> Result<(), LedgerError> {
        self.mark.check(view)?;
        if !self.seen.is_in(view)? {
            *self = Moment::at(self.mark);
        }
        let end = trail::last(view)?;
        if end == self.seen.seq() {
            return Ok(());
        }
        trail::walk(view, self.seen.seq(), end, |entry| {
            if let Some(id) = entry.text.task()? {
                self.note(id, entry.text.field().ok());
            }
            Ok(())
        })?;
        self.seen = Mark::at_end(view)?;
        Ok(())
    }

    fn note(&mut self, id: TaskId, field: Option<Field>) {
        self.touched.insert(id);
        if matches!(field, Some(Field::Task | Field::Parent)) {
            self.moved.insert(id);
        }
        if matches!(field, Some(Field::Task | Field::Requirement)) {
            self.reworded.insert(id);
        }
    }

    /// Those of some tasks that were there, whole; it has been looked at.
    fn tasks(
        &self,
        view: &mut dyn StoreView,
        ids: &[TaskId],
    ) -> Result<BTreeMap<TaskId, Task>, LedgerError> {
        let (touched, others): (Vec<TaskId>, Vec<TaskId>) =
            ids.iter().partition(|id| self.touched.contains(id));
        let mut tasks = some_tasks(view, &others)?;
        for id in touched {
            let task = history::fold_of_task(view, id, self.mark.seq())?;
            tasks.extend(task.map(|task| (id, task)));
        }
        Ok(tasks)
    }
}

/// What differs from the packed rows of now in those of another moment.
#[derive(Debug, Default)]
pub struct Otherwise {
    /// The names of now, and those that only these rows bear.
    pub names: NameTable,
    /// The blocks with rows that are others now, packed.
    pub blocks: BTreeMap<BlockNumber, Vec<u8>>,
}

/// Everything here refuses with [`LedgerError::Parted`] a trail that was taken back past the moment.
impl<S: Store> Ledger<S> {
    /// The moment asked for, or that of now.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchEntry`]; whatever SQLite reports.
    pub fn moment(&self, asked: Option<AsOf>) -> Result<Moment, LedgerError> {
        self.in_one_view(|view| {
            let mark = match asked {
                None => Mark::at_end(view)?,
                Some(asked) => {
                    let last = history::last_of(view, asked)?;
                    Mark::at(view, last)?
                }
            };
            Ok(Moment::at(mark))
        })
    }

    /// Those of these tasks that were there at that moment, whole, by id.
    ///
    /// # Errors
    /// Whatever SQLite reports; damaged.
    pub fn tasks_at(
        &self,
        moment: &mut Moment,
        ids: &[TaskId],
    ) -> Result<BTreeMap<TaskId, Task>, LedgerError> {
        self.in_one_view(|view| {
            moment.look(view)?;
            moment.tasks(view, ids)
        })
    }

    /// The tasks that stood below another at that moment, each with that one.
    ///
    /// # Errors
    /// Whatever SQLite reports; damaged.
    pub fn parents_at(&self, moment: &mut Moment) -> Result<BTreeMap<TaskId, TaskId>, LedgerError> {
        self.in_one_view(|view| {
            moment.look(view)?;
            let now = view.children()?.into_iter();
            let mut parents: BTreeMap<TaskId, TaskId> =
                now.map(|(parent, child)| (child, parent)).collect();
            let moved: Vec<TaskId> = moment.moved.iter().copied().collect();
            for some in moved.chunks(PIECE) {
                let tasks = moment.tasks(view, some)?;
                for id in some {
                    match tasks.get(id).and_then(|task| task.parent) {
                        Some(parent) => parents.insert(*id, parent),
                        None => parents.remove(id),
                    };
                }
            }
            Ok(parents)
        })
    }

    /// The documents and regions at that moment: a ledger with no tasks.
    ///
    /// # Errors
    /// Whatever SQLite reports; damaged.
    pub fn records_at(&self, moment: &mut Moment) -> Result<State, LedgerError> {
        self.in_one_view(|view| {
            moment.look(view)?;
            match moment.seen == moment.mark {
                true => {
                    let (documents, regions) = (records::all(view)?, records::all(view)?);
                    Ok(State::new(BTreeMap::new(), documents, regions))
                }
                false => history::fold_of_records(view, moment.mark.seq()),
            }
        })
    }

    /// How the packed rows at that moment differ from those of now.
    ///
    /// # Errors
    /// Whatever SQLite reports; damaged.
    pub fn otherwise_at(&self, moment: &mut Moment) -> Result<Otherwise, LedgerError> {
        self.in_one_view(|view| {
            moment.look(view)?;
            let mut other = Otherwise {
                names: blocks::read::names(view)?,
                blocks: BTreeMap::new(),
            };
            for number in numbers_of(&moment.touched) {
                let tasks = moment.tasks(view, &ids_of(number))?;
                let mut lines = Vec::with_capacity(ROWS);
                for task in tasks.values() {
                    let names = &mut other.names;
                    let mut number = |name: &str| Ok::<_, LedgerError>(names.intern(name));
                    lines.push(Line::of(Row::of(task), &mut number)?);
                }
                let bytes = Block::of(number, lines).to_bytes();
                other.blocks.insert(number, bytes);
            }
            Ok(other)
        })
    }

    /// Hands over the marks of the requirements at that moment, a block after the other.
    ///
    /// # Errors
    /// Whatever SQLite reports; damaged.
    pub fn each_marks_at(
        &self,
        moment: &mut Moment,
        mut take: impl FnMut(BlockNumber, Marks),
    ) -> Result<(), LedgerError> {
        self.in_one_view(|view| {
            moment.look(view)?;
            let others = numbers_of(&moment.reworded);
            blocks::read::each_marks(view, |number, marks| {
                if !others.contains(&number) {
                    take(number, marks);
                }
            })?;
            for number in others {
                let tasks = moment.tasks(view, &ids_of(number))?;
                let texts = tasks.values().map(|task| {
                    let (_, bit) = BlockNumber::of(task.id);
                    (bit, units_of(&task.requirement))
                });
                take(number, Marks::of(texts));
            }
            Ok(())
        })
    }

    /// Hands over the requirements at that moment of those of these tasks that were there.
    ///
    /// # Errors
    /// Whatever SQLite reports; damaged.
    pub fn each_requirement_at(
        &self,
        moment: &mut Moment,
        ids: &[TaskId],
        mut take: impl FnMut(TaskId, &str),
    ) -> Result<(), LedgerError> {
        self.in_one_view(|view| {
            moment.look(view)?;
            let (then, now): (Vec<TaskId>, Vec<TaskId>) =
                ids.iter().partition(|id| moment.reworded.contains(id));
            view.requirements(&now, &mut |id, text| {
                take(id, text);
                Ok(())
            })?;
            for (id, task) in moment.tasks(view, &then)? {
                take(id, &task.requirement);
            }
            Ok(())
        })
    }
}

fn numbers_of(ids: &BTreeSet<TaskId>) -> BTreeSet<BlockNumber> {
    ids.iter().map(|id| BlockNumber::of(*id).0).collect()
}

fn ids_of(number: BlockNumber) -> Vec<TaskId> {
    (0..ROWS).filter_map(|bit| number.id_at(bit)).collect()
}
