//! Finds the `$ref`s of a document, and those places only where OpenAPI means a `$ref`.

use serde_json::{Map, Value};
use url::Url;

use super::Pointer;
use super::kind::{Kind, Shape, is_extension, shape};
use super::source::DEPTH_LIMIT;

/// A `$ref` as it stands in the text.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The object that holds it.
    pub(super) pointer: Pointer,
    /// What kind of object it stands for.
    pub(super) kind: Kind,
    /// What it says.
    pub(super) text: String,
    /// The URL it is relative to.
    pub(super) base: Url,
}

/// A schema position that holds no schema.
#[derive(Debug)]
pub(super) struct Misplaced {
    /// Where it is.
    pub(super) pointer: Pointer,
    /// What is there instead.
    pub(super) problem: String,
}

/// Every `$ref` in the object of the given kind at `pointer`.
pub(super) fn find(
    value: &Value,
    pointer: &Pointer,
    kind: Kind,
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
        kind: Kind,
        trail: &Trail<'_>,
        base: &Url,
    ) -> Result<(), Misplaced> {
        let Value::Object(map) = value else {
            return check_schema(value, kind, trail);
        };
        let own_base = (kind == Kind::Schema).then(|| schema_base(map, base)).flatten();
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
                (Some(Shape::One(Kind::Schema)), Value::Array(items)) if name == "items" => {
                    self.list(items, Kind::Schema, &trail, base)?;
                }
                (Some(Shape::One(kind)), value) => self.node(value, kind, &trail, base)?,
                (Some(Shape::Map(kind)), Value::Object(map)) => {
                    for (name, value) in map {
                        if !is_extension(kind, name) {
                            self.node(value, kind, &Trail::Member(&trail, name), base)?;
                        }
                    }
                }
                (Some(Shape::List(kind)), Value::Array(items)) => {
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
        kind: Kind,
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
fn reference_text(map: &Map<String, Value>, kind: Kind) -> Option<&str> {
    let dynamic = || (kind == Kind::Schema).then(|| map.get("$dynamicRef")).flatten();
    map.get("$ref").or_else(dynamic)?.as_str()
}

/// The base that `$id` sets for what is below it.
fn schema_base(map: &Map<String, Value>, base: &Url) -> Option<Url> {
    let id = map.get("$id")?.as_str()?;
    let own = base.join(id).ok()?;
    own.fragment().is_none_or(str::is_empty).then_some(own)
}

fn check_schema(value: &Value, kind: Kind, trail: &Trail<'_>) -> Result<(), Misplaced> {
    if kind != Kind::Schema || value.is_boolean() {
        return Ok(());
    }
    Err(Misplaced {
        pointer: trail.pointer(),
        problem: format!("a schema is expected here (a mapping), not {}", type_of(value)),
    })
}

fn check_collection(shape: Shape, value: &Value, trail: &Trail<'_>) -> Result<(), Misplaced> {
    let expected = match shape {
        Shape::Map(Kind::Schema) => "a mapping from names to schemas",
        Shape::List(Kind::Schema) => "a list of schemas",
        // What operations use is checked where it is used.
        _ => return Ok(()),
    };
    Err(Misplaced {
        pointer: trail.pointer(),
        problem: format!("{expected} is expected here, not {}", type_of(value)),
    })
}

/// What a value is, in a word.
pub(super) fn type_of(value: &Value) -> &'static str {
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
pub(super) struct Named {
    /// Its absolute URL, the anchor as its fragment.
    pub(super) url: Url,
    /// Where it stands.
    pub(super) pointer: Pointer,
}

/// Every object that names itself. Looks everywhere, since a name in an example does no harm.
pub(super) fn names(root: &Value, base: &Url) -> Vec<Named> {
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
                    named.push(Named { url, pointer });
                }
                let base = own.unwrap_or(base);
                for keyword in ["$anchor", "$dynamicAnchor"] {
                    if let Some(Value::String(anchor)) = map.get(keyword) {
                        let mut url = base.clone();
                        url.set_fragment(Some(anchor));
                        let pointer = pointer.clone();
                        named.push(Named { url, pointer });
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
