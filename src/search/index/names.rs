//! The names that many rows share, and the rows of a block that have which.

use rayon::prelude::*;

use crate::domain::Role;
use crate::packed::{LetterTable, Letters, NameId, NameTable, ROWS, Texts};
use crate::search::bits::{bits, count};
use crate::search::words::alphabet::LettersOf;
use crate::search::words::matcher::{Found, Needle, Seeker};

/// From how many names on the threads are woken.
const WORTH_IT: usize = 2_000;

/// New names are put in their places one by one unless there are more than one in so many.
const MANY: usize = 64;

/// The names of a ledger, searchable: a word is looked for in each of them once, never once a row.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct NameIndex {
    all: NameTable,
    /// Sixty-four names each, by number, with their characters where many words will be looked for.
    groups: Vec<(Texts, Option<Letters>)>,
    order: TextOrder,
}

/// Names in the order of their texts, so that those of a list need not be compared.
#[derive(Clone, Debug, Default)]
struct TextOrder {
    /// Numbers of names.
    sorted: Vec<u32>,
    /// By number the place among `sorted`.
    ranks: Vec<u32>,
}

impl TextOrder {
    /// Takes in the names that came last.
    fn follow(&mut self, all: &NameTable) {
        let (known, count) = (self.sorted.len(), all.len());
        let text = |id: u32| all.text(NameId::new(id));
        let fresh = (0..u32::try_from(count).unwrap_or(u32::MAX)).skip(known);
        if (count - known) * MANY < known {
            for id in fresh {
                let at = self.sorted.partition_point(|other| text(*other) < text(id));
                self.sorted.insert(at, id);
            }
        } else {
            self.sorted.extend(fresh);
            let by_text = |one: &u32, other: &u32| text(*one).cmp(text(*other));
            match count < WORTH_IT {
                true => self.sorted.sort_unstable_by(by_text),
                false => self.sorted.par_sort_unstable_by(by_text),
            }
        }
        self.ranks.resize(count, 0);
        for (rank, id) in (0u32..).zip(&self.sorted) {
            self.ranks[*id as usize] = rank;
        }
    }
}

impl NameIndex {
    /// These names, searchable.
    pub fn of(all: NameTable) -> NameIndex {
        let mut names = NameIndex {
            all,
            ..NameIndex::default()
        };
        names.settle();
        names
    }

    /// These names, for one or two words: looking through them is sooner done than taking down
    /// their characters.
    pub fn for_once(all: NameTable) -> NameIndex {
        let texts: Vec<&str> = all.texts().collect();
        let groups = texts
            .chunks(ROWS)
            .map(|names| (Texts::of(names.iter().copied()), None));
        let groups = groups.collect();
        NameIndex {
            all,
            groups,
            ..NameIndex::default()
        }
    }

    /// The number of a name, new or there already. [`NameIndex::settle`] must follow.
    pub fn intern(&mut self, name: &str) -> NameId {
        self.all.intern(name)
    }

    /// Makes the names that came last searchable.
    pub fn settle(&mut self) {
        let known = self
            .groups
            .iter()
            .map(|(names, _)| names.len())
            .sum::<usize>();
        if known == self.all.len() {
            return;
        }
        self.order.follow(&self.all);
        let whole = known / ROWS;
        self.groups.truncate(whole);
        let rest: Vec<&str> = self.all.texts().skip(whole * ROWS).collect();
        let group = |table: &mut LetterTable, names: &[&str]| {
            let names = Texts::of(names.iter().copied());
            names.note_letters(table);
            (names, Some(table.take()))
        };
        if rest.len() < WORTH_IT {
            let mut table = LetterTable::default();
            let groups = rest.chunks(ROWS).map(|names| group(&mut table, names));
            self.groups.extend(groups);
        } else {
            let groups = rest.par_chunks(ROWS).map_init(LetterTable::default, group);
            self.groups.par_extend(groups);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The name with this number.
    pub fn text(&self, id: NameId) -> &str {
        self.all.text(id)
    }

    /// The place of a name among all in the order of their texts; not known of those that are
    /// looked through once.
    pub fn rank(&self, id: u32) -> u32 {
        self.order.ranks.get(id as usize).copied().unwrap_or(0)
    }

    /// The number of a name, if it has one.
    pub fn id(&self, name: &str) -> Option<NameId> {
        self.all.id(name)
    }

    /// The names as they are kept.
    pub fn all(&self) -> &NameTable {
        &self.all
    }

    /// The names a word is found in.
    pub fn find(&self, needle: &Needle) -> Vec<(u32, Found)> {
        let mut seeker = Seeker::new(needle);
        let mut all = Vec::new();
        for (group, (texts, letters)) in self.groups.iter().enumerate() {
            let first = group * ROWS;
            let letters = match letters {
                Some(letters) => LettersOf::Texts(letters),
                None => LettersOf::Scanned(texts),
            };
            seeker.find_all(texts, letters, u64::MAX, |bit, found| {
                all.push((u32::try_from(first + bit).unwrap_or(u32::MAX), found));
            });
        }
        all
    }
}

/// Which rows of a block have which value: in one piece, since fetching a piece of memory takes
/// longer than going through it.
#[derive(Clone, Debug)]
pub(in crate::search) struct Masks<K>(Box<[(K, u64)]>);

impl<K: Copy + PartialEq> Masks<K> {
    /// Of values with rows that have them; a value may come several times.
    pub fn of(each: impl FnOnce(&mut dyn FnMut(K, u64))) -> Masks<K> {
        let mut all: Vec<(K, u64)> = Vec::with_capacity(16);
        each(&mut |key, rows| {
            // Neighbours mostly say the same.
            match all.iter_mut().rev().find(|(known, _)| *known == key) {
                Some((_, mask)) => *mask |= rows,
                None => all.push((key, rows)),
            }
        });
        Masks(all.into())
    }

    /// Every value with the rows that have it.
    pub fn iter(&self) -> impl Iterator<Item = (K, u64)> + '_ {
        self.0.iter().copied()
    }
}

/// The rows whose value is wanted.
pub(in crate::search) fn those<K>(
    all: impl Iterator<Item = (K, u64)>,
    wanted: impl Fn(K) -> bool,
) -> u64 {
    all.fold(0, |rows, (key, mask)| match wanted(key) {
        true => rows | mask,
        false => rows,
    })
}

/// The value of each row that has one; of several the last.
pub(in crate::search) fn each_row<K: Copy>(
    all: impl Iterator<Item = (K, u64)>,
    mut row: impl FnMut(usize, K),
) {
    for (key, mask) in all {
        bits(mask).for_each(|bit| row(bit, key));
    }
}

/// Adds to each value the number of its rows within `among`.
pub(in crate::search) fn tally<K>(
    all: impl Iterator<Item = (K, u64)>,
    among: u64,
    mut add: impl FnMut(K, usize),
) {
    for (key, mask) in all.filter(|(_, mask)| mask & among != 0) {
        add(key, count(mask & among));
    }
}

/// How people and units are named in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) enum NamePart {
    /// Leaders by name.
    Leaders,
    /// Leaders by the words they were printed with.
    LeadersPrinted,
    /// Units in any role by name.
    Units,
    /// Units by the words they were printed with.
    UnitsPrinted,
    /// Lead units: these come before those that only work for a task.
    LeadUnits,
}

impl NamePart {
    /// Where those with this role stand by name.
    pub fn of(role: Role) -> NamePart {
        match role {
            Role::Leader => NamePart::Leaders,
            Role::LeadUnit | Role::ResponsibleUnit | Role::AssistingUnit => NamePart::Units,
        }
    }
}

pub(in crate::search) const PARTS: usize = 5;

/// The rows of a block by the people and units in them.
#[derive(Clone, Debug)]
pub(in crate::search) struct People {
    /// Numbers of names, one part after another.
    names: Box<[u32]>,
    masks: Box<[u64]>,
    /// Where each part ends.
    ends: [u16; PARTS],
}

impl People {
    /// The names of a part with the rows that have them.
    pub fn part(&self, part: NamePart) -> impl Iterator<Item = (u32, u64)> + '_ {
        let end = |part: usize| usize::from(self.ends[part]);
        let begin = (part as usize).checked_sub(1).map_or(0, end);
        let names = self
            .names
            .get(begin..end(part as usize))
            .unwrap_or_default();
        let masks = self
            .masks
            .get(begin..end(part as usize))
            .unwrap_or_default();
        names.iter().copied().zip(masks.iter().copied())
    }
}

/// Collects the people of one block after another.
#[derive(Debug, Default)]
pub(in crate::search) struct PeopleCollector {
    /// By name and part one more than the place among those met, zero for none.
    places: Vec<[u16; PARTS]>,
    /// By part the names met, each with its rows.
    met: [Vec<(u32, u64)>; PARTS],
}

impl PeopleCollector {
    /// Notes that the row with this bit has this name.
    pub fn add(&mut self, name: NameId, part: NamePart, bit: usize) {
        if self.places.len() <= name.index() {
            self.places.resize(name.index() + 1, [0; PARTS]);
        }
        let place = &mut self.places[name.index()][part as usize];
        let met = &mut self.met[part as usize];
        if *place == 0 {
            met.push((name.get(), 0));
            // A block names far fewer than sixty-four thousand; those past that are left out.
            *place = u16::try_from(met.len()).unwrap_or(u16::MAX);
        }
        if let Some((_, rows)) = met.get_mut(usize::from(*place) - 1) {
            *rows |= 1 << bit;
        }
    }

    /// What was noted, which is forgotten here.
    pub fn take(&mut self) -> People {
        let all = self.met.iter().map(Vec::len).sum();
        let (mut names, mut masks) = (Vec::with_capacity(all), Vec::with_capacity(all));
        let mut ends = [0; PARTS];
        for (part, met) in self.met.iter_mut().enumerate() {
            for (name, rows) in met.drain(..) {
                self.places[name as usize][part] = 0;
                names.push(name);
                masks.push(rows);
            }
            ends[part] = u16::try_from(names.len()).unwrap_or(u16::MAX);
        }
        People {
            names: names.into(),
            masks: masks.into(),
            ends,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn names_that_come_later_take_their_places_among_the_others(
            first in proptest::collection::btree_set("[a-c教育局]{1,4}", 0..200),
            later in proptest::collection::vec("[a-c教育局]{1,4}", 0..5),
        ) {
            let mut all = NameTable::default();
            for name in first.iter().rev() {
                all.intern(name);
            }
            let mut names = NameIndex::of(all);
            for name in later {
                names.intern(&name);
                names.settle();
            }
            let texts: Vec<&str> = names.all().texts().collect();
            for (one, own) in (0u32..).zip(&texts) {
                for (other, text) in (0u32..).zip(&texts) {
                    prop_assert_eq!(own < text, names.rank(one) < names.rank(other));
                }
            }
        }
    }
}
