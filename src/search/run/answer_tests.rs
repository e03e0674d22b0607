use crate::search::query::Query;
use crate::search::tests::by_row::ByRow;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::domain::{Lang, Row};
use crate::search::tests::by_row::{facets, find, rank};
use crate::search::tests::fixture::World;
use crate::search::{Compiled, Counting, Facet, count_facets};

static PLANS: LazyLock<World> = LazyLock::new(World::plans);
static INDEX: LazyLock<Index> = LazyLock::new(|| Index::of_rows(&PLANS.rows, &PLANS.rules));

fn answer(text: &str) -> Answer {
    let query = Query::parse(text).unwrap();
    search(
        &INDEX,
        &Compiled::new(&query, &PLANS.scope()),
        &PLANS.scope(),
        None,
        &Stop::NEVER,
    )
    .unwrap()
}

fn condition() -> impl Strategy<Value = String> {
    let words = proptest::sample::select(vec![
        "教育",
        "jy",
        "lys",
        "学前",
        "领导:李",
        "单位:局",
        "!幼儿园",
        "\"发展\"",
        "a|教",
        "地区=敖汉旗",
        "地区:赤峰",
        "领域:xq",
        "!灯:红",
        "编号:1",
        "编号=1.1",
        "强化",
        "旗财",
        "s",
        "安全|zl",
        "#7",
        "1",
        "任务:教",
        "任务=甲",
        "领导=无",
        "单位=财政局",
        "文件:方案",
        "情形:我的",
        "期限:<2024",
        "教学",
        "强量",
        "peixun",
        "xueqian|幼园",
        "领导=李云生,孙亮",
    ]);
    words.prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn blocks_answer_what_rows_answer(texts in proptest::collection::vec(condition(), 0..4)) {
        let query = Query::parse(&texts.join(" ")).unwrap();
        let mut wanted = find(&PLANS.rows, &query, &PLANS.scope());
        let answer = search(&INDEX, &Compiled::new(&query, &PLANS.scope()), &PLANS.scope(), None, &Stop::NEVER).unwrap();
        let hit = |row: &Row, score: i64| (row.id, i64::from(score as i32));
        let of_rows: Vec<_> = wanted.iter().map(|it| (hit(&PLANS.rows[it.index], it.score), it.place)).collect();
        let of_blocks: Vec<_> = answer.hits().iter().map(|it| ((it.id, i64::from(it.score)), it.place)).collect();
        prop_assert_eq!(of_blocks, of_rows, "{}", query);
        rank(&PLANS.rows, &mut wanted);
        let ranked: Vec<TaskId> = wanted.iter().map(|it| PLANS.rows[it.index].id).collect();
        for most in [0, 1, 10, 1000] {
            let best: Vec<TaskId> = answer.best(&INDEX, most).iter().map(|it| it.id).collect();
            prop_assert_eq!(&best[..], &ranked[..ranked.len().min(most)]);
        }
        prop_assert!(ByRow::new(&query, &PLANS.scope()).find(&PLANS.rows).len() == answer.hits().len());
    }

    #[test]
    fn facets_count_the_same_in_blocks(texts in proptest::collection::vec(condition(), 0..3)) {
        let query = Query::parse(&texts.join(" ")).unwrap();
        let tops: Vec<Row> = PLANS.rows.iter().filter(|row| !INDEX.is_kid(row.id)).cloned().collect();
        let scope = PLANS.scope();
        let wanted = facets(&tops, &query, &scope, Lang::Zh);
        let compiled = Compiled::new(&query, &scope);
        let answer = search(&INDEX, &compiled, &scope, None, &Stop::NEVER).unwrap();
        for answer in [None, Some(&answer)] {
            let counting = Counting { index: &INDEX, query: &query, compiled: &compiled, scope: &scope, text: None, answer };
            prop_assert_eq!(&count_facets(&counting, Lang::Zh, &Stop::NEVER).unwrap(), &wanted);
        }
    }
}

#[test]
fn a_hit_takes_twelve_bytes() {
    assert_eq!(size_of::<TaskHit>(), 12);
}

#[test]
fn a_search_that_nobody_waits_for_is_given_up() {
    let stop = || true;
    let query = Query::parse("教育").unwrap();
    assert_eq!(
        search(
            &INDEX,
            &Compiled::new(&query, &PLANS.scope()),
            &PLANS.scope(),
            None,
            &Stop::when(&stop)
        ),
        Err(Stopped)
    );
    assert!(answer("教育").hits().len() > 10);
    assert_eq!(Facet::ALL.into_iter().count(), Facet::COUNT);
}
