//! The keys of swapping a name, and what is proposed.

use crate::domain::{Edit, PartyKind, Rename, Role, Row, TaskId, name};
use crate::ledger::Target;
use crate::search::{Likeness, QueryField, nearest};
use crate::tui::layout::marked;
use crate::tui::state::dialog::{Bulk, BulkWish, Dialog, RenameBox, RenamePart, TaskTargets};
use crate::tui::state::field::TextField;
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::update::dialog::{Next, closed, put_aside};
use crate::wording::fill;

/// How many near names are told.
const NEAR: usize = 3;

const PARTS: [RenamePart; 4] = [
    RenamePart::Kind,
    RenamePart::From,
    RenamePart::To,
    RenamePart::Reason,
];

impl RenameBox {
    /// Opens it with the one the filter is about, else the first name of the row under the cursor.
    pub fn open(model: &Model) -> Dialog {
        let (kind, from) = proposed(model);
        Dialog::Rename(Box::new(RenameBox {
            kind,
            from: TextField::line(&from),
            to: TextField::line(""),
            reason: TextField::line(""),
            part: match from.is_empty() {
                true => RenamePart::From,
                false => RenamePart::To,
            },
            proposed: from,
        }))
    }

    fn go(&mut self, by: usize) {
        let at = PARTS.iter().position(|part| *part == self.part);
        self.part = PARTS[(at.unwrap_or(0) + by) % PARTS.len()];
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Esc | Key::Ctrl('c') => {
                put_aside(&Dialog::Rename(self), model);
                return closed();
            }
            Key::Ctrl('s') => return self.finish(model),
            Key::Enter if matches!(self.part, RenamePart::To | RenamePart::Reason) => {
                return self.finish(model);
            }
            Key::Tab | Key::Down | Key::Enter => self.go(1),
            Key::BackTab | Key::Up => self.go(PARTS.len() - 1),
            Key::Char(' ') if self.part == RenamePart::Kind => {
                self.kind = match self.kind {
                    PartyKind::Leader => PartyKind::Unit,
                    PartyKind::Unit => PartyKind::Leader,
                };
            }
            other => {
                if let Some(field) = self.field() {
                    field.handle(other);
                }
            }
        }
        (Some(Dialog::Rename(self)), Vec::new())
    }

    /// Asks with the number of tasks and both names, or says why not.
    fn finish(mut self: Box<Self>, model: &mut Model) -> Next {
        let words = model.words();
        let rename = match self.read(model) {
            Ok(rename) => rename,
            Err((part, why)) => {
                self.part = part;
                model.message = why;
                return (Some(Dialog::Rename(self)), Vec::new());
            }
        };
        let bears = |id: &TaskId| {
            let row = model.data.index.row(*id);
            row.is_some_and(|row| has(&row, &rename))
        };
        let of_marks = !model.browse.marks.is_empty();
        let scope = match of_marks {
            true => marked(model),
            false => model.in_filter(),
        };
        let list = scope.into_iter().filter(bears).map(|id| Target {
            id,
            seen: model.data.revision(id),
        });
        let mut targets = TaskTargets::of_tasks(list.collect());
        targets.is_of_filter = !of_marks;
        if targets.list.is_empty() {
            model.message = fill(words.rename_none_here, &[("name", &rename.from)]);
            return (Some(Dialog::Rename(self)), Vec::new());
        }
        let names: [(&str, &dyn std::fmt::Display); 2] =
            [("old", &rename.from), ("new", &rename.to)];
        let reason = self.reason.text().trim();
        let wish = BulkWish {
            what: fill(words.rename_what, &names),
            edit: Edit {
                reason: (!reason.is_empty()).then(|| reason.to_owned()),
                rename: Some(rename),
                ..Edit::default()
            },
            choice: None,
        };
        let from = Some(Dialog::Rename(self));
        (Some(Bulk::open(wish, &targets, from, model)), Vec::new())
    }

    /// Both names, or the part that cannot be taken and why.
    fn read(&self, model: &Model) -> Result<Rename, (RenamePart, String)> {
        let words = model.words();
        let from = name::clean(self.from.text());
        let known = model.data.index.bearers(self.kind).names;
        if !known.iter().any(|name| name::is_same(name, &from)) {
            let near = nearest(&from, known, Likeness::Any, NEAR);
            let near = near.join(model.lang.pick("、", ", "));
            let values: [(&str, &dyn std::fmt::Display); 2] = [("name", &from), ("near", &near)];
            let text = match near.is_empty() {
                true => words.rename_unknown,
                false => words.rename_unknown_near,
            };
            return Err((RenamePart::From, fill(text, &values)));
        }
        match name::parties(self.to.text(), self.kind).as_slice() {
            [only] => Ok(Rename {
                kind: self.kind,
                from,
                to: only.name.clone(),
            }),
            _ => Err((RenamePart::To, words.rename_one.to_owned())),
        }
    }
}

fn has(row: &Row, rename: &Rename) -> bool {
    let mut units = row.units.iter();
    let leads = |party| rename.means(Role::Leader, party);
    row.leaders.iter().any(leads) || units.any(|(role, party)| rename.means(*role, party))
}

/// The one leader or unit that the filter asks for, else the first one of the row.
fn proposed(model: &Model) -> (PartyKind, String) {
    let kinds = [
        (PartyKind::Leader, QueryField::Leader),
        (PartyKind::Unit, QueryField::Unit),
    ];
    for (kind, field) in kinds {
        if let [only] = model.browse.query.values(field) {
            return (kind, only.clone());
        }
    }
    let row = model.current().and_then(|id| model.data.row(id));
    let first = row.and_then(|row| {
        let leader = row.leaders.first().map(|party| (PartyKind::Leader, party));
        let unit = row.units.first().map(|(_, party)| (PartyKind::Unit, party));
        let (kind, party) = leader.or(unit)?;
        Some((kind, party.name.clone()))
    });
    first.unwrap_or((PartyKind::Leader, String::new()))
}
