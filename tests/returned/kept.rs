//! What programs of sheets do to values without a word is no change of anybody's: signs in the place of
//! characters that the Chinese code page lacks, days and figures made of numbers like 3-1.

use encoding_rs::GBK;

use super::{Desk, counts, csv_of, edited, entries, import};

/// A text as the Chinese Excel saves it as CSV: a sign for each half of a character it has not.
fn as_saved(text: &str, sign: &str, per_half: bool) -> String {
    let mut room = [0; 4];
    let chars = text.chars().map(|c| {
        let is_lacking =
            GBK.encode(c.encode_utf8(&mut room)).2 || ('\u{3400}'..'\u{4DC0}').contains(&c);
        let times = if per_half { c.len_utf16() } else { 1 };
        match is_lacking {
            true => sign.repeat(times),
            false => c.to_string(),
        }
    });
    chars.collect()
}

/// Tasks whose texts have characters that are rare.
fn rare() -> Desk {
    let desk = Desk::empty();
    for (title, requirement) in [
        ("建设㙍头小学", "新建校舍5000m²，由𬭚校长负责😀\n第二行"),
        ("普通任务", "普通要求"),
        ("是否建设?", "问: 可否?"),
    ] {
        desk.add(&[
            "--title",
            title,
            "--region",
            "敖汉旗",
            "--requirement",
            requirement,
            "--leader",
            "王䶮",
            "--leader",
            "李𠮷",
            "--lead-unit",
            "㙍头镇政府",
            "--number",
            "1",
            "--deadline",
            "2027-03-05",
        ]);
    }
    desk
}

#[test]
fn a_file_saved_without_its_rare_characters_changes_nothing_and_says_how_many() {
    let desk = rare();
    let before = entries(&desk);
    let plain = csv_of(&desk);
    for (sign, per_half) in [
        ("?", true),
        ("?", false),
        ("\u{FFFD}", false),
        ("□", false),
        ("〓", true),
    ] {
        let text = as_saved(plain.trim_start_matches('\u{FEFF}'), sign, per_half);
        assert!(text.contains(&format!("王{sign}")));
        for gone in [
            &[][..],
            &["document", "requirement"],
            &["title", "updated_by"],
        ] {
            let text = super::airtight::without(&text, gone);
            let bytes = match sign {
                "?" => GBK.encode(&text).0.into_owned(),
                _ => text.into_bytes(),
            };
            let path = desk.write("gbk.csv", bytes);
            let ran = import(&desk, &path, &["--accept-changes"]).came_to(0);
            assert_eq!(counts(&ran), (0, 3, 0, 0, 0, 0), "{sign} {}", ran.err);
            assert!(ran.err.contains("个值里有字存成了"), "{sign} {}", ran.err);
            assert_eq!(ran.err.matches("存成了").count(), 1, "{}", ran.err);
        }
    }
    assert_eq!(entries(&desk), before);
    assert_eq!(desk.show("1")["leaders"][0], "王䶮");
    let path = desk.write("plain.csv", plain);
    let ran = import(&desk, &path, &[]).came_to(0);
    assert!(!ran.err.contains("存成了"), "{}", ran.err);
}

#[test]
fn what_was_changed_in_a_file_without_its_rare_characters_is_taken_and_the_rest_stays() {
    let desk = rare();
    let plain = csv_of(&desk);
    let text = as_saved(plain.trim_start_matches('\u{FEFF}'), "?", true);
    let text = edited(&text, &[("2", "title", "改过的任务")]);
    let path = desk.write("gbk.csv", GBK.encode(&text).0);
    let ran = import(&desk, &path, &["--accept-changes"]).came_to(0);
    assert_eq!(counts(&ran), (0, 2, 1, 0, 0, 0), "{}", ran.err);
    let task = desk.show("2");
    assert_eq!(
        (&task["title"], &task["leaders"][1]),
        (&"改过的任务".into(), &"李𠮷".into())
    );
}

#[test]
fn a_changed_value_that_lost_characters_is_doubted_and_left() {
    let desk = rare();
    let plain = csv_of(&desk);
    for (column, value) in [
        ("leaders", "王?、张三"),
        ("leaders", "王、李??"),
        ("title", "建设?头中学"),
        ("requirement", "新建校舍6000m?"),
        ("lead_units", "?头镇人民政府"),
        ("lead_units", "头镇政府"),
    ] {
        let path = desk.write("x.csv", edited(&plain, &[("1", column, value)]));
        let ran = import(&desk, &path, &["--accept-changes"]).came_to(3);
        assert!(
            ran.err.contains("像是有字存丢了"),
            "{column} {value}: {}",
            ran.err
        );
        assert_eq!(desk.show("1")["revision"], 1, "{column} {value}");
    }
    // Of a file in another country's code page.
    let path = desk.write(
        "x.csv",
        edited(
            &plain,
            &[("2", "title", "普通任?"), ("3", "requirement", "?: 可否?")],
        ),
    );
    let ran = import(&desk, &path, &["--accept-changes"]).came_to(3);
    assert_eq!(ran.err.matches("像是有字存丢了").count(), 2, "{}", ran.err);
    // A mark that somebody typed.
    let path = desk.write("x.csv", edited(&plain, &[("2", "title", "普通任务?")]));
    let ran = import(&desk, &path, &["--accept-changes"]).came_to(0);
    assert_eq!(desk.show("2")["title"], "普通任务?", "{}", ran.err);
    let path = desk.write("y.csv", edited(&csv_of(&desk), &[("1", "leaders", "赵六")]));
    import(&desk, &path, &["--accept-changes"]).came_to(0);
    assert_eq!(desk.show("1")["leaders"][0], "赵六");
}

#[test]
fn task_lines_and_lists_without_their_rare_characters_change_nothing() {
    let desk = rare();
    let before = entries(&desk);
    for name in ["x.json", "x.jsonl"] {
        let path = super::export(&desk, name, &[]);
        let text = String::from_utf8(std::fs::read(&path).unwrap()).unwrap();
        // What tasks are told from each other by stays.
        let text = text
            .replace('䶮', "?")
            .replace('𠮷', "??")
            .replace('²', "?");
        std::fs::write(&path, text).unwrap();
        let ran = import(&desk, &path, &["--accept-changes"]).came_to(0);
        assert_eq!(counts(&ran).2, 0, "{name}: {}", ran.err);
        assert!(ran.err.contains("存成了"), "{name}: {}", ran.err);
    }
    assert_eq!(entries(&desk), before);
}

/// Numbers, and what Excel makes of each when it opens and saves the file.
const NUMBERS: [(&str, &[&str]); 12] = [
    ("3-1", &["3月1日", "1-Mar", "2026-03-01", "2026/3/1"]),
    ("1/2", &["1月2日", "2-Jan", "2026/1/2", "1/2/2026"]),
    ("1.10", &["1.1"]),
    ("1E3", &["1.00E+03", "1000"]),
    ("(1)", &["-1"]),
    ("001", &["1"]),
    ("2.", &["2"]),
    ("1-13", &["Jan-13", "2013/1/1"]),
    ("1-2-3", &["2001/2/3", "1/2/2003"]),
    ("123456789012345678", &["1.23457E+17", "123456789012345000"]),
    ("Mar-5", &["5-Mar"]),
    ("1:2", &["1:02"]),
];

fn numbered() -> Desk {
    let desk = Desk::empty();
    for (number, _) in NUMBERS {
        let title = format!("任务{number}");
        desk.add(&["--title", &title, "--region", "敖汉旗", "--number", number]);
    }
    // A title that looks like a day.
    desk.add(&[
        "--title",
        "3-1",
        "--region",
        "敖汉旗",
        "--deadline",
        "2027-03-05",
    ]);
    desk
}

#[test]
fn what_a_program_of_sheets_makes_of_numbers_and_days_is_no_change() {
    let desk = numbered();
    let before = entries(&desk);
    let plain = csv_of(&desk);
    let all = NUMBERS.len() as u64 + 1;
    for round in 0..4 {
        let mut changes: Vec<(String, &str, &str)> = Vec::new();
        for (id, (_, cells)) in (1..).zip(NUMBERS) {
            let cell = cells.get(round).unwrap_or(&cells[0]);
            changes.push((format!("{id}"), "number", cell));
        }
        let own = all.to_string();
        changes.push((own.clone(), "title", "3月1日"));
        changes.push((own, "deadline", "3/5/2027"));
        let changes: Vec<(&str, &str, &str)> = changes
            .iter()
            .map(|(id, column, cell)| (id.as_str(), *column, *cell))
            .collect();
        for gone in [&[][..], &["title"], &["updated_at", "requirement"]] {
            let text = super::airtight::without(&edited(&plain, &changes), gone);
            let path = desk.write("sheet.csv", text);
            let ran = import(&desk, &path, &["--accept-changes"]).came_to(0);
            assert_eq!(counts(&ran), (0, all, 0, 0, 0, 0), "{round} {}", ran.err);
            let count = changes.len() - gone.iter().filter(|it| **it == "title").count();
            let told = format!("{count} 个值被表格软件改了写法");
            assert!(ran.err.contains(&told), "{round} {gone:?} {}", ran.err);
        }
    }
    assert_eq!(entries(&desk), before);
}

#[test]
fn a_row_without_its_id_is_its_task_whatever_was_made_of_its_number() {
    let desk = numbered();
    let before = entries(&desk);
    let changes: Vec<(String, &str)> = (1..)
        .zip(NUMBERS)
        .map(|(id, (_, cells))| (id.to_string(), cells[0]))
        .collect();
    let changes: Vec<(&str, &str, &str)> = changes
        .iter()
        .map(|(id, cell)| (id.as_str(), "number", *cell))
        .collect();
    let text = edited(&csv_of(&desk), &changes);
    for gone in [&["id"][..], &["id", "revision"]] {
        let path = desk.write("no.csv", super::airtight::without(&text, gone));
        let ran = import(&desk, &path, &["--accept-changes"]).came_to(0);
        assert_eq!(counts(&ran), (0, 13, 0, 0, 0, 0), "{}", ran.err);
    }
    assert_eq!(entries(&desk), before);
}

#[test]
fn a_number_that_somebody_changed_is_a_change() {
    let desk = numbered();
    let plain = csv_of(&desk);
    for (id, number) in [
        ("1", "3-2"),
        ("1", "3月2日"),
        ("2", "2月2日"),
        ("3", "1.11"),
        ("3", "1.2"),
        ("4", "1.00E+04"),
        ("5", "-2"),
        ("6", "2"),
    ] {
        let path = desk.write("x.csv", edited(&plain, &[(id, "number", number)]));
        let ran = import(&desk, &path, &[]).came_to(3);
        assert_eq!(counts(&ran).2, 1, "{id} {number}: {}", ran.err);
    }
    let path = desk.write("x.csv", edited(&plain, &[("13", "deadline", "3/6/2027")]));
    import(&desk, &path, &[]).came_to(6);
}

#[test]
fn nothing_that_an_import_says_in_english_has_words_in_chinese() {
    let desk = Desk::empty();
    for number in ["1-1", "1-2", "1-3", "1-4", "1-5", "1-6"] {
        let title = format!("Build school {number}");
        desk.add(&[
            "--title",
            &title,
            "--region",
            "敖汉旗",
            "--number",
            number,
            "--leader",
            "John Smith",
            "--leader",
            "Ann \u{20BB7}",
            "--deadline",
            "2027-03-05",
        ]);
    }
    let plain = csv_of(&desk);
    desk.run(&["update", "5", "--title", "Changed here"])
        .came_to(0);
    let changed = [
        ("1", "title", "Renamed"),
        ("1", "leaders", "Ann Lee、Bob"),
        ("1", "standing", "true"),
        ("1", "status", "assigned"),
        ("2", "number", "1-Feb"),
        ("2", "light", "red"),
        ("3", "leaders", "John Smith、Ann ??"),
        ("4", "leaders", "John Smith、Ann ?、Bob"),
        ("5", "title", "Also other"),
    ];
    let refused = [
        ("1", "deadline", "2028-01-01"),
        ("2", "progress", "soon"),
        ("3", "document", "Other"),
        ("6", "updated_by", "x"),
    ];
    let of_both = [&changed[..], &refused[..]].concat();
    let cut = &plain[..plain.len() - 60];
    let texts = [
        edited(&plain, &changed),
        edited(&plain, &of_both),
        super::airtight::without(&edited(&plain, &changed), &["revision", "updated_at"]),
        cut.to_owned(),
        format!("{plain}1,2,3\n,,,,,,,,Sum\n\"open"),
    ];
    let is_chinese = |c: &char| matches!(c, '\u{3000}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF5E}');
    for text in texts {
        let path = desk.write("e.csv", text);
        for more in [&[][..], &["--dry-run"], &["--accept-changes"]] {
            let args = [&["--lang", "en", "import", &path], more].concat();
            let ran = desk.run(&args);
            // The name of whoever wrote is no word of ours.
            let said = format!("{}{}", ran.out, ran.err).replace("督查员甲", "");
            let chinese: String = said.chars().filter(is_chinese).collect();
            assert_eq!(chinese, "", "{said}");
        }
    }
    let path = desk.write(
        "e.csv",
        edited(&plain, &[("2", "number", "1-Feb"), ("3", "title", "New")]),
    );
    let ran = desk
        .run(&["--lang", "en", "import", "--dry-run", &path])
        .came_to(0);
    for said in [
        "1 values were rewritten by a program of sheets",
        "title: Build school 1-3 -> New",
    ] {
        assert!(ran.err.contains(said), "{}", ran.err);
    }
}
