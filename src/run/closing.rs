//! Checks on all that an operation answered: judged once its other checks are done.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::Check;
use crate::event::CheckResult;
use crate::http::Exchange;

/// A check with its place in the plan.
pub(super) type Numbered<'a> = (usize, &'a Arc<Check>);

/// Checks that wait for the others of their operation, and what these have heard.
#[derive(Debug, Default)]
pub(super) struct Closing<'a> {
    waiting: BTreeMap<&'a str, Vec<Numbered<'a>>>,
    open: BTreeMap<&'a str, usize>,
    heard: BTreeMap<String, Vec<Arc<Exchange>>>,
}

impl<'a> Closing<'a> {
    /// Parts the checks that are asked by themselves, each with its place, from those that wait.
    pub(super) fn split(checks: &'a [Arc<Check>]) -> (Vec<Numbered<'a>>, Self) {
        let mut closing = Self::default();
        let mut asked = Vec::with_capacity(checks.len());
        for (index, check) in checks.iter().enumerate() {
            if check.expectation.spans_operation() {
                closing.waiting.entry(&check.operation).or_default().push((index, check));
            } else {
                *closing.open.entry(&check.operation).or_default() += 1;
                asked.push((index, check));
            }
        }
        (asked, closing)
    }

    /// Takes note of a result; the checks that need wait no longer.
    pub(super) fn note(&mut self, result: &CheckResult) -> Vec<Numbered<'a>> {
        let operation = result.check.operation.as_str();
        if !self.waiting.contains_key(operation) {
            return Vec::new();
        }
        let heard = self.heard.entry(operation.to_owned()).or_default();
        for exchange in &result.exchanges {
            // Exchanges that checks share come one after the other as a rule, and do no harm twice.
            if !heard.iter().rev().take(8).any(|known| Arc::ptr_eq(known, exchange)) {
                heard.push(Arc::clone(exchange));
            }
        }
        let open = self.open.get_mut(operation);
        let is_last = open.is_none_or(|open| {
            *open -= 1;
            *open == 0
        });
        if is_last { self.waiting.remove(operation).unwrap_or_default() } else { Vec::new() }
    }

    /// What the checks of an operation have heard.
    pub(super) fn heard(&self, operation: &str) -> &[Arc<Exchange>] {
        self.heard.get(operation).map_or(&[], Vec::as_slice)
    }

    /// The checks that nothing is left to wait for.
    pub(super) fn rest(self) -> impl Iterator<Item = Numbered<'a>> {
        self.waiting.into_values().flatten()
    }
}
