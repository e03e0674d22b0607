//! What everybody looks at first of a task, and where it comes from.

use chrono::NaiveDate;

use crate::domain::china::local;
use crate::domain::{Field, Party, Role, Status};
use crate::tui::layout::composer::{Composer, Goal};
use crate::tui::layout::entry::short_day;
use crate::tui::state::msg::Detail;
use crate::wording::fill;

impl Composer<'_> {
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
