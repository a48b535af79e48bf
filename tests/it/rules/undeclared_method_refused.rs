//! Twin of `undeclared_method_refused`.

use crate::common::{Reply, Target};
use http::Method;
use serde_json::json;

#[tokio::test]
async fn a_catch_all_page_behind_get_is_found() {
    Target::reference()
        .before(|call| (call.method == Method::GET).then(|| Reply::new(200, json!("<html>"))))
        .breaks("undeclared_method_refused")
        .await;
}

#[tokio::test]
async fn a_method_that_crashes_the_router_is_found() {
    Target::reference()
        .before(|call| (call.method == Method::PATCH).then(|| Reply::new(500, json!({}))))
        .breaks("undeclared_method_refused")
        .await;
}
