//! What a task refers to, under undo and redo: parents, children, regions, documents.

use super::Office;
use super::drafts::*;
use super::fixture::*;
use crate::domain::Edit;
use crate::domain::task_field::TaskBody;
use crate::ledger::IntakeOptions;

#[test]
fn a_task_with_children_of_later_batches_is_left_and_the_child_is_named() {
    let mut office = Office::empty();
    let parent = office.register(SUN, &bodies()[0]).id;
    let child = TaskBody {
        parent: Some(parent),
        ..body("附件一：优质高中建设清单", "敖汉旗")
    };
    office.register(BAO, &child);
    let undone = office.undo(SUN).unwrap();
    assert_eq!(
        (undone.left[0].task, undone.left[0].by.as_str()),
        (parent, BAO)
    );
    assert_eq!(office.state().tasks.len(), 2);
    office.undo(BAO).unwrap();
    assert_eq!(office.undo(SUN).unwrap().done, [parent]);
    assert_eq!(office.state(), Default::default());
    office.assert_clean();
}

#[test]
fn a_child_is_not_put_back_while_its_parent_is_gone_and_the_parents_end_is_named() {
    let mut office = Office::empty();
    let parent = office.register(BAO, &bodies()[0]).id;
    let child = TaskBody {
        parent: Some(parent),
        ..body("附件一：优质高中建设清单", "敖汉旗")
    };
    let child = office.register(SUN, &child).id;
    office.undo(SUN).unwrap();
    office.undo(BAO).unwrap();
    let redone = office.redo(SUN).unwrap();
    assert_eq!((redone.batch, redone.left.len()), (None, 1));
    assert_eq!(
        (redone.left[0].task, redone.left[0].by.as_str()),
        (child, BAO)
    );
    office.redo(BAO).unwrap();
    assert_eq!(office.redo(SUN).unwrap().done, [child]);
    office.assert_clean();
}

#[test]
fn a_region_somebody_elses_undo_took_away_comes_back_with_the_task_that_needs_it() {
    // The region's entry is in 包志刚's batch, the task put back is 孙丽's.
    let mut office = Office::empty();
    office.register(BAO, &body("东园小学迁建", "东园开发区"));
    let task = office.register(SUN, &body("东园幼儿园新建", "东园开发区"));
    office.undo(SUN).unwrap();
    office.undo(BAO).unwrap();
    assert_eq!(office.state(), Default::default());
    assert_eq!(office.redo(SUN).unwrap().done, [task.id]);
    office.assert_clean();
    // The same when an update moves a task back to where nobody else is any more.
    let mut office = Office::empty();
    office.register(BAO, &body("东园小学迁建", "东园开发区"));
    let task = office.register(SUN, &body("东园幼儿园新建", "东园开发区"));
    office.ids.push(task.id);
    let edit = Edit {
        region: Some(region("敖汉旗")),
        ..Edit::default()
    };
    office.update(SUN, &[0], &edit).unwrap();
    office.undo(BAO).unwrap();
    assert_eq!(office.undo(SUN).unwrap().done, [task.id]);
    assert_eq!(office.task(0).region.name(), "东园开发区");
    office.assert_clean();
}

#[test]
fn a_document_somebody_elses_undo_took_away_comes_back_with_the_task_that_needs_it() {
    // The document's entry is in 包志刚's batch, the task put back is 孙丽's.
    let mut office = Office::empty();
    let (sun, bao) = (actor(SUN), actor(BAO));
    let options = IntakeOptions::default();
    let whole = [plan_of("东园开发区", vec![draft("1", "迁建小学")])];
    let now = office.now();
    office.ledger.take_in(&bao, now, &whole, &options).unwrap();
    let more = [plan_of("东园开发区", vec![draft("2", "新建幼儿园")])];
    let now = office.now();
    let second = office.ledger.take_in(&sun, now, &more, &options).unwrap();
    office.undo(SUN).unwrap();
    office.undo(BAO).unwrap();
    assert_eq!(office.state(), Default::default());
    assert_eq!(office.redo(SUN).unwrap().done, second.registered);
    let state = office.state();
    let task = &state.tasks[&second.registered[0]];
    assert_eq!(state.document_of(task).unwrap().title, TITLE);
    office.assert_clean();
    office.redo(BAO).unwrap();
    office.assert_clean();
}
