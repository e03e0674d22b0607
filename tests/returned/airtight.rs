//! No cell that was changed is passed over without a word, whatever column it stands in; no task is
//! doubled because its id or a column is gone; a file of another ledger is known.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Desk, Ran, counts, csv_of, entries, export, import, worked_on};

/// A csv as rows by column.
struct Table {
    header: Vec<String>,
    rows: Vec<BTreeMap<String, String>>,
}

impl Table {
    fn of(text: &str) -> Table {
        let text = text.trim_start_matches('\u{FEFF}');
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header: Vec<String> = (reader.headers().unwrap().iter())
            .map(str::to_owned)
            .collect();
        let rows = reader.records().map(|record| {
            let record = record.unwrap();
            let cells = header.iter().cloned();
            cells.zip(record.iter().map(str::to_owned)).collect()
        });
        let rows = rows.collect();
        Table { header, rows }
    }

    fn row(&mut self, id: &str) -> &mut BTreeMap<String, String> {
        self.rows.iter_mut().find(|row| row["id"] == id).unwrap()
    }

    fn set(&mut self, id: &str, column: &str, value: &str) {
        self.row(id).insert(column.to_owned(), value.to_owned());
    }

    /// Without some columns.
    fn text(&self, gone: &[&str]) -> String {
        let kept = |column: &&String| !gone.contains(&column.as_str());
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer
            .write_record(self.header.iter().filter(kept))
            .unwrap();
        for row in &self.rows {
            let cells = self.header.iter().filter(kept).map(|column| &row[column]);
            writer.write_record(cells).unwrap();
        }
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }
}

/// A csv without some columns.
pub fn without(text: &str, gone: &[&str]) -> String {
    Table::of(text).text(gone)
}

/// A csv of which the cells of one column were put into another order.
fn reordered(text: &str, column: &str, reorder: impl Fn(&mut Vec<String>)) -> String {
    let mut table = Table::of(text);
    let mut cells: Vec<String> = table.rows.iter().map(|row| row[column].clone()).collect();
    reorder(&mut cells);
    for (row, cell) in table.rows.iter_mut().zip(cells) {
        row.insert(column.to_owned(), cell);
    }
    table.text(&[])
}

/// A csv of which one column was sorted by itself.
pub fn sorted(text: &str, column: &str) -> String {
    reordered(text, column, |cells| cells.sort())
}

/// A csv of which one column was sorted downwards by itself as a program of sheets does: empty cells
/// last.
pub fn sorted_down(text: &str, column: &str) -> String {
    reordered(text, column, |cells| {
        cells.sort_by_key(|cell| (cell.is_empty(), std::cmp::Reverse(cell.clone())));
    })
}

/// A csv of which one column was moved down by a row: the first cell says what the second said.
pub fn shifted(text: &str, column: &str) -> String {
    reordered(text, column, |cells| {
        let first = cells[0].clone();
        cells.insert(0, first);
        cells.pop();
    })
}

/// A csv of which the cells of a row and of the next that says otherwise were exchanged in one column.
pub fn swapped(text: &str, column: &str, id: &str) -> String {
    let mut table = Table::of(text);
    let one = table.row(id)[column].clone();
    let mut below = table.rows.iter().skip_while(|row| row["id"] != id);
    let other = below.find(|row| row[column] != one).unwrap();
    let (other_id, other) = (other["id"].clone(), other[column].clone());
    table.set(id, column, &other);
    table.set(&other_id, column, &one);
    table.text(&[])
}

/// What a colleague may type over a value.
fn otherwise(column: &str, old: &str) -> String {
    match column {
        "id" => "9999",
        "revision" => "99",
        "parent" => "7",
        "region_code" => "150430",
        "sector" => "其他",
        "status" => "under_review",
        "progress" => "51",
        "light" => "yellow",
        "deadline" | "original_deadline" => "2029-05-01",
        "standing" if old == "true" => "false",
        "standing" => "true",
        _ => return format!("改过的{old}"),
    }
    .to_owned()
}

/// Asserts that something was said of a file: a difference, a refusal, or a doubt with its place.
fn assert_told(ran: &Ran, what: &str) {
    let is_told = ran.code != 0 && (ran.err.contains("与文件不同") || ran.code == 6)
        || ran.err.contains("存疑，第 ")
        || ran.err.contains("没有 revision");
    assert!(is_told, "{what}: {}", ran.err);
}

#[test]
fn a_cell_changed_or_emptied_in_any_column_is_shown_refused_or_doubted() {
    let desk = worked_on();
    desk.run(&["update", "7", "--progress", "30", "--status", "assigned"]);
    let before = entries(&desk);
    let plain = csv_of(&desk);
    let path = export(&desk, "x.json", &[]);
    let list: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut looked_at = 0;
    for id in ["2", "7"] {
        for column in Table::of(&plain).header {
            for is_blanked in [false, true] {
                let mut table = Table::of(&plain);
                let old = table.row(id)[&column].clone();
                // An empty 长期坚持 says no.
                if is_blanked && (old.is_empty() || old == "false") {
                    continue;
                }
                let new = match is_blanked {
                    true => String::new(),
                    false => otherwise(&column, &old),
                };
                table.set(id, &column, &new);
                looked_at += 1;
                let what = format!("{id} {column} {old:?} -> {new:?}");
                let path = desk.write("one.csv", table.text(&[]));
                let ran = import(&desk, &path, &[]);
                // Without its id a row is the same task.
                if column == "id" && is_blanked {
                    assert_eq!(counts(&ran).0, 0, "{what}");
                } else {
                    assert_told(&ran, &what);
                }
                if column == "milestones" || column == "indicators" || column == "section_path" {
                    continue;
                }
                let mut list = list.clone();
                let tasks = list.as_array_mut().unwrap();
                let task = tasks
                    .iter_mut()
                    .find(|task| task["id"].as_u64() == id.parse().ok())
                    .unwrap();
                task[&column] = match &task[&column] {
                    _ if is_blanked && task[&column].is_array() => json!([]),
                    _ if is_blanked => Value::Null,
                    Value::Array(_) => json!(["改过的"]),
                    Value::Number(_) | Value::Bool(_) => serde_json::from_str(&new).unwrap(),
                    _ => json!(new),
                };
                let path = desk.write("one.json", serde_json::to_string_pretty(&list).unwrap());
                let ran = import(&desk, &path, &[]);
                if column != "id" || !is_blanked {
                    assert_told(&ran, &format!("json {what}"));
                }
            }
        }
    }
    assert!(looked_at > 80, "{looked_at}");
    assert_eq!(entries(&desk), before);
}

#[test]
fn a_column_that_was_deleted_changes_nothing_with_ids_and_without() {
    let desk = worked_on();
    let all = desk.list(&[]).len() as u64;
    let before = entries(&desk);
    let plain = csv_of(&desk);
    let table = Table::of(&plain);
    for column in &table.header {
        for gone in [
            &[column.as_str()][..],
            &[column, "id"],
            &[column, "id", "revision"],
            &[column, "id", "document"],
            &[column, "id", "document", "section_path", "parent"],
            &[column, "id", "requirement"],
        ] {
            let path = desk.write("few.csv", table.text(gone));
            let ran = import(&desk, &path, &[]);
            // Without a title some of these are told apart by nothing that is left.
            let is_undecided = gone.len() > 1 && *column == "title";
            if is_undecided && ran.code == 6 {
                assert_eq!(counts(&ran).0, 0, "{gone:?} {}", ran.err);
                let is_told = ran.err.contains("行：没有 ID") || ran.err.contains("不能为空");
                assert!(is_told, "{gone:?} {}", ran.err);
                continue;
            }
            assert_eq!(counts(&ran), (0, all, 0, 0, 0, 0), "{gone:?} {}", ran.err);
            let has_revision = !gone.contains(&"revision");
            let is_told = ran.err.contains("没有 revision");
            assert_eq!(is_told, !has_revision, "{gone:?} {}", ran.err);
        }
    }
    assert_eq!(entries(&desk), before);
}

#[test]
fn a_row_that_lost_its_id_is_its_task_or_is_refused_and_never_a_second_one() {
    let desk = worked_on();
    let before = desk.list(&[]).len();
    let plain = csv_of(&desk);
    let header = Table::of(&plain).header;
    for column in &header {
        for is_blanked in [false, true] {
            for gone in [&[][..], &["document"], &["section_path"], &["number"]] {
                if *column == "id" || gone.contains(&column.as_str()) {
                    continue;
                }
                let mut table = Table::of(&plain);
                let old = table.row("5")[column].clone();
                let new = match is_blanked {
                    true => String::new(),
                    false => otherwise(column, &old),
                };
                table.set("5", column, &new);
                table.set("5", "id", "");
                let path = desk.write("one.csv", table.text(gone));
                let ran = import(&desk, &path, &[]);
                let is_answered = ran.out.contains("registered");
                let is_new = is_answered && ran.json()["registered"] != json!([]);
                let is_told = ran.err.contains("存疑，第 ");
                let what = format!("{column} {old:?} -> {new:?} without {gone:?}");
                assert!(!is_new || is_told, "{what}: {}", ran.err);
                if is_new {
                    desk.run(&["undo"]).came_to(0);
                }
            }
        }
    }
    assert_eq!(desk.list(&[]).len(), before);
}

#[test]
fn a_row_that_was_copied_is_refused_and_a_new_one_is_taken() {
    let desk = worked_on();
    let mut table = Table::of(&csv_of(&desk));
    let mut copy = table.row("5").clone();
    copy.insert("id".to_owned(), String::new());
    table.rows.push(copy.clone());
    let path = desk.write("copy.csv", table.text(&[]));
    let ran = import(&desk, &path, &[]).came_to(6);
    assert!(ran.err.contains("任务 5 的那一行相同"), "{}", ran.err);
    // A row that served as a pattern.
    table.rows.pop();
    copy.insert("title".to_owned(), "另起一项".to_owned());
    copy.insert("revision".to_owned(), String::new());
    table.rows.push(copy);
    let path = desk.write("pattern.csv", table.text(&[]));
    let ran = import(&desk, &path, &[]).came_to(0);
    assert_eq!(counts(&ran).0, 1, "{}", ran.err);
    let english = desk.run(&[
        "--lang",
        "en",
        "import",
        "--dry-run",
        &desk.text_path("copy.csv"),
    ]);
    assert!(
        english.err.contains("no id, and the same"),
        "{}",
        english.err
    );
}

#[test]
fn equal_tasks_are_told_apart_by_the_rest_or_refused() {
    let desk = Desk::empty();
    for progress in ["10", "20"] {
        let id = desk.add(&["--title", "开会", "--region", "敖汉旗", "--number", "1"]);
        let id = id.to_string();
        desk.run(&[
            "update",
            &id,
            "--status",
            "assigned",
            "--progress",
            progress,
        ])
        .came_to(0);
    }
    let mut table = Table::of(&csv_of(&desk));
    table.rows.reverse();
    let path = desk.write("same.csv", table.text(&["id", "revision"]));
    let ran = import(&desk, &path, &[]).came_to(0);
    assert_eq!(counts(&ran), (0, 2, 0, 0, 0, 0), "{}", ran.err);
    table.set("1", "progress", "15");
    let path = desk.write("one.csv", table.text(&["id"]));
    let ran = import(&desk, &path, &[]).came_to(3);
    assert_eq!(counts(&ran), (0, 1, 1, 0, 0, 0), "{}", ran.err);
    assert!(ran.err.contains("10 -> 15"), "{}", ran.err);
    table.set("2", "progress", "25");
    let path = desk.write("both.csv", table.text(&["id"]));
    let ran = import(&desk, &path, &[]).came_to(6);
    assert!(ran.err.contains("请写上 ID"), "{}", ran.err);
}

#[test]
fn a_change_without_a_revision_says_who_changed_the_task_last() {
    let desk = worked_on();
    let table = Table::of(&csv_of(&desk));
    desk.run(&["update", "1", "--progress", "50", "--user", "王芳"])
        .came_to(0);
    for gone in [
        &["revision", "updated_at"][..],
        &["id", "revision", "updated_at"],
    ] {
        let path = desk.write("old.csv", table.text(gone));
        let ran = import(&desk, &path, &[]).came_to(3);
        assert_eq!(counts(&ran).2, 1, "{}", ran.err);
        for said in ["没有 revision", "任务 1 最近由王芳于", "会盖掉它"] {
            assert!(ran.err.contains(said), "{gone:?} {said}: {}", ran.err);
        }
    }
}

#[test]
fn a_revision_above_the_ledger_s_is_of_another_state_and_nobody_s_change() {
    let desk = worked_on();
    let mut table = Table::of(&csv_of(&desk));
    table.set("5", "revision", "90");
    let path = desk.write("later.csv", table.text(&[]));
    let ran = import(&desk, &path, &[]).came_to(0);
    assert!(ran.err.contains("修订 90 比台账里任务 5 的"), "{}", ran.err);
    table.set("5", "progress", "33");
    let path = desk.write("later.csv", table.text(&[]));
    let ran = import(&desk, &path, &["--accept-changes"]).came_to(3);
    assert_eq!(counts(&ran).4, 1);
    assert!(
        ran.err.contains("任务 5 的修订在文件里是 90"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("台账恢复到了以前的状态"), "{}", ran.err);
    assert!(!ran.err.contains("也改过"), "{}", ran.err);
    assert_eq!(desk.show("5")["progress"], Value::Null);
    let args = ["--lang", "en", "import", &path, "--accept-changes"];
    let english = desk.run(&args).came_to(3);
    assert!(english.err.contains("of another ledger"), "{}", english.err);
}

#[test]
fn the_export_of_another_ledger_of_the_same_sample_is_not_taken_by_its_ids() {
    let one = Desk::sample();
    let other = Desk::sample();
    let all = one.list(&[]).len() as u64;
    for name in ["x.csv", "x.json"] {
        let path = export(&one, name, &[]);
        let ran = import(&other, &path, &[]).came_to(0);
        assert_eq!(counts(&ran), (0, all, 0, 0, 0, 0), "{name}: {}", ran.err);
        assert!(ran.err.contains("不是这本台账的"), "{name}: {}", ran.err);
        let own = import(&one, &path, &[]).came_to(0);
        assert!(!own.err.contains("不是这本台账的"), "{name}: {}", own.err);
    }
    // Few rows are told one by one.
    let mut table = Table::of(&csv_of(&one));
    table.rows.truncate(1);
    table.rows[0].insert("status".to_owned(), "assigned".to_owned());
    let path = other.write("one.csv", table.text(&[]));
    let ran = import(&other, &path, &[]).came_to(3);
    assert!(ran.err.contains("文件是别的台账的"), "{}", ran.err);
    let mut table = Table::of(&csv_of(&one));
    table.rows.truncate(1);
    table.rows[0].insert("title".to_owned(), "别处的事".to_owned());
    let path = other.write("one.csv", table.text(&["number", "document"]));
    let ran = import(&other, &path, &[]);
    assert!(ran.code == 6 || ran.err.contains("别的台账"), "{}", ran.err);
    // A ledger in which work went on.
    other
        .run(&[
            "update", "1", "2", "3", "4", "5", "6", "--status", "assigned",
        ])
        .came_to(0);
    let path = export(&one, "six.csv", &["编号:1"]);
    let ran = import(&other, &path, &[]);
    assert!(
        ran.err.contains("别的台账") || ran.err.contains("不是这本"),
        "{}",
        ran.err
    );
}

#[test]
fn lights_of_the_day_a_file_was_written_are_no_change() {
    let desk = Desk::sample();
    let ids = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let args = [&["update"][..], &ids, &["--status", "in_progress"]].concat();
    desk.run(&args).came_to(0);
    let path = export(&desk, "x.csv", &[]);
    let ran = desk
        .run(&["import", &path, "--today", "2030-03-01"])
        .came_to(0);
    assert!(!ran.err.contains("存疑"), "{}", ran.err);
    let mut table = Table::of(&std::fs::read_to_string(&path).unwrap());
    table.set("3", "light", "green");
    let path = desk.write("light.csv", table.text(&[]));
    let ran = desk
        .run(&["import", &path, "--today", "2027-03-01"])
        .came_to(0);
    let want = "灯由台账计算，不从文件里改(任务 3)";
    assert!(ran.err.contains(want), "{}", ran.err);
    assert_eq!(ran.err.matches("由台账计算").count(), 1, "{}", ran.err);
}

/// The lines of a jsonl, each changed or not.
fn lines(text: &str, change: impl Fn(&mut serde_json::Map<String, Value>)) -> String {
    let changed = text.lines().map(|line| {
        let mut task: Value = serde_json::from_str(line).unwrap();
        change(task.as_object_mut().unwrap());
        format!("{task}\n")
    });
    changed.collect()
}

#[test]
fn a_key_that_a_task_line_has_lost_leaves_values_alone() {
    let desk = worked_on();
    let all = desk.list(&[]).len() as u64;
    let before = entries(&desk);
    let path = export(&desk, "x.jsonl", &[]);
    let plain = std::fs::read_to_string(path).unwrap();
    let first: Value = serde_json::from_str(plain.lines().next().unwrap()).unwrap();
    for key in first.as_object().unwrap().keys() {
        let text = lines(&plain, |task| {
            task.remove(key);
        });
        let path = desk.write("few.jsonl", text);
        let ran = import(&desk, &path, &[]);
        // Without a title some of these are told apart by nothing that is left.
        if ran.code == 6 {
            assert!(ran.err.contains("没有 ID"), "{key}: {}", ran.err);
            continue;
        }
        assert_eq!(counts(&ran), (0, all, 0, 0, 0, 0), "{key}: {}", ran.err);
        let is_told = ran.err.contains("存疑");
        assert_eq!(is_told, key == "region", "{key}: {}", ran.err);
    }
    assert_eq!(entries(&desk), before);
}

#[test]
fn what_a_task_line_says_is_shown_or_said_to_be_left() {
    let desk = worked_on();
    let path = export(&desk, "x.jsonl", &[]);
    let plain = std::fs::read_to_string(path).unwrap();
    let title = desk.show("1")["title"].as_str().unwrap().to_owned();
    for (key, value) in [
        ("number", json!("99")),
        ("number", json!("")),
        ("document", json!("别的方案")),
        ("document", Value::Null),
        ("document_number", json!("9号")),
        ("issuer", json!("别处")),
        ("issued_on", json!("2020-01-01")),
        ("region", json!("敖汉旗")),
        ("region_code", json!("150430")),
        ("section_path", json!(["别处"])),
        ("section_path", json!([])),
        ("title", json!("改名")),
        ("requirement", json!("别的要求")),
        ("problem", json!("问题")),
        ("objective", json!("目标")),
        ("measures", json!("措施")),
        ("sector", json!("其他")),
        ("leaders", json!([])),
        ("lead_units", json!(["别的科"])),
        ("printed", json!({"lead_units": ["甲", "乙"]})),
        ("status", json!("concluded")),
        ("status", Value::Null),
        ("progress", json!(99)),
        ("progress", Value::Null),
        ("deadline", json!("2029-09-09")),
        ("original_deadline", json!("2029-09-09")),
        ("standing", json!(true)),
        ("started_on", json!("2021-01-01")),
        ("report_cycle", json!("weekly")),
        ("milestones", json!([])),
        ("clause", json!("原文")),
    ] {
        let text = lines(&plain, |task| {
            if task["title"] == title.as_str() {
                task.insert(key.to_owned(), value.clone());
            }
        });
        let path = desk.write("one.jsonl", text);
        let ran = desk.run(&["import", "--dry-run", &path]);
        let is_told = ran.err.contains("与文件不同")
            || ran.err.contains("存疑")
            || ran.code == 6 && ran.err.contains("第 ");
        assert!(is_told, "{key} {value}: {}", ran.err);
    }
}

#[test]
fn an_old_task_line_takes_back_no_extension() {
    let desk = Desk::sample();
    let old = desk.text_path("old.jsonl");
    desk.run(&["export", "--output", &old]).came_to(0);
    let extend = ["--deadline", "2027-06-30", "--reason", "雨季停工"];
    desk.run(&[&["update", "1"], &extend[..]].concat())
        .came_to(0);
    let before = desk.run(&["show", "1", "--format", "json"]).came_to(0).out;
    let ran = desk.run(&["import", "--accept-changes", &old]).came_to(0);
    let said = format!("{}{}", ran.out, ran.err);
    assert!(said.contains("任务 1 的时限与台账不同"), "{said}");
    let after = desk.run(&["show", "1", "--format", "json"]).came_to(0).out;
    assert_eq!(after, before);
}
