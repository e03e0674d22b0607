//! Batches of which a part stands, and `u` after a redo, as they are seen.

use duban::domain::Status;

use crate::support::*;

/// 张敏 sets two tasks and one of them again, then takes the first command back: the first task is
/// left, and the cursor is on that batch.
fn taken_back_in_part(office: &Office, stage: &mut Stage) {
    stage.press("<Space><Space>sa<Enter>").press("gsp");
    assert_eq!(office.task(81).status, Status::InProgress);
    stage.press("5ju<Enter>");
    assert_eq!(office.task(82).status, Status::Registered);
    assert_eq!(office.task(81).status, Status::InProgress, "changed since");
    stage.press("gjj");
}

fn detail(stage: &Stage) -> String {
    stage.text().lines().skip(4).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_batch_of_which_a_part_stands_says_so_and_the_rest_goes_with_u() {
    let (mut zh, mut en) = (Office::sample(), Office::sample());
    zh.lang = duban::domain::Lang::Zh;
    en = en.english();
    for (office, part, list, done) in [
        (
            zh,
            "已撤回 1 项，余 1 项；u 撤回其余",
            "(已撤回 1 项，余 1 项) 林西县 1",
            "这一次已经撤回了",
        ),
        (
            en,
            "1 undone, 1 left; u undoes the rest",
            "(1 undone, 1 left) 林西县 1",
            "this was undone already",
        ),
    ] {
        let mut stage = office.sit(WIDE);
        taken_back_in_part(&office, &mut stage);
        assert!(detail(&stage).contains(part), "{}", stage.text());
        assert!(stage.has(list), "{}", stage.text());
        assert!(!stage.has(done), "{}", stage.text());
        // Still in the way: the box says of what.
        stage.press("u");
        assert!(stage.0.model.dialog.is_some(), "{}", stage.text());
        stage.press("<Esc>ku<Enter>");
        assert_eq!(office.task(81).status, Status::Assigned);
        stage.press("gjjju");
        assert!(stage.0.model.dialog.is_some(), "{}", stage.text());
        stage.press("<Enter>");
        assert_eq!(office.task(81).status, Status::Registered);
        assert!(detail(&stage).contains(done), "{}", stage.text());
        assert!(!stage.has(list), "{}", stage.text());
        stage.press("<Ctrl-R>");
        assert_eq!(office.task(81).status, Status::Assigned);
        assert_eq!(office.task(82).status, Status::Registered, "not its undo");
        assert!(stage.has(list), "{}", stage.text());
    }
}

#[test]
fn u_after_the_redo_of_somebody_elses_batch_shows_it_and_takes_it_back() {
    for size in [WIDE, NARROW] {
        let office = Office::sample();
        office.other(&[81, 82], &to_status(Status::InProgress));
        let mut stage = office.sit(size);
        stage.press("5u<Enter>").press("<Ctrl-R>");
        assert_eq!(office.task(81).status, Status::InProgress);
        assert!(stage.message().contains("u 撤回"), "{}", stage.message());
        let entries = stage.entries(&office);
        stage.press("<Esc>u");
        assert!(
            stage.has("确认  撤回这一次的 2 项") && stage.has("王芳"),
            "{}",
            stage.text()
        );
        assert_eq!(stage.entries(&office), entries, "it only asks");
        stage.press("<Enter>");
        assert_eq!(office.task(81).status, Status::Registered);
        assert!(
            stage.message().starts_with("已撤回 2 项"),
            "{}",
            stage.message()
        );
        stage.press("<Ctrl-R>u<Esc>");
        assert_eq!(office.task(81).status, Status::InProgress, "left as it is");
    }
}

#[test]
fn u_after_the_redo_of_an_older_batch_takes_back_that_one() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("sa").press("jsp");
    stage.press("5ju<Enter>").press("<Ctrl-R>");
    assert_eq!(office.task(81).status, Status::Assigned);
    stage.press("<Esc>u");
    assert_eq!(office.task(81).status, Status::Registered);
    assert_eq!(office.task(82).status, Status::InProgress);
    stage.press("u");
    assert_eq!(office.task(82).status, Status::Registered);
}

#[test]
fn where_nothing_is_to_be_undone_or_redone_the_message_speaks_of_keys_and_fits() {
    for office in [Office::sample(), Office::sample().english()] {
        let mut stage = office.sit(NARROW);
        for (key, place) in [("u", "5"), ("<Ctrl-R>", "")] {
            stage.press(key);
            let message = stage.message();
            assert!(!message.is_empty() && message.contains(place));
            assert!(!message.contains("duban") && !message.contains("参数"));
            assert!(message.starts_with(&stage.0.model.message), "it fits");
        }
    }
}
