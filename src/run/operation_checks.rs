//! Checks on all that an operation answered: judged once its other checks are done.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::check::{Check, CheckScope};
use crate::event::CheckResult;
use crate::wire::Exchange;

/// A check with its place in the plan.
pub(super) type Numbered<'a> = (usize, &'a Arc<Check>);

/// Checks that wait for all others that call their operation, and what it answered to these.
///
/// An exchange counts for the operation that it called, whichever check it was sent for: a check may
/// call operations beside its own.
#[derive(Debug, Default)]
pub(super) struct OperationChecks<'a> {
    waiting: BTreeMap<&'a str, Vec<Numbered<'a>>>,
    /// By operation, how many checks that call it have no outcome yet.
    open: BTreeMap<&'a str, usize>,
    /// By operation, what it answered.
    heard: BTreeMap<String, Vec<Arc<Exchange>>>,
}

impl<'a> OperationChecks<'a> {
    /// Parts the checks that are asked by themselves, each with its place, from those that wait.
    pub(super) fn split(checks: &'a [Arc<Check>]) -> (Vec<Numbered<'a>>, Self) {
        let mut operation_checks = Self::default();
        let mut asked = Vec::with_capacity(checks.len());
        for (index, check) in checks.iter().enumerate() {
            if check.scope == CheckScope::Operation {
                operation_checks.waiting.entry(&check.operation).or_default().push((index, check));
            } else {
                for operation in called(check) {
                    *operation_checks.open.entry(operation).or_default() += 1;
                }
                asked.push((index, check));
            }
        }
        (asked, operation_checks)
    }

    /// Takes note of a result; the checks that need wait no longer.
    pub(super) fn note(&mut self, result: &CheckResult) -> Vec<Numbered<'a>> {
        for exchange in &result.exchanges {
            if !self.waiting.contains_key(exchange.operation.as_str()) {
                continue;
            }
            let heard = self.heard.entry(exchange.operation.clone()).or_default();
            // Exchanges that checks share come one after the other as a rule, and do no harm twice.
            if !heard.iter().rev().take(8).any(|known| Arc::ptr_eq(known, exchange)) {
                heard.push(Arc::clone(exchange));
            }
        }
        let mut ready = Vec::new();
        for operation in called(&result.check) {
            let Some(open) = self.open.get_mut(operation) else { continue };
            *open -= 1;
            if *open == 0 {
                ready.extend(self.waiting.remove(operation).unwrap_or_default());
            }
        }
        ready
    }

    /// What an operation answered.
    pub(super) fn heard(&self, operation: &str) -> &[Arc<Exchange>] {
        self.heard.get(operation).map_or(&[], Vec::as_slice)
    }

    /// The checks that nothing is left to wait for.
    pub(super) fn rest(self) -> impl Iterator<Item = Numbered<'a>> {
        self.waiting.into_values().flatten()
    }
}

/// The operations that a check calls, its own among them.
fn called(check: &Check) -> BTreeSet<&str> {
    let steps = check.steps.iter().map(|step| step.operation.as_str());
    steps.chain([check.operation.as_str()]).collect()
}
