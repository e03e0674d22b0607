//! add, update, undo, redo, history, audit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::Desk;
use serde_json::Value;

fn history(desk: &Desk, args: &[&str]) -> Vec<Value> {
    let mut all = vec!["history", "--format", "json"];
    all.extend(args);
    desk.run(&all).came_to(0).json().as_array().unwrap().clone()
}

#[test]
fn a_task_added_by_hand_prints_its_id_and_holds_what_was_said() {
    let desk = Desk::empty();
    let id = desk.add(&[
        "--title",
        "建设幼儿园",
        "--region",
        "敖汉旗",
        "--sector",
        "学前教育",
        "--number",
        "12",
        "--leader",
        "领导甲",
        "--leader",
        "领导乙",
        "--lead-unit",
        "旗教育局",
        "--responsible-unit",
        "旗财政局",
        "--assisting-unit",
        "旗住建局",
        "--standing",
        "--report-cycle",
        "quarterly",
        "--requirement",
        "新建两所",
    ]);
    assert_eq!(id, "1");
    let task = desk.show(&id);
    assert_eq!(task["leaders"], serde_json::json!(["领导甲", "领导乙"]));
    assert_eq!(
        (&task["region_code"], &task["standing"]),
        (&"150430".into(), &true.into())
    );
    let child = desk
        .run(&["add", "--title", "子", "--parent", "1", "--format", "json"])
        .came_to(0)
        .json();
    assert_eq!((&child["id"], &child["parent"]), (&2.into(), &1.into()));
    assert_eq!(child["region"], "敖汉旗");
    desk.run(&["add", "--title", "孙", "--parent", "2"])
        .came_to(2);
    desk.run(&["add", "--title", "无", "--parent", "99"])
        .came_to(4);
    desk.run(&["add", "--title", "无地区"]).came_to(2);
    desk.run(&["add", "--title", "  ", "--region", "敖汉旗"])
        .came_to(2);
    let odd = desk
        .run(&["add", "--title", "园区", "--region", "东园开发区"])
        .came_to(0);
    assert!(odd.err.contains("未归类"));
    desk.run(&["add", "--title", "同名", "--region", "鼓楼区"])
        .came_to(2);
}

#[test]
fn an_update_is_all_or_nothing_and_names_stale_tasks() {
    let desk = Desk::empty();
    for title in ["甲", "乙"] {
        desk.add(&["--title", title, "--region", "敖汉旗"]);
    }
    desk.run(&["update", "1", "2", "99", "--status", "assigned"])
        .came_to(4);
    assert_eq!(desk.show("1")["status"], "registered");
    desk.run(&["update", "1", "--status", "concluded"])
        .came_to(0);
    desk.run(&["update", "1", "2", "--status", "cleared"])
        .came_to(2);
    assert_eq!(desk.show("1")["status"], "concluded");
    let answer = desk
        .run(&["update", "1", "2", "--progress", "30", "--format", "json"])
        .came_to(0)
        .json();
    assert_eq!(answer["updated"], serde_json::json!([1, 2]));
    assert_eq!(answer["tasks"][1]["progress"], 30);
    let stale = desk
        .run(&["update", "1", "--progress", "31", "--expect-revision", "1"])
        .came_to(3);
    assert!(stale.err.contains("督查员甲"), "{}", stale.err);
    desk.run(&["update", "1", "--progress", "31", "--expect-revision", "3"])
        .came_to(0);
    desk.run(&[
        "update",
        "1",
        "2",
        "--progress",
        "1",
        "--expect-revision",
        "1",
    ])
    .came_to(2);
    let same = desk
        .run(&["update", "1", "--progress", "31", "--format", "json"])
        .came_to(0)
        .json();
    assert_eq!(
        (&same["batch"], &same["unchanged"]),
        (&Value::Null, &serde_json::json!([1]))
    );
}

#[test]
fn moves_that_need_a_reason_are_refused_without_one() {
    let desk = Desk::empty();
    let id = desk.add(&["--title", "甲", "--region", "敖汉旗"]);
    let to = |status: &str| desk.run(&["update", &id, "--status", status]);
    to("办结").came_to(0);
    to("in_progress").came_to(2);
    desk.run(&["update", &id, "--return"]).came_to(2);
    desk.run(&["update", &id, "--return", "--reason", "材料不全"])
        .came_to(0);
    assert_eq!(desk.show(&id)["status"], "in_progress");
    desk.run(&["update", &id, "--return", "--reason", "又"])
        .came_to(2);
    to("suspended").came_to(2);
    to("cleared").came_to(2);
    desk.run(&["update", &id, "--status", "cancelled", "--reason", "重复"])
        .came_to(0);
    assert_eq!(desk.show(&id)["light"], "done");
}

#[test]
fn an_extension_without_a_reason_is_refused_for_all_of_its_tasks() {
    let desk = Desk::empty();
    let dated = |title| {
        desk.add(&[
            "--title",
            title,
            "--region",
            "敖汉旗",
            "--deadline",
            "2030-06-30",
        ])
    };
    let undated = desk.add(&["--title", "丙", "--region", "敖汉旗"]);
    let (one, other) = (dated("甲"), dated("乙"));
    let entries = history(&desk, &[]).len();
    for reason in [None, Some(""), Some("  ")] {
        let mut all = vec!["update", &undated, &one, &other, "--deadline", "2030-12-31"];
        all.extend(reason.into_iter().flat_map(|reason| ["--reason", reason]));
        let refused = desk.run(&all).came_to(2);
        for id in [&one, &other] {
            let why = format!("任务 {id}：延期要写明原因");
            assert!(refused.err.contains(&why), "{}", refused.err);
        }
        assert!(refused.err.contains("--reason"), "{}", refused.err);
    }
    let english = desk.run(&["update", &one, "--deadline", "2030-12-31", "--lang", "en"]);
    assert!(
        english
            .came_to(2)
            .err
            .contains("An extension needs a reason.")
    );
    assert_eq!(history(&desk, &[]).len(), entries);
    for date in ["2030-12-31", "2030-06-20", "none"] {
        let corrected = desk.run(&["update", &one, "--deadline", date, "--correct"]);
        let corrected = corrected.came_to(2);
        assert!(
            corrected.err.contains("更正时限要写明原因"),
            "{}",
            corrected.err
        );
    }
    assert_eq!(history(&desk, &[]).len(), entries);
    // A first date and the same date need none.
    for (id, date) in [(&undated, "2030-12-31"), (&one, "2030-06-30")] {
        desk.run(&["update", id, "--deadline", date]).came_to(0);
    }
}

#[test]
fn an_extension_is_late_by_the_day_it_was_asked_for_and_a_correction_leaves_no_misprint() {
    let desk = Desk::empty();
    let id = desk.add(&[
        "--title",
        "甲",
        "--region",
        "敖汉旗",
        "--deadline",
        "2021-06-30",
    ]);
    let extend = |to: &str, more: &[&str]| {
        let mut all = vec!["update", &id, "--reason", "征地未完成", "--deadline", to];
        all.extend(more);
        desk.run(&all)
    };
    extend("2021-09-30", &["--asked-on", "2021-06-30"]).came_to(0);
    assert!(!desk.run(&["show", &id]).out.contains("逾期后申请"));
    extend("2021-12-31", &["--asked-on", "2021-10-08"]).came_to(0);
    assert!(desk.run(&["show", &id]).out.contains("逾期后申请"));
    let tomorrow = extend("2022-12-31", &["--asked-on", "2150-01-01"]).came_to(2);
    assert!(tomorrow.err.contains("2150-01-01"), "{}", tomorrow.err);
    extend("2022-12-31", &["--asked-on", "2021-02-30"]).came_to(2);
    extend("2022-12-31", &["--asked-on", "2021-06-30", "--correct"]).came_to(2);
    // After an extension a correction is about the original date only.
    extend("2021-07-31", &["--correct"]).came_to(0);
    let dates = |id: &str| {
        let task = desk.show(id);
        let of = |key: &str| task[key].as_str().map(str::to_owned);
        (of("deadline"), of("original_deadline"))
    };
    let day = |text: &str| Some(text.to_owned());
    assert_eq!(dates(&id), (day("2021-12-31"), day("2021-07-31")));
    let other = desk.add(&[
        "--title",
        "乙",
        "--region",
        "敖汉旗",
        "--deadline",
        "2021-06-30",
    ]);
    let correct = ["update", &other, "--correct", "--deadline", "2021-06-20"];
    desk.run(&[&correct[..], &["--reason", "看错一行"]].concat())
        .came_to(0);
    assert_eq!(dates(&other), (day("2021-06-20"), day("2021-06-20")));
    assert!(!desk.run(&["show", &other]).out.contains("原定"));
}

#[test]
fn a_new_deadline_is_an_extension_unless_it_is_called_a_correction() {
    let desk = Desk::empty();
    let id = desk.add(&[
        "--title",
        "甲",
        "--region",
        "敖汉旗",
        "--deadline",
        "2030-06-30",
    ]);
    desk.run(&[
        "update",
        &id,
        "--deadline",
        "2030-12-31",
        "--reason",
        "顺延",
    ])
    .came_to(0);
    let task = desk.show(&id);
    assert_eq!(
        (&task["deadline"], &task["original_deadline"]),
        (&"2030-12-31".into(), &"2030-06-30".into())
    );
    let because = ["--correct", "--reason", "看错一行"];
    desk.run(&[&["update", &id, "--deadline", "2030-11-30"], &because[..]].concat())
        .came_to(0);
    let fields: Vec<_> = history(&desk, &[&id])
        .iter()
        .map(|e| e["field"].clone())
        .collect();
    assert_eq!(
        fields.iter().filter(|field| **field == "extension").count(),
        2
    );
    desk.run(&["update", &id, "--deadline", "none"]).came_to(2);
    desk.run(&[&["update", &id, "--deadline", "none"], &because[..]].concat())
        .came_to(0);
    assert!(desk.show(&id)["deadline"].is_null());
    desk.run(&["update", &id, "--correct"]).came_to(2);
}

#[test]
fn every_field_can_be_changed_and_lists_are_replaced() {
    let desk = Desk::empty();
    let id = desk.add(&[
        "--title",
        "甲",
        "--region",
        "敖汉旗",
        "--leader",
        "领导甲",
        "--deadline",
        "2030-06-30",
    ]);
    desk.run(&[
        "update",
        &id,
        "--title",
        "乙",
        "--requirement",
        "要求",
        "--sector",
        "统计",
        "--region",
        "林西县",
        "--leader",
        "领导乙",
        "--lead-unit",
        "局",
        "--standing",
        "--report-cycle",
        "monthly",
        "--number",
        "7",
        "--milestone",
        "1=done",
    ])
    .came_to(0);
    let task = desk.show(&id);
    assert_eq!(task["title"], "乙");
    assert_eq!(task["leaders"], serde_json::json!(["领导乙"]));
    assert_eq!(
        (&task["sector"], &task["region"]),
        (&"统计".into(), &"林西县".into())
    );
    assert!(task["milestones"][0]["done_on"].is_string());
    desk.run(&[
        "update",
        &id,
        "--no-standing",
        "--leader",
        "",
        "--progress",
        "none",
    ])
    .came_to(0);
    let task = desk.show(&id);
    assert_eq!(
        (&task["leaders"], &task["standing"]),
        (&serde_json::json!([]), &false.into())
    );
    desk.run(&["update", &id, "--milestone", "1=open"])
        .came_to(0);
    desk.run(&["update", &id, "--milestone", "9=open"])
        .came_to(2);
    desk.run(&["update", &id]).came_to(2);
}

#[test]
fn undo_walks_back_over_processes_and_redo_goes_forward() {
    let desk = Desk::empty();
    let id = desk.add(&["--title", "甲", "--region", "敖汉旗", "--note", "第一"]);
    desk.run(&["update", &id, "--progress", "10"]).came_to(0);
    desk.run(&["update", &id, "--progress", "20"]).came_to(0);
    let undone = desk.run(&["undo", "--format", "json"]).came_to(0).json();
    assert_eq!(
        (&undone["done"], &undone["left"]),
        (&serde_json::json!([1]), &serde_json::json!([]))
    );
    assert_eq!(
        undone["fields"],
        serde_json::json!([{"field": "progress", "entries": 1, "old": 20, "new": 10}])
    );
    let undone = desk.run(&["undo"]).came_to(0);
    assert!(
        undone
            .err
            .contains("已撤回 敖汉旗 #1 进度 10 -> (空)(第 2 批)"),
        "{}",
        undone.err
    );
    assert!(desk.show(&id)["progress"].is_null());
    let redone = desk.run(&["redo"]).came_to(0);
    assert!(
        redone
            .err
            .contains("已重做 敖汉旗 #1 进度 (空) -> 10(第 2 批)"),
        "{}",
        redone.err
    );
    assert_eq!(desk.show(&id)["progress"], 10);
    desk.run(&["undo"]).came_to(0);
    desk.run(&["undo"]).came_to(0);
    desk.run(&["show", &id]).came_to(4);
    desk.run(&["undo"]).came_to(4);
    desk.run(&["redo"]).came_to(0);
    assert_eq!(desk.show(&id)["title"], "甲");
    desk.run(&["undo", "99"]).came_to(4);
    desk.run(&["audit"]).came_to(0);
}

#[test]
fn what_somebody_else_changed_since_is_left_and_listed() {
    let desk = Desk::empty();
    for title in ["甲", "乙"] {
        desk.add(&["--title", title, "--region", "敖汉旗"]);
    }
    desk.run(&["update", "1", "2", "--status", "assigned"])
        .came_to(0);
    desk.run(&["update", "2", "--progress", "5", "--user", "督查员乙"])
        .came_to(0);
    let part = desk.run(&["undo", "--format", "json"]).came_to(3);
    assert_eq!(part.json()["done"], serde_json::json!([1]));
    assert_eq!(part.json()["left"][0]["by"], "督查员乙");
    assert_eq!(desk.show("2")["status"], "assigned");
}

#[test]
fn what_an_undo_had_to_leave_is_taken_back_when_nothing_is_in_the_way_any_more() {
    let desk = Desk::sample();
    let by = |args: &[&str]| desk.run(&[&["--user", "甲"], args].concat());
    by(&["update", "41", "42", "--status", "assigned"]).came_to(0);
    by(&["update", "41", "--status", "in_progress"]).came_to(0);
    let all = history(&desk, &[]);
    let [.., first, _, later] = &all[..] else {
        panic!("{all:?}");
    };
    let (first, later) = (first["entry"].to_string(), later["entry"].to_string());
    let part = by(&["undo", &first]).came_to(3);
    assert!(part.err.contains("任务 41 没有动"), "{}", part.err);
    let still = by(&["undo", &first]).came_to(3);
    assert!(still.err.contains("任务 41 没有动"), "{}", still.err);
    by(&["undo", &later]).came_to(0);
    let rest = by(&["undo", &first, "--format", "json"]).came_to(0).json();
    assert_eq!(rest["done"], serde_json::json!([41]));
    let done = by(&["undo", &first]).came_to(4);
    assert!(done.err.contains("已经撤回"), "{}", done.err);
    let again = by(&["redo", "--format", "json"]).came_to(0).json();
    assert_eq!(again["done"], serde_json::json!([41]));
}

#[test]
fn the_history_names_who_when_where_what_and_why() {
    let desk = Desk::empty();
    let id = desk.add(&["--title", "甲", "--region", "敖汉旗"]);
    desk.run(&[
        "update",
        &id,
        "--status",
        "suspended",
        "--reason",
        "缓办",
        "--user",
        "督查员乙",
    ])
    .came_to(0);
    let entries = history(&desk, &[&id]);
    let last = entries.last().unwrap();
    let keys = [
        "entry", "batch", "task", "at", "user", "host", "action", "field", "old", "new", "login",
        "reason",
    ];
    assert!(
        keys.iter().all(|key| last.get(key).is_some())
            && last.as_object().unwrap().len() == keys.len()
    );
    assert_eq!(
        (&last["old"], &last["new"]),
        (&"registered".into(), &"suspended".into())
    );
    assert_eq!(
        (&last["user"], &last["reason"]),
        (&"督查员乙".into(), &"缓办".into())
    );
    assert!(last["at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(history(&desk, &["--by", "督查员乙"]).len(), 1);
    assert_eq!(history(&desk, &["--limit", "1"])[0]["entry"], last["entry"]);
    assert!(history(&desk, &["--until", "2020-01-01"]).is_empty());
    assert!(desk.run(&["history"]).came_to(0).out.contains("缓办"));
    desk.run(&["history", "99"]).came_to(4);
    desk.run(&["history", "--since", "昨天"]).came_to(2);
}

#[test]
fn a_clean_audit_prints_the_head_hash() {
    let desk = Desk::sample();
    let text = desk.run(&["audit"]).came_to(0);
    let head = text.out.trim();
    assert!(
        head.len() == 64 && head.bytes().all(|b| b.is_ascii_hexdigit()),
        "{head}"
    );
    let answer = desk.run(&["audit", "--format", "json"]).came_to(0).json();
    assert_eq!(
        (&answer["ok"], &answer["head"]),
        (&true.into(), &head.into())
    );
    assert!(answer["first_bad"].is_null());
}

#[test]
fn today_moves_lights_but_never_the_time_of_an_entry() {
    let desk = Desk::empty();
    let id = desk.add(&[
        "--title",
        "甲",
        "--region",
        "敖汉旗",
        "--deadline",
        "2030-06-28",
    ]);
    desk.run(&[
        "update",
        &id,
        "--status",
        "assigned",
        "--today",
        "2031-01-01",
    ])
    .came_to(0);
    let light = |day: &str| {
        desk.run(&["show", &id, "--format", "json", "--today", day])
            .json()["light"]
            .clone()
    };
    assert_eq!(
        [
            light("2030-07-01"),
            light("2030-06-27"),
            light("2029-01-01")
        ],
        ["red", "yellow", "none"]
    );
    assert!(
        !history(&desk, &[])[0]["at"]
            .as_str()
            .unwrap()
            .starts_with("2031")
    );
}

/// What a command says whose answer goes nowhere.
fn said_without_room(desk: &Desk, args: &[&str]) -> String {
    let full = std::fs::File::options().write(true).open("/dev/full");
    let ran = desk.beside().args(args).stdout(full.unwrap()).output();
    let ran = ran.unwrap();
    assert_eq!(ran.status.code(), Some(1));
    String::from_utf8(ran.stderr).unwrap()
}

#[test]
fn what_was_recorded_is_said_to_be_when_the_answer_cannot_be_printed() {
    let desk = Desk::sample();
    for args in [
        &["update", "5", "--note", "记下来", "--format", "json"] as &[&str],
        &["undo", "--format", "json"],
        &["redo", "--format", "json"],
        &["rename", "leader", "孙亮", "孙大亮"],
        &["add", "--title", "新任务", "--region", "敖汉旗"],
    ] {
        let err = said_without_room(&desk, args);
        let newest = ["history", "--limit", "1", "--format", "json"];
        let newest = desk.run(&newest).came_to(0).json();
        let entry = newest[0]["entry"].as_i64().unwrap();
        assert!(
            err.contains(&format!("已经记入台账(留痕 #{entry})")),
            "{err}"
        );
    }
    let err = said_without_room(&desk, &["list", "--format", "json"]);
    assert!(
        err.contains("写不出去") && !err.contains("已经记入"),
        "{err}"
    );
}
