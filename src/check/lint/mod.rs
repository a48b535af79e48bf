//! Lint: what is wrong with the documents themselves, found before anything is sent.

mod operations;
mod schemas;
mod values;

use super::Level;
use crate::spec::{Api, Location};

/// One thing that can be wrong with a document.
#[derive(Debug, PartialEq, Eq)]
pub struct Lint {
    /// The id: `default_invalid`.
    pub id: &'static str,
    /// How much it matters; a document fails no target, so none of them is a MUST.
    pub level: Level,
    /// What it asks of a document: one sentence with SHOULD or MAY.
    pub requirement: &'static str,
    /// A link to the text that is the basis.
    pub reference: &'static str,
}

/// One thing that is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintFinding {
    /// Which of the lints found it.
    pub lint: &'static Lint,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub location: Location,
}

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
    &values::DEFAULT_INVALID,
    &values::EXAMPLE_INVALID,
    &values::SCHEMA_UNUSABLE,
];

/// Everything that is wrong with the documents, by place.
pub fn lint(api: &Api) -> Vec<LintFinding> {
    let mut findings = operations::findings(api);
    findings.extend(schemas::findings(api));
    findings.extend(values::findings(api));
    let order = |finding: &LintFinding| {
        let LintFinding { lint, message, location } = finding;
        (location.document.clone(), location.line, lint.id, message.clone())
    };
    findings.sort_by_key(order);
    findings.dedup();
    findings
}

impl LintFinding {
    fn new(lint: &'static Lint, message: impl Into<String>, location: Location) -> Self {
        Self { lint, message: message.into(), location }
    }
}

#[cfg(test)]
mod tests;
