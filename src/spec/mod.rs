//! What the API promises: documents, operations, schemas, and where each promise stands.
//!
//! ```text
//! text (YAML, JSON → values with lines) → load (documents → operations) → Api
//! ```

mod api;
mod load;
mod model;
mod schema;
mod text;
mod validators;

#[cfg(test)]
mod tests;

pub use api::Api;
pub use load::target::Fetch;
pub use model::{
    BrokenReference, BrokenReferences, Dialect, Document, Header, Location, MediaType, NodeKind,
    Operation, Parameter, ParameterPlace, Pointer, RequestBody, Response, Schema, SecurityKind,
    SecurityRequirement, SecurityScheme, SpecError, StatusPattern, is_json,
};
pub use text::source::Source;
