//! Several programs at once, and programs that die.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::fixture::*;
use super::machine::*;
use crate::domain::{Edit, EntryId, Field};
use crate::ledger::sqlite::file::pulse::Pulse;
use crate::ledger::{Access, HistoryFilter, StopSignal, Target, create, open};

const WRITERS: usize = 4;

/// A ledger with eight tasks, all of one office.
fn office_of_eight() -> Office {
    let mut office = Office::new();
    for number in 3..8 {
        let task = office.register(SUN, &body(&format!("第{number}项重点任务"), "林西县"));
        office.ids.push(task.id);
    }
    office
}

/// The edit number `round` of a writer: two fields that always change together.
fn edit(writer: &str, round: u32) -> Edit {
    let mark = format!("{writer}-{round}");
    Edit {
        title: Some(mark.clone()),
        ..note(&mark)
    }
}

/// Writes without pause, printing what was acknowledged, until `rounds` or killed; answers the
/// slowest write.
fn write_on(path: &Path, writer: &str, rounds: u32) -> Duration {
    let mut ledger = open(path, Access::Write).unwrap();
    let ids: Vec<_> = ledger.state().unwrap().tasks.into_keys().collect();
    let mut dice = Dice(u64::from(std::process::id()));
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let targets: Vec<Target> = vec![target(ids[dice.below(ids.len())])];
        let begun = Instant::now();
        let now = time("2024-03-14T00:00:00Z");
        let recorded = ledger
            .update(&actor(writer), now, &targets, &edit(writer, round))
            .unwrap();
        slowest = slowest.max(begun.elapsed());
        println!("answer {writer}-{round} {}", recorded.batch.unwrap());
    }
    slowest
}

/// Fails unless every batch of the writers has both its entries and the audit is clean; answers
/// the batch of each mark.
fn marks(path: &Path) -> HashMap<String, i64> {
    let ledger = open(path, Access::Write).unwrap();
    let report = ledger.audit().unwrap();
    assert!(report.is_clean(), "{report:?}");
    let mut halves: HashMap<(i64, String), u32> = HashMap::new();
    for entry in ledger.history(&HistoryFilter::default()).unwrap() {
        if matches!(entry.change.field, Field::Note | Field::Title) {
            let mark = entry.change.new.as_str().unwrap().to_owned();
            *halves.entry((entry.batch.get(), mark)).or_default() += 1;
        }
    }
    assert!(
        halves.values().all(|count| *count == 2),
        "a half change: {halves:?}"
    );
    let whole = halves.len();
    let marks: HashMap<String, i64> = halves
        .into_keys()
        .map(|(batch, mark)| (mark, batch))
        .collect();
    assert_eq!(marks.len(), whole, "a change was written twice");
    marks
}

#[test]
fn four_programs_writing_without_pause_are_never_refused_and_lose_nothing() {
    const TEST: &str =
        "tests::races::four_programs_writing_without_pause_are_never_refused_and_lose_nothing";
    let rounds = scaled("DUBAN_TEST_UPDATES", 2_000) / WRITERS as u32;
    if let Some(writer) = role() {
        let slowest = write_on(&handed_path(), &writer, rounds);
        println!("answer slowest {}", slowest.as_millis());
        return;
    }
    let office = office_of_eight();
    let begun = Instant::now();
    let said: Vec<String> = std::thread::scope(|scope| {
        let run = |writer: usize| {
            let name = format!("写手{writer}");
            answers(&mut child(TEST, &name, &office.path))
        };
        let threads: Vec<_> = (0..WRITERS).map(|w| scope.spawn(move || run(w))).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    println!(
        "{} updates in {:?}",
        rounds as usize * WRITERS,
        begun.elapsed()
    );
    let there = marks(&office.path);
    assert_eq!(there.len(), rounds as usize * WRITERS);
    for line in said {
        match line.strip_prefix("slowest ") {
            Some(slowest) => {
                println!("slowest write: {slowest} ms");
                assert!(slowest.parse::<u64>().unwrap() < 10_000);
            }
            None => assert_acknowledged(&there, &line),
        }
    }
}

fn assert_acknowledged(there: &HashMap<String, i64>, line: &str) {
    let (mark, batch) = line.split_once(' ').unwrap();
    assert_eq!(there.get(mark), batch.parse().ok().as_ref(), "lost: {line}");
}

/// A writing process and what it has acknowledged so far.
struct Writer {
    process: Child,
    heard: Receiver<String>,
}

impl Writer {
    fn start(test: &str, name: &str, path: &Path) -> Writer {
        let mut process = child(test, name, path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(process.stdout.take().unwrap());
        let (say, heard) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                // A line that a kill cut short has no line feed, but `lines` gives it too; a
                // whole one has two words.
                let whole = line.strip_prefix("answer ").map(str::to_owned);
                if whole.is_some_and(|line| say.send(line).is_err()) {
                    return;
                }
            }
        });
        Writer { process, heard }
    }

    /// Hears so many acknowledgements.
    fn hear(&self, count: usize, into: &mut Vec<String>) {
        for _ in 0..count {
            into.push(self.heard.recv_timeout(Duration::from_secs(60)).unwrap());
        }
    }

    fn kill(mut self, into: &mut Vec<String>) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        into.extend(self.heard.iter());
    }
}

#[test]
fn whoever_is_killed_in_the_middle_of_writing_no_acknowledged_change_is_lost_and_none_is_half() {
    const TEST: &str = "tests::races::whoever_is_killed_in_the_middle_of_writing_no_acknowledged_change_is_lost_and_none_is_half";
    if let Some(writer) = role() {
        write_on(&handed_path(), &writer, u32::MAX);
        return;
    }
    let kills = scaled("DUBAN_TEST_KILLS", 60);
    let wanted = scaled("DUBAN_TEST_KILLED_UPDATES", 400) as usize;
    let office = office_of_eight();
    let path = office.path.clone();
    // Nobody holds the ledger open all the time, so that recovery has work to do as well.
    drop(office.ledger);
    let mut dice = Dice(11);
    let mut acknowledged = Vec::new();
    let mut started = 0;
    let mut start = || {
        started += 1;
        Writer::start(TEST, &format!("写手{started}"), &path)
    };
    let mut writers: Vec<Writer> = (0..WRITERS).map(|_| start()).collect();
    let a_share = (wanted / kills as usize).max(1);
    for round in 0..kills {
        let victim = writers.swap_remove(dice.below(writers.len()));
        victim.hear(1 + dice.below(a_share), &mut acknowledged);
        // Not to wait for anything: to hit another place of a commit each time.
        std::thread::sleep(Duration::from_micros(dice.below(5_000) as u64));
        victim.kill(&mut acknowledged);
        if round % 10 == 9 {
            // Now and then everybody dies at once.
            writers
                .drain(..)
                .for_each(|writer| writer.kill(&mut acknowledged));
        }
        while writers.len() < WRITERS {
            writers.push(start());
        }
    }
    while acknowledged.len() < wanted {
        writers[0].hear(1, &mut acknowledged);
    }
    writers
        .into_iter()
        .for_each(|writer| writer.kill(&mut acknowledged));
    let there = marks(&path);
    // The last line of a killed process may be cut short.
    let whole = acknowledged.iter().filter(|line| line.contains(' '));
    let mut checked = 0;
    for line in whole {
        let (mark, batch) = line.split_once(' ').unwrap();
        let recorded = there.get(mark).map(i64::to_string);
        assert!(
            recorded.is_some_and(|known| known.starts_with(batch)),
            "lost: {line}"
        );
        checked += 1;
    }
    println!(
        "{kills} kills, {checked} acknowledged, {} recorded",
        there.len()
    );
    assert!(checked >= wanted);
}

#[test]
fn a_reader_sees_whole_tasks_while_others_write() {
    let office = office_of_eight();
    let id = office.ids[0];
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut ledger = open(&office.path, Access::Write).unwrap();
            for round in 0..150 {
                let now = time("2024-03-14T00:00:00Z");
                let edit = edit("写手", round);
                ledger
                    .update(&actor(SUN), now, &[target(id)], &edit)
                    .unwrap();
            }
            done.store(true, std::sync::atomic::Ordering::SeqCst);
        });
        let reader = open(&office.path, Access::ReadOnly).unwrap();
        while !done.load(std::sync::atomic::Ordering::SeqCst) {
            for task in [
                reader.task(id).unwrap(),
                reader.tasks(&[id]).unwrap().remove(0),
            ] {
                // Every batch adds one note, changes the title and raises the revision.
                assert_eq!(task.events.len() as i64, task.revision.get() - 1);
            }
        }
    });
    office.assert_clean();
}

#[test]
fn a_copy_made_while_four_write_is_whole_and_has_all_that_was_acknowledged_before_it_began() {
    const TEST: &str = "tests::races::a_copy_made_while_four_write_is_whole_and_has_all_that_was_acknowledged_before_it_began";
    if let Some(writer) = role() {
        write_on(&handed_path(), &writer, u32::MAX);
        return;
    }
    let office = office_of_eight();
    let writers: Vec<Writer> = (0..WRITERS)
        .map(|writer| Writer::start(TEST, &format!("写手{writer}"), &office.path))
        .collect();
    let copy = office.folder().join("备份.db");
    let mut acknowledged = Vec::new();
    for _ in 0..5 {
        for writer in &writers {
            writer.hear(5, &mut acknowledged);
        }
        office.ledger.backup(&copy).unwrap();
        let there = marks(&copy);
        for line in &acknowledged {
            assert_acknowledged(&there, line);
        }
    }
    let mut rest = Vec::new();
    writers
        .into_iter()
        .for_each(|writer| writer.kill(&mut rest));
    marks(&office.path);
}

#[test]
fn a_commit_of_another_connection_and_of_ones_own_is_heard_once() {
    let mut office = Office::new();
    let mut pulse = Pulse::open(&office.path).unwrap();
    assert!(!pulse.beat().unwrap());
    let seen = office.last_entry();
    let mut other = open(&office.path, Access::Write).unwrap();
    let now = time("2024-03-14T00:00:00Z");
    let targets = [target(office.ids[0]), target(office.ids[2])];
    other
        .update(&actor(BAO), now, &targets, &progress(5))
        .unwrap();
    assert!(pulse.beat().unwrap());
    assert!(!pulse.beat().unwrap());
    let touches = office.ledger.touches_since(Some(seen)).unwrap();
    let heard: Vec<_> = touches
        .tasks
        .iter()
        .map(|touch| (touch.task, touch.actor.user.as_str(), touch.at))
        .collect();
    assert_eq!(
        heard,
        [(office.ids[0], BAO, now), (office.ids[2], BAO, now)]
    );
    assert_eq!(touches.last, Some(office.last_entry()));
    // The pulse is a connection of its own: it hears this program's commits as well.
    office.update(SUN, &[1], &progress(6)).unwrap();
    assert!(pulse.beat().unwrap());
    // A command that changes nothing commits nothing.
    office.update(SUN, &[1], &progress(6)).unwrap();
    assert!(!pulse.beat().unwrap());
    // Reading, opening and copying are no commits.
    open(&office.path, Access::ReadOnly)
        .unwrap()
        .audit()
        .unwrap();
    office
        .ledger
        .backup(&office.folder().join("备份.db"))
        .unwrap();
    assert!(!pulse.beat().unwrap());
}

#[cfg(target_os = "linux")]
#[test]
fn who_waits_for_changes_is_told_of_the_writing_of_others_and_hears_nothing_otherwise() {
    let (short, long) = (Duration::from_millis(1), Duration::from_secs(60));
    let mut office = Office::new();
    let (_stopper, stop) = StopSignal::pair().unwrap();
    let mut changes = office.ledger.changes(long).unwrap();
    assert!(changes.wait(long, &stop).unwrap(), "the first answer");
    assert!(!changes.wait(short, &stop).unwrap());
    let reader = open(&office.path, Access::ReadOnly).unwrap();
    reader.audit().unwrap();
    reader.state().unwrap();
    drop(reader);
    office
        .ledger
        .backup(&office.folder().join("备份.db"))
        .unwrap();
    assert!(
        !changes.wait(short, &stop).unwrap(),
        "reading is no writing"
    );
    for number in 6..9 {
        let begun = Instant::now();
        office.update(SUN, &[1], &progress(number)).unwrap();
        assert!(changes.wait(long, &stop).unwrap());
        assert!(begun.elapsed() < long, "the system told of it");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_alarm_tells_of_the_writing_of_others_and_is_quiet_otherwise() {
    let mut office = Office::new();
    let mut pulse = Pulse::open(&office.path).unwrap();
    let reader = open(&office.path, Access::ReadOnly).unwrap();
    // It opens the files once more, and for root SQLite sets their owner whenever they are opened,
    // which is an attribute.
    reader.audit().unwrap();
    pulse.has_rung();
    reader.state().unwrap();
    drop(reader);
    pulse.beat().unwrap();
    assert!(!pulse.has_rung(), "reading is no writing");
    office.update(SUN, &[1], &progress(6)).unwrap();
    assert!(pulse.has_rung());
    office
        .ledger
        .backup(&office.folder().join("备份.db"))
        .unwrap();
    pulse.has_rung();
    office.update(SUN, &[1], &progress(7)).unwrap();
    assert!(pulse.has_rung());
    assert!(pulse.beat().unwrap());
}

#[test]
fn a_wait_for_changes_ends_as_soon_as_nobody_wants_to_hear() {
    let long = Duration::from_secs(60);
    let office = Office::new();
    let (stopper, stop) = StopSignal::pair().unwrap();
    let mut changes = office.ledger.changes(long).unwrap();
    changes.wait(long, &stop).unwrap();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| changes.wait(long, &stop).unwrap());
        drop(stopper);
        assert!(!waiting.join().unwrap());
    });
    assert!(begun.elapsed() < long);
}

#[test]
fn the_last_of_several_touches_names_the_task_once_even_when_it_is_gone() {
    let mut office = Office::new();
    let seen = office.last_entry();
    office.update(SUN, &[0], &progress(1)).unwrap();
    office.update(BAO, &[0], &note("接手")).unwrap();
    let gone = office.register(BAO, &bodies()[1]);
    office.undo(BAO).unwrap();
    let touches = office.ledger.touches_since(Some(seen)).unwrap();
    let heard: Vec<_> = touches
        .tasks
        .iter()
        .map(|touch| (touch.task, touch.actor.user.as_str()))
        .collect();
    assert_eq!(heard, [(office.ids[0], BAO), (gone.id, BAO)]);
    let nothing = office.ledger.touches_since(touches.last).unwrap();
    assert_eq!(nothing.tasks, []);
    let all = office.ledger.touches_since(None).unwrap();
    assert_eq!(all.tasks.len(), 4);
    let empty = tempfile::tempdir().unwrap();
    let path = empty.path().join("空.db");
    create(&path, |_| Ok(())).unwrap();
    let nothing = open(&path, Access::Write)
        .unwrap()
        .touches_since(EntryId::new(1));
    assert_eq!(nothing.unwrap(), Default::default());
}

#[test]
fn no_touch_is_missed_by_somebody_who_asks_while_others_write() {
    let office = office_of_eight();
    let ids = office.ids.clone();
    let writing = std::sync::atomic::AtomicBool::new(true);
    let mut heard = std::collections::BTreeSet::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut ledger = open(&office.path, Access::Write).unwrap();
            for round in 0..200 {
                let targets = [target(ids[round % ids.len()])];
                let now = time("2024-03-14T00:00:00Z");
                let edit = note(&format!("第{round}次"));
                ledger.update(&actor(BAO), now, &targets, &edit).unwrap();
            }
            writing.store(false, std::sync::atomic::Ordering::SeqCst);
        });
        let listener = open(&office.path, Access::ReadOnly).unwrap();
        let mut seen = listener.last_entry().unwrap();
        loop {
            let is_last_look = !writing.load(std::sync::atomic::Ordering::SeqCst);
            let touches = listener.touches_since(seen).unwrap();
            // Each look names the last touch of a task, and the newest of all is the end of it.
            assert!(
                touches
                    .tasks
                    .iter()
                    .all(|touch| Some(touch.entry) <= touches.last)
            );
            if touches.last != seen {
                let newest = touches.tasks.iter().map(|touch| touch.entry).max();
                assert_eq!(newest, touches.last);
            }
            heard.extend(touches.tasks.iter().map(|touch| touch.task));
            seen = touches.last;
            if is_last_look {
                break;
            }
        }
    });
    assert_eq!(heard.into_iter().collect::<Vec<_>>(), office.ids);
}
