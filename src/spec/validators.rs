//! Validators of schemas: compiled when asked for, then shared as long as memory allows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};

use crate::spec::api::Api;
use crate::spec::load::target;
use crate::spec::model::{Schema, SpecError};

/// How many schema nodes the kept validators may hold together. A validator holds all that its
/// schema reaches, and in large documents many a schema reaches nearly everything.
const BUDGET_NODES: usize = 100_000;

/// What may stand beside a `$ref` without any say in what is valid.
const ANNOTATIONS: [&str; 8] =
    ["$ref", "title", "description", "default", "example", "examples", "deprecated", "$comment"];

/// The validators that were asked for last.
#[derive(Debug, Default)]
pub(super) struct Validators {
    kept: BTreeMap<Schema, Kept>,
    nodes: usize,
    clock: u64,
    compiled: usize,
}

#[derive(Debug)]
struct Kept {
    validator: Arc<Validator>,
    nodes: usize,
    asked: u64,
}

impl Validators {
    fn find(&mut self, schema: &Schema) -> Option<Arc<Validator>> {
        self.clock += 1;
        let kept = self.kept.get_mut(schema)?;
        kept.asked = self.clock;
        Some(Arc::clone(&kept.validator))
    }

    fn keep(&mut self, schema: Schema, validator: Arc<Validator>, nodes: usize) {
        while self.nodes + nodes > BUDGET_NODES {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.asked);
            let Some(oldest) = oldest.map(|(schema, _)| schema.clone()) else {
                break;
            };
            self.nodes -= self.kept.remove(&oldest).map_or(0, |kept| kept.nodes);
        }
        let asked = self.clock;
        let kept = Kept { validator, nodes, asked };
        self.nodes += nodes;
        self.compiled += 1;
        if let Some(same) = self.kept.insert(schema, kept) {
            self.nodes -= same.nodes;
        }
    }
}

impl Api {
    /// The compiled validator of a schema (2020-12, formats asserted); compiled when first asked
    /// for, then shared.
    pub fn validator(&self, schema: &Schema) -> Result<Arc<Validator>, SpecError> {
        let end = self.same_as(schema);
        let validators = || self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = validators().find(&end) {
            return Ok(validator);
        }
        let compiled = self
            .compile(&end)
            .map_err(|reason| SpecError::Schema { location: self.location(schema), reason })?;
        let validator = Arc::new(compiled);
        let nodes = self.reach(&end);
        validators().keep(end, Arc::clone(&validator), nodes);
        Ok(validator)
    }

    /// How many schemas were compiled so far: what a user of a few operations pays for.
    pub fn compiled_schemas(&self) -> usize {
        self.validators.lock().unwrap_or_else(PoisonError::into_inner).compiled
    }

    /// The schema that says all that this one says, at the end of bare `$ref`s.
    fn same_as(&self, schema: &Schema) -> Schema {
        let mut end = schema.clone();
        while let Value::Object(map) = self.schema(&end)
            && map.keys().all(|name| ANNOTATIONS.contains(&name.as_str()))
            && let Some(next) = self.reference(&end)
        {
            // The documents were refused if such a chain had no end.
            end = next;
        }
        end
    }

    fn compile(&self, schema: &Schema) -> Result<Validator, String> {
        let documents = (self.documents.iter().enumerate())
            .map(|(index, document)| (target::document_uri(index), &document.root));
        let registry = (Registry::new().draft(Draft::Draft202012))
            .extend(documents)
            .and_then(jsonschema::RegistryBuilder::prepare)
            .map_err(|error| error.to_string())?;
        let entry = json!({"$ref": target::absolute(schema)});
        (jsonschema::options().with_draft(Draft::Draft202012))
            .should_validate_formats(true)
            .with_registry(&registry)
            .offline()
            .build(&entry)
            .map_err(|error| error.to_string())
    }

    /// How many nodes a schema reaches, by `$ref`s too.
    fn reach(&self, schema: &Schema) -> usize {
        let mut seen = BTreeSet::from([schema.clone()]);
        let mut pending = vec![schema.clone()];
        let mut nodes = 0;
        while let Some(schema) = pending.pop() {
            let mut values = vec![self.schema(&schema)];
            while let Some(value) = values.pop() {
                nodes += 1;
                match value {
                    Value::Array(items) => values.extend(items),
                    Value::Object(map) => {
                        values.extend(map.values());
                        let text = map.get("$ref").and_then(Value::as_str);
                        let next =
                            text.and_then(|text| target::from_canonical(schema.document, text));
                        pending.extend(next.filter(|next| seen.insert(next.clone())));
                    }
                    _ => {}
                }
            }
        }
        nodes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_validators_give_way() {
        let schema = |name: &str| Schema::new(0, crate::spec::model::Pointer::root().join(name));
        let validator = Arc::new(jsonschema::validator_for(&json!({})).unwrap());
        let mut validators = Validators::default();
        for name in ["a", "b", "c"] {
            validators.keep(schema(name), Arc::clone(&validator), BUDGET_NODES / 3);
            assert!(validators.find(&schema("a")).is_some(), "asked for all the time");
        }
        validators.keep(schema("d"), Arc::clone(&validator), BUDGET_NODES / 2);
        assert!(validators.find(&schema("b")).is_none());
        assert!(validators.find(&schema("d")).is_some());
        assert!(validators.nodes <= BUDGET_NODES);
        validators.keep(schema("e"), validator, 2 * BUDGET_NODES);
        assert_eq!(validators.kept.len(), 1);
    }
}
