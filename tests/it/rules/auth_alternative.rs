//! Twin of `auth_alternative`.

use crate::common::auth;
use cp_harness::check::Outcome;
use cp_harness::reference::fixtures::issued;
use serde_json::json;

#[tokio::test]
async fn an_alternative_that_was_forgotten_is_found() {
    auth::requiring("/either", json!([{"token": []}, {"sso": []}]))
        .breaks("auth_alternative")
        .await;
}

#[tokio::test]
async fn every_kind_of_security_scheme_that_is_checked_passes() {
    auth::target().conforms().await;
}

#[tokio::test]
async fn an_alternative_that_the_caller_has_no_credential_for_is_skipped() {
    let results = auth::target()
        .without_credentials()
        .token(&issued())
        .only(&["auth_alternative@*#key", "auth_alternative@*#sso"])
        .run()
        .await;
    for result in results {
        let Outcome::Skip { reason } = &result.outcome else { panic!("{result:?}") };
        assert!(reason.contains("--credential "), "{reason}");
    }
}
