//! How the requests of a fleet use connections: by which model, and how old one was.

use std::time::Duration;

use serde::Serialize;

/// Which connections requests travel on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Connections {
    /// Each worker has its own.
    PerWorker {
        /// `true` if it stays open between requests, as long as the server lets it; otherwise it
        /// closes after each answer.
        keep_alive: bool,
    },
    /// The workers share some; the one used last goes first.
    Pooled {
        /// The most that are open at once.
        size: u32,
    },
    /// A new one for each request.
    PerRequest,
}

/// How old the connection of a request was when the request was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionAge {
    /// The time since it was opened; zero for the request that it was opened for.
    pub age: Duration,
    /// How many requests it had carried before.
    pub requests: u32,
}
