//! What every store must do, run over each of them: SQLite, and one in memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use super::fixture::*;
use crate::domain::entry::EntryText;
use crate::domain::{
    Action, Actor, BatchId, Change, DocumentId, Entry, SourceDocument, Task, TaskId,
};
use crate::ledger::chain::{self, Linker};
use crate::ledger::mark::Mark;
use crate::ledger::memory_store::MemoryStore;
use crate::ledger::sqlite::copies::view_copy::copy_view;
use crate::ledger::store::{
    About, BlockKind, Committed, EntryQuery, NameUse, RecordKind, Store, StoreView, StoredBatch,
    StoredEntry, TasksBy, WantedBatches, WantedBlocks, WantedRecords, WantedTasks,
    WriteTransaction,
};
use crate::ledger::undo::commands::compensate;
use crate::ledger::undo::share::UndoOrRedo;
use crate::ledger::write::Writer;
use crate::ledger::{Access, LedgerError, StopSignal, Wait, create, open, read, trail};

/// A ledger in some store, to be connected to.
struct Place {
    name: &'static str,
    another: Box<dyn Fn() -> Box<dyn Store + Send> + Sync>,
    _folder: Option<TempDir>,
}

/// An empty ledger in each kind of store.
fn places() -> [Place; 2] {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.db");
    create(&path, |_| Ok(())).unwrap();
    let memory = std::sync::Mutex::new(MemoryStore::default());
    [
        Place {
            name: "SQLite",
            another: Box::new(move || Box::new(open(&path, Access::Write).unwrap().store)),
            _folder: Some(folder),
        },
        Place {
            name: "memory",
            another: Box::new(move || Box::new(memory.lock().unwrap().connect())),
            _folder: None,
        },
    ]
}

/// What is written in one command.
fn write<T>(store: &mut dyn Store, say: impl FnOnce(&mut Writer) -> T) -> T {
    let (who, now) = (actor(SUN), time("2024-11-06T01:00:00Z"));
    let tx = store.begin(&Wait::default()).unwrap();
    let mut writer = Writer::on(tx, &who, now, Action::Register).unwrap();
    let said = say(&mut writer);
    writer.commit().unwrap();
    said
}

fn register(writer: &mut Writer, title: &str) -> Task {
    let body = body(title, "敖汉旗");
    writer.ensure_region(&body.region).unwrap();
    writer.register(&body, None).unwrap()
}

fn in_view<T>(store: &dyn Store, read: impl Fn(&mut dyn StoreView) -> T) -> T {
    let mut found = None;
    store
        .view(&Wait::default(), &mut |view| {
            found = Some(read(view));
            Ok(())
        })
        .unwrap();
    found.unwrap()
}

/// Everything that a view answers.
fn everything(view: &mut dyn StoreView) -> Vec<String> {
    let mut all = vec![format!("{:?}", view.tail().unwrap())];
    let newest = EntryQuery {
        is_newest_first: true,
        limit: Some(3),
        ..EntryQuery::of(About::Any)
    };
    let later = EntryQuery {
        since: Some("2024-11-06T01:00:00.000Z"),
        limit: Some(2),
        ..EntryQuery::of(About::Any)
    };
    let of_task = About::Task(TaskId::FIRST);
    let all_entries = EntryQuery::of(About::Any);
    let records = EntryQuery::of(About::Records);
    let some = EntryQuery::range(1, 3);
    for wanted in [
        newest,
        later,
        all_entries,
        records,
        some,
        EntryQuery::of(of_task),
    ] {
        view.entries(&wanted, &mut |entry| {
            let text = entry.text.0.map(|it| it.map(String::from_utf8_lossy));
            all.push(format!(
                "{} {text:?} {:?} {:?}",
                entry.seq, entry.hash, entry.before
            ));
            Ok(())
        })
        .unwrap();
        all.push("-".to_owned());
    }
    let one = BatchId::FIRST;
    for wanted in [
        WantedBatches::All,
        WantedBatches::One(one),
        WantedBatches::Compensating(one),
    ] {
        all.push(format!("{:?}", view.batches(wanted).unwrap()));
    }
    let ids = [2, 900, 1].map(|id| TaskId::new(id).unwrap());
    for wanted in [WantedTasks::All, WantedTasks::These(&ids)] {
        let tasks = read::tasks(view, wanted).unwrap();
        all.push(format!("{tasks:?}"));
        view.outlines(wanted, &mut |outline| {
            all.push(format!("{outline:?}"));
            Ok(())
        })
        .unwrap();
    }
    view.requirements(&ids, &mut |id, text| {
        all.push(format!("{id} {text}"));
        Ok(())
    })
    .unwrap();
    let [two, _, first] = ids;
    let place = region("敖汉旗");
    for by in [
        TasksBy::Opening,
        TasksBy::Newest,
        TasksBy::Between(first, two),
        TasksBy::Parent(first),
        TasksBy::Document(DocumentId::FIRST),
        TasksBy::Region(&place),
    ] {
        let some = view.task_ids(by, 1).unwrap();
        all.push(format!(
            "{by:?} {some:?} {:?}",
            view.task_ids(by, 99).unwrap()
        ));
    }
    all.push(format!("{:?}", view.children().unwrap()));
    for kind in [RecordKind::Region, RecordKind::Document] {
        for wanted in [
            WantedRecords::All,
            WantedRecords::Key("1"),
            WantedRecords::Key("无"),
        ] {
            view.records(kind, wanted, &mut |key, body| {
                all.push(format!("{kind:?} {key} {body}"));
                Ok(())
            })
            .unwrap();
        }
    }
    view.names(&mut |name| {
        all.push(name.to_owned());
        Ok(())
    })
    .unwrap();
    let numbers = [7, 0].map(crate::packed::BlockNumber::new);
    for kind in [BlockKind::Rows, BlockKind::Marks] {
        for wanted in [WantedBlocks::All, WantedBlocks::These(&numbers)] {
            view.blocks(kind, wanted, &mut |number, bytes| {
                all.push(format!("{kind:?} {number:?} {bytes:?}"));
                Ok(())
            })
            .unwrap();
        }
    }
    all
}

/// A few commands of every kind, and the undo of one.
fn work(store: &mut dyn Store) {
    let document = SourceDocument {
        id: DocumentId::FIRST,
        title: "实施方案".to_owned(),
        document_number: Some(String::new()),
        issuer: None,
        issued_on: Some(day("2024-06-28")),
        region: region("敖汉旗"),
        file: None,
    };
    let [first, mut second, third] = bodies();
    let tasks: Vec<Task> = write(store, |writer| {
        for task in [&first, &second, &third] {
            writer.ensure_region(&task.region).unwrap();
        }
        writer.record(&document).unwrap();
        let above = writer.register(&first, None).unwrap();
        second.parent = Some(above.id);
        second.document = Some(document.id);
        let below = writer.register(&second, Some("")).unwrap();
        vec![above, below, writer.register(&third, None).unwrap()]
    });
    let changed = write(store, |writer| {
        let edit = crate::domain::Edit {
            requirement: Some("新建园舍3所".to_owned()),
            region: Some(region("林西县")),
            ..crate::domain::Edit::default()
        };
        writer.ensure_region(&region("林西县")).unwrap();
        let changes = edit.changes(&tasks[2]).unwrap();
        writer.change(&tasks[2], changes, Some("会议定")).unwrap();
        writer.batch
    });
    let (who, now) = (actor(SUN), time("2024-11-06T02:00:00Z"));
    for way in [UndoOrRedo::Undo, UndoOrRedo::Redo, UndoOrRedo::Undo] {
        let tx = store.begin(&Wait::default()).unwrap();
        let writer = Writer::on(tx, &who, now, way.action()).unwrap();
        let done = compensate(writer, changed, way, None).unwrap();
        assert_eq!(done.done, [tasks[2].id]);
    }
}

#[test]
fn the_same_commands_make_the_same_ledger_in_every_store() {
    let [one, other] = places().map(|place| {
        let mut store = (place.another)();
        work(store.as_mut());
        let seen = in_view(store.as_ref(), everything);
        // Another connection sees what this one does, and a write what a view does.
        assert_eq!(in_view((place.another)().as_ref(), everything), seen);
        let mut tx = store.begin(&Wait::default()).unwrap();
        assert_eq!(everything(tx.view()), seen, "{}", place.name);
        seen
    });
    assert!(one.len() > 60, "{}", one.len());
    assert_eq!(one, other);
}

#[test]
fn a_view_is_one_moment_whatever_others_commit() {
    for place in places() {
        let (store, mut other) = ((place.another)(), (place.another)());
        work(other.as_mut());
        store
            .view(&Wait::default(), &mut |view| {
                let before = everything(view);
                write(other.as_mut(), |writer| {
                    register(writer, "规范校外培训机构")
                });
                assert_eq!(everything(view), before, "{}", place.name);
                // One within it is of the same moment.
                assert_eq!(
                    in_view(store.as_ref(), everything),
                    before,
                    "{}",
                    place.name
                );
                Ok(())
            })
            .unwrap();
        let titles = in_view(store.as_ref(), |view| {
            read::state(view).unwrap().tasks.len()
        });
        assert_eq!(titles, 4, "{}", place.name);
    }
}

#[test]
fn commits_of_every_connection_are_heard_once_and_what_was_dropped_is_not() {
    let (short, long) = (Duration::from_millis(1), Duration::from_secs(60));
    for place in places() {
        let (mut store, mut other) = ((place.another)(), (place.another)());
        let (stopper, stop) = StopSignal::pair().unwrap();
        let mut changes = store.changes(short).unwrap();
        assert!(changes.wait(long, &stop).unwrap(), "{}", place.name);
        assert!(!changes.wait(short, &stop).unwrap(), "{}", place.name);
        for store in [&mut store, &mut other] {
            drop(store.begin(&Wait::default()).unwrap());
            assert!(!changes.wait(short, &stop).unwrap(), "{}", place.name);
            write(store.as_mut(), |writer| {
                register(writer, "规范校外培训机构")
            });
            assert!(changes.wait(long, &stop).unwrap(), "{}", place.name);
            assert!(!changes.wait(short, &stop).unwrap(), "{}", place.name);
        }
        drop(stopper);
        assert!(!changes.wait(long, &stop).unwrap(), "{}", place.name);
    }
}

#[test]
fn what_a_view_is_read_for_and_refuses_is_answered() {
    for place in places() {
        let store = (place.another)();
        let refused = store.view(&Wait::default(), &mut |_| Err(LedgerError::NothingToUndo));
        assert!(
            matches!(refused, Err(LedgerError::NothingToUndo)),
            "{}",
            place.name
        );
    }
}

#[test]
fn there_is_one_writer_at_a_time_and_who_gives_up_is_told() {
    for place in places() {
        let (mut one, mut other) = ((place.another)(), (place.another)());
        let holding = one.begin(&Wait::default()).unwrap();
        let asked = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&asked);
        let until_the_fourth = move || count.fetch_add(1, Ordering::Relaxed) == 3;
        for (wait, expected) in [
            (Wait::default().until(until_the_fourth), 4),
            (Wait::at_most(Duration::from_millis(20)), 4),
        ] {
            let refused = other.begin(&wait);
            let is_busy = matches!(refused, Err(LedgerError::Busy));
            drop(refused);
            assert!(is_busy, "{}", place.name);
            assert_eq!(asked.load(Ordering::Relaxed), expected, "{}", place.name);
        }
        drop(holding);
        write(other.as_mut(), |writer| {
            register(writer, "规范校外培训机构")
        });
    }
}

#[test]
fn a_write_that_is_dropped_leaves_nothing_and_no_gap() {
    for place in places() {
        let mut store = (place.another)();
        work(store.as_mut());
        let before = in_view(store.as_ref(), everything);
        let (who, now) = (actor(SUN), time("2024-11-06T03:00:00Z"));
        let tx = store.begin(&Wait::default()).unwrap();
        let mut writer = Writer::on(tx, &who, now, Action::Register).unwrap();
        let task = register(&mut writer, "没有的事");
        let named = writer
            .tx()
            .number_name("没有的人", NameUse::Coming)
            .unwrap();
        let noted = vec![note_change()];
        writer.change(&task, noted, None).unwrap();
        drop(writer);
        assert_eq!(
            in_view(store.as_ref(), everything),
            before,
            "{}",
            place.name
        );
        write(store.as_mut(), |writer| {
            assert_eq!(register(writer, "规范校外培训机构").id, task.id);
            let again = writer
                .tx()
                .number_name("新来的人", NameUse::Coming)
                .unwrap();
            assert_eq!(again, named, "{}", place.name);
        });
        in_view(store.as_ref(), |view| {
            let last = trail::last(view).unwrap();
            let mut next = 1;
            trail::walk(view, 0, last, |entry| {
                assert_eq!(entry.seq, next);
                next += 1;
                Ok(())
            })
            .unwrap();
            let batches = view.batches(WantedBatches::All).unwrap();
            let numbers: Vec<i64> = batches.iter().rev().map(|batch| batch.id.get()).collect();
            assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>());
        });
    }
}

fn note_change() -> Change {
    Change::adding(&crate::domain::task::EventBody::Note {
        text: "一条".to_owned(),
    })
}

/// Appends an entry of these columns in the place of the ones a lawful one has.
fn append(
    tx: &mut dyn WriteTransaction,
    at: i64,
    instead: &[(usize, Option<&[u8]>)],
) -> Result<(), LedgerError> {
    let end = tx.view().tail().unwrap();
    let (seq, batch) = (at.to_string(), (end.batch + 1).to_string());
    let mut columns: [Option<&[u8]>; 17] = [None; 17];
    columns[0] = Some(seq.as_bytes());
    columns[1] = Some(batch.as_bytes());
    columns[3] = Some(b"2024-11-06T01:00:00.000Z");
    for column in [4, 5, 6] {
        columns[column] = Some("孙丽".as_bytes());
    }
    columns[7] = Some(b"update");
    columns[8] = Some(b"rebuild");
    for (at, text) in instead {
        columns[*at] = *text;
    }
    let text = EntryText(columns);
    tx.append(&StoredEntry {
        seq: at,
        hash: Linker::default().link(&text, &end.hash),
        before: end.hash,
        text,
    })
}

#[test]
fn the_text_of_an_entry_comes_back_byte_for_byte_and_an_empty_one_is_not_one_that_is_not_there() {
    let long = "长".repeat(100_000);
    let texts = [
        "",
        " ",
        "NULL",
        "null",
        "0",
        "00",
        "1e3",
        "'",
        "\"",
        "\\",
        "%",
        "a\0b",
        "e\u{301}",
        "é",
        "Ａ",
        "\u{FEFF}",
        "👨\u{200D}👩",
        "行\n二\r\n三\t",
        "\u{10FFFF}",
        &long,
    ];
    for place in places() {
        let mut store = (place.another)();
        let mut tx = store.begin(&Wait::default()).unwrap();
        for (seq, text) in (1..).zip(texts) {
            let text = Some(text.as_bytes());
            append(
                tx.as_mut(),
                seq,
                &[(5, text), (10, text), (11, text), (14, text)],
            )
            .unwrap();
        }
        append(tx.as_mut(), texts.len() as i64 + 1, &[]).unwrap();
        let end = tx.view().tail().unwrap();
        let entry = trail::entry(tx.view(), crate::domain::EntryId::FIRST);
        assert!(entry.is_err(), "an empty value is no JSON");
        let batch = StoredBatch {
            id: BatchId::FIRST,
            first: crate::domain::EntryId::FIRST,
            last: crate::domain::EntryId::new(end.entry).unwrap(),
            user: "孙丽".to_owned(),
            session: "孙丽".to_owned(),
            action: Action::Update,
            compensates: None,
            login: None,
            at: time("2024-11-06T01:00:00Z"),
        };
        let committed = tx.commit(&[batch]).unwrap();
        assert!(matches!(committed, Committed::Surely), "{}", place.name);
        drop(tx);
        in_view((place.another)().as_ref(), |view| {
            let mut read = Vec::new();
            trail::walk(view, 0, end.entry, |entry| {
                let columns = entry.text.0;
                read.push([5, 10, 11, 14].map(|at| columns[at].map(<[u8]>::to_vec)));
                Ok(())
            })
            .unwrap();
            let mut expected: Vec<_> = texts
                .iter()
                .map(|text| [(); 4].map(|()| Some(text.as_bytes().to_vec())))
                .collect();
            expected.push([Some("孙丽".as_bytes().to_vec()), None, None, None]);
            assert!(read == expected, "{}", place.name);
        });
    }
}

#[test]
fn an_entry_whose_number_is_not_the_next_one_is_refused() {
    for place in places() {
        let mut store = (place.another)();
        work(store.as_mut());
        let mut tx = store.begin(&Wait::default()).unwrap();
        let end = tx.view().tail().unwrap();
        for wrong in [1, end.entry, end.entry + 2] {
            let refused = append(tx.as_mut(), wrong, &[]);
            assert!(
                matches!(refused, Err(LedgerError::Altered(_))),
                "{}",
                place.name
            );
        }
        append(tx.as_mut(), end.entry + 1, &[]).unwrap();
        assert_eq!(tx.view().tail().unwrap().entry, end.entry + 1);
    }
}

#[test]
fn a_commit_without_an_answer_is_recorded_if_the_own_hash_stands_at_the_own_number() {
    for (is_recorded, others) in [(true, 0), (false, 0), (true, 1), (false, 1)] {
        let memory = MemoryStore::default();
        let (mut store, mut other) = (memory.connect(), memory.connect());
        for _ in 0..others {
            write(&mut other, |writer| register(writer, "规范校外培训机构"));
        }
        let (who, now) = (actor(SUN), time("2024-11-06T03:00:00Z"));
        let tx = store.begin(&Wait::default()).unwrap();
        let mut writer = Writer::on(tx, &who, now, Action::Register).unwrap();
        register(&mut writer, "实施学前教育普惠扩容工程");
        memory.break_off(is_recorded);
        let committed = writer.commit();
        assert_eq!(committed.is_ok(), is_recorded, "{committed:?}");
        let there = in_view(&store, |view| read::state(view).unwrap().tasks.len());
        assert_eq!(there, others + usize::from(is_recorded));
        // Who writes next comes after what is there.
        write(&mut other, |writer| {
            register(writer, "推动普通高中优质特色多样发展")
        });
    }
}

#[test]
fn a_copy_of_any_store_in_a_new_file_passes_its_audit_with_the_same_head() {
    for place in places() {
        let mut store = (place.another)();
        work(store.as_mut());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("副本.db");
        let id = "0123456789abcdef0123456789abcdef";
        let end = in_view(store.as_ref(), |view| {
            copy_view(view, Some(id), &path).unwrap()
        });
        assert_eq!(
            end,
            in_view(store.as_ref(), |view| Mark::at_end(view).unwrap())
        );
        let again = in_view(store.as_ref(), |view| copy_view(view, Some(id), &path));
        assert!(matches!(again, Err(LedgerError::Exists(_))), "{again:?}");
        let copied = open(&path, Access::ReadOnly).unwrap();
        assert_eq!(copied.id().unwrap().as_str(), id);
        let report = copied.audit().unwrap();
        assert!(report.is_clean(), "{}: {report:?}", place.name);
        let head = in_view(store.as_ref(), |view| view.tail().unwrap().hash);
        assert_eq!(report.head, chain::hex(&head), "{}", place.name);
        let states =
            [store.as_ref(), &copied.store].map(|it| in_view(it, |view| read::state(view)));
        assert_eq!(*states[0].as_ref().unwrap(), *states[1].as_ref().unwrap());
    }
}

#[test]
fn twenty_writers_at_once_lose_nothing_and_leave_one_whole_chain() {
    const WRITERS: usize = 20;
    const EACH: usize = 6;
    for place in places() {
        let written = AtomicU32::new(0);
        std::thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (place, written) = (&place, &written);
                scope.spawn(move || {
                    let who = Actor {
                        session: writer.to_string(),
                        ..actor(SUN)
                    };
                    let mut store = (place.another)();
                    for number in 0..EACH {
                        let tx = store.begin(&Wait::default()).unwrap();
                        let now = time("2024-11-06T01:00:00Z");
                        let mut writer = Writer::on(tx, &who, now, Action::Register).unwrap();
                        register(&mut writer, &format!("第{number}项"));
                        writer.commit().unwrap();
                        written.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        let all = (WRITERS * EACH) as u32;
        assert_eq!(written.load(Ordering::Relaxed), all);
        in_view((place.another)().as_ref(), |view| {
            let mut folded = crate::domain::fold::State::default();
            let last = trail::last(view).unwrap();
            trail::walk(view, 0, last, |entry| {
                let entry: Entry = entry.text.read()?;
                folded.apply(&entry).unwrap();
                Ok(())
            })
            .unwrap();
            assert_eq!(folded.tasks.len() as u32, all, "{}", place.name);
            assert_eq!(folded, read::state(view).unwrap(), "{}", place.name);
            let batches = view.batches(WantedBatches::All).unwrap();
            assert_eq!(batches.len() as u32, all, "{}", place.name);
        });
    }
}
