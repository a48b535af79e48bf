//! Twin of `auth_missing`.

use crate::common::Target;

#[tokio::test]
async fn anonymous_callers_taken_for_the_default_organisation_are_found() {
    Target::reference()
        .before(|call| {
            if call.header("authorization").is_none() {
                call.authenticate();
            }
            None
        })
        .breaks("auth_missing")
        .await;
}
