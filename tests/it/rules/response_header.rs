//! Twin of `response_header`.

use crate::common::Target;
use cp_harness::reference::fixtures::FixtureApi;

fn shelves() -> Target {
    Target::fixture(FixtureApi::Catalogue).only(&["list_shelves"])
}

/// The listing with other headers, where it succeeds.
fn with_headers(headers: &'static [(&'static str, &'static str)]) -> Target {
    shelves().after(move |_, reply| {
        if reply.is_success() {
            for (name, value) in headers {
                reply.set_header(name, value);
            }
        }
    })
}

#[tokio::test]
async fn a_header_lost_on_the_way_is_found() {
    shelves()
        .after(|_, reply| _ = reply.headers.remove("x-total-count"))
        .breaks("response_header")
        .await;
}

#[tokio::test]
async fn a_header_of_another_type_is_found() {
    with_headers(&[("x-total-count", "many")]).breaks("response_header").await;
}

#[tokio::test]
async fn declared_headers_pass() {
    with_headers(&[("x-total-count", "0")]).conforms().await;
    with_headers(&[("x-total-count", "12"), ("x-note", "0012")]).conforms().await;
}
