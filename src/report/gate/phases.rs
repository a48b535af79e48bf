//! What each phase of a night came to, as a pure function of its reports.

use super::gate_report::{
    CauseChanges, CauseKey, FigureRecord, FigureStanding, PhaseKind, PhaseRecord, PhaseStanding,
};
use crate::report::conform::{
    Ending, Level, LintRecord, Outcome, Report, Sufficiency, Verdict, WaiverState,
};
use crate::report::load::{LoadReport, SloStanding};
use crate::report::shared::{DOT, count, grouped};
use crate::verdict::Exit;

/// New findings that are reasons each; the others are counted.
const NAMED: usize = 5;

impl PhaseRecord {
    /// A phase that came to `standing`; `summary` says to what, in a phrase.
    pub fn new(
        kind: PhaseKind,
        name: impl Into<String>,
        standing: PhaseStanding,
        summary: impl Into<String>,
    ) -> Self {
        let exit = match standing {
            PhaseStanding::Passed | PhaseStanding::Skipped => Exit::Passed,
            PhaseStanding::Failed => Exit::Failed,
            PhaseStanding::Inconclusive => Exit::Inconclusive,
            PhaseStanding::Invalid => Exit::InvalidMeasurement,
            PhaseStanding::Interrupted => Exit::Interrupted,
            PhaseStanding::Error => Exit::Internal,
        };
        Self {
            kind,
            name: name.into(),
            standing,
            exit_code: exit as u8,
            summary: summary.into(),
            reasons: Vec::new(),
            elapsed_ms: 0.0,
            reports: Vec::new(),
        }
    }

    /// The same with why it is not passed.
    #[must_use]
    pub fn because(mut self, reasons: Vec<String>) -> Self {
        self.reasons = reasons;
        self
    }

    /// A phase that could not be carried out; `exit` says whose turn it is.
    pub fn broken(kind: PhaseKind, name: &str, exit: u8, reason: &str) -> Self {
        let first = reason.lines().next().unwrap_or_default();
        let record = Self::new(kind, name, PhaseStanding::Error, first);
        Self { exit_code: exit, ..record.because(vec![reason.to_owned()]) }
    }

    /// What is wrong with the documents themselves. SHOULD counts where it is `strict`.
    pub fn of_lint(findings: &[LintRecord], strict: bool) -> Self {
        let (should, notes): (Vec<&LintRecord>, Vec<&LintRecord>) =
            findings.iter().partition(|finding| finding.level == Level::Should);
        let fails = strict && !should.is_empty();
        let standing = if fails { PhaseStanding::Failed } else { PhaseStanding::Passed };
        let summary = format!("{} SHOULD{DOT}{} NOTE", should.len(), notes.len());
        let places = should.iter().map(|finding| {
            let place = &finding.location;
            format!("{}:{}: {}: {}", place.file, place.line, finding.lint, finding.message)
        });
        let reasons = if fails { limited(places.collect()) } else { Vec::new() };
        Self::new(PhaseKind::Lint, "lint", standing, summary).because(reasons)
    }

    /// Whether the target was there and is the API, as the first run on it found; `why` not.
    pub fn of_preflight(why: Option<&str>) -> Self {
        let Some(why) = why else {
            let found = "the target answers, and is the API of the documents";
            return Self::new(PhaseKind::Preflight, "preflight", PhaseStanding::Passed, found);
        };
        Self::new(PhaseKind::Preflight, "preflight", PhaseStanding::Inconclusive, why)
            .because(vec![why.to_owned()])
    }

    /// A conformance run: known causes are expected, new ones fail. `accepts` takes the new ones as
    /// known, as a run that takes the baseline does.
    pub fn of_conform(
        name: &str,
        report: &Report,
        causes: &CauseChanges,
        is_compared: bool,
        accepts: bool,
    ) -> Self {
        let failing: Vec<&CauseKey> = causes.failing(report.strict).filter(|_| !accepts).collect();
        let open = open(report);
        let (standing, reasons) = match &report.ending {
            Ending::Interrupted => (PhaseStanding::Interrupted, vec!["interrupted".to_owned()]),
            _ if !failing.is_empty() => {
                let word = if is_compared { "new: " } else { "" };
                let named = failing.iter().map(|key| {
                    let CauseKey { rule, operation, signature, .. } = key;
                    format!("{word}{rule}@{operation}: {signature}")
                });
                (PhaseStanding::Failed, limited(named.collect()))
            }
            _ if !open.is_empty() => (PhaseStanding::Inconclusive, open),
            // A run that ended at a failure which is known has left the rest open.
            Ending::FailedFast => (
                PhaseStanding::Inconclusive,
                vec!["it ended with a failure that is known".to_owned()],
            ),
            Ending::Complete | Ending::Unreachable { .. } => (PhaseStanding::Passed, Vec::new()),
        };
        let judged = report.totals.passed + failures(report) + report.totals.waived;
        let mut items = vec![format!(
            "{} of {} judged",
            grouped(judged as u64),
            count(report.totals.checks, "check")
        )];
        items.push(match (is_compared, accepts) {
            (_, true) => format!(
                "{} into the baseline",
                count(causes.new.len() + causes.known.len(), "cause")
            ),
            (true, false) => format!(
                "{} new, {} known, {} gone",
                causes.new.len(),
                causes.known.len(),
                causes.gone.len()
            ),
            (false, false) => count(causes.new.len(), "cause"),
        });
        Self::new(PhaseKind::Conform, name, standing, items.join(DOT)).because(reasons)
    }

    /// The runs of one scenario: it failed where most of them did.
    pub fn of_load(name: &str, runs: &[&LoadReport]) -> Self {
        let with = |verdict| runs.iter().filter(move |run| run.verdict == verdict).count();
        let (failed, invalid) = (with(Verdict::Failed), with(Verdict::Invalid));
        let standing = if with(Verdict::Interrupted) > 0 {
            PhaseStanding::Interrupted
        } else if failed * 2 > runs.len() {
            PhaseStanding::Failed
        } else if invalid > 0 {
            PhaseStanding::Invalid
        } else if failed > 0 || with(Verdict::Inconclusive) > 0 || runs.is_empty() {
            PhaseStanding::Inconclusive
        } else {
            PhaseStanding::Passed
        };
        let gravest = match standing {
            PhaseStanding::Failed => Verdict::Failed,
            PhaseStanding::Invalid => Verdict::Invalid,
            PhaseStanding::Interrupted => Verdict::Interrupted,
            _ if failed > 0 => Verdict::Failed,
            _ => Verdict::Inconclusive,
        };
        let mut reasons = Vec::new();
        if standing == PhaseStanding::Inconclusive && failed > 0 {
            reasons.push(format!(
                "{failed} of {} missed an objective: no majority",
                count(runs.len(), "run")
            ));
        }
        if standing != PhaseStanding::Passed {
            let run = runs.iter().find(|run| run.verdict == gravest);
            reasons.extend(run.into_iter().flat_map(|run| run.reasons.iter().cloned()));
        }
        if reasons.is_empty() && standing != PhaseStanding::Passed {
            reasons.push("no run came to an end".to_owned());
        }
        Self::new(PhaseKind::Load, name, standing, load_summary(runs)).because(reasons)
    }

    /// The figures of the night, compared.
    pub fn of_figures(figures: &[FigureRecord]) -> Self {
        let with = |standing| figures.iter().filter(move |figure| figure.standing == standing);
        let of =
            |figure: &FigureRecord| format!("{}: {}", figure.id, super::gate_text::change(figure));
        let worse: Vec<String> = with(FigureStanding::Worse).map(of).collect();
        let undecided: Vec<String> = with(FigureStanding::Undecided).map(of).collect();
        let counts = [
            (FigureStanding::Worse, "worse"),
            (FigureStanding::Undecided, "undecided"),
            (FigureStanding::Better, "better"),
            (FigureStanding::Same, "not worse"),
            (FigureStanding::First, "nothing to compare with"),
        ];
        let counts = counts.map(|(standing, word)| (with(standing).count(), word));
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts.map(|(count, word)| format!("{count} {word}")).collect();
        let summary = format!("{}: {}", count(figures.len(), "figure"), counts.join(", "));
        let (standing, reasons) = match (worse.is_empty(), undecided.is_empty()) {
            (false, _) => (PhaseStanding::Failed, limited(worse)),
            (true, false) => (PhaseStanding::Inconclusive, limited(undecided)),
            (true, true) => (PhaseStanding::Passed, Vec::new()),
        };
        Self::new(PhaseKind::Regression, "regression", standing, summary).because(reasons)
    }
}

/// Why the run of `report` ended before it asked anything; `None` where it did not.
pub fn obstacle(report: &Report) -> Option<&str> {
    let judged = report.totals.passed + failures(report) + report.totals.waived;
    match &report.ending {
        Ending::Unreachable { reason } if judged == 0 => Some(reason),
        _ => None,
    }
}

/// The same of a load run.
pub fn load_obstacle(report: &LoadReport) -> Option<&str> {
    match &report.ending {
        Ending::Unreachable { reason } if report.requests.sent == 0 => Some(reason),
        _ => None,
    }
}

fn failures(report: &Report) -> usize {
    let failed = report.totals.failed;
    failed.must + failed.should + failed.note
}

/// What a run that found nothing new leaves open: such a night is not green.
fn open(report: &Report) -> Vec<String> {
    let mut open = Vec::new();
    if let Ending::Unreachable { reason } = &report.ending {
        open.push(reason.clone());
    }
    let unanswered = report.checks.iter().filter(|check| match &check.outcome {
        Outcome::Inconclusive { target_at_fault, .. } => *target_at_fault || report.strict,
        _ => false,
    });
    let unanswered = unanswered.count();
    if unanswered > 0 {
        open.push(format!("{} without an answer", count(unanswered, "check")));
    }
    match report.coverage.sufficiency() {
        Sufficiency::Enough => {}
        Sufficiency::Open | Sufficiency::Short => {
            let percent = report.coverage.spec.percent().unwrap_or(0);
            let minimum = report.coverage.minimum.unwrap_or(0);
            open.push(format!("{percent}% of the documents' promises judged, {minimum}% needed"));
        }
    }
    let stale = report.waivers.iter().filter_map(|waiver| {
        let why = match waiver.state {
            WaiverState::Expired => "its last day is over",
            WaiverState::Unused => "nothing fails that it speaks of; remove it",
            WaiverState::Used | WaiverState::Undecided => return None,
        };
        Some(format!("{}:{}: waiver of {}: {why}", waiver.file, waiver.line, waiver.check))
    });
    open.extend(stale);
    if report.totals.passed + failures(report) + report.totals.waived == 0 {
        open.push("no check was judged".to_owned());
    }
    open
}

fn load_summary(runs: &[&LoadReport]) -> String {
    let objectives = || runs.iter().flat_map(|run| &run.slos);
    let met = objectives().filter(|row| row.standing == SloStanding::Met).count();
    let requests: u64 = runs.iter().map(|run| run.requests.sent).sum();
    let workers = runs.first().map_or(0, |run| run.fleet.peak_workers);
    [
        count(runs.len(), "run"),
        count(workers, "worker"),
        count(requests, "request"),
        format!("{met} of {} met", count(objectives().count(), "objective")),
    ]
    .join(DOT)
}

/// The first reasons, and how many there are beyond.
fn limited(mut reasons: Vec<String>) -> Vec<String> {
    let more = reasons.len().saturating_sub(NAMED);
    reasons.truncate(NAMED);
    if more > 0 {
        reasons.push(format!("{more} more, in the report"));
    }
    reasons
}
