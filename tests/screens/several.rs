//! One form for several tasks: leaders, units, sector, report cycle.

use duban::domain::{ReportCycle, Role, Sector};

use insta::assert_snapshot;

use crate::support::{NARROW, Office, Stage, WIDE};

#[test]
fn the_form_of_marked_tasks_sets_what_is_filled_in_and_leaves_the_rest() {
    let office = Office::sample();
    let before = office.task(82).requirement.clone();
    let mut stage = office.sit(WIDE);
    stage.press("<Space><Space>e");
    assert!(stage.has("对 2 项"), "{}", stage.text());
    stage.type_text("义务教育");
    stage.press("<Tab>").type_text("张三、李四");
    stage.press("<Tab><Tab><Tab><Tab>").type_text("季");
    stage.press("<Ctrl-S>");
    assert!(
        stage.has("2 项"),
        "the count is shown first: {}",
        stage.text()
    );
    assert_eq!(office.task(81).leaders.len(), 0, "nothing is written yet");
    stage.press("<Enter>");
    for number in [81, 82] {
        let task = office.task(number);
        assert_eq!(Some(task.sector), Sector::parse("义务教育"));
        let names: Vec<&str> = task
            .leaders
            .iter()
            .map(|party| party.name.as_str())
            .collect();
        assert_eq!(names, ["张三", "李四"]);
        assert_eq!(task.report_cycle, Some(ReportCycle::Quarterly));
        assert!(
            !task.parties(Role::LeadUnit).is_empty(),
            "an empty field changes nothing"
        );
    }
    assert_eq!(office.task(82).requirement, before);
    stage.press("u");
    for number in [81, 82] {
        assert!(
            office.task(number).leaders.is_empty(),
            "one undo step takes all back"
        );
    }
}

#[test]
fn a_form_of_several_with_a_bad_word_or_nothing_in_it_writes_nothing() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    let entries = stage.entries(&office);
    stage.press("<Space><Space>e<Ctrl-S>");
    assert!(stage.message().contains("没有变化"), "{}", stage.message());
    stage.type_text("没有的领域");
    stage.press("<Ctrl-S>");
    assert!(
        stage.message().contains("没有的领域"),
        "{}",
        stage.message()
    );
    stage.press("<Esc>");
    assert!(
        stage.filter().contains("已标 2"),
        "the marks stay: {}",
        stage.filter()
    );
    assert_eq!(stage.entries(&office), entries);
}

fn leaders(office: &Office, number: i64) -> Vec<String> {
    let leaders = office.task(number).body.leaders;
    leaders.into_iter().map(|party| party.name).collect()
}

/// Marks every task of a leader.
fn mark_those_of(stage: &mut Stage, leader: &str) {
    stage.press("fl").type_text(leader).press("<Enter>a");
}

#[test]
fn names_typed_for_several_tasks_join_their_lists_and_nobody_is_lost() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    mark_those_of(&mut stage, "李云生");
    let before: Vec<(i64, Vec<String>)> = stage
        .ids()
        .into_iter()
        .map(|id| (id, leaders(&office, id)))
        .collect();
    assert!(before.iter().any(|(_, names)| names.len() > 1));
    stage.press("e");
    assert_snapshot!("form_of_several", stage.picture());
    stage.press("<Tab>").type_text("张 三").press("<Ctrl-S>");
    assert!(stage.has("责任领导 增加 张 三"), "{}", stage.text());
    assert!(!stage.has("去掉原有"), "{}", stage.text());
    stage.press("<Enter>");
    for (id, mut names) in before.clone() {
        names.push("张三".to_owned());
        assert_eq!(leaders(&office, id), names);
    }
    stage.press("u");
    for (id, names) in before {
        assert_eq!(leaders(&office, id), names);
    }
}

#[test]
fn lists_that_are_replaced_say_how_many_tasks_lose_whom_before_anything_is_written() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    mark_those_of(&mut stage, "李云生");
    let ids = stage.ids();
    let shared = ids
        .iter()
        .filter(|id| leaders(&office, **id).len() > 1)
        .count();
    let entries = stage.entries(&office);
    stage
        .press("e<Tab><Ctrl-T>")
        .type_text("李云生")
        .press("<Ctrl-S>");
    assert!(stage.has("责任领导 取代为 李云生"), "{}", stage.text());
    let told = format!("责任领导：{shared} 项去掉原有的");
    assert!(stage.has(&told), "{}", stage.text());
    assert_snapshot!("bulk_that_loses_names", stage.picture());
    assert_eq!(stage.entries(&office), entries);
    // Back in the form, the way can be turned once more.
    stage
        .press("<Esc><Ctrl-T><Ctrl-U>")
        .type_text("孙亮")
        .press("<Ctrl-S>");
    assert!(stage.has("责任领导 去掉 孙亮"), "{}", stage.text());
    stage.press("<Enter>");
    for id in ids {
        let names = leaders(&office, id);
        assert!(names.contains(&"李云生".to_owned()) && !names.contains(&"孙亮".to_owned()));
    }
}

#[test]
fn a_name_is_swapped_in_all_tasks_of_the_filter_after_a_box_with_the_number() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("fl").type_text("李云生").press("<Enter>");
    let ids = stage.ids();
    let entries = stage.entries(&office);
    stage.press(":").type_text("换名").press("<Enter>");
    assert_snapshot!("rename_box", stage.picture());
    assert!(
        stage.has("李云生"),
        "the one the filter is about is proposed"
    );
    stage.type_text("李　新").press("<Enter>");
    let told = format!("{} 项里的 李云生 换成 李新", ids.len());
    assert!(stage.has(&told), "{}", stage.text());
    assert_eq!(stage.entries(&office), entries, "it waits for Enter");
    stage.press("<Enter>");
    for id in &ids {
        let names = leaders(&office, *id);
        assert!(names.contains(&"李新".to_owned()) && !names.contains(&"李云生".to_owned()));
    }
    stage.press("u");
    for id in &ids {
        assert!(
            leaders(&office, *id).contains(&"李云生".to_owned()),
            "one step"
        );
    }
}

#[test]
fn a_swap_takes_subtasks_of_the_filter_along_and_marks_decide() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    let of = |name: &str| {
        let state = office.open().state().unwrap();
        let tasks = state.tasks.values();
        let with = tasks.filter(|task| {
            let units = task
                .body
                .lead_units
                .iter()
                .chain(&task.body.responsible_units);
            units
                .chain(&task.body.assisting_units)
                .any(|party| party.name == name)
        });
        with.count()
    };
    let all = of("旗教育局");
    let swap = |stage: &mut Stage, from: &str, to: &str| {
        stage.press(":").type_text("hm").press("<Enter>");
        if !stage.has("单位(任一角色)") {
            stage.press("<Shift-Tab><Shift-Tab><Space><Tab>");
        } else {
            stage.press("<Shift-Tab>");
        }
        stage.press("<Ctrl-U>").type_text(from);
        stage.press("<Tab>").type_text(to).press("<Enter>");
    };
    swap(&mut stage, "旗教育局", "旗教体局");
    assert!(stage.has(&format!("{all} 项里的")), "{}", stage.text());
    stage.press("<Enter>");
    assert_eq!((of("旗教育局"), of("旗教体局")), (0, all));
    stage.press("<Space><Space>");
    swap(&mut stage, "旗教体局", "旗教育局");
    let marked = all - of("旗教体局");
    stage.press("<Enter>");
    assert!(
        of("旗教育局") <= 2 && of("旗教育局") >= marked,
        "{}",
        stage.text()
    );
}

#[test]
fn a_swap_of_a_name_nobody_has_or_for_two_names_says_so_and_writes_nothing() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    let entries = stage.entries(&office);
    stage.press("fl").type_text("李云生").press("<Enter>");
    stage.press(":").type_text("换名").press("<Enter>");
    stage.press("<Enter>");
    assert!(stage.message().contains("新名"), "{}", stage.message());
    stage.type_text("甲、乙").press("<Enter>");
    assert!(stage.message().contains("一个"), "{}", stage.message());
    stage.press("<Shift-Tab><Ctrl-U>").type_text("李云声");
    stage
        .press("<Tab><Ctrl-U>")
        .type_text("甲")
        .press("<Enter>");
    assert!(stage.message().contains("李云生"), "{}", stage.message());
    stage.press("<Esc>f0");
    assert_eq!(stage.entries(&office), entries);
}

#[test]
fn the_box_of_a_swap_is_drawn_at_every_size() {
    let office = Office::sample();
    for size in [
        (1, 1),
        (10, 3),
        (40, 10),
        (60, 20),
        (80, 24),
        (120, 40),
        (200, 50),
    ] {
        let mut stage = office.sit(size);
        stage.press(":").type_text("换名").press("<Enter>");
        stage.type_text("阿依古丽·买买提").press("<Tab>");
        let _ = stage.picture();
    }
}
