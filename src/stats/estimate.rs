//! A figure of one run with the limits within which it lies, at any level of confidence.
//!
//! A quantile is judged on the scale of logarithms, as times vary by shares of themselves. Its limits
//! are quantiles as well: the share of samples beyond it is a mean over blocks ([`spread`]), the score
//! interval of that share (Wilson, 1927) has two ends, and the quantiles at those ends are the limits
//! (Heidelberger & Lewis, Operations Research 32, 1984). So nothing is asked of the shape of the
//! distribution, and a stall widens the limits of the tail that it made and of nothing else.

use std::sync::Arc;
use std::time::Duration;

use super::band::samples_needed;
use super::batches::{Spread, spread};
use super::binomial::whole;
use super::rate::float;
use super::student;
use super::{Histogram, Quantile};

/// No time is shorter on the scale of logarithms.
const SHORTEST: Duration = Duration::from_micros(1);

/// A figure of one run.
#[derive(Clone, Debug)]
pub struct Estimate {
    kind: Kind,
    freedom: f64,
}

#[derive(Clone, Debug)]
enum Kind {
    /// A quantile of durations.
    Quantile {
        durations: Arc<Histogram>,
        quantile: Quantile,
        /// So many independent samples would say as much as these.
        worth: f64,
        /// What is taken off before it is looked at.
        less: Duration,
    },
    /// A mean or share.
    Mean { value: f64, error: f64 },
}

/// Why a figure of a run has no limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Fewer blocks with samples than a variance needs.
    Blocks,
    /// Fewer samples than the quantile needs: so many.
    Samples(u64),
}

impl Estimate {
    /// A quantile of `durations`, of which `blocks` say how many were beyond it, and of how many.
    pub fn quantile(
        durations: &Arc<Histogram>,
        quantile: Quantile,
        blocks: &[(u64, u64)],
    ) -> Result<Self, Lack> {
        let count = durations.len();
        let needed = samples_needed(quantile).unwrap_or(u64::MAX);
        if count < needed {
            return Err(Lack::Samples(needed));
        }
        let filled: Vec<(f64, f64)> = blocks
            .iter()
            .filter(|(_, of)| *of > 0)
            .map(|(beyond, of)| (float(*beyond), float(*of)))
            .collect();
        let spread = spread(&filled).ok_or(Lack::Blocks)?;
        let independent = (spread.mean * (1.0 - spread.mean) / float(count)).max(0.0).sqrt();
        let Spread { mean, error, freedom } = spread.at_least(independent);
        let worth = (mean * (1.0 - mean) / (error * error)).min(float(count));
        let worth = if worth.is_finite() { worth } else { float(count) };
        let less = Duration::ZERO;
        let durations = Arc::clone(durations);
        Ok(Self { kind: Kind::Quantile { durations, quantile, worth, less }, freedom })
    }

    /// A mean or share with its standard error.
    pub fn mean(spread: Spread) -> Self {
        let kind = Kind::Mean { value: spread.mean, error: spread.error };
        Self { kind, freedom: spread.freedom }
    }

    /// The same figure without what was added to it: milliseconds of a quantile, its own unit of a
    /// mean.
    #[must_use]
    pub fn less(mut self, added: f64) -> Self {
        match &mut self.kind {
            Kind::Quantile { less, .. } => {
                *less = Duration::try_from_secs_f64(added / 1e3).unwrap_or_default();
            }
            Kind::Mean { value, .. } => *value -= added,
        }
        self
    }

    /// Where it lies on its scale: the logarithm of milliseconds, or the mean itself.
    pub fn value(&self) -> f64 {
        match &self.kind {
            Kind::Quantile { durations, quantile, less, .. } => {
                let found = durations.quantile(*quantile).unwrap_or_default();
                logarithm(found, *less)
            }
            Kind::Mean { value, .. } => *value,
        }
    }

    /// How uneven the noise of a run is: the variance beside that of independent samples of a
    /// quantile (its design effect), the variance itself of a mean.
    fn unevenness(&self) -> f64 {
        match &self.kind {
            Kind::Quantile { durations, worth, .. } => float(durations.len()) / worth,
            Kind::Mean { error, .. } => error * error,
        }
    }

    /// The same run with noise as uneven as that at least.
    #[must_use]
    pub fn at_least_as_uneven(mut self, unevenness: f64) -> Self {
        match &mut self.kind {
            Kind::Quantile { durations, worth, .. } => {
                *worth = worth.min(float(durations.len()) / unevenness.max(1.0));
            }
            Kind::Mean { error, .. } => *error = error.max(unevenness.max(0.0).sqrt()),
        }
        self
    }

    /// The degrees of freedom of its limits.
    pub fn freedom(&self) -> f64 {
        self.freedom
    }

    /// Its limits at a confidence of `1 - alpha`, for this run alone.
    pub fn confidence(&self, alpha: f64) -> (Option<f64>, Option<f64>) {
        self.limits(student::critical(alpha, self.freedom))
    }

    /// Its limits `t` standard errors away, on the same scale; `None` where it has no end there.
    pub fn limits(&self, t: f64) -> (Option<f64>, Option<f64>) {
        match &self.kind {
            Kind::Quantile { durations, quantile, worth, less } => {
                let count = float(durations.len());
                let (fewest, most) = score(1.0 - quantile.share(), *worth, t);
                let at = |rank: f64| {
                    let found = durations.at_rank(whole(rank))?;
                    Some(logarithm(found, *less))
                };
                (at((1.0 - most) * count), at(((1.0 - fewest) * count).ceil() + 1.0))
            }
            Kind::Mean { value, error } => (Some(value - t * error), Some(value + t * error)),
        }
    }
}

/// How uneven the noise of runs is on average. If nothing changed, all of them have the noise of one
/// and the same target: a run that happened to see no stall shows too little of it.
pub fn mean_unevenness<'a>(runs: impl IntoIterator<Item = &'a Estimate>) -> f64 {
    let (sum, count) = runs
        .into_iter()
        .fold((0.0, 0_u64), |(sum, count), run| (sum + run.unevenness(), count + 1));
    sum / float(count.max(1))
}

/// The score interval of a share among so many independent samples.
fn score(share: f64, samples: f64, t: f64) -> (f64, f64) {
    let square = t * t / samples;
    let centre = share + square / 2.0;
    let spread = (share * (1.0 - share) * square + square * square / 4.0).sqrt();
    ((centre - spread) / (1.0 + square), (centre + spread) / (1.0 + square))
}

fn logarithm(found: Duration, less: Duration) -> f64 {
    (found.saturating_sub(less).max(SHORTEST).as_secs_f64() * 1e3).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn durations(count: u64) -> Arc<Histogram> {
        let mut histogram = Histogram::new();
        for step in 1..=count {
            histogram.record(Duration::from_micros(step * 10));
        }
        Arc::new(histogram)
    }

    fn milliseconds(limit: Option<f64>) -> f64 {
        limit.map_or(f64::NAN, f64::exp)
    }

    #[test]
    fn blocks_that_agree_leave_what_independent_samples_leave() {
        let even = Estimate::quantile(&durations(10_000), Quantile::P50, &[(500, 1_000); 10]);
        let even = even.unwrap();
        assert!((even.value().exp() - 50.0).abs() < 0.1);
        let (low, high) = even.limits(2.576);
        // 2.576 × √(0.25 / 10,000) = 1.29% of ranks.
        assert!((milliseconds(low) - 48.71).abs() < 0.1, "{}", milliseconds(low));
        assert!((milliseconds(high) - 51.29).abs() < 0.1, "{}", milliseconds(high));
    }

    #[test]
    fn blocks_that_differ_widen_the_limits() {
        let blocks: Vec<(u64, u64)> =
            (0..10).map(|at| if at % 2 == 0 { (300, 1_000) } else { (700, 1_000) }).collect();
        let apart = Estimate::quantile(&durations(10_000), Quantile::P50, &blocks).unwrap();
        let (low, high) = apart.limits(2.576);
        assert!(milliseconds(low) < 40.0 && milliseconds(high) > 60.0);
    }

    #[test]
    fn a_tail_made_by_one_block_has_no_upper_limit_that_says_anything() {
        let mut blocks = vec![(0, 1_000); 9];
        blocks.push((100, 1_000));
        let stall = Estimate::quantile(&durations(10_000), Quantile::P99, &blocks).unwrap();
        let (low, high) = stall.limits(5.0);
        assert!(milliseconds(low) < 90.0, "{}", milliseconds(low));
        assert!(high.is_none() || milliseconds(high) > 99.5);
    }

    #[test]
    fn what_is_lacking_is_named() {
        let lack = |count, blocks: &[(u64, u64)], quantile| {
            Estimate::quantile(&durations(count), quantile, blocks).unwrap_err()
        };
        assert_eq!(lack(10_000, &[(5, 10); 4], Quantile::P50), Lack::Blocks);
        assert_eq!(lack(527, &[(1, 50); 10], Quantile::P99), Lack::Samples(528));
        assert_eq!(lack(9, &[], Quantile::MAX), Lack::Samples(u64::MAX));
    }

    type Ends = (Option<f64>, Option<f64>);

    #[test]
    fn what_is_taken_off_is_off_at_both_limits() {
        let whole = Estimate::quantile(&durations(1_000), Quantile::P50, &[(50, 100); 10]).unwrap();
        let less = whole.clone().less(2.0);
        assert!((whole.value().exp() - less.value().exp() - 2.0).abs() < 1e-9);
        let by = |limit: fn(Ends) -> Option<f64>| {
            milliseconds(limit(whole.limits(2.0))) - milliseconds(limit(less.limits(2.0)))
        };
        assert!(
            (by(|limits| limits.0) - 2.0).abs() < 1e-9
                && (by(|limits| limits.1) - 2.0).abs() < 1e-9
        );
    }
}
