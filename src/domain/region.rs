//! Regions: the administrative tree of GB/T 2260, and names that are not in it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::lang::Lang;
use super::name;

/// A six-digit code of GB/T 2260: two digits province, two prefecture, two county.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(u32);

impl RegionCode {
    /// The code with these six digits; `None` when no province stands in them.
    pub fn new(number: u32) -> Option<Self> {
        (110_000..1_000_000)
            .contains(&number)
            .then_some(RegionCode(number))
    }

    /// The code one level up by its digits: county to prefecture, prefecture to province.
    pub fn parent(self) -> Option<RegionCode> {
        let RegionCode(n) = self;
        if n % 100 != 0 {
            RegionCode::new(n / 100 * 100)
        } else if n % 10_000 != 0 {
            RegionCode::new(n / 10_000 * 10_000)
        } else {
            None
        }
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl FromStr for RegionCode {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let six = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
        let number = if six {
            text.parse().map_err(|_| ())?
        } else {
            0
        };
        RegionCode::new(number).ok_or(())
    }
}

impl TryFrom<String> for RegionCode {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map_err(|()| "a region code has six digits")
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> String {
        code.to_string()
    }
}

/// How a region is written in an entry and told apart from namesakes: `150430 敖汉旗` with a
/// code, the bare name without one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RegionKey(String);

impl RegionKey {
    /// The key of a coded region.
    pub fn coded(code: RegionCode, name: &str) -> Self {
        RegionKey(format!("{code} {name}"))
    }

    /// The key of a region the standard does not list.
    pub fn uncoded(name: &str) -> Self {
        RegionKey(name.to_owned())
    }

    /// The same, as `known` has it already under another way of writing the name.
    pub fn uncoded_among<'k>(name: &str, known: impl IntoIterator<Item = &'k RegionKey>) -> Self {
        let name = name::clean(name);
        let is_it = |key: &&RegionKey| key.code().is_none() && name::is_same(key.as_str(), &name);
        let there = known.into_iter().find(is_it);
        there.cloned().unwrap_or(RegionKey(name))
    }

    /// The node under which unknown regions are collected.
    pub fn unclassified() -> Self {
        RegionKey::uncoded("未归类")
    }

    /// The code, when there is one.
    pub fn code(&self) -> Option<RegionCode> {
        self.0
            .split_once(' ')
            .and_then(|(code, _)| code.parse().ok())
    }

    /// The name: `敖汉旗`.
    pub fn name(&self) -> &str {
        match self.code() {
            Some(_) => self.0.split_once(' ').map_or("", |(_, name)| name),
            None => &self.0,
        }
    }

    /// The key as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name without its generic last word where enough remains: 巴彦淖尔市 -> 巴彦淖尔.
    pub fn short(&self) -> &str {
        short_name(self.name())
    }
}

/// Where nobody has said.
impl Default for RegionKey {
    fn default() -> RegionKey {
        RegionKey::unclassified()
    }
}

impl From<String> for RegionKey {
    fn from(text: String) -> Self {
        RegionKey(text)
    }
}

/// The endings that a short name leaves out, longer ones before those they end with.
pub const CUT_ENDINGS: [&str; 10] = [
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "自治州",
    "地区",
    "省",
    "市",
    "盟",
];

/// Cuts 市, 地区, 自治州 and the like off a name of at least two remaining characters. A 旗, 县
/// or 区 keeps its last word, which tells it from the city of that name.
pub fn short_name(name: &str) -> &str {
    CUT_ENDINGS
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .filter(|rest| rest.chars().count() >= 2)
        .unwrap_or(name)
}

/// A node of the region tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// Its key.
    pub key: RegionKey,
    /// The node above, `None` at the top.
    pub parent: Option<RegionKey>,
}

impl Region {
    /// The label of the level a coded region stands on.
    pub fn level(&self, lang: Lang) -> &'static str {
        match self.key.code() {
            Some(code) if code.parent().is_none() => lang.pick("省级", "province"),
            Some(RegionCode(n)) if n % 100 == 0 => lang.pick("市级", "prefecture"),
            Some(_) => lang.pick("县级", "county"),
            None => lang.pick("未编码", "no code"),
        }
    }
}

/// The embedded table of the standard, `data/regions.tsv`.
struct Registry {
    by_code: BTreeMap<RegionCode, &'static str>,
    by_name: BTreeMap<&'static str, Vec<RegionCode>>,
}

fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        let by_code: BTreeMap<RegionCode, &str> = include_str!("../../data/regions.tsv")
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(code, name)| Some((code.parse().ok()?, name)))
            .collect();
        let mut by_name: BTreeMap<&str, Vec<RegionCode>> = BTreeMap::new();
        for (code, name) in &by_code {
            by_name.entry(name).or_default().push(*code);
            let short = short_name(name);
            if short != *name {
                by_name.entry(short).or_default().push(*code);
            }
        }
        Registry { by_code, by_name }
    })
}

/// What a name means in the standard's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// One region.
    One(RegionKey),
    /// Several of that name; the writer must give the name above it or the code.
    Several(Vec<RegionKey>),
    /// None.
    Unknown,
}

/// Looks a region up by code, by name or short name, or by names from the top
/// (`赤峰市敖汉旗`, `赤峰 敖汉旗`).
pub fn look_up(text: &str) -> Named {
    let text: String = text.split_whitespace().collect();
    let table = registry();
    if let Ok(code) = text.parse::<RegionCode>() {
        return match table.by_code.get(&code) {
            Some(name) => Named::One(RegionKey::coded(code, name)),
            None => Named::Unknown,
        };
    }
    let found = match table.by_name.get(text.as_str()) {
        Some(codes) => codes.clone(),
        None => path_matches(table, &text),
    };
    named(table, &found)
}

/// What was named, when these codes fit it.
fn named(table: &Registry, codes: &[RegionCode]) -> Named {
    let mut keys: Vec<RegionKey> = codes
        .iter()
        .filter_map(|code| Some(RegionKey::coded(*code, table.by_code.get(code)?)))
        .collect();
    match keys.len() {
        0 => Named::Unknown,
        1 => Named::One(keys.remove(0)),
        _ => Named::Several(keys),
    }
}

/// Every region of the standard, in the order of the codes.
pub fn all_regions() -> impl Iterator<Item = RegionKey> {
    let codes = registry().by_code.iter();
    codes.map(|(code, name)| RegionKey::coded(*code, name))
}

/// The region that `text`, a title or the name of an issuer, speaks of: the first place named in
/// it, and the lower one where names run on (赤峰市敖汉旗). Namesakes are told apart by a place
/// above them in `context`.
pub fn find_in(text: &str, context: &str) -> Named {
    let table = registry();
    let text = text.strip_prefix("中共").unwrap_or(text);
    let Some((at, mut name)) = text
        .char_indices()
        .find_map(|(at, _)| Some((at, named_at(table, text, at)?)))
    else {
        return Named::Unknown;
    };
    let mut rest = &text[at + name.len()..];
    while let Some(lower) = named_at(table, rest, 0).filter(|lower| is_below(table, lower, name)) {
        rest = &rest[lower.len()..];
        name = lower;
    }
    let codes = table.by_name.get(name).cloned().unwrap_or_default();
    let fits = |code: &&RegionCode| {
        let above = std::iter::successors(code.parent(), |code| code.parent());
        above
            .filter_map(|code| table.by_code.get(&code))
            .any(|name| context.contains(short_name(name)))
    };
    let told: Vec<RegionCode> = if codes.len() > 1 {
        codes.iter().filter(fits).copied().collect()
    } else {
        Vec::new()
    };
    let codes = if told.is_empty() { codes } else { told };
    named(table, &codes)
}

/// The longest name of the table at byte `at`. Short forms and names of two characters also are
/// everyday words (平安, 城区) and count only at the beginning.
fn named_at<'a>(table: &Registry, text: &'a str, at: usize) -> Option<&'a str> {
    const LONGEST: usize = 15;
    let rest = &text[at..];
    let ends = rest
        .char_indices()
        .take(LONGEST)
        .map(|(end, c)| end + c.len_utf8());
    let names = ends
        .skip(1)
        .map(|end| &rest[..end])
        .filter(|name| table.by_name.contains_key(name));
    names
        .filter(|name| {
            let is_full = name.ends_with(['省', '市', '县', '区', '旗', '州', '盟']);
            let length = name.chars().count();
            (is_full && length > 2) || (at == 0 && !matches!(*name, "城区" | "郊区" | "矿区"))
        })
        .last()
}

/// Whether one of the regions called `lower` lies in one of those called `upper`.
fn is_below(table: &Registry, lower: &str, upper: &str) -> bool {
    let (Some(below), Some(above)) = (table.by_name.get(lower), table.by_name.get(upper)) else {
        return false;
    };
    below.iter().any(|code| {
        std::iter::successors(code.parent(), |code| code.parent()).any(|up| above.contains(&up))
    })
}

/// Codes of regions whose own name ends `text` and whose upper names make up the rest of it.
fn path_matches(table: &Registry, text: &str) -> Vec<RegionCode> {
    let splits = text.char_indices().skip(2).map(|(at, _)| text.split_at(at));
    splits
        .filter_map(|(above, name)| Some((above, table.by_name.get(name)?)))
        .flat_map(|(above, codes)| codes.iter().map(move |code| (above, *code)))
        .filter(|(above, code)| names_above(table, *code, above))
        .map(|(_, code)| code)
        .collect()
}

/// Whether `text` is made of names of regions above `code`, from the top down.
fn names_above(table: &Registry, code: RegionCode, text: &str) -> bool {
    let mut rest = text;
    let mut at = code.parent();
    while let Some(above) = at {
        if let Some(name) = table.by_code.get(&above) {
            let cut = rest
                .strip_suffix(name)
                .or_else(|| rest.strip_suffix(short_name(name)));
            rest = cut.unwrap_or(rest);
        }
        at = above.parent();
    }
    rest.is_empty()
}

/// The nodes from the top down to `key`, `key` included. A region the standard does not know
/// hangs under 未归类; a county whose prefecture is not listed hangs under its province.
pub fn chain(key: &RegionKey) -> Vec<Region> {
    let Some(code) = key.code() else {
        let top = RegionKey::unclassified();
        let root = Region {
            key: top.clone(),
            parent: None,
        };
        let own = Region {
            key: key.clone(),
            parent: Some(top.clone()),
        };
        return if *key == top {
            vec![root]
        } else {
            vec![root, own]
        };
    };
    let mut above: Vec<RegionKey> = std::iter::successors(code.parent(), |code| code.parent())
        .filter_map(|code| Some(RegionKey::coded(code, registry().by_code.get(&code)?)))
        .collect();
    above.reverse();
    above.push(key.clone());
    let parents = std::iter::once(None).chain(above.iter().cloned().map(Some));
    let nodes = above.iter().cloned().zip(parents);
    nodes.map(|(key, parent)| Region { key, parent }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_names_the_levels_above_it() {
        let aohan: RegionCode = "150430".parse().unwrap();
        let chifeng = aohan.parent().unwrap();
        assert_eq!(chifeng.to_string(), "150400");
        assert_eq!(chifeng.parent().unwrap().to_string(), "150000");
        assert_eq!(chifeng.parent().unwrap().parent(), None);
        assert!("15043".parse::<RegionCode>().is_err());
        assert!("000001".parse::<RegionCode>().is_err());
    }

    #[test]
    fn a_key_keeps_name_and_code_apart() {
        let key = RegionKey::coded("150430".parse().unwrap(), "敖汉旗");
        assert_eq!((key.name(), key.as_str()), ("敖汉旗", "150430 敖汉旗"));
        let odd = RegionKey::uncoded("开发区 东园");
        assert_eq!((odd.name(), odd.code()), ("开发区 东园", None));
    }

    #[test]
    fn a_region_is_found_by_name_code_or_path_and_namesakes_are_told_apart() {
        let aohan = RegionKey::coded("150430".parse().unwrap(), "敖汉旗");
        for text in [
            "敖汉旗",
            "150430",
            "赤峰市敖汉旗",
            "内蒙古自治区赤峰市敖汉旗",
            "赤峰 敖汉旗",
        ] {
            assert_eq!(look_up(text), Named::One(aohan.clone()), "{text}");
        }
        assert!(matches!(look_up("鼓楼区"), Named::Several(all) if all.len() > 2));
        assert!(
            matches!(look_up("南京市鼓楼区"), Named::One(key) if key.as_str() == "320106 鼓楼区")
        );
        assert_eq!(look_up("不存在县"), Named::Unknown);
    }

    #[test]
    fn the_region_of_a_title_is_the_first_place_in_it_and_the_lowest_of_a_run() {
        for (text, name) in [
            ("敖汉旗推动教育高质量发展实施方案", "敖汉旗"),
            ("赤峰市敖汉旗人民政府", "敖汉旗"),
            ("中共鄂尔多斯市委员会办公室", "鄂尔多斯市"),
            ("关于印发《林西县实施方案》的通知", "林西县"),
            ("内蒙古自治区教育厅关于支持赤峰市的意见", "内蒙古自治区"),
        ] {
            assert!(
                matches!(find_in(text, text), Named::One(key) if key.name() == name),
                "{text}"
            );
        }
        assert!(
            matches!(find_in("鼓楼区政府", "福州市鼓楼区政府"), Named::One(key) if key.as_str() == "350102 鼓楼区")
        );
        assert!(matches!(find_in("鼓楼区政府", ""), Named::Several(_)));
        assert_eq!(find_in("推进平安校园和城区学校建设", ""), Named::Unknown);
    }

    #[test]
    fn the_chain_of_a_region_runs_from_the_top() {
        let chain_of = |text: &str| match look_up(text) {
            Named::One(key) => chain(&key),
            _ => vec![],
        };
        let names: Vec<_> = chain_of("林西县")
            .iter()
            .map(|r| r.key.name().to_owned())
            .collect();
        assert_eq!(names, ["内蒙古自治区", "赤峰市", "林西县"]);
        let odd = chain(&RegionKey::uncoded("东园开发区"));
        assert_eq!(odd[1].parent, Some(RegionKey::unclassified()));
    }

    #[test]
    fn short_names_keep_what_tells_places_apart() {
        for (long, short) in [
            ("巴彦淖尔市", "巴彦淖尔"),
            ("内蒙古自治区", "内蒙古"),
            ("阿拉善盟", "阿拉善"),
            ("敖汉旗", "敖汉旗"),
            ("林西县", "林西县"),
            ("沙市", "沙市"),
        ] {
            assert_eq!(short_name(long), short);
        }
    }
}
