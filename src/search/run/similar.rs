//! Names like one that nobody bears: for who mistyped it, or knows how it sounds.

use crate::domain::PartyKind;
use crate::domain::name;
use crate::packed::NameId;
use crate::search::words::matcher::Needle;
use crate::search::words::near::sound_alike;
use crate::text::fold;

use crate::search::index::{Index, NamePart};
use crate::search::query::field::{QueryField, task_of};
use crate::search::query::{FieldTest, Query, Test};
use crate::search::run::answer::search;
use crate::search::run::compile::{Compiled, Scope, TermCheck};
use crate::search::threads::stop::Stop;

/// What one character more or less, or another one, costs; one that sounds the same costs half.
const OTHER: usize = 2;
const SOUNDS_ALIKE: usize = 1;

/// How unlike the name may be that somebody meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// Whatever could have been meant: to be looked through.
    Any,
    /// One character of a name of a person, or of units, which are alike by nature (县财政局,
    /// 县民政局), one that sounds the same, is missing or too many.
    Slip(PartyKind),
}

/// The names nearest to `wanted`, best first, at most so many.
pub fn nearest<'n>(
    wanted: &str,
    names: impl IntoIterator<Item = &'n str>,
    likeness: Likeness,
    most: usize,
) -> Vec<&'n str> {
    let wanted = fold(&name::clean(wanted));
    let letters: Vec<u16> = wanted.encode_utf16().collect();
    let needle = Needle::new(&wanted, false);
    let mut found: Vec<(usize, &str)> = Vec::new();
    for name in names {
        let other: Vec<u16> = fold(name).encode_utf16().collect();
        let cost = distance(&letters, &other);
        let is_near = match likeness {
            Likeness::Any => cost <= limit(&letters, &other) || needle.find(name).is_some(),
            Likeness::Slip(kind) => cost > 0 && is_slip(&letters, &other, cost, kind),
        };
        if is_near && !letters.is_empty() && found.iter().all(|(_, known)| *known != name) {
            found.push((cost, name));
        }
    }
    found.sort_by(|one, other| (one.0, one.1.len(), one.1).cmp(&(other.0, other.1.len(), other.1)));
    found.into_iter().take(most).map(|(_, name)| name).collect()
}

/// What may be wrong in names of these lengths: a third of the shorter one.
fn limit(one: &[u16], other: &[u16]) -> usize {
    match one.len().min(other.len()) {
        0 => 0,
        1 | 2 => SOUNDS_ALIKE,
        shorter => OTHER * (shorter / 3),
    }
}

fn is_slip(one: &[u16], other: &[u16], cost: usize, kind: PartyKind) -> bool {
    let shorter = one.len().min(other.len());
    match (one.len() == other.len(), kind) {
        (true, PartyKind::Leader) if shorter >= 3 => cost <= OTHER,
        (true, _) => cost == SOUNDS_ALIKE,
        (false, PartyKind::Leader) => cost == OTHER && shorter >= 2,
        (false, PartyKind::Unit) => cost == OTHER && shorter >= 3,
    }
}

/// The cost of making one name of the other.
fn distance(one: &[u16], other: &[u16]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).map(|at| at * OTHER).collect();
    for (line, letter) in one.iter().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], (line + 1) * OTHER);
        for (at, with) in other.iter().enumerate() {
            let swap = match letter == with {
                true => 0,
                false if sound_alike(*letter, *with) => SOUNDS_ALIKE,
                false => OTHER,
            };
            let best = (corner + swap)
                .min(row[at] + OTHER)
                .min(row[at + 1] + OTHER);
            corner = std::mem::replace(&mut row[at + 1], best);
        }
    }
    row[other.len()]
}

impl Index {
    /// The names rows bear now as leaders or as units in any role, subtasks included, and the words
    /// they were printed with.
    pub fn bearers(&self, kind: PartyKind) -> Bearers<'_> {
        let parts = match kind {
            PartyKind::Leader => [NamePart::Leaders, NamePart::LeadersPrinted],
            PartyKind::Unit => [NamePart::Units, NamePart::UnitsPrinted],
        };
        let [names, printed] = parts.map(|part| {
            let mut is_borne = vec![false; self.names().len()];
            for sheet in self.sheets() {
                for (name, _) in sheet.named(part) {
                    if let Some(is_borne) = is_borne.get_mut(name as usize) {
                        *is_borne = true;
                    }
                }
            }
            let numbers = (0_u32..).zip(is_borne).filter(|(_, is_borne)| *is_borne);
            let texts = numbers.map(|(number, _)| self.names().text(NameId::new(number)));
            texts.collect()
        });
        Bearers { names, printed }
    }
}

impl Index {
    /// Whether the ledger has anything that a condition on names means: a leader or a unit that
    /// some row bears, a region, a document, a task that others may be below.
    pub fn knows(&self, test: &FieldTest, scope: &Scope) -> bool {
        let mut alone = Query::default();
        alone.push(false, Test::Field(test.clone()));
        let compiled = Compiled::new(&alone, scope);
        let has_none = |check: &TermCheck| match check {
            TermCheck::Regions(all) => all.is_empty(),
            TermCheck::Documents(all) => all.is_empty(),
            _ => false,
        };
        match test.field {
            QueryField::Region | QueryField::Document => {
                !compiled.terms.iter().any(|term| has_none(&term.check))
            }
            QueryField::Parent => {
                let mut tasks = test.values.iter().filter_map(|it| task_of(it));
                tasks.all(|task| self.contains(task))
            }
            _ => {
                let answer = search(self, &compiled, scope, None, &Stop::NEVER);
                answer.is_ok_and(|answer| !answer.hits().is_empty())
            }
        }
    }
}

/// Who stands in rows.
#[derive(Clone, Debug, Default)]
pub struct Bearers<'i> {
    /// By name.
    pub names: Vec<&'i str>,
    /// By the words they were printed with, where these differ.
    pub printed: Vec<&'i str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_names_are_those_with_least_wrong_in_them_or_that_sound_so() {
        let names = [
            "王伟",
            "王伟民",
            "李云生",
            "李云升",
            "旗教育局",
            "旗财政局",
            "敖汉旗财政局",
        ];
        let near = |wanted: &str| nearest(wanted, names, Likeness::Any, 5);
        assert_eq!(near("王玮"), ["王伟"]);
        assert_eq!(near("李云圣"), ["李云升", "李云生"]);
        assert_eq!(near("lys"), ["李云升", "李云生"]);
        assert_eq!(near("财政局")[0], "旗财政局");
        assert!(near("赵钱孙").is_empty());
        assert!(near("").is_empty());
        let slip = |wanted: &str, kind| nearest(wanted, names, Likeness::Slip(kind), 5);
        assert_eq!(slip("王玮", PartyKind::Leader), ["王伟"]);
        assert_eq!(slip("李云主", PartyKind::Leader), ["李云升", "李云生"]);
        assert!(slip("王芳", PartyKind::Leader).is_empty(), "another person");
        assert_eq!(slip("旗财政", PartyKind::Unit), ["旗财政局"]);
        assert!(
            slip("旗民政局", PartyKind::Unit).is_empty(),
            "another bureau"
        );
        assert!(
            slip("王伟民", PartyKind::Leader).contains(&"王伟"),
            "but not itself"
        );
    }
}
