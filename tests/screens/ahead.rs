//! Keys typed ahead: of a box that nobody has seen, and of a job that goes on.

use duban::domain::Status;
use duban::tui::msg::Msg;

use crate::support::*;

const TOO_EARLY: &str = "框出来之前按的键没有执行，请看清再按";

/// Keys in one go, without a frame between them.
fn rush(stage: &mut Stage, script: &str) {
    stage.0.is_hurried = true;
    stage.press(script);
    stage.0.is_hurried = false;
}

#[test]
fn an_enter_typed_ahead_does_not_answer_a_box_nobody_has_seen() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    let entries = stage.entries(&office);
    rush(&mut stage, "asb<Enter>");
    assert_eq!(stage.entries(&office), entries);
    assert!(stage.has("确认  129 项改为 办结"), "{}", stage.text());
    assert_eq!(stage.message(), TOO_EARLY);
    rush(&mut stage, "<Enter>q<Esc>");
    assert!(
        stage.has("确认  129 项改为 办结"),
        "nor any other key: {}",
        stage.text()
    );
    // Now the frame is out.
    stage.0.settle();
    stage.press("<Enter>");
    assert_eq!(office.task(81).status, Status::Concluded);
}

#[test]
fn the_status_popup_of_one_task_is_no_such_box_and_text_boxes_take_what_is_typed() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    rush(&mut stage, "sp");
    assert_eq!(office.task(81).status, Status::InProgress);
    rush(&mut stage, "p60<Enter>n催过<Enter>");
    assert_eq!(office.task(81).progress.unwrap().to_string(), "60");
    assert_eq!(office.task(81).events().count(), 1);
}

#[test]
fn another_question_in_the_same_box_is_seen_anew() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("fr").type_text("敖汉").press("<Enter>");
    let entries = stage.entries(&office);
    stage.press("asa");
    assert!(stage.has("确认  30 项改为"), "{}", stage.text());
    rush(&mut stage, "c<Enter>");
    assert_eq!(stage.entries(&office), entries, "of 128 nobody has read");
    assert!(stage.has("确认  128 项"), "{}", stage.text());
    // Away and back, with the very same question: still another box.
    stage.0.settle();
    rush(&mut stage, "<Esc>sa<Enter>");
    assert_eq!(stage.entries(&office), entries);
    stage.0.settle();
    stage.press("<Enter>");
    assert!(stage.message().contains("已记入 128 项"));
}

#[test]
fn counts_renewed_by_somebody_else_are_seen_before_they_are_answered() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("<Space><Space><Space>sb");
    office.other(&[82], &to_status(Status::Concluded));
    rush(&mut stage, "<Enter><Enter>");
    assert_eq!(office.task(81).status, Status::Registered);
    assert!(stage.has("确认  2 项改为 办结"), "{}", stage.text());
}

#[test]
fn two_versions_of_a_task_are_seen_before_one_is_taken() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("p");
    stage.type_text("40");
    office.other(&[81], &to_status(Status::Assigned));
    // Keys meant for the list: t would throw away what was typed, m write over theirs.
    rush(&mut stage, "<Enter>tm");
    assert!(stage.has("王芳 10:31 改过这一项"), "{}", stage.text());
    assert_eq!(office.task(81).progress, None);
    stage.0.settle();
    stage.press("m");
    assert_eq!(office.task(81).progress.unwrap().to_string(), "40");
}

#[test]
fn a_file_is_taken_in_only_after_its_numbers_were_seen() {
    let office = Office::sample();
    std::fs::write(
        office.folder().join("方案.txt"),
        "敖汉旗方案\n一、新建学校\n责任单位：旗教育局\n完成时限：2024年11月底\n",
    )
    .unwrap();
    let mut stage = office.sit(NARROW);
    stage.press("6");
    stage.type_text(&office.folder().join("方案.txt").display().to_string());
    stage.press("<Enter>");
    let entries = stage.entries(&office);
    rush(&mut stage, "c<Enter>");
    assert_eq!(stage.entries(&office), entries, "{}", stage.text());
    stage.0.settle();
    stage.press("<Enter>");
    assert!(stage.entries(&office) > entries, "{}", stage.text());
}

/// A desk whose change is on its way, for so long that the line shows.
fn saving(office: &Office) -> Stage {
    let mut stage = office.sit(NARROW);
    stage.0.model.is_saving = true;
    stage
}

#[test]
fn a_short_wait_shows_nothing_and_a_long_one_its_line() {
    let office = Office::sample();
    let mut stage = saving(&office);
    stage.0.settle();
    assert!(!stage.has("正在保存"), "{}", stage.text());
    stage.0.send(Msg::TakesLong(false));
    assert_eq!(stage.message(), "正在保存...");
    stage.0.send(Msg::TakesLong(true));
    assert_eq!(stage.message(), "正在保存，请稍候；这一键没有执行");
}

#[test]
fn while_the_line_shows_commands_are_dropped_with_a_sentence_and_one_reads_on() {
    let office = Office::sample();
    let mut stage = saving(&office);
    stage.0.send(Msg::TakesLong(false));
    let entries = stage.entries(&office);
    for script in [
        "s", "p", "n", "d", "e", "c", "a", "<Space>", "V", "u", "<Ctrl-R>", "fs", "f0", "o", "6c",
    ] {
        stage.press(script);
        if script == "6c" {
            continue;
        }
        assert!(
            stage.message().starts_with("正在保存，请稍候"),
            "{script}: {}",
            stage.message()
        );
        assert!(stage.0.model.dialog.is_none(), "{script}");
    }
    stage.press("<Esc>1");
    // The Enter of a command that was dropped goes with it.
    stage.press("sb<Enter>");
    assert!(stage.line(2).contains("编号"), "{}", stage.text());
    stage.press("jj");
    assert_eq!(stage.cursor(), Some(83));
    stage.press("<Enter>");
    assert!(stage.has("要求"), "{}", stage.text());
    stage.press("<Esc>/").type_text("教师");
    assert!(stage.filter().starts_with("/ 教师"), "{}", stage.filter());
    stage.press("<Esc>");
    assert!(stage.0.model.browse.marks.is_empty());
    assert_eq!(stage.entries(&office), entries);
    // It is over: keys command again.
    stage.0.model.is_saving = false;
    stage.0.settle();
    stage.press("sp");
    assert_eq!(stage.entries(&office), entries + 1);
}

#[test]
fn what_is_typed_while_a_form_is_read_never_commands() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("<Space>j");
    stage.0.model.details.clear();
    let targets = stage.0.model.browse.marks.clone();
    // The worker has not answered yet.
    let effects = duban::tui::update(
        &mut stage.0.model,
        Msg::Key(duban::tui::keys::Key::Char('e')),
    );
    assert!(stage.0.model.opening.is_some() && !effects.is_empty());
    stage.0.send(Msg::TakesLong(false));
    assert_eq!(stage.message(), "正在读取...");
    stage.press("新的标题");
    assert!(
        stage.message().starts_with("正在读取，请稍候"),
        "{}",
        stage.message()
    );
    assert_eq!(stage.0.model.browse.marks, targets);
    stage.0.perform(effects);
    assert!(stage.has("编辑任务"), "{}", stage.text());
    stage.press("<Esc>");
    stage.0.model.details.clear();
    duban::tui::update(
        &mut stage.0.model,
        Msg::Key(duban::tui::keys::Key::Char('e')),
    );
    stage.press("<Esc>");
    assert!(stage.0.model.opening.is_none(), "Esc gives it up");
    assert_eq!(stage.0.model.browse.marks, targets, "and nothing else");
}
