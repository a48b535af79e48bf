//! From the events to the report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::shared::milliseconds;
use super::context::Context;
use super::excerpts::excerpts;
use super::exchanges::{Numbering, exchange_record};
use super::group;
use super::model::{
    CheckRecord, Coverage, Ending, ExchangeRecord, Harness, KindShare, Level, NoteRecord,
    OperationRecord, Outcome, Place, PlanRecord, PromiseRecord, Report, SCHEMA, Share, Sufficiency,
    Throttled, Totals, VERSION, Verdict, WaiverRecord, WaiverState,
};
use super::recording::Recording;
use super::resources::resources;
use crate::check::{self, Check, Note, Plan};
use crate::event::{self, CheckResult};
use crate::report::shared::Redactor;
use crate::spec::Location;
use crate::verdict;
use crate::wire::Exchange;

impl Report {
    /// The report on what `recording` holds. A run without an ending counts as interrupted, and a
    /// recording of no run at all as one with an empty plan.
    pub fn new(recording: &Recording, context: &Context) -> Self {
        let plan = recording.plan.as_deref();
        let ending = recording.ending.clone().unwrap_or(event::Ending::Interrupted);
        let mut redactor = Redactor::new(&context.secrets, plan);
        let heard = recording.results.iter().flat_map(|result| &result.exchanges);
        redactor.learn(heard.map(AsRef::as_ref));
        let (checks, exchanges) = checks(plan, &recording.results, &redactor);
        let settled = context.terms.settle(recording, &redactor);
        let operations = operations(plan, context, &checks, &settled.waived);
        let totals = Totals::of(&checks, &settled.waived);
        let causes = group::causes(&checks, &settled.waived, context.strict);
        let excerpts = excerpts(&causes, &checks, context, &redactor);
        let has_stale_waivers = settled.has_stale_waivers();
        let coverage = Coverage {
            minimum: context.terms.min_coverage,
            open: settled.open,
            ..coverage(&operations, &totals, settled.promises)
        };
        let terms = verdict::Requirements {
            strict: context.strict,
            waived: Some(&settled.waived),
            is_breached: has_stale_waivers || coverage.sufficiency() == Sufficiency::Short,
            is_open: coverage.sufficiency() == Sufficiency::Open,
        };
        let verdict = verdict::Verdict::under(terms, &recording.results, &ending);
        Self {
            schema: SCHEMA.to_owned(),
            version: VERSION,
            harness: Harness::this(),
            target: redactor.url(&recording.target),
            is_reference: context.terms.is_reference,
            insecure: context.insecure,
            started_at: context.started_at.clone(),
            elapsed_ms: milliseconds(recording.elapsed),
            plan: PlanRecord {
                hash: plan.map(Plan::hash).unwrap_or_default(),
                checks: plan.map_or(0, |plan| plan.checks.len()),
            },
            documents: context.documents.iter().map(|origin| redactor.url(origin)).collect(),
            profile: plan.map(|plan| plan.profile.clone()).unwrap_or_default(),
            notes: plan.map_or(&[][..], |plan| &plan.notes).iter().map(Into::into).collect(),
            strict: context.strict,
            verdict: verdict.into(),
            exit_code: verdict.exit() as u8,
            ending: Ending::convert(&ending, &redactor),
            requests: recording.requests,
            throttled: Throttled {
                count: recording.throttled,
                pause_ms: milliseconds(recording.paused),
            },
            coverage,
            totals,
            operations,
            resources: resources(plan, &redactor),
            causes,
            lint: context.terms.lint.iter().map(Into::into).collect(),
            waivers: settled.waivers,
            excerpts,
            checks,
            exchanges: records(&exchanges, recording, context, &redactor),
        }
    }

    /// The check with this id.
    pub fn check(&self, id: &str) -> Option<&CheckRecord> {
        self.checks.iter().find(|check| check.id == id)
    }

    /// The waiver that lets the failure of a check pass.
    pub fn waiver_of(&self, id: &str) -> Option<&WaiverRecord> {
        let mut used = self.waivers.iter().filter(|waiver| waiver.state == WaiverState::Used);
        used.find(|waiver| waiver.checks.iter().any(|check| check == id))
    }

    /// The curl lines of a check, in the order of sending.
    pub fn curl_lines<'a>(&'a self, check: &'a CheckRecord) -> impl Iterator<Item = &'a str> {
        let exchanges = check.exchanges.iter();
        exchanges.filter_map(|index| Some(self.exchanges.get(*index)?.curl.as_str()))
    }
}

/// The exchanges as they are reported.
fn records(
    exchanges: &[Arc<Exchange>],
    recording: &Recording,
    context: &Context,
    redactor: &Redactor,
) -> Vec<ExchangeRecord> {
    let record = |(index, exchange): (usize, &Arc<Exchange>)| {
        exchange_record(exchange, context.destination(&recording.target, index), redactor)
    };
    exchanges.iter().enumerate().map(record).collect()
}

/// Every planned check with its outcome, in the plan's order; outcomes of checks that the plan
/// does not hold come last, so that none is lost. With them the exchanges, each once.
fn checks(
    plan: Option<&Plan>,
    results: &[Arc<CheckResult>],
    redactor: &Redactor,
) -> (Vec<CheckRecord>, Vec<Arc<Exchange>>) {
    let mut by_id: BTreeMap<&str, &CheckResult> = BTreeMap::new();
    for result in results {
        by_id.insert(&result.check.id, result);
    }
    let mut numbering = Numbering::default();
    let mut exchanges = Vec::new();
    let mut records = Vec::new();
    let mut add = |check: &Check, result: Option<&CheckResult>| {
        let mut record = CheckRecord::planned(check);
        if let Some(result) = result {
            record.outcome = Outcome::convert(&result.outcome, redactor);
            for exchange in &result.exchanges {
                let (number, is_new) = numbering.number(exchange);
                record.exchanges.push(number);
                if is_new {
                    exchanges.push(Arc::clone(exchange));
                }
            }
        }
        records.push(record);
    };
    for check in plan.map_or(&[][..], |plan| &plan.checks) {
        add(check, by_id.remove(check.id.as_str()));
    }
    for result in results {
        if by_id.remove(result.check.id.as_str()).is_some() {
            add(&result.check, Some(result));
        }
    }
    (records, exchanges)
}

fn operations(
    plan: Option<&Plan>,
    context: &Context,
    checks: &[CheckRecord],
    waived: &BTreeSet<String>,
) -> Vec<OperationRecord> {
    let mut by_operation: BTreeMap<&str, Vec<&CheckRecord>> = BTreeMap::new();
    for check in checks {
        by_operation.entry(&check.operation).or_default().push(check);
    }
    let mut totals: BTreeMap<&str, Totals> = by_operation
        .into_iter()
        .map(|(operation, checks)| (operation, Totals::of(checks, waived)))
        .collect();
    let lines = plan.map(|plan| context.operations_of(plan));
    lines
        .unwrap_or_default()
        .into_iter()
        .map(|(line, _)| OperationRecord {
            totals: totals.remove(line.name.as_str()).unwrap_or_default(),
            name: line.name,
            method: line.method,
            path: line.path,
        })
        .collect()
}

fn coverage(
    operations: &[OperationRecord],
    totals: &Totals,
    promises: Vec<PromiseRecord>,
) -> Coverage {
    let exercised = |totals: &Totals| totals.passed + totals.failed.all() + totals.waived;
    let answered = operations.iter().filter(|operation| exercised(&operation.totals) > 0).count();
    Coverage {
        operations: Share { exercised: answered, total: operations.len() },
        checks: Share { exercised: exercised(totals), total: totals.checks - totals.skipped },
        spec: Share::of(&promises),
        open: 0,
        minimum: None,
        kinds: kinds(&promises),
        promises,
    }
}

fn kinds(promises: &[PromiseRecord]) -> Vec<KindShare> {
    let mut kinds: BTreeMap<&str, Vec<&PromiseRecord>> = BTreeMap::new();
    for promise in promises {
        kinds.entry(&promise.kind).or_default().push(promise);
    }
    let share = |(kind, promises): (&str, Vec<&PromiseRecord>)| {
        let Share { exercised, total } = Share::of(promises);
        KindShare { kind: kind.to_owned(), exercised, total }
    };
    kinds.into_iter().map(share).collect()
}

impl Harness {
    /// This harness.
    pub fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

impl CheckRecord {
    fn planned(check: &Check) -> Self {
        Self {
            id: check.id.clone(),
            rule: check.rule.to_owned(),
            operation: check.operation.clone(),
            case: check.case.clone(),
            level: check.level.into(),
            requirement: check.requirement.to_string(),
            reference: check.reference.to_string(),
            location: (&check.location).into(),
            outcome: Outcome::NotRun,
            withheld: check.withheld.is_some(),
            exchanges: Vec::new(),
        }
    }
}

impl Outcome {
    /// An outcome, secrets redacted.
    pub(in crate::report) fn convert(outcome: &check::Outcome, redactor: &Redactor) -> Self {
        match outcome {
            check::Outcome::Pass => Self::Passed,
            check::Outcome::Fail { expected, actual, signature } => Self::Failed {
                expected: redactor.text(expected),
                actual: redactor.text(actual),
                signature: redactor.text(signature),
            },
            check::Outcome::Skip { reason } => Self::Skipped { reason: redactor.text(reason) },
            check::Outcome::Inconclusive { reason, target_at_fault } => Self::Inconclusive {
                reason: redactor.text(reason),
                target_at_fault: *target_at_fault,
            },
        }
    }
}

impl Ending {
    /// An ending, secrets redacted.
    pub(in crate::report) fn convert(ending: &event::Ending, redactor: &Redactor) -> Self {
        match ending {
            event::Ending::Complete => Self::Complete,
            event::Ending::Interrupted => Self::Interrupted,
            event::Ending::FailedFast => Self::FailedFast,
            event::Ending::Unreachable(reason) => {
                Self::Unreachable { reason: redactor.text(reason) }
            }
        }
    }
}

impl From<check::Level> for Level {
    fn from(level: check::Level) -> Self {
        match level {
            check::Level::Must => Self::Must,
            check::Level::Should => Self::Should,
            check::Level::Note => Self::Note,
        }
    }
}

impl From<verdict::Verdict> for Verdict {
    fn from(verdict: verdict::Verdict) -> Self {
        match verdict {
            verdict::Verdict::Passed => Self::Passed,
            verdict::Verdict::Failed => Self::Failed,
            verdict::Verdict::Inconclusive => Self::Inconclusive,
            verdict::Verdict::Invalid => Self::Invalid,
            verdict::Verdict::Interrupted => Self::Interrupted,
        }
    }
}

impl From<&Note> for NoteRecord {
    fn from(note: &Note) -> Self {
        Self {
            text: note.text.clone(),
            location: (&note.location).into(),
            beside: note.beside.as_ref().map(Into::into),
            places: note.places,
        }
    }
}

impl From<Verdict> for verdict::Verdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Passed => Self::Passed,
            Verdict::Failed => Self::Failed,
            Verdict::Inconclusive => Self::Inconclusive,
            Verdict::Invalid => Self::Invalid,
            Verdict::Interrupted => Self::Interrupted,
        }
    }
}

impl From<&Location> for Place {
    fn from(location: &Location) -> Self {
        Self {
            file: location.document.to_string(),
            line: location.line,
            pointer: location.pointer.to_string(),
        }
    }
}
