//! Lists of units: taken apart, remarks cut off, elided signs of the level restored.

use super::unit_sign::{NameOpening, may_lack, opening_of, sign_of};
use crate::import::plan::lines::marker::{MarkerKind, marker};
use crate::import::plan::words::chars::{
    dense, is_closing, is_opening, trim_signs, without_brackets,
};
use crate::import::plan::words::unit_words::looks_like_unit;
use crate::import::plan::words::vocabulary::{
    ends_with_any, longest_end, starts_with_any, vocabulary,
};

/// More names than any list has. What goes beyond is no list of units.
pub const MOST_NAMES: usize = 500;

/// A list of units or people as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameList {
    /// Full names.
    pub names: Vec<String>,
    /// The words printed for each.
    pub printed: Vec<String>,
    /// Names of the list that are marked as leading: 市教育局（牵头）.
    pub leads: Vec<String>,
    /// Whether the list ends in 等.
    pub is_open: bool,
    /// Whether it says that other items have the same: 下同.
    pub is_ditto: bool,
}

impl NameList {
    /// Takes in the names of another list that are not there yet.
    pub fn extend(&mut self, more: NameList) {
        for (name, printed) in more.names.into_iter().zip(more.printed) {
            if self.names.len() < MOST_NAMES && !self.names.contains(&name) {
                self.names.push(name);
                self.printed.push(printed);
            }
        }
        self.leads.extend(more.leads);
        self.leads.truncate(MOST_NAMES);
        self.is_open |= more.is_open;
        self.is_ditto |= more.is_ditto;
    }
}

/// One entry of a list and what stands before it.
struct ListItem {
    text: String,
    /// Whether a comma, semicolon or line end, not 、, separates it from the one before.
    starts_group: bool,
}

/// Reads a list of units.
pub fn read_units(text: &str) -> NameList {
    let mut read = NameList::default();
    let text = without_ditto(text, &mut read);
    let text = without_first_leads(&text);
    let text = without_open_tail(trim_signs(text), &mut read);
    let mut entries = merged(entries_of(text));
    entries.retain(|entry| !is_none(&entry.text));
    entries.truncate(MOST_NAMES);
    for entry in &mut entries {
        if let Some(name) = without_lead_mark(&entry.text) {
            read.leads.push(name.clone());
            entry.text = name;
        }
    }
    read.names = restored(&entries);
    for lead in &mut read.leads {
        if let Some(at) = entries.iter().position(|entry| entry.text == *lead) {
            lead.clone_from(&read.names[at]);
        }
    }
    read.printed = entries.into_iter().map(|entry| entry.text).collect();
    read
}

/// Whether a text is a list of units and nothing else.
pub fn is_unit_list(text: &str) -> bool {
    let parts = text
        .split(['、', '，', ',', '；', ';', ' ', '\n', '/'])
        .map(trim_signs)
        .filter(|part| !part.is_empty());
    let is_unit = |part: &str| {
        looks_like_unit(part)
            && part.chars().count() <= 20
            && !starts_with_any(part, &vocabulary().verbs.actions)
    };
    let mut parts = parts.peekable();
    parts.peek().is_some() && !text.trim_end_matches('。').contains('。') && parts.all(is_unit)
}

/// Whether a cell says that there is none.
pub fn is_none(text: &str) -> bool {
    let text = dense(text);
    text.is_empty() || vocabulary().units.none.contains(&text)
}

/// 同上: whether a list only says that it is that of the item above.
pub fn is_as_above(text: &str) -> bool {
    vocabulary().units.as_above.contains(&dense(text))
}

/// Cuts off （排在首位的为牵头单位）, which names nobody.
fn without_first_leads(text: &str) -> &str {
    let words = &vocabulary().units.first_leads;
    let found = words.iter().filter_map(|word| text.find(word.as_str()));
    let open = found.min().and_then(|at| text[..at].rfind(is_opening));
    open.map_or(text, |open| &text[..open])
}

/// Cuts off what a list says about other items.
fn without_ditto<'a>(text: &'a str, read: &mut NameList) -> std::borrow::Cow<'a, str> {
    let words = &vocabulary().units.ditto;
    let Some(at) = words
        .iter()
        .filter_map(|word| text.find(word.as_str()))
        .min()
    else {
        return text.into();
    };
    read.is_ditto = true;
    let before = &text[..at];
    // The remark begins with the bracket or comma before it.
    let cut = before.rfind(|c: char| is_opening(c) || matches!(c, '，' | ',' | '；' | ';' | '。'));
    before[..cut.unwrap_or(at)].to_owned().into()
}

/// Cuts 等相关部门 off the end.
fn without_open_tail<'a>(text: &'a str, read: &mut NameList) -> &'a str {
    match longest_end(text, &vocabulary().units.open_tails) {
        // 高等 and 初等 are words of names.
        Some(tail)
            if !text[..text.len() - tail.len()].ends_with(['高', '中', '初', '同', '平']) =>
        {
            read.is_open = true;
            trim_signs(&text[..text.len() - tail.len()])
        }
        _ => text,
    }
}

/// 市教育局（牵头） without its mark.
fn without_lead_mark(entry: &str) -> Option<String> {
    if let Some(name) = entry.strip_suffix(['*', '★', '▲', '☆']) {
        return Some(name.trim().to_owned());
    }
    let inner = entry.strip_suffix(is_closing)?;
    let open = inner.rfind(is_opening)?;
    let mark = inner[open..].trim_start_matches(is_opening).trim();
    let is_mark = vocabulary()
        .units
        .lead_marks
        .iter()
        .any(|known| known == mark);
    is_mark.then(|| inner[..open].trim().to_owned())
}

/// Splits at the signs that stand outside brackets.
fn entries_of(text: &str) -> Vec<ListItem> {
    let is_sign = |c: char| {
        matches!(
            c,
            '、' | '，'
                | ','
                | '；'
                | ';'
                | '/'
                | '／'
                | '\n'
                | '\t'
                | '。'
                | '|'
                | '\\'
                | '︑'
                | '﹑'
        )
    };
    let mut entries = Vec::new();
    let mut depth = 0_usize;
    let mut word = String::new();
    let mut starts_group = true;
    for c in text.chars() {
        if is_opening(c) {
            depth += 1;
        } else if is_closing(c) {
            depth = depth.saturating_sub(1);
        }
        if depth > 0 || !is_sign(c) {
            word.push(c);
            continue;
        }
        push(&mut entries, &mut word, starts_group);
        starts_group = !matches!(c, '、' | '/' | '／' | '︑' | '﹑');
    }
    push(&mut entries, &mut word, starts_group);
    entries
}

/// Adds a word, split once more where spaces or 和 join two names.
fn push(entries: &mut Vec<ListItem>, word: &mut String, mut starts_group: bool) {
    let text = std::mem::take(word);
    let mut name = String::new();
    for part in text.split_whitespace() {
        // A space inside a name is noise; one between two whole names separates them.
        if !name.is_empty() && looks_like_unit(&name) && looks_like_unit(part) {
            put_joined(entries, &name, starts_group);
            starts_group = false;
            name.clear();
        }
        name.push_str(part);
    }
    put_joined(entries, &name, starts_group);
}

/// Adds a name, or the two names that 和, 及 or 与 joins: 市委和市政府, but 工信和科技局 is one.
fn put_joined(entries: &mut Vec<ListItem>, name: &str, starts_group: bool) {
    const LONGEST: usize = 200;
    let name = name.trim_start_matches(['由', '：', ':']).trim();
    // ①县交通局；②县城管局
    let name = marker(name)
        .filter(|marker| {
            !marker.is_weak
                && marker.kind > MarkerKind::Han
                && marker.kind != MarkerKind::HanBracket
        })
        .map_or(name, |marker| &name[marker.rest..]);
    if name.len() > LONGEST {
        // No name is as long, and each joint goes one call deeper.
        entries.push(ListItem {
            text: name.to_owned(),
            starts_group,
        });
        return;
    }
    let joint = name.char_indices().find(|(at, c)| {
        matches!(c, '和' | '及' | '与')
            && ends_with_any(&name[..*at], &vocabulary().units.looks)
            && (name[..*at].chars().count() >= 3 || sign_of(name).is_some())
            && looks_like_unit(name[*at..].trim_start_matches(['和', '及', '与', '其', '以']))
    });
    match joint {
        Some((at, c)) => {
            let first = name[..at].trim_end_matches('以');
            entries.push(ListItem {
                text: first.to_owned(),
                starts_group,
            });
            put_joined(entries, &name[at + c.len_utf8()..], false);
        }
        None if !name.is_empty() => entries.push(ListItem {
            text: name.to_owned(),
            starts_group,
        }),
        None => {}
    }
}

/// 各市、县（市、区）政府 is one name: 各 with no unit behind it goes on past the 、.
fn merged(entries: Vec<ListItem>) -> Vec<ListItem> {
    let mut out: Vec<ListItem> = Vec::new();
    for entry in entries {
        let goes_on = !entry.starts_group
            && out.last().is_some_and(|last| is_unfinished(&last.text))
            && is_level(&entry.text)
            && !starts_with_level(&entry.text);
        match out.last_mut() {
            Some(last) if goes_on => {
                last.text.push('、');
                last.text.push_str(&entry.text);
            }
            _ => out.push(entry),
        }
    }
    out
}

/// 各市, 各县, 各乡镇: a name that may go on behind the 、.
fn is_unfinished(name: &str) -> bool {
    let core = without_brackets(name);
    core.starts_with('各')
        && core.chars().count() <= 8
        && core.ends_with(['市', '县', '区', '旗', '镇', '乡', '盟', '州', '道', '域'])
}

/// Begins with the kinds of places that such a name counts up.
fn is_level(name: &str) -> bool {
    let starts = [
        '县', '区', '旗', '街', '乡', '镇', '州', '盟', '园', '开', '苏',
    ];
    name.starts_with(starts)
        && !name
            .chars()
            .skip(1)
            .take(1)
            .any(|c| matches!(c, '直' | '级' | '属'))
}

/// 市财政局, 县委编办: begins with the sign of a level and goes on with a name of its own.
fn starts_with_level(name: &str) -> bool {
    sign_of(name).is_some_and(|sign| {
        let rest = &name[sign.len()..];
        // 县（市、区）政府 only counts up kinds of places.
        rest.chars().count() >= 3 && !rest.starts_with(is_opening)
    })
}

/// The names with elided signs put back: 旗委宣传部、统战部 is 旗委宣传部, 旗委统战部.
fn restored(entries: &[ListItem]) -> Vec<String> {
    let units = &vocabulary().units;
    // Offices list their own sections beside units of their level; sections take no sign.
    let is_internal = entries
        .iter()
        .any(|entry| entry.text.ends_with(['科', '股']) || entry.text.ends_with("处"));
    let mut sign: Option<&str> = None;
    let mut party = false;
    let mut out = Vec::new();
    for entry in entries {
        let name = entry.text.as_str();
        match opening_of(name) {
            NameOpening::Sign(own) => {
                let rest = &name[own.len()..];
                sign = Some(own);
                party = rest.starts_with('委') && rest.chars().count() > 1;
                out.push(name.to_owned());
                continue;
            }
            NameOpening::Whole => sign = None,
            NameOpening::Bare => {}
        }
        let core = without_brackets(name);
        let is_party = ends_with_any(&core, &units.party) && starts_with_any(&core, &units.party);
        let goes_on = (!entry.starts_group || core.ends_with('局') || (is_party && party))
            && (!is_internal || core.ends_with('局') || core.ends_with('委'));
        out.push(match sign.filter(|sign| goes_on && may_lack(name, sign)) {
            Some(sign) if party && is_party => format!("{sign}委{name}"),
            Some(sign) => format!("{sign}{name}"),
            None => name.to_owned(),
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        read_units(text).names
    }

    #[test]
    fn elided_signs_are_restored_within_their_list() {
        for (text, want) in [
            (
                "旗委宣传部、统战部、编办，旗发改委、工信和科技局",
                "旗委宣传部 旗委统战部 旗委编办 旗发改委 旗工信和科技局",
            ),
            ("县发改委、财政局", "县发改委 县财政局"),
            (
                "市教育局、镇江中学、乡村振兴局",
                "市教育局 镇江中学 市乡村振兴局",
            ),
            ("镇江中学、乡村振兴局、财政局", "镇江中学 乡村振兴局 财政局"),
            (
                "县卫健局、乡镇卫生院、财政局",
                "县卫健局 乡镇卫生院 县财政局",
            ),
            ("旗委编办、旗财政局、人社局", "旗委编办 旗财政局 旗人社局"),
            (
                "旗委宣传部，统战部、编办，旗发改委",
                "旗委宣传部 旗委统战部 旗委编办 旗发改委",
            ),
            (
                "旗委宣传部，工信和科技局、财政局",
                "旗委宣传部 旗工信和科技局 旗财政局",
            ),
            (
                "县教育局，市场监管局、民政局",
                "县教育局 县市场监管局 县民政局",
            ),
            ("旗教育局，团旗委、科协、妇联", "旗教育局 团旗委 科协 妇联"),
            ("县委编办、人社局", "县委编办 县人社局"),
            (
                "旗纪委监委，旗委宣传部，各乡镇苏木街道办",
                "旗纪委监委 旗委宣传部 各乡镇苏木街道办",
            ),
            (
                "法规科、督导办、市教科所、市电教中心",
                "法规科 督导办 市教科所 市电教中心",
            ),
        ] {
            assert_eq!(names(text).join(" "), want, "{text}");
        }
        for (text, want) in [
            // A printed name never gains a sign it has.
            (
                "市财政局、市民政局、市民族宗教局",
                "市财政局 市民政局 市民族宗教局",
            ),
            (
                "市教育局、市场监管局、民政局",
                "市教育局 市市场监管局 市民政局",
            ),
            ("市财政局、市政管理局", "市财政局 市政管理局"),
            (
                "区发改委、区域合作办、财政局",
                "区发改委 区域合作办 区财政局",
            ),
            (
                "县委宣传部、县域经济办、组织部",
                "县委宣传部 县域经济办 县委组织部",
            ),
            (
                "云溪市教育局、市民政局、财政局",
                "云溪市教育局 市民政局 市财政局",
            ),
            // Nor does one of another body.
            (
                "市财政局、云溪学院、云溪日报社",
                "市财政局 云溪学院 云溪日报社",
            ),
            (
                "省科技厅、之江实验室、浙江金融监管局、统计局",
                "省科技厅 之江实验室 浙江金融监管局 省统计局",
            ),
            (
                "市教育局、江北新区管委会、财政局",
                "市教育局 江北新区管委会 财政局",
            ),
            (
                "市教育局、忠县教育局、财政局",
                "市教育局 忠县教育局 忠县财政局",
            ),
            (
                "县民政局、行政区划办、财政局",
                "县民政局 县行政区划办 县财政局",
            ),
            (
                "县发改局、农贸市场管理局、水利局",
                "县发改局 县农贸市场管理局 县水利局",
            ),
            (
                "市民政局、旗县区教育局、财政局",
                "市民政局 旗县区教育局 财政局",
            ),
            ("市教育局、省财政厅、民政局", "市教育局 省财政厅 民政局"),
            (
                "县人民医院、中医院、协和医院",
                "县人民医院 县中医院 协和医院",
            ),
            ("市教育局、移动公司、云溪中学", "市教育局 移动公司 云溪中学"),
        ] {
            assert_eq!(names(text).join(" "), want, "{text}");
        }
        assert_eq!(
            read_units("县发改委、财政局").printed,
            ["县发改委", "财政局"]
        );
    }

    #[test]
    fn lists_are_split_at_every_sign_but_not_inside_names() {
        for (text, want) in [
            (
                "市数据局（市人工智能局）、市财政局。",
                "市数据局（市人工智能局） 市财政局",
            ),
            ("市教育局,市财政局;市人社局", "市教育局 市财政局 市人社局"),
            ("市教育局 市财政局", "市教育局 市财政局"),
            ("市教 育局、 市财政局", "市教育局 市财政局"),
            ("市委和市政府", "市委 市政府"),
            ("市委组织部和市人社局", "市委组织部 市人社局"),
            ("旗教育局/旗财政局", "旗教育局 旗财政局"),
            (
                "省卫生健康委、各市、县〔市、区〕政府",
                "省卫生健康委 各市、县〔市、区〕政府",
            ),
            ("开发区，各街道、区直各部门", "开发区 各街道 区直各部门"),
            ("①县交通局；②县城管局", "县交通局 县城管局"),
            ("规划处、投资处（排名第一的为牵头处室）", "规划处 投资处"),
        ] {
            assert_eq!(names(text).join(" "), want, "{text}");
        }
    }

    #[test]
    fn empty_cells_open_ends_and_marks_are_told_apart_from_names() {
        for none in ["无", "/", "—", " "] {
            assert!(names(none).is_empty(), "{none}");
        }
        let open = read_units("市教育局、市财政局等相关部门");
        assert_eq!((open.names.len(), open.is_open), (2, true));
        let marked = read_units("市财政局、市教育局（牵头）");
        assert_eq!(marked.leads, ["市教育局"]);
        let ditto = read_units("市教育局、各县区政府（以下均需各县区落实，不再列出）");
        assert_eq!(ditto.names, ["市教育局", "各县区政府"]);
        assert!(ditto.is_ditto);
    }
}
