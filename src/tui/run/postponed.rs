//! What somebody who holds the ledger keeps waiting.

use std::collections::VecDeque;

use crate::domain::Lang;
use crate::ledger::{Ledger, holders};
use crate::tui::state::msg::{Effect, Msg};
use crate::wording::waiting;

/// What waits, in its order.
#[derive(Default)]
pub struct Postponed(VecDeque<Effect>);

impl Postponed {
    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is to be tried first.
    pub fn first(&self) -> Option<Effect> {
        self.0.front().cloned()
    }

    /// The first one waits no more.
    pub fn remove_first(&mut self) {
        self.0.pop_front();
    }

    /// Nothing waits any more.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Nothing but changes waits any more.
    pub fn keep_changes(&mut self) {
        self.0.retain(Effect::is_change);
    }

    /// One more waits; answers for whom.
    pub fn add(&mut self, effect: Effect, ledger: Option<&Ledger>, lang: Lang) -> Msg {
        let holders = ledger.map(|ledger| holders(ledger.path()));
        let holders = holders.unwrap_or_default();
        let said = match effect.is_change() {
            true => waiting::saving(&holders, lang),
            false => waiting::reading(&holders, lang),
        };
        // The same is asked for again and again while one waits: what others have written.
        if effect.is_change() || !self.0.contains(&effect) {
            self.0.push_back(effect);
        }
        Msg::Waiting(said)
    }
}
