//! The ledger as the reading verbs see it: every line at once, whole tasks some at a time.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;

use super::job::{Broken, Job};
use crate::domain::fold::State;
use crate::domain::light::LightRules;
use crate::domain::{DocumentId, Region, RegionKey, SourceDocument, TaskId};
use crate::ledger::{Access, AsOf, HistoryFilter, Ledger, LedgerError, Moment, Otherwise, Pieces};
use crate::packed::BlockNumber;
use crate::report::file::{Format, Writing};
use crate::report::jsonl::family_order;
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
    ledger: Ledger,
    moment: Moment,
}

impl Reading {
    /// The ledger as asked for, now or at `as_of`, with the rules of that day. It stands still
    /// until [`Reading::let_go`].
    ///
    /// # Errors
    /// Whatever the ledger answers; a moment that cannot be read.
    pub fn open(as_of: Option<&str>, job: &Job) -> Result<Reading, Failure> {
        let ledger = job.open(Access::ReadOnly)?;
        let asked = job.moment_asked(as_of)?;
        let rules = rules_of(&ledger, asked, job)?;
        Reading::of(ledger, asked, rules).map_err(job.failed())
    }

    fn of(ledger: Ledger, asked: Option<AsOf>, rules: LightRules) -> Result<Reading, LedgerError> {
        stand_still(&ledger, asked)?;
        let mut moment = ledger.moment(asked)?;
        let records = ledger.records_at(&mut moment)?;
        let index = index_at(&ledger, &mut moment, &rules)?;
        ledger.read_here_and_there()?;
        Ok(Reading {
            index,
            regions: records.regions,
            documents: records.documents,
            rules,
            ledger,
            moment,
        })
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
    pub fn look_up(&self, stage: TextStage) -> Result<TextFound, LedgerError> {
        look_up(&self.ledger, &mut self.moment.clone(), stage)
    }

    /// The tasks whole, some at a time.
    pub fn pieces(&self) -> Pieces<'_> {
        let (documents, regions) = (self.documents.clone(), self.regions.clone());
        let records = State::new(BTreeMap::new(), documents, regions);
        Pieces::of(&self.ledger, self.moment.clone(), records)
    }

    /// The lines alone; the ledger is closed.
    pub fn lines(self) -> Index {
        self.index
    }

    /// Lets others' changes into what is read from here on: nothing but whole tasks, which are as
    /// they were at the moment all the same. To be called before anything is printed.
    ///
    /// # Errors
    /// Whatever the ledger answers.
    pub fn let_go(self) -> Result<Whole, LedgerError> {
        self.ledger.move_on()?;
        Ok(Whole {
            records: State::new(BTreeMap::new(), self.documents, self.regions),
            rules: self.rules,
            ledger: self.ledger,
            moment: self.moment,
        })
    }
}

/// How many texts are in memory at once.
const TEXTS: usize = 500;

/// Looks the words of a query up in the requirements of a moment.
///
/// # Errors
/// Whatever the ledger answers.
pub fn look_up(
    ledger: &Ledger,
    moment: &mut Moment,
    mut stage: TextStage,
) -> Result<TextFound, LedgerError> {
    ledger.each_marks_at(moment, |number, marks| stage.consider(number, &marks))?;
    for some in stage.candidates().chunks(TEXTS) {
        ledger.give_back_pages()?;
        ledger.each_requirement_at(moment, some, |id, text| stage.judge(id, text))?;
    }
    Ok(stage.finish())
}

/// Every line of a ledger as it is now, ready to be searched.
///
/// # Errors
/// Whatever the ledger answers.
pub fn index_of(ledger: &Ledger, rules: &LightRules) -> Result<Index, LedgerError> {
    ledger.at_one_moment(|ledger| index_at(ledger, &mut ledger.moment(None)?, rules))
}

/// Reads all that a list is made of, and says whether it could.
///
/// # Errors
/// Whatever the ledger answers.
pub fn read_all(ledger: &Ledger, rules: &LightRules) -> Result<(), LedgerError> {
    ledger.at_one_moment(|ledger| {
        let mut moment = ledger.moment(None)?;
        ledger.records_at(&mut moment)?;
        index_at(ledger, &mut moment, rules).map(|_| ())
    })
}

/// Every line of a ledger as it was at that moment.
fn index_at(
    ledger: &Ledger,
    moment: &mut Moment,
    rules: &LightRules,
) -> Result<Index, LedgerError> {
    let Otherwise { names, blocks } = ledger.otherwise_at(moment)?;
    let feed = |take: &mut dyn FnMut(BlockNumber, &[u8])| {
        ledger.each_packed(&mut |number, bytes| {
            if !blocks.contains_key(&number) {
                take(number, bytes);
            }
        })?;
        let others = blocks.iter();
        others.for_each(|(number, bytes)| take(*number, bytes));
        Ok::<_, LedgerError>(())
    };
    let (mut index, unreadable) = Index::read(names, rules, feed)?;
    if !unreadable.is_empty() {
        index.put(&ledger.blocks_numbered(&unreadable)?);
    }
    Ok(index)
}

/// The whole tasks of a ledger at one moment, to be read while they are printed.
pub struct Whole {
    /// The day and its lights.
    pub rules: LightRules,
    /// The documents and regions.
    pub records: State,
    /// The ledger.
    pub ledger: Ledger,
    /// The moment.
    pub moment: Moment,
}

impl Whole {
    /// The tasks whole, some at a time.
    pub fn pieces(&self) -> Pieces<'_> {
        Pieces::of(&self.ledger, self.moment.clone(), self.records.clone())
    }
}

/// Writes these tasks in this order; task lines in that of families.
///
/// # Errors
/// Whatever the ledger answers or the writer reports.
pub fn write_tasks(
    format: Format,
    ids: &[TaskId],
    mut pieces: Pieces,
    rules: &LightRules,
    into: &mut (dyn Write + Send),
) -> Result<(), Broken> {
    let by_family;
    let ids = match format.is_by_family() {
        false => ids,
        true => {
            pieces = pieces.with_parents();
            by_family = family_order(ids, &pieces.parents()?);
            &by_family
        }
    };
    let mut writing = Writing::begin(format, into)?;
    pieces.each(ids, |task, state| {
        Ok::<_, Broken>(writing.add(task, state, rules)?)
    })?;
    Ok(writing.end()?)
}

/// A task with the one above it and those below, now or at `as_of`, with the rules of that day.
///
/// # Errors
/// Whatever the ledger answers; a moment that cannot be read.
pub fn around(id: TaskId, as_of: Option<&str>, job: &Job) -> Result<(State, LightRules), Failure> {
    let ledger = job.open(Access::ReadOnly)?;
    let asked = job.moment_asked(as_of)?;
    let rules = rules_of(&ledger, asked, job)?;
    let mut state = state_around(&ledger, asked, id).map_err(job.failed())?;
    if let Some(task) = state.tasks.get_mut(&id) {
        let of_task = HistoryFilter {
            task: Some(id),
            ..HistoryFilter::default()
        };
        task.tell_logins(&ledger.history(&of_task).map_err(job.failed())?);
    }
    Ok((state, rules))
}

/// The rules of the day of a moment.
fn rules_of(ledger: &Ledger, asked: Option<AsOf>, job: &Job) -> Result<LightRules, Failure> {
    Ok(match asked {
        None => job.rules(job.today()),
        Some(moment) => job.rules(ledger.day_of(moment).map_err(job.failed())?),
    })
}

/// The ledger stands still. The way to a past moment leads through much of the trail: mapped, that
/// would be in memory as a whole.
fn stand_still(ledger: &Ledger, asked: Option<AsOf>) -> Result<(), LedgerError> {
    ledger.stand_still()?;
    match asked {
        None => Ok(()),
        Some(_) => ledger.read_here_and_there(),
    }
}

fn state_around(ledger: &Ledger, asked: Option<AsOf>, id: TaskId) -> Result<State, LedgerError> {
    stand_still(ledger, asked)?;
    let mut moment = ledger.moment(asked)?;
    let mut state = ledger.records_at(&mut moment)?;
    let mut tasks = ledger.tasks_at(&mut moment, &[id])?;
    let task = tasks.get(&id).ok_or(LedgerError::NoSuchTask(id))?;
    let parents = ledger.parents_at(&mut moment)?.into_iter();
    let children = parents.filter(|(_, parent)| *parent == id);
    let mut others: Vec<TaskId> = children.map(|(child, _)| child).collect();
    others.extend(task.parent);
    tasks.extend(ledger.tasks_at(&mut moment, &others)?);
    state.tasks = tasks;
    Ok(state)
}

/// These tasks as they are now, with the documents and regions.
///
/// # Errors
/// Whatever the ledger answers.
pub fn state_of(ledger: &Ledger, ids: &[TaskId]) -> Result<State, LedgerError> {
    ledger.at_one_moment(|ledger| {
        let tasks = ledger.tasks_there(ids)?.into_iter();
        let tasks = tasks.map(|task| (task.id, task)).collect();
        Ok(State::new(tasks, ledger.documents()?, ledger.regions()?))
    })
}
