//! Twin of `refuses_empty_parameter`.

use crate::common::{Call, constraints};

#[tokio::test]
async fn a_number_without_digits_that_is_let_pass_is_found() {
    constraints::target()
        .before(|call: &mut Call| {
            call.path = call.path.replace("limit=&", "").replace("?limit=", "?l=");
            None
        })
        .only(&["refuses_empty_parameter"])
        .breaks("refuses_empty_parameter")
        .await;
}
