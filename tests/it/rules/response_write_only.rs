//! Twin of `response_write_only`.

use crate::common::orders;
use serde_json::json;

#[tokio::test]
async fn a_secret_that_comes_back_is_found() {
    orders::target()
        .after(|_, reply| reply.edit(|order| _ = order.insert("secret".into(), json!("s"))))
        .only(&[orders::MAKE])
        .breaks("response_write_only")
        .await;
}
