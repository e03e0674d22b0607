//! Tables repaired from the trail, and what is not repaired.

use std::path::Path;

use rusqlite::Connection;

use super::audit::worked;
use super::fixture::*;
use crate::domain::{Action, EntryId, Field, TaskId};
use crate::ledger::{
    Access, AsOf, HistoryFilter, Ledger, LedgerError, Problem, Rebuild, Subject, open,
};

/// Does something to a ledger behind its back.
fn tamper(path: &Path, sql: &str) {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}"))
        .unwrap();
}

fn rebuild(ledger: &mut Ledger) -> Result<Rebuild, LedgerError> {
    ledger.rebuild(&actor(SUN), time("2026-03-01T01:00:00Z"))
}

/// What every table holds but those of the trail, whose repair is an entry more.
fn tables(path: &Path) -> Vec<String> {
    let all = super::audit::dump(path).unwrap().into_iter();
    all.filter(|line| {
        !["entry ", "batch ", "tally "]
            .iter()
            .any(|of| line.starts_with(of))
    })
    .collect()
}

const TAMPERED: [&str; 22] = [
    "UPDATE task SET title = '改', progress = 90",
    "UPDATE task SET updated_at = replace(updated_at, 'T', ' ') WHERE id = 2",
    "UPDATE task SET status = 'registered', revision = 1",
    "DELETE FROM task WHERE id = 2",
    "DELETE FROM task",
    "INSERT INTO task SELECT 900, revision, last_batch, updated_at, updated_by, number, parent, document, region, sector, section_path, title, requirement, problem, objective, measures, clause, deadline_text, deadline, original_deadline, standing, status, progress, started_on, report_cycle, entries, row_sum, lists_sum FROM task WHERE id = 1",
    "DELETE FROM assignment",
    "UPDATE assignment SET name = '李四'",
    "UPDATE milestone SET due = '2031-01-01'",
    "INSERT INTO milestone VALUES (44, 0, '无主', NULL, 'day', NULL)",
    "UPDATE indicator SET value = 1.0",
    "DELETE FROM event",
    "UPDATE event SET withdrawn = 1 - withdrawn",
    "UPDATE region SET parent = NULL; DELETE FROM region WHERE key LIKE '%达州市'",
    "INSERT INTO source_document VALUES (1, '方案', NULL, NULL, NULL, '未归类', NULL)",
    "UPDATE batch SET user = '李云生' WHERE id = 4; DELETE FROM batch WHERE id = 2",
    "UPDATE packed_rows SET bytes = x'01'",
    "DELETE FROM packed_rows; DELETE FROM packed_marks",
    "INSERT INTO packed_rows SELECT 7, sum, bytes FROM packed_rows",
    "UPDATE packed_name SET name = name || '改'",
    "UPDATE packed_first SET bytes = x'00'",
    "DELETE FROM tally",
];

#[test]
fn every_table_that_was_altered_is_what_its_entries_say_again_and_the_trail_tells_it() {
    for sql in TAMPERED {
        let (_office, path) = worked();
        let whole = tables(&path);
        let state = open(&path, Access::ReadOnly).unwrap().state().unwrap();
        tamper(&path, sql);
        let mut ledger = open(&path, Access::Mend).unwrap();
        assert!(!ledger.audit().unwrap().is_clean(), "{sql}");
        let entries = ledger.last_entry();
        let done = rebuild(&mut ledger).unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert!(!done.repaired.is_empty(), "{sql}");
        let report = ledger.audit().unwrap();
        assert!(report.is_clean(), "{sql}: {report:?}");
        assert_eq!(ledger.state().unwrap(), state, "{sql}");
        drop(ledger);
        // The names may have got other numbers, and the rows with them.
        if !sql.contains("packed_name") {
            assert_eq!(tables(&path), whole, "{sql}");
        }
        let mut ledger = open(&path, Access::Write).unwrap();
        let trail = ledger.history(&HistoryFilter::default()).unwrap();
        let told = trail.last().unwrap();
        assert_eq!(
            (done.entry, told.action),
            (Some(told.id), Action::Rebuild),
            "{sql}"
        );
        assert_eq!((told.change.field, told.task()), (Field::Rebuild, None));
        let kinds = told.change.new.as_object().unwrap();
        assert_eq!(kinds.len(), done.repaired.len(), "{sql}");
        assert!(
            entries.is_err() || entries.unwrap() < Some(told.id),
            "{sql}"
        );
        // Work goes on, the past is as it was, and nobody takes a repair back.
        assert_eq!(ledger.as_of(AsOf::Entry(told.id)).unwrap(), state, "{sql}");
        let undone = ledger.undo_entry(&actor(SUN), time("2026-03-01T02:00:00Z"), told.id);
        assert!(
            matches!(undone, Err(LedgerError::NotUndoable(_))),
            "{undone:?}"
        );
        let target = [target(TaskId::FIRST)];
        let now = time("2026-03-01T03:00:00Z");
        ledger
            .update(&actor(SUN), now, &target, &progress(77))
            .unwrap();
        let undone = ledger.undo(&actor(SUN), now).unwrap();
        assert_eq!(undone.done, [TaskId::FIRST], "{sql}");
        assert!(ledger.audit().unwrap().is_clean(), "{sql}");
    }
}

#[test]
fn a_sound_ledger_is_left_as_it_is() {
    let (_office, path) = worked();
    let mut ledger = open(&path, Access::Mend).unwrap();
    let before = ledger.audit().unwrap();
    assert_eq!(rebuild(&mut ledger).unwrap(), Rebuild::default());
    assert_eq!(ledger.audit().unwrap(), before);
}

#[test]
fn tables_are_not_repaired_from_a_trail_that_is_not_whole_itself() {
    let (_office, path) = worked();
    tamper(
        &path,
        "DROP TRIGGER entry_is_never_changed; UPDATE entry SET reason = '改' WHERE seq = 9; \
         UPDATE task SET title = '改';",
    );
    let mut ledger = open(&path, Access::Mend).unwrap();
    let before = tables(&path);
    let refused = rebuild(&mut ledger);
    assert!(
        matches!(&refused, Err(LedgerError::TrailBroken(entry)) if *entry == EntryId::new(9).unwrap()),
        "{refused:?}"
    );
    assert_eq!(tables(&path), before);
}

#[test]
fn the_trail_names_what_was_repaired() {
    let (_office, path) = worked();
    tamper(
        &path,
        "UPDATE task SET title = '改' WHERE id > 1; DELETE FROM batch WHERE id = 3",
    );
    let mut ledger = open(&path, Access::Mend).unwrap();
    let done = rebuild(&mut ledger).unwrap();
    assert_eq!(done.repaired, [(Subject::Task, 2), (Subject::Batch, 1)]);
    let trail = ledger.history(&HistoryFilter::default()).unwrap();
    let expected = serde_json::json!({
        "batch": {"count": 1, "first": ["3"]},
        "task": {"count": 2, "first": ["2", "3"]},
    });
    assert_eq!(trail.last().unwrap().change.new, expected);
}

#[test]
fn an_index_that_lost_its_rows_is_made_anew() {
    let (_office, path) = worked();
    let mut ledger = open(&path, Access::Mend).unwrap();
    let (state, trail) = (ledger.state(), ledger.history(&HistoryFilter::default()));
    // What a damaged page does, done by hand: the index is there, and has nothing in it.
    for (index, table) in [
        ("entry_task", "entry (task)"),
        ("event_task", "event (task)"),
        ("batch_user", "batch (user)"),
    ] {
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch(&format!(
            "CREATE INDEX gone ON {table} WHERE {} IS NULL AND false; \
             PRAGMA writable_schema = ON; \
             UPDATE sqlite_schema SET rootpage = (SELECT sum(rootpage) FROM sqlite_schema \
                 WHERE name IN ('{index}', 'gone')) - rootpage WHERE name IN ('{index}', 'gone'); \
             PRAGMA writable_schema = RESET;",
            table.split(['(', ')']).nth(1).unwrap()
        ))
        .unwrap();
        drop(conn);
        let report = ledger.audit().unwrap();
        let differs = Problem::Differs(Subject::Index, index.to_owned());
        let batches = Problem::Differs(Subject::Index, "batch".to_owned());
        let found = &report.problems;
        assert!(
            found.contains(&differs) || found.contains(&batches),
            "{report:?}"
        );
        assert_eq!(report.first_bad, None);
        rebuild(&mut ledger).unwrap();
        let report = ledger.audit().unwrap();
        assert!(report.is_clean(), "{index}: {report:?}");
        Connection::open(&path)
            .unwrap()
            .execute_batch("DROP INDEX gone")
            .unwrap();
    }
    assert_eq!(ledger.state().unwrap(), state.unwrap());
    let after = ledger.history(&HistoryFilter::default()).unwrap();
    assert_eq!(after[..after.len() - 3], trail.unwrap()[..]);
}
