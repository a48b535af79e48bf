//! The probes of a schema: each constraint of it, tried on both sides.

use serde_json::Value;

use crate::check::model::JsonType;
use crate::check::values::probe::Probes;
use crate::check::values::{
    Shape, array_probes, choice_probes, number_probes, object_probes, text_probes,
};
use crate::spec::{Api, Schema};

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
