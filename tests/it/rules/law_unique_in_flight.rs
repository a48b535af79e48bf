//! Twin of `law_unique_in_flight`.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::common::{REGISTER, Target};
use serde_json::json;

#[tokio::test]
async fn an_id_made_of_the_clock_is_found() {
    // Whoever comes within the same quarter of a second gets the id of the one before.
    let last: Mutex<Option<(Instant, String)>> = Mutex::default();
    Target::reference()
        .after(move |call, reply| {
            if !call.is_to("/register") {
                return;
            }
            reply.edit_success(|content| {
                let mut last = last.lock().unwrap();
                let recent =
                    last.take().filter(|(at, _)| at.elapsed() < Duration::from_millis(250));
                let own = content.get("worker_id").and_then(|id| id.as_str()).unwrap().to_owned();
                let id = recent.map_or(own, |(_, id)| id);
                content.insert("worker_id".into(), json!(id));
                *last = Some((Instant::now(), id));
            });
        })
        .only(&["law_unique_in_flight@register_worker#*"])
        .breaks("law_unique_in_flight")
        .await;
}

#[tokio::test]
async fn a_server_that_falls_over_when_several_register_at_once_is_found() {
    let under_way = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    Target::reference()
        .slow(Duration::from_millis(100))
        .before(move |call| {
            let before = under_way.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let crowded = call.is_to("/register") && before % 8 == 7;
            crowded.then(|| crate::common::Reply::new(500, json!({"detail": "deadlock"})))
        })
        .only(&["law_unique_in_flight@register_worker#*"])
        .breaks("law_unique_in_flight")
        .await;
}

#[tokio::test]
async fn registrations_in_flight_together_pass_on_a_server_that_is_right() {
    Target::reference().concurrency(1).only(&[REGISTER]).conforms().await;
}
