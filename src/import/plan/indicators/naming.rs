//! What a target counts, in words, and by when it is due.

use chrono::NaiveDate;

use super::{FAR, Figure, IndicatorReader};
use crate::domain::dates::mentions_in;
use crate::import::plan::dates::deadline::Dated;
use crate::import::plan::lines::marker::marker;
use crate::import::plan::words::chars::{
    ends_sentence, is_closing, is_opening, open_brackets, trim_signs,
};
use crate::import::plan::words::vocabulary::{
    contains_any, ends_with_any, longest_end, vocabulary,
};

/// ①每季度研究, 3.举办培训 without the number of the item.
fn without_number(name: &str) -> &str {
    marker(name)
        .filter(|marker| !marker.is_weak)
        .map_or(name, |marker| &name[marker.rest..])
}

/// 到2025年底建成泵站 without the date, which is the indicator's own field.
fn without_date(name: &str) -> &str {
    let start = name.trim_start_matches(['到', '至', '在', '于']);
    let chars: Vec<char> = start.chars().collect();
    let date = mentions_in(&chars).into_iter().next();
    let Some(date) = date.filter(|date| date.start == 0) else {
        return name;
    };
    let end: usize = chars[..date.end].iter().map(|c| c.len_utf8()).sum();
    trim_signs(start[end..].trim_start_matches(['底', '末', '前', '内']))
}

/// Signs that compare stand between a name and its figure.
const COMPARING: [char; 8] = ['≥', '≤', '>', '<', '＞', '＜', '=', '＝'];

impl IndicatorReader<'_> {
    /// The words before the figure that say what is counted.
    pub(super) fn lead(&self, figure: &Figure) -> String {
        let start = self
            .clause_start(figure.start)
            .max(figure.start.saturating_sub(50));
        let text = self.slice(start, figure.start);
        let open = text
            .rfind(is_opening)
            .filter(|open| !text[*open..].contains(is_closing));
        open.map_or(text.clone(), |open| text[open..].chars().skip(1).collect())
    }

    /// 甲、乙各50名 and 甲率、乙率达到… say the same of several things.
    pub(super) fn joint_names(&self, lead: &str, figure: &Figure) -> Vec<String> {
        let is_enclosed = self.is_enclosed(figure.start);
        if let Some(each) = lead.strip_suffix('各')
            && !is_enclosed
        {
            let parts: Vec<&str> = each
                .split(['、', '和'])
                .filter(|part| !part.is_empty())
                .collect();
            return parts.iter().map(|part| self.name(part, figure)).collect();
        }
        let parts: Vec<&str> = lead.split('、').collect();
        let (last, firsts) = parts.split_last().unwrap_or((&"", &[]));
        let both_rates = !firsts.is_empty()
            && firsts.iter().all(|part| part.ends_with('率'))
            && last.contains('率');
        if both_rates {
            return parts.iter().map(|part| self.name(part, figure)).collect();
        }
        vec![self.name(last, figure)]
    }

    /// 甲率、乙率分别达到90%、80%: the name that belongs to this of the figures.
    pub(super) fn name_of_several(&self, figure: &Figure) -> Option<String> {
        let clause = self.slice(self.clause_start(figure.start), figure.start);
        let (names, rest) = clause.split_once("分别")?;
        let before = rest.matches(['、', '和']).count();
        let names: Vec<&str> = names
            .split(['、', '和'])
            .filter(|name| !name.is_empty())
            .collect();
        names
            .get(before)
            .filter(|_| names.len() > 1)
            .map(|name| self.name(name, figure))
    }

    fn is_enclosed(&self, at: usize) -> bool {
        let floor = at.saturating_sub(FAR);
        let start = self.chars[floor..at]
            .iter()
            .rposition(|c| ends_sentence(*c));
        let start = start.map_or(floor, |place| floor + place + 1);
        open_brackets(&self.slice(start, at)) > 0
    }

    /// What is counted: the words before the figure without their verbs, else those behind it.
    pub(super) fn name(&self, lead: &str, figure: &Figure) -> String {
        let words = self.words;
        let mut name = trim_signs(lead);
        while let Some(cue) = [&words.at_least, &words.at_most, &words.time_cues]
            .into_iter()
            .filter_map(|cues| longest_end(name, cues))
            .max_by_key(|cue| cue.len())
        {
            name = trim_signs(&name[..name.len() - cue.len()]);
        }
        name = without_date(without_number(name.trim_end_matches(COMPARING)));
        if name.chars().count() >= 2 && !ends_with_any(name, &words.naming_verbs) {
            return name.to_owned();
        }
        let rest = self.slice(figure.end, figure.end + 30);
        let rest = rest.trim_start_matches("以上").trim_start_matches("左右");
        let end = rest
            .find(|c: char| {
                ends_sentence(c) || matches!(c, '，' | ',' | '、') || is_closing(c) || is_opening(c)
            })
            .unwrap_or(rest.len());
        let name = format!("{name}{}", &rest[..end]);
        if name.is_empty() {
            figure.unit.clone()
        } else {
            name
        }
    }

    /// The last date before the figure; 到2025年 is said once for the whole list behind it.
    pub(super) fn due(&self, at: usize, dates: &[Dated]) -> Option<NaiveDate> {
        let clause = self.slice(self.clause_start(at), at);
        let recurs = contains_any(&clause, &vocabulary().targets.recurring);
        let before = dates.iter().rfind(|date| date.at <= at);
        before
            .filter(|_| !recurs)
            .and_then(|date| date.milestone.due)
    }
}
