//! The sign of a level that opens a unit's name: 市 of 市财政局, 林西县 of 林西县教育局. Whether a
//! name has one, whether it may be short of one that stands once in its list, and when it stands as
//! it is. A name never gains a sign it has, nor one of a level it does not belong to.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::domain::region::{CUT_ENDINGS, all_regions};
use crate::import::plan::words::chars::without_brackets;
use crate::import::plan::words::unit_words::looks_like_unit;
use crate::import::plan::words::vocabulary::{
    ends_with_any, longest_end, starts_with_any, vocabulary,
};

/// The signs of the levels as single characters.
const LEVELS: [char; 9] = ['省', '市', '县', '区', '旗', '州', '盟', '镇', '乡'];

/// How a name opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameOpening<'a> {
    /// A sign, which names behind it may have left out.
    Sign(&'a str),
    /// A name complete as it stands, of another authority: what follows has no sign to take from
    /// those before it. 团旗委, 旗县区教育局, 江北新区管委会.
    Whole,
    /// No sign: 财政局, and 市场监管局, whose first character is none.
    Bare,
}

/// How `name` opens.
pub fn opening_of(name: &str) -> NameOpening<'_> {
    let units = &vocabulary().units;
    if starts_with_any(name, &units.bare_starts) && !name.starts_with("自治区") {
        return NameOpening::Whole;
    }
    if let Some(place) = place_with_sign(name) {
        return NameOpening::Sign(place);
    }
    if starts_with_any(name, &units.false_signs) {
        return NameOpening::Bare;
    }
    let levels = units.levels.iter();
    let level = levels
        .filter(|level| name.starts_with(level.as_str()))
        .max_by_key(|level| level.len());
    match level {
        Some(level) if counts_levels(&name[level.len()..]) => NameOpening::Whole,
        Some(level) => NameOpening::Sign(&name[..level.len()]),
        None => unknown_place(name),
    }
}

/// The sign a name opens with, if it has one.
pub fn sign_of(name: &str) -> Option<&str> {
    match opening_of(name) {
        NameOpening::Sign(sign) => Some(sign),
        NameOpening::Whole | NameOpening::Bare => None,
    }
}

/// Whether `name`, which has no sign, may be short of `sign`.
pub fn may_lack(name: &str, sign: &str) -> bool {
    let units = &vocabulary().units;
    let core = without_brackets(name);
    let is_local = longest_end(&core, &units.local_ends)
        .is_some_and(|end| core.chars().count() > end.chars().count());
    ends_with_any(&core, &units.endings)
        && !is_local
        && (!name.starts_with(sign) || starts_with_any(name, &units.doubled_signs))
        && !is_of_its_own(&core)
        && fits_level(&core, sign)
}

/// 旗县区教育局, 市县政府: the levels are counted up, where 市区划办 is the 区划办 of a 市.
fn counts_levels(rest: &str) -> bool {
    rest.starts_with(LEVELS) && !starts_with_any(rest, &vocabulary().units.false_signs)
}

/// Places of the standard, as they stand there and without the word for their kind.
struct KnownPlaces {
    whole: HashSet<String>,
    short: HashSet<String>,
    longest: usize,
}

fn places() -> &'static KnownPlaces {
    static PLACES: OnceLock<KnownPlaces> = OnceLock::new();
    PLACES.get_or_init(|| {
        let whole: HashSet<String> = all_regions().map(|key| key.name().to_owned()).collect();
        let not = &vocabulary().units.not_places;
        let shortened = whole.iter().filter_map(|name| {
            let mut kinds = CUT_ENDINGS.iter().chain(&["县", "区", "旗"]);
            let short = kinds.find_map(|kind| name.strip_suffix(kind))?;
            let is_place = short.chars().count() >= 2 && !not.iter().any(|word| word == short);
            is_place.then(|| short.to_owned())
        });
        let short = shortened.collect();
        let longest = whole.iter().map(|name| name.chars().count()).max();
        KnownPlaces {
            longest: longest.unwrap_or(0),
            short,
            whole,
        }
    })
}

/// The longest beginning of `name` that is in `known` and has the name of a unit behind it.
fn beginning_in<'a>(name: &'a str, known: &HashSet<String>) -> Option<&'a str> {
    let ends = name.char_indices().skip(1).take(places().longest);
    let found = ends
        .map(|(at, _)| name.split_at(at))
        .filter(|(place, rest)| {
            known.contains(*place) && rest.chars().count() >= 2 && looks_like_unit(rest)
        });
    found.last().map(|(place, _)| place)
}

/// 林西县教育局, 市中区财政局: the place, which is one of the standard.
fn place_with_sign(name: &str) -> Option<&str> {
    beginning_in(name, &places().whole)
}

/// A place that no standard knows before the sign: 新城县教育局 hands its sign on, while an area of
/// another kind (江北新区管委会, 示范区管理局) is an authority of its own.
fn unknown_place(name: &str) -> NameOpening<'_> {
    let units = &vocabulary().units;
    let signs = name.char_indices().skip(2).take(4);
    let found = signs.filter(|(_, c)| matches!(c, '省' | '市' | '县' | '区' | '旗' | '州' | '盟'));
    for (at, c) in found {
        let (place, rest) = (&name[..at + c.len_utf8()], &name[at + c.len_utf8()..]);
        let is_word = starts_with_any(&name[at..], &units.false_signs)
            || ends_with_any(place, &units.area_words);
        if is_word || rest.chars().count() < 2 || !ends_with_any(rest, &units.endings) {
            continue;
        }
        return match c {
            '市' | '县' => NameOpening::Sign(place),
            _ => NameOpening::Whole,
        };
    }
    NameOpening::Bare
}

/// 云溪学院, 之江实验室, 浙江金融监管局: a body with a name of its own, of which there is one.
fn is_of_its_own(core: &str) -> bool {
    let units = &vocabulary().units;
    let is_institution = ends_with_any(core, &units.institutions)
        && !units.common_institutions.iter().any(|it| it == core);
    is_institution
        || beginning_in(core, &places().short).is_some()
        || starts_with_any(core, &units.areas)
}

/// Whether there is such a unit at the level of `sign`: 厅 only below a province, and below one no
/// 局 of what is a 厅 there.
fn fits_level(core: &str, sign: &str) -> bool {
    let is_province = sign.ends_with('省') || sign.ends_with("自治区");
    let fields = &vocabulary().units.provincial;
    let has_ministry = |stem: &str| fields.iter().any(|field| field == stem);
    match core.strip_suffix('局') {
        Some(stem) if is_province => !has_ministry(stem),
        _ if core.ends_with('厅') => is_province || core.ends_with("办公厅"),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_character_is_a_sign_unless_it_belongs_to_a_word() {
        for (name, sign) in [
            ("市民政局", "市"),
            ("市民族宗教局", "市"),
            ("市民宗局", "市"),
            ("市民委", "市"),
            ("市民营经济局", "市"),
            ("市政协办公室", "市"),
            ("市政务服务局", "市"),
            ("市政法委", "市"),
            ("市政府办", "市"),
            ("市市场监管局", "市"),
            ("市区划办", "市"),
            ("市县域经济办", "市"),
            ("市乡村振兴局", "市"),
            ("市中医院", "市"),
            ("市中区财政局", "市中区"),
            ("县城管局", "县"),
            ("县市场监管局", "县"),
            ("县乡村振兴局", "县"),
            ("区市场监管局", "区"),
            ("旗市场监管局", "旗"),
            ("州民政局", "州"),
            ("盟教育局", "盟"),
            ("省市场监管局", "省"),
            ("自治区教育厅", "自治区"),
            ("自治州教育局", "自治州"),
            ("自治县民政局", "自治县"),
            ("忠县教育局", "忠县"),
            ("林西县教育局", "林西县"),
            ("敖汉旗财政局", "敖汉旗"),
            ("内蒙古自治区教育厅", "内蒙古自治区"),
            ("云溪市教育局", "云溪市"),
            ("云溪市市场监管局", "云溪市"),
        ] {
            assert_eq!(opening_of(name), NameOpening::Sign(sign), "{name}");
        }
        for bare in [
            "市场监管局",
            "市场监督管理局",
            "市政管理局",
            "市政园林局",
            "市容环卫中心",
            "市民热线办",
            "市域社会治理办",
            "区域合作办",
            "区划地名办",
            "区块链办公室",
            "县域经济办",
            "省际协作办",
            "州际合作办",
            "乡村振兴局",
            "乡镇企业局",
            "镇江中学",
            "镇海炼化公司",
            "乡宁煤业公司",
            "城市管理局",
            "农贸市场管理局",
            "资本市场办",
            "行政区划办",
            "老旧小区改造办",
            "农村社区建设办",
            "产业联盟办公室",
            "财政局",
        ] {
            assert_eq!(opening_of(bare), NameOpening::Bare, "{bare}");
        }
        for whole in [
            "旗县区教育局",
            "市县政府",
            "县区委办",
            "盟市教育局",
            "江北新区管委会",
            "自贸区管委会",
            "团旗委",
        ] {
            assert_eq!(opening_of(whole), NameOpening::Whole, "{whole}");
        }
    }

    #[test]
    fn what_has_a_name_of_its_own_lacks_no_sign() {
        for (name, sign) in [
            ("云溪学院", "市"),
            ("云溪日报社", "市"),
            ("云溪技师学院", "市"),
            ("之江实验室", "省"),
            ("浙江金融监管局", "省"),
            ("浙江农林研究院", "省"),
            ("内蒙古大学医院", "市"),
            ("协和医院", "市"),
            ("敖汉党史办", "市"),
            ("西湖大学附属医院", "市"),
            ("温州商会", "市"),
            ("新华通讯社", "市"),
            ("长江航务局", "市"),
            ("黄河水利委", "县"),
            ("太湖流域管理局", "市"),
            ("市政管理局", "市"),
            ("市容环卫中心", "市"),
            ("区域合作办", "区"),
            ("县域经济办", "县"),
            ("省际协作办", "省"),
            ("州际合作办", "州"),
            ("教育局", "省"),
            ("财政局", "内蒙古自治区"),
            ("财政厅", "市"),
            ("城关镇人大", "县"),
            ("镇江中学", "市"),
            ("镇江市教育局", "市"),
            ("乡镇卫生院", "县"),
            ("社区卫生服务中心", "区"),
        ] {
            assert!(!may_lack(name, sign), "{sign} {name}");
        }
        for (name, sign) in [
            ("财政局", "县"),
            ("市场监管局", "市"),
            ("市场监管局", "县"),
            ("市场监管局", "云溪市"),
            ("市容环卫中心", "区"),
            ("区域合作办", "市"),
            ("县域经济办", "市"),
            ("乡村振兴局", "县"),
            ("工信和科技局", "旗"),
            ("人民医院", "县"),
            ("中医院", "县"),
            ("第二人民医院", "市"),
            ("妇幼保健院", "县"),
            ("职业技术学院", "市"),
            ("行政学院", "市"),
            ("日报社", "市"),
            ("供销社", "县"),
            ("农科院", "市"),
            ("残疾人联合会", "市"),
            ("检察院", "县"),
            ("公安交警支队", "市"),
            ("合作交流办", "市"),
            ("平安建设办", "县"),
            ("统计局", "省"),
            ("药监局", "省"),
            ("财政厅", "省"),
            ("教育厅", "自治区"),
            ("办公厅", "市"),
            ("城市管理局", "县"),
        ] {
            assert!(may_lack(name, sign), "{sign} {name}");
        }
    }
}
