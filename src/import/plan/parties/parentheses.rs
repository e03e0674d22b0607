//! Responsibility in parentheses: （牵头单位：…；配合单位：…）, （甲牵头，乙、丙按职责分工负责）.

use super::fields::{ClauseFields, take_labelled};
use crate::domain::dates::mentions_in;
use crate::domain::people::Role;
use crate::import::plan::lines::labels::leading_label;
use crate::import::plan::words::chars::{is_closing, is_opening, trim_signs};
use crate::import::plan::words::unit_words::looks_like_unit;
use crate::import::plan::words::vocabulary::{LabelKind, contains_any, longest_end, vocabulary};

/// Bytes of the longest parenthesis looked into. Without a limit nested brackets would cost the
/// square of their number.
const LONGEST: usize = 4_000;

/// Brackets nested deeper than any text has them are not looked into.
const MOST_NESTED: usize = 20;

/// A parenthesis that says who answers for what stands before it.
#[derive(Clone, Debug)]
pub struct ParenGroup {
    /// Where it opens, in bytes.
    pub start: usize,
    /// Where it has closed.
    pub end: usize,
    /// What it says.
    pub fields: ClauseFields,
}

/// Every responsibility parenthesis of `text`, in order.
pub fn groups_in(text: &str) -> Vec<ParenGroup> {
    let mut groups: Vec<ParenGroup> = Vec::new();
    for (start, end) in pairs(text) {
        let is_inside = groups.last().is_some_and(|last| start < last.end);
        if is_inside || end - start > LONGEST {
            continue;
        }
        let open = text[start..].chars().next().map_or(1, char::len_utf8);
        let inner = &text[start + open..end];
        let inner = inner.strip_suffix(is_closing).unwrap_or(inner);
        let at_end = text[end..]
            .trim_start_matches(['。', '；', ';', '.', '，', ' '])
            .is_empty();
        // 牵头单位：市委办（市委改革办）: a second name of the unit, no list of its own.
        let is_alias = leading_label(text)
            .is_some_and(|label| label.slot.is_responsibility() && label.value < start);
        if let Some(fields) = read(inner, at_end && !is_alias) {
            groups.push(ParenGroup { start, end, fields });
        }
    }
    groups
}

/// Brackets with their partners, the outer before the inner; widths may be mixed. One that never
/// closes but begins with a label runs to the end.
fn pairs(text: &str) -> Vec<(usize, usize)> {
    let mut open: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        if is_opening(c) {
            open.push(at);
        } else if is_closing(c)
            && let Some(start) = open.pop()
            && open.len() < MOST_NESTED
        {
            found.push((start, at + c.len_utf8()));
        }
    }
    // Of several in a row the last is asked for all.
    let mut unclosed = open.into_iter().filter(|at| {
        let inner = text[*at..].get(text[*at..].chars().next().map_or(0, char::len_utf8)..);
        let inner = inner.filter(|inner| !inner.starts_with(is_opening));
        inner
            .and_then(leading_label)
            .is_some_and(|label| label.slot.is_responsibility())
    });
    found.extend(unclosed.next_back().map(|at| (at, text.len())));
    found.sort_by_key(|(start, end)| (*start, usize::MAX - *end));
    found
}

/// What the words in a parenthesis say about responsibility, if they do.
fn read(inner: &str, at_end: bool) -> Option<ClauseFields> {
    let inner = inner.trim();
    if let Some(label) = leading_label(inner) {
        let is_ours =
            label.slot.is_responsibility() || (label.slot == LabelKind::Deadline && at_end);
        return is_ours.then(|| {
            let mut fields = ClauseFields::default();
            take_labelled(inner, &mut fields);
            fields.is_labelled = true;
            fields
        });
    }
    by_verbs(inner, at_end)
}

/// The verb that a piece ends in, and the role it gives to those before it.
fn verb_of(piece: &str) -> Option<(Role, &'static str)> {
    let verbs = &vocabulary().verbs;
    let roles = [
        (Role::LeadUnit, &verbs.lead),
        (Role::AssistingUnit, &verbs.assisting),
        (Role::ResponsibleUnit, &verbs.responsible),
    ];
    let found = roles
        .into_iter()
        .filter_map(|(role, words)| Some((role, longest_end(piece, words)?)));
    found.max_by_key(|(_, verb)| verb.len())
}

/// Whether a list names units and nothing else.
fn all_units(text: &str) -> bool {
    let mut parts = text
        .split(['、', '，', ',', '；', ';', ' '])
        .filter(|part| !part.trim().is_empty())
        .peekable();
    parts.peek().is_some() && parts.all(|part| looks_like_unit(part.trim()))
}

/// 甲牵头，乙、丙按职责分工负责，2024年底前完成.
fn by_verbs(inner: &str, at_end: bool) -> Option<ClauseFields> {
    // A parenthesis of this kind is a list of names; a sentence has other signs.
    if inner.chars().nth(400).is_some()
        || inner.contains(['：', ':', '“', '《']) && leading_label(inner).is_some()
    {
        return None;
    }
    let mut fields = ClauseFields::default();
    let mut pending = String::new();
    let mut named = 0;
    for (piece, sign) in pieces(inner) {
        match verb_of(piece) {
            Some((role, verb)) => {
                pending.push_str(piece[..piece.len() - verb.len()].trim_start_matches('由'));
                let names = std::mem::take(&mut pending);
                let names = names.trim_end_matches("分别").trim_end_matches("共同");
                if !names.trim().is_empty() {
                    fields.take(LabelKind::Party(role), names);
                    named += 1;
                }
            }
            None if is_time(piece) => fields.take(LabelKind::Deadline, piece),
            None => {
                pending.push_str(piece.trim_start_matches('由'));
                pending.push(sign);
            }
        }
    }
    let rest = trim_signs(&pending).to_owned();
    if !rest.is_empty() {
        let is_list = all_units(&rest) && (named > 0 || (at_end && is_sure_list(&rest)));
        if !is_list {
            return None;
        }
        fields.take(LabelKind::Party(Role::ResponsibleUnit), &rest);
    }
    let units: Vec<&String> = Role::ALL
        .iter()
        .flat_map(|role| &fields.of(*role).names)
        .collect();
    let is_named = units.iter().any(|name| looks_like_unit(name))
        && units.iter().all(|name| name.chars().count() <= 30);
    fields.is_labelled = true;
    (is_named && (named > 0 || at_end)).then_some(fields)
}

/// A list of units and nothing else, sure enough to be no explanation: （县教育局、县财政局）.
fn is_sure_list(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['、', '，', '；', ';', ',']).collect();
    let signed = parts.iter().filter(|part| {
        let part = part.trim();
        part.chars().count() >= 3
            && part.starts_with(['市', '县', '区', '旗', '省', '州', '盟', '各'])
            && part.ends_with([
                '局', '委', '办', '部', '府', '会', '心', '院', '厅', '司', '道', '镇', '乡',
            ])
    });
    signed.count() * 2 > parts.len()
}

/// The pieces between commas and semicolons, with the sign behind each. 、 parts names, but also
/// a verb from the next name: 甲局牵头负责、乙局配合.
fn pieces(text: &str) -> Vec<(&str, char)> {
    let verbs = &vocabulary().verbs;
    let mut out = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        if is_opening(c) {
            depth += 1;
        } else if is_closing(c) {
            depth = depth.saturating_sub(1);
        }
        let is_sign = match c {
            '，' | ',' | '；' | ';' | '。' | '\n' | ' ' => true,
            '、' => [&verbs.lead, &verbs.responsible, &verbs.assisting]
                .iter()
                .any(|words| longest_end(&text[start..at], words).is_some()),
            _ => false,
        };
        if depth == 0 && is_sign {
            out.push((trim_signs(&text[start..at]), c));
            start = at + c.len_utf8();
        }
    }
    out.push((trim_signs(&text[start..]), '、'));
    out.retain(|(piece, _)| !piece.is_empty());
    out
}

/// Whether a piece gives a time and names nobody.
fn is_time(piece: &str) -> bool {
    let chars: Vec<char> = piece.chars().filter(|c| !c.is_whitespace()).collect();
    let is_standing = contains_any(piece, &vocabulary().deadlines.standing);
    (is_standing || !mentions_in(&chars).is_empty()) && !looks_like_unit(piece)
}

/// `text` without the parentheses.
pub fn without(text: &str, groups: &[ParenGroup]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for group in groups {
        out.push_str(&text[from..group.start]);
        from = group.end;
        // （…）。 behind a sentence that has ended leaves a sign of its own.
        if out.trim_end().ends_with(['。', '；', '！']) {
            let rest = text[from..].trim_start_matches(['。', '；', '.']);
            from = text.len() - rest.len();
        }
    }
    out.push_str(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> ClauseFields {
        let mut groups = groups_in(text);
        assert_eq!(groups.len(), 1, "{text}");
        groups.remove(0).fields
    }

    #[test]
    fn a_labelled_parenthesis_is_read_whatever_brackets_it_mixes() {
        for text in [
            "加强（校）建设。（牵头单位：县教育局；配合单位：县发改委、财政局）",
            "落实（县政发〔2022〕81号)。(牵头单位：县教育局；配合单位：县发改委、财政局）",
            "加强建设（牵头单位：县教育局；配合单位：县发改委、财政局",
        ] {
            let got = one(text);
            assert_eq!(got.lead.names, ["县教育局"], "{text}");
            assert_eq!(got.assisting.names, ["县发改委", "县财政局"], "{text}");
        }
        let got = one("（牵头单位：市数据局（市人工智能局），完成时限：2024年底）");
        assert_eq!(got.lead.names, ["市数据局（市人工智能局）"]);
    }

    #[test]
    fn a_parenthesis_without_labels_is_read_by_its_verbs() {
        let got =
            one("完成建设。（市教育局牵头，市财政局、市人社局按职责分工负责，2024年底前完成）");
        assert_eq!(got.lead.names, ["市教育局"]);
        assert_eq!(got.responsible.names, ["市财政局", "市人社局"]);
        assert_eq!(got.deadlines, ["2024年底前完成"]);
        assert_eq!(
            one("建设。（市教育局、市财政局分别负责）")
                .responsible
                .names,
            ["市教育局", "市财政局"]
        );
        let got = one("建设。（由市住建局牵头负责、市财政局，各县区政府配合）");
        assert_eq!((got.lead.names.len(), got.assisting.names.len()), (1, 2));
        assert_eq!(
            one("建设。（市教育局、市财政局）").responsible.names.len(),
            2
        );
    }

    #[test]
    fn explanations_are_no_responsibilities() {
        for text in [
            "各县（市、区）要加强",
            "（含教研员）",
            "实行校长（园长）负责制",
            "《办法（试行）》",
            "（2020—2022年）",
            "（以下简称为：中小学校）",
            "控制在3%以内（不含民办）。",
        ] {
            assert!(groups_in(text).is_empty(), "{text}");
        }
    }
}
