//! Twin of `secret_echo`.

use crate::common::{HEARTBEAT, REGISTER, Target, doors};

#[tokio::test]
async fn a_token_in_a_header_of_an_answer_is_found() {
    Target::reference()
        .after(|call, reply| {
            if let Some(value) = call.header("authorization").filter(|_| reply.status == 422) {
                reply.set_header("x-debug", value);
            }
        })
        .only(&[REGISTER])
        .breaks("secret_echo")
        .await;
}

#[tokio::test]
async fn a_token_in_the_content_of_any_refusal_is_found() {
    Target::reference()
        .after(|call, reply| {
            if reply.status == 405
                && let Some(value) = call.header("authorization")
            {
                reply.set_json(serde_json::json!({"detail": format!("not with {value}")}));
            }
        })
        .only(&[HEARTBEAT])
        .breaks("secret_echo")
        .await;
}

#[tokio::test]
async fn a_password_told_to_be_wrong_is_found() {
    doors::target(|_| None)
        .after(|call, reply| {
            if reply.status == 405 && call.path.starts_with("/login") {
                reply.set_header("x-debug", "login with Door-Word-93jk failed");
            }
        })
        .breaks("secret_echo")
        .await;
}

#[tokio::test]
async fn a_token_that_a_success_is_declared_to_answer_is_none() {
    Target::reference()
        .after(|call, reply| {
            let token = call.header("authorization").unwrap_or_default().to_owned();
            reply.edit(|object| {
                object.insert("worker_token".to_owned(), token.into());
            });
        })
        .only(&["secret_echo"])
        .conforms()
        .await;
}
