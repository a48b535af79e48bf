//! Small texts of the load report: counts, times and shares as a person reads them.

use std::time::Duration;

use crate::load::Amount;

/// What stands for a figure that nothing was observed of.
pub(in crate::report) const NONE: &str = "-";

/// A whole number with its thousands apart: `50,000`.
pub(in crate::report) fn grouped(number: impl Into<u64>) -> String {
    let digits = number.into().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The first so many characters of a text, with an ellipsis where there are more.
pub(in crate::report) fn beginning(characters: usize, text: &str) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `1 worker`, `5,000 workers`.
pub(in crate::report) fn count(number: impl TryInto<u64>, noun: &str) -> String {
    let number: u64 = number.try_into().unwrap_or(u64::MAX);
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

/// Milliseconds, to the microsecond.
pub(in crate::report) fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

/// A duration of so many milliseconds, in the unit that suits its size: `12.3 ms`.
pub(in crate::report) fn time(milliseconds: f64) -> String {
    span(Duration::try_from_secs_f64(milliseconds / 1e3).unwrap_or_default())
}

/// A duration in the unit that suits its size.
pub(in crate::report) fn span(duration: Duration) -> String {
    Amount::Duration(duration).to_string()
}

/// A share as a percentage.
pub(in crate::report) fn percent(share: f64) -> String {
    Amount::Share(share).to_string()
}

/// Events a second: `167/s`, `2,400/s`.
pub(in crate::report) fn rate(per_second: f64) -> String {
    if per_second < 1_000.0 {
        return Amount::PerSecond(per_second).to_string();
    }
    format!("{}/s", grouped(Duration::from_secs_f64(per_second.min(1e15)).as_secs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_text_ends_between_characters() {
        assert_eq!(beginning(3, "äöüß"), "äöü…");
        assert_eq!(beginning(4, "äöüß"), "äöüß");
    }

    #[test]
    fn thousands_stand_apart() {
        let described = [0_u64, 999, 1_000, 50_000, 1_234_567].map(grouped);
        assert_eq!(described, ["0", "999", "1,000", "50,000", "1,234,567"]);
        assert_eq!(count(1_usize, "worker"), "1 worker");
        assert_eq!(count(5_000_u32, "worker"), "5,000 workers");
    }

    #[test]
    fn figures_are_reported_in_the_unit_that_suits_their_size() {
        assert_eq!(time(12.345), "12.3 ms");
        assert_eq!(time(f64::NAN), "0 µs");
        assert_eq!(percent(0.314), "31.4%");
        assert_eq!((rate(166.7), rate(33_333.4)), ("167/s".into(), "33,333/s".into()));
    }
}
