//! Saved views: kept, applied, called by name, taken away.

use insta::assert_snapshot;

use crate::support::*;

const NEAR: &str = "config/views.toml";
const BESIDE: &str = "ledger.views.toml";

fn write(office: &Office, place: &str, text: &str) {
    let path = office.folder().join(place);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn view(name: &str, filter: &str) -> String {
    format!("[[view]]\nname = \"{name}\"\nfilter = \"{filter}\"\n")
}

/// Two views of one's own and two of the office's.
fn with_views(office: &Office) {
    let own = view("敖汉教师", "地区:敖汉旗 教师") + &view("红灯", "灯:红");
    write(office, NEAR, &own);
    let sorted = "sort = \"-deadline,number\"\ncolumns = [\"title\", \"sector\", \"light\"]\ngroup = \"status\"\n";
    let shared = view("学前", "领域:学前教育") + sorted + &view("全部", "");
    write(office, BESIDE, &shared);
}

#[test]
fn a_view_is_kept_and_brings_back_filter_order_columns_and_grouping() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage
        .press("fr")
        .type_text("敖汉")
        .press("<Enter>od<Esc>=,<Space><Esc>g");
    let wanted = stage.picture();
    stage.press("ffc").type_text("敖汉各项").press("<Enter>");
    assert_eq!(stage.message(), "已保存视图「敖汉各项」(我的)");
    assert!(stage.has(">1 敖汉各项"), "{}", stage.text());
    stage.press("<Esc>f0====or,<Space><Esc>");
    assert_ne!(stage.picture(), wanted);
    stage.press("ff<Enter>");
    assert_eq!(stage.message(), "视图：敖汉各项 (我的)");
    stage.press("g");
    assert_eq!(stage.picture(), wanted);
    let file = std::fs::read_to_string(office.folder().join(NEAR)).unwrap();
    assert!(file.contains("name = \"敖汉各项\""), "{file}");
    assert!(!office.folder().join(BESIDE).exists(), "it is one's own");
}

#[test]
fn the_box_lists_own_views_first_with_filter_and_number_of_tasks() {
    let office = Office::demo();
    with_views(&office);
    let mut stage = office.sit(WIDE);
    stage.press("ffjj");
    assert_snapshot!("views_120x40", stage.picture());
    let mut stage = office.sit(NARROW);
    stage.press("ff");
    assert_snapshot!("views_80x24", stage.picture());
    let english = office.english();
    let mut stage = english.sit(NARROW);
    stage.press("ffjj");
    assert_snapshot!("en_views_80x24", stage.picture());
}

#[test]
fn the_box_is_drawn_at_every_size_with_many_views_and_long_names() {
    let office = Office::sample();
    let long = "很长的名称".repeat(30);
    let many: String = (0..60)
        .map(|n| view(&format!("{n}{long}"), &long))
        .collect();
    write(&office, NEAR, &many);
    write(&office, BESIDE, "[[view]]\nname = 3\n");
    let mut stage = office.sit(WIDE);
    stage.press("ff<PgDn><PgDn><Down>");
    for (cols, rows) in [(1, 1), (40, 10), (41, 11), (60, 16), (80, 24), (300, 100)] {
        stage.0.resize(cols, rows);
        if rows >= 10 {
            assert!(stage.has(">  21"), "{}", stage.text());
        }
    }
    stage.press("c");
    for (cols, rows) in [(1, 1), (40, 10), (500, 200)] {
        stage.0.resize(cols, rows);
        stage.text();
    }
}

#[test]
fn nothing_saved_yet_says_which_key_keeps_one_and_whose_it_will_be() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("fo").press("ff");
    assert_snapshot!("views_none", stage.picture());
    stage.press("c").type_text("逾期").press("<Tab>");
    assert_snapshot!("views_naming", stage.picture());
    let english = office.english();
    let mut stage = english.sit(WIDE);
    stage.press("ff");
    assert!(stage.has("Press c to keep"), "{}", stage.text());
    stage.press("c").type_text("near");
    assert_snapshot!("en_views_naming", stage.picture());
}

#[test]
fn a_shared_view_is_there_for_the_next_desk_at_its_next_look() {
    let office = Office::sample();
    let mut hers = Stage(duban::tui::headless::Headless::new(
        duban::tui::Start {
            views_folder: Some(office.folder().join("hers")),
            ..office.start("王芳")
        },
        WIDE,
    ));
    let mut his = office.sit(WIDE);
    his.press("/").type_text("教师").press("<Enter>ffc");
    his.type_text("@教师 队伍").press("<Tab><Enter>");
    assert_eq!(his.message(), "已保存视图「教师 队伍」(共享)");
    his.press("c").type_text("自己的").press("<Enter><Esc>");
    hers.press("ff");
    assert!(hers.has("1 教师 队伍"), "{}", hers.text());
    assert!(!hers.has("自己的"), "{}", hers.text());
    hers.press("1");
    assert!(hers.filter().starts_with("筛选  教师"), "{}", hers.filter());
    assert_eq!(hers.ids(), his.ids());
}

#[test]
fn a_digit_after_f_applies_a_view_and_the_footer_offers_those_there_are() {
    let office = Office::demo();
    let mut stage = office.sit(NARROW);
    stage.press("f");
    assert!(!stage.text().contains("1-"), "{}", stage.text());
    stage.press("3");
    assert_eq!(stage.message(), "没有第 3 个视图；f f 看有哪些");
    with_views(&office);
    stage.press("f3");
    assert_eq!(
        stage.message(),
        "视图：学前 (共享)",
        "read anew, though written since"
    );
    assert!(
        stage.filter().contains("领域:学前教育"),
        "{}",
        stage.filter()
    );
    assert!(stage.line(2).contains("领域"), "{}", stage.line(2));
    stage.press("f");
    assert!(stage.has("1-4 视图"), "{}", stage.text());
    stage.press("4");
    assert_eq!(stage.shown(), 129);
    assert!(stage.line(2).contains("地区"), "the usual columns again");
}

#[test]
fn an_empty_name_is_refused_and_a_taken_one_asked_about_once() {
    let office = Office::sample();
    with_views(&office);
    let mut stage = office.sit(NARROW);
    stage
        .press("fuffc<Esc><Esc>/")
        .type_text("培训")
        .press("<Enter>");
    stage.press("ffc<Enter>");
    assert_eq!(stage.message(), "视图要有名称");
    stage.type_text(" @ ").press("<Enter>");
    assert_eq!(stage.message(), "视图要有名称");
    stage.press("<Ctrl-U>").type_text("红灯").press("<Enter>");
    assert_eq!(stage.message(), "已有视图「红灯」(我的)，再按 Enter 替换");
    stage.press("<Backspace>").type_text("灯").press("<Enter>");
    assert_eq!(
        stage.message(),
        "已有视图「红灯」(我的)，再按 Enter 替换",
        "another key takes the question back"
    );
    stage.press("<Enter>");
    assert_eq!(stage.message(), "已保存视图「红灯」(我的)");
    let file = std::fs::read_to_string(office.folder().join(NEAR)).unwrap();
    assert!(file.contains("培训") && !file.contains("灯:红"), "{file}");
    stage.press("c").type_text("红灯").press("<Tab><Enter>");
    assert_eq!(
        stage.message(),
        "已保存视图「红灯」(共享)",
        "it was not taken there"
    );
    let long = "长".repeat(41);
    stage.press("c").type_text(&long).press("<Enter>");
    assert_eq!(stage.message(), "名称最多 40 字");
}

#[test]
fn a_view_goes_only_when_asked_twice() {
    let office = Office::sample();
    with_views(&office);
    let mut stage = office.sit(WIDE);
    stage.press("ffjd");
    assert_eq!(stage.message(), "再按一次 d 删除「红灯」");
    stage.press("j");
    assert!(
        stage.has(">2 红灯"),
        "any other key is no: {}",
        stage.text()
    );
    stage.press("d<Delete>");
    assert_eq!(stage.message(), "已删除视图「红灯」(我的)");
    assert!(!stage.has("红灯  "), "{}", stage.text());
    stage.press("jd");
    assert!(
        stage.message().contains("共享的「全部」"),
        "{}",
        stage.message()
    );
    stage.press("d<Esc>");
    let left = std::fs::read_to_string(office.folder().join(BESIDE)).unwrap();
    assert!(left.contains("学前") && !left.contains("全部"), "{left}");
}

#[test]
fn the_palette_finds_views_by_hanzi_and_initials_and_applies_them() {
    let office = Office::demo();
    with_views(&office);
    for typed in ["红灯", "hd", "@红灯", "hongdeng"] {
        let mut stage = office.sit(WIDE);
        stage.press(":").type_text(typed);
        assert!(stage.has("@红灯"), "{typed}: {}", stage.text());
        stage.press("<Enter>");
        assert_eq!(stage.message(), "视图：红灯 (我的)", "{typed}");
    }
    let mut stage = office.sit(WIDE);
    stage.press(":").type_text("xq");
    assert_snapshot!("views_palette", stage.picture());
    stage.press("<Esc>?").type_text("f 2");
    assert!(stage.has("用第 2 个保存的视图"), "{}", stage.text());
}

#[test]
fn at_and_a_name_in_the_search_box_become_the_filter_of_the_view() {
    let office = Office::demo();
    with_views(&office);
    let mut stage = office.sit(WIDE);
    let all = stage.ids();
    stage.press("/@");
    assert!(
        stage
            .message()
            .starts_with("Tab 或 Enter 换成视图的筛选：敖汉教师、红灯、学前、全部"),
        "{}",
        stage.message()
    );
    stage.type_text("hd");
    assert_eq!(stage.ids(), all, "a name is not searched for");
    stage.press("<Tab>");
    assert!(stage.line(1).starts_with(" / 灯:红"), "{}", stage.line(1));
    let red = stage.shown();
    assert!(red > 0 && red < all.len());
    stage
        .press("<Ctrl-U>")
        .type_text("＠红灯 地区:敖汉")
        .press("<Enter>");
    assert!(
        stage.filter().starts_with("筛选  灯:红 地区:敖汉"),
        "{}",
        stage.filter()
    );
    assert!(stage.shown() < red);
}

#[test]
fn an_unknown_name_in_the_search_box_is_a_sentence_and_the_rows_stay() {
    let office = Office::demo();
    with_views(&office);
    let mut stage = office.sit(NARROW);
    let all = stage.ids();
    stage.press("/").type_text("@火星").press("<Enter>");
    assert_eq!(stage.message(), "没有叫「火星」的视图");
    stage.press("<Tab>");
    assert!(stage.line(1).starts_with(" / @火星"), "{}", stage.line(1));
    assert_eq!(stage.ids(), all);
    stage.press("<Esc>");
    assert!(stage.filter().starts_with("筛选  无"));
    let nobody = Office::sample();
    let mut stage = nobody.sit(NARROW);
    stage.press("/").type_text("@红");
    assert_eq!(stage.message(), "还没有保存的视图；f f 保存");
}

#[test]
fn a_view_that_cannot_be_read_any_more_is_named_with_the_place_and_nothing_changes() {
    let office = Office::sample();
    let bad = view("坏筛选", "教师 期限:<昨天")
        + &view("坏排序", "教师")
        + "sort = \"colour\"\n"
        + &view("坏分组", "教师")
        + "group = \"colour\"\n";
    write(&office, NEAR, &bad);
    let mut stage = office.sit(WIDE);
    let before = stage.ids();
    for (digit, sentence) in [
        ("1", "视图「坏筛选」的筛选读不了：查询第 8 字处："),
        ("2", "视图「坏排序」的排序读不了：没有「colour」这一栏"),
        ("3", "视图「坏分组」的分组读不了：不能按「colour」分"),
    ] {
        stage.press("f").press(digit);
        assert!(stage.message().starts_with(sentence), "{}", stage.message());
        assert_eq!(stage.ids(), before);
        assert!(stage.filter().starts_with("筛选  无"));
    }
    stage.press("ff");
    assert_snapshot!("views_unreadable_filter", stage.picture());
    stage.press("<Enter>");
    assert!(stage.has("保存的视图"), "the box stays: {}", stage.text());
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_views_of_the_other_stay() {
    let office = Office::sample();
    with_views(&office);
    write(&office, BESIDE, "[[view]]\nname = 3\n");
    let mut stage = office.sit(WIDE);
    stage.press("ff");
    assert!(stage.has(">1 敖汉教师"), "{}", stage.text());
    assert!(stage.has("读不了保存的视图"), "{}", stage.text());
    stage.press("c").type_text("新").press("<Tab><Enter>");
    assert!(
        stage.message().starts_with("读不了保存的视图"),
        "{}",
        stage.message()
    );
    assert!(
        stage.has("保存为视图"),
        "what was typed stays: {}",
        stage.text()
    );
    stage.press("<Tab><Enter>");
    assert_eq!(stage.message(), "已保存视图「新」(我的)");
    let broken = std::fs::read_to_string(office.folder().join(BESIDE)).unwrap();
    assert_eq!(broken, "[[view]]\nname = 3\n");
}

#[test]
fn a_shared_file_that_cannot_be_written_is_a_sentence_and_own_views_still_work() {
    let office = Office::sample();
    // A folder in its place: refused even to those whom permissions do not bind.
    std::fs::create_dir(office.folder().join(BESIDE)).unwrap();
    let mut stage = office.sit(WIDE);
    stage.press("ffc").type_text("甲").press("<Tab><Enter>");
    assert!(stage.message().contains(BESIDE), "{}", stage.message());
    stage.press("<Tab><Enter>");
    assert_eq!(stage.message(), "已保存视图「甲」(我的)");
}

#[test]
fn a_read_only_ledger_keeps_its_shared_views_and_takes_ones_own() {
    let office = Office::sample();
    with_views(&office);
    let mut start = office.start("张敏");
    start.ledger =
        Some(duban::ledger::open(&office.path, duban::ledger::Access::ReadOnly).unwrap());
    let mut stage = Stage(duban::tui::headless::Headless::new(start, WIDE));
    stage.press("ffc").type_text("甲").press("<Tab><Enter>");
    assert_eq!(
        stage.message(),
        "台账是只读的，共享视图不能改；Tab 改为我的"
    );
    stage.press("<Tab><Enter>");
    assert_eq!(stage.message(), "已保存视图「甲」(我的)");
    stage.press("jd");
    assert!(stage.message().contains("只读"), "{}", stage.message());
}

#[test]
fn views_act_on_browse_and_on_a_past_day() {
    let office = Office::demo();
    with_views(&office);
    let mut stage = office.sit(WIDE);
    stage.press("<Enter>ff");
    assert!(!stage.has("保存的视图"), "{}", stage.text());
    stage
        .press("<Esc>@")
        .type_text("2023-06-30")
        .press("<Enter>f2");
    assert_eq!(stage.message(), "视图：红灯 (我的)");
    assert!(stage.has("2023-06-30"), "{}", stage.text());
    assert!(stage.filter().starts_with("筛选  灯:红"));
}

#[test]
fn without_a_folder_for_them_own_views_are_refused_in_a_sentence() {
    let office = Office::sample();
    let mut start = office.start("张敏");
    start.views_folder = None;
    let mut stage = Stage(duban::tui::headless::Headless::new(start, WIDE));
    stage.press("ffc").type_text("甲").press("<Enter>");
    assert!(
        stage.message().starts_with("没有存放视图的文件夹"),
        "{}",
        stage.message()
    );
    stage.press("<Tab><Enter>");
    assert_eq!(stage.message(), "已保存视图「甲」(共享)");
}

#[test]
fn a_ledger_made_at_first_start_has_shared_views_beside_it() {
    let office = Office::new(Kind::Empty);
    let mut start = office.start("张敏");
    start.ledger = None;
    let made = duban::tui::Made {
        path: office.path.clone(),
        is_demo: false,
        today: None,
    };
    start.make = std::sync::Arc::new(move |_| Ok(made.clone()));
    let mut stage = Stage(duban::tui::headless::Headless::new(start, WIDE));
    stage
        .press("jj<Enter>ffc")
        .type_text("甲")
        .press("<Tab><Enter>");
    assert_eq!(stage.message(), "已保存视图「甲」(共享)");
    assert!(office.folder().join(BESIDE).exists());
}
