//! Files that `export` wrote, on their way back from colleagues who worked on them in other
//! programs: csv, workbooks made of it, and lists of tasks as JSON.
//!
//! What other programs do to values on the way (dates with slashes, 12.0 for 12, 45% for 45) is
//! undone here. A cell that cannot be read stays as it stands beside the draft: whoever compares it
//! with the ledger tells what is wrong with it, and where.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{DraftDocument, TaskDraft};
use crate::domain::exported::{COMMA, Exported, indicators_text, milestones_text};
use crate::domain::people::PartyKind;
use crate::domain::returned_row::{Returned, RowShape};
use crate::domain::{Indicator, Milestone, Progress, Revision, Role, TaskId, name};
use crate::import::containers::separated::{self, SeparatedRow};
use crate::import::fault::ImportFault;
use crate::import::ledger_sheet::{cells, headings};
use crate::import::own::header::{ColumnContent, OwnHeader, REASON};
use crate::import::own::shape::{self, OwnShape};
use crate::import::own::values::{day, headings_of, whole, yes_or_no};
use crate::import::source::sheet::SourceSheet;
use crate::text::{clean_line, clean_text, unguard};

/// More tasks than one file has.
pub const MAX_ROWS: usize = 200_000;

/// How many rows may stand above the headings.
const MAX_ABOVE: usize = 30;

/// What became of a row.
enum OwnRow {
    /// A task.
    Task(Box<TaskDraft>),
    /// It says nothing, or is a heading once more.
    Nothing,
    /// It sums up others.
    Sum(String),
}

impl OwnRow {
    /// Puts it among what was read.
    fn into(self, document: &mut DraftDocument, line: u32) {
        match self {
            OwnRow::Task(draft) => document.tasks.push(*draft),
            OwnRow::Nothing => {}
            OwnRow::Sum(word) => document.warnings.push(DoubtKind::SumRow { word }.at(line)),
        }
    }
}

/// A row as a draft.
fn draft_of(
    header: &OwnHeader,
    line: u32,
    row: &[&str],
    has_fractions: bool,
    shape: RowShape,
) -> OwnRow {
    let known = header.columns.iter().zip(row);
    let known = known.filter_map(|(holds, cell)| Some(((*holds)?, *cell)));
    let mut reader = OwnRowReader {
        has_fractions,
        ..OwnRowReader::default()
    };
    let mut is_blank = true;
    for (holds, cell) in known {
        let cell = clean_text(unguard(cell.trim()));
        is_blank &= cell.trim().is_empty();
        match holds {
            ColumnContent::Reason => reader.reason(&cell),
            ColumnContent::Column(column) => reader.take(column, cell.trim()),
        }
    }
    reader.returned.shape = shape;
    let mut draft = reader.finish();
    draft.line = Some(line);
    for doubt in &mut draft.warnings {
        doubt.line = Some(line);
    }
    let raw_id = || draft.returned.as_deref()?.raw.get(&Exported::Id).cloned();
    let has_id = draft.returned.as_deref().is_some_and(|it| it.id.is_some());
    // The word stands in whatever column a program of sheets was pointed at.
    let words = [
        raw_id().unwrap_or_default(),
        draft.number.clone(),
        draft.title.clone(),
    ];
    let sum = words.into_iter().find(|word| headings().is_total(word));
    // Programs that print a table in pages repeat its headings.
    let is_header = header
        .names
        .iter()
        .zip(row)
        .all(|(name, cell)| name == cell);
    match sum.filter(|_| !has_id) {
        _ if is_blank || is_header => OwnRow::Nothing,
        Some(word) => OwnRow::Sum(word),
        None => OwnRow::Task(Box::new(draft)),
    }
}

/// Whether a file begins with our headings, whatever it is called.
pub fn begins(head: &[u8]) -> bool {
    // With its mark, UTF-16 as well.
    let (text, _, _) = encoding_rs::UTF_8.decode(head);
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    let cells = line.trim_end().split([',', '\t', ';']);
    OwnHeader::of(cells.map(|cell| cell.trim_matches('"'))).is_some()
}

/// The tasks of a text of separated values; `None` where it is no file of ours.
///
/// # Errors
/// More rows than any such file has; a file that is not whole.
pub fn read_separated(text: &str) -> Result<Option<DraftDocument>, ImportFault> {
    let mut header: Option<(usize, OwnHeader)> = None;
    let mut above = 0;
    separated::each(text, MAX_ROWS, &mut |line| {
        header = OwnHeader::of(line.cells.iter()).map(|found| (above, found));
        above += 1;
        header.is_none() && above < MAX_ABOVE
    })?;
    let Some((above, header)) = header else {
        return Ok(None);
    };
    let mut shape = OwnShape::of(text, &header)?;
    let progress = header.place(Exported::Progress);
    let mut shares: Vec<String> = Vec::new();
    let (mut seen, mut at) = (0, 0);
    separated::each(text, MAX_ROWS + MAX_ABOVE, &mut |line| {
        if seen > above {
            shape.count(line);
        }
        seen += 1;
        let cell = progress.and_then(|place| line.cells.get(place));
        // The heading among them is no figure, and so no matter.
        shares.extend(cell.filter(|cell| !cell.is_empty()).map(str::to_owned));
        true
    })?;
    let has_fractions = cells::are_fractions(shares.iter().map(String::as_str));
    let mut document = DraftDocument::default();
    let mut unread = header.named_unread();
    let mut take = |line: &SeparatedRow| {
        if at > above {
            let row: Vec<&str> = line.cells.iter().collect();
            header.note_unread(&row, &mut unread);
            let stands = shape.row(line, at - above - 1);
            let read = draft_of(&header, line.number, &row, has_fractions, stands);
            read.into(&mut document, line.number);
        }
        at += 1;
        true
    };
    separated::each(text, MAX_ROWS + MAX_ABOVE, &mut take)?;
    shape.whole()?;
    document.warnings.extend(header.unread(&unread));
    Ok(Some(parents_first(document)))
}

/// The tasks of sheets; `None` where none is ours.
pub fn read_sheets(sheets: &[SourceSheet]) -> Option<DraftDocument> {
    let mut document: Option<DraftDocument> = None;
    let mut left_out = Vec::new();
    for sheet in sheets {
        let rows = sheet.rows.iter().take(MAX_ABOVE).enumerate();
        let header = rows.filter_map(|(at, row)| {
            let cells = row.cells.iter().map(|cell| cell.text.as_str());
            Some((at, OwnHeader::of(cells)?))
        });
        let Some((above, header)) = header.into_iter().next() else {
            left_out.push(sheet.name.clone());
            continue;
        };
        let rows = &sheet.rows[above + 1..];
        let progress = header.place(Exported::Progress);
        let shares = rows.iter().filter_map(|row| Some(row.text(progress?)));
        let has_fractions = cells::are_fractions(shares.filter(|cell| !cell.is_empty()));
        let document = document.get_or_insert_default();
        let mut unread = header.named_unread();
        for row in rows {
            let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
            header.note_unread(&cells, &mut unread);
            let shape = shape::of_sheet_row(&header, &cells);
            let read = draft_of(&header, row.number, &cells, has_fractions, shape);
            read.into(document, row.number);
        }
        document.warnings.extend(header.unread(&unread));
    }
    let mut document = document?;
    for sheet in left_out {
        let doubt = DoubtKind::SheetWithoutHeader { sheet };
        document.warnings.push(doubt.at(None));
    }
    Some(parents_first(document))
}

/// A task of a list as JSON; `None` for what is none.
pub fn task_of(object: &serde_json::Map<String, Value>) -> Option<TaskDraft> {
    let is_task = !object.contains_key("tasks")
        && (object.contains_key("id") || object.contains_key("title"));
    if !is_task {
        return None;
    }
    let mut reader = OwnRowReader::default();
    for column in Exported::ALL.into_iter() {
        let Some(value) = object.get(column.id()) else {
            continue;
        };
        match value {
            Value::Array(list) => reader.take_list(column, list),
            Value::Null => reader.take(column, ""),
            Value::String(text) => reader.take(column, clean_text(text).trim()),
            other => reader.take(column, &other.to_string()),
        }
    }
    for key in REASON {
        if let Some(Value::String(reason)) = object.get(key) {
            reader.reason(reason);
        }
    }
    Some(reader.finish())
}

/// The keys of a task of a list as JSON that are not read.
pub fn unread_keys(object: &serde_json::Map<String, Value>) -> impl Iterator<Item = &str> {
    let keys = object.keys().map(String::as_str);
    keys.filter(|key| !REASON.contains(key) && Exported::ALL.into_iter().all(|it| it.id() != *key))
}

/// Reads the cells of one row.
#[derive(Default)]
struct OwnRowReader {
    draft: TaskDraft,
    returned: Returned,
    has_fractions: bool,
}

impl OwnRowReader {
    fn reason(&mut self, text: &str) {
        let reason = clean_line(text.trim()).into_owned();
        self.returned.reason = (!reason.is_empty()).then_some(reason);
    }

    /// A share done. Files of ours have whole figures only: a bare part of one is a fraction whatever
    /// stands in the other rows.
    fn share(&self, text: &str) -> Option<Progress> {
        let is_part = |figure: f64| figure > 0.0 && figure < 1.0;
        let is_fraction = self.has_fractions || text.parse().is_ok_and(is_part);
        cells::progress(text, is_fraction)
    }

    /// Notes what is doubtful of the row.
    fn doubt(&mut self, what: DoubtKind) {
        self.draft.warnings.push(what.at(None));
    }

    /// What could not be read stays as it stands.
    fn keep(&mut self, column: Exported, text: &str) {
        self.returned.raw.insert(column, text.to_owned());
    }

    /// Takes a value, or keeps the text of one that is none. An empty one is none either.
    fn set<T>(&mut self, column: Exported, text: &str, read: Option<T>) -> Option<T> {
        if read.is_none() && !text.is_empty() {
            self.keep(column, text);
        }
        read
    }

    fn take(&mut self, column: Exported, text: &str) {
        self.returned.columns.add(column);
        if let Some(role) = column.role() {
            return self.take_names(column, role, text);
        }
        let some = (!text.is_empty()).then(|| text.to_owned());
        match column {
            Exported::Id => {
                let id = whole(text).and_then(TaskId::new);
                self.returned.id = self.set(column, text, id);
            }
            Exported::Revision => {
                let revision = whole(text).and_then(Revision::new);
                self.returned.revision = self.set(column, text, revision);
            }
            Exported::Parent => {
                self.returned.parent = whole(text).and_then(TaskId::new);
                let own = self.returned.parent.map(|id| id.to_string());
                self.keep(column, own.as_deref().unwrap_or(text));
            }
            Exported::Number => self.draft.number = text.to_owned(),
            Exported::Document => {
                self.draft.document = some;
                self.keep(column, text);
            }
            Exported::Region => self.draft.region = some,
            Exported::RegionCode => {
                let code = whole(text).map_or(text.to_owned(), |code| code.to_string());
                self.draft.region_code = code.parse().ok();
                self.keep(column, &code);
            }
            Exported::Sector => self.draft.sector = self.set(column, text, cells::sector(text)),
            Exported::SectionPath => {
                self.draft.section_path = headings_of(text);
                self.keep(column, text);
            }
            Exported::Title => self.draft.title = text.to_owned(),
            Exported::Requirement => self.draft.requirement = text.to_owned(),
            Exported::Status => self.draft.status = self.set(column, text, headings().status(text)),
            Exported::Progress => {
                self.draft.progress = self.set(column, text, self.share(text));
                self.returned.whole_progress = cells::whole_percent(text);
            }
            Exported::Deadline => {
                let day = self.set(column, text, day(text));
                self.draft.deadline = Some(day);
            }
            Exported::OriginalDeadline => {
                self.draft.original_deadline = day(text);
                let own = self.draft.original_deadline.map(|day| day.to_string());
                self.keep(column, own.as_deref().unwrap_or(text));
            }
            Exported::Standing => {
                let read = self.set(column, text, yes_or_no(text));
                self.draft.standing = read.unwrap_or_default();
            }
            // The names stand in columns of their roles.
            _ => self.keep(column, text),
        }
    }

    /// The names in a cell. The cell is kept where it may say one name that looks like two.
    fn take_names(&mut self, column: Exported, role: Role, text: &str) {
        let kind = PartyKind::of(role);
        // An empty list, as a program writes it into a cell.
        let is_nothing = cells::is_nothing(text) || text.trim() == "[]";
        let text = if is_nothing { "" } else { text };
        if name::is_structure(text) {
            self.keep(column, text);
            return;
        }
        let names = name::parties(text, kind)
            .into_iter()
            .map(|party| party.name);
        let names: Vec<String> = names.collect();
        if names.join(COMMA) != text {
            self.keep(column, text);
        }
        let pieces = name::pieces(text).into_iter();
        let merged = pieces.filter(|piece| name::may_be_several(piece, kind));
        for piece in merged {
            let name = piece.to_owned();
            self.doubt(DoubtKind::OneNameRead { role, name });
        }
        *self.draft.parties_mut(role) = names;
    }

    fn take_list(&mut self, column: Exported, list: &[Value]) {
        self.returned.columns.add(column);
        let texts = || {
            let texts = list.iter().filter_map(Value::as_str);
            texts.map(|text| clean_line(text.trim()).into_owned())
        };
        match column {
            Exported::SectionPath => {
                self.draft.section_path = texts().collect();
                self.keep(column, &texts().collect::<Vec<_>>().join(COMMA));
            }
            Exported::Milestones => {
                let read: Vec<Option<Milestone>> = list.iter().map(of_json).collect();
                let read: Option<Vec<Milestone>> = read.into_iter().collect();
                self.keep(
                    column,
                    &read.as_deref().map_or("?".to_owned(), milestones_text),
                );
                self.draft.milestones = read.unwrap_or_default();
            }
            Exported::Indicators => {
                let read: Vec<Option<Indicator>> = list.iter().map(of_json).collect();
                let read: Option<Vec<Indicator>> = read.into_iter().collect();
                self.keep(
                    column,
                    &read.as_deref().map_or("?".to_owned(), indicators_text),
                );
                self.draft.indicators = read.unwrap_or_default();
            }
            _ => match column.role() {
                // Who is left out would be taken off the task.
                Some(_) if !list.iter().all(Value::is_string) => {
                    self.keep(column, &Value::from(list.to_vec()).to_string());
                }
                Some(role) => {
                    let kind = PartyKind::of(role);
                    for name in texts() {
                        let count = name::parties(&name, kind).len();
                        if count > 1 {
                            self.doubt(DoubtKind::NameParted { role, name, count });
                        }
                    }
                    // As in a cell: one name may look like two.
                    self.take_names(column, role, &texts().collect::<Vec<_>>().join(COMMA));
                }
                None => self.keep(column, &Value::from(list.to_vec()).to_string()),
            },
        }
    }

    fn finish(self) -> TaskDraft {
        let OwnRowReader {
            mut draft,
            returned,
            ..
        } = self;
        draft.returned = Some(Box::new(returned));
        draft
    }
}

fn of_json<T: serde::de::DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

/// Tasks before those that detail them, else in their order.
pub fn parents_first(mut document: DraftDocument) -> DraftDocument {
    let returned = || {
        document
            .tasks
            .iter()
            .filter_map(|task| task.returned.as_deref())
    };
    let all: BTreeSet<TaskId> = returned().filter_map(|returned| returned.id).collect();
    let mut seen: BTreeSet<TaskId> = BTreeSet::new();
    let in_order = returned().all(|returned| {
        seen.extend(returned.id);
        let parent = returned.parent.filter(|parent| all.contains(parent));
        parent.is_none_or(|parent| seen.contains(&parent))
    });
    if !in_order {
        let is_child = |task: &TaskDraft| {
            let returned = task.returned.as_deref();
            returned.is_some_and(|returned| returned.parent.is_some())
        };
        document.tasks.sort_by_key(is_child);
    }
    document
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::Status;

    fn read(text: &str) -> Option<DraftDocument> {
        read_separated(text).unwrap()
    }

    #[test]
    fn headings_of_ours_are_known_whatever_columns_are_left_and_others_are_not() {
        for own in [
            "id,number,title,revision\n1,2,甲,3\n",
            "ID,编号,任务,修订\n1,2,甲,3\n",
            "id,title,lead_units,responsible_units,section_path\n1,甲,,,\n",
            "number,title,section_path,responsible_units,assisting_units,light_reason\n2,甲,,,,\n",
            "id,number,region,title,leaders,lead_units,status,progress,deadline\n1,2,甲,乙,,,,,\n",
            "id,title\n1,甲\n",
            "id,progress\n1,5\n",
            "id,title,deadline,original_deadline\n1,甲,,\n",
            "id,title,progress,备注\n1,甲,5,乙\n",
            "id,progress,备注,note,,说明\n1,5,乙,丙,丁,\n",
            "id,lead_units,甲,乙,丙\n1,丁,,,\n",
            "各旗县台账,,,\nid;number;title;revision\n"
                .replace(';', ",")
                .as_str(),
        ] {
            assert!(read(own).is_some(), "{own}");
        }
        for other in [
            "序号,任务名称,责任单位,完成时限\n1,甲,乙,丙\n",
            "ID,编号,任务,状态,进度\n1,2,甲,推进中,5\n",
            "id,任务名称,责任单位,完成时限\n1,甲,乙,丙\n",
            "id,任务,进度\n1,甲,5\n",
            "ID,Title,Status,Progress\n1,甲,推进中,5\n",
            "id,title,牵头单位,完成时限\n1,甲,乙,丙\n",
            "id\n1\n",
            "",
        ] {
            assert!(read(other).is_none(), "{other}");
        }
    }

    #[test]
    fn what_other_programs_do_to_cells_is_undone() {
        let text = "id,revision,parent,region_code,status,progress,deadline,standing,leaders,title\r\n\
                    12.0,3.0,\"1,234\",150430.0,推进中,45%,2027/3/5,TRUE,王 伟，李四,'=甲\r\n";
        let document = read(text).unwrap();
        let draft = &document.tasks[0];
        let returned = draft.returned.as_deref().unwrap();
        assert_eq!(returned.id, TaskId::new(12));
        assert_eq!(returned.revision, Revision::new(3));
        assert_eq!(returned.parent, TaskId::new(1234));
        assert_eq!(
            draft.region_code.map(|code| code.to_string()).as_deref(),
            Some("150430")
        );
        assert_eq!(draft.status, Some(Status::InProgress));
        assert_eq!(draft.progress.map(|it| it.percent()), Some(45));
        assert_eq!(draft.deadline, Some("2027-03-05".parse().ok()));
        assert!(draft.standing);
        assert_eq!(draft.leaders, ["王伟", "李四"]);
        assert_eq!(draft.title, "=甲");
        assert!(
            !returned.columns.has(Exported::Requirement),
            "a column that is not there"
        );
        let fractions = read("id,revision,progress\n1,1,0.45\n2,1,1\n").unwrap();
        let shares = fractions
            .tasks
            .iter()
            .map(|task| task.progress.map(|it| it.percent()));
        assert_eq!(shares.collect::<Vec<_>>(), [Some(45), Some(100)]);
    }

    #[test]
    fn what_cannot_be_read_stays_as_it_stands_and_blank_rows_and_sums_are_passed_over() {
        let text = "id,revision,status,progress,deadline,title\n1,1,快好了,一半,年底,甲\n,,,,,\n,,,,,合计\nid,revision,status,progress,deadline,title\n";
        let document = read(text).unwrap();
        assert_eq!(document.tasks.len(), 1);
        let raw = &document.tasks[0].returned.as_deref().unwrap().raw;
        let raw: BTreeMap<&str, &str> = raw
            .iter()
            .map(|(at, text)| (at.id(), text.as_str()))
            .collect();
        assert_eq!(raw["status"], "快好了");
        assert_eq!((raw["progress"], raw["deadline"]), ("一半", "年底"));
    }

    #[test]
    fn a_task_of_a_list_as_json_says_the_same() {
        let text = r#"{"id": 7, "revision": 2, "parent": null, "leaders": ["王 伟"], "progress": 45,
            "deadline": null, "standing": false, "light": "red", "section_path": ["一、甲", "(二)乙"]}"#;
        let object: Value = serde_json::from_str(text).unwrap();
        let draft = task_of(object.as_object().unwrap()).unwrap();
        let returned = draft.returned.as_deref().unwrap();
        assert_eq!((returned.id, returned.parent), (TaskId::new(7), None));
        assert_eq!(draft.deadline, Some(None));
        assert_eq!(draft.section_path.len(), 2);
        assert!(!returned.columns.has(Exported::Title));
        let other: Value = serde_json::from_str(r#"{"tasks": []}"#).unwrap();
        assert!(task_of(other.as_object().unwrap()).is_none());
    }
}
