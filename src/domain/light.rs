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
    /// Past an open date by this many workdays.
    Overdue {
        /// The date that has passed.
        due: NaiveDate,
        /// Workdays since.
        workdays: i32,
    },
    /// An open date is at most the set number of workdays away.
    DueSoon {
        /// The date that is near.
        due: NaiveDate,
        /// Workdays left, today not counted.
        workdays: i32,
    },
    /// A figure or report exists and the next date is far enough.
    OnTime {
        /// The next open date.
        due: NaiveDate,
        /// Workdays left.
        workdays: i32,
    },
    /// A figure or report exists and no date is open.
    Reported,
    /// Nothing has been reported.
    NoData,
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
            task.open_dates(),
            task.progress.is_some() || task.has_report(),
        )
    }

    /// The light of a task in `status` with these open dates, in any order.
    pub fn of(
        &self,
        status: Status,
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
        let (color, reason) = match nearest {
            Some(due) if due < self.today => (
                LightColor::Red,
                LightReason::Overdue {
                    due,
                    workdays: self.calendar.workdays(due, self.today),
                },
            ),
            Some(due) => {
                let workdays = self.calendar.workdays(self.today, due);
                if workdays <= self.thresholds.due_soon_workdays {
                    (LightColor::Yellow, LightReason::DueSoon { due, workdays })
                } else if has_data {
                    (LightColor::Green, LightReason::OnTime { due, workdays })
                } else {
                    (LightColor::None, LightReason::NoData)
                }
            }
            None if has_data => (LightColor::Green, LightReason::Reported),
            None => (LightColor::None, LightReason::NoData),
        };
        Light { color, reason }
    }
}

impl Light {
    /// The light as a table cell: colour word, blank, reason with its number (at most 8 cells in
    /// Chinese).
    pub fn cell(&self, lang: Lang) -> String {
        let number = |n: i32| match n.abs() {
            n @ 0..=999 => n.to_string(),
            n => lang.pick(format!("{}千", n / 1000), format!("{}k", n / 1000)),
        };
        let reason = match self.reason {
            LightReason::Overdue { workdays, .. } => {
                format!("{}{}", lang.pick("逾", "+"), number(workdays))
            }
            LightReason::DueSoon { workdays, .. } | LightReason::OnTime { workdays, .. } => {
                format!("{}{}", lang.pick("余", "-"), number(workdays))
            }
            LightReason::Reported => lang.pick("已报", "ok").to_owned(),
            LightReason::NoData | LightReason::NotAssigned => lang.pick("无据", "n/a").to_owned(),
            LightReason::Suspended => Status::Suspended.label(lang).to_owned(),
            LightReason::Concluded => lang.pick("办结", "").to_owned(),
            LightReason::Cleared => lang.pick("销号", "clr").to_owned(),
            LightReason::Cancelled => lang.pick("撤销", "canc").to_owned(),
        };
        format!("{} {reason}", self.color.label(lang))
            .trim_end()
            .to_owned()
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
            LightReason::Overdue { due, workdays } => lang.pick(
                format!("过完成时限 {due} 已 {workdays} 个工作日"),
                format!("{workdays} workdays past {due}"),
            ),
            LightReason::DueSoon { due, workdays } => lang.pick(
                format!("距完成时限 {due} 还有 {workdays} 个工作日，临近"),
                format!("{workdays} workdays left to {due}, near"),
            ),
            LightReason::OnTime { due, workdays } => lang.pick(
                format!("距完成时限 {due} 还有 {workdays} 个工作日"),
                format!("{workdays} workdays left to {due}"),
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
        LightRules {
            today: day("2024-03-13"),
            calendar: std::sync::Arc::new(Calendar::new(CalendarEntries::default())),
            thresholds: Thresholds::default(),
        }
    }

    #[test]
    fn a_registered_task_is_grey_however_old_its_date() {
        let light = rules().of(Status::Registered, [day("2020-12-31")], true);
        assert_eq!(light.color, LightColor::None);
        assert_eq!(light.sentence(Lang::Zh), "尚未交办，不计时");
    }

    #[test]
    fn the_oldest_open_date_decides_and_data_cannot_hide_it() {
        let light = rules().of(
            Status::InProgress,
            [day("2024-12-31"), day("2024-03-01")],
            true,
        );
        assert_eq!(light.cell(Lang::Zh), "红 逾8");
    }

    #[test]
    fn three_workdays_left_is_yellow_and_four_is_not() {
        let near = rules().of(Status::Assigned, [day("2024-03-18")], false);
        assert_eq!(near.cell(Lang::Zh), "黄 余3");
        let far = rules().of(Status::Assigned, [day("2024-03-19")], false);
        assert_eq!(far.color, LightColor::None);
        let reported = rules().of(Status::Assigned, [day("2024-03-19")], true);
        assert_eq!(reported.cell(Lang::Zh), "绿 余4");
    }

    #[test]
    fn silence_is_never_green() {
        for status in Status::ALL {
            let light = rules().of(status, [], false);
            assert_ne!(light.color, LightColor::Green, "{status:?}");
        }
    }

    #[test]
    fn long_delays_are_shortened_to_thousands() {
        let light = rules().of(Status::Assigned, [day("2019-01-01")], false);
        assert_eq!(light.cell(Lang::Zh), "红 逾1千");
    }
}
