//! Opening what a user names: looked at by stat first, since a pipe would block and a device
//! would never end.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::fault::{ContainerFault, ImportError, ImportFault};
use super::{Container, InputFormat, Watch};
use crate::domain::task::SourceFile;
use crate::text::clean_line;

/// Endings of files that begin with a mark of their kind, or are not sound.
const MARKED: [&str; 12] = [
    "docx", "docm", "doc", "rtf", "xlsx", "xlsm", "xls", "pdf", "wps", "et", "ods", "odt",
];

/// A file ready to be read.
pub struct OpenedFile {
    /// Its name, as given.
    pub name: String,
    /// What it is read as.
    pub format: InputFormat,
    /// Its bytes.
    pub(super) bytes: BufReader<Measured>,
    /// The same from its beginning, where it can be read more than once. They share their place.
    pub(super) again: Option<File>,
}

/// Bytes whose number and digest are taken while they pass.
pub(super) struct Measured {
    bytes: Box<dyn Read>,
    size: u64,
    digest: Sha256,
    pub(super) watch: Option<Watch>,
}

impl Measured {
    fn new(bytes: Box<dyn Read>) -> BufReader<Measured> {
        BufReader::new(Measured {
            bytes,
            size: 0,
            digest: Sha256::new(),
            watch: None,
        })
    }
}

impl Read for Measured {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let got = self.bytes.read(into)?;
        self.digest.update(&into[..got]);
        self.size += got as u64;
        if let Some(watch) = &self.watch {
            watch.pass(got)?;
        }
        Ok(got)
    }
}

impl OpenedFile {
    /// Name, size and digest of what was read.
    pub(super) fn source_file(self) -> SourceFile {
        use std::fmt::Write;
        let measured = self.bytes.into_inner();
        let mut digest = String::with_capacity(64);
        for byte in measured.digest.finalize() {
            // Writing to a string does not fail.
            let _ = write!(digest, "{byte:02x}");
        }
        let name = Path::new(&self.name).file_name().unwrap_or_default();
        SourceFile {
            name: clean_line(&name.to_string_lossy()).into_owned(),
            size: measured.size,
            digest,
        }
    }
}

impl std::fmt::Debug for OpenedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opened({}, {:?})", self.name, self.format)
    }
}

/// Opens the file at `path`. The caller has made sure that it is not the ledger.
///
/// # Errors
/// Missing, a folder, a pipe or device, empty, or of a kind that is not read yet.
pub fn open(path: &Path) -> Result<OpenedFile, ImportError> {
    let name = path.display().to_string();
    open_file(path).map_err(|fault| ImportError { file: name, fault })
}

fn open_file(path: &Path) -> Result<OpenedFile, ImportFault> {
    let found = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => ImportFault::Missing,
        _ => ImportFault::Unreadable(error.to_string()),
    })?;
    if found.is_dir() {
        return Err(ImportFault::Folder);
    }
    if !found.is_file() {
        return Err(ImportFault::Special);
    }
    if found.len() == 0 {
        return Err(ImportFault::Empty);
    }
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    let file = File::open(path)?;
    let again = file.try_clone()?;
    let mut bytes = Measured::new(Box::new(file));
    let container = Container::of_bytes(bytes.fill_buf()?);
    let format = match ending.as_deref() {
        _ if container.is_some() => container.map_or(InputFormat::Json, InputFormat::Office),
        Some("csv" | "tsv") => InputFormat::Office(Container::Separated),
        Some(marked) if MARKED.contains(&marked) => return Err(ContainerFault::Broken.into()),
        Some("json") => InputFormat::Json,
        Some("jsonl" | "ndjson") => InputFormat::JsonLines,
        // A program of sheets writes text with tabs under this name.
        Some("txt") if crate::import::own::rows::begins(bytes.fill_buf()?) => {
            InputFormat::Office(Container::Separated)
        }
        Some("txt" | "md") => InputFormat::Text,
        _ => sniff(&mut bytes)?,
    };
    Ok(OpenedFile {
        name: path.display().to_string(),
        format,
        bytes,
        again: Some(again),
    })
}

/// What comes in on standard input.
///
/// # Errors
/// Empty, or not to be read. What is neither JSON nor task lines is a plan as text.
pub fn standard_input(input: impl Read + 'static) -> Result<OpenedFile, ImportError> {
    let mut bytes = Measured::new(Box::new(input));
    let format = match sniff(&mut bytes) {
        Err(ImportFault::Unrecognised) => InputFormat::Text,
        told => told.map_err(|fault| ImportError {
            file: "-".to_owned(),
            fault,
        })?,
    };
    Ok(OpenedFile {
        name: "-".to_owned(),
        format,
        bytes,
        again: None,
    })
}

/// Tells JSON from task lines by the beginning: a line that is a whole object of its own is a
/// task line.
fn sniff(bytes: &mut BufReader<impl Read>) -> Result<InputFormat, ImportFault> {
    let head = bytes.fill_buf()?;
    if head.is_empty() {
        return Err(ImportFault::Empty);
    }
    if let Some(container) = Container::of_bytes(head) {
        return Ok(InputFormat::Office(container));
    }
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let begins = head.iter().position(|byte| !byte.is_ascii_whitespace());
    let rest = begins.map_or(&[][..], |at| &head[at..]);
    match rest.first() {
        Some(b'[') => Ok(InputFormat::Json),
        Some(b'{') => {
            let line = rest.split(|byte| *byte == b'\n').next().unwrap_or(rest);
            let whole: Result<serde_json::Map<String, serde_json::Value>, _> =
                serde_json::from_slice(line);
            Ok(match whole {
                Ok(object) if !object.contains_key("tasks") => InputFormat::JsonLines,
                _ => InputFormat::Json,
            })
        }
        _ if crate::import::own::rows::begins(head) => {
            Ok(InputFormat::Office(Container::Separated))
        }
        _ => Err(ImportFault::Unrecognised),
    }
}
