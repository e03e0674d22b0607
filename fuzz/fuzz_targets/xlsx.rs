//! Workbooks: a whole package, or, behind a first byte that is odd, the rows of a sheet.
#![no_main]

mod package;

use libfuzzer_sys::fuzz_target;

const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fuzz_target!(|data: &[u8]| {
    let bytes = match data.split_first() {
        Some((first, rows)) if first % 2 == 1 => workbook(rows),
        _ => data.to_vec(),
    };
    let _ = duban::import::containers::xlsx::read(&bytes);
});

fn workbook(rows: &[u8]) -> Vec<u8> {
    let relations = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"{RELATION}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns:r=\"{RELATION}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    package::of(&[
        ("_rels/.rels", relations("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        (
            "xl/worksheets/sheet1.xml",
            &[b"<worksheet><sheetData>", rows, b"</sheetData></worksheet>"].concat(),
        ),
    ])
}
