//! Bodies and texts with holes, compiled once so that filling them in costs next to nothing.
//!
//! A hole is an object with one member whose name begins with `$`: [`HOLES`] lists them. Texts
//! have holes in braces: `{worker}`.

mod compile;
mod fill;
mod segments;
mod route;
mod variables;

#[cfg(test)]
mod tests;

pub use fill::Scope;
pub use route::Route;
pub(super) use segments::BUILT_IN;
pub use segments::{BodyTemplate, TemplateError, ValueSource};
pub(super) use variables::Names;
pub use variables::{Slot, Unset, Variables};
