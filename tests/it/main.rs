//! The integration tests: one binary that mirrors `src`.

mod reference;
mod transport;
