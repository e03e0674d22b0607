//! What the loop asks from time to time: which day it is.

use std::io::Write;
use std::time::Duration;

use crate::tui::run::event_loop::EventLoop;
use crate::tui::state::model::Model;
use crate::tui::state::msg::Msg;
use crate::tui::update;

/// How often the day is asked for: somebody may set the clock.
const CALM: Duration = Duration::from_secs(15);

impl<W: Write> EventLoop<W> {
    /// How long until the day is asked for again.
    pub(super) fn until_next_beat(&self) -> Duration {
        self.rhythm.within_the_day(CALM)
    }

    /// Asks whether a new day has begun; answers whether the screen must be drawn anew.
    pub(super) fn beat(&mut self, model: &mut Model) -> bool {
        let today = self.rhythm.today().filter(|_| model.shown.as_of.is_none());
        let Some(today) = today.filter(|today| *today != model.rules.today) else {
            return false;
        };
        for effect in update::update(model, Msg::Today(today)) {
            let _ = self.ask.send(effect);
        }
        true
    }
}
