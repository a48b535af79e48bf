//! Faults: what workers of a real fleet do wrong.

use std::time::Duration;

use serde::Serialize;

use super::units::{as_optional_text, as_text};

/// A fault that some workers have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// How many workers have it.
    pub extent: Extent,
    /// The index of the only stage it occurs in; the whole run where there is none.
    pub stage: Option<usize>,
}

/// How many workers have a fault.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// A part of the fleet, above 0 and up to 1, each worker once.
    Share(f64),
    /// So many workers a second, one after another.
    PerSecond(f64),
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FaultKind {
    /// The worker is gone without goodbye.
    Crash {
        /// When it is started again, as a new worker; never where there is none.
        #[serde(serialize_with = "as_optional_text")]
        back_after: Option<Duration>,
    },
    /// The worker says goodbye and goes on beating.
    Zombie {
        /// How long it goes on.
        #[serde(serialize_with = "as_text")]
        lasts: Duration,
    },
    /// The worker takes the id of another one that joined before it.
    DuplicateId,
    /// The worker's token is no longer good.
    StaleToken,
    /// The worker reads its answers slowly.
    SlowReader {
        /// How many bytes it reads a second.
        bytes_per_second: u32,
    },
}

impl FaultKind {
    /// True for a state that a worker is in from the start, not something that happens to it.
    pub fn is_lasting(&self) -> bool {
        !matches!(self, Self::Crash { .. } | Self::Zombie { .. })
    }
}
