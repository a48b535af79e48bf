//! A plan carried out against a server that is reached over HTTP.

use std::sync::Arc;

use cp_harness::check::Plan;
use cp_harness::event::{CheckResult, ConformEvent, Ending, Observer};
use cp_harness::run::transport::{HttpTransport, TransportOptions};
use cp_harness::run::{Options, Run};
use cp_harness::spec::Api;
use url::Url;

use super::AMPLE;

/// Hears nothing.
struct Deaf;

impl Observer<ConformEvent> for Deaf {
    fn observe(&mut self, _: &ConformEvent) {}
}

/// The outcomes of a plan that is carried out to its end, in the order of the plan.
pub(super) async fn execute(
    api: &Api,
    plan: &Arc<Plan>,
    options: &Options,
) -> Vec<Arc<CheckResult>> {
    assert!(!plan.checks.is_empty() && plan.checks.iter().all(|check| !check.steps.is_empty()));
    let transport = HttpTransport::new(TransportOptions {
        insecure: false,
        target: Url::parse(&options.target).unwrap(),
        timeout: AMPLE,
        max_body_bytes: 1 << 20,
        headers: Vec::new(),
        connections: options.concurrency,
    })
    .unwrap();
    let run = Run { api, plan, transport: &transport, options };
    let summary = run.execute(&mut Deaf, std::future::pending()).await;
    assert_eq!(summary.ending, Ending::Complete);
    assert_eq!(summary.results.len(), plan.checks.len());
    summary.results
}
