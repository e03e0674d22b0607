//! The end of the trail looked at closely, and no more: what a ledger of any size answers at once.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::domain::{EntryId, TaskId};
use crate::ledger::doubt::Misshapen;
use crate::ledger::error::LedgerError;
use crate::ledger::handle::Ledger;
use crate::ledger::part::Part;
use crate::ledger::problem::{ComparedPart, EntryFault, Problem};
use crate::ledger::sqlite::audit::finding::{Finding, FindingKey};
use crate::ledger::sqlite::audit::report::{AuditReport, report_of};
use crate::ledger::sqlite::audit::typed;
use crate::ledger::sqlite::file::glance;
use crate::ledger::sqlite::schema::shape;
use crate::ledger::sqlite::tables::{Of, entries, tally};
use crate::ledger::sqlite::view::SqliteView;
use crate::ledger::{chain, trail};

impl Ledger {
    /// Looks at the newest entries, at most so many: whether each follows from the one before it,
    /// and whether the tasks that they are about are what their entries say.
    ///
    /// # Errors
    /// Only when the file cannot be read at all; what is wrong with it is in the report.
    pub fn audit_tail(&self, most: u32) -> Result<AuditReport, LedgerError> {
        self.store.in_one_view(|conn| look(conn, i64::from(most)))
    }
}

fn look(conn: &Connection, most: i64) -> Result<AuditReport, LedgerError> {
    let mut report = AuditReport::default();
    let mut found = Finding::default();
    let (last, head) = entries::end(conn)?;
    report.head = chain::hex(&head);
    let begin = (last - most).max(0);
    let mut tasks = BTreeSet::new();
    let walked = trail::walk(&mut SqliteView::of(conn), begin, last, |entry| {
        report.entries += 1;
        tasks.extend(entry.text.task()?);
        Ok(())
    });
    if let Err(error) = walked {
        let walked = i64::try_from(report.entries).unwrap_or(i64::MAX);
        let (entry, fault) = fault_of(&error, begin.saturating_add(walked));
        report.first_bad = Some(entry);
        report.problems.push(Problem::Entry(entry, fault));
        return Ok(report);
    }
    let misshapen = shape::misshapen(conn)?;
    let can_compare = !misshapen.iter().any(Misshapen::is_read);
    let misshapen = misshapen.into_iter();
    report.problems.extend(misshapen.map(Problem::Misshapen));
    if !can_compare {
        return Ok(report);
    }
    if let Some(fault) = glance::glance(conn)? {
        report.problems.push(Problem::Tail(fault));
    }
    for of in Of::ALL {
        if tally::total(conn, of).is_err() {
            found.note(ComparedPart::Totals, FindingKey::Text(of.name().to_owned()));
        }
    }
    look_at_tasks(conn, &tasks, &mut found, &mut report);
    report_of(&found, &mut report);
    Ok(report)
}

/// Looks at the tasks that the entries are about.
fn look_at_tasks(
    conn: &Connection,
    tasks: &BTreeSet<TaskId>,
    found: &mut Finding,
    report: &mut AuditReport,
) {
    for id in tasks {
        if let Err(error) = typed::is_sound(conn, *id, found) {
            report
                .problems
                .push(Problem::Table("task", error.to_string()));
            return;
        }
    }
    if let Some((entry, fault)) = found.unfoldable.clone() {
        report.first_bad = Some(entry);
        report.problems.push(Problem::Entry(entry, fault));
    }
}

/// The entry that a walk stopped at after this one, and why.
fn fault_of(error: &LedgerError, last: i64) -> (EntryId, EntryFault) {
    let next = EntryId::new(last.saturating_add(1)).unwrap_or(EntryId::FIRST);
    match error {
        LedgerError::Altered(Part::Entry(entry)) => (*entry, EntryFault::HashMisfit),
        LedgerError::Altered(_) => (next, EntryFault::Missing),
        other => (next, EntryFault::Unreadable(other.to_string())),
    }
}
