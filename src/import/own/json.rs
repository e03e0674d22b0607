//! A document, or a list of documents, as `import --dry-run --format json` prints them.

use std::collections::BTreeSet;
use std::fmt;
use std::io::BufRead;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::domain::doubt::UnreadColumn;
use crate::domain::draft::{DocumentHead, DraftDocument, TaskDraft, Warning};
use crate::import::fault::{ContainerFault, ContentFault, FaultKind, ImportFault};
use crate::import::own::header::unread_columns;

/// The most documents and tasks taken; task lines are for more.
const MAX_TASKS: usize = 200_000;

/// How many faults are collected; the rest would tell nothing new.
const MAX_FAULTS: usize = 1_000;

/// Reads every document; faults of all tasks are collected.
pub fn read(bytes: &mut dyn BufRead) -> Result<Vec<DraftDocument>, ImportFault> {
    crate::import::skip_mark(bytes)?;
    let text = crate::import::up_to(most_megabytes(bytes)?, bytes)?;
    if let Err(error) = std::str::from_utf8(&text) {
        let before = &text[..error.valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        return Err(ImportFault::NotUtf8(u32::try_from(line).ok()));
    }
    // Lists are walked piece by piece: as a whole the values of a hostile file would take a
    // hundred times its size.
    let mut reader = JsonReader::default();
    let mut parser = serde_json::Deserializer::from_slice(&text);
    let read = (&mut reader)
        .deserialize(&mut parser)
        .and_then(|()| parser.end());
    if reader.is_full {
        return Err(ContainerFault::TooManyRows(MAX_TASKS).into());
    }
    if let Err(error) = read {
        return Err(ImportFault::Content(vec![ContentFault {
            line: u32::try_from(error.line()).ok(),
            place: None,
            kind: FaultKind::of_json(&error),
        }]));
    }
    if !reader.own.tasks.is_empty() {
        let mut own = std::mem::take(&mut reader.own);
        number_lines(&mut own.tasks, &reader.begins, &text);
        let unread = reader.unread.iter();
        let unread = unread.map(|key| UnreadColumn::Named(key.clone()));
        own.warnings.extend(unread_columns(unread));
        reader
            .drafts
            .push(crate::import::own::rows::parents_first(own));
    }
    match reader.faults.is_empty() {
        true => Ok(reader.drafts),
        false => Err(ImportFault::Content(reader.faults)),
    }
}

/// Gives each task the line on which it begins, unless all stand on one.
fn number_lines(tasks: &mut [TaskDraft], begins: &[usize], text: &[u8]) {
    if !text.trim_ascii().contains(&b'\n') {
        return;
    }
    let (mut line, mut passed) = (1_u32, 0);
    for (task, begin) in tasks.iter_mut().zip(begins) {
        let at = begin.saturating_sub(text.as_ptr().addr());
        let between = text.get(passed..at).unwrap_or_default();
        let ends = between.iter().filter(|byte| **byte == b'\n').count();
        line = line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        passed = at.max(passed);
        task.line = Some(line);
        for doubt in &mut task.warnings {
            doubt.line = Some(line);
        }
    }
}

/// How large a file may be, by its beginning: that of a list of tasks is an export, and longer than
/// any document.
fn most_megabytes(bytes: &mut dyn BufRead) -> std::io::Result<u64> {
    let head = bytes.fill_buf()?;
    let dense: Vec<u8> = head
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .take(6)
        .collect();
    Ok(match dense.as_slice() {
        b"[{\"id\"" => crate::import::MAX_EXPORT_MEGABYTES,
        _ => crate::import::MAX_MEGABYTES,
    })
}

/// What was read so far.
#[derive(Default)]
struct JsonReader {
    drafts: Vec<DraftDocument>,
    /// The tasks of an export, each by itself.
    own: DraftDocument,
    /// Where in memory each of them begins.
    begins: Vec<usize>,
    /// Keys in them that nobody reads.
    unread: BTreeSet<String>,
    faults: Vec<ContentFault>,
    /// Documents and tasks, sound or not.
    count: usize,
    /// Whether there were more than any file has.
    is_full: bool,
}

impl JsonReader {
    fn fault(&mut self, place: String, kind: FaultKind) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(ContentFault {
                line: None,
                place: Some(place),
                kind,
            });
        }
    }

    /// Counts one more; an error stops the parser.
    fn count<E: Error>(&mut self) -> Result<(), E> {
        self.count += 1;
        self.is_full = self.count > MAX_TASKS;
        match self.is_full {
            true => Err(E::custom("too many")),
            false => Ok(()),
        }
    }

    /// Reads the parts one by one, so that a fault in one task hides none in another.
    fn document<E: Error>(&mut self, raw: &RawValue) -> Result<(), E> {
        self.count()?;
        let index = self.drafts.len();
        let mut draft = DraftDocument::default();
        // A struct would be read from a list as well.
        let object = Some(raw.get()).filter(|text| text.starts_with('{'));
        if let Some(object) = object.and_then(own_object)
            && let Some(task) = crate::import::own::rows::task_of(&object)
        {
            let unread = crate::import::own::rows::unread_keys(&object);
            self.unread.extend(unread.map(str::to_owned));
            self.begins.push(raw.get().as_ptr().addr());
            self.own.tasks.push(task);
            return Ok(());
        }
        let Some(parts) = object.and_then(|text| serde_json::from_str::<Parts>(text).ok()) else {
            self.fault(format!("[{index}]"), FaultKind::NotAnObject);
            self.drafts.push(draft);
            return Ok(());
        };
        if let Some(head) = parts.document {
            match serde_json::from_str::<Option<DocumentHead>>(head.get()) {
                Ok(head) => draft.document = head,
                Err(error) => self.fault(format!("[{index}].document"), FaultKind::of_json(&error)),
            }
        }
        if let Some(warnings) = parts.warnings {
            match serde_json::from_str::<Vec<Warning>>(warnings.get()) {
                Ok(warnings) => draft.warnings = warnings,
                Err(error) => self.fault(format!("[{index}].warnings"), FaultKind::of_json(&error)),
            }
        }
        let mut tasks = Tasks {
            reader: self,
            draft: &mut draft,
        };
        let is_list = parts.tasks.is_some_and(|list| {
            let mut parser = serde_json::Deserializer::from_str(list.get());
            (&mut tasks).deserialize(&mut parser).is_ok()
        });
        if self.is_full {
            return Err(E::custom("too many"));
        }
        if !is_list {
            self.fault(format!("[{index}]"), FaultKind::NoTasks);
        }
        self.drafts.push(draft);
        Ok(())
    }
}

/// A task of an export. Documents are told by their key first: they may be long.
fn own_object(text: &str) -> Option<serde_json::Map<String, Value>> {
    let parts = serde_json::from_str::<Parts>(text).ok()?;
    let is_document =
        parts.tasks.is_some() || parts.document.is_some_and(|it| it.get().starts_with('{'));
    match is_document {
        true => None,
        false => serde_json::from_str(text).ok(),
    }
}

/// A document whose parts are yet to be read.
#[derive(Deserialize)]
struct Parts<'a> {
    #[serde(borrow, default)]
    document: Option<&'a RawValue>,
    #[serde(borrow, default)]
    warnings: Option<&'a RawValue>,
    #[serde(borrow, default)]
    tasks: Option<&'a RawValue>,
}

/// One document, or a list of them.
impl<'de> DeserializeSeed<'de> for &mut JsonReader {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        let whole = <&RawValue>::deserialize(from)?;
        if !whole.get().starts_with('[') {
            return self.document(whole);
        }
        let mut parser = serde_json::Deserializer::from_str(whole.get());
        parser.deserialize_seq(self).map_err(D::Error::custom)
    }
}

impl<'de> Visitor<'de> for &mut JsonReader {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of documents")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(raw) = list.next_element::<&RawValue>()? {
            self.document(raw)?;
        }
        Ok(())
    }
}

/// The tasks of a document.
struct Tasks<'a> {
    reader: &'a mut JsonReader,
    draft: &'a mut DraftDocument,
}

impl<'de> DeserializeSeed<'de> for &mut Tasks<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for &mut Tasks<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of tasks")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let index = self.reader.drafts.len();
        let mut at = 0;
        while let Some(raw) = list.next_element::<&RawValue>()? {
            self.reader.count()?;
            match serde_json::from_str::<TaskDraft>(raw.get()) {
                Ok(task) => self.draft.tasks.push(task),
                Err(error) => {
                    let place = format!("[{index}].tasks[{at}]");
                    self.reader.fault(place, FaultKind::of_json(&error));
                }
            }
            at += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_collected_with_its_place() {
        let text =
            r#"{"tasks": [{"number": "1", "standing": 5}, {"title": "x"}, {"progress": 101}]}"#;
        let Err(ImportFault::Content(faults)) = read(&mut text.as_bytes()) else {
            panic!("not refused");
        };
        assert_eq!(faults.len(), 2);
        let places: Vec<_> = faults.iter().map(|fault| fault.place.as_deref()).collect();
        assert_eq!(places, [Some("[0].tasks[0]"), Some("[0].tasks[2]")]);
    }

    #[test]
    fn a_byte_order_mark_and_a_list_of_documents_are_read() {
        let text =
            "\u{FEFF}[{\"document\": null, \"tasks\": []}, {\"tasks\": [{\"title\": \"x\"}]}]";
        let drafts = read(&mut text.as_bytes()).unwrap();
        assert_eq!(drafts.len(), 2);
        assert_eq!(drafts[1].tasks[0].title, "x");
    }

    #[test]
    fn random_bytes_are_refused_with_their_line() {
        let Err(ImportFault::NotUtf8(line)) = read(&mut &b"{\n\xFF\xFE\n"[..]) else {
            panic!("not refused");
        };
        assert_eq!(line, Some(2));
    }

    #[test]
    fn a_file_of_nothing_but_lists_is_refused_by_their_number() {
        let many = format!("[{}[]]", "[],".repeat(MAX_TASKS));
        let refused = read(&mut many.as_bytes()).unwrap_err();
        assert!(matches!(
            refused,
            ImportFault::Container(ContainerFault::TooManyRows(MAX_TASKS))
        ));
        let faults = format!("{{\"tasks\": [{}1]}}", "1,".repeat(2 * MAX_FAULTS));
        let Err(ImportFault::Content(faults)) = read(&mut faults.as_bytes()) else {
            panic!("not refused");
        };
        assert_eq!(faults.len(), MAX_FAULTS);
    }

    #[test]
    fn what_stands_behind_a_document_is_a_fault() {
        let refused = read(&mut &b"{\"tasks\": []} x"[..]).unwrap_err();
        assert!(matches!(refused, ImportFault::Content(_)));
        let no_list = read(&mut &b"{\"tasks\": 5}"[..]).unwrap_err();
        assert!(
            matches!(no_list, ImportFault::Content(faults) if faults[0].kind == FaultKind::NoTasks)
        );
    }
}
