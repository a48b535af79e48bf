//! The promises of an operation: what its part of the documents says, piece by piece.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::check::model::{JsonType, Types};
use crate::check::review::coverage::{Due, Keyword, Promise, PromiseKind, Promises, Sign, Subject};
use crate::check::values::{Member, Shape, Way, members};
use crate::spec::{Api, Location, Operation, Parameter, ParameterPlace, Pointer, Schema};

/// The keywords that a value can break by itself, with what counts as one.
const KEYWORDS: [&str; 15] = [
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minItems",
    "maxItems",
    "uniqueItems",
    "additionalProperties",
];

/// Longer values of a keyword are cut in a promise's name.
const VALUE_CHARACTERS: usize = 40;

impl Promises {
    /// The promises of the operations that `selected` says.
    pub fn of(api: &Api, selected: impl Fn(&str) -> bool) -> Self {
        let mut promises = Self::default();
        for operation in api.operations().iter().filter(|operation| selected(&operation.name)) {
            let mut collector = Collector { api, operation, list: &mut promises.list };
            collector.collect();
        }
        promises
    }
}

struct Collector<'a> {
    api: &'a Api,
    operation: &'a Operation,
    list: &'a mut Vec<Promise>,
}

impl Collector<'_> {
    fn collect(&mut self) {
        let operation = self.operation;
        for response in &operation.responses {
            let (name, sign) = (response.status.to_string(), Sign::Answered(response.status));
            self.add(PromiseKind::Status, name, &response.location, sign);
        }
        for parameter in &operation.parameters {
            self.parameter(parameter);
        }
        if let Some(schema) = operation.json_body().and_then(|body| body.schema.as_ref()) {
            let required = operation.request_body.as_ref().is_some_and(|body| body.required);
            let (content, location) = (Subject::Member(Pointer::root()), self.api.location(schema));
            self.about("content", required, &content, Some(schema), &location);
            for member in members(self.api, schema, Way::Response) {
                self.request_member(&member);
            }
        }
        for response in &operation.responses {
            let content = response.content.iter().find(|content| content.is_json());
            let Some(schema) = content.and_then(|content| content.schema.as_ref()) else {
                continue;
            };
            for member in members(self.api, schema, Way::Response) {
                let name = format!("{}: {}", response.status, member.name());
                let sign = Sign::Held(response.status, member.pointer(true));
                let location = self.api.location(&member.schema);
                self.add(PromiseKind::ResponseMember, name, &location, sign);
            }
        }
        self.security();
    }

    fn add(&mut self, kind: PromiseKind, name: String, location: &Location, sign: Sign) {
        self.list.push(Promise {
            operation: self.operation.name.clone(),
            method: self.operation.method.clone(),
            kind,
            name,
            location: location.clone(),
            sign,
        });
    }

    fn parameter(&mut self, parameter: &Parameter) {
        let schema = parameter.schema.as_ref();
        let types = schema.map_or(Types::ANY, |schema| Shape::of(self.api, schema).types());
        let subject = Subject::Parameter(parameter.place, parameter.name.clone(), types);
        let name = format!("{}:{}", place(parameter.place), parameter.name);
        let sign = Sign::Sent(subject.clone());
        self.add(PromiseKind::Parameter, name.clone(), &parameter.location, sign);
        // A path without its parameter is another path.
        let required = parameter.required && parameter.place != ParameterPlace::Path;
        self.about(&name, required, &subject, schema, &parameter.location);
    }

    fn request_member(&mut self, member: &Member) {
        let subject = Subject::Member(member.pointer(true));
        let location = self.api.location(&member.schema);
        let sign = Sign::Sent(subject.clone());
        self.add(PromiseKind::RequestMember, member.name(), &location, sign);
        self.about(&member.name(), member.required, &subject, Some(&member.schema), &location);
    }

    /// The constraints on a value of a request, and its default.
    fn about(
        &mut self,
        name: &str,
        required: bool,
        subject: &Subject,
        schema: Option<&Schema>,
        location: &Location,
    ) {
        if required {
            let sign = Sign::LeftOut(subject.clone(), Due::Refusal);
            self.add(PromiseKind::Constraint, format!("{name}: required"), location, sign);
        }
        let Some(schema) = schema else { return };
        let shape = Shape::of(self.api, schema);
        for (word, keyword) in keywords(&shape, subject) {
            let sign = Sign::Broken(subject.clone(), keyword);
            self.add(PromiseKind::Constraint, format!("{name}: {word}"), location, sign);
        }
        if let Some(default) = shape.first("default").filter(|_| !required) {
            let sign = Sign::LeftOut(subject.clone(), Due::Success);
            let name = format!("{name}: {}", cut(default));
            self.add(PromiseKind::Default, name, location, sign);
        }
    }

    /// One promise for each alternative of credentials that does not let everyone in.
    fn security(&mut self) {
        let operation = self.operation;
        if operation.security.iter().any(Vec::is_empty) {
            return;
        }
        let mut known = BTreeSet::new();
        for (at, schemes) in operation.security.iter().enumerate() {
            let names: Vec<&str> = schemes.iter().map(|scheme| scheme.name.as_str()).collect();
            let name = names.join("+");
            let Some(first) = schemes.first().filter(|_| known.insert(name.clone())) else {
                continue;
            };
            let sign = match at {
                0 => Sign::Anonymous,
                _ => Sign::Never("the caller's credential travels as the first alternative"),
            };
            self.add(PromiseKind::Security, name, &first.location, sign);
        }
    }
}

/// What a value may not be, as the keywords say that it can break by itself.
fn keywords(shape: &Shape<'_>, subject: &Subject) -> Vec<(String, Keyword)> {
    let types = shape.types();
    // Every text of a parameter is a string: there is no wrong type for it.
    let is_text = matches!(subject, Subject::Parameter(..)) && types.contains(JsonType::String);
    let mut keywords = Vec::new();
    if types != Types::ANY && types != Types::NONE && !is_text {
        keywords.push((format!("type {types}"), Keyword::Type(types)));
    }
    for word in KEYWORDS {
        let Some(limit) = shape.first(word) else { continue };
        if word == "additionalProperties" {
            keywords.extend(closed(shape));
            continue;
        }
        let idle = word == "uniqueItems" && *limit == Value::Bool(false);
        if !idle {
            keywords.push((format!("{word} {}", cut(limit)), Keyword::Other(word, limit.clone())));
        }
    }
    keywords
}

/// That an object may hold nothing but its declared members, where it is so.
fn closed(shape: &Shape<'_>) -> Option<(String, Keyword)> {
    let word = "additionalProperties";
    let is_closed = shape.first(word) == Some(&Value::Bool(false));
    if !is_closed || shape.first("patternProperties").is_some() {
        return None;
    }
    let declared = shape.properties().into_iter();
    let declared: Map<_, _> = declared.map(|p| (p.name.to_owned(), Value::Bool(true))).collect();
    Some((format!("{word} false"), Keyword::Other(word, Value::Object(declared))))
}

/// A value on one line, cut where it is long.
fn cut(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(VALUE_CHARACTERS) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

fn place(place: ParameterPlace) -> &'static str {
    match place {
        ParameterPlace::Path => "path",
        ParameterPlace::Query => "query",
        ParameterPlace::Header => "header",
        ParameterPlace::Cookie => "cookie",
    }
}
