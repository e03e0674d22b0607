//! Tasks as a file: the formats there are, and writing one without ever leaving half of it.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::view::TaskView;
use super::{csv, json, jsonl, own};
use crate::domain::Task;
use crate::domain::fold::State;
use crate::domain::light::LightRules;
use crate::domain::vocabulary::vocabulary;
use crate::files::{self, Links, Over, Sharing};

vocabulary! {
    /// A format tasks can be written in; its identifier is the ending of its files.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Format {
        /// An array of tasks, as `list --format json` prints it.
        Json "json",
        /// A header of identifiers and a line a task.
        Csv "csv",
        /// A task object a line, which `import` reads back.
        Jsonl "jsonl",
    }
}

impl Format {
    /// Whether tasks come right after the one they detail, which a reader needs before them.
    pub fn is_by_family(self) -> bool {
        match self {
            Format::Json | Format::Csv => false,
            Format::Jsonl => true,
        }
    }
}

/// Tasks being written, one after the other: however many there are, one is in memory.
pub struct Writing<W: Write>(FormatWriter<W>);

enum FormatWriter<W: Write> {
    Json(json::Array<W>),
    Csv(Box<csv::CsvSheet<W>>),
    Jsonl(W),
}

impl<W: Write> Writing<W> {
    /// Begins to write, without a byte order mark.
    ///
    /// # Errors
    /// Whatever the writer reports.
    pub fn begin(format: Format, into: W) -> io::Result<Writing<W>> {
        Ok(Writing(match format {
            Format::Json => FormatWriter::Json(json::Array::begin(into)?),
            Format::Csv => {
                FormatWriter::Csv(Box::new(csv::CsvSheet::begin(&csv::task_columns(), into)?))
            }
            Format::Jsonl => FormatWriter::Jsonl(into),
        }))
    }

    /// Writes the next task, of the ledger `state`.
    ///
    /// # Errors
    /// Whatever the writer reports.
    pub fn add(&mut self, task: &Task, state: &State, rules: &LightRules) -> io::Result<()> {
        match &mut self.0 {
            FormatWriter::Json(array) => array.add(&TaskView::of(task, state, rules)),
            FormatWriter::Csv(sheet) => sheet.add(&csv::row(task, state, rules)),
            FormatWriter::Jsonl(into) => jsonl::write_line(task, state, into),
        }
    }

    /// Ends what was begun.
    ///
    /// # Errors
    /// Whatever the writer reports.
    pub fn end(self) -> io::Result<()> {
        match self.0 {
            FormatWriter::Json(array) => array.end(),
            FormatWriter::Csv(sheet) => sheet.end(),
            FormatWriter::Jsonl(_) => Ok(()),
        }
    }
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

/// Has `write` write tasks to a file at `path`, in place of what was there once it is whole, if that
/// may be replaced. A link of one's own stays, and what it leads to is replaced.
///
/// # Errors
/// [`WriteError::NotOwn`]; whatever the file system reports, and what `write` does. What was there
/// stands then.
pub fn write<E: From<WriteError>>(
    format: Format,
    path: &Path,
    replace: Replace,
    write: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), E>,
) -> Result<(), E> {
    let (place, over) = place_of(path, replace)?;
    let begun = files::begin(&place, Sharing::Usual).map_err(WriteError::System)?;
    let mut file = BufWriter::new(begun);
    if format == Format::Csv {
        file.write_all(csv::BOM).map_err(WriteError::System)?;
    }
    write(&mut file)?;
    let file = file.into_inner().map_err(|error| error.into_error());
    let done = file.and_then(|file| file.finish(&place, over));
    done.map_err(|error| match error.kind() {
        // Made by somebody since it was looked for.
        ErrorKind::AlreadyExists => WriteError::NotOwn.into(),
        _ => WriteError::System(error).into(),
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
