//! Ten thousand tasks.

use std::time::Instant;

use duban::domain::Row;
use duban::tui::data::Loaded;
use duban::tui::msg::Msg;

use crate::support::*;

/// The sample's tasks over and over, up to `count` rows.
fn load(office: &Office, stage: &mut Stage, count: i64) {
    let ledger = office.open();
    let tops: Vec<Row> = ledger
        .rows()
        .unwrap()
        .into_iter()
        .filter(|row| row.parent.is_none())
        .collect();
    let rows = (1..=count)
        .zip(tops.iter().cycle())
        .map(|(number, row)| Row {
            id: id(number),
            ..row.clone()
        });
    let rows: Vec<Row> = rows.collect();
    let loaded = Loaded {
        documents: ledger.documents().unwrap(),
        regions: ledger.regions().unwrap(),
        last_entry: ledger.last_entry().unwrap(),
        ..Loaded::of_rows(&rows, &stage.0.model.rules)
    };
    stage.0.send(Msg::Loaded(Box::new(loaded)));
}

#[test]
fn a_move_costs_no_more_in_a_ledger_of_ten_thousand_than_in_a_small_one() {
    let office = Office::sample();
    let mut took = Vec::new();
    for count in [100, 10_000] {
        let mut stage = office.sit((60, 20));
        load(&office, &mut stage, count);
        let before = Instant::now();
        for _ in 0..100 {
            stage.press("jjjjkkkk");
        }
        took.push(before.elapsed());
    }
    // A cursor that is looked for among all rows takes some fifty times as long.
    assert!(took[1] < took[0] * 10, "{took:?}");
}
