//! Times of day, as people write and read them.

use jiff::{Timestamp, Unit};

/// A moment, milliseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(pub u64);

/// A text that is no moment.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "{text:?} is no time. Write date, time and offset from UTC (RFC 3339), such as 2026-03-31T18:00:00+02:00."
)]
pub struct TimeError {
    text: String,
}

/// Reads an RFC 3339 time after 1970.
pub fn parse(text: &str) -> Result<Moment, TimeError> {
    let error = || TimeError { text: text.to_owned() };
    let time: Timestamp = text.trim().parse().map_err(|_| error())?;
    u64::try_from(time.as_millisecond()).map(Moment).map_err(|_| error())
}

/// Writes milliseconds since 1970 UTC as RFC 3339, in UTC, to the second.
pub fn show(millis: u64) -> String {
    let time = i64::try_from(millis).ok().and_then(|millis| Timestamp::from_millisecond(millis).ok());
    let second = time.and_then(|time| time.round(Unit::Second).ok());
    second.map_or_else(|| format!("{millis} ms after 1970"), |second| second.to_string())
}

/// The system's clock, milliseconds since 1970 UTC.
pub fn now() -> u64 {
    u64::try_from(Timestamp::now().as_millisecond()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rfc_3339_with_any_offset() {
        let noon = Moment(1_774_958_400_000);
        for text in ["2026-03-31T12:00:00Z", "2026-03-31T14:00:00+02:00", " 2026-03-31T07:00:00.000-05:00 "] {
            assert_eq!(parse(text), Ok(noon), "{text}");
        }
    }

    #[test]
    fn a_time_without_offset_or_before_1970_is_refused() {
        for text in [
            "",
            "tomorrow",
            "2026-03-31",
            "2026-03-31T12:00:00",
            "1969-12-31T23:59:59Z",
            "2026-02-30T12:00:00Z",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        let message = parse("tomorrow").unwrap_err().to_string();
        assert!(
            message.contains("\"tomorrow\"") && message.contains("2026-03-31T18:00:00+02:00"),
            "{message}"
        );
    }

    #[test]
    fn shows_whole_seconds_in_utc() {
        assert_eq!(show(1_774_958_400_000), "2026-03-31T12:00:00Z");
        assert_eq!(show(1_774_958_400_499), "2026-03-31T12:00:00Z");
    }
}
