//! A file read for somebody who looks at it before it is taken in: the drafts, and beside them
//! the lines they came from.

use super::source::SourceText;
use super::{
    ImportError, ImportFault, InputFormat, Mappings, OpenedFile, SheetTable, Watch, clean,
    documents,
};
use crate::domain::draft::DraftDocument;
use crate::domain::task::SourceFile;

/// What was read of a file.
#[derive(Debug, Default, PartialEq)]
pub struct FileReading {
    /// The drafts.
    pub documents: Vec<DraftDocument>,
    /// The lines each of them was read from; none for what was JSON already.
    pub sources: Vec<SourceText>,
    /// The tables a ledger could be in.
    pub tables: Vec<SheetTable>,
    /// The file.
    pub file: SourceFile,
    /// Its name, as given.
    pub name: String,
}

impl FileReading {
    /// Whether somebody should say what the columns hold: some are unknown in a ledger that was
    /// read, or none is known and nothing was read.
    pub fn wants_columns(&self) -> bool {
        let is_bare = self.documents.is_empty();
        let mut tables = self.tables.iter();
        tables.any(|table| table.is_open() && (is_bare || table.is_read))
    }

    /// The lines a document was read from.
    pub fn source(&self, document: usize) -> Option<&SourceText> {
        // Several documents of one text share it.
        let own = self.sources.get(document).or_else(|| self.sources.first());
        own.filter(|source| !source.lines.is_empty())
    }
}

/// Reads an opened file to its end, with the lines it came from; `watch` follows and can end it.
///
/// # Errors
/// [`ImportError`] with every fault found, and that of a stopped reading.
pub fn read_for_review(
    mut opened: OpenedFile,
    mappings: &Mappings,
    watch: &Watch,
) -> Result<FileReading, ImportError> {
    opened.bytes.get_mut().watch = Some(watch.clone());
    // What the first look at the file took is read already.
    let _ = watch.pass(opened.bytes.buffer().len());
    let (mut sources, mut tables, mut is_own) = (Vec::new(), Vec::new(), false);
    let drafts = match opened.format {
        InputFormat::Json => crate::import::own::json::read(&mut opened.bytes),
        InputFormat::JsonLines => crate::import::own::jsonl::read(&mut opened.bytes),
        InputFormat::Text => super::whole(&mut opened.bytes).and_then(|all| {
            let (document, source) = super::text(&all)?;
            sources = vec![source];
            Ok(vec![document])
        }),
        InputFormat::Office(container) => {
            super::whole_of(container, &mut opened.bytes).and_then(|all| {
                let content = documents::read(container, &all, &opened.name, mappings)?;
                (sources, tables) = (content.sources, content.tables);
                is_own = content.is_own;
                Ok(content.documents)
            })
        }
    };
    // An export of nothing has no tasks either.
    let is_document =
        matches!(opened.format, InputFormat::Text | InputFormat::Office(_)) && !is_own;
    let drafts = match drafts.and_then(|drafts| super::not_bare(drafts, is_document)) {
        // A table in which nothing is known is for a person to explain.
        Err(ImportFault::NoTasks) if !tables.is_empty() => Ok(Vec::new()),
        other => other,
    };
    match drafts {
        Err(fault) => Err(ImportError {
            file: opened.name,
            fault,
        }),
        Ok(mut documents) => {
            // Task lines are clean already.
            if opened.format != InputFormat::JsonLines {
                documents.iter_mut().for_each(clean::document);
            }
            Ok(FileReading {
                documents,
                sources,
                tables,
                name: opened.name.clone(),
                file: opened.source_file(),
            })
        }
    }
}
