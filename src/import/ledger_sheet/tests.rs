use proptest::prelude::*;

use super::super::fixture::xlsx;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{DraftDocument, TaskDraft};
use crate::domain::{Field, Progress, Status};
use crate::import::containers::separated;
use crate::import::containers::xlsx;

fn read(
    sheets: &[crate::import::source::sheet::SourceSheet],
    file: &str,
) -> Option<Vec<DraftDocument>> {
    let found = super::read(sheets, file, &Default::default())?;
    Some(found.into_iter().map(|(document, _)| document).collect())
}

fn csv(text: &str) -> Vec<DraftDocument> {
    read(&[separated::read(text).unwrap()], "台账").unwrap()
}

fn only(text: &str) -> TaskDraft {
    let mut documents = csv(text);
    assert_eq!(documents[0].tasks.len(), 1, "{documents:?}");
    documents[0].tasks.remove(0)
}

#[test]
fn a_plain_ledger_becomes_a_task_a_row() {
    let documents = csv("敖汉旗2024年教育重点任务台账,,,,,,,,,\n\
         填报单位：旗教育局,,,,,,,,,\n\
         序号,重点任务,具体举措,责任领导,牵头单位,配合单位,完成时限,领域,进展状态,完成进度,备注\n\
         1,学前教育普及普惠,新建3所幼儿园,李云生、董 树 民,旗教育局,旗财政局、旗发改委,2024年6月底前,学前教育,正在推进,50%,顺利\n\
         2,控辍保学,'=全覆盖,,旗教育局,无,长期坚持,义务教育,已完成,100,\n\
         合计,2项,,,,,,,,,\n");
    let [document] = documents.as_slice() else {
        panic!("{documents:?}");
    };
    let head = document.document.as_ref().unwrap();
    assert_eq!(head.title, "敖汉旗2024年教育重点任务台账");
    assert_eq!(head.region.as_deref(), Some("敖汉旗"));
    let columns = vec!["备注".to_owned()];
    assert_eq!(
        document.warnings,
        [DoubtKind::ColumnsNotTaken { columns }.at(None)]
    );
    let [first, second] = document.tasks.as_slice() else {
        panic!("{:?}", document.tasks);
    };
    assert_eq!((first.number.as_str(), first.line), ("1", Some(4)));
    assert_eq!(first.title, "学前教育普及普惠");
    assert_eq!(first.leaders, ["李云生", "董树民"]);
    assert_eq!(first.assisting_units, ["旗财政局", "旗发改委"]);
    assert_eq!(first.deadline(), "2024-06-30".parse().ok());
    assert_eq!(first.sector.map(|s| s.name()), Some("学前教育"));
    assert_eq!(first.status, Some(Status::InProgress));
    assert_eq!(first.progress.map(Progress::percent), Some(50));
    assert_eq!(second.requirement, "=全覆盖");
    assert!(second.standing && second.assisting_units.is_empty());
    assert_eq!(second.status, Some(Status::Concluded));
    assert!(first.warnings.is_empty() && second.warnings.is_empty());
}

#[test]
fn two_levels_of_headings_count_as_one() {
    for text in [
        "序号,任务名称,责任落实,,时限要求,\n,,牵头,配合,启动时间,完成\n1,甲,教育局,财政局,2024-01-05,2024-12-31\n",
        "序号,任务名称,责任落实,责任落实,时限要求,时限要求\n序号,任务名称,牵头,配合,启动时间,完成\n1,甲,教育局,财政局,2024-01-05,2024-12-31\n",
    ] {
        let task = only(text);
        assert_eq!(task.lead_units, ["教育局"], "{text}");
        assert_eq!(task.assisting_units, ["财政局"]);
        assert_eq!(task.started_on, "2024-01-05".parse().ok());
        assert_eq!(task.deadline(), "2024-12-31".parse().ok());
    }
}

#[test]
fn what_is_not_understood_stays_empty_with_a_warning() {
    let task = only("任务,责任单位,状态,进度,领域,时限\n甲,局,差不多了,快了,重点,尽快\n");
    assert_eq!(
        (task.status, task.progress, task.sector),
        (None, None, None)
    );
    assert_eq!(task.lead_units, ["局"]);
    let text = "尽快".to_owned();
    let unknown = |(field, text): (Field, &str)| {
        let text = text.to_owned();
        DoubtKind::UnknownWord { field, text }
    };
    let words = [
        (Field::Status, "差不多了"),
        (Field::Progress, "快了"),
        (Field::Sector, "重点"),
    ];
    let mut doubts = vec![DoubtKind::DeadlineWithoutDate { text }];
    doubts.extend(words.map(unknown));
    let doubts: Vec<_> = doubts.into_iter().map(|doubt| doubt.at(2)).collect();
    assert_eq!(task.warnings, doubts);
}

#[test]
fn sections_repeated_headers_notes_and_blank_rows_are_no_tasks() {
    let documents = csv(
        "序号,任务,责任单位\n一、教育领域,,\n1,甲,局\n序号,任务,责任单位\n二、卫生领域,,\n2,乙,委\n3,,\n,,\n注：以上按季调度,,\n填表人：张三,,\n",
    );
    let tasks = &documents[0].tasks;
    let found: Vec<_> = tasks
        .iter()
        .map(|task| (task.title.as_str(), task.section_path.join("/")))
        .collect();
    assert_eq!(
        found,
        [
            ("甲", "一、教育领域".to_owned()),
            ("乙", "二、卫生领域".to_owned())
        ]
    );
}

fn text(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn row(number: usize, cells: &[&str]) -> String {
    let cells = cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty());
    let cells: String = cells
        .map(|(at, cell)| text(&format!("{}{number}", char::from(b'A' + at as u8)), cell))
        .collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

fn workbook(rows: &[&[&str]], merged: &[&str]) -> Vec<u8> {
    let rows: String = rows
        .iter()
        .enumerate()
        .map(|(at, cells)| row(at + 1, cells))
        .collect();
    let merged: String = merged
        .iter()
        .map(|region| format!("<mergeCell ref=\"{region}\"/>"))
        .collect();
    let sheet = format!("<sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells>");
    xlsx(&[("Sheet1", "visible", &sheet)], "<sst/>", "<styleSheet/>")
}

#[test]
fn merged_cells_hand_down_everything_but_the_number() {
    let bytes = workbook(
        &[
            &["林西县民生实事台账"],
            &["序号", "任务名称", "工作要求", "责任", "", "时限"],
            &["", "", "", "牵头单位", "责任单位", ""],
            &["1", "改薄", "新建", "教育局", "财政局", "2024年6月"],
            &["", "", "扩建", "", "住建局", ""],
            &["", "", "", "", "发改委", "2024年9月"],
            &["2", "营养餐", "全覆盖", "教育局", "", "长期"],
        ],
        &[
            "A1:F1", "D2:E2", "A2:A3", "B2:B3", "C2:C3", "F2:F3", "A4:A6", "B4:B6", "C5:C6",
            "D4:D6", "F4:F5",
        ],
    );
    let (sheets, warnings) = xlsx::read(&bytes).unwrap();
    assert!(warnings.is_empty());
    let documents = read(&sheets, "文件").unwrap();
    let head = documents[0].document.as_ref().unwrap();
    assert_eq!(head.title, "林西县民生实事台账");
    let [first, part, second] = documents[0].tasks.as_slice() else {
        panic!("{:?}", documents[0].tasks);
    };
    assert_eq!((first.number.as_str(), first.title.as_str()), ("1", "改薄"));
    assert_eq!(part.parent.as_deref(), Some("1"));
    assert_eq!((part.number.as_str(), part.title.as_str()), ("", ""));
    assert_eq!(part.requirement, "扩建");
    assert_eq!(part.lead_units, ["教育局"]);
    assert_eq!(part.responsible_units, ["住建局", "发改委"]);
    assert_eq!(part.deadline_text.as_deref(), Some("2024年6月；2024年9月"));
    assert_eq!(part.deadline(), "2024-09-30".parse().ok());
    assert_eq!(second.number, "2");
}

#[test]
fn sheets_of_one_title_are_told_apart_and_those_without_header_named() {
    let table = |title: &str| {
        let rows = [
            row(1, &[title]),
            row(2, &["任务", "责任单位"]),
            row(3, &["甲", "局"]),
        ];
        format!("<sheetData>{}</sheetData>", rows.concat())
    };
    let (one, none) = (
        table("年度任务台账"),
        format!("<sheetData>{}</sheetData>", row(1, &["目录"])),
    );
    let bytes = xlsx(
        &[
            ("东区", "visible", &one),
            ("西区", "visible", &one),
            ("封面", "visible", &none),
        ],
        "<sst/>",
        "<styleSheet/>",
    );
    let (sheets, _) = xlsx::read(&bytes).unwrap();
    let documents = read(&sheets, "文件").unwrap();
    let titles: Vec<&str> = documents
        .iter()
        .map(|document| document.document.as_ref().unwrap().title.as_str())
        .collect();
    assert_eq!(titles, ["年度任务台账", "年度任务台账（西区）"]);
    let sheet = "封面".to_owned();
    assert_eq!(
        documents[0].warnings,
        [DoubtKind::SheetWithoutHeader { sheet }.at(None)]
    );
    assert!(read(&sheets[2..], "文件").is_none());
}

#[test]
fn our_own_export_is_known_by_its_identifiers() {
    let documents = csv(
        "id,number,parent,document,region,sector,title,requirement,leaders,lead_units,status,progress,deadline,light\n\
         7,3,,方案,敖汉旗,学前教育,甲,,李四,旗教育局,in_progress,40,2024-06-30,red\n\
         8,,7,方案,敖汉旗,学前教育,乙,,,,registered,,,none\n",
    );
    assert!(documents[0].document.is_none());
    let [first, second] = documents[0].tasks.as_slice() else {
        panic!("{documents:?}");
    };
    assert_eq!(first.document.as_deref(), Some("方案"));
    assert_eq!(first.region.as_deref(), Some("敖汉旗"));
    assert_eq!(first.status, Some(Status::InProgress));
    assert_eq!(second.parent.as_deref(), Some("3"));
    assert!(documents[0].warnings.is_empty());
}

proptest! {
    #[test]
    fn no_table_brings_it_down(
        rows in proptest::collection::vec(
            proptest::collection::vec(
                prop_oneof![
                    Just("序号".to_owned()), Just("重点任务".to_owned()), Just("责任单位".to_owned()),
                    Just("完成时限".to_owned()), Just("进度".to_owned()), Just(String::new()),
                    "[0-9]{1,6}[月年%.]?", "[一-龥、：（）\n ]{0,12}", any::<String>(),
                ],
                0..7,
            ),
            0..12,
        ),
    ) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let _ = read(&[separated::read(&text).unwrap()], "x");
    }
}
