//! Values that the plan itself holds: `plan` prints them, so they are no secrets.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::check::{Credential, Fill, Payload, Plan, RequestTemplate};

/// Values that the plan itself holds.
#[derive(Debug, Default)]
pub(super) struct Public {
    values: BTreeSet<String>,
    credentials: BTreeSet<String>,
}

impl Public {
    /// Every literal of the plan's requests.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut public = Self::default();
        let attempts = plan.producers.iter().flat_map(|producer| &producer.attempts);
        for step in plan.checks.iter().flat_map(|check| &check.steps).chain(attempts) {
            public.add_step(step);
        }
        public
    }

    /// True for a value that stands in the plan.
    pub(super) fn holds(&self, value: &str) -> bool {
        self.values.contains(value)
    }

    /// True for the value of a header or parameter that carries a credential which the plan made
    /// up: a wrong token, another scheme.
    pub(super) fn holds_credential(&self, value: &str) -> bool {
        let parameter = value.rsplit([' ', '=']).next().unwrap_or_default();
        self.values.contains(value)
            || self.credentials.contains(value)
            || self.credentials.contains(parameter)
    }

    fn add_step(&mut self, step: &RequestTemplate) {
        for (_, _, fill) in &step.parameters {
            if let Fill::Literal(text) | Fill::Encoded(text) | Fill::MadeUp(text) = fill {
                self.values.insert(text.clone());
            }
        }
        if let Payload::Json { raw, .. } = &step.payload {
            self.values.extend(
                raw.values()
                    .filter_map(|raw| raw.as_text())
                    .map(|text| text.trim_matches('"').to_owned()),
            );
        }
        match &step.payload {
            Payload::None => {}
            Payload::Json { value, .. }
            | Payload::Form { value, .. }
            | Payload::Multipart { value, .. } => self.add_leaves(value),
            Payload::Text(text) | Payload::Base64(text) => {
                self.values.insert(text.clone());
            }
        }
        if let Credential::Altered(altered) = &step.credential
            && let Some(text) =
                altered.by.text().filter(|text| !text.is_empty() && !text.contains('{'))
        {
            self.credentials.insert(text.to_owned());
            // As basic credentials have it.
            self.credentials.insert(STANDARD.encode(text));
        }
    }

    fn add_leaves(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                self.values.insert(text.clone());
            }
            Value::Number(number) => {
                self.values.insert(number.to_string());
            }
            Value::Array(items) => items.iter().for_each(|item| self.add_leaves(item)),
            Value::Object(members) => members.values().for_each(|item| self.add_leaves(item)),
            Value::Null | Value::Bool(_) => {}
        }
    }
}
