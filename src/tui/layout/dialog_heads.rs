//! What stands at the head and at the foot of a dialog.

use crate::tui::layout::marked;
use crate::tui::state::dialog::{
    Ask, AskedFor, DraftsPick, ListWay, RenameBox, ViewsPick, ViewsStep,
};
use crate::tui::state::model::Model;
use crate::wording::{DraftTexts, ViewTexts, fill};

impl Ask {
    /// The title of the box.
    pub fn title(&self, model: &Model) -> String {
        let words = model.words();
        match self.question {
            AskedFor::Note => words.note_title.to_owned(),
            AskedFor::Progress => words.progress_title.to_owned(),
            AskedFor::Reason(choice) => {
                format!("{}: {}", choice.label(model.lang), words.reason_title)
            }
            AskedFor::AsOf => words.as_of_title.to_owned(),
            AskedFor::TrailWords => words.trail_words_title.to_owned(),
            AskedFor::Export => {
                let all = model.in_filter().len();
                let kids = all.saturating_sub(model.browse.counts.shown);
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("n", &model.browse.counts.shown), ("kids", &kids)];
                match kids {
                    0 => fill(words.export_title, &values),
                    _ => fill(words.export_title_kids, &values),
                }
            }
        }
    }

    /// The keys that act in it.
    pub fn hint(&self, model: &Model) -> &'static str {
        let words = model.words();
        match self.question {
            AskedFor::Note => words.note_keys,
            AskedFor::AsOf => words.as_of_keys,
            AskedFor::TrailWords => words.trail_words_keys,
            AskedFor::Export => words.export_keys,
            AskedFor::Progress => words.one_line_keys,
            AskedFor::Reason(_) => words.reason_keys,
        }
    }
}

impl DraftsPick {
    /// The head of the box.
    pub fn title(&self, model: &Model) -> String {
        let texts = DraftTexts::of(model.lang);
        let title = match self.is_offer {
            true => texts.offer_title,
            false => texts.title,
        };
        fill(title, &[("n", &self.list.len())])
    }
}

impl ListWay {
    /// What it is called on the screen.
    pub fn label(self, model: &Model) -> &'static str {
        let words = model.words();
        match self {
            ListWay::Add => words.list_adds,
            ListWay::Replace => words.list_replaces,
            ListWay::Remove => words.list_removes,
        }
    }
}

impl RenameBox {
    /// What it is about: the marked tasks, else those of the filter with what stands under them.
    pub fn title(&self, model: &Model) -> String {
        let words = model.words();
        let marks = marked(model).len();
        match model.browse.marks.is_empty() {
            true => fill(words.rename_of_filter, &[("n", &model.in_filter().len())]),
            false => fill(words.rename_of_marks, &[("n", &marks)]),
        }
    }
}

impl ViewsPick {
    /// The keys that act in it.
    pub fn hint(&self, model: &Model) -> &'static str {
        let t = ViewTexts::of(model.lang);
        match self.step {
            ViewsStep::List => t.list_keys,
            ViewsStep::Naming(_) => t.name_keys,
            ViewsStep::Removing => t.remove_keys,
        }
    }
}
