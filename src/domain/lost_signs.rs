//! Characters that a file in the Chinese code page cannot hold: who saves one from a program of sheets
//! has `?` for each of them, once for every half of a character beyond the first plane, and is told
//! nothing. The same is known of U+FFFD and of the squares that other programs write.

use encoding_rs::GBK;
use serde_json::Value;

/// What programs write for a character they have not.
const SIGNS: [char; 5] = ['?', '\u{FFFD}', '□', '〓', '☐'];

/// Whether a text is another one of which only characters were lost that the code page lacks. The
/// same text has lost none.
pub fn is_lost_copy(cell: &str, own: &str) -> bool {
    is_copy_with(cell, own, is_sign_of)
}

/// Whether a text is another one with signs in the place of some characters; `is_sign` says which sign
/// may stand for which.
fn is_copy_with(cell: &str, own: &str, is_sign: fn(char, char) -> bool) -> bool {
    let (cell, own) = (lines(cell), lines(own));
    let copies = |(cell, own): (&Vec<char>, &Vec<char>)| copies(cell, own, is_sign);
    cell != own && cell.len() == own.len() && cell.iter().zip(&own).all(copies)
}

/// Whether a text looks like another one of which characters were lost, and differs in more than
/// those: the lost ones would go for good with what somebody changed. A file in the code page of
/// another country loses any.
pub fn looks_lost(cell: &str, own: &str) -> bool {
    let is_any = |sign: char, c: char| SIGNS.contains(&sign) && !c.is_ascii();
    if is_copy_with(cell, own, is_any) {
        return true;
    }
    if cell == own || !may_lose(cell, own) {
        return false;
    }
    let count = |text: &str, sign: char| text.chars().filter(|c| *c == sign).count();
    let has_signs = SIGNS
        .iter()
        .any(|sign| count(cell, *sign) > count(own, *sign));
    let is_gone = |c: &char| count(cell, *c) < count(own, *c);
    let lacking = || own.chars().filter(|c| is_lacking(*c));
    let is_left_out = || {
        let rest = own.chars().filter(|c| !is_lacking(*c));
        rest.eq(cell.chars())
    };
    // Nobody types this one.
    let is_marked = count(cell, '\u{FFFD}') > count(own, '\u{FFFD}');
    is_marked || lacking().any(|c| is_gone(&c)) && (has_signs || is_left_out())
}

/// The same of a value of a field as entries have it.
pub fn is_lost_value(new: &Value, old: &Value) -> bool {
    new != old && is_copy(new, old)
}

/// Whether a value is another one, its texts copies of which characters may be lost.
fn is_copy(new: &Value, old: &Value) -> bool {
    match (new, old) {
        (Value::String(new), Value::String(old)) => new == old || is_lost_copy(new, old),
        (Value::Array(new), Value::Array(old)) => {
            new.len() == old.len() && new.iter().zip(old).all(|(new, old)| is_copy(new, old))
        }
        (Value::Object(new), Value::Object(old)) => {
            let is_there = |(key, new)| old.get(key).is_some_and(|old| is_copy(new, old));
            new.len() == old.len() && new.iter().all(is_there)
        }
        _ => new == old,
    }
}

/// Whether a value looks like another one of which characters were lost, and differs in more.
pub fn looks_lost_value(new: &Value, old: &Value) -> bool {
    let words = |value: &Value| {
        let mut words = String::new();
        add_words(value, &mut words);
        words
    };
    looks_lost(&words(new), &words(old))
}

fn add_words(value: &Value, words: &mut String) {
    match value {
        Value::String(text) => words.push_str(text),
        Value::Array(values) => values.iter().for_each(|value| add_words(value, words)),
        Value::Object(values) => values.values().for_each(|value| add_words(value, words)),
        _ => {}
    }
}

/// Whether a character of a text may have been lost on the way to a cell; most texts have none.
fn may_lose(cell: &str, own: &str) -> bool {
    cell.contains('\u{FFFD}') || own.chars().any(is_newer) || GBK.encode(own).2
}

/// The lines of a text, without the white space at their ends, which programs drop.
fn lines(text: &str) -> Vec<Vec<char>> {
    let lines = text.trim().lines();
    lines
        .map(|line| line.trim_end().chars().collect())
        .collect()
}

/// Whether a line is a copy of another but for lost characters.
fn copies(cell: &[char], own: &[char], is_sign: fn(char, char) -> bool) -> bool {
    // How much of the cell can be said by what was looked at of the text.
    let mut ends = vec![0_usize];
    for c in own {
        let mut next: Vec<usize> = Vec::new();
        for end in ends {
            let Some(first) = cell.get(end) else { continue };
            let is_fitted = || fitted(*c) == Some(*first) && is_lacking(*c);
            if first == c || is_sign(*first, *c) || is_fitted() {
                next.push(end + 1);
            }
            let is_twice = first != c && is_sign(*first, *c) && c.len_utf16() == 2;
            if is_twice && cell.get(end + 1) == Some(first) {
                next.push(end + 2);
            }
        }
        if next.is_empty() {
            return false;
        }
        next.sort_unstable();
        next.dedup();
        ends = next;
    }
    ends.contains(&cell.len())
}

/// Whether a sign may stand for a character.
fn is_sign_of(sign: char, c: char) -> bool {
    match sign {
        '\u{FFFD}' => !c.is_ascii(),
        _ => SIGNS.contains(&sign) && is_lacking(c),
    }
}

/// Whether the code page lacks a character.
fn is_lacking(c: char) -> bool {
    let mut room = [0; 4];
    is_newer(c) || !c.is_ascii() && GBK.encode(c.encode_utf8(&mut room)).2
}

/// Whether a character is one of those that the standard knows in the code page, and Windows does not.
fn is_newer(c: char) -> bool {
    matches!(c, '\u{1E3F}' | '\u{01F9}' | '\u{303E}' | '\u{2E80}'..='\u{2FFF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{9FA6}'..='\u{9FFF}' | '\u{E000}'..='\u{F8FF}'
        | '\u{FE10}'..='\u{FE19}')
}

/// What Windows writes for a character the code page lacks, where it has one that looks alike.
fn fitted(c: char) -> Option<char> {
    Some(match c {
        '\u{A0}' | '\u{2002}' | '\u{2003}' | '\u{2009}' => ' ',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '\u{2070}' => '0',
        '\u{2074}'..='\u{2079}' => char::from_digit(u32::from(c) - 0x2070, 10)?,
        '\u{2080}'..='\u{2089}' => char::from_digit(u32::from(c) - 0x2080, 10)?,
        '•' | '‧' | '・' | '･' => '·',
        '\u{2010}' | '\u{2011}' | '\u{2212}' => '-',
        '〜' => '～',
        '©' => 'c',
        '®' => 'r',
        '¥' => '￥',
        'À'..='Å' => 'A',
        'Ç' => 'C',
        'È'..='Ë' => 'E',
        'Ì'..='Ï' => 'I',
        'Ñ' => 'N',
        'Ò'..='Ö' | 'Ø' => 'O',
        'Ù'..='Ü' => 'U',
        'ã' | 'ä' | 'å' | 'â' => 'a',
        'ç' => 'c',
        'ë' => 'e',
        'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'û' => 'u',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_for_what_the_code_page_lacks_and_for_nothing_else() {
        for (cell, own) in [
            ("王?", "王䶮"),
            ("李??", "李𠮷"),
            ("李?", "李𠮷"),
            ("王?、李??、张三", "王䶮、李𠮷、张三"),
            ("????", "𠮷𠮷"),
            ("???", "𠮷䶮"),
            ("王\u{FFFD}", "王䶮"),
            ("\u{FFFD}某", "王某"),
            ("王□", "王䶮"),
            ("王〓", "王䶮"),
            ("新建校舍5000m2", "新建校舍5000m²"),
            ("新建校舍5000m?", "新建校舍5000m²"),
            ("第一行?\n第二行", "第一行😀  \n第二行\n"),
        ] {
            assert!(is_lost_copy(cell, own), "{cell} {own}");
        }
        for (cell, own) in [
            ("王?", "王伟"),
            ("王䶮", "王䶮"),
            ("王??", "王䶮"),
            ("王?", "王䶮某"),
            ("李?", "王䶮"),
            ("王□", "王伟"),
            ("王伟", "王䶮"),
            ("", "䶮"),
            ("王", "王䶮"),
            ("王?\n", "王䶮\n䶮"),
            ("a\u{FFFD}", "ab"),
        ] {
            assert!(!is_lost_copy(cell, own), "{cell} {own}");
        }
    }

    #[test]
    fn what_lost_characters_and_was_changed_as_well_is_told_from_what_was_changed_only() {
        for (cell, own) in [
            ("王?、李四", "王䶮、张三"),
            ("王?副局长", "王䶮局长"),
            ("王", "王䶮"),
            ("王\u{FFFD}", "李四"),
            ("??", "王䶮李𠮷"),
            ("王?", "王伟"),
            ("?化校园", "强化校园"),
        ] {
            assert!(looks_lost(cell, own), "{cell} {own}");
        }
        for (cell, own) in [
            ("王伟", "王䶮"),
            ("李四", "王䶮"),
            ("怎么办?", "怎么办"),
            ("王䶮?", "王䶮"),
            ("", "王䶮"),
            ("a?c", "abc"),
        ] {
            assert!(!looks_lost(cell, own), "{cell} {own}");
        }
    }
}
