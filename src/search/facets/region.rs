//! The facet of regions: a tree in which every node counts what lies below it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rustc_hash::FxHashMap;

use crate::domain::RegionKey;

use crate::search::facets::value::{FacetValue, Picked};
use crate::search::run::compile::{Scope, names_of, upwards};

/// The nodes that have a row below them or are picked, in the order of the codes.
pub(in crate::search) fn regions(
    own: &HashMap<RegionKey, usize>,
    scope: &Scope,
    picked: &Picked,
) -> Vec<FacetValue> {
    let mut counts: BTreeMap<&RegionKey, usize> = BTreeMap::new();
    for (key, count) in own {
        for above in upwards(key, scope.regions) {
            *counts.entry(above).or_default() += count;
        }
    }
    if !picked.is_empty() {
        for key in scope.regions.keys() {
            if called(key, picked).is_some() {
                for above in upwards(key, scope.regions) {
                    counts.entry(above).or_default();
                }
            }
        }
    }
    let names = ValueNames::of(scope);
    let tree = Tree::of(&counts, scope);
    let nodes = tree.walk().into_iter();
    let values = nodes.map(|(key, depth)| {
        let value = names.value_of(key, picked);
        let is_in = |values: &[String]| values.contains(&value);
        FacetValue {
            label: key.name().to_owned(),
            depth,
            count: counts.get(key).copied().unwrap_or(0),
            chosen: is_in(picked.chosen),
            excluded: is_in(picked.excluded),
            value,
        }
    });
    values.chain(unknown(scope, picked)).collect()
}

/// The first of the picked values that calls this region.
fn called<'p>(key: &RegionKey, picked: &'p Picked) -> Option<&'p str> {
    picked
        .all()
        .find(|value| names_of(key).any(|name| name == *value))
}

/// What is picked and no region of the ledger: kept, so that it can be taken back.
fn unknown(scope: &Scope, picked: &Picked) -> Vec<FacetValue> {
    if picked.is_empty() {
        return Vec::new();
    }
    let mut lost: BTreeSet<&str> = picked.all().collect();
    for key in scope.regions.keys() {
        names_of(key).for_each(|name| {
            lost.remove(name);
        });
    }
    lost.into_iter()
        .filter_map(|value| picked.value(value, value, 0))
        .collect()
}

/// How often each name is borne, so that namesakes are told apart.
struct ValueNames<'s>(FxHashMap<&'s str, usize>);

impl<'s> ValueNames<'s> {
    fn of(scope: &Scope<'s>) -> ValueNames<'s> {
        let mut borne = FxHashMap::default();
        for key in scope.regions.keys() {
            *borne.entry(key.name()).or_default() += 1;
            if key.short() != key.name() {
                *borne.entry(key.short()).or_default() += 1;
            }
        }
        ValueNames(borne)
    }

    /// What a query calls this region: as it already does, else by name, else with the code.
    fn value_of(&self, key: &RegionKey, picked: &Picked) -> String {
        if let Some(value) = called(key, picked) {
            return value.to_owned();
        }
        let is_shared = self.0.get(key.name()).is_some_and(|borne| *borne > 1);
        let name = if is_shared { key.as_str() } else { key.name() };
        name.to_owned()
    }
}

/// The nodes shown, by the node shown above them.
struct Tree<'k> {
    below: BTreeMap<Option<&'k RegionKey>, BTreeSet<&'k RegionKey>>,
}

impl<'k> Tree<'k> {
    fn of(counts: &BTreeMap<&'k RegionKey, usize>, scope: &Scope<'k>) -> Tree<'k> {
        let mut below: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for key in counts.keys().copied() {
            let above = scope
                .regions
                .get(key)
                .and_then(|region| region.parent.as_ref());
            let shown = above.filter(|above| counts.contains_key(above));
            below.entry(shown).or_default().insert(key);
        }
        Tree { below }
    }

    /// Every node with its depth, each before those below it.
    fn walk(&self) -> Vec<(&'k RegionKey, usize)> {
        let mut order = Vec::new();
        let mut open: Vec<(&RegionKey, usize)> = Vec::new();
        self.open_below(None, 0, &mut open);
        while let Some((key, depth)) = open.pop() {
            order.push((key, depth));
            self.open_below(Some(key), depth + 1, &mut open);
        }
        order
    }

    /// Puts the nodes below `key` on the stack, the first on top. No node stands below two, and
    /// one in a circle stands below none that is reached, so the walk ends.
    fn open_below(
        &self,
        key: Option<&'k RegionKey>,
        depth: usize,
        open: &mut Vec<(&'k RegionKey, usize)>,
    ) {
        let below = self.below.get(&key).into_iter().flatten().rev();
        open.extend(below.map(|key| (*key, depth)));
    }
}
