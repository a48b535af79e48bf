//! Twin of `refuses_coercible_type`.

use crate::common::{HEARTBEAT, Target};
use serde_json::Value;

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
