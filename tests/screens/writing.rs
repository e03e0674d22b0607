//! Progress, note, date: one text and Enter. And taking it back.

use duban::domain::Status;
use duban::domain::task::{EventBody, ExtensionDecision};
use insta::assert_snapshot;

use crate::support::*;

#[test]
fn progress_takes_a_figure_and_the_old_one_gives_way_to_the_first_digit() {
    let office = Office::demo();
    let mut stage = office.sit(NARROW);
    stage.press("j");
    let task = stage.cursor().unwrap();
    stage.press("p");
    assert_snapshot!("progress_box", stage.picture());
    stage.type_text("60").press("<Enter>");
    assert_eq!(
        office.task(task).progress.map(|it| it.to_string()),
        Some("60".into())
    );
    assert_eq!(
        stage.message(),
        "已记入 林西县 2 进度 45 -> 60  消除大班额及大规模学~  u 撤回"
    );
    stage
        .press("p<End><Backspace>")
        .type_text("5")
        .press("<Enter>");
    assert_eq!(
        office.task(task).progress.map(|it| it.to_string()),
        Some("65".into()),
        "End keeps what stands there"
    );
    stage.press("p<Backspace><Enter>");
    assert_eq!(office.task(task).progress, None, "empty is no figure");
}

#[test]
fn a_figure_that_is_none_is_refused_in_place() {
    let office = Office::demo();
    let mut stage = office.sit(NARROW);
    let entries = stage.entries(&office);
    for text in ["101", "-1", "1.5", "六十"] {
        stage.press("p").type_text(text).press("<Enter>");
        assert_eq!(stage.message(), "进度是 0 到 100 的整数");
        assert!(stage.has(&format!("|{text} ")), "what was typed stays");
        stage.press("<Esc>");
    }
    assert_eq!(stage.entries(&office), entries);
}

#[test]
fn progress_of_several_asks_with_the_number() {
    let office = Office::demo();
    let mut stage = office.sit(NARROW);
    stage
        .press("<Space><Space>p")
        .type_text("80")
        .press("<Enter>");
    assert!(stage.has("确认  2 项进度改为 80"), "{}", stage.text());
    stage.press("<Enter>");
    assert_eq!(stage.message(), "已记入 2 项 进度 (不一) -> 80  u 撤回");
}

#[test]
fn the_same_figure_again_writes_nothing() {
    let office = Office::demo();
    let mut stage = office.sit(NARROW);
    let entries = stage.entries(&office);
    stage.press("jp<Enter>");
    assert_eq!(stage.message(), "没有变化，未写入");
    assert_eq!(stage.entries(&office), entries);
}

#[test]
fn a_note_may_have_several_lines_and_a_box_of_any_size() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage
        .press("n")
        .type_text("今天去现场看过")
        .press("<Ctrl-J>")
        .type_text("缺两间教室");
    assert_snapshot!("note_box", stage.picture());
    stage.press("<Ctrl-E>");
    assert_snapshot!("note_box_big", stage.picture());
    stage.press("<Enter>");
    let task = office.task(81);
    assert!(task.events().any(|event| matches!(&event.body, EventBody::Note { text } if text == "今天去现场看过\n缺两间教室")));
    assert!(
        stage.filter().ends_with("排序 地区,编号"),
        "no draft is left: {}",
        stage.filter()
    );
}

#[test]
fn esc_keeps_the_note_as_a_draft_of_its_task() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage
        .press("n")
        .type_text("甲的话")
        .press("<Esc>jn")
        .type_text("乙的话")
        .press("<Esc>");
    assert!(stage.filter().contains("草稿 2"), "{}", stage.filter());
    stage.press("kn");
    assert!(stage.has("甲的话") && !stage.has("乙的话"));
    stage.press("<Enter>");
    assert!(stage.filter().contains("草稿 1"), "{}", stage.filter());
    stage.press("jn<Ctrl-U><Esc>");
    assert!(!stage.filter().contains("草稿"), "an emptied draft is none");
}

#[test]
fn an_empty_note_writes_nothing() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    let entries = stage.entries(&office);
    stage.press("n<Enter>n<Space><Enter>");
    assert_eq!(stage.entries(&office), entries);
}

#[test]
fn a_note_is_recorded_though_somebody_else_changed_the_task() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("n").type_text("我的话");
    office.other(&[81], &to_status(Status::InProgress));
    stage.press("<Enter>");
    assert_eq!(
        stage.message(),
        "已记入 林西县 1 备注 我的话  加大建设力度  u 撤回"
    );
    assert_eq!(office.task(81).status, Status::InProgress);
}

#[test]
fn a_note_on_several_is_recorded_though_somebody_else_changed_one_of_them() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage
        .press("<Space><Space>n")
        .type_text("一并催办")
        .press("<Enter>");
    office.other(&[81], &to_status(Status::InProgress));
    stage.press("<Enter>");
    assert_eq!(stage.message(), "已记入 2 项 备注 一并催办  u 撤回");
    assert!(!stage.filter().contains("草稿"), "{}", stage.filter());
}

#[test]
fn the_new_date_is_understood_in_every_short_form() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("j");
    for (typed, read) in [
        ("12-31", "2023-12-31 周日，还有 54 个工作日"),
        ("3-1", "2024-03-01 周五"),
        ("2024-6-30", "2024-06-30 周日"),
        ("2024.6.30", "2024-06-30 周日"),
        ("+10", "2024-01-10 周三"),
        ("+10w", "2024-01-15 周一"),
        ("+1m", "2024-01-31 周三"),
        (
            "2023-10-01",
            "2023-10-01 周日，已过 8 个工作日，中秋节、国庆节",
        ),
        ("2023-02-30", "看不懂这个日期"),
        ("明天", "看不懂这个日期"),
    ] {
        stage.press("d<Ctrl-U>").type_text(typed);
        assert!(stage.has(read), "{typed}: {}", stage.text());
        stage.press("<Esc>");
    }
    stage.press("d<Ctrl-U>").type_text("明天").press("<Enter>");
    assert_eq!(stage.message(), "看不懂这个日期");
}

#[test]
fn an_extension_is_date_tab_reason_enter() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("j");
    let task = stage.cursor().unwrap();
    stage
        .press("d")
        .type_text("+1m")
        .press("<Tab>")
        .type_text("教学楼未完工");
    assert_snapshot!("deadline_box", stage.picture());
    stage.press("<Enter>");
    let now = office.task(task);
    assert_eq!(now.deadline, Some(day("2024-01-31")));
    assert_eq!(now.original_deadline, Some(day("2023-12-31")));
    assert!(stage.row().contains("2024-01-31~"), "{}", stage.row());
    assert!(
        stage.has("原定 2023-12-31") && stage.has("延期 1 次"),
        "{}",
        stage.text()
    );
}

#[test]
fn tab_goes_date_reason_kind_and_the_kind_is_changed_by_space_and_ctrl_t() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("jd").type_text("+5");
    assert!(stage.has("延期(批准)"));
    stage.press("<Tab>").type_text("原因里可以有 空格");
    assert!(stage.has("原因里可以有 空格") && stage.has("延期(批准)"));
    stage.press("<Tab><Space>");
    assert!(stage.has("更正原文"));
    stage.press("<Space><Ctrl-T>");
    assert!(stage.has("延期(只申请，未定)"));
    stage.press("<Ctrl-T>");
    assert!(stage.has("延期(批准)"));
    stage.press("<Shift-Tab>").type_text("啊");
    assert!(stage.has("空格啊"), "Shift-Tab goes back to the reason");
}

#[test]
fn asked_only_leaves_the_date_and_one_asked_late_is_flagged() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("fo");
    let task = stage.cursor().unwrap();
    let before = office.task(task).deadline;
    stage.press("d").type_text("+2m").press("<Ctrl-T>");
    assert!(stage.has("原时限已过，记为迟申请"), "{}", stage.text());
    stage.press("<Tab>").type_text("等审批").press("<Enter>");
    let now = office.task(task);
    assert_eq!(now.deadline, before);
    let asked = now.events().find_map(|event| match &event.body {
        EventBody::Extension(extension) if extension.decision == ExtensionDecision::Asked => {
            Some(extension.clone())
        }
        _ => None,
    });
    assert!(asked.unwrap().is_late());
    stage.press("<Enter>");
    assert!(stage.has("申请，未定，迟申请"), "{}", stage.text());
}

/// The last line of the book of extensions.
fn last_extension(office: &Office, task: i64) -> duban::domain::task::Extension {
    let task = office.task(task);
    task.extension_book().last().unwrap().clone()
}

#[test]
fn an_approval_of_a_request_made_in_time_is_not_late_however_long_it_took() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("j");
    let task = stage.cursor().unwrap();
    assert_eq!(office.task(task).deadline, Some(day("2023-12-31")));
    stage.press("d").type_text("+1m").press("<Ctrl-T><Tab>");
    stage.type_text("等审批").press("<Enter>");
    // The date has passed when the request is approved.
    stage.0.model.rules.today = day("2024-01-20");
    stage.press("d").type_text("+1m");
    assert!(!stage.has("记为迟申请"), "{}", stage.text());
    assert!(
        stage.has("2023-10-16"),
        "the day of asking stands in the box"
    );
    stage.press("<Tab>").type_text("同意").press("<Enter>");
    let approved = last_extension(&office, task);
    assert_eq!(approved.decision, ExtensionDecision::Approved);
    assert_eq!(approved.asked_on, day("2023-10-16"));
    assert!(!approved.is_late() && !stage.has("迟申请"));
}

#[test]
fn the_day_of_asking_can_be_typed_and_decides_whether_it_was_late() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("fo");
    let task = stage.cursor().unwrap();
    let due = office.task(task).deadline.unwrap();
    stage.press("d").type_text("+2m");
    assert!(stage.has("记为迟申请"));
    stage.press("<Tab>").type_text("疫情").press("<Tab><Tab>");
    stage.type_text(&due.to_string());
    assert!(!stage.has("记为迟申请"), "{}", stage.text());
    stage
        .press("<Ctrl-U>")
        .type_text("2023-10-17")
        .press("<Enter>");
    assert!(
        stage.message().contains("看不懂"),
        "tomorrow: {}",
        stage.message()
    );
    stage.press("<Ctrl-U>").type_text(&due.to_string());
    stage.press("<Enter>");
    let approved = last_extension(&office, task);
    assert!(approved.asked_on == due && !approved.is_late());
}

#[test]
fn a_correction_shows_no_other_original_date_unless_an_extension_was_approved() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("j");
    let task = stage.cursor().unwrap();
    stage
        .press("d")
        .type_text("2023-11-30")
        .press("<Space><Enter>");
    assert_eq!(stage.message(), "还缺原因：延期或更正要写明原因");
    stage.type_text("看错一行").press("<Enter>");
    let now = office.task(task);
    assert_eq!(now.deadline, Some(day("2023-11-30")));
    assert_eq!(now.original_deadline, now.deadline);
    assert!(!stage.has("原定 20"), "{}", stage.text());
    stage.press("d").type_text("+1m").press("<Tab>");
    stage.type_text("征地").press("<Enter>");
    stage.press("d").type_text("2023-11-20").press("<Space>");
    assert!(stage.has("已延期过，只更正原定时限"), "{}", stage.text());
    stage
        .press("<Enter>")
        .type_text("看错一行")
        .press("<Enter>");
    let now = office.task(task);
    assert_eq!(now.deadline, Some(day("2023-12-30")));
    assert_eq!(now.original_deadline, Some(day("2023-11-20")));
}

#[test]
fn an_extension_without_a_reason_stays_in_its_box_which_names_what_is_missing() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("j");
    let task = stage.cursor().unwrap();
    let before = office.task(task);
    for ask in ["", "<Ctrl-T>"] {
        stage
            .press("d<Ctrl-U>")
            .type_text("+1m")
            .press(ask)
            .press("<Enter>");
        assert_eq!(stage.message(), "还缺原因：延期或更正要写明原因");
        assert!(stage.has("+1m"), "what was typed stays: {}", stage.text());
        // The cursor stands in the field that is missing; blanks are no reason.
        stage.type_text("  ").press("<Enter>");
        assert_eq!(stage.message(), "还缺原因：延期或更正要写明原因");
        assert_eq!(office.task(task), before);
        stage.press("<Esc>");
    }
    // The draft is of a request.
    stage
        .press("d<Ctrl-U><Ctrl-T>")
        .type_text("+1m")
        .press("<Enter>");
    stage.type_text("征地未完成").press("<Enter>");
    assert_eq!(office.task(task).deadline, Some(day("2024-01-31")));
}

#[test]
fn a_date_moved_in_the_edit_form_needs_a_reason_as_in_its_own_box() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("j");
    let task = stage.cursor().unwrap();
    let before = office.task(task);
    stage.press("e").press(&"<Tab>".repeat(8)).press("<Ctrl-U>");
    stage.type_text("2028-1-1").press("<Ctrl-S>");
    assert!(stage.has("更正时限要写明原因"), "{}", stage.text());
    assert!(
        stage.has("2028-1-1"),
        "what was typed stays: {}",
        stage.text()
    );
    assert_eq!(office.task(task), before);
}

#[test]
fn a_bulk_extension_needs_a_reason_where_one_of_the_tasks_has_a_date() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("/").type_text("期限:<2024").press("<Enter>");
    stage.press("<Space><Space>d").type_text("2024-6-30");
    stage.press("<Enter>");
    assert_eq!(stage.message(), "还缺原因：延期或更正要写明原因");
    stage.type_text("统一顺延").press("<Enter><Enter>");
    assert!(stage.message().contains("2 项"), "{}", stage.message());
    // Two without a date get their first one.
    stage.press("<Esc><Esc><Esc>").press("/");
    stage
        .press("<Ctrl-U>")
        .type_text("期限:无")
        .press("<Enter>");
    let first = stage.cursor().unwrap();
    assert_eq!(office.task(first).deadline, None, "{}", stage.text());
    stage.press("<Space><Space>d").type_text("2024-6-30");
    stage.press("<Enter><Enter>");
    assert_eq!(office.task(first).deadline, Some(day("2024-06-30")));
}

#[test]
fn undo_and_redo_say_what_they_did_and_go_to_the_task() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("spjjj");
    stage.press("u");
    assert_eq!(
        stage.message(),
        "已撤回 林西县 1 状态 推进中 -> 立项  加大建设~  Ctrl-R 重做"
    );
    assert_eq!(
        (stage.cursor(), office.task(81).status),
        (Some(81), Status::Registered)
    );
    stage.press("<Ctrl-R>");
    assert_eq!(
        stage.message(),
        "已重做 林西县 1 状态 立项 -> 推进中  加大建设力度  u 撤回"
    );
    assert_eq!(office.task(81).status, Status::InProgress);
    stage.press("uu");
    assert!(
        stage.message().contains("没有可撤回的"),
        "the other session's import stays: {}",
        stage.message()
    );
    stage.press("<Ctrl-R><Ctrl-R>");
    assert!(
        stage.message().contains("没有可重做的"),
        "{}",
        stage.message()
    );
}

#[test]
fn an_undo_that_must_leave_a_task_names_who_and_when() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("<Space><Space>sp<Enter>");
    office.other(&[81], &to_status(Status::UnderReview));
    stage.press("u");
    assert_eq!(
        stage.message(),
        "已撤回 林西县 2 状态 推进中 -> 立项，林西县 1 之后又被 王芳 改过(10:31)，未动"
    );
    assert_eq!(office.task(81).status, Status::UnderReview);
    assert_eq!(office.task(82).status, Status::Registered);
}

#[test]
fn an_undo_that_can_do_nothing_does_not_say_it_did() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("sp");
    office.other(&[81], &to_status(Status::UnderReview));
    stage.press("u");
    assert_eq!(
        stage.message(),
        "「更新」没有撤回，林西县 1 之后又被 王芳 改过(10:31)，未动"
    );
}

#[test]
fn a_cursor_never_goes_to_a_task_that_is_not_in_the_list() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage
        .press("sp")
        .press("fr")
        .type_text("巴彦")
        .press("<Enter>");
    let before = stage.cursor();
    stage.press("u");
    assert_eq!(
        stage.cursor(),
        before,
        "the undone task is outside the filter"
    );
    assert!(stage.row().starts_with('>'));
}

#[test]
fn a_failed_undo_brings_no_older_dialog_back() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage
        .press("n")
        .type_text("一句话")
        .press("<Enter>")
        .press("uu");
    assert!(stage.0.model.dialog.is_none());
    assert!(
        stage.message().contains("没有可撤回的"),
        "{}",
        stage.message()
    );
}
