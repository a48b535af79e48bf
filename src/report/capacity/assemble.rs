//! From the probes' own reports to the report on the search.

use std::time::Duration;

use super::conclusion::answer;
use super::report::{
    CapacityReport, LimitRecord, ProbeLengthRecord, ProbeRecord, ProbeStanding, SCHEMA,
    SearchLimit, SearchRecord, VERSION,
};
use crate::event;
use crate::load::{
    Attempt, CapacityPlan, CapacityResult, FleetProfile, Limit, Precision, ProbeLength,
    ProbeOutcome,
};
use crate::report::conform::{Ending, Harness};
use crate::report::load::{LoadContext, LoadReport, OperationRow, SloStanding};
use crate::report::shared::{Redactor, milliseconds};
use crate::verdict::Verdict;

/// A probe that was run.
#[derive(Clone, Debug)]
pub struct ProbeRun {
    /// The size of its fleet, and how much it is worth.
    pub attempt: Attempt,
    /// The name of its folder.
    pub folder: String,
    /// What it came to; `None` where it was cut short.
    pub outcome: Option<ProbeOutcome>,
    /// Its own report.
    pub report: LoadReport,
}

impl CapacityReport {
    /// The name of its format, which each report begins with.
    pub const SCHEMA: &str = SCHEMA;

    /// The report on a search in `profile` that made these `probes` and came to `result`.
    pub fn new(
        profile: &FleetProfile,
        probes: &[ProbeRun],
        result: CapacityResult,
        ending: &event::Ending,
        context: &LoadContext,
        elapsed: Duration,
    ) -> Self {
        let redactor = Redactor::new(&context.secrets, None);
        let CapacityResult { largest, missed, limit } = result;
        let verdict = Verdict::of_capacity(result, ending);
        let probes: Vec<ProbeRecord> = probes.iter().map(ProbeRecord::from).collect();
        let mut report = Self {
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
            ending: Ending::convert(ending, &redactor),
            answer: String::new(),
            decided: result.is_decided() && *ending == event::Ending::Complete,
            largest,
            smallest_missed: missed,
            limit: LimitRecord::of(limit, &probes),
            probes,
        };
        report.answer = answer(&report);
        report
    }

    /// The last probe with so many workers that met every objective.
    pub(super) fn met(&self, workers: u32) -> Option<&ProbeRecord> {
        last_of(&self.probes, workers, ProbeStanding::Met)
    }
}

/// The last probe of a size that came to this.
fn last_of(probes: &[ProbeRecord], workers: u32, standing: ProbeStanding) -> Option<&ProbeRecord> {
    probes.iter().rfind(|probe| probe.workers == workers && probe.standing == standing)
}

impl From<&CapacityPlan> for SearchRecord {
    fn from(plan: &CapacityPlan) -> Self {
        Self {
            min: plan.min,
            max: plan.max,
            precision: plan.precision.gap_below(plan.max),
            precision_share: match plan.precision {
                Precision::Workers(_) => None,
                Precision::Share(share) => Some(share),
            },
            ramp_ms: milliseconds(plan.full.ramp),
            hold_ms: milliseconds(plan.full.hold),
            max_duration_ms: milliseconds(plan.max_duration),
        }
    }
}

impl LimitRecord {
    fn of(limit: Limit, probes: &[ProbeRecord]) -> Self {
        let (kind, seen) = match limit {
            Limit::Target(workers) => (SearchLimit::Target, Some((workers, ProbeStanding::Missed))),
            Limit::Generator(workers) => {
                (SearchLimit::Generator, Some((workers, ProbeStanding::GeneratorLimited)))
            }
            Limit::Undecided(workers) => {
                (SearchLimit::Undecided, Some((workers, ProbeStanding::Undecided)))
            }
            Limit::Maximum => (SearchLimit::Maximum, None),
            Limit::Time => (SearchLimit::Time, None),
        };
        let probe = seen.and_then(|(workers, standing)| last_of(probes, workers, standing));
        let why = probe.map(|probe| probe.why.clone()).unwrap_or_default();
        Self { kind, workers: seen.map(|(workers, _)| workers), why }
    }
}

impl From<&ProbeRun> for ProbeRecord {
    fn from(probe: &ProbeRun) -> Self {
        let ProbeRun { attempt, folder, outcome, report } = probe;
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
            workers: attempt.workers,
            length: match attempt.length {
                ProbeLength::Short => ProbeLengthRecord::Short,
                ProbeLength::Full => ProbeLengthRecord::Full,
            },
            folder: folder.clone(),
            standing,
            why: why(standing, report),
            elapsed_ms: report.elapsed_ms,
            ok_per_second: held.iter().filter_map(|row| row.ok_per_second).reduce(|a, b| a + b),
            response_p99_ms: response.map(|clock| clock.quantiles.p99_ms).reduce(f64::max),
            late_p99_ms: report.health.schedule_error.map(|late| late.p99_ms),
            requests: report.requests,
            cost: report.cost,
            saturation: report.saturation.clone(),
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
            .saturation
            .iter()
            .map(|why| format!("{}: {}, needed {}", why.what, why.found, why.needed))
            .collect(),
        ProbeStanding::Undecided => rows(SloStanding::NoData)
            .map(|row| format!("{}: {}", row.id, row.note.as_deref().unwrap_or("no data")))
            .collect(),
        ProbeStanding::CutShort => report.reasons.iter().take(1).cloned().collect(),
    }
}
