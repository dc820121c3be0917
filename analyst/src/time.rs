//! Times of day, as people write and read them.

use jiff::{Timestamp, Unit, fmt::temporal::Pieces, tz::Offset};

/// A moment, as somebody wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970 UTC.
    pub at: u64,
    /// The offset from UTC that it was written with, in seconds, positive in the east.
    pub offset: i32,
}

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
    let at = u64::try_from(time.as_millisecond()).map_err(|_| error())?;
    let offset = Pieces::parse(text.trim()).ok().and_then(|pieces| pieces.to_numeric_offset());
    Ok(Moment { at, offset: offset.unwrap_or(Offset::UTC).seconds() })
}

/// Writes milliseconds since 1970 UTC as RFC 3339, in UTC, to the second.
pub fn show(millis: u64) -> String {
    let time = i64::try_from(millis).ok().and_then(|millis| Timestamp::from_millisecond(millis).ok());
    let second = time.and_then(|time| time.round(Unit::Second).ok());
    second.map_or_else(|| format!("{millis} ms after 1970"), |second| second.to_string())
}

/// Writes milliseconds since 1970 UTC as date, time of day and offset from UTC, for readers of any language:
/// `2026-03-31, 18:00 (UTC+02:00)`.
pub fn for_people(millis: u64, offset: i32) -> String {
    let time = i64::try_from(millis).ok().and_then(|millis| Timestamp::from_millisecond(millis).ok());
    let Some(time) = time else { return show(millis) };
    let offset = Offset::from_seconds(offset).unwrap_or(Offset::UTC);
    let local = offset.to_datetime(time);
    let pattern = if local.second() == 0 { "%Y-%m-%d, %H:%M" } else { "%Y-%m-%d, %H:%M:%S" };
    format!("{} ({})", local.strftime(pattern), zone(offset.seconds()))
}

fn zone(offset: i32) -> String {
    let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs() / 60);
    match minutes {
        0 => "UTC".into(),
        _ => format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60),
    }
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
        for (text, hours) in [
            ("2026-03-31T12:00:00Z", 0),
            ("2026-03-31T14:00:00+02:00", 2),
            (" 2026-03-31T07:00:00.000-05:00 ", -5),
        ] {
            let noon = Moment { at: 1_774_958_400_000, offset: hours * 3600 };
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
    fn people_read_a_time_as_it_was_written() {
        for (text, expected) in [
            ("2026-03-31T18:00:00+02:00", "2026-03-31, 18:00 (UTC+02:00)"),
            ("2026-03-31T23:30:15-03:30", "2026-03-31, 23:30:15 (UTC-03:30)"),
            ("2026-03-31T16:00:00Z", "2026-03-31, 16:00 (UTC)"),
        ] {
            let Moment { at, offset } = parse(text).unwrap();
            assert_eq!(for_people(at, offset), expected);
        }
        assert_eq!(for_people(1_774_958_400_000, i32::MAX), "2026-03-31, 12:00 (UTC)");
    }

    #[test]
    fn shows_whole_seconds_in_utc() {
        assert_eq!(show(1_774_958_400_000), "2026-03-31T12:00:00Z");
        assert_eq!(show(1_774_958_400_499), "2026-03-31T12:00:00Z");
    }
}
