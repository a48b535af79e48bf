//! Twin of `accepts_null`.

use crate::common::{REGISTER, Reply, Target};
use serde_json::Value;

#[tokio::test]
async fn a_nullable_member_declared_as_a_plain_string_is_found() {
    Target::reference()
        .spoils(&Reply::invalid(&["hostname"]), |call| {
            call.object().unwrap_or_default().get("hostname") == Some(&Value::Null)
        })
        .only(&[REGISTER])
        .breaks("accepts_null")
        .await;
}
