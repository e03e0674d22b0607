//! What stands around the text: page numbers, lines of web pages, signatures, the block of
//! metadata that portals put on top.

use super::metadata::{Metadata, take_metadata};
use super::signature::{Signature, signatures};
use crate::import::plan::lines::kind::{SHORT, is_issuer};
use crate::import::plan::lines::labels::leading_label;
use crate::import::plan::lines::line::{TextLine, without_bullet};
use crate::import::plan::lines::marker::marker;
use crate::import::plan::words::chars::{dense, digit};
use crate::import::plan::words::vocabulary::{
    LabelKind, contains_any, ends_with_any, starts_with_any, vocabulary,
};

/// The lines without page furniture, and what was told around the text.
#[derive(Debug, Default)]
pub struct Frame {
    /// What is left; a line taken out is gone, not blank.
    pub lines: Vec<TextLine>,
    /// Signatures by the index of their date among `lines`.
    pub signatures: Vec<Signature>,
    /// What the metadata block says.
    pub metadata: Metadata,
}

impl Frame {
    /// Which lines belong to a signature: its date, or an issuer right above.
    pub fn signed_lines(&self) -> Vec<bool> {
        let mut signed = vec![false; self.lines.len()];
        for signature in &self.signatures {
            let first = signature.at.saturating_sub(2 * signature.issuers.len());
            let above = &self.lines[first..signature.at];
            for (line, is_signed) in above.iter().zip(&mut signed[first..]) {
                *is_signed = *is_signed || is_issuer(line.trimmed());
            }
            signed[signature.at] = true;
        }
        signed
    }
}

/// Takes the furniture out of `lines`.
pub fn strip(lines: Vec<TextLine>) -> Frame {
    let mut lines = without_page_numbers(lines);
    let items = items(&lines);
    cut_tail(&mut lines, items.end);
    let mut at = 0;
    lines.retain(|line| {
        at += 1;
        // 主办单位： closes a page, but between items it says who answers for one.
        let is_label = items.contains(&at) && responsibility(line.trimmed());
        is_label || !is_furniture(without_bullet(line.trimmed()))
    });
    let metadata = take_metadata(&mut lines);
    let signatures = signatures(&lines);
    Frame {
        lines,
        signatures,
        metadata,
    }
}

/// Drops the lines of page numbers. A bare number counts only inside or between paragraphs of
/// prose, since tables with a cell a line have such lines too.
fn without_page_numbers(lines: Vec<TextLine>) -> Vec<TextLine> {
    let is_prose = |line: &TextLine| line.trimmed().chars().count() >= 25;
    let keep: Vec<bool> = (0..lines.len())
        .map(|at| {
            let text = lines[at].trimmed();
            if is_marked_page_number(text) {
                return false;
            }
            let is_bare =
                !text.is_empty() && text.len() <= 4 && text.chars().all(|c| digit(c).is_some());
            let before = lines[..at]
                .iter()
                .rev()
                .take(6)
                .find(|line| !line.is_blank());
            let after = lines[at + 1..].iter().take(6).find(|line| !line.is_blank());
            !(is_bare && before.is_none_or(is_prose) && after.is_none_or(is_prose))
        })
        .collect();
    let mut keep = keep.into_iter();
    lines
        .into_iter()
        .filter(|_| keep.next().unwrap_or(true))
        .collect()
}

/// `- 3 -`, `— 3 —`, `第 3 页 共 12 页`, `3 / 12`.
fn is_marked_page_number(text: &str) -> bool {
    let text = dense(text);
    if text.is_empty() || text.chars().count() > 14 {
        return false;
    }
    let is_dash = |c: char| matches!(c, '-' | '—' | '–' | '－' | '─' | '―' | '~' | '·');
    let core = text.trim_matches(is_dash);
    let is_dashed =
        core.len() + 1 < text.len() && !core.is_empty() && core.chars().all(|c| digit(c).is_some());
    let numbered = |part: &str| {
        part.chars().all(|c| {
            digit(c).is_some() || matches!(c, '第' | '页' | '共' | '/' | '，' | ',' | '／')
        })
    };
    let is_paged = text.contains('页') && text.contains(|c| digit(c).is_some()) && numbered(&text);
    let is_fraction = text.split_once('/').is_some_and(|(page, all)| {
        let value = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 3);
        matches!((value(page), value(all)), (Some(page), Some(all)) if page <= all && all > 1)
    });
    is_dashed || is_paged || is_fraction
}

/// Whether a line begins with the label of a role or a deadline.
fn responsibility(text: &str) -> bool {
    leading_label(text)
        .is_some_and(|label| label.slot.is_responsibility() || label.slot == LabelKind::Deadline)
}

/// From the first numbered line to behind the last line that belongs to an item in any case.
fn items(lines: &[TextLine]) -> std::ops::Range<usize> {
    let chrome = &vocabulary().chrome;
    let is_numbered =
        |line: &TextLine| marker(line.trimmed()).is_some_and(|marker| !marker.is_weak);
    let is_label = |line: &TextLine| {
        responsibility(line.trimmed()) && !starts_with_any(&dense(line.trimmed()), &chrome.ends)
    };
    let first = lines.iter().position(is_numbered);
    let last = lines.iter().rposition(is_label).map(|last| last + 1);
    first.unwrap_or(0)..last.unwrap_or(0)
}

/// Cuts the page's own words below the text, of which the lines before `items` are part.
fn cut_tail(lines: &mut Vec<TextLine>, items: usize) {
    let chrome = &vocabulary().chrome;
    let is_end = |line: &TextLine| {
        let text = line.trimmed();
        text.chars().count() <= SHORT
            && (starts_with_any(&dense(text), &chrome.ends) || text.contains("ICP备"))
    };
    // Only below the last prose of any length, or a page's menu above the text would end it.
    let last_prose = lines
        .iter()
        .rposition(|line| line.trimmed().chars().count() > SHORT)
        .unwrap_or(0);
    if let Some(cut) = lines
        .iter()
        .enumerate()
        .skip(items.max(last_prose + 1))
        .find(|(_, line)| is_end(line))
    {
        let at = cut.0;
        lines.truncate(at);
    }
}

/// Whether a line belongs to the page, not to the document.
pub fn is_furniture(text: &str) -> bool {
    if text.is_empty() || text.chars().count() > SHORT || text.contains('\t') {
        return false;
    }
    let chrome = &vocabulary().chrome;
    let is_page = starts_with_any(text, &chrome.starts) || contains_any(text, &chrome.contains);
    let is_path = text.matches(['>', '＞', '»']).count() >= 2;
    // A list of menu words has no sentence in it, and a heading its number.
    (is_page || is_path)
        && !text.contains('。')
        && marker(text).is_none()
        && leading_label(text)
            .is_none_or(|label| starts_with_any(&text[label.start..], &chrome.starts))
        && !looks_like_title_of_plan(text)
}

/// 信息公开工作要点 begins with a word of menus, but is a title.
fn looks_like_title_of_plan(text: &str) -> bool {
    text.chars().count() >= 8
        && ends_with_any(text, &vocabulary().frame.title_ends)
        && !text.contains(['>', '：', ':', '|'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plan::lines::line::lines_of;

    fn left(text: &str) -> Vec<String> {
        strip(lines_of(text))
            .lines
            .iter()
            .map(|line| line.trimmed().to_owned())
            .filter(|line| !line.is_empty())
            .collect()
    }

    const PROSE: &str = "为深入推进全县卫生健康事业高质量发展，结合我县实际，制定本实施方案，请各有关单位认真组织实施，确保各项任务落到实处，取得实效。";

    #[test]
    fn page_numbers_go_and_numbers_of_table_rows_stay() {
        let text =
            format!("{PROSE}\n- 3 -\n{PROSE}\n\n4\n\n{PROSE}\n第 5 页 共 9 页\n序号\n1\n县医院\n2");
        assert_eq!(
            left(&text),
            [PROSE, PROSE, PROSE, "序号", "1", "县医院", "2"]
        );
    }

    #[test]
    fn the_words_of_a_web_page_go() {
        let text = format!(
            "首页>公开>文件\n发布时间:2024-03-03 来源:县政府办\n某县2024年卫生健康工作要点\n{PROSE}\n一、重点任务\n上一篇：别的\n版权所有"
        );
        assert_eq!(
            left(&text),
            ["某县2024年卫生健康工作要点", PROSE, "一、重点任务"]
        );
    }

    #[test]
    fn the_metadata_block_is_read_and_taken_out() {
        let text = format!(
            "索 引 号：001 \t 发文机关：某县人民政府\n成文日期：2024年3月5日\n发文字号\n某政发〔2024〕3号\n某县工作方案\n{PROSE}"
        );
        let frame = strip(lines_of(&text));
        assert_eq!(frame.metadata.issuer.as_deref(), Some("某县人民政府"));
        assert_eq!(frame.metadata.number.as_deref(), Some("某政发〔2024〕3号"));
        assert_eq!(frame.metadata.issued, "2024-03-05".parse().ok());
        assert_eq!(frame.lines[0].trimmed(), "某县工作方案");
    }

    #[test]
    fn metadata_may_stand_without_colons() {
        let text = format!(
            "索引号 0001/2024-3 成文日期 2024-03-05\n文号 某政发〔2024〕3号 发布时间 2024-03-08\n发布机构 某县人民政府 文件有效性 有效\n名称 关于印发某县工作方案的通知\n{PROSE}"
        );
        let metadata = strip(lines_of(&text)).metadata;
        assert_eq!(metadata.number.as_deref(), Some("某政发〔2024〕3号"));
        assert_eq!(metadata.issuer.as_deref(), Some("某县人民政府"));
        assert_eq!(metadata.issued, "2024-03-05".parse().ok());
        assert_eq!(
            metadata.title.as_deref(),
            Some("关于印发某县工作方案的通知")
        );
    }

    #[test]
    fn signatures_are_found_in_each_form() {
        for (text, issuers) in [
            (
                "某县人民政府办公室\n2024年3月5日",
                vec!["某县人民政府办公室"],
            ),
            (
                "中共某县委员会\n某县人民政府\n二〇二四年三月五日",
                vec!["中共某县委员会", "某县人民政府"],
            ),
            ("某市教育局 2024年3月5日", vec!["某市教育局"]),
        ] {
            let frame = strip(lines_of(text));
            assert_eq!(frame.signatures.len(), 1, "{text}");
            assert_eq!(frame.signatures[0].issuers, issuers, "{text}");
            assert_eq!(Some(frame.signatures[0].date), "2024-03-05".parse().ok());
        }
        assert!(
            strip(lines_of("2024年3月5日前完成建设"))
                .signatures
                .is_empty()
        );
    }
}
