//! duban (督办): the one place where clock, environment, paths and terminal are read.

mod limits;
mod screen;

use std::env;
use std::fs;
use std::io::{BufWriter, IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use duban::cli::{self, Context, Environment, Output, TerminalFacts};
use duban::domain::{Actor, Lang, Origin, china};
use duban::files;
use duban::wording::Exit;
use etcetera::BaseStrategy;

fn main() -> ExitCode {
    limits::speak_of_refused_threads();
    if !limits::has_memory() {
        return ExitCode::from(screen::refuse_without_memory(usual_language()));
    }
    let folders = etcetera::choose_base_strategy().ok();
    let state = folders.as_ref().and_then(|folders| folders.state_dir());
    let state = state.map(|folder| folder.join("duban"));
    if let Some(state) = &state {
        start_log(state);
    }
    let has_threads = limits::meet();
    let now = clock;
    let mut stdout = BufWriter::new(std::io::stdout());
    let mut stderr = std::io::stderr();
    let mut context = Context {
        now: &now,
        today: china::day_of(now()),
        actor: actor(now()),
        environment: environment(),
        ledger_file: folders
            .as_ref()
            .map(|f| f.data_dir().join("duban/ledger.db")),
        settings_file: folders
            .as_ref()
            .map(|f| f.config_dir().join("duban/settings.toml")),
        system_settings: Some(system_settings()),
        check_keys: &|keys, lang| duban::tui::keymap(keys, lang).err().unwrap_or_default(),
        temp_folder: env::temp_dir(),
        terminal: terminal(),
        stdin: &|| Box::new(std::io::stdin()),
        stdout: match is_stdout_open() {
            true => Output::to(&mut stdout),
            false => Output::closed(&mut stdout),
        },
        stderr: &mut stderr,
        // Where standard error goes nowhere there is nobody to tell.
        aside: Arc::new(|line| drop(writeln!(std::io::stderr(), "{line}"))),
        open_screen: &mut |request| screen::open(request, state.as_deref(), has_threads),
    };
    let run = AssertUnwindSafe(|| cli::run(env::args_os(), &mut context));
    // The hook has said why.
    ExitCode::from(catch_unwind(run).unwrap_or(Exit::Failed.code()))
}

/// The time. `Utc::now` panics where the clock stands before 1970.
fn clock() -> DateTime<Utc> {
    DateTime::from(std::time::SystemTime::now())
}

/// The language before anything was read.
fn usual_language() -> Lang {
    let named = variable("DUBAN_LANG").and_then(|word| word.parse().ok());
    named.unwrap_or_default()
}

/// Whether what is printed goes anywhere. Of a closed standard output Rust says nothing: see
/// `closed_stdout.c`. One that is open for reading only takes nothing either.
fn is_stdout_open() -> bool {
    use rustix::fs::{OFlags, fcntl_getfl};
    let mode = fcntl_getfl(std::io::stdout()).map(|flags| flags & OFlags::RWMODE);
    mode.is_ok_and(|mode| mode != OFlags::RDONLY)
}

fn variable(name: &str) -> Option<String> {
    let value = env::var_os(name).filter(|value| !value.is_empty())?;
    Some(value.to_string_lossy().into_owned())
}

fn environment() -> Environment {
    let given = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    Environment {
        ledger: given("DUBAN_LEDGER"),
        today: given("DUBAN_TODAY"),
        user: given("DUBAN_USER"),
        lang: given("DUBAN_LANG"),
    }
}

/// The settings of the machine. A test has its own.
fn system_settings() -> PathBuf {
    let named = env::var_os("DUBAN_SYSTEM_SETTINGS").filter(|value| !value.is_empty());
    named.map_or_else(|| PathBuf::from("/etc/duban/settings.toml"), PathBuf::from)
}

fn actor(now: DateTime<Utc>) -> Actor {
    // Over SSH the machine the person sits at is worth more than the server's own name.
    let client = variable("SSH_CONNECTION").map(|words| shown(&words));
    let client = client.and_then(|words| address(&words).map(str::to_owned));
    let own = || {
        rustix::system::uname()
            .nodename()
            .to_string_lossy()
            .into_owned()
    };
    let login = login_name();
    Actor {
        user: login.clone(),
        host: client.unwrap_or_else(|| shown(&own())),
        session: format!("{:x}-{:x}", now.timestamp_millis(), std::process::id()),
        origin: Origin {
            login: Some(login),
            ..Origin::default()
        },
    }
}

/// The address that the line of a connection begins with, if it is one.
fn address(connection: &str) -> Option<&str> {
    let first = connection.split_whitespace().next()?;
    let (number, _zone) = first.split_once('%').unwrap_or((first, ""));
    let is_one = number.parse::<std::net::IpAddr>().is_ok();
    is_one.then_some(first)
}

/// Foreign words that go into the trail: made harmless, and no longer than a name is.
fn shown(words: &str) -> String {
    const LONGEST: usize = 255;
    let clean = duban::text::clean_line(words);
    clean.trim().chars().take(LONGEST).collect()
}

/// The login name of whoever runs the program: by the user id, since anybody may set `USER`.
fn login_name() -> String {
    let uid = nix::unistd::getuid();
    let user = nix::unistd::User::from_uid(uid).ok().flatten();
    let name = user.map(|user| shown(&user.name));
    name.filter(|name| !name.is_empty())
        .unwrap_or_else(|| format!("uid{uid}"))
}

fn terminal() -> TerminalFacts {
    let stdout = std::io::stdout();
    let size = match stdout.is_terminal() {
        true => rustix::termios::tcgetwinsize(&stdout).ok(),
        false => None,
    };
    TerminalFacts {
        size: size
            .map(|size| (size.ws_col, size.ws_row))
            .filter(|size| size.0 > 0),
        term: variable("TERM"),
        locale: ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .find_map(variable),
        can_ask: std::io::stdin().is_terminal() && std::io::stderr().is_terminal(),
        can_be_resumed: duban::tui::terminal::can_be_resumed(),
    }
}

/// Warnings, errors and panics go to the user's own log; without one the work goes on.
fn start_log(folder: &Path) {
    let Some(file) = open_log(folder) else { return };
    let begun = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_ansi(false)
        // A log that cannot be written would complain on standard error, and panic where that goes
        // nowhere either: on a full disk.
        .log_internal_errors(false)
        .with_writer(Mutex::new(file))
        .try_init();
    if begun.is_ok() {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            tracing::error!("panic: {panic}");
            usual(panic);
        }));
    }
}

fn open_log(folder: &Path) -> Option<fs::File> {
    let path = folder.join("duban.log");
    // Drafts and places lie beside it: nobody else's business.
    files::make_private_folder(&path).ok()?;
    files::append(&path).ok()
}
