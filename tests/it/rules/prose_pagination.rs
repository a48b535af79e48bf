//! Twin of `prose_pagination`.

use crate::common::{Target, auth};
use cp_harness::reference::fixtures::FixtureApi;
use serde_json::json;

/// The content of a page.
const PAGE: &str = "/paths/~1books/get/responses/200/content/application~1json/schema";

#[tokio::test]
async fn a_page_without_the_number_of_all_items_is_found() {
    let pointer = format!("{PAGE}/required");
    Target::promising(FixtureApi::Auth, &pointer, json!(["items"]))
        .after(|_, reply| reply.edit_success(|page| _ = page.shift_remove("total")))
        .only(&["list_books"])
        .breaks("prose_pagination")
        .await;
}

#[tokio::test]
async fn a_page_with_another_offset_than_the_requested_one_is_found() {
    auth::books(|call, reply| {
        if call.is_to("/books") {
            reply.put("offset", json!(1));
        }
    })
    .breaks("prose_pagination")
    .await;
}

#[test]
fn a_list_that_the_document_declares_otherwise_is_noted() {
    let api = FixtureApi::Auth.api().unwrap();
    let overview = FixtureApi::Auth.conventions(api).unwrap().overview.unwrap();
    assert_eq!(overview.notes(api), []);
    let other = FixtureApi::Auth.edited(PAGE, json!({"type": "array"})).unwrap();
    let notes = overview.notes(&other);
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].text.contains("pages"));
}
