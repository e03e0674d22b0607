//! The first start, and coming back.

use crate::desk::{Desk, SECOND};
use crate::pty::eventually;

#[test]
fn the_first_start_welcomes_and_enter_loads_the_five_plans() {
    let desk = Desk::empty();
    let mut pty = desk.open("张敏", &[]);
    pty.until("载入五份样本");
    pty.until(&desk.ledger().display().to_string());
    assert!(!desk.ledger().exists());
    pty.send("\r");
    pty.until("第 1 行 / 129");
    pty.until("样本:五份文件");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
    desk.run(&["audit"]);
}

#[test]
fn a_ledger_that_was_lost_is_no_first_start_where_something_was_kept_of_it() {
    let desk = Desk::with_plans();
    let kept = desk.ledger().with_extension("db.rescued-230-0011aabb.db");
    desk.run(&["backup", kept.to_str().unwrap()]);
    std::fs::remove_file(desk.ledger()).unwrap();
    let mut pty = desk.open("张敏", &[]);
    pty.until("没有台账");
    pty.until("--dry-run");
    assert!(pty.shown().contains("duban restore"), "{}", pty.page());
    assert!(!pty.shown().contains("载入五份样本"));
    assert_eq!(pty.code(), 4);
    assert!(!desk.ledger().exists());
}

#[test]
fn the_second_start_goes_to_the_place_that_was_left() {
    let desk = Desk::with_plans();
    let mut pty = desk.sit("张敏");
    pty.send("fr");
    pty.until("- 排除");
    pty.send("dzs");
    pty.settle();
    pty.send("\r");
    pty.until("地区=达州市");
    pty.send("jj");
    pty.until("第 3 行");
    pty.settle();
    let left = pty.lines();
    pty.send("q");
    assert_eq!(pty.code(), 0);
    let again = desk.open("张敏", &[]);
    again.until("第 3 行");
    again.until("地区=达州市");
    again.settle();
    assert_eq!(again.lines()[1..38], left[1..38], "{}", again.page());
    assert!(!again.shown().contains("载入五份样本"));
}

#[test]
fn two_first_starts_at_once_end_on_one_whole_ledger() {
    let desk = Desk::empty();
    let mut both = [desk.open("张敏", &[]), desk.open("王芳", &[])];
    for pty in &both {
        pty.until("载入五份样本");
    }
    for pty in &mut both {
        pty.send("\r");
    }
    for pty in &both {
        pty.until("第 1 行 / 129");
    }
    let [first, second] = &mut both;
    first.send("j");
    first.until("第 2 行");
    first.send("sp");
    first.until("推进中");
    eventually(
        "the mark of a change",
        || {
            second
                .lines()
                .iter()
                .any(|line| line.contains('!') && line.contains(SECOND))
        },
        || second.page(),
    );
    desk.run(&["audit"]);
}

#[test]
fn a_data_folder_that_cannot_be_made_is_said_and_the_list_stays() {
    let desk = Desk::empty();
    std::fs::write(desk.home().join("duban"), "a file where a folder is needed").unwrap();
    let below_a_file = desk.ledger().display().to_string();
    // Nobody makes folders there, root included.
    for path in ["/proc/nobody/makes/this.db", &below_a_file] {
        let mut pty = desk.open("张敏", &["--ledger", path]);
        pty.until("载入五份样本");
        let before = pty.lines();
        for _ in 0..2 {
            pty.send("\r");
            pty.until("打不开或建不了");
            eventually(
                "the path on two lines",
                || pty.shown().matches(path).count() == 2,
                || pty.page(),
            );
            assert_eq!(pty.lines()[..8], before[..8]);
        }
        pty.send("q");
        assert_eq!(pty.code(), 0);
        pty.assert_given_back();
    }
}

#[test]
fn a_ledger_that_settings_name_and_that_is_not_there_is_made_by_no_stray_enter() {
    let desk = Desk::empty();
    let missing = desk.home().join("srv/ledger.db");
    let settings = format!("[ledger]\npath = \"{}\"\n", missing.display());
    for file in ["system.toml", "duban/settings.toml"] {
        std::fs::create_dir_all(desk.home().join("duban")).unwrap();
        std::fs::write(desk.home().join(file), &settings).unwrap();
        let mut pty = desk.open("王芳", &[]);
        pty.send("\r\r");
        pty.until("没有台账");
        assert_eq!(pty.code(), 4);
        let shown = String::from_utf8_lossy(&pty.output()).into_owned();
        assert!(
            shown.contains("没有台账") && shown.contains(file),
            "{shown}"
        );
        assert!(!shown.contains("载入五份样本"), "{shown}");
        assert!(!missing.exists() && !desk.ledger().exists());
        std::fs::remove_file(desk.home().join(file)).unwrap();
    }
}

#[test]
fn the_second_inspector_comes_to_the_ledger_that_the_machine_names() {
    let desk = Desk::empty();
    let shared = desk.home().join("shared.db");
    let settings = format!("[ledger]\npath = \"{}\"\n", shared.display());
    std::fs::write(desk.home().join("system.toml"), settings).unwrap();
    desk.run(&["init", "--sample"]);
    assert!(shared.exists());
    let mut pty = desk.open("王芳", &[]);
    pty.until("第 1 行 / 129");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    assert!(!desk.ledger().exists());
}
