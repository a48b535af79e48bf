//! Correct control planes that differ from the reference in what the documents leave open: none of
//! them fails.
#![expect(
    clippy::unwrap_used,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

mod content;
mod framing;
mod made_up;
mod overlap;
mod refusals;
mod stateful;
mod written;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::common::{HEARTBEAT, REGISTER, Reply, Target};
use serde_json::json;

#[tokio::test]
async fn a_path_prefix_of_a_gateway() {
    Target::reference().below("/base/v2").conforms().await;
}

#[tokio::test]
async fn a_slow_server() {
    Target::reference().slow(Duration::from_millis(20)).only(&[REGISTER]).conforms().await;
}

#[tokio::test]
async fn one_request_at_a_time() {
    Target::reference().concurrency(1).conforms().await;
}

#[tokio::test]
async fn further_headers() {
    Target::reference()
        .after(|_, reply| {
            reply.add_header("set-cookie", "session=1; HttpOnly");
            reply.add_header("set-cookie", "lang=en");
            reply.set_header("server", "envoy");
            reply.set_header("x-ratelimit-limit", "100");
            reply.set_header("strict-transport-security", "max-age=31536000");
        })
        .conforms()
        .await;
}

#[tokio::test]
async fn a_limit_on_the_rate_that_lets_pass_a_moment_later() {
    let calls = AtomicUsize::new(0);
    Target::reference()
        .before(move |_| {
            let limited = calls.fetch_add(1, Ordering::Relaxed) % 10 == 9;
            limited.then(|| {
                let mut reply = Reply::new(429, json!({"detail": "Too Many Requests"}));
                reply.set_header("retry-after", "0");
                reply
            })
        })
        .only(&[HEARTBEAT])
        .conforms()
        .await;
}
