//! Files that `export` wrote come back: unchanged they change nothing, changed they are shown field
//! by field, and taken by the rules of `update`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "returned/airtight.rs"]
mod airtight;
#[path = "returned/broken.rs"]
mod broken;
mod common;
#[path = "returned/doubted.rs"]
mod doubted;
#[path = "returned/kept.rs"]
mod kept;
#[path = "returned/partial.rs"]
mod partial;
#[path = "returned/spelled.rs"]
mod spelled;

use common::{Desk, Ran, ids};
use serde_json::{Value, json};

/// A ledger in which work has been done: states, figures, notes, dates moved, children, names that
/// look like two.
fn worked_on() -> Desk {
    let desk = Desk::sample();
    for args in [
        &["update", "1", "2", "3", "--status", "assigned"][..],
        &[
            "update",
            "1",
            "--status",
            "in_progress",
            "--progress",
            "45",
            "--note",
            "去现场",
        ],
        &[
            "update",
            "2",
            "--deadline",
            "2027-03-05",
            "--reason",
            "冬季停工",
        ],
        &[
            "update",
            "2",
            "--deadline",
            "2027-06-30",
            "--reason",
            "冬季停工",
        ],
        &[
            "update",
            "3",
            "--lead-unit",
            "",
            "--assisting-unit",
            "市数据局(信息中心)",
        ],
        &["update", "4", "--status", "suspended", "--reason", "等批复"],
        &[
            "update",
            "5",
            "--standing",
            "--requirement",
            "第一行\n第二行  \n\n=1+1",
        ],
        &[
            "add",
            "--title",
            "子项",
            "--parent",
            "1",
            "--leader",
            "John Smith",
        ],
        &[
            "add",
            "--title",
            "-批示件",
            "--region",
            "东园开发区",
            "--deadline",
            "2027-01-31",
            "--number",
            "007",
        ],
        &["update", "230", "--title", "'=引号开头"],
    ] {
        let ran = desk.run(args);
        assert!([0, 4].contains(&ran.code), "{args:?}: {}", ran.err);
    }
    desk
}

fn export(desk: &Desk, name: &str, more: &[&str]) -> String {
    let path = desk.text_path(name);
    let mut args = vec!["export", "--force", "--output", &path];
    args.extend(more);
    desk.run(&args).came_to(0);
    path
}

fn entries(desk: &Desk) -> usize {
    let history = desk.run(&["history", "--format", "json"]).came_to(0).json();
    history.as_array().unwrap().len()
}

fn counts(ran: &Ran) -> (u64, u64, usize, usize, usize, usize) {
    let answer = ran.json();
    let many = |key: &str| answer[key].as_array().unwrap().len();
    let number = |key: &str| answer[key].as_u64().unwrap();
    (
        number("new"),
        number("same"),
        many("changed"),
        many("missing"),
        many("conflicts"),
        many("refused"),
    )
}

fn import(desk: &Desk, path: &str, more: &[&str]) -> Ran {
    let mut args = vec!["import", path, "--format", "json"];
    args.extend(more);
    desk.run(&args)
}

/// Changes a csv cell by cell: by id and column.
fn edited(text: &str, changes: &[(&str, &str, &str)]) -> String {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let place = |column: &str| header.iter().position(|name| name == column).unwrap();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).unwrap();
    for record in reader.records() {
        let mut cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        let id = cells[place("id")].clone();
        for (of, column, value) in changes {
            if *of == id {
                cells[place(column)] = (*value).to_owned();
            }
        }
        writer.write_record(&cells).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn csv_of(desk: &Desk) -> String {
    let path = export(desk, "x.csv", &[]);
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn an_unchanged_file_of_any_format_changes_nothing() {
    for desk in [Desk::sample(), worked_on()] {
        let all = desk.list(&[]).len();
        let before = entries(&desk);
        for name in ["x.csv", "x.json", "x.jsonl"] {
            let path = export(&desk, name, &[]);
            let ran = import(&desk, &path, &[]).came_to(0);
            assert_eq!(
                counts(&ran),
                (0, all as u64, 0, 0, 0, 0),
                "{name}: {}",
                ran.err
            );
            desk.run(&["import", &path, "--dry-run"]).came_to(0);
        }
        assert_eq!(entries(&desk), before);
    }
}

#[test]
fn a_file_of_a_filter_says_nothing_of_the_rest() {
    let desk = worked_on();
    for name in ["x.csv", "x.json", "x.jsonl"] {
        let path = export(&desk, name, &["--region", "敖汉旗", "--sort", "-title"]);
        let some = desk.list(&["--region", "敖汉旗"]).len() as u64;
        let ran = import(&desk, &path, &[]).came_to(0);
        assert_eq!(counts(&ran), (0, some, 0, 0, 0, 0), "{name}");
    }
    let path = export(&desk, "none.csv", &["标题:没有这样的"]);
    assert_eq!(
        counts(&import(&desk, &path, &[]).came_to(0)),
        (0, 0, 0, 0, 0, 0)
    );
}

#[test]
fn what_colleagues_change_is_shown_field_by_field_before_it_is_taken() {
    let desk = worked_on();
    let text = edited(
        &csv_of(&desk),
        &[
            ("1", "progress", "60%"),
            ("1", "status", "待审核"),
            ("3", "leaders", "王 伟，李四"),
            ("5", "title", "改过的名称"),
            ("6", "deadline", "2027/9/30"),
        ],
    );
    let path = desk.write("back.csv", &text);
    let before = entries(&desk);
    for args in [&["import", &path, "--dry-run"][..], &["import", &path]] {
        let ran = desk.run(args);
        assert_eq!(ran.code, if args.len() == 3 { 0 } else { 3 }, "{}", ran.err);
        for said in [
            "任务 1 与文件不同",
            "45 -> 60",
            "推进中 -> 待审核",
            "王伟、李四",
            "改过的名称",
            "2027-09-30",
        ] {
            assert!(ran.err.contains(said), "{said}: {}", ran.err);
        }
    }
    assert_eq!(entries(&desk), before, "nothing is taken unasked");
    let ran = import(&desk, &path, &["--accept-changes"]).came_to(0);
    assert_eq!(counts(&ran).2, 4);
    let task = desk.show("1");
    assert_eq!(
        (&task["progress"], &task["status"]),
        (&json!(60), &json!("under_review"))
    );
    assert_eq!(desk.show("3")["leaders"], json!(["王伟", "李四"]));
    assert_eq!(desk.show("6")["deadline"], "2027-09-30");
    let again = import(&desk, &path, &["--accept-changes"]).came_to(0);
    assert_eq!(counts(&again).2, 0, "the same file again: {}", again.err);
    desk.run(&["undo"]).came_to(0);
    assert_eq!(desk.show("1")["progress"], 45, "one step");
    desk.run(&["audit"]).came_to(0);
}

#[test]
fn what_other_programs_do_to_a_file_is_no_change() {
    let desk = worked_on();
    let plain = csv_of(&desk);
    let all = desk.list(&[]).len() as u64;
    let mut reader = csv::Reader::from_reader(plain.trim_start_matches('\u{FEFF}').as_bytes());
    let header = reader.headers().unwrap().clone();
    let mut mangled = header.iter().collect::<Vec<_>>().join(",");
    for record in reader.records() {
        let record = record.unwrap();
        let cells = header.iter().zip(record.iter()).map(|(column, cell)| {
            let cell = match column {
                _ if cell.is_empty() => String::new(),
                "id" | "revision" | "parent" | "region_code" => format!("{cell}.0"),
                "progress" => format!("{cell}%"),
                "standing" => cell.to_uppercase(),
                "deadline" | "original_deadline" => {
                    let day: chrono::NaiveDate = cell.parse().unwrap();
                    day.format("%Y/%-m/%-d").to_string()
                }
                _ => cell.to_owned(),
            };
            format!("\"{}\"", cell.replace('"', "\"\"").replace('\n', "\r\n"))
        });
        mangled.push_str("\r\n");
        mangled.push_str(&cells.collect::<Vec<_>>().join(","));
    }
    let (gbk, _, lost) = encoding_rs::GB18030.encode(&mangled);
    assert!(!lost);
    let tabs = {
        let mut reader = csv::Reader::from_reader(mangled.as_bytes());
        let mut writer = csv::WriterBuilder::new()
            .delimiter(b'\t')
            .from_writer(Vec::new());
        writer.write_record(reader.headers().unwrap()).unwrap();
        for record in reader.records() {
            writer.write_record(&record.unwrap()).unwrap();
        }
        writer.into_inner().unwrap()
    };
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(mangled.encode_utf16().flat_map(u16::to_le_bytes));
    for (name, bytes) in [
        ("bom.csv", [b"\xEF\xBB\xBF", mangled.as_bytes()].concat()),
        ("gbk.csv", gbk.to_vec()),
        ("tabs.tsv", tabs),
        ("wide.csv", utf16),
        (
            "title.csv",
            [
                b"\xEF\xBB\xBF\xE5\x8F\xB0\xE8\xB4\xA6,,\r\n",
                mangled.as_bytes(),
            ]
            .concat(),
        ),
    ] {
        let path = desk.write(name, bytes);
        let ran = import(&desk, &path, &[]).came_to(0);
        assert_eq!(counts(&ran), (0, all, 0, 0, 0, 0), "{name}: {}", ran.err);
    }
}

#[test]
fn columns_that_are_not_there_leave_values_alone() {
    let desk = worked_on();
    let before = desk.list(&[]);
    let text = "id,revision,progress\n2,REV,30\n1,REV1,45\n";
    let revision = |id: &str| desk.show(id)["revision"].to_string();
    let text = text
        .replace("REV1", &revision("1"))
        .replace("REV", &revision("2"));
    let path = desk.write("few.csv", text);
    let ran = import(&desk, &path, &["--accept-changes"]).came_to(0);
    assert_eq!(counts(&ran), (0, 1, 1, 0, 0, 0), "{}", ran.err);
    for (old, new) in before.iter().zip(desk.list(&[])) {
        let changed = old["id"] == 2;
        assert_eq!(old["leaders"], new["leaders"]);
        assert_eq!(old["title"], new["title"]);
        assert_eq!(old["progress"] != new["progress"], changed, "{}", old["id"]);
    }
    let path = desk.write("few.json", r#"[{"id": 3, "title": "只改名称"}]"#);
    import(&desk, &path, &["--accept-changes"]).came_to(0);
    let task = desk.show("3");
    assert_eq!(
        (&task["title"], &task["status"]),
        (&json!("只改名称"), &json!("assigned"))
    );
}

#[test]
fn a_row_that_was_changed_on_both_sides_is_a_conflict_and_left() {
    let desk = worked_on();
    let text = csv_of(&desk);
    desk.run(&["update", "1", "--progress", "50", "--user", "王芳"])
        .came_to(0);
    desk.run(&["update", "2", "--progress", "10", "--user", "王芳"])
        .came_to(0);
    desk.run(&["update", "3", "--title", "改成一样的", "--user", "王芳"])
        .came_to(0);
    let text = edited(
        &text,
        &[
            ("1", "title", "文件里改的"),
            ("3", "title", "改成一样的"),
            ("5", "progress", "5"),
        ],
    );
    let path = desk.write("both.csv", text);
    let ran = import(&desk, &path, &["--accept-changes"]).came_to(3);
    let (new, _, changed, missing, conflicts, refused) = counts(&ran);
    assert_eq!(
        (new, changed, missing, conflicts, refused),
        (0, 1, 0, 1, 0),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("王芳") && ran.err.contains("文件里改的"),
        "{}",
        ran.err
    );
    let conflict = &ran.json()["conflicts"][0];
    assert_eq!(
        (&conflict["id"], &conflict["by"]),
        (&json!(1), &json!("王芳"))
    );
    assert_ne!(desk.show("1")["title"], "文件里改的");
    assert_eq!(desk.show("1")["progress"], 50);
    assert_eq!(
        desk.show("2")["progress"],
        10,
        "an untouched row takes nothing back"
    );
    assert_eq!(desk.show("5")["progress"], 5, "the others are taken");
}

#[test]
fn changes_go_by_the_rules_of_update_and_one_that_cannot_be_keeps_all_out() {
    let desk = worked_on();
    let text = csv_of(&desk);
    let before = entries(&desk);
    for (changes, said) in [
        (&[("1", "status", "销号")][..], "第 "),
        (&[("1", "status", "registered")], "任务 1"),
        (&[("1", "status", "快好了")], "快好了"),
        (&[("1", "status", "")], "状态"),
        (&[("1", "progress", "101")], "101"),
        (&[("1", "progress", "一半")], "一半"),
        (&[("2", "deadline", "2028-01-01")], "理由"),
        (&[("2", "deadline", "")], "理由"),
        (&[("2", "deadline", "年底")], "年底"),
        (&[("2", "deadline", "2027-02-30")], "2027-02-30"),
        (&[("1", "title", " ")], "任务 1"),
        (&[("1", "sector", "航天")], "航天"),
        (&[("1", "region", "")], "地区"),
        (&[("1", "milestones", "2030-01-01 别的")], "节点"),
        (&[("1", "section_path", "别处")], "章节"),
        (&[("1", "parent", "5")], "上级"),
        (&[("1", "id", "一")], "一"),
        (&[("1", "standing", "也许")], "也许"),
    ] {
        let mut all = changes.to_vec();
        all.push(("5", "progress", "5"));
        let path = desk.write("bad.csv", edited(&text, &all));
        let ran = desk.run(&["import", &path, "--accept-changes"]).came_to(6);
        assert!(ran.err.contains(said), "{changes:?}: {}", ran.err);
    }
    desk.run(&["import", &desk.text_path("bad.csv"), "--dry-run"])
        .came_to(6);
    assert_eq!(entries(&desk), before);
    // All faults are told at once.
    let both = [
        ("1", "progress", "101"),
        ("2", "status", "快好了"),
        ("3", "status", ""),
    ];
    let path = desk.write("bad.csv", edited(&text, &both));
    let ran = desk.run(&["import", &path]).came_to(6);
    for said in ["任务 1", "任务 2", "任务 3"] {
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    let english = desk.run(&["--lang", "en", "import", &path]).came_to(6);
    assert!(
        english.err.contains("task 1") && english.err.contains("cannot be"),
        "{}",
        english.err
    );
}

#[test]
fn a_reason_comes_from_its_column_or_from_the_flag() {
    let desk = worked_on();
    let text = edited(
        &csv_of(&desk),
        &[
            ("1", "status", "assigned"),
            ("2", "deadline", "2028-01-01"),
            ("4", "deadline", "2020-01-01"),
        ],
    );
    let path = desk.write("why.csv", &text);
    desk.run(&["import", &path, "--accept-changes"]).came_to(6);
    desk.run(&["import", &path, "--accept-changes", "--reason", "会议决定"])
        .came_to(0);
    let of = |id: &str| -> Vec<Value> {
        let history = desk
            .run(&["history", id, "--format", "json"])
            .came_to(0)
            .json();
        history.as_array().unwrap().clone()
    };
    let last = of("1").pop().unwrap();
    assert_eq!(
        (&last["field"], &last["reason"]),
        (&json!("status"), &json!("会议决定"))
    );
    let extended = of("2");
    let extension = extended
        .iter()
        .rev()
        .find(|it| it["field"] == "extension")
        .unwrap();
    assert_eq!(
        extension["new"]["decision"], "approved",
        "later is an extension"
    );
    let task = desk.show("2");
    assert_eq!(task["deadline"], "2028-01-01");
    assert_eq!(task["original_deadline"], "2027-03-05");
    desk.run(&["undo"]).came_to(0);
    let mut with_column = String::new();
    for (at, line) in text.lines().enumerate() {
        let own = if at == 0 { ",理由" } else { "" };
        with_column.push_str(&format!("{line}{own}\n"));
    }
    let few = "id,revision,status,理由\n";
    let revision = desk.show("1")["revision"].to_string();
    let few = format!("{few}1,{revision},assigned,退回重办\n");
    let path = desk.write("column.csv", few);
    desk.run(&["import", &path, "--accept-changes"]).came_to(0);
    assert_eq!(of("1").pop().unwrap()["reason"], "退回重办");
}

#[test]
fn an_earlier_date_corrects_what_was_recorded() {
    let desk = worked_on();
    let text = edited(&csv_of(&desk), &[("1", "deadline", "2020-01-01")]);
    let path = desk.write("earlier.csv", text);
    desk.run(&["import", &path, "--accept-changes", "--reason", "原件如此"])
        .came_to(0);
    let history = desk
        .run(&["history", "1", "--format", "json"])
        .came_to(0)
        .json();
    let history = history.as_array().unwrap();
    let change = history
        .iter()
        .rev()
        .find(|it| it["field"] == "extension")
        .unwrap();
    assert_eq!(change["new"]["decision"], "correction");
    assert_eq!(desk.show("1")["deadline"], "2020-01-01");
}

#[test]
fn a_row_without_an_id_is_new_and_children_go_by_id() {
    let desk = worked_on();
    let parent = desk.show("1");
    let text = "id,revision,parent,number,title,region,status,deadline,leaders\n\
                ,,1,9,新子项,,,2027-05-01,赵六\n,,,,新任务,敖汉旗,推进中,,\n";
    let path = desk.write("new.csv", text);
    let ran = import(&desk, &path, &[]).came_to(0);
    assert_eq!(counts(&ran).0, 2, "{}", ran.err);
    let registered: Vec<u64> = ran.json()["registered"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_u64().unwrap())
        .collect();
    let child = desk.show(&registered[0].to_string());
    assert_eq!(child["parent"], 1);
    assert_eq!(
        (&child["region"], &child["document"]),
        (&parent["region"], &parent["document"])
    );
    assert_eq!(child["deadline"], "2027-05-01");
    assert_eq!(child["milestones"][0]["due"], "2027-05-01");
    assert_eq!(
        desk.show(&registered[1].to_string())["status"],
        "in_progress"
    );
    let again = import(&desk, &path, &["--accept-changes"]).came_to(0);
    assert_eq!(counts(&again), (0, 2, 0, 0, 0, 0), "{}", again.err);
}

#[test]
fn the_file_of_another_ledger_is_not_taken_by_its_ids() {
    let desk = worked_on();
    let other = Desk::empty();
    other.add(&["--title", "本地的事", "--region", "北京市", "--number", "3"]);
    let path = export(&desk, "x.csv", &[]);
    let all = desk.list(&[]).len() as u64;
    let ran = import(&other, &path, &[]).came_to(0);
    assert_eq!(counts(&ran), (all, 0, 0, 0, 0, 0), "{}", ran.err);
    assert_eq!(other.show("1")["title"], "本地的事");
    let key = |task: &Value| {
        let kept = [
            "number",
            "document",
            "region",
            "section_path",
            "title",
            "status",
            "progress",
            "deadline",
            "leaders",
            "lead_units",
            "milestones",
            "standing",
        ];
        kept.map(|key| task[key].to_string()).join("|")
    };
    let sorted = |tasks: Vec<Value>| {
        let mut all: Vec<String> = tasks.iter().map(key).collect();
        all.sort();
        all
    };
    let mut copies = other.list(&[]);
    copies.retain(|task| task["id"] != 1);
    let children = |tasks: &[Value]| {
        tasks
            .iter()
            .filter(|task| !task["parent"].is_null())
            .count()
    };
    assert_eq!(children(&copies), children(&desk.list(&[])));
    let loose = |text: Vec<String>| -> Vec<String> {
        // What a cell cannot say: how exact a date was printed.
        text.into_iter()
            .map(|it| it.split("|[{").next().unwrap().to_owned())
            .collect()
    };
    for (copy, own) in loose(sorted(copies))
        .iter()
        .zip(loose(sorted(desk.list(&[]))))
    {
        assert_eq!(*copy, own);
    }
    let again = import(&other, &path, &["--accept-changes"]).came_to(0);
    assert_eq!(counts(&again), (0, all, 0, 0, 0, 0), "{}", again.err);
}

#[test]
fn a_workbook_made_of_our_csv_comes_back_as_well() {
    let desk = worked_on();
    let some = desk.list(&["--region", "敖汉旗"]);
    let rows = std::iter::once(
        ["id", "revision", "title", "progress", "deadline"]
            .map(str::to_owned)
            .to_vec(),
    )
    .chain(some.iter().enumerate().map(|(at, task)| {
        let text = |key: &str| match &task[key] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        let title = if at == 0 {
            "表里改的".to_owned()
        } else {
            text("title")
        };
        vec![
            text("id"),
            text("revision"),
            title,
            text("progress"),
            text("deadline"),
        ]
    }));
    let path = desk.write("x.xlsx", workbook(&rows.collect::<Vec<_>>()));
    let ran = import(&desk, &path, &["--accept-changes"]).came_to(0);
    assert_eq!(
        counts(&ran),
        (0, some.len() as u64 - 1, 1, 0, 0, 0),
        "{}",
        ran.err
    );
    assert_eq!(desk.show(&ids(&some)[0].to_string())["title"], "表里改的");
}

/// A workbook of one sheet with texts in its cells.
fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut sheet = String::new();
    for (at, row) in rows.iter().enumerate() {
        sheet.push_str(&format!("<row r=\"{}\">", at + 1));
        for (column, text) in row.iter().enumerate() {
            let place = char::from(b'A' + u8::try_from(column).unwrap());
            sheet.push_str(&format!(
                "<c r=\"{place}{}\" t=\"inlineStr\"><is><t>{}</t></is></c>",
                at + 1,
                escaped(text)
            ));
        }
        sheet.push_str("</row>");
    }
    let sheet = format!(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{sheet}</sheetData></worksheet>"
    );
    common::package(&[
        (
            "[Content_Types].xml",
            "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>",
        ),
        (
            "_rels/.rels",
            "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

#[test]
fn an_export_comes_back_through_a_pipe() {
    let desk = worked_on();
    let all = desk.list(&[]).len() as u64;
    for format in ["csv", "json", "jsonl"] {
        let out = desk
            .run(&["export", "--output", "-", "--format", format])
            .came_to(0)
            .out;
        let ran = desk
            .run_with(&["import", "-", "--format", "json"], out)
            .came_to(0);
        assert_eq!(counts(&ran), (0, all, 0, 0, 0, 0), "{format}: {}", ran.err);
    }
}

#[test]
fn headings_in_chinese_are_known_and_two_rows_of_one_task_are_refused() {
    let desk = worked_on();
    let revision = desk.show("1")["revision"].to_string();
    let text = format!("ID,修订,任务,进度\n1,{revision},中文表头,70\n");
    let path = desk.write("zh.csv", text);
    import(&desk, &path, &["--accept-changes"]).came_to(0);
    let task = desk.show("1");
    assert_eq!(
        (&task["title"], &task["progress"]),
        (&json!("中文表头"), &json!(70))
    );
    let path = desk.write("twice.csv", "id,revision,progress\n5,,1\n5,,2\n");
    let ran = desk.run(&["import", &path, "--accept-changes"]).came_to(6);
    assert!(
        ran.err.contains("第 3 行") && ran.err.contains("同一个 ID"),
        "{}",
        ran.err
    );
}
