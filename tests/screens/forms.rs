//! Registering a task by hand, and editing one.

use insta::assert_snapshot;

use crate::support::*;

#[test]
fn a_task_is_registered_and_the_cursor_goes_there() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage
        .press("c")
        .type_text("落实市长信访批示")
        .press("<Tab><Tab>")
        .type_text("教育治理");
    assert_snapshot!("form_new", stage.picture());
    stage
        .press("<Tab><Tab>")
        .type_text("张三、李四")
        .press("<Tab>")
        .type_text("县教育局,县财政局");
    stage
        .press("<Tab><Tab><Tab>")
        .type_text("12-31")
        .press("<Tab>")
        .type_text("月")
        .press("<Ctrl-S>");
    assert!(
        stage.message().starts_with("已登记 #"),
        "{}",
        stage.message()
    );
    assert!(stage.row().contains("落实市长信访批示"), "{}", stage.row());
    let task = office.task(stage.cursor().unwrap());
    assert_eq!(task.leaders.len(), 2);
    assert_eq!(task.lead_units.len(), 2);
    assert_eq!(task.deadline, Some(day("2023-12-31")));
    assert!(stage.row().contains("张三+1"));
}

#[test]
fn names_typed_into_a_form_have_their_one_form_and_those_left_alone_stay_as_they_are() {
    let office = Office::sample();
    let mut ledger = office.open();
    let mut body = ledger.task(id(81)).unwrap().body;
    body.leaders = vec![duban::domain::Party::named("王 伟")];
    body.lead_units = vec![duban::domain::Party::named("各市、县（市、区）政府")];
    let task = ledger
        .register(&person("王芳"), at("2023-10-16T02:00:00Z"), &body, None)
        .unwrap();
    let mut stage = office.sit(WIDE);
    stage.press(&format!("/#{}<Enter>", task.id));
    stage.press("e<End>").type_text("(改)").press("<Ctrl-S>");
    let edited = office.task(task.id.get());
    assert!(edited.title.ends_with("(改)"), "{}", stage.message());
    assert_eq!(edited.body.leaders, body.leaders);
    assert_eq!(edited.body.lead_units, body.lead_units);
    stage
        .press("e<Tab><Tab><Tab><Tab><End>")
        .type_text("、王　伟、李　四、John Smith、阿依古丽•买买提、王五(兼、职)")
        .press("<Ctrl-S>");
    let leaders: Vec<String> = office
        .task(task.id.get())
        .body
        .leaders
        .iter()
        .map(|party| party.name.clone())
        .collect();
    assert_eq!(
        leaders,
        [
            "王伟",
            "李四",
            "John Smith",
            "阿依古丽·买买提",
            "王五（兼、职）"
        ]
    );
}

#[test]
fn a_task_registered_outside_the_filter_says_so_and_the_cursor_stays() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("fr").type_text("巴彦").press("<Enter>jj");
    let before = stage.cursor();
    stage
        .press("c")
        .type_text("别处的事")
        .press("<Tab><Ctrl-U>")
        .type_text("敖汉旗")
        .press("<Ctrl-S>");
    assert!(
        stage.message().contains("不在筛选内"),
        "{}",
        stage.message()
    );
    assert_eq!(stage.cursor(), before);
    stage.press("u");
    assert!(
        stage
            .message()
            .contains("已撤回 敖汉旗 #228 登记  别处的事"),
        "{}",
        stage.message()
    );
}

#[test]
fn enter_goes_on_and_records_on_the_last_field() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("c").type_text("一件事");
    for _ in 0..12 {
        stage.press("<Enter>");
    }
    assert!(
        stage.message().starts_with("已登记 #"),
        "{}",
        stage.message()
    );
}

#[test]
fn a_title_is_needed_and_a_date_must_be_one() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    let entries = stage.entries(&office);
    stage.press("c<Ctrl-S>");
    assert_eq!(stage.message(), "任务名称不能空");
    stage
        .type_text("一件事")
        .press("<Shift-Tab><Shift-Tab><Shift-Tab><Shift-Tab>")
        .type_text("13-45")
        .press("<Ctrl-S>");
    assert_eq!(stage.message(), "「13-45」不是日期");
    assert!(stage.has(">时限"), "the field is under the cursor");
    stage
        .press("<Ctrl-U><Tab>")
        .type_text("天")
        .press("<Ctrl-S>");
    assert_eq!(stage.message(), "报告周期是月、季、半年或年");
    assert_eq!(stage.entries(&office), entries);
}

#[test]
fn an_unknown_region_is_asked_about_once_and_taken_the_second_time() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage
        .press("c")
        .type_text("一件事")
        .press("<Tab><Ctrl-U>")
        .type_text("乌有乡")
        .press("<Ctrl-S>");
    assert!(
        stage.message().contains("没有叫「乌有乡」的地区"),
        "{}",
        stage.message()
    );
    stage.type_text("镇").press("<Ctrl-S>");
    assert!(
        stage.message().contains("「乌有乡镇」"),
        "another name is asked about anew"
    );
    stage.press("<Ctrl-S>");
    assert!(stage.message().starts_with("已登记"), "{}", stage.message());
    assert_eq!(
        office.task(stage.cursor().unwrap()).region.name(),
        "乌有乡镇"
    );
}

#[test]
fn an_unknown_sector_lists_those_there_are() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage
        .press("c")
        .type_text("一件事")
        .press("<Tab><Tab>")
        .type_text("航天")
        .press("<Ctrl-S>");
    assert!(
        stage
            .message()
            .starts_with("没有叫「航天」的领域；有：学前教育 义务教育"),
        "{}",
        stage.message()
    );
}

#[test]
fn a_form_left_with_something_typed_is_a_draft_and_an_untouched_one_is_not() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("c<Esc>e<Esc>");
    assert!(!stage.filter().contains("草稿"));
    stage.press("c").type_text("半件事").press("<Esc>");
    assert!(stage.filter().contains("草稿 1"));
    stage.press("e<End>").type_text("(改)").press("<Esc>");
    assert!(stage.filter().contains("草稿 2"));
    stage.press("c");
    assert!(stage.has("半件事"));
    stage.press("<Esc>e");
    assert!(stage.has("加大建设力度(改)"));
    stage.press("<Ctrl-S>");
    assert!(
        stage.filter().contains("草稿 1"),
        "recorded, so no draft: {}",
        stage.filter()
    );
    assert_eq!(office.task(81).title, "加大建设力度(改)");
}

#[test]
fn an_edit_records_only_what_was_changed() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("e");
    assert_snapshot!("form_edit", stage.picture());
    stage
        .press("<Tab><Tab><Ctrl-U>")
        .type_text("学前教育")
        .press("<Shift-Tab><Shift-Tab><Shift-Tab>");
    stage.type_text("章节写错").press("<Enter>");
    let filter = duban::ledger::HistoryFilter {
        task: Some(id(81)),
        ..Default::default()
    };
    let trail = office.open().history(&filter).unwrap();
    let last = trail.last().unwrap();
    assert_eq!(
        (last.change.field.id(), last.reason.as_deref()),
        ("sector", Some("章节写错"))
    );
    assert_eq!(
        trail
            .iter()
            .filter(|entry| entry.batch == last.batch)
            .count(),
        1
    );
}

#[test]
fn a_draft_outlives_a_change_by_somebody_else() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("e<End>").type_text("(我改)").press("<Esc>");
    office.other(&[81], &to_status(duban::domain::Status::InProgress));
    stage.0.beat();
    stage.press("e");
    assert!(stage.has("(我改)"), "what was typed is not lost");
    stage.press("<Ctrl-S>");
    assert!(stage.has("王芳 10:31 改过这一项"), "{}", stage.text());
    stage.press("m");
    assert_eq!(office.task(81).title, "加大建设力度(我改)");
    assert_eq!(office.task(81).status, duban::domain::Status::InProgress);
}
