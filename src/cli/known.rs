//! Names as users give them to flags: those a ledger knows, or the nearest ones.

use std::collections::BTreeMap;

use super::job::Job;
use super::reading;
use crate::domain::region::all_regions;
use crate::domain::{DocumentId, Lang, Party, PartyKind, Region, RegionKey, Role, SourceDocument};
use crate::ledger::{Ledger, LedgerError};
use crate::search::{
    FieldTest, Index, Likeness, NONE, Query, QueryField, Scope, Test, nearest, task_of,
};
use crate::wording::cli::CliTexts;
use crate::wording::{self, Exit, Failure, fill};

/// How many near names are told.
const MOST: usize = 5;

/// A leader or a unit whom a ledger does not know.
pub fn unknown_party(name: &str, kind: PartyKind, names: &[&str], lang: Lang) -> Failure {
    let t = CliTexts::of(lang);
    let (sentence, by) = match kind {
        PartyKind::Leader => (t.leader_unknown, "leader"),
        PartyKind::Unit => (t.unit_unknown, "unit"),
    };
    let near = nearest(name, names.iter().copied(), Likeness::Any, MOST);
    let or_all = fill(t.all_names, &[("by", &by)]);
    not_known(name, sentence, &near, &or_all, lang)
}

/// A document that a ledger does not have.
pub fn unknown_document(
    title: &str,
    known: &BTreeMap<DocumentId, SourceDocument>,
    lang: Lang,
) -> Failure {
    let titles = known.values().map(|document| document.title.as_str());
    let near = nearest(title, titles, Likeness::Any, MOST);
    let t = CliTexts::of(lang);
    not_known(title, t.document_unknown, &near, t.all_documents, lang)
}

/// The fields whose values are names, or tasks, that a ledger has or does not have.
fn is_of_names(field: QueryField) -> bool {
    use QueryField::{Document, Leader, Parent, Region, Unit};
    matches!(field, Leader | Unit | Region | Document | Parent)
}

/// The conditions on names and tasks that a query does not exclude.
fn asked_names(query: &Query) -> impl Iterator<Item = &FieldTest> {
    let terms = query.terms.iter().filter(|term| !term.negated);
    terms.filter_map(|term| match &term.test {
        Test::Field(test) if is_of_names(test.field) => Some(test),
        _ => None,
    })
}

/// Whether a query asks for anything by a name, or for what is below a task.
pub fn names_any(query: &Query) -> bool {
    asked_names(query).next().is_some()
}

/// Refuses a query that finds nothing since the ledger has nothing called so, as the flags do.
///
/// # Errors
/// Not found, with the nearest names if it is one.
pub fn check_names(query: &Query, index: &Index, scope: &Scope, lang: Lang) -> Result<(), Failure> {
    for test in asked_names(query) {
        for value in test.values.iter().filter(|value| *value != NONE) {
            let alone = FieldTest {
                values: vec![value.clone()],
                ..test.clone()
            };
            if index.knows(&alone, scope) {
                continue;
            }
            let party = |kind| {
                let names = index.bearers(kind).names;
                unknown_party(value, kind, &names, lang)
            };
            return Err(match test.field {
                QueryField::Leader => party(PartyKind::Leader),
                QueryField::Unit => party(PartyKind::Unit),
                QueryField::Region => unknown_region(value, scope.regions, lang),
                QueryField::Parent => match task_of(value) {
                    Some(id) => wording::failure::of_ledger(&LedgerError::NoSuchTask(id), lang),
                    None => continue,
                },
                _ => unknown_document(value, scope.documents, lang),
            });
        }
    }
    Ok(())
}

/// What to say of new leaders and units that are nearly called like some the ledger has: to be
/// asked before they are written. New names are taken all the same.
pub fn near_new_ones(
    lists: &[(Role, Vec<Party>)],
    ledger: &Ledger,
    job: &Job,
) -> Result<Vec<String>, Failure> {
    if lists.iter().all(|(_, list)| list.is_empty()) {
        return Ok(Vec::new());
    }
    let all = ledger.names().map_err(job.failed())?;
    let mut index: Option<Index> = None;
    let mut said = Vec::new();
    let each = lists
        .iter()
        .flat_map(|(role, list)| list.iter().map(|party| (*role, party)));
    for (role, Party { name, .. }) in each {
        let kind = PartyKind::of(role);
        let slip = |names: &[&str]| {
            let near = nearest(name, names.iter().copied(), Likeness::Slip(kind), MOST);
            near.into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        // Most new names are like none at all, and this list is short.
        if all.id(name).is_some() || slip(&all.texts().collect::<Vec<_>>()).is_empty() {
            continue;
        }
        let index = match &mut index {
            Some(index) => index,
            none => none
                .insert(reading::index_of(ledger, &job.rules(job.today())).map_err(job.failed())?),
        };
        let near = slip(&index.bearers(kind).names);
        let t = job.texts();
        let sentence = match kind {
            PartyKind::Leader => t.new_leader,
            PartyKind::Unit => t.new_unit,
        };
        let names = near.join(job.lang.pick("、", ", "));
        let line = fill(sentence, &[("value", name), ("names", &names)]);
        if !near.is_empty() && !said.contains(&line) {
            said.push(line);
        }
    }
    Ok(said)
}

/// What to say of a new region: those nearly called like it.
pub fn near_regions(name: &str, known: &BTreeMap<RegionKey, Region>, lang: Lang) -> Option<String> {
    let near = regions_near(name, known);
    let names = near.join(lang.pick("、", ", "));
    let text = fill(CliTexts::of(lang).new_region, &[("names", &names)]);
    (!near.is_empty()).then_some(text)
}

fn regions_near(name: &str, known: &BTreeMap<RegionKey, Region>) -> Vec<String> {
    let own = nearest(name, known.keys().map(RegionKey::name), Likeness::Any, MOST);
    let mut near: Vec<String> = own.into_iter().map(str::to_owned).collect();
    let all: Vec<RegionKey> = all_regions().collect();
    for name in nearest(name, all.iter().map(RegionKey::name), Likeness::Any, MOST) {
        if near.len() < MOST && !near.iter().any(|known| known == name) {
            near.push(name.to_owned());
        }
    }
    near
}

/// A region that neither a ledger nor the standard knows.
pub fn unknown_region(name: &str, known: &BTreeMap<RegionKey, Region>, lang: Lang) -> Failure {
    let t = CliTexts::of(lang);
    let near = regions_near(name, known);
    let near: Vec<&str> = near.iter().map(String::as_str).collect();
    not_known(name, t.region_unknown, &near, t.region_unknown_hint, lang)
}

fn not_known(name: &str, sentence: &str, near: &[&str], or_all: &str, lang: Lang) -> Failure {
    let hint = match near.is_empty() {
        true => or_all.to_owned(),
        false => near_names(near, lang),
    };
    Failure::new(Exit::NotFound, fill(sentence, &[("value", &name)]), hint)
}

fn near_names(near: &[&str], lang: Lang) -> String {
    let comma = lang.pick("、", ", ");
    fill(CliTexts::of(lang).near, &[("names", &near.join(comma))])
}
