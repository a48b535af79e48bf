//! Scenarios as files: held to their published schema, and the schema to them.
#![expect(
    clippy::unwrap_used,
    reason = "what a test leans on beside its test functions may fail as a test does"
)]

use std::fs;
use std::path::PathBuf;

use cp_harness::load::{Overrides, SCENARIOS, Scenario};
use cp_harness::spec::Api;
use jsonschema::Validator;
use serde_json::{Value, json};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn schema() -> Value {
    let path = root().join("docs/schemas/scenario-v1.schema.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::new(schema).unwrap()
}

/// Every TOML file of a folder: name, text and content.
fn files(folder: &str) -> Vec<(String, String, Value)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let content = toml::from_str(&text).unwrap();
            files.push((name, text, content));
        }
    }
    assert!(files.len() >= 4, "{folder}");
    files
}

fn problems(validator: &Validator, value: &Value) -> Vec<String> {
    let described =
        |error: jsonschema::ValidationError<'_>| format!("{}: {error}", error.instance_path());
    validator.iter_errors(value).map(described).collect()
}

#[test]
fn every_scenario_obeys_the_published_schema_and_the_documents() {
    let validator = validator(&schema());
    let api = Api::embedded().unwrap();
    for (name, text, content) in files("scenarios") {
        assert_eq!(problems(&validator, &content), Vec::<String>::new(), "{name}");
        assert!(
            SCENARIOS.iter().any(|(known, built_in)| *known == name && *built_in == text),
            "{name}"
        );
        let scenario = Scenario::parse(&name, &text).unwrap();
        let profile = scenario.resolve(&Overrides::default()).unwrap().profile;
        profile.behavior.check(&api).unwrap();
    }
}

#[test]
fn every_life_obeys_the_published_schema() {
    let mut schema = schema();
    for key in ["required", "properties", "additionalProperties", "oneOf"] {
        schema.as_object_mut().unwrap().remove(key);
    }
    schema["$ref"] = json!("#/$defs/life");
    let validator = validator(&schema);
    for (name, _, content) in files("scenarios/lives") {
        assert_eq!(problems(&validator, &content), Vec::<String>::new(), "{name}");
    }
}

/// Changes to `smoke` that neither the schema nor the reader takes.
const BROKEN: [(&str, &str); 16] = [
    ("workers = 20", "wrokers = 20"),
    ("workers = 20", "workers = 0"),
    ("workers = 20", "workers = \"20\""),
    ("jitter = 0.1", "jitter = 0.6"),
    ("jitter = 0.1", "connections = \"none\""),
    ("jitter = 0.1", "organisations = 0"),
    ("interval = \"2s\"", "interval = 1"),
    ("interval = \"2s\"", "interval = \"1\""),
    ("kind = \"ramp\"", "kind = \"rmap\""),
    ("kind = \"ramp\"", "kind = \"churn\""),
    ("kind = \"ramp\"", "kind = \"ramp\"\nbatch = 5"),
    ("kind = \"hold\"", "kind = \"herd-reconnect\"\nshare = 1.5"),
    ("duration = \"2s\"", ""),
    ("life = \"plain\"", "life = \"plane\""),
    ("[fleet]", "[life]\nbeat = []\n[fleet]"),
    ("slos = [\"p99(worker_heartbeat)<500ms\"]", "[[fault]]\nkind = \"crash\""),
];

#[test]
fn what_the_schema_refuses_the_reader_refuses_too() {
    let validator = validator(&schema());
    let (_, smoke) = SCENARIOS.iter().find(|(name, _)| *name == "smoke").unwrap();
    for (was, is) in BROKEN {
        assert!(smoke.contains(was), "{was}");
        let mut text = smoke.replacen(was, is, 1);
        if is.starts_with("[life]") {
            text = text.replace("life = \"plain\"\n", "");
        }
        let content: Value = toml::from_str(&text).unwrap();
        assert!(!validator.is_valid(&content), "the schema takes {is}");
        let read = Scenario::parse("smoke.toml", &text)
            .and_then(|scenario| scenario.resolve(&Overrides::default()));
        assert!(read.is_err(), "the reader takes {is}");
    }
}

#[test]
fn a_message_about_a_copied_scenario_names_its_line() {
    let (_, smoke) = SCENARIOS.iter().find(|(name, _)| *name == "smoke").unwrap();
    let text = smoke.replace("workers = 20", "wrokers = 20");
    let line = 1 + text.lines().position(|line| line.starts_with("wrokers")).unwrap();
    let described = Scenario::parse("mine.toml", &text).unwrap_err().to_string();
    let expected =
        format!("mine.toml:{line}: fleet.wrokers: unknown key `wrokers`; did you mean `workers`?");
    assert_eq!(described, expected);
}

#[test]
fn the_schema_is_a_schema_and_describes_every_member() {
    let schema = schema();
    assert!(jsonschema::meta::is_valid(&schema));
    let mut silent = Vec::new();
    undescribed(&schema, "", &mut silent);
    assert_eq!(silent, Vec::<String>::new());
}

/// Members that are declared without a word.
fn undescribed(node: &Value, at: &str, silent: &mut Vec<String>) {
    let Value::Object(keywords) = node else {
        return;
    };
    let members = keywords.get("properties").and_then(Value::as_object);
    for (name, member) in members.into_iter().flatten() {
        let is_condition = at.contains("/allOf") || at.contains("/oneOf") || at.contains("/items");
        if member.is_object() && !is_condition && member.get("description").is_none() {
            silent.push(format!("{at}/{name}"));
        }
    }
    for (keyword, value) in keywords {
        undescribed(value, &format!("{at}/{keyword}"), silent);
    }
}
