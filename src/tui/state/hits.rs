//! What a query found, by the task that stands under no other.

use crate::domain::TaskId;
use crate::search::{Answer, Stop, Stopped};
use crate::tui::state::data::Data;
use crate::tui::state::lines::{AT_A_TIME, slot};

/// What the query found of a task that stands under no other, or below it.
#[derive(Clone, Copy, Default)]
pub(super) struct TopFound {
    pub score: i32,
    pub fits: bool,
    pub near: bool,
}

impl TopFound {
    /// Where nothing was asked for.
    pub const ALL: TopFound = TopFound {
        score: 0,
        fits: true,
        near: false,
    };
}

/// A task that fits and stands under another.
#[derive(Clone, Copy)]
pub(super) struct Kid {
    pub top: TaskId,
    pub id: TaskId,
    pub near: bool,
}

/// Everything the query found, by task on top.
pub(super) struct Hits {
    tops: Vec<TopFound>,
    /// A bit for each of `tops`: whether anything was found of it. Small enough to stay near while
    /// all tasks are gone through, most of which were not.
    listed: Vec<u64>,
    /// By top, then by id.
    pub kids: Vec<Kid>,
}

impl Hits {
    pub fn of(answer: &Answer, data: &Data, stop: &Stop) -> Result<Hits, Stopped> {
        let most = answer.hits().last().map_or(0, |hit| slot(hit.id));
        let mut tops = vec![TopFound::default(); most + 1];
        let mut listed = vec![0; most / 64 + 1];
        let mut kids = Vec::new();
        for some in answer.hits().chunks(AT_A_TIME) {
            stop.check()?;
            for hit in some {
                let is_kid = hit.is_kid;
                let top = if is_kid { data.top_of(hit.id) } else { hit.id };
                if is_kid {
                    let (id, near) = (hit.id, hit.near);
                    kids.push(Kid { top, id, near });
                }
                let at = slot(top);
                if at >= tops.len() {
                    tops.resize(at + 1, TopFound::default());
                    listed.resize(at / 64 + 1, 0);
                }
                if let (Some(found), Some(listed)) = (tops.get_mut(at), listed.get_mut(at / 64)) {
                    let bit = 1 << (at % 64);
                    let is_first = *listed & bit == 0;
                    *listed |= bit;
                    found.score = if is_first {
                        hit.score
                    } else {
                        found.score.max(hit.score)
                    };
                    found.fits |= !is_kid;
                    found.near |= !is_kid && hit.near;
                }
            }
        }
        kids.sort_by_key(|kid| (kid.top, kid.id));
        Ok(Hits { tops, listed, kids })
    }

    pub fn lists(&self, id: TaskId) -> bool {
        let at = slot(id);
        (self.listed.get(at / 64)).is_some_and(|listed| listed & 1 << (at % 64) != 0)
    }

    pub fn top(&self, id: TaskId) -> TopFound {
        self.tops.get(slot(id)).copied().unwrap_or_default()
    }

    /// How many tasks stand under those that were found themselves.
    pub fn kids_below(&self, data: &Data, answer: &Answer) -> usize {
        let families = data.index.families();
        if families.len() < answer.hits().len() {
            let found = families.filter(|(top, _)| self.top(*top).fits);
            return found.map(|(_, kids)| kids).sum();
        }
        let tops = answer.hits().iter().filter(|hit| !hit.is_kid);
        tops.map(|hit| data.children(hit.id).len()).sum()
    }

    pub fn kids(&self, top: TaskId) -> &[Kid] {
        let from = self.kids.partition_point(|kid| kid.top < top);
        let rest = self.kids.get(from..).unwrap_or_default();
        let count = rest.partition_point(|kid| kid.top == top);
        rest.get(..count).unwrap_or_default()
    }
}
