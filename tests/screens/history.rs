//! The trail, and the ledger of a past day.

use duban::domain::Status;
use duban::ledger::AsOf;
use insta::assert_snapshot;

use crate::support::*;

/// The batch under the cursor.
fn batch(stage: &Stage) -> i64 {
    stage.0.model.history.current().unwrap().batch.get()
}

/// The line of the list that holds a text.
fn line_with(stage: &Stage, text: &str) -> String {
    let all = stage.text();
    let line = all.lines().find(|line| line.contains(text));
    line.unwrap_or_else(|| panic!("no {text} in\n{all}"))
        .to_owned()
}

#[test]
fn the_trail_is_a_line_a_batch_and_begins_at_the_newest() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("5");
    assert_snapshot!("history", stage.picture());
    let mut narrow = office.sit(NARROW);
    narrow.press("5");
    assert_snapshot!("history_80x24", narrow.picture());
    stage.press("q");
    assert!(stage.line(2).contains("编号"), "q leaves the screen only");
    assert_eq!(stage.0.left_with, None);
}

#[test]
fn a_batch_of_several_says_how_many_and_what_and_unfolds_and_folds() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("<Space><Space><Space>sp<Enter>5");
    let line = line_with(&stage, "状态 立项 -> 推进中");
    assert!(line.contains(" 3 林西县 1 加大建设力度 等 3 项"), "{line}");
    stage.press("<Enter>");
    assert_snapshot!("history_unfolded", stage.picture());
    let mut narrow = office.sit(NARROW);
    narrow.press("5l");
    assert_snapshot!("history_unfolded_80x24", narrow.picture());
    // On an entry of it: that entry in full, and h leads back.
    stage.press("jj");
    assert!(
        stage.has("#82 林西县 2 消除大班额及大规模学校"),
        "{}",
        stage.text()
    );
    stage.press("h");
    assert!(!stage.has("#82"), "{}", stage.text());
    assert!(stage.line(3).starts_with('>'), "{}", stage.text());
    stage.press("l<Enter>");
    assert!(stage.0.model.history.opened.is_empty(), "Enter folds too");
}

#[test]
fn values_stand_in_words_and_a_registration_field_by_field() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("syv");
    assert!(
        stage.has("原为  立项") && stage.has("改为  签收"),
        "{}",
        stage.text()
    );
    stage.press("Gl");
    stage.press("j");
    assert!(
        stage.has("任务: 加大建设力度") && !stage.has("\"title\""),
        "{}",
        stage.text()
    );
    assert_snapshot!("history_of_task", stage.picture());
}

#[test]
fn a_person_and_a_day_are_chosen_from_a_list_and_esc_widens_step_by_step() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("5b");
    assert_snapshot!("history_people", stage.picture());
    stage.type_text("丙");
    stage.press("<Enter>");
    assert!(stage.filter().contains("人=督查员丙"), "{}", stage.filter());
    let lines = &stage.0.model.history.lines;
    assert!(!lines.is_empty() && lines.iter().all(|line| line.actor.user == "督查员丙"));
    stage.press("d");
    assert!(stage.has("(所有日子)"), "{}", stage.text());
    stage.type_text("2023-10");
    stage.press("<Enter>");
    let day = stage.0.model.history.filter.day.unwrap();
    assert!(
        stage.filter().contains(&format!("日={day}")) && stage.filter().contains("人=督查员丙"),
        "{}",
        stage.filter()
    );
    let lines = &stage.0.model.history.lines;
    assert!(!lines.is_empty());
    stage.press("<Esc>");
    assert_eq!(stage.0.model.history.filter.day, None);
    assert!(stage.filter().contains("人=督查员丙"));
    // The first line of the list is everybody.
    stage.press("b<Enter>");
    assert_eq!(stage.0.model.history.filter.by, None);
    stage.press("b").type_text("没有这个人").press("<Enter>");
    assert_eq!(stage.message(), "没有这样的值");
    stage.press("<Esc><Esc>");
    assert!(stage.line(2).contains("编号"));
}

#[test]
fn words_are_found_in_people_changes_reasons_and_by_the_names_of_tasks() {
    let office = Office::sample();
    office.other(&[81], &note("已电话催报"));
    let mut edit = to_status(Status::Suspended);
    edit.reason = Some("等上级批复".to_owned());
    office.other(&[82], &edit);
    office.other(&[100], &to_status(Status::Assigned));
    let mut stage = office.sit(WIDE);
    stage.press("5");
    let all = stage.0.model.history.lines.len();
    assert_eq!(all, 4);
    for (words, n) in [
        ("催报", 1),
        ("批复", 1),
        ("王芳", 3),
        ("wangfang", 3),
        ("交办", 1),
        ("王芳 中止", 1),
        ("消除大班额", 2),
        ("没有这个词", 0),
    ] {
        stage.press("/<Ctrl-U>").type_text(words).press("<Enter>");
        assert_eq!(
            stage.0.model.history.lines.len(),
            n,
            "{words}: {}",
            stage.text()
        );
        assert!(stage.filter().contains(&format!("查找={words}")));
    }
    assert!(stage.has("没有记录"), "{}", stage.text());
    stage.press("<Esc>");
    assert_eq!(stage.0.model.history.lines.len(), all);
    // An empty box takes the words away too.
    stage
        .press("/")
        .type_text("催报")
        .press("<Enter>/<Ctrl-U><Enter>");
    assert_eq!(stage.0.model.history.lines.len(), all);
    assert!(stage.line(1).contains("/ 查找"));
}

#[test]
fn older_batches_come_in_before_the_cursor_reaches_the_end() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("5");
    let first = stage.0.model.history.lines.len();
    assert!(stage.0.model.history.before.is_some(), "{first} and more");
    assert!(stage.line(38).contains(&format!("第 1 次 / {first}+")));
    stage.press("G");
    assert!(stage.0.model.history.lines.len() > first);
    for _ in 0..40 {
        stage.press("G");
    }
    assert_eq!(stage.0.model.history.before, None);
    let lines = &stage.0.model.history.lines;
    assert!(
        lines.windows(2).all(|pair| pair[0].batch > pair[1].batch),
        "each once, in order"
    );
    assert_eq!(lines.last().unwrap().batch.get(), 1);
    assert_eq!(batch(&stage), 1);
}

#[test]
fn a_new_batch_does_not_move_the_line_that_is_read() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("5<PgDn><PgDn>");
    let at = |stage: &Stage| {
        let text = stage.text();
        text.lines().position(|line| line.starts_with('>')).unwrap()
    };
    let (read, row) = (batch(&stage), at(&stage));
    office.other(&[81], &note("王芳的话"));
    stage.0.beat();
    assert_eq!((batch(&stage), at(&stage)), (read, row));
    stage.press("g");
    assert!(
        line_with(&stage, "备注 王芳的话").contains("王芳"),
        "{}",
        stage.text()
    );
}

#[test]
fn enter_on_an_entry_opens_its_task_and_esc_comes_back_to_the_trail() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("5jjl");
    stage.press("j");
    let cursor = stage.0.model.history.cursor;
    stage.press("<Enter>");
    assert!(stage.has("要求"), "{}", stage.text());
    stage.press("<Esc>");
    assert_eq!(stage.0.model.history.cursor, cursor);
    assert!(stage.line(1).contains("b 人  d 日"));
    stage.press("<Esc>");
    assert!(stage.line(2).contains("编号"));
    stage.press("<Enter>vl");
    stage.press("j<Enter><Esc><Esc><Esc>");
    assert!(
        stage.line(2).contains("编号"),
        "back and forth ends: {}",
        stage.line(2)
    );
}

#[test]
fn u_takes_back_the_batch_under_the_cursor_of_anybody_after_showing_it() {
    let office = Office::sample();
    office.other(&[81, 82, 83], &to_status(Status::InProgress));
    let mut stage = office.sit(NARROW);
    stage.press("j").press("se");
    stage.press("5j");
    assert!(stage.has("王芳"), "{}", stage.text());
    let entries = stage.entries(&office);
    stage.press("u");
    assert_snapshot!("history_undo_80x24", stage.picture());
    assert_eq!(stage.entries(&office), entries, "it only asks");
    stage.press("<Esc>");
    assert_eq!(office.task(81).status, Status::InProgress);
    stage.press("u<Enter>");
    assert_eq!(office.task(81).status, Status::Registered);
    assert_eq!(office.task(82).status, Status::UnderReview, "changed since");
    assert!(
        stage
            .message()
            .starts_with("已撤回 2 项 状态 推进中 -> 立项，林西县 2 之后又被 张敏 改过"),
        "{}",
        stage.message()
    );
    assert!(
        line_with(&stage, "撤回 状态").contains("张敏"),
        "{}",
        stage.text()
    );
    // What stands of it still cannot be undone; the undo itself says that it is one.
    stage.press("u");
    assert!(stage.has("没有一项可以撤回"), "{}", stage.text());
    stage.press("<Esc>");
    stage.press("gu");
    assert!(
        stage.message().starts_with("这是撤回或重做"),
        "{}",
        stage.message()
    );
    stage.press("<Ctrl-R>");
    assert_eq!(office.task(81).status, Status::InProgress);
}

#[test]
fn an_undo_of_an_import_of_days_ago_says_how_many_and_goes() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("5Gu");
    assert!(
        stage.has("确认  撤回这一次的 227 项") && stage.has("管理员"),
        "{}",
        stage.text()
    );
    assert_snapshot!("history_undo_import", stage.picture());
    stage.press("<Enter>");
    assert!(office.open().rows().unwrap().is_empty());
    assert!(
        stage.message().starts_with("已撤回 227 项 导入"),
        "{}",
        stage.message()
    );
    stage.press("<Ctrl-R>1");
    assert_eq!(stage.shown(), 129);
}

#[test]
fn keys_typed_before_the_undo_was_shown_do_not_answer_it() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("5");
    let entries = stage.entries(&office);
    stage.0.is_hurried = true;
    stage.press("u<Enter>");
    assert_eq!(stage.entries(&office), entries, "{}", stage.text());
    assert!(stage.has("确认  撤回这一次的"), "{}", stage.text());
    stage.0.is_hurried = false;
    stage.0.settle();
    stage.press("<Enter>");
    assert!(stage.entries(&office) > entries);
}

#[test]
fn an_undo_somebody_was_faster_with_is_shown_anew() {
    let office = Office::sample();
    office.other(&[81, 82], &to_status(Status::InProgress));
    let mut stage = office.sit(WIDE);
    stage.press("5u");
    assert!(stage.has("撤回这一次的 2 项"), "{}", stage.text());
    office.other(&[81], &to_status(Status::UnderReview));
    stage.press("<Enter>");
    assert_eq!(
        office.task(82).status,
        Status::InProgress,
        "nothing was done"
    );
    assert!(
        stage.has("撤回这一次的 1 项") && stage.has("林西县 1 之后又被 王芳 改过"),
        "{}",
        stage.text()
    );
    assert_eq!(stage.message(), "刚有变动，没有撤回；数目已更新");
    stage.press("<Enter>");
    assert_eq!(office.task(82).status, Status::Registered);
}

#[test]
fn a_hundred_thousand_entries_are_read_a_page_at_a_time() {
    let office = Office::sample();
    let mut ledger = office.open();
    let all: Vec<duban::ledger::Target> = (1..=227)
        .map(|number| duban::ledger::Target {
            id: id(number),
            seen: None,
        })
        .collect();
    for round in 0..90_u8 {
        let edit = duban::domain::Edit {
            progress: Some(Some(
                duban::domain::Progress::try_from(round % 100).unwrap(),
            )),
            ..Default::default()
        };
        ledger
            .update(&person("王芳"), at("2023-10-16T01:30:00Z"), &all, &edit)
            .unwrap();
    }
    drop(ledger);
    let mut stage = office.sit(NARROW);
    assert!(stage.entries(&office) > 20_000);
    stage.press("5");
    let history = &stage.0.model.history;
    assert!(history.before.is_some(), "not all of it is read at once");
    assert!(history.lines.iter().all(|line| line.tasks == 227));
    for _ in 0..4 {
        stage.press("G");
    }
    assert_eq!(stage.0.model.history.lines.len(), 91);
}

#[test]
fn a_past_day_is_shown_read_only_and_esc_returns() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("fr").type_text("敖汉").press("<Enter>");
    let now = stage.picture();
    stage.press("@");
    assert_snapshot!("as_of_box", stage.picture());
    stage.type_text("2023-06-30").press("<Enter>");
    assert!(
        stage.line(0).contains("当日台账 2023-06-30 只读"),
        "{}",
        stage.line(0)
    );
    assert!(stage.line(0).contains("今天 2023-06-30"));
    assert_snapshot!("as_of", stage.picture());
    let entries = stage.entries(&office);
    for key in ["s", "p", "n", "d", "e", "c", "u", "<Ctrl-R>"] {
        stage.press(key);
        assert!(
            stage.message().contains("不能改；Esc 回到现在"),
            "{key}: {}",
            stage.message()
        );
        assert!(stage.0.model.dialog.is_none());
    }
    assert_eq!(stage.entries(&office), entries);
    stage.press("<Enter>");
    assert!(!stage.has("正在读取"), "{}", stage.text());
    stage.press("<Esc><Esc>");
    assert!(
        stage.message().contains("已回到现在"),
        "{}",
        stage.message()
    );
    stage.press("jk");
    assert_eq!(stage.picture(), now, "filter and place are as they were");
}

#[test]
fn an_entry_is_a_moment_too_and_one_that_is_none_is_refused() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("@").type_text("#300").press("<Enter>");
    assert!(
        stage.line(0).contains("当日台账 #300 只读"),
        "{}",
        stage.line(0)
    );
    stage.press("<Esc>@").type_text("#999999").press("<Enter>");
    assert!(stage.message().contains("999999"), "{}", stage.message());
    assert!(
        stage.has("|#999999"),
        "what was typed is back: {}",
        stage.text()
    );
    stage.press("<Ctrl-U>").type_text("昨天").press("<Enter>");
    assert_eq!(stage.message(), "「昨天」不是日期");
}

#[test]
fn before_the_first_entry_the_ledger_is_said_to_have_been_empty() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("@").type_text("2001-01-01").press("<Enter>");
    assert!(stage.has("那时台账里还没有任务"), "{}", stage.text());
    stage.press("<Esc>");
    assert_eq!(stage.shown(), 129);
}

#[test]
fn the_interface_can_begin_in_the_past() {
    let office = Office::demo();
    let mut start = office.start("张敏");
    start.as_of = Some(AsOf::Day(day("2022-12-31")));
    let mut stage = Stage(duban::tui::headless::Headless::new(start, WIDE));
    assert!(
        stage.line(0).contains("当日台账 2022-12-31 只读"),
        "{}",
        stage.line(0)
    );
    assert!(
        stage.line(0).contains("99/99"),
        "the plan of 2023 is not there yet: {}",
        stage.line(0)
    );
    stage.press("<Esc>");
    assert!(stage.line(0).contains("129/129"), "{}", stage.line(0));
}

#[test]
fn on_a_read_only_ledger_each_writing_key_says_why_not() {
    let office = Office::sample();
    let mut start = office.start("张敏");
    start.ledger =
        Some(duban::ledger::open(&office.path, duban::ledger::Access::ReadOnly).unwrap());
    let mut stage = Stage(duban::tui::headless::Headless::new(start, WIDE));
    assert!(
        stage.line(0).contains("样本:五份文件 只读"),
        "{}",
        stage.line(0)
    );
    for (key, label) in [
        ("s", "状态"),
        ("p", "进度"),
        ("n", "备注"),
        ("d", "时限"),
        ("e", "编辑"),
        ("c", "新建"),
        ("u", "撤回"),
        ("<Ctrl-R>", "重做"),
    ] {
        stage.press(key);
        assert_eq!(stage.message(), format!("{label}: 台账是只读的，不能改"));
    }
    assert!(
        !stage.keys().contains("s 状态"),
        "keys that cannot act are not offered"
    );
    stage.press("<Enter>s");
    assert_eq!(stage.message(), "状态: 台账是只读的，不能改");
    assert_eq!(office.task(81).status, Status::Registered);
}
