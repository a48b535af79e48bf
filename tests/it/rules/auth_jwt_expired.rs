//! Twin of `auth_jwt_expired`.

use crate::common::auth::admitting;
use cp_harness::check::Outcome;
use cp_harness::reference::fixtures::{Token, issued};

/// Does not look at the clock.
fn is_signed(token: &Token) -> bool {
    token.alg == "HS256" && token.is_signed && !token.is_early
}

#[tokio::test]
async fn a_token_that_never_expires_is_found_where_the_key_is_known() {
    admitting(is_signed).breaks("auth_jwt_expired").await;
}

#[tokio::test]
async fn a_server_that_looks_at_the_clock_passes() {
    let results = admitting(|_| false).only(&["auth_jwt_*@read_book#*"]).run().await;
    let passed = results.iter().filter(|result| result.outcome == Outcome::Pass);
    assert_eq!(passed.count(), results.len());
}

#[tokio::test]
async fn without_the_key_nothing_is_said_of_a_server_that_verifies_signatures() {
    let target = admitting(is_signed).without_credentials().token(&issued());
    let results = target.only(&["auth_jwt_expired@read_book#*"]).run().await;
    let Outcome::Skip { reason } = &results[0].outcome else { panic!("{results:?}") };
    assert!(reason.contains("--jwt-key"), "{reason}");
}
