//! Every JSON document that a command prints names its schema, and obeys it.

use serde_json::Value;

use super::binary::Folder;
use super::compare::valid;
use super::pets::{FAILING, folder as pets, server};

/// A document, which has to name its schema and obey it.
fn assert_obeys(name: &str, document: &Value) {
    assert_eq!(document["schema"], format!("cp-harness/{name}"), "{document:#}");
    assert_eq!(document["version"], 1);
    assert!(valid(&format!("{name}-v1.schema.json"), document), "{name}: {document:#}");
}

#[test]
fn what_commands_print_as_json_obeys_the_schema_that_it_names() {
    let folder = Folder::new();
    let specs = format!("{}/specs", env!("CARGO_MANIFEST_DIR"));
    let (register, start) =
        (format!("{specs}/register_worker.yaml"), format!("{specs}/start_worker.yaml"));
    for (name, arguments) in [
        ("plan", &["plan", "--format", "json"][..]),
        ("plan", &["plan", "--profile", "strict", "--fuzz", "2", "--format", "json"]),
        ("rules", &["rules", "--format", "json"]),
        ("rules", &["rules", "no_content", "--format", "json"]),
        ("lint", &["lint", "--format", "json"]),
        ("diff", &["diff", &register, &start, "--format", "json"]),
        ("fleet", &["load", "smoke", "--dry-run"]),
        ("fleet", &["load", "churn", "--dry-run"]),
        ("fleet", &["load", "capacity", "--dry-run"]),
        ("fleet", &["load", "steady-5k", "--dry-run", "--resend-closed"]),
        ("doctor", &["doctor", "--workers", "10", "--format", "json"]),
        ("mutants", &["mutants", "--only", "token_prefix_*", "--format", "json"]),
    ] {
        let ran = folder.run(arguments);
        let document: Value =
            serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{arguments:?}: {ran:?}"));
        assert_obeys(name, &document);
    }
}

#[test]
fn a_check_that_is_sent_again_obeys_its_schema() {
    let (folder, server) = (pets(), server());
    let url = server.url();
    folder.run(&["conform", "--spec", "pets.yaml", "--target", &url, "--report", "out"]);
    let ran = folder.run(&["replay", "out", FAILING, "--target", &url, "--format", "json"]);
    assert_obeys("replay", &ran.json());
    assert!(valid("report-v1.schema.json", &ran.json()["again"]), "{ran:?}");
}

#[test]
fn the_files_that_init_writes_obey_their_schemas() {
    let folder = Folder::new();
    let specs = format!("{}/specs", env!("CARGO_MANIFEST_DIR"));
    assert_eq!(folder.run(&["init", &specs, "https://cp.example.com"]).code, Some(0));
    let read = |name: &str| std::fs::read_to_string(folder.path(name)).unwrap();
    let gate = read("gate.toml");
    // Its example is a waiver, commented out.
    let waivers = read("gate.waivers.toml").replace("\n# ", "\n").replace("\n#", "\n");
    let (_, waivers) = waivers.split_once("[[waiver]]").unwrap();
    for (schema, text) in [("gate-v1", gate), ("waivers-v1", format!("[[waiver]]{waivers}"))] {
        let file: toml::Value = toml::from_str(&text).unwrap();
        let file = serde_json::to_value(file).unwrap();
        assert!(valid(&format!("{schema}.schema.json"), &file), "{schema}: {text}");
    }
}
