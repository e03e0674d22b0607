//! The keys of the saved views: applying one, keeping what is shown as one, taking one away.

use crate::text::clean_line;
use crate::tui::state::dialog::{Dialog, Naming, ViewsPick, ViewsStep};
use crate::tui::state::field::TextField;
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::msg::Effect;
use crate::tui::state::saved::{Sight, ViewsAsk};
use crate::tui::update::dialog::{Next, closed};
use crate::tui::update::{apply_view, count};
use crate::views::ViewOwner;
use crate::wording::{ViewTexts, fill};

/// Characters of the longest name.
const LONGEST: usize = 40;

/// Of so many views the tasks are counted: more are not in sight.
const COUNTED: usize = 30;

impl ViewsPick {
    /// Opens it on the views as they are known; their tasks are counted once the files have been
    /// read anew.
    pub fn open() -> Dialog {
        Dialog::Views(ViewsPick {
            cursor: 0,
            counts: Vec::new(),
            step: ViewsStep::List,
        })
    }

    /// Shows the views as they are known now. After `done`, a view kept or taken away, nothing is
    /// being named or asked any more, and the cursor stands on it where it is there.
    pub fn renew(&mut self, model: &Model, done: Option<(ViewOwner, &str)>) {
        if let Some((keeper, name)) = done {
            self.step = ViewsStep::List;
            let place = model.saved.views.all();
            let place = place
                .into_iter()
                .position(|(of, view)| of == keeper && view.name == name);
            self.cursor = place.unwrap_or(self.cursor);
        } else if matches!(self.step, ViewsStep::Removing) {
            // The view under the cursor may be another one now.
            self.step = ViewsStep::List;
        }
        self.cursor = self.cursor.min(model.saved.count().saturating_sub(1));
        self.count(model);
    }

    fn count(&mut self, model: &Model) {
        let views = model.saved.views.all().take(COUNTED);
        let counted = views.map(|(_, view)| {
            let sight = Sight::read(view, &model.saved).ok()?;
            count(model, &sight.query)
        });
        self.counts = counted.collect();
    }

    /// Takes a key.
    pub fn key(self, key: Key, model: &mut Model) -> Next {
        match self.step {
            ViewsStep::List => self.choose(key, model),
            ViewsStep::Naming(_) => self.name(key, model),
            ViewsStep::Removing => self.remove(key, model),
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, model: &mut Model) {
        match &mut self.step {
            ViewsStep::Naming(naming) => {
                naming.field.paste(text);
                naming.replaces = false;
            }
            _ => model.message = model.words().garbled.to_owned(),
        }
    }

    fn choose(mut self, key: Key, model: &mut Model) -> Next {
        let last = model.saved.count().saturating_sub(1);
        match key {
            Key::Char('j') | Key::Down => self.cursor = (self.cursor + 1).min(last),
            Key::Char('k') | Key::Up => self.cursor = self.cursor.saturating_sub(1),
            Key::PageDown => self.cursor = (self.cursor + 10).min(last),
            Key::PageUp => self.cursor = self.cursor.saturating_sub(10),
            Key::Char('g') | Key::Home => self.cursor = 0,
            Key::Char('G') | Key::End => self.cursor = last,
            Key::Char(digit @ '1'..='9') => {
                let place = digit.to_digit(10).and_then(|n| usize::try_from(n).ok());
                return self.apply(place.unwrap_or(1) - 1, model);
            }
            Key::Enter => {
                let place = self.cursor;
                return self.apply(place, model);
            }
            Key::Char('c') => {
                self.step = ViewsStep::Naming(Box::new(Naming {
                    field: TextField::line(""),
                    keeper: ViewOwner::Own,
                    replaces: false,
                }));
            }
            Key::Char('d') | Key::Delete => self.ask_to_remove(model),
            Key::Esc | Key::Char('q') | Key::Ctrl('c') => return closed(),
            _ => {}
        }
        (Some(Dialog::Views(self)), Vec::new())
    }

    fn apply(self, place: usize, model: &mut Model) -> Next {
        let found = model.saved.nth(place);
        let found = found.map(|(keeper, view)| (keeper, view.clone()));
        let Some((keeper, view)) = found else {
            let t = ViewTexts::of(model.lang);
            model.message = match model.saved.count() {
                0 => t.none.to_owned(),
                _ => fill(t.no_such_place, &[("n", &(place + 1))]),
            };
            return (Some(Dialog::Views(self)), Vec::new());
        };
        match apply_view(model, keeper, &view) {
            true => closed(),
            false => (Some(Dialog::Views(self)), Vec::new()),
        }
    }

    fn ask_to_remove(&mut self, model: &mut Model) {
        let t = ViewTexts::of(model.lang);
        let Some((keeper, view)) = model.saved.nth(self.cursor) else {
            return;
        };
        let text = match keeper {
            ViewOwner::Own => t.remove_own,
            ViewOwner::Shared if model.shown.is_read_only => {
                model.message = model.words().read_only_no.to_owned();
                return;
            }
            ViewOwner::Shared => t.remove_shared,
        };
        model.message = fill(text, &[("name", &view.name)]);
        self.step = ViewsStep::Removing;
    }

    fn remove(mut self, key: Key, model: &mut Model) -> Next {
        self.step = ViewsStep::List;
        let found = model.saved.nth(self.cursor);
        let ask = found.map(|(keeper, view)| ViewsAsk::Remove(keeper, view.name.clone()));
        match (key, ask) {
            (Key::Char('d') | Key::Delete, Some(ask)) => {
                model.is_saving = true;
                (Some(Dialog::Views(self)), vec![Effect::Views(ask)])
            }
            _ => (Some(Dialog::Views(self)), Vec::new()),
        }
    }

    fn name(mut self, key: Key, model: &mut Model) -> Next {
        let ViewsStep::Naming(naming) = &mut self.step else {
            return closed();
        };
        match key {
            Key::Esc | Key::Ctrl('c') => self.step = ViewsStep::List,
            Key::Tab | Key::BackTab => {
                naming.replaces = false;
                naming.keeper = match naming.keeper {
                    ViewOwner::Own => ViewOwner::Shared,
                    ViewOwner::Shared => ViewOwner::Own,
                };
            }
            Key::Enter => {
                let effects = naming.keep(model);
                return (Some(Dialog::Views(self)), effects);
            }
            other => {
                if naming.field.handle(other) {
                    naming.replaces = false;
                }
            }
        }
        (Some(Dialog::Views(self)), Vec::new())
    }
}

impl Naming {
    /// Keeps what is shown under the name, unless something is in the way of that.
    fn keep(&mut self, model: &mut Model) -> Vec<Effect> {
        let t = ViewTexts::of(model.lang);
        let name = name_of(self.field.text());
        let is_taken = model.saved.views.of(self.keeper, &name).is_some();
        if name.is_empty() {
            model.message = t.name_empty.to_owned();
        } else if name.chars().count() > LONGEST {
            model.message = fill(t.name_long, &[("n", &LONGEST)]);
        } else if self.keeper == ViewOwner::Shared && model.shown.is_read_only {
            model.message = t.read_only_shared.to_owned();
        } else if is_taken && !self.replaces {
            self.replaces = true;
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("name", &name), ("keeper", &t.keeper(self.keeper))];
            model.message = fill(t.name_taken, &values);
        } else {
            self.replaces = false;
            model.is_saving = true;
            let view = Sight::of(&model.browse).named(&name);
            let ask = ViewsAsk::Keep(self.keeper, Box::new(view));
            return vec![Effect::Views(ask)];
        }
        Vec::new()
    }
}

/// A name as it is kept: the `@` that calls it is no part of it.
fn name_of(text: &str) -> String {
    let name = text.trim().trim_start_matches(['@', '＠']).trim();
    clean_line(name).into_owned()
}
