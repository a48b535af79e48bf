//! Twin of `fuzz_refuses`.

use crate::common::{Reply, Target};
use serde_json::Value;

#[tokio::test]
async fn validation_that_a_long_text_switches_off_is_found() {
    Target::reference()
        .before(|call| {
            let body = call.object().filter(|_| call.is_to("/heartbeat"))?;
            let long = |value: &Value| value.as_str().is_some_and(|text| text.len() > 500);
            body.values()
                .any(long)
                .then(|| Reply { body: Vec::new(), ..Reply::new(204, Value::Null) })
        })
        .fuzz(200, 1)
        .only(&["fuzz_*@worker_heartbeat#*"])
        .breaks("fuzz_refuses")
        .await;
}
