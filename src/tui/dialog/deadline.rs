//! A new date: extension by default, correction by choice, asked or approved.

use chrono::{Datelike, Months, NaiveDate};

use super::{Bulk, Dialog, Next, Targets, closed};
use crate::domain::task::ExtensionDecision;
use crate::domain::workday::Calendar;
use crate::domain::{DeadlineEdit, Edit};
use crate::tui::field::Field;
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::tui::msg::{Effect, Job};

/// The part of the dialog that takes keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlinePart {
    /// The date.
    Date,
    /// What it is: extension or correction.
    Kind,
    /// Why.
    Reason,
}

/// The dialog.
#[derive(Clone, Debug)]
pub struct DeadlineDialog {
    /// On which tasks.
    pub targets: Targets,
    /// The date as typed.
    pub date: Field,
    /// What it is.
    pub decision: ExtensionDecision,
    /// Why.
    pub reason: Field,
    /// Where the cursor is.
    pub part: DeadlinePart,
    /// The date in force, which `+10` counts from.
    pub base: Option<NaiveDate>,
}

impl DeadlineDialog {
    /// Opens it.
    pub fn open(model: &Model) -> Dialog {
        let targets = Targets::of(model);
        let base = targets
            .single()
            .and_then(|id| model.data.row(id))
            .and_then(|row| row.deadline);
        Dialog::Deadline(Box::new(DeadlineDialog {
            targets,
            date: Field::line(""),
            decision: ExtensionDecision::Approved,
            reason: Field::line(""),
            part: DeadlinePart::Date,
            base,
        }))
    }

    /// The date as far as it can be read.
    pub fn read(&self, model: &Model) -> Option<NaiveDate> {
        read_when(
            self.date.text(),
            model.rules.today,
            self.base,
            &model.rules.calendar,
        )
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        match self.part {
            DeadlinePart::Date => self.date.paste(text),
            DeadlinePart::Reason => self.reason.paste(text),
            DeadlinePart::Kind => {}
        }
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match (key, self.part) {
            (Key::Esc | Key::Ctrl('c'), _) => return closed(),
            (Key::Enter, _) => return self.finish(model),
            // From the date Tab goes on to the reason: the kind is right nine times in ten.
            (Key::Tab, DeadlinePart::Date) => self.part = DeadlinePart::Reason,
            (Key::Tab, DeadlinePart::Reason) => self.part = DeadlinePart::Kind,
            (Key::Tab, DeadlinePart::Kind) | (Key::BackTab, DeadlinePart::Reason) => {
                self.part = DeadlinePart::Date;
            }
            (Key::BackTab, DeadlinePart::Date) => self.part = DeadlinePart::Kind,
            (Key::BackTab, DeadlinePart::Kind) => self.part = DeadlinePart::Reason,
            (Key::Ctrl('t'), _) => {
                self.decision = match self.decision {
                    ExtensionDecision::Asked => ExtensionDecision::Approved,
                    _ => ExtensionDecision::Asked,
                };
            }
            (Key::Char(' '), DeadlinePart::Kind | DeadlinePart::Date) => {
                self.decision = match self.decision {
                    ExtensionDecision::Approved => ExtensionDecision::Correction,
                    ExtensionDecision::Correction | ExtensionDecision::Asked => {
                        ExtensionDecision::Approved
                    }
                };
            }
            (other, DeadlinePart::Date) => {
                self.date.handle(other);
            }
            (other, DeadlinePart::Reason) => {
                self.reason.handle(other);
            }
            (_, DeadlinePart::Kind) => {}
        }
        (Some(Dialog::Deadline(self)), Vec::new())
    }

    fn finish(self: Box<Self>, model: &mut Model) -> Next {
        let Some(to) = self.read(model) else {
            model.message = model.words().deadline_bad.to_owned();
            return (Some(Dialog::Deadline(self)), Vec::new());
        };
        let reason = self.reason.text().trim().to_owned();
        let edit = Edit {
            deadline: Some(DeadlineEdit {
                to: Some(to),
                decision: self.decision,
                asked_on: model.rules.today,
            }),
            reason: (!reason.is_empty()).then_some(reason),
            ..Edit::default()
        };
        if self.targets.single().is_none() {
            let what = format!("{} {to}", model.words().deadline);
            return (
                Some(Bulk::open(&what, edit, &self.targets, None, model)),
                Vec::new(),
            );
        }
        let job = Job {
            targets: self.targets.list.clone(),
            edit,
        };
        model.is_saving = true;
        model.sent = Some(Dialog::Deadline(self));
        (None, vec![Effect::Update(job)])
    }
}

/// Reads `12-31` (the next one), `2024-6-30`, `+10` days, `+10w` workdays, `+1m` months; `+` counts
/// from the date in force, or from today where there is none.
pub fn read_when(
    text: &str,
    today: NaiveDate,
    base: Option<NaiveDate>,
    calendar: &Calendar,
) -> Option<NaiveDate> {
    let text = text.trim();
    if let Some(span) = text.strip_prefix('+') {
        let from = base.unwrap_or(today);
        let number = span.trim_end_matches(['w', 'm', 'd']);
        let count: u32 = number.parse().ok().filter(|count| *count <= 3_660)?;
        return match &span[number.len()..] {
            "" | "d" => from.checked_add_days(chrono::Days::new(u64::from(count))),
            "w" => Some(calendar.after_workdays(from, count)),
            "m" => from.checked_add_months(Months::new(count)),
            _ => None,
        };
    }
    let parts: Vec<u32> = text
        .split(['-', '.', '/'])
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [year @ 1990..=2110, month, day] => {
            NaiveDate::from_ymd_opt(i32::try_from(*year).ok()?, *month, *day)
        }
        [month, day] => {
            let this_year = NaiveDate::from_ymd_opt(today.year(), *month, *day);
            let next_year = || NaiveDate::from_ymd_opt(today.year() + 1, *month, *day);
            this_year.filter(|date| *date >= today).or_else(next_year)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::workday::CalendarEntries;

    #[test]
    fn dates_are_read_in_the_short_forms_people_type() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let calendar = Calendar::new(CalendarEntries::default());
        let today = day("2024-03-13");
        let read = |text| read_when(text, today, Some(day("2024-01-31")), &calendar);
        assert_eq!(read("12-31"), Some(day("2024-12-31")));
        assert_eq!(read("3-1"), Some(day("2025-03-01")));
        assert_eq!(read("2024-6-30"), Some(day("2024-06-30")));
        assert_eq!(read("+10"), Some(day("2024-02-10")));
        assert_eq!(read("+1m"), Some(day("2024-02-29")));
        assert_eq!(read("+3w"), Some(day("2024-02-05")));
        assert_eq!(
            read_when("+1", today, None, &calendar),
            Some(day("2024-03-14"))
        );
        for nonsense in [
            "",
            "2025-02-30",
            "13-1",
            "+",
            "+x",
            "+99999",
            "tomorrow",
            "1-2-3",
        ] {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
    }
}
