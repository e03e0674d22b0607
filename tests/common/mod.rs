//! A desk to work at: a ledger in a folder of its own, and the real program.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs
)]

#[path = "../support/skipped.rs"]
pub mod skipped;

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What a run of the program came to.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: std::process::Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| {
            panic!("no JSON ({error}): {} / {}", self.out, self.err);
        })
    }

    /// Fails unless the run came to `code`; answers itself.
    pub fn came_to(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }
}

pub struct Desk {
    pub folder: TempDir,
}

impl Desk {
    /// A desk without a ledger.
    pub fn bare() -> Desk {
        Desk {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A desk with an empty ledger.
    pub fn empty() -> Desk {
        let desk = Desk::bare();
        desk.run(&["init"]).came_to(0);
        desk
    }

    /// A desk with the five plans.
    pub fn sample() -> Desk {
        let desk = Desk::bare();
        desk.run(&["init", "--sample"]).came_to(0);
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn text_path(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.text_path(name)
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duban"));
        for name in [
            "DUBAN_TODAY",
            "DUBAN_LANG",
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "XDG_STATE_HOME",
        ] {
            command.env_remove(name);
        }
        command
            .env("HOME", self.folder.path())
            .env("DUBAN_LEDGER", self.path("ledger.db"))
            .env("DUBAN_USER", "督查员甲")
            .env("DUBAN_SYSTEM_SETTINGS", self.path("system.toml"))
            .env_remove("SSH_CONNECTION")
            .current_dir(self.folder.path())
            .timeout(Duration::from_secs(60));
        command
    }

    /// The same to be started beside the test, with streams of the test's own.
    pub fn beside(&self) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_duban"));
        for (name, value) in self.command().get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, "")
    }

    pub fn run_with(&self, args: &[&str], stdin: impl Into<Vec<u8>>) -> Ran {
        let output = self
            .command()
            .args(args)
            .write_stdin(stdin.into())
            .output()
            .unwrap();
        Ran::of(output)
    }

    /// Registers a task and answers its id.
    pub fn add(&self, args: &[&str]) -> String {
        let mut all = vec!["add"];
        all.extend(args);
        self.run(&all).came_to(0).out.trim().to_owned()
    }

    pub fn list(&self, args: &[&str]) -> Vec<Value> {
        let mut all = vec!["list", "--format", "json"];
        all.extend(args);
        self.run(&all).came_to(0).json().as_array().unwrap().clone()
    }

    pub fn show(&self, id: &str) -> Value {
        self.run(&["show", id, "--format", "json"])
            .came_to(0)
            .json()
    }
}

pub fn ids(tasks: &[Value]) -> Vec<u64> {
    tasks
        .iter()
        .map(|task| task["id"].as_u64().unwrap())
        .collect()
}

pub fn titles(tasks: &[Value]) -> Vec<&str> {
    tasks
        .iter()
        .map(|task| task["title"].as_str().unwrap())
        .collect()
}

pub fn is_absent(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_err()
}

/// A zip of these parts.
pub fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
