//! Finds the `$ref`s of a document, and those places only where OpenAPI means a `$ref`.

use serde_json::{Map, Value};
use url::Url;

use crate::spec::model::NodeKind;
use crate::spec::model::Pointer;
use crate::spec::model::kind::{NodeShape, is_extension, shape};
use crate::spec::text::parsed::DEPTH_LIMIT;

/// A `$ref` as it stands in the text.
#[derive(Clone, Debug)]
pub(in crate::spec) struct Found {
    /// The object that holds it.
    pub(in crate::spec) pointer: Pointer,
    /// What kind of object it stands for.
    pub(in crate::spec) kind: NodeKind,
    /// What it says.
    pub(in crate::spec) text: String,
    /// The URL it is relative to.
    pub(in crate::spec) base: Url,
}

/// A schema position that holds no schema.
#[derive(Debug)]
pub(in crate::spec) struct Misplaced {
    /// Where it is.
    pub(in crate::spec) pointer: Pointer,
    /// What is there instead.
    pub(in crate::spec) problem: String,
}

/// Every `$ref` in the object of the given kind at `pointer`.
pub(in crate::spec) fn find(
    value: &Value,
    pointer: &Pointer,
    kind: NodeKind,
    base: &Url,
) -> Result<Vec<Found>, Misplaced> {
    let mut search = Search { found: Vec::new() };
    search.node(value, kind, &Trail::Start(pointer), base)?;
    Ok(search.found)
}

/// The way from the start of a search to a node, put into words only where it is asked for.
enum Trail<'a> {
    Start(&'a Pointer),
    Member(&'a Trail<'a>, &'a str),
    Item(&'a Trail<'a>, usize),
}

impl Trail<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Self::Start(pointer) => (*pointer).clone(),
            Self::Member(parent, name) => parent.pointer().join(name),
            Self::Item(parent, index) => parent.pointer().join(index),
        }
    }
}

struct Search {
    found: Vec<Found>,
}

impl Search {
    fn node(
        &mut self,
        value: &Value,
        kind: NodeKind,
        trail: &Trail<'_>,
        base: &Url,
    ) -> Result<(), Misplaced> {
        let Value::Object(map) = value else {
            return check_schema(value, kind, trail);
        };
        let own_base = (kind == NodeKind::Schema).then(|| schema_base(map, base)).flatten();
        let base = own_base.as_ref().unwrap_or(base);
        if let Some(text) = reference_text(map, kind) {
            self.found.push(Found {
                pointer: trail.pointer(),
                kind,
                text: text.to_owned(),
                base: base.clone(),
            });
        }
        for (name, value) in map {
            let trail = Trail::Member(trail, name);
            match (shape(kind, name), value) {
                (None, _) => {}
                (Some(NodeShape::One(NodeKind::Schema)), Value::Array(items))
                    if name == "items" =>
                {
                    self.list(items, NodeKind::Schema, &trail, base)?;
                }
                (Some(NodeShape::One(kind)), value) => self.node(value, kind, &trail, base)?,
                (Some(NodeShape::Map(kind)), Value::Object(map)) => {
                    for (name, value) in map {
                        if !is_extension(kind, name) {
                            self.node(value, kind, &Trail::Member(&trail, name), base)?;
                        }
                    }
                }
                (Some(NodeShape::List(kind)), Value::Array(items)) => {
                    self.list(items, kind, &trail, base)?;
                }
                (Some(shape), value) => check_collection(shape, value, &trail)?,
            }
        }
        Ok(())
    }

    fn list(
        &mut self,
        items: &[Value],
        kind: NodeKind,
        trail: &Trail<'_>,
        base: &Url,
    ) -> Result<(), Misplaced> {
        for (index, item) in items.iter().enumerate() {
            self.node(item, kind, &Trail::Item(trail, index), base)?;
        }
        Ok(())
    }
}

/// What `$ref` says. A `$dynamicRef` is taken for the `$ref` that it is as long as no other schema
/// overrides its anchor.
fn reference_text(map: &Map<String, Value>, kind: NodeKind) -> Option<&str> {
    let dynamic = || (kind == NodeKind::Schema).then(|| map.get("$dynamicRef")).flatten();
    map.get("$ref").or_else(dynamic)?.as_str()
}

/// The base that `$id` sets for what is below it.
fn schema_base(map: &Map<String, Value>, base: &Url) -> Option<Url> {
    let id = map.get("$id")?.as_str()?;
    let own = base.join(id).ok()?;
    own.fragment().is_none_or(str::is_empty).then_some(own)
}

fn check_schema(value: &Value, kind: NodeKind, trail: &Trail<'_>) -> Result<(), Misplaced> {
    if kind != NodeKind::Schema || value.is_boolean() {
        return Ok(());
    }
    Err(Misplaced {
        pointer: trail.pointer(),
        problem: format!("a schema is expected here (a mapping), not {}", type_of(value)),
    })
}

fn check_collection(shape: NodeShape, value: &Value, trail: &Trail<'_>) -> Result<(), Misplaced> {
    let expected = match shape {
        NodeShape::Map(NodeKind::Schema) => "a mapping from names to schemas",
        NodeShape::List(NodeKind::Schema) => "a list of schemas",
        // What operations use is checked where it is used.
        _ => return Ok(()),
    };
    Err(Misplaced {
        pointer: trail.pointer(),
        problem: format!("{expected} is expected here, not {}", type_of(value)),
    })
}

/// What a value is, in a word.
pub(in crate::spec) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

/// A schema that names itself by `$id`, `$anchor` or `$dynamicAnchor`.
#[derive(Debug)]
pub(in crate::spec) struct NamedReference {
    /// Its absolute URL, the anchor as its fragment.
    pub(in crate::spec) url: Url,
    /// Where it stands.
    pub(in crate::spec) pointer: Pointer,
}

/// Every object that names itself. Looks everywhere, since a name in an example does no harm.
pub(in crate::spec) fn names(root: &Value, base: &Url) -> Vec<NamedReference> {
    let mut named = Vec::new();
    let mut pending = vec![(root, Pointer::root(), base.clone(), 0)];
    while let Some((value, pointer, base, depth)) = pending.pop() {
        if depth > DEPTH_LIMIT {
            continue;
        }
        match value {
            Value::Array(items) => pending.extend(
                (items.iter().enumerate())
                    .map(|(index, item)| (item, pointer.join(index), base.clone(), depth + 1)),
            ),
            Value::Object(map) => {
                let own = schema_base(map, &base);
                if let Some(url) = own.clone() {
                    let pointer = pointer.clone();
                    named.push(NamedReference { url, pointer });
                }
                let base = own.unwrap_or(base);
                for keyword in ["$anchor", "$dynamicAnchor"] {
                    if let Some(Value::String(anchor)) = map.get(keyword) {
                        let mut url = base.clone();
                        url.set_fragment(Some(anchor));
                        let pointer = pointer.clone();
                        named.push(NamedReference { url, pointer });
                    }
                }
                pending.extend(
                    (map.iter())
                        .map(|(name, item)| (item, pointer.join(name), base.clone(), depth + 1)),
                );
            }
            _ => {}
        }
    }
    named
}
