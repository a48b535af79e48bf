//! Identifiers in place of ones that may not be used.

use serde_json::Value;

use crate::check::model::JsonType;
use crate::check::request::parameter::{sample, scalar};
use crate::check::values::Shape;
use crate::check::values::existence::{OWN_NAME, UNKNOWN_UUID};
use crate::spec::{Api, Parameter};

/// A made-up value of a parameter, as text: one that nobody has, or for a safe request any valid one;
/// `None` where there is none.
pub(super) fn made_up(api: &Api, parameter: &Parameter, is_safe: bool) -> Option<String> {
    if is_safe {
        return sample(api, parameter).map(|value| scalar(&value));
    }
    let fits = |text: &&str| {
        let Some(schema) = &parameter.schema else { return true };
        let is_text = Shape::of(api, schema).types().contains(JsonType::String);
        let value = Value::from(*text);
        is_text && api.validator(schema).is_ok_and(|validator| validator.is_valid(&value))
    };
    [UNKNOWN_UUID, OWN_NAME].into_iter().find(fits).map(str::to_owned)
}
