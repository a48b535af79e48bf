//! Content that is not what the documents ask for, and content that is odd but right.

use cp_harness::reference::{DEMO_QUEUE_ID, DEMO_TOKEN};
use serde_json::json;

use super::target::{HEARTBEAT, REGISTER, Reply, Target, queue_start_path, start_path};

async fn typed(target: &Target, media_type: &str, path: &str, body: &[u8]) -> Reply {
    let head = format!("Authorization: Bearer {DEMO_TOKEN}\r\n{media_type}");
    target.call("POST", path, &head, body).await
}

#[tokio::test]
async fn every_offender_is_listed_at_its_place() {
    let target = Target::new().await;
    let cases: [(&str, &str, &[&str]); 7] = [
        (REGISTER, "{}", &[r#"["body","environment_name"] missing"#]),
        (
            REGISTER,
            r#"{"environment_name": null, "hostname": 1, "worker_metadata": null}"#,
            &[
                r#"["body","environment_name"] string_type"#,
                r#"["body","hostname"] string_type"#,
                r#"["body","worker_metadata"] dict_type"#,
            ],
        ),
        (
            HEARTBEAT,
            r#"{"status": null, "tasks_processed": "5", "current_task_id": {}, "worker_metadata": []}"#,
            &[
                r#"["body","worker_id"] missing"#,
                r#"["body","environment_name"] missing"#,
                r#"["body","status"] string_type"#,
                r#"["body","tasks_processed"] int_type"#,
                r#"["body","current_task_id"] string_type"#,
                r#"["body","worker_metadata"] dict_type"#,
            ],
        ),
        (
            HEARTBEAT,
            r#"{"worker_id": "x", "environment_name": "y", "tasks_processed": 1.5}"#,
            &[r#"["body","tasks_processed"] int_from_float"#],
        ),
        (
            HEARTBEAT,
            r#"{"worker_id": "x", "environment_name": "y", "tasks_processed": true}"#,
            &[r#"["body","tasks_processed"] int_type"#],
        ),
        (&start_path("x"), r#"{"system_info": "x"}"#, &[r#"["body","system_info"] dict_type"#]),
        (REGISTER, "[]", &[r#"["body"] model_attributes_type"#]),
    ];
    for (path, body, expected) in cases {
        assert_eq!(target.post(path, body).await.offenders(), expected, "{path} {body}");
    }
}

#[tokio::test]
async fn every_member_of_the_system_information_is_looked_at() {
    let target = Target::new().await;
    let path = queue_start_path(DEMO_QUEUE_ID);
    let strings = "hostname platform os_name os_version python_version cli_version sdk_version cwd \
                   llm_gateway_url docker_version";
    let integers = "pid cpu_count memory_total memory_used disk_total disk_used";
    let numbers = "cpu_percent memory_percent disk_percent uptime_seconds";
    let mut looked_at = 0;
    for (names, right, fault) in [
        (strings, json!("x"), "string_type"),
        (integers, json!(7), "int_type"),
        (numbers, json!(7.5), "float_type"),
        ("supported_runtimes", json!(["a", "b"]), "list_type"),
        ("docker_available", json!(true), "bool_type"),
    ] {
        for name in names.split_whitespace() {
            looked_at += 1;
            let wrong = target.post(&path, &json!({"system_info": {name: {}}}).to_string()).await;
            let expected = format!(r#"["body","system_info","{name}"] {fault}"#);
            assert_eq!(wrong.offenders(), [expected]);
            for value in [&right, &json!(null)] {
                let body = json!({"system_info": {name: value}}).to_string();
                assert_eq!(target.post(&path, &body).await.status, 200, "{body}");
            }
        }
    }
    assert_eq!(looked_at, 22);
    let body = r#"{"worker_sdk_version": 1, "control_plane_url": false,
        "system_info": {"pid": 1.5, "supported_runtimes": ["a", 1]}}"#;
    assert_eq!(
        target.post(&path, body).await.offenders(),
        [
            r#"["body","worker_sdk_version"] string_type"#,
            r#"["body","system_info","pid"] int_from_float"#,
            r#"["body","system_info","supported_runtimes",1] string_type"#,
            r#"["body","control_plane_url"] string_type"#,
        ]
    );
    let reply = target.post(&path, r#"{"system_info": []}"#).await;
    assert_eq!(reply.offenders(), [r#"["body","system_info"] model_attributes_type"#]);
}

#[tokio::test]
async fn missing_and_malformed_content_is_refused() {
    let target = Target::new().await;
    for path in [REGISTER, HEARTBEAT, &start_path("x")] {
        assert_eq!(target.post(path, "").await.offenders(), [r#"["body"] missing"#]);
        let reply = typed(&target, "", path, b"").await;
        assert_eq!(reply.offenders(), [r#"["body"] missing"#]);
    }
    for path in [REGISTER, HEARTBEAT, &start_path("x"), &queue_start_path(DEMO_QUEUE_ID)] {
        let reply = target.post(path, r#"{"a": "#).await;
        assert_eq!(reply.offenders().len(), 1);
        assert!(reply.offenders()[0].ends_with("json_invalid"), "{path}");
        for media_type in ["", "Content-Type: text/plain\r\n", "Content-Type: \r\n"] {
            let reply = typed(&target, media_type, path, b"{}").await;
            assert_eq!(reply.offenders(), [r#"["body"] model_attributes_type"#], "{media_type}");
        }
    }
}

#[tokio::test]
async fn odd_but_valid_content_is_accepted() {
    let target = Target::new().await;
    let deep = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
    let digits = "9".repeat(500);
    for body in [
        r#"{"environment_name": ""}"#.to_owned(),
        r#"{"environment_name": "\u0000\ud83d\ude00 é/..%00"}"#.to_owned(),
        r#"{"environment_name": 1, "environment_name": "last wins"}"#.to_owned(),
        r#"{"environment_name": "a", "hostname": null, "worker_metadata": {}, "more": 1}"#
            .to_owned(),
        format!(r#"{{"environment_name": "a", "worker_metadata": {{"deep": {deep}}}}}"#),
        format!(r#"{{"environment_name": "a", "worker_metadata": {{"n": {digits}, "m": 1e999}}}}"#),
        format!(r#" {{ "environment_name" : "{}" }} "#, "x".repeat(500_000)),
    ] {
        let reply = target.post(REGISTER, &body).await;
        let start: String = body.chars().take(80).collect();
        assert_eq!(reply.status, 200, "{start}");
    }
    for media_type in ["application/json; charset=utf-8", "application/worker+json"] {
        let head = format!("Content-Type: {media_type}\r\n");
        let reply = typed(&target, &head, REGISTER, br#"{"environment_name": "a"}"#).await;
        assert_eq!(reply.status, 200, "{media_type}");
    }
}

#[tokio::test]
async fn an_integer_is_one_however_large_or_written() {
    let target = Target::new().await;
    let worker_id = target.register_as(DEMO_TOKEN).await;
    for (number, kept) in [
        ("12", 12),
        ("1.0", 1),
        ("1e2", 100),
        ("-3", -3),
        ("123456789012345678901234567890", i64::MAX),
        ("1e400", i64::MAX),
    ] {
        let body = format!(
            r#"{{"worker_id": "{worker_id}", "environment_name": "", "tasks_processed": {number}}}"#
        );
        assert_eq!(target.post(HEARTBEAT, &body).await.status, 204, "{number}");
        let heartbeat = target.store.worker(&worker_id).unwrap().heartbeat.unwrap();
        assert_eq!(heartbeat.tasks_processed, kept, "{number}");
    }
}

#[tokio::test]
async fn content_that_is_too_large_is_refused_and_the_refusal_is_heard() {
    let target = Target::new().await;
    for megabytes in [2, 12] {
        let large = " ".repeat(megabytes * 1024 * 1024);
        let reply = target.post(REGISTER, &large).await;
        assert_eq!(reply.status, 413);
        assert_eq!(reply.json(), json!({ "detail": "Request body is too large" }));
    }
}

#[tokio::test]
async fn chunked_content_is_read() {
    let target = Target::new().await;
    let head = format!(
        "POST {REGISTER} HTTP/1.1\r\nHost: t\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\
         Content-Type: application/json\r\nAuthorization: Bearer {DEMO_TOKEN}\r\n\r\n"
    );
    let whole = format!("{head}12\r\n{{\"environment_name\r\n6\r\n\":\"a\"}}\r\n0\r\n\r\n");
    let reply = target.raw(whole.as_bytes()).await;
    assert!(reply.starts_with(b"HTTP/1.1 200 "), "{}", reply.escape_ascii());
    let broken = format!("{head}zz\r\n");
    let reply = target.raw(broken.as_bytes()).await;
    assert!(reply.starts_with(b"HTTP/1.1 400 "), "{}", reply.escape_ascii());
}
