//! Subtasks: counted where it is said, taken along where it is asked.

use duban::domain::task::ExtensionDecision;
use duban::domain::{DeadlineEdit, Edit, Status};
use insta::assert_snapshot;

use crate::support::*;

/// The sample on the rows of 敖汉旗, whose plan has subtasks.
fn banner(office: &Office, size: (u16, u16)) -> Stage {
    let mut stage = office.sit(size);
    stage.press("fr").type_text("敖汉").press("<Enter>");
    stage
}

fn kids_of(stage: &Stage, number: i64) -> Vec<i64> {
    let kids = stage.0.model.data.children(id(number));
    kids.iter().map(|kid| kid.get()).collect()
}

/// The first row of the list that others stand under.
fn first_parent(stage: &Stage) -> i64 {
    let mut ids = stage.ids().into_iter();
    ids.find(|number| !kids_of(stage, *number).is_empty())
        .unwrap()
}

/// Puts the cursor on a row of the list.
fn go(stage: &mut Stage, number: i64) {
    let at = stage.ids().iter().position(|id| *id == number).unwrap();
    stage.press("g").press(&"j".repeat(at));
}

fn due(day_of: &str) -> Edit {
    Edit {
        deadline: Some(DeadlineEdit {
            to: Some(day(day_of)),
            decision: ExtensionDecision::Correction,
            asked_on: None,
            today: day("2023-01-01"),
        }),
        reason: Some("看错一行".into()),
        ..to_status(Status::Assigned)
    }
}

#[test]
fn a_row_says_how_many_stand_under_it() {
    let office = Office::sample();
    let mut stage = banner(&office, NARROW);
    let parent = first_parent(&stage);
    go(&mut stage, parent);
    let (number, kids) = (office.task(parent).number.clone(), kids_of(&stage, parent));
    assert!(
        stage.row().contains(&format!(" {number}+{} ", kids.len())),
        "{}",
        stage.row()
    );
    assert_snapshot!("children_80x24", stage.picture());
    let mut stage = banner(&office, WIDE);
    go(&mut stage, parent);
    stage.press("t");
    assert_snapshot!("children_120x40", stage.picture());
}

#[test]
fn the_worst_light_below_is_shown_where_it_is_worse_than_the_rows_own() {
    let office = Office::sample();
    let mut stage = banner(&office, NARROW);
    let parent = first_parent(&stage);
    let kids = kids_of(&stage, parent);
    let title = office.task(parent).title.clone();
    let cell = |stage: &Stage| stage.row_of(&title).split("  ").last().unwrap().to_owned();
    assert!(!cell(&stage).contains('子'), "{}", cell(&stage));
    // Near its date, then past it, then more of them.
    office.other(&kids[..1], &due("2023-10-18"));
    stage.0.beat();
    assert!(cell(&stage).ends_with("灰 子黄1"), "{}", cell(&stage));
    office.other(&kids[1..2], &due("2023-09-01"));
    stage.0.beat();
    assert!(cell(&stage).ends_with("灰 子红1"), "{}", cell(&stage));
    assert!(
        stage.styles().contains(r#"dim+red "子红1""#) || stage.styles().contains(r#"red "子红1""#)
    );
    // One that is red itself says why it is.
    office.other(&[parent], &due("2023-09-01"));
    stage.0.beat();
    assert!(cell(&stage).ends_with("红 逾27"), "{}", cell(&stage));
    // What is done with may still hide what is late.
    office.other(&[parent], &to_status(Status::Concluded));
    stage.0.beat();
    assert!(cell(&stage).ends_with("完 子红1"), "{}", cell(&stage));
}

#[test]
fn the_box_of_many_says_what_stands_below_and_c_takes_it_along_in_one_batch() {
    let office = Office::sample();
    let mut stage = banner(&office, NARROW);
    let kids: usize = stage
        .ids()
        .into_iter()
        .map(|number| kids_of(&stage, number).len())
        .sum();
    assert_eq!((stage.shown(), kids), (30, 98));
    stage.press("a");
    assert_eq!(stage.message(), "已标 30 项(不含子项 98)，a 再按取消");
    stage.press("sa");
    assert!(
        stage.has("另有子项 98 项，现不改；按 c 一并改(其中可改 98 项)"),
        "{}",
        stage.text()
    );
    assert_snapshot!("bulk_kids_left", stage.picture());
    stage.press("c");
    assert_snapshot!("bulk_kids_taken", stage.picture());
    stage.press("<Enter>");
    assert!(
        stage
            .message()
            .starts_with("已记入 128 项 状态 立项 -> 交办"),
        "{}",
        stage.message()
    );
    let parent = first_parent(&stage);
    let kid = kids_of(&stage, parent)[0];
    assert_eq!(office.task(kid).status, Status::Assigned);
    stage.press("u");
    assert_eq!(office.task(kid).status, Status::Registered);
    assert!(
        stage
            .message()
            .starts_with("已撤回 128 项 状态 交办 -> 立项"),
        "{}",
        stage.message()
    );
}

#[test]
fn without_c_what_stands_below_stays_as_it_is() {
    let office = Office::sample();
    let mut stage = banner(&office, NARROW);
    let parent = first_parent(&stage);
    let kid = kids_of(&stage, parent)[0];
    stage.press("asa<Enter>");
    assert_eq!(office.task(parent).status, Status::Assigned);
    assert_eq!(office.task(kid).status, Status::Registered);
}

#[test]
fn the_choice_is_remembered_in_the_session_and_at_the_next_start() {
    let office = Office::sample();
    let place = office.folder().join("place.json");
    let start = || {
        let mut start = office.start("张敏");
        start.place_file = Some(place.clone());
        Stage(duban::tui::headless::Headless::new(start, NARROW))
    };
    let mut stage = start();
    stage.press("asac<Esc>");
    stage.press("sy");
    assert!(stage.has("227 项(含子项 98)改为 签收"), "{}", stage.text());
    stage.press("<Esc><Esc>q");
    assert_eq!(stage.0.left_with, Some(0));
    let mut stage = start();
    stage.press("asa");
    assert!(stage.has("227 项(含子项 98)改为 交办"), "{}", stage.text());
    stage.press("c");
    assert!(stage.has("确认  129 项改为 交办"), "{}", stage.text());
}

#[test]
fn one_row_is_changed_alone_at_once_and_says_what_stayed() {
    let office = Office::sample();
    let mut stage = banner(&office, WIDE);
    let parent = first_parent(&stage);
    let kids = kids_of(&stage, parent);
    // The choice is for boxes: on the row under the cursor two keys write, and only that row.
    stage.0.model.browse.takes_kids = true;
    go(&mut stage, parent);
    stage.press("sa");
    assert_eq!(office.task(kids[0]).status, Status::Registered);
    assert!(
        stage
            .message()
            .contains(&format!("立项 -> 交办，子项 {} 未改", kids.len())),
        "{}",
        stage.message()
    );
    stage.press("p30<Enter>");
    assert!(!stage.message().contains("子项"), "{}", stage.message());
}

#[test]
fn one_marked_row_elsewhere_takes_its_subtasks_along_when_asked() {
    let office = Office::sample();
    let mut stage = banner(&office, WIDE);
    let parent = first_parent(&stage);
    go(&mut stage, parent);
    let kids = kids_of(&stage, parent).len();
    stage.press("<Space>Gsac<Enter>");
    assert!(
        stage
            .message()
            .starts_with(&format!("已记入 {} 项", kids + 1)),
        "{}",
        stage.message()
    );
}

#[test]
fn marked_subtasks_are_not_counted_twice() {
    let office = Office::sample();
    let mut stage = banner(&office, WIDE);
    let parent = first_parent(&stage);
    go(&mut stage, parent);
    let kids = kids_of(&stage, parent).len();
    stage.press("t<Space><Space>sa");
    assert!(stage.has("标记的 2 项"), "{}", stage.text());
    assert!(
        stage.has(&format!("另有子项 {} 项", kids - 1)),
        "{}",
        stage.text()
    );
    stage.press("c");
    assert!(
        stage.has(&format!("{} 项(含子项 {})改为", kids + 1, kids - 1)),
        "{}",
        stage.text()
    );
}

#[test]
fn header_facets_and_marks_say_that_subtasks_are_not_counted() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    assert!(
        stage.line(0).ends_with(" 129/129 项 不含子项 98"),
        "{}",
        stage.line(0)
    );
    assert!(
        stage.line(37).starts_with(" 各数不含子项"),
        "{}",
        stage.text()
    );
    stage.press("fr").type_text("敖汉").press("<Enter>");
    assert!(
        stage.line(0).ends_with(" 30/129 项 不含子项 98"),
        "{}",
        stage.line(0)
    );
    let mut stage = office.sit(NARROW);
    assert!(
        stage.line(0).contains(" 129/129 项+子项98 "),
        "{}",
        stage.line(0)
    );
    stage.press("fl");
    assert!(
        stage.has("责任领导 可重复计 (各数不含子项)"),
        "{}",
        stage.text()
    );
    let empty = Office::new(Kind::Empty);
    let stage = empty.sit(WIDE);
    assert!(!stage.has("子项"), "nothing is left out: {}", stage.text());
}

#[test]
fn subtasks_found_below_rows_that_were_not_are_among_those_not_counted() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("/").type_text("职普比例");
    let counts = stage.0.model.browse.counts;
    assert!(counts.kids_shown > 0, "{counts:?}");
    for query in [
        "教育",
        "学校",
        "敖汉",
        "地区:敖汉旗 教师",
        "!学校",
        "编号:29",
    ] {
        stage.press("<Ctrl-U>").type_text(query);
        let model = &stage.0.model;
        let (index, counts) = (&model.data.index, model.browse.counts);
        let changed = model.changed_ids();
        let asked = duban::search::Query::parse(query).unwrap();
        let never = &duban::search::Stop::NEVER;
        let text = model.browse.texts.found();
        let scope = model.scope(&changed);
        let found = duban::search::search(
            index,
            &duban::search::Compiled::new(&asked, &scope),
            &scope,
            text.as_deref(),
            never,
        )
        .unwrap();
        let kids = found.hits().iter().filter(|hit| hit.is_kid).count();
        assert_eq!(counts.kids, kids, "{query}: what is no hit is not counted");
        assert_eq!(counts.shown + kids, found.hits().len(), "{query}");
    }
    assert!(stage.line(0).contains("不含子项 1"), "{}", stage.line(0));
}

#[test]
fn after_a_search_that_finds_a_subtask_alone_the_cursor_is_on_it() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("/").type_text("校园网络").press("<Enter>");
    let hit = stage.cursor().unwrap();
    assert!(office.task(hit).parent.is_some(), "{}", stage.text());
    stage.press("k");
    let above = stage.cursor().unwrap();
    assert_eq!(
        office.task(hit).parent.unwrap().get(),
        above,
        "what it stands under is still the row above"
    );
    stage.press("/<Ctrl-U>").type_text("没有这样的任务名称");
    assert_eq!(stage.shown(), 0);
}
