//! Why a saved view cannot be shown.

use crate::tui::state::model::Model;
use crate::tui::state::saved::Unclear;
use crate::views::View;
use crate::wording::{ViewTexts, fill, of_query};

/// Why a view cannot be shown, and where.
pub fn unclear_sentence(unclear: &Unclear, view: &View, model: &Model) -> String {
    let t = ViewTexts::of(model.lang);
    let name = ("name", &view.name as &dyn std::fmt::Display);
    match unclear {
        Unclear::Filter(error) => {
            let why = of_query(error, model.lang);
            fill(t.bad_filter, &[name, ("why", &why)])
        }
        Unclear::Order(word) => fill(t.bad_order, &[name, ("word", word)]),
        Unclear::Group(word) => fill(t.bad_group, &[name, ("word", word)]),
    }
}
