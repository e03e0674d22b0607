use proptest::prelude::*;

use super::*;

fn whole(text: &str, word: &str) -> Option<i32> {
    let score = SkimMatcherV2::default().fuzzy_match(text, word);
    score.map(|score| i32::try_from(score).unwrap())
}

fn of_window(scorer: &mut Scorer, text: &str, word: &str) -> Option<i32> {
    let units: Vec<u16> = text.encode_utf16().collect();
    scorer.score(&Pattern::new(word), &units)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_window_scores_what_the_whole_text_scores(
        word in "[教育局学前aB ]{1,4}",
        texts in proptest::collection::vec("[教育局学前教育幼儿园/a-cA-C0-9 \t，.𠮷😀]{0,60}", 1..6),
    ) {
        let mut scorer = Scorer::new();
        for text in texts.iter().chain(&texts) {
            prop_assert_eq!(of_window(&mut scorer, text, &word), whole(text, &word), "{} in {}", word, text);
        }
    }

    #[test]
    fn a_word_of_rare_characters_is_no_trap(word in "[𠮷😀学]{1,3}", text in "[𠮷😀学前]{0,12}") {
        prop_assert_eq!(of_window(&mut Scorer::new(), &text, &word), whole(&text, &word));
    }
}

#[test]
fn a_very_long_text_is_scored_as_well() {
    let text = format!("教{}育", "x".repeat(5_000));
    assert_eq!(
        of_window(&mut Scorer::new(), &text, "教育"),
        whole(&text, "教育")
    );
}
