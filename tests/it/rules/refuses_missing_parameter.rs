//! Twin of `refuses_missing_parameter`.

use crate::common::Target;
use cp_harness::reference::fixtures::FixtureApi;
use serde_json::json;

#[tokio::test]
async fn a_required_parameter_with_a_hidden_default_is_found() {
    Target::reading(
        FixtureApi::Catalogue,
        "/paths/~1shelves/get/parameters/0/required",
        json!(false),
    )
    .only(&["list_shelves"])
    .breaks("refuses_missing_parameter")
    .await;
}
