//! Twin of `allow_header`.

use crate::common::{START, Target};

#[tokio::test]
async fn a_405_that_lost_its_allow_is_found() {
    Target::reference()
        .after(|_, reply| {
            reply.headers.remove("allow");
        })
        .breaks("allow_header")
        .await;
}

#[tokio::test]
async fn an_allow_that_lists_what_was_just_refused_is_found() {
    Target::reference()
        .after(|_, reply| {
            if reply.status == 405 {
                reply.set_header("allow", "GET, HEAD, POST");
            }
        })
        .only(&[START])
        .breaks_checks(&["allow_header@start_worker#GET"])
        .await;
}
