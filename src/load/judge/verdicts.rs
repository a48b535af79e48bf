//! Holds a run to its objectives, stage by stage.

use serde::Serialize;

use super::range::Range;
use super::seen::{SeenMetric, Unsent, operations, own_deaths, see};
use super::{Comparator, Metric, Slo};
use crate::load::Amount;
use crate::load::{LoadSummary, OperationSummary, StageSummary};

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
    /// Of how many those are a part; `None` where all were looked at.
    pub population: Option<u64>,
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
    /// It was not, whatever the generator's own part in the figure.
    Fail,
    /// The generator's own part decides: met without it and missed with it, or the other way round.
    Undecided,
    /// Nothing was observed that could decide: never a pass.
    NoData,
}

/// Holds `summary` to each objective, in the order given, and each in its stages in their order.
pub fn judge(slos: &[Slo], summary: &LoadSummary) -> Vec<SloResult> {
    slos.iter().flat_map(|slo| judge_one(slo, summary)).collect()
}

fn judge_one(slo: &Slo, summary: &LoadSummary) -> Vec<SloResult> {
    if let Some(name) = &slo.stage {
        let stage = summary.stages.iter().find(|stage| stage.name == *name);
        let seen = stage.map_or_else(
            || SeenMetric::nothing("the run has no such stage"),
            |stage| see(&slo.metric, &[stage], &summary.health),
        );
        return vec![result(slo, Some(name), seen)];
    }
    if matches!(slo.metric, Metric::DeadWorkers | Metric::Violations) {
        let stages: Vec<&StageSummary> = summary.stages.iter().collect();
        let mut seen = see(&slo.metric, &stages, &summary.health);
        if slo.metric == Metric::DeadWorkers && seen.observed.is_some() {
            // Over the run a worker that died in two stages is one worker.
            let own = own_deaths(&stages, &summary.health);
            let certain = summary.certainly_dead.saturating_sub(own);
            seen.observed = Some(Amount::Count(summary.presumed_dead));
            seen.without = Some(Amount::Count(certain));
        }
        return vec![result(slo, None, seen)];
    }
    let stages = summary.stages.iter();
    let results: Vec<SloResult> = stages
        .filter(|stage| concerns(&slo.metric, stage))
        .map(|stage| result(slo, Some(&stage.name), see(&slo.metric, &[stage], &summary.health)))
        .collect();
    if results.is_empty() {
        let why = match slo.metric {
            Metric::Gap(_) => "no worker was acknowledged twice",
            Metric::Throughput(_) => "no stage that holds its workers calls it: name one with `@`",
            _ => "no stage calls it",
        };
        return vec![result(slo, None, SeenMetric::nothing(why))];
    }
    results
}

/// Returns `true` if a stage is asked that no objective names.
fn concerns(metric: &Metric, stage: &StageSummary) -> bool {
    let is_called = || operations(metric, stage).any(OperationSummary::is_called);
    match metric {
        Metric::Gap(_) => !stage.gaps.gaps.is_empty(),
        Metric::Throughput(_) => stage.steady && is_called(),
        _ => is_called(),
    }
}

fn result(slo: &Slo, stage: Option<&str>, seen: SeenMetric) -> SloResult {
    let (verdict, open) = verdict(slo, &seen);
    let note: Vec<String> = open.into_iter().chain(seen.note).collect();
    SloResult {
        slo: slo.clone(),
        stage: stage.map(str::to_owned),
        observed: seen.observed,
        samples: seen.samples,
        population: seen.population,
        verdict,
        note: (!note.is_empty()).then(|| note.join("; ")),
    }
}

/// The verdict, and why it is open where the generator leaves it open.
fn verdict(slo: &Slo, seen: &SeenMetric) -> (SloVerdict, Option<String>) {
    let Some(observed) = seen.observed else {
        let open = seen.unsent.as_ref().map(Unsent::undecided);
        return (open.as_ref().map_or(SloVerdict::NoData, |_| SloVerdict::Undecided), open);
    };
    let range = seen
        .without
        .map_or_else(|| Range::exactly(observed), |without| Range::between(observed, without));
    let held = range.holds(slo.comparator, slo.limit);
    let best = seen.at_best.map(|best| slo.comparator.holds(best.value(), slo.limit.value()));
    match (held, &seen.unsent) {
        // What is unknown decides: that is neither a pass nor a fail.
        (Some(held), _) if best.is_some_and(|best| best != held) => {
            (SloVerdict::NoData, seen.unknown.clone())
        }
        (Some(false), _) => (SloVerdict::Fail, None),
        (Some(true), _) if seen.shortage.is_some() => (SloVerdict::NoData, seen.shortage.clone()),
        (Some(true), Some(unsent)) if !is_work_done(slo) => {
            (SloVerdict::Undecided, Some(unsent.undecided()))
        }
        (Some(true), _) => (SloVerdict::Pass, None),
        (None, _) => {
            let without = seen.without.unwrap_or(observed);
            let much = if without.value() > observed.value() { "much" } else { "little" };
            let remedy = match seen.remedy.as_str() {
                "" => "give it more cores, or fewer workers",
                remedy => remedy,
            };
            let why = format!(
                "undecided: as {much} as {without} without the generator's own part; {remedy}"
            );
            (SloVerdict::Undecided, Some(why))
        }
    }
}

/// Returns `true` if the objective asks for so much work at least: what was done of it was done,
/// even under a lighter load.
fn is_work_done(slo: &Slo) -> bool {
    let is_lower_bound = matches!(slo.comparator, Comparator::More | Comparator::AtLeast);
    matches!(slo.metric, Metric::Throughput(_) | Metric::Goodput(_)) && is_lower_bound
}
