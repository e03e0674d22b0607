//! Targets with a number.
//!
//! In go the words of a task and the dates found in them; out come its indicators: what is counted,
//! the comparison, value, unit and year. Only the drafts call it.

mod naming;

use crate::domain::dates::mentions_in;
use crate::domain::measure::{Comparison, Indicator};
use crate::import::plan::dates::deadline::Dated;
use crate::import::plan::words::chars::{
    dense, digit, ends_sentence, han_digit, is_han, trim_signs,
};
use crate::import::plan::words::vocabulary::{
    Targets, contains_any, ends_with_any, longest_end, longest_start, starts_with_any, vocabulary,
};

/// Nothing is looked at further from a figure than this, so that the work stays in proportion to
/// the text.
const FAR: usize = 300;

/// A number of the text with its measure.
struct Figure {
    start: usize,
    end: usize,
    values: Vec<f64>,
    unit: String,
    is_range: bool,
}

/// The targets of a text. `dates` are the deadlines found in it.
pub fn indicators_in(text: &str, dates: &[Dated]) -> Vec<Indicator> {
    // Texts of several cells stand on lines of their own, without a sign at their ends.
    let chars: Vec<char> = dense(&text.replace('\n', "；")).chars().collect();
    let reader = IndicatorReader {
        chars: &chars,
        words: &vocabulary().targets,
        barred: barred(&chars),
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match reader.figure(at) {
            Some(figure) => {
                at = figure.end.max(at + 1);
                if reader.is_target(&figure) {
                    found.extend(reader.indicators(&figure, dates));
                }
            }
            None => at += 1,
        }
    }
    found
}

/// Which characters belong to dates, cited names, document numbers or quoted names.
fn barred(chars: &[char]) -> Vec<bool> {
    let mut depth = 0_usize;
    let mut quoted: Option<usize> = None;
    let mut barred = vec![false; chars.len()];
    for (at, c) in chars.iter().enumerate() {
        match c {
            '《' | '〔' => depth += 1,
            '》' | '〕' => depth = depth.saturating_sub(1),
            '“' => quoted = Some(at),
            '”' => quoted = None,
            '。' => (depth, quoted) = (0, None),
            _ => {}
        }
        // A quotation is a name; a long one is a sentence with figures of its own.
        barred[at] = depth > 0 || quoted.is_some_and(|open| at - open < 20);
    }
    for mention in mentions_in(chars)
        .iter()
        .filter(|mention| mention.year.is_some() || mention.end - mention.start > 2)
    {
        barred[mention.start..mention.end].fill(true);
    }
    barred
}

struct IndicatorReader<'a> {
    chars: &'a [char],
    words: &'a Targets,
    barred: Vec<bool>,
}

impl IndicatorReader<'_> {
    fn slice(&self, from: usize, to: usize) -> String {
        self.chars[from.min(self.chars.len())..to.min(self.chars.len())]
            .iter()
            .collect()
    }

    fn before(&self, at: usize, length: usize) -> String {
        self.slice(at.saturating_sub(length), at)
    }

    /// A number with a measure that begins at `start`.
    fn figure(&self, start: usize) -> Option<Figure> {
        let first = self.chars[start];
        let previous = start.checked_sub(1).map(|at| self.chars[at]);
        let continues = previous.is_some_and(|c| {
            digit(c).is_some()
                || c.is_ascii_alphabetic()
                || matches!(
                    c,
                    '.' | '+' | '第' | '×' | '“' | '"' | '：' | ':' | '-' | '/' | '・'
                ) && !matches!(c, '：' | ':' | '"')
        });
        if self.barred[start] || continues {
            return None;
        }
        if digit(first).is_some() {
            self.digits(start)
        } else {
            self.counted(start)
        }
    }

    /// 95%以上, 1-3项, 3.5：6.5, 1000元, 4万人.
    fn digits(&self, start: usize) -> Option<Figure> {
        let (value, mut end) = self.number(start)?;
        let mut values = vec![value];
        let mut ratio = false;
        let mut inner_unit = self.chars.get(end).is_some_and(|c| matches!(c, '%' | '％'));
        loop {
            let sign = self.chars.get(end + usize::from(inner_unit)).copied();
            let next = match sign {
                Some('-' | '—' | '～' | '~' | '–' | '－' | '至' | '：' | ':') => {
                    self.number(end + 1 + usize::from(inner_unit))
                }
                _ => None,
            };
            let Some((more, after)) = next else { break };
            ratio |= matches!(sign, Some('：' | ':'));
            values.push(more);
            end = after;
            inner_unit = false;
        }
        let rest = self.slice(end, end + 8);
        if ratio {
            let is_ratio = rest.starts_with("的比例")
                || rest.starts_with("以上")
                || self.before(start, 12).contains('比');
            return is_ratio.then(|| Figure {
                start,
                end,
                values: vec![value],
                unit: "比例".to_owned(),
                is_range: false,
            });
        }
        if starts_with_any(&rest, &self.words.not_units) {
            return None;
        }
        let rest = rest
            .strip_prefix('余')
            .or(rest.strip_prefix('多'))
            .unwrap_or(&rest);
        let unit = self.measure(rest)?;
        // 2.0平台, 3.0版: a version; things are counted whole, measured with a fraction.
        let is_whole = self.slice(start, end).ends_with(".0");
        if is_whole && !starts_with_any(&unit, &self.words.fractions) {
            return None;
        }
        let is_range = values.len() == 2;
        Some(Figure {
            start,
            end: end + unit.chars().count(),
            values,
            unit,
            is_range,
        })
    }

    /// The measure `text` begins with; 万 and 亿 go before any other.
    fn measure(&self, text: &str) -> Option<String> {
        let unit = longest_start(text, &self.words.units)?;
        let more = matches!(unit, "万" | "亿" | "万亿")
            .then(|| longest_start(&text[unit.len()..], &self.words.units))
            .flatten();
        Some(format!("{unit}{}", more.unwrap_or_default()))
    }

    /// The number at `at`, and where it ends.
    fn number(&self, at: usize) -> Option<(f64, usize)> {
        let mut text = String::new();
        let mut end = at;
        while let Some(c) = self.chars.get(end) {
            match (digit(*c), c) {
                (Some(value), _) => text.push(char::from_digit(value, 10)?),
                (None, '.' | '．')
                    if self.chars.get(end + 1).is_some_and(|c| digit(*c).is_some())
                        && !text.contains('.')
                        && !text.is_empty() =>
                {
                    text.push('.')
                }
                (None, ',' | '，')
                    if text.len() <= 3 && !text.is_empty() && self.has_three_digits(end + 1) => {}
                _ => break,
            }
            end += 1;
            if text.len() > 15 {
                return None;
            }
        }
        Some((text.parse().ok()?, end))
    }

    /// 1,000: exactly three digits behind the comma.
    fn has_three_digits(&self, at: usize) -> bool {
        let run = self.chars[at.min(self.chars.len())..]
            .iter()
            .take(4)
            .take_while(|c| digit(**c).is_some())
            .count();
        run == 3
    }

    /// 每年至少听取一次: a number in characters beside a word of counting.
    fn counted(&self, start: usize) -> Option<Figure> {
        let value = han_digit(self.chars[start])
            .or((self.chars[start] == '十').then_some(10))
            .filter(|value| *value > 0)?;
        let rest = self.slice(start + 1, start + 5);
        let unit = longest_start(&rest, &self.words.counted_units)?;
        let clause = self.clause_start(start);
        let before = self.slice(clause, start);
        let is_counted = contains_any(&before, &self.words.counted);
        let is_ordinal = self
            .before(start, 1)
            .ends_with(['第', '同', '这', '任', '十', '百', '某', '再', '首']);
        // 一次性, 一批批 are words of their own.
        let is_word = rest[unit.len()..].starts_with(['性', unit.chars().next()?]);
        (is_counted && !is_ordinal && !is_word).then(|| Figure {
            start,
            end: start + 1 + unit.chars().count(),
            values: vec![f64::from(value)],
            unit: unit.to_owned(),
            is_range: false,
        })
    }

    fn clause_start(&self, at: usize) -> usize {
        let is_end = |c: &char| ends_sentence(*c) || matches!(c, '，' | ',' | '：' | ':');
        let floor = at.saturating_sub(FAR);
        let start = self.chars[floor..at].iter().rposition(is_end);
        start.map_or(floor, |place| floor + place + 1)
    }

    /// Whether a figure is something to be reached, not a condition, a list or a name.
    fn is_target(&self, figure: &Figure) -> bool {
        let before = self.before(figure.start, 8);
        let after = self.slice(figure.end, figure.end + 8);
        let after_bound = after
            .strip_prefix("以上")
            .or(after.strip_prefix("及以上"))
            .or(after.strip_prefix("以内"))
            .or(after.strip_prefix("以下"));
        let words = self.words;
        let is_time = words.time_units.contains(&figure.unit);
        let clause = self.slice(self.clause_start(figure.start), figure.start);
        if contains_any(&clause, &words.reached) {
            return false;
        }
        let has_time_cue = contains_any(&clause, &words.time_cues) || after_bound.is_some();
        if is_time
            && (!has_time_cue
                || starts_with_any(
                    &after,
                    &["内".to_owned(), "行动".to_owned(), "计划".to_owned()],
                ))
        {
            return false;
        }
        if starts_with_any(&after, &words.lists) {
            return false;
        }
        // 不足300人的学校, 5000万元以上的项目, 600分以上人数
        let is_condition = ends_with_any(&before, &words.condition)
            && !before.ends_with("不超过")
            && !before.ends_with("不低于")
            && !before.ends_with("不少于")
            && !before.ends_with("不高于")
            && !before.ends_with("得超过")
            && !before.ends_with("得低于")
            && !before.ends_with("得少于")
            && after_bound.unwrap_or(&after).starts_with('的');
        let rest = after_bound.unwrap_or_default();
        if self.describes_noun(figure, &before, &after, rest) || self.is_baseline(figure) {
            return false;
        }
        let is_qualifier = rest.starts_with('的')
            && !starts_with_any(
                rest,
                &[
                    "的目标".to_owned(),
                    "的要求".to_owned(),
                    "的比例".to_owned(),
                    "的标准".to_owned(),
                    "的任务".to_owned(),
                ],
            )
            || figure.unit == "分" && !rest.is_empty() && rest.chars().next().is_some_and(is_han)
            || before.ends_with("消除");
        !is_condition && !is_qualifier && !self.is_unfit(figure)
    }

    /// 35岁以下党员, 500万元以上项目, 产值超50亿元企业: the size of what the noun names.
    fn describes_noun(&self, figure: &Figure, before: &str, after: &str, bounded: &str) -> bool {
        let words = self.words;
        if !words.qualifying_units.contains(&figure.unit) {
            return false;
        }
        let is_noun = |text: &str| {
            text.chars().next().is_some_and(is_han) && !starts_with_any(text, &words.amounts)
        };
        is_noun(bounded)
            || (figure.unit.ends_with('元') && ends_with_any(before, &words.beyond))
                && is_noun(after.trim_start_matches('的'))
                && bounded.is_empty()
    }

    /// 由52个增加到60个: a number from which the change begins.
    fn is_baseline(&self, figure: &Figure) -> bool {
        let rest = self.slice(figure.end, figure.end + 10);
        let Some(change) = longest_start(&rest, &self.words.changes) else {
            return false;
        };
        let to = rest[change.len()..].trim_start_matches(['到', '至', '为']);
        let is_change = to.len() < rest.len() - change.len() || change.chars().count() == 1;
        is_change
            && to
                .trim_start_matches(['约', '近', '了'])
                .starts_with(|c: char| digit(c).is_some())
    }

    /// 24小时值班, 1个, 100个百分点: readings that are never targets.
    fn is_unfit(&self, figure: &Figure) -> bool {
        let is_year =
            figure.unit == "年" && figure.values.first().is_some_and(|value| *value > 60.0);
        let is_score = figure.unit == "分" && self.slice(figure.end, figure.end + 1) == "钟";
        let start = self.clause_start(figure.start);
        let clause = self.slice(start, figure.end + 6);
        // 按售价10%给予补贴 is a sum as well.
        let is_share = matches!(figure.unit.as_str(), "%" | "％")
            && self.slice(start, figure.start).contains('按');
        let is_sum = figure.unit.ends_with('元') || is_share;
        is_year || is_score || (is_sum && contains_any(&clause, &self.words.subsidies))
    }

    fn indicators(&self, figure: &Figure, dates: &[Dated]) -> Vec<Indicator> {
        let start = self.clause_start(figure.start);
        let end = self.chars[figure.end..]
            .iter()
            .take(FAR)
            .position(|c| ends_sentence(*c) || matches!(c, '，' | ',' | '、'))
            .map_or(self.chars.len(), |more| figure.end + more);
        let text = trim_signs(&self.slice(
            start.max(figure.start.saturating_sub(60)),
            end.min(figure.end + 40),
        ))
        .to_owned();
        let due = self.due(figure.start, dates);
        let lead = self.lead(figure);
        let indicator = |name: String, op: Comparison, value: f64| Indicator {
            text: text.clone(),
            name,
            op,
            value,
            unit: unit_of(&figure.unit),
            due,
        };
        if figure.is_range
            && let [low, high] = figure.values[..]
        {
            let name = self.name(&lead, figure);
            return vec![
                indicator(format!("{name}（下限）"), Comparison::AtLeast, low),
                indicator(format!("{name}（上限）"), Comparison::AtMost, high),
            ];
        }
        let value = figure.values[0];
        let op = self.comparison(figure);
        let names = match self.name_of_several(figure) {
            Some(name) => vec![name],
            None => self.joint_names(&lead, figure),
        };
        names
            .into_iter()
            .map(|name| indicator(name, op, value))
            .collect()
    }

    fn comparison(&self, figure: &Figure) -> Comparison {
        let from = self.clause_start(figure.start);
        let clause = self.slice(from.max(figure.start.saturating_sub(12)), figure.start);
        let after = self.slice(figure.end, figure.end + 3);
        let words = self.words;
        let is_share = matches!(figure.unit.as_str(), "%" | "％" | "‰" | "个百分点" | "比例");
        // 不低于 ends in 低于, 不超过 in 超过: the longer word says what is meant.
        let most = longest_end(&clause, &words.at_most).map_or(0, str::len);
        let least = longest_end(&clause, &words.at_least).map_or(0, str::len);
        let has_least = contains_any(&clause, &words.at_least);
        if starts_with_any(&after, &words.at_most_after) || most > least {
            Comparison::AtMost
        } else if clause.ends_with("超过") && !clause.ends_with("不超过") || clause.ends_with('超')
        {
            Comparison::MoreThan
        } else if starts_with_any(&after, &words.at_least_after) || is_share || has_least {
            Comparison::AtLeast
        } else {
            Comparison::Exactly
        }
    }
}

fn unit_of(unit: &str) -> String {
    unit.replace('％', "%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plan::dates::deadline::{Times, of_prose};

    fn read(text: &str) -> Vec<(String, String)> {
        indicators_in(text, &[])
            .into_iter()
            .map(|found| (format!("{}{}", found.op.id(), found.value), found.unit))
            .collect()
    }

    fn short(text: &str) -> String {
        read(text)
            .into_iter()
            .map(|(value, unit)| format!("{value}{unit}"))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn targets_are_read_with_their_comparison() {
        for (text, want) in [
            ("毛入学率达到95%以上", ">=95%"),
            ("村占比达到60%，打造示范村3个", ">=60% =3个"),
            (
                "升级政务云2.0平台，增速5.0%，面积2.0万平方米",
                ">=5% =2万平方米",
            ),
            ("新增企业4户\n建成厂房5万平方米", "=4户 =5万平方米"),
            ("增速不低于8.5%，抽查率不少于5%", ">=8.5% >=5%"),
            ("平均响应不超过2小时，不高于3元", "<=2小时 <=3元"),
            ("甲率、乙率分别达到90%、80%", ">=90% >=80%"),
            ("孕产妇死亡率低于10/10万", "<=10/10万"),
            ("日均调用超500万次", ">500万次"),
            ("产值超50亿元企业3家，亿元以上项目8个", "=3家 =8个"),
            ("由52个增加到60个", ">=60个"),
            ("发展35岁以下党员40名", "=40名"),
            ("投入1亿元以上资金", ">=1亿元"),
            ("进入全市前5位", "<=5位"),
            ("创建示范园1所、市级园4所", "=1所 =4所"),
            ("控制在3％以内", "<=3%"),
            ("使学生掌握1-3项技能", ">=1项 <=3项"),
            ("职普比例达到3.5：6.5以上", ">=3.5比例"),
            ("每年至少听取一次汇报", ">=1次"),
            ("每学年开展一次评估", "=1次"),
            ("甲、乙、丙各50名", "=50名 =50名 =50名"),
            ("达到每生每年1000元以上", ">=1000元"),
            ("任教时间一般不少于3年", ">=3年"),
            ("保障学生每天锻炼1小时", ">=1小时"),
            ("本科率、一本率力争进入前6位", "<=6位 <=6位"),
        ] {
            assert_eq!(short(text), want, "{text}");
        }
    }

    #[test]
    fn names_conditions_and_cited_numbers_are_no_targets() {
        for text in [
            "实施信息化2.0行动，抓好“5+2”工作和“80、50”攻坚战",
            "落实《规划（2020—2025）》（教发〔2020〕26号）",
            "开展第36个教师节活动，办好第三中学",
            "督促低于90%的地区加大力度",
            "推进1+X证书制度，到2025年完成",
            "600分以上人数增加",
            "推广5G网络，“5.20”宣传，2022版课标",
            "实行24小时值班，建设15分钟服务圈",
            "投资5000万元以上的项目",
            "2024年6月底已完成80%",
            "印发3个文件，按售价10%给予补贴",
            "达到20年一遇防洪标准",
        ] {
            assert_eq!(short(text), "", "{text}");
        }
    }

    #[test]
    fn a_date_said_once_holds_for_the_list_behind_it() {
        let text = "到2025年，建成2所；培养10名。每年评选5名";
        let found = indicators_in(text, &of_prose(text, &Times::default()));
        let due: Vec<_> = found.iter().map(|found| found.due.is_some()).collect();
        assert_eq!(due, [true, true, false]);
    }

    #[test]
    fn what_is_counted_is_named_without_dates_and_comparisons() {
        for (text, want) in [
            ("到2025年底覆盖率不低于90%", "覆盖率"),
            ("甲率、乙率分别达到90%、80%", "甲率 乙率"),
            ("新建3座泵站", "新建泵站"),
            ("2026年培育高新技术企业5家", "培育高新技术企业"),
        ] {
            let names: Vec<_> = indicators_in(text, &[])
                .into_iter()
                .map(|found| found.name)
                .collect();
            assert_eq!(names.join(" "), want, "{text}");
        }
    }
}
