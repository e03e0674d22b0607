//! The files of `duban import`, read into drafts.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::args::ImportArgs;
use super::job::Job;
use crate::domain::doubt::HeadField;
use crate::domain::draft::{DocumentHead, DraftDocument, Warning};
use crate::domain::task::SourceFile;
use crate::domain::{RegionKey, SourceDocument};
use crate::import::{self, ImportError, Mappings, TaskLines};
use crate::ledger::{Drafts, EachDraft, Ledger, LedgerError};
use crate::wording::{Exit, Failure, failure, fill, foreign};

/// How many doubts of task lines are kept; a file of a million may have as many.
const MOST_DOUBTS: usize = 10_000;

/// The drafts of all files with the files they came from.
#[derive(Default)]
pub struct ReadFile {
    /// The drafts; empty where they are lines still to be read.
    pub documents: Vec<DraftDocument>,
    /// The file of each of them; none for task lines, which name documents of their own.
    pub files: Vec<Option<SourceFile>>,
    /// By the place of its document, which is empty: lines that are read when they are needed.
    lines: BTreeMap<usize, TaskLines>,
    /// Why lines were refused, once they were read.
    refused: RefCell<Option<ImportError>>,
    /// Doubts of the lines.
    pub doubts: RefCell<Vec<Warning>>,
}

impl Drafts for ReadFile {
    fn head(&self, document: usize) -> Option<&DocumentHead> {
        self.documents.get(document)?.document.as_ref()
    }

    fn has_returned(&self) -> bool {
        self.documents.iter().any(DraftDocument::has_returned)
    }

    fn walk(&self, each: &mut EachDraft) -> Result<(), LedgerError> {
        self.doubts.borrow_mut().clear();
        for (place, document) in self.documents.iter().enumerate() {
            for (index, draft) in document.tasks.iter().enumerate() {
                each(place, index, draft)?;
            }
            if let Some(lines) = self.lines.get(&place) {
                self.walk_lines(place, lines, each)?;
            }
        }
        Ok(())
    }
}

impl ReadFile {
    /// What is wrong with the task lines, if they were refused: with all files of them.
    pub fn refusal(&self, job: &Job) -> Option<Failure> {
        self.refused.take()?;
        let read = self.lines.values().map(|lines| lines.each(&mut |_| true));
        let refused = read.filter_map(Result::err);
        let failures: Vec<Failure> = refused
            .map(|error| failure::of_import(&error, job.lang))
            .collect();
        joined(&failures)
    }

    fn walk_lines(
        &self,
        place: usize,
        lines: &TaskLines,
        each: &mut EachDraft,
    ) -> Result<(), LedgerError> {
        let mut index = 0;
        let mut result = Ok(());
        let read = lines.each(&mut |draft| {
            result = each(place, index, &draft);
            index += 1;
            let mut doubts = self.doubts.borrow_mut();
            if doubts.len() < MOST_DOUBTS {
                doubts.extend(draft.warnings);
            }
            result.is_ok()
        });
        result?;
        read.map_err(|error| {
            let why = error.to_string();
            *self.refused.borrow_mut() = Some(error);
            LedgerError::Drafts(why)
        })
    }
}

/// A file the ledger knows by its digest keeps the titles and regions it was taken in under, as it
/// does on the screen.
pub fn keep_names(read: &mut ReadFile, ledger: &Ledger, job: &Job) -> Result<(), Failure> {
    let documents = ledger.documents().map_err(job.failed())?;
    let digests: BTreeSet<String> = read
        .files
        .iter()
        .flatten()
        .map(|file| file.digest.clone())
        .collect();
    for digest in digests {
        let is_of = |file: &SourceFile| file.digest == digest;
        let known = documents.values();
        let known: Vec<&SourceDocument> = known
            .filter(|document| document.file.as_ref().is_some_and(is_of))
            .collect();
        let own = read.documents.iter_mut().zip(&read.files);
        let own: Vec<&mut DraftDocument> = own
            .filter(|(_, file)| file.as_ref().is_some_and(is_of))
            .map(|(document, _)| document)
            .collect();
        if own.len() == known.len() {
            for (document, before) in own.into_iter().zip(known) {
                document.keep_names_of(before);
                settle_region(document, &before.region);
            }
        }
    }
    Ok(())
}

/// Gives a document the region that is known from elsewhere: what was doubtful about it is settled.
pub fn settle_region(document: &mut DraftDocument, region: &RegionKey) {
    let warnings = &mut document.warnings;
    warnings.retain(|doubt| doubt.what.head_field() != HeadField::Region);
    if let Some(head) = &mut document.document {
        head.region = Some(region.name().to_owned());
    }
}

/// Reads every file; what is wrong with any of them is told about all of them.
pub fn read_all(args: &ImportArgs, job: &Job) -> Result<ReadFile, Failure> {
    let mut read = ReadFile::default();
    let mut failures: Vec<Failure> = Vec::new();
    let mappings = mappings(job)?;
    for path in &args.files {
        match read_one(path, args.dry_run, &mappings, job) {
            Ok(One::Lines(lines)) => {
                read.lines.insert(read.documents.len(), lines);
                read.documents.push(DraftDocument::default());
                read.files.push(None);
            }
            Ok(One::Documents(documents, file)) => {
                let of_file = documents.iter().map(|document| {
                    // Task lines name documents of their own, which this file is not.
                    document.document.as_ref().map(|_| file.clone())
                });
                read.files.extend(of_file);
                read.documents.extend(documents);
            }
            Err(failure) => failures.push(failure),
        }
    }
    match joined(&failures) {
        Some(failure) => Err(failure),
        None => Ok(read),
    }
}

fn joined(failures: &[Failure]) -> Option<Failure> {
    let first = failures.first()?;
    let sentences: Vec<&str> = failures.iter().map(|f| f.sentence.as_str()).collect();
    Some(Failure::new(
        first.exit,
        sentences.join("\n"),
        first.hint.clone(),
    ))
}

/// What is known beside the ledger of the columns of other ledgers. A file that is no such list
/// stops the import: read without it, columns would be missing and nobody told.
fn mappings(job: &Job) -> Result<Mappings, Failure> {
    let path = Mappings::beside(job.ledger_file()?);
    Mappings::read(&path).map_err(|why| {
        let values: [(&str, &dyn std::fmt::Display); 2] = [
            ("path", &path.display()),
            ("why", &foreign::told(&why, job.lang)),
        ];
        let texts = crate::wording::Review::of(job.lang);
        Failure::new(
            Exit::Failed,
            fill(texts.columns_unreadable, &values),
            texts.columns_unreadable_hint,
        )
    })
}

/// What a file holds.
enum One {
    Documents(Vec<DraftDocument>, SourceFile),
    Lines(TaskLines),
}

/// Reads a file. Task lines are not held in memory, unless they are only to be shown.
fn read_one(
    path: &std::path::Path,
    is_shown: bool,
    mappings: &Mappings,
    job: &Job,
) -> Result<One, Failure> {
    let refused = |error| failure::of_import(&error, job.lang);
    let opened = if path.as_os_str() == "-" {
        import::standard_input(job.stdin())
    } else {
        // Before it is opened: closing another handle on the ledger would drop SQLite's locks.
        job.check_other_file(path, Exit::Content)?;
        import::open(path)
    };
    let opened = opened.map_err(refused)?;
    if opened.format == import::InputFormat::JsonLines && !is_shown {
        return TaskLines::new(opened).map(One::Lines).map_err(refused);
    }
    let (documents, file) = import::read_with(opened, mappings).map_err(refused)?;
    Ok(One::Documents(documents, file))
}
