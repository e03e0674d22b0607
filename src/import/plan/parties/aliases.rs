//! Units of one document that are printed under two names: 县卫健局 and 县卫生健康局. They are told,
//! never merged: whether two names mean one unit is for a person to say.

use std::collections::BTreeMap;

use super::unit_sign::sign_of;
use crate::domain::doubt::{DoubtKind, Quoted};
use crate::domain::draft::{TaskDraft, Warning};
use crate::import::plan::words::chars::{is_closing, is_opening};
use crate::import::plan::words::vocabulary::vocabulary;

/// Names that are compared with each other; each costs a look at all others of its bucket.
const MOST_IN_BUCKET: usize = 40;
/// Pairs that are told. A longer list would be read by nobody.
const MOST_TOLD: usize = 30;

/// A name taken apart: 县卫健局 is 县, 卫健, 局.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    printed: String,
    sign: String,
    core: Vec<char>,
    ending: &'static str,
}

/// Warnings that name both names of units that may be one.
pub fn aliases_in(tasks: &[TaskDraft]) -> Vec<Warning> {
    let mut first: BTreeMap<&str, Option<u32>> = BTreeMap::new();
    for task in tasks {
        let lists = [
            &task.lead_units,
            &task.responsible_units,
            &task.assisting_units,
        ];
        for name in lists.into_iter().flatten() {
            first.entry(name).or_insert(task.line);
        }
    }
    let mut buckets: BTreeMap<(&str, char), Vec<Name>> = BTreeMap::new();
    for name in first.keys().flat_map(|name| names_of(name)) {
        let initial = name.core.first().copied().unwrap_or_default();
        let bucket = buckets.entry((name.ending, initial)).or_default();
        if bucket.len() < MOST_IN_BUCKET && !bucket.contains(&name) {
            bucket.push(name);
        }
    }
    let mut told: Vec<Warning> = Vec::new();
    for names in buckets.values() {
        for (at, one) in names.iter().enumerate() {
            for other in names[at + 1..].iter().filter(|other| is_alias(one, other)) {
                let line = first.get(other.printed.as_str()).copied().flatten();
                let [one, other] = [one, other].map(|name| Quoted(name.printed.clone()));
                let what = DoubtKind::PerhapsOneUnit { one, other };
                if told.len() < MOST_TOLD && told.iter().all(|known| known.what != what) {
                    told.push(what.at(line));
                }
            }
        }
    }
    told
}

/// The names a printed one holds: 市数据局（市人工智能局） is two.
fn names_of(printed: &str) -> Vec<Name> {
    let open = printed
        .find(is_opening)
        .filter(|_| printed.ends_with(is_closing));
    let parts = match open {
        Some(open) => vec![
            &printed[..open],
            printed[open..].trim_matches(|c| is_opening(c) || is_closing(c)),
        ],
        None => vec![printed],
    };
    parts
        .into_iter()
        .filter_map(|part| {
            let sign = sign_of(part).unwrap_or_default();
            let (core, ending) = without_ending(&part[sign.len()..])?;
            // 旗编办 for 旗委编办.
            let core = core
                .strip_prefix('委')
                .filter(|rest| !rest.is_empty())
                .unwrap_or(core);
            Some(Name {
                printed: printed.to_owned(),
                sign: sign.to_owned(),
                core: core.chars().collect(),
                ending,
            })
        })
        .filter(|name| !name.core.is_empty())
        .collect()
}

/// A name without the word for its kind, and that word in its short form: 办公室 is 办.
fn without_ending(name: &str) -> Option<(&str, &'static str)> {
    let kinds = &vocabulary().units.kinds;
    let words: Vec<&String> = kinds.iter().flatten().collect();
    let ending = words
        .into_iter()
        .filter(|word| name.ends_with(word.as_str()))
        .max_by_key(|word| word.len())?;
    let short = kinds.iter().find(|kind| kind.contains(ending))?.first()?;
    Some((&name[..name.len() - ending.len()], short.as_str()))
}

/// Whether two names may mean one unit: equal but for the sign of the level, or one a shortening of
/// the other.
fn is_alias(one: &Name, other: &Name) -> bool {
    if one.printed == other.printed {
        return false;
    }
    let is_same_level = one.sign == other.sign;
    let is_bare = one.sign.is_empty() || other.sign.is_empty();
    let (short, long) = if one.core.len() <= other.core.len() {
        (&one.core, &other.core)
    } else {
        (&other.core, &one.core)
    };
    if short == long {
        return is_same_level || is_bare;
    }
    // 发改 of 发展和改革, but not 教育 of 教育考试.
    let mut rest = short.iter().peekable();
    for c in long {
        rest.next_if_eq(&c);
    }
    let is_shortening = rest.peek().is_none() && short.len() >= 2;
    let is_prefix = long.starts_with(short) && short.len() > 2;
    is_same_level && is_shortening && !is_prefix
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(names: &[&str]) -> Vec<DoubtKind> {
        let task = TaskDraft {
            responsible_units: names.iter().map(|name| (*name).to_owned()).collect(),
            line: Some(7),
            ..TaskDraft::default()
        };
        let warnings = aliases_in(&[task]);
        assert!(warnings.iter().all(|warning| warning.line == Some(7)));
        warnings.into_iter().map(|warning| warning.what).collect()
    }

    #[test]
    fn two_names_that_may_be_one_unit_are_told_and_stay_two() {
        for names in [
            ["县卫健局", "县卫生健康局"],
            ["县发改局", "县发展和改革局"],
            ["市人社局", "市人力资源和社会保障局"],
            ["县委办", "县委办公室"],
            ["残联", "县残联"],
            ["旗编办", "旗委编办"],
            ["市数据局", "市数据局（市人工智能局）"],
            ["市人工智能局", "市数据局（市人工智能局）"],
            ["县市场监管局", "县市场监督管理局"],
        ] {
            let found = told(&names);
            let [DoubtKind::PerhapsOneUnit { one, other }] = found.as_slice() else {
                panic!("{names:?}: {found:?}");
            };
            let mut told = [&one.0, &other.0]
                .map(|part| names.iter().position(|name| name.contains(part.as_str())));
            told.sort_unstable();
            assert_eq!(told, [Some(0), Some(1)], "{found:?}");
        }
    }

    #[test]
    fn names_of_different_units_are_not_told() {
        for names in [
            ["县水务局", "县水利局"],
            ["县财政局", "市财政局"],
            ["县委组织部", "县委宣传部"],
            ["县教育局", "县体育局"],
            ["县人民医院", "县中医医院"],
            ["县公安局", "县委"],
            ["基础教育科", "职业教育科"],
        ] {
            assert!(told(&names).is_empty(), "{names:?}: {:?}", told(&names));
        }
    }
}
