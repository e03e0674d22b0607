//! Files to drafts, with the places of every fault; never touches the ledger.
//!
//! JSON and task lines: what `import --dry-run --format json` prints and what
//! `export --format jsonl` writes. Ledgers that offices keep in Excel or CSV. Word documents and
//! PDF become lines ([`source::Source`]), whatever container they came in.

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
mod pdf;
pub mod separated;
pub mod sheet;
pub mod source;
pub mod xlsx;
mod xml;

pub use documents::Container;
pub use encoding::Undecodable;
pub use fault::{ContainerFault, ConverterFault, Fault, FaultKind, ImportError, ImportFault};
pub use file::{Opened, open, standard_input};

use std::io::BufRead;

use crate::domain::draft::DraftDocument;
use crate::domain::task::SourceFile;

/// What a file is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A document, or a list of documents.
    Json,
    /// One task a line.
    JsonLines,
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
        Format::Office(container) => documents::read(container, &mut opened.bytes, &opened.name),
    };
    match drafts {
        Err(fault) => Err(ImportError {
            file: opened.name,
            fault,
        }),
        Ok(mut drafts) => {
            drafts.iter_mut().for_each(clean::document);
            Ok((drafts, opened.source_file()))
        }
    }
}

/// Passes over a UTF-8 byte order mark.
fn skip_mark(bytes: &mut dyn BufRead) -> std::io::Result<()> {
    if bytes.fill_buf()?.starts_with(b"\xEF\xBB\xBF") {
        bytes.consume(3);
    }
    Ok(())
}
