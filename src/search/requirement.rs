//! Words that stand only in a task's requirement.
//!
//! That text is long and stays on the disk, so the search says what it would have to contain, and
//! the caller reads the few texts that may.

use crate::domain::Row;
use crate::text::fold;

use super::compile::{Check, Compiled, WordCheck};

/// What a hit loses that needs its requirement: it comes after all others.
const ONLY_BY_TEXT: i64 = 1_000_000;

/// What the requirement of one row decides.
pub struct TextQuestion<'c> {
    score: i64,
    /// Each of these: any of its words must be there.
    needed: Vec<&'c [WordCheck]>,
    /// None of these words may be there.
    forbidden: Vec<&'c [WordCheck]>,
}

impl Compiled<'_> {
    /// What the requirement of `row` decides about it; `None` when the row is out whatever its
    /// requirement says.
    pub fn text_question(&self, row: &Row) -> Option<TextQuestion<'_>> {
        let mut question = TextQuestion {
            score: 0,
            needed: Vec::new(),
            forbidden: Vec::new(),
        };
        for term in &self.terms {
            let found = self.check(term, row);
            match (found, term.negated, &term.check) {
                (Some(fit), false, _) => question.score += fit.score,
                (None, false, Check::Words(words)) => question.needed.push(words),
                (None, true, Check::Words(words)) => question.forbidden.push(words),
                (None, true, _) => {}
                (Some(_), true, _) | (None, false, _) => return None,
            }
        }
        Some(question)
    }
}

fn words_of(group: &[WordCheck]) -> impl Iterator<Item = &str> {
    group.iter().map(|word| word.needle.text())
}

impl<'c> TextQuestion<'c> {
    /// Whether the text has to be read at all.
    pub fn is_open(&self) -> bool {
        !self.needed.is_empty() || !self.forbidden.is_empty()
    }

    /// The folded words the text must contain, of each group any one: for narrowing down before
    /// reading.
    pub fn needed(&self) -> impl Iterator<Item = Vec<&'c str>> {
        self.needed.iter().map(|group| words_of(group).collect())
    }

    /// The score of the row with this requirement, `None` when it is not found. Words match as
    /// they stand only: pinyin and gaps would find anything in seven hundred characters.
    pub fn answer(&self, requirement: &str) -> Option<i64> {
        if !self.is_open() {
            return Some(self.score);
        }
        let text = fold(requirement);
        let holds = |group: &&[WordCheck]| words_of(group).any(|word| text.contains(word));
        let found = self.needed.iter().all(holds) && !self.forbidden.iter().any(holds);
        let cost = if self.needed.is_empty() {
            0
        } else {
            ONLY_BY_TEXT
        };
        found.then_some(self.score - cost)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Query;
    use super::super::fixture::World;
    use super::*;

    fn answer(query: &str, requirement: &str) -> Option<i64> {
        let mut world = World::empty();
        let region = world.region("敖汉旗");
        let row = world.row("强化师资力量", region);
        let query = Query::parse(query).unwrap();
        let scope = world.scope();
        let compiled = Compiled::new(&query, &scope);
        compiled.text_question(&row)?.answer(requirement)
    }

    #[test]
    fn a_word_of_the_requirement_is_found_after_all_others() {
        let text = "园长、教师定期培训，持证上岗";
        assert!(answer("师资", "").unwrap() > 0);
        assert!(answer("培训", text).unwrap() < 0);
        assert!(answer("师资 培训", text).unwrap() < 0);
        assert!(answer("师资 培训", text) > answer("培训", text));
        assert_eq!(answer("培训 编制", text), None);
        assert!(answer("编制|培训", text).is_some());
    }

    #[test]
    fn an_excluded_word_is_excluded_from_the_requirement_too() {
        assert_eq!(answer("!培训", "教师定期培训"), None);
        assert!(answer("!培训", "教师持证上岗").is_some());
        assert_eq!(answer("!师资", ""), None);
    }

    #[test]
    fn other_conditions_are_never_mended_by_the_text() {
        assert_eq!(answer("灯:红 培训", "培训"), None);
        assert_eq!(answer("peixun", "培训"), None);
    }
}
