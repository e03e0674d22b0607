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
    /// 1-based line.
    pub line: Option<u32>,
    /// What is wrong, in the reader's words.
    pub message: String,
}

impl From<std::io::Error> for ImportFault {
    fn from(error: std::io::Error) -> Self {
        ImportFault::Unreadable(error.to_string())
    }
}
