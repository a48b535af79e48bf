//! A probe: a value just within or just outside of a constraint.

use serde_json::Value;

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
    pub(in crate::check) fn new(
        constraint: Constraint,
        label: impl Into<String>,
        value: Value,
    ) -> Self {
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
    pub(in crate::check) fn accept(
        &mut self,
        constraint: Constraint,
        label: &str,
        value: Option<Value>,
    ) {
        self.inside.extend(value.map(|value| Probe::new(constraint, label, value)));
    }

    pub(in crate::check) fn refuse(
        &mut self,
        constraint: Constraint,
        label: &str,
        value: Option<Value>,
    ) {
        self.outside.extend(value.map(|value| Probe::new(constraint, label, value)));
    }
}
