//! `duban doctor`: is everything as it should be for work?

use std::path::Path;

use chrono::Datelike;

use super::Outcome;
use super::job::Job;
use super::reading::read_all;
use crate::ledger::{Access, LedgerError};
use crate::sample;
use crate::wording::cli::CliTexts;
use crate::wording::{Exit, Failure, audit, failure, files, fill, settings};

/// How a check came out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DoctorVerdict {
    Fine,
    Doubtful,
    Bad,
}

/// One line of the answer.
type Finding = (DoctorVerdict, String);

/// How many entries are looked at: what a ledger of any size answers at once.
const TAIL: u32 = 500;

/// The narrowest terminal with more than the table.
const NARROW: u16 = 60;

/// Prints a line for everything looked at; fails when something must be mended.
pub fn run(job: &mut Job) -> Outcome {
    let mut findings = settings(job);
    findings.extend(ledger(job)?);
    findings.extend(terminal(job));
    findings.push(calendar(job));
    let t = job.texts();
    let mut text = String::new();
    for (verdict, words) in &findings {
        let mark = match verdict {
            DoctorVerdict::Fine => t.doctor_ok,
            DoctorVerdict::Doubtful => t.doctor_warn,
            DoctorVerdict::Bad => t.doctor_fail,
        };
        text.push_str(&format!("{mark}  {}\n", crate::text::clean_line(words)));
    }
    job.print(text.as_bytes())?;
    match findings
        .iter()
        .any(|(verdict, _)| *verdict == DoctorVerdict::Bad)
    {
        true => Err(Failure::new(
            Exit::Failed,
            t.doctor_failed,
            t.doctor_failed_hint,
        )),
        false => Ok(Exit::Done),
    }
}

/// Every settings file with what is wrong with it, the keys of the screen among it.
fn settings(job: &mut Job) -> Vec<Finding> {
    let (t, lang) = (job.texts(), job.lang);
    let mut findings = Vec::new();
    for file in &job.settings_files {
        let mut faults = job.faults.iter();
        findings.push(match faults.find(|fault| fault.file == *file) {
            Some(fault) => {
                let failure = settings::of_settings(fault, lang);
                let words = format!("{} {}", failure.sentence, failure.hint);
                (DoctorVerdict::Bad, words)
            }
            None => {
                let words = fill(t.doctor_settings, &[("path", &file.display())]);
                (DoctorVerdict::Fine, words)
            }
        });
    }
    if findings.is_empty() {
        findings.push((DoctorVerdict::Fine, t.doctor_no_settings.to_owned()));
    }
    let keys = job.settings.keys.clone();
    let wrong = (job.context().check_keys)(&keys, lang).into_iter();
    findings.extend(wrong.map(|words| (DoctorVerdict::Bad, words)));
    findings
}

fn ledger(job: &Job) -> Result<Vec<Finding>, Failure> {
    let t = job.texts();
    let path = job.ledger_file()?;
    let shown = path.display();
    let access = match job.allowed(Access::Write) {
        Access::ReadOnly => Access::Closely,
        access => access,
    };
    let ledger = match crate::ledger::open(path, job.opening().to(access)) {
        Ok(ledger) => ledger,
        Err(LedgerError::Missing(_)) => {
            let words = fill(t.doctor_no_ledger, &[("path", &shown)]);
            return Ok(vec![(DoctorVerdict::Doubtful, words)]);
        }
        Err(error) => {
            let words = failure::of_ledger(&error, job.lang).sentence;
            return Ok(vec![(DoctorVerdict::Bad, words)]);
        }
    };
    let mut findings = vec![(
        DoctorVerdict::Fine,
        fill(t.doctor_opens, &[("path", &shown)]),
    )];
    findings.push(match (ledger.doubt(), ledger.is_read_only()) {
        (Some(doubt), _) => (
            DoctorVerdict::Bad,
            failure::of_ledger(&doubt, job.lang).sentence,
        ),
        (None, _) if ledger.is_full() => {
            let words = failure::of_ledger(&LedgerError::DiskFull, job.lang).sentence;
            (DoctorVerdict::Bad, words)
        }
        (None, true) => (DoctorVerdict::Doubtful, t.doctor_read_only.to_owned()),
        (None, false) => (DoctorVerdict::Fine, t.doctor_writable.to_owned()),
    });
    if let Ok(Some(behind)) = ledger.clock_behind(job.now()) {
        findings.push((DoctorVerdict::Doubtful, files::of_clock(behind, job.lang)));
    }
    findings.push(permissions(path, t));
    if let (None, Err(error)) = (ledger.doubt(), read_all(&ledger, &job.rules(job.today()))) {
        let words = failure::of_ledger(&error, job.lang).sentence;
        findings.push((DoctorVerdict::Bad, words));
    }
    match ledger.audit_tail(TAIL) {
        Ok(report) if report.is_clean() => {
            let words = fill(t.tail_clean, &[("n", &report.entries)]);
            findings.push((DoctorVerdict::Fine, words));
        }
        Ok(report) => {
            let first = report.problems.first();
            let first = first.map_or(String::new(), |found| audit::problem(found, job.lang));
            let words = format!("{} {first}", t.audit_damaged);
            findings.push((DoctorVerdict::Bad, words));
        }
        Err(error) => {
            let words = failure::of_ledger(&error, job.lang).sentence;
            findings.push((DoctorVerdict::Bad, words));
        }
    }
    Ok(findings)
}

fn permissions(path: &Path, t: &CliTexts) -> Finding {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map_or(0, |file| file.permissions().mode() & 0o777);
    let shown = format!("{mode:03o}");
    match mode & 0o007 {
        0 => (
            DoctorVerdict::Fine,
            fill(t.doctor_mode, &[("mode", &shown)]),
        ),
        _ => (
            DoctorVerdict::Doubtful,
            fill(t.doctor_mode_open, &[("mode", &shown)]),
        ),
    }
}

fn terminal(job: &mut Job) -> Vec<Finding> {
    let t = job.texts();
    let facts = job.context().terminal.clone();
    let mut findings = Vec::new();
    let term = facts.term.unwrap_or_default();
    findings.push(match term.as_str() {
        "" | "dumb" => (
            DoctorVerdict::Doubtful,
            fill(t.doctor_term_bad, &[("term", &term)]),
        ),
        _ => (DoctorVerdict::Fine, fill(t.doctor_term, &[("term", &term)])),
    });
    let locale = facts.locale.unwrap_or_default();
    let folded = locale.to_lowercase().replace('-', "");
    findings.push(match folded.contains("utf8") {
        true => (
            DoctorVerdict::Fine,
            fill(t.doctor_locale, &[("locale", &locale)]),
        ),
        false => (
            DoctorVerdict::Doubtful,
            fill(t.doctor_locale_bad, &[("locale", &locale)]),
        ),
    });
    findings.push(match facts.size {
        None => (DoctorVerdict::Doubtful, t.doctor_no_size.to_owned()),
        Some((columns, rows)) => {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("columns", &columns), ("rows", &rows)];
            match columns < NARROW {
                true => (DoctorVerdict::Doubtful, fill(t.doctor_size_small, &values)),
                false => (DoctorVerdict::Fine, fill(t.doctor_size, &values)),
            }
        }
    });
    findings
}

fn calendar(job: &Job) -> Finding {
    let t = job.texts();
    let year = job.today().year();
    match sample::calendar().knows(year) {
        true => (DoctorVerdict::Fine, fill(t.doctor_year, &[("year", &year)])),
        false => (
            DoctorVerdict::Doubtful,
            fill(t.doctor_year_missing, &[("year", &year)]),
        ),
    }
}
