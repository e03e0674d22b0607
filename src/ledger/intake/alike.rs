//! What rows without an id say of where they belong, beside what tasks of the ledger do.

use std::collections::{HashMap, HashSet};

use super::fingerprint::hash_of;
use super::titles::TitleIndex;
use crate::domain::draft::TaskDraft;
use crate::domain::exported::{COMMA, Exported};
use crate::domain::returned_row::Returned;
use crate::domain::same_cell::kept;
use crate::domain::{Field, RegionKey, SourceDocument, TaskId, name};
use crate::ledger::error::LedgerError;
use crate::ledger::records;
use crate::ledger::store::{StoreView, WantedTasks};
use crate::text::{clean_text, cut};

/// So many tasks that say the same are not compared further: whoever has them needs their ids.
pub(in crate::ledger) const MOST_ALIKE: usize = 64;

/// Columns of a title in a sentence.
const LONGEST_TITLE: usize = 40;

/// What tells tasks apart, in the order of [`Said::parts`].
pub(in crate::ledger) const TITLE: usize = 0;
pub(in crate::ledger) const NUMBER: usize = 1;
pub(in crate::ledger) const REGION: usize = 2;
pub(in crate::ledger) const DOCUMENT: usize = 4;
pub(in crate::ledger) const PATH: usize = 5;

/// What a row says of where it belongs; nothing where it has no such column.
type Parts = [Option<u64>; 7];

/// Where a row is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ledger) enum AlikeKind {
    /// An export of this ledger.
    Own,
    /// One of another ledger: it is only doubted.
    Foreign,
    /// A task line, which never names its task. Where it has lost one of the keys that tell tasks
    /// apart it may be any that agrees in the others.
    Line {
        /// Whether it has.
        lacks_keys: bool,
    },
}

/// A row that names no task.
pub(in crate::ledger) struct AlikeRow {
    pub place: u32,
    pub line: Option<u32>,
    /// Its title, where it has no line to be found by.
    pub called: Option<String>,
    parts: Parts,
    /// Which of them say something.
    is_filled: [bool; 7],
    requirement: Option<u64>,
    /// It says at which revision it was written, or when its task was changed.
    pub is_exported: bool,
    /// It has an id, and that is another ledger's.
    pub is_of_other_ledger: bool,
    pub kind: AlikeKind,
    /// Its title in its one form.
    title: String,
    /// Its number as it stands.
    number: String,
}

/// A task that may be one of them.
pub(in crate::ledger) struct AlikeCandidate {
    pub id: TaskId,
    parts: Parts,
    requirement: u64,
    number: String,
}

/// A number whatever programs of sheets make of it: 7, 007 and 7.0 are one, -1 is (1).
fn number(text: &str) -> String {
    let text = text.trim();
    let bracketed = text.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    let (sign, rest) = match (bracketed, text.strip_prefix('-')) {
        (Some(rest), _) | (None, Some(rest)) => ("-", rest),
        (None, None) => ("", text),
    };
    let (whole, part) = rest.split_once('.').unwrap_or((rest, ""));
    let is_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    match !whole.is_empty() && is_digits(whole) && part.chars().all(|c| c == '0') {
        true => format!("{sign}{}", whole.trim_start_matches('0')),
        false => name::clean(text),
    }
}

impl AlikeRow {
    pub fn of(
        place: u32,
        draft: &TaskDraft,
        returned: &Returned,
        region: Option<&RegionKey>,
    ) -> AlikeRow {
        let raw = |column| returned.raw.get(&column).map_or("", String::as_str).trim();
        let document = draft.document.as_deref().unwrap_or_default();
        let own_region = draft.region.as_deref().unwrap_or_default().trim();
        let texts = [
            (Exported::Title, name::clean(&draft.title)),
            (Exported::Number, number(&draft.number)),
            (Exported::Region, name::clean(own_region)),
            (Exported::RegionCode, raw(Exported::RegionCode).to_owned()),
            (Exported::Document, name::clean(document)),
            (
                Exported::SectionPath,
                name::clean(raw(Exported::SectionPath)),
            ),
            (Exported::Parent, raw(Exported::Parent).to_owned()),
        ];
        let mut parts = Parts::default();
        let mut is_filled = [false; 7];
        // A new row below a task has the region and the document of that.
        let is_below = !texts[6].1.is_empty();
        for (at, (column, text)) in texts.iter().enumerate() {
            is_filled[at] = !text.trim().is_empty();
            let says_nothing = match column {
                Exported::RegionCode => !is_filled[at],
                Exported::Region | Exported::Document => !is_filled[at] && is_below,
                _ => false,
            };
            let is_there = returned.columns.has(*column) && !says_nothing;
            parts[at] = is_there.then(|| hash_of(text));
        }
        if returned.columns.has(Exported::Region) && !is_filled[REGION] && !is_below {
            parts[REGION] = Some(hash_of(&name::clean(RegionKey::unclassified().name())));
        }
        if let Some(region) = region {
            parts[REGION] = Some(hash_of(&name::clean(region.name())));
            parts[REGION + 1] = None;
            is_filled[REGION] = true;
        }
        let requirement = draft.requirement.trim();
        AlikeRow {
            place,
            line: draft.line,
            called: None,
            parts,
            is_filled,
            requirement: (!requirement.is_empty()).then(|| hash_of(&name::clean(requirement))),
            is_exported: returned.revision.is_some() || !raw(Exported::UpdatedAt).is_empty(),
            is_of_other_ledger: returned.id.is_some(),
            kind: AlikeKind::Own,
            title: name::clean(&draft.title),
            number: draft.number.clone(),
        }
    }

    /// A task line.
    pub fn of_line(place: u32, draft: &TaskDraft) -> AlikeRow {
        let has = |field: Field| !draft.left_out.contains(&field);
        let told = [
            Field::Title,
            Field::Number,
            Field::Document,
            Field::Region,
            Field::SectionPath,
            Field::Parent,
        ];
        let code = draft.region_code.map(|code| code.to_string());
        let region = draft.region.as_deref().unwrap_or_default();
        let document = draft.document.as_deref().unwrap_or_default();
        let texts = [
            (has(Field::Title), name::clean(&draft.title)),
            (has(Field::Number), number(&draft.number)),
            (!region.trim().is_empty(), name::clean(region)),
            (code.is_some(), code.unwrap_or_default()),
            (has(Field::Document), name::clean(document)),
            (
                has(Field::SectionPath),
                name::clean(&draft.section_path.join(COMMA)),
            ),
            // It names the number of the task above, not its id.
            (false, String::new()),
        ];
        let requirement = draft.requirement.trim();
        AlikeRow {
            place,
            line: None,
            called: Some(cut(&draft.title, LONGEST_TITLE)),
            parts: texts
                .each_ref()
                .map(|(is_there, text)| is_there.then(|| hash_of(text))),
            is_filled: texts.each_ref().map(|(_, text)| !text.is_empty()),
            requirement: (!requirement.is_empty()).then(|| hash_of(&name::clean(requirement))),
            is_exported: false,
            is_of_other_ledger: false,
            title: name::clean(&draft.title),
            number: draft.number.clone(),
            kind: AlikeKind::Line {
                lacks_keys: !told.into_iter().all(has),
            },
        }
    }

    /// What two rows that are one task written twice have in common; nothing for a row without a
    /// title.
    pub fn as_twin(&self) -> Option<(Parts, Option<u64>)> {
        self.is_filled[TITLE].then_some((self.parts, self.requirement))
    }

    fn agrees(&self, task: &AlikeCandidate) -> bool {
        (0..self.parts.len()).all(|at| self.parts[at].is_none() || self.is_equal(task, at))
    }

    /// Whether a part is the same, be it that a program of sheets made a day of a number.
    fn is_equal(&self, task: &AlikeCandidate, at: usize) -> bool {
        self.parts[at] == task.parts[at]
            || at == NUMBER && kept(&self.number, &task.number).is_some()
    }

    pub fn says_same(&self, task: &AlikeCandidate, at: usize) -> bool {
        self.is_filled[at] && self.is_equal(task, at)
    }

    /// Whether what is demanded is the same.
    pub fn demands_same(&self, task: &AlikeCandidate) -> bool {
        self.requirement == Some(task.requirement)
    }

    /// The same as far as anything is said.
    pub fn is_open_or_same(&self, task: &AlikeCandidate, at: usize) -> bool {
        !self.is_filled[at] || self.parts[at].is_none() || self.is_equal(task, at)
    }

    /// What tasks are looked up by: the title, number and region, the requirement.
    fn keys(&self) -> impl Iterator<Item = u64> {
        let filled = |at: usize| self.parts[at].filter(|_| self.is_filled[at]);
        let region = self.parts[REGION].unwrap_or_default();
        let title = filled(TITLE);
        // What has no words at all is looked for among the tasks without a number.
        let is_wordless = title.is_none() && self.requirement.is_none();
        let number = filled(NUMBER).or(self.parts[NUMBER].filter(|_| is_wordless));
        let number = number.map(|number| of_number(number, region));
        title.into_iter().chain(number).chain(self.requirement)
    }
}

/// A number in a region; the region is nothing where a file does not say it.
fn of_number(number: u64, region: u64) -> u64 {
    number.rotate_left(17) ^ region
}

/// Tasks of the ledger by what rows look for.
#[derive(Default)]
pub(in crate::ledger) struct Candidates {
    all: Vec<AlikeCandidate>,
    by_key: HashMap<u64, Vec<u32>>,
    /// By the place of a row: those whose title is like its own.
    like: HashMap<u32, Vec<u32>>,
}

impl Candidates {
    pub fn read(view: &mut dyn StoreView, rows: &[AlikeRow]) -> Result<Candidates, LedgerError> {
        let wanted: HashSet<u64> = rows.iter().flat_map(AlikeRow::keys).collect();
        let mut found = Candidates::default();
        let own = rows.iter().filter(|row| row.kind != AlikeKind::Foreign);
        let titles = own.map(|row| (row.place, row.parts[REGION], row.title.as_str()));
        let near = TitleIndex::of(titles);
        let documents = records::all::<SourceDocument>(view)?;
        view.outlines(WantedTasks::All, &mut |task| {
            let region = RegionKey::from(task.region.to_owned());
            let words = name::clean(task.title);
            let title = hash_of(&words);
            let number = hash_of(&number(task.number));
            let named = hash_of(&name::clean(region.name()));
            let like = near.like(&words, named);
            let requirement = hash_of(&name::clean(task.requirement.trim()));
            let keys = [
                title,
                of_number(number, named),
                of_number(number, 0),
                requirement,
            ];
            let keys: Vec<u64> = keys
                .into_iter()
                .filter(|key| wanted.contains(key))
                .collect();
            if keys.is_empty() && like.is_empty() {
                return Ok(());
            }
            let path: Vec<String> = serde_json::from_str(task.section_path).unwrap_or_default();
            let document = task.document.and_then(|id| documents.get(&id));
            let document = document.map_or("", |document| document.title.as_str());
            let code = region.code().map(|code| code.to_string());
            let parent = task.parent.map(|id| id.to_string());
            let at = u32::try_from(found.all.len()).unwrap_or(u32::MAX);
            found.all.push(AlikeCandidate {
                id: task.id,
                requirement,
                number: task.number.to_owned(),
                parts: [
                    title,
                    number,
                    named,
                    hash_of(&code.unwrap_or_default()),
                    hash_of(&name::clean(document)),
                    hash_of(&name::clean(&clean_text(&path.join(COMMA)))),
                    hash_of(&parent.unwrap_or_default()),
                ]
                .map(Some),
            });
            for place in like {
                found.like.entry(place).or_default().push(at);
            }
            for key in keys {
                let of_key = found.by_key.entry(key).or_default();
                if of_key.last() != Some(&at) {
                    of_key.push(at);
                }
            }
            Ok(())
        })?;
        Ok(found)
    }

    pub fn of<'c>(&'c self, row: &'c AlikeRow) -> impl Iterator<Item = &'c AlikeCandidate> {
        let of_key = row.keys().filter_map(|key| self.by_key.get(&key));
        of_key
            .flatten()
            .filter_map(|at| self.all.get(usize::try_from(*at).ok()?))
    }

    /// The tasks whose title is like that of a row.
    pub fn like(&self, row: &AlikeRow) -> impl Iterator<Item = &AlikeCandidate> {
        let places = self.like.get(&row.place).into_iter().flatten();
        places.filter_map(|at| self.all.get(usize::try_from(*at).ok()?))
    }

    /// The tasks that say what a row says, in every column it has.
    pub fn agreeing(&self, row: &AlikeRow, taken: &HashSet<TaskId>) -> Vec<TaskId> {
        let mut agreeing: Vec<TaskId> = Vec::new();
        let agree = self.of(row).filter(|task| row.agrees(task));
        for task in agree.filter(|task| !taken.contains(&task.id)) {
            if !agreeing.contains(&task.id) {
                agreeing.push(task.id);
            }
            if agreeing.len() > MOST_ALIKE {
                break;
            }
        }
        agreeing
    }
}
