//! What the worker reads for the screen.

use crate::domain::TaskId;
use crate::ledger::{AsOf, LedgerError};
use crate::tui::run::reading;
use crate::tui::run::worker::Worker;
use crate::tui::state::msg::{Msg, Refreshed, Wanted};
use crate::tui::state::trail::{self, EntriesAsk};

/// Up to so many tasks are read before anybody would notice.
const LONG: i64 = 5_000;

impl Worker {
    pub(super) fn first_rows(&mut self, count: usize) -> Result<Vec<Msg>, LedgerError> {
        let rules = self.parts.rules.clone();
        let ledger = self.ledger()?;
        let Some(first) = reading::first_rows(ledger, count, &rules)? else {
            return Ok(Vec::new());
        };
        let is_long = ledger.highest_id()?.is_some_and(|id| id.get() > LONG);
        Ok(vec![Msg::FirstRows(Box::new(first), is_long)])
    }

    pub(super) fn load(&mut self, wanted: &Wanted) -> Result<Vec<Msg>, LedgerError> {
        self.past = None;
        self.parts.rules.today = wanted.today;
        let rules = self.parts.rules.clone();
        let (loaded, mark) = reading::all(self.ledger()?, wanted, &rules)?;
        self.hold_to(mark)?;
        // One that was asked for before the restore was heard of changes nothing.
        self.is_parted &= wanted.restores != self.restores;
        let loaded = Msg::Loaded(Box::new(loaded));
        Ok([loaded]
            .into_iter()
            .chain(self.standing.clock(self.parts.ledger.as_ref()))
            .collect())
    }

    /// What happened since, by this screen or by others; nothing when nothing did.
    pub(super) fn refresh(&mut self) -> Result<Vec<Msg>, LedgerError> {
        if self.is_parted {
            return Ok(Vec::new());
        }
        self.ledger()?.check_in_place()?;
        let mut answers: Vec<Msg> = self.standing.in_place().into_iter().collect();
        let seen = self.seen;
        let ledger = self.ledger()?;
        let (touches, mark) = ledger.at_one_moment(|ledger| {
            ledger.check_mark(&seen)?;
            Ok((ledger.touches_since(seen.last())?, ledger.mark()?))
        })?;
        if mark == seen {
            return Ok(answers);
        }
        let ids: Vec<TaskId> = touches.tasks.iter().map(|touch| touch.task).collect();
        let refreshed = Refreshed {
            blocks: ledger.blocks_of(&ids)?,
            touches: touches.tasks,
            documents: ledger.documents()?,
            regions: ledger.regions()?,
            last_entry: touches.last,
        };
        self.hold_to(mark)?;
        answers.push(Msg::Refreshed(Box::new(refreshed)));
        Ok(answers)
    }

    pub(super) fn details(&mut self, ids: &[TaskId]) -> Result<Vec<Msg>, LedgerError> {
        if let (Some(state), Some(ledger)) = (&self.past, &self.parts.ledger) {
            let details = reading::past_details(ledger, state, ids)?;
            return Ok(vec![Msg::Details(details)]);
        }
        let details = reading::details(self.ledger()?, ids)?;
        Ok(vec![Msg::Details(details)])
    }

    pub(super) fn as_of(&mut self, moment: Option<AsOf>) -> Result<Vec<Msg>, LedgerError> {
        let Some(moment) = moment else {
            self.past = None;
            return Ok(vec![Msg::AsOf(None)]);
        };
        let (seen, rules) = (self.seen.last(), self.parts.rules.clone());
        let (state, shown) = reading::as_of(self.ledger()?, moment, seen, rules)?;
        self.past = Some(state);
        Ok(vec![Msg::AsOf(Some(shown))])
    }

    pub(super) fn batch_entries(&mut self, ask: EntriesAsk) -> Result<Vec<Msg>, LedgerError> {
        let (ledger, most) = (self.ledger()?, trail::ENTRIES);
        let entries = ledger.batch_entries(ask.span, ask.task, ask.after, most)?;
        Ok(vec![Msg::BatchEntries(ask, entries)])
    }
}
