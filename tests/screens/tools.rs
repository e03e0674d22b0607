//! Copying, export, palette, help, later screens, leaving and coming back.

use duban::tui::headless::Headless;
use duban::tui::keys::Key;
use duban::tui::msg::Msg;
use insta::assert_snapshot;

use crate::support::*;

#[test]
fn y_copies_number_title_line_and_preview() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("yn");
    assert_eq!(stage.message(), "已发送到剪贴板：1");
    stage.press("ytylyp<Enter>yt");
    let copied = &stage.0.copied;
    assert_eq!(copied[0], "1");
    assert_eq!(copied[1], "加大建设力度");
    assert_eq!(
        copied[2],
        "1\t林西县\t加大建设力度\t县教育局\t立项\t\t未定\t灰 无据"
    );
    assert!(
        copied[3].starts_with("林西县 1  加大建设力度\n灯  灰 无据"),
        "{}",
        copied[3]
    );
    assert_eq!(copied[4], "加大建设力度", "on the task view too");
}

#[test]
fn export_takes_five_keys_and_proposes_a_name() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("fr").type_text("敖汉").press("<Enter>");
    stage.press(":").type_text("dc");
    assert_snapshot!("palette", stage.picture());
    stage.press("<Enter>");
    assert!(stage.has("导出筛选内 30 项(连同子项 "), "{}", stage.text());
    let path = office.folder().join("out.csv");
    stage
        .type_text(&path.display().to_string())
        .press("<Enter>");
    assert!(
        stage.message().starts_with("已导出 "),
        "{}",
        stage.message()
    );
    let ids: Vec<i64> = std::fs::read_to_string(&path)
        .unwrap()
        .lines()
        .map(|line| line.parse().unwrap())
        .collect();
    let tops: Vec<i64> = ids
        .iter()
        .copied()
        .filter(|n| office.task(*n).parent.is_none())
        .collect();
    assert_eq!(tops, stage.ids(), "every task of the filter in its order");
    assert!(
        ids.len() > tops.len(),
        "folded children come with their parent"
    );
}

#[test]
fn an_export_over_somebody_elses_file_asks_and_leaves_it_unless_told_to() {
    let office = Office::sample();
    let path = office.folder().join("letter.csv");
    std::fs::write(&path, "mine").unwrap();
    let mut stage = office.sit(NARROW);
    let ask = |stage: &mut Stage| {
        stage.press(":").type_text("dc").press("<Enter>");
        stage
            .type_text(&path.display().to_string())
            .press("<Enter>");
        assert!(stage.has("已有，不是本程序导出的文件"), "{}", stage.text());
        assert!(stage.has("Enter 覆盖"), "{}", stage.text());
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    };
    ask(&mut stage);
    stage.press("j").press("<Esc>");
    assert!(
        stage.has("letter.csv"),
        "back to the name: {}",
        stage.text()
    );
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    stage.press("<Esc>");
    ask(&mut stage);
    stage.press("<Enter>");
    assert!(
        stage.message().starts_with("已导出 "),
        "{}",
        stage.message()
    );
    assert_ne!(std::fs::read(&path).unwrap(), b"mine");
}

#[test]
fn an_export_that_fails_says_why_and_the_name_comes_back() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage
        .press(":")
        .type_text("导出")
        .press("<Enter>")
        .type_text("/nirgends/a.csv")
        .press("<Enter>");
    assert!(
        stage.message().contains("os error 2"),
        "{}",
        stage.message()
    );
    assert!(stage.has("|/nirgends/a.csv"), "{}", stage.text());
}

#[test]
fn the_ledger_itself_is_never_written_over_by_an_export() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage
        .press(":")
        .type_text("dc")
        .press("<Enter>")
        .type_text(&office.path.display().to_string())
        .press("<Enter>");
    assert!(!stage.message().contains("已导出"), "{}", stage.message());
    assert_eq!(office.open().rows().unwrap().len(), 227);
}

#[test]
fn the_palette_finds_by_hanzi_initials_and_english_and_runs() {
    let office = Office::sample();
    for typed in ["全宽", "qk", "quankuan", "full"] {
        let mut stage = office.sit(WIDE);
        stage.press(":").type_text(typed).press("<Enter>");
        assert!(stage.0.model.browse.is_full, "{typed}");
    }
    let mut stage = office.sit(WIDE);
    stage.press(":").type_text("nosuchcommand").press("<Enter>");
    assert!(
        stage.has("nosuchcommand"),
        "nothing to run, nothing happens"
    );
}

#[test]
fn the_palette_shows_what_cannot_act_and_why() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press(":").type_text("填报");
    assert!(stage.has("(尚未提供)"), "{}", stage.text());
    stage.press("<Enter>");
    assert_eq!(stage.message(), "填报: 尚未提供");
    stage
        .press("@")
        .type_text("2023-10-16")
        .press("<Enter>:")
        .type_text("状态");
    assert!(stage.has("(这是过去某天的台账"), "{}", stage.text());
}

#[test]
fn the_help_is_searched_by_typing_and_runs_nothing() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("?");
    assert_snapshot!("help", stage.picture());
    stage.type_text("撤回");
    assert!(stage.has("撤回本次会话最近一次改动") && !stage.has("到第一行"));
    stage.press("<Enter>");
    assert!(stage.has("+- 帮助"));
    stage.press("<Ctrl-U><Down><Down><PgDn><PgDn><PgDn><PgDn><PgDn><PgDn><PgDn><PgDn><PgDn>");
    assert!(
        stage.has("离开本屏"),
        "the end is reached: {}",
        stage.text()
    );
    stage.press("<Esc>");
    assert!(!stage.has("+- 帮助"));
}

#[test]
fn the_help_of_the_status_letters_can_be_read_whole() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("?").type_text("改状态");
    for letter in [
        "a 交办",
        "y 签收",
        "p 推进中",
        "e 待审核",
        "b 办结",
        "x 销号",
    ] {
        assert!(stage.has(letter), "{letter}: {}", stage.text());
    }
}

#[test]
fn later_screens_say_that_they_are_not_there_yet() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    for (digit, name) in [("2", "看板"), ("3", "日历"), ("4", "督办")] {
        stage.press(digit);
        assert!(
            stage.has(&format!("「{name}」尚未提供")),
            "{}",
            stage.text()
        );
    }
    stage.press("1");
    assert!(stage.line(2).contains("编号"));
    stage.press("3<Esc>");
    assert!(stage.line(2).contains("编号"));
    stage.press("2q");
    assert!(stage.line(2).contains("编号"));
    assert_eq!(stage.0.left_with, None);
}

#[test]
fn q_leaves_and_asks_once_more_while_there_are_drafts() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("n").type_text("没写完").press("<Esc>q");
    assert_eq!(stage.0.left_with, None);
    assert_eq!(
        stage.message(),
        "有 1 份未记入的草稿存不了，退出就会丢失；再按一次 q 仍退出"
    );
    stage.press("jq");
    assert_eq!(
        stage.0.left_with, None,
        "another key between takes the question back"
    );
    stage.press("q");
    assert_eq!(stage.0.left_with, Some(0));
    let mut stage = office.sit(NARROW);
    stage.press("q");
    assert_eq!(stage.0.left_with, Some(0));
}

#[test]
fn garbled_input_is_named_and_runs_nothing() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("f");
    stage.0.send(Msg::Garbled);
    assert_eq!(stage.message(), "输入法开着或误粘贴，未执行");
    stage.press("j");
    assert!(
        stage.row().starts_with(">      2"),
        "the choice after f is over: {}",
        stage.row()
    );
}

#[test]
fn a_paste_into_the_list_opens_the_search_box_with_its_first_line() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    let entries = stage.entries(&office);
    stage
        .0
        .send(Msg::Paste("\n  教师队伍\u{1b}[2J\nsb\nu\n".to_owned()));
    assert!(
        stage.line(1).starts_with(" / 教师队伍"),
        "{}",
        stage.line(1)
    );
    assert!(stage.shown() < 129);
    assert_eq!(stage.entries(&office), entries);
    stage.press("<Esc>");
    stage.0.send(Msg::Paste("\n \n".to_owned()));
    assert!(stage.0.model.dialog.is_none());
    stage.press("<Enter>");
    stage.0.send(Msg::Paste("教师".to_owned()));
    assert!(stage.message().contains("未执行"), "{}", stage.message());
}

#[test]
fn a_paste_goes_where_text_is_typed() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("n").type_text("甲");
    stage.0.send(Msg::Paste("乙\r\n丙\t丁\u{7}".to_owned()));
    stage.press("<Enter>");
    let task = office.task(81);
    let found = task.events().any(|event| {
        matches!(&event.body, duban::domain::task::EventBody::Note { text } if text == "甲乙\n丙 丁")
    });
    assert!(found);
    stage.press("s");
    stage.0.send(Msg::Paste("b".to_owned()));
    assert_eq!(stage.message(), "输入法开着或误粘贴，未执行");
}

#[test]
fn quitting_keeps_filter_order_columns_marks_and_row_for_the_next_start() {
    let office = Office::sample();
    let place = office.folder().join("place.json");
    let sit = || {
        let mut start = office.start("张敏");
        start.place_file = Some(place.clone());
        Stage(Headless::new(start, WIDE))
    };
    let mut stage = sit();
    stage
        .press("fr")
        .type_text("敖汉")
        .press("<Enter>on<Esc>=,<Space><Esc><Space><Space>jjjjb");
    let before = stage.picture();
    stage.press("q");
    assert_eq!(stage.0.left_with, Some(0));
    let mut again = sit();
    assert_eq!(
        again.picture().lines().skip(1).collect::<Vec<_>>(),
        before.lines().skip(1).collect::<Vec<_>>()
    );
    assert!(again.filter().contains("已标 2"));
    again.press("f0q");
    assert!(sit().filter().starts_with("筛选  无"));
    std::fs::write(&place, "{ not json").unwrap();
    assert_eq!(sit().shown(), 129, "a place that cannot be read is none");
}

#[test]
fn a_kept_place_whose_tasks_are_gone_is_no_trap() {
    let office = Office::sample();
    let place = office.folder().join("place.json");
    std::fs::write(
        &place,
        r#"{"query":"地区:敖汉旗","marks":[4000,81],"cursor":4000}"#,
    )
    .unwrap();
    let mut start = office.start("张敏");
    start.place_file = Some(place);
    let mut stage = Stage(Headless::new(start, WIDE));
    assert!(
        stage.filter().contains("已标 1 (筛选内 0)"),
        "{}",
        stage.filter()
    );
    assert!(stage.row().starts_with('>'), "{}", stage.text());
    stage.press("j");
    assert!(stage.cursor().is_some());
}

#[test]
fn the_welcome_offers_five_ways_to_begin_and_shows_why_one_failed() {
    let office = Office::sample();
    let mut start = office.start("张敏");
    start.ledger = None;
    start.path = "/home/zhangmin/.local/share/duban/ledger.db".into();
    let mut stage = Stage(Headless::new(start, NARROW));
    assert_snapshot!("welcome", stage.picture());
    stage.press("<Enter>");
    assert!(stage.has("没有空间"), "{}", stage.text());
    assert!(stage.has("> 载入五份样本"), "the list stays");
    stage.press("j<Enter>");
    assert!(
        stage.has("没有空间") && stage.has("> 导入文件"),
        "a file needs a ledger: {}",
        stage.text()
    );
    stage.press("jjj<Enter>");
    assert_eq!(stage.0.left_with, Some(0));
}

#[test]
fn every_key_of_the_table_can_be_written_in_a_script() {
    for key in ["j", "Ctrl-R", "PgDn", "Space", "Shift-Tab"] {
        assert!(Key::parse(key).is_some(), "{key}");
    }
    let office = Office::sample();
    assert_eq!(
        office.sit(NARROW).0.press("j\u{1}"),
        Err("\\u{1}".to_owned())
    );
}

#[test]
fn ctrl_l_draws_everything_anew_on_every_screen_and_in_every_box_and_changes_nothing() {
    let office = Office::sample();
    for keys in [
        "", "j", "f", "y", "/", "/<PgDn>", "s", "n", "p", "d", "d<Tab>", "e", "c", "o", ",", ":",
        "?", "ff", "fl", "f<Enter>", "@", "V", "as", "asa", "<Tab>", "<Enter>", "z", "2", "3", "4",
        "5", "6", "6<Esc>", "q",
    ] {
        let mut stage = office.sit(WIDE);
        stage.press(keys);
        let (before, redrawn) = (stage.picture(), stage.0.redrawn);
        stage.press("<Ctrl-L>");
        assert_eq!(stage.0.redrawn, redrawn + 1, "{keys}");
        assert_eq!(stage.picture(), before, "{keys}");
    }
    let mut stage = office.sit(WIDE);
    stage.press(":").type_text("重画").press("<Enter>");
    assert_eq!(stage.0.redrawn, 1);
    stage.press("?").type_text("wall");
    assert!(stage.has("Ctrl-L"), "{}", stage.text());
}

#[test]
fn a_letter_put_on_redraw_is_text_in_a_box() {
    let office = Office::sample();
    let mut start = office.start("张敏");
    let changes = [("redraw".to_owned(), "w".to_owned())].into();
    start.keymap = duban::tui::keymap(&changes, start.lang).unwrap();
    let mut stage = Stage(Headless::new(start, WIDE));
    stage.press("w").press("n").type_text("w");
    assert_eq!(stage.0.redrawn, 1);
    assert!(stage.has("|w"), "{}", stage.text());
}
