//! Puts schemas into the words of JSON Schema 2020-12.
//!
//! Sources: [OpenAPI 3.0.3 §4.7.24](https://spec.openapis.org/oas/v3.0.3#schema-object) and the
//! [format registry](https://spec.openapis.org/registry/format/).

use serde_json::{Map, Value, json};

use crate::spec::model::Dialect;
use crate::spec::model::NodeKind;
use crate::spec::model::kind::{NodeShape, is_extension, shape};

/// Translates every schema of the object of the given kind. Doing it twice changes nothing more.
pub(in crate::spec) fn translate(value: &mut Value, kind: NodeKind, dialect: Dialect) {
    let Value::Object(map) = value else {
        return;
    };
    for (name, value) in map.iter_mut() {
        match (shape(kind, name), value) {
            (Some(NodeShape::One(kind)), value @ Value::Object(_)) => {
                translate(value, kind, dialect);
            }
            (Some(NodeShape::One(kind) | NodeShape::List(kind)), Value::Array(items)) => {
                for item in items {
                    translate(item, kind, dialect);
                }
            }
            (Some(NodeShape::Map(kind)), Value::Object(map)) => {
                for (name, value) in map.iter_mut() {
                    if !is_extension(kind, name) {
                        translate(value, kind, dialect);
                    }
                }
            }
            _ => {}
        }
    }
    if kind == NodeKind::Schema {
        match dialect {
            Dialect::V30 => from_30(map),
            Dialect::V31 => from_31(map),
        }
        narrow(map);
    }
}

/// Every `$ref` was resolved, so `$id` has done its work; left in, it would move them.
fn from_31(map: &mut Map<String, Value>) {
    map.shift_remove("$id");
    map.shift_remove("$schema");
}

fn from_30(map: &mut Map<String, Value>) {
    let nullable = map.shift_remove("nullable") == Some(Value::Bool(true));
    if map.contains_key("$ref") {
        map.retain(|name, _| name == "$ref");
    }
    limit(map, "exclusiveMinimum", "minimum");
    limit(map, "exclusiveMaximum", "maximum");
    if nullable {
        allow_null(map);
    }
}

/// A boolean `exclusiveMinimum` says how `minimum` is meant; since 2020-12 it is a limit itself.
fn limit(map: &mut Map<String, Value>, exclusive: &str, inclusive: &str) {
    let Some(Value::Bool(is_exclusive)) = map.get(exclusive) else {
        return;
    };
    let is_exclusive = *is_exclusive;
    map.shift_remove(exclusive);
    if is_exclusive && let Some(bound) = map.shift_remove(inclusive) {
        map.insert(exclusive.to_owned(), bound);
    }
}

fn allow_null(map: &mut Map<String, Value>) {
    const RESTRICTIONS: [&str; 5] = ["$ref", "allOf", "anyOf", "oneOf", "not"];
    if RESTRICTIONS.iter().any(|keyword| map.contains_key(*keyword)) {
        let mut schema = std::mem::take(map);
        // What describes the schema stays where readers look for it.
        for keyword in ["title", "description", "default", "deprecated", "readOnly", "writeOnly"] {
            if let Some(value) = schema.shift_remove(keyword) {
                map.insert(keyword.to_owned(), value);
            }
        }
        map.insert("anyOf".to_owned(), json!([schema, {"type": "null"}]));
        return;
    }
    match map.get_mut("type") {
        Some(Value::Array(types)) if !types.contains(&json!("null")) => types.push(json!("null")),
        Some(one @ Value::String(_)) if *one != json!("null") => *one = json!([one, "null"]),
        _ => {}
    }
    if let Some(Value::Array(values)) = map.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}

/// `int32` and `int64` say how far an integer may go.
fn narrow(map: &mut Map<String, Value>) {
    let (least, most) = match map.get("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("int64") => (i64::MIN, i64::MAX),
        _ => return,
    };
    let is_integer = match map.get("type") {
        Some(Value::Array(types)) => types.contains(&json!("integer")),
        Some(one) => one == "integer",
        None => false,
    };
    if !is_integer {
        return;
    }
    let number = |name: &str| map.get(name).and_then(Value::as_number).cloned();
    let is_above = |bound: &serde_json::Number| compare(bound, least).is_ge();
    let is_below = |bound: &serde_json::Number| compare(bound, most).is_le();
    let low = ["minimum", "exclusiveMinimum"].map(number);
    let high = ["maximum", "exclusiveMaximum"].map(number);
    if !low.iter().flatten().any(is_above) {
        map.insert("minimum".to_owned(), least.into());
    }
    if !high.iter().flatten().any(is_below) {
        map.insert("maximum".to_owned(), most.into());
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "only bounds beyond 64 bits, or with a fraction, are compared as floats"
)]
fn compare(number: &serde_json::Number, bound: i64) -> std::cmp::Ordering {
    use std::cmp::Ordering::{Equal, Greater};
    match (number.as_i64(), number.as_f64()) {
        (Some(number), _) => number.cmp(&bound),
        (None, _) if number.is_u64() => Greater,
        (None, Some(float)) => float.partial_cmp(&(bound as f64)).unwrap_or(Equal),
        (None, None) => Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema_30(mut value: Value) -> Value {
        translate(&mut value, NodeKind::Schema, Dialect::V30);
        let once = value.clone();
        translate(&mut value, NodeKind::Schema, Dialect::V30);
        assert_eq!(value, once, "translating twice changes nothing more");
        value
    }

    #[test]
    fn nullable_adds_null_to_type_and_enum() {
        assert_eq!(
            schema_30(json!({"type": "string", "enum": ["a"], "nullable": true})),
            json!({"type": ["string", "null"], "enum": ["a", null]})
        );
        assert_eq!(
            schema_30(json!({"type": "string", "nullable": false})),
            json!({"type": "string"})
        );
    }

    #[test]
    fn nullable_beside_other_schemas_is_a_choice() {
        assert_eq!(
            schema_30(json!({"allOf": [{"$ref": "#/a"}], "nullable": true, "title": "T"})),
            json!({
                "title": "T",
                "anyOf": [{"allOf": [{"$ref": "#/a"}]}, {"type": "null"}]
            })
        );
        assert_eq!(
            schema_30(json!({"$ref": "#/a", "description": "D", "nullable": true})),
            json!({"anyOf": [{"$ref": "#/a"}, {"type": "null"}]})
        );
    }

    #[test]
    fn what_stands_beside_a_ref_is_dropped_in_30_only() {
        let value = json!({"$ref": "#/a", "minimum": 1});
        assert_eq!(schema_30(value.clone()), json!({"$ref": "#/a"}));
        let mut same = value.clone();
        translate(&mut same, NodeKind::Schema, Dialect::V31);
        assert_eq!(same, value);
    }

    #[test]
    fn boolean_limits_become_numbers() {
        assert_eq!(
            schema_30(json!({"minimum": 1, "exclusiveMinimum": true,
                             "maximum": 9, "exclusiveMaximum": false})),
            json!({"exclusiveMinimum": 1, "maximum": 9})
        );
    }

    #[test]
    fn properties_named_like_keywords_are_properties() {
        let value = json!({
            "properties": {
                "nullable": {"type": "string", "nullable": true},
                "$ref": {"type": "string"},
                "example": {"type": "string", "nullable": true}
            },
            "example": {"nullable": true},
            "default": {"properties": {"a": {"nullable": true}}}
        });
        assert_eq!(
            schema_30(value),
            json!({
                "properties": {
                    "nullable": {"type": ["string", "null"]},
                    "$ref": {"type": "string"},
                    "example": {"type": ["string", "null"]}
                },
                "example": {"nullable": true},
                "default": {"properties": {"a": {"nullable": true}}}
            })
        );
    }

    #[test]
    fn integer_formats_narrow_but_never_widen() {
        assert_eq!(
            schema_30(json!({"type": "integer", "format": "int32", "minimum": 0})),
            json!({"type": "integer", "format": "int32", "minimum": 0, "maximum": i32::MAX})
        );
        let wide = schema_30(json!({"type": "integer", "format": "int64", "maximum": 1e30}));
        assert_eq!(wide["maximum"], json!(i64::MAX));
        assert_eq!(wide["minimum"], json!(i64::MIN));
        let text = json!({"type": "string", "format": "int32"});
        assert_eq!(schema_30(text.clone()), text);
    }
}
