//! Twin of `refuses_bad_length`.

use crate::common::constraints;
use serde_json::{Value, json};

#[tokio::test]
async fn a_column_that_cuts_long_text_is_found() {
    constraints::with("/properties/name/maxLength", Value::Null).breaks("refuses_bad_length").await;
}

#[tokio::test]
async fn a_text_that_may_be_shorter_than_declared_is_found() {
    constraints::with("/properties/name/minLength", json!(1)).breaks("refuses_bad_length").await;
}

#[tokio::test]
async fn a_limit_that_is_one_off_in_an_alternative_which_no_plain_request_chooses_is_found() {
    let place = "/properties/owner/oneOf/1/properties/team/maxLength";
    constraints::with(place, json!(31)).breaks("refuses_bad_length").await;
}
