//! What a report has to know beside the events: operations, documents, secrets.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::gate::Gate;
use crate::check::{Check, Plan};
use crate::report::shared::Destination;
use crate::report::shared::Secret;
use crate::spec::{Api, Operation};

/// An operation, as a report names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationLine {
    /// Its short name.
    pub name: String,
    /// Its method, in capitals.
    pub method: String,
    /// Its path template.
    pub path: String,
}

impl From<&Operation> for OperationLine {
    fn from(operation: &Operation) -> Self {
        Self {
            name: operation.name.clone(),
            method: operation.method.clone(),
            path: operation.path.clone(),
        }
    }
}

/// What a report has to know beside the events.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Every operation, in the documents' order.
    pub operations: Vec<OperationLine>,
    /// The documents under test, as the user gave them.
    pub documents: Vec<String>,
    /// Their texts, in the same order: what excerpts are taken from. One without is quoted nowhere.
    pub texts: Vec<Arc<str>>,
    /// The caller's tokens, and whatever else must not appear in output.
    pub secrets: Vec<Secret>,
    /// The user's own headers, which the transport adds to each request: curl lines repeat them.
    pub headers: Vec<(String, String)>,
    /// True where any certificate of the target was accepted.
    pub insecure: bool,
    /// True where SHOULD binds.
    pub strict: bool,
    /// When the run began (RFC 3339).
    pub started_at: Option<String>,
    /// What the run is held to beside the outcomes of its checks.
    pub terms: Gate,
}

impl Context {
    /// The operations and documents of `api`; the rest is left for the caller to fill in.
    pub fn of(api: &Api) -> Self {
        Self {
            operations: api.operations().iter().map(Into::into).collect(),
            documents: api.documents().iter().map(|document| document.origin.clone()).collect(),
            texts: api.documents().iter().map(|document| Arc::clone(&document.text)).collect(),
            ..Self::default()
        }
    }

    /// Where an exchange went, by the target's URL and its index in the report.
    pub(in crate::report) fn destination<'a>(
        &'a self,
        target: &'a str,
        index: usize,
    ) -> Destination<'a> {
        Destination { target, headers: &self.headers, insecure: self.insecure, index }
    }

    /// The operations that `plan` asks about, in the documents' order, each with how many checks;
    /// one that the documents do not name is described by the first request to it.
    pub(super) fn operations_of(&self, plan: &Plan) -> Vec<(OperationLine, usize)> {
        let mut planned: BTreeMap<&str, (&Check, usize)> = BTreeMap::new();
        for check in &plan.checks {
            planned.entry(&check.operation).or_insert((check, 0)).1 += 1;
        }
        let mut lines = Vec::new();
        for line in &self.operations {
            if let Some((_, checks)) = planned.remove(line.name.as_str()) {
                lines.push((line.clone(), checks));
            }
        }
        for (name, (check, checks)) in planned {
            let step = check.steps.first();
            let line = OperationLine {
                name: name.to_owned(),
                method: step.map(|step| step.method.clone()).unwrap_or_default(),
                path: step.map(|step| step.path.clone()).unwrap_or_default(),
            };
            lines.push((line, checks));
        }
        lines
    }
}
