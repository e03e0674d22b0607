use proptest::prelude::*;

use super::{place, read};
use crate::domain::doubt::DoubtKind;
use crate::import::fault::ContainerFault;
use crate::import::fixture::{package, refusal, xlsx};
use crate::import::source::SourceText;
use crate::import::source::sheet::{CellOrigin, SourceSheet};

const STRINGS: &str = "<sst uniqueCount=\"2\"><si><t>序号</t></si><si><r><t>重点</t></r><r><t>任务</t></r></si></sst>";
const STYLES: &str = "<styleSheet><numFmts><numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>\
    <numFmt numFmtId=\"177\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/></numFmts>\
    <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"9\"/><xf numFmtId=\"176\"/><xf numFmtId=\"177\"/><xf numFmtId=\"57\"/></cellXfs></styleSheet>";

fn rows(rows: &str) -> String {
    format!("<sheetData>{rows}</sheetData>")
}

fn text(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn book(sheet: &str) -> Vec<u8> {
    xlsx(&[("台账", "visible", sheet)], STRINGS, STYLES)
}

fn shown(sheets: &[SourceSheet]) -> String {
    SourceText::of_sheets(sheets).to_text()
}

#[test]
fn values_are_read_as_people_see_them() {
    let sheet = rows(
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>\
         <row r=\"3\"><c r=\"A3\"><v>1</v></c><c r=\"B3\" s=\"1\"><v>45473</v></c><c r=\"C3\" s=\"2\"><v>0.5</v></c>\
         <c r=\"D3\" s=\"3\"><v>45444</v></c><c r=\"E3\" s=\"4\"><v>45473</v></c><c r=\"F3\" s=\"5\"><v>45444</v></c>\
         <c r=\"G3\"><v>2.50</v></c><c r=\"H3\" t=\"b\"><v>1</v></c><c r=\"I3\" t=\"str\"><f>A1</f><v>文</v></c></row>",
    );
    let (sheets, warnings) = read(&book(&sheet)).unwrap();
    assert_eq!(
        shown(&sheets),
        "序号\t重点任务\t\t\t\t\t\t\t\n1\t2024-06-30\t50%\t2024-06\t2024-06-30\t2024-06\t2.5\t是\t文"
    );
    assert_eq!(sheets[0].rows[1].number, 3);
    assert!(warnings.is_empty());
}

#[test]
fn merged_regions_are_filled_and_a_title_over_all_columns_is_one_line() {
    let sheet = rows(&format!(
        "<row r=\"1\">{}</row><row r=\"2\">{}{}{}</row><row r=\"3\">{}</row>",
        text("A1", "标题"),
        text("A2", "一"),
        text("B2", "甲"),
        text("C2", "局"),
        text("B3", "乙")
    )) + "<mergeCells><mergeCell ref=\"A1:XFD1\"/><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"C2:C900\"/></mergeCells>";
    let (sheets, _) = read(&book(&sheet)).unwrap();
    assert_eq!(shown(&sheets), "标题\n一\t甲\t局\n一\t乙\t局");
    let last = &sheets[0].rows[2].cells;
    let origins: Vec<CellOrigin> = last.iter().map(|cell| cell.origin).collect();
    assert_eq!(
        origins,
        [CellOrigin::Above, CellOrigin::Own, CellOrigin::Above]
    );
}

#[test]
fn hidden_sheets_empty_formulas_and_errors_are_told() {
    let hidden = rows(&format!("<row r=\"1\">{}</row>", text("A1", "暗")));
    let shown_sheet = rows(
        "<row r=\"2\"><c r=\"B2\"><f>1+1</f></c><c r=\"C2\" t=\"e\"><v>#REF!</v></c><c r=\"D2\"><v>7</v></c></row>",
    );
    let sheets = [
        ("旧", "hidden", hidden.as_str()),
        ("新", "visible", shown_sheet.as_str()),
    ];
    let (sheets, warnings) = read(&xlsx(&sheets, STRINGS, STYLES)).unwrap();
    assert_eq!(shown(&sheets), "7");
    let [sheet, cell, error, formula] = ["旧", "C2", "#REF!", "B2"].map(str::to_owned);
    let (count, cells) = (1, vec![formula]);
    assert_eq!(
        warnings,
        [
            DoubtKind::HiddenSheet { sheet }.at(None),
            DoubtKind::ErrorCell { cell, error }.at(2),
            DoubtKind::FormulasWithoutResult { count, cells }.at(2),
        ]
    );
}

fn fault(bytes: &[u8]) -> ContainerFault {
    refusal(|| read(bytes))
}

#[test]
fn a_cell_in_the_last_corner_is_refused_without_asking_for_memory() {
    let far = rows(&format!(
        "<row r=\"1048576\">{}</row>",
        text("XFD1048576", "x")
    ));
    assert_eq!(fault(&book(&far)), ContainerFault::TooManyColumns(256));
    let low = rows(&format!(
        "<row r=\"1\">{}</row><row r=\"1048576\">{}</row>",
        text("A1", "x"),
        text("B1048576", "y")
    ));
    let (sheets, _) = read(&book(&low)).unwrap();
    assert_eq!(sheets[0].rows.len(), 2);
}

#[test]
fn more_cells_or_rows_than_a_ledger_has_are_refused_in_time() {
    let mut many = String::new();
    for row in 1..=2_100_u32 {
        many += &format!("<row r=\"{row}\">");
        for column in 0..100_u32 {
            many += &format!("<c><v>{}</v></c>", row.wrapping_mul(31_337) ^ column);
        }
        many += "</row>";
    }
    assert_eq!(
        fault(&book(&rows(&many))),
        ContainerFault::TooManyCells(200_000)
    );
    let tall: String = (1..=20_001)
        .map(|row| format!("<row r=\"{row}\"><c><v>{row}</v></c></row>"))
        .collect();
    assert_eq!(
        fault(&book(&rows(&tall))),
        ContainerFault::TooManyRows(20_000)
    );
}

#[test]
fn what_calamine_takes_on_trust_is_checked_before() {
    let claims = "<sst uniqueCount=\"18446744073709551615\"><si><t>x</t></si></sst>";
    let bytes = xlsx(&[("a", "visible", &rows(""))], claims, STYLES);
    assert!(matches!(fault(&bytes), ContainerFault::BadXml(_)));
    let font = format!("<font><name val=\"{}\"/></font>", "x".repeat(3_000));
    let styles = format!("<styleSheet><fonts>{font}</fonts></styleSheet>");
    let bytes = xlsx(&[("a", "visible", &rows(""))], STRINGS, &styles);
    assert!(matches!(fault(&bytes), ContainerFault::BadXml(_)));
    let entity = "<!DOCTYPE a [<!ENTITY b \"c\">]><sst/>";
    let bytes = xlsx(&[("a", "visible", &rows(""))], entity, STYLES);
    assert_eq!(fault(&bytes), ContainerFault::Doctype);
}

#[test]
fn text_that_merging_or_sharing_multiplies_is_refused() {
    let long = format!("<sst><si><t>{}</t></si></sst>", "督办".repeat(50_000));
    let many: String = (1..=300)
        .map(|row| format!("<row r=\"{row}\"><c t=\"s\"><v>0</v></c></row>"))
        .collect();
    let bytes = xlsx(&[("a", "visible", &rows(&many))], &long, STYLES);
    assert_eq!(fault(&bytes), ContainerFault::TooMuchText(32));
    let mut merged = String::new();
    for row in 1..=2_000 {
        merged += &format!(
            "<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c><c r=\"IV{row}\"><v>1</v></c></row>"
        );
    }
    let regions = "<mergeCell ref=\"A1:IV2000\"/>".repeat(200);
    let sheet = format!("{}<mergeCells>{regions}</mergeCells>", rows(&merged));
    assert_eq!(fault(&book(&sheet)), ContainerFault::TooManyCells(200_000));
}

#[test]
fn many_sheets_of_one_part_are_not_read_for_ever() {
    let blank = format!(
        "<worksheet><sheetData>{}</sheetData></worksheet>",
        "<row/>".repeat(20_000)
    );
    let mut listed = String::new();
    for index in 0..1_000 {
        listed += &format!("<sheet name=\"{index}\" r:id=\"s\"/>");
    }
    let noise: String = (0..60_000_u32)
        .map(|n| format!("<!--{}-->", n.wrapping_mul(2_654_435_761)))
        .collect();
    let bytes = package(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            "<Relationships><Relationship Type=\"x/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            &format!("<workbook><sheets>{listed}</sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"s\" Type=\"x/worksheet\" Target=\"1.xml\"/></Relationships>",
        ),
        ("xl/1.xml", &(blank + &noise)),
    ]);
    fault(&bytes);
}

#[test]
fn cells_are_named_as_people_name_them() {
    assert_eq!(place(4, 2), "C5");
    assert_eq!(place(0, 26), "AA1");
    assert_eq!(place(1_048_575, 16_383), "XFD1048576");
    assert_eq!(place(u32::MAX, u32::MAX).len(), 17);
}

fn sample() -> Vec<u8> {
    let sheet = rows(&format!(
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c>{}</row><row r=\"2\"><c r=\"A2\" s=\"1\"><v>45473</v></c><c r=\"B2\"><f>1</f></c></row>",
        text("B1", "乙")
    )) + "<mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells>";
    book(&sheet)
}

/// Pieces of a sheet in any order.
fn piece() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec![
        "row",
        "c",
        "v",
        "f",
        "is",
        "t",
        "mergeCells",
        "mergeCell",
        "sheetData",
    ]);
    let value = prop::sample::select(vec![
        "1",
        "-1",
        "A1:B2",
        "XFD1048576:A1",
        "99999999999999999999",
        "s",
        "str",
        "inlineStr",
        "e",
        "d",
        "n",
        "",
        "1e999",
        "ZZZZZZ9",
    ]);
    (names, value.clone(), value, 0..4).prop_map(|(name, a, b, form)| match form {
        0 => format!("<{name} r=\"{a}\" t=\"{b}\" ref=\"{a}\" s=\"{a}\" si=\"{b}\">"),
        1 => format!("</{name}>"),
        2 => format!("<{name} r=\"{b}\" t=\"{a}\" ref=\"{b}\">{b}</{name}>"),
        _ => a.to_owned(),
    })
}

proptest! {
    #[test]
    fn a_workbook_with_altered_bytes_is_read_or_refused(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = sample();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read(&bytes);
    }

    #[test]
    fn a_sheet_of_any_elements_in_any_order_is_read_or_refused(
        pieces in proptest::collection::vec(piece(), 0..40),
    ) {
        let _ = read(&book(&rows(&pieces.concat())));
        let styles = format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", pieces.concat());
        let _ = read(&xlsx(&[("a", "visible", "<sheetData/>")], &pieces.concat(), &styles));
    }
}
