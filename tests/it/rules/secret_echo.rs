//! Twin of `secret_echo`.

use crate::common::{HEARTBEAT, REGISTER, Target, auth};
use cp_harness::reference::fixtures::LOGIN;

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
async fn a_password_reported_to_be_wrong_is_found() {
    auth::target()
        .after(|call, reply| {
            if reply.status == 405 && call.path.starts_with("/login") {
                let (_, password) = LOGIN.split_once(':').unwrap();
                reply.set_header("x-debug", &format!("login with {password} failed"));
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
            reply.edit_success(|object| {
                object.insert("worker_token".to_owned(), token.into());
            });
        })
        .only(&["secret_echo"])
        .conforms()
        .await;
}

#[tokio::test]
async fn a_leak_belongs_to_the_operation_that_leaks_whichever_check_called_it() {
    // A law on registrations starts a worker for a queue, too.
    Target::reference()
        .after(|call, reply| {
            if let Some(value) = call.header("authorization").filter(|_| reply.is_success())
                && call.path.contains("/worker-queues/")
            {
                reply.set_header("x-debug", value);
            }
        })
        .only(&["secret_echo", "law_constant"])
        .breaks_checks(&["secret_echo@start_worker_for_queue#any"])
        .await;
}

#[tokio::test]
async fn a_leak_is_found_in_what_other_operations_checks_alone_call() {
    let limited = std::sync::atomic::AtomicBool::new(false);
    Target::reference()
        .after(move |call, reply| {
            let is_queue = call.path.contains("/worker-queues/") && reply.is_success();
            let is_first = || !limited.swap(true, std::sync::atomic::Ordering::Relaxed);
            if let Some(value) = call.header("authorization").filter(|_| is_queue && is_first()) {
                reply.set_header("x-debug", value);
            }
        })
        .only(&["secret_echo@start_worker_for_queue#*", "law_constant"])
        .breaks_checks(&["secret_echo@start_worker_for_queue#any"])
        .await;
}
