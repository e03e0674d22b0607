//! The lines of the view of one task: everything known of it in one scroll.

use crate::tui::layout::{Composer, PageLine};
use crate::tui::state::model::Model;

/// Longer lines are hard to come back from with the eye.
const WIDEST: u16 = 104;

/// The lines of the task view as it stands.
pub fn page_lines(model: &Model) -> Vec<PageLine> {
    let Some(row) = model.page.task.and_then(|id| model.data.row(id)) else {
        let text = model.words().gone.to_owned();
        return vec![PageLine {
            text,
            ..PageLine::default()
        }];
    };
    let detail = model.details.get(&row.id);
    let cols = model.size.0.saturating_sub(1).min(WIDEST);
    let mut composer = Composer::new(model, &row, cols).in_full();
    composer.head(detail.map(AsRef::as_ref));
    composer.origin(detail.map(AsRef::as_ref));
    match detail {
        None => composer.loading(),
        Some(detail) => {
            composer.gap();
            if model.page.clause_open {
                composer.clause(&detail.task);
                composer.gap();
            }
            composer.matter(&detail.task);
            composer.gap();
            composer.family();
            composer.gap();
            composer.events(&detail.task);
            composer.gap();
            composer.trail(detail);
        }
    }
    composer.done()
}
