use crate::domain::Lang;
use proptest::prelude::*;

use super::*;

fn lone_word() -> impl Strategy<Value = Word> {
    let quoted = "\\PC{1,10}".prop_map(|text| Word {
        text: clean_line(&text).into_owned(),
        exact: true,
    });
    let bare = "[一-龥a-z0-9/.（-）「」#@·-]{1,8}".prop_map(|text| Word { text, exact: false });
    prop_oneof![quoted, bare].prop_filter("not blank", |word| !word.text.trim().is_empty())
}

fn field_test() -> impl Strategy<Value = FieldTest> {
    let named = (
        proptest::sample::select(vec![
            QueryField::Leader,
            QueryField::Region,
            QueryField::Unit,
            QueryField::Title,
            QueryField::Document,
            QueryField::Number,
        ]),
        proptest::sample::select(vec![Op::Has, Op::Is]),
        proptest::collection::vec("\\PC{1,12}", 1..4),
    );
    let known = proptest::sample::select(vec![
        (QueryField::Status, Op::Is, vec!["推进中", "办结"]),
        (QueryField::Status, Op::Has, vec!["tj"]),
        (QueryField::Light, Op::Is, vec!["red", "绿"]),
        (QueryField::State, Op::Has, vec!["逾期"]),
        (QueryField::Sector, Op::Is, vec!["学前教育", "其他"]),
        (QueryField::Deadline, Op::Before, vec!["2025-12"]),
        (QueryField::Deadline, Op::AtMost, vec!["2025"]),
        (
            QueryField::Deadline,
            Op::Has,
            vec!["无", "长期", "2024-02-29"],
        ),
        (QueryField::Progress, Op::AtLeast, vec!["50%"]),
        (QueryField::Progress, Op::Is, vec!["none"]),
        (QueryField::Leader, Op::Is, vec!["无"]),
        (QueryField::Parent, Op::Is, vec!["12", "none"]),
    ]);
    let named = named.prop_map(|(field, op, values)| FieldTest::new(field, op, values).unwrap());
    let known = known.prop_map(|(field, op, values)| FieldTest::new(field, op, values).unwrap());
    prop_oneof![named, known].prop_filter("a value", |test| !test.values.is_empty())
}

fn query() -> impl Strategy<Value = Query> {
    let test = prop_oneof![
        proptest::collection::vec(lone_word(), 1..4).prop_map(Test::Words),
        field_test().prop_map(Test::Field),
    ];
    proptest::collection::vec((any::<bool>(), test), 0..6).prop_map(|terms| {
        let mut query = Query::default();
        for (negated, test) in terms {
            query.push(negated, test);
        }
        query
    })
}

#[test]
fn a_value_that_looks_like_an_address_reads_back() {
    let test = FieldTest::new(QueryField::Document, Op::Has, ["//gov.cn/1"]).unwrap();
    let mut query = Query::default();
    query.push(false, Test::Field(test));
    assert_eq!(query.to_string(), "文件:\"//gov.cn/1\"");
    assert_eq!(Query::parse(&query.to_string()), Ok(query));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn every_query_printed_reads_back_as_itself(query in query()) {
        for lang in [Lang::Zh, Lang::En] {
            let printed = query.print(lang);
            let again = Query::parse(&printed);
            prop_assert_eq!(again.as_ref(), Ok(&query), "{}", printed);
        }
    }
}
