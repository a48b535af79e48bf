//! Twin of `law_constant`.

use crate::common::Target;
use serde_json::json;

#[tokio::test]
async fn an_operation_that_says_another_organisation_is_found() {
    Target::reference()
        .after(|call, reply| {
            if call.path.contains("/worker-queues/") {
                reply
                    .edit(|content| _ = content.insert("organization_id".into(), json!("default")));
            }
        })
        .breaks("law_constant")
        .await;
}
