//! Twin of `head_as_get`.

use std::collections::BTreeSet;

use cp_harness::check::Outcome;
use http::Method;

use crate::common::{auth, failures};

#[tokio::test]
async fn a_head_that_finds_nothing_where_get_does_is_found() {
    auth::target()
        .after(|call, reply| {
            if call.method == Method::HEAD {
                reply.status = 404;
            }
        })
        .breaks("head_as_get")
        .await;
}

/// A framework without HEAD has it nowhere: one cause, and one finding.
#[tokio::test]
async fn a_head_that_no_operation_knows_is_one_cause() {
    let results = auth::target()
        .after(|call, reply| {
            if call.method == Method::HEAD {
                reply.status = 405;
            }
        })
        .only(&["head_as_get"])
        .run()
        .await;
    let causes: BTreeSet<&str> = failures(&results)
        .filter_map(|result| match &result.outcome {
            Outcome::Fail { signature, .. } => Some(signature.as_str()),
            _ => None,
        })
        .collect();
    assert!(failures(&results).count() > 1);
    assert_eq!(causes.len(), 1, "{causes:?}");
}
