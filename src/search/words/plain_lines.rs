//! The same engine with nothing of a ledger in it: lines of text, words that match with gaps, and
//! SkimMatcherV2's scores summed. There to be measured and compared with others: no kinds of match,
//! no pinyin, no names, no folding.

use crate::packed::{ROWS, Texts};

use crate::search::bits::{bits, count};
use crate::search::threads::parallel::summed;
use crate::search::threads::sort::sort;
use crate::search::threads::stop::{Stop, Stopped};
use crate::search::words::alphabet::{Alphabet, LettersOf, Pile};
use crate::search::words::fuzzy::{Pattern, Scorer};

/// Lines, sixty-four a block.
#[derive(Clone, Debug, Default)]
pub struct PlainLines {
    blocks: Vec<(usize, Texts)>,
    alphabet: Alphabet,
}

/// What a search of lines found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainAnswer {
    /// How many lines have every word.
    pub hits: usize,
    /// The best of them, by score, then by line (from 0).
    pub best: Vec<(i32, usize)>,
}

impl PlainLines {
    /// These lines.
    pub fn of<'t>(lines: impl IntoIterator<Item = &'t str>) -> PlainLines {
        let mut lines = lines.into_iter();
        let mut all = PlainLines::default();
        for number in 0usize.. {
            let block = Texts::unfolded(lines.by_ref().take(ROWS));
            if block.is_empty() {
                break;
            }
            all.blocks.push((number * ROWS, block));
        }
        let mut pile = Pile::default();
        for (number, (_, texts)) in (0u32..).zip(&all.blocks) {
            pile.add(number, texts);
        }
        all.alphabet = Alphabet::of(&[pile]);
        all
    }

    /// The lines that have every word of `query` (parted by blanks), and the best `most` of them.
    /// Capital letters match only themselves, and small ones both, as SkimMatcherV2 and fzf have it.
    ///
    /// # Errors
    /// [`Stopped`] when it was told to give up.
    pub fn search(&self, query: &str, most: usize, stop: &Stop) -> Result<PlainAnswer, Stopped> {
        let words: Vec<Pattern> = query.split_whitespace().map(Pattern::new).collect();
        let start = || LinesWork {
            scorers: words.iter().map(|_| Scorer::new()).collect(),
            best: BestLines::of(most),
        };
        let work = summed(
            &self.blocks,
            stop,
            start,
            |work, blocks| {
                for (first, texts) in blocks {
                    work.search(&words, &self.alphabet, *first, texts);
                }
            },
            |sum, more| sum.best.add(more.best),
        )?;
        Ok(work.best.answer())
    }
}

/// One thread's work.
struct LinesWork {
    scorers: Vec<Scorer>,
    best: BestLines,
}

impl LinesWork {
    fn search(&mut self, words: &[Pattern], alphabet: &Alphabet, first: usize, texts: &Texts) {
        let number = u32::try_from(first / ROWS).unwrap_or(u32::MAX);
        let letters = LettersOf::Block(alphabet, number);
        let all = u64::MAX >> (ROWS - texts.len());
        let left = words
            .iter()
            .fold(all, |left, word| word.sift(letters, left));
        if count(left) == 0 {
            return;
        }
        for bit in bits(left) {
            let text = texts.get(bit);
            let mut scores = words.iter().zip(&mut self.scorers);
            let sum = scores.try_fold(0i32, |sum, (word, scorer)| {
                Some(sum.saturating_add(scorer.score(word, text)?))
            });
            if let Some(score) = sum {
                self.best.push(score, first + bit);
            }
        }
    }
}

/// The best so far: a few more are kept than are wanted, and cut now and then.
struct BestLines {
    most: usize,
    hits: usize,
    /// The score turned round, so that the best come first.
    kept: Vec<(std::cmp::Reverse<i32>, usize)>,
    /// What scores less than this is no use any more.
    least: i32,
}

/// How many times as many as are wanted are kept before they are cut.
const SLACK: usize = 8;

impl BestLines {
    fn of(most: usize) -> BestLines {
        BestLines {
            most,
            hits: 0,
            kept: Vec::new(),
            least: i32::MIN,
        }
    }

    fn push(&mut self, score: i32, line: usize) {
        self.hits += 1;
        if score >= self.least {
            self.kept.push((std::cmp::Reverse(score), line));
            if self.kept.len() >= self.most.saturating_mul(SLACK).max(SLACK) {
                self.cut();
            }
        }
    }

    fn cut(&mut self) {
        if self.kept.len() > self.most {
            if let Some(last) = self.most.checked_sub(1) {
                let (_, (score, _), _) = self.kept.select_nth_unstable(last);
                self.least = score.0;
            }
            self.kept.truncate(self.most);
        }
    }

    fn add(&mut self, more: BestLines) {
        self.hits += more.hits;
        self.kept.extend(more.kept);
        self.cut();
    }

    fn answer(mut self) -> PlainAnswer {
        self.cut();
        sort(&mut self.kept);
        PlainAnswer {
            hits: self.hits,
            best: self
                .kept
                .into_iter()
                .map(|(score, line)| (score.0, line))
                .collect(),
        }
    }
}

#[cfg(test)]
#[path = "plain_lines_tests.rs"]
mod tests;
