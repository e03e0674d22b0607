//! Which tasks a command line means, and in which order.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;

use super::args::FilterArgs;
use super::job::Job;
use super::{region, values};
use crate::domain::column::Order;
use crate::domain::fold::State;
use crate::domain::light::LightRules;
use crate::domain::{Light, LightColor, RegionKey, Row, Sector, Status, Task, TaskId};
use crate::search::{Compiled, Query, Scope};
use crate::text::clean_line;
use crate::wording::{Exit, Failure};

/// A task that is meant, with its light.
pub struct Picked<'s> {
    /// The task.
    pub task: &'s Task,
    /// Its light on the day asked for.
    pub light: Light,
    row: Row,
    score: i64,
}

/// The flags read: repeated ones are joined by or, different ones by and.
struct Filter {
    regions: Option<BTreeSet<RegionKey>>,
    sectors: Vec<Sector>,
    leaders: Vec<String>,
    units: Vec<String>,
    statuses: Vec<Status>,
    lights: Vec<LightColor>,
    documents: Vec<String>,
    parents: Vec<TaskId>,
    due_before: Option<NaiveDate>,
}

impl Filter {
    fn read(args: &FilterArgs, job: &Job, state: &State) -> Result<Filter, Failure> {
        let lang = job.lang;
        let mut regions = None;
        for name in &args.region {
            let found = region::filter(name, &state.regions, lang)?;
            regions.get_or_insert_with(BTreeSet::new).extend(found);
        }
        let each = |names: &[String]| names.iter().map(|name| job.line(name)).collect();
        Ok(Filter {
            regions,
            sectors: all(&args.sector, |text| values::sector(text, lang))?,
            leaders: each(&args.leader),
            units: each(&args.unit),
            statuses: all(&args.status, |text| values::status(text, lang))?,
            lights: all(&args.light, |text| values::light(text, lang))?,
            documents: each(&args.document),
            parents: all(&args.parent, |text| values::task(text, lang))?,
            due_before: args
                .due_before
                .as_deref()
                .map(|text| values::date(text, lang))
                .transpose()?,
        })
    }

    fn lets_through(&self, row: &Row, light: &Light, state: &State) -> bool {
        let title = row.document.and_then(|id| state.documents.get(&id));
        let title = title.map(|document| document.title.as_str());
        self.regions
            .as_ref()
            .is_none_or(|all| all.contains(&row.region))
            && holds(&self.sectors, |sector| *sector == row.sector)
            && holds(&self.leaders, |name| {
                row.leaders.iter().any(|l| l.is_called(name))
            })
            && holds(&self.units, |name| {
                row.units.iter().any(|(_, u)| u.is_called(name))
            })
            && holds(&self.statuses, |status| *status == row.status)
            && holds(&self.lights, |color| *color == light.color)
            && holds(&self.documents, |wanted| title == Some(wanted.as_str()))
            && holds(&self.parents, |parent| row.parent == Some(*parent))
            && self
                .due_before
                .is_none_or(|day| row.deadline.is_some_and(|due| due < day))
    }
}

fn all<T>(words: &[String], read: impl Fn(&str) -> Result<T, Failure>) -> Result<Vec<T>, Failure> {
    words.iter().map(|word| read(word)).collect()
}

/// Whether no value was asked for, or one of them fits.
fn holds<T>(wanted: &[T], fits: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(fits)
}

/// The tasks of `state` that `args` means. Without words and without `sort`: by deadline, none
/// last, then id; with words the best hits first.
///
/// # Errors
/// A usage failure for a value or a query that is not understood.
pub fn pick<'s>(
    args: &FilterArgs,
    sort: Option<&str>,
    job: &Job,
    state: &'s State,
    rules: &LightRules,
) -> Result<Vec<Picked<'s>>, Failure> {
    let filter = Filter::read(args, job, state)?;
    let words = clean_line(&args.query.join(" ")).into_owned();
    let query = Query::parse(&words).map_err(|error| {
        let hint = job.texts().query_hint;
        Failure::new(Exit::Usage, error.sentence(job.lang), hint)
    })?;
    let order = sort.map(|text| values::order(text, job.lang)).transpose()?;
    let scope = Scope {
        rules,
        regions: &state.regions,
        documents: &state.documents,
        changed: &HashSet::new(),
        me: &job.actor.user,
    };
    let compiled = Compiled::new(&query, &scope);
    let mut picked: Vec<Picked> = state
        .tasks
        .values()
        .filter_map(|task| {
            let row = Row::of(task);
            let light = row.light(rules);
            if !filter.lets_through(&row, &light, state) {
                return None;
            }
            let score = compiled.text_question(&row)?.answer(&task.requirement)?;
            Some(Picked {
                task,
                light,
                row,
                score,
            })
        })
        .collect();
    let by_score = order.is_none();
    let order = order.unwrap_or_else(Order::default);
    picked.sort_by(|a, b| {
        let score = match by_score {
            true => b.score.cmp(&a.score),
            false => std::cmp::Ordering::Equal,
        };
        score.then_with(|| order.compare((&a.row, &a.light), (&b.row, &b.light)))
    });
    Ok(picked)
}
