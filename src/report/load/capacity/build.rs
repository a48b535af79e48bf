//! From the probes' own reports to the report on the search.

use std::time::Duration;

use super::super::super::model::{Ending, Harness};
use super::super::super::redact::Redactor;
use super::super::super::traffic::milliseconds;
use super::super::context::LoadContext;
use super::super::model::{LoadReport, OperationRow, SloStanding};
use super::model::{
    CapacityReport, LimitKind, LimitRecord, ProbeRecord, ProbeStanding, SCHEMA, SearchRecord,
    VERSION,
};
use crate::event;
use crate::load::{CapacityPlan, FleetProfile, Limit, ProbeOutcome};
use crate::verdict::Verdict;

/// A probe that was run.
#[derive(Clone, Debug)]
pub struct ProbeTold {
    /// The size of its fleet.
    pub workers: u32,
    /// The name of its folder.
    pub folder: String,
    /// What it came to; `None` where it was cut short.
    pub outcome: Option<ProbeOutcome>,
    /// Its own report.
    pub report: LoadReport,
}

impl CapacityReport {
    /// The report on a search in `profile` that made these `probes` and came to `result`: the
    /// largest fleet that met its objectives, and what keeps it from being larger.
    pub fn new(
        profile: &FleetProfile,
        probes: &[ProbeTold],
        result: (Option<u32>, Limit),
        ending: &event::Ending,
        context: &LoadContext,
        elapsed: Duration,
    ) -> Self {
        let redactor = Redactor::new(&context.secrets, None);
        let (largest, limit) = result;
        let verdict = Verdict::of_capacity(largest.is_some(), limit, ending);
        let probes: Vec<ProbeRecord> = probes.iter().map(ProbeRecord::from).collect();
        Self {
            schema: SCHEMA.to_owned(),
            version: VERSION,
            harness: Harness::this(),
            target: redactor.url(&context.target),
            shares_machine: context.shares_machine,
            started_at: context.started_at.clone(),
            elapsed_ms: milliseconds(elapsed),
            documents: context.documents.iter().map(|origin| redactor.url(origin)).collect(),
            fleet: profile.into(),
            search: profile.capacity.as_ref().map(SearchRecord::from).unwrap_or_default(),
            objectives: profile.slos.iter().map(|slo| redactor.text(&slo.text)).collect(),
            verdict: verdict.into(),
            exit_code: verdict.exit() as u8,
            ending: Ending::told(ending, &redactor),
            largest,
            limit: LimitRecord::of(limit, &probes),
            probes,
        }
    }

    /// The probe with so many workers.
    pub(super) fn probe(&self, workers: u32) -> Option<&ProbeRecord> {
        self.probes.iter().find(|probe| probe.workers == workers)
    }
}

impl From<&CapacityPlan> for SearchRecord {
    fn from(plan: &CapacityPlan) -> Self {
        Self {
            min: plan.min,
            max: plan.max,
            precision: plan.precision,
            ramp_ms: milliseconds(plan.ramp),
            hold_ms: milliseconds(plan.hold),
            max_duration_ms: milliseconds(plan.max_duration),
        }
    }
}

impl LimitRecord {
    fn of(limit: Limit, probes: &[ProbeRecord]) -> Self {
        let (kind, workers) = match limit {
            Limit::Target(workers) => (LimitKind::Target, Some(workers)),
            Limit::Generator(workers) => (LimitKind::Generator, Some(workers)),
            Limit::Undecided(workers) => (LimitKind::Undecided, Some(workers)),
            Limit::Maximum => (LimitKind::Maximum, None),
            Limit::Time => (LimitKind::Time, None),
        };
        let probe = probes.iter().find(|probe| Some(probe.workers) == workers);
        Self { kind, workers, why: probe.map(|probe| probe.why.clone()).unwrap_or_default() }
    }
}

impl From<&ProbeTold> for ProbeRecord {
    fn from(probe: &ProbeTold) -> Self {
        let ProbeTold { workers, folder, outcome, report } = probe;
        let held: Vec<&OperationRow> = (report.stages.iter().filter(|stage| stage.steady))
            .flat_map(|stage| &stage.operations)
            .collect();
        let response = held.iter().filter_map(|row| row.clocks.response.as_ref());
        let standing = match outcome {
            Some(ProbeOutcome::Met) => ProbeStanding::Met,
            Some(ProbeOutcome::Missed) => ProbeStanding::Missed,
            Some(ProbeOutcome::GeneratorLimited) => ProbeStanding::GeneratorLimited,
            Some(ProbeOutcome::Undecided) => ProbeStanding::Undecided,
            None => ProbeStanding::CutShort,
        };
        Self {
            workers: *workers,
            folder: folder.clone(),
            standing,
            why: why(standing, report),
            elapsed_ms: report.elapsed_ms,
            ok_per_second: held.iter().filter_map(|row| row.ok_per_second).reduce(|a, b| a + b),
            response_p99_ms: response.map(|clock| clock.quantiles.p99_ms).reduce(f64::max),
            late_p99_ms: report.health.schedule_error.map(|late| late.p99_ms),
            requests: report.requests,
            cost: report.cost,
            invalid: report.invalid.clone(),
            slos: report.slos.clone(),
        }
    }
}

/// What kept a probe from meeting its objectives.
fn why(standing: ProbeStanding, report: &LoadReport) -> Vec<String> {
    let rows = |wanted| report.slos.iter().filter(move |row| row.standing == wanted);
    match standing {
        ProbeStanding::Met => Vec::new(),
        ProbeStanding::Missed => rows(SloStanding::Missed)
            .map(|row| match &row.observed {
                Some(seen) => format!("{}: {}", row.id, seen.text),
                None => row.id.clone(),
            })
            .collect(),
        ProbeStanding::GeneratorLimited => report
            .invalid
            .iter()
            .map(|why| format!("{}: {}, needed {}", why.what, why.found, why.needed))
            .collect(),
        ProbeStanding::Undecided => rows(SloStanding::NoData)
            .map(|row| format!("{}: {}", row.id, row.note.as_deref().unwrap_or("no data")))
            .collect(),
        ProbeStanding::CutShort => report.reasons.iter().take(1).cloned().collect(),
    }
}
