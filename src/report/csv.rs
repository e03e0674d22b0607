//! Comma-separated values: a header of identifiers, lists joined by 、, no cell a formula.

use std::borrow::Cow;
use std::io::{self, Write};

use super::view::TaskView;
use crate::domain::exported::{COMMA, Exported, indicators_text, milestones_text};
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
    Exported::ALL.into_iter().map(Exported::id).collect()
}

/// The cells of a task.
pub fn row(view: &TaskView) -> Vec<String> {
    let or_nothing = |value: Option<String>| value.unwrap_or_default();
    let path: Vec<&str> = view.section_path.iter().map(String::as_str).collect();
    vec![
        view.id.to_string(),
        foreign(view.number),
        or_nothing(view.parent.map(|id| id.to_string())),
        foreign(view.document.unwrap_or_default()),
        foreign(view.region),
        or_nothing(view.region_code.map(|code| code.to_string())),
        view.sector.name().to_owned(),
        joined(&path),
        foreign(view.title),
        foreign(view.requirement),
        joined(&view.leaders),
        joined(&view.lead_units),
        joined(&view.responsible_units),
        joined(&view.assisting_units),
        view.status.id().to_owned(),
        or_nothing(view.progress.map(|progress| progress.to_string())),
        view.light.id().to_owned(),
        view.light_reason.clone(),
        or_nothing(view.deadline.map(|day| day.to_string())),
        or_nothing(view.original_deadline.map(|day| day.to_string())),
        view.standing.to_string(),
        foreign(&milestones_text(view.milestones)),
        foreign(&indicators_text(view.indicators)),
        view.revision.to_string(),
        view.updated_at.clone(),
        foreign(view.updated_by),
    ]
}

fn foreign(text: &str) -> String {
    clean_text(text).into_owned()
}

fn joined(names: &[&str]) -> String {
    foreign(&names.join(COMMA))
}
