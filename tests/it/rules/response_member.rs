//! Twin of `response_member`.

use crate::common::{QUEUE_START, START, Target};
use serde_json::{Value, json};

#[tokio::test]
async fn members_without_a_value_that_are_left_out_are_found() {
    Target::reference()
        .after(|_, reply| {
            reply.edit_success(|content| {
                content.shift_remove("temporal_api_key");
            });
        })
        .only(&["response_*"])
        .breaks_checks(&[
            "response_member@register_worker#temporal_api_key",
            "response_member@register_worker#full:temporal_api_key",
            "response_member@start_worker#temporal_api_key",
            "response_member@start_worker#full:temporal_api_key",
            "response_member@start_worker_for_queue#temporal_api_key",
            "response_member@start_worker_for_queue#full:temporal_api_key",
        ])
        .await;
}

#[tokio::test]
async fn a_null_from_an_empty_column_is_found() {
    Target::reference()
        .after(|_, reply| {
            reply.edit_success(|content| {
                content.insert("queue_name".into(), Value::Null);
            });
        })
        .only(&[QUEUE_START])
        .breaks("response_member")
        .await;
}

#[tokio::test]
async fn a_number_sent_as_text_is_found() {
    Target::reference()
        .after(|_, reply| {
            reply.edit_success(|content| {
                content.insert("worker_queue_name".into(), json!(7));
            });
        })
        .only(&[START])
        .breaks_checks(&[
            "response_member@start_worker#worker_queue_name",
            "response_member@start_worker#full:worker_queue_name",
        ])
        .await;
}

#[tokio::test]
async fn a_member_that_is_lost_when_another_one_is_sent_is_found() {
    Target::reference()
        .after(|call, reply| {
            if call.body.windows(8).any(|window| window == b"hostname") {
                reply.edit_success(|content| {
                    content.shift_remove("worker_token");
                });
            }
        })
        .only(&["response_*"])
        .breaks_checks(&["response_member@register_worker#full:worker_token"])
        .await;
}
