//! The trail read back: who changed what when, and the ledger as it stood.

use super::fixture::*;
use crate::domain::Field;
use crate::ledger::{AsOf, HistoryFilter, LedgerError};

#[test]
fn the_ledger_of_a_past_day_ends_at_midnight_in_shanghai() {
    let mut office = Office::new();
    office.set_clock("2024-03-13T15:58:59.999Z");
    office.update(SUN, &[0], &progress(1)).unwrap();
    let wednesday = office.state();
    office.set_clock("2024-03-13T15:59:00Z");
    office.update(SUN, &[0], &progress(2)).unwrap();
    let thursday = office.state();
    let as_of = |text| office.ledger.as_of(AsOf::Day(day(text))).unwrap();
    assert_eq!(as_of("2024-03-13"), wednesday);
    assert_eq!(as_of("2024-03-14"), thursday);
    assert_eq!(as_of("2024-03-12"), Default::default());
    assert_eq!(as_of("9999-12-31"), thursday);
    let next = office.last_entry().next();
    assert!(matches!(
        office.ledger.as_of(AsOf::Entry(next)),
        Err(LedgerError::NoSuchEntry(_))
    ));
}

#[test]
fn a_clock_set_back_a_year_changes_neither_the_order_of_the_trail_nor_undo() {
    let mut office = Office::new();
    office.update(SUN, &[0], &progress(10)).unwrap();
    office.set_clock("2023-03-13T01:00:00Z");
    office.update(SUN, &[0], &progress(20)).unwrap();
    let late = office.state();
    office.assert_clean();
    // The day of the last entry of the trail written on it or before: all of it.
    let then = office.ledger.as_of(AsOf::Day(day("2023-03-13"))).unwrap();
    assert_eq!(then, late);
    office.undo(SUN).unwrap();
    assert_eq!(office.task(0).progress, Some(percent(10)));
    office.undo(SUN).unwrap();
    assert_eq!(office.task(0).progress, None);
    let fields: Vec<_> = office
        .ledger
        .history(&HistoryFilter::default())
        .unwrap()
        .iter()
        .map(|entry| entry.id.get())
        .collect();
    assert!(fields.is_sorted());
    office.assert_clean();
}

#[test]
fn history_is_filtered_by_task_hand_day_and_page() {
    let mut office = Office::new();
    office.set_clock("2024-03-13T15:58:00Z");
    office.update(SUN, &[0], &note("当日最后一条")).unwrap();
    office.update(BAO, &[0], &note("次日第一条")).unwrap();
    let of = |filter: HistoryFilter| {
        let found = office.ledger.history(&filter).unwrap();
        found
            .iter()
            .filter(|entry| entry.change.field == Field::Note)
            .map(|entry| entry.change.new.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let default = HistoryFilter::default;
    assert_eq!(of(default()), ["当日最后一条", "次日第一条"]);
    let by = |user: &str| HistoryFilter {
        by: Some(user.to_owned()),
        ..default()
    };
    assert_eq!(of(by(BAO)), ["次日第一条"]);
    let until = HistoryFilter {
        until: Some(day("2024-03-13")),
        ..default()
    };
    assert_eq!(of(until), ["当日最后一条"]);
    let since = HistoryFilter {
        since: Some(day("2024-03-14")),
        ..default()
    };
    assert_eq!(of(since), ["次日第一条"]);
    let newest = HistoryFilter {
        limit: Some(1),
        ..default()
    };
    assert_eq!(of(newest), ["次日第一条"]);
    let page = HistoryFilter {
        before: Some(office.last_entry()),
        limit: Some(1),
        task: Some(office.ids[0]),
        ..default()
    };
    assert_eq!(of(page), ["当日最后一条"]);
}
