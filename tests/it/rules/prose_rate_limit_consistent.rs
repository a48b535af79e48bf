//! Twin of `prose_rate_limit_consistent`.

use crate::common::shelf::{Shelf, target};

#[tokio::test]
async fn more_requests_left_than_the_limit_allows_are_found() {
    let untrue = Shelf { more_than_the_limit: true, ..Shelf::default() };
    target(untrue).breaks("prose_rate_limit_consistent").await;
}
