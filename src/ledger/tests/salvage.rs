//! What is sound of a damaged ledger.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::fixture::*;
use crate::domain::EntryId;
use crate::files::with_tail;
use crate::ledger::sqlite::restore::Restore;
use crate::ledger::sqlite::salvage::{End, Missing, salvage};
use crate::ledger::{Access, AuditReport, LedgerError, open};

/// An office with some work, long texts among it, closed; and its audit.
fn worked() -> (tempfile::TempDir, PathBuf, AuditReport) {
    let mut office = Office::new();
    for round in 0..40 {
        let text = format!("第{round}次调度，园舍主体已封顶。").repeat(1 + round % 7 * 40);
        let user = if round % 3 == 0 { BAO } else { SUN };
        office.update(user, &[round % 3], &note(&text)).unwrap();
    }
    office.register(BAO, &body("新增事项", "达州市"));
    office.undo(BAO).unwrap();
    office.update(SUN, &[0, 1], &progress(40)).unwrap();
    let report = office.ledger.audit().unwrap();
    let (folder, path) = office.close();
    (folder, path, report)
}

/// What was salvaged; no entries and no head where nothing was written.
#[derive(Debug)]
struct Saved {
    entries: u64,
    head: String,
    missing: Option<Missing>,
}

impl Saved {
    /// Whether it says that the first entry that was not taken is missing, or may be.
    fn admits_loss(&self) -> bool {
        let from = self.missing.as_ref().map(|missing| missing.from);
        from == Some(id(self.entries + 1))
    }
}

/// Salvages the ledger and audits what came of it.
fn saved(path: &Path) -> Result<Saved, LedgerError> {
    let target = path.with_file_name("救出.db");
    remove(&target);
    let saved = salvage(path, &target, Access::Write)?;
    let Some(taken) = saved.taken else {
        assert!(!target.exists() && saved.missing.is_some());
        return Ok(Saved {
            entries: 0,
            head: String::new(),
            missing: saved.missing,
        });
    };
    let report = open(&target, Access::ReadOnly).unwrap().audit().unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!((report.entries, &report.head), (taken.entries, &taken.head));
    Ok(Saved {
        entries: taken.entries,
        head: taken.head,
        missing: saved.missing,
    })
}

fn remove(path: &Path) {
    for tail in ["", "-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(with_tail(path, tail));
    }
}

/// Puts these bytes in the ledger's place, with no log beside it.
fn put(path: &Path, bytes: &[u8]) {
    remove(path);
    fs::write(path, bytes).unwrap();
}

fn id(number: u64) -> EntryId {
    EntryId::new(i64::try_from(number).unwrap()).unwrap()
}

#[test]
fn of_a_sound_ledger_all_is_taken_and_nothing_is_missing() {
    let (_folder, path, report) = worked();
    let own = open(&path, Access::ReadOnly).unwrap();
    let (state, name) = (own.state().unwrap(), own.id().unwrap());
    drop(own);
    let found = saved(&path).unwrap();
    assert_eq!(
        (found.entries, found.head, found.missing),
        (report.entries, report.head, None)
    );
    let copy = open(&path.with_file_name("救出.db"), Access::Write).unwrap();
    assert_eq!((copy.state().unwrap(), copy.id().unwrap()), (state, name));
    let again = salvage(&path, &path.with_file_name("救出.db"), Access::Write);
    assert!(matches!(again, Err(LedgerError::Exists(_))));
}

#[test]
fn a_falsified_entry_ends_what_is_taken_and_what_comes_after_it_is_told() {
    let (_folder, path, report) = worked();
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(
        "DROP TRIGGER entry_is_never_changed; UPDATE entry SET reason = 'x' WHERE seq = 20;",
    )
    .unwrap();
    drop(conn);
    let found = saved(&path).unwrap();
    let missing = found.missing.unwrap();
    assert_eq!(
        (found.entries, missing.from, missing.end),
        (19, id(20), End::At(id(report.entries)))
    );
    let by: Vec<&str> = missing
        .readable
        .iter()
        .map(|work| work.user.as_str())
        .collect();
    assert_eq!(by, [SUN, BAO]);
    let count: u64 = missing.readable.iter().map(|work| work.entries).sum();
    assert_eq!(count, report.entries - 19);
    assert!(missing.readable[0].last.is_some() && missing.readable[0].tasks == 3);
}

/// The hashes of the first entries, so many as there are.
fn heads(path: &Path) -> Vec<String> {
    let conn = Connection::open(path).unwrap();
    let mut heads = conn
        .prepare("SELECT lower(hex(hash)) FROM entry ORDER BY seq")
        .unwrap();
    let heads = heads.query_map([], |row| row.get(0)).unwrap();
    heads.map(Result::unwrap).collect()
}

/// Holds what was salvaged against what was written: the first entries, and no loss without a word.
#[track_caller]
fn check_honest(found: &Saved, heads: &[String], what: &str) {
    let entries = usize::try_from(found.entries).unwrap();
    let is_beginning = entries == 0 || heads.get(entries - 1) == Some(&found.head);
    assert!(is_beginning, "{what}: {found:?}");
    assert!(
        entries == heads.len() || found.admits_loss(),
        "{what}: {found:?} of {}",
        heads.len()
    );
    if let Some(Missing {
        end: End::At(end), ..
    }) = &found.missing
    {
        assert_eq!(*end, id(heads.len() as u64), "{what}: {found:?}");
    }
}

#[test]
fn whichever_page_is_destroyed_nothing_is_lost_without_a_word() {
    let (_folder, path, report) = worked();
    let whole = fs::read(&path).unwrap();
    let heads = heads(&path);
    let mut dice = Dice(11);
    let mut whole_trails = 0;
    let each = scaled("DUBAN_SALVAGE_EACH_PAGE", 9) as usize;
    for page in 0..whole.len() / 4_096 {
        let place = page * 4_096..(page + 1) * 4_096;
        let of_trail = holds_entries(&whole[place.clone()]);
        // The first pages are the roots of all tables.
        let each = if page < 40 { each.min(3) } else { each };
        for (at, harm) in ["zeroes", "ones", "noise"].into_iter().enumerate() {
            if (page + at) % each != 0 {
                continue;
            }
            let mut bytes = whole.clone();
            match harm {
                "zeroes" => bytes[place.clone()].fill(0),
                "ones" => bytes[place.clone()].fill(0xFF),
                _ => bytes[place.clone()].fill_with(|| dice.below(256) as u8),
            }
            put(&path, &bytes);
            let found = saved(&path).unwrap();
            let what = format!("page {page}, {harm}");
            check_honest(&found, &heads, &what);
            let is_whole = found.missing.is_none() && found.entries == report.entries;
            assert!(of_trail || is_whole, "{what}: {found:?}");
            whole_trails += u32::from(is_whole);
        }
    }
    assert!(whole_trails > 8, "{whole_trails}");
}

#[test]
fn wherever_the_file_is_cut_nothing_is_lost_without_a_word() {
    let (_folder, path, report) = worked();
    let whole = fs::read(&path).unwrap();
    let heads = heads(&path);
    let each = scaled("DUBAN_SALVAGE_EACH_PAGE", 9) as usize;
    let ends = (0..=whole.len() / 4_096)
        .step_by(each)
        .map(|page| page * 4_096);
    let lengths = ends.flat_map(|end| [end, end + 1, end + 511, end + 2_000, end + 4_095]);
    let mut losses = 0;
    for length in lengths.filter(|length| *length < whole.len()) {
        put(&path, &whole[..length]);
        let found = saved(&path).unwrap();
        check_honest(&found, &heads, &format!("{length} bytes"));
        losses += u32::from(found.entries < report.entries);
    }
    assert!(losses > 8, "{losses}");
}

#[test]
fn of_a_file_that_was_cut_as_many_entries_as_there_were_are_told_and_missing() {
    let (_folder, path, report) = worked();
    let whole = fs::read(&path).unwrap();
    put(&path, &whole[..whole.len() / 4_096 * 3 / 4 * 4_096]);
    let found = saved(&path).unwrap();
    assert!(found.entries > 0 && found.entries < report.entries);
    let missing = found.missing.unwrap();
    assert_eq!(missing.from, id(found.entries + 1));
    assert_eq!(missing.end, End::At(id(report.entries)));
}

#[test]
fn where_the_first_entries_are_gone_nothing_is_made_and_the_later_ones_are_told() {
    let (_folder, path, report) = worked();
    let conn = Connection::open(&path).unwrap();
    let sql = "SELECT hash FROM entry WHERE seq = 1";
    let first: Vec<u8> = conn.query_row(sql, [], |row| row.get(0)).unwrap();
    drop(conn);
    let mut bytes = fs::read(&path).unwrap();
    for page in bytes.chunks_mut(4_096) {
        if page.windows(32).any(|it| it == first) {
            page.fill(0);
        }
    }
    put(&path, &bytes);
    let found = saved(&path).unwrap();
    assert_eq!((found.entries, found.head.as_str()), (0, ""));
    let missing = found.missing.unwrap();
    assert_eq!(
        (missing.from, missing.end),
        (id(1), End::At(id(report.entries)))
    );
    let readable: u64 = missing.readable.iter().map(|work| work.entries).sum();
    assert!(readable > 10 && readable < report.entries, "{readable}");
}

#[test]
fn a_sound_ledger_without_an_entry_is_written_as_it_is() {
    let office = Office::empty();
    let (_folder, path) = office.close();
    let found = saved(&path).unwrap();
    assert_eq!((found.entries, found.missing), (0, None));
    assert!(!found.head.is_empty());
}

#[test]
fn what_a_log_had_that_is_gone_or_cannot_be_read_is_not_passed_over() {
    let mut office = Office::new();
    for round in 0..12 {
        let text = format!("第{round}次调度");
        office.update(BAO, &[round % 3], &note(&text)).unwrap();
    }
    let report = office.ledger.audit().unwrap();
    let heads = heads(&office.path);
    let elsewhere = tempfile::tempdir().unwrap();
    let path = elsewhere.path().join("台账.db");
    let main = fs::read(&office.path).unwrap();
    let log = fs::read(with_tail(&office.path, "-wal")).unwrap();
    let with_log = |log: Option<&[u8]>, has_index: bool| {
        put(&path, &main);
        if let Some(log) = log {
            fs::write(with_tail(&path, "-wal"), log).unwrap();
        }
        if has_index {
            fs::copy(with_tail(&office.path, "-shm"), with_tail(&path, "-shm")).unwrap();
        }
        saved(&path).unwrap()
    };
    let found = with_log(Some(&log), true);
    assert_eq!((found.entries, &found.missing), (report.entries, &None));
    let found = with_log(None, true);
    assert!(found.admits_loss(), "{found:?}");
    // Where a log ends only its index tells: it may have been cut off after something acknowledged.
    let found = with_log(Some(&log), false);
    assert_eq!(found.entries, report.entries);
    assert!(found.admits_loss(), "{found:?}");
    // SQLite follows no link there.
    let moved = path.with_file_name("别处.db-wal");
    for is_there in [true, false] {
        put(&path, &main);
        std::os::unix::fs::symlink(&moved, with_tail(&path, "-wal")).unwrap();
        let _ = match is_there {
            true => fs::write(&moved, &log),
            false => fs::remove_file(&moved),
        };
        let found = saved(&path).unwrap();
        assert!(found.admits_loss(), "{found:?}");
    }
    let frame = 24 + 4_096;
    let frames = (log.len() - 32) / frame;
    // Each takes most of a second of two processors: the kinds of harm take turns.
    let each = scaled("DUBAN_SALVAGE_EACH_FRAME", 3) as usize;
    for destroyed in 0..frames {
        let (begin, end) = (32 + destroyed * frame, 32 + (destroyed + 1) * frame);
        let mut zeroed = log.clone();
        zeroed[begin..end].fill(0);
        let harms = [
            ("zeroed", &zeroed[..]),
            ("cut off", &log[..begin]),
            ("torn", &log[..begin + 8]),
        ];
        for (at, (harm, log)) in harms.into_iter().enumerate() {
            if (destroyed + at) % each != 0 {
                continue;
            }
            for has_index in [true, false] {
                let found = with_log(Some(log), has_index);
                check_honest(
                    &found,
                    &heads,
                    &format!("page {destroyed} of the log {harm}"),
                );
            }
        }
    }
    let found = with_log(Some(&[]), true);
    assert!(found.admits_loss(), "{found:?}");
    for head in [0, 9, 20, 27] {
        let mut log = log.clone();
        log[head] ^= 0x44;
        check_honest(
            &with_log(Some(&log), false),
            &heads,
            &format!("head {head}"),
        );
    }
}

/// Whether a page has a leaf of the trail, or what overflowed from one: told by the words in it.
fn holds_entries(page: &[u8]) -> bool {
    let has = |words: &str| {
        page.windows(words.len())
            .any(|bytes| bytes == words.as_bytes())
    };
    has("早班") || has("园舍主体")
}

#[test]
fn a_ledger_without_its_beginning_its_second_half_or_its_schema_gives_what_is_left() {
    let (_folder, path, report) = worked();
    let whole = fs::read(&path).unwrap();
    for harm in ["header", "page one", "schema", "half", "hundred bytes"] {
        let mut bytes = whole.clone();
        match harm {
            "header" => bytes[..100].fill(0x5A),
            "page one" => bytes[..4_096].fill(0),
            "half" => bytes.truncate(whole.len() / 2),
            "hundred bytes" => bytes.truncate(whole.len() - 100),
            _ => {
                fs::write(&path, &bytes).unwrap();
                let conn = Connection::open(&path).unwrap();
                conn.execute_batch(
                    "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema; PRAGMA journal_mode = DELETE;",
                )
                .unwrap();
                drop(conn);
                bytes = fs::read(&path).unwrap();
            }
        }
        put(&path, &bytes);
        let found = saved(&path).unwrap();
        match harm {
            // The page that was cut may be one of the trail.
            "half" | "hundred bytes" => assert!(found.entries > 0, "{harm}"),
            _ => assert_eq!(found.head, report.head, "{harm}"),
        }
        assert_eq!(
            fs::read(&path).unwrap(),
            bytes,
            "{harm}: the damaged one is left as it is"
        );
    }
}

#[test]
fn what_is_in_the_log_alone_is_taken_also_where_the_ledger_has_lost_its_beginning() {
    let mut office = Office::new();
    office
        .update(SUN, &[0], &note(&"调度".repeat(3_000)))
        .unwrap();
    let report = office.ledger.audit().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = elsewhere.path().join("台账.db");
    for tail in ["", "-wal"] {
        fs::copy(with_tail(&office.path, tail), with_tail(&path, tail)).unwrap();
    }
    let found = saved(&path).unwrap();
    assert_eq!((found.entries, &found.head), (report.entries, &report.head));
    let length = fs::metadata(&path).unwrap().len();
    for tail in ["-wal", "-shm"] {
        let _ = fs::remove_file(with_tail(&path, tail));
    }
    fs::copy(with_tail(&office.path, "-wal"), with_tail(&path, "-wal")).unwrap();
    // The log has its own first page: only with its beginning gone too does SQLite give up.
    fs::write(&path, vec![0x5A; usize::try_from(length).unwrap()]).unwrap();
    let mut log = fs::read(with_tail(&path, "-wal")).unwrap();
    log[8..32].fill(0);
    fs::write(with_tail(&path, "-wal"), log).unwrap();
    let found = saved(&path).unwrap();
    assert_eq!((found.entries, found.head), (report.entries, report.head));
}

#[test]
fn the_log_of_another_ledger_hides_nothing() {
    let (_folder, path, report) = worked();
    let mut other = Office::empty();
    for round in 0..25 {
        other.register(BAO, &body(&format!("别处第{round}项"), "达州市"));
    }
    fs::copy(with_tail(&other.path, "-wal"), with_tail(&path, "-wal")).unwrap();
    let found = saved(&path).unwrap();
    assert_eq!((found.entries, found.head), (report.entries, report.head));
    // What this ledger's own log may have held nobody knows.
    let end = found.missing.map(|missing| missing.end);
    assert_eq!(end, Some(End::Unknown));
}

#[test]
fn a_ledger_of_an_older_schema_is_taken_into_the_newest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.db");
    let mut bytes = include_bytes!("../../../tests/ledgers/schema-3.db").to_vec();
    bytes[..100].fill(0);
    fs::write(&path, bytes).unwrap();
    let found = saved(&path).unwrap();
    let head = "01ee648ca821527f298d7292b56064bc28a6eb8187cbe222eaf9630127b1199c";
    assert_eq!(found.head, head);
    // Without its tables nothing of so old a ledger says where it ended.
    assert_eq!(found.missing.map(|missing| missing.end), Some(End::Unknown));
    put(&path, include_bytes!("../../../tests/ledgers/schema-3.db"));
    let found = saved(&path).unwrap();
    assert_eq!((found.head.as_str(), found.missing), (head, None));
}

#[test]
fn what_was_taken_restores_the_ledger_it_came_from() {
    let (_folder, path, report) = worked();
    let mut bytes = fs::read(&path).unwrap();
    bytes[..100].fill(0x5A);
    fs::write(&path, bytes).unwrap();
    let found = saved(&path).unwrap();
    assert_eq!(found.head, report.head);
    let target = path.with_file_name("救出.db");
    let plan = Restore::examine(&target, &path, Path::new("/tmp"), Access::Write).unwrap();
    plan.carry_out(time("2024-03-14T04:00:00Z")).unwrap();
    let now = open(&path, Access::Write).unwrap().audit().unwrap();
    assert_eq!(now.head, report.head);
}

#[test]
fn where_nothing_is_left_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.db");
    let target = folder.path().join("救出.db");
    assert!(matches!(
        salvage(&path, &target, Access::Write),
        Err(LedgerError::Missing(_))
    ));
    assert!(salvage(folder.path(), &target, Access::Write).is_err());
    let mut dice = Dice(3);
    for length in [0, 1, 700, 50_000] {
        let bytes: Vec<u8> = (0..length).map(|_| dice.below(256) as u8).collect();
        fs::write(&path, bytes).unwrap();
        let found = salvage(&path, &target, Access::Write).unwrap();
        let missing = found.missing.unwrap();
        assert_eq!((found.taken, missing.from), (None, id(1)));
        assert_eq!((missing.end, missing.readable), (End::Unknown, Vec::new()));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn flipped_bits_anywhere_never_give_an_entry_that_was_not_written() {
    let (_folder, path, _) = worked();
    let own = open(&path, Access::ReadOnly).unwrap();
    let wanted = own.history(&Default::default()).unwrap();
    drop(own);
    let whole = fs::read(&path).unwrap();
    let mut dice = Dice(7);
    let mut entries = 0;
    let rounds = scaled("DUBAN_SALVAGE_ROUNDS", 25);
    for round in 0..rounds {
        let mut bytes = whole.clone();
        for _ in 0..=round % 5 {
            let at = dice.below(bytes.len());
            bytes[at] ^= (dice.below(255) + 1) as u8;
        }
        put(&path, &bytes);
        let found = saved(&path).unwrap();
        if found.entries > 0 {
            let copy = open(&path.with_file_name("救出.db"), Access::ReadOnly).unwrap();
            let history = copy.history(&Default::default()).unwrap();
            assert_eq!(history, wanted[..history.len()]);
        }
        let is_all = found.entries == wanted.len() as u64;
        assert!(is_all || found.admits_loss(), "{found:?}");
        entries += found.entries;
    }
    let each = entries / u64::from(rounds);
    assert!(each > 15, "{each} entries of {} a time", wanted.len());
}

#[test]
fn an_empty_ledger_beside_its_log_loses_nothing_to_whoever_looks() {
    for length in [0, 1, 99] {
        let mut office = Office::new();
        let backup = office.folder().join("备份.db");
        office.ledger.backup(&backup).unwrap();
        office.update(BAO, &[0], &note("只在日志里")).unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let path = elsewhere.path().join("台账.db");
        fs::write(&path, vec![0; length]).unwrap();
        for tail in ["-wal", "-shm"] {
            fs::copy(with_tail(&office.path, tail), with_tail(&path, tail)).unwrap();
        }
        let log = fs::read(with_tail(&path, "-wal")).unwrap();
        let target = elsewhere.path().join("救出.db");
        let _ = salvage(&path, &target, Access::Write);
        let spare = Path::new("/tmp");
        drop(Restore::examine(&backup, &path, spare, Access::Write).unwrap());
        let _ = open(&path, Access::Write);
        assert_eq!(fs::read(with_tail(&path, "-wal")).unwrap(), log, "{length}");
        let plan = Restore::examine(&backup, &path, spare, Access::Write).unwrap();
        let done = plan.carry_out(time("2024-03-14T04:00:00Z")).unwrap();
        let kept = done.kept.iter().filter_map(|path| fs::read(path).ok());
        assert!(kept.into_iter().any(|bytes| bytes == log), "{length}");
    }
}

#[test]
fn salvage_leaves_what_tells_that_a_log_is_gone() {
    let mut office = Office::new();
    office.update(BAO, &[0], &note("只在日志里")).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = elsewhere.path().join("台账.db");
    for tail in ["", "-shm"] {
        fs::copy(with_tail(&office.path, tail), with_tail(&path, tail)).unwrap();
    }
    for _ in 0..2 {
        assert!(open(&path, Access::Write).unwrap().doubt().is_some());
        let found = saved(&path).unwrap();
        assert!(found.admits_loss(), "{found:?}");
    }
}
