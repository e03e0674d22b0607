//! One task a line, as `export --format jsonl` writes them.

use std::io::{BufRead, Read};

use super::fault::{Fault, FaultKind, ImportFault};
use crate::domain::draft::{DraftDocument, TaskDraft};

/// The longest line taken, in megabytes. A whole plan has less than one.
const MAX_MEGABYTES: u64 = 16;

/// How many faults are collected before the rest of the file is left unread.
const MAX_FAULTS: usize = 1_000;

/// Reads every line; the faults of all are collected. The result is one draft without a head.
pub fn read(bytes: &mut dyn BufRead) -> Result<Vec<DraftDocument>, ImportFault> {
    super::skip_mark(bytes)?;
    let mut draft = DraftDocument::default();
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
        match std::str::from_utf8(&line).map(serde_json::from_str::<TaskDraft>) {
            Ok(Ok(task)) => draft.tasks.push(task),
            Ok(Err(error)) => faults.push(Fault {
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
    } else if draft.tasks.is_empty() {
        Err(ImportFault::Empty)
    } else {
        Ok(vec![draft])
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
}
