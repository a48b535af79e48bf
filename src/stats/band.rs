//! How sure a quantile is: what it is not below, and how many samples say anything of it.
//!
//! By order statistics, which asks nothing about the shape of the distribution: of n independent
//! samples, the number below the true quantile is binomial.

use std::time::Duration;

use super::binomial::{TAIL, tails, whole};
use super::{Histogram, Quantile};

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

#[cfg(test)]
mod tests {
    use super::*;

    /// Uniform on 0 to 1 s, the same for the same seed.
    fn uniform(count: u64, seed: u64) -> Histogram {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut histogram = Histogram::new();
        for _ in 0..count {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let micros = (state >> 33) % 1_000_000;
            histogram.record(Duration::from_micros(micros));
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
    fn the_true_quantile_is_not_below_it_in_99_of_100_runs() {
        for (quantile, truth) in [(Quantile::P50, 500), (Quantile::P99, 990)] {
            let truth = Duration::from_millis(truth);
            let runs = (1..=1_000).map(|seed| uniform(1_000, seed));
            let missed = runs.filter(|run| at_least(run, quantile).unwrap() > truth).count();
            assert!(missed <= 15, "{quantile}: {missed} of 1,000 missed");
        }
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
        assert_eq!(at_least(&uniform(1, 1), Quantile::P99), None);
    }
}
