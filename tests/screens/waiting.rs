//! Lists that are still to be made: stopped for a key, or waiting for rows that are being read.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use duban::domain::Row;
use duban::domain::column::Order;
use duban::tui::msg::Msg;
use duban::tui::waiting::Interrupt;

use crate::support::*;

/// Enough rows for many questions whether to stop.
const MANY: i64 = 1_000;

/// Somebody waits whenever the list asks for the `nth` time, and again every `nth` time.
fn every(nth: usize) -> Interrupt {
    let asked = Arc::new(AtomicUsize::new(0));
    Interrupt::when(move || (asked.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(nth))
}

#[test]
fn a_list_stopped_at_any_point_comes_to_the_same_end() {
    let office = Office::sample();
    for script in [
        "/教",
        "/教育",
        "/jy<Backspace>",
        "/教育局<Esc>",
        "/教<Enter>",
        "/教<Down><Down><Enter>",
        "/教<Enter>n",
        "/教<Enter><Space><Space>s",
        "/领导:l<Tab>",
        "oG<Space>",
        "zo/教<Enter>G",
        "fs<Space><Enter>jj",
        "/教育<Enter>x",
        "gg/没有的 教",
    ] {
        let mut calm = office.sit(NARROW);
        calm.load(&office, MANY).press("jjj").press(script);
        for nth in [1, 2, 3, 5, 9] {
            let mut stage = office.sit(NARROW);
            stage.load(&office, MANY).press("jjj");
            stage.0.is_hurried = true;
            stage.0.model.interrupt = every(nth);
            stage.press(script);
            stage.0.settle();
            assert_eq!(stage.picture(), calm.picture(), "{script}, every {nth}");
            assert_eq!(stage.ids(), calm.ids(), "{script}, every {nth}");
        }
    }
}

#[test]
fn a_stopped_list_leaves_the_old_rows_and_counts_nothing() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.load(&office, MANY);
    let rows = stage.ids();
    stage.0.is_hurried = true;
    stage.0.model.interrupt = every(1);
    stage.press("/教");
    assert_eq!(stage.ids(), rows);
    assert!(stage.line(0).contains("搜索中") && !stage.line(0).contains("1000"));
    assert!(stage.filter().contains("/ 教"), "the key is seen");
    stage.0.settle();
    assert!(!stage.has("搜索中") && stage.ids().len() < rows.len());
}

#[test]
fn esc_acts_while_the_list_is_still_to_be_made() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.load(&office, MANY).press("<PgDn>jj");
    let before = stage.picture();
    stage.0.is_hurried = true;
    stage.0.model.interrupt = every(1);
    stage.press("/教育<Esc>");
    assert!(stage.0.model.dialog.is_none());
    stage.0.settle();
    assert_eq!(stage.picture(), before);
}

/// A desk that has the first rows of a large ledger and waits for the rest.
fn begun(office: &Office, rows: &[Row]) -> Stage {
    let mut stage = office.sit(NARROW);
    stage.0.model.is_loaded = false;
    stage.0.model.browse.cursor = None;
    let mut first = rows.to_vec();
    first.sort_by(|a, b| Order::opening().compare_rows(a, b));
    first.truncate(60);
    let first = stage.loaded(office, &first);
    stage.0.send(Msg::FirstRows(Box::new(first), true));
    stage
}

fn read_on(stage: &mut Stage, office: &Office, rows: &[Row]) {
    let all = stage.loaded(office, rows);
    stage.0.send(Msg::Loaded(Box::new(all)));
}

#[test]
fn first_rows_can_be_moved_in_and_keep_their_place_when_the_rest_is_there() {
    let office = Office::sample();
    let rows = many(&office, MANY);
    let mut stage = begun(&office, &rows);
    assert!(stage.line(0).contains("正在读取") && !stage.line(0).contains('/'));
    assert!(!stage.has("/ 60"), "no place among rows nobody has counted");
    stage.press("<PgDn>jjk");
    let (cursor, offset) = (stage.cursor(), stage.0.model.browse.offset);
    assert!(cursor.is_some() && offset > 0);
    read_on(&mut stage, &office, &rows);
    assert_eq!(
        (stage.cursor(), stage.0.model.browse.offset),
        (cursor, offset)
    );
    assert!(stage.has("1000/1000") && stage.ids().len() == 1000);
}

#[test]
fn what_needs_all_rows_waits_for_them() {
    let office = Office::sample();
    let rows = many(&office, MANY);
    for script in [
        "jjG",
        "jjo",
        "jA",
        "/教",
        "/教<Enter><Space>",
        "jfs<Space><Enter>j",
    ] {
        let mut calm = begun(&office, &rows);
        read_on(&mut calm, &office, &rows);
        calm.press(script);
        let mut stage = begun(&office, &rows);
        stage.press(script);
        assert_eq!(stage.ids().len(), 60, "{script}");
        assert!(stage.0.model.browse.marks.is_empty(), "{script}");
        read_on(&mut stage, &office, &rows);
        assert_eq!(stage.picture(), calm.picture(), "{script}");
        assert_eq!(stage.ids(), calm.ids(), "{script}");
        assert_eq!(
            stage.0.model.browse.marks, calm.0.model.browse.marks,
            "{script}"
        );
    }
}
