//! Twin of `prose_status`.

use crate::common::auth;

#[tokio::test]
async fn a_status_that_the_overview_does_not_list_is_found() {
    auth::books(|call, reply| {
        if call.path().starts_with("/books/") && reply.status == 422 {
            reply.status = 410;
        }
    })
    .breaks("prose_status")
    .await;
}
