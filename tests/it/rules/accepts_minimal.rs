//! Twin of `accepts_minimal`.

use crate::common::{QUEUE_START, REGISTER, Reply, Target, where_status};
use serde_json::json;

#[tokio::test]
async fn a_validator_that_asks_for_one_of_two_optional_members_is_found() {
    Target::reference()
        .spoils(&Reply::invalid(&["hostname"]), |call| {
            let body = call.object().unwrap_or_default();
            !body.contains_key("hostname") && !body.contains_key("worker_metadata")
        })
        .only(&[REGISTER])
        .breaks("accepts_minimal")
        .await;
}

#[tokio::test]
async fn an_empty_object_taken_for_no_content_is_found() {
    // `if not body:` is true of `{}`, which is also the default of the content.
    Target::reference()
        .spoils(&Reply::invalid(&[]), |call| call.json() == Some(json!({})))
        .only(&[QUEUE_START])
        .breaks_all(&["accepts_minimal", "optional_body"])
        .await;
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_not_reported_again_of_each_variation() {
    Target::reference()
        .proxied(where_status(200, |answer| {
            let is_own = answer.windows(12).any(|text| text == b"worker_token");
            answer[..answer.len() - if is_own { 10 } else { 0 }].to_vec()
        }))
        .only(&["accepts_*@register_worker#*", "accepts_minimal@start_worker_for_queue#minimal"])
        .breaks_all(&["accepts_full", "accepts_minimal"])
        .await;
}
