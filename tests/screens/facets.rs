//! Facets: their popups, their pane, and the filters with a key of their own.

use insta::assert_snapshot;

use crate::support::*;

#[test]
fn each_facet_has_a_popup_at_its_place_with_counts() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    for (letter, title) in [
        ("r", "地区"),
        ("t", "领域"),
        ("l", "责任领导"),
        ("u", "单位"),
        ("s", "状态"),
        ("g", "灯"),
    ] {
        stage.press("f").press(letter);
        assert!(stage.has(&format!("+- {title}")), "{letter}");
        stage.press("<Esc>");
    }
    stage.press("fl");
    assert_snapshot!("facet_leader", stage.picture());
    stage.press("<Esc>fg");
    assert_snapshot!("facet_light_styles", stage.styles());
}

#[test]
fn after_f_the_footer_lists_what_can_follow() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("f");
    assert_snapshot!(format!("{}\n{}", stage.message(), stage.keys()), @r"
    f 之后：
    r 按地区 t 按领域 l 按领导 u 按单位 s 按状态 g 按灯 o 逾期 d 临近 b 未报 x 变动 m 我的 f 视图 Enter 条件 0 全清
    ");
    stage.press("<Esc>j");
    assert!(stage.keys().contains("s 状态"), "Esc ends the choice");
    let mut narrow = office.sit(NARROW);
    narrow.press("f");
    assert_snapshot!(format!("{}\n{}", narrow.message(), narrow.keys()), @r"
    f 之后：x 变动 m 我的 f 视图 Enter 条件 0 全清
    r 按地区 t 按领域 l 按领导 u 按单位 s 按状态 g 按灯 o 逾期 d 临近 b 未报
    ");
}

#[test]
fn typing_narrows_a_facet_in_hanzi_and_in_pinyin() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("fl").type_text("李云");
    assert_snapshot!("facet_typed", stage.picture());
    stage.press("<Ctrl-U>").type_text("lys").press("<Enter>");
    assert_eq!(
        stage.filter().split("    ").next(),
        Some("筛选  领导=李云生")
    );
    assert_eq!(stage.shown(), 12);
    assert!(
        stage
            .text()
            .lines()
            .skip(3)
            .take(11)
            .all(|row| row.contains("李云生"))
    );
}

#[test]
fn a_leader_who_stands_third_in_the_document_is_shown_first_when_asked_for() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("fl").type_text("孙亮").press("<Enter>");
    assert!(stage.shown() > 1);
    let rows = stage.text();
    assert!(
        rows.lines()
            .skip(3)
            .take(stage.shown())
            .all(|row| row.contains("孙亮"))
    );
}

#[test]
fn space_takes_several_and_enter_keeps_exactly_those() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage
        .press("fs<Esc>fr")
        .type_text("林西")
        .press("<Space><Ctrl-U>");
    assert_eq!(stage.shown(), 19, "the table follows behind the popup");
    stage.type_text("敖汉").press("<Space><Ctrl-U>");
    assert_eq!(stage.shown(), 49, "values of one facet are joined by or");
    stage.press("<Down><Enter>");
    assert_eq!(
        stage.shown(),
        49,
        "Enter takes nothing besides what was toggled"
    );
    assert!(
        stage.filter().contains("地区=林西县,敖汉旗"),
        "{}",
        stage.filter()
    );
    stage.press("ft").type_text("学前").press("<Enter>");
    assert!(stage.shown() < 10, "facets are joined by and");
    assert!(stage.filter().contains("领域=学前教育"));
}

#[test]
fn minus_excludes_a_value_and_esc_restores_filter_row_and_scroll() {
    let office = Office::demo();
    let mut stage = office.sit(NARROW);
    stage.press("<PgDn><PgDn>kkk");
    let before = stage.picture();
    stage.press("fr").type_text("林西").press("-");
    assert_eq!(stage.shown(), 110);
    assert!(stage.has("> -") || stage.has(">- "), "{}", stage.text());
    stage.press("<Esc>");
    assert_eq!(stage.picture(), before);
    stage.press("fr").type_text("林西").press("-<Enter>");
    assert!(
        stage.filter().contains("!地区=林西县"),
        "{}",
        stage.filter()
    );
}

#[test]
fn enter_on_a_value_that_is_taken_already_keeps_it() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage
        .press("fl")
        .type_text("lys")
        .press("<Enter>fl")
        .type_text("lys")
        .press("<Enter>");
    assert_eq!(stage.shown(), 12);
    stage.press("fl").type_text("lys").press("<Space><Enter>");
    assert_eq!(stage.shown(), 129, "Space takes it back");
}

#[test]
fn a_value_nobody_has_keeps_the_popup_open_and_says_so() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("fl").type_text("无此人").press("<Enter>");
    assert!(stage.message().contains("没有这样的值"));
    assert!(stage.has("/ 无此人"));
}

#[test]
fn counts_are_those_under_the_other_filters() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("fr").type_text("巴彦").press("<Enter>");
    let pane: Vec<String> = stage
        .text()
        .lines()
        .map(|line| line.split('|').next().unwrap().trim_end().to_owned())
        .collect();
    assert!(
        pane.iter()
            .any(|line| line.contains("敖汉旗") && line.ends_with("30")),
        "its own facet still counts the other regions: {pane:#?}"
    );
    assert!(
        pane.iter()
            .any(|line| line.contains("领导乙") && line.contains("13"))
    );
    stage.press("fs").type_text("签收").press("<Enter>");
    assert!(stage.shown() > 0 && stage.shown() < 15);
    assert!(
        !stage.has("敖汉旗        30"),
        "recounted under the state: {}",
        stage.text()
    );
}

#[test]
fn the_filters_with_a_key_of_their_own_narrow_and_widen_again() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    for (letter, lights) in [
        ("o", &["红"][..]),
        ("d", &["黄"]),
        ("b", &["灰", "红", "黄"]),
    ] {
        stage.press("f").press(letter);
        assert!(stage.shown() > 0 && stage.shown() < 129, "f {letter}");
        let model = &stage.0.model;
        let fitting = model
            .browse
            .lines
            .all()
            .iter()
            .filter(|line| line.fits())
            .filter_map(|line| line.id());
        let wrong: Vec<_> = fitting
            .filter(|id| !lights.contains(&model.data.light(*id).color.label(office.lang)))
            .collect();
        assert_eq!(wrong, [], "f {letter}");
        stage.press("f").press(letter);
        assert_eq!(stage.shown(), 129, "again takes it away");
    }
    stage.press("fm");
    assert_eq!(stage.shown(), 0, "nothing is mine yet");
    stage.press("f0");
    stage.press("n").type_text("我来催").press("<Enter>fm");
    assert_eq!(stage.shown(), 1);
    stage.press("f0");
    assert_eq!(stage.shown(), 129);
    assert!(stage.message().contains("已清除筛选"));
}

#[test]
fn a_state_asked_for_again_after_another_filter_is_still_taken_away() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("fofr").type_text("敖汉").press("<Enter>");
    assert!(stage.filter().contains("逾期"));
    stage.press("fo");
    assert!(!stage.filter().contains("逾期"), "{}", stage.filter());
    assert_eq!(stage.shown(), 30);
}

#[test]
fn the_pane_takes_and_excludes_and_its_cursor_stays_on_the_value() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("<Shift-Tab>jjj<Enter>");
    assert_eq!(stage.shown(), 19);
    let (row, _) = (stage.row(), 0);
    assert!(stage.has("x    林西县"), "{row}");
    stage.press("-");
    assert_eq!(stage.shown(), 110);
    assert!(stage.has("-    林西县"));
    stage.press("-");
    assert_eq!(stage.shown(), 129);
    stage.press("g<Enter>");
    assert!(stage.has("+- 地区"), "the head opens the popup");
    stage.press("<Esc>G<Space>");
    assert!(stage.filter().contains("灯=完"), "{}", stage.filter());
}

#[test]
fn a_long_filter_is_shortened_and_never_crowds_out_the_marks() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("<Space>/");
    stage.type_text("教育 地区:敖汉旗,林西县,巴彦淖尔市 领域:教师队伍,义务教育,学前教育 !领导:领导甲 状态:推进中,签收 期限:<2026");
    stage.press("<Enter>");
    let line = stage.filter();
    assert!(
        line.contains("等 6 条") && line.contains("已标 1"),
        "{line}"
    );
    stage.0.resize(60, 20);
    assert!(stage.filter().contains("教育 地区"), "{}", stage.filter());
    stage.0.resize(40, 10);
    assert!(stage.filter().contains("教育"), "{}", stage.filter());
    assert!(stage.line(0).contains("/129"), "{}", stage.line(0));
}

#[test]
fn the_filter_survives_the_task_view_with_row_and_scroll() {
    let office = Office::demo();
    let mut stage = office.sit(NARROW);
    stage.press("fr").type_text("敖汉").press("<Enter><PgDn>jj");
    let before = stage.picture();
    stage.press("<Enter>");
    assert!(
        stage.filter().contains("地区=敖汉旗"),
        "line 2 shows the filter here too"
    );
    stage.press("jj<Esc>");
    assert_eq!(stage.picture(), before);
}

#[test]
fn f_enter_lists_every_condition_of_a_long_filter_and_space_clears_one() {
    let office = Office::demo();
    let mut stage = office.sit(NARROW);
    stage.press("f<Enter>");
    assert!(stage.has("没有筛选条件"), "{}", stage.text());
    stage.press("/");
    stage
        .0
        .type_text("地区:内蒙古 状态:推进中 单位:教育局 !领域:党的建设 !灯:灰 教育");
    stage.press("<Enter>");
    let shown = stage.0.model.browse.counts.shown;
    assert!(stage.has("等 6 条"), "{}", stage.text());
    stage.press("f<Enter>jjj");
    assert_snapshot!("conditions", stage.picture());
    stage.press("<Space>");
    assert_eq!(stage.0.model.browse.query.conditions(), 5);
    assert!(!stage.has("党的建设 "), "{}", stage.text());
    assert!(stage.0.model.browse.counts.shown >= shown);
    stage.press("<Enter>");
    assert!(stage.0.model.dialog.is_none());
    stage.press("f<Enter><Space><Space><Space><Space><Space>");
    assert!(stage.0.model.dialog.is_none() && stage.0.model.browse.query.is_empty());
}

#[test]
fn a_popup_counts_what_only_the_requirement_says_as_the_list_does() {
    let office = Office::sample();
    // Too narrow for the pane, which counts the same.
    let mut stage = office.sit(NARROW);
    stage.press("/").type_text("教师").press("<Enter>");
    assert!(stage.0.model.browse.counts.hits.text > 0);
    let shown = stage.shown();
    stage.press("fg");
    let popup = stage.text();
    let line = popup.lines().find_map(|line| line.strip_prefix("|>  灰"));
    let count = line.and_then(|line| line.split_once('|')).unwrap().0;
    assert_eq!(count.trim(), shown.to_string(), "{popup}");
}
