//! The keys of a scenario: the same in the reader, its hints, and the published schema.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::fault_written::FaultWritten;
use super::super::syntax::HINTS;
use super::super::written::{CapacityWritten, FleetWritten, StageWritten, Written};
use crate::input::testing::keys;
use crate::load::behavior::BehaviorWritten;
use crate::load::model::worker_fault::{FAULTS, FaultKey, KeyKind};

#[test]
fn the_hint_of_each_key_is_there_once() {
    let of_faults = FAULTS.iter().filter_map(|fault| fault.key.as_ref()).map(|key| key.name);
    let all: Vec<&str> = HINTS.iter().map(|(key, _)| *key).chain(of_faults).collect();
    let keys: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(keys.len(), all.len());
}

#[test]
fn the_published_schema_and_the_reader_know_the_same_keys() {
    let schema = schema();
    for (place, keys) in [
        ("", keys::<Written>("zzz = 1")),
        ("/$defs/fleet", keys::<FleetWritten>("zzz = 1")),
        ("/$defs/stage", keys::<StageWritten>("zzz = 1")),
        ("/$defs/fault", keys::<FaultWritten>("zzz = 1")),
        ("/$defs/capacity", keys::<CapacityWritten>("zzz = 1")),
        ("/$defs/life", keys::<BehaviorWritten>("zzz = 1")),
        ("/$defs/call", keys::<BehaviorWritten>("[[beat]]\nzzz = 1")),
    ] {
        let members = schema.pointer(&format!("{place}/properties")).unwrap();
        let members: BTreeSet<String> = members.as_object().unwrap().keys().cloned().collect();
        assert_eq!(members, keys, "{place}");
    }
}

fn schema() -> Value {
    let schema = include_str!("../../../../docs/schemas/scenario-v1.schema.json");
    serde_json::from_str(schema).unwrap()
}

/// The section of faults follows from the table: on a difference the message has the text for it.
#[test]
fn the_published_schema_has_the_table_of_faults() {
    let own: Vec<&FaultKey> = FAULTS.iter().filter_map(|fault| fault.key.as_ref()).collect();
    let without = |key: Option<&FaultKey>| -> Value {
        let others = own.iter().filter(|other| key.is_none_or(|key| key.name != other.name));
        others.map(|other| (other.name.to_owned(), json!(false))).collect()
    };
    let rule = |kinds: &[&str], key: Option<&FaultKey>| {
        json!({
            "if": { "properties": { "kind": { "enum": kinds } }, "required": ["kind"] },
            "then": { "properties": without(key) },
        })
    };
    let keyless = FAULTS.iter().filter(|fault| fault.key.is_none());
    let keyless: Vec<&str> = keyless.map(|fault| fault.name).collect();
    let mut rules: Vec<Value> = FAULTS
        .iter()
        .filter_map(|fault| Some(rule(&[fault.name], Some(fault.key.as_ref()?))))
        .collect();
    rules.push(rule(&keyless, None));
    let names: Vec<&str> = FAULTS.iter().map(|fault| fault.name).collect();
    let published = &schema()["$defs"]["fault"];
    let mut expected = published.clone();
    expected["properties"]["kind"]["enum"] = json!(names);
    for key in &own {
        let kind = match key.takes {
            KeyKind::Time => "#/$defs/time",
            KeyKind::Whole => "#/$defs/whole",
        };
        expected["properties"][key.name] = json!({ "$ref": kind, "description": key.about });
    }
    expected["allOf"] = json!(rules);
    let text = serde_json::to_string_pretty(&expected).unwrap();
    assert_eq!(*published, expected, "/$defs/fault should be {text}");
}
