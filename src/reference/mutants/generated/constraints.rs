//! Constraints on what is sent that are lost, off by one, or without a value that they allow.

use std::sync::Arc;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::super::mutant::Mutant;
use super::members::One;
use super::parameters::ParameterSlot;
use super::refusals::refusal;
use super::site::Site;
use crate::check::JsonType;
use crate::check::values::{Member, Shape, Way, members};
use crate::spec::Schema;

/// Keywords that bound from above, and from below.
const UPPER: [&str; 5] = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
const LOWER: [&str; 5] = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
/// Keywords that are kept or lost as a whole.
const WHOLE: [&str; 9] = [
    "format",
    "const",
    "multipleOf",
    "uniqueItems",
    "dependentRequired",
    "additionalProperties",
    "items",
    "not",
    "oneOf",
];

/// A constraint with what becomes of it.
struct Twist {
    kind: String,
    story: String,
    /// The keyword as it is declared.
    declared: Validator,
    /// The keyword as the mutant has it; none where it is lost.
    other: Option<Validator>,
}

impl Twist {
    /// `declared` and `other` are schemas of this keyword alone, with what it speaks of.
    fn of(kind: &str, keyword: &str, declared: &Value, other: Option<&Value>) -> Option<Self> {
        let compiled =
            |schema: &Value| jsonschema::options().should_validate_formats(true).build(schema).ok();
        let other = match other {
            None => None,
            Some(other) => Some(compiled(other)?),
        };
        Some(Self {
            kind: format!("{kind}={keyword}"),
            story: format!("breaks `{keyword}` ({kind})"),
            declared: compiled(declared)?,
            other,
        })
    }

    /// True where a value must be refused, and the mutant takes it.
    fn takes(&self, value: &Value) -> bool {
        let passes = |other: &Validator| other.is_valid(value);
        !self.declared.is_valid(value) && self.other.as_ref().is_none_or(passes)
    }

    /// True where a value keeps the constraint, and the mutant refuses it.
    fn refuses(&self, value: &Value) -> bool {
        let fails = |other: &Validator| !other.is_valid(value);
        self.declared.is_valid(value) && self.other.as_ref().is_some_and(fails)
    }
}

pub(super) fn add(site: &Site<'_>, mutants: &mut Vec<Mutant>) {
    if let Some(schema) = site.operation.json_body().and_then(|body| body.schema.as_ref()) {
        let sent = members(site.api, schema, Way::Request).into_iter();
        for member in sent.filter(|member| !member.read_only) {
            of_member(site, &member, mutants);
        }
    }
    for parameter in &site.operation.parameters {
        let slot = ParameterSlot::of(site, parameter);
        if let (Some(slot), Some(schema)) = (slot, &parameter.schema) {
            of_parameter(site, &slot, schema, mutants);
        }
    }
}

fn of_member(site: &Site<'_>, member: &Member, mutants: &mut Vec<Mutant>) {
    let one = One::of(site, member);
    for twist in twists(&Shape::of(site.api, &member.schema)) {
        let twist = Arc::new(twist);
        let mutant = one.mutant(&twist.kind, &twist.story);
        if is_strict(&twist) {
            mutants
                .extend(one.refused(mutant, move |found| found.is_some_and(|v| twist.refuses(v))));
        } else {
            mutants
                .extend(one.repaired(mutant, move |found| found.is_some_and(|v| twist.takes(v))));
        }
    }
}

fn of_parameter(site: &Site<'_>, slot: &ParameterSlot, schema: &Schema, mutants: &mut Vec<Mutant>) {
    let shape = Shape::of(site.api, schema);
    let is_text = shape.types().contains(JsonType::String);
    let read = move |text: &str| {
        let value = if is_text { None } else { serde_json::from_str(text).ok() };
        value.unwrap_or_else(|| Value::String(text.to_owned()))
    };
    for twist in twists(&shape) {
        let mutant = slot.mutant(site, &twist.kind, &twist.story);
        let own = slot.clone();
        if !is_strict(&twist) {
            mutants.push(site.before(mutant, move |call| {
                own.repair(call, |text| text.is_some_and(|text| twist.takes(&read(text))));
                None
            }));
        } else if let Some(reply) = refusal(site, slot.name()) {
            mutants.push(site.before(mutant, move |call| {
                twist.refuses(&read(&own.text(call)?)).then(|| reply.clone())
            }));
        }
    }
}

fn is_strict(twist: &Twist) -> bool {
    twist.kind.starts_with("narrow")
}

/// Every way to break a constraint of a shape.
fn twists(shape: &Shape<'_>) -> Vec<Twist> {
    let mut twists = Vec::new();
    for (keywords, up) in [(UPPER, 1), (LOWER, -1)] {
        for keyword in keywords {
            let Some(bound) = shape.first(keyword) else { continue };
            let at = |bound: Option<Value>| bound.map(|bound| json!({ keyword: bound }));
            let declared = json!({ keyword: bound });
            twists.extend(Twist::of("lose", keyword, &declared, None));
            for (kind, step) in [("widen", up), ("narrow", -up)] {
                let moved = at(moved(bound, step));
                twists.extend(moved.and_then(|o| Twist::of(kind, keyword, &declared, Some(&o))));
            }
        }
    }
    twists.extend(WHOLE.iter().filter_map(|keyword| {
        let declared = alone(shape, keyword)?;
        Twist::of("lose", keyword, &declared, None)
    }));
    listed(shape, &mut twists);
    patterns(shape, &mut twists);
    alternatives(shape, &mut twists);
    twists
}

/// A bound one further; a count is not below zero.
fn moved(bound: &Value, step: i64) -> Option<Value> {
    match bound.as_i64() {
        Some(bound) => Some(json!(bound.checked_add(step)?)),
        None => Some(json!(bound.as_f64()? + if step > 0 { 1.0 } else { -1.0 })),
    }
}

/// A keyword with those that it speaks of; none where it is no constraint or leads elsewhere.
fn alone(shape: &Shape<'_>, keyword: &str) -> Option<Value> {
    let value = shape.keyword(keyword).next()?;
    let anything = |value: Option<&Value>| match value {
        Some(Value::Object(members)) => {
            Value::Object(members.keys().map(|name| (name.clone(), json!(true))).collect())
        }
        Some(Value::Array(items)) => json!(vec![true; items.len()]),
        _ => json!({}),
    };
    let mut schema = Map::from_iter([(keyword.to_owned(), value.clone())]);
    match keyword {
        "additionalProperties" | "items" if *value != json!(false) => return None,
        "additionalProperties" => {
            for beside in ["properties", "patternProperties"] {
                schema.insert(beside.to_owned(), anything(shape.first(beside)));
            }
        }
        "items" => {
            _ = schema.insert("prefixItems".to_owned(), anything(shape.first("prefixItems")));
        }
        "uniqueItems" if *value != json!(true) => return None,
        _ => {}
    }
    (!value.to_string().contains("$ref")).then_some(Value::Object(schema))
}

/// An enumeration that is lost, that lacks its last value, or that does not look at case.
fn listed(shape: &Shape<'_>, twists: &mut Vec<Twist>) {
    let Some(values) = shape.first("enum").and_then(Value::as_array) else { return };
    let declared = json!({ "enum": values });
    twists.extend(Twist::of("lose", "enum", &declared, None));
    let folded = values.iter().filter_map(|value| Some(json!(value.as_str()?.to_uppercase())));
    let folded: Vec<Value> = values.iter().cloned().chain(folded).collect();
    if folded.len() > values.len() {
        let other = json!({ "enum": folded });
        twists.extend(Twist::of("fold", "enum", &declared, Some(&other)));
    }
    if let [rest @ .., _] = values.as_slice()
        && !rest.is_empty()
    {
        let other = json!({ "enum": rest });
        twists.extend(Twist::of("narrow", "enum", &declared, Some(&other)));
    }
}

/// A pattern that is lost, or that is searched for instead of matched.
fn patterns(shape: &Shape<'_>, twists: &mut Vec<Twist>) {
    let Some(pattern) = shape.first("pattern").and_then(Value::as_str) else { return };
    let declared = json!({ "pattern": pattern });
    twists.extend(Twist::of("lose", "pattern", &declared, None));
    let ends = [("open_end", pattern.strip_suffix('$')), ("open_start", pattern.strip_prefix('^'))];
    for (kind, open) in ends {
        let other = open.map(|open| json!({ "pattern": open }));
        twists.extend(other.and_then(|o| Twist::of(kind, "pattern", &declared, Some(&o))));
    }
}

/// A choice of alternatives that lacks one of them.
fn alternatives(shape: &Shape<'_>, twists: &mut Vec<Twist>) {
    for keyword in ["oneOf", "anyOf"] {
        let Some(all) = shape.first(keyword).and_then(Value::as_array) else { continue };
        let declared = json!({ keyword: all });
        if all.len() < 2 || declared.to_string().contains("$ref") {
            continue;
        }
        for index in 0..all.len() {
            let mut rest = all.clone();
            rest.remove(index);
            let other = json!({ keyword: rest });
            let kind = format!("narrow_{index}");
            twists.extend(Twist::of(&kind, keyword, &declared, Some(&other)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_that_is_moved_takes_one_value_more_or_refuses_one_that_keeps_it() {
        let declared = json!({"maximum": 9});
        let wide = Twist::of("widen", "maximum", &declared, Some(&json!({"maximum": 10}))).unwrap();
        assert!(wide.takes(&json!(10)) && !wide.takes(&json!(9)) && !wide.takes(&json!(11)));
        let narrow =
            Twist::of("narrow", "maximum", &declared, Some(&json!({"maximum": 8}))).unwrap();
        assert!(narrow.refuses(&json!(9)) && !narrow.refuses(&json!(8)));
        let lost = Twist::of("lose", "maximum", &declared, None).unwrap();
        assert!(lost.takes(&json!(100)) && !lost.refuses(&json!(100)));
    }
}
