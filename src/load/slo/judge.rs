//! Holds a run to its objectives, stage by stage.

use serde::Serialize;

use super::{Amount, Metric, Slo, Statistic};
use crate::load::{LoadSummary, OperationSummary, StageSummary};
use crate::stats::{Histogram, Rate};

/// What an objective comes to in one stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SloResult {
    /// The objective.
    pub slo: Slo,
    /// The stage; `None` for the whole run.
    pub stage: Option<String>,
    /// What was seen.
    pub observed: Option<Amount>,
    /// In how many samples, gaps, requests or answers.
    pub samples: u64,
    /// What it comes to.
    pub verdict: SloVerdict,
    /// What a reader should know besides.
    pub note: Option<String>,
}

/// Whether an objective was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SloVerdict {
    /// It was.
    Pass,
    /// It was not.
    Fail,
    /// Nothing was observed that could tell: no pass, ever.
    NoData,
}

/// What was seen of a metric.
struct Seen {
    observed: Option<Amount>,
    samples: u64,
    note: Option<String>,
}

/// Holds `summary` to each objective, in the order given, and each in its stages in their order.
pub fn judge(slos: &[Slo], summary: &LoadSummary) -> Vec<SloResult> {
    slos.iter().flat_map(|slo| judge_one(slo, summary)).collect()
}

fn judge_one(slo: &Slo, summary: &LoadSummary) -> Vec<SloResult> {
    if let Some(name) = &slo.stage {
        let stage = summary.stages.iter().find(|stage| stage.name == *name);
        let seen = stage.map_or_else(
            || Seen::nothing("the run has no such stage"),
            |stage| see(&slo.metric, &[stage]),
        );
        return vec![result(slo, Some(name), seen)];
    }
    if matches!(slo.metric, Metric::DeadWorkers | Metric::Violations) {
        let stages: Vec<&StageSummary> = summary.stages.iter().collect();
        let mut seen = see(&slo.metric, &stages);
        if slo.metric == Metric::DeadWorkers && seen.observed.is_some() {
            // Over the run a worker that died in two stages is one worker.
            seen.observed = Some(Amount::Count(summary.presumed_dead));
        }
        return vec![result(slo, None, seen)];
    }
    let stages = summary.stages.iter();
    let results: Vec<SloResult> = stages
        .filter(|stage| concerns(&slo.metric, stage))
        .map(|stage| result(slo, Some(&stage.name), see(&slo.metric, &[stage])))
        .collect();
    if results.is_empty() {
        let why = match slo.metric {
            Metric::Gap(_) => "no worker was acknowledged twice",
            Metric::Throughput(_) => "no stage that holds its workers calls it: name one with `@`",
            _ => "no stage calls it",
        };
        return vec![result(slo, None, Seen::nothing(why))];
    }
    results
}

/// True where a stage is asked that no objective names.
fn concerns(metric: &Metric, stage: &StageSummary) -> bool {
    let is_called = || operations(metric, stage).any(OperationSummary::is_called);
    match metric {
        Metric::Gap(_) => !stage.gaps.gaps.is_empty(),
        Metric::Throughput(_) => stage.steady && is_called(),
        _ => is_called(),
    }
}

fn result(slo: &Slo, stage: Option<&str>, seen: Seen) -> SloResult {
    let verdict = match seen.observed {
        None => SloVerdict::NoData,
        Some(seen) if slo.comparator.holds(seen.value(), slo.limit.value()) => SloVerdict::Pass,
        Some(_) => SloVerdict::Fail,
    };
    SloResult {
        slo: slo.clone(),
        stage: stage.map(str::to_owned),
        observed: seen.observed,
        samples: seen.samples,
        verdict,
        note: seen.note,
    }
}

fn see(metric: &Metric, stages: &[&StageSummary]) -> Seen {
    let of = |count: fn(&OperationSummary) -> u64| -> u64 {
        let stages = stages.iter();
        stages.flat_map(|stage| operations(metric, stage)).map(count).sum()
    };
    match metric {
        Metric::Latency { clock, statistic, .. } => {
            let mut all = Histogram::new();
            for operation in stages.iter().flat_map(|stage| operations(metric, stage)) {
                all.merge(operation.clock(*clock));
            }
            Seen::statistic(&all, *statistic)
        }
        Metric::Gap(statistic) => {
            let mut all = Histogram::new();
            for stage in stages {
                all.merge(&stage.gaps.gaps);
            }
            Seen::statistic(&all, *statistic)
        }
        Metric::ErrorRate(_) => {
            Seen::share(of(OperationSummary::errors), of(OperationSummary::ended))
        }
        Metric::ThrottledRate(_) => {
            Seen::share(of(OperationSummary::throttled), of(OperationSummary::ended))
        }
        Metric::Throughput(_) => {
            let over = stages.iter().map(|stage| stage.duration).sum();
            let count = of(OperationSummary::welcome);
            Seen::rate(Rate { count, over }, of(|operation| operation.tally.due))
        }
        Metric::DeadWorkers => {
            let deaths = stages.iter().map(|stage| stage.gaps.deaths).sum();
            let beats: u64 = stages.iter().map(|stage| stage.gaps.gaps.len()).sum();
            Seen::count(deaths, beats + deaths)
        }
        Metric::Violations => {
            let violations = of(|operation| operation.tally.violations);
            Seen::count(violations, of(|operation| operation.tally.judged))
        }
    }
}

/// The operations of a stage that a metric is about.
fn operations<'a>(
    metric: &'a Metric,
    stage: &'a StageSummary,
) -> impl Iterator<Item = &'a OperationSummary> {
    let wanted = metric.operation();
    stage
        .operations
        .iter()
        .filter(move |(name, _)| wanted.is_none_or(|wanted| wanted == name.as_str()))
        .map(|(_, operation)| operation)
}

impl Seen {
    fn nothing(why: &str) -> Self {
        Self { observed: None, samples: 0, note: Some(why.to_owned()) }
    }

    fn statistic(histogram: &Histogram, statistic: Statistic) -> Self {
        let (observed, needed) = match statistic {
            Statistic::Quantile(quantile) => {
                (histogram.quantile(quantile), quantile.samples_to_resolve())
            }
            Statistic::Mean => (histogram.mean(), 1),
        };
        let samples = histogram.len();
        let is_max = statistic == Statistic::Quantile(crate::stats::Quantile::MAX);
        let note = match samples {
            0 => Some("no sample".to_owned()),
            few if few < needed && !is_max => Some(format!(
                "of {samples} samples it is the longest; from {needed} on it is told apart"
            )),
            _ => None,
        };
        Self { observed: observed.map(Amount::Duration), samples, note }
    }

    fn share(part: u64, whole: u64) -> Self {
        match crate::stats::rate::share(part, whole) {
            None => Self::nothing("no request ended"),
            Some(share) => {
                Self { observed: Some(Amount::Share(share)), samples: whole, note: None }
            }
        }
    }

    fn rate(rate: Rate, due: u64) -> Self {
        match rate.per_second() {
            Some(per_second) if rate.count > 0 || due > 0 => Self {
                observed: Some(Amount::PerSecond(per_second)),
                samples: rate.count,
                note: None,
            },
            _ => Self::nothing("nothing was due"),
        }
    }

    fn count(count: u64, samples: u64) -> Self {
        if samples == 0 {
            return Self::nothing("nothing was there to count in");
        }
        Self { observed: Some(Amount::Count(count)), samples, note: None }
    }
}
