//! Lint of defaults and examples: each held against its own schema.

use std::sync::Arc;

use jsonschema::Validator;
use serde_json::Value;

use super::finding::{Lint, LintFinding};
use crate::check::model::Level;
use crate::spec::{Api, NodeKind, Schema};

pub(super) static DEFAULT_INVALID: Lint = Lint {
    id: "default_invalid",
    level: Level::Should,
    requirement: "A default SHOULD be valid by its own schema.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-9.2",
};

pub(super) static EXAMPLE_INVALID: Lint = Lint {
    id: "example_invalid",
    level: Level::Should,
    requirement: "An example SHOULD be valid by the schema that it stands beside.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#media-type-object",
};

pub(super) static SCHEMA_UNUSABLE: Lint = Lint {
    id: "schema_unusable",
    level: Level::Should,
    requirement: "A schema SHOULD be one that a validator can read.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-core#section-4.3",
};

/// Longer reasons are cut: they repeat the whole value.
const REASON_CHARACTERS: usize = 160;

/// Larger examples are left alone, with those that refer to much: a document may hold megabytes.
const EXAMPLES_BESIDE_REFERENCES: usize = 400;

pub(super) fn findings(api: &Api) -> Vec<LintFinding> {
    let mut linter = Linter { api, findings: Vec::new(), referring: 0 };
    api.visit(&mut |kind, at, value| match kind {
        NodeKind::Schema => linter.schema(at, value),
        NodeKind::MediaType | NodeKind::Parameter | NodeKind::Header => linter.beside(at, value),
        _ => {}
    });
    linter.findings
}

struct Linter<'a> {
    api: &'a Api,
    findings: Vec<LintFinding>,
    referring: usize,
}

impl Linter<'_> {
    /// The default and the examples within a schema.
    fn schema(&mut self, at: &Schema, schema: &Value) {
        let examples = schema.get("examples").and_then(Value::as_array);
        let mut values: Vec<(&'static Lint, Vec<String>, &Value)> = Vec::new();
        if let Some(default) = schema.get("default") {
            values.push((&DEFAULT_INVALID, vec!["default".to_owned()], default));
        }
        // Translated from OpenAPI 3.0, what is nullable stands beside the example, not around it.
        let is_nullable = at.pointer.as_str().ends_with("/anyOf/0");
        if let Some(example) = schema.get("example").filter(|e| !(is_nullable && e.is_null())) {
            values.push((&EXAMPLE_INVALID, vec!["example".to_owned()], example));
        }
        for (index, example) in examples.into_iter().flatten().enumerate() {
            let place = vec!["examples".to_owned(), index.to_string()];
            values.push((&EXAMPLE_INVALID, place, example));
        }
        self.hold(at, at, &values);
    }

    /// The examples of what has a schema.
    fn beside(&mut self, at: &Schema, holder: &Value) {
        if holder.get("schema").is_none() {
            return;
        }
        let mut values: Vec<(&'static Lint, Vec<String>, &Value)> = Vec::new();
        if let Some(example) = holder.get("example") {
            values.push((&EXAMPLE_INVALID, vec!["example".to_owned()], example));
        }
        let examples = holder.get("examples").and_then(Value::as_object);
        for (name, example) in examples.into_iter().flatten() {
            if let Some(value) = example.get("value") {
                let place = ["examples", name.as_str(), "value"].map(str::to_owned);
                values.push((&EXAMPLE_INVALID, place.into(), value));
            }
        }
        // Other content is text or bytes in an example, whatever its schema says.
        let media_type = at.pointer.last().unwrap_or_default();
        let is_content = at.pointer.parent().and_then(|p| p.last()).as_deref() == Some("content");
        if !is_content || crate::spec::is_json(&media_type) {
            self.hold(at, &at.join(["schema"]), &values);
        }
    }

    fn hold(
        &mut self,
        at: &Schema,
        schema: &Schema,
        values: &[(&'static Lint, Vec<String>, &Value)],
    ) {
        if values.is_empty() {
            return;
        }
        let validator = match self.validator(schema) {
            Some(Ok(validator)) => validator,
            Some(Err(reason)) => {
                let location = self.api.location(schema);
                self.findings.push(LintFinding::new(&SCHEMA_UNUSABLE, cut(&reason), location));
                return;
            }
            None => return,
        };
        for (lint, place, value) in values {
            if let Err(error) = validator.validate(value) {
                let what = if **lint == DEFAULT_INVALID { "default" } else { "example" };
                let within = match error.instance_path().to_string() {
                    path if path.is_empty() => String::new(),
                    path => format!(" at {path}"),
                };
                let message = cut(&format!("{what} refused by its schema{within}: {error}"));
                let location = self.api.location(&at.join(place));
                self.findings.push(LintFinding::new(lint, message, location));
            }
        }
    }

    /// The validator of a schema; `None` where too many were needed that refer elsewhere.
    fn validator(&mut self, schema: &Schema) -> Option<Result<Arc<Validator>, String>> {
        let value = self.api.schema(schema);
        if !refers(value) {
            let options = jsonschema::draft202012::options().should_validate_formats(true);
            return Some(options.build(value).map(Arc::new).map_err(|error| error.to_string()));
        }
        self.referring += 1;
        if self.referring > EXAMPLES_BESIDE_REFERENCES {
            return None;
        }
        Some(self.api.validator(schema).map_err(|error| error.to_string()))
    }
}

/// True where a schema leads to others, and cannot be read alone.
fn refers(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => {
            members.contains_key("$ref")
                || members.contains_key("$dynamicRef")
                || members.values().any(refers)
        }
        Value::Array(items) => items.iter().any(refers),
        _ => false,
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(REASON_CHARACTERS) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
