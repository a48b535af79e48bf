//! Twin of `refusal_names_offender`.

use crate::common::{HEARTBEAT, Target};
use serde_json::json;

#[tokio::test]
async fn a_refusal_that_says_only_that_something_is_wrong_is_found() {
    Target::reference()
        .after(|_, reply| {
            if reply.status == 422 {
                let vague = json!({"loc": ["body"], "msg": "bad request", "type": "value_error"});
                reply.set_json(json!({"detail": [vague]}));
            }
        })
        .only(&[HEARTBEAT])
        .breaks("refusal_names_offender")
        .await;
}
