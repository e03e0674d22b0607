//! Tasks as a file: the formats there are, and writing one without ever leaving half of it.

use std::collections::BTreeSet;
use std::path::Path;

use super::view::TaskView;
use super::{csv, json, jsonl};
use crate::domain::TaskId;
use crate::domain::fold::State;
use crate::files::{self, Sharing};

/// A format tasks can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// An array of tasks, as `list --format json` prints it.
    Json,
    /// A header of identifiers and a line a task.
    Csv,
    /// A task object a line, which `import` reads back.
    Jsonl,
}

/// The vocabulary: variant and ending.
const WORDS: [(Format, &str); 3] = [
    (Format::Json, "json"),
    (Format::Csv, "csv"),
    (Format::Jsonl, "jsonl"),
];

impl Format {
    /// The names of all formats.
    pub const NAMES: [&str; 3] = [WORDS[0].1, WORDS[1].1, WORDS[2].1];

    /// The format of this name, which is also the ending of its files.
    pub fn parse(name: &str) -> Option<Format> {
        WORDS.iter().find(|word| word.1 == name).map(|word| word.0)
    }
}

/// Why tasks could not be encoded.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// As JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// As CSV.
    #[error(transparent)]
    Csv(#[from] ::csv::Error),
}

/// The tasks of `views`, in their order, in `format`, without a byte order mark.
///
/// # Errors
/// None that writing to memory brings about.
pub fn bytes(format: Format, views: &[TaskView], state: &State) -> Result<Vec<u8>, EncodeError> {
    Ok(match format {
        Format::Json => json::pretty(views)?,
        Format::Csv => csv::tasks(views)?,
        Format::Jsonl => {
            let wanted: BTreeSet<TaskId> = views.iter().map(|view| view.id).collect();
            jsonl::lines(state, &wanted)?
        }
    })
}

/// Writes tasks to `path`, in place of what was there.
///
/// # Errors
/// Whatever the file system reports.
pub fn write(format: Format, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut whole = match format {
        Format::Csv => csv::BOM.to_vec(),
        Format::Json | Format::Jsonl => Vec::new(),
    };
    whole.extend(bytes);
    files::replace(path, &whole, Sharing::Usual)
}
