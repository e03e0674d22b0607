//! What was typed and not recorded, over the end of the program.

use std::path::PathBuf;

use duban::tui::Start;
use duban::tui::headless::Headless;
use insta::assert_snapshot;

use crate::support::*;

const OFFER: &str = "上次断线或退出时未记入的草稿";

/// 张敏 at an office whose state folder lasts; each time she sits down is a session of its own.
struct Desk {
    office: Office,
    sessions: std::cell::Cell<u32>,
}

impl Desk {
    fn new() -> Desk {
        Desk {
            office: Office::sample(),
            sessions: 0.into(),
        }
    }

    fn state(&self) -> PathBuf {
        self.office.folder().join("state")
    }

    fn start(&self) -> Start {
        self.sessions.set(self.sessions.get() + 1);
        let mut start = self.office.start("张敏");
        start.actor.session = format!("{}-7ffffff{}", self.sessions.get(), self.sessions.get());
        start.place_file = Some(self.state().join("place-abc.json"));
        start
    }

    fn sit(&self, size: (u16, u16)) -> Stage {
        Stage(Headless::new(self.start(), size))
    }

    /// The files of drafts.
    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.state()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.starts_with("drafts-")).collect();
        names.sort();
        names
    }
}

/// The process is gone, as after `kill -9`: nothing is written any more, nothing is closed.
fn killed(stage: Stage) {
    drop(stage);
}

#[test]
fn a_note_half_typed_outlasts_a_killed_process_and_is_gone_once_recorded() {
    let desk = Desk::new();
    let mut stage = desk.sit(WIDE);
    stage
        .press("jn")
        .type_text("今天去现场")
        .press("<Ctrl-J>")
        .type_text("缺两间");
    stage.0.pause();
    killed(stage);
    let mut stage = desk.sit(WIDE);
    assert_snapshot!("offer", stage.picture());
    stage.press("<Enter>");
    assert!(
        stage.has("今天去现场") && stage.has("缺两间"),
        "{}",
        stage.text()
    );
    assert!(
        stage.has("林西县 2 消除大班额及大规模学校"),
        "{}",
        stage.text()
    );
    stage.press("<Enter>");
    let trail = desk.office.task(82);
    assert!(format!("{trail:?}").contains("今天去现场\\n缺两间"));
    assert!(!stage.filter().contains("草稿"), "{}", stage.filter());
    stage.0.pause();
    killed(stage);
    assert_eq!(
        desk.files(),
        ["drafts-abc-2-7ffffff2.lock"],
        "no draft is left"
    );
    assert!(!desk.sit(WIDE).has(OFFER));
}

#[test]
fn every_box_with_text_in_it_comes_back_as_it_was() {
    for (keys, texts) in [
        ("n", &["说了一半"][..]),
        ("p<Backspace>", &["47"]),
        ("sz", &["资金未到位"]),
        ("d", &["+1m", "雨季停工"]),
        ("c", &["新任务"]),
        ("e", &["改过的名称"]),
        ("<Space><Space>e", &["教师队伍"]),
        ("<Space><Space>n", &["对两项说"]),
    ] {
        let desk = Desk::new();
        let mut stage = desk.sit(WIDE);
        stage.press(keys);
        if keys == "e" {
            stage.press("<Ctrl-U>");
        }
        for (at, text) in texts.iter().enumerate() {
            if at > 0 {
                stage.press("<Tab>");
            }
            stage.type_text(text);
        }
        let entries = stage.entries(&desk.office);
        stage.0.pause();
        killed(stage);
        let mut stage = desk.sit(WIDE);
        assert!(stage.has(OFFER), "{keys}: {}", stage.text());
        stage.press("<Enter>");
        for text in texts {
            assert!(stage.has(text), "{keys}: {}", stage.text());
        }
        assert!(stage.0.model.dialog.is_some(), "{keys}");
        assert_eq!(
            stage.entries(&desk.office),
            entries,
            "{keys}: nothing is written by looking"
        );
    }
}

/// Boxes in which words are typed, how each is filled, and what then stands in it.
const BOXES: [(&str, &str, &[&str]); 9] = [
    ("n", "说了一半", &["说了一半"]),
    ("sz", "资金未到位", &["资金未到位"]),
    ("d", "+77<Tab>雨季停工", &["+77", "雨季停工"]),
    ("d", "<BackTab>10-9<Tab>+78", &["10-9", "+78"]),
    ("c", "新任务", &["新任务"]),
    ("e", "<Ctrl-U>改过的名称", &["改过的名称"]),
    ("<Space><Space>sz", "两项都停", &["两项都停"]),
    ("<Space><Space>e", "新设领域", &["新设领域"]),
    (
        ":换名<Enter>",
        "新局长<Tab>换届<Up><Up><Ctrl-U>老局长<Up><Space>",
        &["老局长", "新局长", "换届"],
    ),
];

/// Presses what stands in brackets and types the rest.
fn fill_in(stage: &mut Stage, script: &str) {
    for part in script.split_inclusive('>') {
        let (text, key) = part.split_at(part.find('<').unwrap_or(part.len()));
        stage.type_text(text).press(key);
    }
}

/// Opens a box by keys; the palette's word is typed.
fn open_box(stage: &mut Stage, keys: &str) {
    match keys.strip_prefix(':') {
        Some(word) => fill_in(stage.press(":"), word),
        None => drop(stage.press(keys)),
    }
}

#[test]
fn every_box_with_words_in_it_keeps_them_over_esc_and_is_a_draft() {
    for (keys, script, texts) in BOXES {
        let desk = Desk::new();
        let mut stage = desk.sit(WIDE);
        open_box(&mut stage, keys);
        fill_in(&mut stage, script);
        let shown = stage.picture();
        for text in texts {
            assert!(shown.contains(text), "{keys}: {shown}");
        }
        let entries = stage.entries(&desk.office);
        stage.press("<Esc>");
        assert!(stage.0.model.dialog.is_none(), "{keys}");
        assert!(
            stage.filter().contains("草稿 1"),
            "{keys}: {}",
            stage.text()
        );
        // The marks are there already.
        open_box(&mut stage, keys.trim_start_matches("<Space>"));
        for text in texts {
            assert!(stage.has(text), "{keys}: {}", stage.text());
        }
        assert!(!stage.has("草稿 2"), "{keys}: it is one still");
        stage.press("<Esc>");
        // Neither a dead process nor the next start loses it.
        stage.0.pause();
        killed(stage);
        let mut stage = desk.sit(WIDE);
        assert!(stage.has(OFFER), "{keys}: {}", stage.text());
        stage.press("<Enter>");
        for text in texts {
            assert!(stage.has(text), "{keys}: {}", stage.text());
        }
        assert_eq!(stage.entries(&desk.office), entries, "{keys}");
        // Thrown away it is gone from its box too.
        stage.press("<Esc>").press(":");
        stage.type_text("草稿").press("<Enter>dd");
        open_box(&mut stage, keys.trim_start_matches("<Space>"));
        for text in texts {
            assert!(!stage.has(text), "{keys}: {}", stage.text());
        }
    }
}

#[test]
fn a_box_behind_a_question_is_kept_from_a_killed_process() {
    let desk = Desk::new();
    let mut stage = desk.sit(WIDE);
    open_box(&mut stage, ":换名<Enter>");
    stage.type_text("新教育局").press("<Enter>");
    assert!(stage.has("确认"), "{}", stage.text());
    stage.0.pause();
    killed(stage);
    let mut stage = desk.sit(WIDE);
    stage.press("<Enter>");
    assert!(stage.has("新教育局"), "{}", stage.text());
    assert!(
        !stage.has("确认"),
        "the box, not the question: {}",
        stage.text()
    );
}

#[test]
fn what_was_recorded_after_all_is_no_draft_and_another_reason_is_another_draft() {
    let desk = Desk::new();
    let mut stage = desk.sit(WIDE);
    stage.press("d").type_text("12-31").press("<Tab>");
    stage.type_text("雨季停工").press("<Esc>");
    stage.press("sz").type_text("停一停").press("<Esc>");
    stage.press("sc");
    assert!(!stage.has("停一停"), "{}", stage.text());
    stage.press("<Esc>j").press("d");
    assert!(!stage.has("雨季停工"), "of another task: {}", stage.text());
    stage.press("<Esc>k").press("d<Enter>");
    assert!(stage.message().starts_with("已记入"), "{}", stage.message());
    stage.press("d");
    assert!(!stage.has("雨季停工"), "{}", stage.text());
    stage.press("<Esc>sz<Enter>");
    assert!(!stage.filter().contains("草稿"), "{}", stage.filter());
}

#[test]
fn a_form_of_a_task_writes_only_what_was_typed_and_sees_what_others_changed_since() {
    let desk = Desk::new();
    let mut stage = desk.sit(WIDE);
    stage.press("e<Tab><Tab><Tab><Ctrl-U>").type_text("一之三");
    stage.0.pause();
    killed(stage);
    desk.office
        .other(&[81], &to_status(duban::domain::Status::Assigned));
    let mut stage = desk.sit(WIDE);
    stage.press("<Enter>");
    assert!(stage.has("一之三"), "{}", stage.text());
    stage.press("<Ctrl-S>");
    assert!(stage.has("王芳 "), "both versions: {}", stage.text());
    stage.press("m");
    let task = desk.office.task(81);
    assert_eq!(
        (task.number.as_str(), task.title.as_str()),
        ("一之三", "加大建设力度")
    );
    assert_eq!(task.status, duban::domain::Status::Assigned);
}

#[test]
fn drafts_are_thrown_away_by_two_presses_and_may_be_left_for_later() {
    let desk = Desk::new();
    let mut stage = desk.sit(WIDE);
    stage
        .press("n")
        .type_text("甲")
        .press("<Esc>jn")
        .type_text("乙")
        .press("<Esc>jn")
        .type_text("丙");
    stage.0.pause();
    killed(stage);
    let mut stage = desk.sit(WIDE);
    assert!(stage.has(&format!("{OFFER} 3 条")), "{}", stage.text());
    stage.press("dj");
    assert!(
        stage.has(&format!("{OFFER} 3 条")),
        "one press throws nothing away"
    );
    stage.press("kdd");
    assert!(stage.has(&format!("{OFFER} 2 条")), "{}", stage.text());
    stage.press("<Esc>");
    assert!(stage.filter().contains("草稿 2"), "{}", stage.filter());
    // They wait, without a question at leaving, for the next start.
    stage.press("q");
    assert_eq!(stage.0.left_with, Some(0));
    let mut stage = desk.sit(NARROW);
    assert!(stage.has(&format!("{OFFER} 2 条")), "{}", stage.text());
    stage.press("y");
    assert_eq!(stage.0.copied, ["乙"]);
    stage.press("dddd");
    assert!(!stage.has(OFFER) && !stage.filter().contains("草稿"));
    stage.press("q");
    assert_eq!(desk.files(), Vec::<String>::new());
}

#[test]
fn quitting_with_a_draft_says_that_it_stays_and_it_does() {
    let desk = Desk::new();
    let mut stage = desk.sit(WIDE);
    stage.press("n").type_text("半句").press("<Esc>q");
    assert_eq!(
        stage.message(),
        "有 1 份未记入的草稿，留到下次；再按一次 q 退出"
    );
    stage.press("q");
    assert_eq!(stage.0.left_with, Some(0));
    let mut stage = desk.sit(WIDE);
    stage.press("<Esc>:").type_text("草稿").press("<Enter>");
    assert!(stage.has("未记入的草稿 1 条"), "{}", stage.text());
    stage.press("<Enter>");
    assert!(stage.has("半句"), "{}", stage.text());
}

#[test]
fn drafts_that_cannot_be_written_are_said_to_be_lost_until_they_can_be() {
    let desk = Desk::new();
    let mut stage = desk.sit(NARROW);
    std::fs::write(desk.state(), "a file in the place of the folder").unwrap();
    stage.press("n").type_text("半句");
    assert!(stage.keys().contains("Esc 关闭(草稿保留)"));
    stage.0.pause();
    assert!(stage.message().starts_with("草稿存不了，退出就会丢失("));
    assert!(stage.keys().contains("Esc 关闭(草稿存不了)"));
    // Said once.
    stage.type_text("话");
    stage.0.pause();
    assert!(!stage.message().contains("草稿存不了"));
    stage.press("<Esc>q");
    let lost = "有 1 份未记入的草稿存不了，退出就会丢失；再按一次 q 仍退出";
    assert_eq!(stage.message(), lost);
    assert_eq!(stage.0.left_with, None);
    // There is room again.
    std::fs::remove_file(desk.state()).unwrap();
    stage.0.pause();
    assert_eq!(
        stage.message(),
        "有 1 份未记入的草稿，留到下次；再按一次 q 退出"
    );
    stage.press("n");
    assert!(stage.keys().contains("Esc 关闭(草稿保留)"));
    stage.press("<Esc>qq");
    assert_eq!(stage.0.left_with, Some(0));
    assert!(desk.files().iter().any(|name| name.ends_with(".json")));
}

#[test]
fn only_what_does_not_lie_on_the_disk_counts_as_lost() {
    let desk = Desk::new();
    let mut stage = desk.sit(NARROW);
    stage.press("n").type_text("甲").press("<Esc>");
    stage.0.pause();
    let aside = desk.office.folder().join("aside");
    std::fs::rename(desk.state(), &aside).unwrap();
    std::fs::write(desk.state(), "").unwrap();
    stage.press("jn").type_text("乙").press("<Esc>");
    stage.0.pause();
    stage.press("q");
    assert!(
        stage.message().starts_with("有 1 份"),
        "{}",
        stage.message()
    );
    stage.press("q");
    assert_eq!(stage.0.left_with, Some(0));
}

#[test]
fn two_sessions_at_once_keep_each_their_own() {
    let desk = Desk::new();
    let (mut one, mut two) = (desk.sit(WIDE), desk.sit(WIDE));
    one.press("n").type_text("第一个窗口");
    one.0.pause();
    two.press("n").type_text("第二个窗口");
    two.0.pause();
    let third = desk.sit(WIDE);
    assert!(!third.has(OFFER), "both live");
    killed(one);
    killed(two);
    killed(third);
    let mut stage = desk.sit(WIDE);
    assert!(stage.has(&format!("{OFFER} 2 条")), "{}", stage.text());
    // Two notes on one task: none of them goes under.
    stage
        .press("<Enter><Esc>:")
        .type_text("草稿")
        .press("<Enter><Enter>");
    assert!(
        stage.has("第一个窗口") && stage.has("第二个窗口"),
        "{}",
        stage.text()
    );
}

#[test]
fn a_draft_whose_task_is_gone_can_be_copied_and_nothing_else() {
    let desk = Desk::new();
    let mut stage = desk.sit(WIDE);
    stage.press("c").type_text("批示事项").press("<Ctrl-S>");
    let id = stage.cursor().unwrap();
    stage.press("n").type_text("关于批示");
    stage.0.pause();
    killed(stage);
    let now = at("2023-10-17T02:30:00Z");
    desk.office.open().undo(&person("张敏"), now).unwrap();
    assert!(
        desk.office
            .open()
            .task(duban::domain::TaskId::new(id).unwrap())
            .is_err()
    );
    let mut stage = desk.sit(WIDE);
    stage.press("<Enter>");
    assert!(
        stage.message().starts_with("任务已不在台账里"),
        "{}",
        stage.message()
    );
    stage.press("y");
    assert_eq!(stage.0.copied, ["关于批示"]);
}

#[test]
fn a_reader_is_not_offered_what_cannot_be_recorded_and_it_waits() {
    let desk = Desk::new();
    let mut stage = desk.sit(WIDE);
    stage.press("n").type_text("半句");
    stage.0.pause();
    killed(stage);
    let mut start = desk.start();
    start.ledger =
        Some(duban::ledger::open(&desk.office.path, duban::ledger::Access::ReadOnly).unwrap());
    assert!(!Stage(Headless::new(start, WIDE)).has(OFFER));
    assert!(desk.sit(WIDE).has(OFFER));
}

#[test]
fn corrections_of_a_file_under_review_come_back_over_the_same_file_only() {
    let desk = Desk::new();
    let file = desk.office.folder().join("plan.csv");
    let text = "编号,任务,地区\n1,修路,敖汉旗\n2,修桥,敖汉旗\n3,修校,敖汉旗\n";
    std::fs::write(&file, text).unwrap();
    let mut stage = desk.sit(WIDE);
    stage
        .press("6")
        .type_text(&file.display().to_string())
        .press("<Enter>");
    assert!(stage.has("修桥"), "{}", stage.text());
    stage.press("d");
    let before = stage.0.model.import.review().unwrap().overlay.clone();
    assert_eq!(before.dropped.len(), 1);
    stage.0.pause();
    killed(stage);
    let mut stage = desk.sit(WIDE);
    assert!(stage.has("plan.csv"), "{}", stage.text());
    stage.press("<Enter>");
    assert_eq!(
        stage.0.model.import.review().unwrap().overlay,
        before,
        "{}",
        stage.text()
    );
    assert!(
        stage.message().starts_with("更正已套回 1 处"),
        "{}",
        stage.message()
    );
    stage.0.pause();
    killed(stage);
    std::fs::write(&file, text.replace("修桥", "修大桥")).unwrap();
    let mut stage = desk.sit(WIDE);
    stage.press("<Enter>");
    assert!(
        stage.message().starts_with("文件已变"),
        "{}",
        stage.message()
    );
    assert_eq!(
        stage.0.model.import.review().unwrap().overlay.dropped.len(),
        0
    );
    // The corrections are still there, for the file as it was.
    stage.0.pause();
    killed(stage);
    assert!(desk.sit(WIDE).has(OFFER));
}

#[test]
fn the_place_outlasts_a_killed_process_too() {
    let desk = Desk::new();
    let mut stage = desk.sit(WIDE);
    stage
        .press("fr")
        .type_text("敖汉")
        .press("<Enter><Space><Space>j");
    let before = stage.picture();
    stage.0.pause();
    killed(stage);
    let stage = desk.sit(WIDE);
    let below = |picture: &str| {
        picture
            .lines()
            .skip(1)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(below(&stage.picture()), below(&before));
}
