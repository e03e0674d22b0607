//! The flags that name what only a ledger knows, as conditions of the query.

use std::collections::BTreeMap;

use super::{known, region};
use crate::domain::{DocumentId, Lang, PartyKind, Region, RegionKey, SourceDocument, name};
use crate::search::{Bearers, FieldTest, Op, Query, QueryField, Test};
use crate::wording::Failure;

/// What was named by flags, each in its one form.
pub struct NamedFlags {
    pub regions: Vec<String>,
    pub leaders: Vec<String>,
    pub units: Vec<String>,
    pub documents: Vec<String>,
}

/// What a ledger has that flags may name.
pub struct KnownNames<'l> {
    /// What leaders may be called.
    leaders: Bearers<'l>,
    /// What units may be called.
    units: Bearers<'l>,
    /// The region tree.
    regions: &'l BTreeMap<RegionKey, Region>,
    /// The source documents.
    documents: &'l BTreeMap<DocumentId, SourceDocument>,
}

/// A leader or a unit asked for, by all the ways in which the ledger writes the name: `王 伟` and
/// `王伟` are one.
pub struct AskedParty {
    pub kind: PartyKind,
    pub ways: Vec<String>,
}

impl NamedFlags {
    /// What a ledger has that these flags may name. Who `bears` names is asked only of those they
    /// name any of: it takes a look at every row, or at every name.
    pub fn known<'l>(
        &self,
        bears: impl Fn(PartyKind) -> Bearers<'l>,
        regions: &'l BTreeMap<RegionKey, Region>,
        documents: &'l BTreeMap<DocumentId, SourceDocument>,
    ) -> KnownNames<'l> {
        let of = |kind, asked: &[String]| match asked.is_empty() {
            true => Bearers::default(),
            false => bears(kind),
        };
        KnownNames {
            leaders: of(PartyKind::Leader, &self.leaders),
            units: of(PartyKind::Unit, &self.units),
            regions,
            documents,
        }
    }

    /// The conditions of the flags in a ledger with these names, and whom they ask for.
    ///
    /// # Errors
    /// Not found, with the nearest names, for one that is not among them.
    pub fn conditions(
        &self,
        names: &KnownNames,
        lang: Lang,
    ) -> Result<(Query, Vec<AskedParty>), Failure> {
        let (mut query, mut parties) = (Query::default(), Vec::new());
        let mut regions = Vec::new();
        for text in &self.regions {
            let found = region::filter(text, names.regions, lang)?;
            regions.extend(found.iter().map(|key| key.as_str().to_owned()));
        }
        push(&mut query, QueryField::Region, &self.regions, regions);
        for (field, kind, asked, known) in [
            (
                QueryField::Leader,
                PartyKind::Leader,
                &self.leaders,
                &names.leaders,
            ),
            (QueryField::Unit, PartyKind::Unit, &self.units, &names.units),
        ] {
            let first = parties.len();
            for text in asked {
                parties.extend(parties_of(text, kind, known, lang)?);
            }
            let values = parties[first..]
                .iter()
                .flat_map(|party: &AskedParty| party.ways.iter());
            let values = values.cloned().collect();
            push(&mut query, field, asked, values);
        }
        let mut titles = Vec::new();
        for text in &self.documents {
            titles.extend(titles_of(text, names.documents, lang)?);
        }
        push(&mut query, QueryField::Document, &self.documents, titles);
        Ok((query, parties))
    }
}

/// Adds a condition where something was asked for. Without values nothing meets it: the standard
/// knows regions that the ledger has no tasks of.
fn push(query: &mut Query, field: QueryField, asked: &[String], values: Vec<String>) {
    if !asked.is_empty() {
        let op = Op::Is;
        query.push(false, Test::Field(FieldTest { field, op, values }));
    }
}

/// Whom a text means: one by its whole, else several, as where names are given to a task.
fn parties_of(
    text: &str,
    kind: PartyKind,
    known: &Bearers,
    lang: Lang,
) -> Result<Vec<AskedParty>, Failure> {
    let party = |text: &str| {
        let wanted = name::clean(text);
        let all = known.names.iter().chain(&known.printed);
        let ways = all.filter(|way| name::is_form_of(&wanted, way));
        let ways: Vec<String> = ways.map(|way| (*way).to_owned()).collect();
        (!ways.is_empty()).then_some(AskedParty { kind, ways })
    };
    if let Some(whole) = party(text) {
        return Ok(vec![whole]);
    }
    let several = name::parties(text, kind);
    let unknown = |name: &str| known::unknown_party(name, kind, &known.names, lang);
    if several.is_empty() {
        return Err(unknown(text));
    }
    let each = several.iter();
    each.map(|it| party(&it.name).ok_or_else(|| unknown(&it.name)))
        .collect()
}

/// The titles of the documents that are called so.
fn titles_of(
    text: &str,
    known: &BTreeMap<DocumentId, SourceDocument>,
    lang: Lang,
) -> Result<Vec<String>, Failure> {
    let titles = known.values().map(|document| &document.title);
    let found: Vec<String> = titles
        .filter(|title| name::is_same(title, text))
        .cloned()
        .collect();
    match found.is_empty() {
        true => Err(known::unknown_document(text, known, lang)),
        false => Ok(found),
    }
}
