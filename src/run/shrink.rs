//! Makes the request of a failed random check smaller, as long as it fails in the same way.

use std::sync::Arc;

use super::session::Session;
use crate::check::{Check, Outcome, Plan, Shrink, judge};
use crate::event::CheckResult;
use crate::run::transport::Transport;
use crate::spec::Api;
use crate::wire::Exchange;

/// The smallest result that still fails as `result` did.
pub(super) async fn shrink<T: Transport>(
    session: &Session<'_, T>,
    (api, plan): (&Api, &Plan),
    result: CheckResult,
) -> CheckResult {
    let Outcome::Fail { signature, .. } = &result.outcome else { return result };
    let first = session.is_first(&format!("{} {signature}", result.check.rule));
    let Some(mut search) = Shrink::of(api, plan, &result.check).filter(|_| first) else {
        return result;
    };
    let signature = signature.clone();
    let mut smallest = result;
    let mut still_fails = true;
    while let Some(check) = search.next(still_fails) {
        let Some(exchanges) = exchanges(session, &check).await else { break };
        let outcome = judge(api, &check, &exchanges);
        still_fails =
            matches!(&outcome, Outcome::Fail { signature: other, .. } if *other == signature);
        if still_fails {
            smallest = CheckResult { check, outcome, exchanges };
        }
    }
    smallest
}

/// The exchanges of every step; `None` where one cannot be sent.
async fn exchanges<T: Transport>(
    session: &Session<'_, T>,
    check: &Check,
) -> Option<Vec<Arc<Exchange>>> {
    let mut exchanges = Vec::with_capacity(check.steps.len());
    for step in &check.steps {
        exchanges.push(session.exchange(step).await.ok()?);
    }
    Some(exchanges)
}
