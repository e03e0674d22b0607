//! A ledger in a folder of its own, somebody in front of it, and pictures of the screen.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use duban::domain::light::LightRules;
use duban::domain::{Actor, Edit, Lang, Origin, Row, Status, StatusEdit, TaskId, Thresholds};
use duban::ledger::{self, Access, IntakeOptions, Ledger, Target};
use duban::sample;
use duban::tui::data::Loaded;
use duban::tui::headless::{Headless, text_of};
use duban::tui::msg::Msg;
use duban::tui::{ExportFault, Made, Start, keymap};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

/// The drawn sizes.
pub const WIDE: (u16, u16) = (120, 40);
pub const NARROW: (u16, u16) = (80, 24);

/// What ledger is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sample,
    Demo,
    Empty,
}

/// A ledger in a folder that goes with it.
pub struct Office {
    folder: tempfile::TempDir,
    pub path: PathBuf,
    pub kind: Kind,
    pub lang: Lang,
    now: Arc<Mutex<DateTime<Utc>>>,
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn id(number: i64) -> TaskId {
    TaskId::new(number).unwrap()
}

pub fn person(user: &str) -> Actor {
    Actor {
        user: user.to_owned(),
        host: "ssh".to_owned(),
        session: format!("session-{user}"),
        origin: Origin::default(),
    }
}

/// The simulated ledger, played once for all tests; closed, so that its file may be copied.
fn played_demo() -> &'static Path {
    static DEMO: OnceLock<PathBuf> = OnceLock::new();
    DEMO.get_or_init(|| {
        let name = format!("screens-demo-{}.db", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_file(&path);
        duban::cli::play_demo(&path, &Access::Write.into()).unwrap();
        path
    })
}

impl Office {
    pub fn new(kind: Kind) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        match kind {
            Kind::Demo => drop(std::fs::copy(played_demo(), &path).unwrap()),
            Kind::Empty => ledger::create(&path, |_| Ok(())).unwrap(),
            Kind::Sample => ledger::create(&path, |ledger| {
                let options = IntakeOptions::default();
                let when = at("2023-10-16T01:00:00Z");
                ledger
                    .take_in(&person("管理员"), when, &sample::plans(), &options)
                    .map(|_| ())
            })
            .unwrap(),
        }
        Office {
            folder,
            path,
            kind,
            lang: Lang::Zh,
            now: Arc::new(Mutex::new(at("2023-10-16T02:30:00Z"))),
        }
    }

    pub fn sample() -> Office {
        Office::new(Kind::Sample)
    }

    pub fn demo() -> Office {
        Office::new(Kind::Demo)
    }

    pub fn english(mut self) -> Office {
        self.lang = Lang::En;
        self
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The clock goes on.
    pub fn pass(&self, minutes: i64) {
        *self.now.lock().unwrap() += TimeDelta::minutes(minutes);
    }

    pub fn open(&self) -> Ledger {
        ledger::open(&self.path, Access::Write).unwrap()
    }

    /// What the interface is started with for `user`.
    pub fn start(&self, user: &str) -> Start {
        let now = Arc::clone(&self.now);
        Start {
            ledger: Some(self.open()),
            path: self.path.clone(),
            opening: Access::Write.into(),
            is_demo: self.kind == Kind::Demo,
            actor: person(user),
            lang: self.lang,
            keymap: keymap(&Default::default(), self.lang).unwrap(),
            ascii: false,
            columns: Vec::new(),
            order: None,
            rules: LightRules {
                today: day("2023-10-16"),
                calendar: sample::calendar(),
                thresholds: Thresholds::default(),
            },
            is_day_fixed: true,
            as_of: None,
            clock: Arc::new(move || *now.lock().unwrap()),
            make: Arc::new(|_| -> Result<Made, String> { Err("没有空间".to_owned()) }),
            export: Arc::new(|_, job| {
                if job.path.exists() && !job.may_replace_anything {
                    return Err(ExportFault::NotOwn);
                }
                let ids: Vec<String> = job.ids.iter().map(ToString::to_string).collect();
                let written = std::fs::write(&job.path, ids.join("\n"));
                written.map_err(|why| ExportFault::Failed(why.to_string()))
            }),
            place_file: None,
            pulse: std::time::Duration::from_millis(500),
            views_folder: Some(self.folder.path().join("config")),
            home: Some(self.folder.path().to_owned()),
        }
    }

    /// 张敏 in front of a screen of this size.
    pub fn sit(&self, size: (u16, u16)) -> Stage {
        Stage(Headless::new(self.start("张敏"), size))
    }

    /// A task as it is in the file.
    pub fn task(&self, number: i64) -> duban::domain::Task {
        self.open().task(id(number)).unwrap()
    }

    /// 王芳 changes tasks from her own desk.
    pub fn other(&self, ids: &[i64], edit: &Edit) {
        self.pass(1);
        let now = *self.now.lock().unwrap();
        let targets: Vec<Target> = ids
            .iter()
            .map(|number| Target {
                id: id(*number),
                seen: None,
            })
            .collect();
        self.open()
            .update(&person("王芳"), now, &targets, edit)
            .unwrap();
    }
}

/// The tasks of the file over and over, up to `count` rows.
pub fn many(office: &Office, count: i64) -> Vec<Row> {
    let mut tops = office.open().rows().unwrap();
    tops.retain(|row| row.parent.is_none());
    let rows = (1..=count).zip(tops.iter().cycle());
    rows.map(|(number, row)| Row {
        id: id(number),
        ..row.clone()
    })
    .collect()
}

pub fn to_status(status: Status) -> Edit {
    Edit {
        status: Some(StatusEdit::To(status)),
        ..Edit::default()
    }
}

pub fn note(text: &str) -> Edit {
    Edit {
        note: Some(text.to_owned()),
        ..Edit::default()
    }
}

/// The interface without a terminal, and shorthand for looking at it.
pub struct Stage(pub Headless);

impl Stage {
    pub fn press(&mut self, script: &str) -> &mut Stage {
        self.0.press(script).unwrap();
        self
    }

    pub fn type_text(&mut self, text: &str) -> &mut Stage {
        self.0.type_text(text);
        self
    }

    /// A ledger of so many tasks, those of the file over and over; in memory only.
    pub fn load(&mut self, office: &Office, count: i64) -> &mut Stage {
        let rows = many(office, count);
        let loaded = self.loaded(office, &rows);
        self.0.send(Msg::Loaded(Box::new(loaded)));
        self
    }

    /// Rows as the worker hands them over.
    pub fn loaded(&self, office: &Office, rows: &[Row]) -> Loaded {
        let ledger = office.open();
        Loaded {
            documents: ledger.documents().unwrap(),
            regions: ledger.regions().unwrap(),
            last_entry: ledger.last_entry().unwrap(),
            ..Loaded::of_rows(rows, &self.0.model.rules)
        }
    }

    pub fn text(&self) -> String {
        self.0.text()
    }

    /// One line of the screen.
    pub fn line(&self, y: usize) -> String {
        self.text().lines().nth(y).unwrap_or_default().to_owned()
    }

    /// The message line, without the place at its end.
    pub fn message(&self) -> String {
        let rows = usize::from(self.0.model.size.1);
        let line = self.line(rows - 2);
        let message = match line.rsplit_once("第 ") {
            Some((message, place)) if place.contains("行 / ") || place.contains("次 / ") => {
                message
            }
            _ => &line,
        };
        message.trim().to_owned()
    }

    /// The line of keys.
    pub fn keys(&self) -> String {
        let rows = usize::from(self.0.model.size.1);
        self.line(rows - 1).trim().to_owned()
    }

    /// The line the filter stands in.
    pub fn filter(&self) -> String {
        self.line(1).trim().to_owned()
    }

    /// The selected task.
    pub fn cursor(&self) -> Option<i64> {
        self.0.model.browse.cursor.map(TaskId::get)
    }

    /// The row of the selected task as it is drawn, without the facets before it.
    pub fn row(&self) -> String {
        let (buffer, cursor) = self.0.frame();
        let y = usize::from(cursor.unwrap().y);
        let line = text_of(&buffer)
            .lines()
            .nth(y)
            .unwrap_or_default()
            .to_owned();
        let from = line.find('>').unwrap_or(0);
        line[from..].to_owned()
    }

    /// The row a task is drawn in, without the facets before it; empty when it is not in view.
    pub fn row_of(&self, title: &str) -> String {
        let text = self.text();
        let line = text.lines().skip(2).find(|line| line.contains(title));
        let line = line.unwrap_or_default();
        match self.0.model.layout().facets {
            Some(_) => line.split_once('|').map_or("", |(_, row)| row).to_owned(),
            None => line.to_owned(),
        }
    }

    /// How many entries the trail has.
    pub fn entries(&self, office: &Office) -> i64 {
        office.open().last_entry().unwrap().unwrap().get()
    }

    /// The ids of the rows of the list, in order.
    pub fn ids(&self) -> Vec<i64> {
        self.0.model.browse.lines.ids().map(TaskId::get).collect()
    }

    pub fn shown(&self) -> usize {
        self.0.model.browse.counts.shown
    }

    pub fn has(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// The screen with the cursor's place below it.
    pub fn picture(&self) -> String {
        let (buffer, cursor) = self.0.frame();
        let mut text = text_of(&buffer);
        match cursor {
            Some(at) => writeln!(text, "cursor: row {} col {}", at.y, at.x).unwrap(),
            None => text.push_str("cursor: hidden\n"),
        }
        text
    }

    /// The styled runs of the screen.
    pub fn styles(&self) -> String {
        styles_of(&self.0.frame().0)
    }
}

/// Runs of one style, row by row: `row 3: cols 8-13 reversed "  4"`; plain cells are left out.
pub fn styles_of(buffer: &Buffer) -> String {
    let area = buffer.area;
    let mut out = String::new();
    for y in area.top()..area.bottom() {
        let mut runs: Vec<(u16, u16, String, String)> = Vec::new();
        let mut x = area.left();
        while x < area.right() {
            let cell = &buffer[(x, y)];
            let wide = u16::try_from(duban::text::columns(cell.symbol()))
                .unwrap()
                .max(1);
            let look = look_of(cell.fg, cell.modifier);
            if !look.is_empty() {
                match runs.last_mut() {
                    Some((_, to, known, text)) if *to + 1 == x && *known == look => {
                        *to = x + wide - 1;
                        text.push_str(cell.symbol());
                    }
                    _ => runs.push((x, x + wide - 1, look, cell.symbol().to_owned())),
                }
            }
            x += wide;
        }
        for (from, to, look, text) in runs {
            writeln!(
                out,
                "row {y}: cols {from}-{to} {look} {:?}",
                text.trim_end()
            )
            .unwrap();
        }
    }
    out
}

fn look_of(color: Color, modifier: Modifier) -> String {
    let mut words = Vec::new();
    for (flag, word) in [
        (Modifier::REVERSED, "reversed"),
        (Modifier::BOLD, "bold"),
        (Modifier::DIM, "dim"),
        (Modifier::UNDERLINED, "underlined"),
    ] {
        if modifier.contains(flag) {
            words.push(word.to_owned());
        }
    }
    if color != Color::Reset {
        words.push(format!("{color:?}").to_lowercase());
    }
    words.join("+")
}
