//! The keys of a scenario: the same in the reader, its hints, and the published schema.

use std::collections::BTreeSet;

use super::super::syntax::HINTS;
use super::super::written::{CapacityWritten, FaultWritten, FleetWritten, StageWritten, Written};
use crate::load::life::LifeWritten;

#[test]
fn the_hint_of_each_key_is_there_once() {
    let keys: BTreeSet<&str> = HINTS.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys.len(), HINTS.len());
}

/// The keys a part of a scenario takes, as its reader lists them.
fn keys<T: serde::de::DeserializeOwned>(text: &str) -> BTreeSet<String> {
    let error = toml::from_str::<T>(text).err().expect("no key is called `zzz`");
    let message = error.message().to_owned();
    assert!(message.starts_with("unknown field `zzz`"), "{message}");
    message.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_published_schema_and_the_reader_know_the_same_keys() {
    let schema = include_str!("../../../../docs/schemas/scenario-v1.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    for (place, keys) in [
        ("", keys::<Written>("zzz = 1")),
        ("/$defs/fleet", keys::<FleetWritten>("zzz = 1")),
        ("/$defs/stage", keys::<StageWritten>("zzz = 1")),
        ("/$defs/fault", keys::<FaultWritten>("zzz = 1")),
        ("/$defs/capacity", keys::<CapacityWritten>("zzz = 1")),
        ("/$defs/life", keys::<LifeWritten>("zzz = 1")),
        ("/$defs/call", keys::<LifeWritten>("[[beat]]\nzzz = 1")),
    ] {
        let members = schema.pointer(&format!("{place}/properties")).unwrap();
        let members: BTreeSet<String> = members.as_object().unwrap().keys().cloned().collect();
        assert_eq!(members, keys, "{place}");
    }
}
