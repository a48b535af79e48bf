//! Times and rates as people write them: `1h30m`, `500ms`, `5/s`.

use std::fmt::Write;
use std::time::Duration;

use serde::Serializer;

/// Units of time, longest first, in nanoseconds.
const UNITS: [(&str, u64); 8] = [
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("min", 60_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

/// The longest time that is understood.
const LONGEST: Duration = Duration::from_hours(24 * 366);

const TIME_HINT: &str = "write a time with its unit, as `30s`, `500ms` or `1h30m`";
const RATE_HINT: &str = "write a rate above zero, as `5/s`, `30/min` or `10/h`";

/// Reads a time: numbers with their units, one after another; `0s` is one too.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let mut rest = text.trim();
    let mut total = Duration::ZERO;
    if rest.is_empty() {
        return Err(TIME_HINT.to_owned());
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (number, tail) = rest.split_at(digits.ok_or(TIME_HINT)?);
        let unit_end = tail.find(|c: char| !c.is_ascii_alphabetic());
        let (unit, tail) = tail.split_at(unit_end.unwrap_or(tail.len()));
        total = total.saturating_add(part(number, unit).ok_or(TIME_HINT)?);
        rest = tail.trim_start();
    }
    if total > LONGEST {
        return Err("a year is the longest time here".to_owned());
    }
    Ok(total)
}

fn part(number: &str, unit: &str) -> Option<Duration> {
    let (_, unit_ns) = UNITS.iter().find(|(name, _)| *name == unit)?;
    if let Ok(whole) = number.parse::<u64>() {
        return Some(Duration::from_nanos(whole.saturating_mul(*unit_ns)));
    }
    let unit_seconds = Duration::from_nanos(*unit_ns).as_secs_f64();
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * unit_seconds).ok()
}

/// Writes a time so that [`parse_duration`] reads the same back: `90s` is `1m30s`.
pub fn duration_text(duration: Duration) -> String {
    let mut nanoseconds = duration.as_nanos();
    let mut text = String::new();
    for (unit, unit_ns) in UNITS.iter().filter(|(unit, _)| *unit != "min") {
        let count = nanoseconds / u128::from(*unit_ns);
        if count > 0 {
            let _ = write!(text, "{count}{unit}");
            nanoseconds %= u128::from(*unit_ns);
        }
    }
    if text.is_empty() {
        text.push_str("0s");
    }
    text
}

/// Reads a rate: events a second.
pub fn parse_rate(text: &str) -> Result<f64, String> {
    let (number, unit) = text.split_once('/').ok_or(RATE_HINT)?;
    let unit_seconds = match unit.trim() {
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3_600.0,
        _ => return Err(RATE_HINT.to_owned()),
    };
    (number.trim().parse::<f64>().ok())
        .map(|number| number / unit_seconds)
        .filter(|rate| rate.is_finite() && *rate > 0.0)
        .ok_or_else(|| RATE_HINT.to_owned())
}

/// Serialises a time as its text.
pub(in crate::load) fn as_text<S: Serializer>(
    duration: &Duration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&duration_text(*duration))
}

/// Serialises a time that may be missing as its text.
#[expect(clippy::ref_option, reason = "serde's signature")]
pub(in crate::load) fn as_optional_text<S: Serializer>(
    duration: &Option<Duration>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match duration {
        Some(duration) => as_text(duration, serializer),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_are_read_with_their_units() {
        for (text, milliseconds) in [
            ("500ms", 500),
            ("1.5s", 1_500),
            ("2min", 120_000),
            ("1h30m", 5_400_000),
            ("1m 30s", 90_000),
            ("0s", 0),
        ] {
            let expected = Duration::from_millis(milliseconds);
            assert_eq!(parse_duration(text), Ok(expected), "{text}");
        }
        for text in ["", "10", "-1s", "s", "1.2.3s", "1x", "999999999d", "1s5", "∞"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn rates_are_read_with_their_units() {
        assert_eq!(parse_rate("30/min"), Ok(0.5));
        assert_eq!(parse_rate("5 / s"), Ok(5.0));
        for text in ["5", "0/s", "-1/s", "x/s", "1/d", "inf/s", "NaN/s"] {
            assert!(parse_rate(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_time_written_is_read_back(nanoseconds in 0..10_000_000_000_000_000_u64) {
            let duration = Duration::from_nanos(nanoseconds);
            prop_assert_eq!(parse_duration(&duration_text(duration)), Ok(duration));
        }
    }
}
