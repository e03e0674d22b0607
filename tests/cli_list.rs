//! list, show, stats: what is found, in which order and shape.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::{Desk, ids, titles};

const KEYS: [&str; 26] = [
    "id",
    "number",
    "parent",
    "document",
    "region",
    "region_code",
    "sector",
    "section_path",
    "title",
    "requirement",
    "leaders",
    "lead_units",
    "responsible_units",
    "assisting_units",
    "status",
    "progress",
    "light",
    "light_reason",
    "deadline",
    "original_deadline",
    "standing",
    "milestones",
    "indicators",
    "revision",
    "updated_at",
    "updated_by",
];

#[test]
fn every_task_of_a_list_has_every_key_in_order_and_show_adds_six() {
    let desk = Desk::sample();
    let text = desk
        .run(&["list", "--format", "json", "--limit", "1"])
        .came_to(0)
        .out;
    let places: Vec<_> = KEYS
        .iter()
        .map(|key| text.find(&format!("\n    \"{key}\":")))
        .collect();
    assert!(
        places
            .windows(2)
            .all(|pair| pair[0].is_some() && pair[0] < pair[1]),
        "{text}"
    );
    let tasks = desk.list(&[]);
    assert_eq!(tasks.len(), 227);
    assert!(
        tasks
            .iter()
            .all(|task| task.as_object().unwrap().len() == KEYS.len())
    );
    let parent = desk
        .list(&["--document", "敖汉旗推动教育高质量发展实施方案"])
        .into_iter()
        .find(|task| task["parent"].is_u64())
        .unwrap()["parent"]
        .to_string();
    let one = desk.show(&parent);
    assert_eq!(one.as_object().unwrap().len(), KEYS.len() + 5);
    assert!(!one["children"].as_array().unwrap().is_empty());
    assert!(one["notes"].as_array().unwrap().is_empty());
    assert!(
        ["problem", "objective", "measures"]
            .iter()
            .all(|key| one.get(key).is_some())
    );
}

#[test]
fn the_sample_is_grey_and_registered_and_counts_129_tasks_with_98_details() {
    let tasks = Desk::sample().list(&[]);
    let children = tasks
        .iter()
        .filter(|task| !task["parent"].is_null())
        .count();
    assert_eq!((tasks.len() - children, children), (129, 98));
    for task in &tasks {
        assert_eq!(task["status"], "registered");
        assert_eq!(task["light"], "none");
        assert_eq!(task["light_reason"], "尚未交办，不计时");
        assert!(task["progress"].is_null() && task["standing"].is_boolean());
    }
}

#[test]
fn a_plain_list_goes_by_deadline_with_none_last_and_then_by_id() {
    let tasks = Desk::sample().list(&[]);
    let key = |task: &serde_json::Value| {
        let due = task["deadline"].as_str().unwrap_or("9999").to_owned();
        (due, task["id"].as_u64())
    };
    assert!(tasks.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])));
}

#[test]
fn different_flags_narrow_and_repeated_ones_widen() {
    let desk = Desk::sample();
    let all = |args: &[&str]| desk.list(args).len();
    let (sun, li) = (all(&["--leader", "孙亮"]), all(&["--leader", "李云生"]));
    let either = all(&["--leader", "孙亮", "--leader", "李云生"]);
    assert!(sun > 0 && li > 0 && either < sun + li && either >= sun.max(li));
    // Names match whole.
    desk.run(&["list", "--leader", "孙"]).came_to(4);
    let region = all(&["--region", "内蒙古"]);
    assert_eq!(region, all(&["--region", "150000"]));
    assert_eq!(region + all(&["--region", "达州"]), 227);
    assert!(all(&["--region", "赤峰", "--sector", "学前教育"]) < all(&["--region", "赤峰"]));
    assert!(
        all(&["--unit", "发改委"]) > 0,
        "the printed words are an alias"
    );
    assert!(
        desk.list(&["--due-before", "2021-01-01"])
            .iter()
            .all(|task| { task["deadline"].as_str().unwrap() < "2021-01-01" })
    );
    assert_eq!(all(&["--region", "南京市"]), 0);
    assert_eq!(
        all(&["--status", "交办"]) + all(&["--status", "registered"]),
        227
    );
}

#[test]
fn words_find_by_pinyin_and_text_and_a_region_value_goes_into_the_query() {
    let desk = Desk::sample();
    assert!(!desk.list(&["yey"]).is_empty());
    let found = desk.list(&["领导:董树民", "地区:巴彦淖尔"]);
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|task| task["leaders"].to_string().contains("董树民"))
    );
    assert_eq!(desk.run(&["list", "没有这样的词语组合"]).came_to(0).out, "");
    assert_eq!(
        desk.run(&["list", "没有这样的词语组合", "--format", "json"])
            .came_to(0)
            .out,
        "[]\n"
    );
}

#[test]
fn any_query_is_answered_with_tasks_or_with_a_sentence_and_its_place() {
    let desk = Desk::sample();
    let long = "教".repeat(10_000);
    let marks = "e\u{301}\u{323}".repeat(3_000);
    let many = "教 ".repeat(5_000);
    let nested = "!\"(|[a".repeat(500);
    let letters = |between: &str| vec!["a"; 5_000].join(between);
    let (words, choices) = (letters(" "), letters("|"));
    let leaders = format!("领导:{choices}");
    let titles = format!("任务:{choices}");
    let excluded = "!a ".repeat(3_000);
    let marks_only = "!".repeat(10_000);
    let quotes = "\"".repeat(9_999);
    let bars = format!("a{}", "|".repeat(9_999));
    let date = format!("期限:<{}", "2".repeat(9_990));
    for (query, code) in [
        (long.as_str(), 2),
        (marks.as_str(), 2),
        (many.as_str(), 2),
        (nested.as_str(), 2),
        (words.as_str(), 2),
        (choices.as_str(), 2),
        (leaders.as_str(), 2),
        (titles.as_str(), 2),
        (excluded.as_str(), 2),
        (marks_only.as_str(), 2),
        (quotes.as_str(), 2),
        (bars.as_str(), 0),
        (date.as_str(), 2),
        ("\u{1}\u{7}\u{1b}[31m\u{202e}", 0),
        ("🎓", 0),
        ("👨\u{200d}👩\u{200d}👧", 0),
        ("教育 \"双减", 2),
        ("“双减", 2),
        ("!", 2),
        ("!!!", 2),
        ("|", 2),
        ("\"\"", 0),
        ("颜色:红", 2),
        ("期限:<2025-13", 2),
        ("领导:", 2),
        ("灯:紫", 2),
    ] {
        let ran = desk.run(&["list", "--format", "json", "--", query]);
        assert_eq!(ran.code, code, "{query:.40} {}", ran.err);
        if code == 2 {
            assert!(ran.err.contains("查询第"), "{}", ran.err);
            assert!(
                ran.err.lines().any(|line| line.trim() == "^"),
                "{}",
                ran.err
            );
            assert!(ran.err.chars().count() < 500, "{}", ran.err);
        }
    }
}

#[test]
fn a_query_of_too_many_words_is_answered_with_how_many_there_may_be() {
    let words = vec!["教育"; 17].join(" ");
    let ran = Desk::sample().run(&["list", &words]).came_to(2);
    assert!(
        ran.err.contains("查询第 49 字处：词太多，一次最多查 16 个"),
        "{}",
        ran.err
    );
    let english = Desk::sample()
        .run(&["--lang", "en", "list", &words])
        .came_to(2);
    assert!(
        english.err.contains("too many words, at most 16"),
        "{}",
        english.err
    );
}

#[test]
fn a_bad_query_is_shown_with_a_caret_under_the_character() {
    let ran = Desk::sample().run(&["list", "教育 颜色:红"]).came_to(2);
    let lines: Vec<&str> = ran.err.lines().collect();
    let shown = lines.iter().position(|line| line.contains("教育 颜色:红"));
    let shown = shown.expect("the query is shown");
    let before = lines[shown].find("颜色").unwrap();
    let columns = duban::text::columns(&lines[shown][..before]);
    assert_eq!(lines[shown + 1].find('^'), Some(columns), "{}", ran.err);
}

#[test]
fn a_slip_a_short_name_and_traditional_characters_still_find_the_task() {
    let desk = Desk::sample();
    for (query, title) in [
        ("意识型态", "加强教育系统意识形态工作"),
        ("國家通用語言文字", "积极推广国家通用语言文字"),
        ("学前教育的普及", "推动学前教育普及普惠发展"),
        ("义教 质量监测", "科学开展义务教育质量监测"),
        ("编制周转池", "教师编制“周转池”"),
    ] {
        let found = desk.list(&[query]);
        assert_eq!(titles(&found).first(), Some(&title), "{query}");
    }
}

#[test]
fn a_name_is_also_found_by_the_reading_its_bearer_gave() {
    let desk = Desk::sample();
    desk.run(&["list", "领导:konglian"]).came_to(4);
    let file = desk.write("settings.toml", "[readings]\n\"孙 亮\" = \"kong lian\"\n");
    let found = desk.list(&["--config", &file, "领导:konglian"]);
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|task| task["leaders"].to_string().contains("孙亮"))
    );
    let again = desk.list(&["--config", &file, "领导:sunliang"]);
    assert_eq!(ids(&found), ids(&again));
}

#[test]
fn sorting_takes_any_direction_and_limit_cuts_after_it() {
    let desk = Desk::sample();
    assert_eq!(
        ids(&desk.list(&["--sort", "-id", "--limit", "3"])),
        [227, 226, 225]
    );
    assert_eq!(ids(&desk.list(&["--sort", "id", "--limit", "2"])), [1, 2]);
    assert!(desk.list(&["--limit", "0"]).is_empty());
}

#[test]
fn a_csv_has_the_same_columns_no_mark_on_standard_output_and_no_formula() {
    let desk = Desk::empty();
    for title in ["=1+1", "+86", "-5", "@x", "＝甲", "＠乙", "'=quoted"] {
        desk.add(&[
            "--title",
            title,
            "--region",
            "敖汉旗",
            "--leader",
            "甲",
            "--leader",
            "乙",
        ]);
    }
    let text = desk.run(&["list", "--format", "csv"]).came_to(0).out;
    assert_eq!(text.lines().next().unwrap(), KEYS.join(","));
    assert!(!text.starts_with('\u{FEFF}') && text.contains("甲、乙"));
    for cell in text.lines().skip(1).flat_map(|line| line.split(',')) {
        assert!(
            !cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']),
            "{cell}"
        );
    }
    assert!(text.contains("''=quoted"));
}

#[test]
fn a_table_is_aligned_cleaned_and_speaks_both_languages() {
    let desk = Desk::empty();
    desk.add(&[
        "--title",
        "红\u{1b}[31m字\u{202e}倒\u{7}",
        "--region",
        "敖汉旗",
    ]);
    let zh = desk.run(&["list"]).came_to(0);
    assert!(zh.out.contains("红字倒") && zh.out.contains("立项") && zh.err.contains("共 1 项"));
    assert!(!zh.out.contains(['\u{1b}', '\u{202e}', '\u{7}']));
    let en = desk.run(&["list", "--lang", "en"]).came_to(0);
    assert!(en.out.contains("registered") && en.err.contains("tasks: 1"));
    let json = desk
        .run(&["--lang", "en", "list", "--format", "json"])
        .came_to(0);
    assert!(
        json.out.contains("尚未交办，不计时"),
        "data does not depend on the language"
    );
}

#[test]
fn a_task_is_shown_as_text_with_its_notes_and_dates() {
    let desk = Desk::empty();
    let id = desk.add(&[
        "--title",
        "建设幼儿园",
        "--region",
        "敖汉旗",
        "--deadline",
        "2030-06-30",
        "--note",
        "第一次备注",
        "--requirement",
        "新建两所",
    ]);
    let text = desk.run(&["show", &id]).came_to(0).out;
    for words in [
        "#1 建设幼儿园",
        "新建两所",
        "2030-06-30",
        "第一次备注",
        "敖汉旗",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let one = desk.show(&id);
    assert_eq!(one["notes"][0]["text"], "第一次备注");
    assert_eq!(one["milestones"][0]["due"], "2030-06-30");
    assert_eq!(one["original_deadline"], "2030-06-30");
}

#[test]
fn a_list_says_how_many_of_its_tasks_are_subtasks() {
    let desk = Desk::sample();
    let all = desk.run(&["list"]).came_to(0);
    assert!(all.err.contains("共 227 项，其中子项 98 项"), "{}", all.err);
    let few = desk
        .run(&["list", "地区:敖汉旗", "--limit", "200"])
        .came_to(0);
    assert!(few.err.contains("共 128 项，其中子项 98 项"), "{}", few.err);
    let none = desk.run(&["list", "地区:达州"]).came_to(0);
    assert!(!none.err.contains("子项"), "{}", none.err);
}

#[test]
fn statistics_say_when_a_joint_task_counts_more_than_once() {
    let desk = Desk::sample();
    let by = |field: &str| {
        desk.run(&["stats", "--by", field, "--format", "json"])
            .came_to(0)
    };
    for field in ["region", "sector", "status", "light"] {
        let ran = by(field);
        let answer = ran.json();
        let sum: u64 = answer["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["count"].as_u64().unwrap())
            .sum();
        assert_eq!((sum, answer["tasks"].as_u64()), (227, Some(227)), "{field}");
        assert_eq!(answer["counted_more_than_once"], 0);
        assert_eq!(answer["subtasks"], 98, "{field}");
        assert!(
            ran.err.contains("共 227 项任务，其中子项 98 项"),
            "{}",
            ran.err
        );
    }
    let ran = by("leader");
    let answer = ran.json();
    assert!(answer["counted_more_than_once"].as_u64().unwrap() > 0);
    assert!(ran.err.contains("重复计数"));
    assert!(answer["rows"].as_array().unwrap().last().unwrap()["value"].is_null());
    let crossed = desk
        .run(&[
            "stats", "--by", "region", "--cross", "light", "--format", "csv",
        ])
        .came_to(0)
        .out;
    assert!(crossed.starts_with("region,count,none\n") && crossed.contains("敖汉旗,128,128"));
    let table = desk.run(&["stats", "--by", "status"]).came_to(0).out;
    assert!(table.contains("立项") && table.contains("227"));
}

#[test]
fn the_ledger_as_of_a_day_or_an_entry_is_what_it_was() {
    let desk = Desk::empty();
    let id = desk.add(&["--title", "甲", "--region", "敖汉旗"]);
    let before: Vec<_> = desk
        .run(&["history", "--format", "json"])
        .json()
        .as_array()
        .unwrap()
        .clone();
    let last = before.last().unwrap()["entry"].to_string();
    desk.run(&["update", &id, "--progress", "40", "--status", "assigned"])
        .came_to(0);
    assert_eq!(
        desk.list(&["--as-of", &last])[0]["progress"],
        serde_json::Value::Null
    );
    assert!(desk.list(&["--as-of", "2020-01-01"]).is_empty());
    assert_eq!(desk.list(&["--as-of", "2099-01-01"])[0]["progress"], 40);
    assert_eq!(titles(&desk.list(&["--as-of", "2099-01-01"])), ["甲"]);
}

#[test]
fn a_saved_view_keeps_its_grouping() {
    let desk = Desk::sample();
    let view = |group: &str| {
        let text = format!(
            "[[view]]\nname = \"分\"\nfilter = \"教师\"\nsort = \"-title\"\ngroup = \"{group}\"\n"
        );
        std::fs::write(desk.path("ledger.views.toml"), text).unwrap();
    };
    view("region");
    let grouped = desk.list(&["@分"]);
    let wanted = desk.list(&["教师", "--sort", "region,-title"]);
    assert!(grouped.len() > 5);
    assert_eq!(grouped, wanted);
    let few = ["教师", "--sort", "region,-title", "--limit", "3"];
    assert_eq!(desk.list(&["@分", "--limit", "3"]), desk.list(&few));
    assert_eq!(
        desk.list(&["@分", "--sort", "-title"]),
        desk.list(&["教师", "--sort", "-title"]),
        "an order that is asked for holds alone"
    );
    let table = desk.run(&["list", "@分"]).came_to(0).out;
    let headings: Vec<&str> = table
        .lines()
        .filter(|line| line.starts_with("-- "))
        .collect();
    let counted = |heading: &&str| {
        heading
            .rsplit(' ')
            .next()
            .unwrap()
            .parse::<usize>()
            .unwrap()
    };
    assert!(
        headings.len() > 2 && headings[0].starts_with("-- 林西县 "),
        "{table}"
    );
    assert_eq!(headings.iter().map(counted).sum::<usize>(), grouped.len());
    assert_eq!(table.lines().count(), 1 + headings.len() + grouped.len());
    view("天气");
    let bad = desk.run(&["list", "@分"]).came_to(2).err;
    assert!(bad.contains("天气"), "{bad}");
}

#[test]
fn a_saved_view_is_listed_by_its_name_and_narrowed_by_more_words() {
    let desk = Desk::sample();
    let beside = desk.path("ledger.views.toml");
    let view = "[[view]]\nname = \"学前 到期\"\nfilter = \"领域:学前\"\nsort = \"-title\"\ncolumns = [\"title\", \"deadline\"]\n";
    std::fs::write(&beside, view).unwrap();
    let all = desk.list(&["领域:学前", "--sort", "-title"]);
    assert!(!all.is_empty());
    assert_eq!(desk.list(&["@学前 到期"]), all);
    assert_eq!(
        desk.list(&["＠学前 到期", "--sort", "id"]),
        desk.list(&["领域:学前", "--sort", "id"])
    );
    let narrowed = desk.list(&["@学前 到期", "地区:敖汉"]);
    assert!(!narrowed.is_empty() && narrowed.len() < all.len());
    let table = desk.run(&["list", "@学前 到期"]).came_to(0).out;
    let heads: Vec<&str> = table.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(heads, ["ID", "编号", "任务", "时限"]);
}

#[test]
fn a_view_that_cannot_be_read_is_named_and_its_unknown_columns_are_passed_over() {
    let desk = Desk::sample();
    let view = |body: &str| {
        let text = format!("[[view]]\nname = \"手写\"\n{body}");
        std::fs::write(desk.path("ledger.views.toml"), text).unwrap();
    };
    view("filter = \"教师 期限:<昨天\"\n");
    let bad = desk.run(&["list", "@手写"]).came_to(2);
    assert!(
        bad.err.contains("视图「手写」的筛选读不了：查询第 8 字处"),
        "{}",
        bad.err
    );
    view("sort = \"colour\"\n");
    let bad = desk.run(&["list", "@手写"]).came_to(2);
    assert!(bad.err.contains("没有「colour」这一栏"), "{}", bad.err);
    view("columns = [\"colour\", \"id\", \"sector\", \"lead_units\", \"sector\"]\n");
    let table = desk.run(&["list", "@手写", "--limit", "1"]).came_to(0).out;
    let heads: Vec<&str> = table.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(heads, ["ID", "编号", "领域", "牵头单位"]);
    let cells = table.lines().nth(1).unwrap().split_whitespace().count();
    assert_eq!(cells, 4, "{table}");
}

#[test]
fn a_view_that_is_not_there_is_refused_with_those_that_are() {
    let desk = Desk::sample();
    let none = desk.run(&["list", "@红灯"]).came_to(4);
    assert!(none.err.contains("没有保存的视图：红灯"), "{}", none.err);
    let beside = desk.path("ledger.views.toml");
    std::fs::write(
        &beside,
        "[[view]]\nname = \"逾期\"\nfilter = \"情形:逾期\"\n",
    )
    .unwrap();
    let other = desk.run(&["list", "@红灯"]).came_to(4);
    assert!(other.err.contains("逾期"), "{}", other.err);
    std::fs::write(&beside, "[[view]]\nname = 3\n").unwrap();
    let broken = desk.run(&["list", "@逾期"]).came_to(1);
    assert!(broken.err.contains("views.toml"), "{}", broken.err);
}

#[test]
fn the_first_few_are_those_the_whole_list_begins_with() {
    let desk = Desk::sample();
    let queries = [
        "",
        "教师",
        "学前",
        "领域:学前",
        "jy",
        "教育 !教师",
        "教育局|财政局",
        "幼儿园",
        "资金",
        "!资金",
        "地区:敖汉 灯:灰 督导",
        "龘龘",
        "编号:3",
        "保障 经费",
    ];
    for query in queries {
        let all = desk.list(&[query]);
        for limit in [0, 1, 7, 100, 1000] {
            let few = desk.list(&[query, "--limit", &limit.to_string()]);
            let wanted = &all[..all.len().min(limit)];
            assert_eq!(few, wanted, "{query} {limit}");
        }
    }
}

#[test]
fn flags_and_words_of_a_query_list_the_same_with_and_without_a_limit() {
    let desk = Desk::sample();
    let titles = desk.list(&[]);
    let document = titles[0]["document"].as_str().unwrap().to_owned();
    let detailed = titles
        .iter()
        .find(|task| !task["parent"].is_null())
        .unwrap();
    let parent = detailed["parent"].to_string();
    let of_document = format!("文件=\"{document}\"");
    let of_parent = format!("上级:#{parent}");
    let today = ["--today", "2024-06-01"];
    for (flags, words) in [
        (vec!["--light", "none"], "灯=none"),
        (vec!["--light", "red", "--light", "none"], "灯=红,none"),
        (vec!["--status", "registered"], "状态=registered"),
        (vec!["--status", "cleared"], "状态=cleared"),
        (vec!["--leader", "李云生"], "领导=李云生"),
        (
            vec!["--leader", "李 云生", "--leader", "孙亮"],
            "领导=李云生,孙亮",
        ),
        (vec!["--leader", "李云生、孙亮"], "领导=李云生,孙亮"),
        (vec!["--unit", "县教育局"], "单位=县教育局"),
        (vec!["--region", "敖汉旗"], "地区=敖汉旗"),
        (
            vec!["--region", "四川省", "--leader", "李云生"],
            "地区=四川省 领导=李云生",
        ),
        (vec!["--document", &document], &of_document),
        (vec!["--parent", &parent], &of_parent),
        (vec!["--sector", "学前教育"], "领域=学前教育"),
        (vec!["--due-before", "2024-01-01"], "期限:<2024-01-01"),
        (
            vec!["--sector", "学前教育", "--due-before", "2026-01-01"],
            "领域=学前教育 期限:<2026-01-01",
        ),
    ] {
        for limit in [&[][..], &["--limit", "3"], &["--limit", "1000"]] {
            let by_flags = desk.list(&[&today[..], &flags, limit].concat());
            let by_words = desk.list(&[&today[..], &[words], limit].concat());
            assert_eq!(by_flags, by_words, "{flags:?} {limit:?}");
        }
        let both = desk.list(&[&today[..], &flags, &["教育", "--limit", "5"]].concat());
        let words = desk.list(&[&today[..], &["教育", words, "--limit", "5"]].concat());
        assert_eq!(both, words, "{flags:?}");
    }
}

#[test]
fn what_is_below_a_task_that_is_not_in_the_ledger_cannot_be_listed() {
    let desk = Desk::sample();
    for asked in [
        vec!["list", "--parent", "99999"],
        vec!["list", "上级:#99999"],
        vec!["list", "上级:#99999", "--limit", "5"],
        vec![
            "export", "--format", "csv", "--output", "-", "--parent", "99999",
        ],
        vec!["stats", "--by", "light", "--parent", "99999"],
    ] {
        let ran = desk.run(&asked).came_to(4);
        assert!(ran.err.contains("99999"), "{asked:?}: {}", ran.err);
    }
    assert!(desk.list(&["!上级:#99999"]).len() > 100);
    assert!(desk.list(&["上级:#1 灯:红"]).is_empty());
}

#[test]
fn a_query_that_finds_nothing_since_nobody_is_called_so_says_it_as_the_flags_do() {
    let desk = Desk::sample();
    for (query, near) in [
        ("领导:李云升", "李云生"),
        ("领导=李云升 灯:红", "李云生"),
        ("单位:县教育局甲", "县教育局"),
        ("地区:敖汗旗", "敖汉旗"),
        ("文件:没有这样的文件", "没有叫 没有这样的文件 的文件"),
    ] {
        for limit in [&[][..], &["--limit", "5"]] {
            let args = [&["list", query, "--format", "json"][..], limit].concat();
            let ran = desk.run(&args).came_to(4);
            assert!(ran.err.contains(near), "{query}: {}", ran.err);
            assert_eq!(ran.out, "", "{query}");
        }
        desk.run(&["stats", "--by", "light", query]).came_to(4);
    }
    // Those whom the ledger knows, and whatever is excluded, are no mistake.
    for query in [
        "领导:李云生 状态:销号",
        "领导:无 灯:红",
        "!领导:李云升 灯:红",
        "上级:#1 状态:销号",
    ] {
        for limit in [&[][..], &["--limit", "5"]] {
            let args = [&["list", query, "--format", "json"][..], limit].concat();
            assert_eq!(desk.run(&args).came_to(0).json(), serde_json::json!([]));
        }
    }
}
