//! The statuses of refusals are documented.

use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, ExchangesExpectation, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// The statuses of refusals are documented.
pub(in crate::check) static RULE: Rule = Rule {
    id: "refusal_documented",
    level: Level::Note,
    requirement: "The target MAY refuse a request with an undeclared status; callers can prepare \
                  for a declared one only.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#responses-object",
    explanation: Explanation {
        what: "Looks in all answers of the operation to the caller's own requests for refusals whose status the document does not declare, once for each status. Documents need not list every status, hence no more than a NOTE.",
        why: "A generated client has no case for a status that its document does not list, and nobody knows what the content of such a refusal looks like.",
        request: "POST /workers/w-9/start   (an unknown id)",
        answer: r#"404 {"detail": "Worker not found"}   (declared: 200 and 422)"#,
    },
    plan,
};

/// Refusals that are common enough to have a case each; all others share one.
const COMMON: [u16; 8] = [400, 403, 404, 409, 413, 415, 422, 429];

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let operation = under_test.operation;
    let is_undeclared = |status: &u16| operation.response_for(*status).is_none();
    // Where `default` or `4XX` is declared, every refusal is.
    let common = COMMON.into_iter().filter(is_undeclared);
    let cases = common.map(|status| (status.to_string(), vec![status]));
    let others: Vec<u16> =
        (400..500).filter(|status| !COMMON.contains(status)).filter(is_undeclared).collect();
    let other = (!others.is_empty()).then(|| ("other".to_owned(), others));
    let draft = |(case, statuses)| {
        let expectation = ExchangesExpectation::NoUndeclared { statuses };
        Draft::new(case, &operation.location, under_test.minimal(), expectation).on_all_exchanges()
    };
    cases.chain(other).map(draft).collect()
}
