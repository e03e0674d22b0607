//! A home folder with a ledger in it, and the people who sit down at it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use portable_pty::CommandBuilder;

use crate::pty::Pty;

pub const DUBAN: &str = env!("CARGO_BIN_EXE_duban");
/// The row everybody begins on, and the number the ledger gave it.
pub const FIRST: &str = "加大建设力度";
pub const FIRST_ID: &str = "81";
pub const SECOND: &str = "消除大班额及大规模学校";
pub const SECOND_ID: &str = "82";
/// What the footer says while a note is typed; `备注` alone is always there.
pub const NOTE_KEYS: &str = "Ctrl-J 换行";

/// A home. Everything in it goes when the test is over.
pub struct Desk {
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

impl Desk {
    /// A home without a ledger.
    pub fn empty() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().display().to_string();
        let system = folder.path().join("system.toml").display().to_string();
        let variables = [
            ("HOME", home.as_str()),
            ("XDG_DATA_HOME", &home),
            ("XDG_CONFIG_HOME", &home),
            ("XDG_STATE_HOME", &home),
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
            ("TMPDIR", &home),
            ("DUBAN_TODAY", "2023-06-15"),
            ("DUBAN_SYSTEM_SETTINGS", &system),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Desk {
            folder,
            variables: variables.into(),
        }
    }

    /// A home with the five plans.
    pub fn with_plans() -> Desk {
        let desk = Desk::empty();
        desk.run(&["init", "--sample"]);
        desk
    }

    /// The same with a variable set anew; empty takes it away.
    pub fn set(mut self, name: &str, value: &str) -> Desk {
        self.variables.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.variables.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    pub fn ledger(&self) -> PathBuf {
        self.home().join("duban/ledger.db")
    }

    /// The program in the environment of this home.
    pub fn program(&self, user: &str, args: &[&str]) -> CommandBuilder {
        let mut command = CommandBuilder::new(DUBAN);
        command.args(args);
        self.dress(&mut command, user);
        command
    }

    /// Puts a command into the environment of this home.
    pub fn dress(&self, command: &mut CommandBuilder, user: &str) {
        command.env_clear();
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        command.env("DUBAN_USER", user);
        command.cwd(self.home());
    }

    /// Sits down at the ledger: the first frame with rows is there.
    pub fn sit(&self, user: &str) -> Pty {
        let pty = self.open(user, &[]);
        pty.until("第 1 行");
        pty.settle();
        pty
    }

    /// Starts the interface and does not wait.
    pub fn open(&self, user: &str, args: &[&str]) -> Pty {
        let mut pty = Pty::start(self.program(user, args), 120, 40);
        pty.listen();
        pty
    }

    /// A verb of the command line, whatever comes of it.
    pub fn try_run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(DUBAN);
        command.args(args).env_clear().current_dir(self.home());
        command.envs(self.variables.iter().cloned());
        command.env("DUBAN_USER", "王芳").output().unwrap()
    }

    /// A verb that has to succeed; answers what it printed.
    pub fn run(&self, args: &[&str]) -> String {
        let output = self.try_run(args);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// A field of a task as the ledger on the disk has it.
    pub fn field(&self, id: &str, field: &str) -> String {
        let text = self.run(&["show", id, "--format", "json"]);
        let task: serde_json::Value = serde_json::from_str(&text).unwrap();
        let task = task.get(0).unwrap_or(&task);
        match &task[field] {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }

    /// How many entries the trail has.
    pub fn entries(&self) -> usize {
        let text = self.run(&["history", "--format", "json"]);
        let entries: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        entries.len()
    }
}
