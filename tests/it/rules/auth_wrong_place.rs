//! Twin of `auth_wrong_place`.

use crate::common::doors::{self, KEY};
use cp_harness::reference::DEMO_TOKEN;

use crate::common::{HEARTBEAT, Target};

#[tokio::test]
async fn a_key_taken_from_the_query_as_well_is_found() {
    doors::target(|call| call.path.contains(&format!("?X-Key={KEY}")).then_some(true))
        .breaks_all(&["auth_wrong_place"])
        .await;
}

#[tokio::test]
async fn a_token_taken_from_the_query_as_well_is_found() {
    Target::reference()
        .before(|call| {
            if call.path.contains(&format!("access_token={DEMO_TOKEN}")) {
                call.let_in();
            }
            None
        })
        .only(&[HEARTBEAT])
        .breaks("auth_wrong_place")
        .await;
}
