//! Two revisions of the documents: which checks come and go, and what breaks existing workers.

mod answers;
mod change;
mod compare;
mod operations;
mod plans;
mod schemas;
mod values;

pub use change::{Change, Diff, Impact};

#[cfg(test)]
mod tests;
