//! Figures as programs of sheets read and show them: without the zeros around them, in 15 digits,
//! long ones as powers of ten.

/// How many digits a program of sheets keeps.
const KEPT: usize = 15;

/// How many digits of a long fraction are shown at least.
const FEWEST_SHOWN: usize = 9;

/// A number in digits: `0.digits` times ten to the power.
struct SheetNumber {
    is_negative: bool,
    /// Without zeros at either end; none for nought.
    digits: Vec<u8>,
    power: i32,
    /// How many digits were written, those before the first that counts not among them.
    written: usize,
    is_power_of_ten: bool,
    /// As a program writes it: no zeros in front, nor any behind that do not all stand there.
    is_as_shown: bool,
}

/// Whether a text is a number.
pub fn is_one(text: &str) -> bool {
    SheetNumber::read(text).is_some()
}

/// Whether a cell shows the number that a text is.
pub fn is_shown(cell: &str, own: &str) -> bool {
    let (Some(cell), Some(own)) = (SheetNumber::read(cell), SheetNumber::read(own)) else {
        return false;
    };
    if !cell.is_as_shown || cell.is_negative != own.is_negative {
        return false;
    }
    let is_long = own.digits.len() > KEPT;
    let is_same = cell.power == own.power && cell.digits == own.digits;
    let is_kept = is_long && (own.first(KEPT) == cell.value() || own.rounded(KEPT) == cell.value());
    let is_cut = cell.is_power_of_ten
        || own.digits.len() > cell.digits.len()
            && cell.digits.len() >= FEWEST_SHOWN
            && own.has_fraction();
    is_same || is_kept || is_cut && own.rounded(cell.written) == cell.value()
}

impl SheetNumber {
    fn read(text: &str) -> Option<SheetNumber> {
        let bracketed = text.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
        let (is_negative, text) = match (bracketed, text.strip_prefix('-')) {
            (Some(rest), _) | (None, Some(rest)) => (true, rest),
            (None, None) => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let text = text.trim_start_matches(['¥', '$']);
        let (text, of_hundred) = match text.strip_suffix('%') {
            Some(text) => (text, -2),
            None => (text, 0),
        };
        let (text, by_ten) = match text.split_once(['E', 'e']) {
            Some((text, power)) => (text, Some(power.parse::<i16>().ok()?)),
            None => (text, None),
        };
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let ungrouped = ungrouped(whole)?;
        let is_digits = |text: &str| text.bytes().all(|c| c.is_ascii_digit());
        if !is_digits(&ungrouped) || !is_digits(part) || ungrouped.len() + part.len() == 0 {
            return None;
        }
        let all: Vec<u8> = ungrouped.bytes().chain(part.bytes()).collect();
        let zeros = all.iter().take_while(|c| **c == b'0').count();
        let last = all.iter().rposition(|c| *c != b'0');
        let digits = last.map_or(Vec::new(), |last| all[zeros..=last].to_vec());
        let power = i32::try_from(ungrouped.len()).ok()? - i32::try_from(zeros).ok()?
            + of_hundred
            + i32::from(by_ten.unwrap_or_default());
        let has_zeros_behind = part.ends_with('0') && !part.bytes().all(|c| c == b'0');
        let is_as_shown = bracketed.is_none()
            && (ungrouped == "0" || !ungrouped.is_empty() && !ungrouped.starts_with('0'))
            && !text.ends_with('.')
            && (!has_zeros_behind || by_ten.is_some() || of_hundred != 0);
        Some(SheetNumber {
            is_negative,
            power: if digits.is_empty() { 0 } else { power },
            digits,
            written: all.len() - zeros,
            is_power_of_ten: by_ten.is_some(),
            is_as_shown,
        })
    }

    fn value(&self) -> (Vec<u8>, i32) {
        (self.digits.clone(), self.power)
    }

    fn has_fraction(&self) -> bool {
        i32::try_from(self.digits.len()).is_ok_and(|count| count > self.power)
    }

    /// The first digits, without zeros behind them.
    fn first(&self, count: usize) -> (Vec<u8>, i32) {
        let mut digits: Vec<u8> = self.digits.iter().take(count).copied().collect();
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        (digits, self.power)
    }

    /// Rounded to so many digits.
    fn rounded(&self, count: usize) -> (Vec<u8>, i32) {
        let (mut digits, mut power) = self.first(count);
        if self.digits.get(count).is_none_or(|next| *next < b'5') {
            return (digits, power);
        }
        digits.resize(count, b'0');
        while digits.last() == Some(&b'9') {
            digits.pop();
        }
        match digits.last_mut() {
            Some(last) => *last += 1,
            None => {
                digits.push(b'1');
                power += 1;
            }
        }
        (digits, power)
    }
}

/// The digits of a number whose thousands may be parted; none where commas stand elsewhere.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}
