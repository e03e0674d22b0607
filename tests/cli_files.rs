//! import, export, backup, init: what goes in and out of files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::{Desk, is_absent};
use serde_json::Value;

/// A list without what the next ledger counts anew.
fn lasting(desk: &Desk) -> Vec<Value> {
    let mut tasks = desk.list(&["--today", "2023-10-16"]);
    for task in &mut tasks {
        let task = task.as_object_mut().unwrap();
        for key in ["revision", "updated_at", "updated_by"] {
            task.remove(key);
        }
    }
    tasks
}

#[test]
fn a_ledger_goes_through_task_lines_and_comes_back_the_same() {
    let old = Desk::sample();
    old.run(&[
        "update",
        "3",
        "5",
        "108",
        "--status",
        "in_progress",
        "--progress",
        "40",
    ])
    .came_to(0);
    old.run(&[
        "update",
        "1",
        "--deadline",
        "2024-01-31",
        "--reason",
        "顺延",
        "--standing",
    ])
    .came_to(0);
    old.run(&[
        "update",
        "14",
        "--milestone",
        "1=2020-11-30",
        "--report-cycle",
        "monthly",
    ])
    .came_to(0);
    old.add(&[
        "--title",
        "手工",
        "--region",
        "东园开发区",
        "--deadline",
        "2030-01-01",
    ]);
    old.add(&[
        "--title",
        "手工子项",
        "--parent",
        "228",
        "--region",
        "林西县",
    ]);
    old.add(&[
        "--title",
        "=1+1",
        "--region",
        "敖汉旗",
        "--requirement",
        "一\n二",
    ]);
    let lines = old
        .run(&["export", "--format", "jsonl", "--output", "-"])
        .came_to(0)
        .out;
    assert_eq!(lines.lines().count(), 230);
    let new = Desk::empty();
    let file = new.write("ledger.jsonl", &lines);
    new.run(&["import", &file]).came_to(0);
    assert_eq!(lasting(&old), lasting(&new));
    assert_eq!(
        new.run(&["export", "--format", "jsonl", "--output", "-"])
            .came_to(0)
            .out,
        lines
    );
    let again = new
        .run(&["import", &file, "--format", "json"])
        .came_to(0)
        .json();
    assert_eq!((&again["new"], &again["same"]), (&0.into(), &230.into()));
    assert!(again["batch"].is_null());
}

#[test]
fn a_task_line_has_every_lasting_field_also_when_it_is_empty() {
    let desk = Desk::empty();
    desk.add(&["--title", "甲", "--region", "敖汉旗"]);
    let text = desk
        .run(&["export", "--format", "jsonl", "--output", "-"])
        .came_to(0)
        .out;
    let line: Value = serde_json::from_str(&text).unwrap();
    let listed = desk.list(&[])[0].as_object().unwrap().clone();
    let gone = [
        "id",
        "light",
        "light_reason",
        "revision",
        "updated_at",
        "updated_by",
    ];
    for key in listed.keys().filter(|key| !gone.contains(&key.as_str())) {
        assert!(line.get(key).is_some(), "{key}");
    }
    for key in [
        "document_number",
        "issuer",
        "issued_on",
        "problem",
        "objective",
        "measures",
        "report_cycle",
    ] {
        assert!(line.get(key).is_some(), "{key}");
    }
    assert!(gone.iter().all(|key| line.get(*key).is_none()));
}

#[test]
fn a_dry_run_prints_the_agreed_shape_with_and_without_a_ledger() {
    let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/data/plans/linxi-2022.json");
    let other = concat!(env!("CARGO_MANIFEST_DIR"), "/data/plans/bayannur-2020.json");
    let desk = Desk::bare();
    let draft = desk
        .run(&["import", "--dry-run", plan, "--format", "json"])
        .came_to(0)
        .json();
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(&draft), ["document", "tasks", "warnings"]);
    assert_eq!(
        keys(&draft["document"]),
        ["document_number", "issued_on", "issuer", "region", "title"]
    );
    let task = &draft["tasks"][0];
    for key in [
        "number",
        "parent",
        "section_path",
        "title",
        "requirement",
        "problem",
        "objective",
        "measures",
        "sector",
        "leaders",
        "lead_units",
        "responsible_units",
        "assisting_units",
        "deadline_text",
        "standing",
        "milestones",
        "indicators",
        "line",
        "clause",
        "printed",
        "warnings",
    ] {
        assert!(task.get(key).is_some(), "{key}");
    }
    assert_eq!(task.as_object().unwrap().len(), 21);
    assert!(task["indicators"][0]["value"].is_number());
    let several = desk
        .run(&["import", "--dry-run", plan, other, "--format", "json"])
        .came_to(0)
        .json();
    assert_eq!(several.as_array().unwrap().len(), 2);
    assert!(is_absent(&desk.path("ledger.db")));
    desk.run(&["import", plan]).came_to(4);
    let table = desk.run(&["import", "--dry-run", plan]).came_to(0);
    assert!(table.out.contains("新增") && table.err.contains("只是预览"));
}

#[test]
fn the_same_file_twice_changes_nothing_and_a_corrected_one_is_taken_on_demand() {
    let desk = Desk::empty();
    let plan = |title: &str| {
        format!(
            r#"{{"document": {{"title": "方案", "region": "敖汉旗"}}, "tasks": [
                {{"number": "1", "title": "{title}", "deadline_text": "2030年底前"}},
                {{"number": "2", "title": "乙"}}]}}"#
        )
    };
    let file = desk.write("plan.json", plan("甲"));
    let first = desk.run(&["import", &file, "--format", "json"]).came_to(0);
    assert_eq!(first.json()["registered"], serde_json::json!([1, 2]));
    assert_eq!(first.json()["dated_unassigned"], 1);
    assert!(first.err.contains("未交办"));
    desk.run(&["update", "1", "--progress", "50"]).came_to(0);
    desk.run(&["import", &file]).came_to(0);
    let file = desk.write("plan.json", plan("甲改"));
    let open = desk.run(&["import", &file, "--format", "json"]).came_to(3);
    assert_eq!(open.json()["changed"][0]["fields"][0]["field"], "title");
    assert!(open.err.contains("甲 -> 甲改"), "{}", open.err);
    assert_eq!(desk.show("1")["title"], "甲");
    desk.run(&["import", &file, "--accept-changes"]).came_to(0);
    let task = desk.show("1");
    assert_eq!(
        (&task["title"], &task["progress"]),
        (&"甲改".into(), &50.into())
    );
    desk.run(&["undo"]).came_to(0);
    assert_eq!(desk.show("1")["title"], "甲");
}

#[test]
fn a_region_that_is_named_leaves_no_doubt_about_the_region() {
    let desk = Desk::empty();
    let file = desk.write(
        "plan.txt",
        "提升教育质量实施方案\n一、重点任务\n1.新建幼儿园。责任单位：教育局，完成时限：2026年6月底前。\n\
         2.补齐教师编制。责任单位：编办，完成时限：2026年12月底前。\n",
    );
    let doubt = "没有认出文件所属的地区";
    let without = desk.run(&["import", &file, "--dry-run"]).came_to(0);
    assert!(without.err.contains(doubt), "{}", without.err);
    for format in ["table", "json"] {
        let named = desk
            .run(&[
                "import",
                &file,
                "--dry-run",
                "--region",
                "敖汉旗",
                "--format",
                format,
            ])
            .came_to(0);
        assert!(!named.err.contains("地区"), "{}", named.err);
        assert!(!named.out.contains("没有认出"), "{}", named.out);
        if format == "json" {
            assert_eq!(named.json()["document"]["region"], "敖汉旗");
        }
    }
    let taken = desk
        .run(&["import", &file, "--region", "敖汉旗"])
        .came_to(0);
    assert!(!taken.err.contains("地区"), "{}", taken.err);
    // The ledger knows the file now, and where it belongs.
    let again = desk.run(&["import", &file, "--format", "json"]).came_to(0);
    assert_eq!(again.json()["same"], 2);
    assert!(!again.err.contains("地区"), "{}", again.err);
}

#[test]
fn a_day_that_is_not_in_the_calendar_is_not_said_to_lack_a_year() {
    let desk = Desk::empty();
    let file = desk.write(
        "plan.txt",
        "敖汉旗2027年教育重点工作方案\n一、重点任务\n\
         1.新建幼儿园。责任单位：旗教育局，完成时限：2027年2月29日。\n\
         2.补齐编制。责任单位：旗编办，完成时限：2027年4月31日前。\n",
    );
    let table = desk.write(
        "table.csv",
        "序号,任务,责任单位,完成时限\n1,新建幼儿园,旗教育局,2027年2月29日\n2,补齐编制,旗编办,2027-06-31\n",
    );
    for (path, days) in [
        (&file, ["2027年2月29日", "2027年4月31日"]),
        (&table, ["2027年2月29日", "2027年6月31日"]),
    ] {
        let ran = desk.run(&["import", path, "--dry-run", "--region", "敖汉旗"]);
        let said = ran.came_to(0).err;
        for day in days {
            assert!(said.contains(&format!("日历上没有{day}")), "{said}");
        }
        assert!(
            !said.contains("没有写年份") && !said.contains("没有年份"),
            "{said}"
        );
    }
}

#[test]
fn an_import_can_hand_out_name_a_region_and_read_standard_input() {
    let desk = Desk::empty();
    let line =
        "{\"title\": \"甲\", \"status\": \"交办\", \"region\": \"敖汉旗\"}\n{\"title\": \"乙\"}\n";
    let ran = desk
        .run_with(&["import", "-", "--assign", "--region", "林西县"], line)
        .came_to(0);
    assert_eq!(ran.out, "");
    let tasks = desk.list(&[]);
    assert!(
        tasks
            .iter()
            .all(|task| task["status"] == "assigned" && task["region"] == "林西县")
    );
}

#[test]
fn foreign_text_loses_its_control_characters_on_the_way_in() {
    let desk = Desk::empty();
    let file = desk.write(
        "x.jsonl",
        "\u{FEFF}{\"title\":\"a\\u001b[2Jb\\u202ec\",\"region\":\"敖汉旗\"}\n",
    );
    desk.run(&["import", &file]).came_to(0);
    assert_eq!(desk.list(&[])[0]["title"], "abc");
}

#[test]
fn an_export_replaces_its_file_as_a_whole_and_goes_by_the_ending() {
    let desk = Desk::sample();
    let file = desk.text_path("out.csv");
    desk.run(&["export", "--output", &file]).came_to(0);
    desk.run(&["export", "--output", &file, "--leader", "孙亮"])
        .came_to(0);
    let bytes = std::fs::read(&file).unwrap();
    assert!(bytes.starts_with(b"\xEF\xBB\xBFid,number"));
    let json = desk.text_path("out.json");
    desk.run(&["export", "幼儿园", "--output", &json])
        .came_to(0);
    let tasks: Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    assert_eq!(tasks, Value::from(desk.list(&["幼儿园"])));
    let left: Vec<_> = std::fs::read_dir(desk.folder.path())
        .unwrap()
        .filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .contains("part")
        })
        .collect();
    assert!(left.is_empty());
    for later in ["x.xlsx", "x.md", "x.ics"] {
        let ran = desk.run(&["export", "--output", later]).came_to(2);
        assert!(ran.err.contains("尚未提供"));
    }
    desk.run(&["export", "--output", "x.png"]).came_to(2);
    desk.run(&["export", "--output", "x"]).came_to(2);
    desk.run(&["export", "--output", "missing/x.csv"])
        .came_to(1);
}

#[test]
fn the_ledger_itself_is_neither_read_nor_written_as_a_file() {
    let desk = Desk::sample();
    let own = desk.text_path("ledger.db");
    let link = desk.text_path("link.json");
    std::fs::hard_link(&own, &link).unwrap();
    desk.run(&["import", &link]).came_to(6);
    desk.run(&["import", &own]).came_to(6);
    desk.run(&["import", "--dry-run", &own]).came_to(6);
    desk.run(&["export", "--output", &link]).came_to(2);
    desk.run(&["backup", &link]).came_to(1);
    desk.run(&["audit"]).came_to(0);
}

#[test]
fn a_backup_is_a_ledger_of_its_own_and_never_replaces_a_device() {
    let desk = Desk::sample();
    let copy = desk.text_path("copy.db");
    desk.run(&["backup", &copy]).came_to(0);
    desk.run(&["--ledger", &copy, "audit"]).came_to(0);
    assert_eq!(desk.list(&["--ledger", &copy]), desk.list(&[]));
    desk.run(&["backup", "/dev/null"]).came_to(1);
    desk.run(&["backup", desk.folder.path().to_str().unwrap()])
        .came_to(1);
}

#[test]
fn init_leaves_what_is_there_untouched() {
    let desk = Desk::bare();
    let own = desk.text_path("ledger.db");
    std::fs::write(&own, "mine").unwrap();
    desk.run(&["init"]).came_to(1);
    assert_eq!(std::fs::read(&own).unwrap(), b"mine");
    let other = desk.text_path("deep/er/l.db");
    desk.run(&["init", "--empty", "--ledger", &other])
        .came_to(0);
    desk.run(&["init", "--sample", "--empty"]).came_to(2);
    desk.run(&["--read-only", "init", "--ledger", &desk.text_path("n.db")])
        .came_to(5);
}

/// A ledger that duban 0.1.0 wrote (tests/ledgers), with extensions, a suspension, undo and redo.
fn desk_of_schema_3() -> Desk {
    let desk = Desk::bare();
    desk.write("ledger.db", include_bytes!("ledgers/schema-3.db"));
    desk
}

#[test]
fn a_ledger_of_an_older_schema_is_brought_up_to_date_by_a_verb_that_only_reads() {
    let desk = desk_of_schema_3();
    desk.run(&["--read-only", "list"]).came_to(5);
    let after = desk.list(&[]);
    let before: Value = serde_json::from_str(include_str!("ledgers/schema-3.json")).unwrap();
    let before = before.as_array().unwrap();
    assert_eq!(after.len(), before.len());
    for (after, before) in after.iter().zip(before) {
        for (field, value) in before.as_object().unwrap() {
            assert_eq!(&after[field], value, "{field}");
        }
    }
    assert!(desk.path("ledger.db.schema-3.bak").exists());
    let audit = desk.run(&["audit", "--format", "json"]).came_to(0).json();
    let head = "01ee648ca821527f298d7292b56064bc28a6eb8187cbe222eaf9630127b1199c";
    assert_eq!(audit["head"], head, "the hashes of 0.1.0 stay");
    desk.run(&["undo", "19"]).came_to(4);
    desk.run(&["update", "1", "--progress", "45"]).came_to(0);
    desk.run(&["audit"]).came_to(0);
}

#[test]
fn a_ledger_that_is_raised_by_being_opened_is_said_to_be_and_one_that_cannot_be_is_called_old() {
    let desk = desk_of_schema_3();
    let ran = desk.run(&["list", "--read-only"]).came_to(5);
    assert!(ran.err.contains("旧版结构 3"), "{}", ran.err);
    let ran = desk.run(&["list"]).came_to(0);
    assert!(ran.err.contains("由结构 3 升级到 4"), "{}", ran.err);
    assert_eq!(
        desk.run(&["list"]).came_to(0).err.matches("升级").count(),
        0
    );
}

#[test]
fn two_backups_to_one_new_place_both_come_about() {
    let desk = Desk::sample();
    let target = desk.text_path("bk.db");
    for _ in 0..4 {
        let _ = std::fs::remove_file(&target);
        let begun: Vec<_> = (0..3)
            .map(|_| desk.beside().args(["backup", &target]).spawn().unwrap())
            .collect();
        for mut child in begun {
            assert_eq!(child.wait().unwrap().code(), Some(0));
        }
    }
}
