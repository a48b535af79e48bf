//! Twin of `survives_unpredictable_json`.

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
