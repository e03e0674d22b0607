//! What is typed on after a box was refused: it was meant for the box, and would command.

use std::time::{Duration, Instant};

use crate::tui::terminal::{Input, KeyPress};
use crossterm::event::{KeyCode, KeyModifiers};

/// Whoever pauses for so long has seen that there is no box.
const PAUSE: Duration = Duration::from_millis(300);

/// When the typing counts as ended, and how much of it was dropped.
#[derive(Default)]
pub(super) struct Refused(Option<(Instant, usize)>);

impl Refused {
    /// A box was refused just now.
    pub(super) fn begin(&mut self) {
        self.0 = Some((Instant::now() + PAUSE, 0));
    }

    /// Whether an input belongs to the text of that box; it is counted then.
    pub(super) fn drops(&mut self, input: &Input) -> bool {
        let now = Instant::now();
        let Some((_, dropped)) = self.0.filter(|(end, _)| now < *end) else {
            return false;
        };
        let count = match input {
            Input::Key(press) if is_text(press) => 1,
            Input::Paste(text) => text.chars().count(),
            // No text has an arrow key or an Esc in it: whoever presses one commands again.
            Input::Key(_) => {
                self.0 = Some((now, dropped));
                return false;
            }
            // An input method's text, or several lines at once, which say so themselves.
            _ => return false,
        };
        self.0 = Some((now + PAUSE, dropped + count));
        true
    }

    /// How long until the typing counts as ended, if something of it was dropped.
    pub(super) fn wait(&self, wait: Duration) -> Duration {
        let end = self.0.filter(|(_, dropped)| *dropped > 0);
        let end = end.map(|(end, _)| end.saturating_duration_since(Instant::now()));
        end.map_or(wait, |left| left.min(wait))
    }

    /// How much was dropped of typing that has ended by now.
    pub(super) fn ended(&mut self) -> Option<usize> {
        let (_, dropped) = self.0.take_if(|(end, _)| *end <= Instant::now())?;
        Some(dropped).filter(|dropped| *dropped > 0)
    }
}

fn is_text(press: &KeyPress) -> bool {
    let is_plain = (press.modifiers - KeyModifiers::SHIFT).is_empty();
    is_plain
        && matches!(
            press.code,
            KeyCode::Char(_) | KeyCode::Enter | KeyCode::Backspace
        )
}
