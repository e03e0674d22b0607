//! The keys of the form that registers a task or edits some.

use crate::domain::{Edit, Role, Task};
use crate::ledger::Target;
use crate::tui::state::dialog::{BulkWish, Dialog, Form, FormField, ListWay, TaskTargets};
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::msg::{EditJob, Effect};
use crate::tui::update::dialog::form_values::{Fault, names, shown};
use crate::tui::update::dialog::{Next, closed, put_aside, record};
use crate::tui::update::saving::save;
use crate::wording::fill;

/// The fields that can be set on several tasks at once; what is left empty stays as it is.
const FIELDS_OF_SEVERAL: [FormField; 7] = [
    FormField::Sector,
    FormField::Parties(Role::Leader),
    FormField::Parties(Role::LeadUnit),
    FormField::Parties(Role::ResponsibleUnit),
    FormField::Parties(Role::AssistingUnit),
    FormField::Cycle,
    FormField::Reason,
];

impl Form {
    /// An empty form, or the draft that was left.
    pub fn create(model: &mut Model) -> Dialog {
        let draft = model.form_drafts.remove(&None);
        let region = model.browse.cursor.and_then(|id| model.data.row(id));
        let region = region.map_or(String::new(), |row| row.region.name().to_owned());
        Dialog::Form(draft.unwrap_or_else(|| {
            let start = |field| {
                if field == FormField::Region {
                    region.clone()
                } else {
                    String::new()
                }
            };
            Box::new(Form::with(None, start))
        }))
    }

    /// The form of a task, or the draft that was left for it.
    pub fn edit(task: &Task, targets: TaskTargets, model: &mut Model) -> Dialog {
        // Of an older revision too: what was typed must not be lost, and recording it shows both
        // versions.
        let draft = model.form_drafts.remove(&Some(task.id));
        let mut form = draft.unwrap_or_else(|| {
            let value = |field| shown(field, &task.body, model.lang);
            Box::new(Form::with(Some(Box::new(task.clone())), value))
        });
        form.marked = (!targets.is_at_hand()).then_some(targets);
        Dialog::Form(form)
    }

    /// The form of several tasks: empty, since they differ.
    pub fn edit_several(targets: TaskTargets) -> Dialog {
        let empty = |_| String::new();
        Dialog::Form(Box::new(Form {
            several: Some(targets),
            ..Form::of_fields(&FIELDS_OF_SEVERAL, None, empty)
        }))
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        let last = self.fields.len() - 1;
        match key {
            Key::Esc | Key::Ctrl('c') => {
                match self.several {
                    Some(_) => put_aside(&Dialog::Form(self), model),
                    None if self.is_touched() => {
                        model.form_drafts.insert(self.id(), self);
                    }
                    None => {}
                }
                return closed();
            }
            Key::Ctrl('s') => return self.finish(model),
            Key::Ctrl('t') if self.several.is_some() => self.turn_way(),
            Key::Enter if self.focus == last => return self.finish(model),
            Key::Tab | Key::Down | Key::Enter => self.focus = (self.focus + 1) % (last + 1),
            Key::BackTab | Key::Up => self.focus = (self.focus + last) % (last + 1),
            other => {
                if let Some((_, field)) = self.fields.get_mut(self.focus) {
                    field.handle(other);
                }
            }
        }
        (Some(Dialog::Form(self)), Vec::new())
    }

    fn finish(self: Box<Self>, model: &mut Model) -> Next {
        if let Some(targets) = self.several.clone() {
            return self.finish_several(&targets, model);
        }
        let read = self.read(model);
        match read {
            Err(fault) => self.refuse(fault, model),
            Ok(values) => {
                let reason = self.reason();
                let effect = match (&self.task, self.marked.clone()) {
                    (None, _) => Effect::Register(Box::new(values.into_body()), reason),
                    (Some(task), marked) => {
                        let edit = values.into_edit(task, reason, model);
                        let seen = Target {
                            id: task.id,
                            seen: Some(task.revision),
                        };
                        match marked {
                            Some(targets) => {
                                let targets = targets.seen_as(seen);
                                return self.ask(edit, &targets, model);
                            }
                            None => Effect::Update(Box::new(EditJob::of([seen], edit))),
                        }
                    }
                };
                (None, save(model, Some(Dialog::Form(self)), effect))
            }
        }
    }

    /// The cursor goes to the field that cannot be taken, the message says why.
    fn refuse(mut self: Box<Self>, fault: Fault, model: &mut Model) -> Next {
        let Fault { field, sentence } = fault;
        if let Some(at) = self.fields.iter().position(|(known, _)| *known == field) {
            self.focus = at;
        }
        if field == FormField::Region {
            self.warned_of = Some(self.text(FormField::Region).to_owned());
        }
        model.message = sentence;
        (Some(Dialog::Form(self)), Vec::new())
    }

    /// Asks for all of them at once, with the count; the form comes back if nothing is recorded.
    fn finish_several(self: Box<Self>, targets: &TaskTargets, model: &mut Model) -> Next {
        let read = self
            .read_sector(model)
            .and_then(|sector| Ok((sector, self.read_cycle(model)?)));
        let (sector, cycle) = match read {
            Err(fault) => return self.refuse(fault, model),
            Ok(read) => read,
        };
        let lists = |way| {
            let of_way = Role::ALL
                .into_iter()
                .filter(|role| self.ways[*role as usize] == way);
            let typed = of_way.map(|role| (role, self.text(FormField::Parties(role))));
            let typed = typed.filter(|(_, text)| !text.is_empty());
            typed
                .map(|(role, text)| (role, names(text, role)))
                .collect()
        };
        let edit = Edit {
            sector,
            report_cycle: cycle.map(Some),
            joining: lists(ListWay::Add),
            parties: lists(ListWay::Replace),
            leaving: lists(ListWay::Remove),
            reason: self.reason(),
            ..Edit::default()
        };
        self.ask(edit, targets, model)
    }

    /// Asks first, with the fields that would be changed.
    fn ask(self: Box<Self>, edit: Edit, targets: &TaskTargets, model: &mut Model) -> Next {
        let touched = self.fields.iter().zip(&self.at_first);
        let touched = touched.filter(|((field, typed), before)| {
            *field != FormField::Reason && typed.text().trim() != before.trim()
        });
        let labels: Vec<String> = touched
            .map(|((field, typed), _)| {
                let label = field.label(model.lang);
                match self.way(*field) {
                    None => label.to_owned(),
                    Some(way) => {
                        let (way, names) = (way.label(model), typed.text().trim());
                        format!("{label} {way} {names}")
                    }
                }
            })
            .collect();
        if labels.is_empty() {
            model.message = model.words().recorded_none.to_owned();
            return (Some(Dialog::Form(self)), Vec::new());
        }
        let fields = labels.join(model.lang.pick("，", ", "));
        let wish = BulkWish {
            what: fill(model.words().bulk_fields, &[("fields", &fields)]),
            edit,
            choice: None,
        };
        record(wish, targets, Some(Dialog::Form(self)), model)
    }
}
