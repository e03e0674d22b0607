//! Which tasks a command line means, and in which order.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::NaiveDate;

use super::args::FilterArgs;
use super::job::Job;
use super::known::{self, Meant};
use super::quick::Question;
use super::reading::{Reading, Whole};
use super::saved::Asked;
use super::{region, values};
use crate::domain::column::{Order, SortKey};
use crate::domain::grouping::Grouping;
use crate::domain::light::LightRules;
use crate::domain::{DocumentId, Lang, PartyKind, RegionKey, TaskId};
use crate::ledger::{Access, Ledger, LedgerError};
use crate::report::view::TaskView;
use crate::search::{
    Answer, FieldTest, Op, Query, QueryField, Stop, Stopped, Test, TextStage, search,
};
use crate::wording::{Exit, Failure};

/// How wide a bad query is shown where there is no terminal.
const ERROR_COLUMNS: usize = 80;

/// The tasks that are meant.
pub struct Selected {
    /// Those within the limit, in order.
    pub ids: Vec<TaskId>,
    /// How many there are without it; where the limit was full before the requirements were
    /// looked into, how many there are at least.
    pub all: usize,
}

/// The flags read: repeated ones are joined by or, different ones by and.
pub struct Selection {
    /// The words with every flag that means the same in every ledger.
    query: Query,
    /// Columns of the saved view that was asked for.
    pub columns: Vec<SortKey>,
    /// What it is grouped by; nothing where another order was asked for.
    pub grouping: Grouping,
    order: Option<Sort>,
    regions: Vec<String>,
    leaders: Vec<String>,
    units: Vec<String>,
    documents: Vec<String>,
    parents: Vec<TaskId>,
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
        let mut query = Query::parse(&asked.words).map_err(|error| {
            let pointed = error.pointed(&asked.words, job.width().unwrap_or(ERROR_COLUMNS));
            let sentence = format!("{}\n{pointed}", error.sentence(lang));
            Failure::new(Exit::Usage, sentence, job.texts().query_hint)
        })?;
        let each = |names: &[String]| names.iter().map(|name| job.line(name)).collect();
        let sectors = all(&args.sector, |text| values::sector(text, lang))?;
        let statuses = all(&args.status, |text| values::status(text, lang))?;
        let lights = all(&args.light, |text| values::light(text, lang))?;
        let due_before = args.due_before.iter().map(|text| values::date(text, lang));
        let due_before = due_before.collect::<Result<Vec<NaiveDate>, _>>()?;
        let mut ask = |field, op, values: Vec<String>| {
            if !values.is_empty() {
                query.push(false, Test::Field(FieldTest { field, op, values }));
            }
        };
        let named = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        let sectors = sectors.iter().map(|it| it.name()).collect();
        ask(QueryField::Sector, Op::Is, named(sectors));
        let statuses = statuses.iter().map(|it| it.id()).collect();
        ask(QueryField::Status, Op::Is, named(statuses));
        let lights = lights.iter().map(|it| it.id()).collect();
        ask(QueryField::Light, Op::Is, named(lights));
        let due_before = due_before.iter().map(NaiveDate::to_string).collect();
        ask(QueryField::Deadline, Op::Before, due_before);
        Ok(Selection {
            query,
            columns: asked.columns,
            grouping,
            order: sort.map(|text| Sort::read(text, lang)).transpose()?,
            regions: each(&args.region),
            leaders: each(&args.leader),
            units: each(&args.unit),
            documents: each(&args.document),
            parents: all(&args.parent, |text| values::task(text, lang))?,
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
    ) -> Result<Option<(Selected, Whole)>, Failure> {
        if !self.is_plain() || job.moment_asked(as_of)?.is_some() {
            return Ok(None);
        }
        let (ledger, rules) = (job.open(Access::ReadOnly)?, job.rules(job.today()));
        self.best_of(ledger, rules, limit, job)
            .map_err(job.failed())
    }

    fn best_of(
        &self,
        ledger: Ledger,
        rules: LightRules,
        limit: usize,
        job: &Job,
    ) -> Result<Option<(Selected, Whole)>, LedgerError> {
        ledger.stand_still()?;
        let mut moment = ledger.moment(None)?;
        let records = ledger.records_at(&mut moment)?;
        let question = Question {
            query: &self.query,
            limit,
            rules: &rules,
            regions: &records.regions,
            documents: &records.documents,
            me: &job.actor.user,
        };
        let Some(best) = question.answer(&ledger, &mut moment)? else {
            return Ok(None);
        };
        ledger.read_here_and_there()?;
        ledger.move_on()?;
        let selected = Selected {
            ids: best.ids,
            all: best.all,
        };
        let whole = Whole {
            rules,
            records,
            ledger,
            moment,
        };
        Ok(Some((selected, whole)))
    }

    fn flags<'r>(&self, reading: &'r Reading, job: &Job) -> Result<Flags<'_, 'r>, Failure> {
        let (index, lang) = (&reading.index, job.lang);
        let mut regions: Option<BTreeSet<RegionKey>> = None;
        for name in &self.regions {
            let found = region::filter(name, &reading.regions, lang)?;
            regions.get_or_insert_default().extend(found);
        }
        Ok(Flags {
            wanted: self,
            regions,
            leaders: Meant::of(&self.leaders, PartyKind::Leader, index, lang)?,
            units: Meant::of(&self.units, PartyKind::Unit, index, lang)?,
            documents: known::documents(&self.documents, &reading.documents, lang)?,
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
        let hits = answer.best(index, most).into_iter().map(|hit| hit.id);
        let mut ids: Vec<TaskId> = match self.has_flags() {
            true => hits.filter(|id| flags.let_through(*id)).collect(),
            false => hits.collect(),
        };
        let all = match is_cut_early {
            true => answer.hits().len(),
            false => ids.len(),
        };
        match &self.order {
            None => {}
            Some(Sort::Columns(order)) => {
                let sorted = index.in_order(&ids, order, &Stop::NEVER);
                ids = sorted.map_err(given_up)?;
            }
            Some(Sort::Text { field, reversed }) => {
                ids = by_text(field, ids, flags.reading).map_err(job.failed())?;
                if *reversed {
                    ids.reverse();
                }
            }
        }
        if self.grouping != Grouping::None {
            let grouped = index.grouped(&ids, self.grouping, &Stop::NEVER);
            ids = grouped.map_err(given_up)?;
        }
        ids.truncate(limit);
        Ok(Selected { ids, all })
    }

    /// Whether the best hits are what is wanted, in the order of hits.
    fn is_plain(&self) -> bool {
        self.order.is_none() && self.grouping == Grouping::None && !self.has_flags()
    }

    /// Whether any flag narrows that names what only this ledger knows.
    fn has_flags(&self) -> bool {
        !(self.regions.is_empty()
            && self.leaders.is_empty()
            && self.units.is_empty()
            && self.documents.is_empty()
            && self.parents.is_empty())
    }
}

/// The flags with what they mean in a ledger.
struct Flags<'s, 'r> {
    wanted: &'s Selection,
    /// The regions named, with those below them; `None` when none was.
    regions: Option<BTreeSet<RegionKey>>,
    leaders: Meant<'r>,
    units: Meant<'r>,
    documents: Option<HashSet<DocumentId>>,
    reading: &'r Reading,
}

impl Flags<'_, '_> {
    fn let_through(&self, id: TaskId) -> bool {
        let (wanted, index) = (self.wanted, &self.reading.index);
        let Some(row) = index.row(id) else {
            return false;
        };
        let is_from = |all: &HashSet<DocumentId>| row.document.is_some_and(|it| all.contains(&it));
        self.regions
            .as_ref()
            .is_none_or(|all| all.contains(&row.region))
            && self.leaders.any(&row.leaders)
            && self.units.any(row.units.iter().map(|(_, unit)| unit))
            && self.documents.as_ref().is_none_or(is_from)
            && holds(&wanted.parents, |parent| row.parent == Some(*parent))
    }
}

fn given_up(why: Stopped) -> Failure {
    Failure::new(Exit::Failed, why.to_string(), "")
}

/// The tasks by the JSON text of a field, then id.
fn by_text(
    field: &'static str,
    mut ids: Vec<TaskId>,
    reading: &Reading,
) -> Result<Vec<TaskId>, LedgerError> {
    ids.sort_unstable();
    // Each text once: of the headings above them, or of no milestones, there are few.
    let mut texts: BTreeMap<Box<str>, Vec<TaskId>> = BTreeMap::new();
    let rules = &reading.rules;
    reading.pieces().each(&ids, |task, state| {
        let text = text_of(field, &TaskView::of(task, state, rules));
        texts
            .entry(text.into_boxed_str())
            .or_default()
            .push(task.id);
        Ok::<_, LedgerError>(())
    })?;
    Ok(texts.into_values().flatten().collect())
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

/// One of them as its JSON text.
fn text_of(field: &str, view: &TaskView) -> String {
    let text = match field {
        "section_path" => serde_json::to_string(view.section_path),
        "requirement" => serde_json::to_string(view.requirement),
        "milestones" => serde_json::to_string(view.milestones),
        "indicators" => serde_json::to_string(view.indicators),
        _ => serde_json::to_string(&view.light_reason),
    };
    text.unwrap_or_default()
}

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
