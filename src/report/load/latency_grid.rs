//! Durations by size for each block of a stage: the cells of a heatmap.

use std::time::Duration;

use super::model::LatencyGrid;
use crate::load::{Block, Clock};
use crate::report::shared::milliseconds;
use crate::stats::Histogram;

/// Five preferred numbers to the decade (ISO 3, series R5): a bucket is some 1.6 times as wide as the
/// one below, so that a heatmap has a few dozen rows, whatever the target.
const MANTISSAS: [u64; 5] = [10, 16, 25, 40, 63];

/// Powers of ten above 10 µs: the last limit is 100 s, beyond what a histogram distinguishes.
const DECADES: u32 = 7;

/// The limits of all buckets; what is shorter than 10 µs is one of them.
fn limits() -> Vec<Duration> {
    let decades = (0..DECADES).map(|decade| 10_u64.pow(decade));
    let limits = decades.flat_map(|power| MANTISSAS.map(|mantissa| mantissa * power));
    let last = 10_u64.pow(DECADES + 1);
    [0].into_iter().chain(limits).chain([last]).map(Duration::from_micros).collect()
}

/// The service times of `blocks` by size, without the buckets at either end that none fell into.
pub(super) fn latency_grid(blocks: &[Block]) -> Option<LatencyGrid> {
    let limits = limits();
    let columns: Vec<Vec<u64>> =
        blocks.iter().map(|block| counts(&block.histogram(Clock::Service), &limits)).collect();
    let is_filled = |bucket: &usize| columns.iter().any(|column| column[*bucket] > 0);
    let buckets = 0..limits.len() - 1;
    let first = buckets.clone().find(is_filled)?;
    let last = buckets.rev().find(is_filled)?;
    Some(LatencyGrid {
        limits_ms: limits[first..=last + 1].iter().copied().map(milliseconds).collect(),
        counts: columns.into_iter().map(|column| column[first..=last].to_vec()).collect(),
    })
}

fn counts(histogram: &Histogram, limits: &[Duration]) -> Vec<u64> {
    let mut counts = vec![0; limits.len() - 1];
    for (duration, count) in histogram.iter() {
        let bucket = limits.partition_point(|limit| *limit <= duration).saturating_sub(1);
        let bucket = bucket.min(counts.len() - 1);
        counts[bucket] += count;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_duration_is_in_the_bucket_whose_limits_hold_it() {
        let limits = limits();
        assert!(limits.is_sorted(), "{limits:?}");
        for micros in [0, 9, 10, 15, 16, 999, 1_000, 59_000_000] {
            let duration = Duration::from_micros(micros);
            let mut histogram = Histogram::new();
            histogram.record_n(duration, 3);
            let counts = counts(&histogram, &limits);
            let bucket = counts.iter().position(|count| *count == 3).unwrap();
            // A histogram keeps three digits.
            assert!(limits[bucket] <= duration.mul_f64(1.001), "{micros}");
            assert!(duration < limits[bucket + 1], "{micros}");
        }
    }

    #[test]
    fn no_block_makes_no_grid() {
        assert_eq!(latency_grid(&[]), None);
        assert_eq!(latency_grid(&[Block::default()]), None);
    }
}
