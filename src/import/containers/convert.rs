//! Other programs that read what this one does not: pdftotext for PDF, LibreOffice for the old
//! binary formats. They are found at fixed paths, not through the user's PATH, and run with
//! nothing of the user's: no environment, an own profile, a time limit, limits on memory and size.

use std::fs;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process_group, prlimit};

use crate::files::PrivateFolder;
use crate::import::fault::{ConverterFault, ImportFault};

/// How long a program may take.
const SECONDS: u64 = 30;

/// The largest file handed to an office program, in megabytes. The old formats have less with many
/// pictures in them, and a larger one would only use up the time.
const MAX_INPUT: usize = 16;

/// The largest output, in megabytes.
const MAX_OUTPUT: u64 = 64;

/// Where programs are looked for, besides the folders of LibreOffice's own packages.
const FOLDERS: [&str; 2] = ["/usr/bin", "/usr/local/bin"];

/// Where conversions happen; a path from the environment would be the user's.
pub(in crate::import) const WORKSHOP: &str = "/tmp";

/// A program and what it may use.
struct Tool {
    name: &'static str,
    package: &'static str,
    /// Gigabytes of memory, as far as the system keeps to it.
    memory: u64,
}

const PDF_TO_TEXT: Tool = Tool {
    name: "pdftotext",
    package: "poppler-utils",
    memory: 1,
};

/// It maps far more memory than it uses.
const OFFICE: Tool = Tool {
    name: "soffice",
    package: "libreoffice-writer libreoffice-calc",
    memory: 8,
};

/// The text of a PDF in reading order.
///
/// # Errors
/// The program is missing, too slow, or says what is wrong.
pub fn text_of_pdf(bytes: &[u8]) -> Result<Vec<u8>, ImportFault> {
    let bench = Bench::set_up(PDF_TO_TEXT, "pdf", bytes)?;
    let input = bench.path("input.pdf");
    let output = bench.path("output.txt");
    bench.run(&[
        "-enc".as_ref(),
        "UTF-8".as_ref(),
        input.as_os_str(),
        output.as_os_str(),
    ])?;
    bench.take("output.txt")
}

/// A file of one of the old formats as one of the new: `ending` is what it is, `wanted` what it
/// is to become.
///
/// # Errors
/// The program is missing, too slow, or made nothing of it.
pub fn by_office(bytes: &[u8], ending: &'static str, wanted: &str) -> Result<Vec<u8>, ImportFault> {
    if bytes.len() > MAX_INPUT << 20 {
        return Err(ImportFault::TooLarge(MAX_INPUT as u64));
    }
    let bench = Bench::set_up(OFFICE, ending, bytes)?;
    let input = bench.path(&format!("input.{ending}"));
    let profile = format!(
        "-env:UserInstallation=file://{}",
        bench.path("profile").display()
    );
    bench.run(&[
        profile.as_ref(),
        "--headless".as_ref(),
        "--norestore".as_ref(),
        "--convert-to".as_ref(),
        wanted.as_ref(),
        "--outdir".as_ref(),
        bench.folder.path().as_os_str(),
        input.as_os_str(),
    ])?;
    bench.take(&format!("input.{wanted}"))
}

/// Whether both programs are there, so that tests may use them.
#[cfg(test)]
pub fn has_all() -> bool {
    find(OFFICE.name).is_some() && find(PDF_TO_TEXT.name).is_some()
}

fn find(name: &str) -> Option<PathBuf> {
    let own = fs::read_dir("/opt").into_iter().flatten().flatten();
    let own = own.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("libreoffice")
    });
    let fixed = FOLDERS.iter().map(PathBuf::from);
    fixed
        .chain(own.map(|path| path.join("program")))
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

/// A folder of its own with the input in it, and the program to work on it.
struct Bench {
    program: PathBuf,
    memory: u64,
    folder: PrivateFolder,
}

impl Bench {
    fn set_up(tool: Tool, kind: &'static str, bytes: &[u8]) -> Result<Bench, ImportFault> {
        let program = find(tool.name).ok_or(ConverterFault::NotInstalled {
            kind,
            package: tool.package,
        })?;
        let folder = PrivateFolder::make(Path::new(WORKSHOP), "duban-")?;
        folder.write(&format!("input.{kind}"), bytes)?;
        Ok(Bench {
            program,
            memory: tool.memory,
            folder,
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Runs the program to its end, or to the end of its time.
    fn run(&self, arguments: &[&std::ffi::OsStr]) -> Result<(), ImportFault> {
        let words = self.path("words.txt");
        let mut child = Command::new(&self.program)
            .args(arguments)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("LC_ALL", "C.UTF-8")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(self.folder.create("words.txt")?)
            // A group of its own: the office program is a script that starts others.
            .process_group(0)
            .spawn()?;
        self.limit(&child);
        let ended = wait(&mut child);
        if ended.is_none() {
            if let Some(group) = pid_of(&child) {
                // It may have ended just now.
                let _ = kill_process_group(group, Signal::KILL);
            }
            child.wait()?;
            return Err(ConverterFault::TooSlow(SECONDS).into());
        }
        match ended == Some(true) {
            true => Ok(()),
            false => Err(ConverterFault::Failed(said(&words)).into()),
        }
    }

    /// Limits what the program and those it starts may use. A limit that the system does not set
    /// is no reason to stop.
    fn limit(&self, child: &Child) {
        for (resource, most) in [
            (Resource::As, self.memory << 30),
            (Resource::Fsize, MAX_OUTPUT << 20),
        ] {
            let limit = Rlimit {
                current: Some(most),
                maximum: Some(most),
            };
            let _ = prlimit(pid_of(child), resource, limit);
        }
    }

    /// What the program wrote.
    fn take(&self, name: &str) -> Result<Vec<u8>, ImportFault> {
        let Ok(file) = fs::File::open(self.path(name)) else {
            return Err(ConverterFault::Failed(said(&self.path("words.txt"))).into());
        };
        let mut bytes = Vec::new();
        file.take((MAX_OUTPUT << 20) + 1).read_to_end(&mut bytes)?;
        match bytes.len() as u64 > MAX_OUTPUT << 20 {
            true => Err(ImportFault::TooLarge(MAX_OUTPUT)),
            false => Ok(bytes),
        }
    }
}

fn pid_of(child: &Child) -> Option<Pid> {
    Pid::from_raw(i32::try_from(child.id()).ok()?)
}

/// Whether the program succeeded; nothing when its time ran out.
fn wait(child: &mut Child) -> Option<bool> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(SECONDS) {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) => std::thread::sleep(Duration::from_millis(20)),
            Err(_) => return Some(false),
        }
    }
    None
}

/// The last line a program wrote on standard error.
fn said(words: &Path) -> String {
    let mut text = String::new();
    if let Ok(file) = fs::File::open(words) {
        // What is no text ends there, which is enough of it.
        let _ = file.take(4_096).read_to_string(&mut text);
    }
    let line = text.lines().rev().find(|line| !line.trim().is_empty());
    let line: String = line.unwrap_or("?").chars().take(200).collect();
    crate::text::clean_line(&line).into_owned()
}
