//! Packages built in memory for tests.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::import::fault::{ContainerFault, ImportFault};

/// Why what is read is refused, in time.
pub fn refusal<T: std::fmt::Debug>(
    read: impl FnOnce() -> Result<T, ImportFault>,
) -> ContainerFault {
    let begun = std::time::Instant::now();
    let read = read();
    assert!(begun.elapsed().as_secs() < 10);
    match read {
        Err(ImportFault::Container(fault)) => fault,
        other => panic!("not refused: {other:?}"),
    }
}

/// A zip of these parts.
pub fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A docx with this body, and these styles and lists.
pub fn docx(body: &str, styles: &str, numbering: &str) -> Vec<u8> {
    let part = |root: &str, inside: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:{root} xmlns:w=\"w\" xmlns:mc=\"mc\">{inside}</w:{root}>"
        )
    };
    let relation = |kind: &str, target: &str| {
        format!("<Relationship Id=\"{kind}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |inside: String| format!("<Relationships>{inside}</Relationships>");
    package(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            &relations(relation("officeDocument", "word/document.xml")),
        ),
        (
            "word/_rels/document.xml.rels",
            &relations(relation("styles", "styles.xml") + &relation("numbering", "numbering.xml")),
        ),
        (
            "word/document.xml",
            &part("document", &format!("<w:body>{body}</w:body>")),
        ),
        ("word/styles.xml", &part("styles", styles)),
        ("word/numbering.xml", &part("numbering", numbering)),
        (
            "word/header1.xml",
            &part("hdr", "<w:p><w:r><w:t>页眉</w:t></w:r></w:p>"),
        ),
    ])
}

/// An xlsx of these sheets: name, state, and what stands inside `worksheet`.
pub fn xlsx(sheets: &[(&str, &str, &str)], strings: &str, styles: &str) -> Vec<u8> {
    let mut listed = String::new();
    let mut relations = String::new();
    let mut parts: Vec<(String, String)> = Vec::new();
    for (index, (name, state, inside)) in sheets.iter().enumerate() {
        listed += &format!(
            "<sheet name=\"{name}\" sheetId=\"{index}\" state=\"{state}\" r:id=\"s{index}\"/>"
        );
        relations += &format!(
            "<Relationship Id=\"s{index}\" Type=\"http://x/relationships/worksheet\" Target=\"worksheets/{index}.xml\"/>"
        );
        parts.push((
            format!("xl/worksheets/{index}.xml"),
            format!("<worksheet>{inside}</worksheet>"),
        ));
    }
    let fixed = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            "<Relationships><Relationship Id=\"w\" Type=\"http://x/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned(),
        ),
        ("xl/workbook.xml", format!("<workbook xmlns:r=\"r\"><sheets>{listed}</sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships>{relations}</Relationships>")),
        ("xl/sharedStrings.xml", strings.to_owned()),
        ("xl/styles.xml", styles.to_owned()),
    ];
    let fixed = fixed.iter().map(|(name, text)| (*name, text.as_str()));
    let own = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    package(&fixed.chain(own).collect::<Vec<_>>())
}

/// A table of a docx. Each line end in a cell begins a paragraph, `^` continues the cell above, and
/// each `>` at its end makes a cell a column wider.
pub fn word_table(rows: &[&[&str]]) -> String {
    let cell = |at: usize, number: usize, text: &str| {
        let is_markup = text.starts_with('<');
        let own = if is_markup {
            text
        } else {
            text.trim_end_matches('>')
        };
        let below = rows.get(number + 1).and_then(|row| row.get(at));
        let merge = match (own, below) {
            ("^", _) => "<w:vMerge/>",
            (_, Some(&"^")) => "<w:vMerge w:val=\"restart\"/>",
            _ => "",
        };
        let span = text.len() - own.len() + 1;
        let paragraphs: String = match own {
            "^" => word_paragraph(""),
            own if is_markup => own.to_owned(),
            own => own.split('\n').map(word_paragraph).collect(),
        };
        format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/>{merge}</w:tcPr>{paragraphs}</w:tc>")
    };
    let row = |(number, row): (usize, &&[&str])| {
        let cells = row.iter().enumerate();
        let cells: String = cells.map(|(at, text)| cell(at, number, text)).collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let rows: String = rows.iter().enumerate().map(row).collect();
    format!("<w:tbl>{rows}</w:tbl>")
}

/// A paragraph of a docx.
pub fn word_paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}
