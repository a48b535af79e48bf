//! The identifiers in an unsafe request: what it may change is what they name.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::check::model::{Fill, JsonType, Payload, Place, RequestTemplate, Verbatim};
use crate::check::values::Shape;
use crate::check::values::existence::{may_exist, value_may_exist};
use crate::check::values::identifier::is_identifier;
use crate::spec::{Api, Operation, Parameter, ParameterPlace, Pointer};

/// An identifier in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identifier<'a> {
    /// Its own name.
    pub(super) name: String,
    /// Where it is sent.
    pub(super) place: Place,
    /// What is sent there.
    pub(super) held: Held<'a>,
}

/// What is sent as an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held<'a> {
    /// The value of a binding, by its name.
    Bound(&'a str),
    /// A value that the documents list (`enum`, `const`).
    Listed,
    /// A made-up value.
    MadeUp {
        /// `true` where something of that name may exist.
        may_exist: bool,
    },
}

/// What is known of the identifiers that an operation takes.
#[derive(Clone, Debug, Default)]
pub(super) struct Takes {
    /// Parameters in path and query that name things.
    parameters: Vec<Taken>,
    /// Members at the top of the content that name things, with whether they may be strings.
    members: BTreeMap<String, bool>,
}

#[derive(Clone, Debug)]
struct Taken {
    place: ParameterPlace,
    name: String,
    /// `true` where the schema has strings.
    is_text: bool,
    /// The values that the schema lists, as text; empty where it lists none.
    listed: Vec<String>,
}

impl Takes {
    /// What `operation` takes. Every path parameter is an identifier; a query parameter and a member
    /// of the content are by their name (`id`, `worker_id`), and a member is where it addresses the
    /// items of the collection that it is posted to (`name` for `/pools/{name}`). Headers and
    /// cookies say who calls and how, not what is changed.
    pub(super) fn of(api: &Api, operation: &Operation) -> Self {
        let parameters = operation.parameters.iter().filter(|parameter| match parameter.place {
            ParameterPlace::Path => true,
            ParameterPlace::Query => is_identifier(&parameter.name),
            ParameterPlace::Header | ParameterPlace::Cookie => false,
        });
        let addresses: Vec<&str> =
            crate::check::request::changes::effect::item_parameters(api, &operation.path).collect();
        let contents = operation.request_body.iter().flat_map(|body| &body.content);
        let schemas = contents.filter_map(|content| content.schema.as_ref());
        let members = schemas.flat_map(|schema| Shape::of(api, schema).properties());
        let members = members.filter(|member| {
            is_identifier(member.name)
                || (operation.method == "POST" && addresses.contains(&member.name))
        });
        let is_text = |member: &crate::check::values::Property<'_>| {
            Shape::of(api, &member.schema).types().contains(JsonType::String)
        };
        Self {
            parameters: parameters.map(|parameter| taken(api, parameter)).collect(),
            members: members.map(|member| (member.name.to_owned(), is_text(&member))).collect(),
        }
    }

    /// The names of what it takes.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let parameters = self.parameters.iter().map(|taken| taken.name.as_str());
        parameters.chain(self.members.keys().map(String::as_str))
    }

    /// The identifiers in a request.
    pub(super) fn identifiers<'s>(&self, step: &'s RequestTemplate) -> Vec<Identifier<'s>> {
        let mut found = Vec::new();
        for (place, name, fill) in &step.parameters {
            let own = self.parameters.iter().find(|t| t.place == *place && t.name == *name);
            if let Some(taken) = own {
                let place = Place::Parameter(*place, name.clone());
                found.push(Identifier { name: name.clone(), place, held: taken.held(fill) });
            }
        }
        self.in_content(&step.payload, &mut found);
        found
    }

    fn in_content<'s>(&self, payload: &'s Payload, found: &mut Vec<Identifier<'s>>) {
        match payload {
            Payload::None | Payload::Base64(_) => {}
            Payload::Json { value, bound, raw } => {
                self.in_value(value, &Pointer::root(), &|place| bound.get(place), raw, found);
            }
            Payload::Form { value, bound } | Payload::Multipart { value, bound, .. } => {
                let raw = BTreeMap::new();
                self.in_value(value, &Pointer::root(), &|place| bound.get(place), &raw, found);
            }
            Payload::Text(text) => {
                for (name, value) in named_scalars(text) {
                    if let Some(is_text) = self.is_text(name, true) {
                        let may_exist = value_may_exist(&value, is_text);
                        let place = Place::OperationBody(Pointer::root().join(name));
                        let held = Held::MadeUp { may_exist };
                        found.push(Identifier { name: name.to_owned(), place, held });
                    }
                }
            }
        }
    }

    fn in_value<'s>(
        &self,
        value: &Value,
        place: &Pointer,
        bound: &dyn Fn(&Pointer) -> Option<&'s String>,
        raw: &BTreeMap<Pointer, Verbatim>,
        found: &mut Vec<Identifier<'s>>,
    ) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let inner = place.join(name);
                    if let Some(is_text) = self.is_text(name, place.as_str().is_empty()) {
                        let held = match (bound(&inner), raw.get(&inner)) {
                            (Some(binding), _) => Held::Bound(binding),
                            (None, Some(text)) => {
                                Held::MadeUp { may_exist: raw_may_exist(text, is_text) }
                            }
                            (None, None) => {
                                Held::MadeUp { may_exist: value_may_exist(member, is_text) }
                            }
                        };
                        let (name, place) = (name.clone(), Place::OperationBody(inner.clone()));
                        found.push(Identifier { name, place, held });
                    }
                    self.in_value(member, &inner, bound, raw, found);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.in_value(item, &place.join(index.to_string()), bound, raw, found);
                }
            }
            _ => {}
        }
    }

    /// Whether a member that is an identifier may be a string; `None` for any other member.
    fn is_text(&self, name: &str, is_top: bool) -> Option<bool> {
        let known = self.members.get(name).copied().filter(|_| is_top);
        known.or_else(|| is_identifier(name).then_some(true))
    }
}

impl Taken {
    fn held<'s>(&self, fill: &'s Fill) -> Held<'s> {
        let text = match fill {
            Fill::Bound(binding) => return Held::Bound(binding),
            Fill::MadeUp(text) | Fill::Literal(text) => text.clone(),
            // What a server sees that drops the bytes it cannot decode.
            Fill::Encoded(text) => percent_decode_str(text)
                .decode_utf8_lossy()
                .replace(char::REPLACEMENT_CHARACTER, ""),
        };
        if self.listed.contains(&text) {
            return Held::Listed;
        }
        Held::MadeUp { may_exist: may_exist(&text, self.is_text) }
    }
}

fn taken(api: &Api, parameter: &Parameter) -> Taken {
    let shape = parameter.schema.as_ref().map(|schema| Shape::of(api, schema));
    let listed = shape.as_ref().map_or_else(Vec::new, |shape| {
        let one = shape.first("const").cloned();
        let all = shape.first("enum").and_then(Value::as_array).cloned().unwrap_or_default();
        one.into_iter().chain(all).collect::<Vec<Value>>()
    });
    let is_text = shape.is_none_or(|shape| {
        let types = shape.types();
        [JsonType::String, JsonType::Array, JsonType::Object].iter().any(|t| types.contains(*t))
    });
    Taken {
        place: parameter.place,
        name: parameter.name.clone(),
        is_text,
        listed: listed.iter().map(crate::check::request::parameter::scalar).collect(),
    }
}

/// Whether text that stands in JSON as it is may name something: what cannot be read may be anything.
fn raw_may_exist(text: &Verbatim, is_text: bool) -> bool {
    let text = text.to_string();
    if text.starts_with(['[', '{']) {
        return false;
    }
    serde_json::from_str(&text).map_or(true, |value| value_may_exist(&value, is_text))
}

/// The members with scalar values in text that is nearly JSON, as a lax reader finds them.
fn named_scalars(text: &str) -> Vec<(&str, Value)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(':') {
        let (before, after) = (text[..at].trim_end(), text[at + 1..].trim_start());
        let Some(quote) = before.chars().last().filter(|c| matches!(c, '"' | '\'')) else {
            continue;
        };
        let inner = &before[..before.len() - 1];
        let Some(start) = inner.rfind(quote) else { continue };
        let end = after.find([',', '}', ']', '\n']).unwrap_or(after.len());
        let scalar = after[..end].trim();
        let value = match scalar.strip_prefix(['"', '\'']) {
            Some(rest) => Value::from(rest.trim_end_matches(['"', '\''])),
            None => serde_json::from_str(scalar).unwrap_or_else(|_| Value::from(scalar)),
        };
        found.push((&inner[start + 1..], value));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_lax_reader_finds_the_members_of_broken_json() {
        assert_eq!(
            named_scalars("{\"id\": 7, 'name': 'x', \"in\": {\"b_id\":true},"),
            [
                ("id", json!(7)),
                ("name", json!("x")),
                ("in", json!("{\"b_id\":true")),
                ("b_id", json!(true))
            ]
        );
        assert_eq!(named_scalars("sample=1&other=2"), []);
    }
}
