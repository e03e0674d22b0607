//! Lists of leaders: 孙亮、屈强军; 县委常委、副县长 李四; 张 三.

use super::units::{MOST_NAMES, NameList, is_none};
use crate::import::plan::words::chars::{is_closing, is_han, is_opening, trim_signs};
use crate::import::plan::words::unit_words::looks_like_unit;
use crate::import::plan::words::vocabulary::{longest_end, longest_start, vocabulary};

/// Reads a list of leaders.
pub fn read_people(text: &str) -> NameList {
    let mut read = NameList::default();
    let mut duties = Vec::new();
    for piece in pieces(text).into_iter().take(MOST_NAMES) {
        let name = name_in(&piece);
        if is_none(&piece) {
            continue;
        }
        if name.is_empty() {
            duties.push(piece);
        } else if !read.names.contains(&name) {
            read.printed.push(piece);
            read.names.push(name);
        }
    }
    if read.names.is_empty() {
        // 分管副县长: no name is printed, the duty has to stand for it.
        read.names.clone_from(&duties);
        read.printed = duties;
    }
    read
}

/// The pieces between the signs; a space separates two names but not the two characters of one.
fn pieces(text: &str) -> Vec<String> {
    // 李四（县委常委、副县长）: the signs in brackets part duties, not people.
    let mut depth = 0_usize;
    let mut signs = |c: char| {
        if is_opening(c) {
            depth += 1;
        } else if is_closing(c) {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && matches!(c, '、' | '，' | ',' | '；' | ';' | '/' | '\n' | '\t' | '。')
    };
    let mut out: Vec<String> = Vec::new();
    for part in trim_signs(text).split(&mut signs) {
        let mut words = part.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let single = |word: &str| word.chars().count() == 1 && word.chars().all(is_han);
            match words.next_if(|next| single(word) && single(next)) {
                Some(next) => out.push(format!("{word}{next}")),
                None => out.push(word.to_owned()),
            }
        }
    }
    out
}

/// The name in a piece, without duties before it, remarks in brackets and 同志 behind it.
fn name_in(piece: &str) -> String {
    let people = &vocabulary().people;
    let mut name = piece.trim();
    if let Some(open) = name
        .find(is_opening)
        .filter(|at| *at > 0 && name.ends_with(is_closing))
    {
        name = &name[..open];
    }
    while let Some(end) = longest_end(name, &people.drop_ends) {
        name = &name[..name.len() - end.len()];
    }
    let length = |text: &str| text.chars().count();
    while let Some(duty) = longest_start(name, &people.duties) {
        name = name[duty.len()..].trim_start_matches(['：', ':', ' ']);
    }
    // 市教育局局长王某: the duty stands behind a unit.
    if length(name) > 4
        && let Some((at, duty)) = people
            .duties
            .iter()
            .filter_map(|duty| Some((name.rfind(duty.as_str())?, duty)))
            .max()
    {
        name = &name[at + duty.len()..];
    }
    // 王某局长: the duty behind the name.
    if let Some(duty) = longest_end(name, &people.duties).filter(|duty| length(name) > length(duty))
    {
        let rest = &name[..name.len() - duty.len()];
        if length(rest) <= 4 && !looks_like_unit(rest) && !rest.ends_with(['管', '责']) {
            name = rest;
        } else {
            return String::new();
        }
    }
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaders_are_named_without_their_duties() {
        for (text, want) in [
            ("孙亮、屈强军", "孙亮 屈强军"),
            ("张 三、李四 王五六", "张三 李四 王五六"),
            ("县委常委、副县长李四", "李四"),
            ("李四（副县长）、王五同志。", "李四 王五"),
            ("党组书记、局长 赵六", "赵六"),
            ("郑七（县委常委、常务副县长）、李四", "郑七 李四"),
            ("无", ""),
            ("分管副县长", "分管副县长"),
        ] {
            assert_eq!(read_people(text).names.join(" "), want, "{text}");
        }
    }
}
