//! The states of a worker, each with the data that belongs to it and to no other.

use std::time::Duration;

/// What a worker is doing. The diagram is in the module's documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run::load) enum State {
    /// It is not part of the fleet: it has not come yet, or has gone.
    Away,
    /// It lost its connection and is silent until the target can be reached again.
    Offline(Interrupted),
    /// It makes the calls of entering.
    Entering(Entrance),
    /// It sends its beats.
    Beating(Stay),
    /// It makes the calls of leaving.
    Leaving(Goodbye),
    /// The calls of leaving are over, and its connection is still open.
    Closing(Departure),
}

/// What a worker was doing when it lost its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run::load) enum Interrupted {
    /// It was entering.
    AtEntry(Entrance),
    /// It was beating.
    InStay(Stay),
}

/// How far a worker has come in entering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run::load) struct Entrance {
    /// The next of the calls of entering.
    pub(super) call: u16,
    /// When that call is due.
    pub(super) due: Due,
    /// How often a call has failed since the last that went well.
    pub(super) failures: u32,
    /// `true` if its token was good when it began to enter. A token that grows stale on the way is
    /// used from the first beat on, not in the middle of entering: what the fault is about is a
    /// worker in the fleet whose token the target no longer takes.
    pub(super) in_good_faith: bool,
    /// How long it will go on as a zombie, if it is to become one as soon as it is in.
    pub(super) zombie: Option<Duration>,
}

/// The time of a worker in the fleet, from the end of its entering on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run::load) struct Stay {
    /// When it had entered: its beats are counted from here.
    pub(super) entered: Duration,
    /// The moment of something out of the schedule's turn: of the beat after its connection is back,
    /// or of its goodbye as a zombie.
    pub(super) out_of_turn: Option<Duration>,
    /// How long it is to go on after its goodbye, from the moment of the fault to the goodbye.
    pub(super) zombie: Option<Duration>,
    /// When it ends as a zombie, once it is one.
    pub(super) zombie_until: Option<Duration>,
}

/// How far a worker has come in leaving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run::load) struct Goodbye {
    /// The next of the calls of leaving.
    pub(super) call: u16,
    /// When the first of these calls is due; each further one is due when the one before has ended.
    pub(super) due: Option<Duration>,
    /// What comes after the last of them.
    pub(super) then: Then,
}

/// What comes after the calls of leaving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run::load) enum Then {
    /// Its connection closes.
    Close(Departure),
    /// It goes on beating, as a zombie does.
    Beat(Stay),
}

/// How a worker departs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run::load) enum Departure {
    /// It is gone.
    Gone,
    /// It enters again.
    Reenters {
        /// `true` if it is a new worker that enters in its place.
        is_new: bool,
    },
}

/// When a call of entering is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run::load) enum Due {
    /// As soon as the worker is asked for its next step.
    Now,
    /// At this moment of the run.
    At(Duration),
    /// So long after the failure before it has been noticed. [`Worker::went`](super::Worker::went)
    /// hears of the failure and not of the time, so the moment is settled at the next step.
    After(Duration),
}

impl Due {
    /// The moment, asked at `now`.
    pub(super) fn at(self, now: Duration) -> Duration {
        match self {
            Self::Now => now,
            Self::At(at) => at,
            Self::After(pause) => now.saturating_add(pause),
        }
    }
}

impl Interrupted {
    /// What the worker does now that its connection is back, from `at` on.
    pub(super) fn resume(self, at: Duration) -> State {
        match self {
            Self::AtEntry(entry) => State::Entering(Entrance { due: Due::At(at), ..entry }),
            Self::InStay(stay) => State::Beating(Stay { out_of_turn: Some(at), ..stay }),
        }
    }
}

impl Stay {
    /// The stay of a worker that has just entered.
    pub(super) fn new(entered: Duration, zombie: Option<Duration>) -> Self {
        Self { entered, out_of_turn: None, zombie, zombie_until: None }
    }
}
