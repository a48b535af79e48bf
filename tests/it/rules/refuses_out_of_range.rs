//! Twin of `refuses_out_of_range`.

use crate::common::constraints;
use serde_json::{Value, json};

#[tokio::test]
async fn a_limit_that_nobody_checks_is_found() {
    constraints::with("/properties/count/exclusiveMaximum", Value::Null)
        .breaks("refuses_out_of_range")
        .await;
}

#[tokio::test]
async fn a_limit_off_by_a_little_is_found() {
    constraints::with("/properties/price/maximum", json!(99.51))
        .breaks("refuses_out_of_range")
        .await;
}

#[tokio::test]
async fn a_limit_on_an_element_is_found() {
    constraints::with("/properties/point/prefixItems/1/minimum", Value::Null)
        .breaks("refuses_out_of_range")
        .await;
}

#[tokio::test]
async fn a_page_size_without_its_limit_is_found() {
    constraints::with_parameter("limit", "/maximum", Value::Null)
        .breaks("refuses_out_of_range")
        .await;
}

#[tokio::test]
async fn a_limit_on_a_header_is_found() {
    constraints::with_parameter("X-Depth", "/minimum", Value::Null)
        .breaks("refuses_out_of_range")
        .await;
}

#[tokio::test]
async fn a_limit_inside_a_filter_is_found() {
    constraints::with_parameter("filter", "/properties/size/maximum", Value::Null)
        .breaks("refuses_out_of_range")
        .await;
}
