//! From an overview to checks: what is sent to see whether an operation does what the overview says.

use std::sync::Arc;

use serde_json::json;

use crate::check::cases::laws::unknown_in_path;
use crate::check::cases::shared::Cases;
use crate::check::conventions::overview::{
    Overview, OverviewRule, contradicts_pagination, page_parameters,
};
use crate::check::model::{
    Basis, CheckPhase, Credential, Delivery, Draft, Expectation, OverviewExpectation, Repetition,
    RequestTemplate,
};
use crate::spec::{Api, Operation, Parameter, StatusPattern};

/// Calls in a row whose remaining requests are compared.
const FALLS: u32 = 4;

/// The page that is asked for.
const PAGE: (u64, u64) = (2, 0);

/// The checks of an overview rule on an operation.
pub(in crate::check) fn drafts(
    under_test: &Cases<'_>,
    rule: fn(&Cases<'_>, &Overview) -> Planned,
) -> Vec<Draft> {
    let Some(overview) = &under_test.conventions().overview else { return Vec::new() };
    let Some((stated, cases)) = rule(under_test, overview) else { return Vec::new() };
    let draft = |OverviewCase { name, steps, expectation }: OverviewCase| {
        let steps = steps.into_iter().map(Arc::new).collect();
        let (delivery, phase) = match expectation {
            OverviewExpectation::RateExceeded { .. } => {
                (Delivery::UntilLimited, CheckPhase::Excess)
            }
            OverviewExpectation::Envelope { .. }
            | OverviewExpectation::CommonStatus { .. }
            | OverviewExpectation::RatePresent { .. }
            | OverviewExpectation::RateConsistent { .. }
            | OverviewExpectation::RateFalls { .. }
            | OverviewExpectation::Page { .. } => (Delivery::InTurn, CheckPhase::Plain),
        };
        let expectation = Expectation::Overview { overview: expectation };
        Draft {
            delivery,
            phase,
            basis: Some(Basis {
                level: stated.level,
                requirement: format!("{} ({})", stated.text, stated.basis),
                reference: Some(overview.reference.clone()),
            }),
            ..Draft::of_steps(name, &stated.location, steps, expectation)
        }
    };
    cases.into_iter().map(draft).collect()
}

/// A case of a check, before it has an id.
pub(in crate::check) struct OverviewCase {
    name: &'static str,
    steps: Vec<RequestTemplate>,
    expectation: OverviewExpectation,
}

/// What a rule plans: nothing where the overview says nothing of it.
pub(in crate::check) type Planned = Option<(OverviewRule, Vec<OverviewCase>)>;

/// The envelope of errors, where the documents leave it open.
pub(in crate::check) fn envelope(under_test: &Cases<'_>, overview: &Overview) -> Planned {
    let (stated, schema) = overview.rules.error_envelope.as_ref()?;
    let case = |(name, step): (&'static str, RequestTemplate)| OverviewCase {
        name,
        steps: vec![step],
        expectation: OverviewExpectation::Envelope { schema: schema.clone() },
    };
    Some((stated.clone(), refused(under_test).map(case).collect()))
}

/// The statuses of refusals.
pub(in crate::check) fn statuses(under_test: &Cases<'_>, overview: &Overview) -> Planned {
    let (stated, statuses) = overview.rules.statuses.as_ref()?;
    let case = |(name, step): (&'static str, RequestTemplate)| OverviewCase {
        name,
        steps: vec![step],
        expectation: OverviewExpectation::CommonStatus { statuses: statuses.clone() },
    };
    Some((stated.clone(), refused(under_test).map(case).collect()))
}

/// Requests that are refused before their content is looked at.
fn refused(under_test: &Cases<'_>) -> impl Iterator<Item = (&'static str, RequestTemplate)> {
    let anonymous = RequestTemplate { credential: Credential::None, ..under_test.minimal() };
    let security = &under_test.operation.security;
    let asks = !security.is_empty() && security.iter().all(|schemes| !schemes.is_empty());
    let anonymous = asks.then_some(("no_credential", anonymous));
    let unknown = unknown_in_path(under_test).map(|step| ("unknown_id", step));
    anonymous.into_iter().chain(unknown)
}

fn headers(overview: &Overview) -> [String; 3] {
    let rate = &overview.rules.rate_limit;
    [rate.limit.clone(), rate.remaining.clone(), rate.reset.clone()]
}

fn alone(
    stated: Option<&OverviewRule>,
    steps: Vec<RequestTemplate>,
    expectation: OverviewExpectation,
) -> Planned {
    Some((stated?.clone(), vec![OverviewCase { name: "minimal", steps, expectation }]))
}

/// The headers on the rate are there.
pub(in crate::check) fn rate_present(under_test: &Cases<'_>, overview: &Overview) -> Planned {
    let expectation = OverviewExpectation::RatePresent { headers: headers(overview) };
    alone(overview.rules.rate_present.as_ref(), vec![under_test.minimal()], expectation)
}

/// The headers on the rate are true of each other.
pub(in crate::check) fn rate_consistent(under_test: &Cases<'_>, overview: &Overview) -> Planned {
    let expectation = OverviewExpectation::RateConsistent { headers: headers(overview) };
    alone(overview.rules.rate_consistent.as_ref(), vec![under_test.minimal()], expectation)
}

/// What remains falls.
pub(in crate::check) fn rate_falls(under_test: &Cases<'_>, overview: &Overview) -> Planned {
    if !is_cheapest(under_test) {
        return None;
    }
    let expectation = OverviewExpectation::RateFalls { headers: headers(overview) };
    let steps = repeated(under_test, Repetition::Falling, FALLS);
    alone(overview.rules.rate_falls.as_ref(), steps, expectation)
}

/// More requests than the limit, where the caller wants it: it burns the quota.
pub(in crate::check) fn rate_exceeded(under_test: &Cases<'_>, overview: &Overview) -> Planned {
    if !under_test.conventions().exceed_rate || !is_cheapest(under_test) {
        return None;
    }
    let requests = overview.rules.rate_limit.requests;
    let steps = repeated(under_test, Repetition::Exceeding, requests + requests / 5 + 1);
    let expectation = OverviewExpectation::RateExceeded { headers: headers(overview) };
    alone(overview.rules.rate_exceeded.as_ref(), steps, expectation)
}

fn repeated(
    under_test: &Cases<'_>,
    repetition: fn(u32) -> Repetition,
    times: u32,
) -> Vec<RequestTemplate> {
    let step = |turn| RequestTemplate { repetition: repetition(turn), ..under_test.minimal() };
    (0..times).map(step).collect()
}

/// True for the one operation that is called again and again: one that reads, else one that answers
/// nothing, else the first.
fn is_cheapest(under_test: &Cases<'_>) -> bool {
    let operations = under_test.api.operations();
    let silent = |operation: &Operation| {
        let mut successes = operation.successes();
        successes.any(|response| response.status == StatusPattern::Code(204))
    };
    let reads = operations.iter().find(|operation| operation.method == "GET");
    let quiet = || operations.iter().find(|o| silent(o) && o.method != "DELETE");
    let chosen = reads.or_else(quiet).or(operations.first());
    chosen.is_some_and(|chosen| chosen.name == under_test.operation.name)
}

/// A page of a list, where the operation takes the parameters for it.
pub(in crate::check) fn pagination(under_test: &Cases<'_>, overview: &Overview) -> Planned {
    let (stated, pagination) = overview.rules.pagination.as_ref()?;
    let (limit, offset) = page_parameters(under_test.operation, pagination)?;
    if contradicts_pagination(under_test.api, under_test.operation, pagination).is_some() {
        return None;
    }
    let takes = |parameter: &Parameter, value| accepts(under_test.api, parameter, value);
    let (wanted, skipped) = PAGE;
    if !takes(limit, wanted) || !takes(offset, skipped) {
        return None;
    }
    let set = |step, parameter: &Parameter, value: u64| {
        under_test.with_text(step, parameter, value.to_string())
    };
    let step = set(set(under_test.minimal(), limit, wanted), offset, skipped);
    let expectation = OverviewExpectation::Page {
        members: pagination.members().map(str::to_owned),
        limit: wanted,
        offset: skipped,
    };
    Some((
        stated.clone(),
        vec![OverviewCase { name: "first_page", steps: vec![step], expectation }],
    ))
}

fn accepts(api: &Api, parameter: &Parameter, value: u64) -> bool {
    let Some(schema) = &parameter.schema else { return true };
    api.validator(schema).is_ok_and(|validator| validator.is_valid(&json!(value)))
}
