//! What holds for every query over all rows: another condition never finds more, `!` is the rest,
//! `|` is both together, quotation marks never find more.

use crate::search::run::compile::Compiled;
use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::domain::{Party, Role, Sector, TaskId};
use crate::search::tests::fixture::World;
use crate::search::{Index, Query, Stop, search};

/// Short texts of few characters, so that words meet, nearly meet and miss.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[学前教育的普及发展]{0,9}",
        "[县财民政教育局发改委]{2,6}",
        "[“学前”、教育 国國]{0,8}",
        Just("发展和改革委员会".to_owned()),
        Just("意识形态工作".to_owned()),
    ]
}

fn world() -> impl Strategy<Value = World> {
    let row = (text(), text(), text(), 0..4usize);
    proptest::collection::vec(row, 1..40).prop_map(|rows| {
        let mut world = World::empty();
        let regions = ["敖汉旗", "达州市"].map(|name| world.region(name));
        for (title, leader, unit, number) in rows {
            let mut row = world.row(&title, regions[number % 2].clone());
            row.number = number.to_string();
            row.sector = Sector::all().nth(number).unwrap();
            row.leaders = vec![Party::named(&leader)];
            row.units = vec![(Role::LeadUnit, Party::named(&unit))];
            world.rows.push(row);
        }
        world
    })
}

/// A word, quoted or not, of Hanzi or letters; some are one character off.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[学前教育的普及发展财民政局]{1,6}",
        "[xqjyfzcgw]{1,4}",
        proptest::sample::select(vec![
            "发改委",
            "意识型态",
            "學前",
            "学前教肓",
            "县民政局",
            "xueqian",
            "敖汉",
            "1",
            "!",
            "#3",
        ])
        .prop_filter("a word", |word| *word != "!")
        .prop_map(str::to_owned),
    ]
}

/// A condition without its exclamation mark.
fn condition() -> impl Strategy<Value = String> {
    let field = proptest::sample::select(vec![
        "领导:", "单位:", "任务:", "地区:", "编号:", "领导=", "单位=", "任务=", "地区=",
    ]);
    prop_oneof![
        4 => word(),
        2 => word().prop_map(|word| format!("\"{word}\"")),
        2 => (word(), word()).prop_map(|(a, b)| format!("{a}|{b}")),
        3 => (field, word()).prop_map(|(field, word)| format!("{field}{word}")),
        1 => Just("领域:学前".to_owned()),
        1 => Just("灯:红,绿".to_owned()),
        1 => Just("期限:无".to_owned()),
    ]
}

fn hits(world: &World, index: &Index, text: &str) -> BTreeSet<TaskId> {
    let query = Query::parse(text).unwrap();
    let answer = search(
        index,
        &Compiled::new(&query, &world.scope()),
        &world.scope(),
        None,
        &Stop::NEVER,
    )
    .unwrap();
    answer.hits().iter().map(|hit| hit.id).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn conditions_narrow_exclude_and_join(
        world in world(), a in condition(), b in condition(), one in word(), other in word(),
    ) {
        let index = Index::of_rows(&world.rows, &world.rules);
        let found = |text: &str| hits(&world, &index, text);
        let all: BTreeSet<TaskId> = world.rows.iter().map(|row| row.id).collect();

        let (with_a, with_b) = (found(&a), found(&b));
        let both: BTreeSet<TaskId> = with_a.intersection(&with_b).copied().collect();
        prop_assert_eq!(&found(&format!("{a} {b}")), &both, "{} {}", a, b);
        prop_assert_eq!(&found(&format!("{b} {a}")), &both, "{} {}", b, a);

        let without: BTreeSet<TaskId> = all.difference(&with_a).copied().collect();
        prop_assert_eq!(found(&format!("!{a}")), without, "!{}", a);

        let (with_one, with_other) = (found(&one), found(&other));
        let either: BTreeSet<TaskId> = with_one.union(&with_other).copied().collect();
        prop_assert_eq!(found(&format!("{one}|{other}")), either, "{}|{}", one, other);

        let exact = found(&format!("\"{one}\""));
        prop_assert!(exact.is_subset(&with_one), "\"{}\"", one);
    }

    #[test]
    fn nearly_found_tasks_are_marked_and_come_last(world in world(), word in word()) {
        let index = Index::of_rows(&world.rows, &world.rules);
        let query = Query::parse(&word).unwrap();
        let answer = search(&index, &Compiled::new(&query, &world.scope()), &world.scope(), None, &Stop::NEVER).unwrap();
        let near: Vec<bool> = answer.best(&index, 1_000).iter().map(|hit| hit.near).collect();
        prop_assert!(near.is_sorted(), "{} {:?}", word, near);
    }
}

#[test]
fn a_task_found_by_a_wrong_character_is_marked() {
    let mut world = World::empty();
    let region = world.region("敖汉旗");
    for title in ["系统意识形态工作", "意识型态专栏", "学前教育"] {
        let row = world.row(title, region.clone());
        world.rows.push(row);
    }
    let index = Index::of_rows(&world.rows, &world.rules);
    let query = Query::parse("意识型态").unwrap();
    let answer = search(
        &index,
        &Compiled::new(&query, &world.scope()),
        &world.scope(),
        None,
        &Stop::NEVER,
    )
    .unwrap();
    let best: Vec<(i64, bool)> = answer
        .best(&index, 10)
        .iter()
        .map(|hit| (hit.id.get(), hit.near))
        .collect();
    assert_eq!(best, [(2, false), (1, true)]);
}
