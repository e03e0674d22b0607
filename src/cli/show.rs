//! `duban show`

use super::args::ShowArgs;
use super::job::Job;
use super::{Outcome, reading, values};
use crate::domain::china;
use crate::domain::fold::State;
use crate::domain::light::LightRules;
use crate::domain::task::{EventBody, ExtensionDecision};
use crate::domain::{Field, FreeText, Lang, Milestone, Party, Role, Task};
use crate::ledger::LedgerError;
use crate::report::trail::{person, updated_by};
use crate::report::view::TaskDetail;
use crate::text::{clean_line, clean_text, columns, wrap};
use crate::wording::cli::CliTexts;
use crate::wording::fill;

/// How wide the text is set where no terminal says.
const WIDTH: usize = 80;

/// Prints one task in full.
pub fn run(args: &ShowArgs, job: &mut Job) -> Outcome {
    let format = values::format(args.format.as_deref(), &["text", "json"], job.lang)?;
    let id = values::task(&args.id, job.lang)?;
    let (state, rules) = reading::around(id, args.as_of.as_deref(), job)?;
    let task = state
        .tasks
        .get(&id)
        .ok_or(LedgerError::NoSuchTask(id))
        .map_err(job.failed())?;
    if format == "json" {
        return job.print_json(&TaskDetail::of(task, &state, &rules));
    }
    let width = job.width().unwrap_or(WIDTH).max(20);
    let text = TaskSheet::of(task, &state, &rules, job.lang, width);
    job.print(text.as_bytes())
}

/// A task as paragraphs with their labels.
struct TaskSheet {
    lang: Lang,
    width: usize,
    text: String,
}

impl TaskSheet {
    fn of(task: &Task, state: &State, rules: &LightRules, lang: Lang, width: usize) -> String {
        let mut sheet = TaskSheet {
            lang,
            width,
            text: String::new(),
        };
        sheet.head(task, state, rules);
        sheet.people(task);
        sheet.body(task);
        sheet.lists(task, state);
        sheet.events(task);
        sheet.text
    }

    fn line(&mut self, label: &str, value: &str) {
        if value.trim().is_empty() {
            return;
        }
        let indent = columns(label) + 2;
        let clean = clean_text(value);
        let mut lines = wrap(&clean, self.width.saturating_sub(indent).max(10)).into_iter();
        let first = lines.next().unwrap_or_default();
        self.text.push_str(&format!("{label}: {first}\n"));
        for line in lines {
            self.text
                .push_str(&format!("{}{line}\n", " ".repeat(indent)));
        }
    }

    fn field(&mut self, field: Field, value: &str) {
        self.line(field.label(self.lang), value);
    }

    fn head(&mut self, task: &Task, state: &State, rules: &LightRules) {
        let lang = self.lang;
        let light = rules.light(task);
        let words = [
            format!("#{}", task.id),
            task.number.clone(),
            task.title.clone(),
        ];
        let title: Vec<&str> = words
            .iter()
            .map(String::as_str)
            .filter(|w| !w.is_empty())
            .collect();
        self.text
            .push_str(&format!("{}\n", clean_line(&title.join(" "))));
        let document = state
            .document_of(task)
            .map(|document| document.title.as_str());
        self.field(Field::Document, document.unwrap_or_default());
        self.field(Field::SectionPath, &task.section_path.join(" / "));
        self.field(Field::Region, task.region.name());
        self.field(Field::Sector, task.sector.label(lang));
        self.field(Field::Status, task.status.label(lang));
        let progress = task.progress.map(|progress| format!("{progress}%"));
        self.field(Field::Progress, &progress.unwrap_or_default());
        let reason = format!("{} {}", light.color.label(lang), light.sentence(lang));
        self.line(CliTexts::of(lang).light, &reason);
        self.dates(task);
    }

    fn dates(&mut self, task: &Task) {
        let t = CliTexts::of(self.lang);
        let mut deadline = task.deadline.map(|due| due.to_string()).unwrap_or_default();
        if task.standing {
            deadline = format!("{deadline} {}", Field::Standing.label(self.lang));
        }
        self.field(Field::Deadline, deadline.trim());
        if task.original_deadline != task.deadline {
            let first = task.original_deadline.map(|due| due.to_string());
            let times = fill(t.extended_times, &[("n", &task.extensions())]);
            let words = format!("{} {times}", first.unwrap_or_default());
            self.field(Field::OriginalDeadline, &words);
        }
        self.field(
            Field::DeadlineText,
            task.deadline_text.as_deref().unwrap_or_default(),
        );
        let cycle = task.report_cycle.map(|cycle| cycle.label(self.lang));
        self.field(Field::ReportCycle, cycle.unwrap_or_default());
    }

    fn people(&mut self, task: &Task) {
        for role in Role::ALL {
            let names: Vec<String> = task.parties(role).iter().map(called).collect();
            self.field(Field::of_role(role), &names.join("、"));
        }
    }

    fn body(&mut self, task: &Task) {
        self.field(Field::Requirement, &task.requirement);
        for text in FreeText::ALL {
            self.field(text.field(), task.text(text).unwrap_or_default());
        }
    }

    fn lists(&mut self, task: &Task, state: &State) {
        let t = CliTexts::of(self.lang);
        for (place, milestone) in task.milestones.iter().enumerate() {
            let label = format!("{} {}", Field::Milestones.label(self.lang), place + 1);
            self.line(&label, &reached(milestone, t));
        }
        for indicator in &task.indicators {
            let words = format!(
                "{} {} {}{}",
                indicator.name,
                indicator.op.id(),
                indicator.value,
                indicator.unit
            );
            self.field(Field::Indicators, &words);
        }
        if let Some(parent) = task.parent.and_then(|id| state.tasks.get(&id)) {
            self.field(Field::Parent, &format!("#{} {}", parent.id, parent.title));
        }
        for child in state
            .tasks
            .values()
            .filter(|child| child.parent == Some(task.id))
        {
            self.line(t.subtask, &format!("#{} {}", child.id, child.title));
        }
    }

    fn events(&mut self, task: &Task) {
        let t = CliTexts::of(self.lang);
        for event in task.events() {
            let (field, value) = Field::of_event(&event.body);
            let words = match &event.body {
                EventBody::Extension(extension) => {
                    let from = extension
                        .from
                        .map(|day| day.to_string())
                        .unwrap_or_default();
                    let kind = match extension.decision {
                        ExtensionDecision::Approved => t.extension_approved,
                        ExtensionDecision::Asked => t.extension_asked,
                        ExtensionDecision::Correction => t.extension_correction,
                    };
                    let late = if extension.is_late() {
                        t.extension_late
                    } else {
                        ""
                    };
                    let to = extension.to.map(|day| day.to_string());
                    format!("{from} -> {} {kind} {late}", to.as_deref().unwrap_or("-"))
                }
                EventBody::Note { text }
                | EventBody::Returned { text }
                | EventBody::Report { text, .. }
                | EventBody::Escalation { text, .. } => text.clone(),
                EventBody::Reading { .. } => value.to_string(),
            };
            let day = china::day_of(event.at);
            let by = person(&event.user, event.login.as_deref(), self.lang);
            let label = format!("{} {day} {by}", field.label(self.lang));
            self.line(&clean_line(&label), words.trim());
        }
        let updated = format!(
            "{} {} ({} {})",
            china::day_of(task.updated_at),
            updated_by(task, self.lang),
            t.revision,
            task.revision
        );
        self.line(t.updated, &updated);
    }
}

/// A party with its printed words where they differ.
fn called(party: &Party) -> String {
    match &party.printed {
        Some(printed) => format!("{}({printed})", party.name),
        None => party.name.clone(),
    }
}

fn reached(milestone: &Milestone, t: &CliTexts) -> String {
    let due = milestone.due.map(|due| due.to_string()).unwrap_or_default();
    let done = milestone
        .done_on
        .map(|on| fill(t.reached_on, &[("day", &on)]));
    format!("{due} {} {}", milestone.text, done.unwrap_or_default())
}
