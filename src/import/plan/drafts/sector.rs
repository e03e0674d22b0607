//! The sector of a task by the cue words of the taxonomy.

use std::sync::OnceLock;

use crate::domain::sector::Sector;
use crate::import::plan::words::phrases::Phrases;
use crate::import::plan::words::vocabulary::{contains_any, vocabulary};

/// How much a cue in the title counts, against one in the text.
const IN_TITLE: u32 = 60;
/// Each further cue of the title, and being the first of all in it.
const MORE_IN_TITLE: u32 = 10;
/// A cue in the nearest heading above.
const IN_SECTION: u32 = 25;
/// A cue of the text, and the most of them that count.
const IN_BODY: u32 = 10;
/// See [`IN_BODY`].
const MOST_IN_BODY: u32 = 5;
/// What the text alone must reach, and by how much it must lead, to decide.
const SURE_IN_BODY: (u32, u32) = (10, 10);

/// The sector whose cues fit best; 其他 where none do, or the text alone leaves it open. The
/// taxonomy is one of education: in a document on something else only tasks that speak of it have
/// its sectors.
pub fn sector_of(title: &str, sections: &[String], body: &str, is_education: bool) -> Sector {
    let found = best_of(title, sections, body);
    let words = &vocabulary().sections;
    let is_general = words
        .general_sectors
        .iter()
        .any(|name| name == found.name());
    if is_education || is_general || contains_any(title, &words.education) {
        found
    } else {
        Sector::other()
    }
}

/// Whether a document is on education: by its title or issuer, or since its text keeps on speaking
/// of it.
pub fn is_education(head: &str, text: &str) -> bool {
    let words = &vocabulary().sections.education;
    let found: usize = words
        .iter()
        .map(|word| text.matches(word.as_str()).count())
        .sum();
    contains_any(head, words) || found * 120 > text.chars().count()
}

fn best_of(title: &str, sections: &[String], body: &str) -> Sector {
    let nearest = sections.last().map_or("", String::as_str);
    let first = first_in(title);
    let (in_title, in_section, in_body) = (counts(title), counts(nearest), counts(body));
    let mut scores: Vec<(u32, u32, Sector)> = Sector::all()
        .enumerate()
        .map(|(at, sector)| {
            let named = title_score(in_title[at], first == Some(sector))
                + in_section[at].min(1) * IN_SECTION;
            let said = in_body[at].min(MOST_IN_BODY) * IN_BODY;
            (named + said, named, sector)
        })
        .collect();
    // Stable, so that of equals the first stays: the taxonomy has the more particular ones first.
    scores.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
    match scores.as_slice() {
        [(score, 0, _), (next, ..), ..]
            if *score < SURE_IN_BODY.0 || score - next < SURE_IN_BODY.1 =>
        {
            Sector::other()
        }
        [(1.., _, sector), ..] => *sector,
        _ => Sector::other(),
    }
}

/// The cues of all sectors, each with its sector and the place of that in the taxonomy.
fn cues() -> &'static Phrases<(usize, Sector)> {
    static CUES: OnceLock<Phrases<(usize, Sector)>> = OnceLock::new();
    CUES.get_or_init(|| {
        let of_all = Sector::all().enumerate();
        Phrases::new(
            of_all.flat_map(|(at, sector)| sector.cues().map(move |cue| (cue, (at, sector)))),
        )
    })
}

/// How many places of a text name each sector; cues that overlap or touch are one place, or
/// 义务教育优质均衡发展 would outweigh three other words.
fn counts(text: &str) -> Vec<u32> {
    let mut found = vec![0_u32; Sector::all().count()];
    let mut ends: Vec<Option<usize>> = vec![None; found.len()];
    for (start, stop, (at, _)) in cues().places_in(text) {
        if ends[at].is_none_or(|end| start > end) {
            found[at] = found[at].saturating_add(1);
        }
        ends[at] = ends[at].max(Some(stop));
    }
    found
}

/// The sector whose cue stands first in a title: what a heading names first it is about.
fn first_in(title: &str) -> Option<Sector> {
    let (at, ..) = cues().places_in(title).next()?;
    let here = cues()
        .places_in(title)
        .take_while(|(start, ..)| *start == at);
    here.min_by_key(|(_, _, (place, _))| *place)
        .map(|(_, _, (_, sector))| sector)
}

fn title_score(found: u32, is_first: bool) -> u32 {
    match found.min(3) {
        0 => 0,
        found => {
            let first = if is_first { 2 * MORE_IN_TITLE } else { 0 };
            IN_TITLE + (found - 1) * MORE_IN_TITLE + first
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_outweighs_the_text_and_the_unknown_is_other() {
        let body = "加强幼儿园保教工作，普及学前教育";
        let sector = |title: &str, section: &str, body: &str| {
            sector_of(title, &[section.to_owned()], body, true).name()
        };
        assert_eq!(sector("推进特殊教育发展", "", body), "特殊教育");
        assert_eq!(sector("加强管理", "", body), "学前教育");
        assert_eq!(sector("办好会议", "", "安排车辆"), "其他");
        assert_eq!(sector("加强管理", "三、普通高中方面", ""), "普通高中");
        assert_eq!(
            sector("加强管理", "", "幼儿园、高中教育、职业教育一起抓"),
            "其他"
        );
    }

    #[test]
    fn a_document_on_something_else_does_not_borrow_the_sectors_of_schools() {
        let elsewhere = |title: &str| sector_of(title, &[], "", false).name();
        assert_eq!(elsewhere("推进卫生信息化建设"), "其他");
        assert_eq!(elsewhere("建设托育机构，发展学前教育"), "学前教育");
        assert_eq!(elsewhere("加强基层党组织建设"), "党的建设");
        assert!(is_education("某县教育局2024年工作要点", ""));
        let health = format!(
            "{}，学校也要配合。",
            "建设县医院，培养全科医生，".repeat(20)
        );
        assert!(!is_education("某县卫生健康工作要点", &health));
    }
}
