//! Twin of `survives_unpredictable_json`.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::common::{REGISTER, Reply, Target};
use serde_json::json;

#[tokio::test]
async fn an_answer_that_cannot_be_encoded_because_it_repeats_a_lone_surrogate_is_found() {
    Target::reference()
        .before(|call| {
            let sent = call.body.windows(6).any(|window| window == b"\\ud800");
            sent.then(|| Reply::new(500, json!({"detail": "surrogates not allowed"})))
        })
        .only(&[REGISTER])
        .breaks("survives_unpredictable_json")
        .await;
}

#[tokio::test]
async fn what_such_json_leaves_behind_is_not_blamed_on_other_requests() {
    let is_poisoned = AtomicBool::new(false);
    Target::reference()
        .before(move |call| {
            if call.body.windows(6).any(|window| window == b"\\ud800") {
                is_poisoned.store(true, Ordering::Relaxed);
            }
            let detail = json!({"detail": "surrogates not allowed"});
            is_poisoned.load(Ordering::Relaxed).then(|| Reply::new(500, detail))
        })
        .breaks("survives_unpredictable_json")
        .await;
}
