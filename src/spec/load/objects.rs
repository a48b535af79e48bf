//! Every object of the documents, with what kind of object it is.

use serde_json::Value;

use crate::spec::api::Api;
use crate::spec::model::NodeKind;
use crate::spec::model::kind::{NodeShape, is_extension, shape};
use crate::spec::model::{Pointer, Schema};

impl Api {
    /// Visits every object that the OpenAPI grammar has a name for, in each whole document (one
    /// that a `$ref` pulled in may be any piece), outer before inner: its kind, its place, itself.
    pub fn visit(&self, visitor: &mut dyn FnMut(NodeKind, &Schema, &Value)) {
        for (index, document) in self.documents().iter().enumerate() {
            if document.root.get("openapi").is_some() {
                let root = Schema { document: index, pointer: Pointer::root() };
                descend(NodeKind::Document, &root, &document.root, visitor);
            }
        }
    }
}

fn descend(
    kind: NodeKind,
    at: &Schema,
    value: &Value,
    visitor: &mut dyn FnMut(NodeKind, &Schema, &Value),
) {
    let Value::Object(members) = value else { return };
    visitor(kind, at, value);
    for (name, value) in members {
        match (shape(kind, name), value) {
            (Some(NodeShape::One(kind)), value) => descend(kind, &at.join([name]), value, visitor),
            (Some(NodeShape::Map(kind)), Value::Object(map)) => {
                for (key, value) in map.iter().filter(|(key, _)| !is_extension(kind, key)) {
                    descend(kind, &at.join([name, key]), value, visitor);
                }
            }
            (Some(NodeShape::List(kind)), Value::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    descend(kind, &at.join([name.as_str(), &index.to_string()]), value, visitor);
                }
            }
            _ => {}
        }
    }
}
