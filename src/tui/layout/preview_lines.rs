//! The lines of the preview beside the list.

use crate::tui::layout::{Composer, PageLine};
use crate::tui::state::model::Model;

/// From this width on the origin stands before the demand.
const ORIGIN_FIRST_FROM: u16 = 90;

/// The lines of the preview at its width.
pub fn preview_lines(model: &Model, cols: u16) -> Vec<PageLine> {
    let Some(row) = model.browse.cursor.and_then(|id| model.data.row(id)) else {
        return Vec::new();
    };
    let detail = model.details.get(&row.id);
    let mut composer = Composer::new(model, &row, cols);
    if model.browse.clause_open {
        composer.wording(detail.map(AsRef::as_ref));
        return composer.done();
    }
    composer.head(detail.map(AsRef::as_ref));
    // In a low pane the demand comes before the origin: it is what people open the pane for.
    let is_low = cols < ORIGIN_FIRST_FROM;
    if !is_low {
        composer.origin(detail.map(AsRef::as_ref));
    }
    match detail {
        None => composer.loading(),
        Some(detail) => {
            composer.matter(&detail.task);
            if is_low {
                composer.origin(Some(detail));
            }
            composer.family();
            composer.recent(detail, 3);
        }
    }
    composer.done()
}

/// How many lines the preview has.
pub fn preview_length(model: &Model) -> usize {
    model
        .layout()
        .preview
        .map_or(0, |area| preview_lines(model, area.width).len())
}

/// The whole text of the preview, for the clipboard.
pub fn preview_text(model: &Model) -> String {
    let lines = preview_lines(model, 100);
    let texts: Vec<String> = lines
        .iter()
        .map(|line| {
            let second = line
                .second
                .as_ref()
                .map_or(String::new(), |(_, label, text)| {
                    format!("  {label}  {text}")
                });
            format!("{}  {}{second}", line.label, line.text)
                .trim_start()
                .to_owned()
        })
        .collect();
    texts.join("\n")
}
