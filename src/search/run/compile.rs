//! A query made ready: every word and value is looked up once, not once a row.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::domain::light::LightRules;
use crate::domain::region::short_name;
use crate::domain::{
    DocumentId, Lang, LightColor, Region, RegionKey, Row, Sector, SourceDocument, Status, TaskId,
};

use crate::text::fold_char;

use crate::search::query::field::{
    NONE, Op, QueryField, TaskState, colors_like, states_like, statuses_like,
};
use crate::search::query::{FieldTest, Query, Term, Test, Word};
use crate::search::run::checks::{
    DeadlineCheck, ParentCheck, ProgressCheck, deadlines, percentages,
};
use crate::search::words::matcher::{Found, Kind, Needle};

/// What the rows of a search belong to.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The day and its lights.
    pub rules: &'a LightRules,
    /// The region tree of the ledger.
    pub regions: &'a BTreeMap<RegionKey, Region>,
    /// Its source documents.
    pub documents: &'a BTreeMap<DocumentId, SourceDocument>,
    /// The tasks others have changed since they were last looked at.
    pub changed: &'a HashSet<TaskId>,
    /// The user of this session.
    pub me: &'a str,
}

/// A query made ready for the rows of one scope: made once for a list, its counts and its drawing.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// Cheap checks first: most rows fall at one of them before any word is looked for.
    pub(in crate::search) terms: Arc<[CompiledTerm]>,
}

/// A condition made ready.
#[derive(Debug)]
pub(in crate::search) struct CompiledTerm {
    pub negated: bool,
    /// Whether it is what the facet of this field has chosen or excluded.
    pub choice_of: Option<QueryField>,
    pub check: TermCheck,
}

/// What a condition checks.
#[derive(Debug)]
pub(in crate::search) enum TermCheck {
    /// Any of these words, in any field.
    Words(Vec<WordCheck>),
    /// The title.
    Title(TextCheck),
    /// A leader.
    Leaders(TextCheck),
    /// A unit in any role.
    Units(TextCheck),
    /// One of these regions, with how well it was named.
    Regions(HashMap<RegionKey, Option<Found>>),
    /// One of these sectors.
    Sectors(HashMap<Sector, Option<Found>>),
    /// One of these documents.
    Documents(HashMap<DocumentId, Option<Found>>),
    /// One of these statuses.
    Statuses(Vec<Status>),
    /// One of these colours.
    Lights(Vec<LightColor>),
    /// One of these states.
    States(Vec<TaskState>),
    /// The date in force.
    Deadline(Vec<DeadlineCheck>),
    /// The share done, lowest and highest percent.
    Progress(Vec<ProgressCheck>),
    /// The number or id.
    Number(Op, Vec<String>),
    /// The task above.
    Parents(ParentCheck),
}

/// A word with what it means for regions and sectors, of which there are few.
#[derive(Debug)]
pub(in crate::search) struct WordCheck {
    pub needle: Needle,
    pub regions: HashMap<RegionKey, Option<Found>>,
    pub sectors: HashMap<Sector, Option<Found>>,
}

/// Names compared with values.
#[derive(Debug)]
pub(in crate::search) struct TextCheck {
    /// Exact names.
    pub names: Vec<String>,
    /// Words to be found in a name.
    pub needles: Vec<Needle>,
    /// Whether a row without any name will do.
    pub none: bool,
}

impl Compiled {
    /// Makes `query` ready for rows of `scope`.
    pub fn new(query: &Query, scope: &Scope) -> Compiled {
        let ready = |(at, term): (usize, &Term)| CompiledTerm {
            negated: term.negated,
            choice_of: query.choice_at(at),
            check: prepare(&term.test, scope),
        };
        let mut terms: Vec<CompiledTerm> = query.terms.iter().enumerate().map(ready).collect();
        terms.sort_by_key(|term| matches!(term.check, TermCheck::Words(_)));
        let terms = terms.into();
        Compiled { terms }
    }
}

fn prepare(test: &Test, scope: &Scope) -> TermCheck {
    match test {
        Test::Words(words) => TermCheck::Words(
            words
                .iter()
                .map(|word| WordCheck::new(word, scope))
                .collect(),
        ),
        Test::Field(test) => prepare_field(test, scope),
    }
}

fn prepare_field(test: &FieldTest, scope: &Scope) -> TermCheck {
    match test.field {
        QueryField::Title => TermCheck::Title(TextCheck::new(test)),
        QueryField::Leader => TermCheck::Leaders(TextCheck::new(test)),
        QueryField::Unit => TermCheck::Units(TextCheck::new(test)),
        QueryField::Region if test.op == Op::Is => TermCheck::Regions(regions_called(test, scope)),
        QueryField::Region => TermCheck::Regions(regions_like(&needles(test), scope)),
        QueryField::Sector => TermCheck::Sectors(sectors(test)),
        QueryField::Document => TermCheck::Documents(documents(test, scope)),
        QueryField::Status => TermCheck::Statuses(known(test, Status::parse, statuses_like)),
        QueryField::Light => TermCheck::Lights(known(test, LightColor::parse, colors_like)),
        QueryField::State => TermCheck::States(known(test, TaskState::parse, states_like)),
        QueryField::Deadline => TermCheck::Deadline(deadlines(test)),
        QueryField::Progress => TermCheck::Progress(percentages(test)),
        QueryField::Parent => TermCheck::Parents(ParentCheck::new(test)),
        QueryField::Number => TermCheck::Number(
            test.op,
            test.values
                .iter()
                .map(|value| crate::text::fold(value))
                .collect(),
        ),
    }
}

impl WordCheck {
    fn new(word: &Word, scope: &Scope) -> WordCheck {
        let needle = Needle::new(&word.text, word.exact);
        let sectors = Sector::all().filter_map(|sector| {
            let names = [sector.name(), sector.label(Lang::En)];
            Some((sector, Some(best(&needle, names)?.at_most_inside())))
        });
        WordCheck {
            regions: regions_like(std::slice::from_ref(&needle), scope),
            sectors: sectors.collect(),
            needle,
        }
    }
}

impl TextCheck {
    fn new(test: &FieldTest) -> TextCheck {
        let may_lack = test.field != QueryField::Title;
        let none = |value: &String| may_lack && value == NONE;
        let values = || test.values.iter().filter(|value| !none(value));
        let is = test.op == Op::Is;
        TextCheck {
            names: values().filter(|_| is).cloned().collect(),
            needles: values()
                .filter(|_| !is)
                .map(|value| Needle::new(value, false))
                .collect(),
            none: test.values.iter().any(none),
        }
    }
}

fn needles(test: &FieldTest) -> Vec<Needle> {
    test.values
        .iter()
        .map(|value| Needle::new(value, false))
        .collect()
}

/// The best match of a needle among names of the same thing.
pub(in crate::search) fn best<'n>(
    needle: &Needle,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<Found> {
    names.into_iter().filter_map(|name| needle.find(name)).max()
}

/// The keys from `key` up to the top of the tree; cut short where a damaged tree runs in a circle.
pub(in crate::search) fn upwards<'s>(
    key: &'s RegionKey,
    regions: &'s BTreeMap<RegionKey, Region>,
) -> impl Iterator<Item = &'s RegionKey> {
    const DEEPEST: usize = 8;
    std::iter::successors(Some(key), |key| regions.get(*key)?.parent.as_ref()).take(DEEPEST)
}

/// The regions any needle is found in, by name, short name or the name of one above.
fn regions_like(needles: &[Needle], scope: &Scope) -> HashMap<RegionKey, Option<Found>> {
    let own = |key: &RegionKey| {
        let found = needles
            .iter()
            .filter_map(|needle| best(needle, [key.name(), key.short()]));
        found.max().map(Found::at_most_inside)
    };
    let all = scope.regions.keys();
    let own: HashMap<&RegionKey, Found> = all
        .clone()
        .filter_map(|key| Some((key, own(key)?)))
        .collect();
    let found_of = |key: &RegionKey| {
        let above = upwards(key, scope.regions);
        above.filter_map(|key| own.get(key).copied()).max()
    };
    all.filter_map(|key| Some((key.clone(), Some(found_of(key)?))))
        .collect()
}

/// The regions called by one of the values, and everything below them.
fn regions_called(test: &FieldTest, scope: &Scope) -> HashMap<RegionKey, Option<Found>> {
    let values: HashSet<&str> = test.values.iter().map(String::as_str).collect();
    let all = scope.regions.keys();
    let is_called = |key: &&RegionKey| names_of(key).any(|name| values.contains(name));
    let called: HashSet<&RegionKey> = all.clone().filter(is_called).collect();
    all.filter(|key| upwards(key, scope.regions).any(|key| called.contains(key)))
        .map(|key| (key.clone(), None))
        .collect()
}

/// What a region may be called by: its name, short name, key and code.
pub(in crate::search) fn names_of(key: &RegionKey) -> impl Iterator<Item = &str> {
    let name = key.name();
    let code = key.as_str().strip_suffix(name).map(str::trim_end);
    let code = code.filter(|code| !code.is_empty());
    [name, short_name(name), key.as_str()]
        .into_iter()
        .chain(code)
}

fn sectors(test: &FieldTest) -> HashMap<Sector, Option<Found>> {
    let mut all = HashMap::new();
    for value in &test.values {
        if let Some(sector) = Sector::parse(value) {
            all.insert(sector, None);
        } else if test.op == Op::Has {
            let needle = Needle::new(value, false);
            for sector in Sector::all() {
                if let Some(found) = best(&needle, [sector.name(), sector.label(Lang::En)]) {
                    all.insert(sector, Some(found.at_most_inside()));
                }
            }
        }
    }
    all
}

fn documents(test: &FieldTest, scope: &Scope) -> HashMap<DocumentId, Option<Found>> {
    let needles = needles(test);
    let found = |document: &SourceDocument| {
        let names = || {
            [
                Some(document.title.as_str()),
                document.document_number.as_deref(),
            ]
        };
        if test.op == Op::Is {
            let is_called = |name: &str| test.values.iter().any(|value| value == name);
            return names().into_iter().flatten().any(is_called).then_some(None);
        }
        let best = needles
            .iter()
            .filter_map(|needle| best(needle, names().into_iter().flatten()));
        best.max().map(Some)
    };
    let all = scope.documents.iter();
    all.filter_map(|(id, document)| Some((*id, found(document)?)))
        .collect()
}

/// The values of a small vocabulary a condition means: the one called so, else those like it.
fn known<T>(
    test: &FieldTest,
    parse: impl Fn(&str) -> Option<T>,
    like: impl Fn(&Needle) -> Vec<T>,
) -> Vec<T> {
    let meant = |value: &String| match parse(value) {
        Some(one) => vec![one],
        None if test.op == Op::Has => like(&Needle::new(value, false)),
        None => Vec::new(),
    };
    test.values.iter().flat_map(meant).collect()
}

/// How well a value means the row by its number or, after `#`, its id. As a condition (`whole`)
/// `12` means 12 and 12.1 but not 120.
pub(in crate::search) fn number_found(row: &Row, value: &str, whole: bool) -> Option<Found> {
    if let Some(id) = value.strip_prefix('#') {
        let kind = Kind::Whole;
        let is_it = id.parse() == Ok(row.id.get());
        return is_it.then_some(Found { kind, fine: 0 });
    }
    number_in(&row.number, value, whole)
}

/// How well a (folded) value means a row by its number.
pub(in crate::search) fn number_in(number: &str, value: &str, whole: bool) -> Option<Found> {
    let mut rest = number.chars().map(fold_char);
    if value.is_empty() || !value.chars().all(|wanted| rest.next() == Some(wanted)) {
        return None;
    }
    let next = rest.next();
    let goes_on = next.is_some_and(|c| c.is_ascii_digit());
    let kind = match next {
        None => Kind::Whole,
        Some(_) => Kind::Prefix,
    };
    (!(whole && goes_on)).then_some(Found { kind, fine: 0 })
}
