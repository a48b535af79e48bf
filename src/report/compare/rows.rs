//! The figures of load reports, matched stage by stage and operation by operation.

use super::comparison::{Band, ChangeRow, Figure, Shift};
use super::decide::{Candidate, Lighter};
use super::excuse::Excuse;
use super::measure::{RunFigure, Times};
use crate::load::COMPARED;
use crate::report::load::{
    BeyondRecord, BlockRecord, ClockRecord, Clocks, LoadReport, OperationRow, StageRecord,
};
use crate::stats::rate::share;
use crate::stats::{Estimate, Quantile};

/// A clock by its name, with its blocks where it shows the target's doing.
type Clock =
    (&'static str, Option<fn(&BlockRecord) -> &BeyondRecord>, fn(&Clocks) -> Option<&ClockRecord>);

const CLOCKS: [Clock; 6] = [
    ("response", Some(|blocks| &blocks.response), |clocks| clocks.response.as_ref()),
    ("service", Some(|blocks| &blocks.service), |clocks| clocks.service.as_ref()),
    ("lag", None, |clocks| clocks.lag.as_ref()),
    ("blocked", None, |clocks| clocks.blocked.as_ref()),
    ("queued", None, |clocks| clocks.queued.as_ref()),
    ("late", None, |clocks| clocks.late.as_ref()),
];

/// Part and whole of a share, over the stage and block by block.
type Part = fn(&OperationRow) -> (u64, u64);
type Parts = fn(&BlockRecord) -> (&[u64], &[u64]);

/// A share of an operation's requests that is the target's fault.
const SHARES: [(&str, Part, Parts); 2] = [
    ("errors", |row| (row.errors, row.ended), |blocks| (&blocks.errors, &blocks.ended)),
    (
        "violations",
        |row| (row.violations.min(row.judged), row.judged),
        |blocks| (&blocks.violations, &blocks.judged),
    ),
];

/// The share of scheduled requests below which a run was under another load than planned.
const ACHIEVED_NEEDED: f64 = 0.98;

/// The standard deviation from run to run that is assumed as long as no runs show another, as a
/// share of the figure: a restart moves the median little and the tail much (Treadmill, ISCA 2016).
fn assumed(quantile: Quantile) -> f64 {
    match quantile {
        Quantile::P50 => 0.01,
        Quantile::P90 => 0.03,
        Quantile::P99 => 0.08,
        _ => 0.15,
    }
}

/// The same for a rate of requests, which the schedule gives.
const ASSUMED_RATE: f64 = 0.01;

/// The same for a share of events.
const ASSUMED_SHARE: f64 = 0.1;

/// Runs before and after.
pub(super) struct Sides<'a> {
    pub(super) before: &'a [&'a LoadReport],
    pub(super) after: &'a [&'a LoadReport],
}

/// An operation in a stage of a run, with the stage's length in seconds.
type Row = (OperationRow, f64);

impl Sides<'_> {
    /// A candidate for each figure that a side has, in the order of the stages.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let all = || self.before.iter().chain(self.after);
        let mut found = Vec::new();
        for stage in distinct(all().flat_map(|run| &run.stages).map(|stage| &stage.name)) {
            let stages = all().filter_map(|run| in_stage(run, stage));
            let operations = stages.flat_map(|stage| &stage.operations).map(|row| &row.name);
            for operation in distinct(operations) {
                self.operation(stage, operation, &mut found);
            }
            self.silence(stage, &mut found);
        }
        self.presumed_dead(&mut found);
        found
    }

    fn operation(&self, stage: &str, operation: &str, found: &mut Vec<Candidate>) {
        let place = (Some(stage), Some(operation));
        let rows = |runs: &[&LoadReport]| -> Vec<Row> {
            runs.iter().filter_map(|run| row(run, stage, operation)).collect()
        };
        let (before, after) = (rows(self.before), rows(self.after));
        let late = |rows: &[Row]| -> Vec<Times> {
            rows.iter().filter_map(|(row, _)| Times::of(row.clocks.late.as_ref(), None)).collect()
        };
        let late = (late(&before), late(&after));
        for (name, blocks, clock) in CLOCKS {
            let times = |rows: &[Row]| -> Vec<Times> {
                let times = rows.iter().map(|(row, _)| {
                    let blocks = blocks.zip(row.blocks.as_ref()).map(|(of, blocks)| of(blocks));
                    Times::of(clock(&row.clocks), blocks)
                });
                times.flatten().collect()
            };
            let (before, after) = (times(&before), times(&after));
            for quantile in COMPARED {
                let measure = format!("{name} {quantile}");
                let excuse = Excuse::of_late(&late.0, &late.1, quantile);
                let excuse = if name == "service" { excuse } else { excuse.twice() };
                let seen = (quantiles(&before, quantile), quantiles(&after, quantile));
                let figure = (Figure::Milliseconds, blocks.is_some(), assumed(quantile));
                found.extend(self.candidate(place, measure, figure, seen, excuse));
            }
        }
        let rate = |rows: &[Row]| -> Vec<RunFigure> {
            let rates = rows.iter().map(|(row, seconds)| {
                let blocks = row.blocks.as_ref();
                let blocks = blocks.map(|blocks| (&blocks.ok[..], blocks.length_ms / 1e3));
                RunFigure::rate(row.ok, *seconds, blocks)
            });
            rates.flatten().collect()
        };
        let excuse = Excuse::of_unsent(&before, &after);
        let figure = (Figure::PerSecond, true, ASSUMED_RATE);
        found.extend(self.candidate(
            place,
            "ok".into(),
            figure,
            (rate(&before), rate(&after)),
            excuse,
        ));
        self.shares(place, (&before, &after), found);
    }

    fn shares(
        &self,
        place: (Option<&str>, Option<&str>),
        (before, after): (&[Row], &[Row]),
        found: &mut Vec<Candidate>,
    ) {
        for (name, part, parts) in SHARES {
            let sums = before.iter().chain(after).map(|(row, _)| part(row));
            let (sum, of) = sums.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            let pooled = share(sum, of).unwrap_or(0.0);
            let seen = |rows: &[Row]| -> Vec<RunFigure> {
                let shares = rows.iter().map(|(row, _)| {
                    RunFigure::share(part(row), pooled, row.blocks.as_ref().map(parts))
                });
                shares.flatten().collect()
            };
            let excuse =
                if name == "errors" { self.refused(before, after) } else { Excuse::default() };
            let figure = (Figure::Share, true, ASSUMED_SHARE);
            found.extend(self.candidate(
                place,
                name.into(),
                figure,
                (seen(before), seen(after)),
                excuse,
            ));
        }
        let throttled = |rows: &[Row]| -> Vec<RunFigure> {
            let shares =
                rows.iter().map(|(row, _)| RunFigure::share((row.throttled, row.ended), 0.0, None));
            shares.flatten().collect()
        };
        let figure = (Figure::Share, false, ASSUMED_SHARE);
        let seen = (throttled(before), throttled(after));
        found.extend(self.candidate(place, "429".into(), figure, seen, Excuse::default()));
    }

    /// All that the generator's machine refused counts as an excuse for each operation.
    fn refused(&self, before: &[Row], after: &[Row]) -> Excuse {
        fn ended<'r>(runs: &[&'r LoadReport], rows: &[Row]) -> Vec<(&'r LoadReport, u64)> {
            runs.iter().copied().zip(rows.iter().map(|(row, _)| row.ended)).collect()
        }
        Excuse::of_local_failures(&ended(self.before, before), &ended(self.after, after))
    }

    fn silence(&self, stage: &str, found: &mut Vec<Candidate>) {
        let times = |runs: &[&LoadReport]| -> Vec<Times> {
            let gaps = runs.iter().filter_map(|run| in_stage(run, stage)).map(|stage| &stage.gaps);
            gaps.filter_map(|gaps| Times::of(gaps.silence.as_ref(), gaps.blocks.as_ref())).collect()
        };
        let (before, after) = (times(self.before), times(self.after));
        let late = (latest(self.before, stage), latest(self.after, stage));
        for quantile in COMPARED {
            let excuse = Excuse::of_late(&late.0, &late.1, quantile).twice();
            let seen = (quantiles(&before, quantile), quantiles(&after, quantile));
            let figure = (Figure::Milliseconds, true, assumed(quantile));
            let measure = format!("silence {quantile}");
            found.extend(self.candidate((Some(stage), None), measure, figure, seen, excuse));
        }
    }

    fn presumed_dead(&self, found: &mut Vec<Candidate>) {
        let workers = |run: &&LoadReport| u64::from(run.fleet.peak_workers);
        let all = || self.before.iter().chain(self.after);
        let pooled = share(all().map(|run| run.presumed_dead).sum(), all().map(workers).sum());
        let seen = |runs: &[&LoadReport]| -> Vec<RunFigure> {
            let runs = runs.iter().filter(|run| run.requests.sent > 0);
            let seen = runs
                .map(|run| RunFigure::dead(run.presumed_dead, workers(run), pooled.unwrap_or(0.0)));
            seen.flatten().collect()
        };
        let figure = (Figure::Share, true, ASSUMED_SHARE);
        let seen = (seen(self.before), seen(self.after));
        let measure = "presumed dead".to_owned();
        found.extend(self.candidate((None, None), measure, figure, seen, Excuse::default()));
    }

    /// `None` where neither side has the figure.
    fn candidate(
        &self,
        (stage, operation): (Option<&str>, Option<&str>),
        measure: String,
        (unit, judged, between_runs): (Figure, bool, f64),
        (before, after): (Vec<RunFigure>, Vec<RunFigure>),
        excuse: Excuse,
    ) -> Option<Candidate> {
        let (was, is) = (RunFigure::band(&before, unit), RunFigure::band(&after, unit));
        if was.is_none() && is.is_none() {
            return None;
        }
        let first = was.map(|band| band.observed).filter(|was| *was > 0.0);
        let row = ChangeRow {
            stage: stage.map(str::to_owned),
            operation: operation.map(str::to_owned),
            measure,
            unit,
            judged,
            before: was,
            after: is,
            change: first.and_then(|was| Some((is?.observed - was) / was)),
            difference: None,
            p_joint: None,
            shift: Shift::NotComparable,
            reason: None,
            remedy: None,
        };
        // A run that lacks what the others of its side have leaves the side without the figure.
        let whole = |seen: Vec<RunFigure>, runs: &[&LoadReport]| {
            if seen.len() == runs.len() { seen } else { Vec::new() }
        };
        let (before, after) = (whole(before, self.before), whole(after, self.after));
        Some(Candidate { row, before, after, between_runs, excuse, lighter: self.lighter() })
    }

    fn lighter(&self) -> Lighter {
        let is_lighter = |runs: &[&LoadReport]| {
            let mut achieved = runs.iter().filter_map(|run| run.health.achieved_share);
            achieved.any(|achieved| achieved < ACHIEVED_NEEDED)
        };
        Lighter { before: is_lighter(self.before), after: is_lighter(self.after) }
    }
}

fn quantiles(times: &[Times], quantile: Quantile) -> Vec<RunFigure> {
    times.iter().filter_map(|times| times.seen(quantile)).collect()
}

fn row(run: &LoadReport, stage: &str, operation: &str) -> Option<Row> {
    let stage = in_stage(run, stage)?;
    let row = stage.operations.iter().find(|row| row.name == operation)?.clone();
    Some((row, stage.duration_ms / 1e3))
}

/// A figure of one or several runs of the same load that is the target's doing.
#[derive(Clone, Debug)]
pub(in crate::report) struct ObservedFigure {
    /// The stage; `None` for the whole run.
    pub(in crate::report) stage: Option<String>,
    /// The operation; `None` for the fleet.
    pub(in crate::report) operation: Option<String>,
    /// What was measured: `service p99`, `errors`.
    pub(in crate::report) measure: String,
    /// Its unit.
    pub(in crate::report) unit: Figure,
    /// Where it lies.
    pub(in crate::report) band: Band,
    /// What a decision rests on, run by run.
    pub(in crate::report) estimates: Vec<Estimate>,
    /// The standard deviation from run to run that is assumed, as a share of the figure.
    pub(in crate::report) between_runs: f64,
}

/// The judged figures that each of these runs has enough samples for, in the order of the stages.
pub(in crate::report) fn observed(runs: &[&LoadReport]) -> Vec<ObservedFigure> {
    let candidates = Sides { before: runs, after: &[] }.candidates();
    let judged = candidates.into_iter().filter(|candidate| candidate.row.judged);
    let figures = judged.filter_map(|candidate| {
        let Candidate { row, before, between_runs, .. } = candidate;
        let estimates = before.into_iter().map(|run| run.estimate.ok());
        let estimates = estimates.collect::<Option<Vec<_>>>().filter(|runs| !runs.is_empty())?;
        let (band, unit) = (row.before?, row.unit);
        let ChangeRow { stage, operation, measure, .. } = row;
        Some(ObservedFigure { stage, operation, measure, unit, band, estimates, between_runs })
    });
    figures.collect()
}

/// The lateness of every operation of a stage: a silence ends late with any of them.
fn latest(runs: &[&LoadReport], stage: &str) -> Vec<Times> {
    let stages = runs.iter().filter_map(|run| in_stage(run, stage));
    let rows = stages.flat_map(|stage| &stage.operations);
    rows.filter_map(|row| Times::of(row.clocks.late.as_ref(), None)).collect()
}

fn in_stage<'a>(run: &'a LoadReport, name: &str) -> Option<&'a StageRecord> {
    run.stages.iter().find(|stage| stage.name == name)
}

/// Names in the order in which they first occur.
pub(super) fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::new();
    for name in names {
        if !kept.contains(&name.as_str()) {
            kept.push(name);
        }
    }
    kept
}
