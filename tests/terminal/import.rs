//! A file reviewed and taken in at a terminal.

use std::time::Duration;

use crate::desk::Desk;

const PLAN: &str = "敖汉旗2024年教育重点工作方案\n\
一、重点任务\n\
（一）新建公办幼儿园。新建公办幼儿园3所，11月底前完成主体工程。\n\
牵头单位：旗教育局\n\
责任单位：旗财政局、旗住建局\n\
（二）改善办学条件。改造薄弱学校5所，2024年9月底前完成。\n\
牵头单位：旗教育局\n\
责任单位：旗住建局\n";

#[test]
fn a_plan_is_chosen_reviewed_corrected_and_taken_in_and_the_command_line_lists_it() {
    let desk = Desk::empty();
    std::fs::write(desk.home().join("方案.txt"), PLAN).unwrap();
    let mut pty = desk.open("张敏", &[]);
    pty.until("导入文件");
    pty.send("j");
    pty.until("> 导入文件");
    pty.send("\r");
    pty.until("要导入的文件");
    pty.send("~/方\t");
    pty.until("~/方案.txt");
    pty.send("\r");
    pty.until("各栏与原文");
    pty.until("新 2");
    pty.settle();
    let sent = pty.sent();
    std::thread::sleep(Duration::from_millis(1200));
    assert_eq!(pty.sent(), sent, "an idle review sends nothing");
    pty.send("n");
    pty.until("没有写年份");
    pty.send("e");
    pty.until("Enter 用");
    pty.send("\x15");
    pty.send("2024-12-15");
    pty.send("\r");
    pty.until("原读");
    pty.send("\x1b");
    pty.settle();
    pty.send("c");
    pty.until("新任务 2 项");
    pty.send("\r");
    pty.until("已导入");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
    let listed = desk.run(&["list", "--format", "json"]);
    let tasks: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    let of = |field: &str| -> Vec<&str> {
        let values = tasks.iter().map(|task| task[field].as_str());
        values.map(Option::unwrap_or_default).collect()
    };
    assert_eq!(of("title"), ["改善办学条件", "新建公办幼儿园"]);
    assert_eq!(of("deadline"), ["2024-09-30", "2024-12-15"]);
    desk.run(&["audit"]);
    let again = desk.run(&[
        "import",
        &desk.home().join("方案.txt").display().to_string(),
        "--dry-run",
    ]);
    assert!(again.contains("改善办学条件"), "{again}");
}

#[test]
fn a_long_reading_shows_that_it_goes_on_and_esc_gives_it_up_at_once() {
    let desk = Desk::with_plans();
    let line = format!(
        "{{\"title\": \"任务\", \"document\": \"大方案\", \"region\": \"敖汉旗\", \"requirement\": \"{}\"}}\n",
        "推动".repeat(20)
    );
    // Seconds of reading, so that there is something to give up.
    std::fs::write(desk.home().join("大.jsonl"), line.repeat(400_000)).unwrap();
    let entries = desk.entries();
    let mut pty = desk.sit("张敏");
    pty.send("6");
    pty.until("要导入的文件");
    pty.send("~/大.jsonl\r");
    pty.until("正在读取");
    let before = pty.sent();
    pty.until("MB");
    let moving = pty.sent() - before;
    assert!(moving < 2000, "{moving} bytes for a moving line");
    pty.send("\x1b");
    pty.until("已停止读取");
    pty.settle();
    let sent = pty.sent();
    std::thread::sleep(Duration::from_millis(1200));
    assert_eq!(pty.sent(), sent, "nothing comes late");
    pty.send("\x1b");
    pty.until("第 1 行");
    pty.send("j");
    pty.until("第 2 行");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    assert_eq!(desk.entries(), entries, "nothing was written");
}
