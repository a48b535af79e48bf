//! Twin of `auth_challenge`.

use crate::common::Target;

#[tokio::test]
async fn a_401_without_a_challenge_is_found() {
    Target::reference()
        .after(|_, reply| {
            reply.headers.remove("www-authenticate");
        })
        .breaks("auth_challenge")
        .await;
}
