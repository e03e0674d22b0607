//! The view of one task.

use duban::domain::Status;
use insta::assert_snapshot;

use crate::support::*;

#[test]
fn everything_known_of_a_task_stands_in_one_scroll() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("fo<Enter>");
    assert_snapshot!("task_view", stage.picture());
    stage.0.resize(80, 24);
    assert_snapshot!("task_view_80x24", stage.picture());
}

#[test]
fn days_of_another_year_carry_their_year() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    assert!(stage.has("2022-04-14 交办"), "{}", stage.text());
    stage.press("fr").type_text("敖汉").press("<Enter>jjj");
    assert!(stage.has("  04-"), "this year's do not: {}", stage.text());
}

#[test]
fn tab_jumps_to_the_next_part_and_shows_it() {
    let office = Office::demo();
    let mut stage = office.sit(NARROW);
    stage.press("<Enter><Tab>");
    assert!(stage.row().starts_with(">灯"), "{}", stage.row());
    stage.press("<Tab><Tab>");
    let at = stage.row();
    stage.press("<Shift-Tab><Tab>");
    assert_eq!(stage.row(), at);
    for _ in 0..30 {
        stage.press("<Tab>");
        assert!(stage.row().starts_with('>'), "{}", stage.row());
    }
}

#[test]
fn verbs_act_as_in_the_table() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("<Enter>sp");
    assert_eq!(office.task(81).status, Status::InProgress);
    assert!(stage.has("推进中"));
    stage.press("p").type_text("30").press("<Enter>");
    assert!(stage.has("推进中 30%"), "{}", stage.text());
    stage.press("n").type_text("看过了").press("<Enter>");
    assert!(stage.has("看过了"), "{}", stage.text());
    stage
        .press("d")
        .type_text("12-31")
        .press("<Tab>")
        .type_text("定下")
        .press("<Enter>");
    assert!(stage.has("2023-12-31"));
    stage.press("e");
    assert!(stage.has("编辑任务  林西县 1 加大建设力度"));
    stage.press("<Esc>u");
    assert!(stage.message().contains("已撤回"));
}

#[test]
fn marks_on_the_table_do_not_turn_a_verb_here_into_one_for_several() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("<Space><Space><Enter>");
    let task = stage.0.model.page.task.unwrap();
    stage.press("sa");
    assert_eq!(office.open().task(task).unwrap().status, Status::Assigned);
    stage.press("<Esc>");
    assert!(
        stage.filter().contains("已标 2"),
        "the marks stay: {}",
        stage.filter()
    );
}

#[test]
fn enter_opens_a_child_and_minus_its_parent() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage
        .press("/")
        .type_text("推动职业教育提质培优")
        .press("<Enter><Enter>");
    let parent = stage.0.model.page.task;
    for _ in 0..60 {
        if stage.row().starts_with(">") && stage.row().contains("5.1 ") {
            break;
        }
        stage.press("j");
    }
    stage.press("<Enter>");
    assert_ne!(stage.0.model.page.task, parent);
    assert!(stage.has("上级"), "{}", stage.text());
    stage.press("-");
    assert_eq!(stage.0.model.page.task, parent);
    stage.press("<Esc>");
    assert!(stage.line(2).contains("编号"), "Esc goes to the table");
}

#[test]
fn left_and_right_go_through_the_filter_and_say_where_it_ends() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("fr").type_text("巴彦").press("<Enter><Enter>");
    stage.press("<Left>");
    assert!(stage.message().contains("第一项"), "{}", stage.message());
    stage.press("<Right>l");
    assert_eq!(stage.0.model.page.task.map(|id| id.get()), Some(3));
    assert!(
        stage.line(22).contains("第 3 行 / 15"),
        "{}",
        stage.line(22)
    );
    stage.press("h<Esc>");
    assert_eq!(stage.cursor(), Some(2), "the table's cursor came along");
    stage.press("G<Enter><Right>");
    assert!(stage.message().contains("最后一项"), "{}", stage.message());
}

#[test]
fn a_task_without_its_original_wording_says_so() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("<Enter><Enter>");
    assert!(
        stage.message().contains("没有保存原文"),
        "{}",
        stage.message()
    );
}

#[test]
fn a_task_taken_back_elsewhere_says_so_and_verbs_have_nothing_to_act_on() {
    let office = Office::sample();
    let mut other = duban::tui::headless::Headless::new(office.start("王芳"), WIDE);
    other.press("c").unwrap();
    other.type_text("王芳的事");
    other.press("<Ctrl-S>").unwrap();
    let mut stage = office.sit(NARROW);
    stage
        .press("/")
        .type_text("王芳的事")
        .press("<Enter><Enter>");
    assert!(stage.has("王芳的事"));
    other.press("u").unwrap();
    stage.0.beat();
    assert!(stage.has("这项任务已被撤回"), "{}", stage.text());
    stage.press("s");
    assert!(stage.message().contains("没有任务"), "{}", stage.message());
}
