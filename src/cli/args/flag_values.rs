//! How the values of flags are read: pairs, URLs, rates, times.

use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use url::Url;

use crate::report::formats::{FORMATS, Format, format_named};

/// The slowest pace: one request an hour.
const SLOWEST_RATE: f64 = 1.0 / 3_600.0;

/// The shortest and the longest time limit.
const TIMES: std::ops::RangeInclusive<f64> = 0.001..=3_600.0;

/// An output format, one of those that `offered` returns `true` for.
pub(in crate::cli) fn format(
    offered: fn(&Format) -> bool,
) -> impl TypedValueParser<Value = &'static Format> {
    let rows = FORMATS.iter().filter(|format| offered(format));
    let values = rows.map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(values)
        .try_map(|name| format_named(&name).ok_or("there is no format of this name"))
}

/// `NAME=VALUE`.
pub(in crate::cli) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => {
            Ok((name.to_owned(), value.to_owned()))
        }
        _ => Err("give NAME=VALUE, neither of them empty".to_owned()),
    }
}

/// The URL of a control plane.
pub(in crate::cli) fn target(text: &str) -> Result<Url, String> {
    web_url(text).map_err(|why| format!("{why}: give a URL such as http://127.0.0.1:8001"))
}

/// The URL of a collector of metrics, which may be left out: what follows the flag may be meant for
/// something else.
pub(in crate::cli) fn collector(text: &str) -> Result<Url, String> {
    web_url(text).map_err(|why| {
        format!("{why}: give a URL such as http://127.0.0.1:4318, or write --otlp last")
    })
}

/// A whole URL of the web; the error says what is wrong, without the text.
pub(in crate::cli) fn web_url(text: &str) -> Result<Url, String> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url),
        Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => {
            Err("it does not begin with http:// or https://".to_owned())
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Requests a second.
pub(in crate::cli) fn rate(text: &str) -> Result<f64, String> {
    let (number, unit) = text.split_once('/').unwrap_or((text, "s"));
    let seconds = match unit.trim() {
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3_600.0,
        _ => return Err("give N/s, N/min or N/h".to_owned()),
    };
    let rate = number.trim().parse::<f64>().ok();
    rate.map(|number| number / seconds)
        .filter(|rate| rate.is_finite() && *rate >= SLOWEST_RATE)
        .ok_or_else(|| "give a number above zero, as in 5/s or 100/min, at least 1/h".to_owned())
}

/// A share as a percentage, 0% to 100%.
pub(in crate::cli) fn share(text: &str) -> Result<f64, String> {
    let percent = text.trim().strip_suffix('%').and_then(|number| number.trim().parse().ok());
    percent
        .filter(|percent: &f64| (0.0..=100.0).contains(percent))
        .map(|percent| percent / 100.0)
        .ok_or_else(|| "give a share from 0% to 100%, as in 5%".to_owned())
}

/// A time limit with its unit.
pub(in crate::cli) fn time(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|unit: char| unit.is_ascii_alphabetic());
    let scale = match &text[digits.len()..] {
        "ms" => 0.001,
        "s" => 1.0,
        "m" | "min" => 60.0,
        _ => return Err("give a time with its unit, as in 10s or 500ms".to_owned()),
    };
    let number = digits.trim().parse::<f64>().ok();
    number
        .map(|number| number * scale)
        .filter(|seconds| TIMES.contains(seconds))
        .map(Duration::from_secs_f64)
        .ok_or_else(|| "give a time from 1ms to 60min".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_with_their_unit() {
        for (text, rate_per_s) in [("5/s", 5.0), ("5", 5.0), ("120/min", 2.0), ("3600 / h", 1.0)] {
            assert_eq!(rate(text), Ok(rate_per_s), "{text}");
        }
        for text in ["0/s", "-1/s", "x", "1/d", "1e-300/s", "inf/s", "NaN", "", "/s"] {
            assert!(rate(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shares_are_read_as_percentages() {
        assert_eq!((share("5%"), share("0 %")), (Ok(0.05), Ok(0.0)));
        for text in ["5", "-1%", "101%", "NaN%", "%", ""] {
            assert!(share(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_are_read_with_their_unit() {
        for (text, milliseconds) in [("500ms", 500), ("1.5s", 1_500), ("2min", 120_000)] {
            assert_eq!(time(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        for text in ["10", "-1s", "0s", "9e99s", "1e-12s", "NaNs", "s", "61min"] {
            assert!(time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_target_is_a_whole_url() {
        assert!(target("https://h/prefix").is_ok());
        for text in ["localhost:8001", "127.0.0.1", "ftp://h", "http://", "http://h:x", ""] {
            assert!(target(text).unwrap_err().contains("http://127.0.0.1:8001"), "{text}");
        }
    }

    #[test]
    fn a_binding_has_a_name_and_a_value() {
        assert_eq!(pair("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
        for text in ["a", "=b", "a=", "="] {
            assert!(pair(text).is_err(), "{text}");
        }
    }
}
