//! Who may call, and what strangers learn.

use cp_harness::reference::{DEMO_TOKEN, SECOND_TOKEN};
use serde_json::json;

use super::target::{HEARTBEAT, REGISTER, Target, queue_start_path, start_path};

fn paths() -> [String; 4] {
    [REGISTER.to_owned(), HEARTBEAT.to_owned(), start_path("x"), queue_start_path("x")]
}

#[tokio::test]
async fn a_stranger_is_refused_before_anything_is_reported_about_the_request() {
    let target = Target::new().await;
    let large = vec![b'x'; 2 * 1024 * 1024];
    for path in paths() {
        for body in [&b"{"[..], b"", b"{}", &large] {
            let json = "Content-Type: application/json\r\n";
            let reply = target.call("POST", &path, json, body).await;
            assert_eq!(reply.status, 401, "{path}");
            assert_eq!(reply.json(), json!({ "detail": "Not authenticated" }));
            assert_eq!(reply.header("www-authenticate"), Some(r#"Bearer realm="control plane""#));
        }
    }
}

#[tokio::test]
async fn a_wrong_token_is_reported_to_be_wrong_and_is_not_repeated() {
    let target = Target::new().await;
    for path in paths() {
        let reply = target.post_as("sesame-4711", &path, "{}").await;
        assert_eq!(reply.status, 401, "{path}");
        let challenge = reply.header("www-authenticate").unwrap();
        assert!(challenge.starts_with("Bearer "), "{challenge}");
        assert!(challenge.contains(r#"error="invalid_token""#), "{challenge}");
        assert!(
            !reply.head.contains("4711") && !reply.body.escape_ascii().to_string().contains("4711")
        );
    }
}

#[tokio::test]
async fn only_a_known_bearer_token_lets_pass() {
    let target = Target::new().await;
    let content = br#"{"environment_name": "production"}"#;
    for (credentials, status) in [
        (format!("Bearer {DEMO_TOKEN}"), 200),
        (format!("bEARER  {DEMO_TOKEN}"), 200),
        (format!("Basic {DEMO_TOKEN}"), 401),
        (format!("Token {DEMO_TOKEN}"), 401),
        (DEMO_TOKEN.to_owned(), 401),
        (format!("Bearer{DEMO_TOKEN}"), 401),
        (format!("Bearer {DEMO_TOKEN},"), 401),
        (format!("Bearer {DEMO_TOKEN} x"), 401),
        (format!("Bearer {}", DEMO_TOKEN.to_uppercase()), 401),
        ("Bearer".to_owned(), 401),
        ("Bearer \u{fc}\u{1f512}".to_owned(), 401),
        (String::new(), 401),
    ] {
        let head = format!("Authorization: {credentials}\r\nContent-Type: application/json\r\n");
        let reply = target.call("POST", REGISTER, &head, content).await;
        assert_eq!(reply.status, status, "{credentials}");
    }
}

#[tokio::test]
async fn one_organisation_does_not_see_the_workers_and_queues_of_another() {
    let target = Target::new().await;
    let worker_id = target.register_as(DEMO_TOKEN).await;
    let beat = format!(r#"{{"worker_id": "{worker_id}", "environment_name": "production"}}"#);
    let queue = queue_start_path(cp_harness::reference::DEMO_QUEUE_ID);
    for (path, body) in
        [(HEARTBEAT.to_owned(), &*beat), (start_path(&worker_id), "{}"), (queue, "{}")]
    {
        let stranger = target.post_as(SECOND_TOKEN, &path, body).await;
        assert_eq!(stranger.status, 404, "{path}");
        let owner = target.post(&path, body).await;
        assert!(owner.status < 300, "{path}: {owner:?}");
    }
    assert_eq!(target.store.worker(&worker_id).unwrap().heartbeat.unwrap().count, 1);
}
