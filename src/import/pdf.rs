//! The text of a PDF as paragraphs: pdftotext gives the lines as they stand on the page.

use super::convert;
use super::fault::{ConverterFault, ImportFault};
use super::source::Source;
use crate::text::columns;

/// Reads the bytes of a PDF.
///
/// # Errors
/// The converter is missing or fails, or the file is a scan.
pub fn read(bytes: &[u8]) -> Result<Source, ImportFault> {
    let text = convert::text_of_pdf(bytes)?;
    let text = String::from_utf8_lossy(&text);
    if !text.chars().any(char::is_alphanumeric) {
        return Err(ConverterFault::NoTextLayer.into());
    }
    Ok(paragraphs(&text))
}

/// Joins the lines of a paragraph: a line as wide as the page goes on in the next one, unless
/// that one is set in, as the beginnings of paragraphs are.
fn paragraphs(text: &str) -> Source {
    let lines: Vec<&str> = text
        .split(['\n', '\u{C}'])
        .map(str::trim_end)
        .filter(|line| !is_page_number(line))
        .collect();
    let filled = || lines.iter().filter(|line| !line.trim().is_empty());
    let margin = filled().map(|line| indent(line)).min().unwrap_or(0);
    let width = filled().map(|line| columns(line)).max().unwrap_or(0);
    let mut source = Source::default();
    let mut paragraph = String::new();
    let mut number = 0;
    let mut is_full = false;
    for line in lines {
        let is_set_in = indent(line) > margin + 1;
        let goes_on = is_full && !is_set_in && !line.trim().is_empty();
        if !goes_on && !paragraph.is_empty() {
            number += 1;
            source.push_text(number, &std::mem::take(&mut paragraph));
        }
        let ends_ascii = paragraph.ends_with(|c: char| c.is_ascii_alphanumeric());
        if ends_ascii && line.trim().starts_with(|c: char| c.is_ascii_alphanumeric()) {
            paragraph.push(' ');
        }
        paragraph.push_str(line.trim());
        // Signs that may not begin a line leave one or two characters of room before them.
        is_full = columns(line) + 4 >= width && width > 40;
    }
    if !paragraph.is_empty() {
        source.push_text(number + 1, &paragraph);
    }
    source
}

fn indent(line: &str) -> usize {
    columns(&line[..line.len() - line.trim_start().len()])
}

/// `- 3 -` at the foot of a page.
fn is_page_number(line: &str) -> bool {
    let inside = line.trim().trim_matches(['-', '—', '－', '–', ' ']);
    let is_marked = line.trim().len() > inside.len();
    is_marked
        && inside.len() <= 4
        && !inside.is_empty()
        && inside.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_paragraph_are_joined_and_page_numbers_left_out() {
        let full = "督".repeat(28);
        let text = format!(
            "            重点工作方案\n\n    {}\n{full}\n任务。\n    一、总体要求\n    {}\n                - 1 -\n\u{C}{full}\n完。\n",
            "督".repeat(26),
            "查".repeat(26),
        );
        let source = paragraphs(&text);
        let lines: Vec<&str> = source.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert_eq!(lines[0], "重点工作方案");
        assert!(lines[1].ends_with("任务。"));
        assert_eq!(lines[2], "一、总体要求");
        assert!(lines[3].starts_with("查") && lines[3].ends_with("完。"));
    }
}
