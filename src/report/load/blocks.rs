//! The blocks of a load report: how much each figure of a stage varies within the run.

use std::time::Duration;

use super::latency_grid::latency_grid;
use super::model::{BeyondRecord, BlockRecord, StageRecord};
use crate::load::{Block, COMPARED, Clock, LoadSummary, OperationSummary, Trend};
use crate::report::shared::milliseconds;
use crate::stats::Histogram;

/// A record for each stage of a run, in their order, with its blocks.
pub(super) fn stages(summary: &LoadSummary) -> Vec<StageRecord> {
    let stages = summary.stages.iter().enumerate().map(|(at, stage)| {
        let mut record = StageRecord::from(stage);
        let length = summary.blocks.length(at).map_or(0.0, milliseconds);
        for row in &mut record.operations {
            let whole = stage.operations.get(&row.name);
            row.blocks =
                whole.and_then(|whole| blocks(summary.blocks.of(at, &row.name), length, whole));
            let trend = summary
                .blocks
                .length(at)
                .and_then(|length| Trend::of(summary.blocks.of(at, &row.name), length));
            row.trend = trend.as_ref().map(Into::into);
        }
        let silences = summary.blocks.silence(at, &limits(&stage.gaps.gaps));
        record.gaps.blocks = (!silences.is_empty()).then(|| BeyondRecord::of(&silences));
        record
    });
    stages.collect()
}

/// The quantiles of a histogram that are compared; none of an empty one.
fn limits(histogram: &Histogram) -> Vec<Duration> {
    COMPARED.iter().filter_map(|quantile| histogram.quantile(*quantile)).collect()
}

fn blocks(blocks: &[Block], length_ms: f64, whole: &OperationSummary) -> Option<BlockRecord> {
    let counts = |count: fn(&Block) -> u64| blocks.iter().map(count).collect();
    let beyond = |clock| {
        let limits = limits(whole.clock(clock));
        let counted = blocks.iter().filter_map(|block| block.beyond(clock, &limits));
        BeyondRecord::of(&counted.collect::<Vec<_>>())
    };
    (!blocks.is_empty()).then(|| BlockRecord {
        length_ms,
        ended: counts(|block| block.ended),
        ok: counts(|block| block.ok),
        errors: counts(|block| block.errors),
        judged: counts(|block| block.judged),
        violations: counts(|block| block.violations),
        service: beyond(Clock::Service),
        response: beyond(Clock::Response),
        latencies: latency_grid(blocks),
    })
}

impl BeyondRecord {
    /// What was counted beyond each of [`COMPARED`], block by block.
    fn of(counted: &[(Vec<u64>, u64)]) -> Self {
        let column = |at: usize| -> Vec<u64> {
            counted.iter().map(|(beyond, _)| beyond.get(at).copied().unwrap_or_default()).collect()
        };
        Self {
            samples: counted.iter().map(|(_, of)| *of).collect(),
            p50: column(0),
            p90: column(1),
            p99: column(2),
            p99_9: column(3),
        }
    }
}
