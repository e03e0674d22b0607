use std::sync::LazyLock;

use proptest::prelude::*;

use crate::domain::{Progress, Row, Status};
use crate::search::tests::fixture::{World, day};
use crate::search::{
    Answer, Compiled, Highlights, HitCounts, Index, Query, Stop, TaskHit, highlights, search,
};

static PLANS: LazyLock<World> = LazyLock::new(World::plans);
static INDEX: LazyLock<Index> = LazyLock::new(|| index_of(&PLANS));

fn index_of(world: &World) -> Index {
    Index::of_rows(&world.rows, &world.rules)
}

fn answer(index: &Index, world: &World, text: &str) -> Answer {
    let query = Query::parse(text).unwrap();
    search(
        index,
        &Compiled::new(&query, &world.scope()),
        &world.scope(),
        None,
        &Stop::NEVER,
    )
    .unwrap()
}

/// The places of the rows that are found; their ids count from one.
fn places(answer: &Answer) -> Vec<usize> {
    let hits = answer.hits().iter();
    hits.map(|hit| hit.id.get() as usize - 1).collect()
}

fn indices(world: &World, text: &str) -> Vec<usize> {
    places(&answer(&index_of(world), world, text))
}

fn found(text: &str) -> Vec<usize> {
    places(&answer(&INDEX, &PLANS, text))
}

fn ranked(text: &str) -> Vec<&'static Row> {
    let best = answer(&INDEX, &PLANS, text).best(&INDEX, usize::MAX);
    let row = |hit: &TaskHit| &PLANS.rows[hit.id.get() as usize - 1];
    best.iter().map(row).collect()
}

fn led_by(name: &str) -> Vec<usize> {
    let is_led = |row: &Row| row.leaders.iter().any(|leader| leader.name == name);
    let all = PLANS.rows.iter().enumerate();
    all.filter(|(_, row)| is_led(row))
        .map(|(index, _)| index)
        .collect()
}

#[test]
fn an_empty_query_finds_every_row_in_its_order() {
    assert_eq!(found(""), (0..PLANS.rows.len()).collect::<Vec<_>>());
}

#[test]
fn a_leader_is_found_by_name_initials_full_pinyin_and_mixture() {
    let all = led_by("李云生");
    assert_eq!(all.len(), 12);
    for word in ["李云生", "liyunsheng", "liyuns", "李ys"] {
        assert_eq!(found(word), all, "{word}");
    }
    for word in ["lys", "LYS", "ｌｙｓ"] {
        let first: Vec<_> = ranked(word)
            .into_iter()
            .take(12)
            .map(|row| row.id)
            .collect();
        let is_first = |index: &usize| first.contains(&PLANS.rows[*index].id);
        // 职普比[例与升]本目标 is found as well, after the leader whose whole name it is.
        assert!(
            all.iter().all(is_first) && found(word).len() == 13,
            "{word}"
        );
    }
}

#[test]
fn words_hold_together_in_any_order_and_in_different_fields() {
    let both = found("qqj yey");
    assert_eq!(both, found("yey qqj"));
    assert_eq!(both.len(), 1);
    assert_eq!(PLANS.rows[both[0]].title, "强化城镇小区配套幼儿园专项治理");
    assert_eq!(found("董树民 普惠性资源").len(), 1);
}

#[test]
fn nonsense_finds_nothing() {
    for word in ["zzzz", "qqqq", "xkcdxkcd", "不存在的词", "领导=不存在"] {
        assert!(found(word).is_empty(), "{word}");
    }
}

#[test]
fn a_word_matches_in_any_field() {
    for word in [
        "李云生",
        "学前与特殊教育科",
        "敖汉",
        "neimenggu",
        "教师队伍",
        "15",
        "统战部",
    ] {
        assert!(!found(word).is_empty(), "{word}");
    }
    assert_eq!(found("#3"), [2]);
}

#[test]
fn the_documents_title_is_searched_only_by_its_field() {
    assert!(found("15项具体任务清单").is_empty());
    assert_eq!(found("文件:15项具体任务").len(), 15);
    assert_eq!(found("文件=敖汉旗推动教育高质量发展实施方案").len(), 128);
}

#[test]
fn a_region_includes_those_below_it() {
    let inner = found("地区=内蒙古自治区");
    for (name, count) in [
        ("内蒙古自治区", 189),
        ("赤峰", 147),
        ("150430", 128),
        ("敖汉旗", 128),
        ("150400 赤峰市", 147),
    ] {
        let below = found(&format!("地区=\"{name}\""));
        assert_eq!(below.len(), count, "{name}");
        assert!(below.iter().all(|index| inner.contains(index)));
    }
    assert_eq!(found("地区:chifeng").len(), 147);
    assert!(found("地区=敖汉").is_empty());
}

#[test]
fn a_unit_is_found_in_any_role_by_its_name_or_as_printed() {
    let by_name = found("单位=旗财政局");
    let printed = found("单位=财政局");
    assert!(!by_name.is_empty() && !printed.is_empty());
    let alike = found("单位:czj");
    assert!(
        by_name
            .iter()
            .chain(&printed)
            .all(|index| alike.contains(index))
    );
    assert!(
        found("领导=无")
            .iter()
            .all(|index| PLANS.rows[*index].leaders.is_empty())
    );
}

#[test]
fn fields_of_the_contract_narrow_together() {
    let narrowed = found("领导:李云生 地区:巴彦 领域:jsdw");
    assert_eq!(narrowed.len(), 2);
    assert_eq!(found("编号=12 地区=巴彦淖尔市").len(), 1);
    assert!(
        found("编号:1")
            .iter()
            .all(|index| PLANS.rows[*index].number.starts_with('1'))
    );
    assert_eq!(found("编号:1 地区=巴彦淖尔市").len(), 1);
}

#[test]
fn excluding_is_the_complement() {
    for text in [
        "幼儿园",
        "lys",
        "\"教育\"",
        "a|教师",
        "地区=敖汉旗",
        "期限:<2025",
        "灯:红",
        "进度:>50",
        "领导:无",
        "上级:无",
    ] {
        let (with, without) = (found(text), found(&format!("!{text}")));
        assert!(with.iter().all(|index| !without.contains(index)), "{text}");
        assert_eq!(with.len() + without.len(), PLANS.rows.len(), "{text}");
    }
}

#[test]
fn either_word_will_do_and_quotes_want_the_words_as_they_stand() {
    let either = found("孙亮|董树民");
    assert!(
        led_by("孙亮")
            .iter()
            .chain(&led_by("董树民"))
            .all(|index| either.contains(index))
    );
    assert!(found("\"lys\"").is_empty());
    assert!(found("\"五育\"").len() <= found("五育").len());
}

/// Rows with progress, dates and changes, which the plans do not have.
fn worked_on() -> World {
    let mut world = World::empty();
    let region = world.region("敖汉旗");
    for (title, status, progress, due) in [
        ("甲", Status::InProgress, Some(60), Some("2023-09-30")),
        ("乙", Status::InProgress, None, Some("2023-10-18")),
        ("丙", Status::Assigned, Some(20), Some("2025-12-31")),
        ("丁", Status::Registered, None, None),
        ("戊", Status::Concluded, Some(100), Some("2020-12-31")),
    ] {
        let mut row = world.row(title, region.clone());
        row.status = status;
        row.progress = progress.map(|percent| Progress::try_from(percent).unwrap());
        row.has_data = row.progress.is_some();
        row.deadline = due.map(day);
        row.open_due = row.deadline;
        row.standing = title == "丁";
        world.rows.push(row);
    }
    world.changed.insert(world.rows[2].id);
    world.rows[1].updated_by = "张敏".to_owned();
    world.rows[1].updated_at = "2023-10-15T16:30:00Z".parse().unwrap();
    world.rows[3].updated_by = "张敏".to_owned();
    world
}

#[test]
fn states_lights_dates_and_progress_are_those_of_the_day() {
    let world = worked_on();
    for (text, wanted) in [
        ("情形:逾期", vec![0]),
        ("state:due_soon", vec![1]),
        ("情形=未报", vec![1]),
        ("情形:变动", vec![2]),
        ("情形:我的", vec![1]),
        ("情形:逾期,临近", vec![0, 1]),
        ("灯:红", vec![0]),
        ("light=done", vec![4]),
        ("灯:yellow,绿", vec![1, 2]),
        ("状态:推进", vec![0, 1]),
        ("状态=办结", vec![4]),
        ("期限:无", vec![3]),
        ("期限:长期", vec![3]),
        ("期限:<2023-10", vec![0, 4]),
        ("期限:<=2023-10", vec![0, 1, 4]),
        ("期限:>2023-10", vec![2]),
        ("期限:>=2023-10", vec![1, 2]),
        ("期限:2023", vec![0, 1]),
        ("期限:2025-12-31", vec![2]),
        ("进度:>20", vec![0, 4]),
        ("进度:<=20", vec![2]),
        ("进度:无", vec![1, 3]),
    ] {
        assert_eq!(indices(&world, text), wanted, "{text}");
    }
}

#[test]
fn the_details_of_a_task_are_found_by_the_task_above_them() {
    let mut world = worked_on();
    let above = world.rows[0].id;
    world.rows[2].parent = Some(above);
    world.rows[4].parent = Some(above);
    for (text, wanted) in [
        (format!("上级:#{above}"), vec![2, 4]),
        (format!("parent={above}"), vec![2, 4]),
        ("上级:无".to_owned(), vec![0, 1, 3]),
        (format!("上级:无,＃{above}"), vec![0, 1, 2, 3, 4]),
        (format!("!上级:{above} 进度:>0"), vec![0]),
        ("上级:#999999".to_owned(), vec![]),
    ] {
        assert_eq!(indices(&world, &text), wanted, "{text}");
    }
}

#[test]
fn the_better_match_comes_first_and_ties_go_by_deadline_and_id() {
    let titles: Vec<&str> = ranked("lys jy")
        .iter()
        .map(|row| row.title.as_str())
        .collect();
    assert_eq!(titles.len(), 13);
    assert!(titles[0].contains("教育") && !titles[12].contains("教育"));
    let mut world = worked_on();
    for row in &mut world.rows {
        row.title = "同名".to_owned();
    }
    let index = index_of(&world);
    let best = answer(&index, &world, "同名").best(&index, 9);
    let order: Vec<i64> = best.iter().map(|hit| hit.id.get()).collect();
    assert_eq!(order, [5, 1, 2, 3, 4]);
}

#[test]
fn scores_order_whole_before_prefix_before_inside_before_pinyin_before_gaps() {
    let mut world = World::empty();
    let region = world.region("敖汉旗");
    for title in [
        "学校安全",
        "学校安全管理",
        "加强学校安全",
        "学小安全",
        "学生在校的安心与全面发展",
    ] {
        let row = world.row(title, region.clone());
        world.rows.push(row);
    }
    let index = index_of(&world);
    let score = |text: &str, at: usize| {
        let found = answer(&index, &world, text);
        found.get(world.rows[at].id).map(|hit| hit.score)
    };
    let by_words: Vec<_> = [0, 1, 2, 4].map(|index| score("学校安全", index)).to_vec();
    assert!(
        by_words.windows(2).all(|pair| pair[0] > pair[1]),
        "{by_words:?}"
    );
    assert!(score("xxaq", 0) > score("学校安全", 4) && score("xxaq", 0) < score("学校安全", 2));
}

#[test]
fn hits_are_counted_by_the_best_place_of_their_words() {
    let counts = answer(&INDEX, &PLANS, "lys jy").counts();
    assert_eq!(counts.title + counts.people + counts.other, 13);
    assert!(counts.title > 0 && counts.people > 0);
    assert_eq!(answer(&INDEX, &PLANS, "").counts(), HitCounts::default());
}

fn highlight(text: &str, title: &str) -> Highlights {
    let query = Query::parse(text).unwrap();
    let row = PLANS.rows.iter().find(|row| row.title == title).unwrap();
    highlights(row, &Compiled::new(&query, &PLANS.scope()))
}

#[test]
fn matched_characters_are_shown_where_they_stand() {
    let shown = highlight("lys xueqian", "补齐学前教育教师队伍短板");
    assert_eq!(shown.title, [2, 3]);
    assert_eq!(shown.people[0], (0, vec![0, 1, 2]));
    assert_eq!(shown.people[1], (3, vec![0, 1]));
    let shown = highlight("领导=屈强军 !教育 巴彦", "补齐学前教育教师队伍短板");
    assert_eq!(shown.people, [(1, vec![])]);
    assert!(shown.elsewhere && shown.title.is_empty());
}

#[test]
fn of_a_word_found_otherwise_than_it_stands_the_characters_of_the_text_are_shown() {
    let title = |text: &str, title: &str| highlight(text, title).title;
    assert_eq!(title("國家通用", "积极推广国家通用语言文字"), [4, 5, 6, 7]);
    assert_eq!(title("义教", "科学开展义务教育质量监测"), [4, 5, 6, 7]);
    assert_eq!(title("意识型态", "加强教育系统意识形态工作"), [6, 7, 9]);
    assert_eq!(title("编制周转池", "教师编制“周转池”"), [2, 3, 5, 6, 7]);
    assert_eq!(title("zhongzzj", "推进终身教育体系建设"), [0; 0]);
    assert_eq!(title("zhongsjy", "推进终身教育体系建设"), [2, 3, 4, 5]);
    let unit = highlight("发展和改革委员会", "加大建设力度").people;
    assert!(
        unit.iter().any(|(_, places)| *places == [1, 2, 3]),
        "{unit:?}"
    );
}

fn word() -> impl Strategy<Value = String> {
    proptest::sample::select(vec![
        "教育",
        "jy",
        "lys",
        "学前",
        "领导:李",
        "单位:局",
        "!幼儿园",
        "\"发展\"",
        "a|教",
        "地区=敖汉旗",
        "领域:xq",
        "!灯:红",
        "编号:1",
        "强化",
        "旗财",
        "s",
        "安全|zl",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn another_condition_never_finds_more(first in word(), second in word()) {
        let less = found(&format!("{first} {second}"));
        let more = found(&first);
        prop_assert!(less.iter().all(|index| more.contains(index)));
        prop_assert_eq!(less, found(&format!("{} {}", second, first)));
    }
}
