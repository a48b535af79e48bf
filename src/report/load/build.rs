//! From what a load run came to, to its report.

use std::collections::BTreeMap;
use std::time::Duration;

use super::context::LoadContext;
use super::failures::nobody_got_in;
use super::model::{
    AssumptionKind, ClockRecord, Clocks, DetailRecord, GapRecord, LoadReport, OperationRow,
    Quantiles, SCHEMA, SaturationRecord, SloRow, SloStanding, StageRecord, Unit, VERSION,
    ValidityRow, Value,
};
use super::{evidence, story, violation_text};
use crate::load::{
    Amount, Assumption, Clock, FailureDetail, FleetProfile, LoadOutcome, LoadSummary,
    OperationSummary, Saturation, SloResult, SloVerdict, StageSummary, Validity,
};
use crate::report::conform::{Ending, Harness, Verdict};
use crate::report::shared::{Redactor, count, milliseconds};
use crate::stats::{Histogram, Quantile, Rate};
use crate::{event, verdict};

impl LoadReport {
    /// The report on a run of `profile` that came to `summary` and was judged to `results`.
    pub fn new(
        profile: &FleetProfile,
        summary: &LoadSummary,
        results: &[SloResult],
        ending: &event::Ending,
        context: &LoadContext,
        elapsed: Duration,
    ) -> Self {
        let mut redactor = Redactor::new(&context.secrets, None);
        // First, so that what it learns is redacted everywhere.
        let violations = violation_text::rows(&summary.violations, &mut redactor);
        evidence::learn(summary, &mut redactor);
        let verdict = verdict::Verdict::of_load(summary.conclude(results), ending);
        let slos = slos(results, &redactor);
        let saturation: Vec<SaturationRecord> =
            summary.health.saturation().iter().map(SaturationRecord::from).collect();
        let ending = Ending::convert(ending, &redactor);
        let mut report = Self {
            schema: SCHEMA.to_owned(),
            version: VERSION,
            harness: Harness::this(),
            target: redactor.url(&context.target),
            insecure: context.insecure,
            shares_machine: context.shares_machine,
            started_at: context.started_at.clone(),
            elapsed_ms: milliseconds(elapsed),
            documents: context.documents.iter().map(|origin| redactor.url(origin)).collect(),
            strict: context.strict,
            fleet: profile.into(),
            earlier: context.earlier.clone(),
            verdict: verdict.into(),
            exit_code: verdict.exit() as u8,
            reasons: Vec::new(),
            story: Vec::new(),
            ending,
            saturation,
            validity: summary.validity().into_iter().map(Into::into).collect(),
            slos,
            stages: super::blocks::stages(summary),
            causes: evidence::causes(summary),
            causes_left_out: summary.causes_left_out,
            exemplars: evidence::exemplars(summary, &redactor),
            details: summary.details.iter().map(|detail| describe(detail, &redactor)).collect(),
            entered: summary.entered,
            violations,
            violations_left_out: summary.violations_left_out,
            presumed_dead: summary.presumed_dead,
            dead: (&summary.dead).into(),
            deaths: summary.deaths.iter().map(Into::into).collect(),
            held: (&summary.held).into(),
            connections: summary.connections.into(),
            preflight: context.preflight,
            requests: summary.bookkeeping.into(),
            health: summary.into(),
            cost: summary.cost.into(),
        };
        explain(&mut report);
        report
    }
}

/// Says why a run did not pass, and what happened, once everything else is in its report.
pub(super) fn explain(report: &mut LoadReport) {
    report.reasons = reasons(report);
    report.story = story::of(report);
}

/// The judged objectives of a merge: their texts were redacted when the reports were written.
pub(super) fn slos_as_they_are(results: &[SloResult]) -> Vec<SloRow> {
    slos(results, &Redactor::new(&[], None))
}

/// Why a run did not pass.
fn reasons(report: &LoadReport) -> Vec<String> {
    let LoadReport { verdict, ending, saturation, slos, .. } = report;
    let standing = |wanted| slos.iter().filter(|row: &&SloRow| row.standing == wanted).count();
    let mut reasons = Vec::new();
    match ending {
        Ending::Complete | Ending::FailedFast => {}
        Ending::Interrupted => reasons.push("the run was stopped before its end".to_owned()),
        Ending::Unreachable { reason } => reasons.push(reason.clone()),
    }
    if report.entered == 0 && report.requests.sent > 0 {
        reasons.push(nobody_got_in(report));
    }
    let all = slos.len();
    for (number, word) in [
        (standing(SloStanding::Missed), "missed"),
        (standing(SloStanding::Undecided), "undecided"),
        (standing(SloStanding::NoData), "without data"),
    ] {
        if number > 0 {
            reasons.push(format!("{number} of {} {word}", count(all, "objective")));
        }
    }
    if *verdict == Verdict::Invalid {
        let limits = saturation.iter();
        reasons.extend(
            limits.map(|why| format!("{}: {}, needed {}", why.what, why.found, why.needed)),
        );
    }
    if slos.is_empty() && *verdict != Verdict::Passed {
        reasons.push("no objective was set".to_owned());
    }
    reasons
}

fn slos(results: &[SloResult], redactor: &Redactor) -> Vec<SloRow> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let rows = results.iter().map(|result| {
        let text = redactor.text(&result.slo.text);
        let bound = text.split('@').next().unwrap_or_default().trim();
        let mut id = match &result.stage {
            Some(stage) => format!("{bound} @ {stage}"),
            None => bound.to_owned(),
        };
        // The same objective may stand in the scenario and on the command line.
        let times = seen.entry(id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            id = format!("{id} #{times}");
        }
        SloRow {
            id,
            text,
            stage: result.stage.clone(),
            limit: result.slo.limit.into(),
            observed: result.observed.map(Into::into),
            samples: result.samples,
            population: result.population,
            standing: result.verdict.into(),
            note: result.note.clone(),
        }
    });
    rows.collect()
}

fn describe(detail: &FailureDetail, redactor: &Redactor) -> DetailRecord {
    DetailRecord {
        operation: detail.operation.clone(),
        outcome: detail.outcome.name().to_owned(),
        text: detail.text.as_deref().map(|text| redactor.text(text)),
        count: detail.count,
    }
}

impl From<&StageSummary> for StageRecord {
    fn from(stage: &StageSummary) -> Self {
        let called = stage.operations.iter().filter(|(_, operation)| operation.is_called());
        Self {
            name: stage.name.clone(),
            duration_ms: milliseconds(stage.duration),
            steady: stage.steady,
            operations: called
                .map(|(name, operation)| row(name, operation, stage.duration))
                .collect(),
            gaps: GapRecord {
                silence: ClockRecord::of(&stage.gaps.gaps),
                net: ClockRecord::of(&stage.gaps.net),
                deaths: stage.gaps.deaths,
                certain_deaths: Some(stage.gaps.certain_deaths),
                blocks: None,
            },
        }
    }
}

fn row(name: &str, operation: &OperationSummary, over: Duration) -> OperationRow {
    let clock = |clock| ClockRecord::of(operation.clock(clock));
    let outcomes = LoadOutcome::ALL.map(LoadOutcome::name).into_iter().zip(operation.outcomes);
    OperationRow {
        name: name.to_owned(),
        due: operation.tally.due,
        sent: operation.tally.sent,
        held: operation.tally.held,
        ended: operation.ended(),
        ok: operation.welcome(),
        throttled: operation.throttled(),
        errors: operation.errors(),
        error_share: operation.error_rate(),
        goodput: operation.goodput(),
        ok_per_second: Rate { count: operation.welcome(), over }.per_second(),
        outcomes: outcomes
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| (name.to_owned(), count))
            .collect(),
        statuses: operation.statuses.clone(),
        judged: operation.tally.judged,
        violations: operation.tally.violations,
        clocks: Clocks {
            service: clock(Clock::Service),
            response: clock(Clock::Response),
            lag: clock(Clock::Lag),
            blocked: clock(Clock::Blocked),
            queued: clock(Clock::Queued),
            late: clock(Clock::Late),
            net: clock(Clock::Net),
        },
        blocks: None,
        trend: None,
    }
}

impl ClockRecord {
    /// What a histogram holds; `None` where that is nothing.
    pub fn of(histogram: &Histogram) -> Option<Self> {
        Some(Self {
            quantiles: Quantiles::of(histogram)?,
            saturated: histogram.saturated(),
            histogram: histogram.encode()?,
        })
    }
}

impl Quantiles {
    /// The figures of a histogram; `None` where it is empty.
    pub fn of(histogram: &Histogram) -> Option<Self> {
        let at = |quantile| histogram.quantile(quantile).map(milliseconds);
        Some(Self {
            samples: histogram.len(),
            mean_ms: milliseconds(histogram.mean()?),
            p50_ms: at(Quantile::P50)?,
            p90_ms: at(Quantile::P90)?,
            p99_ms: at(Quantile::P99)?,
            p99_9_ms: at(Quantile::P999)?,
            p99_99_ms: at(Quantile::P9999)?,
            max_ms: at(Quantile::MAX)?,
        })
    }
}

impl From<Amount> for Value {
    fn from(amount: Amount) -> Self {
        let (value, unit) = match amount {
            Amount::Duration(duration) => (milliseconds(duration), Unit::Milliseconds),
            Amount::Share(share) => (share, Unit::Share),
            Amount::PerSecond(rate) => (rate, Unit::PerSecond),
            Amount::Count(_) => (amount.value(), Unit::Count),
        };
        Self { text: amount.to_string(), value, unit }
    }
}

impl From<SloVerdict> for SloStanding {
    fn from(verdict: SloVerdict) -> Self {
        match verdict {
            SloVerdict::Pass => Self::Met,
            SloVerdict::Fail => Self::Missed,
            SloVerdict::Undecided => Self::Undecided,
            SloVerdict::NoData => Self::NoData,
        }
    }
}

impl From<Validity> for ValidityRow {
    fn from(row: Validity) -> Self {
        let (stage, operation) = row.place.unzip();
        Self {
            kind: match row.kind {
                Assumption::Punctuality => AssumptionKind::Punctuality,
                Assumption::Completeness => AssumptionKind::Completeness,
                Assumption::Stationarity => AssumptionKind::Stationarity,
                Assumption::Independence => AssumptionKind::Independence,
                Assumption::WarmUp => AssumptionKind::WarmUp,
            },
            assumption: row.assumption.to_owned(),
            stage,
            operation,
            found: row.found,
            holds: row.holds,
            effect: row.effect.to_owned(),
        }
    }
}

impl From<&Saturation> for SaturationRecord {
    fn from(reason: &Saturation) -> Self {
        Self {
            what: reason.what.to_owned(),
            found: reason.found.clone(),
            needed: reason.needed.clone(),
            remedy: reason.remedy.to_owned(),
        }
    }
}
