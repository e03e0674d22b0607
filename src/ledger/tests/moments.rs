//! Reading in pieces: the answer is of one moment, and nobody is held up by who reads.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::fixture::*;
use crate::domain::fold::State;
use crate::domain::task_field::TaskBody;
use crate::domain::{EntryId, Row, Task, TaskId};
use crate::ledger::{
    Access, HistoryFilter, IntakeOptions, Ledger, LedgerError, Moment, Pieces, open,
};
use crate::packed::{Block, BlockNumber, Blocks, Marks, units_of};

/// Fails unless everything that can be read at that moment is what `state` says.
pub fn assert_is<S: TestStore>(ledger: &Ledger<S>, moment: &mut Moment, state: &State) {
    let records = ledger.records_at(moment).unwrap();
    assert_eq!(records.documents, state.documents);
    assert_eq!(records.regions, state.regions);
    let highest = ledger.history(&HistoryFilter::default()).unwrap();
    let highest = highest.iter().filter_map(|entry| entry.task()).max();
    let ids: Vec<TaskId> = (1..=highest.map_or(0, TaskId::get))
        .filter_map(TaskId::new)
        .collect();
    let mut tasks = BTreeMap::new();
    let mut pieces = Pieces::of(ledger, moment.clone(), records);
    pieces
        .each(&ids, |task, _| {
            tasks.insert(task.id, task.clone());
            Ok::<_, LedgerError>(())
        })
        .unwrap();
    assert_eq!(tasks, state.tasks);
    let pairs = state.tasks.values();
    let pairs: BTreeMap<TaskId, TaskId> = pairs
        .filter_map(|task| Some((task.id, task.parent?)))
        .collect();
    assert_eq!(pieces.parents().unwrap(), pairs);
    assert_packed(ledger, moment, state);
}

/// The same of the packed rows and the marks of texts.
fn assert_packed<S: TestStore>(ledger: &Ledger<S>, moment: &mut Moment, state: &State) {
    let other = ledger.otherwise_at(moment).unwrap();
    let mut blocks: BTreeMap<BlockNumber, Vec<u8>> = BTreeMap::new();
    let mut take = |number, bytes: &[u8]| {
        blocks.insert(number, bytes.to_vec());
    };
    ledger.each_packed(&mut take).unwrap();
    blocks.extend(other.blocks);
    let read = blocks
        .into_iter()
        .map(|(number, bytes)| Block::from_bytes(number, &bytes, other.names.len()).unwrap());
    let all = Blocks {
        all: read.collect(),
        names: other.names,
    };
    let rows: Vec<Row> = state.tasks.values().map(Row::of).collect();
    assert_eq!(all.rows().collect::<Vec<Row>>(), rows);
    let mut marks: BTreeMap<BlockNumber, Marks> = BTreeMap::new();
    ledger
        .each_marks_at(moment, |number, found| {
            assert!(marks.insert(number, found).is_none(), "{number:?} twice");
        })
        .unwrap();
    for task in state.tasks.values() {
        let (number, bit) = BlockNumber::of(task.id);
        let units = units_of(&task.requirement);
        let units: Vec<u16> = units.into_iter().take(3).collect();
        // Of a text that is the same now as then the marks of now do.
        let held = marks.get(&number).map(|it| it.may_hold(&units, 1 << bit));
        assert!(units.is_empty() || held == Some(1 << bit), "{}", task.id);
    }
}

/// Takes in so many tasks at once.
fn fill(office: &mut Office, count: usize) {
    let (who, now) = (actor(SUN), office.now());
    let drafts = [super::walk::plan(count)];
    let options = IntakeOptions::default();
    office.ledger.take_in(&who, now, &drafts, &options).unwrap();
}

fn all_ids(state: &State) -> Vec<TaskId> {
    state.tasks.keys().copied().collect()
}

/// Whatever can happen to tasks, by somebody else.
fn change_everything(path: &std::path::Path, ids: &[TaskId], import: EntryId) {
    let mut other = open(path, Access::Write).unwrap();
    let who = actor(BAO);
    let now = time("2024-04-01T00:00:00Z");
    let given = TaskBody {
        requirement: "新建园舍3所".to_owned(),
        ..body("刚刚登记的任务", "准格尔旗")
    };
    other.register(&who, now, &given, None).unwrap();
    let few: Vec<_> = ids.iter().step_by(7).copied().map(target).collect();
    other.update(&who, now, &few, &progress(50)).unwrap();
    let others: Vec<_> = ids.iter().step_by(5).copied().map(target).collect();
    other.update(&who, now, &others, &note("已调度")).unwrap();
    // The import is taken back: its tasks are in no table any more.
    other.undo_entry(&who, now, import).unwrap();
}

#[test]
fn whole_tasks_are_those_of_the_moment_whatever_is_written_between_two_pieces() {
    let mut office = Office::new();
    fill(&mut office, 1_200);
    let before = office.state();
    let (ids, import) = (all_ids(&before), office.last_entry());
    let reader = open(&office.path, Access::ReadOnly).unwrap();
    let mut moment = reader.moment(None).unwrap();
    let records = reader.records_at(&mut moment).unwrap();
    let mut found: Vec<Task> = Vec::new();
    let mut pieces = Pieces::of(&reader, moment.clone(), records).with_parents();
    pieces
        .each(&ids, |task, state| {
            if found.is_empty() {
                change_everything(&office.path, &ids, import);
            }
            if let Some(parent) = task.parent {
                assert_eq!(state.tasks[&parent].title, before.tasks[&parent].title);
            }
            found.push(task.clone());
            Ok::<_, LedgerError>(())
        })
        .unwrap();
    assert_eq!(found, before.tasks.values().cloned().collect::<Vec<_>>());
    let left = office.state().tasks.len();
    assert!(left < before.tasks.len() / 2, "the import was taken back");
    assert_is(&reader, &mut moment, &before);
    let mut now = reader.moment(None).unwrap();
    assert_is(&reader, &mut now, &office.state());
    office.assert_clean();
}

#[test]
fn history_in_pieces_is_the_history_and_ends_where_it_ended_when_reading_began() {
    let mut office = Office::new();
    fill(&mut office, 1_100);
    office.set_clock("2024-03-14T15:58:00Z");
    for user in [SUN, BAO, SUN] {
        office.update(user, &[0, 1], &note("已调度")).unwrap();
    }
    office.set_clock("2024-03-15T15:58:00Z");
    office.update(BAO, &[1], &progress(10)).unwrap();
    let last = office.last_entry();
    let task = Some(office.ids[1]);
    let by = Some(BAO.to_owned());
    let (since, until) = (Some(day("2024-03-14")), Some(day("2024-03-14")));
    let default = HistoryFilter::default;
    for filter in [
        default(),
        HistoryFilter { task, ..default() },
        HistoryFilter { by, ..default() },
        HistoryFilter { since, ..default() },
        HistoryFilter { until, ..default() },
        HistoryFilter {
            task,
            limit: Some(2),
            ..default()
        },
        HistoryFilter {
            limit: Some(1_050),
            ..default()
        },
        HistoryFilter {
            limit: Some(0),
            ..default()
        },
        HistoryFilter {
            before: Some(last),
            limit: Some(3),
            ..default()
        },
        HistoryFilter {
            since,
            until,
            limit: Some(1),
            ..default()
        },
    ] {
        let wanted = office.ledger.history(&filter).unwrap();
        let mut found = Vec::new();
        let take = |entry| {
            found.push(entry);
            Ok::<_, LedgerError>(())
        };
        office.ledger.each_entry(&filter, take).unwrap();
        assert_eq!(found, wanted, "{filter:?}");
    }
    let reader = open(&office.path, Access::ReadOnly).unwrap();
    let mut count = 0;
    let take = |_| {
        if count == 0 {
            office.update(BAO, &[0], &progress(20)).unwrap();
        }
        count += 1;
        Ok::<_, LedgerError>(())
    };
    reader.each_entry(&default(), take).unwrap();
    assert_eq!(count, last.get());
}

/// Whether the log can be emptied after another change: nobody has an older view open.
fn can_be_emptied(office: &mut Office) -> bool {
    office.update(BAO, &[0], &note("已调度")).unwrap();
    let conn = Connection::open(&office.path).unwrap();
    let busy: i64 = conn
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        .unwrap();
    busy == 0
}

#[test]
fn whoever_prints_what_is_read_in_pieces_does_not_let_the_log_grow() {
    let mut office = Office::new();
    fill(&mut office, 1_200);
    let reader = open(&office.path, Access::ReadOnly).unwrap();
    let mut moment = reader.moment(None).unwrap();
    let records = reader.records_at(&mut moment).unwrap();
    let ids = all_ids(&office.state());
    let mut taken = 0;
    let mut pieces = Pieces::of(&reader, moment.clone(), records);
    pieces
        .each(&ids, |_, _| {
            // The pieces after this may just be read.
            let begun = Instant::now();
            while taken % 400 == 0 && !can_be_emptied(&mut office) {
                assert!(begun.elapsed() < Duration::from_secs(10));
            }
            taken += 1;
            Ok::<_, LedgerError>(())
        })
        .unwrap();
    let take = |_| {
        assert!(taken % 400 != 0 || can_be_emptied(&mut office));
        taken += 1;
        Ok::<_, LedgerError>(())
    };
    reader.each_entry(&HistoryFilter::default(), take).unwrap();
    assert!(taken > 2_400);
    reader.stand_still().unwrap();
    reader.last_entry().unwrap();
    assert!(!can_be_emptied(&mut office), "the check itself");
    reader.move_on().unwrap();
    assert!(can_be_emptied(&mut office));
}

#[test]
fn a_ledger_with_another_past_is_not_read_on() {
    let mut office = Office::new();
    let reader = open(&office.path, Access::ReadOnly).unwrap();
    let (mut moment, ids) = (reader.moment(None).unwrap(), office.ids.clone());
    office.update(SUN, &[0], &progress(10)).unwrap();
    assert!(reader.tasks_at(&mut moment, &ids).is_ok());
    // What a restore does: other content in the same file, under SQLite's own locks.
    let mut others = Office::empty();
    for body in &bodies() {
        others.register(BAO, body);
    }
    let from = Connection::open(&others.path).unwrap();
    let mut into = Connection::open(&office.path).unwrap();
    let copy = Backup::new(&from, &mut into).unwrap();
    copy.run_to_completion(i32::MAX, std::time::Duration::ZERO, None)
        .unwrap();
    drop(copy);
    let refused = reader.tasks_at(&mut moment, &ids);
    assert!(matches!(refused, Err(LedgerError::Parted)), "{refused:?}");
    let refused = reader.parents_at(&mut moment);
    assert!(matches!(refused, Err(LedgerError::Parted)), "{refused:?}");
    let refused = reader.otherwise_at(&mut moment);
    assert!(matches!(refused, Err(LedgerError::Parted)), "{refused:?}");
}

#[test]
fn before_the_first_entry_nothing_was_there() {
    let office = Office::new();
    let day = crate::ledger::AsOf::Day(day("2020-01-01"));
    let mut moment = office.ledger.moment(Some(day)).unwrap();
    assert_is(&office.ledger, &mut moment, &State::default());
}
