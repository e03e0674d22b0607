//! Whole imports: carried over in task lines, undone and redone, large.

use super::Office;
use super::drafts::*;
use super::fixture::*;
use crate::domain::draft::TaskDraft;
use crate::domain::task::ExtensionDecision;
use crate::domain::{
    Change, Comparison, Field, FreeText, Indicator, Party, ReportCycle, Role, Status, TaskId,
};
use crate::ledger::{AsOf, IntakeOptions, Verdict};

/// A task as the line that an export writes of it.
fn line_of(office: &Office, id: TaskId) -> TaskDraft {
    let state = office.state();
    let task = &state.tasks[&id];
    let document = state.document_of(task);
    let names = |role| {
        task.parties(role)
            .iter()
            .map(|party| party.name.clone())
            .collect()
    };
    let printed = Role::ALL
        .into_iter()
        .filter(|role| {
            task.parties(*role)
                .iter()
                .any(|party| party.printed.is_some())
        })
        .map(|role| {
            let words = task.parties(role).iter();
            let word = |party: &Party| party.printed.clone().unwrap_or(party.name.clone());
            (role.id().to_owned(), words.map(word).collect())
        })
        .collect();
    let mut draft = TaskDraft {
        number: task.number.clone(),
        parent: task
            .parent
            .map(|parent| state.tasks[&parent].number.clone()),
        section_path: task.section_path.clone(),
        title: task.title.clone(),
        requirement: task.requirement.clone(),
        sector: Some(task.sector),
        leaders: names(Role::Leader),
        lead_units: names(Role::LeadUnit),
        responsible_units: names(Role::ResponsibleUnit),
        assisting_units: names(Role::AssistingUnit),
        deadline_text: task.deadline_text.clone(),
        standing: task.standing,
        milestones: task.milestones.clone(),
        indicators: task.indicators.clone(),
        line: task.clause.as_ref().and_then(|clause| clause.line),
        clause: task.clause.as_ref().map(|clause| clause.text.clone()),
        printed,
        document: document.map(|document| document.title.clone()),
        document_number: document.and_then(|document| document.document_number.clone()),
        issuer: document.and_then(|document| document.issuer.clone()),
        issued_on: document.and_then(|document| document.issued_on),
        region: Some(task.region.name().to_owned()),
        region_code: task.region.code(),
        status: Some(task.status),
        progress: task.progress,
        deadline: Some(task.deadline),
        original_deadline: task.original_deadline,
        started_on: task.started_on,
        report_cycle: task.report_cycle,
        ..TaskDraft::default()
    };
    for text in FreeText::ALL {
        *draft.text_mut(text) = task.text(text).map(str::to_owned);
    }
    draft
}

#[test]
fn task_lines_carry_a_ledger_into_an_empty_one_and_back_into_their_own_without_a_difference() {
    let mut office = Office::new();
    let mut rich = three();
    rich.tasks[0].printed.insert(
        Role::ResponsibleUnit.id().to_owned(),
        vec!["财政局".to_owned(), "人社局".to_owned()],
    );
    rich.tasks[0].indicators = vec![Indicator {
        text: "普惠性幼儿园覆盖率达到85.5%以上".to_owned(),
        name: "普惠性幼儿园覆盖率".to_owned(),
        op: Comparison::AtLeast,
        value: 85.5,
        unit: "%".to_owned(),
        due: Some(day("2025-12-31")),
    }];
    rich.tasks[2].report_cycle = Some(ReportCycle::Quarterly);
    rich.tasks[2].started_on = Some(day("2023-05-01"));
    let registered = office
        .take_in(&[rich], &IntakeOptions::default())
        .registered;
    office.ids.extend(registered);
    office
        .update(SUN, &[3], &status(Status::Concluded))
        .unwrap();
    office.update(SUN, &[4], &progress(70)).unwrap();
    let moved = deadline(
        Some("2026-06-30"),
        ExtensionDecision::Approved,
        "2025-11-01",
    );
    office.update(SUN, &[3], &moved).unwrap();
    let none = deadline(None, ExtensionDecision::Correction, "2025-11-01");
    office.update(SUN, &[5], &none).unwrap();
    let written: Vec<TaskDraft> = office.ids.iter().map(|id| line_of(&office, *id)).collect();
    // As it stands in a file.
    let read: Vec<TaskDraft> = written
        .iter()
        .map(|line| serde_json::to_string(line).unwrap())
        .map(|text| serde_json::from_str(&text).unwrap())
        .collect();
    assert_eq!(read, written);
    office.assert_same_again(&[lines(read.clone())]);
    let mut copy = Office::empty();
    copy.take_in(&[lines(read)], &IntakeOptions::default());
    copy.ids = copy.state().tasks.into_keys().collect();
    let again: Vec<TaskDraft> = copy.ids.iter().map(|id| line_of(&copy, *id)).collect();
    assert_eq!(again, written);
    for (there, here) in office.ids.iter().zip(&copy.ids) {
        let (there, here) = (
            office.ledger.task(*there).unwrap(),
            copy.ledger.task(*here).unwrap(),
        );
        let differing: Vec<Field> = Change::between(&there.body, &here.body)
            .iter()
            .map(|change| change.field)
            .filter(|field| !matches!(field, Field::Parent | Field::Document))
            .collect();
        assert_eq!(differing, []);
    }
}

#[test]
fn an_import_of_five_hundred_tasks_is_undone_and_redone_with_the_same_ids_over_and_over() {
    let mut office = Office::new();
    let tasks = (1..=500)
        .map(|number| match number % 5 {
            0 => child_of(&(number - 1).to_string(), &number.to_string(), "附表一行"),
            _ => draft(&number.to_string(), &format!("第{number}项任务")),
        })
        .collect();
    let drafts = [plan_of("准格尔旗", tasks)];
    let before = office.state();
    let entries = office.entries();
    let options = IntakeOptions {
        assign: true,
        ..IntakeOptions::default()
    };
    let ids = office.take_in(&drafts, &options).registered;
    let after = office.content();
    let imported = office.last_entry();
    for round in 1..=3 {
        let undone = office.undo(SUN).unwrap();
        assert_eq!((undone.done.len(), undone.left.len()), (500, 0));
        assert_eq!(office.state(), before);
        office.assert_clean();
        let redone = office.redo(SUN).unwrap();
        assert_eq!(redone.done, ids);
        assert_eq!(office.content(), after);
        office.assert_clean();
        assert!(
            office.entries() > entries + round * 1_000,
            "the trail only grows"
        );
    }
    office.undo(SUN).unwrap();
    let then = office.ledger.as_of(AsOf::Entry(imported)).unwrap();
    assert_eq!(content(then), after);
    // Numbers are never given again, of tasks or of documents.
    let next = office.take_in(&drafts, &options).registered;
    assert!(next.iter().all(|id| !ids.contains(id)));
    assert_eq!(
        office.state().documents.into_keys().next().unwrap().get(),
        2
    );
}

#[test]
fn of_an_import_the_tasks_somebody_worked_on_since_are_left_with_their_document() {
    let mut office = Office::empty();
    office.ids = office
        .take_in(&[three()], &IntakeOptions::default())
        .registered;
    office.update(BAO, &[1], &note("已进场施工")).unwrap();
    let undone = office.undo(SUN).unwrap();
    assert_eq!(undone.done, [office.ids[2]]);
    // The child was worked on; its parent cannot go without it.
    let left: Vec<_> = undone
        .left
        .iter()
        .map(|left| (left.task, left.by.as_str()))
        .collect();
    assert_eq!(left, [(office.ids[1], BAO), (office.ids[0], BAO)]);
    assert_eq!(office.state().documents.len(), 1);
    office.assert_clean();
    assert_eq!(office.redo(SUN).unwrap().done, [office.ids[2]]);
    office.assert_same_again(&[three()]);
    let seen = office.ledger.plan_intake(&[three()], &accepting()).unwrap();
    assert!(
        seen.tasks
            .iter()
            .all(|task| matches!(task.verdict, Verdict::Same(_)))
    );
}

#[test]
fn a_large_import_its_undo_and_its_redo_end_where_they_should() {
    // `DUBAN_TEST_DRAFTS=20000` in release tells how long each takes.
    let count = scaled("DUBAN_TEST_DRAFTS", 400);
    let timed = |name: &str, begun: std::time::Instant| println!("{name}: {:?}", begun.elapsed());
    let mut office = Office::empty();
    let tasks = (1..=count)
        .map(|number| draft(&number.to_string(), &format!("第{number}项任务")))
        .collect();
    let drafts = [plan_of("准格尔旗", tasks)];
    let (who, now) = (actor(SUN), office.now());
    let begun = std::time::Instant::now();
    let taken = office
        .ledger
        .take_in(&who, now, &drafts, &accepting())
        .unwrap();
    timed("take_in", begun);
    assert_eq!(taken.registered.len(), count as usize);
    let begun = std::time::Instant::now();
    let again = office.ledger.plan_intake(&drafts, &accepting()).unwrap();
    timed("plan_intake of the same", begun);
    assert_eq!(again.same_count(), count as usize);
    let begun = std::time::Instant::now();
    assert_eq!(office.ledger.rows().unwrap().len(), count as usize);
    timed("rows", begun);
    let begun = std::time::Instant::now();
    assert!(office.audit().is_clean());
    timed("audit", begun);
    let begun = std::time::Instant::now();
    assert_eq!(office.undo(SUN).unwrap().done.len(), count as usize);
    timed("undo", begun);
    assert_eq!(office.state(), Default::default());
    let begun = std::time::Instant::now();
    assert_eq!(office.redo(SUN).unwrap().done, taken.registered);
    timed("redo", begun);
    let begun = std::time::Instant::now();
    let targets: Vec<_> = taken.registered.iter().copied().map(target).collect();
    let now = office.now();
    let changed = office
        .ledger
        .update(&who, now, &targets, &progress(1))
        .unwrap();
    timed("update of all", begun);
    assert_eq!(changed.changed.len(), count as usize);
    let begun = std::time::Instant::now();
    let touches = office
        .ledger
        .touches_since(Some(office.last_entry()))
        .unwrap();
    timed("touches_since the last entry", begun);
    assert_eq!(touches.tasks, []);
    let begun = std::time::Instant::now();
    let last = office.last_entry();
    assert_eq!(
        office.ledger.as_of(AsOf::Entry(last)).unwrap().tasks.len(),
        count as usize
    );
    timed("as_of", begun);
}

/// Drafts during whose first reading somebody else takes the same in.
struct Overtaken<S: TestStore> {
    documents: Vec<crate::domain::draft::DraftDocument>,
    other: std::cell::RefCell<Option<(crate::ledger::Ledger<S>, chrono::DateTime<chrono::Utc>)>>,
}

impl<S: TestStore> crate::ledger::Drafts for Overtaken<S> {
    fn head(&self, document: usize) -> Option<&crate::domain::draft::DocumentHead> {
        self.documents.get(document)?.document.as_ref()
    }

    fn has_returned(&self) -> bool {
        false
    }

    fn walk(&self, each: &mut crate::ledger::EachDraft) -> Result<(), crate::ledger::LedgerError> {
        for (index, draft) in self.documents[0].tasks.iter().enumerate() {
            each(0, index, draft)?;
        }
        if let Some((mut other, now)) = self.other.take() {
            other.take_in(
                &actor("王五"),
                now,
                &self.documents,
                &IntakeOptions::default(),
            )?;
        }
        Ok(())
    }
}

#[test]
fn two_who_import_the_same_at_once_double_nothing() {
    let mut office = Office::empty();
    let (other, now) = (office.another(), office.now());
    let drafts = Overtaken {
        documents: vec![three()],
        other: std::cell::RefCell::new(Some((other, now))),
    };
    let options = IntakeOptions::default();
    let taken = office
        .ledger
        .take_in_drafts(&actor(SUN), now, &drafts, &options)
        .unwrap();
    assert_eq!((taken.new_count(), taken.same_count()), (0, 3));
    assert_eq!(taken.batch, None);
    assert_eq!(office.state().tasks.len(), 3);
}

/// Drafts that are others when they are read again.
struct Moving(std::cell::Cell<usize>);

impl crate::ledger::Drafts for Moving {
    fn head(&self, _: usize) -> Option<&crate::domain::draft::DocumentHead> {
        None
    }

    fn has_returned(&self) -> bool {
        false
    }

    fn walk(&self, each: &mut crate::ledger::EachDraft) -> Result<(), crate::ledger::LedgerError> {
        let reading = self.0.get();
        self.0.set(reading + 1);
        for number in 0..3 {
            let title = format!("任务{}", number + if number == 2 { reading } else { 0 });
            let draft = TaskDraft {
                title,
                ..TaskDraft::default()
            };
            each(0, number, &draft)?;
        }
        Ok(())
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_leaves_nothing_behind() {
    let mut office = Office::empty();
    let now = office.now();
    let drafts = Moving(std::cell::Cell::new(0));
    let options = IntakeOptions::default();
    let refused = office
        .ledger
        .take_in_drafts(&actor(SUN), now, &drafts, &options);
    assert!(matches!(
        refused,
        Err(crate::ledger::LedgerError::Drafts(_))
    ));
    assert!(office.state().tasks.is_empty());
}

#[test]
fn a_write_during_an_import_waits_as_long_as_it_is_told_and_is_then_busy() {
    let mut office = Office::new();
    let id = office.ids[0];
    let (mut importing, now) = (office.another(), office.now());
    let user = actor(SUN);
    let writer = crate::ledger::write::Writer::begin(
        &mut importing,
        &user,
        now,
        crate::domain::Action::Import,
    )
    .unwrap();
    let wait = crate::ledger::Wait::at_most(std::time::Duration::from_millis(20));
    office.ledger.wait_for_others(wait);
    let target = crate::ledger::Target { id, seen: None };
    let edit = crate::domain::Edit {
        title: Some("新标题".to_owned()),
        ..crate::domain::Edit::default()
    };
    let mut update = || office.ledger.update(&user, now, &[target], &edit);
    let busy = update().unwrap_err();
    assert!(matches!(busy, crate::ledger::LedgerError::Busy));
    drop(writer);
    update().unwrap();
}
