//! The browse screen: its sizes, its panes, moving about in it.

use insta::assert_snapshot;

use crate::support::*;

#[test]
fn the_demo_with_two_regions_chosen_at_120x40() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("fr").type_text("巴彦").press("<Space><Ctrl-U>");
    stage.type_text("敖汉").press("<Space><Enter>");
    stage.press("jjj<Space><Space>jjj");
    assert_snapshot!("demo_120x40", stage.picture());
    assert_snapshot!("demo_120x40_styles", stage.styles());
}

#[test]
fn the_sample_is_drawn_at_every_size_that_has_a_layout_of_its_own() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    assert_snapshot!("sample_120x40", stage.picture());
    for (cols, rows) in [(80, 24), (60, 20), (40, 10), (39, 10), (200, 50)] {
        stage.0.resize(cols, rows);
        assert_snapshot!(format!("sample_{cols}x{rows}"), stage.picture());
    }
}

#[test]
fn z_shows_the_table_alone_and_b_takes_only_the_facets_away() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    let before = stage.picture();
    stage.press("z");
    assert!(!stage.has("预览") && !stage.has("责任领导 fl"));
    assert_snapshot!("full_table", stage.picture());
    stage.press("z");
    assert_eq!(stage.picture(), before);
    stage.press("b");
    assert!(stage.has("预览") && !stage.has("责任领导 fl"));
    stage.press("b");
    assert_eq!(stage.picture(), before);
}

#[test]
fn the_cursor_moves_by_line_page_and_to_both_ends() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    let ids = stage.ids();
    let at = |place: usize| Some(ids[place]);
    assert_eq!(stage.cursor(), at(0));
    for (keys, place) in [
        ("jj", 2),
        ("<Down>", 3),
        ("k<Up>", 1),
        ("<PgDn>", 12),
        ("<PgDn><PgUp>", 12),
        ("<PgUp><PgUp>", 0),
        ("k", 0),
        ("G", ids.len() - 1),
        ("j", ids.len() - 1),
        ("g", 0),
        ("<End>", ids.len() - 1),
        ("<Home>", 0),
    ] {
        stage.press(keys);
        assert_eq!(stage.cursor(), at(place), "{keys}");
        assert!(
            stage.row().starts_with('>'),
            "{keys}: the cursor is in view"
        );
    }
}

#[test]
fn the_preview_scrolls_by_half_its_height_and_stops_at_its_last_line() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    assert!(stage.has("Ctrl-D 下翻"));
    stage.press("<Ctrl-D>");
    let scroll = stage.0.model.browse.preview_scroll;
    assert_eq!(scroll, 3, "half of seven lines");
    stage.press("<Ctrl-D><Ctrl-D><Ctrl-D><Ctrl-D><Ctrl-D><Ctrl-D>");
    let last = stage.0.model.browse.preview_scroll;
    assert!(!stage.has("Ctrl-D 下翻"), "nothing is left below");
    stage.press("<Ctrl-D>");
    assert_eq!(stage.0.model.browse.preview_scroll, last);
    stage.press("<Ctrl-U>");
    assert_eq!(stage.0.model.browse.preview_scroll, last - 3);
    stage.press("j");
    assert_eq!(
        stage.0.model.browse.preview_scroll, 0,
        "another task begins at its top"
    );
}

#[test]
fn tab_goes_round_the_panes_and_each_takes_the_list_keys() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    let first = stage.cursor();
    stage.press("<Tab>j");
    assert!(stage.has("-- > 预览"));
    assert_eq!(
        (stage.cursor(), stage.0.model.browse.preview_scroll),
        (first, 1)
    );
    stage.press("k<Tab>jj");
    assert_eq!(stage.cursor(), first);
    assert_snapshot!("facet_pane_styles", stage.styles());
    assert!(stage.keys().contains("- 排除"));
    stage.press("<Tab>j");
    assert_ne!(stage.cursor(), first, "round again to the table");
    stage.press("<Shift-Tab>");
    assert!(stage.keys().contains("- 排除"));
    stage.press("<Esc>j");
    assert!(
        stage.keys().contains("s 状态"),
        "Esc goes back to the table"
    );
}

#[test]
fn a_pane_that_is_no_longer_shown_gives_the_keys_back_to_the_table() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("<Tab><Tab>");
    stage.0.resize(80, 24);
    let before = stage.cursor();
    stage.press("j");
    assert_ne!(stage.cursor(), before);
    stage.press("<Tab>");
    stage.0.resize(60, 20);
    let before = stage.cursor();
    stage.press("j");
    assert_ne!(stage.cursor(), before);
}

#[test]
fn groups_have_headings_with_counts_that_the_cursor_passes_over() {
    let office = Office::demo();
    let mut stage = office.sit(NARROW);
    stage.press("===");
    assert!(stage.message().contains("状态"));
    assert_snapshot!("grouped_by_status", stage.picture());
    let first = stage.cursor();
    stage.press("gkj");
    assert_ne!(stage.cursor(), first);
    stage.press("G");
    let last = stage.row();
    assert!(
        last.contains("撤销"),
        "the last group is the last state: {last}"
    );
    for by in ["灯", "不分", "地区", "领域"] {
        stage.press("=");
        assert!(stage.message().contains(by), "{}", stage.message());
        assert!(stage.row().starts_with('>'));
    }
}

#[test]
fn columns_are_chosen_and_moved_and_the_title_stays() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press(",");
    assert_snapshot!("columns_popup", stage.picture());
    stage.press("<Space>");
    assert!(
        !stage.line(2).contains("地区^"),
        "the first column is off: {}",
        stage.line(2)
    );
    stage.press("j<Space>");
    assert!(
        stage.message().contains("任务"),
        "the title cannot be taken off"
    );
    stage.press("+<Esc>");
    let head = stage.line(2);
    let (people, title) = (head.find("领导/牵头").unwrap(), head.find("任务 ").unwrap());
    assert!(people < title, "{head}");
}

#[test]
fn sorting_takes_a_letter_and_the_same_letter_again_reverses() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("o");
    assert_snapshot!("sort_popup", stage.picture());
    stage.press("d");
    assert!(stage.filter().contains("排序 时限,"), "{}", stage.filter());
    let earliest = stage.ids();
    stage.press("d");
    assert!(stage.filter().contains("排序 -时限,"), "{}", stage.filter());
    assert_ne!(stage.ids(), earliest);
    stage.press("<Esc>");
    assert!(stage.line(2).contains("时限v"));
    stage.press("od");
    assert!(stage.line(2).contains("时限^"));
    stage.press("q");
    assert_eq!(stage.0.left_with, None, "q closed the popup");
}

#[test]
fn sorting_while_words_are_searched_for_says_that_it_comes_later() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("/").type_text("教师").press("<Enter>od");
    assert!(stage.message().contains("相关度"), "{}", stage.message());
    assert!(stage.filter().contains("排序 相关度"));
}

#[test]
fn children_unfold_below_their_parent_with_numbers_of_their_own() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("/").type_text("敖汉").press("<Enter>jjjj");
    let parent = stage.cursor();
    stage.press("t");
    assert_snapshot!("children", stage.picture());
    stage.press("jj");
    assert!(stage.row().contains(".2 "), "{}", stage.row());
    stage.press("-");
    assert_eq!(stage.cursor(), parent, "- goes to the parent");
    stage.press("-");
    assert!(stage.message().contains("没有上级任务"));
    stage.press("jt");
    assert_eq!(
        stage.cursor(),
        parent,
        "folding from a child goes to the parent"
    );
    stage.press("G").press("gt");
    assert!(
        stage.message().contains("没有子项") || stage.has(".1 "),
        "a task without children says so: {}",
        stage.message()
    );
}

#[test]
fn marks_ranges_and_all_are_counted_in_the_second_line() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("<Space><Space>jVjj");
    assert!(stage.filter().contains("已标 2 (筛选内 2)"));
    assert!(
        stage.row().starts_with(">*"),
        "the range is shown while it grows"
    );
    stage.press("V");
    assert!(
        stage.filter().contains("已标 5 (筛选内 5)"),
        "{}",
        stage.filter()
    );
    stage.press("k<Space>");
    assert!(stage.filter().contains("已标 4"), "Space takes a mark back");
    stage.press("a");
    assert!(
        stage.filter().contains("已标 129 (筛选内 129)"),
        "{}",
        stage.filter()
    );
    stage.press("a");
    assert!(!stage.filter().contains("已标"));
    stage.press("V<Esc>jj<Space>");
    assert!(stage.filter().contains("已标 1 "), "Esc ended the range");
}

#[test]
fn a_verb_acts_on_the_whole_of_a_range_that_still_grows() {
    for keys in ["sa", "n", "p", "d", "e"] {
        let office = Office::sample();
        let mut stage = office.sit(WIDE);
        stage.press("Vjjj").press(keys);
        assert!(stage.has("4 项"), "{keys}: {}", stage.text());
        assert!(stage.filter().contains("已标 4 "), "{keys}");
    }
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("Vjjj<Space>");
    let left = stage.filter();
    assert!(
        left.contains("已标 3 "),
        "Space takes one of them back: {left}"
    );
}

#[test]
fn esc_walks_back_one_step_at_a_time_and_never_quits() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage
        .press("/")
        .type_text("教师 地区:巴彦淖尔")
        .press("<Enter><Space>V");
    stage.press("<Esc>");
    assert!(stage.0.model.browse.range_from.is_none());
    assert!(stage.filter().contains("已标 1"));
    stage.press("<Esc>");
    assert!(!stage.filter().contains("已标") && stage.filter().contains("教师 地区"));
    stage.press("<Esc>");
    assert!(stage.filter().contains("筛选  教师 "), "{}", stage.filter());
    stage.press("<Esc>");
    assert!(stage.filter().contains("筛选  无"));
    stage.press("<Esc><Esc><Esc>");
    assert_eq!((stage.0.left_with, stage.shown()), (None, 129));
}

#[test]
fn a_cursor_whose_task_leaves_the_filter_goes_to_the_next_task_that_stays() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("GG<PgUp>kk");
    let ids = stage.ids();
    let at = ids
        .iter()
        .position(|id| Some(*id) == stage.cursor())
        .unwrap();
    stage.press("/").type_text("教师").press("<Esc>");
    assert_eq!(stage.cursor(), Some(ids[at]));
    stage.press("fs").type_text("立项").press("-<Esc>");
    assert_eq!(stage.cursor(), Some(ids[at]), "Esc in a facet too");
}

#[test]
fn an_unbound_key_says_so_and_does_nothing_else() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    let entries = stage.entries(&office);
    for key in ["x", "i", "w", "A", "Z", "7", "0"] {
        stage.press(key);
        assert!(
            stage
                .message()
                .contains(&format!("「{key}」在这里不起作用"))
        );
    }
    stage.press("fz");
    assert!(stage.message().contains("「f z」在这里不起作用"));
    assert_eq!(stage.entries(&office), entries);
}

#[test]
fn an_empty_ledger_says_what_to_do() {
    let office = Office::new(Kind::Empty);
    let mut stage = office.sit(NARROW);
    assert_snapshot!("empty_ledger", stage.picture());
    for key in [
        "s", "n", "p", "d", "e", "<Enter>", "<Space>", "v", "yt", "G", "j", "t", "-",
    ] {
        stage.press(key);
        assert!(stage.0.model.dialog.is_none(), "{key} opened something");
    }
}

#[test]
fn the_drawings_of_the_contract_are_what_is_drawn() {
    let office = Office::demo();
    let stage = office.sit(WIDE);
    let text = stage.text();
    let head: Vec<&str> = text.lines().take(3).collect();
    let tail: Vec<&str> = text.lines().skip(38).collect();
    assert!(
        head[0].starts_with(" 督办  演示:进展为模拟数据   今天 2023-10-16 周一   用户 张敏@ssh")
    );
    assert!(head[0].ends_with("129/129 项+子项98"));
    assert!(head[1].starts_with(" 筛选  无    排序 地区,编号"));
    let place = "|    编号   地区^    任务                             领导/牵头    状态   进% 时限        灯";
    assert!(head[2].ends_with(place), "{}", head[2]);
    assert!(tail[0].ends_with("第 1 行 / 129"));
    assert!(tail[1].starts_with(" s 状态 p 进度 n 备注 d 时限 Space 标记 / 查找 f 筛选 o 排序"));
}

#[test]
fn of_pages_turned_in_one_go_only_the_last_is_read_ahead() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    let read_before = stage.0.model.details.len();
    stage.0.is_hurried = true;
    stage.press("<PgDn> <PgDn> <PgDn>");
    let read = stage.0.model.details.len();
    assert!(
        read <= read_before + 3,
        "the tasks under the cursor: {read}"
    );
    stage.0.settle();
    let rows = stage.0.model.layout().table_rows();
    let read = stage.0.model.details.len();
    assert!(read >= read_before + rows, "the page it ended on: {read}");
}
