//! What an operation takes and answers by name: what producers are found by.

use std::collections::BTreeMap;

use crate::check::model::JsonType;
use crate::check::values::Shape;
use crate::check::values::identifier::is_telling_id;
use crate::spec::{Api, Operation, ParameterPlace, Pointer, Schema};

/// What an operation takes and answers, by name.
pub(in crate::check) struct Interface<'a> {
    /// The operation.
    pub(in crate::check) operation: &'a Operation,
    /// Parameters and top-level members of the JSON body, each with its schema.
    pub(in crate::check) inputs: BTreeMap<&'a str, Option<Schema>>,
    /// Required top-level members of the JSON body.
    pub(in crate::check) required: Vec<&'a str>,
    /// Path parameters that no value can be made up for.
    pub(in crate::check) open_path: Vec<&'a str>,
    /// Strings and whole numbers at the top of the JSON success.
    answers: BTreeMap<&'a str, Pointer>,
}

impl<'a> Interface<'a> {
    /// The interface of an operation.
    pub(in crate::check) fn of(api: &'a Api, operation: &'a Operation) -> Self {
        let mut inputs: BTreeMap<&str, Option<Schema>> = BTreeMap::new();
        let mut required = Vec::new();
        for parameter in &operation.parameters {
            inputs.insert(&parameter.name, parameter.schema.clone());
        }
        let body = operation.json_body().and_then(|media_type| media_type.schema.as_ref());
        for member in body.map(|schema| Shape::of(api, schema).properties()).unwrap_or_default() {
            if member.required {
                required.push(member.name);
            }
            inputs.entry(member.name).or_insert(Some(member.schema));
        }
        let in_path = operation.parameters.iter().filter(|p| p.place == ParameterPlace::Path);
        let open_path = in_path
            .filter(|parameter| !is_closed(api, parameter.schema.as_ref()))
            .map(|parameter| parameter.name.as_str())
            .collect();
        Self { operation, inputs, required, open_path, answers: answers(api, operation) }
    }

    /// Where this operation answers what `consumer` needs under `name`: a member of the same name,
    /// where the name says what it identifies; or, for `/things/{x}`, the `x` or `id` that a POST
    /// to `/things` answers.
    pub(in crate::check) fn answer_for(
        &self,
        consumer: &Operation,
        name: &str,
    ) -> Option<&Pointer> {
        if is_telling_id(name)
            && let Some(pointer) = self.answers.get(name)
        {
            return Some(pointer);
        }
        if self.creates(name) {
            return self.answers.get("id");
        }
        let (collection, _) = consumer.path.split_once(&format!("/{{{name}}}"))?;
        let own = self.operation;
        let creates = own.method == "POST" && own.path.trim_end_matches('/') == collection;
        if creates { self.answers.get(name).or_else(|| self.answers.get("id")) } else { None }
    }

    /// True for the operation that makes what the id names: `assistant_id` for POST `/assistants`.
    pub(in crate::check) fn creates(&self, name: &str) -> bool {
        let bare = |text: &str| text.replace(['_', '-'], "").to_ascii_lowercase();
        let id = bare(name);
        let Some(thing) = id.strip_suffix("id").filter(|thing| !thing.is_empty()) else {
            return false;
        };
        let last = bare(self.operation.path.trim_end_matches('/').rsplit('/').next().unwrap_or(""));
        let plural = thing.strip_suffix('y').map(|stem| format!("{stem}ies"));
        let names = [thing.to_owned(), format!("{thing}s"), format!("{thing}es")];
        self.operation.method == "POST" && names.into_iter().chain(plural).any(|name| name == last)
    }

    /// The names of the strings and whole numbers at the top of the JSON success.
    pub(in crate::check) fn answer_names(&self) -> impl Iterator<Item = &str> {
        self.answers.keys().copied()
    }

    /// The place of a member of the answer.
    pub(in crate::check) fn answer(&self, name: &str) -> Option<&Pointer> {
        self.answers.get(name)
    }
}

/// True where the schema lists the values it takes, so that one can be made up.
fn is_closed(api: &Api, schema: Option<&Schema>) -> bool {
    schema.is_some_and(|schema| {
        let shape = Shape::of(api, schema);
        shape.first("enum").is_some() || shape.first("const").is_some()
    })
}

fn answers<'a>(api: &'a Api, operation: &Operation) -> BTreeMap<&'a str, Pointer> {
    let mut content = operation.successes().flat_map(|response| &response.content);
    let schema = content.find(|media_type| media_type.is_json()).and_then(|m| m.schema.as_ref());
    let members = schema.map(|schema| Shape::of(api, schema).properties()).unwrap_or_default();
    members
        .into_iter()
        .filter(|member| {
            let types = Shape::of(api, &member.schema).types();
            types.contains(JsonType::String) || types.contains(JsonType::Integer)
        })
        .map(|member| (member.name, Pointer::root().join(member.name)))
        .collect()
}
