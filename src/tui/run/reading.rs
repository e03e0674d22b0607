//! What the worker reads for the list, made into an index before it is handed over.

use rayon::prelude::*;

use crate::domain::fold::State;
use crate::domain::light::LightRules;
use crate::domain::{EntryId, Row, TaskId};
use crate::import::Watch;
use crate::ledger::{AsOf, HistoryFilter, Ledger, LedgerError, Mark};
use crate::packed::BlockNumber;
use crate::search::{Index, Stop, TextFound, TextStage};
use crate::tui::state::data::Loaded;
use crate::tui::state::msg::{Detail, PastMoment, Wanted};

/// How many texts are read before somebody who gave up is noticed.
const TEXTS: usize = 200;

/// Everything, with the orders the list will ask for, and where the trail ended then.
///
/// # Errors
/// Whatever the ledger reports.
pub fn all(
    ledger: &Ledger,
    wanted: &Wanted,
    rules: &LightRules,
) -> Result<(Loaded, Mark), LedgerError> {
    let (mut loaded, mark) = ledger.at_one_moment(|ledger| {
        let feed = |take: &mut dyn FnMut(BlockNumber, &[u8])| ledger.each_packed(take);
        let (mut index, unreadable) = Index::read(ledger.names()?, rules, feed)?;
        if !unreadable.is_empty() {
            index.put(&ledger.blocks_numbered(&unreadable)?);
        }
        let mark = ledger.mark()?;
        let loaded = Loaded {
            index,
            arranged: Vec::new(),
            documents: ledger.documents()?,
            regions: ledger.regions()?,
            last_entry: mark.last(),
        };
        Ok((loaded, mark))
    })?;
    let orders = wanted.orders.par_iter().filter_map(|order| {
        let ids = loaded.index.arranged(order, &Stop::NEVER).ok()?;
        Some((order.clone(), ids))
    });
    loaded.arranged = orders.collect();
    Ok((loaded, mark))
}

/// The first rows of a ledger that has more of them.
///
/// # Errors
/// Whatever the ledger reports.
pub fn first_rows(
    ledger: &Ledger,
    count: usize,
    rules: &LightRules,
) -> Result<Option<Loaded>, LedgerError> {
    let rows = ledger.first_rows(count)?;
    if rows.len() < count {
        return Ok(None);
    }
    Ok(Some(Loaded {
        documents: ledger.documents()?,
        ..Loaded::of_rows(&rows, rules)
    }))
}

/// Those of some tasks that are there, whole, each with its trail.
///
/// # Errors
/// Whatever the ledger reports.
pub fn details(ledger: &Ledger, ids: &[TaskId]) -> Result<Vec<Detail>, LedgerError> {
    ledger.at_one_moment(|ledger| {
        let mut details = Vec::with_capacity(ids.len());
        for mut task in ledger.tasks_there(ids)? {
            let trail = ledger.history(&of_task(task.id))?;
            task.tell_logins(&trail);
            details.push(Detail { task, trail });
        }
        Ok(details)
    })
}

/// Some tasks of a past state. Who wrote them the ledger of now knows.
///
/// # Errors
/// Whatever the ledger reports.
pub fn past_details(
    ledger: &Ledger,
    state: &State,
    ids: &[TaskId],
) -> Result<Vec<Detail>, LedgerError> {
    let mut details = Vec::with_capacity(ids.len());
    for task in ids.iter().filter_map(|id| state.tasks.get(id)) {
        let mut task = task.clone();
        task.tell_logins(&ledger.history(&of_task(task.id))?);
        let trail = Vec::new();
        details.push(Detail { task, trail });
    }
    Ok(details)
}

/// As much of the trail of a task as the screen shows.
fn of_task(id: TaskId) -> HistoryFilter {
    HistoryFilter {
        task: Some(id),
        limit: Some(Detail::TRAIL),
        ..HistoryFilter::default()
    }
}

/// Looks for words in the requirement texts; `None` when nobody waits for it any more.
///
/// # Errors
/// Whatever the ledger reports.
pub fn texts(
    ledger: &Ledger,
    watch: &Watch,
    mut stage: TextStage,
) -> Result<Option<TextFound>, LedgerError> {
    ledger.each_marks(|number, marks| {
        if !watch.is_stopped() {
            stage.consider(number, &marks);
        }
    })?;
    for some in stage.candidates().chunks(TEXTS) {
        if watch.is_stopped() {
            return Ok(None);
        }
        for (id, requirement) in ledger.requirements(some)? {
            stage.judge(id, &requirement);
        }
    }
    Ok(Some(stage.finish()))
}

/// The ledger at a past moment, whole and as the screen shows it.
///
/// # Errors
/// Whatever the ledger reports.
pub fn as_of(
    ledger: &Ledger,
    moment: AsOf,
    last_entry: Option<EntryId>,
    rules: LightRules,
) -> Result<(State, PastMoment), LedgerError> {
    let state = ledger.as_of(moment)?;
    let day = ledger.day_of(moment)?;
    let label = match moment {
        AsOf::Day(day) => day.to_string(),
        AsOf::Entry(entry) => format!("#{entry}"),
    };
    let rules = LightRules {
        today: day,
        ..rules
    };
    let loaded = Box::new(past(&state, last_entry, &rules));
    let moment = PastMoment { label, day, loaded };
    Ok((state, moment))
}

/// A past state of the ledger.
fn past(state: &State, last_entry: Option<EntryId>, rules: &LightRules) -> Loaded {
    let rows: Vec<Row> = state.tasks.values().map(Row::of).collect();
    Loaded {
        documents: state.documents.clone(),
        regions: state.regions.clone(),
        last_entry,
        ..Loaded::of_rows(&rows, rules)
    }
}
