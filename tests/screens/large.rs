//! Thousands of tasks.

use std::time::Instant;

use crate::support::*;

#[test]
fn a_move_costs_no_more_in_a_ledger_of_ten_thousand_than_in_a_small_one() {
    let office = Office::sample();
    let mut took = Vec::new();
    for count in [100, 10_000] {
        let mut stage = office.sit((60, 20));
        stage.load(&office, count);
        let before = Instant::now();
        for _ in 0..100 {
            stage.press("jjjjkkkk");
        }
        took.push(before.elapsed());
    }
    // A cursor that is looked for among all rows takes some fifty times as long.
    assert!(took[1] < took[0] * 10, "{took:?}");
}
