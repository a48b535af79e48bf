//! Twin of `refusal_names_offender`.

use crate::common::{HEARTBEAT, Target, constraints, plan};
use cp_harness::check::{ContentExpectation, Expectation};
use serde_json::json;

#[tokio::test]
async fn a_refusal_that_says_only_that_something_is_wrong_is_found() {
    Target::reference()
        .after(|_, reply| {
            if reply.status == 422 {
                let vague = json!({"loc": ["body"], "msg": "bad request", "type": "value_error"});
                reply.set_json(json!({"detail": [vague]}));
            }
        })
        .only(&[HEARTBEAT])
        .breaks("refusal_names_offender")
        .await;
}

#[test]
fn of_one_of_several_alternatives_the_value_that_may_be_any_of_them_is_to_be_named() {
    let plan = plan(&constraints::api(), &["refusal_names_offender@make_order#*email*"]);
    assert!(!plan.checks.is_empty());
    for check in &plan.checks {
        let Expectation::Content(ContentExpectation::OffenderNamed { name }) = &check.expectation
        else {
            panic!("{check:?}")
        };
        assert_eq!(name, "owner", "{}", check.id);
    }
}
