//! One worker of the fleet: where it is in its life, and what it does next.

use std::time::Duration;

use crate::load::{Action, ActionKind, FleetProfile, Schedule, Variables};
use crate::run::attack::Step;

/// The longest pause before a worker tries to enter again.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Where a worker is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Not there, or without its connection: its next action brings it back.
    Away,
    /// At one of the calls of entering.
    Entering(u16),
    /// Beating.
    Beating,
    /// At one of the calls of leaving, and then away, or entering anew.
    Leaving { call: u16, returns: bool },
}

/// What taking an action leads to.
enum Act {
    /// This step.
    Step(Step),
    /// The next thing in the worker's life.
    On,
    /// Nothing: there was no action left.
    NoMore,
}

/// What a worker remembers from call to call.
pub(super) struct Worker {
    pub(super) variables: Variables,
    pub(super) beat: u32,
    pub(super) interval: Duration,
    pub(super) is_stale: bool,
    /// When the step under way is due.
    pub(super) due: Duration,
    place: Place,
    actions: std::vec::IntoIter<Action>,
    upcoming: Option<Action>,
    entered: Duration,
    /// True until the first step after entering, which sets the schedule's origin.
    has_just_entered: bool,
    /// When something out of the schedule is due: entering, leaving, a beat after reconnecting.
    at: Option<Duration>,
    failures: u32,
}

/// What a worker needs to know to take its next step.
pub(super) struct Rules<'a> {
    pub(super) profile: &'a FleetProfile,
    pub(super) schedule: &'a Schedule,
}

impl Worker {
    pub(super) fn new(rules: &Rules<'_>, worker: u32) -> Self {
        let actions: Vec<Action> = rules.schedule.actions(worker).collect();
        let mut actions = actions.into_iter();
        let upcoming = actions.next();
        Self {
            variables: Variables::new(rules.profile.life.variables.len()),
            beat: 0,
            interval: rules.profile.interval.expected(),
            is_stale: false,
            due: Duration::ZERO,
            place: Place::Away,
            actions,
            upcoming,
            entered: Duration::ZERO,
            has_just_entered: false,
            at: None,
            failures: 0,
        }
    }

    /// What the worker does next; `left` is told when it goes.
    pub(super) fn next(
        &mut self,
        rules: &Rules<'_>,
        worker: u32,
        now: Duration,
        mut left: impl FnMut(),
    ) -> Step {
        let life = &rules.profile.life;
        let (enter, beats) = (life.enter.len(), life.beat.len());
        loop {
            let (call, due) = match self.place {
                Place::Away => match self.act(&mut left) {
                    Act::Step(step) => return step,
                    Act::On => continue,
                    Act::NoMore => return Step::Done,
                },
                Place::Entering(call) if usize::from(call) < enter => {
                    (usize::from(call), self.at.unwrap_or(now))
                }
                Place::Entering(_) => {
                    self.place = Place::Beating;
                    self.has_just_entered = true;
                    continue;
                }
                Place::Leaving { call, .. } => {
                    (enter + beats + usize::from(call), self.at.unwrap_or(now))
                }
                Place::Beating => {
                    if std::mem::take(&mut self.has_just_entered) {
                        (self.entered, self.beat, self.at) = (now, 0, None);
                    }
                    let planned =
                        rules.schedule.due_from(self.entered, worker, self.beat, self.interval);
                    let due = self.at.map_or(planned, |at| at.min(planned));
                    if self.upcoming.is_some_and(|action| action.at <= due) {
                        match self.act(&mut left) {
                            Act::Step(step) => return step,
                            Act::On | Act::NoMore => continue,
                        }
                    }
                    let Some(kind) = life.beat_at(self.beat, self.interval) else {
                        if life.beat.is_empty() {
                            self.place = Place::Away;
                        }
                        self.beat = self.beat.saturating_add(1);
                        continue;
                    };
                    (enter + kind, due)
                }
            };
            self.due = due;
            return Step::Call { call: u16::try_from(call).unwrap_or(u16::MAX), due };
        }
    }

    /// Takes the next action.
    fn act(&mut self, left: &mut impl FnMut()) -> Act {
        let Some(action) = std::mem::replace(&mut self.upcoming, self.actions.next()) else {
            return Act::NoMore;
        };
        self.at = Some(action.at);
        let disconnect = Act::Step(Step::Disconnect { due: action.at });
        match action.kind {
            ActionKind::Join => {
                self.enter();
                Act::On
            }
            ActionKind::Return => {
                self.enter();
                disconnect
            }
            ActionKind::Leave { goodbye } => {
                left();
                self.leave(goodbye, false);
                if goodbye { Act::On } else { disconnect }
            }
            ActionKind::Restart { goodbye } | ActionKind::Replace { goodbye } => {
                left();
                self.leave(goodbye, true);
                if goodbye { Act::On } else { disconnect }
            }
            ActionKind::Crash => {
                left();
                self.place = Place::Away;
                disconnect
            }
            ActionKind::Disconnect => {
                self.place = Place::Away;
                disconnect
            }
            ActionKind::Reconnect => {
                self.place = Place::Beating;
                Act::On
            }
            ActionKind::StaleToken => {
                self.is_stale = true;
                Act::On
            }
            // Scenarios with these are refused before the run: see `LoadRun::new`.
            ActionKind::Zombie { .. }
            | ActionKind::DuplicateId { .. }
            | ActionKind::SlowReader { .. } => Act::On,
        }
    }

    fn enter(&mut self) {
        (self.place, self.failures) = (Place::Entering(0), 0);
    }

    fn leave(&mut self, goodbye: bool, returns: bool) {
        match (goodbye, returns) {
            (true, _) => self.place = Place::Leaving { call: 0, returns },
            (false, true) => self.enter(),
            (false, false) => self.place = Place::Away,
        }
    }

    /// The call under way went well, or not; `now` is unknown here, so a pause is counted from when
    /// the call was due.
    pub(super) fn went(&mut self, went_well: bool, leave_calls: usize) {
        match self.place {
            Place::Entering(call) if went_well => {
                (self.place, self.at, self.failures) = (Place::Entering(call + 1), None, 0);
            }
            Place::Entering(_) => {
                let pause = Duration::from_secs(1_u64 << self.failures.min(5)).min(LONGEST_PAUSE);
                self.failures += 1;
                self.at = Some(self.due + pause);
            }
            Place::Beating => {
                self.beat = self.beat.saturating_add(1);
                self.at = None;
            }
            Place::Leaving { call, returns } if usize::from(call) + 1 >= leave_calls => {
                self.at = None;
                self.leave(false, returns);
            }
            Place::Leaving { call, returns } => {
                self.place = Place::Leaving { call: call + 1, returns };
            }
            Place::Away => {}
        }
    }
}
