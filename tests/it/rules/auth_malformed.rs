//! Twin of `auth_malformed`.

use crate::common::{HEARTBEAT, Reply, Target};
use cp_harness::reference::DEMO_TOKEN;
use serde_json::json;

#[tokio::test]
async fn a_token_taken_without_its_scheme_is_found() {
    Target::reference()
        .before(|call| {
            if call.header("authorization") == Some(DEMO_TOKEN) {
                call.authenticate();
            }
            None
        })
        .breaks("auth_malformed")
        .await;
}

#[tokio::test]
async fn a_second_word_that_is_read_without_looking_is_found() {
    // `authorization.split(" ")[1]` looks neither at the scheme nor at what follows the token, and
    // fails where there is no second word.
    Target::reference()
        .before(|call| {
            let words: Vec<&str> = call.header("authorization")?.split(' ').collect();
            match words.get(1) {
                Some(word) if *word == DEMO_TOKEN => call.authenticate(),
                Some(_) => {}
                None => return Some(Reply::new(500, json!({"detail": "IndexError"}))),
            }
            None
        })
        .only(&[HEARTBEAT])
        .breaks_all(&["auth_malformed", "auth_other_scheme"])
        .await;
}
