//! Twin of `response_write_only`.

use crate::common::constraints;
use serde_json::json;

#[tokio::test]
async fn a_secret_that_comes_back_is_found() {
    constraints::target()
        .after(|_, reply| {
            reply.edit_success(|order| _ = order.insert("password".into(), json!("s")));
        })
        .only(&[constraints::MAKE])
        .breaks("response_write_only")
        .await;
}
