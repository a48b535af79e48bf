//! What a worker does beside beating.

use std::time::Duration;

use serde::Serialize;

/// Something a worker does, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Action {
    /// When, since the start of the run.
    pub at: Duration,
    /// What.
    pub kind: ActionKind,
}

/// What a worker does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ActionKind {
    /// It enters, and begins to beat.
    Join,
    /// It stops for good, or until it joins again.
    Leave {
        /// True where it makes the calls of leaving.
        goodbye: bool,
    },
    /// It leaves and enters again at once: a rolling restart.
    Restart {
        /// True where it makes the calls of leaving.
        goodbye: bool,
    },
    /// It leaves, and a new worker takes its place at once: churn.
    Replace {
        /// True where it makes the calls of leaving.
        goodbye: bool,
    },
    /// It loses its connection and is silent until [`ActionKind::Reconnect`].
    Disconnect,
    /// It has its connection back and beats at once.
    Reconnect,
    /// It is gone without goodbye.
    Crash,
    /// A new worker stands in for one that crashed.
    Return,
    /// It makes the calls of leaving and goes on beating.
    Zombie {
        /// How long it goes on.
        lasts: Duration,
    },
    /// It uses another worker's id from now on.
    DuplicateId {
        /// That worker.
        of: u32,
    },
    /// It uses a token that is no longer good from now on.
    StaleToken,
    /// It reads its answers slowly from now on.
    SlowReader {
        /// Bytes a second.
        bytes_per_second: u32,
    },
}
