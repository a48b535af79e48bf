//! Values of a type that a schema does not allow.

use serde_json::{Value, json};

use crate::check::model::{JsonType, Types};

/// A value of a type that the schema does not allow.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    /// What the value is, for the check's id: `array`, `numeric_string`.
    pub label: &'static str,
    /// The value.
    pub value: Value,
    /// True where many frameworks turn the value into the wanted type by default: `"5"` into 5.
    pub coercible: bool,
}

/// One value of each type outside `allowed`, `null` apart (a rule of its own asks for that).
pub fn wrong_types(allowed: Types) -> Vec<Wrong> {
    let has = |kind| allowed.contains(kind);
    let numeric = has(JsonType::Integer) || has(JsonType::Number);
    let mut wrong = Vec::new();
    let mut add = |label, value, coercible| {
        wrong.push(Wrong { label, value, coercible });
    };
    if !has(JsonType::String) {
        add("string", json!("not-this-type"), false);
        if numeric {
            add("numeric_string", json!("5"), true);
        }
        if has(JsonType::Boolean) {
            add("boolean_string", json!("true"), true);
        }
    }
    if !has(JsonType::Integer) {
        add("integer", json!(7), has(JsonType::String) || has(JsonType::Boolean));
    }
    if has(JsonType::Integer) && !has(JsonType::Number) {
        add("fraction", json!(1.5), false);
    }
    if !has(JsonType::Boolean) {
        add("boolean", json!(true), has(JsonType::String) || numeric);
    }
    if !has(JsonType::Array) {
        add("array", json!([]), false);
    }
    if !has(JsonType::Object) {
        add("object", json!({}), false);
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_wrong_value_has_an_allowed_type() {
        for word in ["string", "integer", "number", "boolean", "array", "object"] {
            let allowed = Types::from_keyword(&json!(word));
            for wrong in wrong_types(allowed) {
                assert!(!allowed.contains(JsonType::of(&wrong.value)), "{word}: {wrong:?}");
            }
        }
    }

    #[test]
    fn what_frameworks_coerce_is_marked() {
        let labels: Vec<_> = wrong_types(Types::from_keyword(&json!("integer")))
            .into_iter()
            .filter(|wrong| wrong.coercible)
            .map(|wrong| wrong.label)
            .collect();
        assert_eq!(labels, ["numeric_string", "boolean"]);
    }
}
