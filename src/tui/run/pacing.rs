//! When a frame is sent, and what of it: on a slow line one at a time, without the preview while
//! keys follow each other, and without the list where that alone would take too long.

use std::io::Write;
use std::time::{Duration, Instant};

use ratatui::layout::Rect;

use crate::tui::state::dialog::Dialog;
use crate::tui::state::model::{Model, Pane, Screen};
use crate::tui::terminal::{
    Arrival, Events, Flow, Input, Pace, Repeat, Restraint, ThriftyBackend, is_writable,
};

/// On a slow line no frame may take longer while keys follow each other.
const LONGEST_FRAME: f64 = 0.2;
/// How often a terminal that answers nothing is looked at, whether it takes more.
const LOOK: Duration = Duration::from_millis(10);

/// The pace of the frames.
#[derive(Debug, Default)]
pub(super) struct Pacing {
    flow: Flow,
    repeat: Repeat,
    /// A frame waits for the line.
    waits_until: Option<Instant>,
}

impl Pacing {
    /// Asks the terminal for the first time, before there is a frame: so long is the way to it.
    pub(super) fn begin<W: Write>(
        &mut self,
        backend: &mut ThriftyBackend<W>,
    ) -> std::io::Result<()> {
        backend.ask()?;
        self.flow.sent(0, true, Instant::now());
        Ok(())
    }

    /// Whether a frame that is to be drawn may be sent now. One that may not is overtaken by what
    /// happens until then.
    pub(super) fn may_draw(&mut self) -> bool {
        let now = Instant::now();
        self.waits_until = match self.flow.waits_until(now) {
            None if !is_writable() => Some(now + LOOK),
            until => until,
        };
        self.waits_until.is_none()
    }

    /// Whether a frame waits for the line: what would come after it need not.
    pub(super) fn is_waiting(&self) -> bool {
        self.waits_until.is_some()
    }

    /// Tells the backend what of the next frame is to be sent.
    pub(super) fn prepare<W: Write>(&self, model: &Model, backend: &mut ThriftyBackend<W>) {
        let now = Instant::now();
        // An answer would interrupt the making of a list, which looks whether a key waits.
        let is_busy = self.flow.pace() == Pace::Fast && model.browse.has_work();
        backend.ask_from(self.flow.asks_from(now).filter(|_| !is_busy));
        backend.restrain(match self.repeat.until(now) {
            Some(_) => self.restraint(model),
            None => Restraint::default(),
        });
    }

    fn restraint(&self, model: &Model) -> Restraint {
        let most = match self.flow.pace() {
            Pace::Fast => return Restraint::default(),
            Pace::Unknown => None,
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Pace::Slow(rate) => Some((rate * LONGEST_FRAME) as usize),
        };
        // A box over the screen is what its owner looks at.
        if !matches!(model.dialog, None | Some(Dialog::Search(_))) {
            return Restraint::default();
        }
        let is_read = model.browse.pane == Pane::Preview;
        let preview = match model.screen {
            Screen::Browse if !is_read => model.layout().preview,
            _ => None,
        };
        let (cols, rows) = model.size;
        Restraint {
            still: preview.into_iter().collect(),
            most,
            // Between the head, which holds the search box, and the foot, which says the place.
            body: Rect::new(0, 2, cols, rows.saturating_sub(4)),
        }
    }

    /// Takes note of what was sent.
    pub(super) fn sent<W: Write>(&mut self, backend: &mut ThriftyBackend<W>, events: &mut Events) {
        let sent = backend.take_sent();
        self.flow.sent(sent.bytes, sent.asks, Instant::now());
        events.expect_answers(self.flow.owed());
    }

    /// Takes note of what came in.
    pub(super) fn heed(&mut self, input: &Input, arrival: Arrival) {
        match input {
            Input::Key(_) => self.repeat.key(arrival.at),
            Input::Answered => self.flow.answered(arrival),
            _ => {}
        }
    }

    /// Whether what was left out of the frames is due: no further key came.
    pub(super) fn is_due<W: Write>(&self, backend: &ThriftyBackend<W>) -> bool {
        backend.holds_back() && self.repeat.until(Instant::now()).is_none()
    }

    /// How long to wait at most.
    pub(super) fn wait<W: Write>(&self, wait: Duration, backend: &ThriftyBackend<W>) -> Duration {
        let now = Instant::now();
        let pause = match backend.holds_back() {
            true => self.repeat.until(now),
            false => None,
        };
        let untils = self.waits_until.into_iter().chain(pause);
        let left = untils.map(|until| until.saturating_duration_since(now));
        left.fold(wait, Duration::min)
    }
}
