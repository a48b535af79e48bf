//! Twin of `trace_echo`.

use crate::common::{HEARTBEAT, Reply, Target};
use http::Method;
use serde_json::json;

#[tokio::test]
async fn a_trace_that_sends_credentials_back_is_found() {
    Target::reference()
        .before(|call| {
            let echo = format!("{:?}", call.headers.get("authorization"));
            (call.method == Method::TRACE).then(|| Reply::new(200, json!(echo)))
        })
        .only(&[HEARTBEAT])
        .breaks("trace_echo")
        .await;
}

#[tokio::test]
async fn a_trace_without_them_is_none() {
    Target::reference()
        .before(|call| (call.method == Method::TRACE).then(|| Reply::new(200, json!("TRACE"))))
        .only(&[HEARTBEAT])
        .conforms()
        .await;
}
