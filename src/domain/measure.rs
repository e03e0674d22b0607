//! What a task is measured by: progress, milestones, indicators, report cycles.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::lang::Lang;
use super::vocabulary::{read_by_word, serde_by_id, vocabulary};

/// A share done, in whole per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Progress(u8);

impl Progress {
    /// Done: 100.
    pub const FULL: Progress = Progress(100);

    /// The whole per cent, 0 to 100.
    pub fn percent(self) -> u8 {
        self.0
    }
}

/// A number that is no progress: outside 0–100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("progress is a whole number from 0 to 100")]
pub struct NotAProgress;

impl TryFrom<u8> for Progress {
    type Error = NotAProgress;
    fn try_from(percent: u8) -> Result<Self, NotAProgress> {
        if percent <= 100 {
            Ok(Progress(percent))
        } else {
            Err(NotAProgress)
        }
    }
}

impl From<Progress> for u8 {
    fn from(progress: Progress) -> u8 {
        progress.0
    }
}

impl FromStr for Progress {
    type Err = NotAProgress;
    fn from_str(text: &str) -> Result<Self, NotAProgress> {
        let digits = text.trim().trim_end_matches(['%', '％']);
        digits
            .parse::<u8>()
            .map_err(|_| NotAProgress)
            .and_then(Progress::try_from)
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

vocabulary! {
    /// How exact a printed date is; its `due` is then the last day of the period.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum Precision {
        /// 2025年8月31日
        #[default]
        Day "day",
        /// 2025年8月
        Month "month",
        /// 三季度末
        Quarter "quarter",
        /// 上半年
        Half "half",
        /// 2025年, 2025年底
        Year "year",
    }
}

serde_by_id!(Precision);

/// 节点: something due by a day. Every date of the deadline is a milestone too.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Milestone {
    /// What is due, in a few words.
    pub text: String,
    /// The last day of the printed period; `None` where the document leaves the year out.
    pub due: Option<NaiveDate>,
    /// How exact the printed date was.
    #[serde(default)]
    pub precision: Precision,
    /// The day it was reached; an open milestone past its date turns the light red.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_on: Option<NaiveDate>,
}

impl Milestone {
    /// A day-exact open milestone.
    pub fn on(text: impl Into<String>, due: NaiveDate) -> Self {
        Milestone {
            text: text.into(),
            due: Some(due),
            precision: Precision::Day,
            done_on: None,
        }
    }

    /// The date that still counts: `None` when it was reached or never dated.
    pub fn open_due(&self) -> Option<NaiveDate> {
        if self.done_on.is_some() {
            None
        } else {
            self.due
        }
    }
}

vocabulary! {
    /// How an indicator's reading is compared with its target.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Comparison {
        /// 以上, 达到, 不低于
        AtLeast ">=",
        /// 以内, 前N位
        AtMost "<=",
        /// a bare count
        Exactly "=",
        /// 超过
        MoreThan ">",
        /// 低于
        LessThan "<",
    }
}

serde_by_id!(Comparison);

/// 量化指标: a number the task must reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// The words it was read from.
    pub text: String,
    /// What is counted.
    pub name: String,
    /// Which way the target binds.
    pub op: Comparison,
    /// The target.
    pub value: f64,
    /// The unit as printed: 所, %, 元.
    pub unit: String,
    /// By when, where the document says so.
    #[serde(default)]
    pub due: Option<NaiveDate>,
}

vocabulary! {
    /// 报告周期: how often a unit must report.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum ReportCycle {
        /// 月
        Monthly "monthly" "月" "monthly",
        /// 季
        Quarterly "quarterly" "季" "quarterly",
        /// 半年
        HalfYearly "half_yearly" "半年" "half-yearly",
        /// 年
        Yearly "yearly" "年" "yearly",
    }
}

serde_by_id!(ReportCycle);
read_by_word!(ReportCycle);

impl ReportCycle {
    /// The last day of the reporting period that `day` falls into.
    pub fn period_end(self, day: NaiveDate) -> NaiveDate {
        let months = match self {
            ReportCycle::Monthly => 1,
            ReportCycle::Quarterly => 3,
            ReportCycle::HalfYearly => 6,
            ReportCycle::Yearly => 12,
        };
        let last_month = day.month0() / months * months + months;
        let (year, month) = if last_month == 12 {
            (day.year() + 1, 1)
        } else {
            (day.year(), last_month + 1)
        };
        NaiveDate::from_ymd_opt(year, month, 1)
            .and_then(|first| first.pred_opt())
            .unwrap_or(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn progress_is_refused_outside_nought_to_a_hundred() {
        assert!("101".parse::<Progress>().is_err());
        assert!("-1".parse::<Progress>().is_err());
        assert!("".parse::<Progress>().is_err());
        assert_eq!("60%".parse::<Progress>().unwrap().percent(), 60);
        assert!(serde_json::from_str::<Progress>("101").is_err());
    }

    #[test]
    fn a_report_period_ends_on_the_last_day_of_its_month() {
        let on = day("2023-10-16");
        assert_eq!(ReportCycle::Monthly.period_end(on), day("2023-10-31"));
        assert_eq!(ReportCycle::Quarterly.period_end(on), day("2023-12-31"));
        assert_eq!(
            ReportCycle::HalfYearly.period_end(day("2024-02-29")),
            day("2024-06-30")
        );
        assert_eq!(ReportCycle::Yearly.period_end(on), day("2023-12-31"));
    }
}
