//! The head of a document: where the plan begins, its title, number, issuer, date and region.

use super::frame::Frame;
use super::place::place_before_organ;
use super::signature::Signature;
use super::titles::{TitleLines, first_line, is_late, is_notice, own_title, titles};
use crate::domain::dates::mentions_in;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{DocumentHead, Warning};
use crate::domain::region::{self, Named};
use crate::import::plan::lines::kind::{is_document_number, is_issuer};
use crate::import::plan::lines::line::TextLine;
use crate::import::plan::lines::marker::marker;
use crate::import::plan::words::chars::{bare, dense, digit, tidy};
use crate::import::plan::words::vocabulary::{ends_with_any, starts_with_any, vocabulary};

/// The head, and the line index from which the plan's text runs.
#[derive(Debug, Default)]
pub struct PlanHead {
    /// What the document says about itself.
    pub document: DocumentHead,
    /// Index of the first line below the plan's title.
    pub body: usize,
    /// The year of a yearly plan.
    pub title_year: Option<i32>,
    /// Doubts.
    pub warnings: Vec<Warning>,
}

/// A notice stands within so many lines of the beginning.
const FRONT: usize = 300;

/// Reads the head of a document.
pub fn head_of(frame: &Frame) -> PlanHead {
    let lines = &frame.lines;
    let titles = titles(lines);
    let notice = titles
        .iter()
        .take_while(|title| title.first < FRONT)
        .find(|title| is_notice(&title.text) && !is_late(lines, title));
    let (plan, name) = match notice {
        Some(notice) => plan_below(&titles, notice, frame),
        None => (own_title(lines, &titles), None),
    };
    let first = if plan.is_none() && notice.is_none() {
        first_line(lines)
    } else {
        None
    };
    let is_guess = first.is_some();
    let plan = plan.or(first.as_ref());
    let title = name
        .or_else(|| plan.map(|plan| plan.text.clone()))
        .or_else(|| notice.map(|notice| notice.text.clone()));
    let mut head = PlanHead {
        body: plan.or(notice).map_or(0, |title| title.last + 1),
        ..PlanHead::default()
    };
    if let (None, Some(notice)) = (plan, notice) {
        head.body = below_notice(frame, notice);
    }
    let title = title.or_else(|| frame.metadata.title.clone().map(|title| tidy(&title)));
    head.title_year = title.as_deref().and_then(year_of);
    let signature = signature_of(&frame.signatures, head.body);
    head.document.document_number = number_of(lines, head.body)
        .or_else(|| frame.metadata.number.clone().map(|number| dense(&number)));
    head.document.issued_on = signature
        .map(|signature| signature.date)
        .or(frame.metadata.issued);
    head.document.issuer = issuer_of(
        frame,
        signature,
        notice.map(|notice| notice.text.as_str()),
        title.as_deref(),
        head.body,
    );
    if title.is_none() {
        head.doubt(DoubtKind::NoTitle);
    } else if is_guess {
        head.doubt(DoubtKind::UnusualTitle);
    }
    head.document.title = title.unwrap_or_default();
    head.find_region(notice.map(|notice| notice.text.as_str()));
    head
}

impl PlanHead {
    fn doubt(&mut self, what: DoubtKind) {
        self.warnings.push(what.at(None));
    }

    /// The region of the issuer, else of the title.
    fn find_region(&mut self, notice: Option<&str>) {
        let issuer = self.document.issuer.clone().unwrap_or_default();
        let title = self.document.title.clone();
        let texts = [issuer.as_str(), title.as_str(), notice.unwrap_or_default()];
        let all = texts.concat();
        for text in texts {
            match region::find_in(text, &all) {
                Named::One(key) => {
                    self.document.region = Some(key.name().to_owned());
                    return;
                }
                Named::Several(keys) => {
                    let name = keys
                        .first()
                        .map(|key| key.name().to_owned())
                        .unwrap_or_default();
                    self.document.region = Some(name.clone());
                    self.doubt(DoubtKind::RegionNamesake { name });
                    return;
                }
                Named::Unknown => {}
            }
        }
        self.document.region = texts.iter().find_map(|text| place_before_organ(text));
        self.doubt(match self.document.region.clone() {
            Some(name) => DoubtKind::RegionNotListed { name },
            None => DoubtKind::RegionNotFound,
        });
    }
}

/// The plan that a notice encloses: the title below it that the notice names, and the name.
fn plan_below<'a>(
    titles: &'a [TitleLines],
    notice: &TitleLines,
    frame: &Frame,
) -> (Option<&'a TitleLines>, Option<String>) {
    let name = enclosed_name(&notice.text);
    let wanted = bare(&name);
    let fits = |title: &&TitleLines| {
        let text = bare(&title.text);
        title.first > notice.last
            && !is_notice(&title.text)
            && text.chars().count() >= 4
            && (text.contains(&wanted) || wanted.contains(&text))
    };
    if let Some(plan) = titles.iter().find(fits) {
        // Split over lines in a way that was not seen whole, the notice has the full name.
        let is_whole = bare(&plan.text).contains(&wanted);
        return (Some(plan), (!is_whole).then_some(name));
    }
    let has_plan = has_text_below_signature(frame, notice);
    (
        None,
        has_plan
            .then_some(name)
            .filter(|name| name.chars().count() >= 4),
    )
}

/// The name of what a notice encloses: 《…》, else the words between 印发 and 的通知.
fn enclosed_name(text: &str) -> String {
    if let Some(open) = text.find('《').or_else(|| text.find('〈')) {
        let inner = &text[open + '《'.len_utf8()..];
        if let Some(close) = inner.rfind('》').or_else(|| inner.rfind('〉')) {
            return inner[..close].to_owned();
        }
    }
    let frame = &vocabulary().frame;
    let start = frame
        .notice
        .iter()
        .filter_map(|word| text.find(word.as_str()).map(|at| at + word.len()))
        .max()
        .unwrap_or(0);
    let rest = &text[start..];
    let end = frame
        .notice_ends
        .iter()
        .filter_map(|word| rest.rfind(word.as_str()))
        .min()
        .unwrap_or(rest.len());
    rest[..end].to_owned()
}

/// Whether numbered text stands below the notice's signature.
fn has_text_below_signature(frame: &Frame, notice: &TitleLines) -> bool {
    let signed = frame
        .signatures
        .iter()
        .find(|signature| signature.at > notice.last);
    signed.is_some_and(|signed| {
        frame.lines[signed.at..]
            .iter()
            .filter(|line| marker(line.trimmed()).is_some())
            .count()
            >= 2
    })
}

/// Where the text runs when the plan has no title of its own: below the signature, or below the
/// notice itself.
fn below_notice(frame: &Frame, notice: &TitleLines) -> usize {
    match frame
        .signatures
        .iter()
        .find(|signature| signature.at > notice.last)
    {
        Some(signed) if has_text_below_signature(frame, notice) => signed.at + 1,
        _ => notice.last + 1,
    }
}

/// The signature above the plan's text, else the one below it; a printer's line only as a last
/// resort.
fn signature_of(signatures: &[Signature], body: usize) -> Option<&Signature> {
    let own = |imprint: bool| {
        let all = signatures
            .iter()
            .filter(move |signature| signature.is_imprint == imprint);
        let above = all.clone().rfind(|signature| signature.at < body);
        above.or_else(|| all.clone().next_back())
    };
    let signed = own(false).filter(|signature| !signature.issuers.is_empty());
    signed.or_else(|| own(false)).or_else(|| own(true))
}

/// A line above the text, or right at its beginning, that is nothing but a document number.
fn number_of(lines: &[TextLine], body: usize) -> Option<String> {
    /// Some print it between the title and the text.
    const BELOW: usize = 4;
    let body = body.min(lines.len());
    let below = lines[body..].iter().filter(|line| !line.is_blank());
    let above = lines[..body]
        .iter()
        .chain(below.take(BELOW))
        .map(TextLine::trimmed);
    let unsigned = above.map(|text| text.split("签发人").next().unwrap_or(text).trim());
    let whole = unsigned.map(|text| text.trim_matches(['(', ')', '（', '）']).trim());
    whole
        .filter(|text| is_document_number(text))
        .map(dense)
        .next()
}

/// Who issued the document: its signature, its letterhead, the names before the verb of the
/// notice or title, the metadata.
fn issuer_of(
    frame: &Frame,
    signature: Option<&Signature>,
    notice: Option<&str>,
    title: Option<&str>,
    body: usize,
) -> Option<String> {
    let signed = signature
        .filter(|signature| !signature.issuers.is_empty())
        .map(|signature| signature.issuers.join("、"));
    let letterhead = || {
        let above = frame.lines[..body.min(frame.lines.len())]
            .iter()
            .map(|line| dense(line.trimmed()));
        above
            .filter_map(|text| {
                text.strip_suffix("文件")
                    .filter(|head| is_issuer(head))
                    .map(str::to_owned)
            })
            .next()
    };
    let above_title = || {
        let above = frame.lines[..body.min(frame.lines.len())]
            .iter()
            .map(TextLine::trimmed);
        above.filter(|text| is_organ(text)).map(dense).next()
    };
    signed
        .or_else(letterhead)
        .or_else(|| notice.and_then(organ_before_verb))
        .or_else(|| title.and_then(organ_before_verb))
        .or_else(above_title)
        .or_else(|| frame.metadata.issuer.clone())
}

/// 某市教育局贯彻落实…: the organs a title begins with.
fn organ_before_verb(title: &str) -> Option<String> {
    let frame = &vocabulary().frame;
    let text = title.trim();
    let is_end = |at: usize| {
        let rest = text[at..].trim_start();
        rest.starts_with(|c: char| digit(c).is_some() || c == '《' || c == '“')
            || starts_with_any(rest, &frame.title_verbs)
    };
    let ends: Vec<usize> = text
        .char_indices()
        .skip(4)
        .map(|(at, _)| at)
        .filter(|at| is_end(*at))
        .collect();
    let organ = ends
        .into_iter()
        .map(|at| text[..at].trim())
        .rfind(|organ| organ.split_whitespace().all(is_organ))?;
    Some(organ.split_whitespace().collect::<Vec<_>>().join("、"))
}

/// The full name of an organ, not any word that ends like one.
fn is_organ(text: &str) -> bool {
    let length = text.chars().count();
    is_issuer(text) && length <= 25 && ends_with_any(text, &vocabulary().frame.organs)
}

/// The year of a title, the later one where it reviews a year and plans another; none for a span
/// of years.
fn year_of(title: &str) -> Option<i32> {
    let chars: Vec<char> = dense(title).chars().collect();
    let spans = chars.windows(5).any(|five| {
        matches!(five[0], '-' | '—' | '－' | '–' | '至' | '~')
            && five[1..].iter().all(char::is_ascii_digit)
    });
    let years: Vec<i32> = mentions_in(&chars)
        .iter()
        .filter_map(|mention| mention.year)
        .collect();
    years.into_iter().max().filter(|_| !spans)
}
