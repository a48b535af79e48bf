//! The integration tests: one binary that mirrors `src`.

mod architecture;
mod cli;
mod common;
mod plan;
mod reference;
mod report;
mod rules;
mod transport;
mod variants;
