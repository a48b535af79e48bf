//! Twin of `law_unknown_id_refused`.

use crate::common::Target;

#[tokio::test]
async fn a_configuration_for_a_worker_that_nobody_made_is_found() {
    Target::reference()
        .before(|call| {
            // The server takes any id for the queue it knows.
            if call.path.contains("/worker-queues/9d3f7c52-") {
                let queue = cp_harness::reference::DEMO_QUEUE_ID;
                call.path = format!("/api/v1/worker-queues/{queue}/start");
            }
            None
        })
        .only(&["law_*"])
        .breaks("law_unknown_id_refused")
        .await;
}
