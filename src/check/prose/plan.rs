//! From prose to checks: what is sent to see whether an operation does what the overview says.

use std::sync::Arc;

use serde_json::json;

use super::notes::contradicts_pagination;
use super::{Pagination, Prose, ProseExpectation, Saying};
use crate::check::law::unknown_in_path;
use crate::check::rule::{Basis, Draft};
use crate::check::subject::Subject;
use crate::check::{Credential, Expectation, Step};
use crate::spec::{Api, Operation, Parameter, ParameterPlace, StatusPattern};

/// Repetitions from here on are calls that show what remains.
const FALLING: u32 = 300_000;

/// Calls in a row whose remaining requests are compared.
const FALLS: u32 = 4;

/// Repetitions from here on are calls that exceed the limit.
const EXCEEDING: u32 = 400_000;

/// The page that is asked for.
const PAGE: (u64, u64) = (2, 0);

/// The checks of a prose rule on an operation.
pub(in crate::check) fn drafts(
    subject: &Subject<'_>,
    rule: fn(&Subject<'_>, &Prose) -> Planned,
) -> Vec<Draft> {
    let Some(prose) = &subject.conventions.prose else { return Vec::new() };
    let Some((saying, cases)) = rule(subject, prose) else { return Vec::new() };
    let draft = |Case { name, steps, expectation }: Case| Draft {
        fuzz: None,
        case: name.to_owned(),
        location: saying.location.clone(),
        steps: steps.into_iter().map(Arc::new).collect(),
        expectation: Expectation::Prose { prose: expectation },
        basis: Some(Basis {
            level: saying.level,
            requirement: format!("{} ({})", saying.text, saying.basis),
            reference: Some(prose.reference.clone()),
        }),
    };
    cases.into_iter().map(draft).collect()
}

/// A case of a check, before it has an id.
pub(in crate::check) struct Case {
    name: &'static str,
    steps: Vec<Step>,
    expectation: ProseExpectation,
}

/// What a rule plans: nothing where the prose says nothing of it.
pub(in crate::check) type Planned = Option<(Saying, Vec<Case>)>;

/// The envelope of errors, where the documents leave it open.
pub(in crate::check) fn envelope(subject: &Subject<'_>, prose: &Prose) -> Planned {
    let (saying, schema) = prose.sayings.error_envelope.as_ref()?;
    let case = |(name, step): (&'static str, Step)| Case {
        name,
        steps: vec![step],
        expectation: ProseExpectation::Envelope { schema: schema.clone() },
    };
    Some((saying.clone(), refused(subject).map(case).collect()))
}

/// The statuses of refusals.
pub(in crate::check) fn statuses(subject: &Subject<'_>, prose: &Prose) -> Planned {
    let (saying, statuses) = prose.sayings.statuses.as_ref()?;
    let case = |(name, step): (&'static str, Step)| Case {
        name,
        steps: vec![step],
        expectation: ProseExpectation::CommonStatus { statuses: statuses.clone() },
    };
    Some((saying.clone(), refused(subject).map(case).collect()))
}

/// Requests that are refused before their content is looked at.
fn refused(subject: &Subject<'_>) -> impl Iterator<Item = (&'static str, Step)> {
    let anonymous = Step { credential: Credential::None, ..subject.minimal() };
    let security = &subject.operation.security;
    let asks = !security.is_empty() && security.iter().all(|schemes| !schemes.is_empty());
    let anonymous = asks.then_some(("no_credential", anonymous));
    let unknown = unknown_in_path(subject).map(|step| ("unknown_id", step));
    anonymous.into_iter().chain(unknown)
}

fn headers(prose: &Prose) -> [String; 3] {
    let rate = &prose.sayings.rate_limit;
    [rate.limit.clone(), rate.remaining.clone(), rate.reset.clone()]
}

fn alone(saying: Option<&Saying>, steps: Vec<Step>, expectation: ProseExpectation) -> Planned {
    Some((saying?.clone(), vec![Case { name: "minimal", steps, expectation }]))
}

/// The headers on the rate are there.
pub(in crate::check) fn rate_present(subject: &Subject<'_>, prose: &Prose) -> Planned {
    let expectation = ProseExpectation::RatePresent { headers: headers(prose) };
    alone(prose.sayings.rate_present.as_ref(), vec![subject.minimal()], expectation)
}

/// The headers on the rate are true of each other.
pub(in crate::check) fn rate_consistent(subject: &Subject<'_>, prose: &Prose) -> Planned {
    let expectation = ProseExpectation::RateConsistent { headers: headers(prose) };
    alone(prose.sayings.rate_consistent.as_ref(), vec![subject.minimal()], expectation)
}

/// What remains falls.
pub(in crate::check) fn rate_falls(subject: &Subject<'_>, prose: &Prose) -> Planned {
    if !is_cheapest(subject) {
        return None;
    }
    let expectation = ProseExpectation::RateFalls { headers: headers(prose) };
    let steps = repeated(subject, FALLING, FALLS);
    alone(prose.sayings.rate_falls.as_ref(), steps, expectation)
}

/// More requests than the limit, where the caller wants it: it burns the quota.
pub(in crate::check) fn rate_exceeded(subject: &Subject<'_>, prose: &Prose) -> Planned {
    if !subject.conventions.exceed_rate || !is_cheapest(subject) {
        return None;
    }
    let requests = prose.sayings.rate_limit.requests;
    let steps = repeated(subject, EXCEEDING, requests + requests / 5 + 1);
    let expectation = ProseExpectation::RateExceeded { headers: headers(prose) };
    alone(prose.sayings.rate_exceeded.as_ref(), steps, expectation)
}

fn repeated(subject: &Subject<'_>, from: u32, times: u32) -> Vec<Step> {
    let step = |turn| Step { repetition: from + turn, ..subject.minimal() };
    (0..times).map(step).collect()
}

/// True for the one operation that is called again and again: one that reads, else one that answers
/// nothing, else the first.
fn is_cheapest(subject: &Subject<'_>) -> bool {
    let operations = subject.api.operations();
    let silent = |operation: &Operation| {
        let mut successes = operation.successes();
        successes.any(|response| response.status == StatusPattern::Code(204))
    };
    let reads = operations.iter().find(|operation| operation.method == "GET");
    let quiet = || operations.iter().find(|o| silent(o) && o.method != "DELETE");
    let chosen = reads.or_else(quiet).or(operations.first());
    chosen.is_some_and(|chosen| chosen.name == subject.operation.name)
}

/// A page of a list, where the operation takes the parameters for it.
pub(in crate::check) fn pagination(subject: &Subject<'_>, prose: &Prose) -> Planned {
    let (saying, pagination) = prose.sayings.pagination.as_ref()?;
    let (limit, offset) = page_parameters(subject.operation, pagination)?;
    if contradicts_pagination(subject.api, subject.operation, pagination).is_some() {
        return None;
    }
    let takes = |parameter: &Parameter, value| accepts(subject.api, parameter, value);
    let (wanted, skipped) = PAGE;
    if !takes(limit, wanted) || !takes(offset, skipped) {
        return None;
    }
    let set = |step, parameter: &Parameter, value: u64| {
        subject.with_text(step, parameter, value.to_string())
    };
    let step = set(set(subject.minimal(), limit, wanted), offset, skipped);
    let expectation = ProseExpectation::Page {
        members: pagination.members().map(str::to_owned),
        limit: wanted,
        offset: skipped,
    };
    Some((saying.clone(), vec![Case { name: "first_page", steps: vec![step], expectation }]))
}

/// The parameters that ask for a page.
pub(super) fn page_parameters<'o>(
    operation: &'o Operation,
    pagination: &Pagination,
) -> Option<(&'o Parameter, &'o Parameter)> {
    let named = |name: &str| {
        let mut parameters = operation.parameters.iter();
        parameters.find(|p| p.place == ParameterPlace::Query && p.name == name)
    };
    Some((named(&pagination.limit)?, named(&pagination.offset)?))
}

fn accepts(api: &Api, parameter: &Parameter, value: u64) -> bool {
    let Some(schema) = &parameter.schema else { return true };
    api.validator(schema).is_ok_and(|validator| validator.is_valid(&json!(value)))
}
