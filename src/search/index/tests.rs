use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::domain::column::{Order, SortKey};
use crate::domain::grouping::Grouping;
use crate::domain::{DocumentId, Lang, Party, Progress, Revision, Role, Sector, Status};
use crate::packed::BlockNumber;
use crate::search::tests::fixture::{World, day};
use crate::search::{Stop, Stopped};

static PLANS: LazyLock<World> = LazyLock::new(World::plans);

/// The rows of the plans, each with what the plans do not say: progress, dates, changes, parents.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (
        0..PLANS.rows.len(),
        proptest::sample::select(Status::ALL.to_vec()),
        proptest::option::of(0..=100u8),
        proptest::option::of(-30..30i64),
        (0..200i64, 0..4i64, proptest::option::of(1..200i64)),
        proptest::sample::select(vec![
            "",
            "12",
            "6.1",
            "6",
            "108",
            "(三)",
            "0",
            "99999999999999999999",
        ]),
    );
    proptest::collection::btree_map(1..400i64, row, 0..60).prop_map(|rows| {
        let rows = rows.into_iter().map(
            |(id, (from, status, progress, due, (at, by, parent), number))| {
                let mut row = PLANS.rows[from].clone();
                let date = |offset: i64| day("2023-10-16") + chrono::TimeDelta::days(offset);
                row.id = TaskId::new(id).unwrap();
                row.status = status;
                row.progress = progress.and_then(|it| Progress::try_from(it).ok());
                row.has_data = at % 2 == 0;
                row.deadline = due.map(date);
                row.original_deadline = due.map(|due| date(due / 2));
                row.open_due = due.map(|due| date(due / 3));
                row.updated_at += chrono::TimeDelta::milliseconds(at - 100);
                row.updated_by = format!("经办{by}");
                row.revision = Revision::new(at % 3 + 1).unwrap();
                row.standing = by == 0;
                row.document = DocumentId::new(by);
                row.sector = Sector::all().nth(at as usize % 22).unwrap();
                // Only ever a smaller id, so that there is no ring.
                row.parent = parent.filter(|parent| *parent < id).and_then(TaskId::new);
                row.number = number.to_owned();
                if by == 1 {
                    row.units
                        .push((Role::AssistingUnit, Party::named(format!("乡{}", at % 5))));
                }
                row
            },
        );
        rows.collect()
    })
}

fn index(rows: &[Row]) -> Index {
    Index::of_rows(rows, &PLANS.rules)
}

fn is_child(rows: &[Row], row: &Row) -> bool {
    row.parent
        .is_some_and(|parent| rows.iter().any(|row| row.id == parent))
}

/// Everything an index says, to compare two of them.
fn said(index: &Index) -> Vec<(Row, Light, LightColor, bool, TaskId, Vec<TaskId>)> {
    let rows = index.rows();
    let all = rows.map(|row| {
        let id = row.id;
        let children = index.children(id).to_vec();
        (
            row,
            index.light(id),
            index.color(id),
            index.is_kid(id),
            index.top_of(id),
            children,
        )
    });
    all.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rows_lights_and_families_are_those_of_the_rows(rows in rows()) {
        let index = index(&rows);
        prop_assert_eq!(index.len(), rows.len());
        prop_assert_eq!(index.tops(), rows.iter().filter(|row| !is_child(&rows, row)).count());
        for row in &rows {
            prop_assert_eq!(index.row(row.id), Some(row.clone()));
            prop_assert_eq!(index.light(row.id), row.light(&PLANS.rules));
            prop_assert_eq!(index.color(row.id), row.light(&PLANS.rules).color);
            prop_assert_eq!(index.is_kid(row.id), is_child(&rows, row));
            let below = rows.iter().filter(|it| it.id != row.id && index.top_of(it.id) == row.id);
            let below: Vec<TaskId> = below.map(|it| it.id).collect();
            prop_assert_eq!(index.children(row.id), below);
        }
    }

    #[test]
    fn every_order_is_that_of_the_columns(rows in rows(), first in 0..21usize, second in 0..21usize, turned in any::<[bool; 2]>()) {
        let keys: Vec<SortKey> = SortKey::ALL.into_iter().collect();
        let order = Order { keys: vec![(keys[first], turned[0]), (keys[second], turned[1])] };
        let index = index(&rows);
        let mut tops: Vec<(&Row, Light)> = rows
            .iter()
            .filter(|row| !is_child(&rows, row))
            .map(|row| (row, row.light(&PLANS.rules)))
            .collect();
        tops.sort_by(|(a, light_a), (b, light_b)| order.compare((a, light_a), (b, light_b)));
        let wanted: Vec<TaskId> = tops.iter().map(|(row, _)| row.id).collect();
        prop_assert_eq!(index.arranged(&order, &Stop::NEVER).unwrap(), wanted);
    }

    #[test]
    fn some_rows_their_kids_among_them_take_any_order_and_then_any_groups(
        rows in rows(), first in 0..21usize, turned in any::<bool>(), nth in 1..3usize, grouping in 1..5usize
    ) {
        let order = Order { keys: vec![(SortKey::ALL.into_iter().nth(first).unwrap(), turned)] };
        let index = index(&rows);
        let mut some: Vec<(&Row, Light)> = rows
            .iter()
            .rev()
            .step_by(nth)
            .map(|row| (row, row.light(&PLANS.rules)))
            .collect();
        let ids = |some: &[(&Row, Light)]| some.iter().map(|(row, _)| row.id).collect::<Vec<_>>();
        let given = ids(&some);
        some.sort_by(|(a, light_a), (b, light_b)| order.compare((a, light_a), (b, light_b)));
        let sorted = index.in_order(&given, &order, &Stop::NEVER).unwrap();
        prop_assert_eq!(&sorted, &ids(&some));
        let grouping = (0..grouping).fold(Grouping::None, |grouping, _| grouping.next());
        let group = |row: &Row, light: &Light| grouping.group(row, light.color, Lang::Zh).key;
        let by_group = grouping.order(&Order { keys: vec![] });
        let mut groups = some.clone();
        groups.sort_by(|(a, light_a), (b, light_b)| by_group.compare((a, light_a), (b, light_b)));
        let groups: Vec<String> = groups.iter().map(|(row, light)| group(row, light)).collect();
        // Stable: within its group each stays where it was.
        some.sort_by_key(|(row, light)| groups.iter().position(|it| *it == group(row, light)));
        let grouped = index.grouped(&sorted, grouping, &Stop::NEVER).unwrap();
        prop_assert_eq!(grouped, ids(&some));
    }

    #[test]
    fn an_index_with_blocks_put_in_is_the_index_of_the_rows(before in rows(), after in rows(), kept in any::<u64>()) {
        let mut changed = index(&before);
        // Some blocks stay as they were, the others are what they are after.
        let number = |row: &Row| BlockNumber::of(row.id).0;
        let numbers: BTreeSet<BlockNumber> = before.iter().chain(&after).map(number).collect();
        let is_kept = |number: BlockNumber| kept & 1 << number.get() != 0;
        for number in numbers.into_iter().filter(|number| !is_kept(*number)) {
            changed.put(&Blocks::of(&after).only([number]));
        }
        let of = |rows: &[Row], kept: bool| {
            let rows = rows.iter().filter(|row| is_kept(number(row)) == kept);
            rows.cloned().collect::<Vec<Row>>()
        };
        let rows = [of(&before, true), of(&after, false)].concat();
        let fresh = index(&rows);
        prop_assert_eq!(said(&changed), said(&fresh));
        prop_assert_eq!((changed.len(), changed.tops()), (fresh.len(), fresh.tops()));
    }

    #[test]
    fn colors_follow_the_rules_of_any_day(
        rows in rows(),
        today in proptest::sample::select(vec!["2023-09-28", "2023-10-20", "1980-01-01", "2110-12-30", "2300-01-01"]),
        near in -2..20i32,
    ) {
        let mut rules = PLANS.rules.clone();
        rules.today = day(today);
        rules.thresholds.due_soon_workdays = near;
        let mut index = index(&rows);
        index.set_rules(&rules);
        for row in &rows {
            prop_assert_eq!(index.color(row.id), row.light(&rules).color);
        }
    }
}

#[test]
fn a_task_whose_parent_comes_later_becomes_its_kid() {
    let mut rows = PLANS.rows[..3].to_vec();
    rows[0].parent = TaskId::new(300);
    let mut index = index(&rows);
    assert!(!index.is_kid(rows[0].id));
    let mut parent = rows[1].clone();
    parent.id = TaskId::new(300).unwrap();
    let (number, _) = BlockNumber::of(parent.id);
    index.put(&Blocks::of([&parent]));
    assert!(index.is_kid(rows[0].id));
    assert_eq!(index.children(parent.id), [rows[0].id]);
    index.put(&Blocks::default().only([number]));
    assert!(!index.is_kid(rows[0].id));
    assert_eq!((index.len(), index.tops()), (3, 3));
}

#[test]
fn a_sort_that_nobody_waits_for_is_given_up() {
    let index = index(&PLANS.rows);
    let stop = || true;
    assert_eq!(
        index.arranged(&Order::default(), &Stop::when(&stop)),
        Err(Stopped)
    );
}

#[test]
fn an_order_of_many_keys_holds_too() {
    let index = index(&PLANS.rows);
    let keys = SortKey::ALL
        .into_iter()
        .filter(|key| *key != SortKey::Id)
        .map(|key| (key, true))
        .collect();
    let order = Order { keys };
    let mut rows: Vec<(Row, Light)> = index
        .rows()
        .map(|row| (row.clone(), index.light(row.id)))
        .collect();
    rows.sort_by(|a, b| order.compare((&a.0, &a.1), (&b.0, &b.1)));
    let wanted: Vec<TaskId> = rows.iter().map(|(row, _)| row.id).collect();
    assert_eq!(index.arranged(&order, &Stop::NEVER).unwrap(), wanted);
}
