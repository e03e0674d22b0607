//! Pastes, and what an input method sends.

use crate::desk::{Desk, FIRST_ID, NOTE_KEYS};

const SENTENCE: &str = "输入法开着或误粘贴，未执行";

/// About 2 MB with line ends, escape sequences, and letters that would be commands.
fn torrent() -> String {
    "spsbsx\r\x1b[31m督办q\x1b]52;c;x\x07\n".repeat(60_000)
}

fn bracketed(text: &str) -> String {
    format!("\x1b[200~{text}\x1b[201~")
}

#[test]
fn two_megabytes_pasted_into_a_list_run_nothing() {
    let desk = Desk::with_plans();
    let entries = desk.entries();
    let mut pty = desk.sit("张敏");
    pty.send(bracketed(&torrent()));
    pty.until("Enter 留作筛选");
    pty.settle();
    pty.send("\x1b");
    pty.until_gone("Enter 留作筛选");
    pty.until("第 1 行 / 129");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    assert_eq!(desk.entries(), entries);
}

#[test]
fn two_megabytes_pasted_into_a_note_stay_text_cut_at_the_limit() {
    let desk = Desk::with_plans();
    let mut pty = desk.sit("张敏");
    pty.send("n");
    pty.until(NOTE_KEYS);
    pty.send(bracketed(&torrent()));
    pty.until("督办q");
    pty.settle();
    let raw = pty.output();
    let text = String::from_utf8_lossy(&raw);
    assert!(
        !text.contains("\x1b]52") && !text.contains("\x1b[31m督"),
        "escape sent on"
    );
    assert_eq!(desk.field(FIRST_ID, "status"), "registered");
    pty.send("\r");
    pty.until("已记入");
    let trail = desk.run(&["history", FIRST_ID, "--format", "json"]);
    assert!(trail.contains("督办q") && !trail.contains("\\u001b"));
    let entries: Vec<serde_json::Value> = serde_json::from_str(&trail).unwrap();
    let note = entries.last().unwrap()["new"].as_str().unwrap().to_owned();
    assert!(
        (100..=1 << 20).contains(&note.len()),
        "{} bytes",
        note.len()
    );
}

#[test]
fn an_unmarked_paste_in_a_list_is_dropped_with_the_sentence() {
    let desk = Desk::with_plans();
    let entries = desk.entries();
    let mut pty = desk.sit("张敏");
    for text in ["教育局", "sp教", "sa\rsb\r", "spx\n"] {
        pty.send("j");
        pty.until_gone(SENTENCE);
        pty.settle();
        pty.send(text);
        pty.until(SENTENCE);
        assert!(pty.shown().contains("s 状态"), "{text}:\n{}", pty.page());
    }
    assert_eq!(desk.entries(), entries);
}

#[test]
fn a_paste_with_a_split_start_is_typed_nowhere() {
    let desk = Desk::with_plans();
    let entries = desk.entries();
    let mut pty = desk.sit("张敏");
    for split in 1..6 {
        let paste = bracketed("sp\rsb\r");
        let (head, tail) = paste.split_at(split);
        pty.send(head);
        std::thread::sleep(std::time::Duration::from_millis(20));
        pty.send(tail);
        pty.until("Enter 留作筛选");
        pty.settle();
        pty.send("\x1b");
        pty.until_gone("Enter 留作筛选");
    }
    assert_eq!(desk.entries(), entries);
}

#[test]
fn text_of_an_input_method_goes_where_text_is_typed() {
    let desk = Desk::with_plans();
    let mut pty = desk.sit("张敏");
    pty.send("/");
    pty.until("Enter 留作筛选");
    pty.send("幼儿园");
    pty.until("/ 幼儿园");
    pty.settle();
    let screen = pty.screen();
    assert_eq!(screen.screen().cursor_position(), (1, 9));
    assert!(!screen.screen().hide_cursor());
}

#[test]
fn a_paste_in_pieces_records_its_first_line_and_says_what_of_it_was_not_run() {
    let desk = Desk::with_plans();
    let entries = desk.entries();
    let mut pty = desk.sit("张敏");
    pty.send("n");
    pty.until(NOTE_KEYS);
    // Three pieces, each a read of its own.
    pty.send("县里来电话说九月底以前一定完成验收\r");
    std::thread::sleep(std::time::Duration::from_millis(30));
    pty.send("sb");
    std::thread::sleep(std::time::Duration::from_millis(30));
    pty.send("dq");
    pty.until("输入像是粘贴，其余 4 字未执行");
    pty.until("已记入");
    pty.settle();
    assert!(
        pty.shown().contains("s 状态"),
        "no box is open:\n{}",
        pty.page()
    );
    assert_eq!(desk.entries(), entries + 1);
    assert_eq!(desk.field(FIRST_ID, "status"), "registered");
    pty.send("j");
    pty.until("第 2 行");
}

#[test]
fn replies_of_the_terminal_reach_no_text_field() {
    let desk = Desk::with_plans();
    let mut pty = desk.sit("张敏");
    pty.send("n");
    pty.until(NOTE_KEYS);
    for reply in [
        "\x1b]11;rgb:ffff/0000/0000\x07",
        "\x1bP1$r0m\x1b\\",
        "\x1b_Gi=1;OK\x1b\\",
    ] {
        let (head, tail) = reply.split_at(3);
        pty.send(head);
        std::thread::sleep(std::time::Duration::from_millis(40));
        pty.send(tail);
    }
    pty.send("好");
    pty.until("|好 ");
    for typed in ["rgb", "ffff", "Gi=1", "0m"] {
        assert!(!pty.shown().contains(typed), "{}", pty.page());
    }
}

#[test]
fn keys_of_the_kitty_protocol_act_as_those_of_older_terminals() {
    let desk = Desk::with_plans();
    let mut pty = desk.sit("张敏");
    // j, s, Esc; n, a letter, Ctrl-U, Esc as codes.
    pty.send("\x1b[106u");
    pty.until("第 2 行");
    pty.send("\x1b[115;1u");
    pty.until("推进中 ");
    pty.send("\x1b[27u");
    pty.until_gone("按字母改");
    pty.send("\x1b[110u");
    pty.until(NOTE_KEYS);
    pty.send("\x1b[120u\x1b[120;2u");
    pty.until("|xX ");
    pty.send("\x1b[117;5u");
    pty.until_gone("|xX ");
    pty.send("\x1b[27;1:1u");
    pty.until_gone(NOTE_KEYS);
    assert!(!pty.shown().contains("草稿"), "{}", pty.page());
}
