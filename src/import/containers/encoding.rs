//! Bytes to text: byte order marks, UTF-16 without one, UTF-8, and the Chinese code pages.
//!
//! Nothing is replaced: one lost byte garbles every character behind it in a Chinese code page,
//! so the place is named instead.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// How many bytes are looked at where the encoding has to be guessed.
const SAMPLE: usize = 64 * 1024;

/// What stands for bytes that are no text.
const LOST: &str = "\u{FFFD}";

/// A damaged text has at least so many sound characters for each lost one; random bytes do not.
const SOUND_PER_LOST: usize = 500;

/// A decoded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, byte order mark gone.
    pub text: String,
    /// Name of the encoding.
    pub encoding_name: &'static str,
    /// Whether a byte order mark stood in front.
    pub had_mark: bool,
}

/// Where bytes stop being text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecodable {
    /// 1-based line.
    pub line: u32,
    /// 1-based byte of the file.
    pub byte: usize,
    /// What the file was read as.
    pub encoding_name: &'static str,
}

/// Decodes a whole file.
///
/// # Errors
/// The place of the first byte that is not text: cut off in a character, or a NUL.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Undecodable> {
    let (encoding, mark) = encoding_of(bytes);
    let body = &bytes[mark..];
    let lost = |text: &str, byte: usize| Undecodable {
        line: line_after(text),
        byte: byte + 1,
        encoding_name: encoding.name(),
    };
    let text = strictly(encoding, body).map_err(|(text, at)| lost(&text, mark + at))?;
    if let Some(at) = text.find('\0') {
        let (before, _, _) = encoding.encode(&text[..at]);
        return Err(lost(&text[..at], mark + before.len()));
    }
    Ok(Decoded {
        text,
        encoding_name: encoding.name(),
        had_mark: mark > 0,
    })
}

/// Decodes a text for people, who can mend a lost character with the document beside them: a few
/// bytes that are no text become U+FFFD, and the first of them is told.
///
/// # Errors
/// The place of the first, where there are more than a damaged text has.
pub fn decode_for_people(bytes: &[u8]) -> Result<(Decoded, Option<Undecodable>), Undecodable> {
    let first = match decode(bytes) {
        Ok(decoded) => return Ok((decoded, None)),
        Err(first) => first,
    };
    let (encoding, mark) = encoding_of(bytes);
    let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
    let text = text.replace('\0', LOST);
    let lost = text.matches(LOST).count();
    if lost > 1 && lost > text.chars().count() / SOUND_PER_LOST {
        return Err(first);
    }
    let decoded = Decoded {
        text,
        encoding_name: encoding.name(),
        had_mark: mark > 0,
    };
    Ok((decoded, Some(first)))
}

/// The encoding of a file, and how many bytes its mark has.
fn encoding_of(bytes: &[u8]) -> (&'static Encoding, usize) {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or_else(|| (guess(bytes), 0));
    // GBK files may hold characters that only GB18030 has; it reads GBK as it is.
    let encoding = if encoding == GBK { GB18030 } else { encoding };
    (encoding, mark)
}

fn line_after(text: &str) -> u32 {
    let ends = text.bytes().filter(|byte| *byte == b'\n').count();
    u32::try_from(ends + 1).unwrap_or(u32::MAX)
}

/// Every byte decoded, or the text before the first that cannot be, with its place.
fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, (String, usize)> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder
        .max_utf8_buffer_length_without_replacement(bytes.len())
        .unwrap_or(bytes.len());
    let mut text = String::with_capacity(room);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::Malformed(bad, after), read) => {
            let at = read.saturating_sub(usize::from(bad) + usize::from(after));
            Err((text, at))
        }
        _ => Ok(text),
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(wide) = wide(bytes) {
        return wide;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if is_gb_in_disguise(text) => return GB18030,
        Ok(_) => return UTF_8,
        Err(_) if is_chinese_utf8(bytes) => return UTF_8,
        Err(_) => {}
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    // Without the hint short Chinese texts are taken for Cyrillic or Japanese.
    detector.guess(Some(b"cn"), Utf8Detection::Allow)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// Whether bytes are Chinese UTF-8 but for a few: so many characters cannot come by accident.
fn is_chinese_utf8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let lost = text.chars().filter(|c| *c == '\u{FFFD}').count();
    let han = text.chars().filter(|c| is_han(*c)).count();
    han >= 4 && lost * 4 <= han
}

/// UTF-16 without a mark: ASCII signs and line ends leave zero bytes on one side, and Chinese
/// characters have their high byte in a narrow range on the other.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || bytes.len() % 2 == 1 {
        return None;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let count = |place: usize, fits: &dyn Fn(u8) -> bool| {
        let own = sample.iter().skip(place).step_by(2);
        own.filter(|byte| fits(**byte)).count()
    };
    let units = sample.len() / 2;
    let is_high =
        |byte: u8| matches!(byte, 0 | 0x20 | 0x30 | 0xFF) || (0x4E..=0x9F).contains(&byte);
    // 一 and some others have a zero on the wrong side: zeros alone do not tell the two apart.
    let is_likely = |high: usize, low: usize| {
        let fitting = count(high, &is_high);
        count(high, &|byte| byte == 0) > 0
            && fitting * 10 >= units * 9
            && fitting > count(low, &is_high)
    };
    if is_likely(1, 0) {
        Some(UTF_16LE)
    } else if is_likely(0, 1) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Some GBK words are valid UTF-8 as well (学位 is ѧλ): then every sign is one of two bytes, and
/// GB18030 reads nothing but Chinese characters. Accents of a Latin text look the same, but stand
/// between its letters.
fn is_gb_in_disguise(text: &str) -> bool {
    let (mut foreign, mut in_words) = (0, 0);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            let after = chars.peek().copied().unwrap_or(' ');
            foreign += 1;
            in_words += usize::from(before.is_ascii_lowercase() || after.is_ascii_lowercase());
            if c.len_utf8() != 2 {
                return false;
            }
        }
        before = c;
    }
    if foreign == 0 || in_words * 2 > foreign {
        return false;
    }
    let is_chinese =
        |c: char| is_han(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}');
    strictly(GB18030, text.as_bytes())
        .is_ok_and(|read| read.chars().filter(|c| !c.is_ascii()).all(is_chinese))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "督办：1.加快建设（责任单位：县教育局）\r\n孙亮 学位";

    fn utf_16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    fn read(bytes: &[u8]) -> String {
        decode(bytes).unwrap().text
    }

    #[test]
    fn every_encoding_of_the_offices_is_read() {
        let (gbk, _, _) = GBK.encode(TEXT);
        let (gb18030, _, _) = GB18030.encode("县教育局\u{3400}办");
        assert_eq!(read(&gbk), TEXT);
        assert_eq!(read(&gb18030), "县教育局\u{3400}办");
        assert_eq!(read(TEXT.as_bytes()), TEXT);
        let marked = decode(format!("\u{FEFF}{TEXT}").as_bytes()).unwrap();
        assert_eq!(
            (marked.text.as_str(), marked.encoding_name, marked.had_mark),
            (TEXT, "UTF-8", true)
        );
        for bytes_of in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
            assert_eq!(read(&utf_16(TEXT, bytes_of)), TEXT);
            assert_eq!(read(&utf_16(&format!("\u{FEFF}{TEXT}"), bytes_of)), TEXT);
        }
    }

    #[test]
    fn short_chinese_words_are_not_taken_for_other_scripts() {
        for word in ["学位", "督办", "孙亮", "联通", "学"] {
            let (bytes, _, _) = GBK.encode(word);
            assert_eq!(read(&bytes), word);
        }
        let accents = decode("résumé à la carte".as_bytes()).unwrap();
        assert_eq!(accents.encoding_name, "UTF-8");
    }

    #[test]
    fn the_place_of_a_lost_byte_is_named_and_nothing_is_replaced() {
        let cut = &TEXT.as_bytes()[..TEXT.len() - 1];
        let lost = decode(cut).unwrap_err();
        assert_eq!((lost.line, lost.encoding_name), (2, "UTF-8"));
        assert_eq!(lost.byte, TEXT.len() - 2);
        let (gbk, _, _) = GBK.encode(TEXT);
        let lost = decode(&gbk[..gbk.len() - 1]).unwrap_err();
        assert_eq!((lost.line, lost.encoding_name), (2, "gb18030"));
        let nul = decode("甲\n乙\0丙丁".as_bytes()).unwrap_err();
        assert_eq!((nul.line, nul.byte), (2, 8));
        assert_eq!(read(b""), "");
    }

    #[test]
    fn a_few_lost_bytes_of_a_text_are_told_and_many_refuse_it() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.insert(0, 0xFF);
        let (decoded, lost) = decode_for_people(&bytes).unwrap();
        assert_eq!(decoded.text, format!("\u{FFFD}{TEXT}"));
        assert_eq!(lost.map(|lost| (lost.line, lost.byte)), Some((1, 1)));
        let (sound, lost) = decode_for_people(TEXT.as_bytes()).unwrap();
        assert_eq!((sound.text.as_str(), lost), (TEXT, None));
        let with_nul = decode_for_people("甲\n乙\0丙丁".as_bytes()).unwrap();
        assert_eq!(with_nul.0.text, "甲\n乙\u{FFFD}丙丁");
        bytes.extend([0xFF, b'\n']);
        assert_eq!(decode_for_people(&bytes).unwrap_err().byte, 1);
    }

    proptest! {
        #[test]
        fn no_bytes_bring_it_down(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
            let _ = decode_for_people(&bytes);
        }

        #[test]
        fn chinese_text_comes_back_from_gbk_and_utf_8(text in "[一-龥，。]{4,60}\n[0-9a-z一-龥]{0,40}") {
            prop_assert_eq!(read(text.as_bytes()), text.clone());
            let (gbk, _, _) = GBK.encode(&text);
            prop_assert_eq!(read(&gbk), text);
        }

        #[test]
        fn chinese_text_comes_back_from_utf_16_with_and_without_a_mark(
            text in "(([一-龥]|一){4,60}，\n){2,4}[0-9a-z一-龥]{0,40}",
        ) {
            for bytes_of in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
                prop_assert_eq!(read(&utf_16(&text, bytes_of)), text.clone());
                let marked = utf_16(&format!("\u{FEFF}{text}"), bytes_of);
                prop_assert_eq!(read(&marked), text.clone());
            }
        }

        #[test]
        fn characters_of_gb18030_alone_come_back(text in "[一-龥]{8,40}[㐀-㐢][一-龥，。]{0,20}") {
            let (bytes, _, _) = GB18030.encode(&text);
            prop_assert_eq!(read(&bytes), text);
        }
    }
}
