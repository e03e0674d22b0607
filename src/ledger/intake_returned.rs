//! Rows of a file that `export` wrote, compared with the tasks they name: what somebody changed in
//! them, against the task as it was when the file was written.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};

use super::error::LedgerError;
use super::fingerprint::{Numbered, numbered};
use super::intake::{Drafts, IntakeOptions, Verdict};
use super::intake_match::Parent;
use super::read;
use super::rows;
use super::trail;
use super::write::unfoldable;
use crate::domain::draft::{TaskDraft, Warning};
use crate::domain::exported::{COMMA, Columns, Exported};
use crate::domain::fold::State;
use crate::domain::name;
use crate::domain::region::{Named, look_up};
use crate::domain::returned::{Against, Returned, RowFault, Taking};
use crate::domain::{
    Change, DocumentId, Edit, Entry, Region, RegionKey, Revision, SourceDocument, Task, TaskId,
};

/// A row that was changed while the task was changed in the ledger too. It is left alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// What the row would have changed, against the task as it was when the file was written.
    pub changes: Vec<Change>,
    /// The revision the task has now.
    pub revision: Revision,
    /// Who changed it last.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What the ledger knows of the places of tasks.
pub(super) struct Places<'a> {
    pub documents: &'a BTreeMap<DocumentId, SourceDocument>,
    pub regions: &'a BTreeMap<RegionKey, Region>,
}

/// Rows of exports, as they are met among drafts.
#[derive(Default)]
pub(super) struct Rows {
    /// Whether there are any.
    pub is_any: bool,
    /// The tasks they name.
    pub claimed: HashSet<TaskId>,
    /// Whether the id of a row is that of the task it is about.
    meant: HashMap<(usize, TaskId), bool>,
    /// Files of other ledgers.
    foreign: HashSet<usize>,
    /// By the id in the file where rows stand that name no task of this ledger.
    of_file: HashMap<(usize, TaskId), u32>,
    /// Headings above tasks, by what an export says of them.
    paths: Option<HashMap<String, Vec<String>>>,
}

/// What a new row stands under.
pub(super) struct Above {
    pub parent: Parent,
    /// Its document and number; those of a draft are known where drafts are.
    pub number: Option<Numbered>,
    pub region: Option<RegionKey>,
    pub document: Option<String>,
}

impl Rows {
    /// Looks at all rows before any is judged: where most ids of a file are those of other tasks, it
    /// is the file of another ledger, and those that happen to fit mean nothing.
    pub fn met(conn: &Connection, drafts: &dyn Drafts) -> Result<Rows, LedgerError> {
        let mut rows = Rows::default();
        if !drafts.has_returned() {
            return Ok(rows);
        }
        let mut votes: HashMap<usize, (usize, usize)> = HashMap::new();
        drafts.walk(&mut |document, _, draft| {
            let Some(returned) = draft.returned.as_deref() else {
                return Ok(());
            };
            rows.is_any = true;
            if let Some(id) = returned.id {
                let is_meant = is_meant(conn, id, draft, returned)?;
                rows.meant.insert((document, id), is_meant);
                let (yes, no) = votes.entry(document).or_default();
                *(if is_meant { yes } else { no }) += 1;
            }
            Ok(())
        })?;
        let foreign = votes.into_iter().filter(|(_, (yes, no))| no > yes);
        rows.foreign = foreign.map(|(document, _)| document).collect();
        Ok(rows)
    }

    /// What is to be said of files of other ledgers.
    pub fn warnings(&self) -> impl Iterator<Item = Warning> {
        self.foreign.iter().map(|_| Warning {
            line: None,
            message: "文件里的 ID 不是这本台账的，按文件、编号和名称对应".to_owned(),
        })
    }

    /// The task a row names, and whether another row did before.
    pub fn task(
        &mut self,
        document: usize,
        draft: &TaskDraft,
        place: u32,
        warnings: &mut Vec<Warning>,
    ) -> Option<(TaskId, bool)> {
        let id = draft.returned.as_deref()?.id?;
        let is_foreign = self.foreign.contains(&document);
        let is_meant = self
            .meant
            .get(&(document, id))
            .is_some_and(|is_meant| *is_meant);
        if is_meant && !is_foreign {
            return Some((id, !self.claimed.insert(id)));
        }
        self.of_file.insert((document, id), place);
        if !is_foreign {
            warnings.push(Warning {
                line: draft.line,
                message: format!("ID {id} 在台账里没有，或是另一项任务，按文件、编号和名称对应"),
            });
        }
        None
    }

    /// What a row without a task stands under.
    pub fn above(
        &self,
        conn: &Connection,
        document: usize,
        draft: &TaskDraft,
        warnings: &mut Vec<Warning>,
    ) -> Result<Option<Above>, LedgerError> {
        let Some(id) = draft.returned.as_deref().and_then(|it| it.parent) else {
            return Ok(None);
        };
        if let Some(place) = self.of_file.get(&(document, id)) {
            return Ok(Some(Above {
                parent: Parent::Draft(*place),
                number: None,
                region: None,
                document: None,
            }));
        }
        let sql = "SELECT t.number, t.title, t.region, coalesce(d.title, '') FROM task AS t \
                   LEFT JOIN source_document AS d ON d.id = t.document \
                   WHERE t.id = ?1 AND t.parent IS NULL";
        let found: Option<(String, String, String, String)> = conn
            .prepare_cached(sql)?
            .query_row([id.get()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        // Of another ledger the same id is another task.
        let found = found.filter(|_| !self.foreign.contains(&document));
        let Some((number, title, region, document)) = found else {
            warnings.push(Warning {
                line: draft.line,
                message: format!("没有 ID 为 {id} 的上级任务"),
            });
            return Ok(None);
        };
        let called = if number.is_empty() { title } else { number };
        Ok(Some(Above {
            parent: Parent::There(id),
            number: Some(numbered(&name::clean(&document), &called)),
            region: Some(RegionKey::from(region)),
            document: Some(document),
        }))
    }

    /// The headings above a row: a cell says them as one text, of which the ledger knows what they are.
    pub fn path<'d>(
        &mut self,
        conn: &Connection,
        draft: &'d TaskDraft,
    ) -> Result<Cow<'d, [String]>, LedgerError> {
        if draft.returned.is_none() || draft.section_path.is_empty() {
            return Ok(Cow::Borrowed(&draft.section_path));
        }
        let paths = match &mut self.paths {
            Some(paths) => paths,
            none => none.insert(read_paths(conn)?),
        };
        let known = paths.get(&draft.section_path.join(COMMA)).cloned();
        Ok(known.map_or(Cow::Borrowed(&draft.section_path), Cow::Owned))
    }

    /// The draft of a new task as it is registered.
    pub fn settled<'d>(&self, draft: &'d TaskDraft) -> Cow<'d, TaskDraft> {
        let Some(returned) = &draft.returned else {
            return Cow::Borrowed(draft);
        };
        let mut new = returned.as_new(draft);
        let paths = self.paths.as_ref();
        if let Some(path) = paths.and_then(|paths| paths.get(&draft.section_path.join(COMMA))) {
            new.section_path.clone_from(path);
        }
        Cow::Owned(new)
    }
}

fn read_paths(conn: &Connection) -> Result<HashMap<String, Vec<String>>, LedgerError> {
    let mut paths = HashMap::new();
    read::each(conn, "SELECT DISTINCT section_path FROM task", |row| {
        let path: Vec<String> = serde_json::from_str(&row.get::<_, String>(0)?).unwrap_or_default();
        paths.insert(path.join(COMMA), path);
        Ok(())
    })?;
    Ok(paths)
}

/// Whether the task with a row's id is the one the row is about: of another ledger's file the same
/// ids are other tasks. Of title, requirement and place in the document one at least is as it was:
/// nobody changes all of them and means the same task. A file with one of these columns alone may
/// have it changed.
pub(super) fn is_meant(
    conn: &Connection,
    id: TaskId,
    draft: &TaskDraft,
    returned: &Returned,
) -> Result<bool, LedgerError> {
    let sql = "SELECT t.title, t.requirement, t.number, coalesce(d.title, '') FROM task AS t \
               LEFT JOIN source_document AS d ON d.id = t.document WHERE t.id = ?1";
    let found: Option<(String, String, String, String)> = conn
        .prepare_cached(sql)?
        .query_row([id.get()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let Some((title, requirement, number, document)) = found else {
        return Ok(false);
    };
    let columns = returned.columns;
    let says = |column: Exported, row: &str, own: &str| {
        let given = columns.has(column) && !(row.trim().is_empty() && own.trim().is_empty());
        given.then(|| name::is_same(row.trim(), own.trim()))
    };
    let own_document = draft.document.as_deref().unwrap_or_default();
    let place = says(Exported::Number, &draft.number, &number)
        .map(|same| same && says(Exported::Document, own_document, &document) != Some(false));
    let signs = [
        says(Exported::Title, &draft.title, &title),
        says(Exported::Requirement, &draft.requirement, &requirement),
        place,
    ];
    Ok(signs.iter().flatten().count() < 2 || signs.contains(&Some(true)))
}

/// Compares a row with the task it names.
pub(super) fn verdict(
    conn: &Connection,
    task: &Task,
    draft: &TaskDraft,
    returned: &Returned,
    places: &Places,
    options: &IntakeOptions,
) -> Result<Verdict, LedgerError> {
    let nameless;
    let returned = match returned.id == Some(task.id) {
        true => returned,
        // Known by its place, as a draft of a document is.
        false => {
            nameless = Returned {
                id: None,
                ..returned.clone()
            };
            &nameless
        }
    };
    let document = task.document.and_then(|id| places.documents.get(&id));
    let document = document.map(|document| document.title.as_str());
    let now = Against {
        body: &task.body,
        document,
    };
    let region = |draft: &TaskDraft| region_of(draft, places.regions);
    let taking = Taking {
        reason: options.reason.as_deref(),
        today: options.today,
        region: &region,
    };
    let seen = returned.revision.filter(|_| returned.id.is_some());
    if seen.is_none_or(|seen| seen == task.revision) {
        return Ok(match returned.edit(draft, &now, &taking) {
            Err(faults) => Verdict::Refused(Some(task.id), faults),
            Ok(edit) => of_edit(&edit, task),
        });
    }
    let before = match seen {
        Some(seen) => task_at(conn, task.id, seen)?,
        None => None,
    };
    let then = before.as_ref().map(|task| Against {
        body: &task.body,
        document,
    });
    let typed = returned.differences(draft, then.as_ref().unwrap_or(&now));
    let open: Columns = returned.differences(draft, &now);
    if typed.iter().all(|column| !open.has(column)) {
        // Nobody changed the row, or what they changed is so by now.
        return Ok(Verdict::Same(task.id));
    }
    let edit = returned.edit(draft, then.as_ref().unwrap_or(&now), &taking);
    if let Err(faults) = &edit
        && faults
            .iter()
            .any(|fault| matches!(fault, RowFault::Unreadable(..)))
    {
        return Ok(Verdict::Refused(Some(task.id), faults.clone()));
    }
    let changes = edit.ok().and_then(|edit| {
        let changes = edit.changes(before.as_ref().unwrap_or(task));
        changes.ok()
    });
    Ok(Verdict::Conflict(
        task.id,
        Box::new(Conflict {
            changes: changes.unwrap_or_default(),
            revision: task.revision,
            by: task.updated_by.clone(),
            at: task.updated_at,
        }),
    ))
}

fn of_edit(edit: &Edit, task: &Task) -> Verdict {
    match edit.changes(task) {
        Err(refusal) => Verdict::Refused(Some(task.id), vec![RowFault::Refused(refusal)]),
        Ok(changes) if changes.is_empty() => Verdict::Same(task.id),
        Ok(changes) => Verdict::Changed(task.id, changes),
    }
}

/// The region a row names: the one of its code, unless the name was changed and the code was not.
fn region_of(draft: &TaskDraft, known: &BTreeMap<RegionKey, Region>) -> Option<RegionKey> {
    let name = draft.region.as_deref().map(str::trim)?;
    if name.is_empty() {
        return None;
    }
    let coded = draft.region_code.map(|code| look_up(&code.to_string()));
    if let Some(Named::One(key)) = coded
        && name::is_same(key.name(), name)
    {
        return Some(key);
    }
    match look_up(name) {
        Named::One(key) => Some(key),
        Named::Several(keys) => {
            let mut there = keys.into_iter().filter(|key| known.contains_key(key));
            let first = there.next()?;
            there.next().is_none().then_some(first)
        }
        Named::Unknown => Some(RegionKey::uncoded_among(name, known.keys())),
    }
}

/// A task as it was at a revision; `None` where it never had it.
fn task_at(conn: &Connection, id: TaskId, wanted: Revision) -> Result<Option<Task>, LedgerError> {
    let mut entries: Vec<Entry> = Vec::new();
    trail::of_task(conn, id, i64::MAX, None, |row| {
        entries.push(rows::entry_of(row)?);
        Ok(())
    })?;
    let mut state = State::default();
    for entry in entries.into_iter().rev() {
        let is_there = |task: &&Task| task.revision == wanted && task.last_batch != entry.batch;
        if let Some(task) = state.tasks.get(&id).filter(is_there) {
            return Ok(Some(task.clone()));
        }
        state.apply(&entry).map_err(|why| unfoldable(&entry, why))?;
    }
    Ok(state
        .tasks
        .remove(&id)
        .filter(|task| task.revision == wanted))
}
