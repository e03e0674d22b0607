//! What the JSON reader says of a value, in words of our own: serde speaks English only.

use super::{fill, texts};
use crate::domain::Lang;

texts! {
    /// Sentences about values of a file.
    ReaderTexts {
        missing: "缺 {name}", "{name} is missing";
        unknown: "没有 {name} 这一项", "there is no field {name}";
        twice: "{name} 写了两次", "{name} is given twice";
        other: "应是 {wanted}，而这里是 {found}", "it should be {wanted} and is {found}";
        no_status: "没有这个状态：{name}", "there is no status {name}";
        no_sector: "没有这个领域：{name}", "there is no sector {name}";
        text: "文字", "a text";
        number: "数", "a number";
        truth: "true 或 false", "true or false";
        list: "列表", "a list";
        object: "对象", "an object";
        nothing: "空", "null";
    }
}

/// The reader's complaint in the language of the person; as it is where its shape is not known.
pub fn complaint(words: &str, lang: Lang) -> String {
    let t = ReaderTexts::of(lang);
    let named = |text: &str, name: &str| {
        let name = name.split("`, expected").next().unwrap_or(name);
        fill(text, &[("name", &name.trim_matches('`'))])
    };
    let kinds = [
        ("missing field ", t.missing),
        ("unknown field ", t.unknown),
        ("duplicate field ", t.twice),
        ("no such status: ", t.no_status),
        ("no such sector: ", t.no_sector),
    ];
    if let Some((text, name)) = kinds
        .iter()
        .find_map(|(head, text)| Some((text, words.strip_prefix(head)?)))
    {
        return named(text, name);
    }
    let about = ["invalid type: ", "invalid value: "]
        .iter()
        .find_map(|head| words.strip_prefix(head));
    match about.and_then(|rest| rest.split_once(", expected ")) {
        Some((found, wanted)) => {
            let (found, wanted) = (value(found, t), kind(wanted, t));
            fill(t.other, &[("wanted", &wanted), ("found", &found)])
        }
        None => words.to_owned(),
    }
}

/// `integer \`5\`` as 数 5.
fn value(found: &str, t: &ReaderTexts) -> String {
    let (name, rest) = match found.split_once(' ') {
        Some((name, rest)) => (name, rest.trim_matches('`')),
        None => (found, ""),
    };
    let name = match name {
        "integer" | "floating" | "number" => t.number,
        "boolean" => return rest.to_owned(),
        "string" => t.text,
        "null" | "unit" => t.nothing,
        "map" => t.object,
        "sequence" => t.list,
        _ => return found.to_owned(),
    };
    let rest = rest.trim_start_matches("point `");
    match rest {
        "" | "value" => name.to_owned(),
        rest => format!("{name} {rest}"),
    }
}

fn kind<'a>(wanted: &'a str, t: &ReaderTexts) -> &'a str {
    let first = wanted
        .split([' ', ','])
        .find(|word| !matches!(*word, "a" | "an"));
    match first {
        Some("string" | "str" | "borrowed") => t.text,
        Some("boolean") => t.truth,
        Some("sequence" | "Vec" | "array" | "tuple") => t.list,
        Some("map" | "struct" | "object") => t.object,
        Some("unit" | "null") => t.nothing,
        Some(number) if is_number_type(number) => t.number,
        _ => wanted,
    }
}

fn is_number_type(word: &str) -> bool {
    let bits = word.strip_prefix(['u', 'i', 'f']);
    bits.is_some_and(|bits| matches!(bits, "8" | "16" | "32" | "64" | "128" | "size"))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its faults are read")]
    struct Sheet {
        title: String,
        count: u32,
        marks: Vec<String>,
        flag: bool,
    }

    fn said(json: &str, lang: Lang) -> String {
        let error = serde_json::from_str::<Sheet>(json).unwrap_err().to_string();
        complaint(error.split(" at line ").next().unwrap(), lang)
    }

    #[test]
    fn the_shapes_serde_has_are_said_in_chinese_and_in_plain_english() {
        for (json, zh, en) in [
            ("{}", "缺 title", "title is missing"),
            (r#"{"x":1}"#, "没有 x 这一项", "there is no field x"),
            (
                r#"{"title":5}"#,
                "应是 文字，而这里是 数 5",
                "it should be a text and is a number 5",
            ),
            (
                r#"{"title":1.5}"#,
                "应是 文字，而这里是 数 1.5",
                "it should be a text and is a number 1.5",
            ),
            (
                r#"{"title":null}"#,
                "应是 文字，而这里是 空",
                "it should be a text and is null",
            ),
            (
                r#"{"count":"多"}"#,
                "应是 数，而这里是 文字 \"多\"",
                "it should be a number and is a text \"多\"",
            ),
            (
                r#"{"count":-1}"#,
                "应是 数，而这里是 数 -1",
                "it should be a number and is a number -1",
            ),
            (
                r#"{"marks":{}}"#,
                "应是 列表，而这里是 对象",
                "it should be a list and is an object",
            ),
            (
                r#"{"marks":true}"#,
                "应是 列表，而这里是 true",
                "it should be a list and is true",
            ),
            (
                r#"{"flag":[]}"#,
                "应是 true 或 false，而这里是 列表",
                "it should be true or false and is a list",
            ),
            (
                r#"{"title":"a","title":"b"}"#,
                "title 写了两次",
                "title is given twice",
            ),
        ] {
            assert_eq!(said(json, Lang::Zh), zh, "{json}");
            assert_eq!(said(json, Lang::En), en, "{json}");
        }
        assert_eq!(complaint("odd", Lang::Zh), "odd");
        assert_eq!(complaint("no such status: x", Lang::Zh), "没有这个状态：x");
    }
}
