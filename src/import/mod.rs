//! Files to drafts, with the places of every fault; never touches the ledger.
//!
//! [`containers`] reads the bytes of a file into [`source`]: lines, rows of tables, sheets. From
//! there a file that this program wrote goes through [`own`], an office's own ledger through
//! [`ledger_sheet`], and an official plan, be it text, Word or PDF, through `plan`. `documents` tells
//! which is which.

mod clean;
pub mod containers;
mod documents;
mod fault;
mod file;
#[cfg(test)]
mod fixture;
pub mod ledger_sheet;
mod own;
mod plan;
mod reading;
pub mod source;
mod watch;
#[cfg(test)]
mod word_tables_tests;

pub use containers::encoding::Undecodable;
pub use documents::Container;
pub use fault::{
    ContainerFault, ContentFault, ConverterFault, FaultKind, ImportError, ImportFault,
};
pub use file::{OpenedFile, open, standard_input};
pub use ledger_sheet::mapping::{Mapping, Mappings};
pub use ledger_sheet::{SheetColumn, SheetTable, TableColumn};
pub use own::jsonl::TaskLines;
pub use reading::{FileReading, read_for_review};
pub use source::places::{SourcePlace, index_of, place_of};
pub use watch::Watch;

use std::io::{BufRead, Read};

use crate::domain::doubt::DoubtKind;
use crate::domain::draft::DraftDocument;
use crate::domain::task::SourceFile;
use source::SourceText;

/// The largest document taken, in megabytes. The longest plans have less than one.
const MAX_MEGABYTES: u64 = 64;

/// The largest export taken: a list of 200,000 tasks.
const MAX_EXPORT_MEGABYTES: u64 = 256;

/// What a file is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFormat {
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
pub fn read(opened: OpenedFile) -> Result<(Vec<DraftDocument>, SourceFile), ImportError> {
    read_with(opened, &Mappings::default())
}

/// The same, with what is known of the columns of ledgers.
///
/// # Errors
/// [`ImportError`] with every fault found, each with its line.
pub fn read_with(
    opened: OpenedFile,
    mappings: &Mappings,
) -> Result<(Vec<DraftDocument>, SourceFile), ImportError> {
    let reading = read_for_review(opened, mappings, &Watch::default())?;
    if reading.documents.is_empty() && !reading.tables.is_empty() {
        // Nobody is there to say what the columns hold.
        return Err(ImportError {
            file: reading.name,
            fault: ImportFault::NoTasks,
        });
    }
    Ok((reading.documents, reading.file))
}

/// Refuses a document in which nothing is a task: it was not meant for this, and taking it in would
/// say "done".
fn not_bare(
    drafts: Vec<DraftDocument>,
    is_document: bool,
) -> Result<Vec<DraftDocument>, ImportFault> {
    let is_bare = drafts.iter().all(|draft| draft.tasks.is_empty());
    match is_document && is_bare {
        true => Err(ImportFault::NoTasks),
        false => Ok(drafts),
    }
}

/// Reads a plan; answers its lines as well.
fn text(bytes: &[u8]) -> Result<(DraftDocument, SourceText), ImportFault> {
    let (decoded, lost) = containers::encoding::decode_for_people(bytes)?;
    let (mut document, source) = plan::read_text(&decoded.text)?;
    if let Some(lost) = lost {
        let doubt = DoubtKind::LostBytes {
            byte: lost.byte,
            encoding: lost.encoding_name,
        }
        .at(lost.line);
        document.warnings.insert(0, doubt);
    }
    Ok((document, source))
}

/// All bytes of a file that is held in memory as a whole.
fn whole(bytes: &mut dyn BufRead) -> Result<Vec<u8>, ImportFault> {
    up_to(MAX_MEGABYTES, bytes)
}

/// The same of an office's file. An export of a large ledger is longer than any document.
fn whole_of(container: Container, bytes: &mut dyn BufRead) -> Result<Vec<u8>, ImportFault> {
    match container {
        Container::Separated => up_to(MAX_EXPORT_MEGABYTES, bytes),
        _ => whole(bytes),
    }
}

fn up_to(megabytes: u64, bytes: &mut dyn BufRead) -> Result<Vec<u8>, ImportFault> {
    let mut all = Vec::new();
    bytes.take((megabytes << 20) + 1).read_to_end(&mut all)?;
    match all.len() as u64 > megabytes << 20 {
        true => Err(ImportFault::TooLarge(megabytes)),
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
