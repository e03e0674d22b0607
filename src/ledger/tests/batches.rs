//! The trail by batches, and undoing one of them after it was shown.

use super::Office;
use super::drafts::*;
use super::fixture::*;
use crate::domain::{Action, Field, Status};
use crate::ledger::{
    BatchFilter, BatchLine, BatchPage, HistoryFilter, IntakeOptions, Planned, UndoOf,
};

/// Every line there is, page after page.
fn all(office: &Office, filter: &BatchFilter) -> Vec<BatchLine> {
    let mut lines = Vec::new();
    let mut filter = filter.clone();
    loop {
        let page: BatchPage = office.ledger.batches(&filter, None).unwrap();
        lines.extend(page.lines);
        match page.before {
            None => return lines,
            before => filter.before = before,
        }
    }
}

/// What each line must agree with: the entries themselves.
fn assert_told(office: &Office, lines: &[BatchLine]) {
    let entries = office.ledger.history(&HistoryFilter::default()).unwrap();
    let mut batches: Vec<_> = entries.chunk_by(|a, b| a.batch == b.batch).collect();
    batches.reverse();
    assert_eq!(lines.len(), batches.len());
    for (line, own) in lines.iter().zip(batches) {
        let (first, last) = (own.first().unwrap(), own.last().unwrap());
        assert_eq!(
            (line.batch, line.first, line.last),
            (first.batch, first.id, last.id)
        );
        assert_eq!((line.at, &line.actor), (first.at, &first.actor));
        let mut tasks: Vec<_> = own.iter().filter_map(|it| it.task()).collect();
        tasks.dedup();
        let distinct: std::collections::BTreeSet<_> = tasks.iter().collect();
        assert_eq!(line.tasks, distinct.len());
        assert_eq!(line.first_tasks, tasks[..tasks.len().min(3)]);
        let gist = crate::domain::Gist::of(own.iter().map(|it| &it.change));
        assert_eq!(line.gist, gist);
        assert_eq!(line.only.is_some(), own.len() == 1);
        let whole = office
            .ledger
            .batch_entries((line.first, line.last), None, None, 10_000)
            .unwrap();
        assert_eq!(whole, own);
    }
}

#[test]
fn a_batch_is_one_line_with_who_when_what_how_many_and_the_first_tasks() {
    let mut office = Office::new();
    office.update(SUN, &[0, 1], &progress(10)).unwrap();
    office
        .update(BAO, &[2], &because("专题会", status(Status::Suspended)))
        .unwrap();
    let taken = office.now();
    office
        .ledger
        .take_in(&actor(BAO), taken, &[three()], &IntakeOptions::default())
        .unwrap();
    office.undo(SUN).unwrap();
    let lines = all(&office, &BatchFilter::default());
    assert_told(&office, &lines);
    let [undo, import, suspend, bulk, ..] = &lines[..] else {
        panic!("{lines:?}");
    };
    assert_eq!(undo.compensates, Some(bulk.batch));
    assert!(bulk.is_undone() && !suspend.is_undone() && undo.is_compensation());
    assert_eq!((import.action, import.tasks), (Action::Import, 3));
    assert_eq!(import.documents, [TITLE]);
    assert_eq!(import.names[0].title, "推动普通高中优质特色多样发展");
    assert_eq!(suspend.reason.as_deref(), Some("专题会"));
    assert_eq!(
        (bulk.tasks, bulk.gist.fields[0].field),
        (2, Field::Progress)
    );
    office.redo(SUN).unwrap();
    let lines = all(&office, &BatchFilter::default());
    assert!(!lines[4].is_undone(), "put in force again");
}

#[test]
fn more_batches_than_a_page_and_longer_ones_than_a_stretch_come_each_once_in_order() {
    let mut office = Office::empty();
    let tasks = (1..=1_300).map(|n| draft(&n.to_string(), &format!("第{n}项任务")));
    let drafts = [plan_of("准格尔旗", tasks.collect())];
    let now = office.now();
    let options = IntakeOptions::default();
    let taken = office.ledger.take_in(&actor(SUN), now, &drafts, &options);
    let ids = taken.unwrap().registered;
    office.ids = ids;
    let every: Vec<usize> = (0..office.ids.len()).collect();
    office
        .update(BAO, &every, &status(Status::Assigned))
        .unwrap();
    for n in 0..210 {
        office
            .update(SUN, &[n % 7], &progress((n % 100) as u8))
            .unwrap();
    }
    office.update(BAO, &every, &progress(100)).unwrap();
    let lines = all(&office, &BatchFilter::default());
    assert_told(&office, &lines);
    assert_eq!(lines.len(), 213);
    let bulk = &lines[211];
    assert_eq!(
        (bulk.tasks, bulk.last.get() - bulk.first.get()),
        (1_300, 1_299)
    );
    // Of one task, whose batches are long.
    let of_task = BatchFilter {
        task: Some(office.ids[6]),
        ..BatchFilter::default()
    };
    let own = all(&office, &of_task);
    assert_eq!(own.len(), 33);
    assert_eq!((own[0].tasks, own[32].tasks), (1_300, 1_300));
    let only = office
        .ledger
        .batch_entries((own[0].first, own[0].last), of_task.task, None, 500)
        .unwrap();
    assert_eq!(only.len(), 1);
    assert_eq!(only[0].task(), of_task.task);
    // Entries of a long batch come in parts.
    let span = (lines[0].first, lines[0].last);
    let part = |after| office.ledger.batch_entries(span, None, after, 500).unwrap();
    let first = part(None);
    let second = part(Some(first[499].id));
    assert_eq!((first.len(), second.len()), (500, 500));
    assert_eq!(second[0].id, first[499].id.next());
    assert_eq!(part(Some(second[499].id)).len(), 300);
}

#[test]
fn a_person_a_day_and_words_narrow_and_lists_tell_who_and_when() {
    let mut office = Office::new();
    office.set_clock("2024-03-14T15:58:00Z");
    office.update(SUN, &[0], &note("催报材料")).unwrap();
    office.set_clock("2024-03-14T16:30:00Z");
    office.update(BAO, &[1], &note("现场核实")).unwrap();
    let lines = |filter| all(&office, &filter).len();
    let by = |name: &str| BatchFilter {
        by: Some(name.to_owned()),
        ..BatchFilter::default()
    };
    let on = |text: &str| BatchFilter {
        day: Some(day(text)),
        ..BatchFilter::default()
    };
    assert_eq!(
        (lines(by(SUN)), lines(by(BAO)), lines(by("某某"))),
        (4, 1, 0)
    );
    // The second note is of the next day in Shanghai.
    assert_eq!((lines(on("2024-03-14")), lines(on("2024-03-15"))), (1, 1));
    let keeps = |entry: &crate::domain::Entry| entry.change.new.to_string().contains("现场");
    let page = office
        .ledger
        .batches(&BatchFilter::default(), Some(&keeps))
        .unwrap();
    assert_eq!(page.lines.len(), 1);
    assert_eq!(page.lines[0].actor.user, BAO);
    let writers = office.ledger.writers().unwrap();
    assert_eq!(writers, [(SUN.to_owned(), 4), (BAO.to_owned(), 1)]);
    let days = office.ledger.days(None).unwrap();
    assert_eq!(
        days,
        [
            (day("2024-03-15"), 1),
            (day("2024-03-14"), 1),
            (day("2024-03-13"), 3)
        ]
    );
    assert_eq!(
        office.ledger.days(Some(BAO)).unwrap(),
        [(day("2024-03-15"), 1)]
    );
}

#[test]
fn an_undo_is_shown_over_people_and_sessions_and_then_does_just_that() {
    let mut office = Office::new();
    office
        .update(BAO, &[0, 1, 2], &status(Status::Assigned))
        .unwrap();
    let entry = office.last_entry();
    office
        .update(SUN, &[1], &status(Status::InProgress))
        .unwrap();
    let plan = office
        .ledger
        .plan_undo(&actor(SUN), UndoOf::Entry(entry))
        .unwrap();
    assert_eq!((plan.actor.user.as_str(), plan.tasks.len()), (BAO, 2));
    assert_eq!(plan.tasks, [office.ids[0], office.ids[2]]);
    assert_eq!((plan.left.len(), plan.left[0].by.as_str()), (1, SUN));
    let [field] = &plan.gist.fields[..] else {
        panic!("{:?}", plan.gist);
    };
    assert_eq!(
        (&field.old, &field.new),
        (&Some("assigned".into()), &Some("registered".into()))
    );
    let entries = office.entries();
    // Somebody takes another away meanwhile: nothing is done, and the new counts come back.
    office.update(BAO, &[2], &progress(5)).unwrap();
    let now = office.now();
    let Planned::Moved(fresh) = office.ledger.undo_planned(&actor(SUN), now, &plan).unwrap() else {
        panic!("it was done");
    };
    assert_eq!((fresh.tasks.len(), fresh.left.len()), (1, 2));
    assert_eq!(office.entries(), entries + 1);
    let now = office.now();
    let done = office
        .ledger
        .undo_planned(&actor(SUN), now, &fresh)
        .unwrap();
    let Planned::Done(done) = done else {
        panic!("nothing moved");
    };
    assert_eq!(done.done, [office.ids[0]]);
    assert_eq!(office.task(0).status, Status::Registered);
    assert_eq!(office.task(1).status, Status::InProgress);
    // Twice there is nothing to take back: what was left of it still cannot be.
    let now = office.now();
    let again = office.ledger.undo_planned(&actor(SUN), now, &fresh);
    let Ok(Planned::Moved(rest)) = again else {
        panic!("{again:?}");
    };
    assert_eq!((rest.tasks.len(), rest.left.len()), (0, 2));
    office.assert_clean();
}

#[test]
fn an_import_with_subtasks_is_planned_whole() {
    let mut office = Office::empty();
    let now = office.now();
    office
        .ledger
        .take_in(&actor(BAO), now, &[three()], &IntakeOptions::default())
        .unwrap();
    let entries = office.entries();
    let plan = office
        .ledger
        .plan_undo(&actor(BAO), UndoOf::Newest)
        .unwrap();
    assert_eq!((plan.tasks.len(), plan.left.len()), (3, 0));
    assert_eq!(office.entries(), entries, "a plan writes nothing");
    let now = office.now();
    let done = office.ledger.undo_planned(&actor(SUN), now, &plan).unwrap();
    assert!(matches!(done, Planned::Done(done) if done.done.len() == 3));
    assert!(office.state().tasks.is_empty());
}
