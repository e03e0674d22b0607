//! Files no office would send: each comes to a sentence and exit 6, or to a result, never to a panic.
//! The sizes are small enough for every run; benches/import_growth.py tries the large ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::{Desk, package};

fn docx(declared: &str, body: &str) -> Vec<u8> {
    package(&[(
        "word/document.xml",
        &format!("{declared}<w:document><w:body>{body}</w:body></w:document>"),
    )])
}

/// Bytes that repeat only after a long while.
fn noise(length: usize) -> Vec<u8> {
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_be_bytes()[3]
    };
    (0..length).map(|_| next()).collect()
}

/// The file is refused in a sentence that has `words`, and the ledger stays empty.
fn is_refused(desk: &Desk, name: &str, bytes: &[u8], words: &str) {
    let file = desk.write(name, bytes);
    for args in [
        &["import", file.as_str()][..],
        &["import", "--dry-run", &file],
    ] {
        let said = desk.run(args).came_to(6);
        assert!(said.err.contains(words), "{name}: {}", said.err);
        assert!(!said.err.contains("panicked"), "{}", said.err);
    }
    assert!(desk.list(&[]).is_empty());
}

#[test]
fn documents_longer_than_any_plan_are_refused() {
    let desk = Desk::empty();
    let long = "一、加强学校建设，责任单位：县教育局。\n".repeat(200_000);
    is_refused(&desk, "long.txt", long.as_bytes(), "文字超过 10 MB");
    let lines = "1.\n".repeat(200_001);
    is_refused(&desk, "lines.txt", lines.as_bytes(), "超过 200000 段");
    let line = "加强学校建设".repeat(600_000);
    is_refused(&desk, "line.txt", line.as_bytes(), "文字超过 10 MB");
    let line = "加强学校建设".repeat(100_000);
    is_refused(&desk, "short-line.txt", line.as_bytes(), "没有找到任务");
    let line = format!("{{\"title\": \"{}\"}}", "a".repeat(17 << 20));
    is_refused(&desk, "line.jsonl", line.as_bytes(), "16 MB");
    let rows = "序号,工作任务,责任单位\n".to_owned() + &"1,办好学校,县教育局\n".repeat(20_001);
    is_refused(&desk, "rows.csv", rows.as_bytes(), "超过 20000 行");
    let lists = format!("[{}[]]", "[],".repeat(200_001));
    is_refused(&desk, "lists.json", lists.as_bytes(), "超过 200000 行");
}

#[test]
fn random_bytes_are_refused_whatever_they_are_called() {
    let desk = Desk::empty();
    let bytes = noise(200_000);
    for (ending, words) in [
        ("txt", "不是文字"),
        ("md", "不是文字"),
        ("csv", "不是文字"),
        ("json", "UTF-8"),
        ("jsonl", "UTF-8"),
        ("docx", "已损坏"),
        ("xlsx", "已损坏"),
        ("pdf", "已损坏"),
        ("doc", "已损坏"),
        ("bin", "认不出"),
    ] {
        is_refused(&desk, &format!("random.{ending}"), &bytes, words);
    }
    let mut marked = b"PK\x03\x04".to_vec();
    marked.extend(&bytes);
    is_refused(&desk, "marked.docx", &marked, "已损坏");
}

#[test]
fn packages_made_to_unfold_nest_or_break_are_refused() {
    let desk = Desk::empty();
    let bomb = docx("", &"<w:p/>".repeat(4_000_000));
    is_refused(&desk, "bomb.docx", &bomb, "压缩比");
    let entities = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let laughs = docx(entities, "<w:p><w:r><w:t>&b;</w:t></w:r></w:p>");
    is_refused(&desk, "entity.docx", &laughs, "文档类型声明");
    for (open, close) in [
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    ] {
        let deep = format!("{}<w:p/>{}", open.repeat(10_000), close.repeat(10_000));
        is_refused(&desk, "deep.docx", &docx("", &deep), "嵌套超过");
    }
    let whole = docx("", "<w:p><w:r><w:t>一、任务</w:t></w:r></w:p>");
    is_refused(&desk, "cut.docx", &whole[..whole.len() / 2], "已损坏");
}

#[test]
fn what_is_no_file_or_has_nothing_in_it_is_refused() {
    let desk = Desk::empty();
    is_refused(&desk, "empty.txt", b"", "没有内容");
    is_refused(&desk, "blank.txt", b"\n \n\t\n", "没有找到任务");
    let folder = desk.path("folder.txt");
    std::fs::create_dir(&folder).unwrap();
    let pipe = desk.path("pipe.txt");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for (path, words) in [(folder, "文件夹"), (pipe, "管道")] {
        let said = desk.run(&["import", path.to_str().unwrap()]).came_to(6);
        assert!(said.err.contains(words), "{}", said.err);
    }
}

#[test]
fn every_encoding_of_a_text_gives_the_same_tasks_and_one_lost_byte_is_told() {
    let text = "某县2024年教育工作要点\n一、重点任务\n1.办好学校。新建学校一所。\n责任单位：县教育局\n\
                2.建好医院。改建医院一所。\n责任单位：县卫健局\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    let wide = |bytes_of: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
        let marked = format!("{mark}{text}");
        marked.encode_utf16().flat_map(bytes_of).collect()
    };
    let mut damaged = text.as_bytes().to_vec();
    damaged.extend(b"\xFF\n");
    for (name, bytes) in [
        ("utf8", text.as_bytes().to_vec()),
        ("utf8-mark", format!("\u{FEFF}{text}").into_bytes()),
        ("gb18030", gb.into_owned()),
        ("utf16le", wide(u16::to_le_bytes, "")),
        ("utf16be", wide(u16::to_be_bytes, "")),
        ("utf16le-mark", wide(u16::to_le_bytes, "\u{FEFF}")),
        ("utf16be-mark", wide(u16::to_be_bytes, "\u{FEFF}")),
        ("damaged", damaged),
    ] {
        let desk = Desk::empty();
        let file = desk.write(&format!("{name}.txt"), &bytes);
        let said = desk.run(&["import", &file]).came_to(0);
        assert_eq!(desk.list(&[]).len(), 2, "{name}");
        assert_eq!(
            said.err.contains("不能识别的字节"),
            name == "damaged",
            "{name}"
        );
    }
}

#[test]
fn task_lines_from_standard_input_come_in_whole_or_not_at_all() {
    let desk = Desk::empty();
    let good = "{\"title\": \"甲\"}\n".repeat(3);
    let bad = format!("{good}{{\"progress\": 101}}\n");
    let said = desk.run_with(&["import", "-"], bad.as_str()).came_to(6);
    assert!(said.err.contains("第 4 行"), "{}", said.err);
    assert!(desk.list(&[]).is_empty());
    desk.run_with(&["import", "-"], good.as_str()).came_to(0);
    assert_eq!(desk.list(&[]).len(), 3);
    desk.run(&["undo"]).came_to(0);
    assert!(desk.list(&[]).is_empty());
}
