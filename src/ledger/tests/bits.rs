//! Single flipped bits anywhere in the file: whatever is read is right, or the answer is that the
//! ledger is damaged. Never a wrong answer.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::fixture::*;
use crate::domain::draft::{DocumentHead, DraftDocument, TaskDraft};
use crate::domain::task::ExtensionDecision;
use crate::domain::{EntryId, Status, TaskId};
use crate::ledger::sqlite::file::pulse::Pulse;
use crate::ledger::{Access, AsOf, HistoryFilter, IntakeOptions, Ledger, LedgerError, open};
use crate::packed::BlockNumber;

/// How many tasks the ledger has at first.
const TASKS: usize = 220;

fn plan() -> DraftDocument {
    let draft = |number: usize| TaskDraft {
        number: number.to_string(),
        title: format!("第{number}项 学前教育普惠扩容"),
        requirement: format!(
            "新建园舍{number}所，落实资金{}万元，按月报送进展。",
            number * 7
        ),
        parent: number.is_multiple_of(9).then(|| (number - 1).to_string()),
        leaders: vec![["董树民", "李云生", "单志强"][number % 3].to_owned()],
        responsible_units: vec!["县财政局".to_owned(), format!("第{}小学", number % 40)],
        deadline_text: Some("2025年12月底".to_owned()),
        ..TaskDraft::default()
    };
    DraftDocument {
        document: Some(DocumentHead {
            title: "东园开发区教育提质方案".to_owned(),
            document_number: Some("东教发〔2024〕7号".to_owned()),
            region: Some("东园开发区".to_owned()),
            ..DocumentHead::default()
        }),
        tasks: (1..=TASKS).map(draft).collect(),
        warnings: vec![],
    }
}

/// A ledger in which everything was done once, as one file, and the highest id it ever gave.
fn ledger() -> (Office, PathBuf) {
    let mut office = Office::new();
    let now = office.now();
    let options = IntakeOptions::default();
    let taken = office
        .ledger
        .take_in(&actor(BAO), now, &[plan()], &options)
        .unwrap();
    office.ids.extend(taken.registered);
    let some: Vec<usize> = (0..60).collect();
    office
        .update(SUN, &some, &status(Status::Assigned))
        .unwrap();
    let moved = deadline(
        Some("2026-06-30"),
        ExtensionDecision::Approved,
        "2025-11-01",
    );
    office.update(SUN, &[0, 9, 30], &moved).unwrap();
    for place in 0..30 {
        office
            .update(BAO, &[place * 5], &note("旗财政局资金已到位"))
            .unwrap();
    }
    office.update(BAO, &[2], &note("误记")).unwrap();
    office.undo(BAO).unwrap();
    // Gone again: pages nobody uses, and a task with a trail and no row.
    for number in 0..40 {
        office.register(SUN, &body(&format!("临时{number}"), "西园开发区"));
    }
    for _ in 0..40 {
        office.undo(SUN).unwrap();
    }
    let path = office.folder().join("受损.db");
    office.ledger.backup(&path).unwrap();
    (office, path)
}

type Answer = Result<String, LedgerError>;

/// Everything that can be asked, by name.
fn answers(ledger: &Ledger) -> BTreeMap<String, Answer> {
    let mut all = BTreeMap::new();
    let id = |number: usize| TaskId::new(number as i64).unwrap();
    let some: Vec<TaskId> = (1..=TASKS).step_by(3).map(id).collect();
    fn told<T: std::fmt::Debug>(found: Result<T, LedgerError>) -> Answer {
        found.map(|found| format!("{found:?}"))
    }
    let mut put = |name: String, answer: Answer| {
        all.insert(name, answer);
    };
    put("id".to_owned(), told(ledger.id()));
    put(
        "names".to_owned(),
        told(
            ledger
                .names()
                .map(|names| names.texts().map(str::to_owned).collect::<Vec<_>>()),
        ),
    );
    let mut packed = Vec::new();
    let mut take = |number: BlockNumber, bytes: &[u8]| packed.push((number, bytes.to_vec()));
    let fed = ledger.each_packed(&mut take);
    put("packed".to_owned(), told(fed.map(|()| packed)));
    put(
        "blocks of some".to_owned(),
        told(ledger.blocks_of(&[id(1), id(TASKS), id(9_999)])),
    );
    put("marks".to_owned(), told(ledger.marks()));
    put("requirements".to_owned(), told(ledger.requirements(&some)));
    put("documents".to_owned(), told(ledger.documents()));
    put("regions".to_owned(), told(ledger.regions()));
    put("state".to_owned(), told(ledger.state()));
    put("some".to_owned(), told(ledger.tasks_there(&some)));
    for count in [5, 60, 500] {
        put(format!("first {count}"), told(ledger.first_rows(count)));
    }
    for number in [1, 4, 30, 100, TASKS, TASKS + 20, 9_999] {
        put(format!("task {number}"), told(ledger.task(id(number))));
        put(
            format!("children {number}"),
            told(ledger.children(id(number))),
        );
        let filter = HistoryFilter {
            task: Some(id(number)),
            ..HistoryFilter::default()
        };
        put(format!("trail {number}"), told(ledger.history(&filter)));
        let newest = HistoryFilter {
            limit: Some(1),
            ..filter
        };
        put(format!("newest {number}"), told(ledger.history(&newest)));
    }
    let any = HistoryFilter::default();
    let entry = EntryId::new(150).unwrap();
    for (name, filter) in [
        ("trail", any.clone()),
        (
            "by",
            HistoryFilter {
                by: Some(BAO.to_owned()),
                ..any.clone()
            },
        ),
        (
            "since",
            HistoryFilter {
                since: Some(day("2024-03-14")),
                ..any.clone()
            },
        ),
        (
            "page",
            HistoryFilter {
                before: Some(entry),
                limit: Some(40),
                ..any
            },
        ),
    ] {
        put(name.to_owned(), told(ledger.history(&filter)));
    }
    put(
        "touches".to_owned(),
        told(ledger.touches_since(Some(entry))),
    );
    put("last".to_owned(), told(ledger.last_entry()));
    put("written".to_owned(), told(ledger.last_written()));
    put(
        "as of entry".to_owned(),
        told(ledger.as_of(AsOf::Entry(entry))),
    );
    put(
        "as of day".to_owned(),
        told(ledger.as_of(AsOf::Day(day("2024-03-13")))),
    );
    put("day".to_owned(), told(ledger.day_of(AsOf::Entry(entry))));
    all
}

/// What the file answers, with one bit of it flipped.
fn answers_of(path: &Path) -> Result<BTreeMap<String, Answer>, LedgerError> {
    let ledger = open(path, Access::ReadOnly)?;
    let _ = Pulse::open(path).map(|mut pulse| pulse.beat());
    Ok(answers(&ledger))
}

#[test]
fn of_three_hundred_flipped_bits_none_gives_a_wrong_answer() {
    let (office, path) = ledger();
    let bytes = std::fs::read(&path).unwrap();
    let right = answers_of(&path).unwrap();
    let wrong: Vec<_> = right.iter().filter(|(_, answer)| answer.is_err()).collect();
    assert!(
        wrong.iter().all(|(name, _)| name.starts_with("task ")),
        "{wrong:?}"
    );
    let flipped = office.folder().join("翻转.db");
    let mut dice = Dice(300);
    let (mut refused, mut noticed, mut misses) = (0, 0, Vec::new());
    for round in 0..scaled("DUBAN_TEST_BITS", 300) {
        let (at, bit) = (dice.below(bytes.len()), dice.below(8));
        let mut copy = bytes.clone();
        copy[at] ^= 1 << bit;
        for tail in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{tail}", flipped.display()));
        }
        std::fs::write(&flipped, &copy).unwrap();
        let Ok(found) = answers_of(&flipped) else {
            refused += 1;
            continue;
        };
        let mut is_noticed = false;
        for (name, answer) in found {
            match (answer, &right[&name]) {
                (Ok(found), Ok(right)) if found == *right => {}
                (Err(LedgerError::NoSuchTask(_)), Err(_)) => {}
                (Err(_), _) => is_noticed = true,
                (Ok(_), _) => misses.push(format!("round {round} byte {at} bit {bit}: {name}")),
            }
        }
        noticed += u32::from(is_noticed);
    }
    println!("{refused} refused at once, {noticed} noticed in reading");
    assert!(misses.is_empty(), "{misses:#?}");
    assert!(noticed > 20, "only {noticed} were in what was read");
}
