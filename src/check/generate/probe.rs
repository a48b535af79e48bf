//! Probes: values just within and just outside of each constraint of a schema.

use serde_json::Value;

use super::shape::Shape;
use super::types::JsonType;
use super::{array_probes, choice_probes, number_probes, object_probes, text_probes};
use crate::spec::{Api, Schema};

/// What a schema holds a value to, its type apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constraint {
    /// `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`.
    Range,
    /// `multipleOf`.
    Multiple,
    /// `minLength`, `maxLength`.
    Length,
    /// `pattern`.
    Pattern,
    /// `format`.
    Format,
    /// `enum`, `const`.
    Enumeration,
    /// `minItems`, `maxItems`, and `items: false`.
    ItemCount,
    /// `uniqueItems`.
    Uniqueness,
    /// `additionalProperties`, `unevaluatedProperties`, `propertyNames`.
    MemberName,
    /// `minProperties`, `maxProperties`.
    MemberCount,
    /// `dependentRequired`.
    Dependency,
    /// `anyOf`, `oneOf`, `not`.
    Alternative,
    /// An empty container, where nothing forbids it.
    Emptiness,
}

/// A value that is just within, or just outside of, one constraint.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// The constraint.
    pub constraint: Constraint,
    /// What the value is, for the check's id: `minimum`, `below_minimum`.
    pub label: String,
    /// The value.
    pub value: Value,
    /// The member inside the value that is at fault, where it is not the value itself.
    pub offender: Option<String>,
}

impl Probe {
    pub(super) fn new(constraint: Constraint, label: impl Into<String>, value: Value) -> Self {
        Self { constraint, label: label.into(), value, offender: None }
    }
}

/// Both sides of every constraint. Candidates: whoever uses them asks the schema's validator, as
/// keywords together may make of a value what none of them does alone.
#[derive(Clone, Debug, Default)]
pub struct Probes {
    /// Values just within a constraint.
    pub inside: Vec<Probe>,
    /// Values just outside.
    pub outside: Vec<Probe>,
}

impl Probes {
    pub(super) fn accept(&mut self, constraint: Constraint, label: &str, value: Option<Value>) {
        self.inside.extend(value.map(|value| Probe::new(constraint, label, value)));
    }

    pub(super) fn refuse(&mut self, constraint: Constraint, label: &str, value: Option<Value>) {
        self.outside.extend(value.map(|value| Probe::new(constraint, label, value)));
    }
}

/// The probes of a value at `schema`; `base` is a valid one, `name` makes strings readable.
pub fn probes(api: &Api, schema: &Schema, base: &Value, name: &str) -> Probes {
    let shape = Shape::of(api, schema);
    let mut probes = Probes::default();
    choice_probes::add(&mut probes, api, schema, &shape, name);
    if choice_probes::is_fixed(&shape) {
        return probes;
    }
    let types = shape.types();
    let whole = types.contains(JsonType::Integer) && !types.contains(JsonType::Number);
    if whole || types.contains(JsonType::Number) {
        number_probes::add(&mut probes, &shape, whole);
    }
    if types.contains(JsonType::String) {
        text_probes::add(&mut probes, &shape, name);
    }
    if types.contains(JsonType::Array) {
        array_probes::add(&mut probes, api, &shape, name);
    }
    if types.contains(JsonType::Object) {
        object_probes::add(&mut probes, api, &shape, base);
    }
    probes
}
