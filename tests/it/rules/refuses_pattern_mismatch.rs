//! Twin of `refuses_pattern_mismatch`.

use crate::common::constraints;
use serde_json::{Value, json};

#[tokio::test]
async fn a_pattern_that_nobody_checks_is_found() {
    constraints::with("/properties/code/pattern", Value::Null)
        .breaks("refuses_pattern_mismatch")
        .await;
}

#[tokio::test]
async fn a_pattern_without_its_end_is_found() {
    constraints::with("/properties/code/pattern", json!("^[A-Z]{3}-[0-9]{2}"))
        .breaks("refuses_pattern_mismatch")
        .await;
}

#[tokio::test]
async fn a_pattern_that_takes_small_letters_too_is_found() {
    constraints::with("/properties/code/pattern", json!("^[A-Za-z]{3}-[0-9]{2}$"))
        .breaks("refuses_pattern_mismatch")
        .await;
}

#[tokio::test]
async fn an_end_of_line_taken_for_the_end_of_the_text_is_found() {
    let pattern = json!("^[A-Z]{3}-[0-9]{2}\\n?$");
    constraints::with("/properties/code/pattern", pattern).breaks("refuses_pattern_mismatch").await;
}
