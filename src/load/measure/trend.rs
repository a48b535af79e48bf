//! Whether an operation changed within a stage: its first third against its last.

use std::time::Duration;

use crate::load::{Block, Clock};
use crate::stats::Histogram;

/// Blocks that each third needs before a change is named. By chance alone, all of five blocks stand
/// above all of five others in 1 of 252 cases (the rank-sum test of Wilcoxon, 1945).
const BLOCKS_NEEDED: usize = 5;

/// The share by which the median has to differ before a change is named.
const CHANGE: f64 = 0.1;

/// The first and the last third of a stage, for one operation.
#[derive(Clone, Debug)]
pub struct Trend {
    /// The first third.
    pub first: Third,
    /// The last third.
    pub last: Third,
    /// How the service time changed; `None` if it cannot be distinguished from noise.
    pub drift: Option<Drift>,
}

/// What the requests of a third came to.
#[derive(Clone, Debug, Default)]
pub struct Third {
    /// How long it was.
    pub duration: Duration,
    /// Requests that were over.
    pub ended: u64,
    /// Welcome answers.
    pub ok: u64,
    /// Requests that ended with neither a welcome answer nor a 429.
    pub errors: u64,
    /// From sent to last byte.
    pub service: Histogram,
    /// From intended to last byte.
    pub response: Histogram,
}

/// How a time changed within a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drift {
    /// Every block of the last third took longer than every block of the first, and the median of
    /// the third is longer by a tenth at least.
    Longer,
    /// The same the other way round.
    Shorter,
}

impl Trend {
    /// The trend over the blocks of a stage, in their order, each of this length. `None` with fewer
    /// than three blocks.
    pub fn of(blocks: &[Block], length: Duration) -> Option<Self> {
        let third = blocks.len() / 3;
        if third == 0 {
            return None;
        }
        let (first, last) = (&blocks[..third], &blocks[blocks.len() - third..]);
        let (before, after) = (Third::of(first, length), Third::of(last, length));
        let drift = drift((first, &before), (last, &after));
        Some(Self { first: before, last: after, drift })
    }
}

impl Third {
    fn of(blocks: &[Block], length: Duration) -> Self {
        let mut third = Self::default();
        for block in blocks {
            third.duration += length;
            third.ended += block.ended;
            third.ok += block.ok;
            third.errors += block.errors;
            third.service.merge(&block.histogram(Clock::Service));
            third.response.merge(&block.histogram(Clock::Response));
        }
        third
    }

    fn median(&self) -> Option<Duration> {
        self.service.quantile(crate::stats::Quantile::P50)
    }
}

fn drift(before: (&[Block], &Third), after: (&[Block], &Third)) -> Option<Drift> {
    let medians = |blocks: &[Block]| -> Option<Vec<Duration>> {
        let histograms = blocks.iter().map(|block| block.histogram(Clock::Service));
        histograms.map(|service| service.quantile(crate::stats::Quantile::P50)).collect()
    };
    let (first, last) = (medians(before.0)?, medians(after.0)?);
    let (was, is) = (before.1.median()?, after.1.median()?);
    if first.len() < BLOCKS_NEEDED {
        return None;
    }
    let is_above = |upper: &[Duration], lower: &[Duration]| upper.iter().min() > lower.iter().max();
    let change = is.as_secs_f64() / was.as_secs_f64().max(f64::MIN_POSITIVE);
    if is_above(&last, &first) && change >= 1.0 + CHANGE {
        Some(Drift::Longer)
    } else if is_above(&first, &last) && change <= 1.0 / (1.0 + CHANGE) {
        Some(Drift::Shorter)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{LoadOutcome, Recorder, Sample, StageRun, Timing};

    /// A block in which ten requests took so many milliseconds each.
    fn block(service_ms: u64) -> Block {
        let mut recorder = Recorder::new(1, 1);
        for _ in 0..10 {
            recorder.record(&Sample {
                stage: 0,
                operation: 0,
                outcome: LoadOutcome::Ok,
                timing: Timing {
                    intended: Duration::ZERO,
                    sent: Duration::ZERO,
                    done: Duration::from_millis(service_ms),
                    ..Timing::default()
                },
            });
        }
        let stage = StageRun { name: String::new(), duration: Duration::ZERO, steady: true };
        let summary = crate::load::LoadSummary::new(
            &[stage],
            &["beat".to_owned()],
            &recorder,
            &crate::load::GapTally::default(),
        );
        let mut block = Block::default();
        block.add(&summary.operation("beat").unwrap_or_default());
        block
    }

    fn trend(service_ms: &[u64]) -> Option<Trend> {
        let blocks: Vec<Block> = service_ms.iter().map(|ms| block(*ms)).collect();
        Trend::of(&blocks, Duration::from_secs(1))
    }

    #[test]
    fn thirds_are_summed_up_and_what_lies_between_is_left_out() {
        let trend = trend(&[10, 10, 50, 90, 20, 20, 20]).unwrap();
        assert_eq!((trend.first.ok, trend.last.ended), (20, 20));
        assert_eq!(trend.last.duration, Duration::from_secs(2));
        assert!(trend.first.median().unwrap().abs_diff(Duration::from_millis(10)).as_micros() < 20);
        assert!(self::trend(&[10, 20]).is_none(), "fewer than three blocks");
    }

    #[test]
    fn a_change_is_named_where_every_block_shows_it_and_there_are_enough() {
        let rising: Vec<u64> = (0..15).map(|at| 10 + at).collect();
        assert_eq!(trend(&rising).unwrap().drift, Some(Drift::Longer));
        let falling: Vec<u64> = rising.iter().rev().copied().collect();
        assert_eq!(trend(&falling).unwrap().drift, Some(Drift::Shorter));
        assert_eq!(trend(&[10, 11, 12, 13, 14, 15]).unwrap().drift, None, "two blocks a third");
        let mut uneven = rising;
        uneven[14] = 9;
        assert_eq!(trend(&uneven).unwrap().drift, None, "one block does not show it");
        assert_eq!(trend(&[100; 15]).unwrap().drift, None);
    }
}
