//! What an SLO bounds and a run shows: a duration, a share, a rate or a count, with its unit.

use std::fmt;
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::stats::rate::float;

/// A figure with its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// A time: `250ms`, `1.5s`, `800us`.
    Duration(Duration),
    /// A share of 1: `0.1%`.
    Share(f64),
    /// Events per second: `160/s`.
    PerSecond(f64),
    /// A whole number.
    Count(u64),
}

impl Amount {
    /// The figure alone, to be compared with one of the same unit: seconds, shares, events a
    /// second, or a count.
    pub fn value(self) -> f64 {
        match self {
            Self::Duration(duration) => duration.as_secs_f64(),
            Self::Share(share) => share,
            Self::PerSecond(rate) => rate,
            Self::Count(count) => float(count),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Duration(duration) => f.write_str(&spell(duration)),
            Self::Share(share) => write!(f, "{}%", short(share * 100.0)),
            Self::PerSecond(rate) => write!(f, "{}/s", short(rate)),
            Self::Count(count) => write!(f, "{count}"),
        }
    }
}

impl Serialize for Amount {
    /// As it is written: `12.3 ms`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A duration in the unit that suits its size: `870 µs`, `12.3 ms`, `1.25 s`.
pub(crate) fn spell(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    match duration.as_micros() {
        0..1_000 => format!("{} µs", short(seconds * 1e6)),
        1_000..1_000_000 => format!("{} ms", short(seconds * 1e3)),
        _ => format!("{} s", short(seconds)),
    }
}

/// Three significant digits, no zeros behind them.
fn short(number: f64) -> String {
    let decimals = match number.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 4,
    };
    let text = format!("{number:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_reported_in_the_unit_that_suits_its_size() {
        let describe = |micros: u64| Amount::Duration(Duration::from_micros(micros)).to_string();
        assert_eq!(describe(870), "870 µs");
        assert_eq!(describe(12_345), "12.3 ms");
        assert_eq!(describe(250_000), "250 ms");
        assert_eq!(describe(90_000_000), "90 s");
        assert_eq!(Amount::Share(0.001).to_string(), "0.1%");
        assert_eq!(Amount::Share(0.0).to_string(), "0%");
        assert_eq!(Amount::PerSecond(166.66).to_string(), "167/s");
        assert_eq!(Amount::Count(0).to_string(), "0");
    }
}
