//! What the worker does for the import screen: names of files, reading, planning, taking in.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{DraftDocument, Warning};
use crate::domain::{Actor, Lang, china};
use crate::import::{self, FileReading, Mapping, Mappings, Watch};
use crate::ledger::{IntakeOptions, IntakePlan, Ledger, LedgerError};
use crate::tui::state::dialog::Typed;
use crate::tui::state::msg::{Intake, Msg};
use crate::wording::{Exit, Failure, Review as Words, failure, fill, foreign};

/// How many names are offered at most.
const MOST_NAMES: usize = 200;

/// `~` and `~/…` as the folder they stand for.
pub fn expand(path: &Path, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

/// The paths that `text` can go on to, folders with `/` at their end: names that begin with its
/// last part, else names that part fits as pinyin.
pub fn complete(text: &str, home: Option<&Path>) -> Vec<String> {
    let (folder, begun) = match text.rfind('/') {
        Some(at) => text.split_at(at + 1),
        None => ("", text),
    };
    if text == "~" {
        return vec!["~/".to_owned()];
    }
    let place = match folder {
        "" => PathBuf::from("."),
        folder => expand(Path::new(folder), home),
    };
    let Ok(entries) = fs::read_dir(place) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let is_hidden = name.starts_with('.') && !begun.starts_with('.');
            let is_folder = fs::metadata(entry.path()).is_ok_and(|found| found.is_dir());
            let slash = if is_folder { "/" } else { "" };
            (!is_hidden).then(|| format!("{name}{slash}"))
        })
        .collect();
    names.sort();
    let begin: Vec<&String> = names.iter().filter(|n| n.starts_with(begun)).collect();
    let fitting = match begin.is_empty() {
        true => {
            let typed = Typed::new(begun);
            names.iter().filter(|name| typed.fits(name)).collect()
        }
        false => begin,
    };
    let whole = fitting.into_iter().take(MOST_NAMES);
    whole.map(|name| format!("{folder}{name}")).collect()
}

/// A file to be read.
pub struct FileToRead {
    /// Where it is.
    pub path: PathBuf,
    /// The same as it was typed, for sentences.
    pub typed: PathBuf,
    /// Whether it is the ledger, which nothing but SQLite may open.
    pub is_ledger: bool,
    /// What follows it.
    pub watch: Watch,
    /// Where the columns of ledgers are remembered.
    pub columns_file: Option<PathBuf>,
    /// What was just assigned.
    pub forms: Vec<Mapping>,
    /// Language of sentences.
    pub lang: Lang,
}

impl FileToRead {
    /// Reads it.
    pub fn run(self) -> Msg {
        let result = self.read().map(Box::new);
        let told = result.map_err(|failure| format!("{}\n{}", failure.sentence, failure.hint));
        Msg::FileRead(self.watch, told)
    }

    fn read(&self) -> Result<FileReading, Failure> {
        if self.is_ledger {
            return Err(failure::is_the_ledger(
                &self.typed,
                Exit::Content,
                self.lang,
            ));
        }
        let (mappings, doubt) = self.mappings()?;
        let read = import::open(&self.path)
            .and_then(|opened| import::read_for_review(opened, &mappings, &self.watch));
        match read {
            Ok(mut reading) => {
                if let Some(first) = reading.documents.first_mut() {
                    first.warnings.extend(doubt);
                }
                Ok(reading)
            }
            Err(mut error) => {
                error.file = self.typed.display().to_string();
                Err(failure::of_import(&error, self.lang))
            }
        }
    }

    /// What is known of the columns of ledgers, with what was just assigned. That it could not be
    /// remembered is a doubt, no failure: this file is read all the same.
    fn mappings(&self) -> Result<(Mappings, Option<Warning>), Failure> {
        let words = Words::of(self.lang);
        let Some(file) = &self.columns_file else {
            return Ok((Mappings::default(), None));
        };
        let mut mappings = Mappings::read(file).map_err(|why| {
            let values: [(&str, &dyn std::fmt::Display); 2] = [
                ("path", &file.display()),
                ("why", &foreign::told(&why, self.lang)),
            ];
            Failure::new(
                Exit::Failed,
                fill(words.columns_unreadable, &values),
                words.columns_unreadable_hint,
            )
        })?;
        for form in &self.forms {
            mappings.add(form.clone());
        }
        let kept = match self.forms.is_empty() {
            true => Ok(()),
            false => Mappings::remember(file, &self.forms),
        };
        let doubt = kept.err().map(|why| {
            let why = foreign::told(&why, self.lang);
            DoubtKind::ColumnsNotKept { why }.at(None)
        });
        Ok((mappings, doubt))
    }
}

fn options(intake: &Intake, documents: &[DraftDocument], now: DateTime<Utc>) -> IntakeOptions {
    // Task lines name documents of their own, which this file is not.
    let file = |document: &DraftDocument| {
        let is_one = document.document.is_some();
        is_one.then(|| intake.reading.file.clone())
    };
    IntakeOptions {
        assign: intake.assign,
        accept_changes: intake.accept_changes,
        accept_doubtful: intake.accept_doubtful,
        region: None,
        reason: None,
        today: china::day_of(now),
        rules: None,
        files: documents.iter().map(file).collect(),
    }
}

/// What taking it in would do. What is left out is looked at too, or it would count as missing.
pub fn plan(
    ledger: &Ledger,
    now: DateTime<Utc>,
    intake: &Intake,
) -> Result<IntakePlan, LedgerError> {
    let documents = intake.overlay.documents(&intake.reading, true);
    let options = IntakeOptions {
        // What is held back is to be seen.
        accept_doubtful: false,
        ..options(intake, &documents, now)
    };
    ledger.plan_intake(&documents, &options)
}

/// Takes it in, unless the ledger has moved on so that it would do something else than was seen.
pub fn take_in(
    ledger: &mut Ledger,
    actor: &Actor,
    now: DateTime<Utc>,
    intake: &Intake,
) -> Result<Msg, LedgerError> {
    if let Some(seen) = &intake.seen {
        let plan = plan(ledger, now, intake)?;
        if plan.tasks != seen.tasks || plan.missing != seen.missing {
            return Ok(Msg::PlanMoved(Box::new(plan)));
        }
    }
    let documents = intake.overlay.documents(&intake.reading, false);
    let options = options(intake, &documents, now);
    let plan = ledger.take_in(actor, now, &documents, &options)?;
    Ok(Msg::TakenIn(Box::new(plan)))
}
