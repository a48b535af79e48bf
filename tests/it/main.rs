//! The integration tests: one binary that mirrors `src`.

mod transport;
