//! The life of a task: nine states, and which moves between them are lawful.
//!
//! Rules: DESIGN part 4, after the eight-node procedures of municipal supervision offices
//! (立项 交办 签收 办理 反馈 复核 办结, and 销号 as an event of its own).

use serde::{Deserialize, Serialize};

use super::lang::Lang;

/// The stored state of a task. Light, overdue and behind are computed, never stored.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 立项: in the ledger, not handed out yet; no clock runs.
    #[default]
    Registered,
    /// 交办: handed to leaders and units; the lights count from here.
    Assigned,
    /// 签收: the unit has acknowledged it.
    Acknowledged,
    /// 推进中.
    InProgress,
    /// 待审核: the unit says it is done, the office has not looked yet.
    UnderReview,
    /// 办结: done, and the office agrees.
    Concluded,
    /// 销号: struck off the list; only ever from 办结.
    Cleared,
    /// 中止: set aside, with a reason.
    Suspended,
    /// 撤销: withdrawn, with a reason; the only way a task goes.
    Cancelled,
}

/// One row of the status vocabulary.
struct Word {
    status: Status,
    id: &'static str,
    zh: &'static str,
    en: &'static str,
}

const WORDS: [Word; 9] = [
    Word {
        status: Status::Registered,
        id: "registered",
        zh: "立项",
        en: "registered",
    },
    Word {
        status: Status::Assigned,
        id: "assigned",
        zh: "交办",
        en: "assigned",
    },
    Word {
        status: Status::Acknowledged,
        id: "acknowledged",
        zh: "签收",
        en: "received",
    },
    Word {
        status: Status::InProgress,
        id: "in_progress",
        zh: "推进中",
        en: "going on",
    },
    Word {
        status: Status::UnderReview,
        id: "under_review",
        zh: "待审核",
        en: "review",
    },
    Word {
        status: Status::Concluded,
        id: "concluded",
        zh: "办结",
        en: "concluded",
    },
    Word {
        status: Status::Cleared,
        id: "cleared",
        zh: "销号",
        en: "cleared",
    },
    Word {
        status: Status::Suspended,
        id: "suspended",
        zh: "中止",
        en: "suspended",
    },
    Word {
        status: Status::Cancelled,
        id: "cancelled",
        zh: "撤销",
        en: "cancelled",
    },
];

impl Status {
    /// Every status in the order of a task's life.
    pub const ALL: [Status; 9] = [
        Status::Registered,
        Status::Assigned,
        Status::Acknowledged,
        Status::InProgress,
        Status::UnderReview,
        Status::Concluded,
        Status::Cleared,
        Status::Suspended,
        Status::Cancelled,
    ];

    fn word(self) -> &'static Word {
        &WORDS[self as usize]
    }

    /// The identifier used in JSON, CSV and on the command line.
    pub fn id(self) -> &'static str {
        self.word().id
    }

    /// The label shown to people.
    pub fn label(self, lang: Lang) -> &'static str {
        lang.pick(self.word().zh, self.word().en)
    }

    /// Reads an identifier or a label of either language.
    pub fn parse(text: &str) -> Option<Status> {
        let text = text.trim();
        WORDS
            .iter()
            .find(|word| word.id == text || word.zh == text || word.en == text)
            .map(|word| word.status)
    }

    /// Whether the clock of the lights runs in this state.
    pub fn is_running(self) -> bool {
        matches!(
            self,
            Status::Assigned | Status::Acknowledged | Status::InProgress | Status::UnderReview
        )
    }

    /// Whether the task is finished one way or another, so that its light is "done".
    pub fn is_closed(self) -> bool {
        matches!(
            self,
            Status::Concluded | Status::Cleared | Status::Cancelled
        )
    }
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
    fn the_vocabulary_stands_in_the_order_of_the_variants() {
        for (index, status) in Status::ALL.into_iter().enumerate() {
            assert_eq!(WORDS[index].status, status);
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
