//! Deadlines: the dates of a label's words and of prose, and whether a task is standing.

use chrono::{Datelike, NaiveDate};

use super::cues::{
    THIS_YEAR, around, cited, clause_around, is_beginning, is_deadline, is_start_of_span, recurs,
    tail_of,
};
use crate::domain::dates::{Mention, mentions_in};
use crate::domain::doubt::YearFrom;
use crate::domain::measure::Milestone;
use crate::import::plan::words::chars::dense;
use crate::import::plan::words::vocabulary::{contains_any, vocabulary};

/// What a document says about time as a whole.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    /// The year of a yearly plan, by its title.
    pub title_year: Option<i32>,
    /// When it was issued.
    pub issued_on: Option<NaiveDate>,
}

/// A date of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// First character of it, white space not counted.
    pub at: usize,
    /// The milestone.
    pub milestone: Milestone,
    /// Where the year was taken from, when it was not printed with the date.
    pub filled: Option<YearFrom>,
    /// The date as read, where the calendar has no such day.
    pub impossible: Option<String>,
}

/// Whether the words of a deadline mean that it never ends: 长期坚持.
pub fn is_standing(text: &str) -> bool {
    contains_any(&dense(text), &vocabulary().deadlines.standing)
}

/// The dates of the words behind 完成时限.
pub fn of_label(text: &str, times: &Times) -> Vec<Dated> {
    let chars: Vec<char> = dense(text).chars().collect();
    let mentions = mentions_in(&chars);
    let wanted = |mention: &Mention| {
        // 2024年1月至2025年6月, 2024—2026年: the last counts. 每年12月底 has no year of its own.
        !is_start_of_span(&chars, mention)
            && !recurs(&chars, mention)
            && !is_beginning(&chars, mention)
    };
    dated(&chars, &mentions, times, wanted)
}

/// The dates in prose by which something has to be done.
pub fn of_prose(text: &str, times: &Times) -> Vec<Dated> {
    let chars: Vec<char> = dense(text).chars().collect();
    let mentions = mentions_in(&chars);
    let cited = cited(&chars);
    let wanted = |mention: &Mention| !cited[mention.start] && is_deadline(&chars, mention);
    let mut found = dated(&chars, &mentions, times, wanted);
    // What lies before the document is background.
    let first_day = times
        .issued_on
        .or_else(|| NaiveDate::from_ymd_opt(times.title_year?, 1, 1));
    found.retain(|date| match date.milestone.due {
        Some(due) => first_day.is_none_or(|first| due >= first),
        None => date.impossible.is_some(),
    });
    found
}

/// The mentions that pass `wanted`, with years filled in and the words around them.
fn dated(
    chars: &[char],
    mentions: &[Mention],
    times: &Times,
    wanted: impl Fn(&Mention) -> bool,
) -> Vec<Dated> {
    let mut out: Vec<Dated> = Vec::new();
    for (index, mention) in mentions.iter().enumerate() {
        if !wanted(mention) {
            continue;
        }
        let (year, filled) = match mention.year {
            Some(_) => (None, None),
            None => year_for(chars, mentions, index, times),
        };
        let due = mention.due(year);
        let is_known = due.is_some() && out.iter().any(|known| known.milestone.due == due);
        if !is_known {
            out.push(Dated {
                at: mention.start,
                milestone: Milestone {
                    text: clause_around(chars, mention),
                    due,
                    precision: mention.precision,
                    done_on: None,
                },
                filled,
                impossible: mention.impossible(year),
            });
        }
    }
    out
}

/// The year of a date without one: of the date before in this sentence, of the title, of the date
/// behind in this sentence, of the sentence before, of the document's date.
fn year_for(
    chars: &[char],
    mentions: &[Mention],
    index: usize,
    times: &Times,
) -> (Option<i32>, Option<YearFrom>) {
    const NEAR: usize = 20;
    let place = mentions[index].start;
    let (start, end) = around(chars, place, place, |c| *c == '。');
    let is_this = |mention: &&Mention| mention.start >= start && mention.start < end;
    let issue_year = times.issued_on.map(|day| day.year());
    // A past year in the sentence before is background, not the year of what is to come.
    let floor = issue_year.or(times.title_year);
    let is_new = |mention: &&Mention| {
        mention
            .year
            .is_some_and(|year| floor.is_none_or(|floor| year >= floor))
    };
    let before = mentions[..index].iter().rev().take(NEAR).find(is_new);
    let behind = mentions[index + 1..].iter().take(NEAR).find(is_new);
    let is_dated = |mention: &&Mention| mention.year.is_some();
    let just_before = mentions[..index].iter().rev().take(NEAR).find(is_dated);
    let here = just_before.filter(is_this);
    // What stands before a date in the list is not due after it: 6月开工，2025年5月投用.
    let is_after = |mention: &&Mention| {
        mention.year.is_some_and(|year| {
            let own = mentions[index].due(Some(year));
            own.zip(mention.due(None))
                .is_some_and(|(own, due)| own <= due)
        })
    };
    let behind = behind.filter(is_this).filter(is_after);
    let near = tail_of(chars, place, 2);
    let this_year = THIS_YEAR.contains(&near.as_str());
    let plan_year = times.title_year.or(issue_year).filter(|_| this_year);
    let known = [
        (plan_year, YearFrom::Title),
        (here.and_then(|mention| mention.year), YearFrom::Text),
        (times.title_year, YearFrom::Title),
        (behind.and_then(|mention| mention.year), YearFrom::Text),
        (before.and_then(|mention| mention.year), YearFrom::Text),
        (issue_year, YearFrom::Issue),
    ];
    known
        .into_iter()
        .find_map(|(year, from)| Some((Some(year?), Some(from))))
        .unwrap_or((None, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_sentence_a_milestone_has_whole_clauses() {
        let text = "新建城市公园2个、停车位1000个，改造背街小巷15条并同步整治管线乱象，2024年9月底前完成主体工程，同步启动绿化亮化提升和沿街店招统一改造，后续按照年度计划有序安排其他收尾事项逐步完善";
        let found = of_prose(text, &Times::default());
        assert_eq!(
            found[0].milestone.text,
            "改造背街小巷15条并同步整治管线乱象，2024年9月底前完成主体工程，同步启动绿化亮化提升和沿街店招统一改造"
        );
    }

    fn dates(found: Vec<Dated>) -> Vec<String> {
        found
            .iter()
            .map(|date| {
                date.milestone
                    .due
                    .map_or("-".to_owned(), |due| due.to_string())
            })
            .collect()
    }

    fn prose(text: &str) -> Vec<String> {
        dates(of_prose(text, &Times::default()))
    }

    #[test]
    fn the_words_behind_a_label_give_every_date_in_them() {
        let times = Times {
            title_year: Some(2024),
            issued_on: None,
        };
        for (text, want) in [
            ("2023年9月30日前完成，长期坚持", "2023-09-30"),
            (
                "2023年9月完成甲工程，年底全部完成；2025年完成乙工程",
                "2023-09-30 2023-12-31 2025-12-31",
            ),
            ("2025年12月、2030年12月", "2025-12-31 2030-12-31"),
            ("10月底前", "2024-10-31"),
            ("2024年1月至2025年6月", "2025-06-30"),
            ("2024—2026年", "2026-12-31"),
            ("第三季度末", "2024-09-30"),
            ("每年12月底前", ""),
            ("长期坚持", ""),
        ] {
            assert_eq!(dates(of_label(text, &times)).join(" "), want, "{text}");
        }
        assert_eq!(dates(of_label("10月底前", &Times::default())), ["-"]);
    }

    #[test]
    fn dates_in_prose_are_those_by_which_something_is_due() {
        for (text, want) in [
            (
                "到2025年，建成2所；确保2030年通过验收",
                "2025-12-31 2030-12-31",
            ),
            (
                "对需要补建的，11月底完成规划，2020年底前竣工",
                "2020-11-30 2020-12-31",
            ),
            ("应于2020年达到标准", "2020-12-31"),
            ("落实《纲要（2020—2025）》（教办〔2020〕26号）", ""),
            ("按照三年行动计划（2023－2025年）", ""),
            ("自2024年1月1日起施行", ""),
            ("较2020年增长5%", ""),
            ("落实课程标准(2020年版)和2017年修订的标准", ""),
            ("县政府2023年第五次常务会议同意", ""),
            ("每年3月开展一次", ""),
            ("每年6月、12月底各开展一次", ""),
            ("按照2024年1号文件和2023年度考核意见", ""),
            ("做好2025年项目申报", ""),
            ("“十四五”末达到先进", "2025-12-31"),
        ] {
            assert_eq!(prose(text).join(" "), want, "{text}");
        }
    }

    #[test]
    fn a_missing_year_is_that_of_the_plan_before_that_of_a_later_date() {
        let times = Times {
            title_year: Some(2024),
            issued_on: None,
        };
        for (text, want) in [
            ("6月开工建设，2025年5月建成投用", "2024-06-30 2025-05-31"),
            ("2023年已完成一期，今年10月底前完成二期", "2024-10-31"),
            ("2025年6月开工，年底前投用", "2025-06-30 2025-12-31"),
            ("年内投产5个，三年内全部投产", "2024-12-31"),
        ] {
            assert_eq!(dates(of_prose(text, &times)).join(" "), want, "{text}");
        }
    }

    #[test]
    fn dates_before_the_document_are_background() {
        let times = Times {
            title_year: None,
            issued_on: "2024-03-05".parse().ok(),
        };
        let got = of_prose("2022年底已建成3所。年底前再建2所", &times);
        assert_eq!(dates(got.clone()), ["2024-12-31"]);
        assert_eq!(got[0].filled, Some(YearFrom::Issue));
    }

    #[test]
    fn a_day_that_is_not_in_the_calendar_is_told_from_one_without_a_year() {
        let times = Times {
            title_year: Some(2027),
            issued_on: "2027-01-05".parse().ok(),
        };
        for text in [
            "2027年2月29日前完成",
            "2月29日前完成",
            "2027-02-29前完成",
            "2027年2月30日前完成",
            "2027年11月31日前完成",
            "2027年13月底前完成",
        ] {
            for found in [of_label(text, &times), of_prose(text, &times)] {
                assert_eq!(dates(found.clone()), ["-"], "{text}");
                let impossible = found[0].impossible.as_deref().unwrap_or_default();
                assert!(impossible.starts_with("2027年"), "{text}: {impossible}");
            }
        }
        let none = of_label("2月29日前完成", &Times::default());
        assert!(none[0].impossible.is_none(), "only the year is missing");
    }

    #[test]
    fn standing_is_said_in_several_ways() {
        assert!(
            is_standing("长期坚持")
                && is_standing("2023年8月31日前完成并长期坚持")
                && is_standing("持续推进")
        );
        assert!(!is_standing("2024年12月底前"));
    }
}
