//! 红黄绿灯: the colour of a task on a given day, always with the rule and the numbers.
//!
//! The clock runs from 交办 on. Time axis (DESIGN part 7, "Light before progress rules are in
//! force"): an open milestone or deadline past its date is overdue, the next one may be near.
//! Otherwise green needs a progress figure or a report: silence is never green.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::lang::Lang;
use super::status::Status;
use super::task::Task;
use super::workday::Calendar;

/// The colour itself; its word stands beside it everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LightColor {
    /// 红
    Red,
    /// 黄
    Yellow,
    /// 绿
    Green,
    /// 灰: not counted, or nothing known.
    None,
    /// 完
    Done,
}

impl LightColor {
    /// Every colour, worst first.
    pub const ALL: [LightColor; 5] = [
        LightColor::Red,
        LightColor::Yellow,
        LightColor::Green,
        LightColor::None,
        LightColor::Done,
    ];

    /// The identifier used in JSON and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            LightColor::Red => "red",
            LightColor::Yellow => "yellow",
            LightColor::Green => "green",
            LightColor::None => "none",
            LightColor::Done => "done",
        }
    }

    /// The word shown to people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            LightColor::Red => lang.pick("红", "red"),
            LightColor::Yellow => lang.pick("黄", "yel"),
            LightColor::Green => lang.pick("绿", "grn"),
            LightColor::None => lang.pick("灰", "grey"),
            LightColor::Done => lang.pick("完", "done"),
        }
    }

    /// Reads an identifier or a label of either language.
    pub fn parse(text: &str) -> Option<LightColor> {
        let text = text.trim();
        LightColor::ALL.into_iter().find(|color| {
            color.id() == text || color.label(Lang::Zh) == text || color.label(Lang::En) == text
        })
    }
}

/// The rule that gave the colour, with its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LightReason {
    /// 立项 only: no clock runs.
    NotAssigned,
    /// 中止: no clock runs.
    Suspended,
    /// 办结.
    Concluded,
    /// 销号.
    Cleared,
    /// 撤销.
    Cancelled,
    /// Past an open date.
    Overdue(Distance),
    /// An open date is at most the set number of workdays away.
    DueSoon(Distance),
    /// A figure or report exists and the next date is far enough.
    OnTime(Distance),
    /// A figure or report exists and no date is open.
    Reported,
    /// Nothing has been reported.
    NoData,
}

/// How far the day lies from an open date, whichever of them is the later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distance {
    /// The open date.
    pub due: NaiveDate,
    /// Whether it is the date in force; else it is a milestone beside it.
    pub is_deadline: bool,
    /// Workdays between the two, today not counted. Of a date that has passed at least one: late
    /// is late, also on the Saturday after it.
    pub workdays: i32,
    /// Whole years between the two.
    pub years: i32,
}

impl Distance {
    /// From this many workdays on a cell says years.
    const MANY: i32 = 1_000;

    /// The figure of a cell.
    fn figure(self, lang: Lang) -> String {
        match self.workdays {
            few if few < Distance::MANY => few.to_string(),
            // A third digit has no room in the column.
            _ => format!("{}{}", self.years.min(99), lang.pick("年", "y")),
        }
    }

    /// What the date is, with the date: 完成时限 2020-12-31, 节点 2020-11-30. English says what it
    /// is only where it is not the deadline.
    fn named(self, lang: Lang) -> String {
        let what = match self.is_deadline {
            true => lang.pick("完成时限 ", ""),
            false => lang.pick("节点 ", "the milestone "),
        };
        format!("{what}{}", self.due)
    }

    /// The workdays as English counts them.
    fn english(self) -> String {
        match self.workdays {
            1 => "1 workday".to_owned(),
            n => format!("{n} workdays"),
        }
    }
}

/// A colour with its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Light {
    /// The colour.
    pub color: LightColor,
    /// Why.
    pub reason: LightReason,
}

/// The settings of the rules; the figure in force is shown beside the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Yellow when at most this many workdays remain.
    pub due_soon_workdays: i32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds {
            due_soon_workdays: 3,
        }
    }
}

/// What the lights of a day are computed from besides the tasks.
#[derive(Clone, Debug)]
pub struct LightRules {
    /// The day.
    pub today: NaiveDate,
    /// The office's workdays.
    pub calendar: std::sync::Arc<Calendar>,
    /// The limits in force.
    pub thresholds: Thresholds,
}

impl LightRules {
    /// The light of `task` on this day.
    pub fn light(&self, task: &Task) -> Light {
        self.of(
            task.status,
            task.deadline,
            task.open_dates(),
            task.progress.is_some() || task.has_report(),
        )
    }

    /// The light of a task in `status` with this date in force and these open dates, in any order.
    pub fn of(
        &self,
        status: Status,
        deadline: Option<NaiveDate>,
        open_dates: impl IntoIterator<Item = NaiveDate>,
        has_data: bool,
    ) -> Light {
        let settled = match status {
            Status::Registered => Some((LightColor::None, LightReason::NotAssigned)),
            Status::Suspended => Some((LightColor::None, LightReason::Suspended)),
            Status::Concluded => Some((LightColor::Done, LightReason::Concluded)),
            Status::Cleared => Some((LightColor::Done, LightReason::Cleared)),
            Status::Cancelled => Some((LightColor::Done, LightReason::Cancelled)),
            _ => None,
        };
        if let Some((color, reason)) = settled {
            return Light { color, reason };
        }
        let nearest = open_dates.into_iter().min();
        let nearest = nearest.map(|due| self.distance(due, deadline == Some(due)));
        let soon = self.thresholds.due_soon_workdays;
        let (color, reason) = match nearest {
            Some(past) if past.due < self.today => (LightColor::Red, LightReason::Overdue(past)),
            Some(near) if near.workdays <= soon => (LightColor::Yellow, LightReason::DueSoon(near)),
            Some(far) if has_data => (LightColor::Green, LightReason::OnTime(far)),
            None if has_data => (LightColor::Green, LightReason::Reported),
            _ => (LightColor::None, LightReason::NoData),
        };
        Light { color, reason }
    }

    fn distance(&self, due: NaiveDate, is_deadline: bool) -> Distance {
        let (today, calendar) = (self.today, &self.calendar);
        let workdays = match due < today {
            true => calendar.workdays(due, today).max(1),
            false => calendar.workdays(today, due),
        };
        let days = (today - due).num_days().abs();
        Distance {
            due,
            is_deadline,
            workdays,
            years: i32::try_from(days / 365).unwrap_or(i32::MAX),
        }
    }
}

impl Light {
    /// The light as a table cell: colour word, blank, reason with its number (at most 8 cells in
    /// Chinese).
    pub fn cell(&self, lang: Lang) -> String {
        let reason = match self.reason {
            LightReason::Overdue(by) => format!("{}{}", lang.pick("逾", "+"), by.figure(lang)),
            LightReason::DueSoon(by) | LightReason::OnTime(by) => {
                format!("{}{}", lang.pick("余", "-"), by.figure(lang))
            }
            LightReason::Reported => lang.pick("已报", "ok").to_owned(),
            LightReason::NoData | LightReason::NotAssigned => lang.pick("无据", "n/a").to_owned(),
            LightReason::Suspended => Status::Suspended.label(lang).to_owned(),
            LightReason::Concluded => lang.pick("办结", "").to_owned(),
            LightReason::Cleared => lang.pick("销号", "clr").to_owned(),
            LightReason::Cancelled => lang.pick("撤销", "canc").to_owned(),
        };
        let color = self.color.label(lang);
        // Two digits of years fill the column to its edge.
        let is_tight = lang == Lang::Zh && reason.chars().count() > 3 && reason.ends_with('年');
        let parted = if is_tight { "" } else { " " };
        format!("{color}{parted}{reason}").trim_end().to_owned()
    }

    /// One line naming the rule and its numbers.
    pub fn sentence(&self, lang: Lang) -> String {
        match self.reason {
            LightReason::NotAssigned => lang
                .pick("尚未交办，不计时", "not handed out yet, no clock runs")
                .to_owned(),
            LightReason::Suspended => lang
                .pick("中止，不计时", "suspended, no clock runs")
                .to_owned(),
            LightReason::Concluded => lang.pick("已办结", "concluded").to_owned(),
            LightReason::Cleared => lang.pick("已销号", "cleared").to_owned(),
            LightReason::Cancelled => lang.pick("已撤销", "cancelled").to_owned(),
            LightReason::Overdue(by) => lang.pick(
                format!("过{} 已 {} 个工作日", by.named(lang), by.workdays),
                format!("{} past {}", by.english(), by.named(lang)),
            ),
            LightReason::DueSoon(by) => lang.pick(
                format!("距{} 还有 {} 个工作日，临近", by.named(lang), by.workdays),
                format!("{} left to {}, near", by.english(), by.named(lang)),
            ),
            LightReason::OnTime(by) => lang.pick(
                format!("距{} 还有 {} 个工作日", by.named(lang), by.workdays),
                format!("{} left to {}", by.english(), by.named(lang)),
            ),
            LightReason::Reported => lang
                .pick(
                    "已有进度数据，无到期节点",
                    "progress is on record, no open date",
                )
                .to_owned(),
            LightReason::NoData => lang.pick("无进度数据", "no progress on record").to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::workday::CalendarEntries;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rules() -> LightRules {
        on("2024-03-13")
    }

    /// The light of a task whose last date is its deadline.
    fn of(status: Status, open: &[&str], has_data: bool) -> Light {
        let open: Vec<NaiveDate> = open.iter().map(|date| day(date)).collect();
        rules().of(status, open.iter().max().copied(), open, has_data)
    }

    fn on(today: &str) -> LightRules {
        LightRules {
            today: day(today),
            calendar: std::sync::Arc::new(Calendar::new(CalendarEntries::default())),
            thresholds: Thresholds::default(),
        }
    }

    #[test]
    fn a_registered_task_is_grey_however_old_its_date() {
        let light = of(Status::Registered, &["2020-12-31"], true);
        assert_eq!(light.color, LightColor::None);
        assert_eq!(light.sentence(Lang::Zh), "尚未交办，不计时");
    }

    #[test]
    fn the_oldest_open_date_decides_and_data_cannot_hide_it() {
        let light = of(Status::InProgress, &["2024-12-31", "2024-03-01"], true);
        assert_eq!(light.cell(Lang::Zh), "红 逾8");
    }

    #[test]
    fn three_workdays_left_is_yellow_and_four_is_not() {
        let near = of(Status::Assigned, &["2024-03-18"], false);
        assert_eq!(near.cell(Lang::Zh), "黄 余3");
        let far = of(Status::Assigned, &["2024-03-19"], false);
        assert_eq!(far.color, LightColor::None);
        let reported = of(Status::Assigned, &["2024-03-19"], true);
        assert_eq!(reported.cell(Lang::Zh), "绿 余4");
    }

    #[test]
    fn silence_is_never_green() {
        for status in Status::ALL {
            let light = of(status, &[], false);
            assert_ne!(light.color, LightColor::Green, "{status:?}");
        }
    }

    #[test]
    fn late_is_at_least_one_workday_also_on_the_saturday_after() {
        let friday = "2024-03-15";
        for (today, zh, en) in [
            ("2024-03-15", "黄 余0", "yel -0"),
            ("2024-03-16", "红 逾1", "red +1"),
            ("2024-03-17", "红 逾1", "red +1"),
            ("2024-03-18", "红 逾1", "red +1"),
            ("2024-03-19", "红 逾2", "red +2"),
        ] {
            let light = on(today).of(Status::Assigned, Some(day(friday)), [day(friday)], true);
            assert_eq!(light.cell(Lang::Zh), zh, "{today}");
            assert_eq!(light.cell(Lang::En), en, "{today}");
        }
        let saturday = on("2024-03-16").of(Status::Assigned, None, [day(friday)], true);
        assert!(saturday.sentence(Lang::Zh).ends_with("已 1 个工作日"));
        assert!(saturday.sentence(Lang::En).starts_with("1 workday past"));
    }

    #[test]
    fn a_milestone_is_not_called_the_deadline() {
        let both = |today: &str, lang| {
            let (deadline, milestone) = (day("2020-12-31"), day("2020-11-30"));
            let open = [deadline, milestone];
            let light = on(today).of(Status::InProgress, Some(deadline), open, true);
            light.sentence(lang)
        };
        for (today, zh, en) in [
            (
                "2020-06-01",
                "距节点 2020-11-30 还有 130 个工作日",
                "130 workdays left to the milestone 2020-11-30",
            ),
            (
                "2020-11-30",
                "距节点 2020-11-30 还有 0 个工作日，临近",
                "0 workdays left to the milestone 2020-11-30, near",
            ),
            (
                "2020-12-02",
                "过节点 2020-11-30 已 2 个工作日",
                "2 workdays past the milestone 2020-11-30",
            ),
        ] {
            assert_eq!(both(today, Lang::Zh), zh);
            assert_eq!(both(today, Lang::En), en);
        }
        let alone = of(Status::InProgress, &["2024-03-12"], true);
        assert_eq!(
            alone.sentence(Lang::Zh),
            "过完成时限 2024-03-12 已 1 个工作日"
        );
        assert_eq!(alone.sentence(Lang::En), "1 workday past 2024-03-12");
        let undated = rules().of(Status::Assigned, None, [day("2024-03-12")], true);
        assert!(undated.sentence(Lang::Zh).starts_with("过节点"));
    }

    #[test]
    fn a_thousand_workdays_are_said_in_years_and_every_cell_fits() {
        for (due, data, zh, en) in [
            ("2020-05-13", true, "红 逾3年", "red +3y"),
            ("2020-05-14", true, "红 逾999", "red +999"),
            ("2020-03-13", true, "红 逾4年", "red +4y"),
            ("2019-01-01", true, "红 逾5年", "red +5y"),
            ("2010-12-31", true, "红逾13年", "red +13y"),
            ("1900-01-01", true, "红逾99年", "red +99y"),
            ("2027-12-31", true, "绿 余992", "grn -992"),
            ("2028-12-31", true, "绿 余4年", "grn -4y"),
            ("2199-12-31", true, "绿余99年", "grn -99y"),
        ] {
            let light = of(Status::Assigned, &[due], data);
            let wide = |text: &str| {
                text.chars()
                    .map(|c| 1 + usize::from(!c.is_ascii()))
                    .sum::<usize>()
            };
            assert!(8 >= wide(&light.cell(Lang::Zh)), "{due}");
            assert!(8 >= wide(&light.cell(Lang::En)), "{due}");
            assert_eq!(light.cell(Lang::Zh), zh, "{due}");
            assert_eq!(light.cell(Lang::En), en, "{due}");
        }
    }
}
