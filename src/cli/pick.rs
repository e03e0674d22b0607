//! Which tasks a command line means, and in which order.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;

use super::args::FilterArgs;
use super::job::Job;
use super::saved::Asked;
use super::{region, values};
use crate::domain::column::{Order, SortKey};
use crate::domain::fold::State;
use crate::domain::light::LightRules;
use crate::domain::{Lang, Light, LightColor, RegionKey, Row, Sector, Status, Task, TaskId};
use crate::report::view::TaskView;
use crate::search::{Compiled, Query, Scope};
use crate::wording::{Exit, Failure};

/// How wide a bad query is shown where there is no terminal.
const ERROR_COLUMNS: usize = 80;

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
pub struct Selection {
    query: Query,
    /// Columns of the saved view that was asked for.
    pub columns: Vec<SortKey>,
    order: Option<Sort>,
    regions: Vec<String>,
    sectors: Vec<Sector>,
    leaders: Vec<String>,
    units: Vec<String>,
    statuses: Vec<Status>,
    lights: Vec<LightColor>,
    documents: Vec<String>,
    parents: Vec<TaskId>,
    due_before: Option<NaiveDate>,
}

impl Selection {
    /// Reads the flags, before any ledger is opened.
    ///
    /// # Errors
    /// A usage failure for a value or a query that is not understood.
    pub fn read(args: &FilterArgs, sort: Option<&str>, job: &Job) -> Result<Selection, Failure> {
        let lang = job.lang;
        let asked = Asked::read(&args.query, job)?;
        let sort = sort.or(asked.sort.as_deref());
        let query = Query::parse(&asked.words).map_err(|error| {
            let pointed = error.pointed(&asked.words, job.width().unwrap_or(ERROR_COLUMNS));
            let sentence = format!("{}\n{pointed}", error.sentence(lang));
            Failure::new(Exit::Usage, sentence, job.texts().query_hint)
        })?;
        let each = |names: &[String]| names.iter().map(|name| job.line(name)).collect();
        let due_before = args.due_before.as_deref();
        Ok(Selection {
            query,
            columns: asked.columns,
            order: sort.map(|text| Sort::read(text, lang)).transpose()?,
            regions: each(&args.region),
            sectors: all(&args.sector, |text| values::sector(text, lang))?,
            leaders: each(&args.leader),
            units: each(&args.unit),
            statuses: all(&args.status, |text| values::status(text, lang))?,
            lights: all(&args.light, |text| values::light(text, lang))?,
            documents: each(&args.document),
            parents: all(&args.parent, |text| values::task(text, lang))?,
            due_before: due_before
                .map(|text| values::date(text, lang))
                .transpose()?,
        })
    }

    /// The tasks of `state` that are meant. Without words and without a sort key: by deadline,
    /// none last, then id; with words the best hits first.
    ///
    /// # Errors
    /// A usage failure for a region nobody knows.
    pub fn of<'s>(
        &self,
        state: &'s State,
        rules: &LightRules,
        job: &Job,
    ) -> Result<Vec<Picked<'s>>, Failure> {
        let mut regions: Option<BTreeSet<RegionKey>> = None;
        for name in &self.regions {
            let found = region::filter(name, &state.regions, job.lang)?;
            regions.get_or_insert_default().extend(found);
        }
        let scope = Scope {
            rules,
            regions: &state.regions,
            documents: &state.documents,
            changed: &HashSet::new(),
            me: &job.actor.user,
        };
        let compiled = Compiled::new(&self.query, &scope);
        let fits = |task: &'s Task| {
            let row = Row::of(task);
            let light = row.light(rules);
            let is_there = regions.as_ref().is_none_or(|all| all.contains(&row.region));
            if !is_there || !self.lets_through(&row, &light, state) {
                return None;
            }
            let score = compiled.text_question(&row)?.answer(&task.requirement)?;
            Some(Picked {
                task,
                light,
                row,
                score,
            })
        };
        let mut picked: Vec<Picked> = state.tasks.values().filter_map(fits).collect();
        self.sort(&mut picked, state);
        Ok(picked)
    }

    fn lets_through(&self, row: &Row, light: &Light, state: &State) -> bool {
        let title = row.document.and_then(|id| state.documents.get(&id));
        let title = title.map(|document| document.title.as_str());
        let leads = |name: &String| row.leaders.iter().any(|leader| leader.is_called(name));
        let works = |name: &String| row.units.iter().any(|(_, unit)| unit.is_called(name));
        holds(&self.sectors, |sector| *sector == row.sector)
            && holds(&self.leaders, leads)
            && holds(&self.units, works)
            && holds(&self.statuses, |status| *status == row.status)
            && holds(&self.lights, |color| *color == light.color)
            && holds(&self.documents, |wanted| title == Some(wanted.as_str()))
            && holds(&self.parents, |parent| row.parent == Some(*parent))
            && self
                .due_before
                .is_none_or(|day| row.deadline.is_some_and(|due| due < day))
    }

    fn sort(&self, picked: &mut [Picked], state: &State) {
        let by_deadline = Order::default();
        match &self.order {
            Some(Sort::Columns(order)) => picked.sort_by(|a, b| order.compare(a.line(), b.line())),
            Some(Sort::Text { field, reversed }) => {
                picked.sort_by_cached_key(|picked| (picked.text_of(field, state), picked.row.id));
                if *reversed {
                    picked.reverse();
                }
            }
            None => picked.sort_by(|a, b| {
                let by_score = b.score.cmp(&a.score);
                by_score.then_with(|| by_deadline.compare(a.line(), b.line()))
            }),
        }
    }
}

impl Picked<'_> {
    /// What an order compares.
    fn line(&self) -> (&Row, &Light) {
        (&self.row, &self.light)
    }

    /// A field of the task as its JSON text.
    fn text_of(&self, field: &str, state: &State) -> String {
        let view = TaskView::with_light(self.task, state, &self.light);
        let value = serde_json::to_value(view).unwrap_or_default();
        value.get(field).map_or(String::new(), ToString::to_string)
    }
}

/// What `--sort` asks for.
enum Sort {
    /// Columns that have an order of their own.
    Columns(Order),
    /// One of the JSON fields that have none: by their text, then id.
    Text { field: &'static str, reversed: bool },
}

/// The JSON fields of a task that are no column.
const TEXTS: [&str; 5] = [
    "section_path",
    "requirement",
    "light_reason",
    "milestones",
    "indicators",
];

impl Sort {
    fn read(text: &str, lang: Lang) -> Result<Sort, Failure> {
        let (name, reversed) = text
            .strip_prefix('-')
            .map_or((text, false), |rest| (rest, true));
        match TEXTS.iter().find(|field| **field == name) {
            Some(field) => Ok(Sort::Text { field, reversed }),
            None => values::order(text, lang).map(Sort::Columns),
        }
    }
}

fn all<T>(words: &[String], read: impl Fn(&str) -> Result<T, Failure>) -> Result<Vec<T>, Failure> {
    words.iter().map(|word| read(word)).collect()
}

/// Whether no value was asked for, or one of them fits.
fn holds<T>(wanted: &[T], fits: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(fits)
}
