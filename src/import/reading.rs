//! A file read for somebody who looks at it before it is taken in: the drafts, and beside them
//! the lines they came from.

use super::source::Source;
use super::{Format, ImportError, ImportFault, Mappings, Opened, Table, Watch, clean, documents};
use crate::domain::draft::DraftDocument;
use crate::domain::task::SourceFile;

/// What was read of a file.
#[derive(Debug, Default, PartialEq)]
pub struct Reading {
    /// The drafts.
    pub documents: Vec<DraftDocument>,
    /// The lines each of them was read from; none for what was JSON already.
    pub sources: Vec<Source>,
    /// The tables a ledger could be in.
    pub tables: Vec<Table>,
    /// The file.
    pub file: SourceFile,
    /// Its name, as given.
    pub name: String,
}

impl Reading {
    /// Whether somebody should say what the columns hold: some are unknown in a ledger that was
    /// read, or none is known and nothing was read.
    pub fn wants_columns(&self) -> bool {
        let is_bare = self.documents.is_empty();
        let mut tables = self.tables.iter();
        tables.any(|table| table.is_open() && (is_bare || table.is_read))
    }

    /// The lines a document was read from.
    pub fn source(&self, document: usize) -> Option<&Source> {
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
    mut opened: Opened,
    mappings: &Mappings,
    watch: &Watch,
) -> Result<Reading, ImportError> {
    opened.bytes.get_mut().watch = Some(watch.clone());
    // What the first look at the file took is read already.
    let _ = watch.pass(opened.bytes.buffer().len());
    let (mut sources, mut tables, mut is_own) = (Vec::new(), Vec::new(), false);
    let drafts = match opened.format {
        Format::Json => super::json::read(&mut opened.bytes),
        Format::JsonLines => super::jsonl::read(&mut opened.bytes),
        Format::Text => super::whole(&mut opened.bytes).and_then(|all| {
            let (document, text) = super::text(&all)?;
            sources = vec![Source::of_text(&text)];
            Ok(vec![document])
        }),
        Format::Office(container) => {
            super::whole_of(container, &mut opened.bytes).and_then(|all| {
                let content = documents::read(container, &all, &opened.name, mappings)?;
                (sources, tables) = (content.sources, content.tables);
                is_own = content.is_own;
                Ok(content.documents)
            })
        }
    };
    // An export of nothing has no tasks either.
    let is_document = matches!(opened.format, Format::Text | Format::Office(_)) && !is_own;
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
            if opened.format != Format::JsonLines {
                documents.iter_mut().for_each(clean::document);
            }
            Ok(Reading {
                documents,
                sources,
                tables,
                name: opened.name.clone(),
                file: opened.source_file(),
            })
        }
    }
}
