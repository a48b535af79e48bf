//! The metrics of each kind of report.

use chrono::DateTime;

use super::{Family, Kind, Sample};
use crate::report::capacity::CapacityReport;
use crate::report::compare::Figure;
use crate::report::conform::{Level, Report};
use crate::report::gate::GateReport;
use crate::report::load::{ClockRecord, LoadReport, OperationRow, SloStanding};
use crate::stats::rate::float;

/// A label with its value.
type Labels = Vec<(&'static str, String)>;

/// What every run has, whatever it did.
struct RunFacts<'r> {
    command: &'static str,
    target: &'r str,
    verdict: String,
    version: &'r str,
    exit_code: u8,
    started_at: Option<&'r str>,
    elapsed_ms: f64,
}

impl RunFacts<'_> {
    fn labels(&self) -> Labels {
        vec![("command", self.command.to_owned()), ("target", self.target.to_owned())]
    }

    fn families(&self) -> Vec<Family> {
        let one = |name, help, value: Option<f64>| {
            let mut family = Family::gauge(name, help);
            if let Some(value) = value {
                family.add(self.labels(), value);
            }
            family
        };
        let mut run = Family::gauge("run", "What the run came to, by its labels; always 1.");
        let mut labels = self.labels();
        labels.extend([("verdict", self.verdict.clone()), ("version", self.version.to_owned())]);
        run.add(labels, 1.0);
        let began = self.started_at.and_then(|at| DateTime::parse_from_rfc3339(at).ok());
        let began = began.and_then(|at| u64::try_from(at.timestamp_millis()).ok());
        let code = Some(f64::from(self.exit_code));
        vec![
            run,
            one("run_exit_code", "The exit code of the process.", code),
            one("run_duration_seconds", "How long it took.", Some(self.elapsed_ms / 1e3)),
            one(
                "run_start_time_seconds",
                "When it began, since 1970.",
                began.map(|milliseconds| float(milliseconds) / 1e3),
            ),
        ]
    }
}

/// The word that the JSON report has for a value of an enumeration.
fn word(value: impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

pub(super) fn conform(report: &Report) -> Vec<Family> {
    let facts = RunFacts {
        command: "conform",
        target: &report.target,
        verdict: word(report.verdict),
        version: &report.harness.version,
        exit_code: report.exit_code,
        started_at: report.started_at.as_deref(),
        elapsed_ms: report.elapsed_ms,
    };
    let mut checks = Family::gauge("conform_checks", "Checks by operation and outcome.");
    for operation in &report.operations {
        let totals = &operation.totals;
        for (outcome, number) in [
            ("passed", totals.passed),
            ("failed_must", totals.failed.must),
            ("failed_should", totals.failed.should),
            ("note", totals.failed.note),
            ("waived", totals.waived),
            ("inconclusive", totals.inconclusive),
            ("skipped", totals.skipped),
            ("not_run", totals.not_run),
        ] {
            let mut labels = facts.labels();
            labels.extend([("operation", operation.name.clone()), ("outcome", outcome.to_owned())]);
            checks.add(labels, float(number as u64));
        }
    }
    let mut causes = Family::gauge("conform_causes", "Causes of failures by level.");
    for level in [Level::Must, Level::Should, Level::Note] {
        let number = report.causes.iter().filter(|cause| cause.level == level).count();
        let mut labels = facts.labels();
        labels.push(("level", word(level)));
        causes.add(labels, float(number as u64));
    }
    let help = "Promises of the documents on which a check passed or failed, as a share of all.";
    let mut coverage = Family::gauge("conform_coverage_ratio", help);
    let spec = report.coverage.spec;
    if let Some(share) = crate::stats::rate::share(spec.exercised as u64, spec.total as u64) {
        coverage.add(facts.labels(), share);
    }
    let mut families = facts.families();
    families.extend([checks, causes, coverage]);
    families
}

pub(super) fn load(report: &LoadReport) -> Vec<Family> {
    let facts = RunFacts {
        command: "load",
        target: &report.target,
        verdict: word(report.verdict),
        version: &report.harness.version,
        exit_code: report.exit_code,
        started_at: report.started_at.as_deref(),
        elapsed_ms: report.elapsed_ms,
    };
    let labels = || {
        let mut labels = facts.labels();
        labels.push(("scenario", report.fleet.name.clone()));
        labels
    };
    let mut requests = Family::gauge("load_requests", "Requests by what they came to.");
    let summary = |name, help| Family { kind: Kind::Summary, ..Family::gauge(name, help) };
    let mut response =
        summary("load_response_seconds", "From the intended sending to the last byte.");
    let mut service = summary("load_service_seconds", "From the sending to the last byte.");
    for stage in &report.stages {
        for row in &stage.operations {
            let mut place = labels();
            place.extend([("stage", stage.name.clone()), ("operation", row.name.clone())]);
            for (outcome, number) in &row.outcomes {
                let mut labels = place.clone();
                labels.push(("outcome", outcome.clone()));
                requests.add(labels, float(*number));
            }
            let clocks =
                |row: &OperationRow| [row.clocks.response.clone(), row.clocks.service.clone()];
            for (family, clock) in [&mut response, &mut service].into_iter().zip(clocks(row)) {
                family.samples.extend(clock.iter().flat_map(|clock| quantiles(clock, &place)));
            }
        }
    }
    let mut objectives =
        Family::gauge("load_objective", "What an objective came to, by its labels; always 1.");
    for row in &report.slos {
        let standing = match row.standing {
            SloStanding::Met => "met",
            SloStanding::Missed => "missed",
            SloStanding::Undecided => "undecided",
            SloStanding::NoData => "no_data",
        };
        let mut labels = labels();
        labels.extend([("objective", row.id.clone()), ("standing", standing.to_owned())]);
        objectives.add(labels, 1.0);
    }
    let mut dead = Family::gauge("load_presumed_dead", "Workers presumed dead at least once.");
    dead.add(labels(), float(report.presumed_dead));
    let mut workers = Family::gauge("load_workers", "The most workers alive at once, as planned.");
    workers.add(labels(), f64::from(report.fleet.peak_workers));
    let mut families = facts.families();
    families.extend([requests, response, service, objectives, dead, workers]);
    families
}

/// The samples of a summary: quantiles, and what the mean follows from.
fn quantiles(clock: &ClockRecord, place: &Labels) -> Vec<Sample> {
    let with = |quantile: &str| {
        let mut labels = place.clone();
        labels.push(("quantile", quantile.to_owned()));
        labels
    };
    let of = &clock.quantiles;
    let quantiles = [
        ("0.5", of.p50_ms),
        ("0.9", of.p90_ms),
        ("0.99", of.p99_ms),
        ("0.999", of.p99_9_ms),
        ("1", of.max_ms),
    ];
    let mut samples: Vec<Sample> = quantiles
        .into_iter()
        .map(|(quantile, value)| Sample { suffix: "", labels: with(quantile), value: value / 1e3 })
        .collect();
    let count = float(of.samples);
    let sum = of.mean_ms / 1e3 * count;
    samples.push(Sample { suffix: "_count", labels: place.clone(), value: count });
    samples.push(Sample { suffix: "_sum", labels: place.clone(), value: sum });
    samples
}

pub(super) fn capacity(report: &CapacityReport) -> Vec<Family> {
    let facts = RunFacts {
        command: "load capacity",
        target: &report.target,
        verdict: word(report.verdict),
        version: &report.harness.version,
        exit_code: report.exit_code,
        started_at: report.started_at.as_deref(),
        elapsed_ms: report.elapsed_ms,
    };
    let one = |name, help, workers: Option<u32>| {
        let mut family = Family::gauge(name, help);
        if let Some(workers) = workers {
            let mut labels = facts.labels();
            labels.push(("decided", report.decided.to_string()));
            family.add(labels, f64::from(workers));
        }
        family
    };
    let mut families = facts.families();
    families.extend([
        one("capacity_largest_workers", "The largest fleet that met all.", report.largest),
        one("capacity_missed_workers", "The smallest fleet that did not.", report.smallest_missed),
    ]);
    families
}

pub(super) fn gate(report: &GateReport) -> Vec<Family> {
    let facts = RunFacts {
        command: "gate",
        target: report.target.as_deref().unwrap_or("the embedded reference"),
        verdict: word(report.verdict),
        version: &report.harness.version,
        exit_code: report.exit_code,
        started_at: report.started_at.as_deref(),
        elapsed_ms: report.elapsed_ms,
    };
    let mut phases = Family::gauge("gate_phase", "What a phase came to, by its labels; always 1.");
    for phase in &report.phases {
        let mut labels = facts.labels();
        labels.extend([("phase", phase.name.clone()), ("standing", word(phase.standing))]);
        phases.add(labels, 1.0);
    }
    let mut causes = Family::gauge("gate_causes", "Findings beside those of the baseline.");
    if let Some(changes) = &report.causes {
        for (change, keys) in [
            ("new", &changes.new),
            ("known", &changes.known),
            ("gone", &changes.gone),
            ("unjudged", &changes.unjudged),
        ] {
            let mut labels = facts.labels();
            labels.push(("change", change.to_owned()));
            causes.add(labels, float(keys.len() as u64));
        }
    }
    let mut seconds = Family::gauge("gate_time_seconds", "Measured times, the median of the runs.");
    let mut shares = Family::gauge("gate_share_ratio", "Measured shares, likewise.");
    let mut rates = Family::gauge("gate_rate", "Measured events a second, likewise.");
    for figure in &report.figures {
        let (family, scale) = match figure.unit {
            Figure::Milliseconds => (&mut seconds, 1e-3),
            Figure::Share => (&mut shares, 1.0),
            Figure::PerSecond => (&mut rates, 1.0),
        };
        let mut labels = facts.labels();
        labels.extend([("figure", figure.id.clone()), ("standing", word(figure.standing))]);
        family.add(labels, figure.measured.observed * scale);
    }
    let mut families = facts.families();
    families.extend([phases, causes, seconds, shares, rates]);
    families
}
