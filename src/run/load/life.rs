//! How a worker comes, goes and fails: what each action of its schedule makes of it.

use std::num::NonZeroU32;
use std::time::Duration;

use super::worker::{Faults, Rules, Witness, Worker};
use crate::load::ActionKind;
use crate::run::attack::Step;

/// Where a worker is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Not there, or without its connection: its next action brings it back.
    Away,
    /// At one of the calls of entering.
    Entering(u16),
    /// Beating.
    Beating,
    /// At one of the calls of leaving.
    Leaving { call: u16, then: Then },
}

/// What comes after the calls of leaving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// It is gone.
    Away,
    /// It enters: itself, or a new worker in its place.
    Enter { is_new: bool },
    /// It goes on beating, as a zombie does.
    Beat,
}

/// What taking an action leads to.
pub(super) enum Act {
    /// This step.
    Step(Step),
    /// The next thing in the worker's life.
    On,
    /// Nothing: there was no action left.
    NoMore,
}

impl Worker {
    /// Takes the next action.
    pub(super) fn act(&mut self, rules: &Rules<'_>, witness: &mut impl Witness) -> Act {
        let Some(action) = self.take_action() else {
            return Act::NoMore;
        };
        let at = action.at;
        let disconnect = Act::Step(Step::Disconnect { due: at });
        match action.kind {
            ActionKind::Join => {
                self.at = Some(at);
                self.enter(true);
                Act::On
            }
            ActionKind::Return => {
                self.at = Some(at);
                self.enter(true);
                disconnect
            }
            ActionKind::Leave { goodbye } => {
                self.leave(rules, witness, at, goodbye, Then::Away);
                if self.says_goodbye() { Act::On } else { disconnect }
            }
            ActionKind::Restart { goodbye } => {
                self.leave(rules, witness, at, goodbye, Then::Enter { is_new: false });
                if self.says_goodbye() { Act::On } else { disconnect }
            }
            ActionKind::Replace { goodbye } => {
                self.leave(rules, witness, at, goodbye, Then::Enter { is_new: true });
                if self.says_goodbye() { Act::On } else { disconnect }
            }
            ActionKind::Crash => {
                self.go(witness);
                disconnect
            }
            ActionKind::Disconnect => {
                if self.is_there {
                    self.paused = Some(std::mem::replace(&mut self.place, Place::Away));
                }
                disconnect
            }
            ActionKind::Reconnect => {
                if let Some(place) = self.paused.take() {
                    (self.place, self.at) = (place, Some(at));
                }
                Act::On
            }
            ActionKind::Zombie { .. }
            | ActionKind::StaleToken
            | ActionKind::DuplicateId { .. }
            | ActionKind::SlowReader { .. } => {
                self.fail(at, action.kind);
                Act::On
            }
        }
    }

    /// Has a fault from now on, where it is there to have one.
    fn fail(&mut self, at: Duration, kind: ActionKind) {
        match kind {
            _ if !self.is_there => {}
            ActionKind::Zombie { lasts } => {
                self.zombie = Some(lasts);
                if matches!(self.place, Place::Beating) {
                    self.at = Some(at);
                }
            }
            ActionKind::StaleToken => self.faults.is_stale = true,
            ActionKind::DuplicateId { of } => self.faults.twin = Some(of),
            ActionKind::SlowReader { bytes_per_second } => {
                self.faults.bytes_per_second = NonZeroU32::new(bytes_per_second);
            }
            _ => {}
        }
    }

    /// Begins to enter, as it is or as a new worker in whom nothing is wrong.
    fn enter(&mut self, is_new: bool) {
        if is_new {
            self.faults = Faults::default();
        }
        self.enters_in_good_faith = !self.faults.is_stale;
        (self.place, self.failures, self.is_there) = (Place::Entering(0), 0, true);
        (self.zombie, self.zombie_until, self.paused) = (None, None, None);
    }

    /// Leaves, with the calls of leaving where it says goodbye and is able to.
    fn leave(
        &mut self,
        rules: &Rules<'_>,
        witness: &mut impl Witness,
        at: Duration,
        goodbye: bool,
        then: Then,
    ) {
        let is_able = matches!(self.place, Place::Beating) && self.zombie_until.is_none();
        let has_goodbye = !rules.profile.life.leave.is_empty() && at >= self.held_until;
        self.at = Some(at);
        if goodbye && is_able && has_goodbye {
            witness.left();
            self.place = Place::Leaving { call: 0, then };
        } else {
            self.go(witness);
            self.part(then);
        }
    }

    fn says_goodbye(&self) -> bool {
        matches!(self.place, Place::Leaving { .. })
    }

    /// Is gone.
    pub(super) fn go(&mut self, witness: &mut impl Witness) {
        witness.left();
        self.part(Then::Away);
    }

    /// Goes where it goes after the calls of leaving.
    pub(super) fn part(&mut self, then: Then) {
        match then {
            Then::Away => {
                (self.place, self.is_there) = (Place::Away, false);
                (self.zombie, self.zombie_until, self.paused) = (None, None, None);
            }
            Then::Enter { is_new } => self.enter(is_new),
            Then::Beat => self.place = Place::Beating,
        }
    }
}
