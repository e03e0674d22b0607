//! `duban audit`

use serde::Serialize;

use super::args::AuditArgs;
use super::job::Job;
use super::{Outcome, values};
use crate::domain::{EntryId, Lang};
use crate::ledger::Access;
use crate::wording::audit::problem;
use crate::wording::{Exit, fill};

/// What the audit found, for scripts.
#[derive(Serialize)]
struct Answer<'a> {
    ok: bool,
    entries: u64,
    head: &'a str,
    first_bad: Option<EntryId>,
    problems: &'a [String],
}

/// Checks the trail and the ledger against it; prints the head hash.
pub fn run(args: &AuditArgs, job: &mut Job) -> Outcome {
    let format = values::format(args.format.as_deref(), &["text", "json"], job.lang)?;
    let ledger = job.open(Access::ReadOnly)?;
    let report = ledger.audit().map_err(job.failed())?;
    let t = job.texts();
    // What machines read does not depend on the language.
    let lang = if format == "json" { Lang::En } else { job.lang };
    let told = |found| problem(found, lang);
    let problems: Vec<String> = report.problems.iter().map(told).collect();
    if format == "json" {
        job.print_json(&Answer {
            ok: report.is_clean(),
            entries: report.entries,
            head: &report.head,
            first_bad: report.first_bad,
            problems: &problems,
        })?;
    } else {
        job.print(format!("{}\n", report.head).as_bytes())?;
    }
    if report.is_clean() {
        job.say(&fill(t.audit_clean, &[("n", &report.entries)]));
        return Ok(Exit::Done);
    }
    if let Some(entry) = report.first_bad {
        job.say(&fill(t.audit_first_bad, &[("entry", &entry)]));
    }
    for problem in &problems {
        job.say(&format!("  {problem}"));
    }
    Err(crate::wording::Failure::new(
        Exit::Failed,
        t.audit_damaged,
        t.audit_damaged_hint,
    ))
}
