use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use proptest::prelude::*;

use super::*;

/// What the plain matcher says of every whole line: the scores, best first.
fn naive(lines: &[String], query: &str) -> Vec<i32> {
    let score = |line: &String| {
        let each = query.split_whitespace().map(|word| {
            let score = SkimMatcherV2::default().fuzzy_match(line, word)?;
            i32::try_from(score).ok()
        });
        each.sum::<Option<i32>>()
    };
    let mut all: Vec<i32> = lines.iter().filter_map(score).collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    all
}

fn assert_same(lines: &[String], query: &str) {
    let blocks = PlainLines::of(lines.iter().map(String::as_str));
    let answer = blocks.search(query, 200, &Stop::NEVER).unwrap();
    let mut wanted = naive(lines, query);
    assert_eq!(answer.hits, wanted.len(), "{query}");
    wanted.truncate(200);
    let scores: Vec<i32> = answer.best.iter().map(|(score, _)| *score).collect();
    assert_eq!(scores, wanted, "{query}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn hits_and_best_scores_are_those_of_the_plain_matcher(
        lines in proptest::collection::vec("[教育局学前幼儿园a-cA-C \t/，0-9]{0,40}", 0..200),
        query in "[教育局学前a-bB]{1,3}( [教育a]{1,2})?",
    ) {
        assert_same(&lines, &query);
    }
}

/// Lines like those of a ledger: title, leaders, unit, region, sector.
fn ledger_lines(count: usize) -> Vec<String> {
    let parts: [&[&str]; 5] = [
        &[
            "推进学前教育普及普惠",
            "加强教师培训",
            "幼儿园建设",
            "改善办学条件",
            "PPT 材料报送",
            "义务教育均衡，优质发展",
        ],
        &["李云生", "董树民 孙亮", "屈强军", ""],
        &[
            "清源区教育局督导室",
            "忠县教育局电教馆",
            "财政局",
            "吉庆市学校（一）",
        ],
        &["清源区", "忠县", "吉庆市"],
        &["学前教育", "教师队伍", "Other"],
    ];
    let mut state = 7u32;
    let mut pick = |from: &[&str]| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        from[(state >> 16) as usize % from.len()].to_owned()
    };
    let line = |_| parts.map(&mut pick).join("\t");
    (0..count).map(line).collect()
}

const QUERIES: [&str; 12] = [
    "学前",
    "李云生",
    "幼儿园建设",
    "教师 培训",
    "义均优",
    "鼎鬻镬",
    "区育教学县",
    "学",
    "教育局",
    "ppt",
    "PPT",
    "o",
];

#[test]
fn lines_of_a_ledger_are_found_and_scored_alike() {
    let lines = ledger_lines(5_000);
    for query in QUERIES {
        assert_same(&lines, query);
    }
}

#[test]
fn lines_of_the_benchmark_are_found_and_scored_alike() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../bench/corpus/tasks-1000.tsv"
    );
    let Ok(text) = std::fs::read_to_string(path) else {
        crate::skipped::skipped(&format!("no {path}"));
        return;
    };
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for query in QUERIES {
        assert_same(&lines, query);
    }
}
