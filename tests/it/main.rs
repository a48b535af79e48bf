//! The integration tests: one binary that mirrors `src`.

mod architecture;
mod attack;
mod cli;
mod common;
mod docs;
mod doctor;
mod load;
mod load_report;
mod mutants;
mod patience;
mod plan;
mod promises;
mod recorder;
mod reference;
mod report;
mod rules;
mod scenario;
mod transport;
mod variants;
