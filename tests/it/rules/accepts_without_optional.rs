//! Twin of `accepts_without_optional`.

use crate::common::{QUEUE_START, REGISTER, Reply, Target};
use serde_json::{Value, json};

#[tokio::test]
async fn an_optional_member_that_another_one_leans_on_is_found() {
    let error = Reply::new(500, json!({"detail": "KeyError: 'memory_total'"}));
    Target::reference()
        .spoils(&error, |call| {
            let body = call.json().unwrap_or_default();
            let info = &body["system_info"];
            info["memory_used"] == 1 && info.get("memory_total").is_none_or(Value::is_null)
        })
        .only(&[QUEUE_START])
        .breaks("accepts_without_optional")
        .await;
}

#[tokio::test]
async fn a_forgotten_default_that_makes_a_member_required_is_found() {
    // Since pydantic 2, `Optional[str]` without a default has to be given. The smallest request
    // leaves the member out as well.
    Target::reference()
        .spoils(&Reply::invalid(&["hostname"]), |call| {
            !call.object().unwrap_or_default().contains_key("hostname")
        })
        .only(&[REGISTER])
        .breaks_all(&["accepts_minimal", "accepts_without_optional"])
        .await;
}
