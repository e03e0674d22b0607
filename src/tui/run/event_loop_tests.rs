//! Midnight under an idle screen.

use std::sync::{Mutex, mpsc};

use super::*;
use crate::domain::light::LightRules;
use crate::domain::{Actor, Calendar, Lang, Thresholds, china};
use crate::ledger::Access;
use crate::tui::state::msg::Clock;
use crate::tui::terminal::Looks;
use crate::tui::{Made, Start, first_model, keymap};

/// A desk without a ledger at this moment.
fn start(clock: Clock) -> Start {
    Start {
        ledger: None,
        path: "ledger.db".into(),
        opening: Access::Write.into(),
        is_demo: false,
        actor: Actor {
            user: "张敏".to_owned(),
            host: String::new(),
            session: String::new(),
            origin: Default::default(),
        },
        lang: Lang::Zh,
        keymap: keymap(&Default::default(), Lang::Zh).unwrap(),
        ascii: false,
        columns: Vec::new(),
        order: None,
        rules: LightRules {
            today: china::day_of(clock()),
            calendar: std::sync::Arc::new(Calendar::new(Default::default())),
            thresholds: Thresholds::default(),
        },
        is_day_fixed: false,
        as_of: None,
        clock,
        make: std::sync::Arc::new(|_| -> Result<Made, String> { Err(String::new()) }),
        export: std::sync::Arc::new(|_, _| Ok(())),
        place_file: None,
        pulse: Duration::from_millis(500),
        home: None,
        views_folder: None,
    }
}

#[test]
fn the_day_changes_at_midnight_without_a_key() {
    let before = "2026-11-27T15:59:58Z".parse().unwrap();
    let now = std::sync::Arc::new(Mutex::new(before));
    let hands = std::sync::Arc::clone(&now);
    let clock: Clock = std::sync::Arc::new(move || *hands.lock().unwrap());
    let start = start(clock.clone());
    let mut model = first_model(&start, (80, 24));
    let looks = Looks {
        colour: false,
        scrolling: false,
    };
    let size = Size::new(80, 24);
    let backend = ThriftyBackend::new(Vec::new(), size, looks);
    let (ask, _asked) = mpsc::channel();
    let (_answer, answers) = mpsc::channel();
    let mut event_loop = EventLoop::new(
        Terminal::new(backend).unwrap(),
        Vec::new(),
        (ask, answers),
        Vec::new(),
        InputWatch::of(Vec::new()),
        Rhythm {
            clock,
            is_day_fixed: false,
        },
        Keeper::default(),
    );
    assert!(!event_loop.beat(&mut model), "nothing has happened yet");
    assert_eq!(event_loop.until_next_beat(), Duration::from_secs(2));
    *now.lock().unwrap() += chrono::TimeDelta::seconds(2);
    assert!(event_loop.beat(&mut model), "the new day must be drawn");
    assert_eq!(model.rules.today, "2026-11-28".parse().unwrap());
    assert_eq!(event_loop.until_next_beat(), Duration::from_secs(15));
    assert!(!event_loop.beat(&mut model));
}
