//! Random walks: whatever two people do in whatever order, the projection is the fold of the
//! trail, a past state can be seen again, and undo and redo are each other's reverse.

use proptest::prelude::*;

use super::Office;
use super::fixture::*;
use crate::domain::draft::{DocumentHead, DraftDocument, TaskDraft};
use crate::domain::task::ExtensionDecision;
use crate::domain::task_field::TaskBody;
use crate::domain::{
    Comparison, Edit, EntryId, Indicator, Milestone, Party, Role, Status, StatusEdit, TaskId,
};
use crate::ledger::{AsOf, Compensation, IntakeOptions, LedgerError, Planned, UndoOf, UndoPlan};

/// One thing somebody does.
#[derive(Clone, Debug)]
enum Step {
    Register { place: usize, parent: usize },
    Update { tasks: Vec<usize>, edit: Box<Edit> },
    Import { tasks: usize, assign: bool },
    Undo,
    UndoEntry(u32),
    Redo,
}

/// Places no table knows, so that regions come and go.
const PLACES: [&str; 4] = ["敖汉旗", "东园开发区", "西园开发区", "准格尔旗"];

fn edits() -> impl Strategy<Value = Edit> {
    let decision = prop_oneof![
        Just(ExtensionDecision::Approved),
        Just(ExtensionDecision::Asked),
        Just(ExtensionDecision::Correction),
    ];
    let date = prop_oneof![
        Just(Some("2025-06-30")),
        Just(Some("2025-12-31")),
        Just(None)
    ];
    prop_oneof![
        prop::sample::select(Status::ALL.to_vec()).prop_map(status),
        (0_u8..4).prop_map(|tens| progress(tens * 10)),
        Just(note("已调度")),
        prop::sample::select(vec!["", "新建园舍3所", "配齐专任教师"]).prop_map(|text| Edit {
            requirement: Some(text.to_owned()),
            ..Edit::default()
        }),
        (date, decision).prop_map(|(to, decision)| deadline(to, decision, "2025-07-01")),
        (0_usize..4).prop_map(|place| Edit {
            region: Some(region(PLACES[place])),
            ..Edit::default()
        }),
        prop::sample::subsequence(vec!["董树民", "李云生", "单志强"], 0..3).prop_map(|names| {
            Edit {
                parties: vec![(Role::Leader, names.into_iter().map(Party::named).collect())],
                ..Edit::default()
            }
        }),
        Just(Edit {
            status: Some(StatusEdit::Return),
            ..Edit::default()
        }),
        any::<bool>().prop_map(|reached| Edit {
            milestone: Some((0, reached.then(|| day("2025-05-01")))),
            note: Some("节点核实".to_owned()),
            ..Edit::default()
        }),
    ]
    .prop_map(|edit| because("专题会议定", edit))
}

fn steps() -> impl Strategy<Value = Vec<(bool, Step)>> {
    let step = prop_oneof![
        2 => (0_usize..4, 0_usize..8).prop_map(|(place, parent)| Step::Register { place, parent }),
        8 => (prop::collection::vec(0_usize..8, 1..4), edits())
            .prop_map(|(tasks, edit)| Step::Update { tasks, edit: Box::new(edit) }),
        1 => (1_usize..4, any::<bool>()).prop_map(|(tasks, assign)| Step::Import { tasks, assign }),
        5 => Just(Step::Undo),
        2 => (1_u32..60).prop_map(Step::UndoEntry),
        4 => Just(Step::Redo),
    ];
    prop::collection::vec((any::<bool>(), step), 1..30)
}

pub fn plan(tasks: usize) -> DraftDocument {
    let draft = |number: usize| TaskDraft {
        number: number.to_string(),
        title: format!("第{number}项"),
        parent: (number == 3).then(|| "1".to_owned()),
        deadline_text: Some("2025年12月底".to_owned()),
        ..TaskDraft::default()
    };
    DraftDocument {
        document: Some(DocumentHead {
            title: "东园开发区教育提质方案".to_owned(),
            region: Some("东园开发区".to_owned()),
            ..DocumentHead::default()
        }),
        tasks: (1..=tasks).map(draft).collect(),
        warnings: vec![],
    }
}

impl Office {
    /// The task at this place among those that are there, if any is.
    fn nth(&self, place: usize) -> Option<TaskId> {
        let ids: Vec<TaskId> = self.state().tasks.into_keys().collect();
        // Far from each other, so that a command reaches several blocks of packed rows.
        (!ids.is_empty()).then(|| ids[place * 37 % ids.len()])
    }

    fn take(&mut self, user: &str, step: &Step) -> Result<(), LedgerError> {
        let (who, now) = (actor(user), self.now());
        match step {
            Step::Register { place, parent } => {
                let given = TaskBody {
                    parent: (parent % 2 == 0).then(|| self.nth(*parent)).flatten(),
                    milestones: vec![Milestone::on("开工", day("2025-06-30"))],
                    ..body("新建寄宿制学校", PLACES[*place])
                };
                self.ledger.register(&who, now, &given, None).map(|_| ())
            }
            Step::Update { tasks, edit } => {
                let targets: Vec<_> = tasks
                    .iter()
                    .filter_map(|place| self.nth(*place))
                    .map(target)
                    .collect();
                self.ledger.update(&who, now, &targets, edit).map(|_| ())
            }
            Step::Import { tasks, assign } => {
                let options = IntakeOptions {
                    assign: *assign,
                    accept_changes: true,
                    ..IntakeOptions::default()
                };
                let drafts = [plan(*tasks)];
                let taken = self.ledger.take_in(&who, now, &drafts, &options);
                taken.map(|_| ())
            }
            Step::Undo => {
                let plan = self.ledger.plan_undo(&who, UndoOf::Newest);
                let done = self.ledger.undo(&who, now)?;
                assert_does_as_planned(&plan.unwrap(), &done);
                Ok(())
            }
            Step::UndoEntry(entry) => {
                let entry = EntryId::new(i64::from(*entry)).unwrap();
                let plan = self.ledger.plan_undo(&who, UndoOf::Entry(entry))?;
                match self.ledger.undo_planned(&who, now, &plan)? {
                    Planned::Done(done) => assert_does_as_planned(&plan, &done),
                    Planned::Moved(now) => panic!("nothing has moved: {plan:?} {now:?}"),
                }
                Ok(())
            }
            Step::Redo => self.ledger.redo(&who, now).map(|_| ()),
        }
    }
}

/// What was shown before an undo is what it does.
fn assert_does_as_planned(plan: &UndoPlan, done: &Compensation) {
    let of = |ids: &[TaskId]| {
        ids.iter()
            .copied()
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(of(&plan.tasks), of(&done.done));
    assert_eq!((&plan.left, &plan.gist), (&done.left, &done.gist));
    assert_eq!((plan.of, plan.action), (done.of, done.action));
}

/// What a ledger may answer without being at fault.
fn is_lawful(answer: &LedgerError) -> bool {
    matches!(
        answer,
        LedgerError::Refused(_)
            | LedgerError::NothingToUndo
            | LedgerError::NothingToRedo
            | LedgerError::NotUndoable(_)
            | LedgerError::NoSuchEntry(_)
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scaled("DUBAN_TEST_WALKS", 24), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_walk_of_two_people_the_audit_is_clean_and_every_past_state_is_found_again(
        many in any::<bool>(), steps in steps()
    ) {
        let mut office = Office::new();
        if many {
            office.take(SUN, &Step::Import { tasks: 130, assign: false }).unwrap();
        }
        let mut past = Vec::new();
        for (is_sun, step) in &steps {
            let user = if *is_sun { SUN } else { BAO };
            let before = (office.entries(), office.state());
            if let Err(answer) = office.take(user, step) {
                prop_assert!(is_lawful(&answer), "{step:?}: {answer:?}");
                prop_assert_eq!((office.entries(), office.state()), before);
            }
            let report = office.audit();
            prop_assert!(report.is_clean(), "{:?} after {:?}", report, step);
            office.assert_packed();
            past.push((office.ledger.last_entry().unwrap(), office.state()));
        }
        for (nth, (entry, state)) in past.into_iter().enumerate() {
            let then = AsOf::Entry(entry.unwrap());
            prop_assert_eq!(office.ledger.as_of(then).unwrap(), state.clone());
            if nth % 4 == 0 {
                let mut then = office.ledger.moment(Some(then)).unwrap();
                super::moments::assert_is(&office.ledger, &mut then, &state);
            }
        }
    }

    #[test]
    fn undo_then_redo_restores_what_the_ledger_says_and_walking_back_ends_where_it_began(
        steps in steps()
    ) {
        let mut office = Office::new();
        let begun = office.content();
        let mut said = vec![];
        // One person's commands, so that nothing stands in the way of going all the way back.
        for (_, step) in &steps {
            if matches!(step, Step::Undo | Step::UndoEntry(_) | Step::Redo) {
                continue;
            }
            let before = office.content();
            let entries = office.entries();
            if office.take(BAO, step).is_err() || office.entries() == entries {
                continue;
            }
            let after = office.content();
            prop_assert!(office.undo(BAO).unwrap().left.is_empty());
            prop_assert_eq!(office.content(), before.clone());
            prop_assert!(office.redo(BAO).unwrap().left.is_empty());
            prop_assert_eq!(office.content(), after);
            said.push(before);
        }
        office.ledger = office.another();
        let end = office.content();
        for earlier in said.iter().rev() {
            prop_assert!(office.undo(BAO).unwrap().left.is_empty());
            prop_assert_eq!(&office.content(), earlier);
        }
        prop_assert_eq!(&office.content(), &begun);
        let nothing = office.undo(BAO);
        prop_assert!(matches!(nothing, Err(LedgerError::NothingToUndo)));
        for _ in &said {
            prop_assert!(office.redo(BAO).unwrap().left.is_empty());
        }
        prop_assert_eq!(&office.content(), &end);
        let report = office.audit();
        prop_assert!(report.is_clean(), "{:?}", report);
    }

    #[test]
    fn any_number_an_indicator_can_hold_reads_back_and_passes_the_audit(
        value in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO
    ) {
        let mut office = Office::empty();
        let mut given = bodies()[0].clone();
        given.indicators = vec![Indicator {
            text: "生均公用经费".to_owned(),
            name: "生均公用经费".to_owned(),
            op: Comparison::AtLeast,
            value,
            unit: "元".to_owned(),
            due: None,
        }];
        office.register(SUN, &given);
        let report = office.audit();
        prop_assert!(report.is_clean(), "{:?}", report);
        office.undo(SUN).unwrap();
        office.redo(SUN).unwrap();
        let report = office.audit();
        prop_assert!(report.is_clean(), "{:?}", report);
    }
}
