//! duban (督办): the one place where clock, environment, paths and terminal are read.

mod screen;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{BufWriter, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;

use chrono::{DateTime, Utc};
use duban::cli::{self, Context, Environment, Output, TerminalFacts};
use duban::domain::{Actor, china};
use etcetera::BaseStrategy;

fn main() -> ExitCode {
    let folders = etcetera::choose_base_strategy().ok();
    let state = folders.as_ref().and_then(|folders| folders.state_dir());
    let state = state.map(|folder| folder.join("duban"));
    if let Some(state) = &state {
        start_log(state);
    }
    let now = Utc::now;
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
        temp_folder: env::temp_dir(),
        terminal: terminal(),
        stdin: &|| Box::new(std::io::stdin()),
        stdout: Output::to(&mut stdout),
        stderr: &mut stderr,
        open_screen: &mut |request| screen::open(request, state.as_deref()),
    };
    ExitCode::from(cli::run(env::args_os(), &mut context))
}

fn variable(name: &str) -> Option<String> {
    let value = env::var_os(name).filter(|value| !value.is_empty())?;
    Some(value.to_string_lossy().into_owned())
}

fn environment() -> Environment {
    Environment {
        ledger: env::var_os("DUBAN_LEDGER").filter(|value| !value.is_empty()),
        today: variable("DUBAN_TODAY"),
        user: variable("DUBAN_USER"),
        lang: variable("DUBAN_LANG"),
    }
}

fn actor(now: DateTime<Utc>) -> Actor {
    // Over SSH the machine the person sits at is worth more than the server's own name.
    let client = variable("SSH_CONNECTION")
        .and_then(|words| words.split_whitespace().next().map(str::to_owned));
    let own = || {
        rustix::system::uname()
            .nodename()
            .to_string_lossy()
            .into_owned()
    };
    Actor {
        user: login_name(),
        host: client.unwrap_or_else(own),
        session: format!("{:x}-{:x}", now.timestamp_millis(), std::process::id()),
    }
}

fn login_name() -> String {
    let uid = rustix::process::getuid().as_raw();
    variable("USER")
        .or_else(|| variable("LOGNAME"))
        .or_else(|| name_in_passwd(uid))
        .unwrap_or_else(|| format!("uid{uid}"))
}

fn name_in_passwd(uid: u32) -> Option<String> {
    let passwd = fs::read_to_string("/etc/passwd").ok()?;
    let uid = uid.to_string();
    passwd.lines().find_map(|line| {
        let mut words = line.split(':');
        let name = words.next()?;
        (words.nth(1)? == uid).then(|| name.to_owned())
    })
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
    }
}

/// Warnings, errors and panics go to the user's own log; without one the work goes on.
fn start_log(folder: &Path) {
    let Some(file) = open_log(folder) else { return };
    let begun = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_ansi(false)
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
    use std::os::unix::fs::OpenOptionsExt;
    fs::create_dir_all(folder).ok()?;
    let path: PathBuf = folder.join(OsString::from("duban.log"));
    if fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
        return None;
    }
    let mut options = fs::OpenOptions::new();
    options
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .ok()
}
