//! The sector of a task by the cue words of the taxonomy.

use crate::domain::sector::Sector;

/// How much one cue in the title counts, against the same in other places.
const IN_TITLE: u32 = 6;
/// In the nearest heading above.
const IN_SECTION: u32 = 3;
/// Cues of the text count once each, and together no more than this.
const MOST_IN_BODY: u32 = 5;

/// The sector whose cues fit best; 其他 where none do.
pub fn sector_of(title: &str, sections: &[String], body: &str) -> Sector {
    let nearest = sections.last().map_or("", String::as_str);
    let mut best = (0, Sector::other());
    for sector in Sector::all() {
        let score = score(sector, title, nearest, body);
        // The first of equals stays: the taxonomy has the more particular sectors first.
        if score > best.0 {
            best = (score, sector);
        }
    }
    best.1
}

fn score(sector: Sector, title: &str, section: &str, body: &str) -> u32 {
    let count = |text: &str| {
        u32::try_from(sector.cues().filter(|cue| text.contains(cue)).count()).unwrap_or(u32::MAX)
    };
    count(title).min(3) * IN_TITLE
        + count(section).min(2) * IN_SECTION
        + count(body).min(MOST_IN_BODY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_outweighs_the_text_and_the_unknown_is_other() {
        let body = "加强幼儿园保教工作，普及学前教育";
        assert_eq!(sector_of("推进特殊教育发展", &[], body).name(), "特殊教育");
        assert_eq!(sector_of("加强管理", &[], body).name(), "学前教育");
        assert_eq!(sector_of("办好会议", &[], "安排车辆").name(), "其他");
        assert_eq!(
            sector_of("加强管理", &["三、普通高中方面".to_owned()], "").name(),
            "普通高中"
        );
    }
}
