//! Twin of `prose_rate_limit_falls`.

use crate::common::shelf::{Flaw, target};

#[tokio::test]
async fn a_counter_that_stands_still_is_found() {
    target(Flaw::StandsStill).breaks("prose_rate_limit_falls").await;
}
