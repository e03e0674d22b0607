//! What the worker has to say when the ledger's files are not what they were, and of the clock.

use crate::domain::Lang;
use crate::ledger::{Ledger, LedgerError, Rescue};
use crate::tui::state::msg::{Clock, Msg, Replaced};
use crate::wording::{failure, files, message, rescue};

/// What was said already, so that it is said once.
pub struct StandingMessages {
    lang: Lang,
    clock: Clock,
    /// What was saved when the files were found to be gone; `None` while they are in their place.
    saved: Option<Result<Rescue, LedgerError>>,
    is_clock_named: bool,
}

impl StandingMessages {
    /// Nothing said yet.
    pub fn new(lang: Lang, clock: Clock) -> StandingMessages {
        StandingMessages {
            lang,
            clock,
            saved: None,
            is_clock_named: false,
        }
    }

    /// What a failure comes to. Where the files are not in their place any more, what only this
    /// program still has is saved first, once.
    pub fn failed(&mut self, error: &LedgerError, ledger: Option<&Ledger>) -> Vec<Msg> {
        let lang = self.lang;
        let LedgerError::Replaced { how, .. } = error else {
            return vec![Msg::Failed(message::of_ledger(error, lang))];
        };
        let failure = failure::of_ledger(error, lang);
        let save = || ledger.map_or(Ok(Rescue::NotNeeded), Ledger::rescue);
        let saved = self.saved.get_or_insert_with(save);
        let whole = [
            failure.sentence,
            rescue::of_rescue(saved, lang),
            failure.hint,
        ];
        let whole: Vec<String> = whole.into_iter().filter(|text| !text.is_empty()).collect();
        vec![Msg::Replaced(Some(Replaced {
            line: rescue::of_replaced_short(*how, saved, lang),
            whole: whole.join("\n"),
        }))]
    }

    /// The files are where they should be: said when they were not before.
    pub fn in_place(&mut self) -> Option<Msg> {
        self.saved.take().map(|_| Msg::Replaced(None))
    }

    /// That the clock is behind the trail.
    pub fn clock(&mut self, ledger: Option<&Ledger>) -> Option<Msg> {
        if self.is_clock_named {
            return None;
        }
        let behind = ledger?.clock_behind((self.clock)()).ok().flatten()?;
        self.is_clock_named = true;
        Some(Msg::Clock(files::of_clock(behind, self.lang)))
    }
}
