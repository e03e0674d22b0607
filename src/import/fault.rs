//! Why a file is not taken.

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
    /// A kind of file this program does not read yet; the ending.
    NotReadYet(String),
    /// Neither a known ending nor text that looks like JSON.
    Unrecognised,
    /// Not UTF-8; the line, if it could be told.
    NotUtf8(Option<u32>),
    /// Larger than a document can be; the limit in megabytes.
    TooLarge(u64),
    /// The system could not read it.
    Unreadable(String),
    /// The content is not what it should be: every fault, in order.
    Content(Vec<Fault>),
}

/// One fault of the content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
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
}

impl FaultKind {
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
