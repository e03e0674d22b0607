//! Files to drafts, with the places of every fault; never touches the ledger.
//!
//! JSON and task lines: what `import --dry-run --format json` prints and what
//! `export --format jsonl` writes. Ledgers that offices keep in Excel or CSV. Plans as text: Word
//! documents and PDF become lines ([`source::Source`]), whatever container they came in.

mod clean;
mod convert;
mod documents;
pub mod docx;
pub mod encoding;
mod fault;
mod file;
#[cfg(test)]
mod fixture;
mod json;
mod jsonl;
pub mod ledger_sheet;
mod package;
mod plan;
pub mod separated;
pub mod sheet;
pub mod source;
pub mod xlsx;
mod xml;

pub use documents::Container;
pub use encoding::Undecodable;
pub use fault::{ContainerFault, ConverterFault, Fault, FaultKind, ImportError, ImportFault};
pub use file::{Opened, open, standard_input};
pub use jsonl::Lines;

use std::io::{BufRead, Read};

use crate::domain::draft::{DraftDocument, Warning};
use crate::domain::task::SourceFile;

/// The largest document taken, in megabytes. The longest plans have less than one.
const MAX_MEGABYTES: u64 = 64;

/// What a file is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A document, or a list of documents.
    Json,
    /// One task a line.
    JsonLines,
    /// An official plan as text.
    Text,
    /// A document or a table of an office program.
    Office(Container),
}

/// Reads the drafts of an opened file, to its end, and tells which file it was.
///
/// # Errors
/// [`ImportError`] with every fault found, each with its line.
pub fn read(mut opened: Opened) -> Result<(Vec<DraftDocument>, SourceFile), ImportError> {
    let drafts = match opened.format {
        Format::Json => json::read(&mut opened.bytes),
        Format::JsonLines => jsonl::read(&mut opened.bytes),
        Format::Text => text(&mut opened.bytes),
        Format::Office(container) => {
            whole(&mut opened.bytes).and_then(|all| documents::read(container, &all, &opened.name))
        }
    };
    let is_document = matches!(opened.format, Format::Text | Format::Office(_));
    let drafts = drafts.and_then(|drafts| {
        // A text in which nothing is a task was not meant for this: taking it in would say "done".
        let is_bare = drafts.iter().all(|draft| draft.tasks.is_empty());
        if is_document && is_bare {
            Err(ImportFault::NoTasks)
        } else {
            Ok(drafts)
        }
    });
    match drafts {
        Err(fault) => Err(ImportError {
            file: opened.name,
            fault,
        }),
        Ok(mut drafts) => {
            // Task lines are clean already.
            if opened.format != Format::JsonLines {
                drafts.iter_mut().for_each(clean::document);
            }
            Ok((drafts, opened.source_file()))
        }
    }
}

/// Reads a plan; it is held in memory as a whole.
fn text(bytes: &mut dyn BufRead) -> Result<Vec<DraftDocument>, ImportFault> {
    let (decoded, lost) = encoding::decode_for_people(&whole(bytes)?)?;
    let mut document = plan::read_text(&decoded.text)?;
    if let Some(lost) = lost {
        let doubt = Warning {
            line: Some(lost.line),
            message: format!(
                "从第 {} 字节起有不能识别的字节，按 {} 读取，请核对原文",
                lost.byte, lost.encoding_name
            ),
        };
        document.warnings.insert(0, doubt);
    }
    Ok(vec![document])
}

/// All bytes of a file that is held in memory as a whole.
fn whole(bytes: &mut dyn BufRead) -> Result<Vec<u8>, ImportFault> {
    let mut all = Vec::new();
    bytes
        .take((MAX_MEGABYTES << 20) + 1)
        .read_to_end(&mut all)?;
    match all.len() as u64 > MAX_MEGABYTES << 20 {
        true => Err(ImportFault::TooLarge(MAX_MEGABYTES)),
        false => Ok(all),
    }
}

/// Passes over a UTF-8 byte order mark.
fn skip_mark(bytes: &mut dyn BufRead) -> std::io::Result<()> {
    if bytes.fill_buf()?.starts_with(b"\xEF\xBB\xBF") {
        bytes.consume(3);
    }
    Ok(())
}
