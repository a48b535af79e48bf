//! Every lint: the table that help, output and tests follow from.

use super::finding::{Lint, LintFinding};
use super::{defaults, operations, schemas};
use crate::spec::Api;

/// Every lint.
pub static LINTS: [&Lint; 13] = [
    &operations::NO_SERVERS,
    &operations::OPERATION_ID_DUPLICATE,
    &operations::PATH_PARAMETER_UNDECLARED,
    &operations::PATH_PARAMETER_UNUSED,
    &operations::SECURITY_SCHEME_UNKNOWN,
    &operations::SUCCESS_UNDOCUMENTED,
    &operations::REFUSAL_UNDOCUMENTED,
    &schemas::REQUIRED_UNDECLARED,
    &schemas::BOUNDS_CONTRADICT,
    &schemas::ENUM_MISTYPED,
    &defaults::DEFAULT_INVALID,
    &defaults::EXAMPLE_INVALID,
    &defaults::SCHEMA_UNUSABLE,
];

/// Everything that is wrong with the documents, by place.
pub fn lint(api: &Api) -> Vec<LintFinding> {
    let mut findings = operations::findings(api);
    findings.extend(schemas::findings(api));
    findings.extend(defaults::findings(api));
    let order = |finding: &LintFinding| {
        let LintFinding { lint, message, location } = finding;
        (location.document.clone(), location.line, lint.id, message.clone())
    };
    findings.sort_by_key(order);
    findings.dedup();
    findings
}
