//! Requests and answers of a server in this process, changed on their way: how one defect is planted in a
//! correct server.
//!
//! ```text
//! request → InterceptedCall → before → application → Reply → after → answer
//! ```
//!
//! The layer stands outside of the routes, so that a changed request is routed anew.

mod call;
mod layer;
mod memory;
mod route;

pub use call::{InterceptedCall, Reply};
pub use layer::{After, Before, layered};
pub use memory::Memory;
pub(in crate::reference) use route::{path_values, with_value};
