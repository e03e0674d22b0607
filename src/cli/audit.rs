//! `duban audit`

use std::collections::BTreeMap;

use serde::Serialize;

use super::args::AuditArgs;
use super::job::Job;
use super::{Outcome, salvage, values};
use crate::domain::{EntryId, Lang};
use crate::ledger::{Access, AuditReport, FileCheck, Rebuild};
use crate::wording::audit::{problem, repaired};
use crate::wording::{Exit, Failure, fill};

/// What the audit found, for scripts.
#[derive(Serialize)]
struct AuditAnswer<'a> {
    ok: bool,
    entries: u64,
    head: &'a str,
    first_bad: Option<EntryId>,
    problems: &'a [String],
    /// Whether SQLite's own check of the file went along.
    file_check: bool,
    /// What `--rebuild` repaired.
    #[serde(skip_serializing_if = "Option::is_none")]
    rebuild: Option<Repaired>,
}

/// What was repaired, for scripts.
#[derive(Serialize)]
struct Repaired {
    entry: Option<EntryId>,
    repaired: BTreeMap<&'static str, usize>,
}

/// Checks the trail and the ledger against it, or repairs the ledger from it; prints the head hash.
pub fn run(args: &AuditArgs, job: &mut Job) -> Outcome {
    let format = values::format(args.format.as_deref(), &["text", "json"], job.lang)?;
    if let Some(target) = &args.salvage {
        return salvage::run(target, format, job);
    }
    let check = match args.no_file_check {
        true => FileCheck::LeftOut,
        false => FileCheck::Along,
    };
    let (rebuild, report) = match args.rebuild {
        false => {
            let ledger = job.open(Access::Closely)?;
            (None, ledger.audit_with(check))
        }
        true => {
            job.check_writable()?;
            let mut ledger = job.open(Access::Mend)?;
            let rebuild = ledger.rebuild(&job.actor, job.now());
            let rebuild = rebuild.map_err(job.failed())?;
            (Some(rebuild), ledger.audit_with(check))
        }
    };
    let report = report.map_err(job.failed())?;
    // What machines read does not depend on the language.
    let lang = if format == "json" { Lang::En } else { job.lang };
    let told = |found| problem(found, lang);
    let problems: Vec<String> = report.problems.iter().map(told).collect();
    if format == "json" {
        job.print_json(&AuditAnswer {
            ok: report.is_clean(),
            entries: report.entries,
            head: &report.head,
            first_bad: report.first_bad,
            problems: &problems,
            file_check: check == FileCheck::Along,
            rebuild: rebuild.as_ref().map(of_rebuild),
        })?;
    } else {
        job.print(format!("{}\n", report.head).as_bytes())?;
    }
    if let Some(rebuild) = &rebuild {
        say_repaired(rebuild, job);
    }
    say(&report, &problems, args.rebuild, job)
}

fn of_rebuild(rebuild: &Rebuild) -> Repaired {
    let repaired = rebuild.repaired.iter();
    Repaired {
        entry: rebuild.entry,
        repaired: repaired.map(|(of, count)| (of.id(), *count)).collect(),
    }
}

fn say_repaired(rebuild: &Rebuild, job: &mut Job) {
    let t = job.texts();
    let Some(entry) = rebuild.entry else {
        return job.say(t.rebuild_nothing);
    };
    let what = repaired(&rebuild.repaired, job.lang);
    let values: [(&str, &dyn std::fmt::Display); 2] = [("what", &what), ("entry", &entry)];
    job.say(&fill(t.rebuilt, &values));
}

/// Says what was found; fails when it is anything. What is wrong after a repair no second one mends.
fn say(report: &AuditReport, problems: &[String], is_repaired: bool, job: &mut Job) -> Outcome {
    let t = job.texts();
    if report.is_clean() {
        job.say(&fill(t.audit_clean, &[("n", &report.entries)]));
        return Ok(Exit::Done);
    }
    if let Some(entry) = report.first_bad {
        job.say(&fill(t.audit_first_bad, &[("entry", &entry)]));
    }
    for problem in problems {
        job.say(&format!("  {problem}"));
    }
    let hint = match report.first_bad {
        Some(_) => t.audit_damaged_hint,
        None if is_repaired => t.audit_damaged_hint,
        None => t.audit_differs_hint,
    };
    Err(Failure::new(Exit::Failed, t.audit_damaged, hint))
}
