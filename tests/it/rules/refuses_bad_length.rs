//! Twin of `refuses_bad_length`.

use crate::common::orders;
use serde_json::{Value, json};

#[tokio::test]
async fn a_column_that_cuts_long_text_is_found() {
    orders::with("/properties/name/maxLength", Value::Null).breaks("refuses_bad_length").await;
}

#[tokio::test]
async fn a_text_that_may_be_shorter_than_declared_is_found() {
    orders::with("/properties/name/minLength", json!(1)).breaks("refuses_bad_length").await;
}
