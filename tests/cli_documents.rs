//! Documents and ledgers of offices, from the command line to the ledger.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::{Desk, package};

const LEDGER: &str = "林西县2024年重点任务台账,,,,,\n\
    序号,重点任务,具体举措,责任领导,责任单位,完成时限,进展状态,进度\n\
    1,改薄,新建5所,李云生,县教育局,6月底,推进中,40%\n\
    2,营养餐,全覆盖,,县教育局、县财政局,长期坚持,没谱,\n";

fn docx(body: &str) -> Vec<u8> {
    package(&[(
        "word/document.xml",
        &format!("<w:document><w:body>{body}</w:body></w:document>"),
    )])
}

#[test]
fn a_ledger_in_csv_is_taken_in_once_and_again_without_change() {
    let desk = Desk::empty();
    let (gbk, _, _) = encoding_rs::GB18030.encode(LEDGER);
    let file = desk.write("台账.csv", &gbk);
    let first = desk.run(&["import", &file]).came_to(0);
    assert!(first.err.contains("第 3 行"), "{}", first.err);
    assert!(first.err.contains("没有年份，按标题取 2024 年"));
    assert!(first.err.contains("认不出的状态「没谱」"));
    let tasks = desk.list(&[]);
    assert_eq!(tasks.len(), 2);
    let task = tasks.iter().find(|task| task["number"] == "1").unwrap();
    assert_eq!(task["title"], "改薄");
    assert_eq!(task["region"], "林西县");
    assert_eq!(task["document"], "林西县2024年重点任务台账");
    assert_eq!(task["deadline"], "2024-06-30");
    assert_eq!(task["status"], "in_progress");
    assert_eq!(task["progress"], 40);
    let again = desk.run(&["import", &file, "--format", "json"]).came_to(0);
    assert_eq!(again.json()["same"], 2);
}

#[test]
fn a_word_document_is_taken_in_and_its_copy_cut_short_is_refused() {
    let desk = Desk::empty();
    let lines = [
        "林西县2024年教育工作要点",
        "一、重点任务",
        "1.新建幼儿园。新建公办幼儿园3所，2024年12月底前完成。",
        "责任单位：县教育局",
    ];
    let body: String = lines
        .iter()
        .map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>"))
        .collect();
    let bytes = docx(&body);
    let file = desk.write("要点.docx", &bytes);
    desk.run(&["import", &file]).came_to(0);
    assert_eq!(desk.list(&[])[0]["deadline"], "2024-12-31");
    let cut = desk.write("半截.docx", &bytes[..bytes.len() - 30]);
    let refused = desk.run(&["import", &cut]).came_to(6);
    assert!(refused.err.contains("已损坏"), "{}", refused.err);
    let fake = desk.write("假.xlsx", "不是表格");
    desk.run(&["import", &fake]).came_to(6);
}

#[test]
fn bombs_and_locked_files_are_refused_in_a_sentence() {
    let desk = Desk::empty();
    let deep = docx(&"<w:tbl><w:tr><w:tc>".repeat(10_000));
    let entities = package(&[(
        "word/document.xml",
        "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>",
    )]);
    let dense = docx(&" ".repeat(30 << 20));
    for (bytes, sentence) in [
        (deep, "嵌套超过 256 层"),
        (entities, "文档类型声明"),
        (dense, "压缩比"),
    ] {
        let file = desk.write("x.docx", &bytes);
        let refused = desk.run(&["import", &file]).came_to(6);
        assert!(refused.err.contains(sentence), "{}", refused.err);
    }
    let cut = &LEDGER.as_bytes()[..LEDGER.len() - 2];
    let lost = [cut, b"\xE6\x95\n"].concat();
    let file = desk.write("x.csv", lost);
    let refused = desk.run(&["import", &file]).came_to(6);
    assert!(refused.err.contains("第 4 行"), "{}", refused.err);
    assert!(desk.list(&[]).is_empty());
}

#[test]
fn columns_assigned_on_the_import_screen_hold_for_the_command_line_too() {
    let desk = Desk::empty();
    let file = desk.write(
        "台账.csv",
        "序号,重点任务,谁来干,牵头单位\n1,改薄,李云生,县教育局\n",
    );
    let kept = duban::import::Mappings::beside(&desk.path("ledger.db"));
    let known = "[[ledger]]\nheadings = [\"谁来干\", \"序号\", \"重点任务\", \"牵头单位\"]\n\
        columns = { \"谁来干\" = \"leader\" }\n";
    std::fs::write(&kept, known).unwrap();
    desk.run(&["import", &file]).came_to(0);
    assert_eq!(desk.list(&[])[0]["leaders"][0], "李云生");
    std::fs::write(&kept, "[[ledger]]\nheadings = 3\n").unwrap();
    let refused = desk.run(&["import", &file]).came_to(1);
    assert!(
        refused.err.contains("ledger.columns.toml") && refused.err.contains("读不懂"),
        "{}",
        refused.err
    );
}

#[test]
fn the_same_file_keeps_the_title_and_region_it_was_taken_in_under() {
    use duban::domain::draft::DraftDocument;
    use duban::domain::{DocumentId, RegionKey, SourceDocument};
    let before = SourceDocument {
        id: DocumentId::FIRST,
        title: "正名".to_owned(),
        document_number: None,
        issuer: None,
        issued_on: None,
        region: RegionKey::uncoded("东园"),
        file: None,
    };
    let read = r#"{"document": {"title": "读错了", "region": "西园"}, "tasks": [{"title": "甲"}]}"#;
    let mut document: DraftDocument = serde_json::from_str(read).unwrap();
    document.keep_names_of(&before);
    let head = document.document.clone().unwrap();
    assert_eq!(
        (head.title.as_str(), head.region.as_deref()),
        ("正名", Some("东园"))
    );
    assert_eq!(document.tasks[0].region.as_deref(), Some("东园"));
    document.tasks[0].region = None;
    document.keep_names_of(&before);
    assert_eq!(
        document.tasks[0].region, None,
        "what fits already is left alone"
    );
}

#[test]
fn a_table_in_which_no_heading_is_known_is_refused_where_nobody_can_explain_it() {
    let desk = Desk::empty();
    let file = desk.write("怪表.csv", "甲,乙,丙\n一,二,三\n四,五,六\n");
    let refused = desk.run(&["import", &file]).came_to(6);
    assert!(refused.err.contains("怪表.csv"), "{}", refused.err);
}

#[test]
fn a_region_that_is_named_hides_no_doubt_of_a_column_that_is_called_like_one() {
    let desk = Desk::empty();
    let file = desk.write(
        "台账.csv",
        "序号,任务名称,责任单位,地区说明\n1,改薄,县教育局,甲\n".as_bytes(),
    );
    for region in [&[][..], &["--region", "林西县"]] {
        let ran = desk.run(&[&["import", "--dry-run", &file], region].concat());
        let said = ran.came_to(0).err;
        assert!(said.contains("没有导入的列：地区说明"), "{said}");
    }
}

#[test]
fn doubts_are_told_in_the_language_of_the_person_and_stay_chinese_in_json() {
    let desk = Desk::empty();
    let file = desk.write("台账.csv", LEDGER.as_bytes());
    let arguments = ["import", "--dry-run", "--format", "json", &file];
    let zh = desk.run(&arguments).came_to(0);
    let en = desk.run(&[&arguments[..], &["--lang", "en"]].concat());
    let en = en.came_to(0);
    assert_eq!(zh.out, en.out);
    let told = &zh.json()["tasks"][0]["warnings"];
    let message = "时限「6月底」没有年份，按标题取 2024 年";
    assert_eq!(told, &serde_json::json!([{"line": 3, "message": message}]));
    assert!(zh.err.contains(message), "{}", zh.err);
    let said = "line 3: the deadline 6月底 names no year; 2024 is taken from the title";
    assert!(en.err.contains(said), "{}", en.err);
    assert!(!en.err.contains("按标题"), "{}", en.err);
    // What was prepared so is read back with its sentence.
    let prepared = desk.write("备.json", zh.out.as_bytes());
    let again = desk.run(&["import", "--lang", "en", &prepared]).came_to(0);
    assert!(again.err.contains(message), "{}", again.err);
}
