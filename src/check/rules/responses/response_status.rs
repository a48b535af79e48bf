//! A success has a declared status.

use std::sync::Arc;

use crate::check::cases::shared::Cases;
use crate::check::cases::variation::{Variation, VariationKind};
use crate::check::model::{Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};
use crate::check::rules::variations::variations;

/// A success has a declared status.
pub(in crate::check) static RULE: Rule = Rule {
    id: "response_status",
    level: Level::Must,
    requirement: "The target MUST answer a request that succeeds with a declared status.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#responses-object",
    explanation: Explanation {
        what: "Looks at the status of every success: it has to be one of those that the document declares.",
        why: "Generated clients treat an undeclared status as an error, although the server did what it was asked to do.",
        request: r#"POST /workers  {"name": "w-1"}"#,
        answer: r#"202 {"id": "w-1"}   (only 200 is declared)"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let statuses: Vec<_> =
        under_test.operation.successes().map(|response| response.status).collect();
    if statuses.is_empty() {
        return Vec::new();
    }
    let location = &under_test.operation.location;
    let expectation = StatusExpectation::StatusDeclared { statuses };
    let successful = under_test.successful().into_iter();
    let plain = successful
        .map(|(extent, step)| Draft::new(extent.name(), location, step, expectation.clone()));
    // Robustness requests are many; what they are answered is judged by its content.
    let varied = variations(under_test).iter().filter(|it| it.kind == VariationKind::Accepted);
    let varies = under_test.plain();
    let varied = varied.map(|Variation { case, step, .. }| {
        let step = Arc::clone(step);
        Draft::new(case, location, step, expectation.clone()).varying_all(&varies)
    });
    plain.chain(varied).collect()
}
