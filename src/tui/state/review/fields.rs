//! The fields of a draft as a person looks at them: what they say, in which words the document has
//! them, how they are set.

use chrono::NaiveDate;

use crate::domain::draft::{DocumentHead, TaskDraft};
use crate::domain::people::Role;
use crate::domain::{Field, Lang, Milestone, Precision};
use crate::tui::state::review::HeadField;

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

/// What a field of a draft says, in words.
pub fn value(draft: &TaskDraft, field: Field, lang: Lang) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let comma = lang.pick("、", ", ");
    match field {
        Field::Number => draft.number.clone(),
        Field::Parent => text(&draft.parent),
        Field::SectionPath => draft.section_path.join("  "),
        Field::Title => draft.title.clone(),
        Field::Requirement => draft.requirement.clone(),
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
        _ => match (field.free_text(), field.role()) {
            (Some(which), _) => draft.text(which).unwrap_or_default().to_owned(),
            (_, Some(role)) => draft.parties(role).join(comma),
            _ => String::new(),
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
            words.extend(field.free_text().and_then(|which| draft.text(which)));
            if let Some(role) = field.role() {
                let of_role = draft.printed.get(role.id());
                words.extend(of_role.into_iter().flatten().map(String::as_str));
                words.extend(draft.parties(role).iter().map(String::as_str));
            }
        }
    }
    words.retain(|words| !words.trim().is_empty());
    words
}
