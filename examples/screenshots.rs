//! Draws the screenshots of the README from the program's own frames, as SVG, one file a screen:
//! `cargo run --example screenshots -- FOLDER`. `.ci/screenshots` runs it and makes PNGs of them.
//!
//! Everything a frame depends on is fixed here (ledger, day, hour, user, size), so that two runs
//! draw the same and a change in a picture is a change of the program.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use duban::cli::{DemoFolder, play_demo};
use duban::domain::column::SortKey;
use duban::domain::light::LightRules;
use duban::domain::{Actor, Lang, Origin, Thresholds};
use duban::ledger::{self, Access, IntakeOptions};
use duban::sample;
use duban::settings::Settings;
use duban::tui::headless::Headless;
use duban::tui::{self, Start};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The ledger a picture is taken of.
#[derive(Clone, Copy, PartialEq)]
enum Subject {
    Demo,
    Sample,
    Nothing,
}

/// One picture: its file, the size of the terminal, the ledger, and the keys that lead there.
struct Shot {
    name: &'static str,
    size: (u16, u16),
    subject: Subject,
    keys: &'static str,
}

const WIDE: (u16, u16) = (120, 40);
const SMALL: (u16, u16) = (80, 24);

/// Two regions chosen, three rows marked, the cursor on a task that is late.
const BROWSE: &str = "fr巴彦<Space><Ctrl-U>敖汉<Space><Enter>gjj<Space><Space><Space>";

/// A plan and a ledger of our own, with fictional leaders, beside the ledger of the picture.
const FILES: [(&str, &str); 2] = [
    ("方案.txt", include_str!("plan.txt")),
    ("台账.csv", include_str!("ledger.csv")),
];

const SHOTS: [Shot; 11] = [
    Shot {
        name: "browse",
        size: WIDE,
        subject: Subject::Demo,
        keys: BROWSE,
    },
    Shot {
        name: "browse-80x24",
        size: SMALL,
        subject: Subject::Sample,
        keys: "<PgDn><PgDn>jj",
    },
    Shot {
        name: "search",
        size: SMALL,
        subject: Subject::Sample,
        keys: "/lys<Space>jy",
    },
    Shot {
        name: "status",
        size: WIDE,
        subject: Subject::Demo,
        keys: "fr敖汉<Enter>gjjjjjs",
    },
    Shot {
        name: "task",
        size: WIDE,
        subject: Subject::Demo,
        keys: "fr敖汉<Enter>gjjjjj<Enter>",
    },
    Shot {
        name: "history",
        size: WIDE,
        subject: Subject::Demo,
        keys: "5kkk",
    },
    // What is overdue, across the full width.
    Shot {
        name: "demo",
        size: WIDE,
        subject: Subject::Demo,
        keys: "fozgjj",
    },
    Shot {
        name: "import",
        size: WIDE,
        subject: Subject::Sample,
        keys: "6~/方案.txt<Enter>n",
    },
    Shot {
        name: "import-80x24",
        size: SMALL,
        subject: Subject::Sample,
        keys: "6~/方案.txt<Enter>nn",
    },
    Shot {
        name: "import-columns",
        size: SMALL,
        subject: Subject::Sample,
        keys: "6~/台账.csv<Enter><Enter>责",
    },
    Shot {
        name: "welcome",
        size: SMALL,
        subject: Subject::Nothing,
        keys: "",
    },
];

fn main() -> Outcome<()> {
    let folder = std::env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .ok_or("usage: screenshots FOLDER")?;
    std::fs::create_dir_all(&folder)?;
    for shot in &SHOTS {
        let (buffer, cursor) = take(shot)?;
        let file = folder.join(shot.name).with_extension("svg");
        std::fs::write(&file, svg(&buffer, cursor))?;
        println!("{}", file.display());
    }
    Ok(())
}

/// Opens the ledger of a picture, presses its keys and answers the frame.
fn take(shot: &Shot) -> Outcome<(Buffer, Option<Position>)> {
    let session = format!("shot-{}", std::process::id());
    let folder = DemoFolder::make(&std::env::temp_dir(), &session)?;
    if let Some(home) = folder.ledger().parent() {
        for (name, text) in FILES {
            std::fs::write(home.join(name), text)?;
        }
    }
    let mut stage = Headless::new(start(shot.subject, &folder.ledger())?, shot.size);
    stage.press(shot.keys)?;
    Ok(stage.frame())
}

fn start(subject: Subject, path: &Path) -> Outcome<Start> {
    let now: DateTime<Utc> = Utc
        .with_ymd_and_hms(2023, 10, 16, 3, 30, 0)
        .single()
        .ok_or("no such time")?;
    let actor = Actor {
        user: "督查员甲".to_owned(),
        host: "demo".to_owned(),
        session: "screenshots".to_owned(),
        origin: Origin::default(),
    };
    match subject {
        Subject::Demo => play_demo(path, &Access::Write.into())?,
        Subject::Sample => ledger::create(path, |ledger| {
            ledger.take_in(&actor, now, &sample::plans(), &IntakeOptions::default())?;
            Ok(())
        })?,
        Subject::Nothing => {}
    }
    let ledger = match subject {
        Subject::Nothing => None,
        _ => Some(ledger::open(path, Access::Write)?),
    };
    let shown = match subject {
        Subject::Nothing => "/home/duban/.local/share/duban/ledger.db".into(),
        _ => path.to_owned(),
    };
    let settings = Settings::default();
    let today: NaiveDate = sample::demo::today();
    Ok(Start {
        ledger,
        path: shown,
        opening: Access::Write.into(),
        is_demo: subject == Subject::Demo,
        actor,
        lang: Lang::Zh,
        keymap: tui::keymap(&BTreeMap::new(), Lang::Zh).map_err(|faults| faults.join("; "))?,
        ascii: settings.ui.ascii,
        columns: SortKey::TABLE.to_vec(),
        order: Some(settings.columns.sort),
        rules: LightRules {
            today,
            calendar: sample::calendar(),
            thresholds: Thresholds::default(),
        },
        is_day_fixed: true,
        as_of: None,
        clock: Arc::new(move || now),
        make: Arc::new(|_| Err("a picture makes no ledger".to_owned())),
        export: Arc::new(|_, _| {
            Err(tui::ExportFault::Failed(
                "a picture writes no file".to_owned(),
            ))
        }),
        place_file: None,
        pulse: Duration::from_millis(500),
        views_folder: None,
        home: path.parent().map(Path::to_owned),
    })
}

/// A cell in pixels. The font is half as wide as it is high, so Hanzi fill two cells exactly.
const CELL: (u16, u16) = (8, 20);
const FONT_SIZE: u16 = 16;
/// From the top of a cell to the line the letters stand on.
const BASELINE: u16 = 15;
const MARGIN: u16 = 10;
const PAPER: &str = "#16181d";
const INK: &str = "#d4d7dd";
const CURSOR: &str = "#e8c268";
/// The sixteen colours of a terminal on a dark ground.
const PALETTE: [&str; 16] = [
    "#2a2d34", "#e06c75", "#8fc379", "#e5c07b", "#61a0ef", "#c678dd", "#56b6c2", "#c5c8ce",
    "#6b707b", "#ff7b86", "#a5dd8c", "#ffd68a", "#7fb5ff", "#dd90f2", "#6fd3df", "#ffffff",
];

/// The frame as a picture: grounds first, then one text a cell, so that no glyph moves another.
fn svg(buffer: &Buffer, cursor: Option<Position>) -> String {
    let area = buffer.area;
    let width = area.width * CELL.0 + 2 * MARGIN;
    let height = area.height * CELL.1 + 2 * MARGIN;
    let mut grounds = String::new();
    let mut glyphs = String::new();
    for y in area.top()..area.bottom() {
        let mut x = area.left();
        while x < area.right() {
            let Some(cell) = buffer.cell((x, y)) else {
                break;
            };
            let cells = u16::try_from(duban::text::columns(cell.symbol()))
                .unwrap_or(1)
                .max(1);
            let is_cursor = cursor == Some(Position::new(x, y));
            draw(cell, (x, y), cells, is_cursor, &mut grounds, &mut glyphs);
            x += cells;
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"'Noto Sans Mono CJK SC', monospace\" \
         font-size=\"{FONT_SIZE}\" xml:space=\"preserve\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"{PAPER}\"/>\n{grounds}{glyphs}</svg>\n"
    )
}

fn draw(
    cell: &Cell,
    at: (u16, u16),
    cells: u16,
    is_cursor: bool,
    grounds: &mut String,
    glyphs: &mut String,
) {
    let (x, y) = (MARGIN + at.0 * CELL.0, MARGIN + at.1 * CELL.1);
    let width = cells * CELL.0;
    let mut ink = colour(cell.fg, INK);
    let mut ground = colour(cell.bg, PAPER);
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut ground);
    }
    if is_cursor {
        (ink, ground) = (PAPER, CURSOR);
    }
    if ground != PAPER {
        // Writing to a string does not fail, here and below.
        let _ = writeln!(
            grounds,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{ground}\"/>",
            CELL.1
        );
    }
    let faint = if cell.modifier.contains(Modifier::DIM) {
        " opacity=\"0.55\""
    } else {
        ""
    };
    if cell.modifier.contains(Modifier::UNDERLINED) {
        let _ = writeln!(
            glyphs,
            "<rect x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"1\" fill=\"{ink}\"{faint}/>",
            y + BASELINE + 3
        );
    }
    let symbol = cell.symbol();
    if symbol.trim().is_empty() {
        return;
    }
    let bold = if cell.modifier.contains(Modifier::BOLD) {
        " font-weight=\"bold\""
    } else {
        ""
    };
    let base = y + BASELINE;
    // The font draws ambiguous characters two cells wide; a terminal gives them one.
    let place = if cells == 1 && !symbol.is_ascii() {
        format!("transform=\"translate({x} {base}) scale(0.5 1)\"")
    } else {
        format!("x=\"{x}\" y=\"{base}\"")
    };
    let _ = writeln!(
        glyphs,
        "<text {place} textLength=\"{width}\" fill=\"{ink}\"{bold}{faint}>{}</text>",
        escaped(symbol)
    );
}

/// The name of a terminal's colour in the picture, `usual` where the cell names none.
fn colour(color: Color, usual: &'static str) -> &'static str {
    let index = match color {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(index) => usize::from(index),
        Color::Reset | Color::Rgb(..) => return usual,
    };
    PALETTE.get(index).copied().unwrap_or(usual)
}

fn escaped(symbol: &str) -> String {
    symbol
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
