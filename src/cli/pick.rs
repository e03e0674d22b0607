//! Which tasks a command line means, and in which order.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::args::FilterArgs;
use super::job::Job;
use super::known;
use super::named::{AskedParty, KnownNames, NamedFlags};
use super::quick::Question;
use super::reading::{Reading, Whole};
use super::saved::AskedView;
use super::values;
use crate::domain::column::{Order, SortKey};
use crate::domain::grouping::Grouping;
use crate::domain::light::LightRules;
use crate::domain::{Lang, Task, TaskId};
use crate::ledger::{Access, Ledger, LedgerError};
use crate::search::{
    Answer, Bearers, Compiled, FieldTest, Op, Query, QueryField, Stop, Stopped, Test, TextStage,
    search,
};
use crate::wording::{self, Exit, Failure};

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
    /// What flags name that only a ledger knows.
    named: NamedFlags,
}

impl Selection {
    /// Reads the flags, before any ledger is opened.
    ///
    /// # Errors
    /// A usage failure for a value or a query that is not understood.
    pub fn read(args: &FilterArgs, sort: Option<&str>, job: &Job) -> Result<Selection, Failure> {
        let lang = job.lang;
        let asked = AskedView::read(&args.query, job)?;
        let grouping = match sort {
            Some(_) => Grouping::None,
            None => asked.grouping,
        };
        let sort = sort.or(asked.sort.as_deref());
        let mut query = Query::parse(&asked.words).map_err(|error| {
            let pointed = error.pointed(&asked.words, job.width().unwrap_or(ERROR_COLUMNS));
            let sentence = format!("{}\n{pointed}", wording::of_query(&error, lang));
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
        let parents = all(&args.parent, |text| values::task(text, lang))?;
        let parents = parents.iter().map(|id| format!("#{id}")).collect();
        ask(QueryField::Parent, Op::Is, parents);
        Ok(Selection {
            query,
            columns: asked.columns,
            grouping,
            order: sort.map(|text| Sort::read(text, lang)).transpose()?,
            named: NamedFlags {
                regions: each(&args.region),
                leaders: each(&args.leader),
                units: each(&args.unit),
                documents: each(&args.document),
            },
        })
    }

    /// The tasks that are meant, at most `limit`. Without words and without a sort key: by
    /// deadline, none last, then id; with words the best hits first.
    ///
    /// # Errors
    /// A usage failure for a region nobody knows; whatever the ledger answers.
    pub fn of(&self, reading: &Reading, limit: usize, job: &Job) -> Result<Selected, Failure> {
        let bears = |kind| reading.index.bearers(kind);
        let known = self
            .named
            .known(bears, &reading.regions, &reading.documents);
        let query = self.query_of(&known, job.lang)?.0;
        let (changed, me) = (HashSet::new(), job.actor.user.clone());
        let scope = reading.scope(&changed, &me);
        let compiled = Compiled::new(&query, &scope);
        let found = |texts| {
            let answer = search(&reading.index, &compiled, &scope, texts, &Stop::NEVER);
            let answer = answer.map_err(given_up)?;
            if answer.hits().is_empty() {
                known::check_names(&self.query, &reading.index, &scope, job.lang)?;
            }
            self.in_order(&answer, reading, limit, job)
        };
        let first = found(None)?;
        if first.all >= limit && !query.has_excluded_words() {
            return Ok(first);
        }
        let stage = TextStage::new(&reading.index, &compiled, &scope, &Stop::NEVER);
        let Some(stage) = stage.map_err(given_up)? else {
            return Ok(first);
        };
        let texts = reading.look_up(stage).map_err(job.failed())?;
        match texts.is_empty() {
            true => Ok(first),
            false => found(Some(&texts)),
        }
    }

    /// The query with the conditions of the flags in a ledger with these names, and the people and
    /// units the flags ask for.
    fn query_of(
        &self,
        names: &KnownNames,
        lang: Lang,
    ) -> Result<(Query, Vec<AskedParty>), Failure> {
        let (conditions, parties) = self.named.conditions(names, lang)?;
        Ok((self.query.clone().and(conditions), parties))
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
        let names = ledger.names()?;
        // Any name a row ever had: whether one has it now is seen on the way.
        let ever = |_| Bearers {
            names: names.texts().collect(),
            printed: Vec::new(),
        };
        let known = self.named.known(ever, &records.regions, &records.documents);
        // What is wrong with a name is told by whoever looks at everything.
        let Ok((query, parties)) = self.query_of(&known, job.lang) else {
            return Ok(None);
        };
        let question = Question {
            query: &query,
            parties: &parties,
            limit,
            rules: &rules,
            regions: &records.regions,
            documents: &records.documents,
            me: &job.actor.user,
        };
        let Some(best) = question.answer(names, &ledger, &mut moment)? else {
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

    /// An answer in the order asked for.
    fn in_order(
        &self,
        answer: &Answer,
        reading: &Reading,
        limit: usize,
        job: &Job,
    ) -> Result<Selected, Failure> {
        let index = &reading.index;
        let is_cut_early = self.is_plain();
        let most = if is_cut_early { limit } else { usize::MAX };
        let hits = answer.best(index, most).into_iter().map(|hit| hit.id);
        let mut ids: Vec<TaskId> = hits.collect();
        let all = answer.hits().len();
        match &self.order {
            None => {}
            Some(Sort::Columns(order)) => {
                let sorted = index.in_order(&ids, order, &Stop::NEVER);
                ids = sorted.map_err(given_up)?;
            }
            Some(Sort::Text { field, reversed }) => {
                ids = by_text(field, ids, reading).map_err(job.failed())?;
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
        self.order.is_none() && self.grouping == Grouping::None
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
    reading.pieces().each(&ids, |task, _| {
        let text = text_of(field, task, rules);
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
fn text_of(field: &str, task: &Task, rules: &LightRules) -> String {
    let text = match field {
        "section_path" => serde_json::to_string(&task.section_path),
        "requirement" => serde_json::to_string(&task.requirement),
        "milestones" => serde_json::to_string(&task.milestones),
        "indicators" => serde_json::to_string(&task.indicators),
        _ => serde_json::to_string(&rules.light(task).sentence(Lang::Zh)),
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
