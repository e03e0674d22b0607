use proptest::prelude::*;

use super::read;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::Warning;
use crate::import::fault::ContainerFault;
use crate::import::fixture::{docx, package, refusal};
use crate::import::source::sheet::CellOrigin;
use crate::import::source::{LineKind, SourceText};

fn source(body: &str, styles: &str, numbering: &str) -> (SourceText, Vec<Warning>) {
    read(&docx(body, styles, numbering)).unwrap()
}

/// A paragraph of one run, with these properties.
fn p(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn in_list(list: i32, level: i32, text: &str) -> String {
    let properties =
        format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>");
    p(&properties, text)
}

fn level(at: i32, numeral: &str, label: &str, more: &str) -> String {
    format!(
        "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{numeral}\"/>{more}\
         <w:lvlText w:val=\"{label}\"/></w:lvl>"
    )
}

fn list(id: i32, of: i32, more: &str) -> String {
    format!("<w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"{of}\"/>{more}</w:num>")
}

/// 一、 and （一） and 1. as plans have them.
fn plan_lists() -> String {
    let levels = [
        level(0, "chineseCounting", "%1、", "<w:pStyle w:val=\"H1\"/>"),
        level(
            1,
            "chineseCountingThousand",
            "（%2）",
            "<w:pStyle w:val=\"H2\"/>",
        ),
        level(2, "decimal", "%3.", ""),
        level(3, "decimal", "%1.%3.%4", "<w:isLgl/>"),
    ];
    format!(
        "<w:abstractNum w:abstractNumId=\"7\">{}</w:abstractNum>{}{}{}",
        levels.concat(),
        list(1, 7, ""),
        list(
            2,
            7,
            "<w:lvlOverride w:ilvl=\"2\"><w:startOverride w:val=\"5\"/></w:lvlOverride>"
        ),
        list(
            3,
            7,
            &format!(
                "<w:lvlOverride w:ilvl=\"0\">{}</w:lvlOverride>",
                level(0, "upperLetter", "附件%1", "")
            )
        )
    )
}

#[test]
fn automatic_numbers_are_written_out_and_deeper_levels_begin_anew() {
    let body = [
        in_list(1, 0, "总体要求"),
        in_list(1, 1, "目标"),
        in_list(1, 2, "甲"),
        in_list(1, 2, "乙"),
        in_list(1, 1, "原则"),
        in_list(1, 2, "丙"),
        in_list(1, 0, "重点任务"),
        in_list(1, 1, "保障"),
        in_list(1, 2, "丁"),
        in_list(1, 3, "戊"),
        p("", "无号"),
    ]
    .concat();
    let (source, _) = source(&body, "", &plan_lists());
    assert_eq!(
        source.to_text(),
        "一、总体要求\n（一）目标\n1.甲\n2.乙\n（二）原则\n1.丙\n二、重点任务\n（一）保障\n1.丁\n2.1.1 戊\n无号"
    );
}

#[test]
fn lists_of_one_kind_count_on_unless_a_start_is_given() {
    let body = [
        in_list(1, 2, "一"),
        in_list(2, 2, "二"),
        in_list(2, 2, "三"),
        in_list(1, 2, "四"),
        in_list(3, 0, "表"),
        in_list(0, 0, "没有"),
        in_list(99, 0, "不存在"),
    ]
    .concat();
    let (source, _) = source(&body, "", &plan_lists());
    assert_eq!(
        source.to_text(),
        "1.一\n5.二\n6.三\n7.四\n附件A 表\n没有\n不存在"
    );
}

#[test]
fn a_style_brings_its_number_and_its_level() {
    let styles = "<w:style w:type=\"paragraph\" w:styleId=\"H1\"><w:name w:val=\"heading 1\"/>\
        <w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"H2\"><w:basedOn w:val=\"H1\"/></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"Mine\"><w:basedOn w:val=\"H2\"/></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"A\"><w:basedOn w:val=\"B\"/></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"T\"><w:name w:val=\"toc 1\"/></w:style>";
    let style = |id: &str| format!("<w:pStyle w:val=\"{id}\"/>");
    let none = format!("{}<w:numPr><w:numId w:val=\"0\"/></w:numPr>", style("H1"));
    let body = [
        p(&style("T"), "一、要求\t1"),
        p(&style("H1"), "要求"),
        p(&style("H2"), "目标"),
        p(&style("Mine"), "原则"),
        p(&none, "不编号"),
        p(&style("A"), "环"),
        p(&style("H1"), ""),
        p(&style("H1"), "任务"),
    ]
    .concat();
    let (source, _) = source(&body, styles, &plan_lists());
    assert_eq!(
        source.to_text(),
        "一、要求\n（一）目标\n（二）原则\n不编号\n环\n\n三、任务"
    );
}

#[test]
fn a_list_may_be_that_of_a_numbering_style_and_bullets_are_no_numbers() {
    let numbering = format!(
        "<w:abstractNum w:abstractNumId=\"1\"><w:numStyleLink w:val=\"S\"/></w:abstractNum>\
         <w:abstractNum w:abstractNumId=\"2\"><w:styleLink w:val=\"S\"/>{}</w:abstractNum>\
         <w:abstractNum w:abstractNumId=\"3\">{}{}</w:abstractNum>{}{}",
        level(0, "ideographTraditional", "%1、", ""),
        level(0, "bullet", "", ""),
        level(1, "none", "%2.", ""),
        list(1, 1, ""),
        list(2, 3, "")
    );
    let body = [
        in_list(1, 0, "子"),
        in_list(2, 0, "丑"),
        in_list(2, 1, "寅"),
    ]
    .concat();
    assert_eq!(source(&body, "", &numbering).0.to_text(), "甲、子\n丑\n寅");
}

#[test]
fn tracked_changes_count_as_accepted() {
    let body = "<w:p><w:r><w:t>建设</w:t></w:r><w:del><w:r><w:delText>三</w:delText><w:t>三</w:t></w:r></w:del>\
        <w:ins><w:r><w:t>五</w:t></w:r></w:ins><w:r><w:t>所</w:t></w:r></w:p>\
        <w:p><w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新处</w:t></w:r></w:moveTo></w:p>\
        <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>\
        <w:p><w:pPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:pPrChange></w:pPr>\
        <w:r><w:t>后半</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>删行</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let (source, _) = source(body, "", &plan_lists());
    assert_eq!(source.to_text(), "建设五所\n新处\n前半后半");
}

#[test]
fn fields_boxes_controls_and_signs_come_out_once() {
    let body = "<w:p><w:r><w:t>第</w:t></w:r><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>\
        <w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>\
        <w:r><w:t>3</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:t>页</w:t></w:r></w:p>\
        <w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
        <mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>\
        <w:r><w:t>外</w:t></w:r></w:p>\
        <w:sdt><w:sdtPr><w:r><w:t>不读</w:t></w:r></w:sdtPr><w:sdtContent><w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr>\
        <w:r><w:t xml:space=\"preserve\">控 件</w:t><w:tab/><w:t>a&amp;&#x4E00;</w:t><w:br/><w:t>下</w:t><w:noBreakHyphen/></w:r></w:p></w:sdtContent></w:sdt>";
    let (source, warnings) = source(body, "", "");
    assert_eq!(source.to_text(), "第3页\n框\n外\n控 件\ta&一\n下-");
    assert!(warnings.is_empty());
}

#[test]
fn a_date_that_word_renews_gets_a_warning() {
    let body = "<w:p><w:r><w:t>标题</w:t></w:r></w:p>\
        <w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText> DA</w:instrText><w:instrText>TE \\@ \"yyyy\"</w:instrText>\
        <w:fldChar w:fldCharType=\"separate\"/><w:t>2024年1月2日</w:t><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>\
        <w:p><w:fldSimple w:instr=\" TIME \"><w:r><w:t>9时</w:t></w:r></w:fldSimple></w:p>";
    let (source, warnings) = source(body, "", "");
    assert_eq!(source.to_text(), "标题\n2024年1月2日\n9时");
    assert_eq!(warnings, [2, 3].map(|line| DoubtKind::RenewedDate.at(line)));
}

fn cell(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p("", text))
}

fn row(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

#[test]
fn merged_cells_are_filled_from_their_first_cell() {
    let first = "<w:vMerge w:val=\"restart\"/>";
    let body = format!(
        "{}<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid>{}{}{}</w:tbl>{}",
        p("", "表"),
        row(&[cell("<w:gridSpan w:val=\"3\"/>", "分工")]),
        row(&[cell(first, "一"), cell("", "甲"), cell(first, "局")]),
        row(&[
            cell("<w:vMerge/>", ""),
            cell("", "乙"),
            cell("<w:vMerge w:val=\"continue\"/>", "")
        ]),
        p("", "完")
    );
    let (source, _) = source(&body, "", "");
    assert_eq!(
        source.to_text(),
        "表\n分工\t分工\t分工\n一\t甲\t局\n一\t乙\t局\n完"
    );
    assert!(matches!(&source.lines[1].kind, LineKind::Row(row) if row.cells.len() == 3));
    let numbers: Vec<_> = source.lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
}

#[test]
fn paragraphs_and_tables_inside_a_cell_stay_in_it() {
    let inner = format!("<w:tbl>{}</w:tbl>", row(&[cell("", "子"), cell("", "丑")]));
    let body = format!(
        "<w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr><w:tc>{}{}{inner}</w:tc>{}</w:tr></w:tbl>",
        p("", "一"),
        p("", "二"),
        cell("", "三")
    );
    let (source, _) = source(&body, "", "");
    assert_eq!(source.to_text(), "\t一 二 子 丑\t三");
    let LineKind::Row(row) = &source.lines[0].kind else {
        panic!("no row");
    };
    assert_eq!(row.cells[1].text, "一\n二\n子 丑");
}

#[test]
fn a_table_of_one_column_is_a_frame_and_its_paragraphs_and_tables_are_those_of_the_text() {
    let inner = format!("<w:tbl>{}</w:tbl>", row(&[cell("", "子"), cell("", "丑")]));
    let framed = format!(
        "<w:tc>{}{}{inner}{}</w:tc>",
        p("", "一"),
        p("", "二"),
        p("", "三")
    );
    let body = format!(
        "<w:tbl><w:tr>{framed}</w:tr>{}</w:tbl>",
        row(&[cell("", "四")])
    );
    let (source, _) = source(&body, "", "");
    assert_eq!(source.to_text(), "一\n二\n子\t丑\n三\n四");
    let rows = source
        .lines
        .iter()
        .filter(|line| line.kind != LineKind::Text);
    assert_eq!(rows.count(), 1);
}

#[test]
fn an_empty_numbered_paragraph_is_the_number_of_its_cell_and_nothing_in_the_text() {
    let numbered = format!("<w:tc>{}</w:tc>", in_list(1, 2, ""));
    let line = row(&[numbered, cell("", "甲")]);
    let body = format!("{}<w:tbl>{line}{line}</w:tbl>", in_list(1, 1, ""));
    let (source, _) = source(&body, "", &plan_lists());
    assert_eq!(source.to_text(), "\n1.\t甲\n2.\t甲");
}

#[test]
fn a_row_says_which_cells_are_merged_and_which_table_it_is_of() {
    let first = row(&[
        cell("<w:vMerge w:val=\"restart\"/>", "甲"),
        cell("<w:gridSpan w:val=\"2\"/>", "乙"),
    ]);
    let second = row(&[cell("<w:vMerge/>", ""), cell("", "丙"), cell("", "丁")]);
    let body = format!("<w:tbl>{first}{second}</w:tbl><w:tbl>{first}</w:tbl>");
    let (source, _) = source(&body, "", "");
    let rows = source.lines.iter().map(|line| match &line.kind {
        LineKind::Row(row) => (
            row.table,
            row.cells.iter().map(|cell| cell.origin).collect(),
        ),
        LineKind::Text => (0, Vec::new()),
    });
    use CellOrigin::{Above, Left, Own};
    let want = [
        (1, vec![Own, Own, Left]),
        (1, vec![Above, Own, Own]),
        (2, vec![Own, Own, Left]),
    ];
    assert_eq!(rows.collect::<Vec<_>>(), want);
}

#[test]
fn a_date_that_word_renews_in_a_table_is_told_by_its_row() {
    let clock = "<w:tc><w:p><w:fldSimple w:instr=\"DATE\"><w:r><w:t>今</w:t></w:r></w:fldSimple></w:p></w:tc>";
    let rows = row(&[cell("", "甲"), cell("", "乙")]) + &row(&[cell("", "丙"), clock.to_owned()]);
    let body = format!("{}<w:tbl>{rows}</w:tbl>", p("", "标题"));
    let (_, warnings) = source(&body, "", "");
    assert_eq!(warnings, [DoubtKind::RenewedDate.at(3)]);
}

fn fault(bytes: &[u8]) -> ContainerFault {
    refusal(|| read(bytes))
}

#[test]
fn what_no_document_needs_is_refused() {
    let deep = "<w:sdt>".repeat(300) + &"</w:sdt>".repeat(300);
    assert_eq!(fault(&docx(&deep, "", "")), ContainerFault::TooDeep(256));
    let nested = "<w:tbl><w:tr><w:tc>".repeat(10_000);
    assert_eq!(fault(&docx(&nested, "", "")), ContainerFault::TooDeep(256));
    let whole = docx(&p("", "完整"), "", "");
    assert_eq!(fault(&whole[..whole.len() / 2]), ContainerFault::Broken);
    let entity = "<!DOCTYPE x [<!ENTITY a \"b\">]><w:document>&a;</w:document>";
    let bomb = package(&[("word/document.xml", entity)]);
    assert_eq!(fault(&bomb), ContainerFault::Doctype);
    let unknown = package(&[("word/document.xml", "<a>&mine;</a>")]);
    assert!(matches!(fault(&unknown), ContainerFault::BadXml(_)));
    let nothing = package(&[("x.xml", "<a/>")]);
    assert!(matches!(fault(&nothing), ContainerFault::NoPart(_)));
    let wide = row(&[cell("<w:gridSpan w:val=\"900000\"/>", "x")]);
    let wide = format!("<w:tbl>{wide}</w:tbl>");
    assert_eq!(
        fault(&docx(&wide, "", "")),
        ContainerFault::TooManyColumns(256)
    );
}

#[test]
fn bombs_are_refused_before_they_unfold() {
    let spaces = " ".repeat((64 << 20) + 1);
    let large = package(&[("word/document.xml", &spaces)]);
    assert_eq!(fault(&large), ContainerFault::PartTooLarge(64));
    let dense = package(&[("word/document.xml", &spaces[..2 << 20])]);
    assert_eq!(fault(&dense), ContainerFault::TooDense(200));
    drop(spaces);
    // Filled cells multiply: a long text over many columns and rows.
    let long = "督办".repeat(100_000);
    let mut rows = row(&[cell(
        "<w:gridSpan w:val=\"200\"/><w:vMerge w:val=\"restart\"/>",
        &long,
    )]);
    for _ in 0..200 {
        rows += &row(&[cell("<w:gridSpan w:val=\"200\"/><w:vMerge/>", "")]);
    }
    let filled = docx(&format!("<w:tbl>{rows}</w:tbl>"), "", "");
    assert_eq!(fault(&filled), ContainerFault::TooMuchText(32));
    // Empty cells take room as well.
    let mut rows = String::new();
    for index in 0..30_000_u32 {
        let noise = index.wrapping_mul(2_654_435_761);
        rows += &format!(
            "<w:tr w:id=\"{noise}\">{}</w:tr>",
            cell("<w:gridSpan w:val=\"256\"/>", "")
        );
    }
    let empty = docx(&format!("<w:tbl>{rows}</w:tbl>"), "", "");
    assert_eq!(fault(&empty), ContainerFault::TooMuchText(32));
    // Noise keeps the ratio down.
    let mut many = String::new();
    for index in 0..250_000_u32 {
        many += &format!("<w:p w:id=\"{}\"/>", index.wrapping_mul(2_654_435_761));
    }
    let many = docx(&many, "", "");
    assert_eq!(fault(&many), ContainerFault::TooManyLines(200_000));
}

#[test]
fn a_hundred_thousand_parts_are_refused() {
    let names: Vec<String> = (0..20_000).map(|index| format!("{index}.xml")).collect();
    let parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(
        fault(&package(&parts)),
        ContainerFault::TooManyParts(10_000)
    );
}

fn sample() -> Vec<u8> {
    let table = row(&[
        cell("<w:vMerge w:val=\"restart\"/>", "甲"),
        cell("<w:gridSpan w:val=\"2\"/>", "乙"),
    ]);
    let body = format!(
        "{}{}<w:tbl>{table}{table}</w:tbl><w:p><w:del><w:r><w:t>x</w:t></w:r></w:del></w:p>",
        in_list(1, 0, "总体"),
        in_list(1, 1, "目标")
    );
    docx(&body, "<w:style w:styleId=\"H1\"/>", &plan_lists())
}

proptest! {
    #[test]
    fn a_document_with_altered_bytes_is_read_or_refused(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = sample();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = read(&bytes);
    }

    #[test]
    fn a_body_of_any_elements_in_any_order_is_read_or_refused(
        pieces in proptest::collection::vec(piece(), 0..60),
    ) {
        let bytes = docx(&pieces.concat(), "", &plan_lists());
        let _ = read(&bytes);
    }

    #[test]
    fn random_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(read(&bytes).is_err());
    }
}

/// An element begun, ended or empty, or some text.
fn piece() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec![
        "p",
        "r",
        "t",
        "tbl",
        "tr",
        "tc",
        "tcPr",
        "trPr",
        "pPr",
        "rPr",
        "numPr",
        "numId",
        "ilvl",
        "gridSpan",
        "vMerge",
        "hMerge",
        "gridBefore",
        "del",
        "ins",
        "fldChar",
        "instrText",
        "br",
        "AlternateContent",
        "Choice",
        "Fallback",
        "sdt",
        "pStyle",
    ]);
    let value = prop::sample::select(vec![
        "1",
        "-1",
        "restart",
        "99999999999999999999",
        "begin",
        "H1",
    ]);
    (names, value, 0..4).prop_map(|(name, value, form)| match form {
        0 => format!("<w:{name} w:val=\"{value}\">"),
        1 => format!("</w:{name}>"),
        2 => format!("<w:{name} w:val=\"{value}\" w:fldCharType=\"{value}\"/>"),
        _ => "字".to_owned(),
    })
}
