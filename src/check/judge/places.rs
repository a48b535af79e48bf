//! Every place in a content that breaks its schema, each once, by the narrowest error there is.

use std::collections::BTreeSet;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use crate::check::judge::content::{SchemaViolation, is_reported_elsewhere, misfit};
use crate::check::model::Types;
use crate::spec::Pointer;

/// One place that is wrong.
pub(in crate::check) struct WrongPlace {
    /// Its pointer in the content.
    pub(in crate::check) pointer: Pointer,
    /// What the schema asks for, in a few words.
    pub(in crate::check) expected: String,
    /// What stands there, in a few words.
    pub(in crate::check) actual: String,
}

/// The places of a required member where it is missing, null, or of another type than `types`.
pub(in crate::check) fn wrong_members(
    body: &Value,
    pattern: &Pointer,
    types: Types,
) -> Vec<WrongPlace> {
    let places = pattern.places(body).into_iter().filter_map(|place| {
        let actual = misfit(body, &place, types)?;
        Some(WrongPlace { expected: format!("`{place}`: {types}"), actual, pointer: place })
    });
    places.collect()
}

/// All other places that the schema has something against: those neither `known` nor `hidden`.
pub(in crate::check) fn wrong_places(
    validator: &Validator,
    body: &Value,
    mut known: BTreeSet<Pointer>,
    hidden: &[(Pointer, Types)],
) -> Vec<WrongPlace> {
    let errors: Vec<ValidationError<'_>> = validator.iter_errors(body).collect();
    let mut found = Vec::new();
    for error in errors.iter().flat_map(narrowed) {
        let violation = SchemaViolation::of(error);
        if !is_reported_elsewhere(body, &violation.place, hidden)
            && known.insert(violation.place.clone())
        {
            found.push((follows_from_below(error.kind()), violation));
        }
    }
    let is_explained = |place: &Pointer| known.iter().any(|other| is_below(other, place));
    let described =
        found.into_iter().filter(|(follows, it)| !(*follows && is_explained(&it.place)));
    described
        .map(|(_, violation)| WrongPlace {
            expected: violation.expected(),
            actual: violation.describe(),
            pointer: violation.place,
        })
        .collect()
}

/// The pointer to `place` with `*` for each element of an array: the same for all its elements.
pub(in crate::check) fn general(place: &Pointer, body: &Value) -> Pointer {
    let mut value = Some(body);
    let tokens = place.tokens().map(|token| {
        let is_element = value.is_some_and(Value::is_array);
        value = value.and_then(|holder| match holder {
            Value::Array(items) => items.get(token.parse::<usize>().ok()?),
            Value::Object(members) => members.get(&token),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        });
        if is_element { "*".to_owned() } else { token }
    });
    Pointer::root().join_all(tokens)
}

/// The errors of the one alternative that was meant, where all others want a value of another type:
/// what is nullable has the errors of what it is beside null. The error itself otherwise.
fn narrowed<'e>(error: &'e ValidationError<'_>) -> Vec<&'e ValidationError<'e>> {
    let (ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }) =
        error.kind()
    else {
        return vec![error];
    };
    let wants_another_type = |errors: &[ValidationError<'_>]| {
        errors.iter().any(|inner| {
            matches!(inner.kind(), ValidationErrorKind::Type { .. })
                && inner.instance_path() == error.instance_path()
        })
    };
    let mut meant = context.iter().filter(|errors| !wants_another_type(errors));
    match (meant.next(), meant.next()) {
        (Some(one), None) if !one.is_empty() => one.iter().flat_map(narrowed).collect(),
        _ => vec![error],
    }
}

/// True for errors that one error further down brings with it.
fn follows_from_below(kind: &ValidationErrorKind) -> bool {
    matches!(
        kind,
        ValidationErrorKind::AnyOf { .. }
            | ValidationErrorKind::OneOfNotValid { .. }
            | ValidationErrorKind::UnevaluatedItems { .. }
            | ValidationErrorKind::UnevaluatedProperties { .. }
    )
}

fn is_below(place: &Pointer, above: &Pointer) -> bool {
    place.as_str().strip_prefix(above.as_str()).is_some_and(|rest| rest.starts_with('/'))
}
