//! Twin of `auth_wrong_token`.

use crate::common::{HEARTBEAT, Target};
use cp_harness::reference::DEMO_TOKEN;

#[tokio::test]
async fn a_token_that_nobody_verifies_is_found() {
    Target::reference()
        .before(|call| {
            let token = call.header("authorization")?.strip_prefix("Bearer ")?;
            if !token.contains(' ') {
                call.authenticate();
            }
            None
        })
        .breaks("auth_wrong_token")
        .await;
}

#[tokio::test]
async fn a_token_compared_by_its_beginning_is_found() {
    Target::reference()
        .before(|call| {
            let token = call.header("authorization")?.strip_prefix("Bearer ")?;
            if token.starts_with(DEMO_TOKEN) && !token.contains(' ') {
                call.authenticate();
            }
            None
        })
        .only(&[HEARTBEAT])
        .breaks_checks(&["auth_wrong_token@worker_heartbeat#longer"])
        .await;
}
