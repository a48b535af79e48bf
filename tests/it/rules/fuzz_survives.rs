//! Twin of `fuzz_survives`.

use crate::common::{Call, HEARTBEAT, Reply, Target, failures};
use cp_harness::check::Payload;
use serde_json::{Value, json};

/// Falls over a busy worker without metadata: no request that is wrong in one place is like that.
fn target() -> Target {
    let falls_over = |call: &mut Call| {
        let body = call.object().filter(|_| call.is_to("/heartbeat"))?;
        let tasks = body.get("tasks_processed").and_then(Value::as_i64)?;
        let fails =
            tasks > 100 && tasks < 50_000 && body.get("worker_metadata") == Some(&json!({}));
        fails.then(|| Reply::new(500, json!({"detail": "division by zero"})))
    };
    Target::reference().before(falls_over)
}

#[tokio::test]
async fn a_server_that_falls_over_two_members_together_is_found() {
    target().fuzz(400, 1).only(&["fuzz_*@worker_heartbeat#*"]).breaks("fuzz_survives").await;
}

#[tokio::test]
async fn the_plan_without_a_search_does_not_find_it() {
    target().only(&[HEARTBEAT]).conforms().await;
}

#[tokio::test]
async fn what_is_found_is_made_small() {
    let results = target().fuzz(400, 1).only(&["fuzz_survives@worker_heartbeat#*"]).run().await;
    let smallest = failures(&results)
        .filter_map(|result| match &result.check.steps.first()?.payload {
            Payload::Json { value, .. } => Some(value),
            _ => None,
        })
        .min_by_key(|value| value.to_string().len());
    let smallest = smallest.expect("the defect is found");
    // The edge of the defect, and nothing else beside what is required.
    assert_eq!(smallest["tasks_processed"], json!(101), "{smallest}");
    assert_eq!(smallest["worker_metadata"], json!({}), "{smallest}");
    assert_eq!(smallest.as_object().map(serde_json::Map::len), Some(4), "{smallest}");
}
