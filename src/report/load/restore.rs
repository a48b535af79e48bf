//! From a report back to what was measured: counts and histograms are in it without loss, so that runs can
//! be added up and judged again.

use std::collections::BTreeMap;
use std::time::Duration;

use super::model::{ClockRecord, Clocks, GapRecord, LoadReport, OperationRow, StageRecord};
use crate::load::{Clock, LoadOutcome, OperationSummary, StageGaps, StageSummary, Tally};
use crate::stats::{DecodeError, Histogram};

/// The stages of a report as they were measured, in their order.
///
/// # Errors
/// A histogram that was written by no version of this program.
pub(super) fn stages(report: &LoadReport) -> Result<Vec<StageSummary>, DecodeError> {
    report.stages.iter().map(|record| stage(report, record)).collect()
}

fn stage(report: &LoadReport, record: &StageRecord) -> Result<StageSummary, DecodeError> {
    let mut operations = BTreeMap::new();
    for row in &record.operations {
        operations.insert(row.name.clone(), operation(row)?);
    }
    let GapRecord { silence, net, deaths, certain_deaths, .. } = &record.gaps;
    let mut gaps = StageGaps {
        deaths: *deaths,
        certain_deaths: certain_deaths.unwrap_or_default(),
        ttl: time(report.fleet.heartbeat_ttl_ms),
        ..StageGaps::default()
    };
    gaps.gaps.merge(&histogram(silence.as_ref())?);
    gaps.net.merge(&histogram(net.as_ref())?);
    Ok(StageSummary {
        name: record.name.clone(),
        duration: time(record.duration_ms),
        steady: record.steady,
        operations,
        gaps,
    })
}

fn operation(row: &OperationRow) -> Result<OperationSummary, DecodeError> {
    let Clocks { service, response, lag, blocked, queued, late, net } = &row.clocks;
    let mut clocks: [Histogram; Clock::ALL.len()] = Default::default();
    for (clock, record) in [
        (Clock::Service, service),
        (Clock::Response, response),
        (Clock::Lag, lag),
        (Clock::Blocked, blocked),
        (Clock::Queued, queued),
        (Clock::Late, late),
        (Clock::Net, net),
    ] {
        clocks[clock as usize] = histogram(record.as_ref())?;
    }
    let mut outcomes = [0; LoadOutcome::COUNT];
    for outcome in LoadOutcome::ALL {
        outcomes[outcome.index()] = row.outcomes.get(outcome.name()).copied().unwrap_or_default();
    }
    let tally = Tally {
        due: row.due,
        sent: row.sent,
        held: row.held,
        judged: row.judged,
        violations: row.violations,
    };
    Ok(OperationSummary::of_parts(tally, outcomes, row.statuses.clone(), clocks))
}

fn histogram(record: Option<&ClockRecord>) -> Result<Histogram, DecodeError> {
    record.map_or(Ok(Histogram::new()), |record| {
        let longest = time(record.quantiles.max_ms);
        Histogram::decode_exactly(&record.histogram, record.saturated, longest)
    })
}

/// A time of a report; a figure that is none counts as nothing.
fn time(milliseconds: f64) -> Duration {
    let time = Duration::try_from_secs_f64(milliseconds / 1e3).unwrap_or_default();
    // Reports hold times to the microsecond.
    Duration::from_micros(u64::try_from((time.as_nanos() + 500) / 1_000).unwrap_or(u64::MAX))
}
