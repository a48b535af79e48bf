//! Twin of `optional_body`.

use crate::common::{QUEUE_START, Reply, Target};

#[tokio::test]
async fn content_that_became_required_is_found() {
    Target::reference()
        .spoils(&Reply::invalid(&[]), |call| call.body.is_empty())
        .only(&[QUEUE_START])
        .breaks("optional_body")
        .await;
}

#[tokio::test]
async fn a_default_that_means_something_else_than_no_content_is_found() {
    Target::reference()
        .after(|call, reply| {
            if call.body.is_empty() {
                reply.edit_success(|content| {
                    content.insert("queue_name".into(), "fallback".into());
                });
            }
        })
        .only(&[QUEUE_START])
        .breaks_checks(&["optional_body@start_worker_for_queue#default"])
        .await;
}
