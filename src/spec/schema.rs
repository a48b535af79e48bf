//! Schemas by handle: their value, what they refer to, and where they stand.

use serde_json::Value;

use crate::spec::api::Api;
use crate::spec::load::target;
use crate::spec::model::{Location, Schema};

/// What a handle that leads nowhere stands for.
static ANYTHING: Value = Value::Bool(true);

impl Api {
    /// The raw schema, `$ref` not followed: `true`, `false` or an object in 2020-12 words.
    pub fn schema(&self, schema: &Schema) -> &Value {
        let document = self.documents.get(schema.document);
        document.and_then(|document| schema.pointer.lookup(&document.root)).unwrap_or(&ANYTHING)
    }

    /// The schema at the end of a chain of `$ref`, without what stands beside the `$ref`s.
    pub fn follow(&self, schema: &Schema) -> Schema {
        let mut seen = vec![schema.clone()];
        let mut end = schema.clone();
        while let Some(next) = self.reference(&end) {
            if seen.contains(&next) {
                break;
            }
            seen.push(next.clone());
            end = next;
        }
        end
    }

    /// The schema one `$ref` further; `None` where this one is no `$ref`.
    pub fn reference(&self, schema: &Schema) -> Option<Schema> {
        let text = self.schema(schema).get("$ref")?.as_str()?;
        target::from_canonical(schema.document, text)
    }

    /// Where a schema stands.
    pub fn location(&self, schema: &Schema) -> Location {
        (self.documents.get(schema.document))
            .map(|document| document.location(&schema.pointer))
            .unwrap_or_default()
    }
}
