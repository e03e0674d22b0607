//! Any size, any text: no panic, nothing outside, nothing a terminal would act on.

use std::sync::Arc;

use duban::domain::{Party, Role, Row};
use duban::tui::data::Loaded;
use duban::tui::msg::{Detail, Msg};
use insta::assert_snapshot;

use crate::support::*;

/// Texts people and documents can bring.
fn nasty() -> Vec<String> {
    vec![
        "\u{1b}[2J\u{1b}]0;owned\u{7}标题\u{1b}[31m红".to_owned(),
        "\u{202e}反向\u{202c}\u{2067}文本\u{2069}\u{200f}".to_owned(),
        "👨‍👩‍👧‍👦家庭👩🏽‍🏫教师🇨🇳".to_owned(),
        "e\u{301}a\u{308}\u{323}o\u{302}\u{301}组合\u{20dd}\u{fe0f}".to_owned(),
        "长".repeat(10_000),
        "x\t\r\n\u{0}\u{9b}31m\u{85}行\u{2028}段".to_owned(),
        "①“引号”…—·×→".to_owned(),
        String::new(),
        "กำ\u{e33}ไทย".to_owned(),
        "\u{feff}\u{200b}\u{ad}".to_owned(),
    ]
}

/// The sample with nasty words in every place, past the ledger that would have cleaned them.
fn nasty_stage(office: &Office, size: (u16, u16)) -> Stage {
    let mut stage = office.sit(size);
    let ledger = office.open();
    let words = nasty();
    let word = |at: usize| words[at % words.len()].clone();
    let ids: Vec<_> = ledger.rows().unwrap().iter().map(|row| row.id).collect();
    let mut tasks = ledger.tasks_there(&ids).unwrap();
    for (at, task) in tasks.iter_mut().enumerate() {
        let body = &mut task.body;
        body.title = word(at);
        body.requirement = word(at + 1);
        body.number = if at % 3 == 0 {
            word(at + 2)
        } else {
            body.number.clone()
        };
        body.problem = Some(word(at + 4));
        body.section_path = vec![word(at + 3)];
        for role in Role::ALL {
            *body.parties_mut(role) = vec![
                Party {
                    name: word(at + 5),
                    printed: Some(word(at + 6)),
                },
                Party::named(word(at + 7)),
            ];
        }
        task.updated_by = word(at + 8);
    }
    let rows: Vec<Row> = tasks.iter().map(Row::of).collect();
    let loaded = Loaded {
        documents: ledger.documents().unwrap(),
        regions: ledger.regions().unwrap(),
        last_entry: ledger.last_entry().unwrap(),
        ..Loaded::of_rows(&rows, &stage.0.model.rules)
    };
    stage.0.send(Msg::Loaded(Box::new(loaded)));
    let filter = duban::ledger::HistoryFilter {
        task: Some(ids[0]),
        ..Default::default()
    };
    let mut trail = ledger.history(&filter).unwrap();
    for (at, entry) in trail.iter_mut().enumerate() {
        entry.actor.user = word(at);
        entry.reason = Some(word(at + 2));
    }
    let details = tasks
        .into_iter()
        .map(|task| Detail {
            task,
            trail: trail.clone(),
        })
        .collect();
    stage.0.send(Msg::Details(details));
    stage
}

/// The scripts that open every screen and dialog, each from the browse screen and back.
const PLACES: [(&str, &str); 21] = [
    ("", ""),
    ("z", "z"),
    ("===", "=="),
    ("at", "ta"),
    ("<Space><Space>s", "<Esc><Esc>"),
    ("s", "<Esc>"),
    ("sc", "<Esc>"),
    ("asb", "<Esc>a"),
    ("fr", "<Esc>"),
    ("fu", "<Esc>"),
    ("/教", "<Esc>"),
    ("n字", "<Ctrl-U><Esc>"),
    ("n字<Ctrl-E>", "<Ctrl-U><Esc>"),
    ("p", "<Esc>"),
    ("d+1m", "<Esc>"),
    ("e", "<Esc>"),
    ("o", "<Esc>"),
    (",", "<Esc>"),
    ("?", "<Esc>"),
    ("<Enter>", "<Esc>"),
    ("5", "<Esc>"),
];

/// Looks at a frame as a terminal would.
fn check(stage: &Stage, where_: &str) {
    let (buffer, cursor) = stage.0.frame();
    let size = stage.0.model.size;
    assert_eq!((buffer.area.width, buffer.area.height), size, "{where_}");
    if let Some(at) = cursor {
        assert!(
            at.x < size.0 && at.y < size.1,
            "{where_}: cursor {at} outside {size:?}"
        );
    }
    for (at, cell) in buffer.content.iter().enumerate() {
        let symbol = cell.symbol();
        let is_harmful = |c: char| {
            c.is_control()
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(
            !symbol.contains(is_harmful),
            "{where_}: {symbol:?} in a cell"
        );
        let x = u16::try_from(at % usize::from(size.0)).unwrap();
        let wide = u16::try_from(duban::text::columns(symbol)).unwrap();
        assert!(
            x + wide <= size.0,
            "{where_}: {symbol:?} at {x} sticks out of {size:?}"
        );
    }
}

fn sweep(sizes: impl Iterator<Item = (u16, u16)> + Clone) {
    let office = Office::sample();
    let mut stage = nasty_stage(&office, WIDE);
    for (open, close) in PLACES {
        stage.0.resize(WIDE.0, WIDE.1);
        stage.press(open);
        for size in sizes.clone() {
            stage.0.resize(size.0, size.1);
            check(&stage, &format!("{open:?} at {size:?}"));
        }
        stage.0.resize(WIDE.0, WIDE.1);
        stage.press(close);
        assert!(stage.0.model.dialog.is_none(), "{close:?} closes {open:?}");
    }
}

#[test]
fn every_small_size_holds_every_screen_with_the_worst_texts() {
    sweep((0..=60).flat_map(|cols| (0..=20).map(move |rows| (cols, rows))));
}

#[test]
fn the_two_versions_of_a_stale_change_fit_any_size() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("e<End>").type_text(&"长".repeat(300));
    let mut edit = to_status(duban::domain::Status::InProgress);
    edit.title = Some("题".repeat(200));
    edit.requirement = Some("求".repeat(900));
    office.other(&[81], &edit);
    stage.press("<Ctrl-S>");
    assert!(stage.has("王芳 10:31 改过这一项"), "{}", stage.text());
    for cols in (0..=60).chain([80, 120, 200]) {
        for rows in [0, 1, 5, 9, 10, 11, 12, 20, 24, 40] {
            stage.0.resize(cols, rows);
            check(&stage, &format!("stale at {cols}x{rows}"));
        }
    }
}

#[test]
fn large_and_odd_sizes_hold_every_screen_with_the_worst_texts() {
    let sizes = [
        (1, 1),
        (79, 24),
        (80, 24),
        (81, 25),
        (119, 40),
        (120, 12),
        (120, 13),
        (120, 40),
        (169, 50),
        (170, 50),
        (200, 50),
        (400, 17),
        (500, 200),
    ];
    sweep(sizes.into_iter());
}

#[test]
fn a_terminal_that_claims_to_be_huge_is_drawn_up_to_a_limit() {
    let office = Office::sample();
    let mut stage = office.sit((u16::MAX, u16::MAX));
    stage.press("j");
    let (buffer, _) = stage.0.frame();
    assert_eq!((buffer.area.width, buffer.area.height), (500, 200));
}

#[test]
fn every_key_at_every_place_does_no_harm() {
    let office = Office::sample();
    let keys = [
        "j",
        "k",
        "g",
        "G",
        "h",
        "l",
        "<PgUp>",
        "<PgDn>",
        "<Ctrl-D>",
        "<Ctrl-U>",
        "<Tab>",
        "<Shift-Tab>",
        "<Space>",
        "V",
        "t",
        "-",
        "b",
        "z",
        "=",
        "v",
        "yt",
        "<Left>",
        "<Right>",
        "<Home>",
        "<End>",
        "<Delete>",
        "<Backspace>",
        "<Ctrl-W>",
        "<Ctrl-K>",
        "<Ctrl-A>",
        "<Ctrl-E>",
    ];
    for size in [(40, 10), (80, 24), (120, 40)] {
        let mut stage = nasty_stage(&office, size);
        for (open, _) in PLACES {
            stage.press(open);
            for key in keys {
                stage.press(key);
                check(&stage, &format!("{open:?} then {key} at {size:?}"));
            }
            stage.press("<Esc><Esc><Esc><Esc><Esc><Esc>1f0");
            assert!(
                stage.0.model.dialog.is_none(),
                "{open:?}: Esc closes everything"
            );
        }
    }
}

#[test]
fn the_worst_texts_as_they_are_drawn() {
    let office = Office::sample();
    let stage = nasty_stage(&office, NARROW);
    assert_snapshot!("nasty_80x24", stage.picture());
}

#[test]
fn with_stand_ins_no_ambiguous_character_is_left_on_any_screen() {
    for lang in [duban::domain::Lang::Zh, duban::domain::Lang::En] {
        let mut office = Office::demo();
        office.lang = lang;
        let mut start = office.start("张敏");
        start.ascii = true;
        let mut stage = Stage(duban::tui::headless::Headless::new(start, WIDE));
        for (open, close) in PLACES {
            stage.press(open);
            assert!(
                !duban::text::has_ambiguous(&stage.text()),
                "{open}: {}",
                stage.text()
            );
            stage.press(close);
        }
    }
}

#[test]
fn without_document_text_no_ambiguous_character_is_drawn() {
    for lang in [duban::domain::Lang::Zh, duban::domain::Lang::En] {
        let mut office = Office::sample();
        office.lang = lang;
        let mut stage = office.sit(WIDE);
        let ledger = office.open();
        let mut rows = ledger.rows().unwrap();
        let mut tasks = ledger
            .tasks_there(&rows.iter().map(|row| row.id).collect::<Vec<_>>())
            .unwrap();
        for task in &mut tasks {
            task.body.title = "任务".into();
            task.body.requirement = "要求".into();
            task.body.section_path.clear();
            task.body.indicators.clear();
            task.body.milestones.clear();
            (task.body.problem, task.body.objective, task.body.measures) = (None, None, None);
        }
        rows = tasks.iter().map(Row::of).collect();
        let loaded = Loaded {
            regions: ledger.regions().unwrap(),
            ..Loaded::of_rows(&rows, &stage.0.model.rules)
        };
        stage.0.send(Msg::Loaded(Box::new(loaded)));
        stage.0.model.details = tasks
            .into_iter()
            .map(|task| {
                (
                    task.id,
                    Arc::new(Detail {
                        task,
                        trail: Vec::new(),
                    }),
                )
            })
            .collect();
        for (open, close) in PLACES {
            if open == "5" {
                continue; // The trail shows what documents said.
            }
            stage.press(open);
            assert!(
                !duban::text::has_ambiguous(&stage.text()),
                "{open}: {}",
                stage.text()
            );
            stage.press(close);
        }
    }
}
