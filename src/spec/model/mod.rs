//! What documents say, as data: operations with their parts, and where each of them stands.

mod document;
mod error;
pub(in crate::spec) mod kind;
mod operation;
mod pointer;

pub use document::{Dialect, Document, Location, Schema};
pub use error::{BrokenReference, BrokenReferences, SpecError};
pub use kind::NodeKind;
pub use operation::{
    Header, MediaType, Operation, Parameter, ParameterPlace, RequestBody, Response, SecurityKind,
    SecurityRequirement, SecurityScheme, StatusPattern, is_json,
};
pub use pointer::Pointer;
