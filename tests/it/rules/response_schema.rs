//! Twin of `response_schema`.

use crate::common::{QUEUE_START, Target, constraints};
use serde_json::{Value, json};

#[tokio::test]
async fn a_switch_read_from_the_environment_as_text_is_found() {
    Target::reference()
        .after(|_, reply| {
            reply.edit_success(|content| {
                content.insert("redis_enabled".into(), json!("false"));
            });
        })
        .only(&[QUEUE_START])
        .breaks("response_schema")
        .await;
}

#[tokio::test]
async fn a_wrong_value_deep_in_an_optional_member_is_found() {
    Target::reference()
        .after(|_, reply| {
            reply.edit_success(|content| {
                content.insert("nats_config".into(), json!({"port": 4222}));
            });
        })
        .only(&[QUEUE_START])
        .breaks("response_schema")
        .await;
}

#[tokio::test]
async fn content_cut_short_is_found() {
    Target::reference()
        .after(|_, reply| {
            if reply.is_success() {
                reply.body.truncate(reply.body.len() / 2);
            }
        })
        .only(&[QUEUE_START])
        .breaks("response_schema")
        .await;
}

#[tokio::test]
async fn a_number_that_json_does_not_know_is_found() {
    Target::reference()
        .after(|_, reply| {
            if reply.is_success() {
                let text = String::from_utf8_lossy(&reply.body).into_owned();
                reply.body = text.replacen('{', "{\"load\": NaN, ", 1).into_bytes();
            }
        })
        .only(&[QUEUE_START])
        .breaks("response_schema")
        .await;
}

#[tokio::test]
async fn an_answer_that_is_wrong_for_one_value_alone_is_found() {
    constraints::target()
        .after(|call, reply| {
            if call.object().is_some_and(|order| order.get("state") == Some(&json!("closed"))) {
                reply.edit_success(|order| _ = order.insert("state".into(), json!("CLOSED")));
            }
        })
        .only(&[constraints::MAKE])
        .breaks("response_schema")
        .await;
}

#[tokio::test]
async fn a_member_that_is_lost_for_one_kind_of_request_alone_is_found() {
    Target::reference()
        .after(|call, reply| {
            if call.object().is_some_and(|body| body.get("hostname") == Some(&Value::Null)) {
                reply.edit_success(|content| {
                    content.shift_remove("worker_token");
                });
            }
        })
        .breaks_checks(&["response_schema@register_worker#accepts_null:hostname"])
        .await;
}
