//! What went wrong as a sentence, a hint and an exit code.

use std::fmt::Display;
use std::path::Path;

use crate::domain::china::local;
use crate::domain::{Lang, Refusal, TaskId};
use crate::import::{ContentFault, FaultKind, ImportError, ImportFault};
use crate::ledger::{Ledger, LedgerError, Strange, Unmended};
use crate::report::trail::updated_by;

use super::exit::{Exit, Failure};
use super::failure_texts::FailureTexts;
use super::{audit, container, damage, files, fill, foreign, reader, waiting};

/// How many faults of a file, or refusals of a batch, are spelled out.
const SHOWN: usize = 20;

/// What the ledger answered.
pub fn of_ledger(error: &LedgerError, lang: Lang) -> Failure {
    let t = FailureTexts::of(lang);
    let failed = |sentence: String, hint| Failure::new(Exit::Failed, sentence, hint);
    let at = |text, path: &Path| fill(text, &[("path", &path.display())]);
    let since = |text, why: &String| fill(text, &[("why", &foreign::told(why, lang))]);
    match error {
        LedgerError::Missing(path) => {
            Failure::new(Exit::NotFound, at(t.missing, path), t.missing_hint)
        }
        LedgerError::Exists(path) => failed(at(t.exists, path), t.exists_hint),
        LedgerError::NotALedger { path, why } => {
            let hint = match why {
                Strange::Truncated | Strange::Unreadable => t.damaged_hint,
                Strange::Empty => t.empty_hint,
                _ => t.not_a_ledger_hint,
            };
            failed(at(strange(*why, t), path), hint)
        }
        LedgerError::NewerSchema { found, supported } => {
            let values: [(&str, &dyn Display); 2] = [("found", found), ("supported", supported)];
            failed(fill(t.newer, &values), t.newer_hint)
        }
        LedgerError::OlderSchema { found, supported } => {
            let values: [(&str, &dyn Display); 2] = [("found", found), ("supported", supported)];
            let sentence = fill(t.older, &values);
            Failure::new(Exit::NotPermitted, sentence, t.older_hint)
        }
        LedgerError::SchemaMoved { found, supported } => {
            let values: [(&str, &dyn Display); 2] = [("found", found), ("supported", supported)];
            failed(fill(t.schema_moved, &values), t.schema_moved_hint)
        }
        LedgerError::Parted => Failure::new(Exit::Stale, t.parted, t.parted_hint),
        LedgerError::NotABackup(path) => failed(at(t.not_a_backup, path), t.not_a_backup_hint),
        LedgerError::BackupAhead(path) => failed(at(t.backup_ahead, path), t.backup_ahead_hint),
        LedgerError::InUse(path) => failed(at(t.in_use, path), t.in_use_hint),
        LedgerError::HeldOpen { path, by } => {
            let by = match by.is_empty() {
                true => "?".to_owned(),
                false => by.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
            };
            let values: [(&str, &dyn Display); 2] = [("path", &path.display()), ("by", &by)];
            failed(fill(t.held_open, &values), t.held_open_hint)
        }
        LedgerError::Unsound { path, problem } => {
            let why = audit::problem(problem, lang);
            let values: [(&str, &dyn Display); 2] = [("path", &path.display()), ("why", &why)];
            failed(fill(t.unsound, &values), t.unsound_hint)
        }
        LedgerError::Damaged(why) => failed(since(t.damaged, why), t.damaged_hint),
        LedgerError::Altered(part) => {
            let (sentence, hint) = damage::altered(*part, lang);
            Failure::new(Exit::Failed, sentence, hint)
        }
        LedgerError::TrailBroken(entry) => failed(
            fill(t.trail_broken, &[("entry", entry)]),
            t.trail_broken_hint,
        ),
        LedgerError::Unmendable(why) => {
            let sentence = fill(t.unmendable, &[("why", &unmended(why, lang))]);
            failed(sentence, t.trail_broken_hint)
        }
        LedgerError::Unfoldable { entry, why } => {
            let why = audit::unfoldable(why, lang);
            let values: [(&str, &dyn Display); 2] = [("entry", entry), ("why", &why)];
            failed(fill(t.unfoldable, &values), t.damaged_hint)
        }
        LedgerError::ReadOnly => Failure::new(Exit::NotPermitted, t.read_only, t.read_only_hint),
        LedgerError::Busy => waiting::given_up(&[], None, lang),
        LedgerError::Drafts(why) => Failure::new(
            Exit::Content,
            since(t.drafts_unread, why),
            t.drafts_unread_hint,
        ),
        LedgerError::DiskFull => Failure::new(Exit::Failed, t.disk_full, t.disk_full_hint),
        LedgerError::Unreachable { path, why } => {
            let exit = match is_about_permission(why) {
                true => Exit::NotPermitted,
                false => Exit::Failed,
            };
            let told = foreign::told(why, lang);
            let values: [(&str, &dyn Display); 2] = [("path", &path.display()), ("why", &told)];
            Failure::new(exit, fill(t.unreachable, &values), t.unreachable_hint)
        }
        LedgerError::Database(why) => failed(since(t.database, why), t.damaged_hint),
        other => files::of_files(other, lang).unwrap_or_else(|| of_request(other, lang)),
    }
}

/// That a ledger was brought up to date by opening it, if it was.
pub fn of_raised(ledger: &Ledger, lang: Lang) -> Option<String> {
    let (from, to) = ledger.raised()?;
    let values: [(&str, &dyn Display); 2] = [("from", &from), ("to", &to)];
    Some(fill(FailureTexts::of(lang).schema_raised, &values))
}

/// Answers about the tasks and entries asked for rather than about the file.
fn of_request(error: &LedgerError, lang: Lang) -> Failure {
    let t = FailureTexts::of(lang);
    match error {
        LedgerError::NoSuchTask(id) => Failure::new(
            Exit::NotFound,
            fill(t.no_such_task, &[("id", id)]),
            t.no_such_task_hint,
        ),
        LedgerError::NoSuchEntry(id) => Failure::new(
            Exit::NotFound,
            fill(t.no_such_entry, &[("id", id)]),
            t.no_such_entry_hint,
        ),
        LedgerError::NotUndoable(id) => Failure::new(
            Exit::NotFound,
            fill(t.not_undoable, &[("id", id)]),
            t.no_such_entry_hint,
        ),
        LedgerError::NothingToUndo => {
            Failure::new(Exit::NotFound, t.nothing_to_undo, t.nothing_to_undo_hint)
        }
        LedgerError::NothingToRedo => {
            Failure::new(Exit::NotFound, t.nothing_to_redo, t.nothing_to_redo_hint)
        }
        LedgerError::Stale(tasks) => {
            let lines: Vec<String> = tasks
                .iter()
                .map(|task| {
                    fill(
                        t.stale,
                        &[
                            ("id", &task.id),
                            ("revision", &task.revision),
                            ("user", &updated_by(task, lang)),
                            ("at", &local(task.updated_at).format("%Y-%m-%d %H:%M")),
                        ],
                    )
                })
                .collect();
            Failure::new(Exit::Stale, lines.join("\n"), t.stale_hint)
        }
        LedgerError::Refused(refusals) => of_refusals(refusals, lang),
        other => Failure::new(Exit::Failed, other.to_string(), ""),
    }
}

fn is_about_permission(why: &str) -> bool {
    why.contains("ermission denied") || why.contains("Read-only file system")
}

/// Why a ledger could not be repaired, as a sentence.
fn unmended(why: &Unmended, lang: Lang) -> String {
    match why {
        Unmended::Still(found) => audit::problem(found, lang),
        Unmended::Hindered(error) => of_ledger(error, lang).sentence,
    }
}

fn strange(why: Strange, t: &'static FailureTexts) -> &'static str {
    match why {
        Strange::Folder => t.is_folder,
        Strange::Special => t.is_special,
        Strange::Empty => t.is_empty,
        Strange::Foreign => t.is_foreign,
        Strange::Unreadable => t.is_unreadable,
        Strange::Truncated => t.is_truncated,
    }
}

fn of_refusals(refusals: &[(TaskId, Refusal)], lang: Lang) -> Failure {
    let t = FailureTexts::of(lang);
    let mut lines: Vec<String> = refusals
        .iter()
        .take(SHOWN)
        .map(|(id, why)| {
            let why = of_refusal(why, lang).sentence;
            fill(t.refused, &[("id", id), ("why", &why)])
        })
        .collect();
    if refusals.len() > SHOWN {
        let left = refusals.len() - SHOWN;
        lines.push(fill(t.and_more, &[("n", &left)]));
    }
    let hint = refusals.first().map(|(_, why)| of_refusal(why, lang).hint);
    Failure::new(Exit::Usage, lines.join("\n"), hint.unwrap_or_default())
}

/// Why an edit was refused.
pub fn of_refusal(why: &Refusal, lang: Lang) -> Failure {
    let t = FailureTexts::of(lang);
    let (sentence, hint) = match why {
        Refusal::ReasonNeeded { from, to } => (
            fill(
                t.reason_needed,
                &[("from", &from.label(lang)), ("to", &to.label(lang))],
            ),
            t.reason_needed_hint,
        ),
        Refusal::ClearBeforeConcluded { from } => (
            fill(t.clear_early, &[("from", &from.label(lang))]),
            t.clear_early_hint,
        ),
        Refusal::NothingToReturn { from } => (
            fill(t.nothing_to_return, &[("from", &from.label(lang))]),
            t.nothing_to_return_hint,
        ),
        Refusal::ExtensionWithoutReason => (t.extension_reason.to_owned(), t.reason_needed_hint),
        Refusal::CorrectionWithoutReason => (t.correction_reason.to_owned(), t.reason_needed_hint),
        Refusal::EarlierThanInForce(day) => {
            (fill(t.no_extension, &[("date", day)]), t.no_extension_hint)
        }
        Refusal::AskedInTheFuture(day) => {
            (fill(t.asked_later, &[("date", day)]), t.asked_later_hint)
        }
        Refusal::EmptyTitle => (t.empty_title.to_owned(), ""),
        Refusal::NoSuchMilestone(place) => (
            fill(t.no_such_milestone, &[("n", &(place + 1))]),
            t.no_such_milestone_hint,
        ),
        Refusal::TextTooLong { field, length } => (
            fill(
                t.text_too_long,
                &[
                    ("field", &field.label(lang)),
                    ("length", length),
                    ("most", &crate::domain::edit::MAX_TEXT),
                ],
            ),
            t.text_too_long_hint,
        ),
    };
    Failure::new(Exit::Usage, sentence, hint)
}

/// Why a file was not taken.
pub fn of_import(error: &ImportError, lang: Lang) -> Failure {
    let t = FailureTexts::of(lang);
    let file = &error.file;
    let says =
        |text: &str, hint: &str| Failure::new(Exit::Content, fill(text, &[("file", file)]), hint);
    match &error.fault {
        ImportFault::Missing => Failure {
            exit: Exit::NotFound,
            ..says(t.file_missing, t.file_missing_hint)
        },
        ImportFault::Folder => says(t.file_folder, t.file_folder_hint),
        ImportFault::Special => says(t.file_special, t.file_special_hint),
        ImportFault::Empty => says(t.file_empty, ""),
        ImportFault::NoTasks => says(t.file_no_tasks, t.file_no_tasks_hint),
        ImportFault::Unrecognised => says(t.file_unrecognised, t.file_kinds_hint),
        ImportFault::NotUtf8(line) => {
            let line = line.map_or("?".to_owned(), |line| line.to_string());
            Failure::new(
                Exit::Content,
                fill(t.file_not_utf8, &[("file", file), ("line", &line)]),
                t.file_not_utf8_hint,
            )
        }
        ImportFault::TooLarge(megabytes) => Failure::new(
            Exit::Content,
            fill(t.file_too_large, &[("file", file), ("most", megabytes)]),
            t.file_too_large_hint,
        ),
        ImportFault::Unreadable(why) => {
            let exit = match is_about_permission(why) {
                true => Exit::NotPermitted,
                false => Exit::Content,
            };
            Failure::new(
                exit,
                fill(
                    t.file_unreadable,
                    &[("file", file), ("why", &foreign::told(why, lang))],
                ),
                t.unreachable_hint,
            )
        }
        ImportFault::Content(faults) => of_content(file, faults, lang),
        ImportFault::Undecodable(fault) => container::of_bytes(file, fault, lang),
        ImportFault::Container(fault) => container::of_container(file, fault, lang),
        ImportFault::Converter(fault) => container::of_converter(file, fault, lang),
    }
}

/// The file named is the ledger itself.
pub fn is_the_ledger(path: &std::path::Path, exit: Exit, lang: Lang) -> Failure {
    let t = FailureTexts::of(lang);
    let sentence = fill(t.file_is_ledger, &[("file", &path.display())]);
    Failure::new(exit, sentence, t.file_is_ledger_hint)
}

fn of_content(file: &str, faults: &[ContentFault], lang: Lang) -> Failure {
    let t = FailureTexts::of(lang);
    let mut lines = vec![fill(
        t.file_content,
        &[("file", &file), ("n", &faults.len())],
    )];
    for fault in faults.iter().take(SHOWN) {
        let why = match &fault.kind {
            FaultKind::NotJson(byte) => fill(t.fault_not_json, &[("byte", byte)]),
            FaultKind::BadValue(words) => {
                let words = reader::complaint(words, lang);
                fill(t.fault_value, &[("words", &words)])
            }
            FaultKind::NotAnObject => t.fault_no_object.to_owned(),
            FaultKind::NoTasks => t.fault_no_tasks.to_owned(),
            FaultKind::OpenQuote => t.fault_open_quote.to_owned(),
            FaultKind::TextAfterQuote => t.fault_after_quote.to_owned(),
            FaultKind::ExtraCells { cells, headings } => fill(
                t.fault_extra_cells,
                &[("cells", cells), ("headings", headings)],
            ),
            FaultKind::CutOff { cells, headings } => {
                fill(t.fault_cut_off, &[("cells", cells), ("headings", headings)])
            }
        };
        lines.push(match (fault.line, &fault.place) {
            (Some(line), _) => fill(t.fault_at, &[("line", &line), ("why", &why)]),
            (None, Some(place)) => fill(t.fault_in, &[("place", place), ("why", &why)]),
            (None, None) => fill(t.fault, &[("why", &why)]),
        });
    }
    if faults.len() > SHOWN {
        lines.push(fill(t.and_more, &[("n", &(faults.len() - SHOWN))]));
    }
    let is_table = faults.iter().all(|fault| fault.kind.is_of_table());
    let hint = match is_table {
        true => t.file_table_hint,
        false => t.file_content_hint,
    };
    Failure::new(Exit::Content, lines.join("\n"), hint)
}

/// A ledger that settings name and that is not there.
pub fn named_missing(path: &Path, file: Option<&Path>, lang: Lang) -> Failure {
    let t = FailureTexts::of(lang);
    let file = file.unwrap_or(Path::new("")).display();
    let sentence = fill(
        t.named_missing,
        &[("path", &path.display()), ("file", &file)],
    );
    Failure::new(Exit::NotFound, sentence, t.named_missing_hint)
}
