//! Twin of `refuses_missing_parameter`.

use crate::common::jobs::{Laxity, target};

#[tokio::test]
async fn a_required_parameter_with_a_hidden_default_is_found() {
    target(Laxity::MissingLimit).breaks("refuses_missing_parameter").await;
}
