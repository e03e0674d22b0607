//! Drafts of a plan, and taking them in after a look.

use super::fixture::*;
use crate::domain::draft::{DocumentHead, DraftDocument, TaskDraft};
use crate::domain::{Milestone, Precision, Sector};
use crate::ledger::{IntakeOptions, IntakePlan};

pub const TITLE: &str = "敖汉旗推动教育高质量发展实施方案";

pub fn draft(number: &str, title: &str) -> TaskDraft {
    TaskDraft {
        number: number.to_owned(),
        title: title.to_owned(),
        section_path: vec!["二、重点任务".to_owned()],
        requirement: format!("{title}，按年度推进。"),
        sector: Sector::parse("学前教育"),
        lead_units: vec!["旗教育局".to_owned()],
        responsible_units: vec!["旗财政局".to_owned(), "旗人社局".to_owned()],
        deadline_text: Some("2025年12月底前完成".to_owned()),
        milestones: vec![Milestone {
            text: "完成".to_owned(),
            due: Some(day("2025-12-31")),
            precision: Precision::Month,
            done_on: None,
        }],
        clause: Some(format!("{number}.{title}。（责任单位：旗教育局、财政局）")),
        line: Some(12),
        ..TaskDraft::default()
    }
}

pub fn child_of(parent: &str, number: &str, title: &str) -> TaskDraft {
    TaskDraft {
        parent: Some(parent.to_owned()),
        ..draft(number, title)
    }
}

pub fn plan_of(place: &str, tasks: Vec<TaskDraft>) -> DraftDocument {
    DraftDocument {
        document: Some(DocumentHead {
            title: TITLE.to_owned(),
            issuer: Some("敖汉旗人民政府".to_owned()),
            issued_on: Some(day("2023-04-07")),
            region: Some(place.to_owned()),
            ..DocumentHead::default()
        }),
        tasks,
        warnings: vec![],
    }
}

pub fn three() -> DraftDocument {
    plan_of(
        "敖汉旗",
        vec![
            draft("1", "推动普通高中优质特色多样发展"),
            child_of("1", "（1）", "新惠中学改扩建"),
            draft("2", "实施学前教育普惠扩容"),
        ],
    )
}

/// Task lines, each with its own document and region.
pub fn lines(tasks: Vec<TaskDraft>) -> DraftDocument {
    DraftDocument {
        document: None,
        tasks,
        warnings: vec![],
    }
}

pub fn accepting() -> IntakeOptions {
    IntakeOptions {
        accept_changes: true,
        ..IntakeOptions::default()
    }
}

impl<S: TestStore> OfficeOver<S> {
    /// Takes drafts in, after seeing that the plan says just what then happens.
    pub fn take_in(&mut self, drafts: &[DraftDocument], options: &IntakeOptions) -> IntakePlan {
        let before = (self.entries(), self.state());
        let planned = self.ledger.plan_intake(drafts, options).unwrap();
        assert_eq!(
            (self.entries(), self.state()),
            before,
            "a plan writes nothing"
        );
        assert_eq!((planned.batch, planned.registered.len()), (None, 0));
        let now = self.now();
        let taken = self
            .ledger
            .take_in(&actor(SUN), now, drafts, options)
            .unwrap();
        assert_eq!(planned.tasks, taken.tasks);
        assert_eq!(planned.missing, taken.missing);
        assert_eq!(planned.warnings, taken.warnings);
        assert_eq!(planned.dated_unassigned, taken.dated_unassigned);
        self.assert_clean();
        taken
    }

    /// Fails if taking the same in again would do anything.
    pub fn assert_same_again(&mut self, drafts: &[DraftDocument]) {
        let again = self.take_in(drafts, &accepting());
        assert_eq!(again.batch, None, "{again:?}");
        assert_eq!(again.same_count(), again.tasks.len());
        assert_eq!(again.missing, []);
    }
}
