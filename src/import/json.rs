//! A document, or a list of documents, as `import --dry-run --format json` prints them.

use std::io::{BufRead, Read};

use serde_json::Value;

use super::fault::{Fault, FaultKind, ImportFault};
use crate::domain::draft::{DocumentHead, DraftDocument, TaskDraft, Warning};

/// The largest document taken, in megabytes: it is held in memory as a whole.
const MAX_MEGABYTES: u64 = 64;

/// Reads every document; faults of all tasks are collected.
pub fn read(bytes: &mut dyn BufRead) -> Result<Vec<DraftDocument>, ImportFault> {
    super::skip_mark(bytes)?;
    let limit = MAX_MEGABYTES << 20;
    let mut text = Vec::new();
    bytes.take(limit + 1).read_to_end(&mut text)?;
    if text.len() as u64 > limit {
        return Err(ImportFault::TooLarge(MAX_MEGABYTES));
    }
    if let Err(error) = std::str::from_utf8(&text) {
        let before = &text[..error.valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        return Err(ImportFault::NotUtf8(u32::try_from(line).ok()));
    }
    let value: Value = serde_json::from_slice(&text).map_err(|error| {
        ImportFault::Content(vec![Fault {
            line: u32::try_from(error.line()).ok(),
            place: None,
            kind: FaultKind::of_json(&error),
        }])
    })?;
    let documents = match value {
        Value::Array(documents) => documents,
        one => vec![one],
    };
    let mut faults = Vec::new();
    let drafts = documents
        .into_iter()
        .enumerate()
        .map(|(index, document)| document_of(document, index, &mut faults))
        .collect();
    if faults.is_empty() {
        Ok(drafts)
    } else {
        Err(ImportFault::Content(faults))
    }
}

/// Reads the parts one by one, so that a fault in one task hides none in another.
fn document_of(value: Value, index: usize, faults: &mut Vec<Fault>) -> DraftDocument {
    let mut draft = DraftDocument::default();
    let mut fault = |place: String, kind: FaultKind| {
        faults.push(Fault {
            line: None,
            place: Some(place),
            kind,
        });
    };
    let Value::Object(mut object) = value else {
        fault(format!("[{index}]"), FaultKind::NotAnObject);
        return draft;
    };
    match object
        .remove("document")
        .map(serde_json::from_value::<Option<DocumentHead>>)
    {
        Some(Ok(head)) => draft.document = head,
        Some(Err(error)) => fault(format!("[{index}].document"), FaultKind::of_json(&error)),
        None => {}
    }
    match object
        .remove("warnings")
        .map(serde_json::from_value::<Vec<Warning>>)
    {
        Some(Ok(warnings)) => draft.warnings = warnings,
        Some(Err(error)) => fault(format!("[{index}].warnings"), FaultKind::of_json(&error)),
        None => {}
    }
    match object.remove("tasks") {
        Some(Value::Array(tasks)) => {
            for (at, task) in tasks.into_iter().enumerate() {
                match serde_json::from_value::<TaskDraft>(task) {
                    Ok(task) => draft.tasks.push(task),
                    Err(error) => {
                        fault(format!("[{index}].tasks[{at}]"), FaultKind::of_json(&error));
                    }
                }
            }
        }
        _ => fault(format!("[{index}]"), FaultKind::NoTasks),
    }
    draft
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
}
