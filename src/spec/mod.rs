//! What the API promises: documents, operations, schemas, and where each promise stands.

mod alias;
mod api;
mod dialect;
mod error;
mod input;
mod json;
mod kind;
mod load;
mod marks;
mod name;
mod objects;
mod operation;
mod parameter;
mod pointer;
mod references;
mod scalar;
mod schema;
mod security;
mod source;
mod structure;
mod suggest;
mod target;
mod validators;
mod version;
mod yaml;

#[cfg(test)]
mod tests;

pub use api::{Api, Dialect, Document, Location, Schema};
pub use error::{BrokenReference, BrokenReferences, SpecError};
pub use kind::Kind;
pub use load::Fetch;
pub use operation::{
    Header, MediaType, Operation, Parameter, ParameterPlace, RequestBody, Response, SecurityKind,
    SecurityRequirement, SecurityScheme, StatusPattern, is_json,
};
pub use pointer::Pointer;
pub use source::Source;
pub use suggest::{did_you_mean, nearest};
