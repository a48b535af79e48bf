//! Twin of `prose_rate_limit_exceeded`.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::common::{HEARTBEAT, Reply, Target};
use serde_json::json;

#[tokio::test]
async fn a_limit_that_nobody_keeps_is_found() {
    Target::reference().exceeded().only(&[HEARTBEAT]).breaks("prose_rate_limit_exceeded").await;
}

#[tokio::test]
async fn a_limit_that_is_kept_passes_and_keeps_no_other_answer_back() {
    let calls = AtomicUsize::new(0);
    let only = ["prose_*@worker_heartbeat#*", "response_*@worker_heartbeat#*"];
    let results = Target::reference()
        .exceeded()
        .before(move |_| {
            let beyond = calls.fetch_add(1, Ordering::SeqCst) >= 100;
            beyond.then(|| Reply::new(429, json!({"detail": "slow down"})))
        })
        .only(&only)
        .run()
        .await;
    let outcomes: Vec<_> = results.iter().map(|result| format!("{:?}", result.outcome)).collect();
    assert!(outcomes.iter().all(|outcome| !outcome.starts_with("Inc")), "{outcomes:?}");
    let exceeded = results.iter().find(|r| r.check.rule == "prose_rate_limit_exceeded").unwrap();
    assert_eq!(format!("{:?}", exceeded.outcome), "Pass");
    assert!(exceeded.exchanges.len() <= 101, "it stops at the first 429");
}

#[tokio::test]
async fn a_caller_with_a_higher_limit_is_not_blamed() {
    Target::reference()
        .exceeded()
        .after(|_, reply| reply.set_header("x-ratelimit-limit", "5000"))
        .only(&["prose_*@worker_heartbeat#*"])
        .conforms()
        .await;
}
