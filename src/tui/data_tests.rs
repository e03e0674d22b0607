use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::column::SortKey;
use crate::domain::{Revision, Sector, Status, Thresholds};
use crate::packed::BlockNumber;

fn rules() -> LightRules {
    LightRules {
        today: "2023-10-16".parse().unwrap(),
        calendar: crate::sample::calendar(),
        thresholds: Thresholds::default(),
    }
}

/// A task whose place in every order below hangs on `seed`.
fn row(id: i64, seed: u8) -> Row {
    let day = (!seed.is_multiple_of(5)).then(|| format!("2023-10-{:02}", 10 + seed % 17));
    let day = day.map(|day| day.parse().unwrap());
    Row {
        id: TaskId::new(id).unwrap(),
        revision: Revision::FIRST,
        number: (seed % 7).to_string(),
        parent: match seed % 11 {
            0 => TaskId::new(id % 60 + 1).filter(|parent| parent.get() != id),
            _ => None,
        },
        document: None,
        region: RegionKey::from(format!("1500{}", seed % 3)),
        sector: Sector::all().next().unwrap(),
        title: format!("任务{}", seed % 13),
        leaders: Vec::new(),
        units: Vec::new(),
        status: match seed % 2 {
            0 => Status::Registered,
            _ => Status::InProgress,
        },
        progress: None,
        deadline: day,
        original_deadline: day,
        extended: false,
        standing: false,
        open_due: day,
        has_data: false,
        updated_at: "2023-10-01T00:00:00Z".parse().unwrap(),
        updated_by: String::new(),
    }
}

fn orders() -> Vec<Order> {
    let keys = [SortKey::Region, SortKey::Deadline, SortKey::Light];
    let order = |key| Order {
        keys: vec![(key, key == SortKey::Light), (SortKey::Title, false)],
    };
    keys.map(order).into()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_order_that_is_kept_through_changes_is_the_order_made_anew(
        seeds in proptest::collection::vec(proptest::option::weighted(0.8, any::<u8>()), 130),
        changes in proptest::collection::vec((0..130usize, proptest::option::of(any::<u8>())), 1..12),
    ) {
        let all = |seeds: &[Option<u8>]| -> BTreeMap<TaskId, Row> {
            let rows = (1..).zip(seeds).filter_map(|(id, seed)| Some(row(id, (*seed)?)));
            rows.map(|row| (row.id, row)).collect()
        };
        let rows: Vec<Row> = all(&seeds).into_values().collect();
        let mut data = Data::new(Loaded::of_rows(&rows, &rules()));
        for order in orders() {
            data.arranged(&order, &Stop::NEVER).unwrap();
        }
        let mut seeds = seeds;
        for change in changes.chunks(3) {
            for (at, seed) in change {
                seeds[*at] = *seed;
            }
            let rows = all(&seeds);
            let numbers = (0..3).map(BlockNumber::new);
            let fresh = Blocks::of(rows.values());
            data.put(&fresh.only(numbers));
            let rows: Vec<Row> = rows.into_values().collect();
            let anew = Index::of_rows(&rows, &rules());
            for order in orders() {
                let kept = data.arranged(&order, &Stop::NEVER).unwrap();
                prop_assert_eq!(&*kept, &anew.arranged(&order, &Stop::NEVER).unwrap());
            }
        }
    }
}
