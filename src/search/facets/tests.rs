use crate::search::run::compile::Compiled;
use crate::search::tests::by_row::without_choices;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::domain::{LightColor, Party, Role};
use crate::search::tests::by_row::facets;
use crate::search::tests::fixture::World;
use crate::search::{Counting, Index, Stop, count_facet, search};

static PLANS: LazyLock<World> = LazyLock::new(World::plans);

fn index_of(world: &World) -> Index {
    Index::of_rows(&world.rows, &world.rules)
}

fn facet(world: &World, query: &Query, which: Facet) -> Vec<FacetValue> {
    let (index, scope) = (index_of(world), world.scope());
    let counting = Counting {
        index: &index,
        query,
        compiled: &Compiled::new(query, &scope),
        scope: &scope,
        text: None,
        answer: None,
    };
    count_facet(&counting, which, Lang::Zh, &Stop::NEVER).unwrap()
}

fn hits_in(world: &World, query: &Query) -> usize {
    let found = search(
        &index_of(world),
        &Compiled::new(query, &world.scope()),
        &world.scope(),
        None,
        &Stop::NEVER,
    );
    found.unwrap().hits().len()
}

fn values_of(text: &str, which: Facet) -> Vec<FacetValue> {
    let query = Query::parse(text).unwrap();
    facet(&PLANS, &query, which)
}

fn counted(text: &str, which: Facet) -> Vec<(String, usize)> {
    let values = values_of(text, which).into_iter();
    values.map(|value| (value.label, value.count)).collect()
}

fn hits(query: &Query) -> usize {
    hits_in(&PLANS, query)
}

#[test]
fn the_vocabulary_stands_in_the_order_of_the_variants_without_repeats() {
    for (index, facet) in Facet::ALL.into_iter().enumerate() {
        assert_eq!(facet as usize, index);
        assert_eq!(Facet::of_letter(facet.letter()), Some(facet));
    }
}

#[test]
fn regions_are_a_tree_in_which_a_node_counts_what_lies_below_it() {
    let tree: Vec<(String, usize, usize)> = values_of("", Facet::Region)
        .into_iter()
        .map(|value| (value.label, value.depth, value.count))
        .collect();
    let expected = [
        ("内蒙古自治区", 0, 189),
        ("赤峰市", 1, 147),
        ("林西县", 2, 19),
        ("敖汉旗", 2, 128),
        ("鄂尔多斯市", 1, 27),
        ("巴彦淖尔市", 1, 15),
        ("四川省", 0, 38),
        ("达州市", 1, 38),
    ];
    let expected: Vec<_> = expected
        .map(|(name, depth, count)| (name.to_owned(), depth, count))
        .into();
    assert_eq!(tree, expected);
}

#[test]
fn a_facet_counts_under_the_other_conditions_but_not_under_its_own() {
    let leaders = counted("地区=巴彦淖尔市", Facet::Leader);
    let expected = [("屈强军", 13), ("李云生", 12), ("孙亮", 5), ("董树民", 4)];
    assert_eq!(
        leaders,
        expected.map(|(name, count)| (name.to_owned(), count))
    );
    assert_eq!(counted("地区=巴彦淖尔市 领导=孙亮", Facet::Leader), leaders);
    assert_eq!(
        counted("地区=巴彦淖尔市 !领导=孙亮", Facet::Leader),
        leaders
    );
    assert_eq!(
        values_of("地区=巴彦淖尔市 领导=孙亮", Facet::Region)[0].count,
        5
    );
}

#[test]
fn rows_without_a_leader_have_a_value_of_their_own_at_the_end() {
    let values = values_of("", Facet::Leader);
    let last = values.last().unwrap();
    assert_eq!(
        (last.label.as_str(), last.value.as_str()),
        ("(文件未列)", NONE)
    );
    assert_eq!(last.count, PLANS.rows.len() - 15);
    let mut query = Query::default();
    query.toggle(QueryField::Leader, &last.value);
    assert_eq!(hits(&query), last.count);
}

#[test]
fn a_unit_in_two_roles_counts_once_among_few_rows_and_among_many() {
    for rows in [1, 3, 5, 40, 64] {
        let mut world = World::empty();
        let region = world.region("敖汉旗");
        for _ in 0..rows {
            let mut row = world.row("办园行为督导", region.clone());
            row.units = vec![
                (Role::LeadUnit, Party::named("旗教育局")),
                (Role::AssistingUnit, Party::named("旗财政局")),
                (Role::AssistingUnit, Party::named("旗教育局")),
            ];
            world.rows.push(row);
        }
        let index = index_of(&world);
        let (query, scope) = (Query::parse("督导").unwrap(), world.scope());
        let compiled = Compiled::new(&query, &scope);
        let answer = search(&index, &compiled, &scope, None, &Stop::NEVER).unwrap();
        let counting = Counting {
            index: &index,
            query: &query,
            compiled: &compiled,
            scope: &scope,
            text: None,
            answer: Some(&answer),
        };
        let units = count_facet(&counting, Facet::Unit, Lang::Zh, &Stop::NEVER).unwrap();
        let units: Vec<(&str, usize)> = units
            .iter()
            .map(|unit| (unit.label.as_str(), unit.count))
            .collect();
        assert_eq!(units, [("旗教育局", rows), ("旗财政局", rows)]);
    }
}

#[test]
fn sectors_come_by_count_and_statuses_and_lights_in_their_order() {
    let sectors = counted("", Facet::Sector);
    assert!(sectors.windows(2).all(|pair| pair[0].1 >= pair[1].1));
    assert_eq!(
        counted("", Facet::Status),
        [("立项".to_owned(), PLANS.rows.len())]
    );
    assert_eq!(
        counted("", Facet::Light),
        [("灰".to_owned(), PLANS.rows.len())]
    );
    let light = &values_of("", Facet::Light)[0];
    assert_eq!(light.value, LightColor::None.id());
}

#[test]
fn a_chosen_or_excluded_value_stays_though_nothing_has_it() {
    let statuses = values_of("状态=办结 !状态=销号", Facet::Status);
    let picked: Vec<_> = statuses
        .iter()
        .map(|it| (it.label.as_str(), it.chosen, it.excluded))
        .collect();
    assert_eq!(
        picked,
        [
            ("立项", false, false),
            ("办结", true, false),
            ("销号", false, true)
        ]
    );
    let leaders = values_of("领导=某某 地区=达州市", Facet::Leader);
    assert_eq!(
        (
            leaders[0].label.as_str(),
            leaders[0].count,
            leaders[0].chosen
        ),
        ("某某", 0, true)
    );
    let regions = values_of("地区=火星市", Facet::Region);
    assert_eq!(
        regions.last().map(|it| (it.label.as_str(), it.chosen)),
        Some(("火星市", true))
    );
}

#[test]
fn a_region_named_by_its_short_name_or_code_is_shown_as_chosen() {
    for text in ["地区=巴彦淖尔", "地区=150800", "地区=巴彦淖尔市"] {
        let values = values_of(text, Facet::Region);
        let chosen: Vec<_> = values.iter().filter(|value| value.chosen).collect();
        assert_eq!(chosen.len(), 1, "{text}");
        let mut query = Query::parse(text).unwrap();
        query.toggle(QueryField::Region, &chosen[0].value);
        assert!(query.is_empty(), "{text}");
    }
}

#[test]
fn namesakes_are_told_apart_by_their_codes() {
    let mut world = World::empty();
    for code in ["320106", "350102"] {
        let key = world.region(code);
        let row = world.row("甲", key);
        world.rows.push(row);
    }
    let values = facet(&world, &Query::default(), Facet::Region);
    let towers: Vec<_> = values
        .iter()
        .filter(|value| value.label == "鼓楼区")
        .collect();
    assert_eq!(towers.len(), 2);
    for tower in towers {
        let mut query = Query::default();
        query.toggle(QueryField::Region, &tower.value);
        let again = Query::parse(&query.to_string()).unwrap();
        assert_eq!(hits_in(&world, &again), 1, "{query}");
    }
}

fn text() -> impl Strategy<Value = String> {
    let condition = proptest::sample::select(vec![
        "教育",
        "lys",
        "地区=敖汉旗",
        "!地区=达州市",
        "领导=李云生,孙亮",
        "领导:李",
        "领域=学前教育",
        "!领域=教师队伍",
        "状态=立项",
        "单位=旗教育局",
        "灯=灰",
        "单位=无",
    ]);
    proptest::collection::vec(condition, 0..4).prop_map(|all| all.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn all_facets_at_once_are_each_of_them_alone(text in text()) {
        let query = Query::parse(&text).unwrap();
        for (which, values) in facets(&PLANS.rows, &query, &PLANS.scope(), Lang::Zh) {
            prop_assert_eq!(values, values_of(&text, which));
        }
    }

    #[test]
    fn a_count_is_what_choosing_the_value_leaves(text in text()) {
        let query = Query::parse(&text).unwrap();
        for which in Facet::ALL.into_iter() {
            let others = without_choices(&query, which.field());
            for value in values_of(&text, which) {
                let mut alone = others.clone();
                // A second choice of the same field, typed by hand, stays in force beside this one.
                if alone.values(which.field()).is_empty() {
                    alone.toggle(which.field(), &value.value);
                    prop_assert_eq!(hits(&alone), value.count, "{}", alone);
                }
            }
        }
    }
}
