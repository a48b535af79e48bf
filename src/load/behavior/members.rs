//! Whether a schema knows a place in the values it describes.

use serde_json::Value;

use crate::input::did_you_mean;
use crate::spec::{Api, Pointer, Schema};

/// How many schemas may nest by `$ref` and alternatives.
const DEPTH: usize = 12;

/// The members a schema declares for the values it describes, alternatives and `$ref` included,
/// each with its schema.
pub(super) fn declared(api: &Api, schema: &Schema) -> Vec<(String, Schema)> {
    let mut found = Vec::new();
    visit(api, schema, DEPTH, &mut |schema, keywords| {
        if let Some(Value::Object(members)) = keywords.get("properties") {
            let member = |name: &String| (name.clone(), schema.join(["properties", name]));
            found.extend(members.keys().map(member));
        }
    });
    found
}

/// Finds the place a pointer names; the error says what is known instead.
pub(super) fn find(api: &Api, schema: &Schema, pointer: &Pointer) -> Result<(), String> {
    let mut schemas = vec![schema.clone()];
    for token in pointer.tokens() {
        let known: Vec<_> = schemas.iter().flat_map(|schema| declared(api, schema)).collect();
        let mut next: Vec<Schema> = (known.iter())
            .filter(|(name, _)| *name == token)
            .map(|(_, schema)| schema.clone())
            .collect();
        if token.parse::<usize>().is_ok() {
            next.extend(schemas.iter().flat_map(|schema| elements(api, schema)));
        }
        if next.is_empty() {
            if known.is_empty() {
                // The documents say nothing about members here, so any may be there.
                return Ok(());
            }
            let names = known.iter().map(|(name, _)| name.as_str());
            return Err(format!("no member `{token}`; {}", did_you_mean(&token, names)));
        }
        schemas = next;
    }
    Ok(())
}

/// The schemas of the place that a pointer names, alternatives and `$ref` included; none where the
/// documents say nothing about it.
pub(super) fn at(api: &Api, schema: &Schema, pointer: &Pointer) -> Vec<Schema> {
    let mut schemas = vec![schema.clone()];
    for token in pointer.tokens() {
        let mut next = Vec::new();
        for schema in &schemas {
            let members = declared(api, schema).into_iter();
            next.extend(members.filter(|(name, _)| *name == token).map(|(_, schema)| schema));
            if token.parse::<usize>().is_ok() {
                next.extend(elements(api, schema));
            }
        }
        schemas = next;
    }
    schemas
}

fn elements(api: &Api, schema: &Schema) -> Vec<Schema> {
    let mut found = Vec::new();
    visit(api, schema, DEPTH, &mut |schema, keywords| {
        found.extend(keywords.get("items").map(|_| schema.join(["items"])));
        let first = keywords.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
        found.extend((0..first).map(|index| schema.join(["prefixItems", &index.to_string()])));
    });
    found
}

/// Visits every schema that speaks of the same value.
fn visit(
    api: &Api,
    schema: &Schema,
    depth: usize,
    visitor: &mut impl FnMut(&Schema, &serde_json::Map<String, Value>),
) {
    let Value::Object(keywords) = api.schema(schema) else {
        return;
    };
    visitor(schema, keywords);
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    if let Some(target) = api.reference(schema) {
        visit(api, &target, depth, visitor);
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let count = keywords.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..count {
            visit(api, &schema.join([keyword, &index.to_string()]), depth, visitor);
        }
    }
}
