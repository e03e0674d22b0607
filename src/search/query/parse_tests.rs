use proptest::prelude::*;

use super::*;
use crate::domain::Lang;

fn parse(text: &str) -> Query {
    Query::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn field(text: &str) -> FieldTest {
    let mut query = parse(text);
    assert_eq!(query.conditions(), 1, "{text}");
    match query.terms.remove(0).test {
        Test::Field(test) => test,
        Test::Words(words) => panic!("{text}: {words:?}"),
    }
}

fn words(text: &str) -> Vec<String> {
    parse(text).words().map(|word| word.text.clone()).collect()
}

#[test]
fn words_are_separated_by_blanks_of_any_width() {
    assert_eq!(words("dsm　yey  教育"), ["dsm", "yey", "教育"]);
    assert!(parse("  　 ").is_empty());
}

#[test]
fn every_field_of_the_contract_is_read_in_both_languages_and_widths() {
    for (text, wanted, op, values) in [
        ("领导:李云生", QueryField::Leader, Op::Has, vec!["李云生"]),
        (
            "leader：李云生",
            QueryField::Leader,
            Op::Has,
            vec!["李云生"],
        ),
        (
            "地区=敖汉旗,赤峰市",
            QueryField::Region,
            Op::Is,
            vec!["敖汉旗", "赤峰市"],
        ),
        (
            "地区＝敖汉旗，赤峰市",
            QueryField::Region,
            Op::Is,
            vec!["敖汉旗", "赤峰市"],
        ),
        (
            "单位:财政局|公安局",
            QueryField::Unit,
            Op::Has,
            vec!["财政局", "公安局"],
        ),
        (
            "状态:推进中",
            QueryField::Status,
            Op::Has,
            vec!["in_progress"],
        ),
        ("灯:红", QueryField::Light, Op::Has, vec!["red"]),
        ("LIGHT:red", QueryField::Light, Op::Has, vec!["red"]),
        (
            "期限:<2025-12",
            QueryField::Deadline,
            Op::Before,
            vec!["2025-12"],
        ),
        (
            "期限：＜＝２０２５年１２月",
            QueryField::Deadline,
            Op::AtMost,
            vec!["2025-12"],
        ),
        (
            "期限>=2025.12.31",
            QueryField::Deadline,
            Op::AtLeast,
            vec!["2025-12-31"],
        ),
        ("deadline:none", QueryField::Deadline, Op::Has, vec!["无"]),
        ("进度:>50%", QueryField::Progress, Op::After, vec!["50"]),
        ("情形:逾期", QueryField::State, Op::Has, vec!["overdue"]),
        ("编号:12", QueryField::Number, Op::Has, vec!["12"]),
        (
            "领域=学前教育",
            QueryField::Sector,
            Op::Is,
            vec!["学前教育"],
        ),
        ("領導：李雲生", QueryField::Leader, Op::Has, vec!["李雲生"]),
        (
            "狀態:推進中",
            QueryField::Status,
            Op::Has,
            vec!["in_progress"],
        ),
        (
            "文件:\"15项 任务\"",
            QueryField::Document,
            Op::Has,
            vec!["15项 任务"],
        ),
    ] {
        let test = field(text);
        assert_eq!((test.field, test.op), (wanted, op), "{text}");
        assert_eq!(test.values, values, "{text}");
    }
}

#[test]
fn exclusion_exact_words_and_alternatives_are_read() {
    let query = parse("!幼儿园 “五育 并举” a|b ！领导=孙亮");
    let negated: Vec<bool> = query.terms.iter().map(|term| term.negated).collect();
    assert_eq!(negated, [true, false, false, true]);
    let words: Vec<(&str, bool)> = query.words().map(|w| (w.text.as_str(), w.exact)).collect();
    assert_eq!(words, [("五育 并举", true), ("a", false), ("b", false)]);
    assert_eq!(parse("a ｜ b"), parse("a|b"));
    assert_eq!(parse("a|"), parse("a"));
}

#[test]
fn what_only_looks_like_a_field_is_a_word() {
    assert_eq!(
        words("12:30 http://x.cn 3<5"),
        ["12:30", "http://x.cn", "3<5"]
    );
    assert_eq!(words("\"领导:李\""), ["领导:李"]);
}

#[test]
fn a_bad_query_points_at_the_character() {
    use QueryErrorKind as Kind;
    for (text, at, kind) in [
        ("教育 颜色:红", 3, Kind::UnknownField("颜色".into())),
        ("教育 \"双减", 3, Kind::UnclosedQuote),
        ("教育 ! 双减", 3, Kind::NothingExcluded),
        ("!", 0, Kind::NothingExcluded),
        ("!!a", 0, Kind::NothingExcluded),
        ("领导:", 2, Kind::NoValue(QueryField::Leader)),
        ("领导:, x", 2, Kind::NoValue(QueryField::Leader)),
        ("期限:<2025-13", 4, Kind::BadDate("2025-13".into())),
        ("期限:<无", 4, Kind::BadDate("无".into())),
        ("进度:101", 3, Kind::BadPercent("101".into())),
        ("上级:甲", 3, Kind::BadTask("甲".into())),
        ("上级:#0", 3, Kind::BadTask("#0".into())),
        ("领导:<李", 4, Kind::NoOrder(QueryField::Leader)),
        (
            "状态:飞行中",
            3,
            Kind::UnknownValue(QueryField::Status, "飞行中".into()),
        ),
        ("a|领导:李", 2, Kind::Alternatives),
        ("领导:李|地区:敖汉", 5, Kind::Alternatives),
        ("|a", 0, Kind::Alternatives),
    ] {
        let error = Query::parse(text).unwrap_err();
        assert_eq!((error.at, &error.kind), (at, &kind), "{text}");
    }
}

#[test]
fn the_first_one_too_many_is_pointed_at_with_the_limit() {
    use QueryErrorKind as Kind;
    let words = |count: usize| vec!["ab"; count];
    let alike = |count: usize| format!("领导:{}", vec!["乙"; count].join("|"));
    let named = |count: usize| format!("领导={}", vec!["甲"; count].join(","));
    for (text, at, kind) in [
        (words(17).join(" "), 48, Kind::TooManyWords(16)),
        (words(5_000).join("|"), 48, Kind::TooManyWords(16)),
        (words(17).join(" !"), 48 + 16, Kind::TooManyWords(16)),
        (words(17).join(" 任务:"), 16 * 6, Kind::TooManyWords(16)),
        (alike(65), 3 + 64 * 2, Kind::TooManyValues(64)),
        (alike(5_000), 3 + 64 * 2, Kind::TooManyValues(64)),
        (
            format!("{} 进度:3", alike(64)),
            134,
            Kind::TooManyValues(64),
        ),
        (
            format!("编号={}1", "1,".repeat(64)),
            131,
            Kind::TooManyValues(64),
        ),
        (named(257), 3 + 256 * 2, Kind::TooManyValues(256)),
        ("教".repeat(10_000), 0, Kind::TooLong(64)),
        (
            format!("教 领导:{}", "a".repeat(201)),
            5,
            Kind::TooLong(200),
        ),
    ] {
        let error = Query::parse(&text).unwrap_err();
        assert_eq!((error.at, &error.kind), (at, &kind), "{text:.60}");
    }
    for text in [
        words(16).join(" "),
        words(16).join("|"),
        format!("{} {} {}", words(16).join(" "), alike(64), named(256)),
        format!("{} {}", "教".repeat(64), named(1)),
    ] {
        assert!(Query::parse(&text).is_ok(), "{text:.60}");
    }
}

#[test]
fn control_characters_never_reach_a_query() {
    assert_eq!(words("李\x1B[2J云生\u{202E} a\x00b"), ["李云生", "ab"]);
}

#[test]
fn choices_are_toggled_excluded_and_dropped() {
    let mut query = parse("教育 领导:李");
    query.toggle(QueryField::Status, "推进中");
    query.toggle(QueryField::Status, "assigned");
    assert_eq!(
        query.values(QueryField::Status),
        ["in_progress", "assigned"]
    );
    assert_eq!(query.to_string(), "教育 领导:李 状态=推进中,交办");
    query.exclude(QueryField::Status, "assigned");
    assert_eq!(query.to_string(), "教育 领导:李 状态=推进中 !状态=交办");
    query.toggle(QueryField::Status, "assigned");
    query.toggle(QueryField::Status, "in_progress");
    query.toggle(QueryField::Status, "assigned");
    assert_eq!(query.to_string(), "教育 领导:李");
    query.toggle(QueryField::Status, "飞行中");
    assert_eq!(query.conditions(), 2);
    assert_eq!(query.without_field(QueryField::Leader).to_string(), "教育");
    assert_eq!(
        query.with_words("双减").unwrap().to_string(),
        "领导:李 双减"
    );
    assert!(query.pop_condition() && query.pop_condition() && !query.pop_condition());
}

#[test]
fn a_query_too_long_for_its_place_says_how_many_conditions_it_has() {
    let query = parse("地区=巴彦淖尔市,敖汉旗 灯=红 状态=推进中 教育 !幼儿园");
    assert_eq!(query.print_short(Lang::Zh, 80), query.to_string());
    assert_eq!(
        query.print_short(Lang::Zh, 40),
        "地区=巴彦淖尔市,敖汉旗 灯=红 等 5 条"
    );
    assert!(query.print_short(Lang::En, 50).ends_with(" and 3 more"));
    for cols in 0..40 {
        assert!(crate::text::columns(&query.print_short(Lang::Zh, cols)) <= cols);
    }
}

/// Input with the signs of the language in odd places.
fn anything() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        "[一-龥a-z0-9]{1,4}",
        "\\PC{0,4}",
        any::<char>().prop_map(String::from),
        proptest::sample::select(vec![
            " ",
            "　",
            "!",
            "！",
            "\"",
            "\"\"",
            "“",
            "”",
            "＂",
            "|",
            "｜",
            ",",
            "，",
            ":",
            "：",
            "=",
            "<",
            ">=",
            "领导:",
            "状态=",
            "灯:红",
            "期限:<",
            "2025-12",
            "期限=无",
            "进度:>50",
            "领域=学前教育",
            "情形=逾期",
            "http://",
            "12:30",
            "推进中",
            "none",
            "文件:\"a,b\"",
            "light:r",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(pieces, 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_input_is_answered_with_a_query_or_a_place_within_it(text in anything()) {
        if let Err(error) = Query::parse(&text) {
            prop_assert!(error.at <= text.chars().count());
            let place = error.place(&text);
            prop_assert!(!place.is_empty() && place.end <= text.chars().count() + 1, "{:?}", place);
        }
    }

    #[test]
    fn a_query_printed_reads_back_as_itself(text in anything()) {
        if let Ok(query) = Query::parse(&text) {
            for lang in [Lang::Zh, Lang::En] {
                let printed = query.print(lang);
                let again = Query::parse(&printed);
                prop_assert_eq!(again.as_ref(), Ok(&query), "{} -> {}", text, printed);
            }
        }
    }

    #[test]
    fn a_choice_of_any_name_reads_back(name in "\\PC{1,12}") {
        let mut query = Query::default();
        query.toggle(QueryField::Unit, &name);
        prop_assert_eq!(Query::parse(&query.to_string()), Ok(query));
    }
}
