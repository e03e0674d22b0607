use proptest::prelude::*;

use super::*;
use crate::import::fixture;

fn read(container: Container, bytes: &[u8], name: &str) -> Result<DocumentContent, ImportFault> {
    super::read(container, bytes, name, &Mappings::default())
}

const PLAN: &[&str] = &[
    "敖汉旗2024年教育工作要点",
    "一、重点任务",
    "1.新建幼儿园。新建公办幼儿园3所，2024年12月底前完成。",
    "牵头单位：旗教育局",
    "责任单位：旗财政局、旗发改委",
    "2.改善办学条件。改造薄弱学校5所，2024年9月底前完成。",
    "牵头单位：旗教育局",
    "责任单位：旗住建局",
];

fn plan_docx() -> Vec<u8> {
    docx_of(PLAN)
}

/// A docx that office programs take, too.
fn docx_of(lines: &[&str]) -> Vec<u8> {
    let paragraphs: String = lines
        .iter()
        .map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>"))
        .collect();
    // Office programs look at the namespaces, this one does not.
    let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    let relation =
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
    fixture::package(&[
        (
            "[Content_Types].xml",
            &format!(
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"{kind}\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"{relation}\" Target=\"word/document.xml\"/></Relationships>"
            ),
        ),
        (
            "word/document.xml",
            &format!(
                "<w:document xmlns:w=\"{namespace}\"><w:body>{paragraphs}</w:body></w:document>"
            ),
        ),
    ])
}

fn of_plan(documents: &[DraftDocument]) -> (Vec<&str>, Vec<Option<String>>) {
    let tasks = &documents[0].tasks;
    (
        tasks.iter().map(|task| task.number.as_str()).collect(),
        tasks
            .iter()
            .map(|task| task.deadline().map(|day| day.to_string()))
            .collect(),
    )
}

fn expected() -> (Vec<&'static str>, Vec<Option<String>>) {
    let days = ["2024-12-31", "2024-09-30"];
    (
        vec!["1", "2"],
        days.iter().map(|day| Some((*day).to_owned())).collect(),
    )
}

#[test]
fn a_word_document_is_read_as_a_plan_with_its_paragraphs_as_lines() {
    let documents = read(Container::Zip, &plan_docx(), "要点.docx")
        .unwrap()
        .documents;
    assert_eq!(of_plan(&documents), expected());
    assert_eq!(documents[0].tasks[1].line, Some(6));
    assert_eq!(
        documents[0].tasks[0].responsible_units,
        ["旗财政局", "旗发改委"]
    );
}

#[test]
fn old_formats_and_pdf_give_what_the_document_gives() {
    if !convert::has_all() {
        crate::skipped::skipped("soffice or pdftotext is not installed");
        return;
    }
    for kind in ["doc", "pdf"] {
        let bytes = convert::by_office(&plan_docx(), "docx", kind).unwrap();
        let container = Container::of_bytes(&bytes).unwrap();
        let documents = read(container, &bytes, &format!("要点.{kind}"))
            .unwrap()
            .documents;
        assert_eq!(of_plan(&documents), expected(), "{kind}");
    }
}

#[test]
fn a_ledger_that_an_office_program_wrote_is_read() {
    if !convert::has_all() {
        crate::skipped::skipped("soffice or pdftotext is not installed");
        return;
    }
    let table = "<html><meta charset=\"utf-8\"><table><tr><td colspan=\"4\">林西县重点任务台账</td></tr>\
        <tr><td>序号</td><td>重点任务</td><td>责任单位</td><td>完成时限</td></tr>\
        <tr><td>1</td><td rowspan=\"2\">改薄</td><td>县教育局</td><td>2024年6月</td></tr>\
        <tr><td>2</td><td>县住建局</td><td>长期坚持</td></tr></table></html>";
    // LibreOffice opens HTML as a sheet when it is called one.
    let open = convert::by_office(table.as_bytes(), "xls", "ods").unwrap();
    let old = convert::by_office(&open, "ods", "xls").unwrap();
    for (kind, bytes) in [("ods", open), ("xls", old)] {
        let container = Container::of_bytes(&bytes).unwrap();
        let documents = read(container, &bytes, &format!("台账.{kind}"))
            .unwrap()
            .documents;
        let head = documents[0].document.as_ref().unwrap();
        assert_eq!(head.title, "林西县重点任务台账", "{kind}");
        let tasks = &documents[0].tasks;
        assert_eq!(tasks.len(), 2, "{kind}");
        assert_eq!((tasks[1].title.as_str(), tasks[1].standing), ("改薄", true));
        assert_eq!(tasks[0].deadline(), "2024-06-30".parse().ok());
    }
}

#[test]
fn a_table_without_a_header_is_read_as_text_and_an_empty_file_is_none() {
    let rows = PLAN.join("\n");
    let documents = read(Container::Separated, rows.as_bytes(), "x.csv")
        .unwrap()
        .documents;
    assert_eq!(of_plan(&documents), expected());
    let empty = fixture::docx("<w:p/>", "", "");
    for (container, bytes) in [
        (Container::Zip, empty),
        (Container::Separated, b",\n".to_vec()),
    ] {
        let read = read(container, &bytes, "x");
        assert!(matches!(read, Err(ImportFault::Empty)), "{read:?}");
    }
}

#[test]
fn locked_files_and_scans_are_named_as_such() {
    let mut locked = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(Container::of_bytes(&locked), Some(Container::Compound));
    let read_locked = read(Container::Compound, &locked, "x.docx");
    assert!(matches!(
        read_locked,
        Err(ImportFault::Container(ContainerFault::Encrypted))
    ));
    if !convert::has_all() {
        crate::skipped::skipped("soffice or pdftotext is not installed");
        return;
    }
    let blank = convert::by_office(&docx_of(&[""]), "docx", "pdf").unwrap();
    let scan = read(Container::Pdf, &blank, "x.pdf");
    assert!(
        matches!(
            scan,
            Err(ImportFault::Converter(ConverterFault::NoTextLayer))
        ),
        "{scan:?}"
    );
    let broken = read(Container::Pdf, b"%PDF-1.4 nothing", "x.pdf");
    assert!(
        matches!(
            broken,
            Err(ImportFault::Converter(ConverterFault::Failed(_)))
        ),
        "{broken:?}"
    );
}

proptest! {
    #[test]
    fn bytes_behind_any_mark_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for mark in [&b"PK\x03\x04"[..], b"PK\x05\x06"] {
            let all = [mark, &bytes].concat();
            prop_assert!(read(Container::Zip, &all, "x.docx").is_err());
        }
        let _ = read(Container::Separated, &bytes, "x.csv");
    }
}
