//! Faults, the one table of them: what workers of a real fleet do wrong, how a scenario names it, and
//! what it does to a worker.
//!
//! The reader of scenarios, its messages, the published schema and the schedule follow from
//! [`FAULTS`] and [`WorkerFaultKind::onset`].

use std::time::Duration;

use serde::Serialize;

use crate::load::behavior::Behavior;
use crate::load::model::units::{as_optional_text, as_text};

/// How long a zombie goes on where the scenario does not say.
const ZOMBIE_LASTS: Duration = Duration::from_mins(1);

/// How slowly a slow reader reads where the scenario does not say.
const SLOW_BYTES_PER_SECOND: u32 = 1_024;

/// A fault that some workers have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkerFault {
    /// What goes wrong.
    pub kind: WorkerFaultKind,
    /// How many workers have it.
    pub extent: FaultExtent,
    /// The index of the only stage it occurs in; `None` for the whole run.
    pub stage: Option<usize>,
}

/// How many workers have a fault.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultExtent {
    /// A part of the fleet, above 0 and up to 1, each worker once.
    Share(f64),
    /// So many workers a second, one after another.
    PerSecond(f64),
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum WorkerFaultKind {
    /// The worker is gone without goodbye.
    Crash {
        /// When it is started again, as a new worker; `None` for never.
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

/// What a fault does to a worker when it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load) enum Onset {
    /// The worker is gone, and comes back after this time, if ever.
    Crash { back_after: Option<Duration> },
    /// The worker says goodbye and goes on for so long.
    Zombie { lasts: Duration },
    /// The worker is in the state of another one's id; whose, the schedule draws.
    Twin,
    /// The worker is in this state from now on.
    State(FaultState),
}

/// What is wrong with a worker from a moment on, until a new worker takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FaultState {
    /// It uses another worker's id.
    DuplicateId {
        /// That worker.
        of: u32,
    },
    /// It uses a token that is no longer good.
    StaleToken,
    /// It reads its answers slowly.
    SlowReader {
        /// Bytes a second.
        bytes_per_second: u32,
    },
}

/// A fault as a scenario writes it.
#[derive(Debug)]
pub(in crate::load) struct FaultForm {
    /// Its name: `kind = "zombie"`.
    pub(in crate::load) name: &'static str,
    /// The key that only this fault takes, if it has one.
    pub(in crate::load) key: Option<FaultKey>,
    /// Why workers of a behavior cannot have the fault; `None` if they can.
    pub(in crate::load) lacks: fn(&Behavior) -> Option<String>,
    /// The fault, with the value of its key if the scenario gives one. The error says what is wrong
    /// with the value.
    pub(in crate::load) read: fn(Option<KeyValue>) -> Result<WorkerFaultKind, &'static str>,
}

/// A key of a fault.
#[derive(Debug)]
pub(in crate::load) struct FaultKey {
    /// Its name: `lasts`.
    pub(in crate::load) name: &'static str,
    /// What it takes.
    pub(in crate::load) takes: KeyKind,
    /// What to write, for the message where it has something else.
    pub(in crate::load) hint: &'static str,
    /// What it means, as the published schema says it.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test holds the published schema to it"))]
    pub(in crate::load) about: &'static str,
}

/// What the key of a fault takes.
#[derive(Clone, Copy, Debug)]
pub(in crate::load) enum KeyKind {
    /// A time, as `"30s"`.
    Time,
    /// A whole number.
    Whole,
}

/// The value of a fault's key.
#[derive(Clone, Copy, Debug)]
pub(in crate::load) enum KeyValue {
    Time(Duration),
    Whole(u32),
}

/// Every fault, in the order in which messages and the schema list them.
pub(in crate::load) static FAULTS: [FaultForm; 5] = [
    FaultForm {
        name: "crash",
        key: Some(FaultKey {
            name: "back_after",
            takes: KeyKind::Time,
            hint: "write a time, as \"30s\"",
            about: "crash: when a new worker stands in; never by default",
        }),
        lacks: |_| None,
        read: |value| Ok(WorkerFaultKind::Crash { back_after: value.and_then(KeyValue::time) }),
    },
    FaultForm {
        name: "zombie",
        key: Some(FaultKey {
            name: "lasts",
            takes: KeyKind::Time,
            hint: "write a time, as \"60s\"",
            about: "zombie: how long it goes on beating; 1m by default",
        }),
        lacks: |behavior| {
            behavior.leave.is_empty().then(|| {
                let name = &behavior.name;
                format!(
                    "a zombie says goodbye and goes on beating, and the life `{name}` has no \
                     goodbye; add [[life.leave]], or take another fault"
                )
            })
        },
        read: |value| {
            let lasts = value.and_then(KeyValue::time).unwrap_or(ZOMBIE_LASTS);
            Ok(WorkerFaultKind::Zombie { lasts })
        },
    },
    FaultForm {
        name: "duplicate-id",
        key: None,
        lacks: |behavior| {
            behavior.id.is_none().then(|| {
                let name = &behavior.name;
                format!(
                    "the life `{name}` does not say which variable is the worker's id; add for \
                     instance id = \"worker_id\""
                )
            })
        },
        read: |_| Ok(WorkerFaultKind::DuplicateId),
    },
    FaultForm {
        name: "stale-token",
        key: None,
        lacks: |_| None,
        read: |_| Ok(WorkerFaultKind::StaleToken),
    },
    FaultForm {
        name: "slow-reader",
        key: Some(FaultKey {
            name: "bytes_per_second",
            takes: KeyKind::Whole,
            hint: "write a whole number, as 1024",
            about: "slow-reader: how much it reads; 1024 by default",
        }),
        lacks: |_| None,
        read: |value| {
            let bytes_per_second = value.and_then(KeyValue::whole);
            if bytes_per_second == Some(0) {
                return Err("a reader that reads nothing never ends; write 1 or more");
            }
            let bytes_per_second = bytes_per_second.unwrap_or(SLOW_BYTES_PER_SECOND);
            Ok(WorkerFaultKind::SlowReader { bytes_per_second })
        },
    },
];

impl KeyValue {
    fn time(self) -> Option<Duration> {
        match self {
            Self::Time(time) => Some(time),
            Self::Whole(_) => None,
        }
    }

    fn whole(self) -> Option<u32> {
        match self {
            Self::Whole(number) => Some(number),
            Self::Time(_) => None,
        }
    }
}

impl WorkerFaultKind {
    /// What it does to a worker when it begins.
    pub(in crate::load) fn onset(&self) -> Onset {
        match *self {
            Self::Crash { back_after } => Onset::Crash { back_after },
            Self::Zombie { lasts } => Onset::Zombie { lasts },
            Self::DuplicateId => Onset::Twin,
            Self::StaleToken => Onset::State(FaultState::StaleToken),
            Self::SlowReader { bytes_per_second } => {
                Onset::State(FaultState::SlowReader { bytes_per_second })
            }
        }
    }

    /// Returns `true` for a state that a worker is in from the start, as opposed to something that
    /// happens to it at some moment.
    pub fn is_lasting(&self) -> bool {
        match self.onset() {
            Onset::Twin | Onset::State(_) => true,
            Onset::Crash { .. } | Onset::Zombie { .. } => false,
        }
    }

    /// The time after which it is over, with the key that says it; `None` for a fault that lasts.
    pub(in crate::load) fn time(&self) -> Option<(&'static str, Duration)> {
        self.clone().time_mut().map(|(key, time)| (key, *time))
    }

    /// As [`WorkerFaultKind::time`], to be changed.
    pub(in crate::load) fn time_mut(&mut self) -> Option<(&'static str, &mut Duration)> {
        match self {
            Self::Crash { back_after: Some(time) } => Some(("back_after", time)),
            Self::Zombie { lasts } => Some(("lasts", lasts)),
            Self::Crash { back_after: None }
            | Self::DuplicateId
            | Self::StaleToken
            | Self::SlowReader { .. } => None,
        }
    }
}
