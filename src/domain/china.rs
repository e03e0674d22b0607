//! The time of the offices: China has one zone, eight hours ahead, without summer time since 1992.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};

const ZONE: FixedOffset = match FixedOffset::east_opt(8 * 3600) {
    Some(zone) => zone,
    None => panic!("an offset is less than a day"),
};

/// A moment on the clocks of the offices.
pub fn local(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    at.with_timezone(&ZONE)
}

/// The day of a moment; the trail is divided into days this way.
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    local(at).date_naive()
}

/// The moment at which the clocks of the offices show `time`.
pub fn moment_of(time: NaiveDateTime) -> Option<DateTime<Utc>> {
    ZONE.from_local_datetime(&time).single().map(Into::into)
}

/// How long the day of a moment still lasts.
pub fn until_midnight(at: DateTime<Utc>) -> std::time::Duration {
    let tomorrow = day_of(at).succ_opt();
    let midnight = tomorrow.and_then(|day| day.and_hms_opt(0, 0, 0));
    let left = midnight.and_then(moment_of).map(|end| end - at);
    left.and_then(|left| left.to_std().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_sixteen_hours_of_the_day_before_at_greenwich() {
        let midnight =
            NaiveDate::from_ymd_opt(2024, 3, 15).and_then(|day| day.and_hms_opt(0, 0, 0));
        let begin = midnight.and_then(moment_of).unwrap();
        assert_eq!(begin.to_rfc3339(), "2024-03-14T16:00:00+00:00");
        assert_eq!(day_of(begin).to_string(), "2024-03-15");
        let before = begin - chrono::Duration::seconds(1);
        assert_eq!(day_of(before).to_string(), "2024-03-14");
        assert_eq!(until_midnight(before).as_secs(), 1);
        assert_eq!(until_midnight(begin).as_secs(), 24 * 3600);
    }
}
