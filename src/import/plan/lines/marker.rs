//! The number a heading or an item begins with: 一、（一）1. (1) ① 第三条.

use crate::import::plan::words::chars::{digit, han_number, is_closing, is_han, is_opening};
use crate::import::plan::words::vocabulary::vocabulary;

/// The form of a number. Documents nest the forms in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkerKind {
    /// 第一章, 第二部分
    Part,
    /// 一、
    Han,
    /// （一）, 第一条
    HanBracket,
    /// 1.
    Arabic,
    /// 1.1
    Decimal,
    /// （1）
    ArabicBracket,
    /// 1）
    ArabicHalf,
    /// ①
    Circled,
}

/// A number at the start of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Its form.
    pub kind: MarkerKind,
    /// As printed, without the sign that closes it where that is no bracket.
    pub printed: String,
    /// Its value.
    pub value: u32,
    /// Where the words begin, in bytes.
    pub rest: usize,
    /// Whether only a space stands behind the digits, which may be a coincidence.
    pub is_weak: bool,
}

/// The number that `text` begins with.
pub fn marker(text: &str) -> Option<Marker> {
    let chars: Vec<(usize, char)> = text.char_indices().take(16).collect();
    let first = chars.first()?.1;
    let reader = MarkerReader {
        text,
        chars: &chars,
    };
    if first == '第' {
        reader.ordinal()
    } else if is_opening(first) {
        reader.bracketed()
    } else if digit(first).is_some() {
        reader.digits()
    } else if han_number(&first.to_string()).is_some() {
        reader.han()
    } else {
        single_sign(text, first).or_else(|| reader.worded())
    }
}

/// ① ⑴ ⒈ ㈠ and their kin.
fn single_sign(text: &str, sign: char) -> Option<Marker> {
    let (kind, base) = match sign {
        '①'..='⑳' => (MarkerKind::Circled, '①'),
        '❶'..='❿' => (MarkerKind::Circled, '❶'),
        '⑴'..='⒇' => (MarkerKind::ArabicBracket, '⑴'),
        '⒈'..='⒛' => (MarkerKind::Arabic, '⒈'),
        '㈠'..='㈩' => (MarkerKind::HanBracket, '㈠'),
        _ => return None,
    };
    let value = sign as u32 - base as u32 + 1;
    let printed = match kind {
        MarkerKind::Arabic => value.to_string(),
        _ => sign.to_string(),
    };
    Some(Marker {
        kind,
        printed,
        value,
        rest: words_from(text, sign.len_utf8()),
        is_weak: false,
    })
}

/// The place of the first word from byte `at` on.
fn words_from(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let words = rest.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '、' | '.' | '．' | '：' | ':')
    });
    text.len() - words.len()
}

struct MarkerReader<'a> {
    text: &'a str,
    chars: &'a [(usize, char)],
}

impl MarkerReader<'_> {
    fn at(&self, index: usize) -> Option<char> {
        self.chars.get(index).map(|(_, c)| *c)
    }

    fn byte(&self, index: usize) -> usize {
        self.chars.get(index).map_or(self.text.len(), |(at, _)| *at)
    }

    /// How many characters from `from` on pass `fits`.
    fn run(&self, from: usize, fits: impl Fn(char) -> bool) -> usize {
        self.chars
            .iter()
            .skip(from)
            .take_while(|(_, c)| fits(*c))
            .count()
    }

    fn skip_space(&self, from: usize) -> usize {
        from + self.run(from, char::is_whitespace)
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        &self.text[self.byte(from)..self.byte(to)]
    }

    fn marker(&self, kind: MarkerKind, printed: (usize, usize), value: u32, end: usize) -> Marker {
        Marker {
            kind,
            printed: half_digits(self.slice(printed.0, printed.1)),
            value,
            rest: words_from(self.text, self.byte(end)),
            is_weak: false,
        }
    }

    /// 第一章, 第三条, 第十二部分
    fn ordinal(&self) -> Option<Marker> {
        let length = self.run(1, |c| {
            digit(c).is_some() || han_number(&c.to_string()).is_some() || matches!(c, '百' | '零')
        });
        let value = value_of(self.slice(1, 1 + length))?;
        let end = 1 + length;
        let kind = match self.at(end)? {
            '章' | '篇' => MarkerKind::Part,
            '部' if self.at(end + 1) == Some('分') => MarkerKind::Part,
            '条' | '项' | '节' => MarkerKind::HanBracket,
            _ => return None,
        };
        let end = end + if self.at(end) == Some('部') { 2 } else { 1 };
        // 第一章 is a heading, 第一条规定 a reference.
        let is_apart = self
            .at(end)
            .is_none_or(|c| c.is_whitespace() || matches!(c, '、' | '：' | ':' | '.'));
        is_apart.then(|| self.marker(kind, (0, end), value, end))
    }

    /// （一） or （1）
    fn bracketed(&self) -> Option<Marker> {
        let from = self.skip_space(1);
        let length = self.run(from, |c| {
            digit(c).is_some() || han_number(&c.to_string()).is_some() || c == '百' || c == '零'
        });
        let inner = self.slice(from, from + length);
        let close = self.skip_space(from + length);
        if length == 0 || length > 5 || !self.at(close).is_some_and(is_closing) {
            return None;
        }
        let value = value_of(inner)?;
        let kind = if digit(self.at(from)?).is_some() {
            MarkerKind::ArabicBracket
        } else {
            MarkerKind::HanBracket
        };
        let is_year = kind == MarkerKind::ArabicBracket && length > 3;
        let mut marker = self.marker(kind, (from, from + length), value, close + 1);
        marker.printed = format!("（{}）", marker.printed);
        (!is_year).then_some(marker)
    }

    /// 一、 and its kin.
    fn han(&self) -> Option<Marker> {
        let length = self.run(0, |c| {
            han_number(&c.to_string()).is_some() || c == '百' || c == '零'
        });
        let value = han_number(self.slice(0, length))?;
        let close = self.skip_space(length);
        let sign = self.at(close)?;
        let next = self.at(self.skip_space(close + 1));
        // 一、二、三产业 counts up, it heads nothing.
        let counts_on = next.is_some_and(|c| han_number(&c.to_string()).is_some())
            && self
                .at(self.skip_space(close + 1) + 1)
                .is_some_and(|c| matches!(c, '、' | '，' | '季' | '产' | '类' | '级'));
        (matches!(sign, '、' | '．' | '.' | '﹒') && !counts_on)
            .then(|| self.marker(MarkerKind::Han, (0, length), value, close + 1))
    }

    /// 1. 1、 1） 1.1 and digits before a space.
    fn digits(&self) -> Option<Marker> {
        let length = self.run(0, |c| digit(c).is_some());
        // 022)》 is the rest of a year that a line end cut.
        let is_cut = length > 2 && self.at(0).and_then(digit) == Some(0);
        if length > 3 || is_cut {
            return None;
        }
        let value = value_of(self.slice(0, length))?;
        let close = self.skip_space(length);
        let sign = self.at(close)?;
        match sign {
            '.' | '．' | '﹒' | '、' | '｡' | '·'
                if self.at(close + 1).is_none_or(|c| digit(c).is_none())
                    || self.year_at(close + 1) =>
            {
                Some(self.marker(MarkerKind::Arabic, (0, length), value, close + 1))
            }
            '.' | '．' | '-' => self.decimal(length, value),
            ')' | '）' => Some(self.marker(MarkerKind::ArabicHalf, (0, length), value, close + 1)),
            c if close > length && (is_han(c) || matches!(c, '“' | '"' | '《')) => {
                let mut marker = self.marker(MarkerKind::Arabic, (0, length), value, close);
                marker.is_weak = true;
                Some(marker)
            }
            _ => None,
        }
    }

    /// `2.3 ` or `2.3.1加快`; 3.5万人 is a figure.
    fn decimal(&self, length: usize, value: u32) -> Option<Marker> {
        let mut end = length;
        while matches!(self.at(end), Some('.' | '．' | '-')) {
            let more = self.run(end + 1, |c| digit(c).is_some());
            if more == 0 || more > 2 {
                break;
            }
            // 2.0行动: a version; items are counted from 1.
            if more == 1 && self.at(end + 1).and_then(digit) == Some(0) {
                return None;
            }
            end += 1 + more;
        }
        let next = self.at(end)?;
        let is_figure = !next.is_whitespace() && {
            let rest = &self.text[self.byte(end)..];
            crate::import::plan::words::vocabulary::starts_with_any(
                rest,
                &vocabulary().targets.units,
            ) || !is_han(next)
        };
        (end > length && !is_figure).then(|| self.marker(MarkerKind::Decimal, (0, end), value, end))
    }

    /// Whether a year begins at `from`, as in `1.2023年底前…`.
    fn year_at(&self, from: usize) -> bool {
        self.run(from, |c| digit(c).is_some()) == 4 && self.at(from + 4) == Some('年')
    }

    /// 任务1：, 任务三
    fn worded(&self) -> Option<Marker> {
        let word = crate::import::plan::words::vocabulary::longest_start(
            self.text,
            &vocabulary().sections.item_words,
        )?;
        let from = word.chars().count();
        let length = self.run(from, |c| {
            digit(c).is_some() || han_number(&c.to_string()).is_some()
        });
        let end = from + length;
        let value = value_of(self.slice(from, end))?;
        let is_apart = self
            .at(end)
            .is_some_and(|c| c.is_whitespace() || matches!(c, '、' | '：' | ':' | '.' | '．'));
        is_apart.then(|| self.marker(MarkerKind::Arabic, (from, end), value, end))
    }
}

fn value_of(text: &str) -> Option<u32> {
    if text.chars().all(|c| digit(c).is_some()) {
        half_digits(text).parse().ok()
    } else {
        han_number(text)
    }
}

fn half_digits(text: &str) -> String {
    text.chars()
        .map(|c| digit(c).and_then(|d| char::from_digit(d, 10)).unwrap_or(c))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(MarkerKind, String, &str)> {
        marker(text).map(|m| (m.kind, m.printed.clone(), &text[m.rest..]))
    }

    #[test]
    fn every_form_of_number_is_read() {
        for (text, kind, printed) in [
            ("一、重点", MarkerKind::Han, "一"),
            ("二十一、重点", MarkerKind::Han, "二十一"),
            ("（一）重点", MarkerKind::HanBracket, "（一）"),
            ("(十二)、重点", MarkerKind::HanBracket, "（十二）"),
            ("㈢重点", MarkerKind::HanBracket, "㈢"),
            ("第三条 重点", MarkerKind::HanBracket, "第三条"),
            ("第一章　重点", MarkerKind::Part, "第一章"),
            ("1.重点", MarkerKind::Arabic, "1"),
            ("１２．重点", MarkerKind::Arabic, "12"),
            ("108、重点", MarkerKind::Arabic, "108"),
            ("3﹒重点", MarkerKind::Arabic, "3"),
            ("⒈重点", MarkerKind::Arabic, "1"),
            ("任务1：重点", MarkerKind::Arabic, "1"),
            ("2.3 重点", MarkerKind::Decimal, "2.3"),
            ("(1)重点", MarkerKind::ArabicBracket, "（1）"),
            ("1）重点", MarkerKind::ArabicHalf, "1"),
            ("①重点", MarkerKind::Circled, "①"),
        ] {
            assert_eq!(
                read(text),
                Some((kind, printed.to_owned(), "重点")),
                "{text}"
            );
        }
        assert_eq!(read("1.2023年底前").map(|m| m.2), Some("2023年底前"));
    }

    #[test]
    fn figures_years_and_references_are_no_numbers_of_items() {
        for text in [
            "2023年重点",
            "3.5万人",
            "42所学校",
            "第十二届运动会",
            "第一条规定的",
            "（2023—2025年）",
            "一、二、三产业融合",
            "2.0行动计划",
            "一是加快",
            "2024-07-20",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(marker("42 所学校").is_some_and(|m| m.is_weak));
    }
}
