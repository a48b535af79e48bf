//! What a worker remembers from call to call, whatever it is doing.

use std::time::{Duration, SystemTime};

use super::active_faults::ActiveFaults;
use super::rules::Rules;
use super::state::{Goodbye, Interrupted, State, Stay, Then};
use crate::load::{Action, Variables};

/// One worker, between two calls.
pub(in crate::run::load) struct Worker {
    pub(in crate::run::load) variables: Variables,
    /// The number of its beat within its stay; once that is over, of the last one.
    pub(in crate::run::load) beat: u32,
    pub(in crate::run::load) interval: Duration,
    pub(in crate::run::load) faults: ActiveFaults,
    /// When the call under way is due.
    pub(in crate::run::load) due: Duration,
    /// When the request under way was made, by the clock that dates its content.
    pub(in crate::run::load) asked: SystemTime,
    /// How long the answer that came last asks to wait.
    pub(in crate::run::load) backoff: Option<Duration>,
    pub(in crate::run::load) state: State,
    /// Nothing is sent before this moment, as the target asked to wait. It outlives the worker: the
    /// target asked its caller, and a new worker in the same place is the same caller to it.
    pub(super) held_until: Duration,
    /// The actions of its schedule behind the one that comes next.
    actions: std::vec::IntoIter<Action>,
    pub(super) upcoming: Option<Action>,
}

impl Worker {
    /// The worker of this number, before its first step.
    pub(in crate::run::load) fn new(rules: &Rules<'_>, worker: u32) -> Self {
        let actions: Vec<Action> = rules.schedule.actions(worker).collect();
        let mut actions = actions.into_iter();
        let upcoming = actions.next();
        Self {
            variables: Variables::new(rules.profile.behavior.variables.len()),
            beat: 0,
            interval: rules.profile.interval.expected(),
            faults: ActiveFaults::default(),
            due: Duration::ZERO,
            asked: SystemTime::UNIX_EPOCH,
            backoff: None,
            state: State::Away,
            held_until: Duration::ZERO,
            actions,
            upcoming,
        }
    }

    /// Returns `true` if it presents a token that is no longer good.
    pub(in crate::run::load) fn is_stale(&self) -> bool {
        let in_good_faith = match self.state {
            State::Entering(entry) => entry.in_good_faith,
            State::Away
            | State::Offline(_)
            | State::Beating(_)
            | State::Leaving(_)
            | State::Closing(_) => false,
        };
        self.faults.is_stale && !in_good_faith
    }

    /// The worker whose id it uses. It enters under its own, as what entering gives is an id.
    pub(in crate::run::load) fn twin(&self) -> Option<u32> {
        self.faults.twin.filter(|_| !matches!(self.state, State::Entering(_)))
    }

    /// When what it does now comes to an end, whatever it still has to do.
    pub(super) fn ends_at(&self) -> Option<Duration> {
        let zombie_until = match self.state {
            State::Beating(stay)
            | State::Offline(Interrupted::InStay(stay))
            | State::Leaving(Goodbye { then: Then::Beat(stay), .. }) => stay.zombie_until,
            State::Away
            | State::Offline(Interrupted::AtEntry(_))
            | State::Entering(_)
            | State::Leaving(Goodbye { then: Then::Close(_), .. })
            | State::Closing(_) => None,
        };
        let action = self.upcoming.map(|action| action.at);
        action.into_iter().chain(zombie_until).min()
    }

    /// The next action of its schedule; the one after it comes up.
    pub(super) fn take_action(&mut self) -> Option<Action> {
        std::mem::replace(&mut self.upcoming, self.actions.next())
    }

    /// Returns `true` if an action of its schedule falls due up to this moment.
    pub(super) fn has_action_by(&self, due: Duration) -> bool {
        self.upcoming.is_some_and(|action| action.at <= due)
    }

    /// Changes its stay; nothing where it is not beating.
    pub(super) fn change_stay(&mut self, change: impl FnOnce(&mut Stay)) {
        if let State::Beating(stay) = &mut self.state {
            change(stay);
        }
    }
}
