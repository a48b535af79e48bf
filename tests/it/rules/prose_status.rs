//! Twin of `prose_status`.

use crate::common::shelf::{Shelf, target};

#[tokio::test]
async fn a_status_that_the_overview_does_not_list_is_found() {
    target(Shelf { unknown: Some(410), ..Shelf::default() }).breaks("prose_status").await;
}
