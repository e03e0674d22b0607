//! Cells that must be one of a few words, a day or a share: what is none of them stays out, with a
//! doubt.

use super::cells;
use super::headings::{SheetColumn, headings};
use crate::domain::Field;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::TaskDraft;
use crate::domain::measure::ReportCycle;

/// The columns of such cells.
pub const ALL: [SheetColumn; 5] = [
    SheetColumn::Status,
    SheetColumn::Progress,
    SheetColumn::Sector,
    SheetColumn::StartedOn,
    SheetColumn::ReportCycle,
];

/// Puts what a cell says into its field. `has_fractions`: whether the column holds parts of one.
pub fn put(task: &mut TaskDraft, column: SheetColumn, text: &str, has_fractions: bool) {
    let field = match column {
        SheetColumn::Status => set(&mut task.status, headings().status(text), Field::Status),
        SheetColumn::Progress => {
            let share = cells::progress(text, has_fractions);
            set(&mut task.progress, share, Field::Progress)
        }
        SheetColumn::Sector => set(&mut task.sector, cells::sector(text), Field::Sector),
        SheetColumn::StartedOn => set(&mut task.started_on, cells::day(text), Field::StartedOn),
        SheetColumn::ReportCycle => {
            let cycle = ReportCycle::parse(text);
            set(&mut task.report_cycle, cycle, Field::ReportCycle)
        }
        _ => None,
    };
    let text = text.replace('\n', " ");
    let what = match field {
        None => return,
        Some(Field::StartedOn) => DoubtKind::UnknownStart { text },
        Some(field) => DoubtKind::UnknownWord { field, text },
    };
    task.warnings.push(what.at(task.line));
}

/// Fills a field; answers it where nothing could be read.
fn set<T>(slot: &mut Option<T>, read: Option<T>, field: Field) -> Option<Field> {
    match read {
        Some(value) => {
            *slot = Some(value);
            None
        }
        None => Some(field),
    }
}
