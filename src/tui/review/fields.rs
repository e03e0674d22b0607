//! The fields of a draft as a person looks at them: what they say, in which words the document has
//! them, how they are set.

use chrono::NaiveDate;

use super::{Review, ReviewLine, TaskAt};
use crate::domain::draft::{DocumentHead, TaskDraft};
use crate::domain::people::Role;
use crate::domain::{Field, Lang, Milestone, Precision, RegionKey};

/// A field of what is under the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldSlot {
    /// Of a document.
    Head(HeadField),
    /// Of a task.
    Task(Field),
}

/// A field of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeadField {
    /// Its title.
    Title,
    /// 文号.
    Number,
    /// Who issued it.
    Issuer,
    /// When.
    IssuedOn,
    /// Where it holds.
    Region,
}

impl HeadField {
    /// All, in order.
    pub const ALL: [HeadField; 5] = [
        HeadField::Title,
        HeadField::Number,
        HeadField::Issuer,
        HeadField::IssuedOn,
        HeadField::Region,
    ];
}

/// The fields of a task, in order, with whether they are shown while empty. The short ones first:
/// who and by when is what goes wrong, and a long text would push it out of a small pane.
const FIELDS: [(Field, bool); 23] = [
    (Field::Number, true),
    (Field::Parent, false),
    (Field::Title, true),
    (Field::Region, false),
    (Field::Sector, true),
    (Field::Leaders, true),
    (Field::LeadUnits, true),
    (Field::ResponsibleUnits, true),
    (Field::AssistingUnits, true),
    (Field::DeadlineText, false),
    (Field::Deadline, true),
    (Field::Standing, true),
    (Field::Status, false),
    (Field::Progress, false),
    (Field::StartedOn, false),
    (Field::ReportCycle, false),
    (Field::Requirement, true),
    (Field::Problem, false),
    (Field::Objective, false),
    (Field::Measures, false),
    (Field::Milestones, false),
    (Field::Indicators, false),
    (Field::SectionPath, false),
];

impl Review {
    /// The fields of the line under the cursor.
    pub fn slots(&self, lang: Lang) -> Vec<FieldSlot> {
        self.slots_of(self.cursor, lang)
    }

    /// The fields of a line.
    pub fn slots_of(&self, line: usize, lang: Lang) -> Vec<FieldSlot> {
        match self.lines.get(line).copied() {
            Some(ReviewLine::Head(_)) => HeadField::ALL.into_iter().map(FieldSlot::Head).collect(),
            Some(ReviewLine::Task(at)) => {
                let Some(draft) = self.draft(at) else {
                    return Vec::new();
                };
                let returned = draft.returned.as_ref().filter(|it| it.id.is_some());
                let fields = FIELDS.iter().filter(|(field, is_always)| match returned {
                    // What a column that is not there would say, the row does not.
                    Some(returned) => returned.says(*field) || self.has_doubts(at, *field),
                    None => {
                        *is_always
                            || !value(draft, *field, lang).is_empty()
                            || self.has_doubts(at, *field)
                            || self.change(at, *field).is_some()
                            || self.is_corrected(at, *field)
                    }
                });
                fields.map(|(field, _)| FieldSlot::Task(*field)).collect()
            }
            Some(ReviewLine::Missing(_)) | None => Vec::new(),
        }
    }

    /// What a field of a document says.
    pub fn head_value(&self, document: usize, field: HeadField) -> String {
        match (field, self.overlay.regions.get(&document)) {
            (HeadField::Region, Some(key)) => region_text(key),
            _ => head_text(self.head(document), field),
        }
    }

    /// What a field of a task says.
    pub fn value(&self, at: TaskAt, field: Field, lang: Lang) -> String {
        match (field, self.overlay.regions.get(&at.document)) {
            (Field::Region, Some(key)) => region_text(key),
            _ => self
                .draft(at)
                .map_or(String::new(), |draft| value(draft, field, lang)),
        }
    }

    /// What was read for a field of a task that was corrected since.
    pub fn value_read(&self, at: TaskAt, field: Field, lang: Lang) -> Option<String> {
        let is_corrected = self.is_corrected(at, field);
        let draft = self.read(at).filter(|_| is_corrected)?;
        Some(value(draft, field, lang))
    }
}

/// What a field of a head says.
pub fn head_text(head: Option<&DocumentHead>, field: HeadField) -> String {
    let Some(head) = head else {
        return String::new();
    };
    match field {
        HeadField::Title => head.title.clone(),
        HeadField::Number => head.document_number.clone().unwrap_or_default(),
        HeadField::Issuer => head.issuer.clone().unwrap_or_default(),
        HeadField::IssuedOn => head.issued_on.map_or(String::new(), |day| day.to_string()),
        HeadField::Region => head.region.clone().unwrap_or_default(),
    }
}

fn region_text(key: &RegionKey) -> String {
    key.name().to_owned()
}

/// What a field of a draft says, in words.
fn value(draft: &TaskDraft, field: Field, lang: Lang) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let comma = lang.pick("、", ", ");
    match field {
        Field::Number => draft.number.clone(),
        Field::Parent => text(&draft.parent),
        Field::SectionPath => draft.section_path.join("  "),
        Field::Title => draft.title.clone(),
        Field::Requirement => draft.requirement.clone(),
        Field::Problem => text(&draft.problem),
        Field::Objective => text(&draft.objective),
        Field::Measures => text(&draft.measures),
        Field::Sector => draft
            .sector
            .map_or(String::new(), |sector| sector.label(lang).to_owned()),
        Field::DeadlineText => text(&draft.deadline_text),
        Field::Deadline => draft
            .deadline()
            .map_or(String::new(), |day| day.to_string()),
        Field::Standing => match draft.standing {
            true => lang.pick("是", "yes").to_owned(),
            false => lang.pick("否", "no").to_owned(),
        },
        Field::Milestones => milestones_text(&draft.milestones),
        Field::Indicators => {
            let texts = draft.indicators.iter().map(|indicator| {
                let (op, value) = (indicator.op.id(), indicator.value);
                let due = indicator.due.map_or(String::new(), |due| format!(" {due}"));
                format!("{} {op} {value}{}{due}", indicator.name, indicator.unit)
            });
            texts.collect::<Vec<_>>().join("\n")
        }
        Field::Region => text(&draft.region),
        Field::Status => draft
            .status
            .map_or(String::new(), |status| status.label(lang).to_owned()),
        Field::Progress => draft.progress.map_or(String::new(), |p| p.to_string()),
        Field::StartedOn => draft
            .started_on
            .map_or(String::new(), |day| day.to_string()),
        Field::ReportCycle => draft
            .report_cycle
            .map_or(String::new(), |cycle| cycle.label(lang).to_owned()),
        _ => match role_of(field) {
            Some(role) => draft.parties(role).join(comma),
            None => String::new(),
        },
    }
}

/// Milestones, one a line: the day, then what is due.
pub fn milestones_text(milestones: &[Milestone]) -> String {
    let texts = milestones.iter().map(|milestone| {
        let due = milestone.due.map_or("?".to_owned(), |day| day.to_string());
        format!("{due} {}", milestone.text.replace('\n', " "))
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// The role whose names a field lists.
pub fn role_of(field: Field) -> Option<Role> {
    Role::ALL
        .into_iter()
        .find(|role| Field::of_role(*role) == field)
}

/// Sets the names of a role; what was printed for others does not fit them any more.
pub fn set_names(draft: &mut TaskDraft, role: Role, names: Vec<String>) {
    if *draft.parties(role) != names {
        *draft.parties_mut(role) = names;
        draft.printed.remove(role.id());
    }
}

/// Sets the date in force. The milestone of the date before goes with it, since every date of a
/// deadline is a milestone too.
pub fn date_of(draft: &mut TaskDraft, date: Option<NaiveDate>) {
    let before = draft.deadline();
    if before == date {
        return;
    }
    draft.deadline = Some(date);
    match (before, date) {
        (Some(before), None) => draft.milestones.retain(|m| m.due != Some(before)),
        (before, Some(date)) => {
            let of_before = |m: &&mut Milestone| before.is_some() && m.due == before;
            let moved = draft.milestones.iter_mut().filter(of_before);
            let count = moved
                .map(|milestone| {
                    milestone.due = Some(date);
                    milestone.precision = Precision::Day;
                })
                .count();
            if count == 0 {
                draft.milestones.push(Milestone::on("完成时限", date));
            }
        }
        (None, None) => {}
    }
}

/// Whether two drafts differ in a field.
pub fn differs(new: &TaskDraft, old: &TaskDraft, field: Field) -> bool {
    match field {
        // A corrected date moves its milestone along.
        Field::Deadline => new.deadline() != old.deadline(),
        Field::Milestones => new.milestones != old.milestones,
        Field::Indicators => new.indicators != old.indicators,
        _ => value(new, field, Lang::Zh) != value(old, field, Lang::Zh),
    }
}

/// The words by which a field is found in the source, the surest first.
pub fn printed(draft: &TaskDraft, field: Field) -> Vec<&str> {
    let mut words: Vec<&str> = Vec::new();
    match field {
        Field::Title => {
            words.push(&draft.title);
            words.push(&draft.requirement);
        }
        Field::Requirement => words.push(&draft.requirement),
        Field::Problem => words.extend(draft.problem.as_deref()),
        Field::Objective => words.extend(draft.objective.as_deref()),
        Field::Measures => words.extend(draft.measures.as_deref()),
        Field::SectionPath => words.extend(draft.section_path.last().map(String::as_str)),
        Field::Region => words.extend(draft.region.as_deref()),
        Field::Indicators => {
            words.extend(draft.indicators.iter().map(|i| i.text.as_str()));
        }
        Field::Deadline | Field::DeadlineText | Field::Standing => {
            words.extend(draft.deadline_text.as_deref());
            if field == Field::Deadline {
                words.extend(draft.milestones.iter().map(|m| m.text.as_str()));
            }
        }
        Field::Milestones => words.extend(draft.milestones.iter().map(|m| m.text.as_str())),
        _ => {
            if let Some(role) = role_of(field) {
                let of_role = draft.printed.get(role.id());
                words.extend(of_role.into_iter().flatten().map(String::as_str));
                words.extend(draft.parties(role).iter().map(String::as_str));
            }
        }
    }
    words.retain(|words| !words.trim().is_empty());
    words
}
