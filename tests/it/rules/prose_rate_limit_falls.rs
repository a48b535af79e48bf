//! Twin of `prose_rate_limit_falls`.

use crate::common::shelf::{Shelf, target};

#[tokio::test]
async fn a_counter_that_stands_still_is_found() {
    target(Shelf { stuck: true, ..Shelf::default() }).breaks("prose_rate_limit_falls").await;
}
