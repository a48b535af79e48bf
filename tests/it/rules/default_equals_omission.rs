//! Twin of `default_equals_omission`.

use crate::common::{HEARTBEAT, REGISTER, Reply, Target};
use serde_json::json;

#[tokio::test]
async fn a_zero_taken_for_a_missing_member_is_found() {
    Target::reference()
        .before(|call| {
            let zero = call.object()?.get("tasks_processed")? == &json!(0);
            zero.then(|| Reply::invalid(&["tasks_processed"]))
        })
        .only(&[HEARTBEAT])
        .breaks("default_equals_omission")
        .await;
}

#[tokio::test]
async fn an_answer_that_says_the_default_from_its_omission_is_found() {
    Target::reference()
        .after(|call, reply| {
            let given = call.object().is_some_and(|body| body.contains_key("worker_metadata"));
            reply.edit_success(|content| {
                let namespace = if given { "tagged" } else { "default" };
                content.insert("temporal_namespace".into(), namespace.into());
            });
        })
        .only(&[REGISTER])
        .breaks("default_equals_omission")
        .await;
}
