//! Several runs of one load at the same time, as one: a fleet that several machines carried.
//!
//! Counts add up, histograms are merged bucket by bucket, and the objectives are judged on what comes of
//! it: a merged quantile is that of one recorder that had seen every request, never a mean of quantiles.

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::build;
use super::model::{HealthRecord, LoadReport, SaturationRecord, StageRecord};
use super::{merge_evidence as evidence, restore};
use crate::load::{LoadSummary, Slo, StageSummary, judge};
use crate::report::conform::Ending;
use crate::stats::DecodeError;
use crate::{event, verdict};

/// Why reports cannot be added up.
#[derive(Debug, Error)]
pub enum MergeError {
    /// One alone.
    #[error("there is nothing to merge: name the reports of two runs or more")]
    One,
    /// The same run twice.
    #[error("{first} and {second} are of the same run: name each once")]
    Same {
        /// A report.
        first: String,
        /// The other.
        second: String,
    },
    /// Two runs that did different things.
    #[error(
        "{first} and {second} do not belong together: {what} differ: merge runs of one scenario"
    )]
    Different {
        /// A report.
        first: String,
        /// The other.
        second: String,
        /// What differs.
        what: &'static str,
    },
    /// A report of an earlier version.
    #[error(
        "{report} cannot be merged: it does not say which silences the generator's lateness made \
         longer; run the load again with this version"
    )]
    Old {
        /// The report.
        report: String,
    },
    /// A histogram cannot be read.
    #[error("{report} cannot be merged: a histogram in it cannot be read: {source}")]
    Histogram {
        /// The report.
        report: String,
        /// Why.
        source: DecodeError,
    },
    /// An objective cannot be read.
    #[error("{report} cannot be merged: its objective `{text}` cannot be read")]
    Objective {
        /// The report.
        report: String,
        /// The objective.
        text: String,
    },
}

/// A report with its name, for messages.
pub type NamedReport = (String, LoadReport);

/// The report on several runs together. Workers are numbered on from run to run, in the order of
/// `shards`.
///
/// What belongs to one generator alone (how a run varies within itself, an earlier run) is left out.
///
/// # Errors
/// Reports that do not belong together, or that cannot be read.
pub fn merge(shards: &[NamedReport]) -> Result<LoadReport, MergeError> {
    let first = together(shards)?;
    let reports: Vec<&LoadReport> = shards.iter().map(|(_, report)| report).collect();
    let sum = |of: fn(&LoadReport) -> u64| reports.iter().map(|report| of(report)).sum::<u64>();
    let (summary, health) = summed(shards)?;
    let results = judge(&objectives(shards)?, &summary);
    let ending = ending(&reports);
    let verdict = verdict::Verdict::of_load(summary.conclude(&results), &as_it_ended(&ending));
    let offsets = offsets(&reports);
    let mut merged = LoadReport {
        fleet: fleet(&reports),
        insecure: reports.iter().any(|report| report.insecure),
        shares_machine: reports.iter().any(|report| report.shares_machine),
        started_at: reports.iter().filter_map(|report| report.started_at.clone()).min(),
        elapsed_ms: reports.iter().map(|report| report.elapsed_ms).fold(0.0, f64::max),
        earlier: None,
        verdict: verdict.into(),
        exit_code: verdict.exit() as u8,
        ending,
        reasons: Vec::new(),
        story: Vec::new(),
        saturation: saturation(shards),
        validity: whole_run(&summary),
        slos: build::slos_as_they_are(&results),
        stages: summary.stages.iter().map(StageRecord::from).collect(),
        causes: evidence::causes(&reports, &offsets),
        causes_left_out: sum(|report| report.causes_left_out),
        exemplars: evidence::exemplars(&reports, &offsets),
        details: evidence::details(&reports),
        entered: summary.entered,
        violations: evidence::violations(&reports, &offsets),
        violations_left_out: sum(|report| report.violations_left_out),
        presumed_dead: summary.presumed_dead,
        dead: evidence::ranges(reports.iter().map(|report| &report.dead), &offsets),
        deaths: evidence::deaths(&reports, &offsets),
        held: evidence::ranges(reports.iter().map(|report| &report.held), &offsets),
        connections: evidence::connections(&reports),
        preflight: super::PreflightRecord {
            requests: sum(|report| report.preflight.requests),
            elapsed_ms: reports.iter().map(|it| it.preflight.elapsed_ms).fold(0.0, f64::max),
        },
        requests: summary.bookkeeping.into(),
        health,
        cost: super::CostRecord::default(),
        ..first.clone()
    };
    build::explain(&mut merged);
    Ok(merged)
}

/// The first of the reports, where they are two or more, and parts of one run.
fn together(shards: &[NamedReport]) -> Result<&LoadReport, MergeError> {
    let [(_, first), _, ..] = shards else { return Err(MergeError::One) };
    for (at, shard) in shards.iter().enumerate() {
        for other in &shards[at + 1..] {
            compatible(shard, other)?;
        }
    }
    Ok(first)
}

/// What all of them measured, and how the worst of their generators fared.
fn summed(shards: &[NamedReport]) -> Result<(LoadSummary, HealthRecord), MergeError> {
    let mut stages: Vec<StageSummary> = Vec::new();
    for (name, report) in shards {
        if report.stages.iter().any(|stage| stage.gaps.certain_deaths.is_none()) {
            return Err(MergeError::Old { report: name.clone() });
        }
        let restored = restore::stages(report)
            .map_err(|source| MergeError::Histogram { report: name.clone(), source })?;
        add(&mut stages, restored);
    }
    let reports: Vec<&LoadReport> = shards.iter().map(|(_, report)| report).collect();
    let sum = |of: fn(&LoadReport) -> u64| reports.iter().map(|report| of(report)).sum::<u64>();
    let mut summary = LoadSummary::of_stages(stages, sum(|report| report.requests.missing));
    summary.entered = sum(|report| report.entered);
    summary.presumed_dead = sum(|report| report.presumed_dead);
    let health = health(&reports, &summary);
    summary.health.cpu_share = health.cpu_share;
    summary.health.throttled_share = health.throttled_share;
    summary.health.run_queue_share = health.run_queue_share;
    summary.health.local_failures = health.local_failures;
    Ok((summary, health))
}

/// The ending that a verdict follows from.
fn as_it_ended(ending: &Ending) -> event::Ending {
    match ending {
        Ending::Complete | Ending::FailedFast => event::Ending::Complete,
        Ending::Interrupted => event::Ending::Interrupted,
        Ending::Unreachable { reason } => event::Ending::Unreachable(reason.clone()),
    }
}

/// Refuses runs that are no parts of one.
fn compatible(first: &NamedReport, second: &NamedReport) -> Result<(), MergeError> {
    let ((one, a), (other, b)) = (first, second);
    let names = || (one.clone(), other.clone());
    if a == b {
        let (first, second) = names();
        return Err(MergeError::Same { first, second });
    }
    let stages = |report: &LoadReport| -> Vec<String> {
        report.stages.iter().map(|stage| stage.name.clone()).collect()
    };
    let texts = |report: &LoadReport| -> Vec<String> {
        let mut texts: Vec<String> = report.slos.iter().map(|row| row.text.clone()).collect();
        texts.dedup();
        texts
    };
    #[expect(clippy::float_cmp, reason = "both were read from the same scenario, or were not")]
    let ttl = a.fleet.heartbeat_ttl_ms != b.fleet.heartbeat_ttl_ms;
    let what = [
        (a.fleet.name != b.fleet.name, "the scenarios"),
        (a.target != b.target, "the targets"),
        (a.documents != b.documents || a.strict != b.strict, "the documents"),
        (stages(a) != stages(b), "the stages"),
        (a.fleet.life != b.fleet.life || ttl, "the behaviors"),
        (texts(a) != texts(b), "the objectives"),
    ];
    match what.into_iter().find(|(differs, _)| *differs) {
        None => Ok(()),
        Some((_, what)) => {
            let (first, second) = names();
            Err(MergeError::Different { first, second, what })
        }
    }
}

/// Adds the stages of a run to those of the others.
fn add(merged: &mut Vec<StageSummary>, stages: Vec<StageSummary>) {
    if merged.is_empty() {
        *merged = stages;
        return;
    }
    for (ours, theirs) in merged.iter_mut().zip(stages) {
        // They ran at the same time.
        ours.duration = ours.duration.max(theirs.duration);
        for (name, operation) in &theirs.operations {
            ours.operations.entry(name.clone()).or_default().merge(operation);
        }
        ours.gaps.gaps.merge(&theirs.gaps.gaps);
        ours.gaps.net.merge(&theirs.gaps.net);
        ours.gaps.deaths += theirs.gaps.deaths;
        ours.gaps.certain_deaths += theirs.gaps.certain_deaths;
    }
}

/// The objectives, each once.
fn objectives(shards: &[NamedReport]) -> Result<Vec<Slo>, MergeError> {
    let Some((name, report)) = shards.first() else { return Ok(Vec::new()) };
    let mut texts: Vec<&str> = Vec::new();
    for row in &report.slos {
        if !texts.contains(&row.text.as_str()) {
            texts.push(&row.text);
        }
    }
    let read = |text: &str| {
        text.parse()
            .map_err(|_| MergeError::Objective { report: name.clone(), text: text.to_owned() })
    };
    texts.into_iter().map(read).collect()
}

/// A run that was stopped, or ended early, leaves the whole unfinished.
fn ending(reports: &[&LoadReport]) -> Ending {
    let endings = || reports.iter().map(|report| &report.ending);
    let stopped = endings().find(|ending| **ending == Ending::Interrupted);
    let ended = endings().find(|ending| matches!(ending, Ending::Unreachable { .. }));
    stopped.or(ended).cloned().unwrap_or(Ending::Complete)
}

/// The number that the workers of each run count from.
fn offsets(reports: &[&LoadReport]) -> Vec<u32> {
    let mut offsets = Vec::new();
    let mut next = 0_u32;
    for report in reports {
        offsets.push(next);
        let held = report.held.ranges.iter().chain(&report.dead.ranges).map(|range| range[1]);
        let seen = report.exemplars.iter().map(|exemplar| exemplar.worker).chain(held);
        let least = seen.max().map_or(0, |last| last.saturating_add(1));
        next = next.saturating_add(report.fleet.peak_workers.max(least));
    }
    offsets
}

fn fleet(reports: &[&LoadReport]) -> super::FleetRecord {
    let mut fleet = reports[0].fleet.clone();
    let sum = |of: fn(&LoadReport) -> u32| {
        reports.iter().fold(0_u32, |sum, report| sum.saturating_add(of(report)))
    };
    fleet.workers = sum(|report| report.fleet.workers);
    fleet.peak_workers = sum(|report| report.fleet.peak_workers);
    for (at, stage) in fleet.stages.iter_mut().enumerate() {
        let parts = reports.iter().filter_map(|report| report.fleet.stages.get(at));
        stage.workers_after = parts.fold(0, |sum, part| sum.saturating_add(part.workers_after));
    }
    let mut hashes: Vec<&str> = reports.iter().map(|report| report.fleet.hash.as_str()).collect();
    hashes.sort_unstable();
    fleet.hash = format!("{:x}", Sha256::digest(hashes.join("\n")));
    fleet
}

/// The worst of all generators: what one of them lacked, the whole lacks.
fn health(reports: &[&LoadReport], summary: &LoadSummary) -> HealthRecord {
    let worst = |of: fn(&HealthRecord) -> Option<f64>| {
        reports.iter().filter_map(|report| of(&report.health)).reduce(f64::max)
    };
    HealthRecord {
        cpu_share: worst(|health| health.cpu_share),
        throttled_share: worst(|health| health.throttled_share),
        run_queue_share: worst(|health| health.run_queue_share),
        descriptors: reports
            .iter()
            .filter_map(|report| report.health.descriptors)
            .min_by_key(|descriptors| descriptors.limit.saturating_sub(descriptors.peak)),
        local_failures: reports.iter().map(|report| report.health.local_failures).sum(),
        ..HealthRecord::from(summary)
    }
}

/// Limits that generators reached, each with the report that says so.
fn saturation(shards: &[NamedReport]) -> Vec<SaturationRecord> {
    let rows = shards.iter().flat_map(|(name, report)| {
        report.saturation.iter().map(move |row| SaturationRecord {
            what: format!("{name}: {}", row.what),
            ..row.clone()
        })
    });
    rows.collect()
}

/// The assumptions on the whole run: those on a stage need its parts in their order, which the runs
/// have each for itself.
fn whole_run(summary: &LoadSummary) -> Vec<super::ValidityRow> {
    let rows = summary.validity().into_iter().filter(|row| row.place.is_none());
    rows.map(Into::into).collect()
}
