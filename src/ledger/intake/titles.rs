//! Titles that differ by a slip of the hand: a new row whose title was corrected after it had been
//! taken in once.

use crate::text::edits;

/// More rows are a list of their own, and not looked at one by one: it would take as long as to read
/// the ledger as often.
const MOST: usize = 500;

/// The shortest title that is compared, in characters.
const SHORTEST: usize = 4;

/// One character of so many may differ.
const ONE_OF: usize = 4;

/// A title of a row.
struct FoldedTitle {
    place: u32,
    /// Its region; nothing where the file does not say it.
    region: Option<u64>,
    letters: Vec<char>,
    mark: u64,
}

/// The titles of rows that name no task.
pub(in crate::ledger) struct TitleIndex(Vec<FoldedTitle>);

/// A bit for every character: each one that differs changes two of them at most.
fn mark(letters: &[char]) -> u64 {
    let bit = |letter: &char| 1_u64 << (u32::from(*letter).wrapping_mul(0x9E37_79B1) >> 26);
    letters.iter().map(bit).fold(0, |sum, bit| sum | bit)
}

impl TitleIndex {
    /// The titles of rows, each with its place and region.
    pub fn of<'t>(rows: impl Iterator<Item = (u32, Option<u64>, &'t str)>) -> TitleIndex {
        let titles = rows.map(|(place, region, title)| {
            let letters: Vec<char> = title.chars().collect();
            FoldedTitle {
                place,
                region,
                mark: mark(&letters),
                letters,
            }
        });
        let titles = titles.filter(|title| title.letters.len() >= SHORTEST);
        let titles: Vec<FoldedTitle> = titles.take(MOST + 1).collect();
        match titles.len() > MOST {
            true => TitleIndex(Vec::new()),
            false => TitleIndex(titles),
        }
    }

    /// The places of the rows whose title is like that of a task, and not the same.
    pub fn like(&self, title: &str, region: u64) -> Vec<u32> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let letters: Vec<char> = title.chars().collect();
        let own = mark(&letters);
        let is_like = |row: &&FoldedTitle| {
            let most = row.letters.len().max(letters.len()) / ONE_OF;
            row.region.is_none_or(|it| it == region)
                && letters.len() >= SHORTEST
                && row.letters.len().abs_diff(letters.len()) <= most
                && (row.mark ^ own).count_ones() as usize <= 2 * most
                && row.letters != letters
                && edits(&row.letters, &letters) <= most
        };
        let like = self.0.iter().filter(is_like);
        like.map(|row| row.place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_alike_that_differ_by_a_slip_of_the_hand() {
        let rows = [
            (1, Some(7), "老旧小区改造"),
            (2, None, "建设标准化厂房"),
            (3, Some(7), "开会"),
        ];
        let titles = TitleIndex::of(rows.into_iter());
        assert_eq!(titles.like("老旧小区改选", 7), [1]);
        assert_eq!(titles.like("老旧小区改选", 8), [0_u32; 0]);
        assert_eq!(titles.like("建设标准化产房", 8), [2]);
        for other in ["老旧小区改造", "老旧小区拆迁补偿", "开个会", "会"] {
            assert!(titles.like(other, 7).is_empty(), "{other}");
        }
    }
}
