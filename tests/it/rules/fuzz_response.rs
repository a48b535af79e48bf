//! Twin of `fuzz_response`.

use crate::common::Target;
use serde_json::json;

#[tokio::test]
async fn an_id_that_becomes_a_number_for_odd_names_is_found() {
    Target::reference()
        .after(|call, reply| {
            let name = call.object().and_then(|body| Some(body.get("hostname")?.as_str()?.len()));
            if name.is_some_and(|length| length > 300) {
                reply.edit_success(|content| {
                    content.insert("worker_id".into(), json!(7));
                });
            }
        })
        .fuzz(200, 1)
        .only(&["fuzz_*"])
        .breaks("fuzz_response")
        .await;
}
