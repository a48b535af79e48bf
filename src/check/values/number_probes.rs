//! Numbers just within and just outside of what a schema allows.

use serde_json::{Number, Value};

use crate::check::values::{Constraint, Probes, Shape, number};

/// Integers up to here are exact as floats.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// One limit: on which side, whether it is allowed itself, and where it stands.
struct Limit {
    keyword: &'static str,
    outside: &'static str,
    is_lower: bool,
    is_allowed: bool,
}

const LIMITS: [Limit; 4] = [
    Limit { keyword: "minimum", outside: "below_minimum", is_lower: true, is_allowed: true },
    Limit {
        keyword: "exclusiveMinimum",
        outside: "at_exclusive_minimum",
        is_lower: true,
        is_allowed: false,
    },
    Limit { keyword: "maximum", outside: "above_maximum", is_lower: false, is_allowed: true },
    Limit {
        keyword: "exclusiveMaximum",
        outside: "at_exclusive_maximum",
        is_lower: false,
        is_allowed: false,
    },
];

pub(in crate::check) fn add(probes: &mut Probes, shape: &Shape<'_>, whole: bool) {
    let step = shape.first("multipleOf").and_then(Value::as_f64).filter(|step| *step > 0.0);
    for limit in &LIMITS {
        let Some(bound) = binding(shape, limit) else {
            continue;
        };
        let (inside, outside) = sides(&bound, limit, whole, step);
        if is_implied(shape, &bound) {
            probes.refuse(Constraint::Format, limit.outside, outside);
        } else {
            probes.accept(Constraint::Range, limit.keyword, inside);
            probes.refuse(Constraint::Range, limit.outside, outside);
        }
    }
    if let Some(step) = step {
        let multiple = number::sample(shape, whole);
        probes.accept(Constraint::Multiple, "multiple", Some(multiple.clone()));
        let next = multiple.as_f64().and_then(|multiple| float(multiple + step));
        probes.accept(Constraint::Multiple, "next_multiple", next);
        let part = if whole && step.fract() == 0.0 { 1.0 } else { step / 2.0 };
        let between = multiple.as_f64().and_then(|multiple| float(multiple + part));
        let below = multiple.as_f64().and_then(|multiple| float(multiple - part));
        probes.refuse(Constraint::Multiple, "no_multiple", between);
        probes.refuse(Constraint::Multiple, "no_multiple_below", below);
    }
}

/// The value of a limit's keyword that binds, where there are several.
fn binding(shape: &Shape<'_>, limit: &Limit) -> Option<Number> {
    let numbers = shape.keyword(limit.keyword).filter_map(Value::as_number);
    let tighter = |one: Number, other: Number| {
        let is_less = one.as_f64() < other.as_f64();
        if is_less == limit.is_lower { other } else { one }
    };
    numbers.cloned().reduce(tighter)
}

/// True for a limit that only `format` sets: how far an `int32` or `int64` goes.
fn is_implied(shape: &Shape<'_>, bound: &Number) -> bool {
    let (least, most) = match shape.first("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("int64") => (i64::MIN, i64::MAX),
        _ => return false,
    };
    bound.as_i64().is_some_and(|bound| bound == least || bound == most)
}

/// The values next to a limit: within, and outside.
fn sides(
    bound: &Number,
    limit: &Limit,
    whole: bool,
    step: Option<f64>,
) -> (Option<Value>, Option<Value>) {
    let inward = if limit.is_lower { 1.0 } else { -1.0 };
    if let (true, None, Some(bound)) = (whole, step, integer(bound)) {
        let inward = if limit.is_lower { 1 } else { -1 };
        return if limit.is_allowed {
            (from_integer(bound), from_integer(bound - inward))
        } else {
            (from_integer(bound + inward), from_integer(bound))
        };
    }
    let Some(bound) = bound.as_f64() else {
        return (None, None);
    };
    let step = step.unwrap_or(if whole { 1.0 } else { near(bound) });
    let on_step = |number: f64| {
        let steps = number / step;
        let steps = if limit.is_lower { steps.ceil() } else { steps.floor() };
        steps * step
    };
    let is_free = !whole && step <= near(bound);
    let first = if is_free { bound } else { on_step(bound) };
    let is_at_bound = (first - bound).abs() < f64::EPSILON;
    let inside = if is_at_bound && !limit.is_allowed { first + inward * step } else { first };
    let outside = if limit.is_allowed || !is_at_bound { first - inward * step } else { bound };
    (float(inside), float(outside))
}

/// A step that is small beside `bound`, and not lost in it.
fn near(bound: f64) -> f64 {
    let size = bound.abs();
    if size < 1_000.0 { 0.01 } else { 10.0_f64.powf(size.log10().floor() - 4.0) }
}

fn integer(number: &Number) -> Option<i128> {
    let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    whole.or_else(|| {
        let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < EXACT)?;
        format!("{float}").parse().ok()
    })
}

fn from_integer(number: i128) -> Option<Value> {
    let small = i64::try_from(number).map(Value::from);
    small.or_else(|_| u64::try_from(number).map(Value::from)).ok().or_else(|| {
        let float: f64 = number.to_string().parse().ok()?;
        Number::from_f64(float).map(Value::Number)
    })
}

/// A number without the dust of binary fractions; whole where it is whole.
fn float(number: f64) -> Option<Value> {
    if !number.is_finite() {
        return None;
    }
    if number.fract() == 0.0 && number.abs() < EXACT {
        return format!("{number:.0}").parse::<i64>().ok().map(Value::from);
    }
    let clean = format!("{number:.9}").parse::<f64>().ok()?;
    Number::from_f64(clean).map(Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn next_to(bound: &Value, keyword: &str, whole: bool, step: Option<f64>) -> [Value; 2] {
        let limit = LIMITS.iter().find(|limit| limit.keyword == keyword).unwrap();
        let (inside, outside) = sides(bound.as_number().unwrap(), limit, whole, step);
        [inside.unwrap(), outside.unwrap()]
    }

    #[test]
    fn whole_numbers_stand_one_beside_a_limit() {
        assert_eq!(next_to(&json!(1), "minimum", true, None), [json!(1), json!(0)]);
        assert_eq!(next_to(&json!(1), "exclusiveMinimum", true, None), [json!(2), json!(1)]);
        assert_eq!(next_to(&json!(9.0), "maximum", true, None), [json!(9), json!(10)]);
        let above = json!(9_223_372_036_854_775_808_u64);
        assert_eq!(next_to(&json!(i64::MAX), "maximum", true, None), [json!(i64::MAX), above]);
    }

    #[test]
    fn fractions_stand_a_little_beside_a_limit() {
        assert_eq!(next_to(&json!(0.1), "minimum", false, None), [json!(0.1), json!(0.09)]);
        assert_eq!(next_to(&json!(1), "exclusiveMaximum", false, None), [json!(0.99), json!(1)]);
    }

    #[test]
    fn multiples_stand_a_step_beside_a_limit() {
        assert_eq!(next_to(&json!(10), "minimum", true, Some(4.0)), [json!(12), json!(8)]);
        assert_eq!(next_to(&json!(1), "maximum", false, Some(0.25)), [json!(1), json!(1.25)]);
    }
}
