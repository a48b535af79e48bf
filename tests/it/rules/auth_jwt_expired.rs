//! Twin of `auth_jwt_expired`.

use crate::common::tokens::{KEY, Laxity, target};
use cp_harness::check::Outcome;

#[tokio::test]
async fn a_token_that_never_expires_is_found_where_the_key_is_known() {
    target(Laxity::Expiry).jwt_key(KEY).breaks("auth_jwt_expired").await;
}

#[tokio::test]
async fn a_server_that_looks_at_the_clock_passes() {
    let results = target(Laxity::None).jwt_key(KEY).only(&["auth_jwt_*"]).run().await;
    let passed = results.iter().filter(|result| result.outcome == Outcome::Pass);
    assert_eq!(passed.count(), results.len());
}

#[tokio::test]
async fn without_the_key_nothing_is_said_of_a_server_that_verifies_signatures() {
    let results = target(Laxity::Expiry).only(&["auth_jwt_expired"]).run().await;
    let Outcome::Skip { reason } = &results[0].outcome else { panic!("{results:?}") };
    assert!(reason.contains("--jwt-key"), "{reason}");
}
