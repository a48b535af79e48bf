//! What a worker does beside beating.

use std::time::Duration;

use serde::Serialize;

use super::super::FaultState;

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
        /// `true` if it makes the calls of leaving.
        goodbye: bool,
    },
    /// It leaves and enters again at once: a rolling restart.
    Restart {
        /// `true` if it makes the calls of leaving.
        goodbye: bool,
    },
    /// It leaves, and a new worker takes its place at once: churn.
    Replace {
        /// `true` if it makes the calls of leaving.
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
    /// Something is wrong with it from now on.
    Fault {
        /// What.
        state: FaultState,
    },
}
