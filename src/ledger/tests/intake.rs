//! Taking drafts in: what is new, changed, the same or missing.

use super::Office;
use super::drafts::*;
use super::fixture::*;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::TaskDraft;
use crate::domain::task::{ExtensionDecision, SourceFile};
use crate::domain::{Change, Edit, Status, TaskId};
use crate::ledger::{IntakeOptions, IntakePlan};

fn changed_fields(plan: &IntakePlan) -> Vec<(i64, Vec<&'static str>)> {
    let fields = |changes: &[Change]| changes.iter().map(|change| change.field.id()).collect();
    plan.changed()
        .map(|(id, changes)| (id.get(), fields(changes)))
        .collect()
}

fn doubts(plan: &IntakePlan) -> Vec<DoubtKind> {
    let doubts = plan.all_warnings();
    doubts.map(|doubt| doubt.what.clone()).collect()
}

#[test]
fn a_plan_is_registered_whole_with_its_document_and_parents_and_the_same_again_changes_nothing() {
    let mut office = Office::empty();
    let options = IntakeOptions {
        files: vec![Some(SourceFile {
            name: "敖汉旗方案.docx".to_owned(),
            size: 31_415,
            digest: "ab".repeat(32),
        })],
        ..IntakeOptions::default()
    };
    let taken = office.take_in(&[three()], &options);
    assert_eq!((taken.new_count(), taken.registered.len()), (3, 3));
    assert_eq!(taken.dated_unassigned, 3);
    assert_eq!(doubts(&taken), []);
    let state = office.state();
    let task = &state.tasks[&taken.registered[1]];
    assert_eq!(task.parent, Some(taken.registered[0]));
    assert_eq!((task.status, task.progress), (Status::Registered, None));
    assert_eq!(task.deadline, Some(day("2025-12-31")));
    assert_eq!(task.original_deadline, task.deadline);
    let document = state.document_of(task).unwrap();
    assert_eq!(
        (document.title.as_str(), &document.region),
        (TITLE, &region("敖汉旗"))
    );
    assert_eq!(document.file, options.files[0]);
    assert_eq!(
        office.ledger.children(taken.registered[0]).unwrap(),
        [task.id]
    );
    office.assert_same_again(&[three()]);
    // The same file with an empty line at its top.
    let mut moved = three();
    moved
        .tasks
        .iter_mut()
        .for_each(|draft| draft.line = Some(13));
    office.assert_same_again(&[moved]);
}

#[test]
fn a_corrected_plan_lists_what_differs_and_records_it_only_when_accepted() {
    let mut office = Office::empty();
    let first = office.take_in(&[three()], &IntakeOptions::default());
    let id = first.registered[2];
    office.ids = vec![id];
    let edit = Edit {
        progress: Some(Some(percent(45))),
        ..status(Status::InProgress)
    };
    office.update(BAO, &[0], &edit).unwrap();
    let mut corrected = three();
    corrected.tasks[2].title = "实施学前教育普惠扩容工程".to_owned();
    corrected.tasks[2]
        .responsible_units
        .push("旗住建局".to_owned());
    corrected.tasks.push(draft("3", "规范校外培训"));
    let before = office.task(0);
    let seen = office.take_in(std::slice::from_ref(&corrected), &IntakeOptions::default());
    assert_eq!((seen.new_count(), seen.same_count()), (1, 2));
    assert_eq!(
        changed_fields(&seen),
        [(id.get(), vec!["title", "responsible_units"])]
    );
    assert_eq!(office.task(0), before, "not accepted");
    let taken = office.take_in(std::slice::from_ref(&corrected), &accepting());
    assert_eq!((taken.new_count(), changed_fields(&taken).len()), (0, 1));
    let after = office.task(0);
    assert_eq!(after.title, "实施学前教育普惠扩容工程");
    assert_eq!(
        (after.status, after.progress),
        (Status::InProgress, Some(percent(45)))
    );
    assert_eq!(after.revision, before.revision.next());
    office.assert_same_again(&[corrected]);
    office.undo(SUN).unwrap();
    assert_eq!(office.task(0).body, before.body);
}

#[test]
fn a_file_is_the_same_however_its_names_were_written_when_it_was_first_taken_in() {
    let mut office = Office::empty();
    let mut old = three();
    for draft in &mut old.tasks {
        draft.leaders = vec!["王　伟".to_owned()];
        draft.responsible_units = vec!["旗数据局(信息中心)".to_owned()];
    }
    if let Some(head) = &mut old.document {
        head.title = "实施方案 (试行)".to_owned();
        head.region = Some("东园 开发区".to_owned());
    }
    let first = office.take_in(&[old.clone()], &IntakeOptions::default());
    let mut new = old;
    for draft in &mut new.tasks {
        draft.leaders = vec!["王伟".to_owned()];
        draft.responsible_units = vec!["旗数据局（信息中心）".to_owned()];
    }
    if let Some(head) = &mut new.document {
        head.title = "实施方案（试行）".to_owned();
        head.region = Some("东园开发区".to_owned());
    }
    office.assert_same_again(&[new.clone()]);
    new.tasks[0].number = "9".to_owned();
    office.take_in(&[new], &IntakeOptions::default());
    let state = office.state();
    assert_eq!(state.documents.len(), 1, "one document under either title");
    assert_eq!(state.tasks.len(), first.registered.len() + 2);
}

#[test]
fn what_a_whole_plan_no_longer_has_is_missing_and_stays_but_lines_say_nothing_of_the_rest() {
    let mut office = Office::empty();
    let taken = office.take_in(&[three()], &IntakeOptions::default());
    let mut shorter = three();
    shorter.tasks.truncate(1);
    let seen = office.take_in(std::slice::from_ref(&shorter), &accepting());
    assert_eq!(seen.missing, taken.registered[1..]);
    assert_eq!(office.state().tasks.len(), 3);
    let mut line = shorter.tasks.remove(0);
    line.document = Some(TITLE.to_owned());
    line.region = Some("敖汉旗".to_owned());
    let seen = office.take_in(&[lines(vec![line])], &accepting());
    assert_eq!((seen.same_count(), seen.missing.len()), (1, 0));
    // Another document of the same region is another matter.
    let mut other = plan_of("敖汉旗", vec![draft("1", "另一方案")]);
    if let Some(head) = &mut other.document {
        head.title = "另一方案".to_owned();
    }
    let seen = office.take_in(&[other], &accepting());
    assert_eq!((seen.new_count(), seen.missing.len()), (1, 0));
}

#[test]
fn a_child_belongs_to_the_nearest_parent_of_its_number_before_it() {
    let mut office = Office::empty();
    let drafts = [plan_of(
        "敖汉旗",
        vec![
            draft("1", "第一张表"),
            child_of("1", "（1）", "甲"),
            draft("1", "第二张表"),
            child_of("1", "（1）", "乙"),
            child_of("1", "（1）", "丙"),
        ],
    )];
    let ids = office
        .take_in(&drafts, &IntakeOptions::default())
        .registered;
    let state = office.state();
    let parents: Vec<Option<TaskId>> = ids.iter().map(|id| state.tasks[id].parent).collect();
    assert_eq!(
        parents,
        [None, Some(ids[0]), None, Some(ids[2]), Some(ids[2])]
    );
    office.assert_same_again(&drafts);
}

#[test]
fn a_parent_that_is_nowhere_is_warned_of_before_and_at_the_commit_and_once_taken_in_is_the_same() {
    let mut office = Office::empty();
    let drafts = [plan_of(
        "敖汉旗",
        vec![child_of("9", "（1）", "附表首行"), draft("9", "总任务在后")],
    )];
    let taken = office.take_in(&drafts, &IntakeOptions::default());
    let number = "9".to_owned();
    assert_eq!(doubts(&taken), [DoubtKind::NoParentOfNumber { number }]);
    assert_eq!(office.state().tasks[&taken.registered[0]].parent, None);
    // Now the ledger has it; the child is still the one that was registered without.
    office.assert_same_again(&drafts);
}

#[test]
fn lines_find_their_parent_in_the_ledger_and_across_regions() {
    let mut office = Office::empty();
    let ids = office
        .take_in(&[three()], &IntakeOptions::default())
        .registered;
    let line = |number: &str, title: &str, place: &str| TaskDraft {
        document: Some(TITLE.to_owned()),
        region: Some(place.to_owned()),
        ..child_of("1", number, title)
    };
    // One that is there already, a new one, and a new one elsewhere.
    let drafts = [lines(vec![
        line("（1）", "新惠中学改扩建", "敖汉旗"),
        line("（2）", "箭桥中学改扩建", "敖汉旗"),
        line("（3）", "分校建设", "林西县"),
    ])];
    let taken = office.take_in(&drafts, &IntakeOptions::default());
    assert_eq!((taken.same_count(), taken.new_count()), (1, 2));
    assert_eq!(doubts(&taken), []);
    for id in taken.registered {
        assert_eq!(office.state().tasks[&id].parent, Some(ids[0]));
    }
    office.assert_same_again(&drafts);
}

#[test]
fn tasks_alike_in_everything_are_told_apart_by_their_order() {
    let mut office = Office::empty();
    let mut drafts = [plan_of(
        "敖汉旗",
        vec![draft("1", "第一"), draft("1", "第二"), draft("1", "第三")],
    )];
    let ids = office
        .take_in(&drafts, &IntakeOptions::default())
        .registered;
    office.assert_same_again(&drafts);
    drafts[0].tasks[1].title = "第二，已更正".to_owned();
    let seen = office.take_in(&drafts, &accepting());
    assert_eq!(changed_fields(&seen), [(ids[1].get(), vec!["title"])]);
}

#[test]
fn a_task_without_a_number_is_known_by_its_title_and_without_either_by_its_first_words() {
    let mut office = Office::empty();
    let nameless = TaskDraft {
        requirement: "建立联席会议制度，每季度调度一次。".to_owned(),
        ..TaskDraft::default()
    };
    let drafts = [plan_of(
        "敖汉旗",
        vec![
            draft("", "加强组织领导"),
            nameless,
            child_of("加强组织领导", "", "成立专班"),
        ],
    )];
    let ids = office
        .take_in(&drafts, &IntakeOptions::default())
        .registered;
    let state = office.state();
    assert_eq!(state.tasks[&ids[1]].title, "建立联席会议制度");
    assert_eq!(state.tasks[&ids[2]].parent, Some(ids[0]));
    office.assert_same_again(&drafts);
}

#[test]
fn assigning_hands_the_new_tasks_out_in_the_same_batch() {
    let mut office = Office::empty();
    let mut drafts = three();
    drafts.tasks[2].status = Some(Status::UnderReview);
    let options = IntakeOptions {
        assign: true,
        ..IntakeOptions::default()
    };
    let taken = office.take_in(std::slice::from_ref(&drafts), &options);
    assert_eq!(taken.dated_unassigned, 0);
    let state = office.state();
    let statuses: Vec<Status> = state.tasks.values().map(|task| task.status).collect();
    assert_eq!(
        statuses,
        [Status::Assigned, Status::Assigned, Status::UnderReview]
    );
    assert!(state.tasks.values().all(|task| task.revision.get() == 1));
    let after = office.content();
    office.undo(SUN).unwrap();
    assert_eq!(office.state(), Default::default());
    office.redo(SUN).unwrap();
    assert_eq!(office.content(), after);
    office.assert_same_again(&[drafts]);
}

#[test]
fn unknown_and_ambiguous_regions_are_warned_of_and_stay_what_they_were_taken_for() {
    let mut office = Office::empty();
    let unknown = plan_of("东园开发区", vec![draft("1", "新建小学")]);
    let taken = office.take_in(std::slice::from_ref(&unknown), &IntakeOptions::default());
    let name = "东园开发区".to_owned();
    assert_eq!(doubts(&taken), [DoubtKind::RegionUnknown { name }]);
    let regions = office.ledger.regions().unwrap();
    let node = &regions[&region("东园开发区")];
    assert_eq!(node.parent.as_ref().unwrap().name(), "未归类");
    office.assert_same_again(&[unknown]);

    let mut ambiguous = plan_of("鼓楼区", vec![draft("1", "课后服务提质")]);
    if let Some(head) = &mut ambiguous.document {
        head.title = "鼓楼区方案".to_owned();
    }
    let taken = office.take_in(std::slice::from_ref(&ambiguous), &IntakeOptions::default());
    assert!(
        matches!(
            doubts(&taken).as_slice(),
            [DoubtKind::RegionAmbiguous { count: 2.., name }] if name == "鼓楼区"
        ),
        "{:?}",
        taken.warnings
    );
    // A namesake that comes in later does not make new tasks of the old ones.
    office.register(BAO, &body("旧城改造配套学校", "南京市鼓楼区"));
    office.assert_same_again(&[ambiguous]);
    // And what is new goes to the one that is known, until there are two.
    let mut other = plan_of("鼓楼区", vec![draft("1", "名校办分校")]);
    if let Some(head) = &mut other.document {
        head.title = "鼓楼区又一方案".to_owned();
    }
    let taken = office.take_in(std::slice::from_ref(&other), &IntakeOptions::default());
    let state = office.state();
    assert_eq!(
        state.tasks[&taken.registered[0]].region,
        region("南京市鼓楼区")
    );
    office.register(BAO, &body("旧城改造配套学校", "福州市鼓楼区"));
    office.assert_same_again(&[other]);
}

#[test]
fn the_region_asked_for_holds_for_all_and_a_code_tells_namesakes_apart() {
    let mut office = Office::empty();
    let options = IntakeOptions {
        region: Some(region("林西县")),
        ..IntakeOptions::default()
    };
    let taken = office.take_in(&[three()], &options);
    let state = office.state();
    assert!(
        taken
            .registered
            .iter()
            .all(|id| state.tasks[id].region == region("林西县"))
    );
    let line = TaskDraft {
        region: Some("鼓楼区".to_owned()),
        region_code: "320106".parse().ok(),
        ..draft("5", "名师工程")
    };
    let taken = office.take_in(&[lines(vec![line])], &IntakeOptions::default());
    let state = office.state();
    assert_eq!(
        state.tasks[&taken.registered[0]].region,
        region("南京市鼓楼区")
    );
    assert_eq!(state.tasks[&taken.registered[0]].document, None);
    assert_eq!(doubts(&taken), []);
}

#[test]
fn work_done_in_the_ledger_is_no_difference_to_the_plan() {
    let mut office = Office::empty();
    office.ids = office
        .take_in(&[three()], &IntakeOptions::default())
        .registered;
    let work: [(usize, Edit); 8] = [
        (0, status(Status::InProgress)),
        (0, progress(30)),
        (0, note("已调度")),
        (
            0,
            deadline(
                Some("2026-06-30"),
                ExtensionDecision::Approved,
                "2025-11-01",
            ),
        ),
        (
            0,
            deadline(
                Some("2026-09-30"),
                ExtensionDecision::Approved,
                "2026-06-01",
            ),
        ),
        (
            1,
            Edit {
                milestone: Some((0, Some(day("2025-12-01")))),
                ..Edit::default()
            },
        ),
        (
            1,
            deadline(
                Some("2026-06-30"),
                ExtensionDecision::Approved,
                "2025-12-02",
            ),
        ),
        (
            2,
            deadline(None, ExtensionDecision::Correction, "2025-12-02"),
        ),
    ];
    for (place, edit) in work {
        office.update(BAO, &[place], &edit).unwrap();
        office.assert_same_again(&[three()]);
    }
    // A date corrected in the ledger as well.
    let right = deadline(
        Some("2026-08-31"),
        ExtensionDecision::Correction,
        "2026-01-05",
    );
    office.update(BAO, &[1], &right).unwrap();
    office.assert_same_again(&[three()]);
    // One corrected in the plan itself is a difference: the original date follows it, and what was
    // granted stays.
    let mut corrected = three();
    corrected.tasks[0].deadline_text = Some("2025年10月底前完成".to_owned());
    corrected.tasks[0].milestones[0].due = Some(day("2025-10-31"));
    let seen = office.take_in(&[corrected], &accepting());
    assert_eq!(
        changed_fields(&seen),
        [(
            office.ids[0].get(),
            vec!["deadline_text", "original_deadline"]
        )]
    );
    let task = office.task(0);
    assert_eq!(task.deadline, Some(day("2026-09-30")));
    assert_eq!(task.original_deadline, Some(day("2025-10-31")));
}

#[test]
fn a_misprint_corrected_by_hand_or_by_a_new_edition_is_no_original_date() {
    let mut office = Office::empty();
    office.ids = office
        .take_in(&[three()], &IntakeOptions::default())
        .registered;
    let by_hand = deadline(
        Some("2025-11-30"),
        ExtensionDecision::Correction,
        "2025-03-01",
    );
    office.update(BAO, &[0], &by_hand).unwrap();
    office.assert_same_again(&[three()]);
    let mut corrected = three();
    for task in &mut corrected.tasks {
        task.deadline_text = Some("2025年11月底前完成".to_owned());
        task.milestones[0].due = Some(day("2025-11-30"));
    }
    office.take_in(&[corrected.clone()], &accepting());
    office.assert_same_again(&[corrected]);
    let right = Some(day("2025-11-30"));
    for place in 0..3 {
        let task = office.task(place);
        assert_eq!((task.deadline, task.original_deadline), (right, right));
        assert_eq!(task.milestones.len(), 1, "{:?}", task.milestones);
    }
}

#[test]
fn a_task_line_says_what_is_in_force_and_what_was_the_first_date() {
    let mut office = Office::empty();
    let line = |deadline: &str, original: Option<&str>| TaskDraft {
        deadline: Some(Some(day(deadline))),
        original_deadline: original.map(day),
        ..draft("5", "名师工程")
    };
    office.ids = office
        .take_in(
            &[lines(vec![line("2025-12-31", None)])],
            &IntakeOptions::default(),
        )
        .registered;
    for (draft, deadline, original) in [
        (line("2025-11-30", None), "2025-11-30", "2025-11-30"),
        (
            line("2026-06-30", Some("2025-11-30")),
            "2026-06-30",
            "2025-11-30",
        ),
    ] {
        // A line does not say as of when it is.
        let options = IntakeOptions {
            accept_doubtful: true,
            ..accepting()
        };
        office.take_in(&[lines(vec![draft])], &options);
        let task = office.task(0);
        assert_eq!(task.deadline, Some(day(deadline)));
        assert_eq!(task.original_deadline, Some(day(original)));
    }
}
