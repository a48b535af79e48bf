//! Twin of `refuses_wrong_type`.

use crate::common::{HEARTBEAT, Target};

#[tokio::test]
async fn a_json_column_that_takes_anything_is_found() {
    Target::reference()
        .before(|call| {
            call.edit(|body| {
                let kept = |value: &serde_json::Value| value.is_object() || value.is_null();
                if body.get("worker_metadata").is_some_and(|value| !kept(value)) {
                    body.shift_remove("worker_metadata");
                }
            });
            None
        })
        .only(&[HEARTBEAT])
        .breaks("refuses_wrong_type")
        .await;
}

#[tokio::test]
async fn a_fraction_cut_to_a_whole_number_is_found() {
    Target::reference()
        .before(|call| {
            call.edit(|body| {
                if body.get("tasks_processed").is_some_and(serde_json::Value::is_f64) {
                    body.insert("tasks_processed".into(), 1.into());
                }
            });
            None
        })
        .only(&[HEARTBEAT])
        .breaks_checks(&["refuses_wrong_type@worker_heartbeat#tasks_processed=fraction"])
        .await;
}
