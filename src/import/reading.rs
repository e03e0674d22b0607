//! A file read for somebody who looks at it before it is taken in: the drafts, and beside them
//! the lines they came from.

use super::source::Source;
use super::{Format, ImportError, ImportFault, Opened, Watch, clean, documents};
use crate::domain::draft::DraftDocument;
use crate::domain::task::SourceFile;

/// What was read of a file.
#[derive(Debug, Default, PartialEq)]
pub struct Reading {
    /// The drafts.
    pub documents: Vec<DraftDocument>,
    /// The lines each of them was read from; none for what was JSON already.
    pub sources: Vec<Source>,
    /// The file.
    pub file: SourceFile,
}

impl Reading {
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
pub fn read_for_review(mut opened: Opened, watch: &Watch) -> Result<Reading, ImportError> {
    opened.bytes.get_mut().watch = Some(watch.clone());
    // What the first look at the file took is read already.
    let _ = watch.pass(opened.bytes.buffer().len());
    let mut sources = Vec::new();
    let drafts = match opened.format {
        Format::Json => super::json::read(&mut opened.bytes),
        Format::JsonLines => super::jsonl::read(&mut opened.bytes),
        Format::Text => super::whole(&mut opened.bytes).and_then(|all| {
            let (document, text) = super::text(&all)?;
            sources = vec![Source::of_text(&text)];
            Ok(vec![document])
        }),
        Format::Office(container) => super::whole(&mut opened.bytes).and_then(|all| {
            let content = documents::read(container, &all, &opened.name)?;
            sources = content.sources;
            Ok(content.documents)
        }),
    };
    let is_document = matches!(opened.format, Format::Text | Format::Office(_));
    let drafts = drafts.and_then(|drafts| super::not_bare(drafts, is_document));
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
                file: opened.source_file(),
            })
        }
    }
}

impl ImportFault {
    /// Whether it is only that somebody asked for an end.
    pub fn is_stop(&self) -> bool {
        matches!(self, ImportFault::Unreadable(why) if why == "stopped")
    }
}
