use crossterm::event::KeyCode::{self, *};
use proptest::prelude::*;

use super::super::pieces::LONGEST_PASTE;
use super::*;
use crossterm::event::KeyEvent;

/// Feeds each piece at its time in milliseconds, lets time pass as the event loop does, and
/// waits long enough at the end.
fn play(mode: Mode, pieces: &[(u64, &[u8])]) -> Vec<Input> {
    let start = Instant::now();
    let mut filter = Filter::default();
    let mut inputs = Vec::new();
    for (at, bytes) in pieces {
        let now = start + Duration::from_millis(*at);
        if filter.deadline().is_some_and(|deadline| deadline <= now) {
            inputs.extend(filter.expire(now));
        }
        inputs.extend(filter.feed(bytes, mode, now));
    }
    inputs.extend(filter.expire(start + Duration::from_secs(60)));
    inputs
}

fn in_list(pieces: &[(u64, &[u8])]) -> Vec<Input> {
    play(Mode::List, pieces)
}

fn in_text(pieces: &[(u64, &[u8])]) -> Vec<Input> {
    play(Mode::Text, pieces)
}

fn key(code: KeyCode) -> Input {
    Input::Key(code.into())
}

fn keys(text: &str) -> Vec<Input> {
    text.chars().map(|c| key(Char(c))).collect()
}

fn paste(text: &str) -> Input {
    Input::Paste(text.into())
}

#[test]
fn a_lone_escape_acts_only_after_its_wait() {
    let start = Instant::now();
    let mut filter = Filter::default();
    assert_eq!(filter.feed(b"\x1b", Mode::List, start), []);
    assert_eq!(filter.deadline(), Some(start + ESCAPE_WAIT));
    assert_eq!(filter.expire(start + Duration::from_millis(50)), []);
    assert_eq!(filter.expire(start + ESCAPE_WAIT), [key(Esc)]);
    assert_eq!(filter.deadline(), None);
}

#[test]
fn escape_and_a_later_letter_are_two_keys() {
    assert_eq!(
        in_list(&[(0, b"\x1b"), (20, b"j")]),
        [key(Esc), key(Char('j'))]
    );
    assert_eq!(
        in_list(&[(0, b"\x1b"), (900, b"j")]),
        [key(Esc), key(Char('j'))]
    );
    assert_eq!(
        in_list(&[(0, b"\x1b\x1b"), (10, b"\x1b")]),
        [key(Esc), key(Esc), key(Esc)]
    );
}

#[test]
fn a_letter_in_the_same_read_as_its_escape_is_an_alt_key() {
    let alt = KeyEvent::new(Char('u'), KeyModifiers::ALT);
    assert_eq!(in_list(&[(0, b"\x1bu")]), [Input::Key(alt)]);
}

#[test]
fn an_arrow_split_at_any_byte_is_one_down_or_nothing() {
    for arrow in [b"\x1b[B", b"\x1bOB"] {
        for mode in [Mode::List, Mode::Text] {
            for delay in [0, 20, 50] {
                for split in 1..3 {
                    let (head, tail) = arrow.split_at(split);
                    assert_eq!(play(mode, &[(0, head), (delay, tail)]), [key(Down)]);
                }
                let bytewise = [
                    (0, &arrow[..1]),
                    (delay, &arrow[1..2]),
                    (2 * delay, &arrow[2..]),
                ];
                assert_eq!(play(mode, &bytewise), [key(Down)]);
            }
        }
    }
}

#[test]
fn the_late_tail_of_a_sequence_does_nothing() {
    for tail in [
        "[5~",
        "[1;5u",
        "[?1;2c",
        "[24;80R",
        "[[A",
        "OB",
        "[B",
        "]11;rgb:0/0/0\x07",
        "P1$r0m\x1b\\",
    ] {
        for delay in [80, 400, 1900] {
            assert_eq!(
                in_list(&[(0, b"\x1b"), (delay, tail.as_bytes())]),
                [key(Esc)],
                "{tail}"
            );
        }
    }
}

#[test]
fn a_late_tail_may_come_in_pieces() {
    let pieces: [(u64, &[u8]); 4] = [(0, b"\x1b"), (300, b"["), (600, b"5"), (900, b"~j")];
    assert_eq!(in_list(&pieces), [key(Esc), key(Char('j'))]);
}

#[test]
fn after_two_seconds_a_bracket_is_a_key_again() {
    assert_eq!(
        in_list(&[(0, b"\x1b"), (2100, b"[")]),
        [key(Esc), key(Char('['))]
    );
}

#[test]
fn in_a_text_field_a_late_bracket_is_text() {
    assert_eq!(
        in_text(&[(0, b"\x1b"), (100, b"[")]),
        [key(Esc), key(Char('['))]
    );
    assert_eq!(
        in_text(&[(0, b"\x1b"), (20, b"]")]),
        [key(Esc), key(Char(']'))]
    );
    assert_eq!(in_text(&[(0, b"\x1b"), (20, b"[5~")]), [key(PageUp)]);
}

#[test]
fn unknown_reports_and_old_mouse_reports_do_nothing() {
    assert_eq!(
        in_list(&[(0, b"\x1b[M !!\x1b[<0;3;4M\x1b[I\x1b[?62cj")]),
        keys("j")
    );
}

#[test]
fn a_key_within_an_unfinished_sequence_is_still_a_key() {
    assert_eq!(in_list(&[(0, b"\x1b[1;\x1b[A")]), [key(Up)]);
    let alt = Input::Key(KeyEvent::new(Char(']'), KeyModifiers::ALT));
    assert_eq!(in_list(&[(0, b"\x1b]"), (500, b"\r")]), [alt, key(Enter)]);
    assert_eq!(in_list(&[(0, b"\x1b]1"), (500, b"\r")]), [key(Enter)]);
}

#[test]
fn full_width_characters_are_the_keys_they_stand_for_in_a_list() {
    assert_eq!(in_list(&[(0, "：？、ｓ".as_bytes())]), keys(":?/s"));
    assert_eq!(in_text(&[(0, "：？".as_bytes())]), keys("：？"));
}

#[test]
fn hanzi_in_a_list_drop_their_whole_read() {
    assert_eq!(in_list(&[(0, "s推进".as_bytes())]), [Input::Garbled]);
    assert_eq!(
        in_list(&[(0, "推进".as_bytes()), (10, b"j")]),
        [Input::Garbled, key(Char('j'))]
    );
}

#[test]
fn a_line_in_a_list_drops_its_whole_read() {
    assert_eq!(in_list(&[(0, b"sb\r")]), [Input::Garbled]);
    assert_eq!(in_list(&[(0, b"ab\ncd")]), [Input::Garbled]);
    assert_eq!(
        in_list(&[(0, b"\x1b[B\x1b[B\r")]),
        [key(Down), key(Down), key(Enter)]
    );
    assert_eq!(in_list(&[(0, b"j\r")]), [key(Char('j')), key(Enter)]);
}

#[test]
fn text_typed_ahead_stays_text() {
    let mut typed = keys("学前jy");
    typed.push(key(Enter));
    assert_eq!(in_text(&[(0, "学前jy\r".as_bytes())]), typed);
}

#[test]
fn lines_pasted_without_brackets_into_a_field_are_a_paste() {
    let text = "第一行\r第二行u";
    assert_eq!(in_text(&[(0, text.as_bytes())]), [paste(text)]);
}

#[test]
fn a_hanzi_split_between_two_reads_is_whole() {
    let bytes = "学".as_bytes();
    assert_eq!(in_text(&[(0, &bytes[..2]), (30, &bytes[2..])]), keys("学"));
    assert_eq!(
        in_list(&[(0, &bytes[..1]), (30, &bytes[1..])]),
        [Input::Garbled]
    );
}

#[test]
fn bytes_of_a_legacy_encoding_are_no_commands() {
    // 學 in GBK is 8C 57: its second byte is the letter W.
    assert_eq!(in_list(&[(0, b"\x8cW\x8cu")]), [Input::Garbled]);
    assert_eq!(in_text(&[(0, b"\x8cW")]), [Input::Garbled]);
}

#[test]
fn a_paste_is_one_input_with_its_control_characters() {
    let bytes = "\x1b[200~督办\r\x1b[31mrm\x1b[201~j".as_bytes();
    let whole = [paste("督办\r\x1b[31mrm"), key(Char('j'))];
    for mode in [Mode::List, Mode::Text] {
        assert_eq!(play(mode, &[(0, bytes)]), whole);
    }
}

#[test]
fn a_paste_is_recognised_wherever_it_is_split_and_however_late() {
    let bytes = "\x1b[200~ab\r督办\x1b[201~".as_bytes();
    for mode in [Mode::List, Mode::Text] {
        for split in 1..bytes.len() {
            for delay in [0, 40, 53] {
                let (head, tail) = bytes.split_at(split);
                assert_eq!(play(mode, &[(0, head), (delay, tail)]), [paste("ab\r督办")]);
            }
        }
        let late = [(0, &bytes[..1]), (500, &bytes[1..])];
        assert_eq!(play(mode, &late), [key(Esc), paste("ab\r督办")]);
    }
    let late = [(0, &bytes[..1]), (500, &bytes[1..3]), (900, &bytes[3..])];
    assert_eq!(in_list(&late), [key(Esc), paste("ab\r督办")]);
}

#[test]
fn an_unterminated_paste_ends_after_a_second_of_silence() {
    let start = Instant::now();
    let after = |ms| start + Duration::from_millis(ms);
    let mut filter = Filter::default();
    assert_eq!(filter.feed(b"\x1b[200~ab", Mode::List, start), []);
    assert_eq!(filter.feed(b"cd", Mode::List, after(900)), []);
    assert_eq!(filter.deadline(), Some(after(1900)));
    assert_eq!(filter.expire(after(1800)), []);
    assert_eq!(filter.expire(after(1900)), [paste("abcd")]);
}

#[test]
fn a_paste_is_cut_at_the_limit_between_characters() {
    let mut bytes = b"\x1b[200~x".to_vec();
    bytes.extend("学".repeat(LONGEST_PASTE / 3 + 9).bytes());
    bytes.extend(b"\x1b[201~j");
    let inputs = in_list(&[(0, &bytes)]);
    let [Input::Paste(text), Input::Key(_)] = inputs.as_slice() else {
        panic!("{} inputs", inputs.len());
    };
    assert!(text.len() <= LONGEST_PASTE && text.len() > LONGEST_PASTE - 3);
    assert!(text.ends_with('学'));
}

/// What terminals answer when they are asked for a colour, a setting, a name, a picture.
const REPLIES: [&str; 12] = [
    "\x1b]11;rgb:ffff/0000/0000\x07",
    "\x1b]4;1;rgb:cd/00/00\x1b\\",
    "\x1b]52;c;cm0gLXJm\x07",
    "\x1b]l\u{7763}\u{529e} spbq\x1b\\",
    "\x1bP1$r0;1m\x1b\\",
    "\x1bP>|XTerm(370)\x1b\\",
    "\x1bP1+r544e=787465726d\x1b\\",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b^1;note\x1b\\",
    "\x1bXstart of a string\x1b\\",
    "\x1b[?1;2c",
    "\x1b[24;80R",
];

#[test]
fn replies_reach_no_text_field_and_no_list_wherever_they_are_split() {
    for reply in REPLIES {
        let bytes = reply.as_bytes();
        for mode in [Mode::List, Mode::Text] {
            assert_eq!(play(mode, &[(0, bytes)]), [], "{reply:?}");
            for split in 1..bytes.len() {
                let (head, tail) = bytes.split_at(split);
                for delay in [0, 20, 53] {
                    assert_eq!(
                        play(mode, &[(0, head), (delay, tail)]),
                        [],
                        "{reply:?} {split}"
                    );
                }
                // After the first byte alone the Esc has acted; what follows does nothing.
                let late = play(mode, &[(0, head), (700, tail), (720, b"j")]);
                let first = if split == 1 { Some(key(Esc)) } else { None };
                let wanted: Vec<Input> = first.into_iter().chain([key(Char('j'))]).collect();
                assert_eq!(late, wanted, "{reply:?} {mode:?} {split}");
            }
        }
    }
}

#[test]
fn an_answer_to_a_status_request_is_one_wherever_it_is_split_and_whatever_is_typed_around_it() {
    for mode in [Mode::List, Mode::Text] {
        for split in 1..4 {
            let (head, tail) = b"\x1b[0n".split_at(split);
            assert_eq!(play(mode, &[(0, head), (53, tail)]), [Input::Answered]);
            let late = play(mode, &[(0, head), (900, tail)]);
            let first = if split == 1 { Some(key(Esc)) } else { None };
            let wanted: Vec<Input> = first.into_iter().chain([Input::Answered]).collect();
            assert_eq!(late, wanted, "{mode:?} {split}");
        }
        let around = play(mode, &[(0, b"j\x1b[0nk")]);
        assert_eq!(around, [key(Char('j')), Input::Answered, key(Char('k'))]);
    }
    assert_eq!(
        in_list(&[(0, "学\x1b[0n".as_bytes())]),
        [Input::Answered, Input::Garbled]
    );
}

#[test]
fn a_letter_that_could_begin_a_reply_is_typed_where_none_follows() {
    let alt = |c| Input::Key(KeyEvent::new(Char(c), KeyModifiers::ALT));
    assert_eq!(
        in_text(&[(0, b"\x1bPetra")]),
        [vec![alt('P')], keys("etra")].concat()
    );
    assert_eq!(in_text(&[(0, b"\x1b]")]), [alt(']')]);
    assert_eq!(
        in_text(&[(0, b"\x1b"), (100, b"P"), (200, b"1")]),
        [vec![key(Esc)], keys("P1")].concat()
    );
    assert_eq!(
        in_text(&[(0, b"\x1b"), (30, b"]"), (60, b"x")]),
        [vec![key(Esc)], keys("]x")].concat()
    );
}

#[test]
fn keys_of_the_kitty_protocol_are_keys_and_their_letters_text() {
    let control = Input::Key(KeyEvent::new(Char('r'), KeyModifiers::CONTROL));
    let bytes = b"\x1b[97u\x1b[114;5u\x1b[27;5;114~\x1b[118;2u\x1b[27u\x1b[13u\x1b[97;1:3u";
    let wanted = [
        key(Char('a')),
        control.clone(),
        control,
        key(Char('V')),
        key(Esc),
        key(Enter),
    ];
    for mode in [Mode::List, Mode::Text] {
        assert_eq!(play(mode, &[(0, bytes)]), wanted);
    }
    // A Hanzi is one by whatever sequence it comes.
    assert_eq!(in_list(&[(0, b"\x1b[23398u")]), [Input::Garbled]);
    assert_eq!(in_text(&[(0, b"\x1b[23398u")]), keys("学"));
    // The tail of one whose Esc has acted is none.
    assert_eq!(in_list(&[(0, b"\x1b"), (300, b"[113;5u")]), [key(Esc)]);
}

/// A paste in pieces, each read after the one before; the box closes with its first Enter.
fn pasted_into_a_box(pieces: &[(u64, &str)]) -> Vec<Input> {
    let start = Instant::now();
    let (mut filter, mut mode, mut inputs) = (Filter::default(), Mode::Text, Vec::new());
    for (at, text) in pieces {
        let now = start + Duration::from_millis(*at);
        if filter.deadline().is_some_and(|deadline| deadline <= now) {
            inputs.extend(filter.expire(now));
        }
        let new = filter.feed(text.as_bytes(), mode, now);
        if new.contains(&key(Enter)) {
            mode = Mode::List;
        }
        inputs.extend(new);
    }
    inputs.extend(filter.expire(start + Duration::from_secs(60)));
    inputs
}

/// One line of sixteen characters, and one of fifteen.
const SIXTEEN: &str = "县里说九月底以前一定全部完成验收";
const FIFTEEN: &str = "县里说九月底前一定全部完成验收";

#[test]
fn what_comes_right_after_the_first_line_of_a_paste_is_dropped_and_counted() {
    let end = |count| vec![key(Enter), Input::Rest(count)];
    for pieces in [
        &[(0, "县里说九月底以前一定全部完成验收\r"), (20, "spq")][..],
        &[(0, SIXTEEN), (30, "\r"), (60, "s"), (90, "p"), (180, "q")],
        &[(0, SIXTEEN), (30, "\r"), (129, "spq")],
    ] {
        let wanted = [keys(SIXTEEN), end(3)].concat();
        assert_eq!(pasted_into_a_box(pieces), wanted, "{pieces:?}");
    }
    let bytewise: Vec<(u64, &str)> = "abcdefghijklmnopqrstuvwxyzabcd\ru\x1b[B\rs"
        .split_inclusive(|_| true)
        .zip(0..)
        .map(|(letter, at)| (at * 3, letter))
        .collect();
    let wanted = [keys("abcdefghijklmnopqrstuvwxyzabcd"), end(4)].concat();
    assert_eq!(pasted_into_a_box(&bytewise), wanted);
}

#[test]
fn what_is_typed_is_never_taken_for_the_rest_of_a_paste() {
    let wanted = [keys(FIFTEEN), vec![key(Enter)], keys("sp")].concat();
    let line = format!("{FIFTEEN}\r");
    assert_eq!(pasted_into_a_box(&[(0, &line), (20, "sp")]), wanted);
    // One line pasted on purpose, then Enter, then a command.
    let wanted = [keys(SIXTEEN), vec![key(Enter)], keys("j")].concat();
    assert_eq!(
        pasted_into_a_box(&[(0, SIXTEEN), (300, "\r"), (320, "j")]),
        wanted
    );
    assert_eq!(
        pasted_into_a_box(&[(0, SIXTEEN), (20, "\r"), (121, "j")]),
        wanted
    );
    // Twenty-nine characters in the last tenth of a second, as a line hands on what was typed.
    let fast = [
        (0, "abcdefghijklmn"),
        (30, "opqrstuvwxy"),
        (60, "zabc"),
        (70, "\r"),
        (90, "j"),
    ];
    assert_eq!(pasted_into_a_box(&fast).last(), Some(&key(Char('j'))));
}

#[test]
fn a_line_break_within_a_paste_in_pieces_stays_text() {
    let wanted = [keys(SIXTEEN), vec![paste("\r第二行u")]].concat();
    assert_eq!(
        pasted_into_a_box(&[(0, SIXTEEN), (30, "\r第二行u")]),
        wanted
    );
    let pieces = [(0, "甲乙\r丙丁"), (30, "\rsp"), (60, "\r"), (90, "q")];
    let wanted = [
        paste("甲乙\r丙丁"),
        paste("\rsp"),
        key(Enter),
        Input::Rest(1),
    ];
    assert_eq!(pasted_into_a_box(&pieces), wanted);
}

#[test]
fn a_marked_paste_in_the_rest_of_another_is_a_paste() {
    let pieces = [(0, SIXTEEN), (30, "\r"), (60, "\x1b[200~甲\x1b[201~u")];
    let wanted = [keys(SIXTEEN), vec![key(Enter), paste("甲"), Input::Rest(1)]].concat();
    assert_eq!(pasted_into_a_box(&pieces), wanted);
}

#[test]
fn what_waited_while_we_were_drawing_came_right_after() {
    let start = Instant::now();
    let after = |ms| start + Duration::from_millis(ms);
    let mut filter = Filter::default();
    filter.feed(SIXTEEN.as_bytes(), Mode::Text, start);
    let slow = |ms| Arrival {
        not_before: start,
        at: after(ms),
    };
    assert_eq!(
        filter.feed_arrived(b"\r", Mode::Text, slow(400)),
        [key(Enter)]
    );
    assert_eq!(filter.feed_arrived(b"spq", Mode::List, slow(800)), []);
    assert_eq!(filter.expire(after(900)), [Input::Rest(3)]);
    assert_eq!(filter.feed(b"j", Mode::List, after(1000)), [key(Char('j'))]);
}

proptest! {
    /// Whatever comes, in whatever pieces: no panic, and no byte is waited for without end.
    #[test]
    fn any_bytes_in_any_pieces_are_survived(
        pieces in prop::collection::vec((0..3000_u64, prop::collection::vec(any::<u8>(), 0..12)), 0..12),
        list in any::<bool>(),
    ) {
        let mode = if list { Mode::List } else { Mode::Text };
        let mut at = 0;
        let mut script: Vec<(u64, &[u8])> = Vec::new();
        for (delay, bytes) in &pieces {
            at += delay;
            script.push((at, bytes));
        }
        script.push((at + 10_000, b"\r"));
        script.push((at + 20_000, b"j"));
        prop_assert_eq!(play(mode, &script).pop(), Some(key(Char('j'))));
    }

    /// However the bytes are cut, the keys are the same.
    #[test]
    fn any_split_of_the_bytes_gives_the_same_keys(
        parts in prop::collection::vec(prop::sample::select(PARTS), 1..6),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        list in any::<bool>(),
    ) {
        let mode = if list { Mode::List } else { Mode::Text };
        let bytes = parts.concat();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
        cuts.sort_unstable();
        let ends = cuts.iter().copied().chain([bytes.len()]);
        let (mut from, mut at, mut pieces) = (0, 0, Vec::new());
        for to in ends {
            pieces.push((at, &bytes.as_bytes()[from..to]));
            (from, at) = (to, at + 7);
        }
        prop_assert_eq!(play(mode, &pieces), play(mode, &[(0, bytes.as_bytes())]));
    }
}

/// Keys and replies of which none depends on what comes in one read with it.
const PARTS: &[&str] = &[
    "\x1b[B",
    "\x1bOA",
    "\x1b[5~",
    "\x1b[1;5C",
    "\x1b[97;5u",
    "\x1b[27;5;114~",
    "\x1b[118:86;2u",
    "\x1b[97;1:3u",
    "\x1b[200~督办\rq\x1b[201~",
    "\x1b]11;rgb:ffff/0000/0000\x07",
    "\x1bP1$r0m\x1b\\",
    "\x1b_Gi=1;OK\x1b\\",
    "\x1b^1;note\x1b\\",
    "\x1b[24;80R",
    "\x1b[0n",
    "\x1b[<0;3;4M",
    "j",
    "G",
];

#[test]
fn a_reply_whose_end_was_lost_swallows_what_is_typed_for_a_second_and_no_longer() {
    let mut pieces: Vec<(u64, &[u8])> = vec![(0, b"\x1b]11;rgb:00")];
    pieces.extend((1..=20).map(|n| (n * 250, b"x".as_slice())));
    let typed = in_text(&pieces);
    assert_eq!(typed, keys(&"x".repeat(17)));
    // One that comes slowly is still one.
    let slow: Vec<(u64, &[u8])> = (0..60).map(|n| (n * 40, b"0".as_slice())).collect();
    let whole = [
        &[(0, b"\x1b]11;".as_slice())],
        &slow[..],
        &[(2_400, b"\x07")],
    ]
    .concat();
    assert_eq!(in_text(&whole), []);
}

/// A text in pieces of so many characters, so many milliseconds apart.
fn in_pieces(text: &str, characters: usize, apart: u64) -> Vec<(u64, Vec<u8>)> {
    let all: Vec<char> = text.chars().collect();
    let pieces = all.chunks(characters).enumerate();
    pieces
        .map(|(at, piece)| {
            let bytes: String = piece.iter().collect();
            (u64::try_from(at).unwrap() * apart, bytes.into_bytes())
        })
        .collect()
}

#[test]
fn a_short_paste_in_small_pieces_leaves_no_commands_behind_its_first_line() {
    for (text, pieces) in [
        (
            "请于周五前报送进展情况到督查室\rsp\rsb\r",
            &[(1, 1), (2, 1), (1, 10), (1, 50), (2, 50)][..],
        ),
        ("meet at 3\rsp\rsb\r", &[(1, 1), (1, 10)]),
    ] {
        for (characters, apart) in pieces {
            let pieces = in_pieces(text, *characters, *apart);
            let pieces: Vec<(u64, &[u8])> = pieces
                .iter()
                .map(|(at, bytes)| (*at, bytes.as_slice()))
                .collect();
            let got = in_text(&pieces);
            let enters = got.iter().filter(|it| **it == key(Enter)).count();
            let what = format!("{text:?} {characters} {apart}: {got:?}");
            assert_eq!(enters, 1, "{what}");
            assert!(matches!(got.last(), Some(Input::Rest(_))), "{what}");
        }
    }
}

#[test]
fn whoever_types_fast_or_with_an_input_method_is_not_taken_for_a_paste() {
    let typed = in_pieces("call them\rsp", 1, 40);
    let phrases = in_pieces("请于周五前报送进展\rsp", 3, 150);
    let repeated = in_pieces("jjjjjjjjjj\rsp", 1, 30);
    for pieces in [typed, phrases, repeated] {
        let pieces: Vec<(u64, &[u8])> = pieces
            .iter()
            .map(|(at, bytes)| (*at, bytes.as_slice()))
            .collect();
        let got = in_text(&pieces);
        assert!(got.iter().all(|it| matches!(it, Input::Key(_))), "{got:?}");
    }
}
