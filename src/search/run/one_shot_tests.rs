use crate::search::run::compile::Compiled;
use std::convert::Infallible;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::domain::Row;
use crate::packed::Blocks;
use crate::search::tests::fixture::World;
use crate::search::{Index, Stop, search};

static PLANS: LazyLock<World> = LazyLock::new(World::plans);

/// The rows of the plans several times over, so that there are more batches than one.
fn many() -> Vec<Row> {
    let rows = PLANS.rows.iter().cycle().take(6_000);
    let rows = rows.zip(1..).map(|(row, id)| {
        let mut row = row.clone();
        row.id = TaskId::new(id).unwrap();
        row.parent = None;
        row.deadline = row
            .deadline
            .map(|due| due + chrono::TimeDelta::days(id % 17));
        row
    });
    rows.collect()
}

fn asked(query: &Query, limit: usize, blocks: &Blocks) -> Option<OneShotFound> {
    let scope = PLANS.scope();
    let one_shot = OneShot {
        query,
        scope: &scope,
        limit,
    };
    let found = one_shot.ask(blocks.names.clone(), |take| {
        for block in &blocks.all {
            take(block.number(), &block.to_bytes());
        }
        Ok::<(), Infallible>(())
    });
    match found {
        Ok(found) => found,
        Err(never) => match never {},
    }
}

/// The best hits of an index, and how many hits there are.
fn indexed(query: &Query, limit: usize, index: &Index) -> (Vec<TaskId>, usize) {
    let answer = search(
        index,
        &Compiled::new(query, &PLANS.scope()),
        &PLANS.scope(),
        None,
        &Stop::NEVER,
    )
    .unwrap();
    let best = answer.best(index, limit).into_iter().map(|hit| hit.id);
    (best.collect(), answer.hits().len())
}

#[test]
fn whoever_asks_once_gets_the_hits_of_an_index_in_its_order() {
    let rows = many();
    let blocks = Blocks::of(&rows);
    let index = Index::of_rows(&rows, &PLANS.rules);
    for text in [
        "",
        "学前",
        "xueqian",
        "李云生",
        "教师 培训",
        "区育教学县",
        "教育局 !学前",
        "领导:李云生|无 状态:推进中",
        "灯:红",
        "期限:<2024-01",
        "地区:内蒙古 学",
        "领导:无",
        "编号:3",
        "12",
        "#70",
        "不在任何地方的词",
    ] {
        let Ok(query) = Query::parse(text) else {
            panic!("{text}");
        };
        for limit in [0, 3, 200, 100_000] {
            let found = asked(&query, limit, &blocks).unwrap();
            let all = found.all;
            assert_eq!(
                (found.best(), all),
                indexed(&query, limit, &index),
                "{text} {limit}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_words_find_what_they_find_in_an_index(text in "!?[学前教育李云生xqjy12]{1,3}( !?[学前教育局县a-f1]{1,2})?", limit in 1..40usize) {
        let query = Query::parse(&text);
        prop_assume!(query.is_ok());
        let query = query.unwrap();
        let blocks = Blocks::of(&PLANS.rows);
        let index = Index::of_rows(&PLANS.rows, &PLANS.rules);
        let found = asked(&query, limit, &blocks).unwrap();
        let all = found.all;
        prop_assert_eq!((found.best(), all), indexed(&query, limit, &index));
    }
}

#[test]
fn the_texts_are_asked_for_only_where_they_have_a_say() {
    let blocks = Blocks::of(&PLANS.rows);
    let stage = |text: &str, limit| {
        let query = Query::parse(text).unwrap();
        asked(&query, limit, &blocks).unwrap().stage.is_some()
    };
    assert!(!stage("教育", 2));
    assert!(stage("教育", 10_000));
    assert!(stage("!教育", 2));
    assert!(!stage("灯:红", 10_000));
}

#[test]
fn a_block_that_cannot_be_read_leaves_the_question_to_others() {
    let mut blocks = Blocks::of(&PLANS.rows);
    let query = Query::parse("教育").unwrap();
    assert!(asked(&query, 10, &blocks).is_some());
    blocks.names = NameTable::default();
    assert!(asked(&query, 10, &blocks).is_none());
}
