//! The place in front of an organ's name, where no table of regions has it.

use crate::import::plan::words::chars::{digit, is_han};
use crate::import::plan::words::unit_words::looks_like_unit;
use crate::import::plan::words::vocabulary::{starts_with_any, vocabulary};

/// 某某新区管委会: the place in front of the organ.
pub(super) fn place_before_organ(text: &str) -> Option<String> {
    const ENDS: [&str; 15] = [
        "开发区",
        "新区",
        "高新区",
        "示范区",
        "管理区",
        "自治县",
        "自治区",
        "省",
        "自治旗",
        "市",
        "县",
        "区",
        "旗",
        "州",
        "盟",
    ];
    let text = without_year(text.trim_start_matches("中共"));
    let frame = &vocabulary().frame;
    let is_place = |end: usize| {
        let rest = &text[end..];
        let is_titled = starts_with_any(rest, &frame.title_verbs) || rest.starts_with("20");
        let is_organ = starts_with_any(rest, &frame.organs)
            || (looks_like_unit(rest) && rest.chars().count() <= 15);
        is_titled || is_organ
    };
    let found = ENDS
        .iter()
        .filter_map(|end| text.find(end).map(|at| (at, at + end.len())));
    found
        .filter(|(at, end)| {
            let place = &text[..*at];
            let is_name = place.chars().all(is_han) && !starts_with_any(place, &frame.no_places);
            (2..=10).contains(&place.chars().count()) && is_name && is_place(*end)
        })
        .min_by_key(|(at, end)| (*at, usize::MAX - end))
        .map(|(_, end)| text[..end].to_owned())
}

/// 2024年某县… without the year.
fn without_year(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| digit(c).is_some());
    rest.strip_prefix('年')
        .filter(|_| rest.len() < text.len())
        .unwrap_or(text)
        .trim_start_matches('度')
}
