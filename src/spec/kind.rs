//! What stands where in an OpenAPI document: the grammar of its objects, down to the schemas.
//!
//! Source: [OpenAPI 3.1 §4.8](https://spec.openapis.org/oas/v3.1.1#schema-0).

use super::Pointer;

/// The kind of an object in a document, as OpenAPI names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named as the object is in OpenAPI")]
pub enum Kind {
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
pub(super) enum Shape {
    /// One object.
    One(Kind),
    /// Objects by name.
    Map(Kind),
    /// A list of objects.
    List(Kind),
}

/// What the member `name` of an object holds; `None` for what is no object of the grammar
/// (examples, defaults, extensions and other plain values).
pub(super) fn shape(kind: Kind, name: &str) -> Option<Shape> {
    use Kind::{
        Callback, Components, Document, Encoding, Example, Header, Link, MediaType, Operation,
        Parameter, PathItem, RequestBody, Response, Schema, SecurityScheme,
    };
    use Shape::{List, Map, One};
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

fn schema_shape(name: &str) -> Option<Shape> {
    Some(match name {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
            Shape::Map(Kind::Schema)
        }
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Shape::List(Kind::Schema),
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
        | "contentSchema" => Shape::One(Kind::Schema),
        _ => return None,
    })
}

/// True for a member of a map that is an extension, not an object of the map.
pub(super) fn is_extension(kind: Kind, name: &str) -> bool {
    kind == Kind::PathItem && name.starts_with("x-")
}

/// The kind of the object at `pointer` in an OpenAPI document; `None` where the grammar has none.
pub(super) fn kind_at(pointer: &Pointer) -> Option<Kind> {
    let mut at = Shape::One(Kind::Document);
    for token in pointer.tokens() {
        at = match at {
            Shape::One(kind) => shape(kind, &token)?,
            Shape::Map(kind) if is_extension(kind, &token) => return None,
            Shape::Map(kind) | Shape::List(kind) => Shape::One(kind),
        };
    }
    match at {
        Shape::One(kind) => Some(kind),
        Shape::Map(_) | Shape::List(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_keywords() {
        let kind = |text: &str| kind_at(&Pointer::from_escaped(text));
        assert_eq!(kind("/components/schemas/A/properties/example"), Some(Kind::Schema));
        assert_eq!(kind("/components/schemas/A/example"), None);
        assert_eq!(kind("/components/schemas/A/properties"), None);
        assert_eq!(kind("/paths/~1a/get/responses/200/content/a~1b/schema"), Some(Kind::Schema));
        assert_eq!(kind("/paths/x-a/get"), None);
        assert_eq!(kind("/x-definitions/A"), None);
    }
}
