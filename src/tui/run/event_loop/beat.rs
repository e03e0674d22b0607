//! What the loop asks from time to time: whether others have written, and which day it is.

use std::io::Write;
use std::time::Duration;

use crate::ledger::LedgerError;
use crate::tui::run::event_loop::EventLoop;
use crate::tui::run::rhythm::Alarm;
use crate::tui::state::model::Model;
use crate::tui::state::msg::{Effect, Msg};
use crate::tui::update;

/// For so long after an alarm the ledger is asked at every pulse: a commit on a slow disk comes
/// long after the writing that gave the alarm.
const STIR: Duration = Duration::from_secs(10);
/// How often the ledger is asked where an alarm would tell and has not: of the day, and of a
/// ledger that cannot be read any more.
const CALM: Duration = Duration::from_secs(15);

impl<W: Write> EventLoop<W> {
    /// How long until the ledger is asked again.
    pub(super) fn until_next_beat(&mut self) -> Duration {
        if let Alarm::Stirred(at) = self.alarm
            && at.elapsed() >= STIR
        {
            self.alarm = Alarm::Calm;
        }
        let beat = match self.alarm {
            Alarm::Calm => CALM.max(self.rhythm.pulse),
            Alarm::None | Alarm::Stirred(_) => self.rhythm.pulse,
        };
        self.rhythm.within_the_day(beat)
    }

    /// Asks whether others have written, and whether a new day has begun; answers whether the
    /// screen must be drawn anew.
    pub(super) fn beat(&mut self, model: &mut Model) -> bool {
        if let Some(pulse) = &mut self.pulse {
            let beat = pulse.beat();
            let is_lost = matches!(beat, Err(LedgerError::Replaced { .. }));
            let was_lost = std::mem::replace(&mut self.is_lost, is_lost);
            match beat {
                // The worker finds the same, saves what it can, and says so.
                Err(_) if is_lost => {
                    if !was_lost {
                        let _ = self.ask.send(Effect::Refresh);
                    }
                }
                Ok(false) if !was_lost => {}
                Ok(_) => {
                    let _ = self.ask.send(Effect::Refresh);
                }
                Err(error) => {
                    // Said once; the next write says it again.
                    self.pulse = None;
                    update::update(model, Msg::Lost(error.to_string()));
                    return true;
                }
            }
        }
        let today = self.rhythm.today().filter(|_| model.shown.as_of.is_none());
        if let Some(today) = today.filter(|today| *today != model.rules.today) {
            for effect in update::update(model, Msg::Today(today)) {
                let _ = self.ask.send(effect);
            }
            return true;
        }
        false
    }
}
