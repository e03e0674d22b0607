//! Names of people, units, documents and regions: one form at every door, filters that say when
//! nobody is called so, a name swapped in many tasks at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::{Desk, titles};
use duban::domain::entry::Origin;
use duban::domain::task_field::TaskBody;
use duban::domain::{Actor, Party, RegionKey, Role};
use duban::ledger::{self, Access};
use serde_json::json;

/// A ledger that was written before names were cleaned: the names stand in it as they were typed.
fn old_desk(leaders: &[&str], units: &[&str]) -> Desk {
    let desk = Desk::empty();
    desk.add(&["--title", "样", "--region", "敖汉旗"]);
    let mut ledger = ledger::open(&desk.path("ledger.db"), Access::Write).unwrap();
    let like: TaskBody = ledger.task("1".parse().unwrap()).unwrap().body;
    let actor = Actor {
        user: "老王".to_owned(),
        host: "旧机".to_owned(),
        session: "1".to_owned(),
        origin: Origin::default(),
    };
    let now = "2023-10-16T02:00:00Z".parse().unwrap();
    for (name, role) in leaders
        .iter()
        .map(|name| (name, Role::Leader))
        .chain(units.iter().map(|name| (name, Role::LeadUnit)))
    {
        let mut body = TaskBody {
            title: format!("由{name}办"),
            region: RegionKey::uncoded("东园 开发区"),
            ..like.clone()
        };
        *body.parties_mut(role) = vec![Party::named(*name)];
        ledger.register(&actor, now, &body, None).unwrap();
    }
    desk
}

#[test]
fn a_name_typed_in_any_way_is_one_person() {
    let desk = Desk::empty();
    for (at, leader) in ["王 伟", "王\u{3000}伟", "王伟", " 王\u{A0}伟"]
        .iter()
        .enumerate()
    {
        let title = format!("第{at}件");
        desk.add(&["--title", &title, "--region", "敖汉旗", "--leader", leader]);
    }
    assert_eq!(desk.list(&["--leader", "王伟"]).len(), 4);
    assert_eq!(desk.list(&["--leader", "王　伟"]).len(), 4);
    let id = desk.add(&[
        "--title",
        "联合",
        "--region",
        "敖汉旗",
        "--leader",
        "丙、丁",
    ]);
    assert_eq!(desk.show(&id)["leaders"], json!(["丙", "丁"]));
    desk.run(&[
        "update",
        &id,
        "--leader",
        "John Smith",
        "--leader",
        "阿依古丽•买买提,王 伟",
    ])
    .came_to(0);
    let leaders = json!(["John Smith", "阿依古丽·买买提", "王伟"]);
    assert_eq!(desk.show(&id)["leaders"], leaders);
    for dotted in ["阿依古丽.买买提", "阿依古丽．买买提", "阿依古丽 ‧ 买买提"]
    {
        assert_eq!(desk.list(&["--leader", dotted]).len(), 1, "{dotted}");
    }
    desk.run(&["update", &id, "--lead-unit", "市数据局(市人工智能局)"])
        .came_to(0);
    assert_eq!(
        desk.show(&id)["lead_units"],
        json!(["市数据局（市人工智能局）"])
    );
    desk.run(&["update", &id, "--lead-unit", "市数据局（市人工智能局）"])
        .came_to(0);
    let entries = desk
        .run(&["history", &id, "--format", "json"])
        .came_to(0)
        .json();
    assert_eq!(
        entries.as_array().unwrap().len(),
        3,
        "the same name is no change"
    );
}

#[test]
fn a_region_typed_in_any_way_is_one_region() {
    let desk = Desk::empty();
    for region in ["东园 开发区", "东园开发区", "东园　开发区"] {
        desk.add(&["--title", "甲", "--region", region]);
    }
    assert_eq!(desk.list(&["--region", "东园开发区"]).len(), 3);
    assert_eq!(desk.list(&["--region", "东园 开发区"]).len(), 3);
    let stats = desk
        .run(&["stats", "--by", "region", "--format", "json"])
        .came_to(0)
        .json();
    assert_eq!(stats["rows"].as_array().unwrap().len(), 1);
    let old = old_desk(&["甲"], &[]);
    old.add(&["--title", "乙", "--region", "东园开发区"]);
    assert_eq!(old.list(&["--region", "东园开发区"]).len(), 2);
}

#[test]
fn variants_in_an_old_ledger_are_found_by_any_form_of_the_name() {
    let desk = old_desk(
        &["王 伟", "王　伟", "王伟", "李四"],
        &["旗数据局(信息中心)"],
    );
    for asked in ["王伟", "王 伟", "王　伟"] {
        let found = desk.list(&["--leader", asked]);
        assert_eq!(
            titles(&found),
            ["由王 伟办", "由王　伟办", "由王伟办"],
            "{asked}"
        );
    }
    assert_eq!(desk.list(&["--unit", "旗数据局（信息中心）"]).len(), 1);
    assert_eq!(desk.list(&["--leader", "李四、王伟"]).len(), 4, "or");
}

#[test]
fn files_of_any_kind_bring_names_in_their_one_form() {
    let desk = Desk::empty();
    let csv = "任务名称,责任领导,牵头单位\n甲,王 伟、张　三,市数据局(信息中心)\n乙,李四 王五,旗教育局 旗财政局\n";
    let csv = desk.write("台账.csv", csv);
    desk.run(&["import", &csv, "--region", "敖汉旗"]).came_to(0);
    let line = json!({"title": "丙", "document": "方案(试行)", "region": "敖汉旗",
        "leaders": ["王\u{3000}伟", "王伟", "John  Smith"], "lead_units": ["市数据局 （信息中心）"]});
    let lines = desk.write("lines.jsonl", line.to_string());
    desk.run(&["import", &lines]).came_to(0);
    let document = json!({"document": {"title": "方案 (试行)", "region": "敖汉旗"},
        "tasks": [{"title": "丁", "leaders": ["王 伟"]}]});
    let document = desk.write("plan.json", document.to_string());
    desk.run(&["import", &document, "--accept-changes"])
        .came_to(0);
    assert_eq!(desk.list(&["--leader", "王伟"]).len(), 3);
    assert_eq!(desk.list(&["--unit", "市数据局（信息中心）"]).len(), 2);
    let two = desk.list(&["--leader", "李四"]);
    assert_eq!(two[0]["leaders"], json!(["李四", "王五"]));
    assert_eq!(two[0]["lead_units"], json!(["旗教育局", "旗财政局"]));
    let of_document = desk.list(&["--document", "方案（试行）"]);
    assert_eq!(of_document.len(), 2, "one document");
    assert_eq!(of_document, desk.list(&["--document", "方案(试行)"]));
    let john = desk.list(&["--leader", "John Smith"]);
    assert_eq!(john[0]["leaders"], json!(["王伟", "John Smith"]));
}

#[test]
fn a_filter_by_a_name_nobody_has_says_so_with_the_nearest_and_a_known_one_may_find_nothing() {
    let desk = Desk::sample();
    let miss = |args: &[&str], near: &str| {
        for verb in [
            &["list"][..],
            &["stats", "--by", "status"],
            &["export", "--output", "-", "--format", "csv"],
        ] {
            let ran = desk.run(&[verb, args].concat()).came_to(4);
            assert!(
                ran.out.is_empty() && ran.err.contains(near),
                "{args:?}: {}",
                ran.err
            );
        }
    };
    miss(&["--leader", "李云声"], "李云生");
    miss(&["--leader", "lys"], "李云生");
    miss(&["--unit", "旗财证局"], "旗财政局");
    miss(&["--region", "敖汗旗"], "敖汉旗");
    miss(
        &["--document", "敖汉旗推动教育高质量发展方案"],
        "敖汉旗推动教育高质量发展实施方案",
    );
    miss(&["--leader", "李云生", "--leader", "没有的人"], "没有的人");
    miss(&["--leader", "没有的人"], "stats --by leader");
    miss(&["--leader", "旗财政局"], "旗财政局");
    let none = [
        &["--leader", "李云生", "--status", "concluded"][..],
        &["--leader", "李云生", "--region", "敖汉旗"],
        &["--region", "北京市"],
        &["--region", "未归类"],
    ];
    for args in none {
        assert_eq!(desk.list(args), Vec::<serde_json::Value>::new(), "{args:?}");
    }
    let english = desk
        .run(&["--lang", "en", "list", "--leader", "李云声"])
        .came_to(4);
    assert!(english.err.contains("no leader called 李云声") && english.err.contains("李云生"));
}

#[test]
fn the_ledger_of_a_past_day_knows_the_names_of_that_day() {
    let desk = Desk::empty();
    let id = desk.add(&["--title", "甲", "--region", "敖汉旗", "--leader", "王伟"]);
    desk.run(&["update", &id, "--leader", "李四"]).came_to(0);
    let ran = desk.run(&["list", "--leader", "王伟"]).came_to(4);
    assert!(ran.err.contains("王伟"), "{}", ran.err);
    assert_eq!(desk.list(&["--leader", "李四"]).len(), 1);
    let entries = desk.run(&["history", "--format", "json"]).came_to(0).json();
    let before = entries.as_array().unwrap().iter().rev().nth(1).unwrap()["entry"].to_string();
    assert_eq!(
        desk.list(&["--leader", "王伟", "--as-of", &before]).len(),
        1
    );
    desk.run(&["list", "--leader", "李四", "--as-of", &before])
        .came_to(4);
    // Somebody who stands in a subtask alone is known.
    desk.add(&["--title", "子", "--parent", &id, "--leader", "赵六"]);
    assert_eq!(desk.list(&["--leader", "赵六"]).len(), 1);
}

#[test]
fn a_new_name_is_taken_and_a_near_one_is_told() {
    let desk = Desk::empty();
    desk.add(&[
        "--title",
        "甲",
        "--region",
        "敖汉旗",
        "--leader",
        "王伟",
        "--lead-unit",
        "旗财政局",
    ]);
    let add = |args: &[&str]| {
        let mut all = vec!["add", "--title", "乙", "--region", "敖汉旗"];
        all.extend(args);
        desk.run(&all).came_to(0)
    };
    let ran = add(&["--leader", "王玮"]);
    assert_eq!(ran.out, "2\n", "the answer for scripts is the id alone");
    assert!(
        ran.err.contains("王玮") && ran.err.contains("王伟"),
        "{}",
        ran.err
    );
    assert!(
        !add(&["--leader", "王玮"]).err.contains("王伟"),
        "it is not new any more"
    );
    assert!(
        !add(&["--leader", "王 伟"]).err.contains("新的"),
        "one form"
    );
    assert!(
        !add(&["--lead-unit", "旗民政局"]).err.contains("旗财政局"),
        "another bureau"
    );
    let ran = desk
        .run(&["update", "1", "--lead-unit", "旗财证局"])
        .came_to(0);
    assert!(ran.err.contains("旗财政局"), "{}", ran.err);
    assert_eq!(desk.show("1")["lead_units"], json!(["旗财证局"]));
    let ran = desk
        .run(&["add", "--title", "丙", "--region", "敖汗旗"])
        .came_to(0);
    assert!(
        ran.err.contains("未归类") && ran.err.contains("敖汉旗"),
        "{}",
        ran.err
    );
}

fn leaders(desk: &Desk, id: &str) -> serde_json::Value {
    desk.show(id)["leaders"].clone()
}

#[test]
fn a_name_is_swapped_in_all_tasks_as_one_batch_and_undone_in_one_step() {
    let desk = Desk::sample();
    let before = desk.list(&["--leader", "李云生"]);
    let with_both = desk.list(&["--leader", "孙亮"]);
    let would = desk
        .run(&["rename", "leader", "李云生", "李新", "--dry-run"])
        .came_to(0);
    assert_eq!(would.out, format!("{}\n", before.len()));
    assert_eq!(desk.list(&["--leader", "李云生"]), before, "only a preview");
    let ran = desk
        .run(&["rename", "leader", "李 云 生", "李　新"])
        .came_to(0);
    assert_eq!(ran.out, format!("{}\n", before.len()));
    assert!(
        ran.err.contains("李云生") && ran.err.contains("李新"),
        "{}",
        ran.err
    );
    let after = desk.list(&["--leader", "李新"]);
    assert_eq!(after.len(), before.len());
    for (new, old) in after.iter().zip(&before) {
        let names = |task: &serde_json::Value| task["leaders"].as_array().unwrap().clone();
        let swapped: Vec<_> = names(old)
            .into_iter()
            .map(|name| {
                if name == "李云生" {
                    json!("李新")
                } else {
                    name
                }
            })
            .collect();
        assert_eq!(names(new), swapped);
        assert_eq!(new["lead_units"], old["lead_units"]);
    }
    desk.run(&["list", "--leader", "李云生"]).came_to(4);
    let history = desk.run(&["history", "--format", "json"]).came_to(0).json();
    let newest = history.as_array().unwrap().last().unwrap()["batch"].clone();
    let of_batch = history
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["batch"] == newest);
    assert_eq!(of_batch.count(), before.len());
    assert_eq!(desk.list(&["--leader", "孙亮"]).len(), with_both.len());
    desk.run(&["undo"]).came_to(0);
    assert_eq!(desk.list(&["--leader", "李云生"]).len(), before.len());
    desk.run(&["audit"]).came_to(0);
}

#[test]
fn a_swap_doubles_no_name_keeps_what_is_printed_and_takes_units_in_any_role() {
    let desk = Desk::empty();
    let region = ["--region", "敖汉旗"];
    let both = desk.add(&[&["--title", "甲", "--leader", "孙亮、李强"][..], &region].concat());
    let one = desk.add(
        &[
            &[
                "--title",
                "乙",
                "--leader",
                "孙亮",
                "--lead-unit",
                "旗发改委",
            ][..],
            &region,
        ]
        .concat(),
    );
    let child = desk.add(&[
        "--title",
        "子",
        "--parent",
        &one,
        "--assisting-unit",
        "旗发改委",
    ]);
    desk.run(&["rename", "leader", "孙亮", "李强"]).came_to(0);
    assert_eq!(leaders(&desk, &both), json!(["李强"]));
    assert_eq!(leaders(&desk, &one), json!(["李强"]));
    let ran = desk
        .run(&["rename", "unit", "旗发改委", "旗发改局", "--format", "json"])
        .came_to(0);
    assert_eq!(ran.json()["tasks"], 2, "the subtask too");
    assert_eq!(desk.show(&one)["lead_units"], json!(["旗发改局"]));
    assert_eq!(desk.show(&child)["assisting_units"], json!(["旗发改局"]));
    // A name in the other kind of list is another matter.
    desk.run(&["rename", "leader", "旗发改局", "甲"]).came_to(4);
    let sample = Desk::sample();
    let printed = sample.list(&["--unit", "发改委"]).len();
    let ran = sample
        .run(&["rename", "unit", "发改委", "旗改革局"])
        .came_to(4);
    assert!(
        ran.err.contains("旗发改委"),
        "words printed for several are no name: {}",
        ran.err
    );
    sample
        .run(&["rename", "unit", "旗发改委", "旗改革局"])
        .came_to(0);
    assert_eq!(
        sample.list(&["--unit", "发改委"]).len(),
        printed,
        "the document still prints it"
    );
}

#[test]
fn a_swap_within_a_query_leaves_the_rest_and_one_that_finds_none_says_so() {
    let desk = Desk::sample();
    let all = desk.list(&["--unit", "旗教育局"]).len();
    let of_few = desk.list(&["--unit", "旗教育局", "标题:教师"]).len();
    assert!(0 < of_few && of_few < all);
    let ran = desk
        .run(&["rename", "unit", "旗教育局", "旗教体局", "标题:教师"])
        .came_to(0);
    assert_eq!(ran.out, format!("{of_few}\n"));
    assert_eq!(desk.list(&["--unit", "旗教体局"]).len(), of_few);
    assert_eq!(desk.list(&["--unit", "旗教育局"]).len(), all - of_few);
    let ran = desk
        .run(&["rename", "unit", "旗教育局", "旗教体局", "标题:没有这样的"])
        .came_to(0);
    assert_eq!(ran.out, "0\n");
    assert!(ran.err.contains("没有一项带 旗教育局"), "{}", ran.err);
    let entries = desk.run(&["history", "--format", "json"]).came_to(0).json();
    for args in [
        &["rename", "leader", "没有的人", "甲"][..],
        &["rename", "unit", "旗财证局", "甲局"],
    ] {
        desk.run(args).came_to(4);
    }
    for args in [
        &["rename", "leader", "李云生", "甲、乙"][..],
        &["rename", "leader", "李云生", " 　"],
        &["rename", "region", "敖汉旗", "甲"],
        &["rename", "leader", "李云生"],
        &["rename", "leader", "李云生", "甲", "颜色:红"],
    ] {
        desk.run(args).came_to(2);
    }
    desk.run(&["rename", "leader", "李云生", "甲", "--read-only"])
        .came_to(5);
    assert_eq!(desk.run(&["history", "--format", "json"]).json(), entries);
}

#[test]
fn variants_of_an_old_ledger_become_one_name_by_a_swap() {
    let desk = old_desk(&["王 伟", "王　伟", "王伟"], &[]);
    let ran = desk.run(&["rename", "leader", "王伟", "王伟"]).came_to(0);
    assert_eq!(ran.out, "2\n");
    let found = desk.list(&["--leader", "王伟"]);
    assert!(
        found.iter().all(|task| task["leaders"] == json!(["王伟"])),
        "{found:?}"
    );
    assert!(
        desk.run(&["rename", "leader", "王伟", "王伟"])
            .came_to(0)
            .err
            .contains("没有改动")
    );
}

#[test]
fn single_names_join_and_leave_lists_and_lists_that_lose_names_are_told() {
    let desk = Desk::sample();
    let ids: Vec<String> = desk
        .list(&["--leader", "李云生"])
        .iter()
        .map(|task| task["id"].to_string())
        .collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let before: Vec<_> = ids.iter().map(|id| leaders(&desk, id)).collect();
    let run = |more: &[&str]| desk.run(&[&["update"][..], &ids, more].concat()).came_to(0);
    run(&["--add-leader", "赵六、李 云生"]);
    for (id, before) in ids.iter().zip(&before) {
        let mut want = before.as_array().unwrap().clone();
        want.push(json!("赵六"));
        assert_eq!(leaders(&desk, id), json!(want));
    }
    let args = [
        "update",
        ids[0],
        "--add-leader",
        "赵 六",
        "--remove-leader",
        "赵六",
    ];
    let refused = desk.run(&args).came_to(2);
    assert!(
        refused.err.contains("赵六 既要增加又要去掉"),
        "{}",
        refused.err
    );
    let nobody = [
        "update",
        ids[0],
        "--remove-leader",
        "钱多多",
        "--note",
        "记",
    ];
    let ran = desk.run(&nobody).came_to(0);
    assert!(ran.err.contains("责任领导里没有 钱多多"), "{}", ran.err);
    let ran = run(&["--remove-leader", "赵 六"]);
    assert!(
        !ran.err.contains("去掉原有"),
        "it was asked for: {}",
        ran.err
    );
    assert_eq!(
        ids.iter().map(|id| leaders(&desk, id)).collect::<Vec<_>>(),
        before
    );
    let shared = before
        .iter()
        .filter(|list| list.as_array().unwrap().len() > 1)
        .count();
    assert!(shared > 0);
    let ran = run(&["--leader", "李云生"]);
    let told = format!("责任领导：{shared} 项去掉原有的");
    assert!(
        ran.err.contains(&told) && ran.err.contains("--add-leader"),
        "{}",
        ran.err
    );
    desk.run(&[
        "update",
        ids[0],
        "--add-assisting-unit",
        "旗文旅局",
        "--remove-lead-unit",
        "不在的局",
    ])
    .came_to(0);
    let units = desk.show(ids[0])["assisting_units"].clone();
    assert!(units.as_array().unwrap().contains(&json!("旗文旅局")));
}
