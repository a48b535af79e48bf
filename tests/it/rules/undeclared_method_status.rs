//! Twin of `undeclared_method_status`.

use crate::common::{Reply, Target};
use http::Method;
use serde_json::json;

#[tokio::test]
async fn a_router_that_knows_no_405_is_found() {
    Target::reference()
        .before(|call| {
            let undeclared = call.method != Method::POST;
            undeclared.then(|| Reply::new(404, json!({"detail": "Not Found"})))
        })
        .breaks("undeclared_method_status")
        .await;
}
