//! Two targets measured at the same time: the ratio of their times, block by block.
//!
//! What disturbs the machine disturbs both sides of a block alike, and cancels in their ratio (duet
//! benchmarking: Bulej et al., ICPE 2020). The mean of the logarithms of all times stands for a block:
//! a few long ones weigh little. Blocks follow each other and are not independent, so the error of the
//! mean ratio is that of batch means ([`spread`]).

use std::collections::BTreeMap;
use std::time::Duration;

use super::Histogram;
use super::batches::{Spread, spread};
use super::rate::float;
use super::student;

/// Samples that a block needs on each side; thinner blocks are joined with those after them.
const SAMPLES_OF_A_BLOCK: u64 = 20;

/// The standard deviation of the logarithm of a ratio from round to round that is assumed as long as no
/// rounds show another: two servers of one build settle differently, and the order of the sides has
/// a part (Treadmill, ISCA 2016).
const ASSUMED_BETWEEN_ROUNDS: f64 = 0.01;

/// One block of both sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BlockPair {
    /// The logarithm of the ratio of their geometric mean times, after to before.
    pub log_ratio: f64,
    /// What it weighs: the harmonic mean of the two numbers of samples.
    pub weight: f64,
}

/// A ratio of times with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// After to before.
    pub value: f64,
    /// Not below this, at the confidence that was asked for.
    pub low: f64,
    /// Not above this.
    pub high: f64,
    /// How likely so large a ratio is, up or down, where the targets are equal.
    pub p_value: f64,
}

/// The pairs of two series of intervals, each by the number of its second: histograms of those seconds
/// that both sides have, thin ones joined.
pub fn pairs(
    before: &BTreeMap<u64, Histogram>,
    after: &BTreeMap<u64, Histogram>,
) -> Vec<BlockPair> {
    let mut pairs = Vec::new();
    let (mut old, mut new) = (Logs::default(), Logs::default());
    for (second, histogram) in before {
        let Some(other) = after.get(second) else { continue };
        old.add(histogram);
        new.add(other);
        if old.count.min(new.count) >= SAMPLES_OF_A_BLOCK {
            pairs.extend(BlockPair::of(std::mem::take(&mut old), std::mem::take(&mut new)));
        }
    }
    pairs
}

/// Logarithms of times, summed up.
#[derive(Clone, Copy, Debug, Default)]
struct Logs {
    sum: f64,
    count: u64,
}

impl Logs {
    fn add(&mut self, histogram: &Histogram) {
        for (time, count) in histogram.iter() {
            self.sum += time.max(Duration::from_micros(1)).as_secs_f64().ln() * float(count);
            self.count += count;
        }
    }
}

impl BlockPair {
    fn of(before: Logs, after: Logs) -> Option<Self> {
        let (old, new) = (float(before.count), float(after.count));
        let log_ratio = after.sum / new - before.sum / old;
        log_ratio.is_finite().then(|| Self { log_ratio, weight: 2.0 * old * new / (old + new) })
    }
}

/// The mean ratio of a round with its error; `None` with too few blocks to say.
pub fn round(pairs: &[BlockPair]) -> Option<Spread> {
    let weighed: Vec<(f64, f64)> =
        pairs.iter().map(|pair| (pair.log_ratio * pair.weight, pair.weight)).collect();
    spread(&weighed)
}

/// The ratio that several rounds show, at a confidence of `1 - alpha`; `None` of no rounds.
pub fn ratio(rounds: &[Spread], alpha: f64) -> Option<Ratio> {
    if rounds.is_empty() {
        return None;
    }
    let count = float(rounds.len() as u64);
    let value = rounds.iter().map(|round| round.mean).sum::<f64>() / count;
    let within: f64 = rounds.iter().map(|round| round.error.powi(2)).sum::<f64>() / count;
    let squares: f64 = rounds.iter().map(|round| (round.mean - value).powi(2)).sum();
    let shown = if count > 1.0 { squares / (count - 1.0) - within } else { 0.0 };
    let between = shown.max(ASSUMED_BETWEEN_ROUNDS.powi(2));
    let error = ((within + between) / count).sqrt();
    let freedom = rounds.iter().map(|round| round.freedom).sum::<f64>() + count;
    let reach = student::critical(alpha, freedom) * error;
    Some(Ratio {
        value: value.exp(),
        low: (value - reach).exp(),
        high: (value + reach).exp(),
        p_value: student::two_sided(value / error, freedom),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds in each of which 50 requests take about `time` microseconds, `noise` of the second aside.
    fn seconds(time: f64, noise: fn(u64) -> f64) -> BTreeMap<u64, Histogram> {
        let second = |at: u64| {
            let mut histogram = Histogram::new();
            for step in 0..50_u32 {
                let own = 1.0 + f64::from((step * 7) % 11) / 100.0;
                let took = Duration::from_secs_f64(time * own * noise(at) / 1e6);
                histogram.record(took);
            }
            (at, histogram)
        };
        (0..40).map(second).collect()
    }

    /// A disturbance that both sides share, up to a half.
    fn shared(at: u64) -> f64 {
        1.0 + float((at * 2_654_435_761) % 97) / 194.0
    }

    #[test]
    fn what_both_sides_share_cancels() {
        let (before, after) = (seconds(10_000.0, shared), seconds(10_500.0, shared));
        let round = round(&pairs(&before, &after)).unwrap();
        assert!((round.mean.exp() - 1.05).abs() < 0.003, "{round:?}");
        assert!(round.error < 0.001, "{round:?}");
        let ratio = ratio(&[round], 0.01).unwrap();
        assert!(ratio.p_value < 0.01 && ratio.low > 1.0 && ratio.high < 1.1, "{ratio:?}");
    }

    #[test]
    fn equal_targets_are_not_told_apart_and_rounds_make_it_surer() {
        let (before, after) = (seconds(10_000.0, shared), seconds(10_000.0, shared));
        let one = round(&pairs(&before, &after)).unwrap();
        let ratio_of = |rounds: usize| ratio(&vec![one; rounds], 0.01).unwrap();
        assert!(ratio_of(1).p_value > 0.5);
        assert!(ratio_of(4).high - ratio_of(4).low < ratio_of(1).high - ratio_of(1).low);
    }

    #[test]
    fn rounds_that_disagree_count_as_they_are() {
        let of = |mean| Spread { mean, error: 0.001, freedom: 10.0 };
        let agreeing = ratio(&[of(0.05), of(0.05), of(0.05)], 0.01).unwrap();
        let disagreeing = ratio(&[of(0.20), of(-0.10), of(0.05)], 0.01).unwrap();
        assert!(agreeing.p_value < 0.001 && disagreeing.p_value > 0.3);
    }

    #[test]
    fn seconds_of_one_side_alone_and_few_blocks_say_nothing() {
        let whole = seconds(10_000.0, |_| 1.0);
        let late: BTreeMap<u64, Histogram> =
            whole.iter().filter(|(at, _)| **at >= 38).map(|(at, h)| (*at, h.clone())).collect();
        let pairs = pairs(&whole, &late);
        assert_eq!(pairs.len(), 2);
        assert_eq!(round(&pairs), None);
        assert_eq!(ratio(&[], 0.01), None);
    }
}
