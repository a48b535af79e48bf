//! Durations counted by size: three significant digits from 1 µs to a limit, in little memory.

use std::time::Duration;

use hdrhistogram::Histogram as Counts;

use super::Quantile;
use super::rate::float;

/// Significant digits: every quantile is within 0.1% of the duration that was recorded.
pub(super) const DIGITS: u8 = 3;

/// The longest duration distinguished by default.
const LIMIT: Duration = Duration::from_mins(1);

/// Durations counted by size, in microseconds.
///
/// Empty, it is 32 bytes. It grows with the largest duration it has seen (24 kB up to 4 ms, 72 kB up
/// to 250 ms, 136 kB at the limit of 60 s), which happens at most 15 times: then recording
/// allocates nothing. What is longer than the limit is counted at the limit, and counted once more
/// as saturated.
///
/// ```
/// use std::time::Duration;
///
/// use cp_harness::stats::{Histogram, Quantile};
///
/// let mut histogram = Histogram::new();
/// for milliseconds in 1..=100 {
///     histogram.record(Duration::from_millis(milliseconds));
/// }
/// let p99 = histogram.quantile(Quantile::P99).unwrap();
/// assert_eq!(p99.as_millis(), 99);
/// ```
#[derive(Clone, Debug)]
pub struct Histogram {
    counts: Option<Box<Counts<u64>>>,
    limit_us: u64,
    /// The longest, exactly: a bound on the maximum is met or not, whatever the digits.
    max_us: u64,
    saturated: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self::new()
    }
}

impl Histogram {
    /// An empty histogram from 1 µs to 60 s.
    pub fn new() -> Self {
        Self::up_to(LIMIT)
    }

    /// An empty histogram from 1 µs to `limit`.
    pub fn up_to(limit: Duration) -> Self {
        Self { counts: None, limit_us: micros(limit).max(2), max_us: 0, saturated: 0 }
    }

    /// Counts one duration; below a microsecond it is reported as 0.
    pub fn record(&mut self, duration: Duration) {
        self.record_n(duration, 1);
    }

    /// Counts a duration that was seen `times` times.
    pub fn record_n(&mut self, duration: Duration, times: u64) {
        let value = micros(duration);
        if times == 0 {
            return;
        }
        if value > self.limit_us {
            self.saturated += times;
        }
        let value = value.min(self.limit_us);
        self.max_us = self.max_us.max(value);
        if let Some(counts) = self.counts_mut()
            && counts.record_n(value, times).is_err()
        {
            // A range that the address space cannot hold; the bounds above keep far below.
            self.saturated += times;
        }
    }

    /// Adds all that `other` has counted. Nothing is lost: the limit becomes the larger of the two.
    pub fn merge(&mut self, other: &Self) {
        self.limit_us = self.limit_us.max(other.limit_us);
        self.max_us = self.max_us.max(other.max_us);
        self.saturated += other.saturated;
        let Some(theirs) = other.counts.as_deref() else {
            return;
        };
        if let Some(counts) = self.counts_mut()
            && counts.add(theirs).is_err()
        {
            self.saturated += theirs.len();
        }
    }

    /// Forgets what was counted, and keeps the memory.
    pub fn clear(&mut self) {
        self.max_us = 0;
        self.saturated = 0;
        if let Some(counts) = self.counts.as_deref_mut() {
            counts.reset();
        }
    }

    /// How many durations were counted.
    pub fn len(&self) -> u64 {
        self.counts.as_deref().map_or(0, Counts::len)
    }

    /// True where none was counted.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many durations were beyond the limit, and are counted at it.
    pub fn saturated(&self) -> u64 {
        self.saturated
    }

    /// The longest duration distinguished.
    pub fn limit(&self) -> Duration {
        Duration::from_micros(self.limit_us)
    }

    /// The duration that a share of all durations does not exceed: the nearest rank. `None` where
    /// nothing was counted.
    pub fn quantile(&self, quantile: impl Into<Quantile>) -> Option<Duration> {
        self.at_rank(quantile.into().rank(self.len()))
    }

    /// The duration in place `rank` by size, the shortest being 1. `None` outside of 1 to `len`.
    pub fn at_rank(&self, rank: u64) -> Option<Duration> {
        let counts = self.filled()?;
        if rank == 0 || rank > counts.len() {
            return None;
        }
        // Half a rank below: the library rounds the product up, and no rounding of floats can make
        // it miss the rank.
        let share = (float(rank) - 0.5) / float(counts.len());
        let value = counts.value_at_quantile(share).min(self.max_us);
        Some(Duration::from_micros(value))
    }

    /// The shortest duration.
    pub fn min(&self) -> Option<Duration> {
        self.filled().map(|counts| Duration::from_micros(counts.min()))
    }

    /// The longest duration, exactly.
    pub fn max(&self) -> Option<Duration> {
        self.filled().map(|_| Duration::from_micros(self.max_us))
    }

    /// The mean of all durations.
    pub fn mean(&self) -> Option<Duration> {
        self.filled().map(|counts| Duration::from_secs_f64(counts.mean() / 1e6))
    }

    /// How many durations were longer than `bound`, as far as the digits distinguish them.
    pub fn above(&self, bound: Duration) -> u64 {
        let within = |counts: &Counts<u64>| counts.count_between(0, micros(bound));
        self.filled().map_or(0, |counts| counts.len() - within(counts))
    }

    /// Each duration distinguished, shortest first, with its count.
    pub fn iter(&self) -> impl Iterator<Item = (Duration, u64)> {
        self.counts.iter().flat_map(|counts| {
            counts.iter_recorded().map(|step| {
                let value = step.value_iterated_to();
                (Duration::from_micros(value), step.count_at_value())
            })
        })
    }

    /// The memory held for counters, in bytes.
    pub fn counters_bytes(&self) -> usize {
        let counters = self.counts.as_deref().map_or(0, Counts::distinct_values);
        counters * size_of::<u64>()
    }

    /// The library's histogram, where anything was counted.
    pub(super) fn filled(&self) -> Option<&Counts<u64>> {
        self.counts.as_deref().filter(|counts: &&Counts<u64>| !counts.is_empty())
    }

    /// A histogram around what was decoded; `longest` where it is known better than by its bucket.
    pub(super) fn of(
        counts: Counts<u64>,
        saturated: u64,
        limit: Duration,
        longest: Option<Duration>,
    ) -> Self {
        let limit_us = micros(limit).max(counts.high());
        let longest = longest.map_or(u64::MAX, micros);
        Self {
            max_us: counts.max().min(limit_us).min(longest),
            counts: Some(Box::new(counts)),
            limit_us,
            saturated,
        }
    }

    fn counts_mut(&mut self) -> Option<&mut Counts<u64>> {
        if self.counts.is_none() {
            self.counts = Counts::new(DIGITS).ok().map(Box::new);
        }
        self.counts.as_deref_mut()
    }
}

/// Whole microseconds, at most what 64 bits hold.
fn micros(duration: Duration) -> u64 {
    duration.as_secs().saturating_mul(1_000_000).saturating_add(u64::from(duration.subsec_micros()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ms(value: u64) -> Duration {
        Duration::from_millis(value)
    }

    fn of(values: &[u64]) -> Histogram {
        let mut histogram = Histogram::new();
        for value in values {
            histogram.record(Duration::from_micros(*value));
        }
        histogram
    }

    fn within(found: Option<Duration>, wanted: Duration) -> bool {
        let error = found.unwrap().as_secs_f64() / wanted.as_secs_f64() - 1.0;
        error.abs() <= 0.001
    }

    #[test]
    fn an_empty_histogram_costs_nothing_and_has_no_quantile() {
        let histogram = Histogram::new();
        assert!(size_of::<Histogram>() <= 32);
        assert_eq!(histogram.counters_bytes(), 0);
        assert_eq!(histogram.quantile(0.5), None);
        assert_eq!((histogram.min(), histogram.max()), (None, None));
        assert_eq!(histogram.mean(), None);
        assert_eq!(histogram.iter().count(), 0);
    }

    #[test]
    fn the_memory_follows_the_longest_duration() {
        let bytes = |longest: Duration| {
            let mut histogram = Histogram::new();
            histogram.record(longest);
            histogram.counters_bytes()
        };
        assert_eq!(bytes(ms(4)), 24_576);
        assert_eq!(bytes(ms(250)), 73_728);
        assert_eq!(bytes(LIMIT), 139_264);
    }

    #[test]
    fn quantiles_are_ranks_within_a_thousandth() {
        let values: Vec<u64> = (1..=1_000).map(|value| value * 100).collect();
        let histogram = of(&values);
        for (quantile, expected) in [(0.5, 50), (0.99, 99), (1.0, 100)] {
            let found = histogram.quantile(quantile);
            assert!(within(found, ms(expected)), "{quantile}: {found:?}");
        }
        assert!(within(histogram.mean(), Duration::from_micros(50_050)));
        assert!(within(histogram.min(), Duration::from_micros(100)));
        assert_eq!(histogram.above(ms(90)), 100);
    }

    #[test]
    fn what_is_too_long_is_counted_at_the_limit_and_reported() {
        let mut histogram = Histogram::new();
        histogram.record_n(Duration::from_hours(1), 2);
        histogram.record(Duration::MAX);
        histogram.record(LIMIT);
        assert_eq!((histogram.len(), histogram.saturated()), (4, 3));
        assert_eq!(histogram.max(), Some(LIMIT));
        assert_eq!(histogram.quantile(0.5), Some(LIMIT));
    }

    #[test]
    fn a_cleared_histogram_counts_anew_in_the_memory_it_has() {
        let mut histogram = of(&[7, 50_000]);
        let bytes = histogram.counters_bytes();
        histogram.clear();
        assert!(histogram.is_empty());
        histogram.record(ms(3));
        assert_eq!(histogram.counters_bytes(), bytes);
        assert!(within(histogram.max(), ms(3)) && within(histogram.min(), ms(3)));
    }

    proptest! {
        #[test]
        fn the_merge_of_parts_is_the_whole(
            values in prop::collection::vec(0_u64..90_000_000, 0..200),
            cut in 0_usize..200,
        ) {
            let (left, right) = values.split_at(cut.min(values.len()));
            let (mut merged, whole) = (of(left), of(&values));
            merged.merge(&of(right));
            prop_assert!(merged.iter().eq(whole.iter()));
            prop_assert_eq!(merged.saturated(), whole.saturated());
            prop_assert_eq!(merged.len(), whole.len());
            prop_assert_eq!((merged.min(), merged.max()), (whole.min(), whole.max()));
        }
    }
}
