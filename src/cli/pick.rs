//! Which tasks a command line means, and in which order.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;

use super::args::FilterArgs;
use super::job::Job;
use super::quick::Question;
use super::reading::{Reading, Wanted, state_of};
use super::saved::Asked;
use super::{region, values};
use crate::domain::column::{Order, SortKey};
use crate::domain::fold::State;
use crate::domain::grouping::Grouping;
use crate::domain::light::LightRules;
use crate::domain::{Lang, Light, LightColor, RegionKey, Row, Sector, Status, TaskId};
use crate::ledger::{Access, Ledger, LedgerError};
use crate::report::view::TaskView;
use crate::search::{Answer, Query, Stop, Stopped, TextStage, search};
use crate::wording::{Exit, Failure};

/// How wide a bad query is shown where there is no terminal.
const ERROR_COLUMNS: usize = 80;

/// A task that is meant.
pub struct Picked {
    /// Its line.
    pub row: Row,
    /// Its light on the day asked for.
    pub light: Light,
}

/// The tasks that are meant.
pub struct Selected {
    /// Those within the limit, in order.
    pub tasks: Vec<Picked>,
    /// How many there are without it; where the limit was full before the requirements were
    /// looked into, how many there are at least.
    pub all: usize,
}

/// The flags read: repeated ones are joined by or, different ones by and.
pub struct Selection {
    query: Query,
    /// Columns of the saved view that was asked for.
    pub columns: Vec<SortKey>,
    /// What it is grouped by; nothing where another order was asked for.
    pub grouping: Grouping,
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
        let grouping = match sort {
            Some(_) => Grouping::None,
            None => asked.grouping,
        };
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
            grouping,
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

    /// The tasks that are meant, at most `limit`. Without words and without a sort key: by
    /// deadline, none last, then id; with words the best hits first.
    ///
    /// # Errors
    /// A usage failure for a region nobody knows; whatever the ledger answers.
    pub fn of(&self, reading: &Reading, limit: usize, job: &Job) -> Result<Selected, Failure> {
        let flags = self.flags(reading, job)?;
        let (changed, me) = (HashSet::new(), job.actor.user.clone());
        let scope = reading.scope(&changed, &me);
        let given_up = |why: Stopped| Failure::new(Exit::Failed, why.to_string(), "");
        let found = |texts| {
            let answer = search(&reading.index, &self.query, &scope, texts, &Stop::NEVER);
            self.fitting(&answer.map_err(given_up)?, &flags, limit, job)
        };
        let first = found(None)?;
        if first.all >= limit && !self.query.has_excluded_words() {
            return Ok(first);
        }
        let stage = TextStage::new(&reading.index, &self.query, &scope, &Stop::NEVER);
        let Some(stage) = stage.map_err(given_up)? else {
            return Ok(first);
        };
        let texts = reading.look_up(stage).map_err(job.failed())?;
        match texts.is_empty() {
            true => Ok(first),
            false => found(Some(&texts)),
        }
    }

    /// The same for the best few of a ledger as it stands, much sooner; `None` where nothing else
    /// will do than to look at everything together.
    ///
    /// # Errors
    /// Whatever the ledger answers.
    pub fn quickly(
        &self,
        as_of: Option<&str>,
        limit: usize,
        job: &Job,
    ) -> Result<Option<(Selected, State)>, Failure> {
        if !self.is_plain() || job.moment_asked(as_of)?.is_some() {
            return Ok(None);
        }
        let (ledger, rules) = (job.open(Access::ReadOnly)?, job.rules(job.today()));
        self.best_of(&ledger, &rules, limit, job)
            .map_err(job.failed())
    }

    fn best_of(
        &self,
        ledger: &Ledger,
        rules: &LightRules,
        limit: usize,
        job: &Job,
    ) -> Result<Option<(Selected, State)>, LedgerError> {
        ledger.stand_still()?;
        let (regions, documents) = (ledger.regions()?, ledger.documents()?);
        let question = Question {
            query: &self.query,
            limit,
            rules,
            regions: &regions,
            documents: &documents,
            me: &job.actor.user,
        };
        let Some(best) = question.answer(ledger)? else {
            return Ok(None);
        };
        ledger.read_here_and_there()?;
        let state = state_of(ledger, &best.ids, documents, regions)?;
        let tasks = best.ids.iter().filter_map(|id| {
            let task = state.tasks.get(id)?;
            Some(Picked {
                row: Row::of(task),
                light: rules.light(task),
            })
        });
        let tasks = tasks.collect();
        Ok(Some((
            Selected {
                tasks,
                all: best.all,
            },
            state,
        )))
    }

    fn flags<'r>(&self, reading: &'r Reading, job: &Job) -> Result<Flags<'_, 'r>, Failure> {
        let mut regions: Option<BTreeSet<RegionKey>> = None;
        for name in &self.regions {
            let found = region::filter(name, &reading.regions, job.lang)?;
            regions.get_or_insert_default().extend(found);
        }
        Ok(Flags {
            wanted: self,
            regions,
            reading,
        })
    }

    /// What of an answer the flags let through, in order.
    fn fitting(
        &self,
        answer: &Answer,
        flags: &Flags,
        limit: usize,
        job: &Job,
    ) -> Result<Selected, Failure> {
        let index = &flags.reading.index;
        let is_cut_early = self.is_plain();
        let most = if is_cut_early { limit } else { usize::MAX };
        let picked = answer.best(index, most).into_iter().filter_map(|hit| {
            let row = index.row(hit.id)?;
            let light = index.light(hit.id);
            flags
                .let_through(&row, &light)
                .then_some(Picked { row, light })
        });
        let mut tasks: Vec<Picked> = picked.collect();
        let all = match is_cut_early {
            true => answer.hits().len(),
            false => tasks.len(),
        };
        match &self.order {
            None => {}
            Some(Sort::Columns(order)) => tasks.sort_by(|a, b| order.compare(a.line(), b.line())),
            Some(Sort::Text { field, reversed }) => {
                let state = flags.reading.state(&Wanted::All).map_err(job.failed())?;
                tasks.sort_by_cached_key(|picked| (picked.text_of(field, &state), picked.row.id));
                if *reversed {
                    tasks.reverse();
                }
            }
        }
        if self.grouping != Grouping::None {
            // Stable: within its group each stays where it was.
            tasks.sort_by(|a, b| self.grouping.compare(a.line(), b.line()));
        }
        tasks.truncate(limit);
        Ok(Selected { tasks, all })
    }

    /// Whether the best hits are what is wanted, in the order of hits.
    fn is_plain(&self) -> bool {
        self.order.is_none() && self.grouping == Grouping::None && !self.has_flags()
    }

    /// Whether any flag but the query narrows.
    fn has_flags(&self) -> bool {
        !(self.regions.is_empty()
            && self.sectors.is_empty()
            && self.leaders.is_empty()
            && self.units.is_empty()
            && self.statuses.is_empty()
            && self.lights.is_empty()
            && self.documents.is_empty()
            && self.parents.is_empty()
            && self.due_before.is_none())
    }
}

/// The flags with what they mean in a ledger.
struct Flags<'s, 'r> {
    wanted: &'s Selection,
    /// The regions named, with those below them; `None` when none was.
    regions: Option<BTreeSet<RegionKey>>,
    reading: &'r Reading,
}

impl Flags<'_, '_> {
    fn let_through(&self, row: &Row, light: &Light) -> bool {
        let wanted = self.wanted;
        let title = row.document.and_then(|id| self.reading.documents.get(&id));
        let title = title.map(|document| document.title.as_str());
        let leads = |name: &String| row.leaders.iter().any(|leader| leader.is_called(name));
        let works = |name: &String| row.units.iter().any(|(_, unit)| unit.is_called(name));
        let is_before = |day| row.deadline.is_some_and(|due| due < day);
        self.regions
            .as_ref()
            .is_none_or(|all| all.contains(&row.region))
            && holds(&wanted.sectors, |sector| *sector == row.sector)
            && holds(&wanted.leaders, leads)
            && holds(&wanted.units, works)
            && holds(&wanted.statuses, |status| *status == row.status)
            && holds(&wanted.lights, |color| *color == light.color)
            && holds(&wanted.documents, |wanted| title == Some(wanted.as_str()))
            && holds(&wanted.parents, |parent| row.parent == Some(*parent))
            && wanted.due_before.is_none_or(is_before)
    }
}

impl Picked {
    /// What an order compares.
    fn line(&self) -> (&Row, &Light) {
        (&self.row, &self.light)
    }

    /// A field of the task as its JSON text.
    fn text_of(&self, field: &str, state: &State) -> String {
        let task = state.tasks.get(&self.row.id);
        let view = task.map(|task| TaskView::with_light(task, state, &self.light));
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
