//! Why a file is not taken.

use crate::import::containers::encoding::Undecodable;

/// A file that was refused.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {fault:?}")]
pub struct ImportError {
    /// Its name, as given.
    pub file: String,
    /// Why.
    pub fault: ImportFault,
}

/// Why a file was refused.
#[derive(Debug)]
pub enum ImportFault {
    /// There is none of that name.
    Missing,
    /// A folder.
    Folder,
    /// A pipe, a device, a socket.
    Special,
    /// Nothing in it.
    Empty,
    /// A document in which no task was found.
    NoTasks,
    /// Neither a known ending nor text that looks like JSON.
    Unrecognised,
    /// Not UTF-8; the line, if it could be told.
    NotUtf8(Option<u32>),
    /// Larger than a document can be; the limit in megabytes.
    TooLarge(u64),
    /// The system could not read it.
    Unreadable(String),
    /// The content is not what it should be: every fault, in order.
    Content(Vec<ContentFault>),
    /// Bytes that are no text, with their place.
    Undecodable(Undecodable),
    /// A docx, xlsx or table that is broken or beyond what a document can be.
    Container(ContainerFault),
    /// A kind of file that another program has to convert first.
    Converter(ConverterFault),
}

/// Why a docx, an xlsx or a table was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContainerFault {
    /// No sound zip, or cut off.
    Broken,
    /// Locked with a password.
    Encrypted,
    /// A part that every such file has is not there.
    NoPart(&'static str),
    /// A part is no XML.
    BadXml(String),
    /// A document type declaration, which could name entities.
    Doctype,
    /// Elements nested deeper than this.
    TooDeep(usize),
    /// More parts than this.
    TooManyParts(usize),
    /// A part larger than this many megabytes.
    PartTooLarge(u64),
    /// All parts together larger than this many megabytes.
    SumTooLarge(u64),
    /// A part stored more densely than this.
    TooDense(u64),
    /// More text than this many megabytes.
    TooMuchText(usize),
    /// More paragraphs than this.
    TooManyLines(usize),
    /// More rows than this.
    TooManyRows(usize),
    /// More columns than this.
    TooManyColumns(usize),
    /// More cells than this.
    TooManyCells(usize),
    /// What the reader of workbooks says.
    Workbook(String),
}

/// Why another program could not convert a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConverterFault {
    /// The program is not installed; the package that brings it.
    NotInstalled {
        /// The kind of file.
        kind: &'static str,
        /// The package.
        package: &'static str,
    },
    /// It did not end in time; the seconds.
    TooSlow(u64),
    /// It failed, in its own words.
    Failed(String),
    /// A PDF of pictures.
    NoTextLayer,
}

impl From<ContainerFault> for ImportFault {
    fn from(fault: ContainerFault) -> Self {
        ImportFault::Container(fault)
    }
}

impl From<ConverterFault> for ImportFault {
    fn from(fault: ConverterFault) -> Self {
        ImportFault::Converter(fault)
    }
}

impl From<Undecodable> for ImportFault {
    fn from(fault: Undecodable) -> Self {
        ImportFault::Undecodable(fault)
    }
}

/// One fault of the content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentFault {
    /// 1-based line, where the form of the file has lines that mean something.
    pub line: Option<u32>,
    /// Where in a document: `[0].tasks[3]`.
    pub place: Option<String>,
    /// What is wrong there.
    pub kind: FaultKind,
}

/// What is wrong at a place of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// No JSON from this byte of the line on.
    NotJson(usize),
    /// A value of the wrong kind, in the reader's words.
    BadValue(String),
    /// Something else than an object.
    NotAnObject,
    /// A document without a list of tasks.
    NoTasks,
    /// A quotation mark that is not closed before the file ends.
    OpenQuote,
    /// Text between a closing quotation mark and the end of the cell.
    TextAfterQuote,
    /// A row with more cells than there are headings.
    ExtraCells {
        /// How many it has.
        cells: usize,
        /// How many there are.
        headings: usize,
    },
    /// A last row without a line end, and with fewer cells than there are headings.
    CutOff {
        /// How many it has.
        cells: usize,
        /// How many there are.
        headings: usize,
    },
}

impl FaultKind {
    /// Whether it is a fault of separated values.
    pub fn is_of_table(&self) -> bool {
        use FaultKind::{CutOff, ExtraCells, OpenQuote, TextAfterQuote};
        matches!(
            self,
            OpenQuote | TextAfterQuote | ExtraCells { .. } | CutOff { .. }
        )
    }

    /// What the JSON reader found.
    pub(super) fn of_json(error: &serde_json::Error) -> FaultKind {
        let text = error.to_string();
        match error.classify() {
            serde_json::error::Category::Data => {
                // The reader counts lines from where it began, which would mislead.
                let words = text.split(" at line ").next().unwrap_or_default();
                FaultKind::BadValue(words.to_owned())
            }
            _ => FaultKind::NotJson(error.column()),
        }
    }
}

impl From<std::io::Error> for ImportFault {
    fn from(error: std::io::Error) -> Self {
        ImportFault::Unreadable(error.to_string())
    }
}
