//! 红黄绿灯: the colour of a task on a given day, always with the rule and the numbers.
//!
//! The clock runs from 交办 on. Time axis (DESIGN part 7, "Light before progress rules are in
//! force"): an open milestone or deadline past its date is overdue, the next one may be near.
//! Otherwise green needs a progress figure or a report: silence is never green.

use super::lang::Lang;
use super::status::Status;
use super::task::Task;
use super::vocabulary::{read_by_word, serde_by_id, vocabulary};
use super::workday::Calendar;
use chrono::{Days, NaiveDate};

vocabulary! {
    /// The colour itself; its word stands beside it everywhere.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum LightColor {
        /// 红
        Red "red" "红" "red",
        /// 黄
        Yellow "yellow" "黄" "yel",
        /// 绿
        Green "green" "绿" "grn",
        /// 灰: not counted, or nothing known.
        None "none" "灰" "grey",
        /// 完
        Done "done" "完" "done",
    }
}

serde_by_id!(LightColor);
read_by_word!(LightColor);

vocabulary! {
    /// The rule that gave the colour.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
        Overdue,
        /// An open date is at most the set number of workdays away.
        DueSoon,
        /// A figure or report exists and the next date is far enough.
        OnTime,
        /// A figure or report exists and no date is open.
        Reported,
        /// Nothing has been reported.
        NoData,
    }
}

/// How an open date lies to the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nearness {
    Past,
    Near,
    Far,
}

impl LightReason {
    /// The rule for a task in `status` whose nearest open date lies so. It is the only place that
    /// says what makes a light.
    fn of(status: Status, nearest: Option<Nearness>, has_data: bool) -> LightReason {
        match (status, nearest) {
            (Status::Registered, _) => LightReason::NotAssigned,
            (Status::Suspended, _) => LightReason::Suspended,
            (Status::Concluded, _) => LightReason::Concluded,
            (Status::Cleared, _) => LightReason::Cleared,
            (Status::Cancelled, _) => LightReason::Cancelled,
            (
                Status::Assigned | Status::Acknowledged | Status::InProgress | Status::UnderReview,
                nearest,
            ) => match nearest {
                Some(Nearness::Past) => LightReason::Overdue,
                Some(Nearness::Near) => LightReason::DueSoon,
                Some(Nearness::Far) if has_data => LightReason::OnTime,
                None if has_data => LightReason::Reported,
                _ => LightReason::NoData,
            },
        }
    }

    /// Its colour.
    pub fn color(self) -> LightColor {
        match self {
            LightReason::Overdue => LightColor::Red,
            LightReason::DueSoon => LightColor::Yellow,
            LightReason::OnTime | LightReason::Reported => LightColor::Green,
            LightReason::NotAssigned | LightReason::Suspended | LightReason::NoData => {
                LightColor::None
            }
            LightReason::Concluded | LightReason::Cleared | LightReason::Cancelled => {
                LightColor::Done
            }
        }
    }
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
    /// How far the nearest open date is, where the clock runs and there is one.
    pub nearest: Option<Distance>,
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
        let nearest = match status.is_running() {
            true => open_dates.into_iter().min(),
            false => None,
        };
        let nearest = nearest.map(|due| self.distance(due, deadline == Some(due)));
        let how_near = nearest.map(|it| self.nearness(it.due, it.workdays));
        Light::new(LightReason::of(status, how_near, has_data), nearest)
    }

    fn nearness(&self, due: NaiveDate, workdays: i32) -> Nearness {
        match due < self.today {
            true => Nearness::Past,
            false if workdays <= self.thresholds.due_soon_workdays => Nearness::Near,
            false => Nearness::Far,
        }
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

/// The rules of one day as two dates: what decides is worked out once for the day, not once a task.
#[derive(Clone, Debug)]
pub struct DayLights {
    today: NaiveDate,
    /// From this date on an open date is no longer near; `None` where none is so far.
    far: Option<NaiveDate>,
}

impl DayLights {
    /// The dates of these rules.
    pub fn of(rules: &LightRules) -> DayLights {
        let today = rules.today;
        let is_far = |day: NaiveDate| {
            let workdays = rules.calendar.workdays(today, day);
            rules.nearness(day, workdays) == Nearness::Far
        };
        // Workdays never grow fewer with the date, so the first far one is found by halving. None
        // is found where the calendar ends before.
        let last = NaiveDate::MAX.signed_duration_since(today).num_days();
        let (mut near, mut far) = (0u64, u64::try_from(last).unwrap_or(0));
        let day = |days: u64| {
            let day = today.checked_add_days(Days::new(days));
            day.unwrap_or(NaiveDate::MAX)
        };
        while near < far {
            let middle = near + (far - near) / 2;
            match is_far(day(middle)) {
                true => far = middle,
                false => near = middle + 1,
            }
        }
        DayLights {
            today,
            far: is_far(day(near)).then(|| day(near)),
        }
    }

    /// The reason of the light of a task in `status` with this nearest open date: that of
    /// [`LightRules::of`].
    pub fn reason(
        &self,
        status: Status,
        nearest: Option<NaiveDate>,
        has_data: bool,
    ) -> LightReason {
        let nearest = nearest.map(|due| match self.far {
            _ if due < self.today => Nearness::Past,
            Some(far) if due >= far => Nearness::Far,
            _ => Nearness::Near,
        });
        LightReason::of(status, nearest, has_data)
    }
}

impl Light {
    /// That of a task of which nothing is known.
    pub const UNKNOWN: Light = Light {
        color: LightColor::None,
        reason: LightReason::NoData,
        nearest: None,
    };

    fn new(reason: LightReason, nearest: Option<Distance>) -> Light {
        Light {
            color: reason.color(),
            reason,
            nearest,
        }
    }

    /// The light as a table cell: colour word, blank, reason with its number (at most 8 cells in
    /// Chinese).
    pub fn cell(&self, lang: Lang) -> String {
        let figure = self.nearest.map_or(String::new(), |by| by.figure(lang));
        let reason = match self.reason {
            LightReason::Overdue => format!("{}{figure}", lang.pick("逾", "+")),
            LightReason::DueSoon | LightReason::OnTime => {
                format!("{}{figure}", lang.pick("余", "-"))
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
        let named = self.nearest.map_or(String::new(), |by| by.named(lang));
        let days = self.nearest.map_or(0, |by| by.workdays);
        let english = self.nearest.map_or(String::new(), Distance::english);
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
            LightReason::Overdue => lang.pick(
                format!("过{named} 已 {days} 个工作日"),
                format!("{english} past {named}"),
            ),
            LightReason::DueSoon => lang.pick(
                format!("距{named} 还有 {days} 个工作日，临近"),
                format!("{english} left to {named}, near"),
            ),
            LightReason::OnTime => lang.pick(
                format!("距{named} 还有 {days} 个工作日"),
                format!("{english} left to {named}"),
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
#[path = "light_tests.rs"]
mod tests;
