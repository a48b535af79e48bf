//! Twin of `auth_wrong_place`.

use cp_harness::reference::DEMO_TOKEN;
use cp_harness::reference::fixtures::KEY;

use crate::common::{HEARTBEAT, Target, auth};

#[tokio::test]
async fn a_key_taken_from_the_query_as_well_is_found() {
    auth::target()
        .before(|call| {
            if call.path.contains(&format!("?X-Key={KEY}")) {
                call.set_header("x-key", KEY);
            }
            None
        })
        .breaks_all(&["auth_wrong_place"])
        .await;
}

#[tokio::test]
async fn a_token_taken_from_the_query_as_well_is_found() {
    Target::reference()
        .before(|call| {
            if call.path.contains(&format!("access_token={DEMO_TOKEN}")) {
                call.authenticate();
            }
            None
        })
        .only(&[HEARTBEAT])
        .breaks("auth_wrong_place")
        .await;
}
