//! Notices when it is of no use to go on asking: bounds a run against a target that hangs or died.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::preflight::remedy;
use crate::wire::TransportError;

/// Time-outs in a row after which an operation is no longer asked.
const OPERATION_LIMIT: u32 = 3;

/// Requests in a row without any answer after which the target is no longer asked.
const TARGET_LIMIT: u32 = 8;

/// Counts what stays without an answer.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    in_a_row: u32,
    timeouts: BTreeMap<String, u32>,
    open: Option<String>,
}

impl Breaker {
    /// Takes note of an exchange.
    pub(super) fn note<R>(&self, operation: &str, result: &Result<R, TransportError>) {
        let mut state = self.lock();
        match result {
            // Content that cannot be read is an answer all the same.
            Ok(_) | Err(TransportError::Coding { .. }) => {
                state.in_a_row = 0;
                state.timeouts.remove(operation);
            }
            Err(error) => {
                state.in_a_row += 1;
                if matches!(error, TransportError::Timeout { .. }) {
                    *state.timeouts.entry(operation.to_owned()).or_default() += 1;
                }
                if state.in_a_row >= TARGET_LIMIT {
                    state.open.get_or_insert_with(|| {
                        let remedy = remedy(error).map(|remedy| format!("; {remedy}"));
                        format!(
                            "the target stopped answering: {error} ({TARGET_LIMIT} in a row){}",
                            remedy.unwrap_or_default()
                        )
                    });
                }
            }
        }
    }

    /// Ends all asking.
    pub(super) fn open(&self, reason: String) {
        self.lock().open.get_or_insert(reason);
    }

    /// Why the target is no longer asked.
    pub(super) fn reason(&self) -> Option<String> {
        self.lock().open.clone()
    }

    /// Why this operation is no longer asked.
    pub(super) fn blocks(&self, operation: &str) -> Option<String> {
        let state = self.lock();
        let hangs = state.timeouts.get(operation).is_some_and(|count| *count >= OPERATION_LIMIT);
        let described =
            format!("{operation} hangs: {OPERATION_LIMIT} requests in a row had no answer");
        state.open.clone().or(hangs.then_some(described))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::wire::Awaited;

    #[test]
    fn an_operation_that_hangs_is_given_up_and_others_are_not() {
        let breaker = Breaker::default();
        let timeout =
            TransportError::Timeout { limit: Duration::from_secs(1), awaited: Awaited::FirstByte };
        for _ in 0..OPERATION_LIMIT {
            assert_eq!(breaker.blocks("a"), None);
            breaker.note::<()>("a", &Err(timeout.clone()));
        }
        assert!(breaker.blocks("a").unwrap().contains("hangs"));
        assert_eq!(breaker.blocks("b"), None);
    }

    #[test]
    fn a_target_that_died_is_given_up_and_one_answer_starts_the_count_anew() {
        let breaker = Breaker::default();
        let refused = TransportError::Connect {
            address: "127.0.0.1:1".into(),
            reason: "refused".into(),
            local: false,
            timed_out: false,
        };
        for _ in 1..TARGET_LIMIT {
            breaker.note::<()>("a", &Err(refused.clone()));
        }
        breaker.note("a", &Ok(()));
        breaker.note::<()>("a", &Err(refused.clone()));
        assert_eq!(breaker.reason(), None);
        for _ in 1..TARGET_LIMIT {
            breaker.note::<()>("b", &Err(refused.clone()));
        }
        assert!(breaker.reason().unwrap().contains("stopped answering"));
    }
}
