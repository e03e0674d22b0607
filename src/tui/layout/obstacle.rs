//! Why a command cannot act now.

use crate::tui::layout::name_of;
use crate::tui::state::command::{Command, Needs};
use crate::tui::state::model::{Model, Pane, Screen};
use crate::wording::fill;

/// Why a command cannot act now, in words; `None` when it can.
pub fn obstacle(command: Command, model: &Model) -> Option<String> {
    let words = model.words();
    let spec = command.spec();
    let is_of_facets = model.screen == Screen::Browse && model.browse.pane == Pane::Facets;
    if is_of_facets && matches!(command, Command::Mark | Command::Parent) {
        return None;
    }
    let why = match spec.needs {
        Needs::Nothing => None,
        Needs::Later => Some(words.later),
        Needs::Task => model.current().is_none().then_some(words.no_task),
        Needs::Write | Needs::Ledger if model.shown.as_of.is_some() => Some(words.as_of_no),
        Needs::Write | Needs::Ledger if model.shown.replaced.is_some() => Some(words.replaced_no),
        Needs::Write | Needs::Ledger if model.shown.is_read_only => Some(words.read_only_no),
        Needs::Write if model.screen == Screen::Browse && !model.browse.marks.is_empty() => {
            let mut inside = model.browse.marks_in_filter(&model.data);
            return inside.next().is_none().then(|| marks_outside(model));
        }
        Needs::Write => model.current().is_none().then_some(words.no_task),
        Needs::Ledger => None,
    };
    let why = why.or_else(|| match command {
        Command::MapColumns => {
            let review = model.import.review();
            let has_tables = review.is_some_and(|review| !review.reading.tables.is_empty());
            (!has_tables).then_some(model.review_words().columns_no_table)
        }
        Command::Parent => {
            let id = model.current()?;
            (!model.data.is_kid(id)).then_some(words.no_parent)
        }
        Command::Children => {
            let id = model.current()?;
            (model.data.children(id).is_empty() && !model.data.is_kid(id))
                .then_some(words.no_children)
        }
        _ => None,
    });
    why.map(str::to_owned)
}

/// Marks decide, and none of them is in the filter: what there is, so that nobody wonders.
fn marks_outside(model: &Model) -> String {
    let first = model.browse.marks.first();
    let name = first.and_then(|id| name_of(*id, model));
    let name = name.map_or(String::new(), |name| name.short());
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("n", &model.browse.marks.len()), ("task", &name)];
    fill(model.words().marks_outside, &values)
}
