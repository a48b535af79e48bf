//! Twin of `response_unique_members`.

use crate::common::constraints;

#[tokio::test]
async fn an_answer_glued_together_from_two_is_found() {
    constraints::target()
        .after(|_, reply| {
            if reply.is_success() {
                reply.body = br#"{"id": 1, "name": "order", "id": 2}"#.to_vec();
            }
        })
        .only(&[constraints::MAKE])
        .breaks("response_unique_members")
        .await;
}
