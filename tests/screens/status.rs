//! The status popup.

use duban::domain::Status;
use insta::assert_snapshot;

use crate::support::*;

/// The sample with every task handed out but the first, so that most moves are lawful.
fn on(status: Status) -> (Office, Stage) {
    let office = Office::sample();
    office.other(&[81], &to_status(status));
    let stage = office.sit(NARROW);
    assert_eq!(stage.cursor(), Some(81));
    (office, stage)
}

#[test]
fn every_letter_moves_one_task_at_once_and_says_what_it_was() {
    for (letter, status, label) in [
        ("a", Status::Assigned, "交办"),
        ("y", Status::Acknowledged, "签收"),
        ("p", Status::InProgress, "推进中"),
        ("e", Status::UnderReview, "待审核"),
        ("b", Status::Concluded, "办结"),
    ] {
        let office = Office::sample();
        let mut stage = office.sit(NARROW);
        stage.press("s").press(letter);
        assert_eq!(office.task(81).status, status, "{letter}");
        assert_eq!(
            stage.message(),
            format!("已记入 林西县 1 状态 立项 -> {label}  加大建设力度  u 撤回")
        );
        assert!(stage.row().contains(label));
    }
    let (office, mut stage) = on(Status::Concluded);
    stage.press("sx");
    assert_eq!(office.task(81).status, Status::Cleared);
}

#[test]
fn backward_moves_and_events_ask_for_a_reason_first() {
    for (letter, from, to) in [
        ("i", Status::InProgress, Status::Registered),
        ("t", Status::UnderReview, Status::InProgress),
        ("z", Status::InProgress, Status::Suspended),
        ("c", Status::InProgress, Status::Cancelled),
        ("o", Status::Suspended, Status::InProgress),
        ("a", Status::InProgress, Status::Assigned),
    ] {
        let (office, mut stage) = on(Status::Assigned);
        let mut edit = to_status(from);
        edit.reason = Some("为了试".to_owned());
        office.other(&[81], &edit);
        stage.0.beat();
        stage.press("s").press(letter);
        assert_eq!(office.task(81).status, from, "{letter} writes nothing yet");
        stage.press("<Enter>");
        assert!(
            stage.message().contains("要写原因"),
            "{letter}: {}",
            stage.message()
        );
        stage.type_text("县里调整").press("<Enter>");
        assert_eq!(office.task(81).status, to, "{letter}");
        let trail = office
            .open()
            .history(&duban::ledger::HistoryFilter {
                task: Some(id(81)),
                ..Default::default()
            })
            .unwrap();
        assert_eq!(
            trail.last().unwrap().reason.as_deref(),
            Some("县里调整"),
            "{letter}"
        );
    }
}

#[test]
fn the_popup_dims_what_cannot_be_and_says_why() {
    let (_office, mut stage) = on(Status::InProgress);
    stage.press("s");
    assert_snapshot!("status_popup", stage.picture());
    assert_snapshot!("status_popup_styles", stage.styles());
}

#[test]
fn an_unlawful_letter_says_why_and_leaves_the_popup_open() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    let entries = stage.entries(&office);
    for (letter, why) in [
        ("x", "销号: 只能从办结销号"),
        ("i", "立项: 已是此状态"),
        ("t", "退回: 只退待审核或办结的"),
        ("o", "重开: 只重开已结、中止或撤销的"),
    ] {
        if stage.0.model.dialog.is_none() {
            stage.press("s");
        }
        stage.press(letter);
        assert_eq!(stage.message(), why);
        assert!(stage.0.model.dialog.is_some());
    }
    assert_eq!(stage.entries(&office), entries);
}

#[test]
fn a_slip_after_s_never_writes() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    let entries = stage.entries(&office);
    for script in [
        "ss",
        "sq",
        "s<Esc>",
        "sj<Esc>",
        "sk<Esc>",
        "sh<Esc>",
        "sl<Esc>",
        "sg<Esc>",
        "su<Esc>",
        "s<Ctrl-C>",
        "sn<Esc>",
        "sd<Esc>",
        "sw<Esc>",
        "sv<Esc>",
        "sm<Esc>",
        "sr<Esc>",
        "s1<Esc>",
    ] {
        stage.press(script);
        assert!(stage.0.model.dialog.is_none(), "{script}");
    }
    assert_eq!(stage.entries(&office), entries);
    stage.press("sj<Enter>");
    assert_eq!(
        office.task(81).status,
        Status::Acknowledged,
        "the list and Enter write"
    );
}

#[test]
fn esc_in_the_reason_writes_nothing() {
    let (office, mut stage) = on(Status::InProgress);
    let entries = stage.entries(&office);
    stage.press("sc").type_text("错了").press("<Esc>");
    assert_eq!(
        (stage.entries(&office), office.task(81).status),
        (entries, Status::InProgress)
    );
}

#[test]
fn several_tasks_are_counted_by_old_state_and_one_enter_writes_one_batch() {
    let office = Office::sample();
    office.other(&[82, 83], &to_status(Status::InProgress));
    office.other(&[84], &to_status(Status::Concluded));
    let mut stage = office.sit(NARROW);
    stage.press("<Space><Space><Space><Space>s");
    assert!(stage.has("对 4 项"));
    assert_snapshot!("status_several", stage.picture());
    stage.press("b");
    assert_snapshot!("bulk_question", stage.picture());
    assert_eq!(
        office.task(81).status,
        Status::Registered,
        "the letter alone writes nothing"
    );
    stage.press("<Enter>");
    assert_eq!(stage.message(), "已记入 3 项 状态 (不一) -> 办结  u 撤回");
    let batches: Vec<_> = [81, 82, 83]
        .map(|n| {
            let filter = duban::ledger::HistoryFilter {
                task: Some(id(n)),
                ..Default::default()
            };
            office
                .open()
                .history(&filter)
                .unwrap()
                .last()
                .unwrap()
                .batch
        })
        .into();
    assert!(
        batches.iter().all(|batch| *batch == batches[0]),
        "one batch, one undo step"
    );
    assert!(!stage.filter().contains("已标"));
    stage.press("u");
    assert_eq!(office.task(82).status, Status::InProgress);
    assert_eq!(office.task(81).status, Status::Registered);
}

#[test]
fn esc_at_the_question_writes_nothing_and_keeps_the_marks() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    let entries = stage.entries(&office);
    stage.press("<Space><Space>sb<Esc>");
    assert_eq!(stage.entries(&office), entries);
    assert!(stage.filter().contains("已标 2"));
    stage.press("sbq");
    assert!(stage.filter().contains("已标 2"));
    assert_eq!(stage.0.left_with, None);
}

#[test]
fn marked_tasks_outside_the_filter_are_named_and_left_alone() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage
        .press("<Space><Space>fr")
        .type_text("巴彦")
        .press("<Enter><Space><Space>");
    assert!(
        stage.filter().contains("已标 4 (筛选内 2)"),
        "{}",
        stage.filter()
    );
    stage.press("s");
    assert!(stage.has("对 2 项(另 2 项不在筛选内"), "{}", stage.text());
    stage.press("a");
    assert!(stage.has("(另 2 项不在筛选内，不动)"), "{}", stage.text());
    stage.press("<Enter>");
    assert_eq!(office.task(81).status, Status::Registered);
    assert_eq!(stage.message(), "已记入 2 项 状态 立项 -> 交办  u 撤回");
    assert!(
        stage.filter().contains("已标 2 (筛选内 0)"),
        "{}",
        stage.filter()
    );
    stage.press("s");
    assert!(
        stage
            .message()
            .contains("标记的 2 项都不在筛选内(林西县 1)"),
        "{}",
        stage.message()
    );
    assert!(stage.0.model.dialog.is_none());
}

#[test]
fn one_marked_task_of_two_still_asks_when_the_other_is_outside() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage
        .press("<Space>fr")
        .type_text("巴彦")
        .press("<Enter><Space>sa");
    assert_eq!(office.task(1).status, Status::Registered);
    assert!(stage.has("确认  1 项改为 交办"), "{}", stage.text());
}

#[test]
fn after_a_write_the_row_stays_under_the_cursor_though_it_fits_no_more() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("fs").type_text("立项").press("<Enter>jjj");
    let task = stage.cursor().unwrap();
    stage.press("sp");
    assert_eq!(stage.cursor(), Some(task));
    assert_eq!(stage.shown(), 128);
    assert!(stage.row().starts_with("> -"), "{}", stage.row());
    assert!(stage.styles().contains("dim"), "the row is dim");
    assert_snapshot!("ghost_row", stage.picture());
    stage.press("se");
    assert_eq!(
        office.task(task).status,
        Status::UnderReview,
        "the next key hits the same task"
    );
    stage.press("f0");
    assert!(!stage.row().contains("> -"));
}

#[test]
fn all_in_the_filter_takes_four_keys_and_names_the_number() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("fr").type_text("林西").press("<Enter>asa");
    assert!(stage.has("确认  19 项改为 交办"), "{}", stage.text());
    assert!(stage.keys().contains("Enter 写入 19 项"));
    stage.press("<Enter>");
    assert_eq!(stage.message(), "已记入 19 项 状态 立项 -> 交办  u 撤回");
    assert_eq!(stage.0.model.browse.counts.lights.iter().sum::<usize>(), 19);
}

#[test]
fn a_reason_for_several_is_asked_once_then_counted() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage
        .press("<Space><Space>sc")
        .type_text("文件废止")
        .press("<Enter>");
    assert!(
        stage.has("确认  2 项改为 撤销") && stage.has("原因  文件废止"),
        "{}",
        stage.text()
    );
    stage.press("<Enter>");
    assert_eq!(office.task(82).status, Status::Cancelled);
}
