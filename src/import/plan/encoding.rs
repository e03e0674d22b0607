//! Bytes to text: byte order marks, UTF-16 without one, UTF-8, and the Chinese code pages.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// How many bytes are looked at where the encoding has to be guessed.
const SAMPLE: usize = 64 * 1024;

/// A decoded file.
pub struct Decoded {
    /// The text, byte order mark gone.
    pub text: String,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// Whether some bytes could not be read and stand as U+FFFD.
    pub is_damaged: bool,
}

/// Decodes a whole file.
pub fn decode(bytes: &[u8]) -> Decoded {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => guess(bytes),
    };
    // GBK files may hold characters that only GB18030 has; it reads GBK as it is.
    let encoding = if encoding == GBK { GB18030 } else { encoding };
    let (text, _, is_damaged) = encoding.decode(bytes);
    Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
        is_damaged,
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(wide) = wide(bytes) {
        return wide;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return if is_gb_in_disguise(text) {
            GB18030
        } else {
            UTF_8
        };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    // Without the hint short Chinese texts are taken for Cyrillic or Japanese.
    detector.guess(Some(b"cn"), Utf8Detection::Allow)
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
    let high =
        |byte: u8| byte == 0 || byte == 0x30 || byte == 0xFF || (0x4E..=0x9F).contains(&byte);
    let zero = |byte: u8| byte == 0;
    let likely = |own: usize, other: usize| {
        count(own, &zero) > count(other, &zero).saturating_mul(4)
            && count(own, &high) * 10 >= units * 9
    };
    if likely(1, 0) {
        Some(UTF_16LE)
    } else if likely(0, 1) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Some GBK words are valid UTF-8 as well (学位 is ѧλ): then every sign is one of two bytes, and
/// GB18030 reads nothing but Chinese characters.
fn is_gb_in_disguise(text: &str) -> bool {
    let mut foreign = text.chars().filter(|c| !c.is_ascii()).peekable();
    if foreign.peek().is_none() || foreign.any(|c| c.len_utf8() != 2) {
        return false;
    }
    let (read, _, is_damaged) = GB18030.decode(text.as_bytes());
    !is_damaged
        && read
            .chars()
            .filter(|c| !c.is_ascii())
            .all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "督办：1.加快建设（责任单位：县教育局）\r\n孙亮 学位";

    fn utf_16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    #[test]
    fn every_encoding_of_the_offices_is_read() {
        let (gbk, _, _) = GBK.encode(TEXT);
        let (gb18030, _, _) = GB18030.encode("县教育局\u{3400}办");
        assert_eq!(decode(&gbk).text, TEXT);
        assert_eq!(decode(&gb18030).text, "县教育局\u{3400}办");
        assert_eq!(decode(TEXT.as_bytes()).text, TEXT);
        assert_eq!(decode(format!("\u{FEFF}{TEXT}").as_bytes()).text, TEXT);
        for bytes_of in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
            assert_eq!(decode(&utf_16(TEXT, bytes_of)).text, TEXT);
            let marked = utf_16(&format!("\u{FEFF}{TEXT}"), bytes_of);
            assert_eq!(decode(&marked).text, TEXT);
        }
    }

    #[test]
    fn short_chinese_words_are_not_taken_for_other_scripts() {
        for word in ["学位", "督办", "孙亮", "联通", "学"] {
            let (bytes, _, _) = GBK.encode(word);
            assert_eq!(decode(&bytes).text, word);
        }
        assert_eq!(decode("ѧλ ~".as_bytes()).text, "学位 ~");
        assert_eq!(decode("résumé, 2024年".as_bytes()).encoding, "UTF-8");
    }

    #[test]
    fn a_lost_byte_is_told() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.push(0xFF);
        assert!(decode(&bytes).is_damaged);
        assert!(decode(b"").text.is_empty());
    }
}
