//! The checks of two versions of the documents, by id.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::change::Diff;
use crate::check::model::{Check, ContentExpectation, Expectation};
use crate::check::plan::planned::{Plan, Selection};
use crate::spec::{Api, Schema};

/// Which checks appear, vanish, or ask for something else.
pub(super) fn diff(old: &Api, new: &Api) -> Diff {
    let (old, new) = (checks(old), checks(new));
    let ids = |from: &BTreeMap<String, String>, other: &BTreeMap<String, String>| {
        from.keys().filter(|id| !other.contains_key(*id)).cloned().collect()
    };
    let differs = |(id, content): &(&String, &String)| new.get(*id).is_some_and(|n| n != *content);
    Diff {
        changes: Vec::new(),
        appeared: ids(&new, &old),
        vanished: ids(&old, &new),
        changed: old.iter().filter(differs).map(|(id, _)| id.clone()).collect(),
    }
}

/// What each check sends and asks for. Where it stands in the text is no part of that.
fn checks(api: &Api) -> BTreeMap<String, String> {
    let plan = Plan::new(api, &Selection::default());
    let mut schemas = BTreeMap::new();
    let checks = plan.checks.iter();
    checks.map(|check| (check.id.clone(), content(api, check, &mut schemas))).collect()
}

fn content(api: &Api, check: &Check, schemas: &mut BTreeMap<Schema, String>) -> String {
    let mut value = serde_json::to_value(check).unwrap_or_default();
    if let Some(members) = value.as_object_mut() {
        members.shift_remove("location");
    }
    if let Expectation::Content(ContentExpectation::Content { schema, .. }) = &check.expectation {
        // By its place alone a schema that was changed would look the same.
        let text = schemas.entry(schema.clone()).or_insert_with(|| reach(api, schema));
        value["expectation"]["schema"] = Value::from(text.as_str());
    }
    value.to_string()
}

/// A schema with all that it refers to, as text.
fn reach(api: &Api, schema: &Schema) -> String {
    let mut text = String::new();
    let mut seen = BTreeSet::from([schema.clone()]);
    let mut pending = vec![schema.clone()];
    while let Some(next) = pending.pop() {
        let value = api.schema(&next);
        text.push_str(&value.to_string());
        for place in references(value, &next) {
            if let Some(target) = api.reference(&place).filter(|target| seen.insert(target.clone()))
            {
                pending.push(target);
            }
        }
    }
    text
}

/// The places of a schema that hold a `$ref`.
fn references(value: &Value, at: &Schema) -> Vec<Schema> {
    match value {
        Value::Object(members) => {
            let own = members.contains_key("$ref").then(|| at.clone());
            let below =
                members.iter().flat_map(|(name, value)| references(value, &at.join([name])));
            own.into_iter().chain(below).collect()
        }
        Value::Array(items) => {
            let below = items.iter().enumerate();
            below.flat_map(|(index, value)| references(value, &at.join([index]))).collect()
        }
        _ => Vec::new(),
    }
}
