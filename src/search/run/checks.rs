//! What a condition on a date, a figure or the task above asks of one row.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::domain::{Progress, TaskId};
use crate::search::query::FieldTest;
use crate::search::query::field::{NONE, Op, STANDING, task_of};
use crate::search::query::period::Period;

/// Tasks whose details are wanted.
#[derive(Debug)]
pub(in crate::search) struct ParentCheck {
    ids: HashSet<TaskId>,
    /// Whether a row that details none will do.
    none: bool,
}

impl ParentCheck {
    pub fn new(test: &FieldTest) -> ParentCheck {
        ParentCheck {
            ids: test.values.iter().filter_map(|it| task_of(it)).collect(),
            none: test.values.iter().any(|value| value == NONE),
        }
    }

    /// Whether a row with this task above it will do.
    pub fn holds(&self, parent: Option<TaskId>) -> bool {
        match parent {
            Some(id) => self.ids.contains(&id),
            None => self.none,
        }
    }
}

/// A comparison with the date in force.
#[derive(Debug)]
pub(in crate::search) enum DeadlineCheck {
    /// No date.
    None,
    /// 长期坚持.
    Standing,
    /// A period, by order.
    Compared(Op, Period),
}

/// A comparison with the share done.
#[derive(Debug)]
pub(in crate::search) enum ProgressCheck {
    /// No figure.
    None,
    /// A percentage, by order.
    Compared(Op, u8),
}

/// The dates a condition means.
pub(in crate::search) fn deadlines(test: &FieldTest) -> Vec<DeadlineCheck> {
    let check = |value: &String| match value.as_str() {
        NONE => Some(DeadlineCheck::None),
        STANDING => Some(DeadlineCheck::Standing),
        date => Some(DeadlineCheck::Compared(test.op, Period::parse(date)?)),
    };
    test.values.iter().filter_map(check).collect()
}

/// The figures a condition means.
pub(in crate::search) fn percentages(test: &FieldTest) -> Vec<ProgressCheck> {
    let check = |value: &String| match value.as_str() {
        NONE => Some(ProgressCheck::None),
        number => Some(ProgressCheck::Compared(test.op, number.parse().ok()?)),
    };
    test.values.iter().filter_map(check).collect()
}

impl DeadlineCheck {
    /// Whether the row's date will do; a row without one never stands before or after anything.
    pub fn holds(&self, deadline: Option<NaiveDate>, standing: bool) -> bool {
        match (self, deadline) {
            (DeadlineCheck::None, deadline) => deadline.is_none(),
            (DeadlineCheck::Standing, _) => standing,
            (DeadlineCheck::Compared(..), None) => false,
            (DeadlineCheck::Compared(op, period), Some(due)) => match op {
                Op::Has | Op::Is => period.contains(due),
                Op::Before => due < period.first,
                Op::AtMost => due <= period.last,
                Op::After => due > period.last,
                Op::AtLeast => due >= period.first,
            },
        }
    }
}

impl ProgressCheck {
    /// Whether the row's figure will do; a row without one never stands above or below anything.
    pub fn holds(&self, progress: Option<Progress>) -> bool {
        match (self, progress) {
            (ProgressCheck::None, progress) => progress.is_none(),
            (ProgressCheck::Compared(..), None) => false,
            (ProgressCheck::Compared(op, limit), Some(progress)) => {
                let percent = progress.percent();
                match op {
                    Op::Has | Op::Is => percent == *limit,
                    Op::Before => percent < *limit,
                    Op::AtMost => percent <= *limit,
                    Op::After => percent > *limit,
                    Op::AtLeast => percent >= *limit,
                }
            }
        }
    }
}
