//! Twin of `prose_rate_limit_consistent`.

use crate::common::shelf::{Flaw, target};

#[tokio::test]
async fn more_requests_left_than_the_limit_allows_are_found() {
    let untrue = Flaw::MoreThanTheLimit;
    target(untrue).breaks("prose_rate_limit_consistent").await;
}
