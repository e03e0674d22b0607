//! Damage of every kind, done behind the ledger's back, and whether the audit sees it.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::faults::WAYS;
use super::fixture::*;
use crate::domain::draft::{DocumentHead, DraftDocument, TaskDraft};
use crate::domain::task::ExtensionDecision;
use crate::domain::{Edit, EntryId, Party, Role, Status, TaskId};
use crate::ledger::sqlite::schema::sealing;
use crate::ledger::{
    Access, AuditReport, ComparedPart, Doubt, Flaw, IntakeOptions, LedgerError, Misshapen, Part,
    Piece, Problem, TailFault, open,
};

/// An office with work of every kind in it, closed.
pub fn worked() -> (Office, PathBuf) {
    let mut office = Office::new();
    office
        .update(SUN, &[0, 1], &status(Status::Assigned))
        .unwrap();
    office.update(BAO, &[0], &progress(35)).unwrap();
    office
        .update(SUN, &[0], &note("旗财政局资金已到位"))
        .unwrap();
    let moved = deadline(
        Some("2026-06-30"),
        ExtensionDecision::Approved,
        "2025-11-01",
    );
    office.update(SUN, &[0], &moved).unwrap();
    office.update(BAO, &[2], &note("误记")).unwrap();
    office.undo(BAO).unwrap();
    for round in 0..8 {
        let text = format!("第{round}次现场核查：园舍、师资、安保均已到位，台账齐全。");
        office.update(SUN, &[1], &note(&text)).unwrap();
    }
    let path = office.folder().join("受损.db");
    office.ledger.backup(&path).unwrap();
    (office, path)
}

/// What the audit says of the file after `sql` was run on it by another program.
fn audit_after(sql: &str) -> AuditReport {
    let (_office, path) = worked();
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(
        "PRAGMA foreign_keys = OFF; DROP TRIGGER entry_is_never_changed; \
         DROP TRIGGER entry_is_never_deleted;",
    )
    .unwrap();
    let schema = include_str!("../sqlite/schema/schema.sql");
    let at = schema.find("CREATE TRIGGER").unwrap();
    let end = schema.find("CREATE TABLE batch").unwrap();
    conn.execute_batch(sql).unwrap();
    conn.execute_batch(&schema[at..end]).unwrap();
    drop(conn);
    let ledger = open(&path, Access::Write).unwrap();
    let report = ledger.audit().unwrap();
    // Reading a damaged ledger in any other way must not panic either.
    let _ = ledger.state();
    let _ = ledger.history(&Default::default());
    report
}

fn first_bad(report: &AuditReport) -> Option<i64> {
    report.first_bad.map(EntryId::get)
}

#[test]
fn a_ledger_nobody_touched_is_clean_and_its_copy_has_the_same_head() {
    let (office, path) = worked();
    let report = office.ledger.audit().unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(report.entries, office.entries() as u64);
    let copy = open(&path, Access::ReadOnly).unwrap().audit().unwrap();
    assert_eq!(copy, report);
    assert_eq!(report.head.len(), 64);
}

#[test]
fn entries_cannot_be_changed_or_deleted_while_the_triggers_stand() {
    let (_office, path) = worked();
    let conn = Connection::open(&path).unwrap();
    for sql in ["UPDATE entry SET user = '李云生'", "DELETE FROM entry"] {
        assert!(conn.execute_batch(sql).is_err(), "{sql}");
    }
}

#[test]
fn an_entry_altered_in_any_column_is_named() {
    for change in [
        "batch = batch + 1",
        "task = coalesce(task, 0) + 1",
        "at = '2024-03-13T01:05:00.000z'",
        "user = '李云生'",
        "host = ''",
        "session = '晚班'",
        "action = 'import'",
        "field = 'problem'",
        "old = '\"x\"'",
        "new = new || ' '",
        "reason = ''",
        "compensates = 1",
        "hash = zeroblob(32)",
    ] {
        let report = audit_after(&format!("UPDATE entry SET {change} WHERE seq = 11;"));
        assert_eq!(first_bad(&report), Some(11), "{change}: {report:?}");
    }
}

#[test]
fn an_entry_cut_out_of_the_middle_the_beginning_or_the_end_is_named() {
    for seq in [1, 7] {
        let report = audit_after(&format!("DELETE FROM entry WHERE seq = {seq};"));
        assert_eq!(first_bad(&report), Some(seq), "{report:?}");
    }
    let report = audit_after("DELETE FROM entry WHERE seq > (SELECT max(seq) - 2 FROM entry);");
    let (office, _) = worked();
    assert_eq!(
        first_bad(&report),
        Some(office.last_entry().get() - 1),
        "{report:?}"
    );
}

#[test]
fn an_entry_slipped_in_is_named() {
    let copy = |seq: &str| {
        format!(
            "INSERT INTO entry (seq, batch, task, at, user, host, session, action, field, old, new, \
             reason, compensates, hash) SELECT {seq}, batch, task, at, user, host, session, action, \
             field, old, new, reason, compensates, hash FROM entry WHERE seq = 12;"
        )
    };
    let (office, _) = worked();
    let last = office.last_entry().get();
    let report = audit_after(&copy("(SELECT max(seq) + 1 FROM entry)"));
    assert_eq!(first_bad(&report), Some(last + 1), "{report:?}");
    let report = audit_after(&copy("0"));
    assert_eq!(first_bad(&report), Some(1), "{report:?}");
    // In the middle, everything after it moved up by one.
    let shift = "UPDATE entry SET seq = -seq - 1 WHERE seq > 12; \
                 UPDATE entry SET seq = -seq WHERE seq < 0;";
    let report = audit_after(&format!("{shift}{}", copy("13")));
    assert_eq!(first_bad(&report), Some(13), "{report:?}");
}

#[test]
fn two_entries_that_changed_places_are_named() {
    let report = audit_after(
        "UPDATE entry SET seq = -8 WHERE seq = 8; UPDATE entry SET seq = 8 WHERE seq = 9; \
         UPDATE entry SET seq = 9 WHERE seq = -8;",
    );
    assert_eq!(first_bad(&report), Some(8), "{report:?}");
}

#[test]
fn a_projection_altered_behind_the_trail_is_found_in_every_table() {
    for sql in [
        "UPDATE task SET progress = 90 WHERE id = 1;",
        "UPDATE task SET updated_at = replace(updated_at, 'T', ' ') WHERE id = 2;",
        "DELETE FROM assignment WHERE task = 2 AND place = 1;",
        "UPDATE assignment SET place = 5 WHERE task = 2 AND place = 1;",
        "UPDATE assignment SET printed = '局' WHERE task = 1;",
        "UPDATE milestone SET due = '2030-01-01';",
        "UPDATE milestone SET place = 4;",
        "UPDATE indicator SET value = 95.5;",
        "UPDATE event SET withdrawn = 1 - withdrawn;",
        "UPDATE event SET kind = 'report' WHERE kind = 'note';",
        "DELETE FROM event;",
        "DELETE FROM task WHERE id = 3;",
        "INSERT INTO milestone VALUES (44, 0, '无主', NULL, 'day', NULL);",
        "DELETE FROM region WHERE key LIKE '%达州市';",
        "UPDATE region SET parent = NULL;",
        "INSERT INTO source_document VALUES (1, '方案', NULL, NULL, NULL, '未归类', NULL);",
        "UPDATE batch SET user = '李云生' WHERE id = 4;",
        "UPDATE batch SET compensates = NULL WHERE compensates IS NOT NULL;",
        "DELETE FROM batch WHERE id = 2;",
    ] {
        let report = audit_after(sql);
        assert!(!report.is_clean(), "{sql}");
        assert_eq!(report.first_bad, None, "{sql}: {report:?}");
    }
    let report = audit_after("UPDATE task SET title = '改' WHERE id = 2;");
    assert_eq!(
        report.problems,
        [Problem::Differs(ComparedPart::Task, "2".to_owned())]
    );
}

#[test]
fn packed_rows_that_are_not_what_the_entries_say_are_named_by_their_block() {
    let differs = |subject| vec![Problem::Differs(subject, "0".to_owned())];
    for (sql, found) in [
        (
            "UPDATE packed_rows SET bytes = x'01';",
            differs(ComparedPart::Rows),
        ),
        (
            "UPDATE packed_rows SET bytes = CAST(bytes || x'00' AS BLOB);",
            differs(ComparedPart::Rows),
        ),
        ("DELETE FROM packed_rows;", differs(ComparedPart::Rows)),
        (
            "UPDATE packed_marks SET bytes = zeroblob(9);",
            differs(ComparedPart::Marks),
        ),
        ("DELETE FROM packed_marks;", differs(ComparedPart::Marks)),
    ] {
        assert_eq!(audit_after(sql).problems, found, "{sql}");
    }
    let report = audit_after("INSERT INTO packed_rows SELECT 7, sum, bytes FROM packed_rows;");
    let second = Problem::Differs(ComparedPart::Rows, "7".to_owned());
    assert_eq!(report.problems, [second]);
}

fn guard(name: &str, flaw: Flaw) -> Problem {
    let (piece, name) = (Piece::Trigger, name.to_owned());
    Problem::Misshapen(Misshapen { piece, name, flaw })
}

#[test]
fn a_trigger_that_is_missing_or_does_nothing_is_named() {
    let (_office, path) = worked();
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(
        "DROP TRIGGER entry_is_never_deleted; DROP TRIGGER entry_is_never_changed; \
         CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry BEGIN SELECT 1; END;",
    )
    .unwrap();
    drop(conn);
    let report = open(&path, Access::Write).unwrap().audit().unwrap();
    assert_eq!(
        report.problems,
        [
            guard("entry_is_never_changed", Flaw::Altered),
            guard("entry_is_never_deleted", Flaw::Missing),
        ]
    );
}

/// Everything that is stored, as text; an error where it cannot be read.
pub fn dump(path: &Path) -> Result<Vec<String>, rusqlite::Error> {
    const TABLES: [&str; 15] = [
        "entry",
        "batch",
        "region",
        "source_document",
        "task",
        "assignment",
        "milestone",
        "indicator",
        "event",
        "packed_name",
        "packed_rows",
        "packed_marks",
        "packed_first",
        "tally",
        "about",
    ];
    let conn = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut lines = Vec::new();
    for table in TABLES {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let values = (0..columns)
                .map(|column| row.get_ref(column).map(|value| format!("{value:?}")))
                .collect::<Result<Vec<_>, _>>()?;
            lines.push(format!("{table} {}", values.join("|")));
        }
    }
    Ok(lines)
}

/// What the ledger makes of a file: a clean audit, or not.
fn is_seen_clean(path: &Path) -> bool {
    let opened: Result<AuditReport, LedgerError> = open(path, Access::Write).and_then(|ledger| {
        let report = ledger.audit();
        let _ = ledger.state();
        let _ = (ledger.rows(), ledger.blocks(), ledger.marks());
        let _ = ledger.first_rows(2);
        report
    });
    opened.is_ok_and(|report| report.is_clean())
}

#[test]
fn whichever_bytes_are_flipped_nothing_panics_and_every_stored_value_that_changed_is_reported() {
    let rounds = scaled("DUBAN_TEST_FLIPS", 200);
    let (office, path) = worked();
    let whole = dump(&path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    // Most of so small a file is empty: bytes that are something are hit.
    let used: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
    let mut dice = Dice(7);
    let (mut harmless, mut reported) = (0_u32, 0_u32);
    let flipped = office.folder().join("翻转.db");
    for _ in 0..rounds {
        let mut copy = bytes.clone();
        let at = used[dice.below(used.len())];
        let mask = (dice.below(255) + 1) as u8;
        copy[at] ^= mask;
        for tail in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{tail}", flipped.display()));
        }
        std::fs::write(&flipped, &copy).unwrap();
        let changed = dump(&flipped).as_ref() != Ok(&whole);
        let clean = is_seen_clean(&flipped);
        assert!(!(changed && clean), "byte {at} ^ {mask} went unseen");
        reported += u32::from(!clean);
        harmless += u32::from(!changed);
    }
    println!("{rounds} flips: {reported} reported, {harmless} changed no stored value");
    assert!(reported > rounds / 2);
}

/// Somebody changes a table behind the trail: what, and a lawful change of the same thing after it.
fn falsified() -> Vec<(&'static str, Edit)> {
    let leaders = Edit {
        parties: vec![(Role::Leader, vec![Party::named("单志强")])],
        ..Edit::default()
    };
    let moved = deadline(
        Some("2029-09-30"),
        ExtensionDecision::Approved,
        "2026-02-01",
    );
    let reached = Edit {
        milestone: Some((0, Some(day("2025-05-01")))),
        ..Edit::default()
    };
    let words = Edit {
        requirement: Some("新建园舍2所".to_owned()),
        ..Edit::default()
    };
    let elsewhere = Edit {
        region: Some(region("林西县")),
        ..Edit::default()
    };
    vec![
        (
            "UPDATE task SET status = 'registered'",
            status(Status::InProgress),
        ),
        ("UPDATE task SET progress = 90", progress(40)),
        (
            "UPDATE task SET requirement = '不作要求'",
            because("会议定", words),
        ),
        ("UPDATE task SET title = '改'", progress(41)),
        (
            "UPDATE task SET region = '511700 达州市'",
            because("会议定", elsewhere),
        ),
        (
            "UPDATE task SET deadline = '2029-01-01'",
            because("会议定", moved.clone()),
        ),
        ("UPDATE task SET revision = 40, entries = 41", progress(42)),
        (
            "UPDATE assignment SET name = '李四'",
            because("会议定", leaders.clone()),
        ),
        ("DELETE FROM assignment", because("会议定", leaders)),
        (
            "UPDATE milestone SET due = '2031-01-01'",
            because("会议定", moved.clone()),
        ),
        (
            "UPDATE milestone SET text = '不办'",
            because("会议定", reached),
        ),
        ("UPDATE indicator SET value = 1.0", because("会议定", moved)),
        (
            "UPDATE event SET body = '{\"kind\":\"note\",\"text\":\"假\"}'",
            note("真"),
        ),
        ("UPDATE event SET withdrawn = 1 - withdrawn", note("真")),
        ("DELETE FROM event", note("真")),
    ]
}

#[test]
fn no_lawful_change_goes_on_top_of_a_falsified_task_and_the_audit_still_finds_it() {
    for (sql, edit) in falsified() {
        let (_office, path) = worked();
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let mut ledger = open(&path, Access::Write).unwrap();
        let before = ledger.audit().unwrap();
        assert!(!before.is_clean(), "{sql}");
        let id = TaskId::FIRST;
        let done = ledger.update(
            &actor(SUN),
            time("2026-03-01T01:00:00Z"),
            &[target(id)],
            &edit,
        );
        let part = Part::Task(id);
        assert!(
            matches!(&done, Err(LedgerError::Altered(found)) if *found == part),
            "{sql}: {done:?}"
        );
        assert_eq!(ledger.audit().unwrap(), before, "{sql}");
    }
}

#[test]
fn a_change_on_top_of_what_was_falsified_before_there_were_sums_is_named_by_its_old_value() {
    for (sql, edit) in falsified() {
        let (_office, path) = worked();
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch(sql).unwrap();
        // As an older ledger comes to its sums: from the tables as they are.
        conn.execute_batch(
            "DELETE FROM packed_rows; DELETE FROM packed_marks; DELETE FROM packed_name",
        )
        .unwrap();
        sealing::seal_all(&conn).unwrap();
        drop(conn);
        let mut ledger = open(&path, Access::Write).unwrap();
        let report = ledger.audit().unwrap();
        assert!(!report.is_clean(), "{sql}");
        let last = ledger.last_entry().unwrap();
        ledger
            .update(
                &actor(SUN),
                time("2026-03-01T01:00:00Z"),
                &[target(TaskId::FIRST)],
                &edit,
            )
            .unwrap();
        let report = ledger.audit().unwrap();
        assert!(!report.is_clean(), "{sql}: {report:?}");
        let is_old = report.first_bad > last;
        let differs = Problem::Differs(ComparedPart::Task, "1".to_owned());
        assert!(
            is_old || report.problems.contains(&differs),
            "{sql}: {report:?}"
        );
    }
}

#[test]
fn no_lawful_change_goes_on_top_of_a_falsified_region_document_batch_name_or_entry() {
    for (sql, part) in [
        ("UPDATE region SET parent = NULL", Part::Regions),
        ("DELETE FROM region WHERE key LIKE '%达州市'", Part::Regions),
        (
            "INSERT INTO source_document VALUES (1, '方案', NULL, NULL, NULL, '未归类', NULL)",
            Part::Documents,
        ),
        ("UPDATE packed_name SET name = '改' || name", Part::Names),
        ("UPDATE packed_rows SET bytes = zeroblob(9)", Part::Rows),
        ("UPDATE packed_first SET bytes = x'00'", Part::Opening),
        ("UPDATE tally SET count = count + 1", Part::Totals),
        ("DELETE FROM tally", Part::Totals),
    ] {
        let (_office, path) = worked();
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch("PRAGMA foreign_keys = OFF;").unwrap();
        conn.execute_batch(sql).unwrap();
        drop(conn);
        let mut ledger = open(&path, Access::Write).unwrap();
        let before = ledger.audit().unwrap();
        assert!(!before.is_clean(), "{sql}");
        let now = time("2026-03-01T01:00:00Z");
        let draft = DraftDocument {
            document: Some(DocumentHead {
                title: "方案".to_owned(),
                region: Some("红山区".to_owned()),
                ..DocumentHead::default()
            }),
            tasks: vec![TaskDraft {
                title: "新建园舍".to_owned(),
                ..TaskDraft::default()
            }],
            warnings: vec![],
        };
        let taken = ledger.take_in(&actor(SUN), now, &[draft], &IntakeOptions::default());
        // What the glance at opening sees is not even opened for writing.
        let glanced = Doubt::Tail(TailFault::Altered(part));
        let is_refused = match &taken {
            Err(LedgerError::Altered(found)) => *found == part,
            Err(LedgerError::Doubtful { doubt, .. }) => *doubt == glanced,
            _ => false,
        };
        assert!(is_refused, "{sql}: {taken:?}");
        assert_eq!(ledger.audit().unwrap(), before, "{sql}");
    }
    let (_office, path) = worked();
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("UPDATE batch SET user = '包志刚' WHERE id < (SELECT max(id) FROM batch)")
        .unwrap();
    drop(conn);
    let mut ledger = open(&path, Access::Write).unwrap();
    let undone = ledger.undo(&actor(BAO), time("2026-03-01T01:00:00Z"));
    assert!(
        matches!(undone, Err(LedgerError::Altered(Part::Batches))),
        "{undone:?}"
    );
}

#[test]
fn nothing_is_written_where_a_region_or_a_document_was_altered() {
    for (sql, part) in [
        ("UPDATE region SET parent = NULL", Part::Regions),
        ("INSERT INTO region VALUES ('某地', NULL)", Part::Regions),
        (
            "DELETE FROM region WHERE key NOT IN (SELECT region FROM task)",
            Part::Regions,
        ),
        (
            "INSERT INTO source_document VALUES (1, '方案', NULL, NULL, NULL, '未归类', NULL)",
            Part::Documents,
        ),
    ] {
        for (way, write) in WAYS {
            let (office, path) = worked();
            let conn = Connection::open(&path).unwrap();
            conn.execute_batch("PRAGMA foreign_keys = OFF;").unwrap();
            conn.execute_batch(sql).unwrap();
            drop(conn);
            let mut ledger = open(&path, Access::Write).unwrap();
            let before = ledger.audit().unwrap();
            assert!(!before.is_clean(), "{sql}");
            let done = write(
                &mut ledger,
                SUN,
                time("2026-03-01T01:00:00Z"),
                office.ids[1],
            );
            let is_said = match &done {
                Err(LedgerError::Altered(found)) => *found == part,
                // Nothing is there to be put back, which is said first.
                Err(LedgerError::NothingToRedo) => way == "redo",
                // Everything it made was changed since, and is left alone.
                Ok(()) => way == "undo an entry",
                _ => false,
            };
            assert!(is_said, "{sql}: {way}: {done:?}");
            assert_eq!(ledger.audit().unwrap(), before, "{sql}: {way}");
        }
    }
}

#[test]
fn a_name_that_was_altered_comes_into_no_row() {
    for (sql, user, unit) in [
        // One that a row has becomes one that comes into another, by its unit or by who writes.
        (
            "UPDATE packed_name SET name = '旗卫健委' WHERE name = '旗教育局'",
            SUN,
            "旗卫健委",
        ),
        (
            "UPDATE packed_name SET name = '周海' WHERE name = '李云生'",
            "周海",
            "旗教育局",
        ),
        // One that no row has any more, and one too many.
        (
            "INSERT INTO packed_name VALUES (900, '旗卫健委')",
            SUN,
            "旗卫健委",
        ),
    ] {
        let (office, path) = worked();
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch(sql).unwrap();
        assert_eq!(conn.changes(), 1, "{sql}");
        drop(conn);
        let mut ledger = open(&path, Access::Write).unwrap();
        let before = ledger.audit().unwrap();
        assert!(!before.is_clean(), "{sql}");
        let now = time("2026-03-01T01:00:00Z");
        let edit = Edit {
            parties: vec![(Role::LeadUnit, vec![Party::named(unit)])],
            ..Edit::default()
        };
        let done = ledger.update(&actor(user), now, &[target(office.ids[2])], &edit);
        let is_said = matches!(done, Err(LedgerError::Altered(Part::Names)));
        assert!(is_said, "{sql}: {done:?}");
        assert_eq!(ledger.audit().unwrap(), before, "{sql}");
    }
}

#[test]
fn a_sound_ledger_is_compared_without_a_closer_look_at_any_task() {
    let (office, _path) = worked();
    let found = crate::ledger::sqlite::audit::found_in(&office.ledger.store.conn).unwrap();
    assert_eq!((found.closer_looks, found.differs.len()), (0, 0));
}
