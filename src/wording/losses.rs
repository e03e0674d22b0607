//! What lists of names would lose, in words.

use super::{fill, texts};
use crate::domain::losses::Losses;
use crate::domain::{Field, Lang};

/// How many names are spelled out.
const SHOWN: usize = 4;

texts! {
    /// Sentences about names that lists lose.
    LossTexts {
        lost: "{role}：{n} 项去掉原有的 {names}", "{role}: {n} tasks lose {names}";
        more: "等 {n} 人次", "and others, {n} in all";
    }
}

/// A line for each role whose lists lose names.
pub fn lines(losses: &Losses, lang: Lang) -> Vec<String> {
    let t = LossTexts::of(lang);
    let of_role = losses.iter().map(|(role, loss)| {
        let all = loss.names();
        let shown = all
            .iter()
            .take(SHOWN)
            .map(|(name, n)| format!("{name} {n}"));
        let mut names: Vec<String> = shown.collect();
        if all.len() > SHOWN {
            let sum: usize = all.iter().map(|(_, n)| n).sum();
            names.push(fill(t.more, &[("n", &sum)]));
        }
        let label = Field::of_role(role).label(lang);
        let names = names.join(lang.pick("、", ", "));
        fill(
            t.lost,
            &[("role", &label), ("n", &loss.tasks), ("names", &names)],
        )
    });
    of_role.collect()
}
