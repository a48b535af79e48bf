//! Answers under load, judged as `conform` judges them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::check::{Check, Outcome, Plan, Selection, judge};
use crate::http::{Exchange, Request, Response};
use crate::run::attack::Answer;
use crate::spec::Api;

/// What answers to the minimal request of an operation have to be like.
pub(super) struct Judge {
    api: Arc<Api>,
    checks: BTreeMap<String, Vec<Arc<Check>>>,
}

impl Judge {
    /// The judge of these operations.
    pub(super) fn new(api: Arc<Api>, operations: &[&str]) -> Self {
        let rules =
            ["response_status", "response_media_type", "response_schema", "response_member"];
        let mut checks = BTreeMap::new();
        for operation in operations {
            let only = rules.iter().map(|rule| format!("{rule}@{operation}#*")).collect();
            let plan = Plan::new(&api, &Selection { only, ..Selection::default() });
            let minimal = plan.checks.into_iter().filter(|check| !check.case.contains("full"));
            checks.insert((*operation).to_owned(), minimal.collect());
        }
        Self { api, checks }
    }

    /// How many requirements an answer breaks; a refusal breaks none here.
    pub(super) fn violations(&self, operation: &str, answer: &Answer) -> u64 {
        let headers = answer.headers.iter();
        let headers = headers.map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        let exchange = Arc::new(Exchange {
            operation: operation.to_owned(),
            request: Request::default(),
            result: Ok(Response {
                status: answer.status,
                headers: headers.collect(),
                body: answer.body.clone(),
                stray: Vec::new(),
            }),
            sent_at: Duration::ZERO,
            elapsed: Duration::ZERO,
        });
        let checks = self.checks.get(operation).into_iter().flatten();
        let exchanges = [exchange];
        let broken = checks
            .filter(|check| matches!(judge(&self.api, check, &exchanges), Outcome::Fail { .. }));
        broken.count() as u64
    }
}
