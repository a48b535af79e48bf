//! What stands where in an OpenAPI document: the grammar of its objects, down to the schemas.
//!
//! Source: [OpenAPI 3.1 §4.8](https://spec.openapis.org/oas/v3.1.1#schema-0).

use crate::spec::model::Pointer;

/// The kind of an object in a document, as OpenAPI names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named as the object is in OpenAPI")]
pub enum NodeKind {
    Document,
    Components,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
    Encoding,
    Callback,
    Link,
    Example,
    SecurityScheme,
    Schema,
}

/// What a member of an object holds.
#[derive(Clone, Copy, Debug)]
pub(in crate::spec) enum NodeShape {
    /// One object.
    One(NodeKind),
    /// Objects by name.
    Map(NodeKind),
    /// A list of objects.
    List(NodeKind),
}

/// What the member `name` of an object holds; `None` for what is no object of the grammar
/// (examples, defaults, extensions and other plain values).
pub(in crate::spec) fn shape(kind: NodeKind, name: &str) -> Option<NodeShape> {
    use NodeKind::{
        Callback, Components, Document, Encoding, Example, Header, Link, MediaType, Operation,
        Parameter, PathItem, RequestBody, Response, Schema, SecurityScheme,
    };
    use NodeShape::{List, Map, One};
    Some(match (kind, name) {
        (Document, "paths" | "webhooks") | (Components, "pathItems") => Map(PathItem),
        (Document, "components") => One(Components),
        (Components, "schemas") => Map(Schema),
        (Components | Operation, "responses") => Map(Response),
        (Components, "parameters") => Map(Parameter),
        (Components | Parameter | Header | MediaType, "examples") => Map(Example),
        (Components, "requestBodies") => Map(RequestBody),
        (Components | Response | Encoding, "headers") => Map(Header),
        (Components, "securitySchemes") => Map(SecurityScheme),
        (Components | Response, "links") => Map(Link),
        (Components | Operation, "callbacks") => Map(Callback),
        (PathItem, "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace") => {
            One(Operation)
        }
        (PathItem | Operation, "parameters") => List(Parameter),
        (Operation, "requestBody") => One(RequestBody),
        (Parameter | Header | MediaType, "schema") => One(Schema),
        (Parameter | Header | RequestBody | Response, "content") => Map(MediaType),
        (MediaType, "encoding") => Map(Encoding),
        (Callback, name) if !name.starts_with("x-") && name != "$ref" => One(PathItem),
        (Schema, name) => return schema_shape(name),
        _ => return None,
    })
}

fn schema_shape(name: &str) -> Option<NodeShape> {
    Some(match name {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
            NodeShape::Map(NodeKind::Schema)
        }
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => NodeShape::List(NodeKind::Schema),
        "items"
        | "additionalProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "contentSchema" => NodeShape::One(NodeKind::Schema),
        _ => return None,
    })
}

/// True for a member of a map that is an extension, not an object of the map.
pub(in crate::spec) fn is_extension(kind: NodeKind, name: &str) -> bool {
    kind == NodeKind::PathItem && name.starts_with("x-")
}

/// The kind of the object at `pointer` in an OpenAPI document; `None` where the grammar has none.
pub(in crate::spec) fn kind_at(pointer: &Pointer) -> Option<NodeKind> {
    let mut at = NodeShape::One(NodeKind::Document);
    for token in pointer.tokens() {
        at = match at {
            NodeShape::One(kind) => shape(kind, &token)?,
            NodeShape::Map(kind) if is_extension(kind, &token) => return None,
            NodeShape::Map(kind) | NodeShape::List(kind) => NodeShape::One(kind),
        };
    }
    match at {
        NodeShape::One(kind) => Some(kind),
        NodeShape::Map(_) | NodeShape::List(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_reported_from_keywords() {
        let kind = |text: &str| kind_at(&Pointer::from_escaped(text));
        assert_eq!(kind("/components/schemas/A/properties/example"), Some(NodeKind::Schema));
        assert_eq!(kind("/components/schemas/A/example"), None);
        assert_eq!(kind("/components/schemas/A/properties"), None);
        assert_eq!(
            kind("/paths/~1a/get/responses/200/content/a~1b/schema"),
            Some(NodeKind::Schema)
        );
        assert_eq!(kind("/paths/x-a/get"), None);
        assert_eq!(kind("/x-definitions/A"), None);
    }
}
