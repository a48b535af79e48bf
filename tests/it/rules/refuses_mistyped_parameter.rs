//! Twin of `refuses_mistyped_parameter`.

use crate::common::jobs::{Laxity, target};

#[tokio::test]
async fn a_parameter_that_is_ignored_where_it_cannot_be_read_is_found() {
    target(Laxity::MistypedLimit).breaks("refuses_mistyped_parameter").await;
}

#[tokio::test]
async fn a_path_parameter_that_is_read_as_far_as_possible_is_found() {
    target(Laxity::MistypedPage)
        .breaks_checks(&[
            "refuses_mistyped_parameter@list_jobs#page=fraction",
            "refuses_mistyped_parameter@list_jobs#page=string",
        ])
        .await;
}

#[tokio::test]
async fn parameters_read_as_declared_pass() {
    target(Laxity::None).conforms().await;
}
