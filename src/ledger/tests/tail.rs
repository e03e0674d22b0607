//! The glance at opening: an end of the trail that does not fit is read and said, not written on.

use rusqlite::Connection;

use super::faults::every_write;
use super::fixture::*;
use crate::ledger::{Access, AsOf, Doubt, LedgerError, TailFault, open};

/// What is found in a ledger of the office's kind after this was done to it.
fn found_after(damage: &str) -> Option<TailFault> {
    let mut office = Office::new();
    office.update(SUN, &[0, 1], &note("调度")).unwrap();
    let (path, last) = (office.path.clone(), office.last_entry());
    drop(office.ledger);
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(
        "DROP TRIGGER entry_is_never_changed; DROP TRIGGER entry_is_never_deleted; \
         PRAGMA foreign_keys = OFF;",
    )
    .unwrap();
    conn.execute_batch(&damage.replace("LAST", &last.to_string()))
        .unwrap();
    let schema = include_str!("../sqlite/schema/schema.sql");
    let at = schema.find("CREATE TRIGGER").unwrap();
    let end = schema.find("CREATE TABLE batch").unwrap();
    conn.execute_batch(&schema[at..end]).unwrap();
    drop(conn);
    for access in [Access::ReadOnly, Access::Write] {
        let mut ledger = open(&path, access).unwrap();
        let Some(LedgerError::Doubtful { doubt, .. }) = ledger.doubt() else {
            assert!(!ledger.is_read_only() || access == Access::ReadOnly);
            continue;
        };
        assert!(ledger.is_read_only());
        for (way, done) in every_write(&mut ledger, office.ids[0]) {
            let is_refused = matches!(done, Err(LedgerError::Doubtful { .. }));
            assert!(is_refused, "{way}: {done:?}");
        }
        let copy = path.with_file_name("备份.db");
        assert!(ledger.backup(&copy).is_err() && !copy.exists());
        // It can be looked at, as far as what is read is what was written.
        ledger.audit().unwrap();
        let Doubt::Tail(fault) = doubt else {
            panic!("{doubt:?}");
        };
        if access == Access::Write {
            return Some(fault);
        }
    }
    None
}

#[test]
fn an_end_of_the_trail_that_does_not_fit_opens_the_ledger_for_reading() {
    assert_eq!(found_after(""), None);
    let entry = |damage| matches!(found_after(damage), Some(TailFault::Altered(_)));
    for damage in [
        "UPDATE entry SET new = '\"别的\"' WHERE seq = LAST",
        "UPDATE entry SET user = '别人' WHERE seq = LAST",
        "UPDATE entry SET new = '\"别的\"' WHERE seq = LAST - 1",
        "UPDATE entry SET new = '\"别的\"' WHERE seq = LAST - 2",
        "UPDATE entry SET at = '2024-03-14T00:00:00.000Z' WHERE seq = LAST - 1",
        "UPDATE entry SET hash = zeroblob(32) WHERE seq = LAST - 1",
        "UPDATE entry SET hash = zeroblob(32) WHERE seq = LAST",
        "DELETE FROM entry WHERE seq = LAST - 1",
        "UPDATE entry SET seq = seq + 1 WHERE seq = LAST",
        "DELETE FROM entry WHERE seq = LAST",
        "DELETE FROM entry",
    ] {
        assert!(entry(damage), "{damage}");
    }
    for damage in [
        "DELETE FROM batch WHERE last_entry = LAST",
        "UPDATE batch SET last_entry = last_entry - 1 WHERE last_entry = LAST",
        "UPDATE batch SET first_entry = first_entry + 1 WHERE last_entry = LAST",
        "UPDATE batch SET first_entry = first_entry - 1 WHERE last_entry = LAST",
        "INSERT INTO batch (id, first_entry, last_entry, user, session, action) \
         VALUES (99, LAST, LAST, 'x', 'x', 'update')",
        "DELETE FROM batch",
        "UPDATE batch SET user = '别人' WHERE last_entry = LAST",
        "UPDATE batch SET action = 'undo' WHERE last_entry = LAST",
        "UPDATE batch SET compensates = 1 WHERE last_entry = LAST",
        "UPDATE batch SET session = 'x' WHERE last_entry = LAST",
    ] {
        assert_eq!(found_after(damage), Some(TailFault::Batch), "{damage}");
    }
    for damage in [
        "UPDATE task SET id = 99 WHERE id = 3",
        "UPDATE event SET entry = LAST + 7 WHERE entry = LAST",
    ] {
        assert_eq!(found_after(damage), Some(TailFault::Tasks), "{damage}");
    }
}

#[test]
fn a_glance_takes_microseconds_however_long_the_trail() {
    let mut office = Office::new();
    for round in 0..300 {
        office
            .update(SUN, &[0, 1, 2], &note(&format!("第{round}次调度")))
            .unwrap();
    }
    let steps = |office: &Office| {
        let begun = std::time::Instant::now();
        for _ in 0..100 {
            crate::ledger::sqlite::file::glance::glance(&office.ledger.store.conn).unwrap();
        }
        begun.elapsed() / 100
    };
    // A walk over the whole trail would take ten times as long.
    let long = steps(&office);
    let short = steps(&Office::new());
    println!("{short:?} on a short trail, {long:?} on a long one");
    assert!(long < short * 5 + std::time::Duration::from_millis(1));
}

#[test]
fn a_table_that_refuses_what_follows_from_the_trail_is_told_in_words() {
    let mut office = Office::new();
    // Behind the back of the glance, which looked when the ledger was opened.
    Connection::open(&office.path)
        .unwrap()
        .execute_batch(
            "INSERT INTO batch (id, first_entry, last_entry, user, session, action) \
             VALUES (4, 1, 1, 'x', 'x', 'update')",
        )
        .unwrap();
    let now = office.now();
    let done = office
        .ledger
        .register(&actor(SUN), now, &body("第四项", "敖汉旗"), None);
    assert!(matches!(done, Err(LedgerError::Misfit(_))), "{done:?}");
}

/// Makes the last entry one that an older version wrote under a clock of January.
fn date_back(office: &Office) {
    use crate::ledger::chain::Linker;
    use crate::ledger::sqlite::tables::entries;
    use crate::ledger::sqlite::tables::tally;
    use crate::ledger::sqlite::tables::tally::{Of, Total};
    let conn = Connection::open(&office.path).unwrap();
    conn.execute_batch("DROP TRIGGER entry_is_never_changed")
        .unwrap();
    let last = office.last_entry().get();
    let at = "UPDATE entry SET at = '2024-01-02T00:00:00.000Z' WHERE seq = ?1";
    conn.execute(at, [last]).unwrap();
    let hash = "SELECT hash FROM entry WHERE seq = ?1";
    let before = conn.query_row(hash, [last - 1], |row| row.get(0)).unwrap();
    let columns = crate::ledger::sqlite::tables::rows::ENTRY_COLUMNS;
    let entry = format!("SELECT {columns} FROM entry WHERE seq = ?1");
    let link = |row: &rusqlite::Row| {
        Ok(entries::text_of(row, |text| Linker::default().link(&text, &before)).unwrap())
    };
    let hash = conn.query_row(&entry, [last], link).unwrap();
    let set = "UPDATE entry SET hash = ?1 WHERE seq = ?2";
    conn.execute(set, (hash.as_slice(), last)).unwrap();
    tally::put(&conn, Of::Trail, Total::of_trail(last, &hash)).unwrap();
}

/// In ledgers of older versions the clock of each command stands as it was.
#[test]
fn of_a_trail_with_a_time_gone_back_a_past_day_ends_before_the_first_later_one() {
    let mut office = Office::new();
    let wednesday = office.state();
    office.set_clock("2024-11-04T01:00:00Z");
    office.update(SUN, &[0], &progress(80)).unwrap();
    let november = office.last_entry();
    office.update(SUN, &[1], &progress(5)).unwrap();
    date_back(&office);
    let as_of = |text| office.ledger.as_of(AsOf::Day(day(text))).unwrap();
    assert_eq!(as_of("2024-06-30"), wednesday);
    assert_eq!(as_of("2024-01-02"), Default::default());
    let all = office.ledger.as_of(AsOf::Entry(november.next())).unwrap();
    assert_eq!(as_of("2024-11-04"), all);
}
