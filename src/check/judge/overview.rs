//! Judging what an overview says.

use std::sync::Arc;

use serde_json::Value;

use super::case::{Judged, fail_for, skip};
use super::rate;
use crate::check::conventions::law::validator;
use crate::check::model::{Check, Outcome, OverviewExpectation};
use crate::spec::Api;
use crate::wire::{Exchange, Response};

/// Statuses that HTTP itself gives a meaning before an operation sees the request
/// (RFC 9110 §15.5, RFC 6585).
const OF_HTTP: [u16; 13] = [405, 406, 408, 411, 413, 414, 415, 417, 421, 426, 428, 431, 429];

/// Judges an overview rule on the exchanges of its check; each has an answer.
pub(in crate::check) fn judge(
    api: &Api,
    check: &Check,
    overview: &OverviewExpectation,
    exchanges: &[Arc<Exchange>],
) -> Outcome {
    let answers = exchanges.iter().filter_map(|exchange| exchange.result.as_ref().ok());
    let answers: Vec<&Response> = answers.collect();
    let Some(last) = answers.last() else { return skip("nothing was sent") };
    let operation = check.operation.as_str();
    let verdict = match overview {
        OverviewExpectation::Envelope { schema } => envelope(api, operation, last, schema),
        OverviewExpectation::CommonStatus { statuses } => status(api, operation, last, statuses),
        OverviewExpectation::RatePresent { headers } => rate::present(operation, last, headers),
        OverviewExpectation::RateConsistent { headers } => {
            rate::consistent(operation, last, headers)
        }
        OverviewExpectation::RateFalls { headers } => rate::falls(operation, &answers, headers),
        OverviewExpectation::RateExceeded { headers } => {
            rate::exceeded(operation, &answers, headers)
        }
        OverviewExpectation::Page { members, limit, offset } => {
            page(operation, last, members, [*limit, *offset])
        }
    };
    verdict.err().unwrap_or(Outcome::Pass)
}

/// A reason to skip where the answer is no refusal.
fn refusal(answer: &Response) -> Result<u16, Outcome> {
    match answer.status {
        status @ 400..=499 => Ok(status),
        status => Err(skip(format!("the request was not refused ({status})"))),
    }
}

fn envelope(api: &Api, operation: &str, answer: &Response, schema: &Value) -> Judged {
    let status = refusal(answer)?;
    let declared = api.operation(operation).and_then(|o| o.response_for(status));
    if declared.is_some_and(|response| !response.content.is_empty()) {
        return Err(skip(format!("the content of {status} is declared: see refusal_content")));
    }
    let Some(validator) = validator(schema) else {
        return Err(skip("the schema of the envelope cannot be compiled"));
    };
    let body = answer.json().unwrap_or(Value::Null);
    let Some(error) = validator.iter_errors(&body).next() else { return Ok(()) };
    let actual = format!("{status}: {error}");
    Err(fail_for(operation, "an error in the envelope", actual, "errors have another form"))
}

fn status(api: &Api, operation: &str, answer: &Response, common: &[u16]) -> Judged {
    let status = refusal(answer)?;
    let declared = api.operation(operation).is_some_and(|o| o.response_for(status).is_some());
    if declared || common.contains(&status) || OF_HTTP.contains(&status) {
        return Ok(());
    }
    let list: Vec<String> = common.iter().map(ToString::to_string).collect();
    let cause = format!("answered {status}");
    Err(fail_for(operation, format!("one of {}", list.join(", ")), status.to_string(), &cause))
}

fn page(operation: &str, answer: &Response, members: &[String; 4], page: [u64; 2]) -> Judged {
    if !answer.is_success() {
        return Err(skip(format!("the request was not accepted ({})", answer.status)));
    }
    let Some(body) = answer.json() else { return Err(skip("the content is not JSON")) };
    let [items, total, limit, offset] = members;
    let wrong = |member: &str, expected: String| {
        let actual = body.get(member).map_or("absent".to_owned(), ToString::to_string);
        let actual = actual.chars().take(120).collect::<String>();
        let cause = format!("`/{member}` of a page");
        Err(fail_for(operation, format!("`/{member}`: {expected}"), actual, &cause))
    };
    let Some(list) = body.get(items).and_then(Value::as_array) else {
        return wrong(items, "a list".to_owned());
    };
    let [wanted, skipped] = page;
    let length = list.len() as u64;
    if length > wanted {
        return Err(fail_for(
            operation,
            format!("`/{items}`: at most {wanted}"),
            format!("{length}"),
            &format!("`/{items}` of a page"),
        ));
    }
    match body.get(total).and_then(Value::as_u64) {
        Some(all) if all >= length => {}
        _ => return wrong(total, format!("a number, at least the {length} items of the page")),
    }
    for (member, sent) in [(limit, wanted), (offset, skipped)] {
        if body.get(member).and_then(Value::as_u64) != Some(sent) {
            return wrong(member, format!("{sent}, as it was asked for"));
        }
    }
    Ok(())
}
