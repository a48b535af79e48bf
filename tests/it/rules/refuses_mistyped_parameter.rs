//! Twin of `refuses_mistyped_parameter`.

use crate::common::Target;
use cp_harness::reference::fixtures::FixtureApi;
use serde_json::json;

/// The catalogue with a parameter of any type but the empty one, where it declares an integer.
fn untyped(pointer: &str) -> Target {
    Target::reading(FixtureApi::Catalogue, pointer, json!({"type": "string", "minLength": 1}))
}

#[tokio::test]
async fn a_parameter_that_is_ignored_where_it_cannot_be_read_is_found() {
    untyped("/paths/~1shelves/get/parameters/0/schema")
        .only(&["list_shelves"])
        .breaks("refuses_mistyped_parameter")
        .await;
}

#[tokio::test]
async fn a_path_parameter_that_is_read_as_far_as_possible_is_found() {
    untyped("/paths/~1shelves~1{shelf_id}/parameters/0/schema")
        .only(&["read_shelf"])
        .breaks_checks(&[
            "refuses_mistyped_parameter@read_shelf#shelf_id=fraction",
            "refuses_mistyped_parameter@read_shelf#shelf_id=string",
        ])
        .await;
}

#[tokio::test]
async fn parameters_read_as_declared_pass() {
    let shelves = Target::fixture(FixtureApi::Catalogue);
    shelves.only(&["list_shelves", "read_shelf"]).conforms().await;
}
