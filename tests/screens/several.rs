//! One form for several tasks: leaders, units, sector, report cycle.

use duban::domain::{ReportCycle, Role, Sector};

use crate::support::{NARROW, Office, WIDE};

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
