//! Which characters of a row were matched: for the rows that are on the screen, not for all.

use crate::domain::{Party, Row};

use crate::search::run::compile::{Compiled, TermCheck, TextCheck, number_found};
use crate::search::words::matcher::Needle;

/// The matched characters of a row, as rising character indices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Highlights {
    /// In the title.
    pub title: Vec<usize>,
    /// In names: which one (leaders first, then the distinct units) and its characters; none when
    /// the name was chosen by a facet or matched only in its printed form.
    pub people: Vec<(usize, Vec<usize>)>,
    /// Region, sector or number was matched.
    pub elsewhere: bool,
}

/// The characters of `row` that the query's words and name conditions match.
pub fn highlights(row: &Row, compiled: &Compiled) -> Highlights {
    let mut found = Highlights::default();
    for term in compiled.terms.iter().filter(|term| !term.negated) {
        match &term.check {
            TermCheck::Words(words) => {
                for word in words {
                    let needle = &word.needle;
                    found.add_title(row, needle);
                    found.add_people(leaders(row).chain(units(row)), |party| {
                        in_party(needle, party)
                    });
                    found.elsewhere |= word.regions.contains_key(&row.region)
                        || word.sectors.contains_key(&row.sector)
                        || number_found(row, needle.text(), false).is_some();
                }
            }
            TermCheck::Title(check) => {
                for needle in &check.needles {
                    found.add_title(row, needle);
                }
            }
            TermCheck::Leaders(check) => {
                found.add_people(leaders(row), |party| by_check(check, party))
            }
            TermCheck::Units(check) => found.add_people(units(row), |party| by_check(check, party)),
            _ => {}
        }
    }
    found.settle();
    found
}

/// The leaders with their places among all names.
fn leaders(row: &Row) -> impl Iterator<Item = (usize, &Party)> {
    row.leaders.iter().enumerate()
}

/// The distinct units with their places among all names.
fn units(row: &Row) -> impl Iterator<Item = (usize, &Party)> {
    let before = row.leaders.len();
    row.distinct_units()
        .enumerate()
        .map(move |(index, unit)| (before + index, unit))
}

/// The matched characters of a name; none of them when only the printed form matches.
fn in_party(needle: &Needle, party: &Party) -> Option<Vec<usize>> {
    let printed = || {
        party
            .printed
            .as_deref()
            .and_then(|printed| needle.find(printed))
    };
    let positions = needle.positions(&party.name);
    positions.or_else(|| printed().map(|_| Vec::new()))
}

fn by_check(check: &TextCheck, party: &Party) -> Option<Vec<usize>> {
    let found = check
        .needles
        .iter()
        .find_map(|needle| in_party(needle, party));
    let is_called = || check.names.iter().any(|name| party.is_called(name));
    found.or_else(|| is_called().then(Vec::new))
}

impl Highlights {
    fn add_title(&mut self, row: &Row, needle: &Needle) {
        self.title
            .extend(needle.positions_in_title(&row.title).unwrap_or_default());
    }

    fn add_people<'r>(
        &mut self,
        parties: impl Iterator<Item = (usize, &'r Party)>,
        positions: impl Fn(&Party) -> Option<Vec<usize>>,
    ) {
        let matched = parties.filter_map(|(index, party)| Some((index, positions(party)?)));
        self.people.extend(matched);
    }

    /// Sorts, and joins what several words matched in the same place.
    fn settle(&mut self) {
        self.title.sort_unstable();
        self.title.dedup();
        self.people.sort();
        self.people.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1.append(&mut next.1);
            }
            same
        });
        for (_, positions) in &mut self.people {
            positions.sort_unstable();
            positions.dedup();
        }
    }
}
