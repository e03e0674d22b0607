//! Registering a task by hand, and editing one.

use chrono::NaiveDate;

use super::{Dialog, Next, closed};
use crate::domain::region::{Named, look_up};
use crate::domain::task::{ExtensionDecision, TaskBody};
use crate::domain::{
    DeadlineEdit, Edit, Lang, Milestone, Party, RegionKey, ReportCycle, Role, Sector, Task, TaskId,
};
use crate::ledger::Target;
use crate::tui::field::Field;
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::tui::msg::{Effect, Job};
use crate::wording::fill;

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormField {
    /// Its name.
    Title,
    /// Where.
    Region,
    /// Field of work.
    Sector,
    /// Number.
    Number,
    /// Parties of a role.
    Parties(Role),
    /// Date in force.
    Deadline,
    /// How often a report is due.
    Cycle,
    /// What is demanded.
    Requirement,
    /// Why it is registered or changed.
    Reason,
}

/// The fields in order.
const FIELDS: [FormField; 12] = [
    FormField::Title,
    FormField::Region,
    FormField::Sector,
    FormField::Number,
    FormField::Parties(Role::Leader),
    FormField::Parties(Role::LeadUnit),
    FormField::Parties(Role::ResponsibleUnit),
    FormField::Parties(Role::AssistingUnit),
    FormField::Deadline,
    FormField::Cycle,
    FormField::Requirement,
    FormField::Reason,
];

impl FormField {
    /// Its label.
    pub fn label(self, lang: Lang) -> &'static str {
        use crate::domain::Field as Word;
        match self {
            FormField::Title => Word::Title.label(lang),
            FormField::Region => Word::Region.label(lang),
            FormField::Sector => Word::Sector.label(lang),
            FormField::Number => Word::Number.label(lang),
            FormField::Parties(role) => Word::of_role(role).label(lang),
            FormField::Deadline => Word::Deadline.label(lang),
            FormField::Cycle => Word::ReportCycle.label(lang),
            FormField::Requirement => Word::Requirement.label(lang),
            FormField::Reason => lang.pick("原因", "reason"),
        }
    }
}

/// The form.
#[derive(Clone, Debug)]
pub struct Form {
    /// The task being edited, as it was seen; `None` registers a new one.
    pub task: Option<Box<Task>>,
    /// Each field with what is typed.
    pub fields: Vec<(FormField, Field)>,
    /// The field with the cursor.
    pub focus: usize,
    /// The unknown region was named once; once more takes it.
    warned_of: Option<String>,
    /// What stood in the fields when it was opened: a form nobody touched is no draft.
    at_first: Vec<String>,
}

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
    pub fn edit(task: &Task, model: &mut Model) -> Dialog {
        if let Some(draft) = model.form_drafts.remove(&Some(task.id)) {
            // Of an older revision too: what was typed must not be lost, and recording it shows
            // both versions.
            return Dialog::Form(draft);
        }
        let body = &task.body;
        let value = |field| shown(field, body, model.lang);
        Dialog::Form(Box::new(Form::with(Some(Box::new(task.clone())), value)))
    }

    fn with(task: Option<Box<Task>>, value: impl Fn(FormField) -> String) -> Form {
        let fields: Vec<(FormField, Field)> = FIELDS
            .into_iter()
            .map(|field| {
                let text = value(field);
                let typed = if field == FormField::Requirement {
                    Field::lines(&text)
                } else {
                    Field::line(&text)
                };
                (field, typed)
            })
            .collect();
        let texts = fields.iter().map(|(_, typed)| typed.text().to_owned());
        Form {
            task,
            at_first: texts.collect(),
            fields,
            focus: 0,
            warned_of: None,
        }
    }

    fn is_touched(&self) -> bool {
        let texts = self.fields.iter().map(|(_, typed)| typed.text());
        !texts.eq(self.at_first.iter().map(String::as_str))
    }

    fn text(&self, wanted: FormField) -> &str {
        self.fields
            .iter()
            .find(|(field, _)| *field == wanted)
            .map_or("", |(_, typed)| typed.text().trim())
    }

    fn id(&self) -> Option<TaskId> {
        self.task.as_ref().map(|task| task.id)
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        if let Some((_, field)) = self.fields.get_mut(self.focus) {
            field.paste(text);
        }
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        let last = self.fields.len() - 1;
        match key {
            Key::Esc | Key::Ctrl('c') => {
                if self.is_touched() {
                    model.form_drafts.insert(self.id(), self);
                }
                return closed();
            }
            Key::Ctrl('s') => return self.finish(model),
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

    fn finish(mut self: Box<Self>, model: &mut Model) -> Next {
        let read = self.read(model);
        match read {
            Err(Fault { field, sentence }) => {
                if let Some(at) = self.fields.iter().position(|(known, _)| *known == field) {
                    self.focus = at;
                }
                if field == FormField::Region {
                    self.warned_of = Some(self.text(FormField::Region).to_owned());
                }
                model.message = sentence;
                (Some(Dialog::Form(self)), Vec::new())
            }
            Ok(values) => {
                let reason = self.text(FormField::Reason).to_owned();
                let reason = (!reason.is_empty()).then_some(reason);
                let effect = match &self.task {
                    None => Effect::Register(Box::new(values.into_body()), reason),
                    Some(task) => {
                        let edit = values.into_edit(task, reason, model);
                        let targets = vec![Target {
                            id: task.id,
                            seen: Some(task.revision),
                        }];
                        Effect::Update(Job { targets, edit })
                    }
                };
                model.is_saving = true;
                model.sent = Some(Dialog::Form(self));
                (None, vec![effect])
            }
        }
    }

    /// Reads every field, or names the first that cannot be.
    fn read(&self, model: &Model) -> Result<Values, Fault> {
        let words = model.words();
        let fault = |field, sentence: String| Fault { field, sentence };
        let title = self.text(FormField::Title).to_owned();
        if title.is_empty() {
            return Err(fault(FormField::Title, words.form_title_needed.to_owned()));
        }
        let region = self.read_region(model)?;
        let sector = match self.text(FormField::Sector) {
            "" => Sector::other(),
            name => Sector::parse(name).ok_or_else(|| {
                let all: Vec<&str> = Sector::all()
                    .map(|sector| sector.label(model.lang))
                    .collect();
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("name", &name), ("all", &all.join(" "))];
                fault(FormField::Sector, fill(words.form_sector_unknown, &values))
            })?,
        };
        let deadline = match self.text(FormField::Deadline) {
            "" => None,
            text => {
                let rules = &model.rules;
                let base = self.task.as_ref().and_then(|task| task.deadline);
                let date = super::read_when(text, rules.today, base, &rules.calendar);
                Some(date.ok_or_else(|| {
                    fault(
                        FormField::Deadline,
                        fill(words.form_date_bad, &[("text", &text)]),
                    )
                })?)
            }
        };
        let cycle = match self.text(FormField::Cycle) {
            "" => None,
            text => Some(
                ReportCycle::parse(text)
                    .ok_or_else(|| fault(FormField::Cycle, words.form_cycle_unknown.to_owned()))?,
            ),
        };
        Ok(Values {
            title,
            region,
            sector,
            number: self.text(FormField::Number).to_owned(),
            parties: Role::ALL.map(|role| (role, names(self.text(FormField::Parties(role))))),
            deadline,
            cycle,
            requirement: self.text(FormField::Requirement).to_owned(),
        })
    }

    fn read_region(&self, model: &Model) -> Result<RegionKey, Fault> {
        let words = model.words();
        let name = self.text(FormField::Region);
        let fault = |sentence: String| Fault {
            field: FormField::Region,
            sentence,
        };
        if name.is_empty() {
            return Err(fault(words.form_region_needed.to_owned()));
        }
        let own = self.task.as_ref().map(|task| &task.region);
        if let Some(own) = own.filter(|own| own.name() == name) {
            return Ok(own.clone());
        }
        match look_up(name) {
            Named::One(key) => Ok(key),
            Named::Several(keys) => {
                let mut known = keys
                    .iter()
                    .filter(|key| model.data.regions.contains_key(key));
                match (known.next(), known.next()) {
                    (Some(key), None) => Ok(key.clone()),
                    _ => {
                        let values: [(&str, &dyn std::fmt::Display); 2] =
                            [("n", &keys.len()), ("name", &name)];
                        Err(fault(fill(words.form_region_several, &values)))
                    }
                }
            }
            Named::Unknown => {
                let key = RegionKey::uncoded(name);
                let is_meant = self.warned_of.as_deref() == Some(name)
                    || model.data.regions.contains_key(&key);
                if is_meant {
                    Ok(key)
                } else {
                    Err(fault(fill(words.form_region_unknown, &[("name", &name)])))
                }
            }
        }
    }
}

/// A field that cannot be taken, and why.
struct Fault {
    field: FormField,
    sentence: String,
}

/// The form, read.
struct Values {
    title: String,
    region: RegionKey,
    sector: Sector,
    number: String,
    parties: [(Role, Vec<Party>); 4],
    deadline: Option<NaiveDate>,
    cycle: Option<ReportCycle>,
    requirement: String,
}

impl Values {
    fn into_body(self) -> TaskBody {
        let mut body = TaskBody {
            number: self.number,
            parent: None,
            document: None,
            region: self.region,
            sector: self.sector,
            section_path: Vec::new(),
            title: self.title,
            requirement: self.requirement,
            problem: None,
            objective: None,
            measures: None,
            clause: None,
            leaders: Vec::new(),
            lead_units: Vec::new(),
            responsible_units: Vec::new(),
            assisting_units: Vec::new(),
            deadline_text: None,
            deadline: self.deadline,
            original_deadline: self.deadline,
            standing: false,
            milestones: self
                .deadline
                .map(|due| Milestone::on("完成时限", due))
                .into_iter()
                .collect(),
            indicators: Vec::new(),
            status: crate::domain::Status::default(),
            progress: None,
            started_on: None,
            report_cycle: self.cycle,
        };
        for (role, parties) in self.parties {
            *body.parties_mut(role) = parties;
        }
        body
    }

    /// Only what differs from the task as it was seen. A date changed in the form is a
    /// correction; an extension has a dialog of its own.
    fn into_edit(self, task: &Task, reason: Option<String>, model: &Model) -> Edit {
        fn if_changed<T: PartialEq>(new: T, old: &T) -> Option<T> {
            (new != *old).then_some(new)
        }
        let same_names = |role: Role, parties: &[Party]| {
            let names = |list: &[Party]| {
                list.iter()
                    .map(|party| party.name.clone())
                    .collect::<Vec<_>>()
            };
            names(parties) == names(task.parties(role))
        };
        Edit {
            title: if_changed(self.title, &task.title),
            region: if_changed(self.region, &task.region),
            sector: if_changed(self.sector, &task.sector),
            number: if_changed(self.number, &task.number),
            parties: self
                .parties
                .into_iter()
                .filter(|(role, parties)| !same_names(*role, parties))
                .collect(),
            deadline: (self.deadline != task.deadline).then_some(DeadlineEdit {
                to: self.deadline,
                decision: ExtensionDecision::Correction,
                asked_on: model.rules.today,
            }),
            report_cycle: if_changed(self.cycle, &task.report_cycle),
            requirement: if_changed(self.requirement, &task.requirement),
            reason,
            ..Edit::default()
        }
    }
}

/// What a field shows of a task.
fn shown(field: FormField, body: &TaskBody, lang: Lang) -> String {
    match field {
        FormField::Title => body.title.clone(),
        FormField::Region => body.region.name().to_owned(),
        FormField::Sector => body.sector.label(lang).to_owned(),
        FormField::Number => body.number.clone(),
        FormField::Parties(role) => {
            let names: Vec<&str> = body
                .parties(role)
                .iter()
                .map(|party| party.name.as_str())
                .collect();
            names.join("、")
        }
        FormField::Deadline => body.deadline.map_or(String::new(), |date| date.to_string()),
        FormField::Cycle => body
            .report_cycle
            .map_or(String::new(), |cycle| cycle.label(lang).to_owned()),
        FormField::Requirement => body.requirement.clone(),
        FormField::Reason => String::new(),
    }
}

/// Names parted by 、 or a comma, without repeats.
fn names(text: &str) -> Vec<Party> {
    let mut list: Vec<Party> = Vec::new();
    for name in text
        .split(['、', ',', '，', ';', '；'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        if !list.iter().any(|party| party.name == name) {
            list.push(Party::named(name));
        }
    }
    list
}
