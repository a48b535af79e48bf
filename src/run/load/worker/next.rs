//! The next step of a worker, and what a call that ended changes.

use std::time::Duration;

use super::actions::Advance;
use super::memory::Worker;
use super::rules::{Rules, Witness};
use super::state::{Due, Entrance, Goodbye, State, Stay, Then};
use crate::run::attack::NextAction;

/// The longest pause before a worker tries to enter again.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

impl Worker {
    /// What the worker does next.
    pub(in crate::run::load) fn next(
        &mut self,
        rules: &Rules<'_>,
        worker: u32,
        now: Duration,
        witness: &mut impl Witness,
    ) -> NextAction {
        self.settle(now);
        loop {
            let behavior = &rules.profile.behavior;
            let (call, due) = match self.state {
                State::Closing(after) => {
                    self.end(after, Due::Now);
                    return NextAction::Disconnect { due: now };
                }
                State::Away | State::Offline(_) => match self.act(rules, witness) {
                    Advance::Step(step) => return step,
                    Advance::Changed => continue,
                    Advance::NoneLeft => return NextAction::Done,
                },
                State::Entering(entry) if usize::from(entry.call) >= behavior.enter.len() => {
                    self.beat = 0;
                    self.state = State::Beating(Stay::new(now, entry.zombie));
                    continue;
                }
                State::Entering(entry)
                    if rules.skipped.get(usize::from(entry.call)) == Some(&true) =>
                {
                    self.state = State::Entering(Entrance { call: entry.call + 1, ..entry });
                    continue;
                }
                State::Entering(Entrance { call, due, .. }) => {
                    // Entering waits as long as it was asked to and is not left out, as a beat is:
                    // the worker has to get in at some time.
                    (usize::from(call), due.at(now).max(self.held_until))
                }
                State::Leaving(Goodbye { call, due, .. }) => {
                    let before = behavior.enter.len() + behavior.beat.len();
                    (before + usize::from(call), due.unwrap_or(now))
                }
                State::Beating(stay) => match self.beat(stay, rules, worker, witness) {
                    Some(next) => next,
                    None => continue,
                },
            };
            // A goodbye that began is said to its end: neither an action nor the end of a zombie's
            // time comes between its calls.
            let is_leaving = matches!(self.state, State::Leaving(_));
            if !is_leaving && self.has_action_by(due) {
                match self.act(rules, witness) {
                    Advance::Step(step) => return step,
                    Advance::Changed | Advance::NoneLeft => continue,
                }
            }
            if let State::Beating(stay) = self.state {
                if let Some(until) = stay.zombie_until.filter(|until| *until <= due) {
                    self.go(witness);
                    return NextAction::Disconnect { due: until };
                }
                // A beat that falls due while the target asked to wait is left out, and not sent
                // later: those of the whole wait would all come at its end.
                if due < self.held_until {
                    self.end_beat();
                    witness.held(call, due);
                    continue;
                }
            }
            self.due = due;
            return NextAction::Call { call: u16::try_from(call).unwrap_or(u16::MAX), due };
        }
    }

    /// Turns what the last answer asked for, and the pause after a failure, into moments: both are
    /// counted from its end, which is now.
    fn settle(&mut self, now: Duration) {
        if let State::Entering(entry) = &mut self.state
            && let Due::After(pause) = entry.due
        {
            entry.due = Due::At(now.saturating_add(pause));
        }
        if let Some(backoff) = self.backoff.take() {
            self.held_until = self.held_until.max(now.saturating_add(backoff));
        }
    }

    /// The next beat, its call and its moment; `None` where something else comes first.
    fn beat(
        &mut self,
        stay: Stay,
        rules: &Rules<'_>,
        worker: u32,
        witness: &mut impl Witness,
    ) -> Option<(usize, Duration)> {
        if let Some(lasts) = stay.zombie {
            return self.turn_zombie(stay, lasts, rules, worker, witness);
        }
        let behavior = &rules.profile.behavior;
        let due = |beat| rules.schedule.due_from(stay.entered, worker, beat, self.interval);
        if let Some(at) = stay.out_of_turn {
            // The beats of an outage were never due: nothing could be sent, and to send them all
            // when the connection is back would be a load that no real fleet makes.
            while due(self.beat) < at {
                self.beat = self.beat.saturating_add(1);
            }
        }
        // Computed from the beginning of the stay and not from the beat before, so that moments do
        // not drift, however late answers come.
        let planned = due(self.beat);
        let due = stay.out_of_turn.map_or(planned, |at| at.min(planned));
        // Beyond the end of the run any kind will do, as it is never sent: without this, a behavior
        // whose every kind is rare would be searched for ever.
        let any = (due > rules.schedule.end()).then_some(0);
        let Some(kind) = behavior.beat_at(self.beat, self.interval).or(any) else {
            self.beat = self.beat.saturating_add(1);
            return None;
        };
        Some((behavior.enter.len() + kind, due))
    }

    /// Begins to be a zombie: it says goodbye, where its behavior has one, and beats on for `lasts`.
    fn turn_zombie(
        &mut self,
        stay: Stay,
        lasts: Duration,
        rules: &Rules<'_>,
        worker: u32,
        witness: &mut impl Witness,
    ) -> Option<(usize, Duration)> {
        // A fault from before it had entered takes effect as soon as it has.
        let from = stay.out_of_turn.unwrap_or(stay.entered);
        // The target knows that it leaves, so its silence from here on is not a gap.
        witness.left();
        let zombie_until = Some(from.saturating_add(lasts));
        let zombie = Stay { out_of_turn: None, zombie: None, zombie_until, ..stay };
        if rules.profile.behavior.leave.is_empty() {
            self.state = State::Beating(zombie);
            return self.beat(zombie, rules, worker, witness);
        }
        let then = Then::Beat(zombie);
        self.state = State::Leaving(Goodbye { call: 0, due: Some(from), then });
        None
    }

    /// The beat under way is over, or is left out.
    fn end_beat(&mut self) {
        self.beat = self.beat.saturating_add(1);
        self.change_stay(|stay| stay.out_of_turn = None);
    }

    /// The call under way has ended, well or not; `leave_calls` is how many calls its behavior has for
    /// leaving.
    pub(in crate::run::load) fn went(&mut self, went_well: bool, leave_calls: usize) {
        match self.state {
            State::Entering(entry) if went_well => {
                let (call, due, failures) = (entry.call + 1, Due::Now, 0);
                self.state = State::Entering(Entrance { call, due, failures, ..entry });
            }
            State::Entering(entry) => {
                // Each failure doubles the pause, so that a fleet that is refused does not keep the
                // target from recovering.
                let doubled = Duration::from_secs(1_u64 << entry.failures.min(5));
                let due = Due::After(doubled.min(LONGEST_PAUSE));
                let failures = entry.failures + 1;
                self.state = State::Entering(Entrance { due, failures, ..entry });
            }
            State::Beating(_) => self.end_beat(),
            // A call of leaving that fails is not repeated: the worker leaves in any case.
            State::Leaving(goodbye) if usize::from(goodbye.call) + 1 >= leave_calls => {
                self.state = match goodbye.then {
                    Then::Close(after) => State::Closing(after),
                    Then::Beat(stay) => State::Beating(stay),
                };
            }
            State::Leaving(goodbye) => {
                let call = goodbye.call + 1;
                self.state = State::Leaving(Goodbye { call, due: None, ..goodbye });
            }
            State::Away | State::Offline(_) | State::Closing(_) => {}
        }
    }
}
