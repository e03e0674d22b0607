//! Dates in force, original dates, extensions, corrections.

use super::Office;
use super::fixture::*;
use crate::domain::task::{EventBody, ExtensionDecision};
use crate::domain::{Edit, Milestone, Refusal};
use crate::ledger::LedgerError;

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
    assert_eq!(task.original_deadline, Some(day("2025-11-30")));
    assert_eq!((task.extensions(), task.events().count()), (0, 1));
    assert!(!task.extension_book().any(|line| line.is_late()));
    assert_eq!(task.milestones[0].due, Some(day("2025-11-30")));
    office.assert_clean();
}

#[test]
fn a_correction_undone_brings_the_misprint_back_and_redone_takes_it_away() {
    let mut office = Office::new();
    let edit = deadline(
        Some("2025-11-30"),
        ExtensionDecision::Correction,
        "2026-03-13",
    );
    office.update(SUN, &[0], &edit).unwrap();
    office.undo(SUN).unwrap();
    let dates = |office: &Office| {
        let task = office.task(0);
        (task.deadline, task.original_deadline)
    };
    let printed = Some(day("2025-12-31"));
    assert_eq!(dates(&office), (printed, printed));
    office.redo(SUN).unwrap();
    let corrected = Some(day("2025-11-30"));
    assert_eq!(dates(&office), (corrected, corrected));
}

#[test]
fn after_an_extension_a_correction_moves_the_original_date_only() {
    let mut office = Office::new();
    for (to, decision) in [
        ("2026-06-30", ExtensionDecision::Approved),
        ("2025-11-30", ExtensionDecision::Correction),
    ] {
        let edit = because("文件印错", deadline(Some(to), decision, "2025-10-08"));
        office.update(SUN, &[0], &edit).unwrap();
    }
    let task = office.task(0);
    assert_eq!(task.deadline, Some(day("2026-06-30")));
    assert_eq!(task.original_deadline, Some(day("2025-11-30")));
    assert_eq!(task.extensions(), 1);
    let line = task.extension_book().last().unwrap();
    assert_eq!(
        (line.from, line.to),
        (Some(day("2025-12-31")), Some(day("2025-11-30")))
    );
    office.assert_clean();
}

#[test]
fn an_extension_without_a_reason_is_refused_and_nothing_of_its_batch_is_written() {
    let mut office = Office::new();
    let blank = |to: Option<&str>, decision, reason: Option<&str>| Edit {
        reason: reason.map(str::to_owned),
        ..deadline(to, decision, "2025-10-08")
    };
    let (asked, approved) = (ExtensionDecision::Asked, ExtensionDecision::Approved);
    let before = office.task(0);
    for decision in [asked, approved, ExtensionDecision::Correction] {
        for reason in [None, Some(""), Some(" \u{3000}\n")] {
            let edit = blank(Some("2026-06-30"), decision, reason);
            let refused = office.update(SUN, &[0, 1], &edit);
            let refusal = match decision {
                ExtensionDecision::Correction => Refusal::CorrectionWithoutReason,
                _ => Refusal::ExtensionWithoutReason,
            };
            let is_that = |all: &[_]| all == [(office.ids[0], refusal.clone())];
            assert!(
                matches!(&refused, Err(LedgerError::Refused(all)) if is_that(all)),
                "{refused:?}"
            );
            assert_eq!(office.task(0), before);
        }
    }
    // A first date and the same date move nothing.
    for (place, to, decision) in [
        (1, Some("2026-06-30"), approved),
        (0, Some("2025-12-31"), approved),
        (0, Some("2025-12-31"), ExtensionDecision::Correction),
    ] {
        office
            .update(SUN, &[place], &blank(to, decision, None))
            .unwrap();
    }
    office.assert_clean();
}

#[test]
fn late_is_decided_by_the_day_of_asking_and_not_by_that_of_the_decision() {
    // The date in force is 2025-12-31.
    let (asked, approved) = (ExtensionDecision::Asked, ExtensionDecision::Approved);
    let edit = |to, decision, said: Option<&str>, today| {
        let mut edit = because("征地未完成", deadline(Some(to), decision, today));
        edit.deadline.as_mut().unwrap().asked_on = said.map(day);
        edit
    };
    // Requests, then the approval: date, day said, day of recording; the day of asking; late.
    type Line<'a> = (&'a str, Option<&'a str>, &'a str);
    type Case<'a> = (&'a [Line<'a>], Line<'a>, &'a str, bool);
    let cases: [Case; 6] = [
        (
            &[("2026-06-30", None, "2025-12-20")],
            ("2026-06-30", None, "2026-01-15"),
            "2025-12-20",
            false,
        ),
        (
            &[("2026-06-30", None, "2025-12-20")],
            ("2026-03-31", None, "2026-01-15"),
            "2025-12-20",
            false,
        ),
        (
            &[
                ("2026-06-30", None, "2025-12-20"),
                ("2026-09-30", None, "2026-01-05"),
            ],
            ("2026-06-30", None, "2026-01-15"),
            "2025-12-20",
            false,
        ),
        (
            &[
                ("2026-06-30", None, "2025-12-20"),
                ("2026-09-30", None, "2026-01-05"),
            ],
            ("2026-09-30", None, "2026-01-15"),
            "2026-01-05",
            true,
        ),
        (
            &[],
            ("2026-06-30", Some("2025-12-31"), "2026-01-15"),
            "2025-12-31",
            false,
        ),
        (&[], ("2026-06-30", None, "2026-01-15"), "2026-01-15", true),
    ];
    for (requests, (to, said, today), asked_on, is_late) in cases {
        let mut office = Office::new();
        for (to, said, today) in requests {
            let edit = edit(*to, asked, *said, *today);
            office.update(SUN, &[0], &edit).unwrap();
        }
        office
            .update(BAO, &[0], &edit(to, approved, said, today))
            .unwrap();
        let task = office.task(0);
        let line = task.extension_book().last().unwrap();
        assert_eq!((line.asked_on, line.is_late()), (day(asked_on), is_late));
        assert_eq!(line.from, Some(day("2025-12-31")));
    }
}

#[test]
fn a_request_is_decided_once_and_none_is_asked_tomorrow() {
    let mut office = Office::new();
    let (asked, approved) = (ExtensionDecision::Asked, ExtensionDecision::Approved);
    for (to, decision, said, today) in [
        ("2026-06-30", asked, None, "2025-12-20"),
        ("2026-06-30", approved, None, "2026-01-15"),
        ("2026-12-31", approved, None, "2026-07-02"),
    ] {
        let mut edit = because("征地未完成", deadline(Some(to), decision, today));
        edit.deadline.as_mut().unwrap().asked_on = said;
        office.update(SUN, &[0], &edit).unwrap();
    }
    let task = office.task(0);
    let second = task.extension_book().last().unwrap();
    assert_eq!(second.asked_on, day("2026-07-02"));
    assert!(second.is_late());
    let mut edit = because("x", deadline(Some("2027-01-31"), approved, "2026-07-02"));
    edit.deadline.as_mut().unwrap().asked_on = Some(day("2026-07-03"));
    let refused = office.update(SUN, &[0], &edit);
    let tomorrow = Refusal::AskedInTheFuture(day("2026-07-03"));
    assert!(matches!(refused, Err(LedgerError::Refused(all)) if all[0].1 == tomorrow));
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
    assert_eq!(task.original_deadline, None, "it was never printed");
    let line = task.extension_book().last().unwrap();
    assert_eq!((line.from, line.to), (Some(day("2025-12-31")), None));
}

#[test]
fn an_extension_to_an_earlier_day_is_none() {
    let mut office = Office::new();
    let before = office.task(0).deadline.unwrap();
    let day_before = before.pred_opt().unwrap();
    for decision in [ExtensionDecision::Approved, ExtensionDecision::Asked] {
        let earlier = day_before.to_string();
        let mut edit = deadline(Some(&earlier), decision, "2024-03-13");
        edit.reason = Some("提前".into());
        let refused = office.update(SUN, &[0], &edit).unwrap_err();
        let LedgerError::Refused(refusals) = &refused else {
            panic!("{refused:?}");
        };
        assert_eq!(refusals[0].1, Refusal::EarlierThanInForce(before));
    }
    assert_eq!(office.task(0).extensions(), 0);
}
