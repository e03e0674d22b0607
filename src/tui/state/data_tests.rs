use std::collections::{BTreeMap, HashSet};

use proptest::prelude::*;

use super::*;
use crate::domain::column::SortKey;
use crate::domain::grouping::Grouping;
use crate::domain::{Lang, Revision, Sector, Status, Thresholds};
use crate::packed::BlockNumber;
use crate::search::{Compiled, Query, Scope, search};
use crate::tui::state::listing::{ListWish, list};

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

#[test]
fn below_a_task_stand_those_further_down_too_and_below_a_subtask_only_its_own() {
    let under = |id: i64, parent: Option<i64>| Row {
        parent: parent.and_then(TaskId::new),
        ..row(id, 1)
    };
    let rows = [
        under(1, None),
        under(2, Some(1)),
        under(3, Some(2)),
        under(4, Some(1)),
        under(5, Some(3)),
        under(6, None),
    ];
    let data = Data::new(Loaded::of_rows(&rows, &rules()));
    let below = |id: i64| -> Vec<i64> {
        let kids = data.below(TaskId::new(id).unwrap()).into_iter();
        kids.map(TaskId::get).collect()
    };
    assert_eq!(below(1), [2, 3, 4, 5]);
    assert_eq!(below(2), [3, 5]);
    assert_eq!(below(3), [5]);
    assert_eq!(below(4), [0; 0]);
    assert_eq!(below(6), [0; 0]);
}

#[test]
fn a_list_longer_than_is_handled_at_a_time_has_every_hit_in_its_order() {
    let rows: Vec<Row> = (1..=20_000)
        .map(|id| Row {
            parent: None,
            title: if id % 3 == 0 {
                "教师培训"
            } else {
                "校园安全"
            }
            .to_owned(),
            ..row(id, (id % 251) as u8)
        })
        .collect();
    let mut data = Data::new(Loaded::of_rows(&rows, &rules()));
    let query = Query::parse("教师").unwrap();
    let (regions, documents, changed) = (BTreeMap::new(), BTreeMap::new(), HashSet::new());
    let rules = rules();
    let scope = Scope {
        rules: &rules,
        regions: &regions,
        documents: &documents,
        changed: &changed,
        me: "",
    };
    let answer = search(
        &data.index,
        &Compiled::new(&query, &scope),
        &scope,
        None,
        &Stop::NEVER,
    )
    .unwrap();
    let (order, unfolded) = (Order::default(), HashSet::new());
    let wish = ListWish {
        query: &query,
        order: &order,
        grouping: Grouping::None,
        unfolded: &unfolded,
        lang: Lang::Zh,
    };
    let arranged = data.arranged(&wish.arrangement(), &Stop::NEVER).unwrap();
    let listing = list(&data, &arranged, Some(&answer), &wish, &Stop::NEVER).unwrap();
    let ids: Vec<TaskId> = listing.lines.ids().collect();
    let hits = arranged.iter().copied().filter(|id| id.get() % 3 == 0);
    assert_eq!(ids, hits.collect::<Vec<TaskId>>());
    assert_eq!(listing.counts.shown, 6_666);
    for (line, id) in ids.iter().enumerate() {
        assert_eq!(listing.lines.line_of(*id), Some(line));
    }
    let told = || true;
    assert!(list(&data, &arranged, Some(&answer), &wish, &Stop::when(&told)).is_err());
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
