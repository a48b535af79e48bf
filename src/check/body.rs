//! The JSON body of an operation: its schema, and the valid bodies that requests are made of.

use std::sync::Arc;

use serde_json::Value;

use super::generate::{Extent, Member, members, sample};
use crate::spec::{Api, MediaType, Operation, Schema};

/// The JSON body of an operation.
pub(super) struct Body<'a> {
    pub(super) media_type: &'a MediaType,
    pub(super) schema: Schema,
    /// `None` where the schema cannot be compiled: nothing generated is then held against it.
    pub(super) validator: Option<Arc<jsonschema::Validator>>,
    /// Required members only.
    pub(super) minimal: Value,
    /// Every declared member.
    pub(super) full: Value,
    pub(super) members: Vec<Member>,
}

impl<'a> Body<'a> {
    /// The body, where there is one, or why no valid one can be built.
    pub(super) fn of(api: &'a Api, operation: &'a Operation) -> Result<Option<Self>, String> {
        let Some(request_body) = &operation.request_body else {
            return Ok(None);
        };
        let Some(media_type) = operation.json_body() else {
            let names: Vec<_> = request_body.content.iter().map(|m| m.name.as_str()).collect();
            return Err(format!("its content is {}, not JSON", names.join(", ")));
        };
        let Some(schema) = media_type.schema.clone() else {
            return Ok(None);
        };
        let validator = api.validator(&schema).ok();
        let valid = |value: &Value| validator.as_ref().is_none_or(|v| v.is_valid(value));
        let mut offered = [Extent::Minimal, Extent::Full]
            .map(|extent| sample(api, &schema, extent, "body").filter(&valid));
        for candidate in &mut offered {
            if candidate.is_none() {
                *candidate = media_type.example.clone().filter(&valid);
            }
        }
        let [minimal, full] = offered;
        let (minimal, full) = match (minimal, full) {
            (Some(minimal), Some(full)) => (minimal, full),
            (Some(only), None) | (None, Some(only)) => (only.clone(), only),
            (None, None) => return Err("no valid body can be built from its schema".to_owned()),
        };
        let members = members(api, &schema);
        Ok(Some(Self { media_type, schema, validator, minimal, full, members }))
    }
}
