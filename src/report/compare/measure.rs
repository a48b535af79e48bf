//! Figures of one run: what was observed, and the estimate that a comparison rests on.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::comparison::{Band, Figure};
use crate::report::load::{BeyondRecord, ClockRecord};
use crate::report::shared::milliseconds;
use crate::stats::batches::{BATCHES, Spread, spread};
use crate::stats::interval::EVENTS_NEEDED;
use crate::stats::rate::float;
use crate::stats::{Estimate, Histogram, Lack, Quantile};

/// What the limits of a band leave out.
const CONFIDENCE: f64 = 0.01;

/// The degrees of freedom of a share of workers.
const DEAD_FREEDOM: f64 = 30.0;

/// Differences that are none, whatever the noise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tolerance {
    /// As a share of what was before.
    pub share: f64,
    /// Of a time, in milliseconds.
    pub least_ms: f64,
}

impl Default for Tolerance {
    /// A twentieth, and a millisecond: about what machine and generator vary by themselves.
    fn default() -> Self {
        Self { share: 0.05, least_ms: 1.0 }
    }
}

/// The lower and the upper end of an interval; `None` for one that is open.
type Ends = (Option<f64>, Option<f64>);

/// A figure of one run.
#[derive(Clone, Debug)]
pub(super) struct RunFigure {
    /// What was observed.
    pub(super) observed: f64,
    /// In how many samples.
    pub(super) samples: u64,
    /// What a comparison rests on, or why nothing does.
    pub(super) estimate: Result<Estimate, OpenReason>,
}

/// Why a figure is left open, and what would decide it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OpenReason {
    pub(super) reason: String,
    pub(super) remedy: String,
}

/// Durations of one run on one clock, with their blocks.
pub(super) struct Times {
    histogram: Arc<Histogram>,
    blocks: Option<BeyondRecord>,
}

impl OpenReason {
    pub(super) fn new(reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { reason: reason.into(), remedy: remedy.into() }
    }

    fn no_blocks() -> Self {
        Self::new("a report keeps no blocks", "run again with this version of cp-harness")
    }

    fn few_blocks() -> Self {
        Self::new(
            format!("fewer than {BATCHES} blocks of the stage have samples"),
            "make the stage longer, or the requests more frequent",
        )
    }

    fn few(samples: u64, needed: u64) -> Self {
        Self::new(
            format!("{samples} samples, {needed} are needed"),
            "make the stage longer, or the fleet larger",
        )
    }
}

impl Times {
    /// `None` where nothing was observed, or what was cannot be read.
    pub(super) fn of(record: Option<&ClockRecord>, blocks: Option<&BeyondRecord>) -> Option<Self> {
        let histogram = Arc::new(Histogram::decode(&record?.histogram).ok()?);
        Some(Self { histogram, blocks: blocks.cloned() })
    }

    /// A quantile in milliseconds, with the noise that its blocks show.
    pub(super) fn seen(&self, quantile: Quantile) -> Option<RunFigure> {
        let samples = self.histogram.len();
        let estimate = self.blocks.as_ref().ok_or_else(OpenReason::no_blocks).and_then(|blocks| {
            let beyond = match quantile {
                Quantile::P50 => &blocks.p50,
                Quantile::P90 => &blocks.p90,
                Quantile::P99 => &blocks.p99,
                _ => &blocks.p99_9,
            };
            let blocks: Vec<(u64, u64)> =
                beyond.iter().copied().zip(blocks.samples.iter().copied()).collect();
            Estimate::quantile(&self.histogram, quantile, &blocks).map_err(|lack| match lack {
                Lack::Blocks => OpenReason::few_blocks(),
                Lack::Samples(needed) => OpenReason::few(samples, needed),
            })
        });
        let observed = milliseconds(self.histogram.quantile(quantile)?);
        Some(RunFigure { observed, samples, estimate })
    }

    /// A quantile as it was observed.
    pub(super) fn at(&self, quantile: Quantile) -> Option<Duration> {
        self.histogram.quantile(quantile)
    }
}

impl RunFigure {
    /// Events a second; `None` where no time passed.
    pub(super) fn rate(count: u64, seconds: f64, blocks: Option<(&[u64], f64)>) -> Option<Self> {
        let estimate =
            blocks.ok_or_else(OpenReason::no_blocks).and_then(|(counts, block_seconds)| {
                let parts: Vec<(f64, f64)> =
                    counts.iter().map(|count| (float(*count), block_seconds)).collect();
                let spread = spread(&parts).ok_or_else(OpenReason::few_blocks)?;
                // The blocks say how far it may be off, the whole stage what it is.
                Ok(Estimate::mean(Spread { mean: float(count) / seconds, ..spread }))
            });
        (seconds > 0.0).then(|| Self { observed: float(count) / seconds, samples: count, estimate })
    }

    /// A share of events; `None` of nothing. `pooled` is the share over all runs: with it events
    /// vary by chance at least, however even the blocks of one run are.
    pub(super) fn share(
        (part, whole): (u64, u64),
        pooled: f64,
        blocks: Option<(&[u64], &[u64])>,
    ) -> Option<Self> {
        let observed = crate::stats::rate::share(part, whole)?;
        let estimate = blocks.ok_or_else(OpenReason::no_blocks).and_then(|(parts, wholes)| {
            if whole < EVENTS_NEEDED {
                return Err(OpenReason::few(whole, EVENTS_NEEDED));
            }
            let parts = parts.iter().zip(wholes).filter(|(_, whole)| **whole > 0);
            let parts: Vec<(f64, f64)> =
                parts.map(|(part, whole)| (float(*part.min(whole)), float(*whole))).collect();
            let spread = spread(&parts).ok_or_else(OpenReason::few_blocks)?;
            let variance = |share: f64| share * (1.0 - share) / float(whole);
            let chance = variance(pooled).max(variance(observed)).max(0.0).sqrt();
            Ok(Estimate::mean(Spread { mean: observed, ..spread.at_least(chance) }))
        });
        Some(Self { observed, samples: whole, estimate })
    }

    /// The share of workers that were presumed dead. They die together, so the error is half as
    /// large again as that of independent workers.
    pub(super) fn dead(dead: u64, workers: u64, pooled: f64) -> Option<Self> {
        let observed = crate::stats::rate::share(dead, workers)?;
        let error = 1.5 * (pooled * (1.0 - pooled) / float(workers)).max(0.0).sqrt();
        let spread = Spread { mean: observed, error, freedom: DEAD_FREEDOM };
        let few = || OpenReason::few(workers, EVENTS_NEEDED);
        let estimate = (workers >= EVENTS_NEEDED).then(|| Estimate::mean(spread)).ok_or_else(few);
        Some(Self { observed, samples: workers, estimate })
    }

    /// The same figure of several runs as one band: the median of what was observed, and limits that
    /// span those of each run at 99%. `None` of no runs.
    pub(super) fn band(runs: &[Self], unit: Figure) -> Option<Band> {
        let mut observed: Vec<f64> = runs.iter().map(|seen| seen.observed).collect();
        observed.sort_by(f64::total_cmp);
        let limits = runs.iter().map(|seen| {
            let estimate = seen.estimate.as_ref().ok()?;
            Some(estimate.confidence(CONFIDENCE))
        });
        let limits: Vec<Ends> = limits.collect::<Option<_>>().unwrap_or_default();
        let in_unit = |end: f64| match unit {
            Figure::Milliseconds => end.exp(),
            Figure::Share => end.clamp(0.0, 1.0),
            Figure::PerSecond => end.max(0.0),
        };
        let ends =
            |end: fn(&Ends) -> Option<f64>| limits.iter().map(end).collect::<Option<Vec<f64>>>();
        let low = ends(|limits| limits.0).and_then(|ends| ends.into_iter().reduce(f64::min));
        let high = ends(|limits| limits.1).and_then(|ends| ends.into_iter().reduce(f64::max));
        Some(Band {
            observed: *observed.get(observed.len().checked_sub(1)? / 2)?,
            low: low.map(in_unit),
            high: high.map(in_unit),
            samples: runs.iter().map(|seen| seen.samples).sum(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_without_blocks_is_observed_and_left_open() {
        let seen = RunFigure::rate(100, 10.0, None).unwrap();
        assert!((seen.observed - 10.0).abs() < 1e-12);
        assert_eq!(seen.estimate.unwrap_err().reason, "a report keeps no blocks");
        assert!(
            RunFigure::rate(100, 0.0, None).is_none()
                && RunFigure::share((0, 0), 0.0, None).is_none()
        );
    }

    #[test]
    fn a_share_varies_by_chance_at_least() {
        let (parts, wholes) = ([1; 10], [100; 10]);
        let seen = RunFigure::share((10, 1_000), 0.01, Some((&parts, &wholes))).unwrap();
        let (low, high) = seen.estimate.unwrap().limits(1.0);
        let error = (0.01_f64 * 0.99 / 1_000.0).sqrt();
        assert!((high.unwrap() - low.unwrap() - 2.0 * error).abs() < 1e-12);
    }

    #[test]
    fn few_events_or_blocks_leave_a_share_open() {
        let open = |whole, blocks: &[u64]| {
            let seen = RunFigure::share((0, whole), 0.0, Some((blocks, blocks))).unwrap();
            seen.estimate.unwrap_err().reason
        };
        assert!(open(29, &[3; 10]).contains("29 samples, 30 are needed"));
        assert!(open(40, &[10; 4]).contains("fewer than 5 blocks"));
    }
}
