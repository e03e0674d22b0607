use crate::search::query::Query;
use crate::search::run::compile::Compiled;
use proptest::prelude::*;

use super::*;
use crate::domain::Row;
use crate::search::tests::fixture::World;
use crate::search::{Place, search};

/// Rows with these titles and requirements.
fn world(tasks: &[(&str, &str)]) -> (World, Vec<String>) {
    let mut world = World::empty();
    let region = world.region("敖汉旗");
    for (title, _) in tasks {
        let row = world.row(title, region.clone());
        world.rows.push(row);
    }
    (
        world,
        tasks.iter().map(|(_, text)| (*text).to_owned()).collect(),
    )
}

/// The ids found with their texts, and those of them found only by it.
fn found(world: &World, texts: &[String], query: &str) -> (Vec<i64>, Vec<i64>) {
    let query = Query::parse(query).unwrap();
    let index = Index::of_rows(&world.rows, &world.rules);
    let scope = world.scope();
    let stage =
        TextStage::new(&index, &Compiled::new(&query, &scope), &scope, &Stop::NEVER).unwrap();
    let text = stage.map(|mut stage| {
        let of_block = |number: BlockNumber| {
            let rows = world
                .rows
                .iter()
                .map(|row| BlockNumber::of(row.id))
                .zip(texts);
            let own = rows.filter(|((of, _), _)| *of == number);
            Marks::of(own.map(|((_, bit), text)| (bit, units_of(text).collect::<Vec<_>>())))
        };
        for number in 0..3 {
            let number = BlockNumber::new(number);
            stage.consider(number, &of_block(number));
        }
        for id in stage.candidates() {
            let at = world.rows.iter().position(|row| row.id == id).unwrap();
            stage.judge(id, &texts[at]);
        }
        stage.finish()
    });
    let answer = search(
        &index,
        &Compiled::new(&query, &scope),
        &scope,
        text.as_ref(),
        &Stop::NEVER,
    )
    .unwrap();
    let ids = |by_text: bool| {
        let hits = answer.hits().iter();
        let hits = hits.filter(|hit| !by_text || hit.place == Some(Place::Text));
        hits.map(|hit| hit.id.get()).collect()
    };
    (ids(false), ids(true))
}

fn one(query: &str, requirement: &str) -> Option<bool> {
    let (world, texts) = world(&[("强化师资力量", requirement)]);
    let (all, by_text) = found(&world, &texts, query);
    (!all.is_empty()).then_some(!by_text.is_empty())
}

#[test]
fn a_word_of_the_requirement_is_found_and_marked() {
    let text = "园长、教师定期培训，持证上岗";
    assert_eq!(one("师资", ""), Some(false));
    assert_eq!(one("培训", text), Some(true));
    assert_eq!(one("师资 培训", text), Some(true));
    assert_eq!(one("培训 编制", text), None);
    assert_eq!(one("编制|培训", text), Some(true));
    assert_eq!(one("\"定期培训\"", text), Some(true));
    assert_eq!(one("定训", text), None);
}

#[test]
fn an_excluded_word_is_excluded_from_the_requirement_too() {
    assert_eq!(one("!培训", "教师定期培训"), None);
    assert_eq!(one("!培训", "教师持证上岗"), Some(false));
    assert_eq!(one("!师资", ""), None);
    assert_eq!(one("持证 !培训", "教师持证上岗"), Some(true));
    assert_eq!(one("持证 !培训", "教师持证上岗，定期培训"), None);
}

#[test]
fn other_conditions_are_never_mended_by_the_text() {
    assert_eq!(one("灯:红 培训", "培训"), None);
    assert_eq!(one("peixun", "培训"), None);
}

#[test]
fn hits_by_text_come_last_by_deadline_and_id() {
    let (mut world, texts) = world(&[("甲", "培训"), ("乙", "培训"), ("培训", ""), ("丁", "培训")]);
    world.rows[3].deadline = Some(world.rules.today);
    let query = Query::parse("培训").unwrap();
    let index = Index::of_rows(&world.rows, &world.rules);
    let mut stage = TextStage::new(
        &index,
        &Compiled::new(&query, &world.scope()),
        &world.scope(),
        &Stop::NEVER,
    )
    .unwrap()
    .unwrap();
    let letters = texts
        .iter()
        .enumerate()
        .map(|(bit, text)| (bit, units_of(text)));
    stage.consider(BlockNumber::new(0), &Marks::of(letters));
    // Whose title has the word need not be read.
    assert_eq!(stage.candidates().len(), 3);
    for id in stage.candidates() {
        stage.judge(id, "培训");
    }
    let text = stage.finish();
    assert_eq!((text.added().count(), text.dropped().count()), (3, 0));
    let answer = search(
        &index,
        &Compiled::new(&query, &world.scope()),
        &world.scope(),
        Some(&text),
        &Stop::NEVER,
    )
    .unwrap();
    let best: Vec<i64> = answer
        .best(&index, 9)
        .iter()
        .map(|hit| hit.id.get())
        .collect();
    assert_eq!(best, [3, 4, 1, 2]);
    assert_eq!(answer.counts().text, 3);
}

#[test]
fn no_text_is_read_for_a_word_of_one_character() {
    let (world, texts) = world(&[("甲", "培训"), ("乙", "师资"), ("培", "师")]);
    let index = Index::of_rows(&world.rows, &world.rules);
    for (query, added, dropped) in [
        ("培", 1, 0),
        ("!师", 0, 2),
        ("!师 培", 1, 1),
        ("师|训", 3, 0),
    ] {
        let query = Query::parse(query).unwrap();
        let stage = TextStage::new(
            &index,
            &Compiled::new(&query, &world.scope()),
            &world.scope(),
            &Stop::NEVER,
        );
        let mut stage = stage.unwrap().unwrap();
        let letters = texts.iter().map(|text| units_of(text)).enumerate();
        stage.consider(BlockNumber::new(0), &Marks::of(letters));
        assert_eq!(stage.candidates(), [], "{query}");
        let found = stage.finish();
        assert_eq!(found.added().count(), added, "{query}");
        assert_eq!(found.dropped().count(), dropped, "{query}");
    }
}

#[test]
fn a_query_without_words_has_no_text_stage() {
    let (world, _) = world(&[("甲", "培训")]);
    let index = Index::of_rows(&world.rows, &world.rules);
    let query = Query::parse("灯:红").unwrap();
    assert!(
        TextStage::new(
            &index,
            &Compiled::new(&query, &world.scope()),
            &world.scope(),
            &Stop::NEVER
        )
        .unwrap()
        .is_none()
    );
}

/// What the texts decide, said plainly: each word group in the row or in its text.
fn naive(world: &World, texts: &[String], query: &Query) -> Vec<i64> {
    let scope = world.scope();
    let compiled = Compiled::new(query, &scope);
    let fits = |(row, text): &(&Row, &String)| {
        compiled.terms.iter().all(|term| {
            let in_text = match &term.check {
                TermCheck::Words(words) => words
                    .iter()
                    .any(|word| fold(text).contains(word.needle.text())),
                _ => false,
            };
            let index = Index::of_rows(std::slice::from_ref(*row), &world.rules);
            let plan = Plan::new(&compiled, &scope, index.names());
            let at = compiled
                .terms
                .iter()
                .position(|other| std::ptr::eq(other, term))
                .unwrap();
            let sheet = &index.indexed(&index.sheets()[0]);
            let in_row = Searcher::new(&plan).meet(&plan.terms[at], sheet, u64::MAX) != 0;
            (in_row || in_text) != term.negated
        })
    };
    let rows = world.rows.iter().zip(texts).filter(fits);
    rows.map(|(row, _)| row.id.get()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn letters_and_reading_decide_what_reading_every_text_decides(
        tasks in proptest::collection::vec(("[教育培训师资]{1,4}", "[教育培训师资，]{0,8}"), 1..140),
        query in proptest::sample::select(vec![
            "教育", "培训 师资", "!教育", "教育 !培训", "教师|训育", "任务:教 培训", "!训师 !任务:资", "\"育培\" 教",
            "教", "!训", "教 !师", "师|培训 教", "!教|师资 训", "教教 资",
        ]),
    ) {
        let pairs: Vec<(&str, &str)> = tasks.iter().map(|(title, text)| (title.as_str(), text.as_str())).collect();
        let (world, texts) = world(&pairs);
        let (all, _) = found(&world, &texts, query);
        prop_assert_eq!(all, naive(&world, &texts, &Query::parse(query).unwrap()));
    }
}
