use super::*;
use crate::domain::workday::CalendarEntries;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rules() -> LightRules {
    on("2024-03-13")
}

/// The light of a task whose last date is its deadline.
fn of(status: Status, open: &[&str], has_data: bool) -> Light {
    let open: Vec<NaiveDate> = open.iter().map(|date| day(date)).collect();
    rules().of(status, open.iter().max().copied(), open, has_data)
}

fn on(today: &str) -> LightRules {
    LightRules {
        today: day(today),
        calendar: std::sync::Arc::new(Calendar::new(CalendarEntries::default())),
        thresholds: Thresholds::default(),
    }
}

#[test]
fn a_registered_task_is_grey_however_old_its_date() {
    let light = of(Status::Registered, &["2020-12-31"], true);
    assert_eq!(light.color, LightColor::None);
    assert_eq!(light.sentence(Lang::Zh), "尚未交办，不计时");
}

#[test]
fn the_oldest_open_date_decides_and_data_cannot_hide_it() {
    let light = of(Status::InProgress, &["2024-12-31", "2024-03-01"], true);
    assert_eq!(light.cell(Lang::Zh), "红 逾8");
}

#[test]
fn three_workdays_left_is_yellow_and_four_is_not() {
    let near = of(Status::Assigned, &["2024-03-18"], false);
    assert_eq!(near.cell(Lang::Zh), "黄 余3");
    let far = of(Status::Assigned, &["2024-03-19"], false);
    assert_eq!(far.color, LightColor::None);
    let reported = of(Status::Assigned, &["2024-03-19"], true);
    assert_eq!(reported.cell(Lang::Zh), "绿 余4");
}

#[test]
fn silence_is_never_green() {
    for status in Status::ALL {
        let light = of(status, &[], false);
        assert_ne!(light.color, LightColor::Green, "{status:?}");
    }
}

#[test]
fn late_is_at_least_one_workday_also_on_the_saturday_after() {
    let friday = "2024-03-15";
    for (today, zh, en) in [
        ("2024-03-15", "黄 余0", "yel -0"),
        ("2024-03-16", "红 逾1", "red +1"),
        ("2024-03-17", "红 逾1", "red +1"),
        ("2024-03-18", "红 逾1", "red +1"),
        ("2024-03-19", "红 逾2", "red +2"),
    ] {
        let light = on(today).of(Status::Assigned, Some(day(friday)), [day(friday)], true);
        assert_eq!(light.cell(Lang::Zh), zh, "{today}");
        assert_eq!(light.cell(Lang::En), en, "{today}");
    }
    let saturday = on("2024-03-16").of(Status::Assigned, None, [day(friday)], true);
    assert!(saturday.sentence(Lang::Zh).ends_with("已 1 个工作日"));
    assert!(saturday.sentence(Lang::En).starts_with("1 workday past"));
}

#[test]
fn a_milestone_is_not_called_the_deadline() {
    let both = |today: &str, lang| {
        let (deadline, milestone) = (day("2020-12-31"), day("2020-11-30"));
        let open = [deadline, milestone];
        let light = on(today).of(Status::InProgress, Some(deadline), open, true);
        light.sentence(lang)
    };
    for (today, zh, en) in [
        (
            "2020-06-01",
            "距节点 2020-11-30 还有 130 个工作日",
            "130 workdays left to the milestone 2020-11-30",
        ),
        (
            "2020-11-30",
            "距节点 2020-11-30 还有 0 个工作日，临近",
            "0 workdays left to the milestone 2020-11-30, near",
        ),
        (
            "2020-12-02",
            "过节点 2020-11-30 已 2 个工作日",
            "2 workdays past the milestone 2020-11-30",
        ),
    ] {
        assert_eq!(both(today, Lang::Zh), zh);
        assert_eq!(both(today, Lang::En), en);
    }
    let alone = of(Status::InProgress, &["2024-03-12"], true);
    assert_eq!(
        alone.sentence(Lang::Zh),
        "过完成时限 2024-03-12 已 1 个工作日"
    );
    assert_eq!(alone.sentence(Lang::En), "1 workday past 2024-03-12");
    let undated = rules().of(Status::Assigned, None, [day("2024-03-12")], true);
    assert!(undated.sentence(Lang::Zh).starts_with("过节点"));
}

#[test]
fn a_thousand_workdays_are_said_in_years_and_every_cell_fits() {
    for (due, data, zh, en) in [
        ("2020-05-13", true, "红 逾3年", "red +3y"),
        ("2020-05-14", true, "红 逾999", "red +999"),
        ("2020-03-13", true, "红 逾4年", "red +4y"),
        ("2019-01-01", true, "红 逾5年", "red +5y"),
        ("2010-12-31", true, "红逾13年", "red +13y"),
        ("1900-01-01", true, "红逾99年", "red +99y"),
        ("2027-12-31", true, "绿 余992", "grn -992"),
        ("2028-12-31", true, "绿 余4年", "grn -4y"),
        ("2199-12-31", true, "绿余99年", "grn -99y"),
    ] {
        let light = of(Status::Assigned, &[due], data);
        let wide = |text: &str| {
            text.chars()
                .map(|c| 1 + usize::from(!c.is_ascii()))
                .sum::<usize>()
        };
        assert!(8 >= wide(&light.cell(Lang::Zh)), "{due}");
        assert!(8 >= wide(&light.cell(Lang::En)), "{due}");
        assert_eq!(light.cell(Lang::Zh), zh, "{due}");
        assert_eq!(light.cell(Lang::En), en, "{due}");
    }
}
