//! Twin of `auth_alternative`.

use crate::common::doors::{self, Lock, opens};
use cp_harness::check::Outcome;

#[tokio::test]
async fn an_alternative_that_was_forgotten_is_found() {
    doors::target(|call| {
        let either = call.path.starts_with("/either");
        (either && opens(call, Lock::Key)).then_some(false)
    })
    .breaks("auth_alternative")
    .await;
}

#[tokio::test]
async fn every_kind_of_lock_that_holds_passes() {
    doors::target(|_| None).conforms().await;
}

#[tokio::test]
async fn an_alternative_that_the_caller_has_no_credential_for_is_skipped() {
    let target = crate::common::Target::own(doors::DOCUMENT, axum::Router::new());
    let results = target
        .token(doors::TOKEN)
        .only(&["auth_alternative@*#key", "auth_alternative@*#sso"])
        .run()
        .await;
    for result in results {
        let Outcome::Skip { reason } = &result.outcome else { panic!("{result:?}") };
        assert!(reason.contains("--credential "), "{reason}");
    }
}
