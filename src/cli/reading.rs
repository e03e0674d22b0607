//! The ledger as the reading verbs see it: every line at once, whole tasks when asked for.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use super::job::Job;
use super::quick;
use crate::domain::fold::State;
use crate::domain::light::LightRules;
use crate::domain::{DocumentId, Region, RegionKey, Row, SourceDocument, TaskId};
use crate::ledger::{Access, AsOf, Ledger, LedgerError};
use crate::packed::{BlockNumber, Marks, units_of};
use crate::search::{Index, Scope, TextFound, TextStage};
use crate::wording::Failure;

/// A ledger at one moment.
pub struct Reading {
    /// Every line.
    pub index: Index,
    /// The region tree.
    pub regions: BTreeMap<RegionKey, Region>,
    /// The source documents.
    pub documents: BTreeMap<DocumentId, SourceDocument>,
    /// The day and its lights.
    pub rules: LightRules,
    source: Source,
}

/// Where whole tasks come from.
enum Source {
    /// The file, which stands still for this command.
    Now(Ledger),
    /// A past moment, folded.
    Past(State),
}

/// Which tasks are wanted whole.
pub enum Wanted<'a> {
    /// These.
    These(&'a [TaskId]),
    /// Everything: what belongs together in a file.
    All,
}

impl Reading {
    /// The ledger as asked for, now or at `as_of`, with the rules of that day.
    ///
    /// # Errors
    /// Whatever the ledger answers; a moment that cannot be read.
    pub fn open(as_of: Option<&str>, job: &Job) -> Result<Reading, Failure> {
        let ledger = job.open(Access::ReadOnly)?;
        match job.moment_asked(as_of)? {
            None => Reading::now(ledger, job.rules(job.today())).map_err(job.failed()),
            Some(moment) => {
                let (state, rules) = past(&ledger, moment, job)?;
                Ok(Reading::past(state, rules))
            }
        }
    }

    fn now(ledger: Ledger, rules: LightRules) -> Result<Reading, LedgerError> {
        ledger.stand_still()?;
        let feed = |take: &mut dyn FnMut(BlockNumber, &[u8])| ledger.each_packed(take);
        let (mut index, unreadable) = Index::read(ledger.names()?, &rules, feed)?;
        if !unreadable.is_empty() {
            index.put(&ledger.blocks_numbered(&unreadable)?);
        }
        Ok(Reading {
            index,
            regions: ledger.regions()?,
            documents: ledger.documents()?,
            rules,
            source: Source::Now(ledger),
        })
    }

    fn past(state: State, rules: LightRules) -> Reading {
        let rows: Vec<Row> = state.tasks.values().map(Row::of).collect();
        Reading {
            index: Index::of_rows(&rows, &rules),
            regions: state.regions.clone(),
            documents: state.documents.clone(),
            rules,
            source: Source::Past(state),
        }
    }

    /// What a query is about, for `me`.
    pub fn scope<'a>(&'a self, changed: &'a HashSet<TaskId>, me: &'a str) -> Scope<'a> {
        Scope {
            rules: &self.rules,
            regions: &self.regions,
            documents: &self.documents,
            changed,
            me,
        }
    }

    /// Looks the words of a query up in the requirements.
    ///
    /// # Errors
    /// Whatever the ledger answers.
    pub fn look_up(&self, mut stage: TextStage) -> Result<TextFound, LedgerError> {
        match &self.source {
            Source::Now(ledger) => {
                return quick::look_up(ledger, stage);
            }
            Source::Past(state) => {
                for (number, marks) in marks_of(state) {
                    stage.consider(number, &marks);
                }
                for id in stage.candidates() {
                    if let Some(task) = state.tasks.get(&id) {
                        stage.judge(id, &task.requirement);
                    }
                }
            }
        }
        Ok(stage.finish())
    }

    /// The ledger with these tasks whole.
    ///
    /// # Errors
    /// Whatever the ledger answers.
    pub fn state(&self, wanted: &Wanted) -> Result<Cow<'_, State>, LedgerError> {
        match (&self.source, wanted) {
            (Source::Past(state), _) => Ok(Cow::Borrowed(state)),
            (Source::Now(ledger), Wanted::All) => Ok(Cow::Owned(ledger.state()?)),
            // Asking for most tasks by their ids takes longer than reading all.
            (Source::Now(ledger), Wanted::These(ids)) if ids.len() > self.index.len() / 2 => {
                Ok(Cow::Owned(ledger.state()?))
            }
            (Source::Now(ledger), Wanted::These(ids)) => {
                let (documents, regions) = (self.documents.clone(), self.regions.clone());
                state_of(ledger, ids, documents, regions).map(Cow::Owned)
            }
        }
    }
}

/// A task with the one above it and those below, now or at `as_of`, with the rules of that day.
///
/// # Errors
/// Whatever the ledger answers; a moment that cannot be read.
pub fn around(id: TaskId, as_of: Option<&str>, job: &Job) -> Result<(State, LightRules), Failure> {
    let ledger = job.open(Access::ReadOnly)?;
    if let Some(moment) = job.moment_asked(as_of)? {
        return past(&ledger, moment, job);
    }
    let state = now_around(&ledger, id).map_err(job.failed())?;
    Ok((state, job.rules(job.today())))
}

/// The ledger at a past moment, with the rules of that day.
fn past(ledger: &Ledger, moment: AsOf, job: &Job) -> Result<(State, LightRules), Failure> {
    let state = ledger.as_of(moment).map_err(job.failed())?;
    let day = ledger.day_of(moment).map_err(job.failed())?;
    Ok((state, job.rules(day)))
}

fn now_around(ledger: &Ledger, id: TaskId) -> Result<State, LedgerError> {
    ledger.stand_still()?;
    let mut ids = ledger.children(id)?;
    ids.push(id);
    ids.extend(ledger.task(id)?.parent);
    state_of(ledger, &ids, ledger.documents()?, ledger.regions()?)
}

/// A ledger with no tasks but these.
///
/// # Errors
/// Whatever the ledger answers.
pub fn state_of(
    ledger: &Ledger,
    ids: &[TaskId],
    documents: BTreeMap<DocumentId, SourceDocument>,
    regions: BTreeMap<RegionKey, Region>,
) -> Result<State, LedgerError> {
    let tasks = ledger.tasks_there(ids)?.into_iter();
    let tasks = tasks.map(|task| (task.id, task)).collect();
    Ok(State::new(tasks, documents, regions))
}

/// The marks of the requirements of a past ledger, which nobody has packed.
fn marks_of(state: &State) -> Vec<(BlockNumber, Marks)> {
    let mut blocks: BTreeMap<BlockNumber, Vec<(usize, &str)>> = BTreeMap::new();
    for (id, task) in &state.tasks {
        let (number, bit) = BlockNumber::of(*id);
        blocks
            .entry(number)
            .or_default()
            .push((bit, &task.requirement));
    }
    let packed = blocks.into_iter().map(|(number, texts)| {
        let texts = texts.into_iter().map(|(bit, text)| (bit, units_of(text)));
        (number, Marks::of(texts))
    });
    packed.collect()
}
