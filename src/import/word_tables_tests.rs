//! Word documents with tables of every build, from the file to the drafts: cells arrive as cells.

use super::documents::{Container, DocumentContent, read};
use super::fixture::{docx, word_paragraph as p, word_table as table};
use super::{ImportFault, SheetColumn};
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{DraftDocument, TaskDraft};
use crate::import::ledger_sheet::mapping::{Mapping, Mappings};

const TITLE: &str = "林西县2025年教育工作任务清单";
const HEADS: &[&str] = &["序号", "工作任务", "具体措施", "责任单位", "完成时限"];
const FIRST: &[&str] = &[
    "1",
    "办好学前教育",
    "新建幼儿园3所",
    "县教育局",
    "2025年8月",
];
const SECOND: &[&str] = &["2", "提升师资", "培训教师100名", "县人社局", "长期坚持"];

/// What one numbered list is made of.
const LIST: &str = "<w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>\
    <w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl></w:abstractNum>\
    <w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num>";

fn content(parts: &[&str], mappings: &Mappings) -> Result<DocumentContent, ImportFault> {
    let bytes = docx(&parts.concat(), "", LIST);
    read(Container::Zip, &bytes, "清单.docx", mappings)
}

/// The document of these parts below its title.
fn document(parts: &[&str]) -> DraftDocument {
    let all = p(TITLE) + &parts.concat();
    let mut content = content(&[&all], &Mappings::default()).unwrap();
    content.documents.remove(0)
}

fn tasks(parts: &[&str]) -> Vec<TaskDraft> {
    document(parts).tasks
}

fn titles(tasks: &[TaskDraft]) -> Vec<(&str, &str)> {
    let told = tasks.iter();
    told.map(|task| (task.number.as_str(), task.title.as_str()))
        .collect()
}

const BOTH: [(&str, &str); 2] = [("1", "办好学前教育"), ("2", "提升师资")];

#[test]
fn paragraphs_of_a_cell_stay_paragraphs_and_each_figure_its_own() {
    let first = [
        "1",
        "办好学前教育",
        "新建幼儿园3所\n改建幼儿园2所\n培训园长30名",
        "县教育局\n县财政局",
        "2025年\n8月底前",
    ];
    let read = tasks(&[&table(&[HEADS, &first, SECOND])]);
    assert_eq!(titles(&read), BOTH);
    assert_eq!(
        read[0].requirement,
        "新建幼儿园3所\n改建幼儿园2所\n培训园长30名"
    );
    assert_eq!(read[0].responsible_units, ["县教育局", "县财政局"]);
    assert_eq!(read[0].deadline_text.as_deref(), Some("2025年8月底前"));
    let named: Vec<_> = read[0]
        .indicators
        .iter()
        .map(|one| (one.name.as_str(), one.value))
        .collect();
    assert_eq!(
        named,
        [("新建幼儿园", 3.0), ("改建幼儿园", 2.0), ("培训园长", 30.0)]
    );
    assert_eq!(read[0].line, Some(3));
}

#[test]
fn the_first_paragraph_of_a_task_is_its_title_and_the_others_are_what_is_demanded() {
    let heads = ["序号", "工作任务", "责任单位"];
    let rows = [
        "1",
        "办好学前教育\n新建幼儿园3所\n改建幼儿园2所",
        "县教育局",
    ];
    let read = tasks(&[&table(&[&heads, &rows])]);
    assert_eq!(titles(&read), [("1", "办好学前教育")]);
    assert_eq!(read[0].requirement, "新建幼儿园3所\n改建幼儿园2所");
}

#[test]
fn numbered_paragraphs_of_a_cell_keep_their_numbers_and_make_no_tasks() {
    let list = |text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let steps = list("新建幼儿园3所") + &list("改建幼儿园2所");
    let first = ["1", "办好学前教育", &steps, "县教育局", ""];
    let read = tasks(&[&table(&[HEADS, &first, SECOND])]);
    assert_eq!(titles(&read), BOTH);
    assert_eq!(read[0].requirement, "1.新建幼儿园3所\n2.改建幼儿园2所");
    let heads = ["序号", "工作任务", "责任单位"];
    let typed = ["7", "1.修管网5公里\n2.建泵站2座", "县住建局"];
    let read = tasks(&[&table(&[&heads, &typed])]);
    assert_eq!(titles(&read), [("7", "修管网5公里")]);
    assert_eq!(read[0].requirement, "1.修管网5公里\n2.建泵站2座");
}

#[test]
fn numbers_that_word_counts_by_itself_are_the_numbers_of_the_tasks() {
    let number =
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:p>";
    let rows = [FIRST, SECOND].map(|row| [&[number], &row[1..]].concat());
    let read = tasks(&[&table(&[HEADS, &rows[0], &rows[1]])]);
    assert_eq!(titles(&read), BOTH);
}

#[test]
fn cells_merged_down_hold_for_every_row_and_names_in_the_rows_of_one_task_are_put_together() {
    let first = [
        "1",
        "办好学前教育",
        "新建幼儿园3所",
        "县教育局",
        "2025年8月",
    ];
    let second = ["2", "提升师资", "培训教师100名", "^", "^"];
    let read = tasks(&[&table(&[HEADS, &first, &second])]);
    assert_eq!(read[1].responsible_units, ["县教育局"]);
    assert_eq!(read[1].deadline(), "2025-08-31".parse().ok());
    let names = ["^", "^", "^", "县财政局", "^"];
    let read = tasks(&[&table(&[HEADS, &first, &names, SECOND])]);
    assert_eq!(titles(&read), BOTH);
    assert_eq!(read[0].responsible_units, ["县教育局", "县财政局"]);
    assert!(read[0].lead_units.is_empty());
    assert!(read[0].warnings.is_empty());
    let each = ["^", "^", "^", "县财政局", "2025年9月"];
    let read = tasks(&[&table(&[HEADS, &first, &each, SECOND])]);
    assert_eq!(titles(&read), BOTH);
    assert_eq!(read[0].milestones.len(), 2);
    assert_eq!(read[0].warnings[0].what, DoubtKind::PartiesMerged);
    let part = ["^", "^", "改建幼儿园2所", "县财政局", "2025年9月"];
    let read = tasks(&[&table(&[HEADS, &first, &part, SECOND])]);
    let told: Vec<_> = read
        .iter()
        .map(|task| (task.title.as_str(), task.section_path.concat()))
        .collect();
    let section = "办好学前教育".to_owned();
    assert_eq!(
        told,
        [
            ("新建幼儿园3所", section.clone()),
            ("改建幼儿园2所", section),
            ("提升师资", String::new())
        ]
    );
}

#[test]
fn a_column_merged_over_numbered_tasks_is_their_section_whatever_it_is_called() {
    let heads = ["重点举措", "序号", "工作任务", "责任单位"];
    let rows: [&[&str]; 4] = [
        &heads,
        &["坚持教育优先（2项）", "1", "办好学前教育", "县教育局"],
        &["^", "2", "提升师资", "县人社局"],
        &["改善条件", "3", "改造操场8处", "县住建局"],
    ];
    let read = tasks(&[&table(&rows)]);
    assert_eq!(titles(&read), [BOTH[0], BOTH[1], ("3", "改造操场8处")]);
    assert_eq!(read[1].section_path.concat(), read[0].section_path.concat());
    assert!(read[2].section_path.concat().starts_with("改善条件"));
}

#[test]
fn cells_merged_across_are_titles_headings_and_notes_but_never_tasks() {
    let rows: [&[&str]; 7] = [
        &["附：任务分解表>>>>"],
        HEADS,
        &["一、学前教育>>>>"],
        FIRST,
        &["二、教师队伍>>>>"],
        SECOND,
        &["注：以上任务按季报告>>>>"],
    ];
    let read = tasks(&[&table(&rows)]);
    assert_eq!(titles(&read), BOTH);
    assert_eq!(read[0].section_path, ["一、学前教育"]);
    assert_eq!(read[1].section_path, ["二、教师队伍"]);
    let wide = ["1", "新建幼儿园3所>", "县教育局", "2025年8月"];
    let read = tasks(&[&table(&[HEADS, &wide])]);
    assert_eq!(
        (read[0].title.as_str(), read[0].requirement.as_str()),
        ("新建幼儿园3所", "新建幼儿园3所")
    );
}

#[test]
fn rows_above_the_heads_are_the_title_and_what_is_said_of_the_table() {
    let rows: [&[&str]; 8] = [
        &["林西县2026年重点任务分解表>>>>"],
        &["（征求意见稿）>>>>"],
        &["填报单位：林西县教育局>>", "填报日期：2026年1月5日>"],
        &["联系人：张三>>", "电话：0476>"],
        &["单位：所、名>>>>"],
        HEADS,
        FIRST,
        SECOND,
    ];
    let content = content(&[&table(&rows)], &Mappings::default()).unwrap();
    let document = &content.documents[0];
    assert_eq!(titles(&document.tasks), BOTH);
    let title = &document.document.as_ref().unwrap().title;
    assert!(title.starts_with("林西县2026年重点任务分解表"), "{title}");
}

#[test]
fn heads_over_three_rows_with_merged_cells_name_every_column() {
    let rows: [&[&str]; 4] = [
        &["序号", "任务>", "责任分工>>", "完成时限"],
        &["^", "工作任务", "工作内容", "责任领导", "责任单位>", "^"],
        &["^", "^", "^", "^", "牵头单位", "配合单位", "^"],
        &[
            "1",
            "办好学前教育",
            "新建幼儿园3所",
            "张三",
            "县教育局",
            "县财政局",
            "2025年8月",
        ],
    ];
    let read = tasks(&[&table(&rows)]);
    assert_eq!(titles(&read), [BOTH[0]]);
    assert_eq!(read[0].leaders, ["张三"]);
    assert_eq!(read[0].lead_units, ["县教育局"]);
    assert_eq!(read[0].assisting_units, ["县财政局"]);
    assert_eq!(read[0].deadline(), "2025-08-31".parse().ok());
}

#[test]
fn a_table_in_a_cell_is_part_of_it_and_a_table_in_a_frame_is_the_documents_own() {
    let inner = table(&[&["城东一幼", "6个班"], &["城东二幼", "9个班"]]);
    let cell = p("新建幼儿园2所") + &inner;
    let first = ["1", "办好学前教育", &cell, "县教育局", ""];
    let read = tasks(&[&table(&[HEADS, &first, SECOND])]);
    assert_eq!(titles(&read), BOTH);
    assert_eq!(
        read[0].requirement,
        "新建幼儿园2所\n城东一幼6个班\n城东二幼9个班"
    );
    let framed = p(TITLE)
        + &p("为做好工作，制定本清单。")
        + &table(&[HEADS, FIRST, SECOND])
        + &p("县教育局")
        + &p("2025年3月1日");
    let content = content(&[&table(&[&[&framed]])], &Mappings::default()).unwrap();
    let document = &content.documents[0];
    let head = document.document.as_ref().unwrap();
    assert_eq!(
        (head.title.as_str(), head.issuer.as_deref()),
        (TITLE, Some("县教育局"))
    );
    assert_eq!(titles(&document.tasks), BOTH);
}

#[test]
fn a_frame_around_the_text_is_read_as_the_text() {
    let text = [
        TITLE,
        "一、任务",
        "1.新建幼儿园3所。",
        "责任单位：县教育局",
        "2.培训教师100名。",
        "责任单位：县人社局",
    ]
    .join("\n");
    let content = content(&[&table(&[&[&text]])], &Mappings::default()).unwrap();
    let read = &content.documents[0].tasks;
    assert_eq!(
        titles(read),
        [("1", "新建幼儿园3所"), ("2", "培训教师100名")]
    );
    assert_eq!(read[1].responsible_units, ["县人社局"]);
    assert_eq!(read[1].line, Some(5));
}

#[test]
fn a_heading_row_repeated_on_each_page_is_no_task() {
    let read = tasks(&[&table(&[HEADS, FIRST, HEADS, SECOND])]);
    assert_eq!(titles(&read), BOTH);
    let odd = [
        "序号",
        "工作任务",
        "责任单位",
        "一季度目标",
        "二季度目标",
        "三季度目标",
        "四季度目标",
    ];
    let row = |number, title| [number, title, "县教育局", "完成论证", "", "", "投入使用"];
    let (one, two) = (row("1", BOTH[0].1), row("2", BOTH[1].1));
    let read = tasks(&[&table(&[&odd, &one, &odd, &two])]);
    assert_eq!(titles(&read), BOTH);
}

#[test]
fn an_empty_cell_says_nothing_and_takes_nothing_from_the_row_above() {
    let second = ["2", "提升师资", "培训教师100名", "", ""];
    let third = ["3", "改善校舍", "", "县住建局", ""];
    let read = tasks(&[&table(&[HEADS, FIRST, &second, &third])]);
    assert!(read[1].responsible_units.is_empty() && read[1].lead_units.is_empty());
    assert_eq!(read[1].deadline_text, None);
    assert!(read[1].warnings.is_empty());
    assert_eq!(read[2].requirement, "改善校舍");
    // Borders hidden, not cells merged: the row has neither number nor task of its own.
    let part = ["", "", "改建幼儿园2所", "", ""];
    let read = tasks(&[&table(&[HEADS, FIRST, &part])]);
    assert_eq!(read[1].responsible_units, ["县教育局"]);
    assert_eq!(read[1].warnings[0].what, DoubtKind::PartiesOfMergedCell);
}

#[test]
fn a_table_without_heads_is_read_by_what_stands_in_it_with_a_doubt_or_not_at_all() {
    let document = document(&[&table(&[FIRST, SECOND])]);
    assert_eq!(titles(&document.tasks), BOTH);
    assert_eq!(document.tasks[0].lead_units, ["县教育局"]);
    assert!(document.tasks[1].standing);
    assert!(
        document
            .warnings
            .contains(&DoubtKind::TableWithoutHead.at(2))
    );
    let rows: [&[&str]; 2] = [
        &["1", "新建幼儿园3所并投入使用", "2025年8月"],
        &["2", "培训教师100名并考核合格", "2025年9月"],
    ];
    let read = tasks(&[&table(&rows)]);
    assert_eq!(read[1].deadline(), "2025-09-30".parse().ok());
    let contacts = table(&[
        &["张三", "主任", "办公室", "0476"],
        &["李四", "科长", "计财股", "0477"],
    ]);
    let document = self::document(&[&table(&[HEADS, FIRST, SECOND]), &p("联系人"), &contacts]);
    assert_eq!(titles(&document.tasks), BOTH);
    assert_eq!(document.tasks[1].deadline_text.as_deref(), Some("长期坚持"));
    assert!(document.warnings.contains(&DoubtKind::TableNotRead.at(6)));
}

#[test]
fn a_list_of_contacts_as_wide_as_the_table_above_is_not_the_rest_of_it() {
    let contacts: [&[&str]; 3] = [
        &["姓名", "职务", "单位", "电话", "备注"],
        &["张三", "主任", "县教育局", "047", ""],
        &["李四", "科长", "县财政局", "048", ""],
    ];
    let document = document(&[&table(&[HEADS, FIRST, SECOND]), &p(""), &table(&contacts)]);
    assert_eq!(titles(&document.tasks), BOTH);
    assert!(document.warnings.contains(&DoubtKind::TableNotRead.at(6)));
}

#[test]
fn labels_inside_a_cell_say_more_than_its_column() {
    let first = [
        "1",
        "办好学前教育",
        "",
        "牵头单位：县教育局\n配合单位：县财政局、县住建局",
        "",
    ];
    let read = tasks(&[&table(&[HEADS, &first, SECOND])]);
    assert_eq!(read[0].lead_units, ["县教育局"]);
    assert_eq!(read[0].assisting_units, ["县财政局", "县住建局"]);
    assert!(read[0].responsible_units.is_empty());
}

#[test]
fn two_tables_have_each_their_own_columns_and_the_heading_above_is_their_section() {
    let others: [&[&str]; 2] = [
        &["序号", "实事项目", "牵头单位", "配合单位", "完成时限"],
        &["1", "新建公厕10座", "县住建局", "县财政局", "2025年6月"],
    ];
    let read = tasks(&[
        &p("一、重点任务"),
        &table(&[HEADS, FIRST, SECOND]),
        &p("二、民生实事"),
        &table(&others),
    ]);
    assert_eq!(titles(&read), [BOTH[0], BOTH[1], ("1", "新建公厕10座")]);
    assert_eq!(read[0].section_path, ["一、重点任务"]);
    assert_eq!(read[2].section_path, ["二、民生实事"]);
    assert_eq!(read[2].lead_units, ["县住建局"]);
    assert_eq!(read[2].assisting_units, ["县财政局"]);
    // The rest of one that a page cut in two has no heads of its own.
    let read = tasks(&[&table(&[HEADS, FIRST]), &p(""), &table(&[SECOND])]);
    assert_eq!(titles(&read), BOTH);
    assert_eq!(read[1].requirement, "培训教师100名");
}

#[test]
fn text_between_tables_is_text_and_part_of_no_cell() {
    let document = document(&[
        &p("为做好今年工作，制定本清单。"),
        &table(&[HEADS, FIRST]),
        &p("以上任务请各单位抓好落实，按季报告进展情况。"),
        &table(&[HEADS, SECOND]),
        &p("县教育局"),
        &p("2025年3月1日"),
    ]);
    assert_eq!(titles(&document.tasks), BOTH);
    assert_eq!(
        document.tasks[0].deadline_text.as_deref(),
        Some("2025年8月")
    );
    let issued = document.document.unwrap().issued_on;
    assert_eq!(issued, "2025-03-01".parse().ok());
}

#[test]
fn what_stands_above_the_title_is_no_table_of_tasks_and_no_doubt() {
    let above: [&[&str]; 2] = [
        &["索引号", "11150", "发布机构", "林西县教育局"],
        &["文号", "林教发〔2025〕3号", "成文日期", "2025年3月1日"],
    ];
    let plan = [p(TITLE), p("1.新建幼儿园3所。（责任单位：县教育局）")].concat();
    let content = content(&[&table(&above), &plan], &Mappings::default()).unwrap();
    let document = &content.documents[0];
    let head = document.document.as_ref().unwrap();
    assert_eq!(head.document_number.as_deref(), Some("林教发〔2025〕3号"));
    assert_eq!(titles(&document.tasks), [("1", "新建幼儿园3所")]);
    assert!(document.warnings.is_empty() && content.tables.is_empty());
}

#[test]
fn columns_that_only_ledgers_have_are_read_and_those_not_taken_are_named() {
    let heads = ["序号", "工作任务", "责任单位", "进度", "状态", "包联情况"];
    let rows: [&[&str]; 3] = [
        &heads,
        &["1", "办好学前教育", "县教育局", "50%", "推进中", "一般"],
        &["2", "提升师资", "县人社局", "100%", "没谱", "较好"],
    ];
    let document = document(&[&table(&rows)]);
    let read = &document.tasks;
    assert_eq!(read[0].progress.map(|share| share.percent()), Some(50));
    assert_eq!(read[0].status, Some(crate::domain::Status::InProgress));
    assert_eq!(read[1].status, None);
    assert_eq!(read[1].warnings.len(), 1);
    let columns = vec!["包联情况".to_owned()];
    assert!(
        document
            .warnings
            .contains(&DoubtKind::ColumnsNotTaken { columns }.at(2))
    );
}

#[test]
fn columns_of_a_word_table_are_assigned_like_those_of_a_sheet() {
    let heads = ["序", "干什么", "谁来干", "啥时候", "到哪了"];
    let rows: [&[&str]; 3] = [
        &heads,
        &[
            "1",
            "新建幼儿园3所并配齐设备",
            "县教育局",
            "2025年8月",
            "50%",
        ],
        &["2", "培训教师100名以上", "县人社局", "2025年9月", "20%"],
    ];
    let parts = [p(TITLE), table(&rows)].concat();
    let unknown = content(&[&parts], &Mappings::default()).unwrap();
    assert!(unknown.documents[0].tasks.is_empty());
    let [table] = unknown.tables.as_slice() else {
        panic!("{:?}", unknown.tables);
    };
    assert!(table.is_open() && !table.is_read);
    assert_eq!(table.columns[2].samples, ["县教育局", "县人社局"]);
    let headings: Vec<String> = table
        .columns
        .iter()
        .map(|column| column.heading.clone())
        .collect();
    assert_eq!(headings, heads);
    let assigned = [
        ("序", SheetColumn::Number),
        ("干什么", SheetColumn::Title),
        ("谁来干", SheetColumn::LeadUnit),
        ("啥时候", SheetColumn::Deadline),
        ("到哪了", SheetColumn::Progress),
    ];
    let columns = assigned.map(|(heading, column)| (heading.to_owned(), Some(column)));
    let mut mappings = Mappings::default();
    mappings.add(Mapping {
        headings,
        columns: columns.into(),
    });
    let read = content(&[&parts], &mappings).unwrap();
    assert!(read.tables[0].is_remembered && read.tables[0].is_read);
    let tasks = &read.documents[0].tasks;
    assert_eq!(
        titles(tasks),
        [("1", "新建幼儿园3所并配齐设备"), ("2", "培训教师100名以上")]
    );
    assert_eq!(tasks[0].lead_units, ["县教育局"]);
    assert_eq!(tasks[0].deadline(), "2025-08-31".parse().ok());
    assert_eq!(tasks[1].progress.map(|share| share.percent()), Some(20));
}

#[test]
fn a_column_that_is_known_may_be_assigned_otherwise_and_left_out() {
    let told = [
        ("责任单位".to_owned(), Some(SheetColumn::AssistingUnit)),
        ("完成时限".to_owned(), None),
    ];
    let mut mappings = Mappings::default();
    mappings.add(Mapping {
        headings: HEADS.iter().map(|head| (*head).to_owned()).collect(),
        columns: told.into(),
    });
    let parts = [p(TITLE), table(&[HEADS, FIRST, SECOND])].concat();
    let read = content(&[&parts], &mappings).unwrap();
    let tasks = &read.documents[0].tasks;
    assert_eq!(tasks[0].assisting_units, ["县教育局"]);
    assert!(tasks[0].responsible_units.is_empty() && tasks[0].deadline_text.is_none());
}

#[test]
fn a_word_file_that_is_nothing_but_text_is_read_as_text_tables_drawn_with_tabs_included() {
    let rows = [
        "序号\t工作任务\t责任单位",
        "1\t新建幼儿园3所\t县教育局",
        "2\t培训教师100名\t县人社局",
    ];
    let read = tasks(&rows.map(p).each_ref().map(String::as_str));
    assert_eq!(
        titles(&read),
        [("1", "新建幼儿园3所"), ("2", "培训教师100名")]
    );
}
