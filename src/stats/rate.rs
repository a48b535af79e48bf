//! How often something happened: achieved rates and shares.

use std::fmt;
use std::time::Duration;

/// A count over a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: u64,
    /// In what time.
    pub over: Duration,
}

impl Rate {
    /// Events per second; `None` where no time has passed.
    pub fn per_second(self) -> Option<f64> {
        let seconds = self.over.as_secs_f64();
        (seconds > 0.0).then(|| float(self.count) / seconds)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.per_second() {
            Some(rate) => write!(f, "{rate:.1}/s"),
            None => f.write_str("-"),
        }
    }
}

/// The share that `part` has in `whole`; `None` where there is no whole.
pub fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| float(part) / float(whole))
}

/// A count as a float: exact up to 2^53, and within 1 in 10^15 above.
#[expect(clippy::cast_precision_loss, reason = "counts of events stay far below 2^53")]
pub fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_count_per_second_and_nothing_where_no_time_passed() {
        let over = Duration::from_millis(1_500);
        let rate = Rate { count: 250, over };
        assert_eq!(rate.to_string(), "166.7/s");
        assert_eq!(Rate::default().per_second(), None);
        assert_eq!(Rate::default().to_string(), "-");
    }

    #[test]
    fn nothing_has_no_share_in_nothing() {
        assert_eq!(share(1, 4), Some(0.25));
        assert_eq!(share(0, 0), None);
    }
}
