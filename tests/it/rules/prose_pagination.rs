//! Twin of `prose_pagination`.

use crate::common::document;
use crate::common::shelf::{DOCUMENT, Flaw, PROSE, target};
use cp_harness::check::prose::Prose;

#[tokio::test]
async fn a_page_without_the_number_of_all_items_is_found() {
    target(Flaw::NoTotal).breaks("prose_pagination").await;
}

#[test]
fn a_list_that_the_document_declares_otherwise_is_noted() {
    let prose = Prose::parse("own.prose.toml", PROSE).unwrap();
    assert_eq!(prose.notes(&document(DOCUMENT)), []);
    let other = DOCUMENT.replace("schema: {type: object}", "schema: {type: array}");
    let notes = prose.notes(&document(&other));
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].text.contains("pages"));
}
