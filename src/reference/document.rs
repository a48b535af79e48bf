//! The OpenAPI document the reference control plane serves: the published ones merged into one.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::spec::Api;

static OPENAPI: LazyLock<Value> = LazyLock::new(|| merge(published()));

/// The embedded documents; tests hold them to be loadable, and a server without them still serves.
fn published() -> Vec<Value> {
    let roots = |api: Api| api.documents().iter().map(|document| document.root.clone()).collect();
    Api::embedded().map(roots).unwrap_or_default()
}

/// The published documents merged into one: every path and component, the rest from the first.
pub fn openapi() -> &'static Value {
    &OPENAPI
}

fn merge(documents: Vec<Value>) -> Value {
    let mut documents = documents.into_iter();
    let mut merged = documents.next().unwrap_or_default();
    for mut document in documents {
        union(&mut merged["paths"], document["paths"].take());
        for (section, components) in object(document["components"].take()) {
            union(&mut merged["components"][section], components);
        }
    }
    merged
}

/// Adds the members that are not there yet.
fn union(into: &mut Value, from: Value) {
    let mut members = object(into.take());
    for (name, value) in object(from) {
        members.entry(name).or_insert(value);
    }
    *into = Value::Object(members);
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                members.values().for_each(|member| references(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_published_path_and_component_is_served_as_published() {
        let documents = published();
        assert_eq!(documents.len(), 4);
        let mut paths = 0;
        for document in &documents {
            assert_eq!(document["openapi"], "3.1.0");
            for (path, item) in document["paths"].as_object().unwrap() {
                paths += 1;
                assert_eq!(&openapi()["paths"][path], item, "{path}");
            }
            for (section, components) in document["components"].as_object().unwrap() {
                for (name, component) in components.as_object().unwrap() {
                    assert_eq!(&openapi()["components"][section][name], component, "{name}");
                }
            }
        }
        assert_eq!(paths, 4);
        assert_eq!(openapi()["paths"].as_object().unwrap().len(), 4);
    }

    #[test]
    fn no_reference_dangles() {
        let mut found = Vec::new();
        references(openapi(), &mut found);
        assert!(found.len() > 10);
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(openapi().pointer(pointer).is_some(), "{reference}");
        }
    }
}
