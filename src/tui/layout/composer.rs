//! A task as lines of text: the matter of preview and task view.

mod head;

use super::entry::entry_line;
use crate::domain::china::local;
use crate::domain::{Field, FreeText, Lang, LightColor, Row, Task, TaskId};
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

    /// What is demanded, with dates and figures.
    pub fn matter(&mut self, task: &Task) {
        let words = self.model.words();
        self.part(words.label_requirement, &task.requirement);
        for which in FreeText::ALL {
            if let Some(text) = task.text(which) {
                self.part(which.label(self.model.lang), text);
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
