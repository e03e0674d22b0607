//! A frame and the keys that came before it.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::tui::run::event_loop::EventLoop;
use crate::tui::state::model::Model;
use crate::tui::state::msg::Msg;
use crate::tui::terminal::{Events, Input, Mode};
use crate::tui::{update, view};

/// A frame that took longer to be sent had to wait for a slow line: what came meanwhile was typed
/// before it was there. In less time nobody reads a box and answers.
const SLOW: Duration = Duration::from_millis(50);

/// How often input is read before a frame that takes none of it. A flood has an end, or nothing
/// else would ever be done.
const MOST_READS: usize = 64;

impl<W: Write> EventLoop<W> {
    /// Sends a frame: all that is new, or on a slow line what of it is worth its time. Where it
    /// shows a box that asks, what was typed before it was sent is taken first, and dropped.
    pub(super) fn show(
        &mut self,
        model: &mut Model,
        events: &mut Events,
        must_draw: &mut bool,
    ) -> std::io::Result<Option<i32>> {
        let is_unseen = update::is_unseen(model);
        if is_unseen && let Some(code) = self.take_all_typed(model, events, must_draw)? {
            return Ok(Some(code));
        }
        *must_draw = false;
        let began = Instant::now();
        self.pacing.prepare(model, self.terminal.backend_mut());
        self.terminal
            .draw(|frame| {
                view::draw(frame, model);
            })
            .map_err(std::io::Error::other)?;
        self.pacing.sent(self.terminal.backend_mut(), events);
        let was_slow = began.elapsed() >= SLOW;
        if is_unseen
            && was_slow
            && let Some(code) = self.take_all_typed(model, events, must_draw)?
        {
            return Ok(Some(code));
        }
        self.take(model, Msg::Drawn)
    }

    /// Takes whatever was typed until now.
    fn take_all_typed(
        &mut self,
        model: &mut Model,
        events: &mut Events,
        must_draw: &mut bool,
    ) -> std::io::Result<Option<i32>> {
        for _ in 0..MOST_READS {
            let inputs = events.wait(Mode::List, Some(Duration::ZERO))?;
            let is_all = inputs.iter().all(|it| *it == Input::Tick);
            for input in inputs {
                self.pacing.heed(&input, events.arrival());
                if let Some(code) = self.hear(input, model, must_draw)? {
                    return Ok(Some(code));
                }
            }
            if is_all {
                break;
            }
        }
        while let Some(typed) = self.next_typed() {
            self.take(model, typed)?;
            *must_draw = true;
        }
        Ok(None)
    }
}
