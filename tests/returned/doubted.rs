//! What may put an old value over a newer one, or a task beside itself, is left out until somebody
//! says that it is right: files without a revision, revisions given out twice, rows that stand twice,
//! titles that were corrected, columns that were sorted alone.

use serde_json::{Value, json};

use super::{Desk, Ran, counts, csv_of, entries, export, import, worked_on};

const ACCEPT: &str = "--accept-changes";
const ALL_OF_IT: [&str; 2] = [ACCEPT, "--accept-doubtful"];

fn titled(desk: &Desk, titles: &[&str]) {
    for title in titles {
        desk.add(&["--title", title, "--region", "敖汉旗"]);
    }
}

fn title(desk: &Desk, id: &str) -> String {
    desk.show(id)["title"].as_str().unwrap().to_owned()
}

fn held(ran: &Ran) -> usize {
    ran.json()["doubtful"].as_array().unwrap().len()
}

#[test]
fn a_file_without_revisions_puts_nothing_over_a_newer_value_until_told_so() {
    for text in [
        "id,title\n1,修建东门道路\n2,整治西山水库\n3,扩建南湖学校\n",
        "id,revision,title\n1,,修建东门道路\n2,,整治西山水库\n3,,扩建南湖学校\n",
    ] {
        let desk = Desk::empty();
        titled(&desk, &["修建东门道路", "整治西山河道", "扩建南湖学校"]);
        let newer = ["update", "1", "--title", "修建东门大桥", "--user", "王芳"];
        desk.run(&newer).came_to(0);
        desk.run(&["update", "2", "--status", "assigned"])
            .came_to(0);
        let path = desk.write("old.csv", text);
        let ran = import(&desk, &path, &[ACCEPT]).came_to(3);
        assert_eq!(held(&ran), 1, "{}", ran.err);
        for said in [
            "第 2 行：任务 1 最近由王芳于",
            "改过任务",
            "正是改之前的值",
            "1 项存疑，没有导入",
        ] {
            assert!(ran.err.contains(said), "{said}: {}", ran.err);
        }
        assert_eq!(title(&desk, "1"), "修建东门大桥");
        // A value nobody changed cannot be newer than the file.
        assert_eq!(title(&desk, "2"), "整治西山水库");
        let recorded = ran.json()["changed"].as_array().unwrap().clone();
        let recorded: Vec<Value> = recorded.iter().map(|it| it["recorded"].clone()).collect();
        assert_eq!(recorded, [json!(false), json!(true)]);
        import(&desk, &path, &ALL_OF_IT).came_to(0);
        assert_eq!(title(&desk, "1"), "修建东门道路");
    }
}

#[test]
fn a_file_that_kept_the_times_of_its_changes_is_held_against_them() {
    let desk = worked_on();
    let text = super::airtight::without(&csv_of(&desk), &["revision"]);
    let path = desk.write("times.csv", &text);
    let all = desk.list(&[]).len() as u64;
    let ran = import(&desk, &path, &[]).came_to(0);
    assert_eq!(counts(&ran), (0, all, 0, 0, 0, 0), "{}", ran.err);
    desk.run(&["update", "1", "--progress", "50", "--user", "王芳"])
        .came_to(0);
    let old = super::edited(&text, &[("1", "progress", "30")]);
    let path = desk.write("times.csv", old);
    let ran = import(&desk, &path, &ALL_OF_IT).came_to(3);
    assert_eq!(counts(&ran).4, 1, "{}", ran.err);
    assert!(ran.err.contains("王芳 于"), "{}", ran.err);
    assert_eq!(desk.show("1")["progress"], 50);
    // Nobody touched the row: nothing of it is a change.
    let path = desk.write("times.csv", text);
    let ran = import(&desk, &path, &ALL_OF_IT).came_to(0);
    assert_eq!(counts(&ran).1, all, "{}", ran.err);
}

#[test]
fn a_revision_that_was_given_out_again_after_a_restore_is_another_state() {
    let desk = Desk::empty();
    titled(
        &desk,
        &[
            "修建东门道路",
            "整治西山河道",
            "扩建南湖学校",
            "新建北坡水库",
        ],
    );
    let copy = desk.text_path("copy.db");
    desk.run(&["backup", &copy]).came_to(0);
    desk.run(&["update", "1", "--title", "恢复之前改的"])
        .came_to(0);
    let text = csv_of(&desk);
    desk.run(&["restore", &copy, "--yes"]).came_to(0);
    desk.run(&["update", "1", "--title", "恢复之后改的"])
        .came_to(0);
    let path = desk.write("x.csv", &text);
    for args in [&[ACCEPT][..], &ALL_OF_IT] {
        let ran = import(&desk, &path, args).came_to(3);
        assert_eq!(counts(&ran).4, 1, "{}", ran.err);
        assert!(ran.err.contains("不是这本台账有过的"), "{}", ran.err);
        assert_eq!(title(&desk, "1"), "恢复之后改的");
    }
    // Later states do not make it one of this ledger either.
    desk.run(&["update", "1", "--status", "assigned"])
        .came_to(0);
    let ran = import(&desk, &path, &ALL_OF_IT).came_to(3);
    assert_eq!(counts(&ran).4, 1, "{}", ran.err);
    let path = desk.write("y.csv", super::airtight::without(&text, &["revision"]));
    let ran = import(&desk, &path, &ALL_OF_IT).came_to(3);
    assert_eq!(counts(&ran).4, 1, "{}", ran.err);
    assert_eq!(title(&desk, "1"), "恢复之后改的");
}

#[test]
fn an_old_task_line_puts_back_no_newer_value() {
    let desk = worked_on();
    let path = export(&desk, "old.jsonl", &[]);
    let (old, leaders) = (title(&desk, "1"), desk.show("3")["leaders"].clone());
    desk.run(&["update", "1", "--title", "改过的名称", "--user", "王芳"])
        .came_to(0);
    desk.run(&["update", "3", "--leader", "新领导"]).came_to(0);
    let ran = import(&desk, &path, &[ACCEPT]).came_to(3);
    assert_eq!(counts(&ran).2, 2, "{}", ran.err);
    assert_eq!(held(&ran), 2, "{}", ran.err);
    for said in ["任务 1 最近由王芳于", "任务行不带修订", "正是改之前的值"] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    assert_eq!(title(&desk, "1"), "改过的名称");
    assert_ne!(desk.show("3")["leaders"], leaders);
    import(&desk, &path, &ALL_OF_IT).came_to(0);
    assert_eq!(title(&desk, "1"), old);
    assert_eq!(desk.show("3")["leaders"], leaders);
}

#[test]
fn of_two_equal_new_rows_one_is_taken() {
    let desk = worked_on();
    let before = desk.list(&[]).len();
    let rows = "id,revision,title,region,number\n,,补种行道树,敖汉旗,9\n,,补种行道树,敖汉旗,9\n,,补种行道树,敖汉旗,10\n";
    let path = desk.write("twice.csv", rows);
    let ran = import(&desk, &path, &[]).came_to(3);
    assert!(ran.err.contains("第 3 行：与第 2 行相同"), "{}", ran.err);
    assert!(ran.err.contains("其中存疑不导入 1"), "{}", ran.err);
    assert_eq!(held(&ran), 1);
    assert_eq!(desk.list(&[]).len(), before + 2);
    desk.run(&["undo"]).came_to(0);
    let path = desk.write("line.json", r#"[{"id": null, "title": "补种行道树", "region": "敖汉旗"}, {"id": null, "title": "补种行道树", "region": "敖汉旗"}]"#);
    import(&desk, &path, &[]).came_to(3);
    assert_eq!(desk.list(&[]).len(), before + 1);
    desk.run(&["undo"]).came_to(0);
    let line = r#"{"title": "补种行道树", "region": "敖汉旗"}"#;
    let path = desk.write("line.jsonl", format!("{line}\n{line}\n"));
    import(&desk, &path, &[]).came_to(3);
    assert_eq!(desk.list(&[]).len(), before + 1);
    desk.run(&["undo"]).came_to(0);
    import(&desk, &path, &["--accept-doubtful"]).came_to(0);
    assert_eq!(desk.list(&[]).len(), before + 2);
}

#[test]
fn a_new_row_whose_title_was_corrected_is_no_second_task() {
    let desk = worked_on();
    let head = "id,revision,title,region,progress\n";
    let path = desk.write("new.csv", format!("{head},,补种城区行道树,敖汉旗,\n"));
    let ran = import(&desk, &path, &[]).came_to(0);
    let id = ran.json()["registered"][0].to_string();
    let before = desk.list(&[]).len();
    let text = format!("{head},,补种城区行道树木,敖汉旗,\n,,清运城区垃圾,敖汉旗,\n");
    let path = desk.write("new.csv", text);
    let ran = import(&desk, &path, &[]).came_to(3);
    let said = format!("第 2 行：名称与任务 {id} 相近，先不登记");
    assert!(ran.err.contains(&said), "{}", ran.err);
    assert_eq!(desk.list(&[]).len(), before + 1, "the other row is new");
    import(&desk, &path, &["--accept-doubtful"]).came_to(0);
    assert_eq!(desk.list(&[]).len(), before + 2);
}

#[test]
fn a_task_line_whose_title_was_corrected_says_which_task_it_is_like() {
    let desk = worked_on();
    let path = desk.write(
        "one.jsonl",
        "{\"title\": \"补种城区行道树\", \"region\": \"敖汉旗\"}\n",
    );
    import(&desk, &path, &[]).came_to(0);
    let path = desk.write(
        "one.jsonl",
        "{\"title\": \"补种城区行道树木\", \"region\": \"敖汉旗\"}\n",
    );
    let ran = desk.run(&["import", "--dry-run", &path]).came_to(0);
    assert!(ran.err.contains("相近，作为新任务登记"), "{}", ran.err);
}

#[test]
fn a_new_edition_of_a_document_takes_back_no_change_made_by_hand() {
    let desk = Desk::empty();
    let edition = |measure: &str| {
        json!({
            "document": {"title": "甲方案", "region": "敖汉旗"},
            "tasks": [
                {"number": "1", "title": "修建东门道路", "leaders": ["李强"], "requirement": measure},
                {"number": "2", "title": "整治西山河道", "leaders": ["李强"]},
            ],
        })
    };
    let path = desk.write("one.json", edition("修三公里").to_string());
    import(&desk, &path, &[]).came_to(0);
    desk.run(&["update", "2", "--leader", "王芳"]).came_to(0);
    let path = desk.write("two.json", edition("修五公里").to_string());
    let ran = import(&desk, &path, &[ACCEPT]).came_to(3);
    assert_eq!(held(&ran), 1, "{}", ran.err);
    assert!(ran.err.contains("文件不知道这一改动"), "{}", ran.err);
    assert_eq!(desk.show("1")["requirement"], "修五公里");
    assert_eq!(desk.show("2")["leaders"][0], "王芳");
    import(&desk, &path, &ALL_OF_IT).came_to(0);
    assert_eq!(desk.show("2")["leaders"][0], "李强");
}

#[test]
fn a_column_that_was_sorted_by_itself_changes_nothing() {
    let desk = worked_on();
    let before = entries(&desk);
    for gone in [&[][..], &["revision", "updated_at"]] {
        for column in ["title", "requirement"] {
            let text = super::airtight::sorted(&csv_of(&desk), column);
            let text = super::edited(&text, &[("5", "progress", "66")]);
            let path = desk.write("sorted.csv", super::airtight::without(&text, gone));
            let ran = import(&desk, &path, &[ACCEPT]);
            assert!(ran.err.contains("是不是只给一列排了序"), "{}", ran.err);
            assert!([3, 6].contains(&ran.code), "{}", ran.err);
            assert_eq!(entries(&desk), before, "{column}: {}", ran.err);
        }
    }
    // Two titles that were exchanged are two titles that were changed.
    let (one, other) = (title(&desk, "6"), title(&desk, "7"));
    let changes = [("6", "title", other.as_str()), ("7", "title", one.as_str())];
    let path = desk.write("two.csv", super::edited(&csv_of(&desk), &changes));
    import(&desk, &path, &[ACCEPT]).came_to(0);
    assert_eq!(title(&desk, "6"), other);
    // Where nothing but the id says which task a row is of, the ids may have been exchanged as well.
    let before = entries(&desk);
    let changes = [
        ("8", "title", title(&desk, "9")),
        ("9", "title", title(&desk, "8")),
    ];
    let changes = changes
        .each_ref()
        .map(|(id, of, to)| (*id, *of, to.as_str()));
    let text = super::edited(&csv_of(&desk), &changes);
    let kept = ["id", "revision", "title", "lead_units"];
    let gone: Vec<&str> = text
        .lines()
        .next()
        .unwrap()
        .trim_start_matches('\u{FEFF}')
        .split(',')
        .collect();
    let gone: Vec<&str> = gone
        .into_iter()
        .filter(|name| !kept.contains(name))
        .collect();
    let path = desk.write("ids.csv", super::airtight::without(&text, &gone));
    let ran = import(&desk, &path, &[ACCEPT]).came_to(3);
    assert!(ran.err.contains("是文件里另一项任务的"), "{}", ran.err);
    assert_eq!(entries(&desk), before, "{}", ran.err);
}

/// A ledger in which the values of every column differ from task to task.
fn varied() -> Desk {
    let desk = worked_on();
    let update = |from: u32, to: u32, what: &[&str]| {
        let ids: Vec<String> = (from..to).map(|id| id.to_string()).collect();
        let mut args = vec!["update"];
        args.extend(ids.iter().map(String::as_str));
        args.extend(what);
        let ran = desk.run(&args);
        assert!([0, 4].contains(&ran.code), "{what:?}: {}", ran.err);
    };
    for id in (20..60).step_by(4) {
        update(id, id + 2, &["--status", "assigned"]);
        update(id, id + 1, &["--progress", &id.to_string()]);
        update(id + 2, id + 3, &["--standing"]);
        update(id, id + 1, &["--responsible-unit", &format!("第{id}局")]);
        let day = format!("2028-{:02}-01", 13 - id / 5);
        update(id, id + 1, &["--deadline", &day, "--reason", "改期"]);
    }
    desk
}

/// The columns whose values many tasks have, with their names.
const OF_MANY: [(&str, &str); 10] = [
    ("number", "编号"),
    ("region", "地区"),
    ("sector", "领域"),
    ("leaders", "责任领导"),
    ("lead_units", "牵头单位"),
    ("responsible_units", "责任单位"),
    ("status", "状态"),
    ("progress", "进度"),
    ("deadline", "完成时限"),
    ("standing", "长期坚持"),
];

/// A file of which somebody sorted or moved columns that nothing else contradicts.
fn alone(desk: &Desk) -> String {
    super::airtight::without(&csv_of(desk), &["region_code", "original_deadline"])
}

#[test]
fn any_column_sorted_or_shifted_by_itself_changes_nothing() {
    let desk = varied();
    let before = entries(&desk);
    let plain = alone(&desk);
    for (column, label) in OF_MANY {
        let sorted = super::airtight::sorted_down(&plain, column);
        let shifted = super::airtight::shifted(&plain, column);
        for (how, text) in [("sorted", sorted), ("shifted", shifted)] {
            let path = desk.write("moved.csv", text);
            let ran = import(&desk, &path, &[ACCEPT, "--reason", "改期"]);
            // An extension of task 2 cannot be taken back in a file: all of it is refused.
            let code = if column == "deadline" { 6 } else { 3 };
            assert_eq!(ran.code, code, "{column} {how}: {}", ran.err);
            let said = format!("行的{label}是文件里另一项任务的：是不是只给一列排了序");
            assert!(ran.err.contains(&said), "{column} {how}: {}", ran.err);
            assert_eq!(held(&ran), counts(&ran).2, "{column} {how}");
            assert_eq!(entries(&desk), before, "{column} {how}");
        }
    }
    // Whoever looked at it takes it all the same.
    let path = desk.write("moved.csv", super::airtight::shifted(&plain, "leaders"));
    import(&desk, &path, &ALL_OF_IT).came_to(0);
    assert!(entries(&desk) > before);
}

#[test]
fn a_bulk_edit_and_two_exchanged_values_are_no_sorted_column() {
    let desk = varied();
    for (column, _) in OF_MANY {
        // A deadline that was extended cannot be earlier in a file.
        let id = if column == "deadline" { "60" } else { "20" };
        let path = desk.write(
            "two.csv",
            super::airtight::swapped(&alone(&desk), column, id),
        );
        let ran = import(&desk, &path, &[ACCEPT, "--reason", "改期"]);
        assert_eq!(counts(&ran).2, 2, "{column}: {}", ran.err);
        assert_eq!(held(&ran), 0, "{column}: {}", ran.err);
        assert!(!ran.err.contains("排了序"), "{column}: {}", ran.err);
    }
    for (column, value) in [
        ("status", "in_progress"),
        ("lead_units", "市水利局"),
        ("deadline", "2039-05-01"),
    ] {
        let ids: Vec<String> = (100..120).map(|id| id.to_string()).collect();
        let cells = ids.iter().map(|id| (id.as_str(), column, value));
        let text = super::edited(&csv_of(&desk), &cells.collect::<Vec<_>>());
        let path = desk.write("bulk.csv", text);
        let ran = import(&desk, &path, &[ACCEPT, "--reason", "改期"]).came_to(0);
        assert_eq!(counts(&ran).2, 20, "{column}: {}", ran.err);
        assert!(!ran.err.contains("排了序"), "{column}: {}", ran.err);
    }
}

#[test]
fn nothing_is_cut_short_without_a_word_on_how_to_see_it() {
    let desk = worked_on();
    let mut text = csv_of(&desk);
    for id in 10..40 {
        text = super::edited(&text, &[(&id.to_string(), "progress", "31")]);
    }
    let path = desk.write("many.csv", text);
    let ran = import(&desk, &path, &[]).came_to(3);
    assert!(
        ran.err.contains("还有 10 项没有列出；加 --all"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("没有登记新任务"), "{}", ran.err);
    let ran = import(&desk, &path, &["--all"]).came_to(3);
    for id in 10..40 {
        assert!(
            ran.err.contains(&format!("任务 {id} 与文件不同")),
            "{}",
            ran.err
        );
    }
    assert!(!ran.err.contains("没有列出"), "{}", ran.err);
    let ran = import(&desk, &path, &["--dry-run"]).came_to(0);
    assert!(ran.err.contains("任务 39 与文件不同"), "{}", ran.err);
}
