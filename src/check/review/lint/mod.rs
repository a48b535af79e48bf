//! Lint: what is wrong with the documents themselves, found before anything is sent.

mod finding;
mod operations;
mod registry;
mod schemas;
mod defaults;

pub use finding::{Lint, LintFinding};
pub use registry::{LINTS, lint};

#[cfg(test)]
mod tests;
