//! Lint of schemas: what they say of themselves that cannot be meant.

use serde_json::{Map, Value};

use super::finding::{Lint, LintFinding};
use crate::check::model::{JsonType, Level, Types};
use crate::spec::{Api, NodeKind, Schema};

pub(super) static REQUIRED_UNDECLARED: Lint = Lint {
    id: "required_undeclared",
    level: Level::Note,
    requirement: "A name that `required` lists MAY be expected among the `properties`.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.3",
};

pub(super) static BOUNDS_CONTRADICT: Lint = Lint {
    id: "bounds_contradict",
    level: Level::Should,
    requirement: "A lower bound SHOULD NOT lie above the upper one: no value meets both.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2",
};

pub(super) static ENUM_MISTYPED: Lint = Lint {
    id: "enum_mistyped",
    level: Level::Should,
    requirement: "A value of an enum SHOULD have a type that the schema allows: no value can be it otherwise.",
    reference: "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.2",
};

/// Lower and upper bounds that belong together.
const BOUNDS: [(&str, &str); 4] = [
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

pub(super) fn findings(api: &Api) -> Vec<LintFinding> {
    let mut findings = Vec::new();
    api.visit(&mut |kind, at, value| {
        if let (NodeKind::Schema, Value::Object(keywords)) = (kind, value) {
            let linter = Linter { api, at, keywords };
            findings.extend(linter.required());
            findings.extend(linter.bounds());
            findings.extend(linter.values());
        }
    });
    findings
}

struct Linter<'a> {
    api: &'a Api,
    at: &'a Schema,
    keywords: &'a Map<String, Value>,
}

impl Linter<'_> {
    fn finding(&self, lint: &'static Lint, keyword: &str, message: String) -> LintFinding {
        LintFinding::new(lint, message, self.api.location(&self.at.join([keyword])))
    }

    /// Only of a schema that declares its members itself, and all of them: one that is a part of
    /// another requires what its siblings declare.
    fn required(&self) -> Vec<LintFinding> {
        let open = ["allOf", "anyOf", "oneOf", "$ref", "patternProperties"];
        let is_part = self.at.pointer.tokens().any(|token| open.contains(&token.as_str()));
        let Some(Value::Object(declared)) = self.keywords.get("properties") else {
            return Vec::new();
        };
        if is_part || open.iter().any(|keyword| self.keywords.contains_key(*keyword)) {
            return Vec::new();
        }
        let required = self.keywords.get("required").and_then(Value::as_array);
        let names = required.into_iter().flatten().filter_map(Value::as_str);
        names
            .filter(|name| !declared.contains_key(*name))
            .map(|name| {
                let message = format!("`{name}` is required and not among the properties");
                self.finding(&REQUIRED_UNDECLARED, "required", message)
            })
            .collect()
    }

    fn bounds(&self) -> Vec<LintFinding> {
        let number = |keyword: &str| self.keywords.get(keyword).and_then(Value::as_f64);
        let crossed = BOUNDS.iter().filter_map(|(low, high)| {
            let (least, most) = (number(low)?, number(high)?);
            let message = format!("{low} {least} lies above {high} {most}");
            (least > most).then(|| self.finding(&BOUNDS_CONTRADICT, low, message))
        });
        crossed.collect()
    }

    fn values(&self) -> Vec<LintFinding> {
        let Some(Value::Array(values)) = self.keywords.get("enum") else {
            return Vec::new();
        };
        let Some(keyword) = self.keywords.get("type") else {
            return Vec::new();
        };
        let types = Types::from_keyword(keyword);
        let wrong = values.iter().filter(|value| !types.contains(JsonType::of(value)));
        wrong
            .map(|value| {
                let message = format!("{value} of the enum is no {types}");
                self.finding(&ENUM_MISTYPED, "enum", message)
            })
            .collect()
    }
}
