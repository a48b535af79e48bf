//! The integration tests: one binary that mirrors `src`.

mod architecture;
mod cli;
mod common;
mod doctor;
mod load_report;
mod mutants;
mod plan;
mod recorder;
mod reference;
mod report;
mod rules;
mod scenario;
mod transport;
mod variants;
