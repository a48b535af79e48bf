//! Twin of `response_media_type`.

use crate::common::{START, Target};

#[tokio::test]
async fn json_sent_as_text_is_found() {
    Target::reference()
        .after(|_, reply| {
            if reply.is_success() {
                reply.set_header("content-type", "text/html; charset=utf-8");
            }
        })
        .only(&[START])
        .breaks("response_media_type")
        .await;
}

#[tokio::test]
async fn a_content_type_lost_on_the_way_is_found() {
    Target::reference()
        .after(|_, reply| {
            reply.headers.remove("content-type").filter(|_| reply.is_success());
        })
        .only(&["response_*"])
        .breaks("response_media_type")
        .await;
}

#[tokio::test]
async fn two_types_for_one_content_are_found() {
    Target::reference()
        .after(|_, reply| {
            if reply.is_success() {
                reply.add_header("content-type", "text/html");
            }
        })
        .only(&[START])
        .breaks("response_media_type")
        .await;
}
