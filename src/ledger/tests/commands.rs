//! Register and update: entries, revisions, refusals.

use super::Office;
use super::fixture::*;
use crate::domain::task::{EventBody, ExtensionDecision};
use crate::domain::{Action, Edit, Party, Refusal, Revision, Role, Status, StatusEdit, TaskId};
use crate::ledger::{HistoryFilter, LedgerError, Target};

#[test]
fn a_registered_task_reads_back_as_it_was_given_and_its_region_is_there_with_those_above() {
    let office = Office::new();
    for (place, body) in bodies().iter().enumerate() {
        assert_eq!(&office.task(place).body, body);
        assert_eq!(office.task(place).revision, Revision::FIRST);
    }
    let regions = office.ledger.regions().unwrap();
    for name in ["内蒙古自治区", "赤峰市", "敖汉旗", "林西县", "四川省"] {
        assert!(regions.contains_key(&region(name)), "{name}");
    }
    office.assert_clean();
}

#[test]
fn a_child_of_a_task_that_is_not_there_is_refused_and_leaves_nothing() {
    let mut office = Office::new();
    let before = (office.entries(), office.state());
    let mut child = body("附件二第三项", "准格尔旗");
    child.parent = TaskId::new(99);
    let now = office.now();
    let refused = office.ledger.register(&actor(SUN), now, &child, None);
    assert!(matches!(refused, Err(LedgerError::NoSuchTask(id)) if id.get() == 99));
    assert_eq!((office.entries(), office.state()), before);
}

#[test]
fn what_a_command_answers_is_what_a_second_look_finds_to_the_millisecond() {
    let mut office = Office::new();
    let now = time("2024-03-14T02:03:04.123456789Z");
    let given = bodies()[0].clone();
    let task = office
        .ledger
        .register(&actor(SUN), now, &given, None)
        .unwrap();
    assert_eq!(office.ledger.task(task.id).unwrap(), task);
    let edit = Edit {
        progress: Some(Some(percent(40))),
        ..note("已到校核查")
    };
    let now = time("2024-03-14T02:03:05.987654321Z");
    let recorded = office
        .ledger
        .update(&actor(SUN), now, &[target(task.id)], &edit)
        .unwrap();
    assert_eq!(office.ledger.task(task.id).unwrap(), recorded.changed[0]);
}

#[test]
fn one_batch_writes_one_entry_a_changed_field_and_raises_the_revision_once() {
    let mut office = Office::new();
    let before = office.entries();
    let edit = Edit {
        progress: Some(Some(percent(30))),
        note: Some("旗财政局资金已到位".to_owned()),
        parties: vec![(Role::Leader, vec![Party::named("董树民")])],
        ..status(Status::InProgress)
    };
    let recorded = office.update(SUN, &[0, 1], &edit).unwrap();
    assert_eq!(recorded.changed.len(), 2);
    assert_eq!(recorded.changed[0].revision.get(), 2);
    let history = office
        .ledger
        .history(&HistoryFilter {
            task: Some(office.ids[0]),
            ..HistoryFilter::default()
        })
        .unwrap();
    let written: Vec<&str> = history[1..]
        .iter()
        .map(|entry| entry.change.field.id())
        .collect();
    assert_eq!(written, ["leaders", "status", "progress", "note"]);
    assert!(
        history[1..]
            .iter()
            .all(|entry| Some(entry.batch) == recorded.batch && entry.action == Action::Update)
    );
    assert_eq!(office.entries(), before + 8);
    office.assert_clean();
}

#[test]
fn a_change_to_the_same_value_writes_nothing() {
    let mut office = Office::new();
    office.update(SUN, &[0], &progress(60)).unwrap();
    let before = (office.entries(), office.state());
    let recorded = office.update(BAO, &[0], &progress(60)).unwrap();
    assert_eq!(recorded.batch, None);
    assert_eq!(recorded.unchanged, [office.ids[0]]);
    let same = office.task(0);
    let edit = Edit {
        title: Some(format!(" {} ", same.title)),
        region: Some(same.region.clone()),
        sector: Some(same.sector),
        parties: vec![(Role::ResponsibleUnit, vec![Party::named("旗财政局")])],
        note: Some("  ".to_owned()),
        reason: Some("核对".to_owned()),
        deadline: deadline(
            Some("2025-12-31"),
            ExtensionDecision::Approved,
            "2024-03-13",
        )
        .deadline,
        ..status(same.status)
    };
    assert_eq!(office.update(BAO, &[0], &edit).unwrap().batch, None);
    assert_eq!((office.entries(), office.state()), before);
}

#[test]
fn a_task_named_twice_is_changed_once() {
    let mut office = Office::new();
    let recorded = office.update(SUN, &[1, 1, 1], &note("一次即可")).unwrap();
    assert_eq!(recorded.changed.len(), 1);
    assert_eq!(office.task(1).events().count(), 1);
}

#[test]
fn a_batch_over_several_tasks_leaves_alone_those_that_are_so_already() {
    let mut office = Office::new();
    office.update(SUN, &[1], &progress(20)).unwrap();
    let recorded = office.update(BAO, &[0, 1, 2], &progress(20)).unwrap();
    assert_eq!(recorded.unchanged, [office.ids[1]]);
    assert_eq!(recorded.changed.len(), 2);
    assert_eq!(office.task(1).updated_by, SUN);
}

#[test]
fn a_stale_revision_is_answered_with_the_newer_task_and_nothing_is_written() {
    let mut office = Office::new();
    let seen = office.task(0).revision;
    office.update(BAO, &[0], &progress(80)).unwrap();
    let before = (office.entries(), office.state());
    let seen = Target {
        id: office.ids[0],
        seen: Some(seen),
    };
    let now = office.now();
    let refused = office.ledger.update(
        &actor(SUN),
        now,
        &[seen, target(office.ids[1])],
        &progress(10),
    );
    let Err(LedgerError::Stale(newer)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(newer, [office.task(0)]);
    assert_eq!((office.entries(), office.state()), before);
}

#[test]
fn several_tasks_are_changed_all_or_none_and_each_refusal_is_named() {
    let mut office = Office::new();
    office
        .update(SUN, &[2], &status(Status::Concluded))
        .unwrap();
    let before = (office.entries(), office.state());
    let refused = office.update(SUN, &[0, 1, 2], &status(Status::Cleared));
    let Err(LedgerError::Refused(reasons)) = refused else {
        panic!("{refused:?}");
    };
    let from = Status::Registered;
    assert_eq!(
        reasons,
        [
            (office.ids[0], Refusal::ClearBeforeConcluded { from }),
            (office.ids[1], Refusal::ClearBeforeConcluded { from }),
        ]
    );
    assert_eq!((office.entries(), office.state()), before);
    let now = office.now();
    let ids = [target(office.ids[0]), target(TaskId::new(77).unwrap())];
    let missing = office.ledger.update(&actor(SUN), now, &ids, &progress(1));
    assert!(matches!(missing, Err(LedgerError::NoSuchTask(id)) if id.get() == 77));
    assert_eq!((office.entries(), office.state()), before);
}

#[test]
fn moves_back_suspensions_cancellations_and_reopenings_need_a_reason_and_keep_it() {
    let mut office = Office::new();
    for to in [
        Status::Assigned,
        Status::Acknowledged,
        Status::InProgress,
        Status::UnderReview,
        Status::Concluded,
        Status::Cleared,
    ] {
        office.update(SUN, &[0], &status(to)).unwrap();
    }
    for to in [
        Status::InProgress,
        Status::Assigned,
        Status::Suspended,
        Status::Assigned,
        Status::Cancelled,
        Status::Registered,
    ] {
        let from = office.task(0).status;
        let blank = because("  ", status(to));
        for edit in [status(to), blank] {
            let refused = office.update(SUN, &[0], &edit);
            let Err(LedgerError::Refused(reasons)) = refused else {
                panic!("{from:?} -> {to:?}: {refused:?}");
            };
            assert_eq!(reasons[0].1, Refusal::ReasonNeeded { from, to });
        }
        let edit = because("上级调整任务", status(to));
        office.update(SUN, &[0], &edit).unwrap();
        let last = office.ledger.history(&HistoryFilter::default()).unwrap();
        assert_eq!(last.last().unwrap().reason.as_deref(), Some("上级调整任务"));
    }
    office.assert_clean();
}

#[test]
fn a_return_is_an_event_with_its_reason_and_only_of_what_was_handed_in() {
    let mut office = Office::new();
    let back = Edit {
        status: Some(StatusEdit::Return),
        ..Edit::default()
    };
    let refused = office.update(SUN, &[0], &because("材料不全", back.clone()));
    assert!(matches!(
        refused,
        Err(LedgerError::Refused(all)) if matches!(all[0].1, Refusal::NothingToReturn { .. })
    ));
    office
        .update(SUN, &[0], &status(Status::UnderReview))
        .unwrap();
    let refused = office.update(SUN, &[0], &back);
    assert!(matches!(
        refused,
        Err(LedgerError::Refused(all)) if matches!(all[0].1, Refusal::ReasonNeeded { .. })
    ));
    office
        .update(SUN, &[0], &because("佐证材料不全", back))
        .unwrap();
    let task = office.task(0);
    assert_eq!((task.status, task.returns()), (Status::InProgress, 1));
    let event = task.events().next().unwrap();
    assert_eq!(
        event.body,
        EventBody::Returned {
            text: "佐证材料不全".to_owned()
        }
    );
}

#[test]
fn an_empty_title_and_a_milestone_that_is_not_there_are_refused() {
    let mut office = Office::new();
    let blank = Edit {
        title: Some("　 ".to_owned()),
        ..Edit::default()
    };
    let refused = office.update(SUN, &[0], &blank);
    assert!(matches!(refused, Err(LedgerError::Refused(all)) if all[0].1 == Refusal::EmptyTitle));
    let reached = Edit {
        milestone: Some((3, Some(day("2024-03-01")))),
        ..Edit::default()
    };
    let refused = office.update(SUN, &[0], &reached);
    assert!(matches!(
        refused,
        Err(LedgerError::Refused(all)) if all[0].1 == Refusal::NoSuchMilestone(3)
    ));
}
