//! The declared successes of an operation whose content is JSON.

use crate::check::values::{Member, Way, members};
use crate::spec::{Api, Operation, Response, Schema};

/// A declared success with JSON content.
pub(in crate::check) struct JsonSuccess<'a> {
    /// The declared response.
    pub(in crate::check) response: &'a Response,
    /// The schema of its content.
    pub(in crate::check) schema: &'a Schema,
    /// Every member that the schema declares for answers.
    pub(in crate::check) members: Vec<Member>,
    /// Members that it keeps to requests (`writeOnly`).
    pub(in crate::check) hidden: Vec<Member>,
}

/// The declared successes of an operation that have JSON content.
pub(in crate::check) fn json_successes<'a>(
    api: &Api,
    operation: &'a Operation,
) -> Vec<JsonSuccess<'a>> {
    let json = operation.successes().filter_map(|response| {
        let content = response.content.iter().find(|content| content.is_json())?;
        let schema = content.schema.as_ref()?;
        let declared = members(api, schema, Way::Response);
        let (hidden, members) = declared.into_iter().partition(|m| m.write_only);
        Some(JsonSuccess { response, schema, members, hidden })
    });
    json.collect()
}
