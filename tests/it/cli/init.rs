//! `init`: what it writes is what `gate` and `load` read, and nothing that is there is overwritten.

use cp_harness::reference::DEMO_TOKEN;
use serde_json::json;

use super::binary::{Folder, finish};
use super::server::{TOKEN, reference};

/// An API of its own: agents enrol, and say that they live under the id that they were given.
fn agents() -> String {
    let id = json!({ "type": "string" });
    let body = |properties: serde_json::Value, required: &[&str]| {
        json!({ "required": true, "content": { "application/json": { "schema":
            { "type": "object", "properties": properties, "required": required } } } })
    };
    let done = json!({ "204": { "description": "noted" } });
    json!({
        "openapi": "3.1.0", "info": { "title": "agents", "version": "1" },
        "paths": {
            "/agents": { "post": {
                "operationId": "enrol_agent",
                "requestBody": body(json!({ "hostname": id, "zone": id }), &["hostname", "zone"]),
                "responses": { "201": { "description": "enrolled", "content":
                    { "application/json": { "schema": { "type": "object", "required": ["agent_id"],
                        "properties": { "agent_id": id } } } } } },
            } },
            "/agents/{agent_id}/keep-alive": { "put": {
                "operationId": "keep_agent_alive",
                "parameters": [{ "name": "agent_id", "in": "path", "required": true, "schema": id }],
                "responses": done,
            } },
        },
    })
    .to_string()
}

#[test]
fn what_is_written_is_what_gate_reads() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path(".github")).unwrap();
    let ran = folder.run(&["init", "http://127.0.0.1:1"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("wrote  .github/workflows/cp-harness.yml"), "{ran:?}");
    assert!(ran.stdout.contains("serves no OpenAPI document"), "{ran:?}");
    let mut command = folder.command(&["gate", "--format", "json"]);
    let ran = finish(command.env("CP_TOKEN", DEMO_TOKEN).spawn().unwrap());
    // Nothing listens there: the file was understood, and its owner acts.
    assert_eq!(
        (ran.code, &ran.json()["reasons"][0]["owner"]),
        (Some(4), &"gate".into()),
        "{ran:?}"
    );
    let workflow =
        std::fs::read_to_string(folder.path(".github/workflows/cp-harness.yml")).unwrap();
    assert!(workflow.lines().count() <= 10 && workflow.contains("secrets.CP_TOKEN"), "{workflow}");
}

#[test]
fn what_is_there_is_kept() {
    let folder = Folder::new();
    folder.write("gate.toml", "[lint]\n").write(".gitlab-ci.yml", "");
    let ran = folder.run(&["init"]);
    assert_eq!(ran.quiet(), Some(0));
    assert!(ran.stdout.contains("kept   gate.toml"), "{ran:?}");
    assert!(ran.stdout.contains("wrote  cp-harness.gitlab-ci.yml"), "{ran:?}");
    assert_eq!(std::fs::read_to_string(folder.path("gate.toml")).unwrap(), "[lint]\n");
    assert_eq!(std::fs::read_to_string(folder.path(".gitlab-ci.yml")).unwrap(), "");
}

#[test]
fn a_target_that_serves_its_documents_needs_no_others() {
    let url = reference("");
    let folder = Folder::new();
    let ran = folder.run(&["init", &url]);
    assert_eq!(ran.quiet(), Some(0));
    let gate = std::fs::read_to_string(folder.path("gate.toml")).unwrap();
    assert!(gate.contains(&format!("spec = [\"{url}/api/openapi.json\"]")), "{gate}");
    assert!(gate.contains("# bind = { queue_id = \"CHANGE-ME\" }"), "{gate}");
    // The scenario that follows from the documents is one that the target takes.
    let spec = format!("{url}/api/openapi.json");
    let flags = ["--spec", &spec, "--target", &url, "--workers", "5", "--duration", "3s"];
    let slo = ["--slo", "error_rate<0.1%", "--interval", "500ms", "--ramp", "500ms"];
    let run = ["load", "gate-scenario.toml"];
    let ran = folder.run(&[&run[..], &flags, &slo, &TOKEN, &["--format", "json"]].concat());
    let report = ran.json();
    assert!([Some(0), Some(4), Some(5)].contains(&ran.code), "{report:#}");
    assert_eq!(report["entered"], 5, "{report:#}");
    let beats = report["stages"][1]["operations"][0].clone();
    assert_eq!(beats["name"], "worker_heartbeat", "{report:#}");
    assert!(beats["ok"].as_u64().unwrap() > 5 && beats["errors"] == 0, "{beats:#}");
}

#[test]
fn a_scenario_follows_from_documents_that_nobody_here_wrote() {
    let folder = Folder::new();
    folder.write("agents.json", agents());
    let ran = folder.run(&["init", "agents.json", "--folder", "out"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    let scenario = std::fs::read_to_string(folder.path("out/gate-scenario.toml")).unwrap();
    for part in [
        "operation = \"enrol_agent\"",
        "\"hostname\": {\n    \"$text\": \"gate-{worker}\"",
        "take = { agent_id = \"/agent_id\" }",
        "operation = \"keep_agent_alive\"",
        "path = { agent_id = \"{agent_id}\" }",
        "id = \"agent_id\"",
    ] {
        assert!(scenario.contains(part), "{part}\n{scenario}");
    }
    let run = ["load", "out/gate-scenario.toml", "--spec", "agents.json", "--dry-run"];
    let ran = folder.run(&[&run[..], &["--target", "http://127.0.0.1:1"]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn documents_without_a_heartbeat_have_a_gate_without_a_fleet_and_a_reason() {
    let folder = Folder::new();
    folder.write(
        "agents.json",
        agents().replace("keep-alive", "notes").replace("keep_agent_alive", "note"),
    );
    let ran = folder.run(&["init", "agents.json"]);
    assert_eq!(ran.quiet(), Some(0), "{ran:?}");
    assert!(ran.stdout.contains("no scenario was written: no operation"), "{ran:?}");
    assert!(!folder.path("gate-scenario.toml").exists());
}

#[test]
fn wrong_input_is_one_message_and_writes_nothing() {
    let folder = Folder::new();
    folder.write("broken.yaml", "openapi: [");
    for (arguments, code, part) in [
        (&["init", "broken.yaml"][..], 3, "broken.yaml"),
        (&["init", "nowhere.yaml"], 3, "nowhere.yaml"),
        (&["init", "http://127.0.0.1:1", "http://127.0.0.1:2"], 2, "one target"),
        (&["init", "ftp://127.0.0.1"], 2, "http"),
    ] {
        let ran = folder.run(arguments);
        assert!(ran.error(code).contains(part), "{ran:?}");
    }
    assert!(!folder.path("gate.toml").exists());
}
