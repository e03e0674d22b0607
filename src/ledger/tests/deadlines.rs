//! Dates in force, original dates, extensions, corrections.

use super::fixture::*;
use crate::domain::task::{EventBody, ExtensionDecision};
use crate::domain::{Edit, Milestone};

#[test]
fn the_first_date_recorded_is_the_original_whoever_moves_it_later() {
    let mut office = Office::new();
    let first = deadline(
        Some("2024-06-30"),
        ExtensionDecision::Approved,
        "2024-03-13",
    );
    office.update(SUN, &[1], &first).unwrap();
    let task = office.task(1);
    assert_eq!(task.original_deadline, Some(day("2024-06-30")));
    assert_eq!(task.extensions(), 0, "a first date is no extension");
    assert_eq!(
        task.milestones,
        [Milestone::on("完成时限", day("2024-06-30"))]
    );
    let moved = deadline(
        Some("2024-09-30"),
        ExtensionDecision::Approved,
        "2024-06-01",
    );
    office.update(SUN, &[1], &moved).unwrap();
    let task = office.task(1);
    assert_eq!(task.deadline, Some(day("2024-09-30")));
    assert_eq!(task.original_deadline, Some(day("2024-06-30")));
    assert_eq!(task.milestones[0].due, Some(day("2024-09-30")));
    assert_eq!(task.extensions(), 1);
    office.assert_clean();
}

#[test]
fn an_extension_asked_for_after_the_date_is_late_and_one_only_asked_for_moves_nothing() {
    let mut office = Office::new();
    let asked = deadline(Some("2026-06-30"), ExtensionDecision::Asked, "2026-01-01");
    office.update(BAO, &[0], &asked).unwrap();
    let task = office.task(0);
    assert_eq!(task.deadline, Some(day("2025-12-31")));
    assert_eq!((task.extensions(), task.events().count()), (0, 1));
    let EventBody::Extension(extension) = &task.events[0].body else {
        panic!("{:?}", task.events);
    };
    assert!(extension.is_late());
    let in_time = deadline(
        Some("2026-06-30"),
        ExtensionDecision::Approved,
        "2025-12-31",
    );
    office.update(SUN, &[0], &in_time).unwrap();
    let task = office.task(0);
    let EventBody::Extension(extension) = &task.events[1].body else {
        panic!("{:?}", task.events);
    };
    assert!(!extension.is_late());
    assert_eq!(extension.from, Some(day("2025-12-31")));
}

#[test]
fn a_correction_moves_the_date_without_counting_as_an_extension() {
    let mut office = Office::new();
    let edit = deadline(
        Some("2025-11-30"),
        ExtensionDecision::Correction,
        "2024-03-13",
    );
    office.update(SUN, &[0], &edit).unwrap();
    let task = office.task(0);
    assert_eq!(task.deadline, Some(day("2025-11-30")));
    assert_eq!(task.original_deadline, Some(day("2025-12-31")));
    assert_eq!((task.extensions(), task.events().count()), (0, 1));
    assert_eq!(task.milestones[0].due, Some(day("2025-11-30")));
}

#[test]
fn a_reached_milestone_stays_where_it_was_when_the_deadline_moves() {
    let mut office = Office::new();
    let reached = Edit {
        milestone: Some((0, Some(day("2025-12-01")))),
        ..Edit::default()
    };
    office.update(SUN, &[0], &reached).unwrap();
    let edit = deadline(
        Some("2026-06-30"),
        ExtensionDecision::Approved,
        "2025-12-02",
    );
    office.update(SUN, &[0], &edit).unwrap();
    let due: Vec<_> = office.task(0).milestones.iter().map(|m| m.due).collect();
    assert_eq!(due, [Some(day("2025-12-31")), Some(day("2026-06-30"))]);
}

#[test]
fn taking_the_date_away_keeps_the_milestones_that_were_never_dated() {
    let mut office = Office::empty();
    let mut given = bodies()[0].clone();
    given.milestones.push(Milestone {
        text: "迎接自治区评估".to_owned(),
        due: None,
        precision: Default::default(),
        done_on: None,
    });
    let id = office.register(SUN, &given).id;
    office.ids.push(id);
    let edit = deadline(None, ExtensionDecision::Correction, "2024-03-13");
    office.update(SUN, &[0], &edit).unwrap();
    let task = office.task(0);
    assert_eq!(task.deadline, None);
    let left: Vec<_> = task.milestones.iter().map(|m| m.text.as_str()).collect();
    assert_eq!(left, ["迎接自治区评估"]);
    assert_eq!(task.original_deadline, Some(day("2025-12-31")));
}
