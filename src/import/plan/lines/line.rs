//! A text as numbered lines, without what no reader sees.

use crate::import::plan::words::chars::is_han;
use crate::import::plan::words::vocabulary::vocabulary;

/// A line of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextLine {
    /// 1-based.
    pub number: u32,
    /// Its text; tabs and the spaces in front are kept, since tables and indents are told by them.
    pub text: String,
}

impl TextLine {
    /// The text without the white space around it.
    pub fn trimmed(&self) -> &str {
        self.text.trim()
    }

    /// Whether nothing is printed on it.
    pub fn is_blank(&self) -> bool {
        self.trimmed().is_empty()
    }
}

/// A line of a source as readers see it.
pub fn text_line(number: u32, text: &str) -> TextLine {
    TextLine {
        number,
        text: visible(text),
    }
}

/// The text of a cell in the same way, its paragraphs apart.
pub fn visible_cell(text: &str) -> String {
    let paragraphs: Vec<String> = text.split('\n').map(visible).collect();
    paragraphs.join("\n")
}

/// The lines of a text.
#[cfg(test)]
pub fn lines_of(text: &str) -> Vec<TextLine> {
    let source = crate::import::source::SourceText::of_text(text);
    let numbered = (1..).zip(&source.lines);
    numbered
        .map(|(number, line)| text_line(number, &line.text))
        .collect()
}

/// A line without invisible characters, leftovers of converters and the marks of Markdown. Odd
/// kinds of space become plain ones.
fn visible(line: &str) -> String {
    let mut text: String = line
        .chars()
        .filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}' | '\0'))
        .map(|c| match c {
            '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => ' ',
            '\u{F0B7}' | '\u{F06C}' | '\u{F075}' => '●',
            other => other,
        })
        .collect();
    for debris in &vocabulary().chrome.debris {
        if text.contains(debris.as_str()) {
            text = text.replace(debris.as_str(), "");
        }
    }
    if text.contains("**") {
        text = text.replace("**", "");
    }
    without_empty_cells(without_heading_marks(&text))
        .trim_end_matches(' ')
        .to_owned()
}

/// `某局工作要点 | ||||`: a paragraph that a converter took for the one cell of a table.
fn without_empty_cells(text: &str) -> &str {
    let rest = text.trim_end_matches(['|', ' ']);
    if rest.contains('|') { text } else { rest }
}

/// `## 一、…` and `> …` of Markdown without their marks.
fn without_heading_marks(text: &str) -> &str {
    let start = text.trim_start();
    let rest = start.trim_start_matches(['#', '>']);
    if rest.len() < start.len() && rest.starts_with(' ') {
        rest.trim_start()
    } else {
        text
    }
}

/// A line without the list mark in front: `- 6.…`, `● …`. A number between dashes is a page's.
pub fn without_bullet(text: &str) -> &str {
    let text = text.trim();
    let Some(first) = text.chars().next() else {
        return text;
    };
    let rest = text[first.len_utf8()..].trim_start();
    let is_mark = match first {
        '-' | '*' | '+' | '–' | '—' => text.len() > rest.len() + first.len_utf8(),
        '●' | '•' | '■' | '◆' | '▲' | '★' | '☆' | '◇' | '□' | '○' | '▪' | '➢' | '►' | '※' | '·' => {
            true
        }
        _ => false,
    };
    let is_word = rest.chars().any(|c| is_han(c) || c.is_alphabetic());
    if is_mark && is_word { rest } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts_and_invisible_signs_go() {
        let lines =
            lines_of("一\r\n二\r三\u{2028}\u{FEFF}四\u{200B}\n## 五、重点\n**责任单位**：局");
        let texts: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["一", "二", "三", "四", "五、重点", "责任单位：局"]);
        assert_eq!(lines[3].number, 4);
    }

    #[test]
    fn signs_of_empty_cells_go_and_rows_stay() {
        let lines = lines_of("某局要点 | ||||\n|\n| 一 | 二 | |");
        let texts: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["某局要点", "", "| 一 | 二 | |"]);
    }

    #[test]
    fn list_marks_go_and_page_numbers_stay() {
        assert_eq!(without_bullet("- 6.全面深化"), "6.全面深化");
        assert_eq!(without_bullet("● 责任单位：局"), "责任单位：局");
        assert_eq!(without_bullet("- 3 -"), "- 3 -");
        assert_eq!(without_bullet("—观察—描述"), "—观察—描述");
    }
}
