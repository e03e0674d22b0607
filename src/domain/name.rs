//! Names of people, units, documents and regions: one form for what is one thing, however it was
//! typed or printed, and lists of names taken apart. The one rule of every door into a ledger; titles
//! of documents stay as they are printed and are compared by it.
//!
//! - A blank of any width (`王 伟`, `王　伟`) is no part of a Chinese name and goes. Between words
//!   of Latin letters, and of other scripts that part words, it stays as one plain blank: `John
//!   Smith`.
//! - Letters and digits are half width. Round brackets are full width in a name with Hanzi, half
//!   width in any other.
//! - The dot inside names of minorities has one form, `·`, whichever of its look-alikes was typed;
//!   a full stop between two Hanzi is that dot as well, the one of `J. Smith` stays.
//! - A list is parted by 、 and its kin, but not inside brackets. Blanks part it too, where all that
//!   stands between them is a whole name: `张三 李四` are two people, `王 伟` is one.

use super::people::{Party, PartyKind};

/// Whether a text is what a program writes of a list or a map and no names: `['王伟']`, `[]`, `{}`.
pub fn is_structure(text: &str) -> bool {
    text.trim_start().starts_with(['[', '{'])
}

/// The dot between the parts of a name.
const DOT: char = '·';

/// What is typed and printed for it.
const DOTS: &str = "·•‧・･∙⋅·⸱ꞏ᛫";

/// What stands between the names of a list.
const SIGNS: &str = "、，,；;/／\n\r\t︑﹑､﹐﹔";

/// The one form of a name. Control characters are taken out before (`text::clean_line`).
pub fn clean(name: &str) -> String {
    if name.chars().all(is_hanzi) {
        return name.to_owned();
    }
    let has_hanzi = name.chars().any(is_hanzi);
    let chars: Vec<char> = name.chars().map(|c| plain(c, has_hanzi)).collect();
    let mut joined: Vec<char> = Vec::with_capacity(chars.len());
    for word in chars.split(|c| c.is_whitespace()) {
        if let (Some(last), Some(first)) = (joined.last(), word.first())
            && !is_tight(*last)
            && !is_tight(*first)
        {
            joined.push(' ');
        }
        joined.extend(word);
    }
    let at = |at: usize| joined.get(at).copied().is_some_and(is_hanzi);
    let dotted = joined.iter().enumerate().map(|(place, c)| {
        let is_dot = *c == '.' && place > 0 && at(place - 1) && at(place + 1);
        if is_dot { DOT } else { *c }
    });
    let name: String = dotted.collect();
    name.trim_matches(DOT).to_owned()
}

/// Whether this is the one form of a name.
pub fn is_form_of(form: &str, name: &str) -> bool {
    // Most names are Hanzi alone, which are their own form.
    form == name || (!name.chars().all(is_hanzi) && clean(name) == form)
}

/// Whether two names are one.
pub fn is_same(one: &str, other: &str) -> bool {
    one == other || clean(one) == clean(other)
}

/// The parts of a list of names as they stand; what is in brackets is not divided.
pub fn pieces(list: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let mut divides = |c: char| {
        if opens_any(c) {
            depth += 1;
        } else if closes_any(c) {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && SIGNS.contains(c)
    };
    let pieces: Vec<&str> = list.split(&mut divides).collect();
    // A bracket that is never closed would hide every sign behind it.
    match depth {
        0 => pieces,
        _ => list.split(|c| SIGNS.contains(c)).collect(),
    }
}

/// The names in one piece of a list, each in its one form: mostly one.
pub fn names_in(piece: &str, kind: PartyKind) -> Vec<String> {
    let words: Vec<&str> = piece.split_whitespace().collect();
    let is_whole = |word: &&str| match kind {
        PartyKind::Leader => is_whole_person(word),
        PartyKind::Unit => is_whole_unit(word),
    };
    let names = match words.len() > 1 && words.iter().all(is_whole) && !are_surname_first(&words) {
        true => words.into_iter().map(clean).collect(),
        false => vec![clean(piece)],
    };
    names.into_iter().filter(|name| !name.is_empty()).collect()
}

/// Whether one name of a list is written as several people are, and cannot be told apart: 屈强军 王 伟.
pub fn may_be_several(piece: &str, kind: PartyKind) -> bool {
    let words = || piece.split_whitespace();
    let is_whole = |word: &str| word.chars().count() > 1;
    kind == PartyKind::Leader
        && words().all(|word| word.chars().all(is_hanzi))
        && words().count() > 1
        && words().any(is_whole)
        && words().map(|word| word.chars().count()).sum::<usize>() > 4
        && names_in(piece, kind).len() == 1
}

/// A list of leaders or units as typed, without empty names and repeats.
pub fn parties(list: &str, kind: PartyKind) -> Vec<Party> {
    let mut parties: Vec<Party> = Vec::new();
    let names = pieces(list)
        .into_iter()
        .flat_map(|piece| names_in(piece, kind));
    for name in names {
        if parties.iter().all(|party| party.name != name) {
            parties.push(Party::named(name));
        }
    }
    parties
}

/// A character in the width that names have it in.
fn plain(c: char, has_hanzi: bool) -> char {
    match c {
        _ if opens(c) => ['(', '（'][usize::from(has_hanzi)],
        _ if closes(c) => [')', '）'][usize::from(has_hanzi)],
        '．' | '﹒' => '.',
        '！' | '，' | '：' | '；' | '？' | '～' => c,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ if DOTS.contains(c) => DOT,
        _ => c,
    }
}

fn opens(c: char) -> bool {
    matches!(c, '(' | '（' | '﹙')
}

fn closes(c: char) -> bool {
    matches!(c, ')' | '）' | '﹚')
}

/// Brackets of any kind: nothing in them is divided.
fn opens_any(c: char) -> bool {
    opens(c) || matches!(c, '[' | '［' | '【' | '〔')
}

fn closes_any(c: char) -> bool {
    closes(c) || matches!(c, ']' | '］' | '】' | '〕')
}

fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}' | '〇')
}

/// Whether a blank beside it says nothing: characters as wide as two letters, brackets, the dot.
fn is_tight(c: char) -> bool {
    let is_wide = matches!(c, '\u{2E80}'..='\u{303F}' | '\u{3041}'..='\u{31FF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF01}'..='\u{FF65}');
    let is_quote = matches!(c, '\u{2014}' | '\u{2018}'..='\u{201D}' | '\u{2026}');
    is_hanzi(c) || is_wide || is_quote || opens(c) || closes(c) || matches!(c, DOT | '[' | ']')
}

/// Surnames of two characters: 欧阳 娜娜 is one person.
const LONG_SURNAMES: [&str; 16] = [
    "欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "长孙", "宇文", "司徒", "令狐",
    "夏侯", "东方", "端木", "呼延",
];

/// What duties end in: 副县长 李四 is one person.
const DUTY_ENDS: [&str; 9] = [
    "长", "主任", "书记", "常委", "委员", "主席", "专员", "经理", "同志",
];

/// Whether a word is a Chinese name of a person with nothing missing.
fn is_whole_person(word: &str) -> bool {
    let is_long = || {
        LONG_SURNAMES
            .iter()
            .any(|surname| word.starts_with(surname))
    };
    let is_duty = || DUTY_ENDS.iter().any(|end| word.ends_with(end));
    let fits = match word.chars().count() {
        2 | 3 => true,
        4 => is_long(),
        _ => false,
    };
    fits && word.chars().all(is_hanzi) && !is_duty()
}

fn are_surname_first(words: &[&str]) -> bool {
    matches!(words, [surname, given] if LONG_SURNAMES.contains(surname) && given.chars().count() <= 2)
}

/// What units end in. A place (市, 旗, 镇) is none: 敖汉旗 教育局 is one unit.
const UNIT_ENDS: [&str; 34] = [
    "局",
    "委",
    "办",
    "部",
    "厅",
    "院",
    "会",
    "联",
    "社",
    "中心",
    "队",
    "科",
    "处",
    "股",
    "所",
    "站",
    "室",
    "政府",
    "公司",
    "集团",
    "银行",
    "学校",
    "大学",
    "中学",
    "小学",
    "幼儿园",
    "街道",
    "乡镇",
    "办事处",
    "馆",
    "台",
    "协",
    "党组",
    "机关",
];

/// 旗委 组织部, 镇党委 办公室: one unit.
const COMMITTEES: &str = "省市县区旗州盟镇乡党工";

/// Whether a word is the name of a unit with nothing missing.
fn is_whole_unit(word: &str) -> bool {
    let has_end = |end: &&str| word.len() > end.len() && word.ends_with(*end);
    let is_committee = || {
        let mut last = word.chars().rev();
        last.next() == Some('委') && last.next().is_some_and(|c| COMMITTEES.contains(c))
    };
    UNIT_ENDS.iter().any(has_end) && !is_committee()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_person_has_one_name_however_it_was_typed() {
        for (typed, name) in [
            ("王伟", "王伟"),
            (" 王 伟 ", "王伟"),
            ("王\u{3000}伟", "王伟"),
            ("王\u{A0}\u{2003}伟", "王伟"),
            ("王伟(兼)", "王伟（兼）"),
            ("王伟 （兼 )", "王伟（兼）"),
            ("ＡＢ中心１号", "AB中心1号"),
            ("John  Smith", "John Smith"),
            ("Ｊohn\u{3000}Smith", "John Smith"),
            ("J. Smith （acting）", "J. Smith(acting)"),
            ("José Díaz", "José Díaz"),
            ("局长 John Smith", "局长John Smith"),
            ("阿依古丽·买买提", "阿依古丽·买买提"),
            ("阿依古丽•买买提", "阿依古丽·买买提"),
            ("阿依古丽 ‧ 买买提", "阿依古丽·买买提"),
            ("阿依古丽．买买提", "阿依古丽·买买提"),
            ("阿依古丽 . 买买提", "阿依古丽·买买提"),
            ("阿依古丽・买买提", "阿依古丽·买买提"),
            ("· 王伟", "王伟"),
            ("", ""),
            (" 　", ""),
        ] {
            assert_eq!(clean(typed), name, "{typed:?}");
        }
        assert!(is_same(
            "市数据局(市人工智能局)",
            "市数据局（市人工智能局）"
        ));
        assert!(!is_same("王伟", "王玮"));
    }

    #[test]
    fn a_list_is_parted_by_signs_and_by_blanks_between_whole_names() {
        let people = |list: &str| -> Vec<String> {
            let parties = parties(list, PartyKind::Leader);
            parties.into_iter().map(|party| party.name).collect()
        };
        assert_eq!(people("丙、丁"), ["丙", "丁"]);
        assert_eq!(people("丙，丁；戊/己,丙\n"), ["丙", "丁", "戊", "己"]);
        assert_eq!(people("张　三、李四 王五"), ["张三", "李四", "王五"]);
        assert_eq!(people("欧阳 娜娜"), ["欧阳娜娜"]);
        assert_eq!(people("欧阳娜娜 李四"), ["欧阳娜娜", "李四"]);
        assert_eq!(people("副县长 李四"), ["副县长李四"]);
        assert_eq!(people("John Smith、王 伟"), ["John Smith", "王伟"]);
        assert_eq!(
            people("李四（常委、副县长）、王五"),
            ["李四（常委、副县长）", "王五"]
        );
        assert_eq!(people("李四（常委、王五"), ["李四（常委", "王五"]);
        let units = |list: &str| -> Vec<String> {
            let parties = parties(list, PartyKind::Unit);
            parties.into_iter().map(|party| party.name).collect()
        };
        assert_eq!(units("旗教育局 旗财政局"), ["旗教育局", "旗财政局"]);
        assert_eq!(units("敖汉旗 教育局"), ["敖汉旗教育局"]);
        assert_eq!(units("市教 育局"), ["市教育局"]);
        assert_eq!(units("旗委 组织部"), ["旗委组织部"]);
        assert_eq!(units("各乡镇(街道、苏木)"), ["各乡镇（街道、苏木）"]);
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing_more(name in "[王伟A-Ca-c0-2.．·•()（） 　,，-]{0,12}") {
            let once = clean(&name);
            prop_assert_eq!(clean(&once), once);
        }
    }
}
