//! Others write while somebody reads.

use duban::domain::Status;
use insta::assert_snapshot;

use crate::support::*;

#[test]
fn an_idle_beat_changes_nothing() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("jjj");
    let before = stage.0.frame();
    stage.0.beat();
    assert_eq!(stage.0.frame(), before);
}

#[test]
fn a_change_by_somebody_else_is_marked_and_nothing_moves() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("<PgDn>jj");
    let (cursor, offset) = (stage.cursor(), stage.0.model.browse.offset);
    let others: Vec<i64> = stage.ids()[18..20].to_vec();
    office.other(&others, &to_status(Status::InProgress));
    stage.0.beat();
    assert_eq!(
        (stage.cursor(), stage.0.model.browse.offset),
        (cursor, offset)
    );
    assert_eq!(stage.message(), "王芳 10:31 改了 2 项(! 标出)  fx 只看变动");
    assert_snapshot!("changed_by_others", stage.picture());
    stage.press("fx");
    assert_eq!(stage.shown(), 2);
}

#[test]
fn the_mark_goes_when_the_row_was_rested_on_and_left() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    office.other(&[83], &note("催过"));
    stage.0.beat();
    assert!(stage.row_of("落实立德树人根本任务").starts_with("  !"));
    stage.press("jj");
    assert!(
        stage.row().starts_with("> !"),
        "still there under the cursor"
    );
    stage.press("j");
    assert!(stage.row_of("落实立德树人根本任务").starts_with("   "));
    assert!(
        !stage.message().contains("王芳"),
        "nothing is left to be told: {}",
        stage.message()
    );
}

#[test]
fn the_news_stays_until_it_was_looked_at() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    office.other(&[95], &note("催过"));
    stage.0.beat();
    stage.press("sp");
    assert!(
        stage.message().contains("u 撤回"),
        "my own message goes before it"
    );
    stage.press("j");
    assert!(
        stage.message().contains("王芳 10:31 改了 1 项"),
        "{}",
        stage.message()
    );
}

#[test]
fn a_name_that_is_not_the_login_is_shown_with_it() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    let mut lent = person("王芳");
    lent.origin.login = Some("zhangsan".to_owned());
    office.pass(1);
    let target = duban::ledger::Target {
        id: id(95),
        seen: None,
    };
    let now = at("2023-10-16T02:31:00Z");
    let note = note("催过");
    office.open().update(&lent, now, &[target], &note).unwrap();
    stage.0.beat();
    let both = "王芳(登录 zhangsan)";
    stage.press("j");
    assert!(stage.message().contains(both), "{}", stage.message());
    // In the preview's last lines, on the page of the task, in the history and where it is stale.
    stage.press(":#95<Enter>");
    assert!(stage.has(both), "{}", stage.text());
    stage.press("<Enter>G");
    assert!(stage.has(both), "{}", stage.text());
    stage.press("q5");
    assert!(stage.has(both), "{}", stage.text());
}

#[test]
fn a_change_under_the_cursor_is_marked_and_what_is_typed_stays() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("n").type_text("正在写的话");
    office.other(&[81], &to_status(Status::InProgress));
    stage.0.beat();
    assert!(stage.has("正在写的话"));
    assert_eq!(stage.cursor(), Some(81));
    stage.press("<Esc>");
    assert!(
        stage.row().starts_with("> !") && stage.row().contains("推进中"),
        "{}",
        stage.row()
    );
}

#[test]
fn typed_search_text_and_its_rows_stay_where_they_are() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("/").type_text("状态:立项 教师").press("<Down>");
    let (ids, cursor, shown) = (stage.ids(), stage.cursor(), stage.shown());
    office.other(&[ids[3]], &to_status(Status::InProgress));
    stage.0.beat();
    assert_eq!((stage.ids(), stage.cursor()), (ids.clone(), cursor));
    assert!(stage.line(1).starts_with(" / 状态:立项 教师"));
    assert_eq!(stage.shown(), shown - 1, "counts are those of now");
}

#[test]
fn a_row_that_leaves_the_filter_stays_dim_until_the_next_filter() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("fs").type_text("立项").press("<Enter>");
    let before = stage.ids();
    office.other(&[83], &to_status(Status::InProgress));
    stage.0.beat();
    assert_eq!(stage.ids(), before);
    assert!(
        stage.row_of("落实立德树人根本任务").starts_with("  -"),
        "{}",
        stage.row_of("落实立德树人根本任务")
    );
    stage.press("jj");
    assert!(stage.row().starts_with("> -"));
    stage.press("on<Esc>");
    assert_eq!(stage.row_of("落实立德树人根本任务"), "");
}

#[test]
fn a_marked_row_that_left_the_filter_is_left_alone() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage
        .press("fs")
        .type_text("立项")
        .press("<Enter><Space><Space>");
    office.other(&[81], &to_status(Status::InProgress));
    stage.0.beat();
    assert!(
        stage.filter().contains("已标 2 (筛选内 1)"),
        "{}",
        stage.filter()
    );
    stage.press("sb");
    assert!(
        stage.has("确认  1 项改为 办结") && stage.has("另 1 项不在筛选内"),
        "{}",
        stage.text()
    );
}

#[test]
fn a_task_registered_elsewhere_comes_in_and_one_taken_back_goes() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("jjj<Space>");
    let (cursor, offset) = (stage.cursor(), stage.0.model.browse.offset);
    let mut other = duban::tui::headless::Headless::new(office.start("王芳"), WIDE);
    other.press("c").unwrap();
    other.type_text("王芳新登记的事");
    other.press("<Ctrl-S>").unwrap();
    stage.0.beat();
    assert_eq!(stage.shown(), 130);
    assert_eq!(
        (stage.cursor(), stage.0.model.browse.offset),
        (cursor, offset)
    );
    assert!(stage.0.model.browse.lines.ids().any(|id| id.get() > 227));
    other.press("u").unwrap();
    stage.0.beat();
    assert_eq!(stage.shown(), 129);
    assert_eq!(stage.cursor(), cursor);
    assert!(stage.message().contains("王芳"), "{}", stage.message());
    stage.press("j");
    assert!(
        !stage.message().contains("! 标出"),
        "what is gone needs no look: {}",
        stage.message()
    );
}

#[test]
fn the_row_under_the_cursor_taken_back_leaves_the_cursor_on_its_neighbour() {
    let office = Office::sample();
    let mut other = duban::tui::headless::Headless::new(office.start("王芳"), WIDE);
    other.press("c").unwrap();
    other.type_text("王芳新登记的事");
    other.press("<Ctrl-S>").unwrap();
    let mut stage = office.sit(WIDE);
    stage
        .press("/")
        .type_text("王芳新登记")
        .press("<Enter><Esc>");
    assert!(stage.row().contains("王芳新登记的事"));
    let ids = stage.ids();
    let at = ids
        .iter()
        .position(|id| Some(*id) == stage.cursor())
        .unwrap();
    other.press("u").unwrap();
    stage.0.beat();
    assert_eq!(stage.cursor(), Some(ids[at + 1]));
}

#[test]
fn two_people_are_counted() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    office.other(&[90], &note("一"));
    office.pass(1);
    let mut third = duban::tui::headless::Headless::new(office.start("李雷"), WIDE);
    third.press("jjn").unwrap();
    third.type_text("二");
    third.press("<Enter>").unwrap();
    stage.0.beat();
    stage.press("j");
    assert!(
        stage.message().contains("李雷等 2 人改了 2 项，最近 10:32"),
        "{}",
        stage.message()
    );
}

#[test]
fn under_a_group_heading_counts_follow_and_rows_stay() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("===");
    assert!(stage.has("-- 立项 129"), "{}", stage.text());
    let before = stage.ids();
    stage.press("sp");
    assert_eq!(
        stage.ids(),
        before,
        "the row is not moved from under the cursor"
    );
    stage.press("on<Esc>g");
    assert!(stage.has("-- 立项 128") && stage.0.model.browse.lines.len() == 131);
}

#[test]
fn a_preview_keeps_its_text_while_the_new_one_is_read() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    office.other(&[81], &note("新的话"));
    stage.0.beat();
    stage.press("<Tab>G");
    assert!(stage.has("新的话"), "the preview follows: {}", stage.text());
}
