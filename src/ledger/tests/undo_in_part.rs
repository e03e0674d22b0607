//! A batch of which an undo or redo had to leave some tasks, and what can be done about the rest.

use super::Office;
use super::fixture::*;
use crate::domain::{EntryId, Status, TaskId};
use crate::ledger::{BatchFilter, LedgerError, Stands, UndoOf, Undone};

/// 孙 sets two tasks, changes the first again, and takes the first command back: one task is left.
/// Answers an entry of it.
fn taken_back_in_part(office: &mut Office, later: &str) -> EntryId {
    office
        .update(SUN, &[0, 1], &status(Status::Assigned))
        .unwrap();
    let entry = office.last_entry();
    office
        .update(later, &[0], &status(Status::InProgress))
        .unwrap();
    let undone = office.undo_entry(SUN, entry).unwrap();
    assert_eq!(undone.done, [office.ids[1]]);
    assert_eq!(undone.left.len(), 1);
    entry
}

fn stands(office: &Office, entry: EntryId) -> Stands {
    let page = office.ledger.batches(&BatchFilter::default(), None);
    let mut lines = page.unwrap().lines.into_iter();
    let line = lines.find(|it| it.first <= entry && entry <= it.last);
    line.unwrap().stands
}

fn both(office: &Office) -> [Status; 2] {
    [office.task(0).status, office.task(1).status]
}

const PART: Stands = Stands::Part { back: 1, rest: 1 };

#[test]
fn what_was_left_of_a_batch_is_taken_back_once_nothing_is_in_the_way() {
    let mut office = Office::new();
    let entry = taken_back_in_part(&mut office, SUN);
    assert_eq!(stands(&office, entry), PART);
    // Still in the way: it is said again, and nothing is called taken back.
    let still = office.undo_entry(SUN, entry).unwrap();
    assert_eq!(
        (still.batch, still.done.len(), still.left.len()),
        (None, 0, 1)
    );
    let later = still.left[0].entry;
    office.undo_entry(SUN, later).unwrap();
    assert_eq!(both(&office), [Status::Assigned, Status::Registered]);
    let plan = office
        .ledger
        .plan_undo(&actor(BAO), UndoOf::Entry(entry))
        .unwrap();
    assert_eq!((plan.tasks, plan.left.len()), (vec![office.ids[0]], 0));
    let rest = office.undo_entry(SUN, entry).unwrap();
    assert_eq!((rest.done, rest.left.len()), (vec![office.ids[0]], 0));
    assert_eq!(both(&office), [Status::Registered; 2]);
    assert_eq!(stands(&office, entry), Stands::Nothing);
    assert!(matches!(
        office.undo_entry(SUN, entry),
        Err(LedgerError::NotUndoable(_))
    ));
    office.assert_clean();
}

#[test]
fn each_redo_puts_back_what_one_undo_took_and_the_last_undo_first() {
    let mut office = Office::new();
    let entry = taken_back_in_part(&mut office, SUN);
    let later = office.undo_entry(SUN, entry).unwrap().left[0].entry;
    office.undo_entry(SUN, later).unwrap();
    office.undo_entry(SUN, entry).unwrap();
    let done = |office: &mut Office| -> Vec<TaskId> {
        let redone = office.redo(SUN).unwrap();
        assert!(redone.left.is_empty(), "{redone:?}");
        redone.done
    };
    assert_eq!(done(&mut office), [office.ids[0]]);
    assert_eq!(both(&office), [Status::Assigned, Status::Registered]);
    assert_eq!(stands(&office, entry), PART);
    assert_eq!(done(&mut office), [office.ids[0]]);
    assert_eq!(both(&office), [Status::InProgress, Status::Registered]);
    assert_eq!(done(&mut office), [office.ids[1]]);
    assert_eq!(both(&office), [Status::InProgress, Status::Assigned]);
    assert_eq!(stands(&office, entry), Stands::Whole);
    assert!(matches!(office.redo(SUN), Err(LedgerError::NothingToRedo)));
    office.assert_clean();
}

#[test]
fn who_took_back_the_rest_puts_back_the_rest_and_no_more() {
    let mut office = Office::new();
    let entry = taken_back_in_part(&mut office, SUN);
    let later = office.undo_entry(BAO, entry).unwrap().left[0].entry;
    office.undo_entry(BAO, later).unwrap();
    office.undo_entry(BAO, entry).unwrap();
    assert_eq!(office.redo(BAO).unwrap().done, [office.ids[0]]);
    assert_eq!(both(&office), [Status::Assigned, Status::Registered]);
    // The other half is with who took that.
    assert_eq!(office.redo(SUN).unwrap().done, [office.ids[1]]);
    assert_eq!(stands(&office, entry), Stands::Whole);
    office.assert_clean();
}

#[test]
fn a_rest_that_cannot_be_taken_back_does_not_bar_the_way_to_what_came_before() {
    let mut office = Office::new();
    office.update(SUN, &[2], &progress(30)).unwrap();
    let entry = taken_back_in_part(&mut office, BAO);
    assert_eq!(office.undo(SUN).unwrap().done, [office.ids[2]]);
    office.undo(BAO).unwrap();
    // Now it can, and it is the newest of which something stands.
    assert_eq!(office.undo(SUN).unwrap().done, [office.ids[0]]);
    assert_eq!(stands(&office, entry), Stands::Nothing);
    office.assert_clean();
}

#[test]
fn what_a_redo_had_to_leave_is_put_back_once_nothing_is_in_the_way() {
    let mut office = Office::new();
    office.update(SUN, &[0, 1], &progress(10)).unwrap();
    let entry = office.last_entry();
    office.undo(SUN).unwrap();
    office.update(BAO, &[0], &progress(70)).unwrap();
    let redone = office.redo(SUN).unwrap();
    assert_eq!((redone.done, redone.left.len()), (vec![office.ids[1]], 1));
    assert_eq!(stands(&office, entry), PART);
    assert!(matches!(office.redo(SUN), Err(LedgerError::NothingToRedo)));
    office.undo(BAO).unwrap();
    assert_eq!(office.redo(SUN).unwrap().done, [office.ids[0]]);
    assert_eq!(stands(&office, entry), Stands::Whole);
    office.assert_clean();
}

#[test]
fn a_registration_with_a_child_of_somebody_else_goes_once_the_child_is_gone() {
    let mut office = Office::empty();
    let now = office.now();
    let drafts = [super::walk::plan(2)];
    let taken = office
        .ledger
        .take_in(&actor(SUN), now, &drafts, &Default::default());
    office.ids = taken.unwrap().registered;
    let entry = office.last_entry();
    let mut kid = office.task(0).body;
    kid.parent = Some(office.ids[0]);
    office.register(BAO, &kid);
    let part = office.undo_entry(SUN, entry).unwrap();
    assert_eq!((part.done.len(), part.left.len()), (1, 1));
    assert_eq!(stands(&office, entry), PART);
    office.undo(BAO).unwrap();
    office.undo_entry(SUN, entry).unwrap();
    assert_eq!(office.state(), Default::default(), "its document too");
    for _ in 0..2 {
        assert!(office.redo(SUN).unwrap().left.is_empty());
    }
    assert_eq!(office.state().tasks.len(), 2);
    office.assert_clean();
}

#[test]
fn undo_goes_back_over_what_a_redo_put_in_force_last() {
    let mut office = Office::new();
    office.update(SUN, &[0], &progress(10)).unwrap();
    let first = office.last_entry();
    office.update(SUN, &[1], &progress(20)).unwrap();
    office.undo_entry(SUN, first).unwrap();
    office.redo(SUN).unwrap();
    assert_eq!(office.undo(SUN).unwrap().done, [office.ids[0]]);
    assert_eq!(office.undo(SUN).unwrap().done, [office.ids[1]]);
}

#[test]
fn a_session_that_put_back_the_work_of_others_is_asked_before_it_takes_that_back() {
    let mut office = Office::new();
    office.update(BAO, &[0, 1], &progress(10)).unwrap();
    let entry = office.last_entry();
    office.undo_entry(SUN, entry).unwrap();
    office.redo(SUN).unwrap();
    let (entries, now) = (office.entries(), office.now());
    let asked = office.ledger.undo_of_session(&actor(SUN), now).unwrap();
    let Undone::Asked(plan) = asked else {
        panic!("{asked:?}");
    };
    assert_eq!((plan.actor.user.as_str(), plan.tasks.len()), (BAO, 2));
    assert_eq!(office.entries(), entries, "nothing was done");
}
