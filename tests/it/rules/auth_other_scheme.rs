//! Twin of `auth_other_scheme`.

use crate::common::Target;
use cp_harness::reference::DEMO_TOKEN;

#[tokio::test]
async fn a_token_taken_under_any_scheme_is_found() {
    Target::reference()
        .before(|call| {
            let (_, token) = call.header("authorization")?.split_once(' ')?;
            if token == DEMO_TOKEN {
                call.authenticate();
            }
            None
        })
        .breaks("auth_other_scheme")
        .await;
}
