//! Going from an old schema to the newest, killed at every step. To have more than one step, the
//! oldest here is schema 1 as it might have looked two versions earlier, without the batches and
//! without withdrawn events.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rusqlite::Connection;

use crate::ledger::error::LedgerError;
use crate::ledger::sqlite::file::connect::connect;
use crate::ledger::sqlite::schema::steps::{SchemaStep, climb, shipped};
use crate::ledger::sqlite::schema::version::{APPLICATION_ID, CURRENT};
use crate::ledger::sqlite::tables::select;
use crate::ledger::tests::fixture::{BAO, Dice, Office, SUN, actor, body, note, progress, target};
use crate::ledger::tests::machine::{child, die, handed_path, role};
use crate::ledger::waiting::Wait;
use crate::ledger::{Access, HistoryFilter, open};

/// The version of the old schema.
const OLD: i64 = -1;

/// Those that lead to the first schema.
const EARLY: [SchemaStep; 2] = [
    SchemaStep {
        to: 0,
        sql: "CREATE TABLE batch (
                  id          INTEGER PRIMARY KEY,
                  first_entry INTEGER NOT NULL REFERENCES entry (seq),
                  last_entry  INTEGER NOT NULL REFERENCES entry (seq),
                  user        TEXT NOT NULL,
                  session     TEXT NOT NULL,
                  action      TEXT NOT NULL,
                  compensates INTEGER REFERENCES batch (id)
              ) STRICT;
              CREATE INDEX batch_user ON batch (user, id);
              CREATE INDEX batch_compensates ON batch (compensates) WHERE compensates IS NOT NULL;
              INSERT INTO batch SELECT batch, min(seq), max(seq), user, session, action, compensates
                  FROM entry GROUP BY batch;",
        fill: |_| Ok(()),
    },
    SchemaStep {
        to: 1,
        sql: "ALTER TABLE event ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0
                  CHECK (withdrawn IN (0, 1));
              UPDATE event SET withdrawn = 1 WHERE EXISTS (SELECT 1 FROM batch AS b
                  WHERE b.compensates = event.batch AND b.action = 'undo'
                  AND NOT EXISTS (SELECT 1 FROM batch AS c
                      WHERE c.compensates = b.compensates AND c.id > b.id));",
        fill: |_| Ok(()),
    },
];

/// A ledger of the old schema with `notes` notes, and the new one it is to become.
fn old_ledger(notes: usize) -> (Office, PathBuf) {
    let mut office = Office::new();
    for round in 0..notes {
        let text = format!("第{round}次调度：园舍主体已封顶");
        office.update(SUN, &[round % 3], &note(&text)).unwrap();
    }
    office.update(BAO, &[1], &progress(40)).unwrap();
    office.update(BAO, &[1], &note("误记")).unwrap();
    office.undo(BAO).unwrap();
    let path = office.folder().join("旧.db");
    make_old(&office, &path);
    (office, path)
}

fn make_old(office: &Office, path: &Path) {
    make_first(office, path);
    let conn = Connection::open(path).unwrap();
    conn.execute_batch(
        "PRAGMA foreign_keys = OFF; ALTER TABLE event DROP COLUMN withdrawn; DROP TABLE batch; \
         PRAGMA user_version = -1;",
    )
    .unwrap();
}

/// The office's ledger at `path` as a program of schema 1 would have written it.
fn make_first(office: &Office, path: &Path) {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA journal_mode = WAL;")
        .unwrap();
    conn.execute_batch(include_str!("schema.sql")).unwrap();
    let newest = office.path.to_str().unwrap();
    conn.execute("ATTACH ?1 AS newest", [newest]).unwrap();
    let tables = "SELECT name FROM main.sqlite_schema WHERE type = 'table'";
    for table in select::all(&conn, tables, [], |row| row.get::<_, String>(0)).unwrap() {
        let columns = "SELECT group_concat(name, ', ') FROM pragma_table_info(?1, 'main')";
        let columns: String = conn.query_row(columns, [&table], |row| row.get(0)).unwrap();
        let copy =
            format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newest.{table}");
        conn.execute(&copy, []).unwrap();
    }
    conn.pragma_update(None, "application_id", APPLICATION_ID)
        .unwrap();
    conn.pragma_update(None, "user_version", 1).unwrap();
}

fn climb_at(path: &Path, after_step: impl Fn(i64)) -> Result<(), LedgerError> {
    let conn = connect(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    climb(
        &conn,
        (path, &Wait::default()),
        &[&EARLY[..], &shipped()].concat(),
        after_step,
    )
}

fn version(path: &Path) -> i64 {
    let conn = Connection::open(path).unwrap();
    conn.pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap()
}

fn backup_of(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}.schema-{OLD}.bak", path.display()))
}

/// Fails unless the file is the old schema, whole: no table or column of the new one, and every
/// entry there.
fn assert_old(path: &Path, entries: usize) {
    assert_eq!(version(path), OLD);
    let conn = Connection::open(path).unwrap();
    let new_things: i64 = conn
        .query_row(
            "SELECT (SELECT count(*) FROM sqlite_schema WHERE name IN ('batch', 'packed_rows', 'tally')) \
             + (SELECT count(*) FROM pragma_table_info('event') WHERE name = 'withdrawn')",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(new_things, 0);
    let (there, verdict): (i64, String) = conn
        .query_row(
            "SELECT (SELECT count(*) FROM entry), integrity_check FROM pragma_integrity_check",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!((there as usize, verdict.as_str()), (entries, "ok"));
}

fn assert_new(path: &Path, office: &Office) {
    let ledger = open(path, Access::Write).unwrap();
    let report = ledger.audit().unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(ledger.state().unwrap(), office.state());
}

#[test]
fn an_old_ledger_climbs_to_the_newest_schema_and_its_old_self_is_kept_beside_it() {
    let (office, path) = old_ledger(5);
    let entries = office.entries();
    assert_old(&path, entries);
    climb_at(&path, |_| {}).unwrap();
    assert_eq!(version(&path), CURRENT);
    assert_new(&path, &office);
    assert_old(&backup_of(&path), entries);
    // A second time there is nothing to do, and the old self stays as it is.
    climb_at(&path, |_| panic!("nothing to do")).unwrap();
    assert_old(&backup_of(&path), entries);
}

#[test]
fn the_copy_of_the_old_schema_replaces_neither_a_file_of_others_nor_another_ledger() {
    for other in ["a file", "a ledger", "a link"] {
        let (office, path) = old_ledger(5);
        let there = backup_of(&path);
        let elsewhere = office.folder().join("别处");
        std::fs::write(&elsewhere, "别人的").unwrap();
        match other {
            "a file" => std::fs::write(&there, "别人的").unwrap(),
            "a ledger" => {
                let another = include_bytes!("../../../../tests/ledgers/schema-3.db");
                std::fs::write(&there, another).unwrap();
            }
            _ => std::os::unix::fs::symlink(&elsewhere, &there).unwrap(),
        }
        let before = std::fs::read(&there).unwrap();
        climb_at(&path, |_| {}).unwrap();
        assert!(std::fs::read(&there).unwrap() == before, "{other}");
        assert!(std::fs::read(&elsewhere).unwrap() == "别人的".as_bytes());
        let second = PathBuf::from(format!("{}.schema-{OLD}-2.bak", path.display()));
        assert_old(&second, office.entries());
    }
}

#[test]
fn a_ledger_of_schema_1_is_packed_on_the_way_to_the_newest_and_like_a_new_one_after_it() {
    let mut office = Office::new();
    for number in 0..150 {
        office.register(SUN, &body(&format!("第{number}项"), "林西县"));
    }
    let path = office.folder().join("旧.db");
    make_first(&office, &path);
    let refused = open(&path, Access::ReadOnly);
    assert!(
        matches!(
            refused,
            Err(LedgerError::OlderSchema {
                found: 1..=3,
                supported: CURRENT
            })
        ),
        "{refused:?}"
    );
    let ledger = open(&path, Access::Write).unwrap();
    assert_eq!(version(&path), CURRENT);
    let backup = PathBuf::from(format!("{}.schema-1.bak", path.display()));
    assert_eq!(version(&backup), 1);
    assert_eq!(ledger.blocks().unwrap(), office.ledger.blocks().unwrap());
    assert_eq!(ledger.blocks().unwrap().all.len(), 3);
    assert_eq!(ledger.marks().unwrap(), office.ledger.marks().unwrap());
    let report = ledger.audit().unwrap();
    assert!(report.is_clean(), "{report:?}");
    let made = |path: &Path| -> Vec<(String, Option<String>)> {
        let conn = Connection::open(path).unwrap();
        let sql = "SELECT name, sql FROM sqlite_schema ORDER BY name";
        select::all(&conn, sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    };
    assert_eq!(made(&path), made(&office.path));
}

#[test]
fn what_schema_2_packed_is_packed_anew_on_the_way_to_schema_3() {
    let mut office = Office::new();
    for number in 0..70 {
        office.register(SUN, &body(&format!("第{number}项"), "林西县"));
    }
    let path = &office.folder().join("旧.db");
    make_first(&office, path);
    let conn = connect(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    climb(&conn, (path, &Wait::default()), &shipped()[..1], |_| {}).unwrap();
    conn.execute_batch(
        "INSERT INTO packed_rows VALUES (0, x'03'), (1, x'03'); \
         INSERT INTO packed_letters VALUES (0, x'03'), (1, x'03');",
    )
    .unwrap();
    drop(conn);
    assert_eq!(version(path), 2);
    let (blocks, marks) = (office.ledger.blocks(), office.ledger.marks());
    let ledger = open(path, Access::Write).unwrap();
    assert_eq!(version(path), CURRENT);
    let packed = "SELECT count(*) FROM packed_rows WHERE length(bytes) > 1";
    let conn = Connection::open(path).unwrap();
    let packed: i64 = conn.query_row(packed, [], |row| row.get(0)).unwrap();
    assert_eq!(packed, 2);
    assert_eq!(ledger.blocks().unwrap(), blocks.unwrap());
    assert_eq!(ledger.marks().unwrap(), marks.unwrap());
}

#[test]
fn a_step_that_fails_leaves_the_old_schema() {
    let (office, path) = old_ledger(5);
    let steps = [
        EARLY[0],
        SchemaStep {
            to: 1,
            sql: "ALTER TABLE 无 ADD x",
            fill: |_| Ok(()),
        },
    ];
    let conn = connect(&path, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    assert!(climb(&conn, (&path, &Wait::default()), &steps, |_| {}).is_err());
    drop(conn);
    assert_old(&path, office.entries());
}

#[test]
fn whoever_is_killed_while_climbing_the_schema_is_old_or_new_and_a_copy_of_the_old_exists() {
    const TEST: &str = "sqlite::schema::steps::tests::whoever_is_killed_while_climbing_the_schema_is_old_or_new_and_a_copy_of_the_old_exists";
    if let Some(moment) = role() {
        let moment: i64 = moment.parse().unwrap();
        climb_at(&handed_path(), |reached| {
            if reached == moment {
                die();
            }
        })
        .unwrap();
        die();
    }
    let run = |path: &Path, moment: i64| -> Command {
        let mut command = child(TEST, &moment.to_string(), path);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    // At each step, and after the commit with the log still in place.
    for moment in [0, 1, 2, 3, 4, 9] {
        let (office, path) = old_ledger(60);
        assert!(!run(&path, moment).status().unwrap().success());
        assert_old(&backup_of(&path), office.entries());
        if moment <= CURRENT {
            assert_old(&path, office.entries());
            climb_at(&path, |_| {}).unwrap();
        }
        assert_new(&path, &office);
        assert_old(&backup_of(&path), office.entries());
    }
    // And wherever it happens to be.
    let mut dice = Dice(5);
    let (office, path) = old_ledger(60);
    for _ in 0..15 {
        let mut running = run(&path, 9).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_micros(dice.below(30_000) as u64));
        running.kill().unwrap();
        running.wait().unwrap();
        if version(&path) == OLD {
            assert_old(&path, office.entries());
            continue;
        }
        assert_eq!(version(&path), CURRENT);
        assert_old(&backup_of(&path), office.entries());
        assert_new(&path, &office);
        std::fs::remove_file(&path).unwrap();
        make_old(&office, &path);
    }
}

#[test]
fn of_two_programs_that_climb_at_once_one_does_the_work_and_the_copy_is_of_the_old_schema() {
    for _ in 0..5 {
        let (office, path) = old_ledger(10);
        let start = std::sync::Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    climb_at(&path, |_| {}).unwrap();
                });
            }
        });
        assert_new(&path, &office);
        assert_old(&backup_of(&path), office.entries());
    }
}

#[test]
fn entries_of_schema_3_keep_their_hashes_and_new_ones_say_who_was_logged_in() {
    let mut office = Office::new();
    office.update(BAO, &[1], &note("已电话催报")).unwrap();
    let path = office.folder().join("旧.db");
    make_first(&office, &path);
    let mut ledger = open(&path, Access::Write).unwrap();
    assert_eq!(
        ledger.audit().unwrap().head,
        office.ledger.audit().unwrap().head
    );
    let mut somebody = actor(BAO);
    somebody.origin.login = Some("bao".to_owned());
    let id = office.ids[0];
    ledger
        .update(&somebody, office.now(), &[target(id)], &note("又催"))
        .unwrap();
    let history = ledger.history(&HistoryFilter::default()).unwrap();
    let logins = history.iter().map(|entry| &entry.actor.origin.login);
    assert_eq!(logins.flatten().collect::<Vec<_>>(), ["bao"]);
    assert!(ledger.audit().unwrap().is_clean());
    // What the hash covers cannot be taken away or moved to another column unnoticed.
    let falsify = Connection::open(&path).unwrap();
    falsify
        .execute_batch(
            "DROP TRIGGER entry_is_never_changed; \
             UPDATE entry SET login = NULL, member = login WHERE login IS NOT NULL;",
        )
        .unwrap();
    let report = ledger.audit().unwrap();
    assert_eq!(report.first_bad, history.last().map(|entry| entry.id));
}

#[test]
fn a_ledger_has_an_id_of_its_own_which_its_backups_share() {
    let office = Office::new();
    let id = office.ledger.id().unwrap();
    assert_ne!(id, Office::new().ledger.id().unwrap());
    let copy = office.folder().join("备份.db");
    office.ledger.backup(&copy).unwrap();
    assert_eq!(open(&copy, Access::ReadOnly).unwrap().id().unwrap(), id);
}
