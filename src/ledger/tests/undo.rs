//! Undo and redo: whose, in which order, and what stands in the way.

use super::Office;
use super::fixture::*;
use crate::domain::task::ExtensionDecision;
use crate::domain::{Edit, Field, Role, Status, StatusEdit};
use crate::ledger::{HistoryFilter, LedgerError, Undone};

/// Every kind of edit there is, each lawful on the first task under review.
fn every_edit() -> Vec<(&'static str, Edit)> {
    vec![
        ("status", status(Status::Concluded)),
        ("progress", progress(70)),
        ("note", note("已现场核查")),
        (
            "return",
            because(
                "佐证不足",
                Edit {
                    status: Some(StatusEdit::Return),
                    ..Edit::default()
                },
            ),
        ),
        (
            "extension",
            deadline(
                Some("2026-06-30"),
                ExtensionDecision::Approved,
                "2025-11-01",
            ),
        ),
        (
            "asked",
            deadline(Some("2026-06-30"), ExtensionDecision::Asked, "2026-11-01"),
        ),
        (
            "no date",
            deadline(None, ExtensionDecision::Correction, "2025-11-01"),
        ),
        (
            "people",
            Edit {
                parties: vec![(Role::Leader, vec![]), (Role::LeadUnit, vec![])],
                ..Edit::default()
            },
        ),
        (
            "region",
            Edit {
                region: Some(region("准格尔旗")),
                ..Edit::default()
            },
        ),
        (
            "all at once",
            Edit {
                title: Some("推动高中多样化".to_owned()),
                note: Some("一并更正".to_owned()),
                standing: Some(false),
                milestone: Some((0, Some(day("2025-10-01")))),
                ..because(
                    "办公会议定",
                    deadline(
                        Some("2026-12-31"),
                        ExtensionDecision::Approved,
                        "2026-11-01",
                    ),
                )
            },
        ),
    ]
}

#[test]
fn every_kind_of_edit_is_undone_redone_undone_and_redone_again() {
    for (name, edit) in every_edit() {
        let mut office = Office::new();
        office
            .update(SUN, &[0], &status(Status::UnderReview))
            .unwrap();
        let before = office.content();
        let batch = office.update(SUN, &[0], &edit).unwrap().batch;
        let after = office.content();
        assert_ne!(before, after, "{name}");
        for _ in 0..2 {
            let undone = office.undo(SUN).unwrap();
            assert_eq!((Some(undone.of), undone.left.len()), (batch, 0), "{name}");
            assert_eq!(office.content(), before, "{name}");
            office.assert_clean();
            let redone = office.redo(SUN).unwrap();
            assert_eq!((Some(redone.of), redone.left.len()), (batch, 0), "{name}");
            assert_eq!(office.content(), after, "{name}");
            office.assert_clean();
        }
    }
}

#[test]
fn a_note_keeps_its_author_and_time_over_undo_and_redo() {
    let mut office = Office::new();
    office.update(BAO, &[1], &note("园舍主体已封顶")).unwrap();
    let written = office.task(1).events[0].clone();
    office.undo_entry(SUN, office.last_entry()).unwrap();
    assert_eq!(office.task(1).events().count(), 0);
    office.redo(SUN).unwrap();
    assert_eq!(office.task(1).events, [written]);
}

#[test]
fn a_note_survives_when_its_tasks_registration_is_undone_and_redone_below_it() {
    let mut office = Office::empty();
    let task = office.register(SUN, &bodies()[0]);
    office.ids.push(task.id);
    office.update(SUN, &[0], &note("首次调度")).unwrap();
    office.update(SUN, &[0], &progress(15)).unwrap();
    let before = office.content();
    let written = office.task(0).events[0].clone();
    for _ in 0..3 {
        office.undo(SUN).unwrap();
    }
    assert!(office.state().tasks.is_empty());
    for _ in 0..3 {
        let redone = office.redo(SUN).unwrap();
        assert!(redone.left.is_empty(), "{redone:?}");
        office.assert_clean();
    }
    assert_eq!(office.content(), before);
    assert_eq!(office.task(0).events, [written]);
}

#[test]
fn a_revision_is_never_given_twice_even_when_the_registration_was_undone_between() {
    let mut office = Office::empty();
    let task = office.register(SUN, &bodies()[0]);
    office.ids.push(task.id);
    office.update(SUN, &[0], &progress(50)).unwrap();
    let seen = office.task(0).revision;
    office.undo(SUN).unwrap();
    office.undo(SUN).unwrap();
    office.redo(SUN).unwrap();
    assert!(office.task(0).revision > seen);
    office.assert_clean();
}

#[test]
fn undo_walks_back_over_sessions_and_redo_walks_forward_again() {
    let mut office = Office::new();
    let mut seen = vec![office.content()];
    for (place, edit) in [
        (0, progress(10)),
        (0, progress(20)),
        (1, note("二次调度")),
        (0, status(Status::Assigned)),
        (2, progress(5)),
    ] {
        office.update(SUN, &[place], &edit).unwrap();
        seen.push(office.content());
        office.ledger = office.another();
    }
    for earlier in seen.iter().rev().skip(1) {
        assert!(office.undo(SUN).unwrap().left.is_empty());
        assert_eq!(&office.content(), earlier);
    }
    for later in &seen[1..] {
        let redone = office.redo(SUN).unwrap();
        assert!(redone.left.is_empty(), "{redone:?}");
        assert_eq!(&office.content(), later);
    }
    assert!(matches!(office.redo(SUN), Err(LedgerError::NothingToRedo)));
    office.assert_clean();
}

#[test]
fn undo_is_of_ones_own_newest_batch_and_there_is_an_end_to_it() {
    let mut office = Office::new();
    office.update(BAO, &[1], &progress(10)).unwrap();
    office.update(SUN, &[0], &progress(10)).unwrap();
    office.update(BAO, &[2], &progress(30)).unwrap();
    assert_eq!(office.undo(SUN).unwrap().done, [office.ids[0]]);
    assert_eq!(office.undo(BAO).unwrap().done, [office.ids[2]]);
    assert_eq!(office.undo(BAO).unwrap().done, [office.ids[1]]);
    assert!(matches!(office.undo(BAO), Err(LedgerError::NothingToUndo)));
    for _ in 0..3 {
        assert_eq!(office.undo(SUN).unwrap().done.len(), 1);
    }
    assert!(matches!(office.undo(SUN), Err(LedgerError::NothingToUndo)));
    assert_eq!(office.state(), Default::default());
    office.assert_clean();
}

#[test]
fn undo_of_a_session_leaves_the_work_of_other_sessions_of_the_same_user() {
    let mut office = Office::new();
    let (morning, evening) = (in_session(SUN, "早班"), in_session(SUN, "晚班"));
    let second = [target(office.ids[1])];
    let now = office.now();
    office
        .ledger
        .update(&evening, now, &second, &progress(33))
        .unwrap();
    let now = office.now();
    for (session, place) in [(&morning, 2), (&evening, 1)] {
        let undone = office.ledger.undo_of_session(session, now).unwrap();
        let Undone::Done(undone) = undone else {
            panic!("{undone:?}");
        };
        assert_eq!(undone.done, [office.ids[place]]);
    }
    let nothing = office.ledger.undo_of_session(&evening, now);
    assert!(matches!(nothing, Err(LedgerError::NothingToUndo)));
}

#[test]
fn undo_after_another_user_changed_the_task_is_refused_and_names_them() {
    let mut office = Office::new();
    office.update(SUN, &[0], &progress(50)).unwrap();
    let changed = office.update(BAO, &[0], &progress(60)).unwrap();
    let before = (office.entries(), office.state());
    let undone = office.undo(SUN).unwrap();
    assert_eq!((undone.batch, undone.done.len()), (None, 0));
    let left = &undone.left[0];
    assert_eq!((left.task, left.by.as_str()), (office.ids[0], BAO));
    assert_eq!(left.at, changed.changed[0].updated_at);
    assert_eq!(left.entry, office.last_entry());
    assert_eq!((office.entries(), office.state()), before);
}

#[test]
fn of_several_tasks_those_changed_since_are_left_and_the_others_undone() {
    let mut office = Office::new();
    let before = office.content();
    office.update(SUN, &[0, 1, 2], &progress(50)).unwrap();
    office.update(BAO, &[1], &note("林西县已上报")).unwrap();
    let undone = office.undo(SUN).unwrap();
    assert_eq!(undone.done.len(), 2);
    assert_eq!(undone.left.len(), 1);
    assert_eq!(
        (undone.left[0].task, undone.left[0].by.as_str()),
        (office.ids[1], BAO)
    );
    assert_eq!(office.task(1).progress, Some(percent(50)));
    assert_eq!(office.task(0).body, before.tasks[&office.ids[0]].body);
    office.assert_clean();
    let redone = office.redo(SUN).unwrap();
    assert_eq!(redone.done.len(), 2);
    assert!(redone.left.is_empty(), "the third is in force: {redone:?}");
    office.assert_clean();
}

#[test]
fn an_undo_says_which_fields_it_set_back_and_what_the_task_is_called() {
    let mut office = Office::new();
    office.update(SUN, &[0, 1], &progress(10)).unwrap();
    office.update(SUN, &[0], &progress(40)).unwrap();
    let done = office.undo(SUN).unwrap();
    assert_eq!(done.first.as_ref().unwrap().short(), "敖汉旗 1");
    let [it] = &done.gist.fields[..] else {
        panic!("{:?}", done.gist);
    };
    assert_eq!(
        (it.field, it.count, &it.old, &it.new),
        (Field::Progress, 1, &Some(40.into()), &Some(10.into()))
    );
    let both = office.undo(SUN).unwrap();
    assert_eq!(both.gist.fields[0].count, 2);
    assert_eq!(both.gist.fields[0].new, Some(serde_json::Value::Null));
    // Taken out with its registration, it is still known by its name.
    let gone = office.undo(SUN).unwrap();
    assert_eq!(gone.first.unwrap().title, "规范校外培训机构");
}

#[test]
fn what_somebody_changed_and_took_back_again_does_not_stand_in_the_way() {
    let mut office = Office::new();
    office.update(SUN, &[0], &progress(50)).unwrap();
    office.update(BAO, &[0], &progress(60)).unwrap();
    office.undo(BAO).unwrap();
    assert_eq!(office.undo(SUN).unwrap().done, [office.ids[0]]);
    assert_eq!(office.task(0).progress, None);
}

#[test]
fn undo_of_an_entry_takes_back_the_whole_batch_of_anybody_and_redo_is_with_the_undoer() {
    let mut office = Office::new();
    let edit = Edit {
        note: Some("误报".to_owned()),
        ..progress(99)
    };
    let before = office.content();
    office.update(BAO, &[0, 1], &edit).unwrap();
    let after = office.content();
    let entry = office.last_entry();
    let undone = office.undo_entry(SUN, entry).unwrap();
    assert_eq!(undone.done.len(), 2);
    assert_eq!(office.content(), before);
    assert!(matches!(office.redo(BAO), Err(LedgerError::NothingToRedo)));
    assert!(matches!(office.undo(BAO), Err(LedgerError::NothingToUndo)));
    office.redo(SUN).unwrap();
    assert_eq!(office.content(), after);
    office.assert_clean();
}

#[test]
fn an_entry_of_an_undo_or_undone_already_cannot_be_undone_nor_one_that_is_not_there() {
    let mut office = Office::new();
    office.update(SUN, &[0], &progress(50)).unwrap();
    let entry = office.last_entry();
    office.undo(SUN).unwrap();
    for entry in [entry, office.last_entry()] {
        assert!(matches!(
            office.undo_entry(BAO, entry),
            Err(LedgerError::NotUndoable(named)) if named == entry
        ));
    }
    let missing = office.last_entry().next();
    assert!(matches!(
        office.undo_entry(BAO, missing),
        Err(LedgerError::NoSuchEntry(named)) if named == missing
    ));
    office.redo(SUN).unwrap();
    assert!(office.undo_entry(BAO, entry).is_ok());
}

#[test]
fn redo_is_gone_once_its_user_wrote_something_else_and_not_when_others_did() {
    let mut office = Office::new();
    office.update(SUN, &[0], &progress(50)).unwrap();
    office.undo(SUN).unwrap();
    office.update(BAO, &[1], &progress(1)).unwrap();
    office.redo(SUN).unwrap();
    assert_eq!(office.task(0).progress, Some(percent(50)));
    office.undo(SUN).unwrap();
    office.update(SUN, &[2], &progress(2)).unwrap();
    assert!(matches!(office.redo(SUN), Err(LedgerError::NothingToRedo)));
}

#[test]
fn redo_is_refused_where_somebody_changed_the_task_since_and_names_them() {
    let mut office = Office::new();
    office.update(SUN, &[0], &progress(50)).unwrap();
    office.undo(SUN).unwrap();
    office.update(BAO, &[0], &progress(7)).unwrap();
    let redone = office.redo(SUN).unwrap();
    assert_eq!((redone.batch, redone.left[0].by.as_str()), (None, BAO));
    assert_eq!(office.task(0).progress, Some(percent(7)));
}

#[test]
fn an_undone_registration_takes_the_task_out_keeps_its_entries_and_its_number() {
    let mut office = Office::new();
    let before = office.state();
    let task = office.register(SUN, &body("清理拖欠教师绩效工资", "东园开发区"));
    office.ids.push(task.id);
    let with = office.content();
    office.undo(SUN).unwrap();
    assert_eq!(office.state(), before);
    assert!(matches!(
        office.ledger.task(task.id),
        Err(LedgerError::NoSuchTask(_))
    ));
    let of_task = HistoryFilter {
        task: Some(task.id),
        ..HistoryFilter::default()
    };
    assert_eq!(office.ledger.history(&of_task).unwrap().len(), 2);
    let next = office.register(BAO, &bodies()[2]);
    assert_eq!(next.id, task.id.next());
    office.undo(BAO).unwrap();
    office.redo(SUN).unwrap();
    assert_eq!(office.content(), with);
    office.assert_clean();
}

#[test]
fn undo_of_the_same_batch_by_two_programs_at_once_takes_it_back_once() {
    let mut office = Office::new();
    for round in 0..10 {
        office.update(SUN, &[0], &progress(round)).unwrap();
    }
    let start = std::sync::Barrier::new(2);
    let another = std::sync::Mutex::new(vec![office.another(), office.another()]);
    let undone = std::thread::scope(|scope| {
        let run = || {
            let mut ledger = another.lock().unwrap().pop().unwrap();
            start.wait();
            (0..5)
                .map(|_| ledger.undo(&actor(SUN), time("2024-03-14T00:00:00Z")))
                .map(|undone| undone.unwrap())
                .collect::<Vec<_>>()
        };
        let threads = [scope.spawn(run), scope.spawn(run)];
        threads.map(|thread| thread.join().unwrap()).concat()
    });
    let mut batches: Vec<_> = undone.iter().map(|undone| undone.of).collect();
    batches.sort_unstable();
    batches.dedup();
    assert_eq!(batches.len(), 10);
    assert!(undone.iter().all(|undone| undone.left.is_empty()));
    assert_eq!(office.task(0).progress, None);
    office.assert_clean();
}

#[test]
fn a_batch_without_a_login_is_undone_by_name_and_one_of_another_login_is_not() {
    let mut office = Office::new();
    let by = |login: Option<&str>| {
        let mut somebody = actor(BAO);
        somebody.origin.login = login.map(str::to_owned);
        somebody
    };
    let write = |office: &mut Office, login: Option<&str>, percent: u8| {
        let target = target(office.ids[0]);
        let now = office.now();
        let edit = progress(percent);
        office
            .ledger
            .update(&by(login), now, &[target], &edit)
            .unwrap();
    };
    write(&mut office, None, 10);
    write(&mut office, Some("bao"), 20);
    write(&mut office, Some("other"), 30);
    let undo = |office: &mut Office, login: &str| {
        let now = office.now();
        let done = office.ledger.undo(&by(Some(login)), now);
        done.map(|done| (done.done.len(), done.left.len()))
    };
    // Its own batch, which the other has changed since.
    assert_eq!(undo(&mut office, "bao").unwrap(), (0, 1));
    assert_eq!(undo(&mut office, "other").unwrap(), (1, 0));
    assert_eq!(undo(&mut office, "bao").unwrap(), (1, 0));
    // Written before logins were kept: the name decides.
    assert_eq!(undo(&mut office, "other").unwrap(), (1, 0));
    assert_eq!(office.task(0).progress, None);
    office.assert_clean();
}
