//! A scene: the child playing it in a pseudo-terminal, and what it notes down.

use std::ops::{Deref, DerefMut};
use std::path::PathBuf;

use portable_pty::CommandBuilder;

use super::pty::{Pty, eventually};
use super::{NOTES, SCENE};

pub struct Scene {
    pub pty: Pty,
    pub notes: PathBuf,
    pub folder: tempfile::TempDir,
}

impl Scene {
    /// Plays a scene and waits for its first frame.
    pub fn play(scene: &str) -> Scene {
        let mut scene = Scene::start(scene, false);
        scene.listen();
        scene.until("Size");
        scene
    }

    /// Starts without reading, so that dropping the master closes it.
    pub fn start(scene: &str, hang_up_ignored: bool) -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let notes = folder.path().join("notes");
        let myself = std::env::current_exe().unwrap();
        let mut command = if hang_up_ignored {
            let mut shell = CommandBuilder::new("sh");
            shell.args(["-c", "trap '' HUP; exec \"$0\" \"$@\""]);
            shell.arg(myself);
            shell
        } else {
            CommandBuilder::new(myself)
        };
        command.args(["--exact", "child_main", "--nocapture"]);
        command.env(SCENE, scene);
        command.env(NOTES, &notes);
        Scene {
            pty: Pty::start(command, 80, 24),
            notes,
            folder,
        }
    }

    pub fn note(&self) -> String {
        let read = || std::fs::read_to_string(&self.notes).unwrap_or_default();
        eventually("a note", || !read().is_empty(), String::new);
        read()
    }

    /// As found, what was on the main screen included.
    pub fn assert_given_back(&self) {
        self.pty.assert_given_back();
        assert!(self.screen().screen().contents().contains("running 1 test"));
    }
}

impl Deref for Scene {
    type Target = Pty;

    fn deref(&self) -> &Pty {
        &self.pty
    }
}

impl DerefMut for Scene {
    fn deref_mut(&mut self) -> &mut Pty {
        &mut self.pty
    }
}
