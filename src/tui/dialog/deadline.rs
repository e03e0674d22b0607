//! A new date: extension by default, correction by choice, asked or approved.

use chrono::{Datelike, Months, NaiveDate};

use super::{BulkWish, Dialog, Next, TaskTargets, closed, put_aside, record};
use crate::domain::task::ExtensionDecision;
use crate::domain::workday::Calendar;
use crate::domain::{DeadlineEdit, Edit};
use crate::tui::field::TextField;
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::wording::fill;

/// The part of the dialog that takes keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlinePart {
    /// The date.
    Date,
    /// What it is: extension or correction.
    Kind,
    /// Why.
    Reason,
    /// When it was asked for.
    Asked,
}

/// The dialog.
#[derive(Clone, Debug)]
pub struct DeadlineDialog {
    /// On which tasks.
    pub targets: TaskTargets,
    /// The date as typed.
    pub date: TextField,
    /// What it is.
    pub decision: ExtensionDecision,
    /// Why.
    pub reason: TextField,
    /// The day of asking as typed; blank is the day of the request on record, or today.
    pub asked: TextField,
    /// Where the cursor is.
    pub part: DeadlinePart,
    /// The date in force, which `+10` counts from.
    pub base: Option<NaiveDate>,
}

impl DeadlineDialog {
    /// Opens it.
    pub fn open(model: &Model) -> Dialog {
        let targets = TaskTargets::of(model);
        let base = targets
            .only()
            .and_then(|id| model.data.row(id))
            .and_then(|row| row.deadline);
        Dialog::Deadline(Box::new(DeadlineDialog {
            targets,
            date: TextField::line(""),
            decision: ExtensionDecision::Approved,
            reason: TextField::line(""),
            asked: TextField::line(""),
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

    /// What it would record, as far as its days can be read.
    pub fn edit(&self, model: &Model) -> Option<DeadlineEdit> {
        let today = model.rules.today;
        let asked = self.asked.text();
        let asked_on = match asked.trim().is_empty() {
            true => None,
            false => Some(read_past(asked, today)?),
        };
        Some(DeadlineEdit {
            to: Some(self.read(model)?),
            decision: self.decision,
            asked_on,
            today,
        })
    }

    /// The day of asking that would be recorded; of several tasks each may have its own.
    pub fn day_of_asking(&self, model: &Model) -> Option<NaiveDate> {
        let edit = self.edit(model)?;
        let task = self.targets.only().and_then(|id| model.details.get(&id));
        let said = edit.asked_on.unwrap_or(edit.today);
        Some(task.map_or(said, |detail| edit.day_of_asking(&detail.task)))
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        match self.part {
            DeadlinePart::Date => self.date.paste(text),
            DeadlinePart::Reason => self.reason.paste(text),
            DeadlinePart::Asked => self.asked.paste(text),
            DeadlinePart::Kind => {}
        }
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match (key, self.part) {
            (Key::Esc | Key::Ctrl('c'), _) => {
                put_aside(&Dialog::Deadline(self), model);
                return closed();
            }
            (Key::Enter, _) => return self.finish(model),
            // From the date Tab goes on to the reason: the kind is right nine times in ten.
            (Key::Tab, DeadlinePart::Date) => self.part = DeadlinePart::Reason,
            (Key::Tab, DeadlinePart::Reason) => self.part = DeadlinePart::Kind,
            (Key::Tab, DeadlinePart::Kind) | (Key::BackTab, DeadlinePart::Date) => {
                self.part = DeadlinePart::Asked;
            }
            (Key::Tab, DeadlinePart::Asked) | (Key::BackTab, DeadlinePart::Reason) => {
                self.part = DeadlinePart::Date;
            }
            (Key::BackTab, DeadlinePart::Asked) => self.part = DeadlinePart::Kind,
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
            (other, DeadlinePart::Asked) => {
                self.asked.handle(other);
            }
            (_, DeadlinePart::Kind) => {}
        }
        (Some(Dialog::Deadline(self)), Vec::new())
    }

    /// Whether it would move the date of a task that has one, and says no reason.
    fn lacks_reason(&self, to: NaiveDate, model: &Model) -> bool {
        let ids = self.targets.list.iter().map(|target| target.id);
        let mut dates = ids.filter_map(|id| model.data.deadline(id));
        self.reason.is_blank() && dates.any(|due| due != to)
    }

    fn finish(mut self: Box<Self>, model: &mut Model) -> Next {
        let read = self.edit(model);
        let Some((deadline, to)) = read.and_then(|edit| Some((edit, edit.to?))) else {
            model.message = model.words().deadline_bad.to_owned();
            return (Some(Dialog::Deadline(self)), Vec::new());
        };
        if self.lacks_reason(to, model) {
            model.message = model.words().deadline_no_reason.to_owned();
            self.part = DeadlinePart::Reason;
            return (Some(Dialog::Deadline(self)), Vec::new());
        }
        let reason = self.reason.text().trim().to_owned();
        let edit = Edit {
            deadline: Some(deadline),
            reason: (!reason.is_empty()).then_some(reason),
            ..Edit::default()
        };
        let words = model.words();
        let what = match self.decision {
            ExtensionDecision::Approved => words.bulk_extended,
            ExtensionDecision::Asked => words.bulk_asked,
            ExtensionDecision::Correction => words.bulk_corrected,
        };
        let wish = BulkWish {
            what: fill(what, &[("to", &to)]),
            edit,
            choice: None,
        };
        let targets = self.targets.clone();
        record(wish, &targets, Some(Dialog::Deadline(self)), model)
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
    match parts_of(text)? {
        (Some(year), month, day) => NaiveDate::from_ymd_opt(year, month, day),
        (None, month, day) => {
            let of_year = |year| NaiveDate::from_ymd_opt(year, month, day);
            let this_year = of_year(today.year()).filter(|date| *date >= today);
            this_year.or_else(|| of_year(today.year() + 1))
        }
    }
}

/// Reads the day on which something was asked for. One without a year is the last of its name, and
/// a day that has not come is none.
fn read_past(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let (year, month, day) = parts_of(text.trim())?;
    let of_year = |year| NaiveDate::from_ymd_opt(year, month, day).filter(|date| *date <= today);
    match year {
        Some(year) => of_year(year),
        None => of_year(today.year()).or_else(|| of_year(today.year() - 1)),
    }
}

/// Year, if there is one, month and day.
fn parts_of(text: &str) -> Option<(Option<i32>, u32, u32)> {
    let parts: Vec<u32> = text
        .split(['-', '.', '/'])
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [year @ 1990..=2110, month, day] => Some((i32::try_from(*year).ok(), *month, *day)),
        [month, day] => Some((None, *month, *day)),
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
        let asked = |text| read_past(text, today);
        assert_eq!(asked("3-1"), Some(day("2024-03-01")));
        assert_eq!(asked("12-31"), Some(day("2023-12-31")));
        assert_eq!(asked("2024-3-13"), Some(day("2024-03-13")));
        assert_eq!(
            (asked("2024-3-14"), asked("+1"), asked("")),
            (None, None, None)
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
