use rusqlite::Connection;

use super::*;
use crate::domain::draft::{DraftDocument, TaskDraft};
use crate::domain::{Edit, Status};
use crate::ledger::IntakeOptions;
use crate::ledger::sqlite::audit::report::AuditReport;
use crate::ledger::tests::fixture::*;

/// An office with so many tasks more, imported by 包志刚.
fn office_with(tasks: usize) -> Office {
    let mut office = Office::new();
    let draft = |number: usize| TaskDraft {
        number: number.to_string(),
        title: format!("第{number}项"),
        requirement: format!("新建园舍{number}所"),
        ..TaskDraft::default()
    };
    let drafts = [DraftDocument {
        tasks: (1..=tasks).map(draft).collect(),
        ..DraftDocument::default()
    }];
    let now = office.now();
    let options = IntakeOptions::default();
    let taken = office
        .ledger
        .take_in(&actor(BAO), now, &drafts, &options)
        .unwrap();
    office.ids.extend(taken.registered);
    office
}

/// Does something to the stored ledger behind its back.
fn tamper(office: &Office, sql: &str) {
    Connection::open(&office.path)
        .unwrap()
        .execute_batch(sql)
        .unwrap();
}

fn audit(office: &Office) -> AuditReport {
    office.ledger.audit().unwrap()
}

fn requirement(text: &str) -> Edit {
    Edit {
        requirement: Some(text.to_owned()),
        ..Edit::default()
    }
}

fn count(office: &Office, sql: &str) -> i64 {
    let conn = Connection::open(&office.path).unwrap();
    conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn an_import_of_more_blocks_than_may_wait_packs_every_one() {
    let mut office = office_with(64 * (MOST_WAITING + 3));
    office.assert_packed();
    office.assert_clean();
    // All of them at once, and from the end to the beginning.
    let places: Vec<usize> = (0..office.ids.len()).rev().collect();
    office
        .update(SUN, &places, &status(Status::Assigned))
        .unwrap();
    office.assert_packed();
    office.assert_clean();
}

#[test]
fn a_block_without_tasks_is_not_kept_and_comes_back_with_them() {
    let mut office = office_with(140);
    let kept =
        "SELECT (SELECT count(*) FROM packed_rows) * 10 + (SELECT count(*) FROM packed_marks)";
    assert_eq!(count(&office, kept), 33);
    office.undo(BAO).unwrap();
    assert_eq!(count(&office, kept), 11);
    office.assert_clean();
    office.redo(BAO).unwrap();
    assert_eq!(count(&office, kept), 33);
    office.assert_packed();
    office.assert_clean();
}

#[test]
fn marks_are_written_only_when_a_requirement_changes() {
    let mut office = Office::new();
    let altered = "UPDATE packed_marks SET bytes = x'01'";
    tamper(&office, altered);
    office.update(SUN, &[0], &status(Status::Assigned)).unwrap();
    let as_altered = "SELECT count(*) FROM packed_marks WHERE bytes = x'01'";
    assert_eq!(count(&office, as_altered), 1);
    let edit = because("专题会议定", requirement("新建园舍2所"));
    let refused = office.update(SUN, &[1], &edit);
    assert!(
        matches!(refused, Err(LedgerError::Altered(Part::Marks))),
        "{refused:?}"
    );
}

#[test]
fn a_block_that_is_not_what_a_change_begins_with_is_not_written_over() {
    for sql in [
        "UPDATE packed_rows SET bytes = x'FF'",
        "UPDATE packed_rows SET bytes = (SELECT bytes FROM packed_rows WHERE block = 1)",
        "UPDATE packed_rows SET (sum, bytes) = (SELECT sum, bytes FROM packed_rows WHERE block = 1)",
        "UPDATE packed_rows SET block = block + 7",
        "DELETE FROM packed_rows",
        "DELETE FROM packed_rows; DELETE FROM packed_marks",
        // Of another format.
        "UPDATE packed_rows SET bytes = CAST(x'FE' || substr(bytes, 2) AS BLOB); \
         UPDATE packed_marks SET bytes = CAST(x'FE' || substr(bytes, 2) AS BLOB)",
    ] {
        let mut office = office_with(100);
        let entries = office.entries();
        tamper(&office, sql);
        assert!(!audit(&office).is_clean(), "{sql}");
        let refused = office.update(SUN, &[0, 80], &status(Status::Assigned));
        assert!(
            matches!(refused, Err(LedgerError::Altered(Part::Rows))),
            "{sql}: {refused:?}"
        );
        assert_eq!(office.entries(), entries, "{sql}");
        assert!(!audit(&office).is_clean(), "{sql}");
    }
    // A new task among others whose block is lost.
    let mut office = office_with(100);
    tamper(&office, "DELETE FROM packed_rows WHERE block = 1");
    let added = body("规范校外培训机构", "达州市");
    let now = office.now();
    let refused = office.ledger.register(&actor(SUN), now, &added, None);
    assert!(
        matches!(refused, Err(LedgerError::Altered(Part::Rows))),
        "{refused:?}"
    );
}
