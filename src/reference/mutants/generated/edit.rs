//! One change at one place of a JSON value.

use serde_json::Value;

use crate::check::values::{Member, Shape, wrong_types};
use crate::spec::{Api, Pointer};

/// A change at a place.
#[derive(Clone, Debug)]
pub(super) enum DocumentEdit {
    /// The member is left out.
    Drop,
    /// The value is another one.
    Put(Value),
}

impl DocumentEdit {
    /// Changes what stands at `pattern`, where something does; `*` stands for every element.
    pub(super) fn apply(&self, value: &mut Value, pattern: &Pointer) {
        for place in pattern.places(value) {
            if let Some(found) = value.pointer_mut(place.as_str()) {
                match self {
                    Self::Put(other) => found.clone_from(other),
                    Self::Drop => drop_member(value, &place),
                }
            }
        }
    }

    /// The value with the change.
    pub(super) fn of(&self, value: &Value, pattern: &Pointer) -> Value {
        let mut changed = value.clone();
        self.apply(&mut changed, pattern);
        changed
    }
}

fn drop_member(value: &mut Value, place: &Pointer) {
    let parent = place.parent().and_then(|parent| value.pointer_mut(parent.as_str()));
    if let (Some(Value::Object(members)), Some(name)) = (parent, place.last()) {
        members.shift_remove(&name);
    }
}

/// Every change of a member worth making, each with its kind: left out, null, of another type,
/// empty, or another value than the documented default.
pub(super) fn edits(api: &Api, member: &Member) -> Vec<(String, DocumentEdit)> {
    let mut edits = Vec::new();
    if member.pointer(true).last().is_some_and(|token| token != "*") {
        edits.push(("drop".to_owned(), DocumentEdit::Drop));
    }
    edits.push(("null".to_owned(), DocumentEdit::Put(Value::Null)));
    for wrong in wrong_types(member.types) {
        edits.push((format!("retype={}", wrong.label), DocumentEdit::Put(wrong.value)));
    }
    if let Some(other) = Shape::of(api, &member.schema).first("default").and_then(unlike) {
        edits.push(("undefault".to_owned(), DocumentEdit::Put(other)));
    }
    edits
}

/// Another value of the same type.
fn unlike(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(flag) => Some(Value::Bool(!flag)),
        Value::Number(number) => Some(Value::from(number.as_i64()? + 1)),
        Value::String(text) => Some(Value::String(format!("{text}-other"))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_edit_reaches_every_element_and_nothing_that_is_not_there() {
        let value = json!({"a": [{"b": 1, "c": 2}, {"c": 3}]});
        let place = Pointer::from_escaped("/a/*/b");
        assert_eq!(DocumentEdit::Drop.of(&value, &place), json!({"a": [{"c": 2}, {"c": 3}]}));
        let put = DocumentEdit::Put(Value::Null).of(&value, &place);
        assert_eq!(put, json!({"a": [{"b": null, "c": 2}, {"c": 3}]}));
    }
}
