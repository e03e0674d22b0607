//! A form read: what stands in its fields as values, or the field that cannot be taken.

use chrono::NaiveDate;

use crate::domain::region::{Named, look_up};
use crate::domain::task::ExtensionDecision;
use crate::domain::task_field::TaskBody;
use crate::domain::{
    DeadlineEdit, Edit, Lang, Milestone, Party, PartyKind, RegionKey, ReportCycle, Role, Sector,
    Task, name,
};
use crate::tui::layout::read_when;
use crate::tui::state::dialog::{Form, FormField};
use crate::tui::state::model::Model;
use crate::wording::fill;

impl Form {
    /// The sector typed; `None` for an empty field.
    pub(super) fn read_sector(&self, model: &Model) -> Result<Option<Sector>, Fault> {
        sector_of(self.text(FormField::Sector), model).map_err(Fault::of(FormField::Sector))
    }

    /// The report cycle typed; `None` for an empty field.
    pub(super) fn read_cycle(&self, model: &Model) -> Result<Option<ReportCycle>, Fault> {
        cycle_of(self.text(FormField::Cycle), model).map_err(Fault::of(FormField::Cycle))
    }

    /// Reads every field, or names the first that cannot be.
    pub(super) fn read(&self, model: &Model) -> Result<Values, Fault> {
        let title = title_of(self.text(FormField::Title), model);
        let title = title.map_err(Fault::of(FormField::Title))?;
        let region = self.read_region(model)?;
        let sector = self.read_sector(model)?.unwrap_or_default();
        let base = self.task.as_ref().and_then(|task| task.deadline);
        let deadline = date_of(self.text(FormField::Deadline), base, model);
        let deadline = deadline.map_err(Fault::of(FormField::Deadline))?;
        let cycle = self.read_cycle(model)?;
        Ok(Values {
            title,
            region,
            sector,
            number: self.text(FormField::Number).to_owned(),
            parties: Role::ALL.map(|role| (role, self.read_parties(role, model.lang))),
            deadline,
            cycle,
            requirement: self.text(FormField::Requirement).to_owned(),
        })
    }

    /// The names typed. Those of a field nobody touched stay as they are in the ledger: what a
    /// document prints as one name may look like two.
    fn read_parties(&self, role: Role, lang: Lang) -> Vec<Party> {
        let field = FormField::Parties(role);
        let text = self.text(field);
        let own = self.task.as_ref();
        let untouched = own.filter(|task| shown(field, &task.body, lang).trim() == text);
        match untouched {
            Some(task) => task.parties(role).to_vec(),
            None => names(text, role),
        }
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
                let key = RegionKey::uncoded_among(name, model.data.regions.keys());
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
pub(super) struct Fault {
    pub field: FormField,
    pub sentence: String,
}

impl Fault {
    fn of(field: FormField) -> impl Fn(String) -> Fault {
        move |sentence| Fault { field, sentence }
    }
}

/// A title typed.
pub(super) fn title_of(text: &str, model: &Model) -> Result<String, String> {
    match text.trim() {
        "" => Err(model.words().form_title_needed.to_owned()),
        title => Ok(title.to_owned()),
    }
}

/// A sector typed; `None` for nothing.
pub(super) fn sector_of(name: &str, model: &Model) -> Result<Option<Sector>, String> {
    if name.is_empty() {
        return Ok(None);
    }
    Sector::parse(name).map(Some).ok_or_else(|| {
        let all: Vec<&str> = Sector::all()
            .map(|sector| sector.label(model.lang))
            .collect();
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("name", &name), ("all", &all.join(" "))];
        fill(model.words().form_sector_unknown, &values)
    })
}

/// A report cycle typed; `None` for nothing.
pub(super) fn cycle_of(text: &str, model: &Model) -> Result<Option<ReportCycle>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let cycle = ReportCycle::parse(text).map(Some);
    cycle.ok_or_else(|| model.words().form_cycle_unknown.to_owned())
}

/// A date typed, counted from `base` where it is relative; `None` for nothing.
pub(super) fn date_of(
    text: &str,
    base: Option<NaiveDate>,
    model: &Model,
) -> Result<Option<NaiveDate>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let rules = &model.rules;
    let date = read_when(text, rules.today, base, &rules.calendar).map(Some);
    date.ok_or_else(|| fill(model.words().form_date_bad, &[("text", &text)]))
}

/// The form, read.
pub(super) struct Values {
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
    pub fn into_body(self) -> TaskBody {
        let mut body = TaskBody {
            number: self.number,
            region: self.region,
            sector: self.sector,
            title: self.title,
            requirement: self.requirement,
            deadline: self.deadline,
            original_deadline: self.deadline,
            milestones: self
                .deadline
                .map(|due| Milestone::on("完成时限", due))
                .into_iter()
                .collect(),
            report_cycle: self.cycle,
            ..TaskBody::default()
        };
        for (role, parties) in self.parties {
            *body.parties_mut(role) = parties;
        }
        body
    }

    /// Only what differs from the task as it was seen. A date changed in the form is a
    /// correction; an extension has a dialog of its own.
    pub fn into_edit(self, task: &Task, reason: Option<String>, model: &Model) -> Edit {
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
                asked_on: None,
                today: model.rules.today,
            }),
            report_cycle: if_changed(self.cycle, &task.report_cycle),
            requirement: if_changed(self.requirement, &task.requirement),
            reason,
            ..Edit::default()
        }
    }
}

/// What a field shows of a task.
pub(super) fn shown(field: FormField, body: &TaskBody, lang: Lang) -> String {
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

/// The names of a list, without repeats.
pub(super) fn names(text: &str, role: Role) -> Vec<Party> {
    name::parties(text, PartyKind::of(role))
}
