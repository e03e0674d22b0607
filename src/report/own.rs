//! Telling an export of this program from a file of somebody else's.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;

use super::csv::BOM;

/// How much of a file is looked at: a task with the longest texts there may be is in it.
pub(super) const LOOKED_AT: u64 = 4 << 20;

/// What a task has in every format this program has written so far.
const MARKS: [&str; 6] = [
    "number",
    "title",
    "region",
    "status",
    "requirement",
    "leaders",
];

/// Whether a file that begins so was written by `export`, in whichever format: a sheet with the
/// headings of tasks, an array of tasks, or a task a line. A file with nothing in it is taken for
/// one, since nothing is lost with it.
pub(super) fn is_export(beginning: &[u8]) -> bool {
    let text = beginning.strip_prefix(BOM).unwrap_or(beginning);
    let text = text.trim_ascii_start();
    match text.first() {
        None => true,
        Some(b'[') => {
            let within = text[1..].trim_ascii_start();
            within.starts_with(b"]") || is_task(within)
        }
        Some(b'{') => is_task(text),
        Some(_) => has_headings(text),
    }
}

/// Whether an object comes first, and is a task.
fn is_task(text: &[u8]) -> bool {
    let mut values = serde_json::Deserializer::from_slice(text).into_iter();
    let first: Option<Result<BTreeMap<String, IgnoredAny>, _>> = values.next();
    first.is_some_and(|keys| {
        keys.is_ok_and(|keys| MARKS.iter().all(|mark| keys.contains_key(*mark)))
    })
}

fn has_headings(text: &[u8]) -> bool {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).from_reader(text);
    let first = reader.byte_records().next();
    first.is_some_and(|cells| {
        cells.is_ok_and(|cells| {
            MARKS
                .iter()
                .all(|mark| cells.iter().any(|cell| cell == mark.as_bytes()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_export_writes_is_known_again_and_what_others_write_is_not() {
        let task = r#"{"id": 1, "number": "1", "title": "甲", "region": "敖汉旗", "status": "assigned",
            "requirement": "", "leaders": [], "milestones": [{"due": null}]}"#;
        for own in [
            "",
            "\u{FEFF}",
            "[]\n",
            task,
            &format!("[\n  {task},\n  {{\"cut off"),
            &format!("{}\n{{\"title\"", task.replace('\n', "")),
            "\u{FEFF}id,number,title,region,status,requirement,leaders\n1,",
            "leaders,requirement,status,region,title,number",
        ] {
            assert!(is_export(own.as_bytes()), "{own}");
        }
        for other in [
            "id,number\n1,2\n",
            "编号,任务\n",
            "number title region status requirement leaders",
            "[1, 2]",
            "[{\"title\": \"甲\"}]",
            "{\"tasks\": []}",
            "{",
            "PK\u{3}\u{4}",
            "[core]\n\teditor = vi\n",
            "[[view]]\nname = \"甲\"\n",
            "#!/bin/sh\n",
        ] {
            assert!(!is_export(other.as_bytes()), "{other}");
        }
        assert!(!is_export(&[0xFF, 0xFE, 0, 1]));
        assert!(!is_export(b"SQLite format 3\0"));
    }

    #[test]
    fn every_format_of_this_program_is_known_again() {
        use crate::report::file::{Format, Writing};
        for format in Format::ALL {
            let mut bytes = Vec::new();
            Writing::begin(format, &mut bytes).unwrap().end().unwrap();
            assert!(is_export(&bytes), "{format:?}");
        }
        let columns = crate::domain::exported::Exported::ALL
            .into_iter()
            .map(|column| column.id());
        let columns: Vec<&str> = columns.collect();
        assert!(MARKS.iter().all(|mark| columns.contains(mark)));
    }
}
