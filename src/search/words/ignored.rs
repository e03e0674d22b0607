//! What a reader does not count: 的, blanks and punctuation. 学前教育的普及 finds 学前教育普及, and
//! 一园一策 finds “一园、一策”.

/// The longest run of such characters that is passed over within a word.
const LONGEST_RUN: usize = 4;

const DE: u16 = 0x7684;

/// Whether a folded unit is one that does not count.
pub(in crate::search) fn is_slight(unit: u16) -> bool {
    match char::from_u32(u32::from(unit)) {
        _ if unit == DE => true,
        Some(c) if c.is_ascii() => !c.is_ascii_alphanumeric(),
        Some('\u{3400}'..='\u{9FFF}') => false,
        Some(c) => !c.is_alphanumeric(),
        // Half of a rare character.
        None => false,
    }
}

fn is_letter(unit: u16) -> bool {
    u8::try_from(unit).is_ok_and(|letter| letter.is_ascii_alphanumeric())
}

/// A word without what does not count; `None` when little is left, or when letters or figures
/// would come together that stand apart: 3-6 is not 36.
pub(in crate::search) fn bare(word: &[u16]) -> Option<Vec<u16>> {
    let mut bare: Vec<u16> = Vec::with_capacity(word.len());
    let mut parted = false;
    for unit in word {
        if is_slight(*unit) {
            parted = true;
            continue;
        }
        if parted && is_letter(*unit) && bare.last().is_some_and(|last| is_letter(*last)) {
            return None;
        }
        parted = false;
        bare.push(*unit);
    }
    (bare.len() >= 2 && !bare.iter().all(|unit| is_letter(*unit))).then_some(bare)
}

/// Where a bare word begins and ends in `text`, what does not count passed over.
pub(in crate::search) fn find(text: &[u16], bare: &[u16]) -> Option<(usize, usize)> {
    let (first, rest) = bare.split_first()?;
    let starts = text.iter().enumerate().filter(|(_, unit)| *unit == first);
    starts
        .map(|(at, _)| at)
        .find_map(|start| Some((start, end_of(text, start + 1, rest)?)))
}

/// Where the rest of the word ends, when it goes on at `at`.
fn end_of(text: &[u16], mut at: usize, rest: &[u16]) -> Option<usize> {
    for wanted in rest {
        let before = at.checked_sub(1).map(|before| text[before]);
        let run = text[at..]
            .iter()
            .take(LONGEST_RUN + 1)
            .take_while(|unit| is_slight(**unit));
        let run = run.count();
        let joined = run > 0 && is_letter(*wanted) && before.is_some_and(is_letter);
        at += run;
        if run > LONGEST_RUN || joined || text.get(at) != Some(wanted) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> Vec<u16> {
        crate::packed::units_of(text).collect()
    }

    fn place(word: &str, text: &str) -> Option<(usize, usize)> {
        find(&units(text), &bare(&units(word))?)
    }

    #[test]
    fn de_blanks_and_punctuation_do_not_count_on_either_side() {
        assert_eq!(
            place("学前教育的普及", "推动学前教育普及普惠"),
            Some((2, 8))
        );
        assert_eq!(place("一园一策", "实施“一园、一策”"), Some((3, 8)));
        assert_eq!(place("“一园、一策”", "实施一园一策"), Some((2, 6)));
        assert_eq!(place("教师编制周转池", "教师编制“周转池”"), Some((0, 8)));
        assert_eq!(place("双减五项管理", "“双减”、“五项管理”"), Some((1, 10)));
        assert_eq!(place("王芳", "王　芳"), Some((0, 3)));
    }

    #[test]
    fn other_characters_count() {
        assert_eq!(place("一园一策", "一园和一策"), None);
        assert_eq!(place("学前教育的普及", "学前教育要普及"), None);
        assert_eq!(place("教育局", "教育。。。。。局"), None);
    }

    #[test]
    fn figures_and_letters_do_not_run_together() {
        assert_eq!(bare(&units("3-6")), None);
        assert_eq!(place("36个月", "3、6个月"), None);
        assert_eq!(place("3-6岁", "36岁"), None);
        assert_eq!(place("G20峰会", "G 20 峰会"), None);
        assert_eq!(place("15项任务", "15 项任务"), Some((0, 6)));
    }

    #[test]
    fn too_little_is_no_word() {
        assert_eq!(bare(&units("的")), None);
        assert_eq!(bare(&units("目的")), None);
        assert_eq!(bare(&units("，。！")), None);
        assert_eq!(bare(&units("")), None);
    }
}
