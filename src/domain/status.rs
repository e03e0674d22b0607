//! The life of a task: nine states, and which moves between them are lawful.
//!
//! Rules: DESIGN part 4, after the eight-node procedures of municipal supervision offices
//! (立项 交办 签收 办理 反馈 复核 办结, and 销号 as an event of its own).

use super::lang::Lang;
use super::vocabulary::{read_by_word, serde_by_id, vocabulary};

vocabulary! {
    /// The stored state of a task. Light, overdue and behind are computed, never stored.
    #[derive(
        Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash,
    )]
    pub enum Status {
        /// 立项: in the ledger, not handed out yet; no clock runs.
        #[default]
        Registered "registered" "立项" "registered",
        /// 交办: handed to leaders and units; the lights count from here.
        Assigned "assigned" "交办" "assigned",
        /// 签收: the unit has acknowledged it.
        Acknowledged "acknowledged" "签收" "received",
        /// 推进中.
        InProgress "in_progress" "推进中" "going on",
        /// 待审核: the unit says it is done, the office has not looked yet.
        UnderReview "under_review" "待审核" "review",
        /// 办结: done, and the office agrees.
        Concluded "concluded" "办结" "concluded",
        /// 销号: struck off the list; only ever from 办结.
        Cleared "cleared" "销号" "cleared",
        /// 中止: set aside, with a reason.
        Suspended "suspended" "中止" "suspended",
        /// 撤销: withdrawn, with a reason; the only way a task goes.
        Cancelled "cancelled" "撤销" "cancelled",
    }
}

serde_by_id!(Status);
read_by_word!(Status);

impl Status {
    fn phase(self) -> Phase {
        match self {
            Status::Registered | Status::Suspended => Phase::Still,
            Status::Assigned | Status::Acknowledged | Status::InProgress | Status::UnderReview => {
                Phase::Running
            }
            Status::Concluded | Status::Cleared | Status::Cancelled => Phase::Closed,
        }
    }

    /// Whether the clock of the lights runs in this state.
    pub fn is_running(self) -> bool {
        self.phase() == Phase::Running
    }

    /// Whether the task is finished one way or another, so that its light is "done".
    pub fn is_closed(self) -> bool {
        self.phase() == Phase::Closed
    }
}

/// What a status means for the clock of the lights.
#[derive(PartialEq)]
enum Phase {
    /// None runs, and the task is not done.
    Still,
    Running,
    Closed,
}

/// What changing from one status to another amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The same status: nothing to record.
    Same,
    /// Forward: an inspector records a fact, no reason needed.
    Forward,
    /// Back to an earlier state of the running life: needs a reason.
    Back,
    /// 中止: needs a reason.
    Suspend,
    /// 撤销: needs a reason.
    Cancel,
    /// 重开: out of a closed or suspended state: needs a reason.
    Reopen,
    /// 销号 of a task that is not 办结: never lawful.
    ClearBeforeConcluded,
}

impl Move {
    /// Classifies the change `from` -> `to`.
    pub fn between(from: Status, to: Status) -> Move {
        use Status::{Cancelled, Cleared, Concluded, Suspended};
        match (from, to) {
            (a, b) if a == b => Move::Same,
            (Concluded, Cleared) => Move::Forward,
            (_, Cleared) => Move::ClearBeforeConcluded,
            (_, Suspended) => Move::Suspend,
            (_, Cancelled) => Move::Cancel,
            (Suspended | Cancelled | Cleared | Concluded, _) => Move::Reopen,
            (a, b) if b > a => Move::Forward,
            _ => Move::Back,
        }
    }

    /// Whether the move must carry a reason.
    pub fn needs_reason(self) -> bool {
        matches!(
            self,
            Move::Back | Move::Suspend | Move::Cancel | Move::Reopen
        )
    }

    /// Whether the move may be made at all.
    pub fn is_lawful(self) -> bool {
        self != Move::ClearBeforeConcluded
    }
}

/// Whether a task in `status` can be sent back (退回): only what a unit has handed in, or what
/// was found unfit after 办结. The task goes back to 推进中; the return itself is an event.
pub fn can_be_returned(status: Status) -> bool {
    matches!(status, Status::UnderReview | Status::Concluded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_by_its_identifier_and_its_labels_and_written_by_its_identifier() {
        for status in Status::ALL {
            assert_eq!(Status::parse(status.id()), Some(status));
            assert_eq!(Status::parse(status.label(Lang::Zh)), Some(status));
            assert_eq!(
                serde_json::to_value(status).unwrap(),
                serde_json::Value::from(status.id())
            );
        }
    }

    #[test]
    fn forward_moves_are_free_and_every_other_move_needs_a_reason_or_is_unlawful() {
        for from in Status::ALL {
            for to in Status::ALL {
                let step = Move::between(from, to);
                match step {
                    Move::Same => assert_eq!(from, to),
                    Move::Forward => assert!(to > from && step.is_lawful()),
                    Move::ClearBeforeConcluded => {
                        assert!(to == Status::Cleared && from != Status::Concluded);
                    }
                    _ => assert!(step.needs_reason() && step.is_lawful()),
                }
            }
        }
    }

    #[test]
    fn cleared_comes_from_concluded_alone() {
        for from in Status::ALL {
            let lawful = Move::between(from, Status::Cleared).is_lawful();
            assert_eq!(
                lawful,
                matches!(from, Status::Concluded | Status::Cleared),
                "{from:?}"
            );
        }
    }
}
