//! Twin of `refuses_coercible_type`.

use crate::common::{HEARTBEAT, Reply, Target};
use serde_json::{Value, json};

#[tokio::test]
async fn a_number_read_from_text_is_found() {
    Target::reference()
        .before(|call| {
            call.edit(|body| {
                let number = body.get("tasks_processed").and_then(Value::as_str);
                if let Some(number) = number.and_then(|text| text.parse::<i64>().ok()) {
                    body.insert("tasks_processed".into(), number.into());
                }
            });
            None
        })
        .only(&[HEARTBEAT])
        .breaks("refuses_coercible_type")
        .await;
}

#[tokio::test]
async fn a_number_taken_as_text_is_found() {
    Target::reference()
        .before(|call| {
            call.edit(|body| {
                if let Some(Value::Number(number)) = body.get("status") {
                    body.insert("status".into(), number.to_string().into());
                }
            });
            None
        })
        .only(&[HEARTBEAT])
        .breaks_checks(&["refuses_coercible_type@worker_heartbeat#status=integer"])
        .await;
}

/// A control plane that answers a number given as text with this status.
fn text_answered(status: u16) -> Target {
    Target::reference().only(&[HEARTBEAT]).before(move |call| {
        let number = call.object().and_then(|body| body.get("tasks_processed").cloned());
        let is_met = number == Some(json!("5")) && call.header("authorization").is_some();
        is_met.then(|| Reply::new(status, json!({"detail": "no"})))
    })
}

#[tokio::test]
async fn an_undeclared_refusal_is_a_refusal_all_the_same() {
    text_answered(400).conforms().await;
    text_answered(409).conforms().await;
}

#[tokio::test]
async fn a_failure_of_the_target_is_found_as_such() {
    let found =
        ["never_server_error@worker_heartbeat#coercible_type:tasks_processed=numeric_string"];
    text_answered(500).breaks_checks(&found).await;
}
