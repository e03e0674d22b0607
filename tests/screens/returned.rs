//! Screen 6 with a file that `export` wrote: what colleagues changed in it is seen field by field.

use insta::assert_snapshot;

use crate::support::*;

/// Some tasks as a csv of the columns colleagues work on.
fn sheet(office: &Office, change: &dyn Fn(i64, &str) -> Option<String>) -> String {
    let ledger = office.open();
    let mut text = "id,revision,title,status,progress,deadline,leaders\n".to_owned();
    for number in 1..=6 {
        let task = ledger.task(id(number)).unwrap();
        let names: Vec<&str> = task.leaders.iter().map(|it| it.name.as_str()).collect();
        let own = [
            ("revision", task.revision.to_string()),
            ("title", task.title.clone()),
            ("status", task.status.id().to_owned()),
            (
                "progress",
                task.progress.map_or(String::new(), |it| it.to_string()),
            ),
            (
                "deadline",
                task.deadline.map_or(String::new(), |it| it.to_string()),
            ),
            ("leaders", names.join("、")),
        ];
        let cells = own.map(|(column, own)| change(number, column).unwrap_or(own));
        text.push_str(&format!("{number},{}\n", cells.join(",")));
    }
    text
}

fn review(office: &Office, text: &str, size: (u16, u16)) -> Stage {
    std::fs::write(office.folder().join("back.csv"), text).unwrap();
    let mut stage = office.sit(size);
    stage.press("6");
    stage.type_text("~/back.csv");
    stage.press("<Enter>");
    stage
}

#[test]
fn an_unchanged_export_is_the_same_and_a_changed_one_shows_the_old_value_below_the_new() {
    let office = Office::sample();
    let stage = review(&office, &sheet(&office, &|_, _| None), WIDE);
    assert!(stage.has("新 0 改 0 同 6 缺 0"), "{}", stage.text());
    let text = sheet(&office, &|number, column| match (number, column) {
        (1, "title") => Some("文件里改的名称".to_owned()),
        (1, "progress") => Some("30%".to_owned()),
        (1, "status") => Some("推进中".to_owned()),
        _ => None,
    });
    let mut stage = review(&office, &text, WIDE);
    assert_snapshot!("returned_review", stage.picture());
    stage.press("c");
    assert!(stage.has("状态、进度、时限也改"), "{}", stage.text());
    stage.press("<Enter>");
    let task = office.task(1);
    assert_eq!(task.title, "文件里改的名称");
    assert_eq!(task.progress.map(|it| it.percent()), Some(30));
    assert_eq!(task.status, duban::domain::Status::InProgress);
    stage.press("u");
    assert_ne!(office.task(1).title, "文件里改的名称", "one step");
}

#[test]
fn a_row_that_cannot_be_taken_says_why_and_keeps_the_file_out_until_it_is_mended() {
    let office = Office::sample();
    let text = sheet(&office, &|number, column| match (number, column) {
        (1, "status") => Some("快好了".to_owned()),
        (2, "progress") => Some("10".to_owned()),
        _ => None,
    });
    let mut stage = review(&office, &text, NARROW);
    let entries = stage.entries(&office);
    assert!(stage.has("「快好了」认不出"), "{}", stage.text());
    stage.press("c<Enter>");
    assert!(
        stage.message().contains("1 项不能导入"),
        "{}",
        stage.message()
    );
    assert_eq!(stage.entries(&office), entries);
    stage.press("<Esc><Enter>");
    for _ in 0..10 {
        if !stage.has("> 状态") {
            stage.press("j");
        }
    }
    stage
        .press("<Enter><Ctrl-U>")
        .type_text("推进中")
        .press("<Enter>");
    assert!(!stage.has("认不出"), "{}", stage.text());
    stage.press("c<Enter>");
    assert_eq!(office.task(1).status, duban::domain::Status::InProgress);
    assert_eq!(office.task(2).progress.map(|it| it.percent()), Some(10));
}

#[test]
fn what_keeps_a_file_out_stands_on_top_then_what_is_doubtful_then_what_changes() {
    let office = Office::sample();
    let text = sheet(&office, &|number, column| match (number, column) {
        (3, "title") => Some("文件里改的名称".to_owned()),
        (4, "leaders") => Some("屈强军 王 伟".to_owned()),
        (6, "status") => Some("快好了".to_owned()),
        _ => None,
    });
    for size in [NARROW, WIDE] {
        let mut stage = review(&office, &text, size);
        let shown = stage.text();
        let at = |title: &str| shown.find(title).unwrap_or(usize::MAX);
        let title = |number: i64| office.task(number).title.clone();
        let order = [&title(6), &title(4), "文件里改的名称", &title(1)].map(at);
        assert!(order.is_sorted(), "{order:?} {shown}");
        stage.press("n");
        assert!(stage.has("> 状态"), "{}", stage.text());
        stage.press("n");
        assert!(stage.has(">!责任领导"), "{}", stage.text());
        stage.press("n");
        assert!(stage.has("> 状态"), "{}", stage.text());
        stage
            .press("<Enter><Ctrl-U>")
            .type_text("推进中")
            .press("<Enter>nn");
        assert!(stage.has(">!责任领导"), "{}", stage.text());
        stage.press("<Esc>");
        stage.press("o");
        let shown = stage.text();
        let at = |title: &str| shown.find(title).unwrap_or(usize::MAX);
        assert!(at(&title(1)) < at("文件里改的名称"), "{shown}");
    }
}

#[test]
fn what_taking_in_will_do_is_chosen_in_boxes_that_show_their_state() {
    let office = Office::sample();
    let text = sheet(&office, &|number, column| match (number, column) {
        (1, "title") => Some("文件里改的名称".to_owned()),
        _ => None,
    });
    let mut stage = review(&office, &text, NARROW);
    stage.press("c");
    assert!(stage.has("[ ] a  同时交办"), "{}", stage.text());
    assert!(stage.has("[x] e  按文件改"), "{}", stage.text());
    stage.press("ae");
    assert!(stage.has("[x] a  同时交办"), "{}", stage.text());
    assert!(stage.has("[ ] e  按文件改"), "{}", stage.text());
    stage.press("<Enter>");
    assert_ne!(office.task(1).title, "文件里改的名称");
}

#[test]
fn a_row_changed_on_both_sides_is_marked_and_left_alone() {
    let office = Office::sample();
    let text = sheet(&office, &|number, column| match (number, column) {
        (1, "title") => Some("文件里改的名称".to_owned()),
        (2, "progress") => Some("10".to_owned()),
        _ => None,
    });
    office.other(&[1], &to_status(duban::domain::Status::InProgress));
    let mut stage = review(&office, &text, WIDE);
    assert!(stage.has("冲突：王芳"), "{}", stage.text());
    assert_snapshot!("returned_conflict", stage.picture());
    stage.press("c");
    assert!(
        stage.has("文件和台账里都改过的 1 项，不动"),
        "{}",
        stage.text()
    );
    stage.press("<Enter>");
    assert_ne!(office.task(1).title, "文件里改的名称");
    assert_eq!(office.task(2).progress.map(|it| it.percent()), Some(10));
}

#[test]
fn a_file_of_conflicts_alone_says_that_they_were_left() {
    let office = Office::sample();
    let text = sheet(&office, &|number, column| match (number, column) {
        (1, "title") => Some("文件里改的名称".to_owned()),
        _ => None,
    });
    office.other(&[1], &to_status(duban::domain::Status::InProgress));
    let mut stage = review(&office, &text, WIDE);
    stage.press("c<Enter>");
    assert!(
        stage.message().contains("冲突的 1 项、存疑的 0 项没有动"),
        "{}",
        stage.message()
    );
}

#[test]
fn an_export_without_revisions_is_compared_and_what_is_not_read_of_it_is_said() {
    let office = Office::sample();
    let titles = |number| office.task(number).title.clone();
    let text = format!(
        "id,title,progress,备注\n1,{},30,催过两次\n2,{},,\n",
        titles(1),
        titles(2)
    );
    for size in [WIDE, NARROW] {
        let mut stage = review(&office, &text, size);
        assert!(stage.has("新 0 改 1 同 1 缺 0"), "{}", stage.text());
        stage.press("gg");
        if size == NARROW {
            stage.press("<Enter>");
        }
        for said in ["没有读取的列：「备注」", "2 行没有 revision"] {
            assert!(stage.has(said), "{said}: {}", stage.text());
        }
        stage.press("q");
    }
}

#[test]
fn a_row_of_no_task_is_refused_on_the_screen_too() {
    let office = Office::sample();
    let text = "id,progress\n1,30\n9999,50\n";
    let mut stage = review(&office, text, WIDE);
    for _ in 0..3 {
        if !stage.has("ID 为 9999") {
            stage.press("j");
        }
    }
    assert!(stage.has("ID 为 9999"), "{}", stage.text());
    stage.press("c");
    assert!(stage.has("不能导入"), "{}", stage.text());
}

/// A file without revisions that would put an old title over a colleague's.
fn old_titles(office: &Office) -> String {
    let title = |number| office.task(number).title.clone();
    let (one, two) = (title(1), title(2));
    office.other(&[1], &to_title("王芳改的名称"));
    format!("id,title,progress\n2,{two},20\n1,{one},\n")
}

fn to_title(title: &str) -> duban::domain::Edit {
    duban::domain::Edit {
        title: Some(title.to_owned()),
        ..duban::domain::Edit::default()
    }
}

#[test]
fn a_newer_value_is_not_overwritten_by_a_file_without_a_revision_until_somebody_says_so() {
    for size in [WIDE, NARROW] {
        let office = Office::sample();
        let text = old_titles(&office);
        let mut stage = review(&office, &text, size);
        for said in ["存疑 1", "疑而不导入 1", "新 0 改 2"] {
            assert!(stage.has(said), "{said}: {}", stage.text());
        }
        assert!(!stage.has("未定"), "no such column: {}", stage.text());
        // The row with the doubt is the first one.
        if size == NARROW {
            stage.press("<Enter>");
        }
        assert!(stage.has("任务 1 最近由王芳于"), "{}", stage.text());
        stage.press("<Esc>");
        let mut stage = review(&office, &text, size);
        stage.press("c");
        for said in [
            "存疑而默认不导入的 1 项",
            "其中 1 处可能盖掉导出之后的改动",
            "[ ] w  存疑的 1 项也照文件导入",
            "e  按文件改台账里的 1 项",
        ] {
            assert!(stage.has(said), "{said}: {}", stage.text());
        }
        stage.press("<Enter>");
        assert_eq!(office.task(1).title, "王芳改的名称");
        assert_eq!(office.task(2).progress.map(|it| it.percent()), Some(20));
        assert!(stage.message().contains("改 1 项"), "{}", stage.message());
    }
}

#[test]
fn the_explicit_act_is_a_key_of_the_box_or_a_look_at_the_row() {
    let office = Office::sample();
    let text = old_titles(&office);
    let mut stage = review(&office, &text, WIDE);
    stage.press("cw");
    assert!(
        stage.has("[x] w  存疑的 1 项也照文件导入"),
        "{}",
        stage.text()
    );
    stage.press("<Enter>");
    assert_ne!(office.task(1).title, "王芳改的名称");
    let office = Office::sample();
    let text = old_titles(&office);
    let mut stage = review(&office, &text, WIDE);
    stage.press("<Space>");
    assert!(!stage.has("疑而不导入"), "{}", stage.text());
    assert!(!stage.has("存疑 1"), "{}", stage.text());
    stage.press("c<Enter>");
    assert_ne!(office.task(1).title, "王芳改的名称");
}

#[test]
fn a_new_row_that_stands_twice_is_taken_once_and_says_which_it_is() {
    let office = Office::sample();
    let text = "id,revision,title,region\n,,补种行道树,敖汉旗\n,,补种行道树,敖汉旗\n";
    let mut stage = review(&office, text, WIDE);
    assert!(stage.has("与第 2 行相同"), "{}", stage.text());
    assert!(stage.message().is_empty() || !stage.message().contains("另一稿"));
    stage.press("c<Enter>");
    assert!(stage.message().contains("新 1 项"), "{}", stage.message());
}

#[test]
fn a_file_with_one_column_sorted_is_held_back_as_a_whole() {
    let office = Office::sample();
    let mut titles: Vec<String> = (1..=6)
        .map(|number| office.task(number).title.clone())
        .collect();
    titles.rotate_left(1);
    let text = sheet(&office, &|number, column| match column {
        "title" => titles.get(usize::try_from(number).unwrap() - 1).cloned(),
        _ => None,
    });
    let mut stage = review(&office, &text, WIDE);
    let entries = stage.entries(&office);
    stage.press("c<Enter>");
    assert_eq!(stage.entries(&office), entries);
    stage.press("<Esc>gg");
    assert!(stage.has("是不是只给一列排了序"), "{}", stage.text());
}
