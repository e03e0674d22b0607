//! What colleagues leave out, add and mix up: columns that are gone, ids that are gone or of nobody,
//! columns of their own, figures of several kinds in one column, dates that cannot be moved.

use serde_json::{Value, json};

use super::{Desk, Ran, counts, csv_of, edited, entries, export, import, workbook, worked_on};

/// Rows of some columns of a csv.
fn columns(text: &str, wanted: &[&str]) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let places: Vec<usize> = wanted
        .iter()
        .map(|column| header.iter().position(|name| name == *column).unwrap())
        .collect();
    let head = wanted.iter().map(|it| (*it).to_owned()).collect();
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        places.iter().map(|at| record[*at].to_owned()).collect()
    });
    std::iter::once(head).chain(rows).collect()
}

fn as_csv(rows: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter()
        .for_each(|row| writer.write_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Only some rows, by id.
fn only(text: &str, ids: &[&str]) -> String {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).unwrap();
    for record in reader.records().map(Result::unwrap) {
        if ids.contains(&&record[0]) {
            writer.write_record(&record).unwrap();
        }
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

pub fn accept(desk: &Desk, path: &str) -> Ran {
    import(desk, path, &["--accept-changes"])
}

const FEW: [&[&str]; 7] = [
    &[
        "id",
        "number",
        "region",
        "title",
        "leaders",
        "lead_units",
        "status",
        "progress",
        "deadline",
    ],
    &["id", "title"],
    &["id", "title", "progress"],
    &["id", "number", "title", "status", "progress"],
    &["id", "region", "title", "leaders", "progress"],
    &["id", "title", "deadline", "original_deadline"],
    &["id", "progress"],
];

#[test]
fn a_file_without_its_revisions_is_compared_with_what_the_ledger_has_now() {
    let desk = worked_on();
    let all = desk.list(&[]).len() as u64;
    let text = csv_of(&desk);
    let before = entries(&desk);
    for wanted in FEW {
        let mut rows = columns(&text, wanted);
        for (name, bytes) in [
            ("few.csv", as_csv(&rows).into_bytes()),
            ("few.xlsx", workbook(&rows)),
        ] {
            let path = desk.write(name, bytes);
            let ran = accept(&desk, &path).came_to(0);
            assert_eq!(counts(&ran), (0, all, 0, 0, 0, 0), "{wanted:?} {}", ran.err);
            assert!(ran.err.contains("没有 revision"), "{wanted:?} {}", ran.err);
        }
        let Some(at) = wanted.iter().position(|it| *it == "progress") else {
            continue;
        };
        rows.iter_mut().find(|row| row[0] == "5").unwrap()[at] = "66".to_owned();
        let path = desk.write("few.csv", as_csv(&rows));
        let ran = import(&desk, &path, &[]).came_to(3);
        assert_eq!(counts(&ran), (0, all - 1, 1, 0, 0, 0), "{}", ran.err);
        assert!(ran.err.contains("任务 5 与文件不同"), "{}", ran.err);
    }
    assert_eq!(entries(&desk), before);
}

#[test]
fn the_rows_of_another_ledger_are_not_taken_for_lack_of_a_revision() {
    let desk = worked_on();
    let before = entries(&desk);
    for text in [
        "id,title,number,progress\n1,别处的事,九九,50\n",
        "id,region,title,leaders,progress\n1,北京市,别处的事,甲,50\n",
        "id,title,progress\n1,甲事,50\n2,乙事,50\n3,丙事,50\n",
    ] {
        let path = desk.write("other.csv", text);
        let ran = accept(&desk, &path).came_to(6);
        assert!(ran.err.contains("第 2 行(任务 1)"), "{}", ran.err);
        assert!(ran.err.contains("另一项任务"), "{}", ran.err);
    }
    let path = desk.write("one.csv", "id,title\n1,改名\n");
    let ran = import(&desk, &path, &[]).came_to(3);
    assert!(ran.err.contains("存疑，第 2 行：ID 1"), "{}", ran.err);
    // A number is no sign of the same task where the document is not said.
    let path = desk.write("number.csv", "id,number,title\n229,007,改名\n");
    let ran = import(&desk, &path, &[]);
    assert!(ran.err.contains("存疑，第 2 行：ID"), "{}", ran.err);
    // One renamed task among others is renamed without a doubt.
    let few = columns(&csv_of(&desk), &["id", "title"]);
    let few = as_csv(&few[..8]).replacen("\n1,", "\n1,新", 1);
    let path = desk.write("some.csv", few);
    let ran = import(&desk, &path, &[]).came_to(3);
    assert!(!ran.err.contains("ID 1"), "{}", ran.err);
    assert_eq!(entries(&desk), before);
}

#[test]
fn a_ledger_of_an_office_that_has_a_column_id_is_read_as_before() {
    let desk = Desk::sample();
    for text in [
        "id,任务名称,责任单位,完成时限\n1,修路,市交通局,2030年底\n",
        "ID,编号,任务,责任单位,状态,进度\n1,7,修路,市交通局,推进中,5\n",
    ] {
        let path = desk.write("office.csv", text);
        let ran = import(&desk, &path, &["--dry-run"]).came_to(0);
        assert_eq!(ran.json()["tasks"][0]["title"], "修路", "{}", ran.out);
        assert!(ran.err.contains("新增 1"), "{}", ran.err);
    }
}

#[test]
fn a_row_whose_id_was_blanked_is_a_change_of_the_task_it_is() {
    let desk = worked_on();
    let blanked = [("5", "progress", "77"), ("5", "id", "")];
    let path = desk.write("blank.csv", only(&csv_of(&desk), &["5"]));
    let text = std::fs::read_to_string(&path).unwrap();
    let path = desk.write("blank.csv", edited(&text, &blanked));
    let ran = import(&desk, &path, &[]).came_to(3);
    assert_eq!(counts(&ran), (0, 0, 1, 0, 0, 0), "{}", ran.err);
    assert_eq!(accept(&desk, &path).came_to(0).json()["new"], 0);
    assert_eq!(desk.show("5")["progress"], 77);
    let path = export(&desk, "x.json", &[]);
    let mut tasks: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let tasks = tasks.as_array_mut().unwrap();
    let task = tasks.iter_mut().find(|task| task["id"] == 5).unwrap();
    task["id"] = Value::Null;
    task["progress"] = json!(88);
    let path = desk.write("null.json", serde_json::to_string(&tasks).unwrap());
    let ran = accept(&desk, &path).came_to(0);
    assert_eq!(counts(&ran).2, 1, "{}", ran.err);
    assert_eq!(desk.show("5")["progress"], 88);
}

#[test]
fn a_file_whose_ids_are_all_gone_says_what_was_changed_and_no_more() {
    let desk = Desk::sample();
    let all = desk.list(&[]).len() as u64;
    let text = edited(&csv_of(&desk), &[("5", "progress", "77")]);
    let rows = columns(&text, &{
        let header = text.lines().next().unwrap();
        header.split(',').skip(1).collect::<Vec<_>>()
    });
    let path = desk.write("none.csv", as_csv(&rows));
    let ran = import(&desk, &path, &[]).came_to(3);
    assert_eq!(counts(&ran), (0, all - 1, 1, 0, 0, 0), "{}", ran.err);
    assert_eq!(ran.json()["warnings"], json!([]), "{}", ran.err);
}

#[test]
fn a_new_row_taken_once_and_changed_is_a_change() {
    let desk = worked_on();
    let head = "id,revision,number,title,region,status,progress,deadline,milestones\n";
    let row = |status: &str, progress: &str, milestones: &str| {
        format!("{head},,,新任务,敖汉旗,{status},{progress},2030-12-31,{milestones}\n")
    };
    let path = desk.write("new.csv", row("推进中", "", "2030-06-30 半程"));
    let ran = import(&desk, &path, &[]).came_to(0);
    let id = ran.json()["registered"][0].to_string();
    let again = import(&desk, &path, &[]).came_to(0);
    assert_eq!(counts(&again), (0, 1, 0, 0, 0, 0), "{}", again.err);
    assert!(!again.err.contains("节点"), "{}", again.err);
    desk.run(&["update", &id, "--progress", "20"]).came_to(0);
    let again = import(&desk, &path, &[]).came_to(0);
    assert_eq!(counts(&again).1, 1, "an empty cell takes nothing away");
    let path = desk.write("new.csv", row("待审核", "60", "2030-06-30 半程"));
    let ran = import(&desk, &path, &[]).came_to(3);
    assert_eq!(counts(&ran), (0, 0, 1, 0, 0, 0), "{}", ran.err);
    for said in ["20 -> 60", "推进中 -> 待审核"] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    // Whether 20 is newer than the file nobody knows.
    accept(&desk, &path).came_to(3);
    assert_eq!(desk.show(&id)["progress"], 20);
    import(&desk, &path, &["--accept-changes", "--accept-doubtful"]).came_to(0);
    assert_eq!(desk.show(&id)["progress"], 60);
    // What a file never changes is said to be left.
    let path = desk.write("new.csv", row("待审核", "60", "2030-07-31 半程"));
    let ran = import(&desk, &path, &[]).came_to(0);
    assert!(ran.err.contains("第 2 行：节点"), "{}", ran.err);
}

#[test]
fn an_id_that_is_not_in_the_ledger_is_refused_with_its_place() {
    let desk = worked_on();
    let before = entries(&desk);
    let one = only(&csv_of(&desk), &["5"]);
    let one = edited(&one, &[("5", "progress", "50"), ("5", "id", "999")]);
    for text in [
        one.as_str(),
        "id,progress\n999,50\n",
        "id,title\n1,甲\n999,乙\n",
    ] {
        let path = desk.write("nobody.csv", text);
        let ran = accept(&desk, &path).came_to(6);
        assert!(ran.err.contains("ID 为 999"), "{}", ran.err);
        assert!(!ran.err.contains("(任务 999)"), "{}", ran.err);
        assert!(ran.err.contains(" 行：台账里没有"), "{}", ran.err);
    }
    let path = desk.write(
        "nobody.json",
        "[\n{\"id\": 5, \"progress\": 1},\n{\"id\": 999, \"progress\": 50}]",
    );
    let ran = accept(&desk, &path).came_to(6);
    assert!(ran.err.contains("第 3 行：台账里没有"), "{}", ran.err);
    let path = desk.write("mac.csv", "id,progress\r5,1\r999,50\r");
    let ran = accept(&desk, &path).came_to(6);
    assert!(ran.err.contains("第 3 行：台账里没有"), "{}", ran.err);
    assert_eq!(entries(&desk), before);
}

#[test]
fn columns_that_are_not_read_are_named() {
    let desk = worked_on();
    for text in [
        "id,progress,备注,note,\n5,,说明,,旁注\n",
        "id,revision,备注,light,updated_by,note,\n5,,说明,red,甲,,旁注\n",
    ] {
        let path = desk.write("n.csv", text);
        let ran = import(&desk, &path, &[]).came_to(0);
        let want = "没有读取的列：「备注」、「note」、第 ";
        assert!(ran.err.contains(want), "{}", ran.err);
        assert!(ran.err.contains("列(没有表头)"), "{}", ran.err);
        assert!(!ran.err.contains("light"), "{}", ran.err);
        let ran = desk.run(&["import", &path, "--dry-run"]).came_to(0);
        assert!(ran.err.contains(want), "{}", ran.err);
    }
    let path = desk.write("n.csv", "id,progress,progress\n5,30,\n");
    let ran = import(&desk, &path, &[]).came_to(3);
    assert!(
        ran.err.contains("没有读取的列：「progress」"),
        "{}",
        ran.err
    );
    let rows = [["id", "progress", "备注"], ["5", "", "说明"]];
    let rows = rows.map(|row| row.map(str::to_owned).to_vec());
    let path = desk.write("n.xlsx", workbook(&rows));
    let ran = import(&desk, &path, &[]).came_to(0);
    assert!(ran.err.contains("没有读取的列：「备注」"), "{}", ran.err);
    let path = desk.write("n.json", r#"[{"id": 5, "note": "说明", "light": "red"}]"#);
    let ran = import(&desk, &path, &[]).came_to(0);
    assert!(ran.err.contains("没有读取的列：「note」"), "{}", ran.err);
    for name in ["x.csv", "x.json"] {
        let path = export(&desk, name, &[]);
        let ran = import(&desk, &path, &[]).came_to(0);
        assert!(!ran.err.contains("没有读取"), "{name}: {}", ran.err);
    }
}

#[test]
fn an_untouched_figure_stays_whatever_stands_in_other_rows() {
    let desk = worked_on();
    desk.run(&["update", "5", "--progress", "1"]).came_to(0);
    desk.run(&["update", "6", "--progress", "30"]).came_to(0);
    let revision = |id: &str| desk.show(id)["revision"].to_string();
    let rows = |one: &str, other: &str| {
        let rows = [
            vec![
                "id".to_owned(),
                "revision".to_owned(),
                "progress".to_owned(),
            ],
            vec!["5".to_owned(), revision("5"), one.to_owned()],
            vec!["6".to_owned(), revision("6"), other.to_owned()],
        ];
        rows.to_vec()
    };
    for (one, other, want) in [
        ("1", "0.45", (1, 45)),
        ("1.0", "0.45", (1, 45)),
        ("0.6", "30", (60, 30)),
        ("0.5", "1", (50, 100)),
    ] {
        for is_workbook in [false, true] {
            let rows = rows(one, other);
            let (name, bytes) = match is_workbook {
                false => ("f.csv", as_csv(&rows).into_bytes()),
                true => ("f.xlsx", workbook(&rows)),
            };
            let path = desk.write(name, bytes);
            accept(&desk, &path).came_to(0);
            let of = |id: &str| desk.show(id)["progress"].as_u64().unwrap();
            assert_eq!((of("5"), of("6")), want, "{name} {one} {other}");
            desk.run(&["undo"]).came_to(0);
        }
    }
}

#[test]
fn an_earlier_date_for_an_extended_task_is_refused_and_update_says_what_it_left() {
    let desk = worked_on();
    let before = desk.show("2");
    let text = edited(&csv_of(&desk), &[("2", "deadline", "2027-05-01")]);
    let path = desk.write("earlier.csv", text);
    let args = ["import", &path, "--accept-changes", "--reason", "原件如此"];
    let ran = desk.run(&args).came_to(6);
    assert!(ran.err.contains("(任务 2)：已延期过"), "{}", ran.err);
    let english = [&["--lang", "en"][..], &args].concat();
    let ran = desk.run(&english).came_to(6);
    assert!(
        ran.err.contains("(task 2): the task was extended"),
        "{}",
        ran.err
    );
    assert_eq!(desk.show("2"), before);
    let correct = |ids: &[&'static str], day| {
        let rest = ["--deadline", day, "--correct", "--reason", "原件如此"];
        [&["update"], ids, &rest].concat()
    };
    let both = correct(&["2", "6"], "2027-02-01");
    let ran = desk.run(&both).came_to(0);
    assert!(
        ran.err
            .contains("任务 2 已延期过：只更正原定时限，现行时限不变"),
        "{}",
        ran.err
    );
    let task = desk.show("2");
    assert_eq!(task["deadline"], before["deadline"]);
    assert_eq!(task["original_deadline"], "2027-02-01");
    let english = [&["--lang", "en"][..], &both].concat();
    let ran = desk.run(&english).came_to(0);
    assert!(
        ran.err.contains("Extended: 2. Only the original"),
        "{}",
        ran.err
    );
    let ran = desk.run(&correct(&["6"], "2027-03-01"));
    assert!(!ran.came_to(0).err.contains("现行时限"));
}

#[test]
fn a_conflict_says_what_it_would_have_changed_or_why_it_could_not() {
    let desk = worked_on();
    let text = edited(&csv_of(&desk), &[("1", "deadline", "2031-01-01")]);
    desk.run(&["update", "1", "--progress", "12", "--user", "王芳"])
        .came_to(0);
    let path = desk.write("both.csv", text);
    let ran = accept(&desk, &path).came_to(3);
    assert!(
        ran.err.contains("没有动：\n  改时限要写理由"),
        "{}",
        ran.err
    );
}
