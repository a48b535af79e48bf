//! A success has a declared status.

use std::sync::Arc;

use crate::check::Expectation;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;
use crate::check::variation::{self, Variation, variations};

/// A success has a declared status.
pub(super) static RULE: Rule = Rule {
    id: "response_status",
    level: Level::Must,
    requirement: "A request that succeeds MUST be answered with a declared status.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#responses-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let statuses: Vec<_> = subject.operation.successes().map(|response| response.status).collect();
    if statuses.is_empty() {
        return Vec::new();
    }
    let location = &subject.operation.location;
    let expectation = Expectation::StatusDeclared { statuses };
    let successful = subject.successful().into_iter();
    let plain =
        successful.map(|(case, step)| Draft::new(case, location, step, expectation.clone()));
    // Hostile requests are many; what they are answered is judged by its content.
    let varied = variations(subject).iter().filter(|it| !it.case.starts_with("hostile:"));
    let varies = variation::plain(subject);
    let varied = varied.map(|Variation { case, step }| {
        let step = Arc::clone(step);
        Draft::new(case, location, step, expectation.clone()).varying_all(&varies)
    });
    plain.chain(varied).collect()
}
