//! A ledger whose files are not what they should be, and a clock that is not.

use std::fs;
use std::path::PathBuf;

use duban::domain::{Lang, Status};
use insta::assert_snapshot;

use crate::support::*;

fn beside(office: &Office, tail: &str) -> PathBuf {
    let mut name = office.path.clone().into_os_string();
    name.push(tail);
    name.into()
}

/// Every key that would record something, or open a box that does.
const WRITES: [&str; 9] = ["s", "n", "p", "d", "c", "e", "u", "<Ctrl-R>", "<Space>s"];

#[test]
fn a_file_that_was_removed_stands_in_the_header_and_no_key_records_anything() {
    for (size, name) in [(WIDE, "120x40"), (NARROW, "80x24")] {
        let office = Office::sample();
        let mut stage = office.sit(size);
        stage.press("sa");
        fs::remove_file(&office.path).unwrap();
        stage.0.beat();
        let kept = stage.message();
        let number = kept.find("rescued-").map(|at| &kept[at..]);
        let picture = stage.picture();
        let picture = picture.replace(number.unwrap_or("-"), "rescued-N-HASH.db");
        assert_snapshot!(format!("removed_{name}"), picture);
        for keys in WRITES {
            stage.press(keys);
            assert!(stage.line(0).contains("文件已被换掉"), "{}", stage.text());
            assert!(
                stage.message().contains("请退出"),
                "{keys}: {}",
                stage.text()
            );
            stage.press("<Esc><Esc>");
        }
    }
}

#[test]
fn what_was_said_of_a_folder_that_was_moved_stays_until_the_screen_is_left() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    fs::remove_file(&office.path).unwrap();
    stage.0.beat();
    for keys in ["j", "k", "<Esc>", "<Enter>", "<Esc>", "jj"] {
        stage.press(keys);
        let said = stage.message();
        assert!(
            said.contains("请退出：不在原处"),
            "{keys}: {}",
            stage.text()
        );
    }
    let told = stage.0.model.shown.replaced.clone().unwrap().whole;
    assert!(told.contains("请移回原处，或用 --ledger"), "{told}");
}

#[test]
fn a_note_being_typed_while_the_file_is_exchanged_stays_in_its_box() {
    let office = Office::sample();
    let other = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("n").type_text("已电话催报");
    fs::rename(&other.path, &office.path).unwrap();
    stage.press("<Enter>");
    for words in ["换掉或删除，请退出", "已电话催报", "文件已被换掉"] {
        assert!(stage.has(words), "{words}:\n{}", stage.text());
    }
    stage.press("<Esc>");
    assert!(stage.filter().contains("草稿 1"), "{}", stage.filter());
}

#[test]
fn in_english_the_same_is_said_without_chinese() {
    let office = Office::sample().english();
    let mut stage = office.sit(NARROW);
    fs::remove_file(beside(&office, "-wal")).unwrap();
    stage.0.beat();
    assert!(stage.line(0).contains("FILE REPLACED"), "{}", stage.line(0));
    let line = stage.message();
    let said = "the ledger was taken away or replaced, leave: log removed";
    assert!(line.contains(said), "{line}");
}

#[test]
fn a_file_that_came_back_is_written_to_again() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    let aside = office.folder().join("一时放在别处.db");
    fs::rename(&office.path, &aside).unwrap();
    stage.0.beat();
    assert!(stage.line(0).contains("文件已被换掉"));
    fs::rename(&aside, &office.path).unwrap();
    stage.0.beat();
    assert!(!stage.line(0).contains("文件已被换掉"));
    assert!(
        stage.message().contains("又回到原处"),
        "{}",
        stage.message()
    );
    stage.press("sa");
    assert_eq!(office.task(81).status, Status::Assigned);
}

#[test]
fn a_ledger_that_something_is_wrong_with_is_read_only_and_says_why_from_the_start() {
    let office = Office::sample();
    rusqlite::Connection::open(&office.path)
        .unwrap()
        .execute_batch(
            "DROP TRIGGER entry_is_never_changed; \
             UPDATE entry SET reason = '假' WHERE seq = (SELECT max(seq) FROM entry);",
        )
        .unwrap();
    for lang in [Lang::Zh, Lang::En] {
        let mut office_of = office.start("张敏");
        office_of.lang = lang;
        let mut stage = Stage(duban::tui::headless::Headless::new(office_of, NARROW));
        let (mark, why) = match lang {
            Lang::Zh => (
                "只读",
                "ledger.db 已损坏，只读打开：末尾的第 240 条留痕与写入时不一致",
            ),
            Lang::En => (
                "READ-ONLY",
                "ledger.db is damaged and opened for reading: entry 240",
            ),
        };
        assert!(stage.line(0).contains(mark), "{}", stage.line(0));
        assert!(stage.message().contains(why), "{}", stage.message());
        stage.press("sa");
        assert_eq!(
            office.open().task(id(81)).unwrap().status,
            Status::Registered
        );
    }
}

#[test]
fn a_clock_that_was_set_back_is_named_once_and_what_is_recorded_goes_on_in_time() {
    let office = Office::sample();
    office.pass(-3 * 24 * 60);
    let mut stage = office.sit(WIDE);
    let said = "本机时间比最后一条留痕早";
    assert!(stage.message().contains(said), "{}", stage.message());
    stage.press("j");
    stage.press("sa");
    assert!(!stage.message().contains(said), "{}", stage.message());
    let ledger = office.open();
    let history = ledger.history(&Default::default()).unwrap();
    assert!(history.is_sorted_by_key(|entry| entry.at));
    // One that is set back while somebody sits there is named at the next change.
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("sa");
    office.pass(-30);
    stage.press("sy");
    assert!(
        stage.message().contains("早 30 分钟") && stage.message().contains("u 撤回"),
        "{}",
        stage.message()
    );
}
