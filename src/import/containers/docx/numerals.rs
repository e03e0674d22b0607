//! Numbers as Word prints them in automatic numbering.

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
const BRANCHES: [char; 12] = [
    '子', '丑', '寅', '卯', '辰', '巳', '午', '未', '申', '酉', '戌', '亥',
];
const ROMAN: [(u32, &str); 13] = [
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
];

/// How a level writes its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numeral {
    /// 1, 2, 3; also what is not known here.
    #[default]
    Decimal,
    /// 01, 02.
    DecimalZero,
    /// １, ２.
    FullWidth,
    /// ①, ②; from 51 on plain digits.
    Circle,
    /// ⑴, ⑵; from 21 on plain digits.
    Parenthesis,
    /// 一 … 九十九, then digit by digit.
    Counting,
    /// 一 … 一百零一.
    Thousand,
    /// 一 … 百一, as Japanese counts.
    Japanese,
    /// 一〇.
    Digits,
    /// 甲乙丙丁.
    Stems,
    /// 子丑寅卯.
    Branches,
    /// a … z, aa.
    Lower,
    /// A … Z, AA.
    Upper,
    /// i, ii.
    RomanLower,
    /// I, II.
    RomanUpper,
    /// Prints nothing.
    Nothing,
    /// A sign, which is no number.
    Bullet,
}

impl Numeral {
    /// By Word's name of it.
    pub fn parse(name: &str) -> Numeral {
        match name {
            "decimalZero" => Numeral::DecimalZero,
            "decimalFullWidth" | "decimalFullWidth2" => Numeral::FullWidth,
            "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => Numeral::Circle,
            "decimalEnclosedParen" => Numeral::Parenthesis,
            "chineseCounting" | "taiwaneseCounting" => Numeral::Counting,
            "chineseCountingThousand" | "taiwaneseCountingThousand" => Numeral::Thousand,
            "japaneseCounting" => Numeral::Japanese,
            "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => {
                Numeral::Digits
            }
            "ideographTraditional" => Numeral::Stems,
            "ideographZodiac" => Numeral::Branches,
            "lowerLetter" => Numeral::Lower,
            "upperLetter" => Numeral::Upper,
            "lowerRoman" => Numeral::RomanLower,
            "upperRoman" => Numeral::RomanUpper,
            "none" => Numeral::Nothing,
            "bullet" => Numeral::Bullet,
            _ => Numeral::Decimal,
        }
    }

    /// The number as it is printed.
    pub fn print(self, number: u32) -> String {
        let one_of = |signs: &[char]| -> Option<String> {
            let place = usize::try_from(number).ok()?.checked_sub(1)?;
            signs.get(place).map(|sign| sign.to_string())
        };
        let printed = match self {
            Numeral::Decimal => None,
            Numeral::DecimalZero => Some(format!("{number:02}")),
            Numeral::FullWidth => Some(number.to_string().chars().map(full_width).collect()),
            Numeral::Circle => circle(number),
            Numeral::Parenthesis => enclosed(number, 20, '\u{2474}'),
            Numeral::Counting => Some(counting(number)),
            Numeral::Thousand => thousand(number, true),
            Numeral::Japanese => thousand(number, false),
            Numeral::Digits => Some(digits(number)),
            Numeral::Stems => one_of(&STEMS),
            Numeral::Branches => one_of(&BRANCHES),
            Numeral::Lower => letters(number),
            Numeral::Upper => letters(number).map(|text| text.to_uppercase()),
            Numeral::RomanLower => roman(number),
            Numeral::RomanUpper => roman(number).map(|text| text.to_uppercase()),
            Numeral::Nothing | Numeral::Bullet => Some(String::new()),
        };
        printed.unwrap_or_else(|| number.to_string())
    }
}

fn full_width(digit: char) -> char {
    char::from_u32(digit as u32 + 0xFEE0).unwrap_or(digit)
}

fn enclosed(number: u32, most: u32, first: char) -> Option<String> {
    (1..=most)
        .contains(&number)
        .then(|| char::from_u32(first as u32 + number - 1))
        .flatten()
        .map(String::from)
}

/// The circled numbers stand in three places of Unicode.
fn circle(number: u32) -> Option<String> {
    match number {
        21..=35 => enclosed(number - 20, 15, '\u{3251}'),
        36..=50 => enclosed(number - 35, 15, '\u{32B1}'),
        _ => enclosed(number, 20, '\u{2460}'),
    }
}

fn digit(value: u32) -> char {
    DIGITS[(value % 10) as usize]
}

fn digits(number: u32) -> String {
    let plain = number.to_string();
    plain
        .chars()
        .filter_map(|c| c.to_digit(10))
        .map(digit)
        .collect()
}

fn counting(number: u32) -> String {
    match number {
        0 | 100.. => digits(number),
        _ => below_hundred(number),
    }
}

fn below_hundred(number: u32) -> String {
    let mut text = String::new();
    if number >= 20 {
        text.push(digit(number / 10));
    }
    if number >= 10 {
        text.push('十');
    }
    if !number.is_multiple_of(10) {
        text.push(digit(number));
    }
    text
}

/// With 百 and 千; Chinese says 一百零一, Japanese 百一.
fn thousand(number: u32, is_chinese: bool) -> Option<String> {
    if number == 0 || number > 9_999 {
        return None;
    }
    if number < 100 {
        return Some(below_hundred(number));
    }
    let mut text = String::new();
    let mut has_gap = false;
    for (value, unit) in [(1_000, '千'), (100, '百'), (10, '十')] {
        let own = number / value % 10;
        if own == 0 {
            has_gap = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut has_gap) && is_chinese {
            text.push('零');
        }
        if own > 1 || is_chinese {
            text.push(digit(own));
        }
        text.push(unit);
    }
    if !number.is_multiple_of(10) {
        if has_gap && is_chinese {
            text.push('零');
        }
        text.push(digit(number));
    }
    Some(text)
}

/// a … z, then aa, bb as Word counts on.
fn letters(number: u32) -> Option<String> {
    let place = number.checked_sub(1)?;
    let times = usize::try_from(place / 26 + 1).ok().filter(|n| *n <= 30)?;
    let letter = char::from_u32('a' as u32 + place % 26)?;
    Some(letter.to_string().repeat(times))
}

fn roman(mut number: u32) -> Option<String> {
    if !(1..=9_999).contains(&number) {
        return None;
    }
    let mut text = String::new();
    for (value, letters) in ROMAN {
        while number >= value {
            text.push_str(letters);
            number -= value;
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_word_prints_them() {
        for (name, number, printed) in [
            ("decimal", 12, "12"),
            ("decimalZero", 3, "03"),
            ("decimalFullWidth", 10, "１０"),
            ("decimalEnclosedCircle", 20, "⑳"),
            ("decimalEnclosedCircle", 21, "㉑"),
            ("decimalEnclosedCircle", 51, "51"),
            ("chineseCounting", 10, "十"),
            ("chineseCounting", 21, "二十一"),
            ("chineseCounting", 100, "一〇〇"),
            ("chineseCountingThousand", 11, "十一"),
            ("chineseCountingThousand", 101, "一百零一"),
            ("chineseCountingThousand", 110, "一百一十"),
            ("chineseCountingThousand", 1001, "一千零一"),
            ("chineseCountingThousand", 1010, "一千零一十"),
            ("japaneseCounting", 111, "百十一"),
            ("japaneseCounting", 5, "五"),
            ("ideographTraditional", 3, "丙"),
            ("ideographTraditional", 11, "11"),
            ("lowerLetter", 27, "aa"),
            ("upperLetter", 2, "B"),
            ("upperRoman", 14, "XIV"),
            ("lowerRoman", 4, "iv"),
            ("none", 4, ""),
            ("somethingNew", 4, "4"),
        ] {
            assert_eq!(
                Numeral::parse(name).print(number),
                printed,
                "{name} {number}"
            );
        }
    }

    #[test]
    fn every_number_prints_in_every_form() {
        let names = [
            "decimal",
            "decimalFullWidth",
            "decimalEnclosedCircle",
            "decimalEnclosedParen",
            "chineseCounting",
            "chineseCountingThousand",
            "japaneseCounting",
            "ideographDigital",
            "ideographTraditional",
            "ideographZodiac",
            "lowerLetter",
            "upperRoman",
        ];
        for name in names {
            for number in (0..12_000).chain([u32::MAX]) {
                assert!(
                    !Numeral::parse(name).print(number).is_empty(),
                    "{name} {number}"
                );
            }
        }
    }
}
