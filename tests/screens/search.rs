//! The search box.

use insta::assert_snapshot;

use duban::tui::msg::Msg;

use crate::support::*;

#[test]
fn each_key_narrows_and_the_matches_are_marked() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("/").type_text("lys jy");
    assert_snapshot!("search_80x24", stage.picture());
    assert_snapshot!("search_80x24_styles", stage.styles());
    assert_eq!(stage.shown(), 12);
    assert_eq!(stage.0.model.browse.offset, 0);
}

#[test]
fn enter_keeps_the_text_as_filter_and_a_second_enter_opens_the_task() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("/").type_text("lys").press("<Enter>");
    assert!(
        stage.filter().starts_with("筛选  lys    排序 相关度"),
        "{}",
        stage.filter()
    );
    let id = stage.cursor();
    stage.press("<Enter>");
    assert_eq!(stage.0.model.page.task.map(|id| id.get()), id);
}

#[test]
fn esc_restores_text_rows_selection_and_scroll() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage
        .press("/")
        .type_text("教育")
        .press("<Enter><PgDn>jj<Ctrl-D>");
    let before = stage.picture();
    stage.press("/").type_text(" 幼儿园").press("<Down><Down>");
    assert_ne!(stage.picture(), before);
    stage.press("<Esc>");
    assert_eq!(stage.picture(), before);
}

#[test]
fn up_and_down_move_in_the_rows_without_leaving_the_box() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("/").type_text("教师");
    let ids = stage.ids();
    stage.press("<Down><Down><Up>");
    assert_eq!(stage.cursor(), Some(ids[1]));
    stage.press("<PgDn>");
    assert_eq!(stage.cursor(), Some(ids[(1 + 11).min(ids.len() - 1)]));
    assert!(stage.line(1).starts_with(" / 教师"));
    stage.type_text("队伍");
    assert!(stage.line(1).starts_with(" / 教师队伍"));
    assert_eq!(
        stage.cursor(),
        stage.ids().first().copied(),
        "a new text starts at the first row"
    );
}

#[test]
fn a_bad_query_says_where_and_why_and_the_last_good_rows_stay() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("/").type_text("教师");
    let good = stage.ids();
    stage.type_text(" 期限:<昨天");
    assert_eq!(
        stage.message(),
        "查询第 8 字处：昨天 不是日期；写法：2025、2025-12、2025-12-31、无、长期"
    );
    stage.press("<Ctrl-U>").type_text("教师").type_text(" \"");
    assert!(
        stage.message().starts_with("查询第 4 字处："),
        "{}",
        stage.message()
    );
    assert_eq!(stage.ids(), good, "the last good rows stay");
    stage.press("<Enter>");
    assert!(stage.line(1).starts_with(" / 教师 \""), "Enter is refused");
    stage.press("<Backspace><Enter>");
    assert!(stage.filter().starts_with("筛选  教师"));
}

/// What is styled on the line of the box.
fn marked(stage: &Stage) -> String {
    let styles = stage.styles();
    let mut lines = styles
        .lines()
        .filter_map(|line| line.strip_prefix("row 1: "));
    lines.next().unwrap_or_default().to_owned()
}

#[test]
fn what_cannot_be_read_is_underlined_in_the_box() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("/").type_text("教师 \"队伍 建设");
    assert_snapshot!(
        "fault_80x24",
        format!("{}\n{}", stage.picture(), stage.styles())
    );
    let mut wide = Office::sample().english().sit(WIDE);
    wide.press("/").type_text("教师 !");
    assert_snapshot!(
        "fault_120x40",
        format!("{}\n{}", wide.picture(), marked(&wide))
    );
    for (typed, mark) in [
        (
            "教师 期限:<昨天 灯:红",
            "cols 14-17 bold+underlined+red \"昨天\"",
        ),
        ("教师 颜色:红", "cols 8-11 bold+underlined+red \"颜色\""),
        ("a |", ""),
        ("领导:", "cols 7-7 bold+underlined+red \":\""),
        ("教育 !", "cols 8-8 bold+underlined+red \"!\""),
        ("灯：红，紫", "cols 11-12 bold+underlined+red \"紫\""),
        ("教师", ""),
    ] {
        stage.press("<Ctrl-U>").type_text(typed);
        assert_eq!(marked(&stage), mark, "{typed}");
    }
}

#[test]
fn whatever_is_pasted_is_answered_and_leaves_the_rows_alone() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("/");
    let rows = stage.ids();
    let long = |piece: &str| piece.repeat(10_000 / piece.len().min(10_000));
    for pasted in [
        "!".repeat(10_000),
        "\"".repeat(9_999),
        "“".repeat(9_999),
        long("！!"),
        long("!\"(|[a"),
        long("领导:"),
        long("!领导:a|"),
        format!("领导:{}", long("a,")),
        long("a b "),
        long("e\u{301}\u{323}"),
        "教".repeat(10_000),
        format!("期限:<{}", "2".repeat(9_999)),
    ] {
        stage.0.send(Msg::Paste(pasted.clone()));
        stage.press("<Tab>");
        assert!(
            stage.message().starts_with("查询第"),
            "{pasted:.40} {}",
            stage.message()
        );
        assert!(marked(&stage).contains("underlined"), "{pasted:.40}");
        assert_eq!(stage.ids(), rows);
        stage.press("<Ctrl-U>");
    }
}

#[test]
fn what_cannot_be_read_is_marked_where_the_box_was_scrolled() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    let long = "教育督导".repeat(10);
    stage.press("/").type_text(&format!("灯:紫色 {long}"));
    let line = stage.line(1);
    assert!(line.starts_with("</ ") && !line.contains('紫'), "{line}");
    assert_eq!(marked(&stage), "cols 0-0 bold+underlined+red \"<\"");
    stage.press("<Home>");
    assert_eq!(marked(&stage), "cols 6-9 bold+underlined+red \"紫色\"");
    stage.press("<Ctrl-U><End><Ctrl-U>");
    stage.type_text(&format!("{long} 灯:紫色"));
    let columns = marked(&stage);
    assert!(
        columns.ends_with("bold+underlined+red \"紫色\""),
        "{columns}"
    );
    stage.press("<Home>");
    let line = stage.line(1);
    assert!(line.ends_with('>') && !line.contains('紫'), "{line}");
    assert_eq!(marked(&stage), "cols 79-79 bold+underlined+red \">\"");
    // Half of it is there.
    stage.press("<Ctrl-U><End><Ctrl-U>");
    let words = "教育 ".repeat(7);
    stage
        .type_text(&format!("{words}领导:<{long}李"))
        .press("<Home>");
    assert!(marked(&stage).contains("cols 44-"), "{}", marked(&stage));
}

#[test]
fn an_empty_box_on_enter_removes_the_filter() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage
        .press("/")
        .type_text("教师")
        .press("<Enter>/<Ctrl-U><Enter>");
    assert!(stage.filter().starts_with("筛选  无"));
    assert_eq!(stage.shown(), 129);
}

#[test]
fn nothing_found_names_the_word_without_which_there_would_be_most() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("/").type_text("教师 火星");
    assert_eq!(stage.shown(), 0);
    let teachers = {
        let mut other = office.sit(NARROW);
        other.press("/").type_text("教师");
        // The texts have not been read for a query nobody asked.
        other.shown() - other.0.model.browse.counts.hits.text
    };
    assert_eq!(
        stage.message(),
        format!("0 项；去掉「火星」至少有 {teachers} 项")
    );
    stage.press("<Ctrl-U>").type_text("火星");
    assert_eq!(stage.message(), "0 项，没有命中；按 Esc 回原处");
    stage.press("<Ctrl-U>").type_text("地区:敖汉旗 领导:李云生");
    assert!(
        stage
            .message()
            .starts_with("0 项；去掉「地区:敖汉旗」有 30 项")
            || stage.message().contains("去掉「领导:李云生」有 30 项"),
        "{}",
        stage.message()
    );
}

#[test]
fn tab_completes_names_of_fields_and_values() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("/").type_text("ld").press("<Tab>");
    assert!(stage.line(1).starts_with(" / 领导:"), "{}", stage.line(1));
    stage.type_text("lys").press("<Tab>");
    assert!(
        stage.line(1).starts_with(" / 领导:李云生"),
        "{}",
        stage.line(1)
    );
    assert_eq!(stage.shown(), 12);
    stage.type_text(" !地区:敖").press("<Tab>");
    assert!(stage.line(1).contains("!地区:敖汉旗"), "{}", stage.line(1));
}

#[test]
fn the_box_opens_with_the_query_in_force_and_takes_readline_keys() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("fl").type_text("lys").press("<Enter>/");
    assert!(stage.line(1).starts_with(" / 领导=李云生"));
    stage.type_text("教育").press("<Ctrl-A>");
    let (_, cursor) = stage.0.frame();
    assert_eq!(cursor.unwrap().x, 3);
    stage.press("<Ctrl-E><Ctrl-W>");
    assert!(
        stage.line(1).starts_with(" / 领导=李云生 "),
        "{}",
        stage.line(1)
    );
    assert_eq!(stage.shown(), 12);
}

#[test]
fn full_width_slash_opens_the_box_as_the_keys_layer_hands_it_over() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("/").type_text("领导：李云生");
    assert_eq!(stage.shown(), 12, "a full-width colon is a colon");
}

#[test]
fn a_match_behind_the_cut_is_brought_into_view() {
    let office = Office::sample();
    let mut stage = office.sit((60, 20));
    stage.press("/").type_text("负责制");
    assert!(stage.has("~"), "{}", stage.text());
    assert!(
        stage
            .text()
            .lines()
            .skip(3)
            .any(|row| row.contains("~") && row.contains("负责制")),
        "{}",
        stage.text()
    );
}

#[test]
fn words_found_in_the_fields_of_no_column_are_counted_in_the_message() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("/").type_text("财政局");
    assert!(
        stage.message().starts_with("领导或单位命中 "),
        "{}",
        stage.message()
    );
    stage.press("<Ctrl-U>").type_text("林西");
    assert!(
        stage.message().starts_with("地区、领域或编号命中 19"),
        "{}",
        stage.message()
    );
}

#[test]
fn a_hit_in_a_child_shows_parent_and_child() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("/").type_text("职普比例");
    assert_snapshot!("hit_in_child", stage.picture());
    assert_snapshot!("hit_in_child_styles", stage.styles());
}

#[test]
fn words_of_the_requirement_follow_the_first_answer_and_stand_last() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.0.is_hurried = true;
    stage.press("/").type_text("教师");
    let tops = |stage: &Stage| -> Vec<i64> {
        let lines = stage.0.model.browse.lines.all().iter();
        let tops = lines.filter(|line| line.fits() && !line.is_nested());
        tops.filter_map(|line| Some(line.id()?.get())).collect()
    };
    let first = tops(&stage);
    assert!(stage.0.model.browse.counts.hits.text == 0 && !first.is_empty());
    stage.0.settle();
    let mut all = tops(&stage);
    let text = stage.0.model.browse.counts.hits.text;
    assert!(
        text > 0 && stage.message().contains(&format!("正文命中 {text}")),
        "{}",
        stage.message()
    );
    assert_eq!(stage.shown(), first.len() + text);
    let id = duban::domain::TaskId::new(*all.last().unwrap()).unwrap();
    let task = office.open().task(id).unwrap();
    assert!(task.body.requirement.contains("教师"));
    all.retain(|id| first.contains(id));
    assert_eq!(all, first, "the others stay in their order");
}

#[test]
fn what_the_texts_of_an_older_query_hold_comes_too_late() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.0.is_hurried = true;
    stage.press("/").type_text("教师");
    let asked = duban::tui::update(&mut stage.0.model, Msg::Idle);
    stage.type_text("队伍");
    stage.0.settle();
    let picture = stage.picture();
    stage.0.perform(asked);
    stage.0.settle();
    assert_eq!(stage.picture(), picture);
}

#[test]
fn tab_again_is_the_next_value_and_what_it_would_make_is_shown() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("/").type_text("状态:");
    assert!(
        stage.message().contains("Tab: 状态:"),
        "{}",
        stage.message()
    );
    stage.press("<Tab>");
    let first = stage.line(1);
    stage.press("<Tab>");
    assert_ne!(stage.line(1), first);
    stage.press("<Shift-Tab>");
    assert_eq!(stage.line(1), first);
}

#[test]
fn every_field_with_known_values_completes_them() {
    let office = Office::sample();
    for (typed, completed) in [
        ("dq", "地区:"),
        ("地区:ahq", "地区:敖汉旗"),
        ("领域:xq", "领域:学前"),
        ("领导:lys", "领导:李云生"),
        ("领导:lys,李云生,d", "领导:lys,李云生,"),
        ("领导:sl|lys", "领导:sl|李云生"),
        ("单位:czj", "单位:"),
        ("状态:lx", "状态:立项"),
        ("灯:hui", "灯:灰"),
        ("情形:yq", "情形:逾期"),
        ("期限:cq", "期限:长期"),
        ("文件:ahq", "文件:敖汉"),
        ("!领导：lys", "!领导：李云生"),
    ] {
        let mut stage = office.sit(WIDE);
        stage.press("/").type_text(typed).press("<Tab>");
        let line = stage.line(1);
        assert!(
            line.starts_with(&format!(" / {completed}")),
            "{typed}: {line}"
        );
        assert!(
            !line.starts_with(&format!(" / {typed} ")),
            "{typed}: {line}"
        );
        assert!(
            completed.ends_with(':') || !stage.message().starts_with("查询第"),
            "{typed}: {}",
            stage.message()
        );
    }
}

#[test]
fn the_page_about_the_query_language_opens_over_the_empty_box_and_any_key_goes_back() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("/?");
    assert_snapshot!("query_help_120x40", stage.picture());
    stage.press("j");
    assert!(stage.line(1).starts_with(" / ") && !stage.has("jspx"));
    let mut english = Office::sample().english().sit(NARROW);
    english.press("/?");
    assert_snapshot!("query_help_80x24_english", english.picture());
}

#[test]
fn every_example_of_the_page_is_a_query() {
    for lang in [duban::domain::Lang::Zh, duban::domain::Lang::En] {
        for (typed, _) in duban::wording::query_help::lines(lang) {
            for query in typed.split("  ") {
                let read = duban::search::Query::parse(query);
                assert!(read.is_ok(), "{query}: {read:?}");
            }
        }
    }
}
