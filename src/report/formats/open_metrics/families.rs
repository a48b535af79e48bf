//! The metrics of each kind of report.

use chrono::{DateTime, FixedOffset};

use super::{Family, RunMetrics, Sample, Value};
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

    fn began(&self) -> Option<DateTime<FixedOffset>> {
        DateTime::parse_from_rfc3339(self.started_at?).ok()
    }

    /// These facts as families, and then those of the kind of run.
    fn with<const N: usize>(&self, own: [Family; N]) -> RunMetrics {
        let families = self.families().into_iter().chain(own).collect();
        RunMetrics { began: self.began(), families }
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
        let began = self.began().and_then(|at| u64::try_from(at.timestamp_millis()).ok());
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

impl From<&Report> for RunMetrics {
    fn from(report: &Report) -> Self {
        conform(report)
    }
}

fn conform(report: &Report) -> RunMetrics {
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
    facts.with([checks, causes, coverage])
}

impl From<&LoadReport> for RunMetrics {
    fn from(report: &LoadReport) -> Self {
        load(report)
    }
}

fn load(report: &LoadReport) -> RunMetrics {
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
    let mut response =
        Family::summary("load_response_seconds", "From the intended sending to the last byte.");
    let mut service = Family::summary("load_service_seconds", "From the sending to the last byte.");
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
                family.samples.extend(clock.iter().map(|clock| distribution(clock, &place)));
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
    facts.with([requests, response, service, objectives, dead, workers])
}

/// The sample of a summary: quantiles, and what the mean follows from.
fn distribution(clock: &ClockRecord, place: &Labels) -> Sample {
    let of = &clock.quantiles;
    let quantiles = [
        (0.5, of.p50_ms),
        (0.9, of.p90_ms),
        (0.99, of.p99_ms),
        (0.999, of.p99_9_ms),
        (1.0, of.max_ms),
    ];
    let value = Value::Distribution {
        count: of.samples,
        sum: of.mean_ms / 1e3 * float(of.samples),
        quantiles: quantiles.map(|(quantile, milliseconds)| (quantile, milliseconds / 1e3)),
    };
    Sample { labels: place.clone(), value }
}

impl From<&CapacityReport> for RunMetrics {
    fn from(report: &CapacityReport) -> Self {
        capacity(report)
    }
}

fn capacity(report: &CapacityReport) -> RunMetrics {
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
    facts.with([
        one("capacity_largest_workers", "The largest fleet that met all.", report.largest),
        one("capacity_missed_workers", "The smallest fleet that did not.", report.smallest_missed),
    ])
}

impl From<&GateReport> for RunMetrics {
    fn from(report: &GateReport) -> Self {
        gate(report)
    }
}

fn gate(report: &GateReport) -> RunMetrics {
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
    facts.with([phases, causes, seconds, shares, rates])
}
