//! The trail read back: who changed what when, and the ledger as it stood.

use super::Office;
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
fn a_clock_set_back_a_year_does_not_take_time_back_in_the_trail() {
    let mut office = Office::new();
    office.update(SUN, &[0], &progress(10)).unwrap();
    let last = office.ledger.last_written().unwrap().unwrap();
    office.set_clock("2023-03-13T01:00:00Z");
    office.update(SUN, &[0], &progress(20)).unwrap();
    office.assert_clean();
    let history = office.ledger.history(&HistoryFilter::default()).unwrap();
    let times: Vec<_> = history.iter().map(|entry| entry.at).collect();
    assert!(times.is_sorted());
    assert_eq!(times.last(), Some(&last));
    assert_eq!(office.task(0).updated_at, last);
    // Nothing of 2024 is shown in 2023.
    let then = office.ledger.as_of(AsOf::Day(day("2023-03-13"))).unwrap();
    assert_eq!(then, Default::default());
    let now = office.now();
    let behind = office.ledger.clock_behind(now).unwrap().unwrap();
    assert_eq!(behind.num_days(), 366);
    office.undo(SUN).unwrap();
    assert_eq!(office.task(0).progress, Some(percent(10)));
    office.undo(SUN).unwrap();
    assert_eq!(office.task(0).progress, None);
    office.assert_clean();
}

#[test]
fn clocks_that_differ_by_little_are_not_named_and_still_go_only_forward() {
    let mut office = Office::new();
    office.set_clock("2024-03-13T01:02:00Z");
    office.update(SUN, &[0], &progress(10)).unwrap();
    let history = office.ledger.history(&HistoryFilter::default()).unwrap();
    assert!(history.is_sorted_by_key(|entry| entry.at));
    let now = time("2024-03-13T01:02:00Z");
    assert_eq!(office.ledger.clock_behind(now).unwrap(), None);
    let early = time("2024-03-13T00:50:00Z");
    assert!(office.ledger.clock_behind(early).unwrap().is_some());
    assert_eq!(Office::empty().ledger.clock_behind(early).unwrap(), None);
}

#[test]
fn a_clock_far_ahead_of_the_entry_before_is_named_and_a_pause_of_months_is_not() {
    let mut office = Office::new();
    assert_eq!(Office::empty().ledger.clock_ahead().unwrap(), None);
    office.set_clock("2024-11-13T01:02:00Z");
    office.update(SUN, &[0, 1], &progress(10)).unwrap();
    assert_eq!(office.ledger.clock_ahead().unwrap(), None);
    office.set_clock("2099-01-02T01:02:00Z");
    office.update(SUN, &[0, 1], &progress(20)).unwrap();
    let ahead = office.ledger.clock_ahead().unwrap().unwrap();
    assert!(ahead.num_days() > 70 * 365);
    office.update(SUN, &[0], &progress(30)).unwrap();
    assert_eq!(office.ledger.clock_ahead().unwrap(), None, "named once");
}

#[test]
fn a_clock_of_a_year_that_cannot_be_records_nothing() {
    let mut office = Office::new();
    let end = office.ledger.last_entry().unwrap();
    for year in ["2200-01-01T00:00:00Z", "+010060-01-01T00:00:00Z"] {
        office.set_clock(year);
        let refused = office.update(SUN, &[0], &progress(20));
        assert!(matches!(refused, Err(LedgerError::Clock(_))), "{refused:?}");
    }
    assert_eq!(office.ledger.last_entry().unwrap(), end);
    office.set_clock("2024-11-13T01:02:00Z");
    office.update(SUN, &[0], &progress(20)).unwrap();
    assert!(office.audit().is_clean());
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
