//! Names as users give them to flags: those a ledger knows, or the nearest ones.

use std::collections::{BTreeMap, HashSet};

use super::job::Job;
use super::reading;
use crate::domain::region::all_regions;
use crate::domain::{
    DocumentId, Lang, Party, PartyKind, Region, RegionKey, Role, SourceDocument, name,
};
use crate::ledger::Ledger;
use crate::search::{Bearers, Index, Likeness, nearest};
use crate::wording::cli::CliTexts;
use crate::wording::{Exit, Failure, fill};

/// How many near names are told.
const MOST: usize = 5;

/// Leaders or units who are meant, as the rows of a ledger write them: by name or by the words
/// they were printed with. `None` where no name was given.
pub struct Meant<'i>(Option<HashSet<&'i str>>);

impl<'i> Meant<'i> {
    /// Those of an index with one of these names.
    ///
    /// # Errors
    /// Not found, with the nearest names, for one nobody bears.
    pub fn of(
        asked: &[String],
        kind: PartyKind,
        index: &'i Index,
        lang: Lang,
    ) -> Result<Meant<'i>, Failure> {
        if asked.is_empty() {
            return Ok(Meant(None));
        }
        let Bearers { names, printed } = index.bearers(kind);
        let mut meant = HashSet::new();
        for name in asked {
            if meet(name, &names, &printed, &mut meant) {
                continue;
            }
            // 甲、乙 are two, as where names are given to a task.
            let several = name::parties(name, kind);
            if several.is_empty() {
                return Err(unknown_party(name, kind, &names, lang));
            }
            for party in &several {
                if !meet(&party.name, &names, &printed, &mut meant) {
                    return Err(unknown_party(&party.name, kind, &names, lang));
                }
            }
        }
        Ok(Meant(Some(meant)))
    }

    /// Whether one of these is meant.
    pub fn any<'p>(&self, parties: impl IntoIterator<Item = &'p Party>) -> bool {
        let Some(meant) = &self.0 else {
            return true;
        };
        let is_meant = |party: &Party| {
            let printed = party.printed.as_deref();
            meant.contains(party.name.as_str()) || printed.is_some_and(|it| meant.contains(it))
        };
        parties.into_iter().any(is_meant)
    }
}

/// Takes the names that are `wanted` however they are written; whether there are any.
fn meet<'i>(
    wanted: &str,
    names: &[&'i str],
    printed: &[&'i str],
    meant: &mut HashSet<&'i str>,
) -> bool {
    let wanted = name::clean(wanted);
    let mut is_met = false;
    for name in names.iter().chain(printed) {
        if **name == *wanted || name::clean(name) == wanted {
            meant.insert(name);
            is_met = true;
        }
    }
    is_met
}

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

/// The documents of these titles; `None` where no title was given.
///
/// # Errors
/// Not found, with the nearest titles, for one the ledger does not have.
pub fn documents(
    asked: &[String],
    known: &BTreeMap<DocumentId, SourceDocument>,
    lang: Lang,
) -> Result<Option<HashSet<DocumentId>>, Failure> {
    let mut meant: Option<HashSet<DocumentId>> = None;
    for title in asked {
        let wanted = name::clean(title);
        let is_it = |document: &&SourceDocument| name::clean(&document.title) == wanted;
        let mut found = known.values().filter(is_it).map(|it| it.id).peekable();
        if found.peek().is_none() {
            let titles = known.values().map(|document| document.title.as_str());
            let near = nearest(title, titles, Likeness::Any, MOST);
            let t = CliTexts::of(lang);
            return Err(not_known(
                title,
                t.document_unknown,
                &near,
                t.all_documents,
                lang,
            ));
        }
        meant.get_or_insert_default().extend(found);
    }
    Ok(meant)
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
