//! Marks decide for every verb; whatever is not the row under the cursor is asked about by name.

use duban::domain::Status;
use insta::assert_snapshot;

use crate::support::*;

/// What each verb needs until it would write, and what the box then asks.
const VERBS: [(&str, &str, &str); 5] = [
    ("s", "p", "确认  1 项改为 推进中"),
    ("p", "60<Enter>", "确认  1 项进度改为 60"),
    ("n", "催过<Enter>", "确认  1 项加备注"),
    (
        "d",
        "12-31<Tab>等批复<Enter>",
        "确认  1 项延期到 2023-12-31",
    ),
    ("e", "新<Ctrl-S>", "确认  1 项改 任务"),
];

/// The row with id 81 marked and forgotten: the cursor stands far below on another.
fn forgotten(office: &Office, size: (u16, u16)) -> Stage {
    let mut stage = office.sit(size);
    stage.press("<Space>G");
    assert_ne!(stage.cursor(), Some(81));
    assert_eq!(stage.row_of("加大建设力度"), "", "it is off the screen");
    stage
}

#[test]
fn one_forgotten_mark_off_the_screen_writes_nothing_before_its_box_was_answered() {
    for (verb, typed, question) in VERBS {
        let office = Office::sample();
        let mut stage = forgotten(&office, NARROW);
        let here = stage.cursor().unwrap();
        let entries = stage.entries(&office);
        stage.press(verb).press(typed);
        assert_eq!(stage.entries(&office), entries, "{verb} wrote");
        assert!(
            stage.has(question) && stage.has("目标  林西县 1 加大建设力度"),
            "{verb}: {}",
            stage.text()
        );
        stage.press("<Enter>");
        let changed = |number| office.task(number).revision != duban::domain::Revision::FIRST;
        assert!(changed(81) && !changed(here), "{verb}");
        assert!(!stage.filter().contains("已标"), "{verb}");
        assert!(stage.message().contains("林西县 1"), "{}", stage.message());
    }
}

#[test]
fn the_box_of_one_marked_task_names_region_number_and_title() {
    let office = Office::sample();
    let mut stage = forgotten(&office, NARROW);
    stage.press("sp");
    assert_snapshot!("marked_one_80x24", stage.picture());
    let mut stage = forgotten(&office, WIDE);
    stage.press("sp");
    assert_snapshot!("marked_one_120x40", stage.picture());
}

#[test]
fn a_mark_on_the_row_under_the_cursor_alone_is_that_row() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("<Space>ksp");
    assert!(stage.0.model.dialog.is_none(), "{}", stage.text());
    assert_eq!(office.task(81).status, Status::InProgress);
}

#[test]
fn with_one_mark_the_form_is_that_of_the_marked_task() {
    let office = Office::sample();
    let mut stage = forgotten(&office, NARROW);
    // It was never under the cursor since the program began, and is read for this.
    stage.0.model.details.clear();
    stage.press("e");
    assert!(
        stage.has("编辑任务  林西县 1 加大建设力度"),
        "{}",
        stage.text()
    );
    stage.type_text("：").press("<Esc>");
    assert!(stage.filter().contains("草稿 1"), "{}", stage.filter());
    // Unmarked and under the cursor its draft is still there, and records without a further box.
    stage.press("<Esc>ge");
    assert!(stage.has("加大建设力度："), "{}", stage.text());
    stage.press("<Ctrl-S>");
    assert_eq!(office.task(81).title, "加大建设力度：");
}

#[test]
fn marks_outside_the_filter_alone_are_named_and_every_verb_leaves_everything() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage
        .press("<Space><Space>fr")
        .type_text("巴彦")
        .press("<Enter>");
    let entries = stage.entries(&office);
    for (verb, ..) in VERBS {
        stage.press(verb);
        assert!(
            stage
                .message()
                .ends_with(": 标记的 2 项都不在筛选内(林西县 1)；Esc 取消标记"),
            "{verb}: {}",
            stage.message()
        );
        assert!(stage.0.model.dialog.is_none());
    }
    assert_eq!(stage.entries(&office), entries);
    stage.press("<Esc>sp");
    assert_eq!(
        stage.entries(&office),
        entries + 1,
        "the row under the cursor"
    );
}

#[test]
fn a_marked_subtask_stays_marked_and_meant_when_its_parent_is_folded() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    let parent = parent_in_view(&stage);
    stage.press(&"j".repeat(parent)).press("tj<Space>");
    let kid = stage.0.model.browse.marks.first().unwrap().get();
    stage.press("kkt");
    assert!(!stage.0.model.browse.lists(id(kid)), "folded away");
    assert!(
        stage.filter().contains("已标 1 (筛选内 1)"),
        "{}",
        stage.filter()
    );
    stage.press("sa");
    assert!(stage.has("确认  1 项改为 交办"), "{}", stage.text());
    stage.press("<Enter>");
    assert_eq!(office.task(kid).status, Status::Assigned);
}

/// The place of the first row that others stand under.
fn parent_in_view(stage: &Stage) -> usize {
    let data = &stage.0.model.data;
    let has_kids = |number: &i64| !data.children(id(*number)).is_empty();
    stage.ids().iter().position(has_kids).unwrap()
}

#[test]
fn esc_in_the_box_goes_back_to_what_was_typed() {
    let office = Office::sample();
    for (verb, typed, left) in [
        ("p", "60<Enter>", "|60 "),
        ("d", "12-31<Tab>等批复<Enter>", "等批复"),
        ("e", "新<Ctrl-S>", "加大建设力度新"),
        ("s", "c废止<Enter>", "|废止"),
    ] {
        let mut stage = forgotten(&office, NARROW);
        stage.press(verb).press(typed);
        assert!(stage.has("确认"), "{verb}: {}", stage.text());
        stage.press("<Esc>");
        assert!(
            stage.has(left) && !stage.has("确认"),
            "{verb}: {}",
            stage.text()
        );
        assert!(stage.filter().contains("已标 1"));
    }
}

#[test]
fn when_somebody_else_was_faster_both_versions_are_shown_and_esc_asks_anew() {
    let office = Office::sample();
    let mut stage = forgotten(&office, WIDE);
    stage.press("sp");
    office.other(&[81], &to_status(Status::Assigned));
    stage.press("<Enter>");
    assert!(stage.has("王芳 10:31 改过这一项"), "{}", stage.text());
    stage.press("<Esc>");
    assert!(stage.has("可改  交办 1 项"), "{}", stage.text());
    stage.press("<Enter>");
    assert_eq!(office.task(81).status, Status::InProgress);
}

#[test]
fn a_note_for_one_marked_task_is_its_draft() {
    let office = Office::sample();
    let mut stage = forgotten(&office, NARROW);
    stage.press("n").type_text("催过").press("<Esc>");
    stage.press("<Esc>gn");
    assert!(stage.has("催过"), "{}", stage.text());
    stage.press("<Esc><Space>Gn<Enter><Enter>");
    assert!(!stage.filter().contains("草稿"), "{}", stage.filter());
    assert_eq!(office.task(81).events().count(), 1);
}

#[test]
fn the_message_names_the_task_and_the_field_at_every_width() {
    let office = Office::sample();
    for (cols, message) in [
        (60, "已记入 林西县 1 备注 现场看过两次，缺两间教~  u 撤回"),
        (
            120,
            "已记入 林西县 1 备注 现场看过两次，缺两间教~  加大建设力度  u 撤回",
        ),
    ] {
        let mut stage = office.sit((cols, 40));
        stage
            .press("n")
            .type_text("现场看过两次，缺两间教室和一名园长")
            .press("<Enter>");
        assert_eq!(stage.message(), message, "{cols}");
        stage.press("u");
        assert!(
            stage
                .message()
                .starts_with("已撤回 林西县 1 备注 现场看过两次，缺两间教~"),
            "{cols}: {}",
            stage.message()
        );
    }
}
