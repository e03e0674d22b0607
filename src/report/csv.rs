//! Comma-separated values: a header of identifiers, lists joined by 、, no cell a formula.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::domain::exported::Exported as E;
use crate::domain::fold::State;
use crate::domain::light::LightRules;
use crate::domain::{Entry, Lang, Task};
use crate::text::{clean_text, guard};

/// The mark that makes spreadsheet programs read a file as UTF-8.
pub const BOM: &[u8] = b"\xEF\xBB\xBF";

/// A sheet of which one row after the other is written, without a byte order mark.
pub struct CsvSheet<W: Write>(csv::Writer<W>);

impl<W: Write> CsvSheet<W> {
    /// Begins with the header.
    ///
    /// # Errors
    /// Whatever the writer reports.
    pub fn begin(header: &[&str], into: W) -> io::Result<CsvSheet<W>> {
        let mut writer = csv::Writer::from_writer(into);
        writer.write_record(header).map_err(of_writer)?;
        Ok(CsvSheet(writer))
    }

    /// Writes the next row.
    ///
    /// # Errors
    /// Whatever the writer reports.
    pub fn add(&mut self, row: &[String]) -> io::Result<()> {
        let cells = row.iter().map(|cell| guard(cell));
        let written = self.0.write_record(cells.map(Cow::into_owned));
        written.map_err(of_writer)
    }

    /// Ends it.
    ///
    /// # Errors
    /// Whatever the writer reports.
    pub fn end(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What the writer reported: a closed pipe must be known as one.
fn of_writer(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// The columns of a task, which are its JSON keys.
pub fn task_columns() -> Vec<&'static str> {
    E::ALL.into_iter().map(E::id).collect()
}

/// The cells of a task of the ledger `state`, its light under `rules`.
pub fn row(task: &Task, state: &State, rules: &LightRules) -> Vec<String> {
    let light = rules.light(task);
    let title = state.document_of(task).map(|it| it.title.as_str());
    let cells = E::ALL.into_iter().map(|column| match column {
        E::Id => task.id.to_string(),
        E::Light => light.color.id().to_owned(),
        E::LightReason => light.sentence(Lang::Zh),
        E::Revision => task.revision.to_string(),
        E::UpdatedAt => Entry::stamp(task.updated_at),
        E::UpdatedBy => foreign(Cow::Borrowed(&task.updated_by)),
        stored => foreign(stored.cell(&task.body, title)),
    });
    cells.collect()
}

fn foreign(text: Cow<str>) -> String {
    match clean_text(&text) {
        Cow::Owned(clean) => clean,
        Cow::Borrowed(_) => text.into_owned(),
    }
}
