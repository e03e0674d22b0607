//! Tasks as a file: the formats there are, and writing one without ever leaving half of it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::view::TaskView;
use super::{csv, json, jsonl, own};
use crate::domain::TaskId;
use crate::domain::fold::State;
use crate::files::{self, Links, Over, Sharing};

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

/// What may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// An earlier export of tasks.
    Exports,
    /// Any file.
    Anything,
}

/// Why tasks were not written to a file.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A file is there that no export wrote.
    #[error("not an export")]
    NotOwn,
    /// What the file system reports.
    #[error(transparent)]
    System(#[from] io::Error),
}

/// Writes tasks to `path`, in place of what was there if that may be replaced. A link of one's own
/// stays, and what it leads to is replaced.
///
/// # Errors
/// [`WriteError::NotOwn`]; whatever the file system reports. What was there stands then.
pub fn write(
    format: Format,
    path: &Path,
    bytes: &[u8],
    replace: Replace,
) -> Result<(), WriteError> {
    let (place, over) = place_of(path, replace)?;
    let mut whole = match format {
        Format::Csv => csv::BOM.to_vec(),
        Format::Json | Format::Jsonl => Vec::new(),
    };
    whole.extend(bytes);
    files::put(&place, &whole, Sharing::Usual, over).map_err(|error| match error.kind() {
        // Made by somebody since it was looked for.
        ErrorKind::AlreadyExists => WriteError::NotOwn,
        _ => error.into(),
    })
}

/// Where the file goes, and whether it replaces one there.
fn place_of(path: &Path, replace: Replace) -> Result<(PathBuf, Over), WriteError> {
    let place = match files::resolve(path, Links::Own) {
        // The link of somebody else goes itself, and what it leads to stays.
        Err(_) if replace == Replace::Anything => path.to_owned(),
        place => place?,
    };
    match fs::symlink_metadata(&place) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok((place, Over::Nothing)),
        Err(error) => Err(error.into()),
        Ok(there) if !there.is_file() && !there.is_symlink() => {
            Err(io::Error::other("not a regular file").into())
        }
        Ok(_) if replace == Replace::Anything => Ok((place, Over::Anything)),
        Ok(_) => match own::is_export(&files::read_beginning(&place, own::LOOKED_AT, Links::None)?)
        {
            true => Ok((place, Over::Anything)),
            false => Err(WriteError::NotOwn),
        },
    }
}
