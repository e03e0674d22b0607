//! Tables repaired from the trail, and what is not repaired.

use std::path::Path;

use rusqlite::Connection;

use super::audit::worked;
use super::fixture::*;
use super::machine::{child, handed_path, killed_after, role};
use crate::domain::{Action, EntryId, Field, TaskId};
use crate::ledger::{
    Access, AsOf, ComparedPart, Doubt, HistoryFilter, Ledger, LedgerError, Problem, Rebuild, open,
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

const TAMPERED: [&str; 26] = [
    "UPDATE task SET title = '改', progress = 90",
    "UPDATE task SET updated_at = replace(updated_at, 'T', ' ') WHERE id = 2",
    "UPDATE task SET status = 'registered', revision = 1",
    "DELETE FROM task WHERE id = 2",
    "DELETE FROM task",
    "CREATE TEMP TABLE twin AS SELECT * FROM task WHERE id = 1; UPDATE twin SET id = 900; INSERT INTO task SELECT * FROM twin",
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
    "DELETE FROM region WHERE key NOT IN (SELECT region FROM task)",
    "DELETE FROM region",
    "UPDATE task SET region = '无此地区', document = 77, parent = 88",
    "UPDATE event SET entry = 9000 + entry; UPDATE batch SET first_entry = 9000, compensates = 9000",
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
    assert_eq!(
        done.repaired,
        [(ComparedPart::Task, 2), (ComparedPart::Batch, 1)]
    );
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
        let differs = Problem::Differs(ComparedPart::Index, index.to_owned());
        let batches = Problem::Differs(ComparedPart::Index, "batch".to_owned());
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
            .execute_batch("DROP INDEX IF EXISTS gone")
            .unwrap();
    }
    assert_eq!(ledger.state().unwrap(), state.unwrap());
    let after = ledger.history(&HistoryFilter::default()).unwrap();
    assert_eq!(after[..after.len() - 3], trail.unwrap()[..]);
}

/// Every table but the trail's own, every index and every trigger of a ledger: kind, name and what
/// made it.
fn pieces(path: &Path) -> Vec<(String, String, String)> {
    let conn = Connection::open(path).unwrap();
    let sql = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
    let mut statement = conn.prepare(sql).unwrap();
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    found.unwrap().map(Result::unwrap).collect()
}

/// A ledger that lost or got a piece is only read, is told to be so in words, and is whole again
/// after a repair, which the trail tells.
fn is_mended_after(sql: &str) {
    let (_office, path) = worked();
    let (whole, made) = (tables(&path), pieces(&path));
    let before = open(&path, Access::ReadOnly).unwrap();
    let (state, id) = (before.state().unwrap(), before.id().unwrap());
    drop(before);
    tamper(&path, sql);
    let mut ledger = open(&path, Access::Write).unwrap();
    let Some(LedgerError::Doubtful { doubt, .. }) = ledger.doubt() else {
        panic!("{sql}: not noticed");
    };
    assert!(matches!(doubt, Doubt::Shape(_)), "{sql}: {doubt:?}");
    let (target, now) = ([target(TaskId::FIRST)], time("2026-03-01T03:00:00Z"));
    let refused = ledger.update(&actor(SUN), now, &target, &progress(77));
    assert!(
        matches!(refused, Err(LedgerError::Doubtful { .. })),
        "{sql}: {refused:?}"
    );
    let report = ledger.audit().unwrap();
    assert_eq!(report.first_bad, None, "{sql}");
    let is_shape = |it: &Problem| matches!(it, Problem::Misshapen(_));
    assert!(!report.is_clean(), "{sql}");
    assert!(report.problems.iter().all(is_shape), "{sql}: {report:?}");
    let short = ledger.audit_tail(5).unwrap();
    assert_eq!(short.problems, report.problems, "{sql}");
    drop(ledger);

    let mut ledger = open(&path, Access::Mend).unwrap();
    let done = rebuild(&mut ledger).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let count: usize = done.repaired.iter().map(|(_, count)| count).sum();
    assert!(count >= report.problems.len(), "{sql}: {done:?}");
    let report = ledger.audit().unwrap();
    assert!(report.is_clean(), "{sql}: {report:?}");
    drop(ledger);
    let mut ledger = open(&path, Access::Write).unwrap();
    assert_eq!(ledger.doubt().map(|it| it.to_string()), None, "{sql}");
    assert_eq!(ledger.state().unwrap(), state, "{sql}");
    assert_eq!(ledger.id().unwrap() == id, !sql.contains("about"), "{sql}");
    // A table under another name is nobody's, and stays.
    let mut again = pieces(&path);
    again.retain(|(_, name, _)| name != "assignments");
    assert_eq!(again, made, "{sql}");
    let unpacked = |lines: Vec<String>| -> Vec<String> {
        let is_packed = |it: &&String| it.starts_with("packed_") || it.starts_with("about");
        lines.iter().filter(|it| !is_packed(it)).cloned().collect()
    };
    assert_eq!(unpacked(tables(&path)), unpacked(whole), "{sql}");
    let trail = ledger.history(&HistoryFilter::default()).unwrap();
    let told = trail.last().unwrap();
    assert_eq!((done.entry, told.action), (Some(told.id), Action::Rebuild));
    let kinds = told.change.new.as_object().unwrap();
    assert_eq!(kinds.len(), done.repaired.len(), "{sql}");
    ledger
        .update(&actor(SUN), now, &target, &progress(77))
        .unwrap();
    ledger.undo(&actor(SUN), now).unwrap();
    assert!(ledger.audit().unwrap().is_clean(), "{sql}");
}

#[test]
fn a_table_an_index_or_a_trigger_that_is_missing_is_made_anew() {
    let (_office, path) = worked();
    let mut seen = 0;
    for (kind, name, _) in pieces(&path) {
        if name != "entry" {
            is_mended_after(&format!("DROP {kind} {name}"));
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
    let tables = pieces(&path).into_iter();
    let tables = tables.filter(|(kind, name, _)| kind == "table" && name != "entry");
    let all: String = tables
        .map(|(_, name, _)| format!("DROP TABLE {name};"))
        .collect();
    is_mended_after(&all);
}

#[test]
fn a_table_an_index_or_a_trigger_that_is_another_is_made_anew() {
    for sql in [
        "DROP TRIGGER entry_is_never_changed; CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry BEGIN SELECT 1; END",
        "CREATE TRIGGER mine AFTER INSERT ON region BEGIN SELECT RAISE(ABORT, 'no'); END",
        "CREATE TRIGGER mine AFTER INSERT ON entry BEGIN SELECT RAISE(ABORT, 'no'); END",
        "CREATE UNIQUE INDEX mine ON entry (session, action, seq)",
        "CREATE UNIQUE INDEX mine ON task (id, title)",
        "DROP INDEX entry_task; CREATE INDEX entry_task ON entry (seq)",
        "DROP INDEX event_task; CREATE INDEX event_task ON event (task) WHERE false",
        "DROP INDEX event_task; CREATE TABLE event_task (a)",
        "DROP TABLE event; CREATE VIEW event AS SELECT 1 AS task",
        "DROP TABLE milestone; CREATE TABLE milestone (task, place, text, due, precision, done_on)",
        "ALTER TABLE task ADD COLUMN colour TEXT",
        "ALTER TABLE task DROP COLUMN objective",
        "ALTER TABLE assignment RENAME TO assignments",
        "ALTER TABLE entry ADD COLUMN colour TEXT",
        "ALTER TABLE batch DROP COLUMN login; UPDATE task SET title = '改'",
        "DELETE FROM event; DROP TABLE region; DROP TRIGGER entry_is_never_deleted; DROP INDEX entry_task",
    ] {
        is_mended_after(sql);
    }
}

#[test]
fn what_others_put_beside_the_tables_and_decides_nothing_is_left_alone() {
    let (_office, path) = worked();
    tamper(
        &path,
        "CREATE TABLE mine (a); CREATE INDEX mine_too ON task (title); ANALYZE; DROP TABLE event",
    );
    let mut ledger = open(&path, Access::Mend).unwrap();
    let done = rebuild(&mut ledger).unwrap();
    assert_eq!(done.repaired, [(ComparedPart::Table, 1)]);
    drop(ledger);
    assert!(pieces(&path).iter().any(|(_, name, _)| name == "mine"));
    let ledger = open(&path, Access::Write).unwrap();
    assert!(ledger.doubt().is_none() && ledger.audit().unwrap().is_clean());
}

#[test]
fn nothing_is_made_anew_from_a_trail_that_is_not_whole() {
    for damage in [
        "UPDATE entry SET reason = '改' WHERE seq = 9; DROP INDEX entry_task",
        "UPDATE entry SET reason = '改' WHERE seq = 9; DROP TABLE packed_marks",
        "DELETE FROM entry WHERE seq > 8; DROP TABLE tally",
        "DELETE FROM entry WHERE seq > 8; DROP TABLE batch",
        "DROP TABLE entry",
    ] {
        let (_office, path) = worked();
        let drop = "DROP TRIGGER entry_is_never_changed; DROP TRIGGER entry_is_never_deleted;";
        tamper(&path, &format!("{drop} {damage}"));
        let before = pieces(&path);
        let mut ledger = open(&path, Access::Mend).unwrap();
        assert!(ledger.audit().unwrap().first_bad.is_some(), "{damage}");
        let refused = rebuild(&mut ledger);
        assert!(
            matches!(refused, Err(LedgerError::TrailBroken(_))),
            "{damage}: {refused:?}"
        );
        assert_eq!(pieces(&path), before, "{damage}");
    }
}

#[test]
fn a_ledger_that_lost_its_id_gets_a_new_one() {
    let (_office, path) = worked();
    tamper(&path, "DELETE FROM about");
    let mut ledger = open(&path, Access::Mend).unwrap();
    assert!(ledger.id().is_err());
    rebuild(&mut ledger).unwrap();
    assert!(ledger.id().is_ok() && ledger.audit().unwrap().is_clean());
}

#[test]
fn whoever_is_killed_while_repairing_has_changed_nothing_or_repaired_all() {
    const TEST: &str =
        "tests::rebuild::whoever_is_killed_while_repairing_has_changed_nothing_or_repaired_all";
    if role().is_some() {
        let mut ledger = open(&handed_path(), Access::Mend).unwrap();
        println!("answer begun");
        rebuild(&mut ledger).unwrap();
        return;
    }
    let mut dice = Dice(7);
    for _ in 0..12 {
        let (_office, path) = worked();
        tamper(
            &path,
            "DROP TABLE milestone; DROP TABLE task; DROP INDEX entry_task",
        );
        let entries = open(&path, Access::ReadOnly)
            .unwrap()
            .audit()
            .unwrap()
            .entries;
        let pause = std::time::Duration::from_micros(dice.below(60_000) as u64);
        killed_after(&mut child(TEST, "repair", &path), pause);
        let mut ledger = open(&path, Access::Mend).unwrap();
        let report = ledger.audit().unwrap();
        match report.is_clean() {
            true => assert_eq!(report.entries, entries + 1),
            false => {
                let missing = report.problems.len();
                assert_eq!((report.entries, missing), (entries, 3), "{report:?}");
            }
        }
        rebuild(&mut ledger).unwrap();
        let report = ledger.audit().unwrap();
        assert!(report.is_clean(), "{report:?}");
        assert_eq!(report.entries, entries + 1);
    }
}
