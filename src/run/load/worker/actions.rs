//! What each action of its schedule makes of a worker: how it comes, goes and fails.

use std::time::Duration;

use super::active_faults::ActiveFaults;
use super::memory::Worker;
use super::rules::{Rules, Witness};
use super::state::{Departure, Due, Entrance, Goodbye, Interrupted, State, Then};
use crate::load::ActionKind;
use crate::run::attack::NextAction;

/// What taking an action leads to.
pub(super) enum Advance {
    /// This step of the engine.
    Step(NextAction),
    /// The worker is in another state, or has a fault, and may have a step to take in it.
    Changed,
    /// There was no action left.
    NoneLeft,
}

impl Worker {
    /// Takes the next action of its schedule.
    pub(super) fn act(&mut self, rules: &Rules<'_>, witness: &mut impl Witness) -> Advance {
        let Some(action) = self.take_action() else {
            return Advance::NoneLeft;
        };
        let at = action.at;
        let disconnect = Advance::Step(NextAction::Disconnect { due: at });
        match action.kind {
            ActionKind::Join => {
                self.enter(true, Due::At(at));
                Advance::Changed
            }
            ActionKind::Return => {
                self.enter(true, Due::At(at));
                disconnect
            }
            ActionKind::Leave { goodbye } => {
                self.leave(rules, witness, at, goodbye, Departure::Gone)
            }
            ActionKind::Restart { goodbye } => {
                self.leave(rules, witness, at, goodbye, Departure::Reenters { is_new: false })
            }
            ActionKind::Replace { goodbye } => {
                self.leave(rules, witness, at, goodbye, Departure::Reenters { is_new: true })
            }
            ActionKind::Crash => {
                self.go(witness);
                disconnect
            }
            ActionKind::Disconnect => {
                self.state = match self.state {
                    State::Entering(entry) => State::Offline(Interrupted::AtEntry(entry)),
                    State::Beating(stay) => State::Offline(Interrupted::InStay(stay)),
                    // No action is taken among the calls of leaving; who is not there loses nothing.
                    State::Away | State::Offline(_) | State::Leaving(_) | State::Closing(_) => {
                        self.state
                    }
                };
                disconnect
            }
            ActionKind::Reconnect => {
                // Who crashed or left in the outage does not come back with the connection.
                if let State::Offline(interrupted) = self.state {
                    self.state = interrupted.resume(at);
                }
                Advance::Changed
            }
            ActionKind::Zombie { lasts } => {
                self.become_zombie(at, lasts);
                Advance::Changed
            }
            ActionKind::Fault { state } => {
                // A worker that is away cannot have the fault, and the one that comes in its place
                // is new.
                if !matches!(self.state, State::Away) {
                    self.faults.begin(state);
                }
                Advance::Changed
            }
        }
    }

    /// Is to become a zombie: at once if it beats, otherwise as soon as it does.
    fn become_zombie(&mut self, at: Duration, lasts: Duration) {
        match &mut self.state {
            State::Beating(stay) => {
                (stay.zombie, stay.out_of_turn) = (Some(lasts), Some(at));
            }
            State::Offline(Interrupted::InStay(stay)) => stay.zombie = Some(lasts),
            State::Entering(entry) | State::Offline(Interrupted::AtEntry(entry)) => {
                entry.zombie = Some(lasts);
            }
            State::Away | State::Leaving(_) | State::Closing(_) => {}
        }
    }

    /// Begins to enter, as it is or as a new worker with whom nothing is wrong.
    fn enter(&mut self, is_new: bool, due: Due) {
        if is_new {
            self.faults = ActiveFaults::default();
        }
        let in_good_faith = !self.faults.is_stale;
        let entry = Entrance { call: 0, due, failures: 0, in_good_faith, zombie: None };
        self.state = State::Entering(entry);
    }

    /// Leaves, with the calls of leaving if it says goodbye and is able to.
    fn leave(
        &mut self,
        rules: &Rules<'_>,
        witness: &mut impl Witness,
        at: Duration,
        says_goodbye: bool,
        after: Departure,
    ) -> Advance {
        // A zombie has said its goodbye, and who has not entered has none to say.
        let is_able = matches!(self.state, State::Beating(stay) if stay.zombie_until.is_none());
        // While the target asked to wait, a goodbye would have to be held: the worker goes without.
        let has_goodbye = !rules.profile.behavior.leave.is_empty() && at >= self.held_until;
        witness.left();
        if says_goodbye && is_able && has_goodbye {
            let then = Then::Close(after);
            self.state = State::Leaving(Goodbye { call: 0, due: Some(at), then });
            return Advance::Changed;
        }
        self.end(after, Due::At(at));
        Advance::Step(NextAction::Disconnect { due: at })
    }

    /// Is gone, without a goodbye.
    pub(super) fn go(&mut self, witness: &mut impl Witness) {
        witness.left();
        self.state = State::Away;
    }

    /// Does what comes after its end; if it enters, its first call is due at `due`.
    pub(super) fn end(&mut self, after: Departure, due: Due) {
        match after {
            Departure::Gone => self.state = State::Away,
            Departure::Reenters { is_new } => self.enter(is_new, due),
        }
    }
}
