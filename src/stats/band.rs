//! How sure a quantile is: its 99% confidence band, and whether two quantiles differ at all.
//!
//! Within one run the band comes from order statistics, which asks nothing about the shape of the
//! distribution: of n independent samples, the number below the true quantile is binomial. Samples
//! of one run are not quite independent (one stall slows many), so a band from several runs is
//! wider and closer to the truth: give runs where there are runs.

use std::time::Duration;

use super::binomial::{TAIL, tails, whole};
use super::{Histogram, Quantile};

/// Runs needed on each side: five and five that do not overlap come by chance in 2 of 252 cases.
pub const RUNS_NEEDED: usize = 5;

/// Where the true quantile lies, with a confidence of 99%.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Not below this.
    pub low: Duration,
    /// What was observed.
    pub observed: Duration,
    /// Not above this.
    pub high: Duration,
}

/// What became of a quantile from one measurement to the next; a shorter duration is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// The bands do not touch, and the later one is below.
    Better,
    /// The bands do not touch, and the later one is above.
    Worse,
    /// The bands overlap: no difference is shown.
    Same,
    /// One side has no band.
    TooFewSamples,
}

/// A quantile before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The earlier measurement; `None` where it has too few samples.
    pub before: Option<Band>,
    /// The later one.
    pub after: Option<Band>,
    /// What it comes to.
    pub shift: Shift,
}

impl Band {
    /// The band of a quantile by order statistics; `None` with fewer than [`samples_needed`].
    pub fn of(histogram: &Histogram, quantile: Quantile) -> Option<Self> {
        let (low, high) = ranks(histogram.len(), quantile)?;
        Some(Self {
            low: histogram.at_rank(low)?,
            observed: histogram.quantile(quantile)?,
            high: histogram.at_rank(high)?,
        })
    }

    /// The band of a quantile measured in several runs: from the least to the greatest, `None` with
    /// fewer than [`RUNS_NEEDED`].
    pub fn of_runs(quantiles: &[Duration]) -> Option<Self> {
        if quantiles.len() < RUNS_NEEDED {
            return None;
        }
        let mut sorted = quantiles.to_vec();
        sorted.sort_unstable();
        Some(Self {
            low: *sorted.first()?,
            observed: *sorted.get(sorted.len() / 2)?,
            high: *sorted.last()?,
        })
    }
}

impl Change {
    /// What two bands come to.
    pub fn between(before: Option<Band>, after: Option<Band>) -> Self {
        let shift = match (before, after) {
            (Some(before), Some(after)) if after.high < before.low => Shift::Better,
            (Some(before), Some(after)) if after.low > before.high => Shift::Worse,
            (Some(_), Some(_)) => Shift::Same,
            _ => Shift::TooFewSamples,
        };
        Self { before, after, shift }
    }
}

/// Compares one quantile of two measurements.
pub fn compare(before: &Histogram, after: &Histogram, quantile: Quantile) -> Change {
    Change::between(Band::of(before, quantile), Band::of(after, quantile))
}

/// What a quantile of one half or more is not below, with a confidence of 99.5%: a few long samples
/// among few do not make it long. `None` where too few were counted to say anything.
pub fn at_least(histogram: &Histogram, quantile: Quantile) -> Option<Duration> {
    let count = histogram.len();
    let (_, beyond) = tails(count, (1.0 - quantile.share()).min(0.5));
    histogram.at_rank(count.saturating_sub(beyond))
}

/// Samples without which a quantile has no band on both sides (528 for p99); `None` for the
/// maximum, which never has one.
pub fn samples_needed(quantile: Quantile) -> Option<u64> {
    let share = quantile.share();
    let rarest = share.max(1.0 - share);
    (quantile != Quantile::MAX).then(|| whole((TAIL.ln() / rarest.ln()).ceil()))
}

/// The ranks between which the true quantile lies.
fn ranks(count: u64, quantile: Quantile) -> Option<(u64, u64)> {
    if count < samples_needed(quantile)? {
        return None;
    }
    let share = quantile.share();
    let (low, high) = if share <= 0.5 {
        let (low, high) = tails(count, share);
        (low, high + 1)
    } else {
        // Counted from the top, where the numbers are small and the sums exact.
        let (low, high) = tails(count, 1.0 - share);
        (count.saturating_sub(high), count.saturating_sub(low) + 1)
    };
    (low >= 1 && high <= count).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Uniform on 0 to 1 s, the same for the same seed.
    fn uniform(count: u64, seed: u64, scale: f64) -> Histogram {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut histogram = Histogram::new();
        for _ in 0..count {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let micros = (state >> 33) % 1_000_000;
            histogram.record(Duration::from_micros(micros).mul_f64(scale));
        }
        histogram
    }

    #[test]
    fn the_samples_needed_are_those_of_the_arithmetic() {
        assert_eq!(samples_needed(Quantile::P50), Some(8));
        assert_eq!(samples_needed(Quantile::P99), Some(528));
        assert_eq!(samples_needed(Quantile::P999), Some(5_296));
        assert_eq!(samples_needed(Quantile::MAX), None);
    }

    #[test]
    fn one_sample_less_than_needed_has_no_band() {
        for quantile in [Quantile::P50, Quantile::P99, Quantile::P999] {
            let needed = samples_needed(quantile).unwrap();
            assert_eq!(ranks(needed - 1, quantile), None);
            assert!(ranks(needed, quantile).is_some(), "{quantile}");
        }
        assert_eq!(ranks(u64::MAX / 2, Quantile::MAX), None);
    }

    #[test]
    fn ranks_are_symmetric_about_the_median() {
        // Bin(20, 0.5): the 4th and the 17th of 20, with 0.26% outside of them.
        assert_eq!(ranks(20, Quantile::P50), Some((4, 17)));
    }

    #[test]
    fn the_band_holds_the_true_quantile_in_99_of_100_runs() {
        for (quantile, truth) in [(Quantile::P50, 500), (Quantile::P99, 990)] {
            let truth = Duration::from_millis(truth);
            let missed = (1..=1_000)
                .filter(|seed| {
                    let band = Band::of(&uniform(1_000, *seed, 1.0), quantile).unwrap();
                    truth < band.low || truth > band.high
                })
                .count();
            assert!(missed <= 25, "{quantile}: {missed} of 1,000 missed");
        }
    }

    #[test]
    fn a_quantile_differs_only_where_the_bands_do_not_touch() {
        let base = uniform(20_000, 1, 1.0);
        let shift = |other: &Histogram| compare(&base, other, Quantile::P50).shift;
        assert_eq!(shift(&uniform(20_000, 2, 1.0)), Shift::Same);
        assert_eq!(shift(&uniform(20_000, 2, 1.1)), Shift::Worse);
        assert_eq!(shift(&uniform(20_000, 2, 0.9)), Shift::Better);
        assert_eq!(shift(&uniform(7, 2, 9.0)), Shift::TooFewSamples);
    }

    #[test]
    fn a_few_long_samples_among_few_do_not_make_a_quantile_long() {
        let late = |late: u64, of: u64| {
            let mut histogram = Histogram::new();
            histogram.record_n(Duration::from_millis(1), of - late);
            histogram.record_n(Duration::from_millis(40), late);
            at_least(&histogram, Quantile::P99).is_some_and(|least| least.as_millis() == 40)
        };
        // Of 60 samples 3 are beyond p99 with a probability of 2%, 4 with one of 0.3%.
        assert_eq!((late(3, 60), late(4, 60)), (false, true));
        assert_eq!((late(12, 1_000), late(40, 1_000)), (false, true));
        assert_eq!(at_least(&Histogram::new(), Quantile::P99), None);
        assert_eq!(at_least(&uniform(1, 1, 1.0), Quantile::P99), None);
    }

    #[test]
    fn runs_speak_from_five_on() {
        let runs =
            |from: u64| -> Vec<Duration> { (from..from + 5).map(Duration::from_millis).collect() };
        assert_eq!(Band::of_runs(&runs(10)[..4]), None);
        let (low, high) = (Band::of_runs(&runs(10)), Band::of_runs(&runs(15)));
        assert_eq!(low.unwrap().observed, Duration::from_millis(12));
        assert_eq!(Change::between(low, high).shift, Shift::Worse);
        assert_eq!(Change::between(low, low).shift, Shift::Same);
    }
}
