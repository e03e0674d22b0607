//! What becomes of one plan's tasks in the demo: handed out, acknowledged, moved along, some late,
//! some extended, some sent back, some done.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::random::Random;
use super::step::{Act, DemoStep, INSPECTORS, day, moment, today};
use crate::domain::draft::TaskDraft;
use crate::domain::task::ExtensionDecision;
use crate::domain::{DeadlineEdit, Edit, Progress, Status, StatusEdit};

const NOTES: [&str; 8] = [
    "已召开推进会，明确分工和时间节点。",
    "责任单位报来进展情况，附佐证材料 3 份。",
    "实地查看，进度与上报一致。",
    "电话核实，配合单位人员已到位。",
    "资金已下达，正在走采购程序。",
    "已形成初稿，征求各单位意见。",
    "抽查 2 所学校，落实情况较好。",
    "与上月相比进展不大，已提醒责任单位。",
];
const RETURNS: [&str; 3] = [
    "佐证材料不全，缺验收单。",
    "数据与实地查看不一致，请核实后再报。",
    "只报了工作安排，没有完成结果。",
];
const EXTENSIONS: [&str; 3] = [
    "招标流标，重新组织采购。",
    "上级文件未下发，等待统一部署。",
    "冬季停工，工期顺延。",
];

/// How a task stands at the end of the demo.
#[derive(Clone, Copy, PartialEq, Eq)]
enum JourneyFate {
    /// Never handed out.
    Untouched,
    /// Handed out, and not a word since.
    Silent,
    /// Moving, dates as they are.
    Moving,
    /// Handed in, not looked at yet.
    UnderReview,
    /// Done.
    Concluded,
    /// Done and struck off.
    Cleared,
    /// Extended to a day near the demo's today.
    ExtendedNear,
    /// Extended by months.
    ExtendedFar,
    /// Set aside.
    Suspended,
    /// Withdrawn.
    Cancelled,
}

/// Writes the steps of these tasks, which arrived on `arrival`.
pub fn write(
    tasks: &[(usize, TaskDraft)],
    arrival: NaiveDate,
    random: &mut Random,
    steps: &mut Vec<DemoStep>,
) {
    let fates: Vec<JourneyFate> = tasks.iter().map(|(_, draft)| fate(draft, random)).collect();
    let alive: Vec<usize> = tasks
        .iter()
        .zip(&fates)
        .filter(|(_, fate)| **fate != JourneyFate::Untouched)
        .map(|((place, _), _)| *place)
        .collect();
    let mut pen = Pen {
        random,
        steps,
        latest: BTreeMap::new(),
    };
    pen.batches(&alive, arrival + Days::new(2), 2, Status::Assigned);
    pen.batches(&alive, arrival + Days::new(8), 5, Status::Acknowledged);
    for ((place, draft), fate) in tasks.iter().zip(fates) {
        if !matches!(fate, JourneyFate::Untouched | JourneyFate::Silent) {
            pen.journey(*place, draft, fate, arrival + Days::new(16));
        }
    }
}

/// Draws a fate that suits the dates of a task.
fn fate(draft: &TaskDraft, random: &mut Random) -> JourneyFate {
    let is_past = draft.deadline().is_some_and(|due| due < today());
    // Each line: fate, chance in a hundred when the date has passed, chance otherwise.
    let chances = [
        (JourneyFate::Untouched, 3, 5),
        (JourneyFate::Silent, 5, 15),
        (JourneyFate::Moving, 21, 54),
        (JourneyFate::UnderReview, 6, 4),
        (JourneyFate::Concluded, 13, 10),
        (JourneyFate::Cleared, 14, 8),
        (JourneyFate::ExtendedNear, 28, 0),
        (JourneyFate::ExtendedFar, 8, 0),
        (JourneyFate::Suspended, 1, 2),
        (JourneyFate::Cancelled, 1, 2),
    ];
    let mut drawn = random.below(100);
    for (fate, past, ahead) in chances {
        let chance = if is_past { past } else { ahead };
        if drawn < chance {
            return fate;
        }
        drawn -= chance;
    }
    JourneyFate::Moving
}

/// What writes steps.
struct Pen<'a> {
    random: &'a mut Random,
    steps: &'a mut Vec<DemoStep>,
    /// The last step of each task: two days may become one when holidays push them.
    latest: BTreeMap<usize, DateTime<Utc>>,
}

impl Pen<'_> {
    fn step(&mut self, on: NaiveDate, places: Vec<usize>, edit: Edit) {
        let before = places
            .iter()
            .filter_map(|place| self.latest.get(place))
            .max();
        let earliest = before.map(|before| *before + TimeDelta::minutes(25));
        let at = Some(moment(on, self.random))
            .max(earliest)
            .unwrap_or_default();
        self.latest.extend(places.iter().map(|place| (*place, at)));
        let user = self.random.pick(&INSPECTORS).copied();
        self.steps.push(DemoStep {
            at,
            user: user.unwrap_or(INSPECTORS[0]),
            act: Act::Edit(places, Box::new(edit)),
        });
    }

    /// Moves all of `places` to `status`, in `parts` batches on days from `on`.
    fn batches(&mut self, places: &[usize], on: NaiveDate, parts: usize, status: Status) {
        let size = places.len().div_ceil(parts).max(1);
        for (index, part) in places.chunks(size).enumerate() {
            let on = on + Days::new(index as u64);
            self.step(on, part.to_vec(), to(status));
        }
    }

    /// From the beginning of the work on `from` to the task's fate.
    fn journey(&mut self, place: usize, draft: &TaskDraft, fate: JourneyFate, from: NaiveDate) {
        let last = today() - Days::new(3);
        let mut on = from + Days::new(u64::from(self.random.below(20)));
        let first = 5 * (1 + self.random.below(4));
        self.step(
            on,
            vec![place],
            Edit {
                progress: percent(first),
                ..to(Status::InProgress)
            },
        );
        let goal = self.goal(fate);
        let reports = 1 + self.random.below(3);
        let span = u64::try_from((last - on).num_days()).unwrap_or(0);
        // What follows the reports needs a fortnight of its own.
        let pace = span.saturating_sub(40) / u64::from(reports + 1);
        for report in 1..=reports {
            on = on + Days::new(pace.max(1));
            let done = first + (goal.saturating_sub(first)) * report / reports;
            let note = self.random.happens(60).then(|| self.words(&NOTES));
            let edit = Edit {
                progress: percent(done / 5 * 5),
                note,
                ..Edit::default()
            };
            self.step(on, vec![place], edit);
        }
        self.reach_milestones(place, draft, fate, on);
        self.end(place, draft, fate, on + Days::new(5), last);
    }

    fn goal(&mut self, fate: JourneyFate) -> u32 {
        match fate {
            JourneyFate::Concluded | JourneyFate::Cleared | JourneyFate::UnderReview => 100,
            JourneyFate::Suspended | JourneyFate::Cancelled => 20,
            _ => 30 + 5 * self.random.below(13),
        }
    }

    fn words(&mut self, all: &[&str]) -> String {
        self.random
            .pick(all)
            .copied()
            .unwrap_or_default()
            .to_owned()
    }

    /// Marks past milestones as reached where the work went well.
    fn reach_milestones(
        &mut self,
        place: usize,
        draft: &TaskDraft,
        fate: JourneyFate,
        on: NaiveDate,
    ) {
        let is_done = matches!(fate, JourneyFate::Concluded | JourneyFate::Cleared);
        let is_extended = matches!(fate, JourneyFate::ExtendedNear | JourneyFate::ExtendedFar);
        for (index, milestone) in draft.milestones.iter().enumerate() {
            let Some(due) = milestone.due.filter(|due| *due < today()) else {
                continue;
            };
            // The last date is the one the fate is about.
            let is_last = Some(due) == draft.deadline();
            if is_done || (!is_last && (is_extended || self.random.happens(85))) {
                let reached = if due > on { on } else { due };
                let edit = Edit {
                    milestone: Some((index, Some(reached))),
                    ..Edit::default()
                };
                self.step(on + Days::new(1), vec![place], edit);
            }
        }
    }

    fn end(
        &mut self,
        place: usize,
        draft: &TaskDraft,
        fate: JourneyFate,
        on: NaiveDate,
        last: NaiveDate,
    ) {
        let on = on.min(last - Days::new(28));
        let reason = |words: &str| Some(words.to_owned());
        match fate {
            JourneyFate::Concluded | JourneyFate::Cleared => {
                self.conclude(place, on);
                if fate == JourneyFate::Cleared {
                    self.step(on + Days::new(18), vec![place], to(Status::Cleared));
                }
            }
            JourneyFate::UnderReview => self.step(on, vec![place], to(Status::UnderReview)),
            JourneyFate::ExtendedNear => self.extend(place, draft, on, day(2023, 10, 19)),
            JourneyFate::ExtendedFar => self.extend(place, draft, on, day(2024, 3, 29)),
            JourneyFate::Suspended => {
                let edit = Edit {
                    reason: reason("项目用地未落实，经研究暂缓。"),
                    ..to(Status::Suspended)
                };
                self.step(on, vec![place], edit);
            }
            JourneyFate::Cancelled => {
                let edit = Edit {
                    reason: reason("与另一事项重复，并入办理。"),
                    ..to(Status::Cancelled)
                };
                self.step(on, vec![place], edit);
            }
            JourneyFate::Untouched | JourneyFate::Silent | JourneyFate::Moving => {}
        }
    }

    /// Handed in, sometimes sent back and handed in again, then 办结.
    fn conclude(&mut self, place: usize, on: NaiveDate) {
        self.step(on, vec![place], to(Status::UnderReview));
        if self.random.happens(20) {
            let back = Edit {
                status: Some(StatusEdit::Return),
                reason: Some(self.words(&RETURNS)),
                ..Edit::default()
            };
            self.step(on + Days::new(4), vec![place], back);
            self.step(on + Days::new(8), vec![place], to(Status::UnderReview));
        }
        let edit = Edit {
            note: Some("材料齐全，现场核验通过。".to_owned()),
            ..to(Status::Concluded)
        };
        self.step(on + Days::new(13), vec![place], edit);
    }

    fn extend(&mut self, place: usize, draft: &TaskDraft, on: NaiveDate, until: NaiveDate) {
        // Asked for about when the date was reached, but in this ledger's time.
        let asked = draft.deadline().map_or(on, |due| on.max(due));
        let asked = asked.min(today() - Days::new(4));
        let edit = Edit {
            deadline: Some(DeadlineEdit {
                to: Some(until),
                decision: ExtensionDecision::Approved,
                asked_on: Some(asked),
                today: asked,
            }),
            reason: Some(self.words(&EXTENSIONS)),
            ..Edit::default()
        };
        self.step(asked, vec![place], edit);
    }
}

fn to(status: Status) -> Edit {
    Edit {
        status: Some(StatusEdit::To(status)),
        ..Edit::default()
    }
}

/// A progress figure to set; nothing for what is none.
fn percent(share: u32) -> Option<Option<Progress>> {
    let share = u8::try_from(share).ok()?;
    Progress::try_from(share).ok().map(Some)
}
