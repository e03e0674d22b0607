//! The rows of a ledger as drafts of tasks.

use std::collections::HashMap;

use super::cells;
use super::header::SheetHeader;
use super::headings::{SheetColumn, headings, normal};
use super::labels;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::TaskDraft;
use crate::domain::people::Role;
use crate::import::source::sheet::{CellOrigin, SheetRow};
use crate::text::unguard;

/// From this length on a lone task name is a requirement without a name.
const LONG_TITLE: usize = 40;

/// Reads the rows under a header.
pub struct SheetRowReader<'a> {
    header: &'a SheetHeader,
    year: Option<i32>,
    has_fractions: bool,
    section: Vec<String>,
    /// Numbers by the id of our own export.
    ids: HashMap<String, String>,
    tasks: Vec<TaskDraft>,
}

/// Reads every row of a table.
pub fn read(header: &SheetHeader, rows: &[SheetRow], year: Option<i32>) -> Vec<TaskDraft> {
    let progress = header.columns.iter().enumerate();
    let progress = progress.filter(|(_, column)| **column == Some(SheetColumn::Progress));
    let at: Vec<usize> = progress.map(|(at, _)| at).collect();
    let shares = rows
        .iter()
        .flat_map(|row| at.iter().map(|at| row.text(*at)));
    let mut reader = SheetRowReader {
        header,
        year,
        has_fractions: cells::are_fractions(shares),
        section: Vec::new(),
        ids: HashMap::new(),
        tasks: Vec::new(),
    };
    for row in rows {
        reader.take(row);
    }
    reader.tasks
}

impl SheetRowReader<'_> {
    fn take(&mut self, row: &SheetRow) {
        if self.is_header_again(row) {
            return;
        }
        if let Some(text) = alone(row) {
            let is_task = self
                .first(row, SheetColumn::Title)
                .or(self.first(row, SheetColumn::Requirement));
            if headings().is_total(text) || headings().is_note(text) {
                return;
            }
            if is_task.is_none() || row.cells.iter().any(|cell| cell.origin == CellOrigin::Left) {
                self.section = vec![text.to_owned()];
                return;
            }
        }
        let number = self.number(row);
        let title = self.first(row, SheetColumn::Title).unwrap_or_default();
        if headings().is_total(&number) || headings().is_total(&title) {
            return;
        }
        if self.goes_on(row) && !self.tasks.is_empty() {
            self.go_on(row);
            return;
        }
        let mut task = self.fill(row, |_| true);
        task.number = number;
        if !task.title.is_empty() || !task.requirement.is_empty() {
            let id = self.first(row, SheetColumn::Id).unwrap_or_default();
            self.ids.insert(id, task.number.clone());
            self.tasks.push(finished(task));
        }
    }

    /// A header repeated on each page.
    fn is_header_again(&self, row: &SheetRow) -> bool {
        let known = self
            .header
            .columns
            .iter()
            .enumerate()
            .filter(|(_, c)| c.is_some());
        let mut same = 0;
        for (at, _) in known {
            let text = normal(row.text(at));
            match self.header.names.get(at).is_some_and(|name| *name == text) {
                true => same += 1,
                false if text.is_empty() => {}
                false => return false,
            }
        }
        same >= 2
    }

    /// The texts of the columns of one kind, guards of formulas taken off.
    fn texts<'r>(&self, row: &'r SheetRow, wanted: SheetColumn) -> impl Iterator<Item = &'r str> {
        let columns = self.header.columns.iter().enumerate();
        let at: Vec<usize> = columns
            .filter(|(_, column)| **column == Some(wanted))
            .map(|(at, _)| at)
            .collect();
        let texts = at.into_iter().map(|at| unguard(row.text(at)).trim());
        texts.filter(|text| !cells::is_nothing(text))
    }

    fn first(&self, row: &SheetRow, wanted: SheetColumn) -> Option<String> {
        self.texts(row, wanted).next().map(str::to_owned)
    }

    /// The number, which merged cells do not hand down.
    fn number(&self, row: &SheetRow) -> String {
        match self.origin(row, SheetColumn::Number) {
            Some(CellOrigin::Above) => String::new(),
            _ => self.first(row, SheetColumn::Number).unwrap_or_default(),
        }
    }

    /// Where the text of the first column of a kind stands.
    fn origin(&self, row: &SheetRow, wanted: SheetColumn) -> Option<CellOrigin> {
        let at = self
            .header
            .columns
            .iter()
            .position(|column| *column == Some(wanted))?;
        row.cells.get(at).map(|cell| cell.origin)
    }

    /// Whether a row belongs to the task above: its number is merged with that one's.
    fn goes_on(&self, row: &SheetRow) -> bool {
        self.origin(row, SheetColumn::Number) == Some(CellOrigin::Above)
    }

    /// A row under the number of the one before: a part of it if it demands something of its own,
    /// else more names and dates for it.
    fn go_on(&mut self, row: &SheetRow) {
        let is_own = |column: SheetColumn| {
            self.origin(row, column) == Some(CellOrigin::Own) && self.first(row, column).is_some()
        };
        let of_number = self.tasks.iter().rev().find(|task| task.parent.is_none());
        let parent = of_number.map(|task| task.number.clone());
        if is_own(SheetColumn::Title) || is_own(SheetColumn::Requirement) {
            let mut task = self.fill(row, |column| !column.is_task() || is_own(column));
            task.parent = parent.filter(|number| !number.is_empty());
            self.tasks.push(finished(task));
            return;
        }
        let mut more = self.fill(row, |column| !column.is_task());
        let Some(task) = self.tasks.last_mut() else {
            return;
        };
        for role in Role::ALL {
            add_all(
                task.parties_mut(role),
                std::mem::take(more.parties_mut(role)),
            );
        }
        let is_new = more.deadline_text != task.deadline_text;
        if let Some(text) = more.deadline_text.filter(|_| is_new) {
            task.deadline_text = Some(match task.deadline_text.take() {
                Some(before) => format!("{before}；{text}"),
                None => text,
            });
            task.milestones.extend(more.milestones);
        }
    }

    /// A task of the cells in the columns that are wanted.
    fn fill(&self, row: &SheetRow, wants: impl Fn(SheetColumn) -> bool) -> TaskDraft {
        let mut task = TaskDraft {
            section_path: self.section.clone(),
            line: Some(row.number),
            ..TaskDraft::default()
        };
        let lines = |column| {
            let texts: Vec<&str> = self.texts(row, column).collect();
            texts.join("\n")
        };
        let some = |column| Some(lines(column)).filter(|text| !text.is_empty());
        if wants(SheetColumn::Title) {
            task.title = lines(SheetColumn::Title);
        }
        if wants(SheetColumn::Requirement) {
            task.requirement = lines(SheetColumn::Requirement);
        }
        task.problem = some(SheetColumn::Problem);
        task.objective = some(SheetColumn::Objective);
        task.measures = some(SheetColumn::Measures);
        task.document = self.first(row, SheetColumn::Document);
        task.document_number = self.first(row, SheetColumn::DocumentNumber);
        task.region = self.first(row, SheetColumn::Region);
        task.section_path
            .extend(self.first(row, SheetColumn::Section));
        let parent = self.first(row, SheetColumn::Parent);
        task.parent = parent.map(|parent| self.ids.get(&parent).cloned().unwrap_or(parent));
        for role in Role::ALL {
            for text in self.texts(row, SheetColumn::of_role(role)) {
                for (role, name) in cells::parties(text, role) {
                    add_all(task.parties_mut(role), vec![name]);
                }
            }
        }
        self.fill_deadline(row, &mut task);
        for column in labels::ALL {
            if let Some(text) = self.first(row, column) {
                labels::put(&mut task, column, &text, self.has_fractions);
            }
        }
        task
    }

    fn fill_deadline(&self, row: &SheetRow, task: &mut TaskDraft) {
        let Some(text) = self.first(row, SheetColumn::Deadline) else {
            return;
        };
        let deadline = cells::deadline(&text, self.year);
        let text = deadline.text.clone();
        if let Some(day) = deadline.impossible {
            warn(task, DoubtKind::DeadlineNoSuchDay { text, day });
        } else if let Some(year) = deadline.year_of_title {
            warn(task, DoubtKind::DeadlineYearOfTitle { text, year });
        } else if deadline.milestones.is_empty() && !deadline.is_standing {
            warn(task, DoubtKind::DeadlineWithoutDate { text });
        }
        task.deadline_text = Some(deadline.text);
        task.standing = deadline.is_standing;
        task.milestones = deadline.milestones;
    }
}

/// The only text of a row, be it in one cell or in several merged ones.
fn alone(row: &SheetRow) -> Option<&str> {
    let mut texts = row
        .cells
        .iter()
        .filter(|cell| cell.origin != CellOrigin::Above);
    let first = texts
        .by_ref()
        .map(|cell| cell.text.trim())
        .find(|text| !text.is_empty())?;
    let same = texts.all(|cell| cell.text.trim().is_empty() || cell.origin == CellOrigin::Left);
    // A bare number is a row that nobody has filled in.
    (same && first.chars().any(char::is_alphabetic)).then_some(first)
}

fn warn(task: &mut TaskDraft, what: DoubtKind) {
    task.warnings.push(what.at(task.line));
}

fn add_all(names: &mut Vec<String>, more: Vec<String>) {
    for name in more {
        if !names.contains(&name) {
            names.push(name);
        }
    }
}

/// A sole responsible unit leads as well; a task name as long as a requirement is one.
fn finished(mut task: TaskDraft) -> TaskDraft {
    if let ([unit], true) = (
        task.responsible_units.as_slice(),
        task.lead_units.is_empty(),
    ) {
        task.lead_units = vec![unit.clone()];
    }
    let is_long = task.title.contains('\n') || task.title.chars().count() > LONG_TITLE;
    if task.requirement.is_empty() && is_long {
        task.requirement = std::mem::take(&mut task.title);
    }
    task
}
