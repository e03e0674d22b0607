//! Screen 6: a file chosen, reviewed, corrected, taken in.

use insta::assert_snapshot;

use crate::support::*;

/// A plan with every kind of doubt, small enough to be seen whole.
const PLAN: &str = "敖汉旗2024年教育重点工作方案\n\
敖教发〔2024〕3号\n\
各苏木乡镇中心校，旗直各学校：\n\
为做好2024年教育工作，制定本方案。\n\
一、重点任务\n\
（一）新建公办幼儿园。新建公办幼儿园3所，增加学位900个，11月底前完成主体工程。\n\
牵头单位：旗教育局\n\
责任单位：旗财政局、旗住建局，各苏木乡镇人民政府等\n\
（二）改善办学条件。改造薄弱学校5所，2024年9月底前完成。\n\
牵头单位：旗教育局\n\
责任单位：旗住建局\n\
（三）加强教师队伍建设。招聘教师60名，培训教师1200人次。\n\
责任领导：李云生\n\
牵头单位：旗教育局\n\
责任单位：旗人社局、旗编办\n\
完成时限：2024年8月31日前完成并长期坚持\n\
二、保障措施\n\
加强组织领导，落实经费。\n\
敖汉旗教育局\n\
2024年3月1日\n";

fn office_with(name: &str, text: &str) -> Office {
    let office = Office::new(Kind::Empty);
    std::fs::write(office.folder().join(name), text).unwrap();
    office
}

/// 张敏 has opened the file for review.
fn review(office: &Office, name: &str, size: (u16, u16)) -> Stage {
    let mut stage = office.sit(size);
    stage.press("6");
    stage.type_text(&format!("~/{name}"));
    stage.press("<Enter>");
    stage
}

#[test]
fn six_asks_for_a_file_and_tab_completes_names() {
    let office = office_with("方案2024.txt", PLAN);
    std::fs::write(office.folder().join("方案2025.txt"), PLAN).unwrap();
    let mut stage = office.sit(WIDE);
    stage.press("6");
    stage.type_text("~/fa");
    stage.press("<Tab>");
    assert!(
        stage.has("~/方案202"),
        "pinyin completes too: {}",
        stage.text()
    );
    assert_snapshot!("import_choose", stage.picture());
    stage.press("4<Tab>");
    assert!(stage.has("~/方案2024.txt"), "{}", stage.text());
}

#[test]
fn what_was_read_is_reviewed_with_doubts_first_and_the_source_beside_each_field() {
    let office = office_with("方案.txt", PLAN);
    let stage = review(&office, "方案.txt", WIDE);
    assert_snapshot!("import_review_120x40", stage.picture());
    let stage = review(&office, "方案.txt", NARROW);
    assert_snapshot!("import_review_80x24", stage.picture());
}

#[test]
fn n_goes_to_the_next_doubtful_field_and_space_settles_it() {
    let office = office_with("方案.txt", PLAN);
    let mut stage = review(&office, "方案.txt", NARROW);
    stage.press("n");
    assert!(stage.has(">!责任单位"), "{}", stage.text());
    stage.press("n");
    assert!(stage.has(">!时限"), "{}", stage.text());
    assert_snapshot!("import_next_doubt", stage.picture());
    stage.press("n");
    assert!(
        stage.has(">!责任单位"),
        "round to the first: {}",
        stage.text()
    );
    stage.press("p");
    assert!(stage.has(">!时限"), "round to the last: {}", stage.text());
    stage.press("p");
    assert!(stage.has(">!责任单位"), "{}", stage.text());
    stage.press("<Space>n<Space>n");
    assert_eq!(stage.message(), "没有存疑的栏了");
    assert!(stage.filter().contains("存疑 0"), "{}", stage.filter());
    stage.press("uu");
    assert!(stage.filter().contains("存疑 1"), "{}", stage.filter());
}

#[test]
fn a_field_is_corrected_in_place_with_the_forms_own_checks() {
    let office = office_with("方案.txt", PLAN);
    let mut stage = review(&office, "方案.txt", WIDE);
    stage.press("nne<Ctrl-U>");
    stage.type_text("2024-13-1");
    stage.press("<Enter>");
    assert_eq!(stage.message(), "「2024-13-1」不是日期");
    assert_snapshot!("import_correcting", stage.picture());
    stage.press("<Ctrl-U>");
    stage.type_text("2024-12-31");
    stage.press("<Enter>");
    assert!(
        stage.has("2024-12-31") && stage.has("原读"),
        "{}",
        stage.text()
    );
    stage.press("kkk<Enter><Ctrl-U>");
    stage.type_text("旗教育局、旗财政局");
    stage.press("<Enter>");
    stage.press("kk");
    assert!(stage.has("旗教育局、旗财政局"), "{}", stage.text());
    assert_snapshot!("import_corrected", stage.picture());
    stage.press("u");
    assert!(!stage.has("旗教育局、旗财政局"), "{}", stage.text());
    stage.press("<Esc>c<Enter>");
    assert_eq!(office.task(1).deadline, Some(day("2024-12-31")));
}

#[test]
fn a_sector_and_a_region_are_chosen_by_pinyin() {
    let office = office_with("方案.txt", PLAN);
    let mut stage = review(&office, "方案.txt", WIDE);
    stage.press("<Enter>jj<Enter>");
    assert!(stage.has("领域"), "{}", stage.text());
    stage.press("tsjy<Enter>");
    assert!(stage.has("特殊教育"), "{}", stage.text());
    stage.press("r");
    stage.type_text("linxi");
    assert_snapshot!("import_region", stage.picture());
    stage.press("<Ctrl-U>林西<Enter>c<Enter>");
    let task = office.task(1);
    assert_eq!(task.region.as_str(), "150424 林西县");
    assert_eq!(task.sector.name(), "特殊教育");
}

#[test]
fn d_leaves_a_task_out_and_puts_it_back() {
    let office = office_with("方案.txt", PLAN);
    let mut stage = review(&office, "方案.txt", NARROW);
    stage.press("jd");
    assert_snapshot!("import_dropped", stage.picture());
    assert!(stage.filter().contains("去除 1"), "{}", stage.filter());
    stage.press("d");
    assert!(stage.filter().contains("去除 0"), "{}", stage.filter());
    stage.press("dc<Enter>");
    assert_eq!(stage.ids().len(), 2);
    assert!(!stage.has("改善办学条件"), "{}", stage.text());
}

#[test]
fn taking_in_asks_with_the_numbers_browse_shows_the_document_and_u_undoes_it() {
    let office = office_with("方案.txt", PLAN);
    let mut stage = review(&office, "方案.txt", WIDE);
    stage.press("c");
    assert_snapshot!("import_commit", stage.picture());
    stage.press("<Esc>");
    assert_eq!(office.open().last_entry().unwrap(), None, "nothing yet");
    stage.press("c<Enter>");
    assert_snapshot!("import_committed", stage.picture());
    let task = office.task(1);
    assert_eq!(task.status.id(), "assigned", "handed out as proposed");
    let documents = office.open().documents().unwrap();
    let file = documents.values().next().unwrap().file.clone().unwrap();
    assert_eq!(
        (file.name.as_str(), file.size),
        ("方案.txt", PLAN.len() as u64)
    );
    assert_eq!(file.digest.len(), 64);
    assert!(
        task.clause
            .as_ref()
            .unwrap()
            .text
            .contains("11月底前完成主体工程")
    );
    stage.press(".");
    assert_snapshot!("import_wording_in_browse", stage.picture());
    stage.press(".u");
    assert!(
        stage.message().starts_with("已撤回 3 项 导入"),
        "{}",
        stage.message()
    );
    assert!(stage.ids().is_empty());
    stage.press("<Ctrl-R>");
    assert_eq!(stage.ids().len(), 3);
}

#[test]
fn the_original_wording_stands_in_its_place_with_the_lines_around() {
    let office = office_with("方案.txt", PLAN);
    let mut stage = review(&office, "方案.txt", NARROW);
    stage.press("j.");
    assert_snapshot!("import_wording", stage.picture());
    stage.press("<Esc>");
    assert!(stage.has("各栏与原文"), "{}", stage.text());
}

/// The second edition: a date and a unit changed, a task gone, a task new.
fn second_edition() -> String {
    PLAN.replace("2024年9月底前完成", "2024年10月底前完成")
        .replace("责任单位：旗住建局\n", "责任单位：旗住建局、旗教育局\n")
        .replace("（三）加强教师队伍建设。招聘教师60名，培训教师1200人次。\n责任领导：李云生\n牵头单位：旗教育局\n责任单位：旗人社局、旗编办\n完成时限：2024年8月31日前完成并长期坚持\n",
            "（四）办好特殊教育。特殊教育学校1所，2024年12月底前完成。\n牵头单位：旗教育局\n责任单位：旗残联\n")
}

#[test]
fn the_same_file_again_changes_nothing_and_says_so() {
    let office = office_with("方案.txt", PLAN);
    review(&office, "方案.txt", WIDE).press("c<Enter>");
    let before = office.open().last_entry().unwrap();
    let mut stage = review(&office, "方案.txt", NARROW);
    assert_eq!(stage.message(), "这份文件已导入过，没有变化");
    assert_snapshot!("import_same_again", stage.picture());
    stage.press("c<Enter>");
    assert_eq!(stage.message(), "没有变化，什么都没有写入");
    assert_eq!(office.open().last_entry().unwrap(), before);
}

#[test]
fn a_corrected_edition_shows_old_and_new_of_each_field_and_keeps_status_and_progress() {
    let office = office_with("方案.txt", PLAN);
    let mut stage = review(&office, "方案.txt", WIDE);
    stage.press("c<Enter>");
    office.other(&[2], &to_status(duban::domain::Status::InProgress));
    std::fs::write(office.folder().join("方案二稿.txt"), second_edition()).unwrap();
    let mut stage = review(&office, "方案二稿.txt", WIDE);
    stage.press("j<Tab>");
    assert_snapshot!("import_corrected_edition", stage.picture());
    assert!(
        stage.filter().contains("新 1 改 1 同 1 缺 1"),
        "{}",
        stage.filter()
    );
    assert!(
        stage.has("2024-10-31") && stage.has("台账   2024-09-30"),
        "{}",
        stage.text()
    );
    stage.press("c");
    assert_snapshot!("import_commit_edition", stage.picture());
    stage.press("<Enter>");
    let task = office.task(2);
    assert_eq!(task.deadline, Some(day("2024-10-31")));
    assert_eq!(task.status.id(), "in_progress");
    assert_eq!(
        office.open().rows().unwrap().len(),
        4,
        "the one that is gone stays"
    );
    stage.press("u");
    assert_eq!(office.task(2).deadline, Some(day("2024-09-30")));
}

#[test]
fn changes_are_left_alone_when_told_so() {
    let office = office_with("方案.txt", PLAN);
    review(&office, "方案.txt", WIDE).press("c<Enter>");
    std::fs::write(office.folder().join("二稿.txt"), second_edition()).unwrap();
    let mut stage = review(&office, "二稿.txt", WIDE);
    stage.press("cea<Enter>");
    assert!(
        stage.message().contains("新 1 项，改 0 项"),
        "{}",
        stage.message()
    );
    assert_eq!(office.task(2).deadline, Some(day("2024-09-30")));
    assert_eq!(
        office.task(4).status.id(),
        "registered",
        "a: not handed out"
    );
}

#[test]
fn what_was_corrected_once_is_not_undone_by_the_same_file() {
    let office = office_with("方案.txt", PLAN);
    let mut stage = review(&office, "方案.txt", WIDE);
    stage.press("k<Enter><Enter><Ctrl-U>");
    stage.type_text("敖汉旗2024年重点工作");
    stage.press("<Enter><Esc>r<Ctrl-U>林西<Enter>c<Enter>");
    assert!(
        stage.message().contains("敖汉旗2024年重点工作"),
        "{}",
        stage.message()
    );
    let stage = review(&office, "方案.txt", WIDE);
    assert_eq!(stage.message(), "这份文件已导入过，没有变化");
    assert!(
        stage.filter().contains("新 0 改 0 同 3 缺 0"),
        "{}",
        stage.filter()
    );
}

#[test]
fn an_edition_somebody_takes_in_meanwhile_is_shown_before_anything_is_written() {
    let office = office_with("方案.txt", PLAN);
    let mut mine = review(&office, "方案.txt", WIDE);
    let mut theirs = Stage(duban::tui::headless::Headless::new(
        office.start("王芳"),
        WIDE,
    ));
    theirs
        .press("6")
        .type_text("~/方案.txt")
        .press("<Enter>c<Enter>");
    mine.press("c<Enter>");
    assert!(mine.message().contains("没有写入"), "{}", mine.message());
    assert!(
        mine.filter().contains("新 0 改 0 同 3 缺 0"),
        "{}",
        mine.filter()
    );
    assert_eq!(office.open().rows().unwrap().len(), 3, "nothing is doubled");
}

#[test]
fn a_file_that_cannot_be_read_says_why_and_the_path_stays_to_be_mended() {
    let office = office_with("方案.docx", "no docx at all");
    let stage = review(&office, "方案.docx", NARROW);
    assert_snapshot!("import_error", stage.picture());
    for (name, word) in [("没有.txt", "没有"), ("", "文件夹"), ("ledger.db", "台账")] {
        let stage = review(&office, name, NARROW);
        assert!(
            stage.has("没有读成") && stage.has(word),
            "{name}: {}",
            stage.text()
        );
    }
    std::fs::write(office.folder().join("空.txt"), "").unwrap();
    assert!(review(&office, "空.txt", NARROW).has("没有读成"));
    std::fs::write(office.folder().join("信.txt"), "你好。\n").unwrap();
    assert!(review(&office, "信.txt", NARROW).has("没有读成"));
}

#[test]
fn a_review_stays_when_the_screen_is_left_and_quitting_asks() {
    let office = office_with("方案.txt", PLAN);
    let mut stage = review(&office, "方案.txt", WIDE);
    stage.press("jd<Esc>");
    assert_eq!(stage.message(), "审阅留着，6 回来");
    stage.press("q");
    assert!(stage.message().contains("1 份"), "{}", stage.message());
    assert_eq!(stage.0.left_with, None);
    stage.press("6");
    assert!(stage.filter().contains("去除 1"), "{}", stage.filter());
    stage.press("f");
    assert_snapshot!("import_discard", stage.picture());
    stage.press("<Esc>");
    assert!(stage.filter().contains("去除 1"));
    stage.press("f<Enter><Esc>q");
    assert_eq!(stage.0.left_with, Some(0));
}

#[test]
fn a_reading_is_followed_and_given_up_by_esc() {
    use duban::tui::msg::Msg;
    use duban::tui::review::{ImportStep as On, Under};
    let office = office_with("方案.txt", PLAN);
    let mut stage = office.sit(NARROW);
    stage.press("6<Esc>");
    let watch = duban::import::Watch::default();
    stage.0.model.screen = duban::tui::model::Screen::Import;
    stage.0.model.import.step = On::Reading(Under {
        path: "/home/zhangmin/全市方案.docx".into(),
        watch: watch.clone(),
        bytes: 12_345_678,
        seconds: 0,
    });
    stage.0.model.import.path = "/home/zhangmin/全市方案.docx".into();
    assert_snapshot!("import_reading", stage.picture());
    stage.0.send(Msg::GoesOn(7));
    assert!(stage.has("7 秒"), "{}", stage.text());
    stage.press("c<Esc>");
    assert!(watch.is_stopped());
    assert_eq!(stage.message(), "已停止读取，什么都没有写入");
    let late = Box::new(duban::import::FileReading::default());
    stage.0.send(Msg::FileRead(watch, Ok(late)));
    assert!(
        stage.has("要导入的文件"),
        "what comes late is let go: {}",
        stage.text()
    );
}

#[test]
fn the_review_speaks_english_too() {
    let office = office_with("plan.txt", PLAN).english();
    let mut stage = review(&office, "plan.txt", NARROW);
    stage.press("n");
    assert_snapshot!("import_en_review_80x24", stage.picture());
    stage.press("c");
    assert_snapshot!("import_en_commit_80x24", stage.picture());
}

#[test]
fn a_read_only_or_past_ledger_reviews_and_takes_nothing_in() {
    let office = office_with("方案.txt", PLAN);
    let mut start = office.start("张敏");
    start.ledger =
        Some(duban::ledger::open(&office.path, duban::ledger::Access::ReadOnly).unwrap());
    let mut stage = Stage(duban::tui::headless::Headless::new(start, WIDE));
    stage.press("6").type_text("~/方案.txt").press("<Enter>c");
    assert!(stage.message().contains("只读"), "{}", stage.message());
    assert!(stage.filter().contains("新 3"), "{}", stage.filter());
}

#[test]
fn no_size_of_the_screen_breaks_the_review() {
    let office = office_with("方案.txt", PLAN);
    let mut stage = review(&office, "方案.txt", WIDE);
    for (cols, rows) in [(1, 1), (40, 10), (59, 30), (60, 15), (70, 11), (200, 60)] {
        stage.0.resize(cols, rows);
        stage.press("nj.k.<Tab>").text();
    }
    stage.0.resize(50, 16);
    stage.press("<Esc><Esc>");
    stage.press("6");
    assert_snapshot!("import_review_50x16", stage.picture());
}

/// An office's own form: two headings nobody could have foreseen.
const OWN_FORM: &str = "敖汉旗2024年教育重点任务台账,,,,,\n\
序号,重点任务,谁来干,啥时候干完,牵头单位,包联情况\n\
1,新建幼儿园3所,李云生,2024年6月底前,旗教育局,一般\n\
2,改造薄弱学校5所,董树民,2024年9月底前,旗教育局,较好\n";

#[test]
fn columns_that_are_not_recognised_are_assigned_once_and_remembered_for_all() {
    let office = office_with("台账.csv", OWN_FORM);
    let mut stage = review(&office, "台账.csv", WIDE);
    assert!(
        stage.message().starts_with("有 3 列没有认出"),
        "{}",
        stage.message()
    );
    assert_snapshot!("import_columns_120x40", stage.picture());
    stage.press("<Enter>");
    stage.type_text("zrld");
    assert_snapshot!("import_columns_choose", stage.picture());
    stage.press("<Enter>j<Enter>");
    stage.type_text("时限");
    stage.press("<Enter>c");
    assert!(stage.has("各栏与原文"), "{}", stage.text());
    assert_snapshot!("import_columns_reviewed", stage.picture());
    stage.press("c<Enter>");
    assert_eq!(office.task(1).leaders[0].name, "李云生");
    assert_eq!(office.task(2).deadline, Some(day("2024-09-30")));
    // The next file of this form, by whoever opens it.
    std::fs::write(
        office.folder().join("七月.csv"),
        OWN_FORM.replace("敖汉旗2024年", "敖汉旗2025年"),
    )
    .unwrap();
    let mut other = Stage(duban::tui::headless::Headless::new(
        office.start("王芳"),
        NARROW,
    ));
    other.press("6").type_text("~/七月.csv").press("<Enter>");
    assert!(other.has("李云生"), "not asked again: {}", other.text());
    other.press("m");
    assert_snapshot!("import_columns_80x24", other.picture());
    other.press("<Esc>");
    assert!(other.has("各栏与原文"), "{}", other.text());
    let kept = std::fs::read_to_string(office.folder().join("ledger.columns.toml")).unwrap();
    assert!(
        kept.contains("\"谁来干\" = \"leader\"") && kept.contains("\"包联情况\" = \"none\""),
        "{kept}"
    );
}

#[test]
fn a_table_without_one_known_heading_can_still_be_explained() {
    let form = "干什么,谁来干,啥时候\n新建幼儿园3所,李云生,2024年6月底前\n改造学校5所,董树民,2024年9月底前\n";
    let office = office_with("怪表.csv", form);
    let mut stage = review(&office, "怪表.csv", WIDE);
    assert!(stage.has("没有认出"), "{}", stage.text());
    stage.press("c");
    assert!(
        stage.message().starts_with("至少要有一列"),
        "{}",
        stage.message()
    );
    stage.press("<Enter>");
    stage.type_text("任务");
    stage.press("<Enter>j<Enter>");
    stage.type_text("牵头");
    stage.press("<Enter>c");
    assert!(stage.has("新建幼儿园3所"), "{}", stage.text());
    stage.press("c<Enter>");
    assert_eq!(stage.ids().len(), 2);
}

/// A docx of a title and one table.
fn docx(title: &str, rows: &[&[&str]]) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let cell = |text: &&str| format!("<w:tc>{}</w:tc>", paragraph(text));
    let row = |row: &&[&str]| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>());
    let rows: String = rows.iter().map(row).collect();
    let body = format!("{}<w:tbl>{rows}</w:tbl>", paragraph(title));
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(
        "word/document.xml",
        zip::write::SimpleFileOptions::default(),
    )
    .unwrap();
    let text = format!("<w:document><w:body>{body}</w:body></w:document>");
    zip.write_all(text.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn columns_of_a_word_table_are_assigned_and_remembered_like_those_of_a_sheet() {
    let rows: [&[&str]; 3] = [
        &["序号", "重点任务", "谁来干", "啥时候干完", "牵头单位"],
        &["1", "新建幼儿园3所", "李云生", "2024年6月底前", "旗教育局"],
        &[
            "2",
            "改造薄弱学校5所",
            "董树民",
            "2024年9月底前",
            "旗教育局",
        ],
    ];
    let office = Office::new(Kind::Empty);
    let bytes = docx("敖汉旗2024年教育重点任务清单", &rows);
    std::fs::write(office.folder().join("清单.docx"), &bytes).unwrap();
    let mut stage = review(&office, "清单.docx", WIDE);
    assert!(
        stage.message().starts_with("有 2 列没有认出"),
        "{}",
        stage.message()
    );
    assert_snapshot!("import_columns_word_120x40", stage.picture());
    stage.press("<Enter>");
    stage.type_text("zrld");
    stage.press("<Enter>j<Enter>");
    stage.type_text("时限");
    stage.press("<Enter>c");
    assert!(stage.has("各栏与原文"), "{}", stage.text());
    stage.press("m");
    assert!(stage.has("啥时候干完"), "{}", stage.text());
    stage.press("<Esc>c<Enter>");
    assert_eq!(office.task(1).leaders[0].name, "李云生");
    assert_eq!(office.task(2).deadline, Some(day("2024-09-30")));
    let kept = std::fs::read_to_string(office.folder().join("ledger.columns.toml")).unwrap();
    assert!(kept.contains("\"谁来干\" = \"leader\""), "{kept}");
}

#[test]
fn corrections_are_not_lost_to_new_columns_without_a_word() {
    let office = office_with("台账.csv", OWN_FORM);
    let mut stage = review(&office, "台账.csv", WIDE);
    stage.press("<Esc>jd");
    assert!(stage.filter().contains("去除 1"), "{}", stage.text());
    stage.press("mc");
    assert!(stage.message().contains("丢掉 1 处"), "{}", stage.message());
    stage.press("<Esc>");
    assert!(stage.filter().contains("去除 1"), "{}", stage.text());
}

#[test]
fn space_on_the_list_settles_a_whole_task_and_goes_down() {
    let office = office_with("方案.txt", PLAN);
    let mut stage = review(&office, "方案.txt", NARROW);
    stage.press("<Space>");
    assert!(stage.filter().contains("存疑 0"), "{}", stage.filter());
    assert!(stage.line(5).starts_with("> （二）"), "{}", stage.text());
    stage.press("<Space>");
    assert_eq!(stage.message(), "这一栏没有存疑");
    stage.press("k<Space>");
    assert!(
        stage.filter().contains("存疑 1"),
        "again: {}",
        stage.filter()
    );
}

#[test]
fn task_lines_keep_their_documents_and_browse_shows_those() {
    let office = office_with(
        "行.jsonl",
        "{\"title\": \"甲\", \"number\": \"1\", \"document\": \"子文件\", \"region\": \"敖汉旗\"}\n\
         {\"title\": \"乙\", \"number\": \"2\", \"document\": \"丑文件\", \"region\": \"林西县\"}\n",
    );
    let mut stage = review(&office, "行.jsonl", NARROW);
    stage.press("k<Enter>");
    assert!(
        stage.message().contains("不是") || stage.has("任务行各有来源文件"),
        "{}",
        stage.text()
    );
    stage.press("<Esc>c<Enter>");
    assert_eq!(stage.ids().len(), 2, "{}", stage.text());
    assert!(stage.filter().contains("子文件"), "{}", stage.filter());
    stage.press("6");
    assert!(stage.has("要导入的文件"));
}

/// Nobody can tell where it holds, nor is there a title a plan would have.
const NO_REGION: &str = "重点任务分工\n\
一、重点任务\n\
1.新建公办幼儿园。新建公办幼儿园3所，2024年11月底前完成主体工程。\n\
牵头单位：教育局\n\
2.改善办学条件。改造薄弱学校5所，2024年9月底前完成。\n\
牵头单位：教育局\n";

#[test]
fn doubts_about_the_document_are_gone_to_and_settled_like_others() {
    let office = office_with("分工.txt", NO_REGION);
    let mut stage = review(&office, "分工.txt", NARROW);
    stage.press("n");
    assert_snapshot!("import_doubts_of_document", stage.picture());
    assert!(stage.has(">!地区"), "{}", stage.text());
    stage.press("<Enter>");
    stage.type_text("敖汉");
    stage.press("<Enter>");
    assert!(!stage.has("!地区"), "{}", stage.text());
    stage.press("n");
    assert_eq!(stage.message(), "没有存疑的栏了");
    stage.press("c<Enter>");
    assert_eq!(office.task(1).region.name(), "敖汉旗");
}

#[test]
fn a_number_corrected_takes_its_parts_along_and_headings_are_lines() {
    let csv = "序号,重点任务,牵头单位,上级任务\n1,总的,旗教育局,\n2,部分,旗教育局,1\n";
    let office = office_with("台账.csv", csv);
    let mut stage = review(&office, "台账.csv", WIDE);
    stage.press("<Enter><Enter><Ctrl-U>7<Enter>");
    assert!(stage.has("7.2"), "{}", stage.text());
    stage.press("c<Enter>");
    assert_eq!(office.task(1).number, "7");
    assert_eq!(office.task(2).parent, Some(id(1)));
}

#[test]
fn what_others_do_to_the_ledger_shows_while_one_reviews() {
    let office = office_with("方案.txt", PLAN);
    let mut mine = review(&office, "方案.txt", WIDE);
    assert!(mine.filter().contains("新 3"), "{}", mine.filter());
    let mut theirs = Stage(duban::tui::headless::Headless::new(
        office.start("王芳"),
        WIDE,
    ));
    theirs
        .press("6")
        .type_text("~/方案.txt")
        .press("<Enter>c<Enter>");
    mine.0.beat();
    assert!(mine.filter().contains("同 3"), "{}", mine.filter());
}

#[test]
fn names_are_chosen_with_the_arrows() {
    let office = office_with("甲.txt", PLAN);
    std::fs::write(office.folder().join("乙.txt"), PLAN).unwrap();
    std::fs::create_dir(office.folder().join("丙")).unwrap();
    let mut stage = office.sit(NARROW);
    stage.press("6").type_text("~/").press("<Tab>");
    assert!(
        stage.has("~/丙/") && stage.has("~/甲.txt"),
        "{}",
        stage.text()
    );
    stage.press("<Down><Up><Up>");
    stage.press("<Down><Down><Down><Down><Down><Down><Down><Enter>");
    assert!(stage.has("各栏与原文"), "{}", stage.text());
}

#[test]
fn every_state_of_the_screen_speaks_english() {
    let office = office_with("plan.txt", PLAN).english();
    let mut stage = office.sit(NARROW);
    stage.press("6").type_text("~/no.txt").press("<Enter>");
    assert_snapshot!("import_en_error", stage.picture());
    stage
        .press("<Ctrl-U>")
        .type_text("~/plan.txt")
        .press("<Enter>nne<Ctrl-U>");
    stage.type_text("soon");
    stage.press("<Enter>");
    assert_snapshot!("import_en_correcting", stage.picture());
    stage.press("<Esc><Esc>.");
    assert_snapshot!("import_en_wording", stage.picture());
    stage.press(".jdr").type_text("linxi");
    assert_snapshot!("import_en_region", stage.picture());
    stage.press("<Esc>f");
    assert_snapshot!("import_en_discard", stage.picture());
    stage.press("<Esc>dc<Enter>");
    assert_snapshot!("import_en_committed", stage.picture());
    std::fs::write(office.folder().join("second.txt"), second_edition()).unwrap();
    stage
        .press("6")
        .type_text("~/second.txt")
        .press("<Enter>j<Tab>");
    assert_snapshot!("import_en_edition", stage.picture());
    stage.press("c");
    assert_snapshot!("import_en_commit_edition", stage.picture());
    std::fs::write(office.folder().join("own.csv"), OWN_FORM).unwrap();
    stage
        .press("<Esc>f<Enter><Ctrl-U>")
        .type_text("~/own.csv")
        .press("<Enter>");
    assert_snapshot!("import_en_columns", stage.picture());
}

#[test]
fn no_frame_of_the_screen_is_wider_than_the_terminal_or_torn() {
    let office = office_with("方案.txt", PLAN);
    for size in [WIDE, NARROW] {
        let mut stage = review(&office, "方案.txt", size);
        for keys in [
            "", "n", "n", "e", "<Esc>.", "c", "<Esc>", "<Esc>r", "<Esc>o", "k",
        ] {
            stage.press(keys);
            for line in stage.text().lines() {
                let wide = duban::text::columns(line);
                assert!(wide <= usize::from(size.0), "{wide}: {line}");
            }
        }
    }
}
