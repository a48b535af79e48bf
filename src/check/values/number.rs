//! Numbers that a schema accepts: by bounds and multiples.

use serde_json::{Number, Value};

use crate::check::values::Shape;

/// A number the shape accepts; a whole one where `whole`.
pub(in crate::check) fn sample(shape: &Shape<'_>, whole: bool) -> Value {
    let step = shape.first("multipleOf").and_then(Value::as_f64).filter(|step| *step > 0.0);
    let nudge = if whole { 1.0 } else { step.unwrap_or(0.5) };
    let lower = bound(shape.largest("minimum"), shape.largest("exclusiveMinimum"), nudge, f64::max);
    let upper =
        bound(shape.smallest("maximum"), shape.smallest("exclusiveMaximum"), -nudge, f64::min);
    // Half a number distinguishes a server that takes whole ones only.
    let wanted = if whole { 1.0_f64 } else { 1.5 };
    let mut number = wanted.max(lower.unwrap_or(wanted)).min(upper.unwrap_or(f64::INFINITY));
    if let Some(step) = step {
        number = (number / step).ceil() * step;
        if upper.is_some_and(|upper| number > upper) {
            number = (upper.unwrap_or(number) / step).floor() * step;
        }
    }
    if whole {
        let rounded = number.ceil();
        number = if upper.is_some_and(|upper| rounded > upper) { number.floor() } else { rounded };
    }
    json_number(number)
}

fn bound(
    inclusive: Option<f64>,
    exclusive: Option<f64>,
    nudge: f64,
    tighter: fn(f64, f64) -> f64,
) -> Option<f64> {
    match (inclusive, exclusive.map(|limit| limit + nudge)) {
        (Some(one), Some(other)) => Some(tighter(one, other)),
        (one, other) => one.or(other),
    }
}

/// A JSON number, written without a fraction where it has none.
#[expect(clippy::cast_possible_truncation, reason = "guarded: whole and within 2^53")]
fn json_number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        return Value::from(number as i64);
    }
    Number::from_f64(number).map_or(Value::from(1), Value::Number)
}
