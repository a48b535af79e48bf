//! Objects just within and just outside of what a schema allows.

use serde_json::{Map, Value};

use crate::check::values::pattern::matching;
use crate::check::values::sample::sample;
use crate::check::values::{Constraint, Extent, Probe, Probes, Shape};
use crate::spec::{Api, Schema};

/// The most members that are sent to find a limit.
const MANY: usize = 1_000;

/// A name that no document declares.
const UNDECLARED: &str = "cp_harness_undeclared";

pub(in crate::check) fn add(probes: &mut Probes, api: &Api, shape: &Shape<'_>, base: &Value) {
    let Value::Object(base) = base else {
        return;
    };
    probes.accept(Constraint::Emptiness, "empty_object", Some(Value::Object(Map::new())));
    names(probes, shape, base);
    counts(probes, api, shape, base);
    dependencies(probes, api, shape, base);
}

fn names(probes: &mut Probes, shape: &Shape<'_>, base: &Map<String, Value>) {
    let with = |name: &str| {
        let mut object = base.clone();
        object.insert(name.to_owned(), Value::from("sample"));
        Value::Object(object)
    };
    let closed = ["additionalProperties", "unevaluatedProperties"];
    if closed.iter().any(|keyword| shape.keyword(keyword).any(|allowed| *allowed == false)) {
        let mut probe = Probe::new(Constraint::MemberName, "undeclared_member", with(UNDECLARED));
        probe.offender = Some(UNDECLARED.to_owned());
        probes.outside.push(probe);
    }
    if shape.first("propertyNames").is_some() {
        for (label, name) in [("odd_name", "Odd Name!"), ("long_name", &"n".repeat(300))] {
            probes.refuse(Constraint::MemberName, label, Some(with(name)));
        }
    }
}

fn counts(probes: &mut Probes, api: &Api, shape: &Shape<'_>, base: &Map<String, Value>) {
    let of = |count: usize| resized(api, shape, base, count);
    let least = shape.at_least("minProperties");
    if (1..=MANY).contains(&least) {
        probes.accept(Constraint::MemberCount, "min_members", of(least));
        probes.refuse(Constraint::MemberCount, "below_min_members", of(least - 1));
    }
    if let Some(most) = shape.at_most("maxProperties").filter(|most| *most <= MANY) {
        probes.accept(Constraint::MemberCount, "max_members", of(most));
        probes.refuse(Constraint::MemberCount, "above_max_members", of(most + 1));
    }
}

/// The object with this many members: optional ones taken away, or further ones added.
fn resized(api: &Api, shape: &Shape<'_>, base: &Map<String, Value>, count: usize) -> Option<Value> {
    let mut object = base.clone();
    let required: Vec<&str> = shape.required().collect();
    let spare: Vec<String> =
        object.keys().filter(|name| !required.contains(&name.as_str())).cloned().collect();
    for name in spare.iter().rev() {
        if object.len() > count {
            object.shift_remove(name);
        }
    }
    for property in shape.properties() {
        if object.len() < count
            && !object.contains_key(property.name)
            && let Some(value) = sample(api, &property.schema, Extent::Minimal, property.name)
        {
            object.insert(property.name.to_owned(), value);
        }
    }
    let unnamed = shape.unnamed().pop();
    for index in 0..MANY {
        if object.len() >= count {
            break;
        }
        let (name, value) = further(api, unnamed.as_ref(), index)?;
        object.entry(name).or_insert(value);
    }
    (object.len() == count).then_some(Value::Object(object))
}

/// A member beyond the declared ones, of the schema for such where there is one.
fn further(api: &Api, unnamed: Option<&(String, Schema)>, index: usize) -> Option<(String, Value)> {
    let Some((_, schema)) = unnamed else {
        return Some((format!("member_{index}"), Value::from("sample")));
    };
    let patterned = schema.pointer.tokens().collect::<Vec<_>>();
    let name = match patterned.as_slice() {
        [.., keyword, pattern] if keyword == "patternProperties" => matching(pattern, index + 1)?,
        _ => format!("member_{index}"),
    };
    Some((name, sample(api, schema, Extent::Minimal, "member")?))
}

fn dependencies(probes: &mut Probes, api: &Api, shape: &Shape<'_>, base: &Map<String, Value>) {
    let declared = shape.properties();
    let value = |name: &str| {
        let property = declared.iter().find(|property| property.name == name);
        property.map_or_else(
            || Some(Value::from("sample")),
            |property| sample(api, &property.schema, Extent::Minimal, name),
        )
    };
    let rules = shape.keyword("dependentRequired").filter_map(Value::as_object).flatten();
    for (name, needed) in rules {
        let needed: Vec<&str> =
            needed.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let complete = || {
            let mut object = base.clone();
            for name in std::iter::once(name.as_str()).chain(needed.iter().copied()) {
                if !object.contains_key(name) {
                    object.insert(name.to_owned(), value(name)?);
                }
            }
            Some(object)
        };
        let Some(complete) = complete() else { continue };
        for missing in &needed {
            let mut object = complete.clone();
            object.shift_remove(*missing);
            let label = format!("{name}_without_{missing}");
            let mut probe = Probe::new(Constraint::Dependency, label, Value::Object(object));
            probe.offender = Some((*missing).to_owned());
            probes.outside.push(probe);
        }
        let label = format!("{name}_with_its_dependents");
        probes.accept(Constraint::Dependency, &label, Some(Value::Object(complete)));
    }
}
