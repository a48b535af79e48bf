//! What YAML anchors, aliases and merge keys repeat, and what that costs.

use serde_json::{Map, Value};

use crate::spec::text::marks::Marks;

/// An anchored node, kept for its aliases.
pub(in crate::spec) struct Anchored {
    pub(in crate::spec) value: Value,
    pub(in crate::spec) marks: Marks,
    pub(in crate::spec) weight: Weight,
}

/// What a copy of a value costs.
#[derive(Clone, Copy)]
pub(in crate::spec) struct Weight {
    /// Roughly, in memory.
    pub(in crate::spec) bytes: usize,
    /// Levels below the value itself.
    pub(in crate::spec) depth: usize,
}

/// What a copy of `value` costs.
pub(in crate::spec) fn weigh(value: &Value) -> Weight {
    const NODE: usize = 64;
    let mut weight = Weight { bytes: NODE, depth: 0 };
    let mut add = |name: &str, value: &Value| {
        let below = weigh(value);
        weight.bytes += name.len() + below.bytes;
        weight.depth = weight.depth.max(below.depth + 1);
    };
    match value {
        Value::Array(items) => items.iter().for_each(|item| add("", item)),
        Value::Object(map) => map.iter().for_each(|(name, value)| add(name, value)),
        Value::String(text) => weight.bytes += text.len(),
        _ => {}
    }
    weight
}

/// Adds what `<<` brings to a mapping: its own members win, then earlier merges.
///
/// Source: [merge key](https://yaml.org/type/merge.html).
pub(in crate::spec) fn merge(
    map: &mut Map<String, Value>,
    merges: Vec<(Value, Marks)>,
    lines: &mut Marks,
) -> Result<(), &'static str> {
    for (value, marks) in merges {
        let parts = match value {
            Value::Array(items) => (items.into_iter().enumerate())
                .map(|(index, item)| (item, marks.copied_item(index)))
                .map(|(item, copied)| (item, copied.unwrap_or_default().1))
                .collect(),
            other => vec![(other, marks)],
        };
        for (part, marks) in parts {
            let Value::Object(members) = part else {
                return Err("`<<` merges no mapping; write its content out");
            };
            merge_one(map, members, &marks, lines);
        }
    }
    Ok(())
}

fn merge_one(
    map: &mut Map<String, Value>,
    members: Map<String, Value>,
    marks: &Marks,
    lines: &mut Marks,
) {
    for (name, value) in members {
        if map.contains_key(&name) {
            continue;
        }
        if let Some((line, below)) = marks.copied_member(&name) {
            let open = lines.open_member(&name, line);
            lines.paste(&below);
            lines.close(open);
        }
        map.insert(name, value);
    }
}
