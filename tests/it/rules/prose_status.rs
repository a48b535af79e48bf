//! Twin of `prose_status`.

use crate::common::shelf::{Flaw, target};

#[tokio::test]
async fn a_status_that_the_overview_does_not_list_is_found() {
    target(Flaw::Gone).breaks("prose_status").await;
}
