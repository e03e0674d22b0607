//! Characters and pastes out of bytes that may be cut anywhere.

use super::super::input::Input;

/// The longest paste, in bytes.
pub const LONGEST_PASTE: usize = 2 << 20;

pub(super) fn keep(content: &mut Vec<u8>, bytes: &[u8]) {
    let room = LONGEST_PASTE.saturating_sub(content.len());
    content.extend_from_slice(&bytes[..bytes.len().min(room)]);
}

/// A character cut at the limit is left out; other broken bytes are shown as such.
pub(super) fn pasted(content: Vec<u8>) -> Option<Input> {
    let cut = content.len() == LONGEST_PASTE;
    let mut text = String::from_utf8_lossy(&content).into_owned();
    if cut && text.ends_with('\u{FFFD}') {
        text.pop();
    }
    (!text.is_empty()).then_some(Input::Paste(text))
}

/// The first character; the length of what is broken; or none, if the rest has not come yet.
pub(super) fn first_char(bytes: &[u8]) -> Option<Result<char, usize>> {
    let start = &bytes[..bytes.len().min(4)];
    let (valid, broken) = match std::str::from_utf8(start) {
        Ok(text) => (text, Some(1)),
        Err(error) => {
            let valid = &start[..error.valid_up_to()];
            (
                std::str::from_utf8(valid).unwrap_or_default(),
                error.error_len(),
            )
        }
    };
    match (valid.chars().next(), broken) {
        (Some(c), _) => Some(Ok(c)),
        (None, Some(length)) => Some(Err(length)),
        (None, None) => None,
    }
}
