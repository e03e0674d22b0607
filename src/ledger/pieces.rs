//! Whole tasks of a moment, read in pieces for a long answer.

use std::collections::{BTreeMap, BTreeSet};

use super::error::LedgerError;
use super::handle::Ledger;
use super::moment::{Moment, PIECE};
use super::read_ahead::each_piece;
use super::store::Store;
use crate::domain::fold::State;
use crate::domain::{Task, TaskId};

/// Whole tasks of one moment, some at a time.
pub struct Pieces<'l> {
    source: PieceSource<'l>,
    /// The documents and regions, and the tasks of the piece at hand.
    state: State,
    has_parents: bool,
}

/// What a ledger in whatever store says of its tasks at a moment.
trait PastTasks {
    fn tasks(
        &self,
        moment: &mut Moment,
        ids: &[TaskId],
    ) -> Result<BTreeMap<TaskId, Task>, LedgerError>;

    fn parents(&self, moment: &mut Moment) -> Result<BTreeMap<TaskId, TaskId>, LedgerError>;
}

impl<S: Store> PastTasks for Ledger<S> {
    fn tasks(
        &self,
        moment: &mut Moment,
        ids: &[TaskId],
    ) -> Result<BTreeMap<TaskId, Task>, LedgerError> {
        self.tasks_at(moment, ids)
    }

    fn parents(&self, moment: &mut Moment) -> Result<BTreeMap<TaskId, TaskId>, LedgerError> {
        self.parents_at(moment)
    }
}

enum PieceSource<'l> {
    /// A ledger, of which no view is open between two pieces.
    Ledger(&'l dyn PastTasks, Moment),
    /// What is in memory already.
    State(&'l State),
}

impl<'l> Pieces<'l> {
    /// Of a ledger as it stood at that moment, with the documents and regions of then.
    pub fn of<S: Store>(ledger: &'l Ledger<S>, moment: Moment, records: State) -> Pieces<'l> {
        Pieces {
            source: PieceSource::Ledger(ledger, moment),
            state: records,
            has_parents: false,
        }
    }

    /// Of a past moment that is in memory.
    pub fn of_state(state: &'l State) -> Pieces<'l> {
        Pieces {
            source: PieceSource::State(state),
            state: State::default(),
            has_parents: false,
        }
    }

    /// The same, each piece with the tasks above its own.
    pub fn with_parents(self) -> Pieces<'l> {
        Pieces {
            has_parents: true,
            ..self
        }
    }

    /// Every task that stands below another, with that one.
    ///
    /// # Errors
    /// Whatever the ledger answers.
    pub fn parents(&mut self) -> Result<BTreeMap<TaskId, TaskId>, LedgerError> {
        match &mut self.source {
            PieceSource::Ledger(ledger, moment) => ledger.parents(moment),
            PieceSource::State(state) => {
                let tasks = state.tasks.values();
                let pairs = tasks.filter_map(|task| Some((task.id, task.parent?)));
                Ok(pairs.collect())
            }
        }
    }

    /// Hands over those of these tasks that are there, in this order, each with a ledger it is in.
    /// `take` is called on another thread while the next are read.
    ///
    /// # Errors
    /// Whatever the ledger answers, and what `take` does.
    pub fn each<E: From<LedgerError> + Send>(
        &mut self,
        ids: &[TaskId],
        mut take: impl FnMut(&Task, &State) -> Result<(), E> + Send,
    ) -> Result<(), E> {
        let mut take_some = |some: &[TaskId], state: &State| {
            let tasks = some.iter().filter_map(|id| state.tasks.get(id));
            tasks.into_iter().try_for_each(|task| take(task, state))
        };
        let (ledger, moment) = match &mut self.source {
            PieceSource::State(state) => return take_some(ids, state),
            PieceSource::Ledger(ledger, moment) => (*ledger, moment),
        };
        let (state, has_parents) = (&mut self.state, self.has_parents);
        let mut pieces = ids.chunks(PIECE).map(|some| {
            let tasks = some_of(ledger, moment, some, has_parents)?;
            Ok::<_, LedgerError>((some, tasks))
        });
        let mut take_piece = |(some, tasks): (&[TaskId], BTreeMap<TaskId, Task>)| {
            state.tasks = tasks;
            take_some(some, state)
        };
        // Another thread gains nothing where there is no next piece.
        match ids.len() > PIECE {
            true => each_piece(pieces, take_piece),
            false => pieces.try_for_each(|piece| take_piece(piece?)),
        }
    }
}

/// Some tasks as they stood at a moment, with the tasks above them where asked for.
fn some_of(
    ledger: &dyn PastTasks,
    moment: &mut Moment,
    ids: &[TaskId],
    has_parents: bool,
) -> Result<BTreeMap<TaskId, Task>, LedgerError> {
    let mut tasks = ledger.tasks(moment, ids)?;
    if has_parents {
        let parents = tasks.values().filter_map(|task| task.parent);
        let parents: BTreeSet<TaskId> = parents.filter(|id| !tasks.contains_key(id)).collect();
        let parents: Vec<TaskId> = parents.into_iter().collect();
        tasks.extend(ledger.tasks(moment, &parents)?);
    }
    Ok(tasks)
}
