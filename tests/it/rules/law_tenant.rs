//! Twin of `law_tenant`.

use crate::common::{Target, failures};
use cp_harness::check::Outcome;
use cp_harness::reference::SECOND_TOKEN;

#[tokio::test]
async fn a_worker_that_any_organisation_may_start_is_found() {
    Target::reference()
        .before(|call| {
            if call.is_to("/start") && call.header("authorization")?.ends_with(SECOND_TOKEN) {
                call.authenticate();
            }
            None
        })
        .breaks("law_tenant")
        .await;
}

#[tokio::test]
async fn without_a_second_token_the_question_is_left_out_with_the_reason() {
    let results = Target::reference().alone().only(&["law_tenant"]).run().await;
    assert_eq!(failures(&results).count(), 0);
    for result in results {
        let Outcome::Skip { reason } = &result.outcome else {
            panic!("{:?}", result.outcome);
        };
        assert!(reason.contains("--second-token"), "{reason}");
    }
}

#[tokio::test]
async fn two_tokens_of_one_organisation_prove_nothing() {
    let results = Target::reference()
        .before(|call| {
            if call.header("authorization")?.ends_with(SECOND_TOKEN) {
                call.authenticate();
            }
            None
        })
        .only(&["law_tenant"])
        .run()
        .await;
    let describe = |outcome: &Outcome| match outcome {
        Outcome::Inconclusive { reason, target_at_fault: false } => reason.contains("\"acme\""),
        _ => false,
    };
    assert!(results.iter().all(|result| describe(&result.outcome)), "{results:?}");
}
