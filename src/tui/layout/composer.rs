//! A task as lines of text: the matter of preview and task view.

use chrono::NaiveDate;

use super::entry::{entry_line, short_day};
use crate::domain::china::local;
use crate::domain::{Field, Lang, LightColor, Party, Role, Row, Status, Task, TaskId};
use crate::report::trail::{event_text, person};
use crate::text::{columns, wrap};
use crate::tui::layout::number_text;
use crate::tui::state::model::Model;
use crate::tui::state::msg::Detail;
use crate::wording::fill;

/// Where Enter leads from a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// To this task.
    Task(TaskId),
    /// To the original wording.
    Clause,
}

/// A line of the text.
#[derive(Clone, Debug, Default)]
pub struct PageLine {
    /// The label, on the first line of what it names.
    pub label: &'static str,
    /// The text.
    pub text: String,
    /// A second label and text on the same line, and where they begin.
    pub second: Option<(u16, &'static str, String)>,
    /// Whether it begins a part.
    pub begins_part: bool,
    /// Where Enter leads.
    pub goal: Option<Goal>,
    /// The light's colour word, to be coloured.
    pub light: Option<LightColor>,
    /// The title line.
    pub is_title: bool,
}

/// How wide labels are, the blank after them included.
pub fn label_cols(lang: Lang) -> u16 {
    lang.pick(6, 9)
}

/// Builds the lines of one task at a width.
pub struct Composer<'a> {
    model: &'a Model,
    row: &'a Row,
    cols: u16,
    /// Also the words as printed, where they differ.
    is_full: bool,
    lines: Vec<PageLine>,
}

impl<'a> Composer<'a> {
    /// A composer for a task at a width, first blank included.
    pub fn new(model: &'a Model, row: &'a Row, cols: u16) -> Composer<'a> {
        Composer {
            model,
            row,
            cols,
            is_full: false,
            lines: Vec::new(),
        }
    }

    /// The same with the words as printed beside the names.
    pub fn in_full(self) -> Composer<'a> {
        Composer {
            is_full: true,
            ..self
        }
    }

    /// The lines so far.
    pub fn done(self) -> Vec<PageLine> {
        self.lines
    }

    /// Cells for text beside a label.
    fn room(&self) -> usize {
        usize::from(self.cols.saturating_sub(1 + label_cols(self.model.lang))).max(8)
    }

    /// A labelled text, wrapped.
    fn part(&mut self, label: &'static str, text: &str) {
        self.part_to(label, text, None);
    }

    fn part_to(&mut self, label: &'static str, text: &str, goal: Option<Goal>) {
        let mut wrapped = wrap(text, self.room());
        if wrapped.is_empty() {
            wrapped.push(String::new());
        }
        for (at, text) in wrapped.into_iter().enumerate() {
            let first = at == 0;
            self.lines.push(PageLine {
                label: if first { label } else { "" },
                text,
                begins_part: first && !label.is_empty(),
                goal,
                ..PageLine::default()
            });
        }
    }

    /// Two labelled texts side by side where both fit, else one under the other.
    fn pair(&mut self, one: (&'static str, String), two: (&'static str, String)) {
        let labels = usize::from(label_cols(self.model.lang));
        let half = (self.room() + labels) / 2;
        let fits = columns(&one.1) + 2 + labels <= half
            && columns(&two.1) + labels <= self.room().saturating_sub(half.saturating_sub(labels));
        if fits {
            let x = 1 + u16::try_from(half).unwrap_or(0);
            self.lines.push(PageLine {
                label: one.0,
                text: one.1,
                second: Some((x, two.0, two.1)),
                begins_part: true,
                ..PageLine::default()
            });
        } else {
            self.part(one.0, &one.1);
            self.part(two.0, &two.1);
        }
    }

    /// The title and below it the original wording alone, with its file and line.
    pub fn wording(&mut self, detail: Option<&Detail>) {
        self.title();
        let words = self.model.words();
        let Some(detail) = detail else {
            return self.loading();
        };
        let Some(clause) = &detail.task.clause else {
            return self.part(words.label_clause, words.no_clause);
        };
        let document = self.row.document;
        let document = document.and_then(|id| self.model.data.documents.get(&id));
        let file = document.and_then(|document| document.file.as_ref());
        if let (Some(file), Some(line)) = (file, clause.line) {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("file", &file.name), ("line", &line)];
            self.part(words.label_source, &fill(words.clause_from, &values));
        }
        self.part(words.label_clause, &clause.text);
    }

    fn title(&mut self) {
        let row = self.row;
        let number = number_text(self.model, row, row.parent.is_some());
        let title = format!("{} {number}  {}", row.region.short(), row.title);
        let wrapped = wrap(&title, usize::from(self.cols.saturating_sub(2)));
        for (at, text) in wrapped.into_iter().enumerate() {
            self.lines.push(PageLine {
                text,
                is_title: true,
                begins_part: at == 0,
                ..PageLine::default()
            });
        }
    }

    /// What everybody looks at first: title, light, state, dates, people.
    pub fn head(&mut self, detail: Option<&Detail>) {
        self.title();
        let words = self.model.words();
        let row = self.row;
        let light = self.model.data.light(row.id);
        let limit = self.model.rules.thresholds.due_soon_workdays;
        let mut text = format!(
            "{}  {}",
            light.cell(self.model.lang),
            light.sentence(self.model.lang)
        );
        if row.status.is_running() {
            let rule = fill(words.rule_time, &[("n", &limit)]);
            text.push_str(&format!("    {}:{rule}", words.rule));
        }
        let before = self.lines.len();
        self.part(words.label_light, &text);
        if let Some(line) = self.lines.get_mut(before) {
            line.light = Some(light.color);
        }
        let status = self.status_text(detail);
        let deadline = self.deadline_text(detail);
        self.pair(
            (words.label_status, status),
            (words.label_deadline, deadline),
        );
        self.people();
    }

    /// Where it stands and where it came from.
    pub fn origin(&mut self, detail: Option<&Detail>) {
        let words = self.model.words();
        let row = self.row;
        let id = format!(
            "#{}  {}",
            row.id,
            fill(words.revision, &[("n", &row.revision)])
        );
        self.pair(
            (
                words.label_sector,
                row.sector.label(self.model.lang).to_owned(),
            ),
            (words.label_number, id),
        );
        self.source(detail);
    }

    fn status_text(&self, detail: Option<&Detail>) -> String {
        let words = self.model.words();
        let mut text = self.row.status.label(self.model.lang).to_owned();
        if let Some(figure) = self.row.progress {
            text.push_str(&format!(" {figure}%"));
        }
        let Some(detail) = detail else { return text };
        for (status, day) in passed(detail, self.model.rules.today) {
            text.push_str(&format!("  {} {}", day, status.label(self.model.lang)));
        }
        let returns = detail.task.returns();
        if returns > 0 {
            text.push_str("  ");
            text.push_str(&fill(words.returned, &[("n", &returns)]));
        }
        text
    }

    fn deadline_text(&self, detail: Option<&Detail>) -> String {
        let words = self.model.words();
        let row = self.row;
        let mut text = match (row.deadline, row.standing) {
            (Some(date), true) => format!("{date} {}", words.then_standing),
            (Some(date), false) => date.to_string(),
            (None, true) => words.standing_long.to_owned(),
            (None, false) if row.document.is_none() => words.undated.to_owned(),
            (None, false) => words.undated_long.to_owned(),
        };
        if row.deadline != row.original_deadline
            && let Some(date) = row.original_deadline
        {
            text.push_str("  ");
            text.push_str(&fill(words.original, &[("date", &date)]));
        }
        let Some(detail) = detail else { return text };
        let extensions = detail.task.extensions();
        if extensions > 0 {
            text.push_str("  ");
            text.push_str(&fill(words.extended, &[("n", &extensions)]));
        }
        if let Some(cycle) = detail.task.report_cycle {
            let next = cycle.period_end(self.model.rules.today);
            text.push_str("  ");
            text.push_str(&fill(
                words.cycle,
                &[("cycle", &cycle.label(self.model.lang)), ("date", &next)],
            ));
        }
        text
    }

    /// Leaders and units, as canonical and, where that differs, as printed.
    fn people(&mut self) {
        let words = self.model.words();
        let row = self.row;
        let is_full = self.is_full;
        let listed = |parties: &mut dyn Iterator<Item = &Party>| -> String {
            let names: Vec<String> = parties
                .map(|party| match (&party.printed, is_full) {
                    (Some(printed), true) => {
                        format!(
                            "{}({})",
                            party.name,
                            fill(words.printed_as, &[("printed", printed)])
                        )
                    }
                    _ => party.name.clone(),
                })
                .collect();
            if names.is_empty() {
                words.not_listed.to_owned()
            } else {
                names.join("、")
            }
        };
        let leaders = listed(&mut row.leaders.iter());
        self.part(words.label_leaders, &leaders);
        let lead = listed(&mut row.units_as(Role::LeadUnit));
        let responsible = listed(&mut row.units_as(Role::ResponsibleUnit));
        self.pair(
            (words.label_lead, lead),
            (words.label_responsible, responsible),
        );
        if row.units_as(Role::AssistingUnit).next().is_some() {
            let assisting = listed(&mut row.units_as(Role::AssistingUnit));
            self.part(words.label_assisting, &assisting);
        }
    }

    fn source(&mut self, detail: Option<&Detail>) {
        let words = self.model.words();
        let row = self.row;
        let document = row
            .document
            .and_then(|id| self.model.data.documents.get(&id));
        let Some(document) = document else {
            self.part(words.label_source, words.by_hand);
            return;
        };
        let mut text = document.title.clone();
        for extra in [
            document.document_number.clone(),
            document.issued_on.map(|day| day.to_string()),
        ]
        .into_iter()
        .flatten()
        {
            text.push_str(&format!("  {extra}"));
        }
        if let Some(detail) = detail {
            for section in &detail.task.section_path {
                text.push_str(&format!("  {section}"));
            }
        }
        if !row.number.is_empty() {
            text.push_str("  ");
            text.push_str(&fill(words.item_of, &[("number", &row.number)]));
        }
        let has_clause = detail.is_some_and(|detail| detail.task.clause.is_some());
        if has_clause {
            text.push_str("  ");
            text.push_str(words.see_clause);
        }
        self.part_to(
            words.label_source,
            &text,
            has_clause.then_some(Goal::Clause),
        );
    }

    /// What is demanded, with dates and figures.
    pub fn matter(&mut self, task: &Task) {
        let words = self.model.words();
        self.part(words.label_requirement, &task.requirement);
        let blocks = [
            (words.label_problem, &task.problem),
            (words.label_objective, &task.objective),
            (words.label_measures, &task.measures),
        ];
        for (label, text) in blocks {
            if let Some(text) = text {
                self.part(label, text);
            }
        }
        for (at, milestone) in task.milestones.iter().enumerate() {
            let due = milestone
                .due
                .map_or(words.undated.to_owned(), |day| day.to_string());
            let mut text = format!("{due}  {}", milestone.text);
            if let Some(day) = milestone.done_on {
                text.push_str("  ");
                text.push_str(&fill(words.done_on, &[("date", &day)]));
            }
            self.part(if at == 0 { words.label_milestones } else { "" }, &text);
        }
        for (at, indicator) in task.indicators.iter().enumerate() {
            let due = indicator
                .due
                .map_or(String::new(), |day| format!("  {day}"));
            let text = format!(
                "{} {} {}{}{due}",
                indicator.name,
                indicator.op.id(),
                indicator.value,
                indicator.unit
            );
            self.part(if at == 0 { words.label_indicators } else { "" }, &text);
        }
    }

    /// The task above and the tasks below, each a place to go to.
    pub fn family(&mut self) {
        let words = self.model.words();
        if let Some(parent) = self.row.parent.and_then(|id| self.model.data.row(id)) {
            let text = format!("{} {}", parent.number, parent.title);
            self.part_to(words.label_parent, &text, Some(Goal::Task(parent.id)));
        }
        let children = self.model.data.children(self.row.id);
        if children.is_empty() {
            return;
        }
        self.part(words.label_children, &children.len().to_string());
        for child in children.iter().filter_map(|id| self.model.data.row(*id)) {
            let light = self.model.data.light(child.id);
            let text = format!(
                "{}  {}  {}  {}",
                number_text(self.model, &child, true),
                child.status.label(self.model.lang),
                light.cell(self.model.lang),
                child.title
            );
            self.part_to("", &text, Some(Goal::Task(child.id)));
        }
    }

    /// The last changes, newest first.
    pub fn recent(&mut self, detail: &Detail, most: usize) {
        let words = self.model.words();
        let newest = detail
            .trail
            .iter()
            .rev()
            .filter(|entry| !entry.is_record())
            .take(most);
        for (at, entry) in newest.enumerate() {
            let text = entry_line(entry, self.model.rules.today, self.model.lang);
            self.part(if at == 0 { words.label_recent } else { "" }, &text);
        }
    }

    /// Notes, reports, extensions and returns, oldest first.
    pub fn events(&mut self, task: &Task) {
        let lang = self.model.lang;
        let mut last = "";
        for event in task.events() {
            let field = Field::of_event(&event.body).0;
            let label = field.label(lang);
            let when = local(event.at).format("%Y-%m-%d %H:%M");
            let by = person(&event.user, event.login.as_deref(), lang);
            let text = format!("{when} {by}  {}", event_text(&event.body, lang));
            self.part(if label == last { "" } else { label }, &text);
            last = label;
        }
    }

    /// The whole trail that was read, oldest first.
    pub fn trail(&mut self, detail: &Detail) {
        let words = self.model.words();
        for (at, entry) in detail.trail.iter().enumerate() {
            let today = self.model.rules.today;
            let text = format!(
                "#{}  {}",
                entry.id,
                entry_line(entry, today, self.model.lang)
            );
            self.part(if at == 0 { words.label_history } else { "" }, &text);
        }
    }

    /// The original wording.
    pub fn clause(&mut self, task: &Task) {
        if let Some(clause) = &task.clause {
            self.part(self.model.words().label_clause, &clause.text);
        }
    }

    /// A blank line before the next part, where there is a whole screen for the text.
    pub fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.text.is_empty()) {
            self.lines.push(PageLine::default());
        }
    }

    /// That the rest is being read.
    pub fn loading(&mut self) {
        self.part("", self.model.words().loading);
    }
}

/// The states passed through with the day of each, in order.
fn passed(detail: &Detail, today: NaiveDate) -> Vec<(Status, String)> {
    detail
        .trail
        .iter()
        .filter(|entry| entry.change.field == Field::Status)
        .filter_map(|entry| {
            let status = Status::parse(entry.change.new.as_str()?)?;
            Some((status, short_day(local(entry.at).date_naive(), today)))
        })
        .collect()
}
