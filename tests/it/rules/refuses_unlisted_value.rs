//! Twin of `refuses_unlisted_value`.

use crate::common::constraints;
use serde_json::{Value, json};

#[tokio::test]
async fn an_enumeration_that_is_plain_text_is_found() {
    constraints::with("/properties/state/enum", Value::Null).breaks("refuses_unlisted_value").await;
}

#[tokio::test]
async fn an_enumeration_in_the_path_is_found() {
    constraints::with_parameter("region", "/enum", Value::Null)
        .breaks("refuses_unlisted_value")
        .await;
}

#[tokio::test]
async fn an_enumeration_of_elements_is_found() {
    constraints::with_parameter("tags", "/items/enum", Value::Null)
        .breaks("refuses_unlisted_value")
        .await;
}

#[tokio::test]
async fn a_word_with_blanks_around_it_that_passes_for_the_word_is_found() {
    let words = json!(["open", "closed", " open ", " closed "]);
    constraints::with("/properties/state/enum", words).breaks("refuses_unlisted_value").await;
}
