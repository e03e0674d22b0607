//! One task a line, as `export --format jsonl` writes them.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::domain::Field;
use crate::domain::draft::{DraftDocument, TaskDraft};
use crate::import::fault::{ContentFault, FaultKind, ImportError, ImportFault};
use crate::import::file::OpenedFile;

/// The longest line taken, in megabytes. A whole plan has less than one.
const MAX_MEGABYTES: u64 = 16;

/// How many bytes are read at a time.
const BUFFER: usize = 256 * 1024;

/// How many faults are collected before the rest of the file is left unread.
const MAX_FAULTS: usize = 1_000;

/// Reads every line; the faults of all are collected. The result is one draft without a head.
pub fn read(bytes: &mut dyn BufRead) -> Result<Vec<DraftDocument>, ImportFault> {
    let mut draft = DraftDocument::default();
    each_line(bytes, &mut |task| {
        draft.tasks.push(task);
        true
    })?;
    Ok(vec![draft])
}

/// Hands over the task of every line until `take` has enough; the faults of all lines are
/// collected.
fn each_line(
    bytes: &mut dyn BufRead,
    take: &mut dyn FnMut(TaskDraft) -> bool,
) -> Result<(), ImportFault> {
    crate::import::skip_mark(bytes)?;
    let mut is_empty = true;
    let mut faults = Vec::new();
    let mut line = Vec::new();
    let mut number: u32 = 0;
    loop {
        line.clear();
        let limit = MAX_MEGABYTES << 20;
        let got = bytes.take(limit + 1).read_until(b'\n', &mut line)?;
        if got == 0 {
            break;
        }
        number = number.saturating_add(1);
        if got as u64 > limit {
            return Err(ImportFault::TooLarge(MAX_MEGABYTES));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        is_empty = false;
        match std::str::from_utf8(&line).map(serde_json::from_str::<TaskDraft>) {
            Ok(Ok(mut task)) => {
                crate::import::clean::task(&mut task);
                task.left_out = left_out(&line);
                if faults.is_empty() && !take(task) {
                    return Ok(());
                }
            }
            Ok(Err(error)) => faults.push(ContentFault {
                line: Some(number),
                place: None,
                kind: FaultKind::of_json(&error),
            }),
            Err(_) => return Err(ImportFault::NotUtf8(Some(number))),
        }
        if faults.len() >= MAX_FAULTS {
            break;
        }
    }
    if !faults.is_empty() {
        Err(ImportFault::Content(faults))
    } else if is_empty {
        Err(ImportFault::Empty)
    } else {
        Ok(())
    }
}

/// The fields of a task that a line has no key for.
fn left_out(line: &[u8]) -> Vec<Field> {
    let there = serde_json::from_slice::<Keys>(line).map_or_else(|_| Vec::new(), |keys| keys.0);
    Field::BODY
        .into_iter()
        .filter(|field| !there.contains(field))
        .collect()
}

/// The fields that an object has keys for.
struct Keys(Vec<Field>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Keys, D::Error> {
        struct KeysVisitor;
        impl<'de> Visitor<'de> for KeysVisitor {
            type Value = Keys;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a task")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut fields = Vec::with_capacity(32);
                while let Some(key) = map.next_key::<Cow<str>>()? {
                    fields.extend(Field::from_id(&key));
                    map.next_value::<IgnoredAny>()?;
                }
                Ok(Keys(fields))
            }
        }
        from.deserialize_map(KeysVisitor)
    }
}

/// A file of task lines that is read a line at a time, as often as need be: a million tasks do
/// not fit into memory.
#[derive(Debug)]
pub struct TaskLines {
    name: String,
    file: File,
}

impl TaskLines {
    /// The lines of an opened file. What comes through a pipe is laid by first.
    ///
    /// # Errors
    /// It cannot be read or laid by.
    pub fn new(opened: OpenedFile) -> Result<TaskLines, ImportError> {
        let OpenedFile {
            name,
            mut bytes,
            again,
            ..
        } = opened;
        let laid_by = || -> std::io::Result<File> {
            let mut file =
                crate::files::nameless(Path::new(crate::import::containers::convert::WORKSHOP))?;
            std::io::copy(&mut bytes, &mut file)?;
            Ok(file)
        };
        match again.map_or_else(laid_by, Ok) {
            Ok(file) => Ok(TaskLines { name, file }),
            Err(error) => Err(ImportError {
                file: name,
                fault: error.into(),
            }),
        }
    }

    /// Hands over the task of every line, from the first, until `take` has enough.
    ///
    /// # Errors
    /// The faults of all lines.
    pub fn each(&self, take: &mut dyn FnMut(TaskDraft) -> bool) -> Result<(), ImportError> {
        let mut read = || -> Result<(), ImportFault> {
            let mut file = &self.file;
            file.seek(SeekFrom::Start(0))?;
            each_line(&mut BufReader::with_capacity(BUFFER, file), take)
        };
        read().map_err(|fault| ImportError {
            file: self.name.clone(),
            fault,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_line_is_named_and_blank_ones_are_passed_over() {
        let text = "{\"title\": \"x\"}\n\n{\"progress\": 101}\nno json\n";
        let Err(ImportFault::Content(faults)) = read(&mut text.as_bytes()) else {
            panic!("not refused");
        };
        let lines: Vec<_> = faults.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [Some(3), Some(4)]);
    }

    #[test]
    fn a_line_without_end_is_refused_before_it_fills_the_memory() {
        let mut endless = std::io::BufReader::new(std::io::repeat(b'x'));
        assert!(matches!(read(&mut endless), Err(ImportFault::TooLarge(16))));
    }

    #[test]
    fn lines_are_read_as_often_as_asked_also_from_a_pipe() {
        let text = "{\"title\": \"甲\"}\n{\"title\": \"乙\"}\n";
        let piped = crate::import::standard_input(text.as_bytes()).unwrap();
        let lines = TaskLines::new(piped).unwrap();
        for _ in 0..2 {
            let mut titles = Vec::new();
            lines
                .each(&mut |task| {
                    titles.push(task.title);
                    true
                })
                .unwrap();
            assert_eq!(titles, ["甲", "乙"]);
        }
        let mut count = 0;
        let mut first_only = |_| {
            count += 1;
            false
        };
        lines.each(&mut first_only).unwrap();
        assert_eq!(count, 1);
    }
}
