//! Saved views on a real terminal: kept by one person, called by another.

use crate::desk::Desk;

#[test]
fn a_shared_view_kept_by_one_is_called_by_another_and_by_the_command_line() {
    let desk = Desk::with_plans();
    let mut pty = desk.sit("张敏");
    pty.send("/");
    pty.until("Enter 留作筛选");
    pty.send("教师");
    pty.until(" / 教师");
    pty.send("\r");
    pty.until_gone("Enter 留作筛选");
    pty.send("ffc");
    pty.until("保存为视图");
    pty.send("教师各项\t\r");
    pty.until("已保存视图「教师各项」(共享)");
    pty.send("\x1b");
    pty.until_gone("保存的视图");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    let beside = desk.ledger().with_extension("views.toml");
    let text = std::fs::read_to_string(beside).unwrap();
    assert!(text.contains("教师各项"), "{text}");
    let mut pty = desk.sit("王芳");
    pty.send("f0f1");
    pty.until("视图：教师各项 (共享)");
    pty.until("筛选  教师");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
    let by_name = desk.run(&["list", "@教师各项", "--format", "csv"]);
    let by_words = desk.run(&["list", "教师", "--sort", "region,number", "--format", "csv"]);
    assert_eq!(by_name, by_words);
}

#[test]
fn the_demo_keeps_shared_views_with_its_ledger_and_both_go() {
    let desk = Desk::empty();
    let mut pty = desk.open("张敏", &["demo"]);
    pty.until("第 1 行");
    pty.send("ffc");
    pty.until("保存为视图");
    pty.send("演示用\t\r");
    pty.until("已保存视图「演示用」(共享)");
    pty.send("\x1b");
    pty.until_gone("保存的视图");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    let left = std::fs::read_dir(desk.home()).unwrap();
    let left: Vec<_> = left.map(|file| file.unwrap().file_name()).collect();
    let is_of_demo = |name: &std::ffi::OsString| name.to_string_lossy().contains("demo");
    assert!(!left.iter().any(is_of_demo), "{left:?}");
}
