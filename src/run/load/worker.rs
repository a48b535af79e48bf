//! One worker of the fleet: where it is in its life, and what it does next.

use std::num::NonZeroU32;
use std::time::Duration;

use super::life::{Act, Place, Then};
use crate::load::{Action, FleetProfile, Schedule, Variables};
use crate::run::attack::Step;

/// The longest pause before a worker tries to enter again.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What is wrong with a worker.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Faults {
    /// Its token is no longer good.
    pub(super) is_stale: bool,
    /// It uses the id of this one.
    pub(super) twin: Option<u32>,
    /// It reads its answers no faster.
    pub(super) bytes_per_second: Option<NonZeroU32>,
}

/// What a worker remembers from call to call.
pub(super) struct Worker {
    pub(super) variables: Variables,
    pub(super) beat: u32,
    pub(super) interval: Duration,
    pub(super) faults: Faults,
    /// When the step under way is due.
    pub(super) due: Duration,
    /// How long the answer that came last asks for patience.
    pub(super) patience: Option<Duration>,
    pub(super) place: Place,
    actions: std::vec::IntoIter<Action>,
    upcoming: Option<Action>,
    pub(super) entered: Duration,
    /// True where the token was good when this entering began, whatever became of it since.
    pub(super) enters_in_good_faith: bool,
    /// When something out of the schedule is due: entering, leaving, a beat after reconnecting.
    pub(super) at: Option<Duration>,
    /// Where it was when it lost its connection.
    pub(super) paused: Option<Place>,
    /// True from the first call of entering to the end of its stay.
    pub(super) is_there: bool,
    /// True once it has said goodbye and its connection is still open.
    pub(super) closes: bool,
    /// How long it will go on after its goodbye, and then until when.
    pub(super) zombie: Option<Duration>,
    pub(super) zombie_until: Option<Duration>,
    /// Nothing is sent before: the target asked for patience.
    pub(super) held_until: Duration,
    /// How long to wait before entering is tried again.
    pause: Option<Duration>,
    pub(super) failures: u32,
}

/// What a worker needs to know to take its next step.
pub(super) struct Rules<'a> {
    pub(super) profile: &'a FleetProfile,
    pub(super) schedule: &'a Schedule,
    /// Calls of entering that are left out, as what they would give is given.
    pub(super) skipped: &'a [bool],
}

/// Who hears of what a worker does beside its calls.
pub(super) trait Witness {
    /// The worker owes no more beats.
    fn left(&mut self);
    /// A call fell due and is not made, as the target asked for patience.
    fn held(&mut self, call: usize, due: Duration);
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
            faults: Faults::default(),
            due: Duration::ZERO,
            patience: None,
            place: Place::Away,
            actions,
            upcoming,
            entered: Duration::ZERO,
            enters_in_good_faith: true,
            at: None,
            paused: None,
            is_there: false,
            closes: false,
            zombie: None,
            zombie_until: None,
            held_until: Duration::ZERO,
            pause: None,
            failures: 0,
        }
    }

    /// Whether it presents a token that is no longer good.
    pub(super) fn is_stale(&self) -> bool {
        let enters = matches!(self.place, Place::Entering(_));
        self.faults.is_stale && !(enters && self.enters_in_good_faith)
    }

    /// The worker whose id it uses.
    pub(super) fn twin(&self) -> Option<u32> {
        self.faults.twin.filter(|_| !matches!(self.place, Place::Entering(_)))
    }

    /// When what it does now comes to an end, whatever it still has to do.
    pub(super) fn ends_at(&self) -> Option<Duration> {
        let action = self.upcoming.map(|action| action.at);
        action.into_iter().chain(self.zombie_until).min()
    }

    /// What the worker does next.
    pub(super) fn next(
        &mut self,
        rules: &Rules<'_>,
        worker: u32,
        now: Duration,
        witness: &mut impl Witness,
    ) -> Step {
        self.take_note(now);
        loop {
            if std::mem::take(&mut self.closes) {
                return Step::Disconnect { due: now };
            }
            let life = &rules.profile.life;
            let (call, due) = match self.place {
                Place::Away => match self.act(rules, witness) {
                    Act::Step(step) => return step,
                    Act::On => continue,
                    Act::NoMore => return Step::Done,
                },
                Place::Entering(call) if usize::from(call) >= life.enter.len() => {
                    // Its beats are counted from here.
                    (self.place, self.entered, self.beat, self.at) = (Place::Beating, now, 0, None);
                    continue;
                }
                Place::Entering(call) if rules.skipped.get(usize::from(call)) == Some(&true) => {
                    self.place = Place::Entering(call + 1);
                    continue;
                }
                Place::Entering(call) => {
                    (usize::from(call), self.at.unwrap_or(now).max(self.held_until))
                }
                Place::Leaving { call, .. } => {
                    let before = life.enter.len() + life.beat.len();
                    (before + usize::from(call), self.at.unwrap_or(now))
                }
                Place::Beating => match self.beat(rules, worker, witness) {
                    Some(next) => next,
                    None => continue,
                },
            };
            let is_leaving = matches!(self.place, Place::Leaving { .. });
            if !is_leaving && self.upcoming.is_some_and(|action| action.at <= due) {
                match self.act(rules, witness) {
                    Act::Step(step) => return step,
                    Act::On | Act::NoMore => continue,
                }
            }
            if !is_leaving && self.zombie_until.is_some_and(|until| until <= due) {
                let due = self.zombie_until.unwrap_or(due);
                self.go(witness);
                return Step::Disconnect { due };
            }
            if matches!(self.place, Place::Beating) && due < self.held_until {
                self.beat = self.beat.saturating_add(1);
                self.at = None;
                witness.held(call, due);
                continue;
            }
            self.due = due;
            return Step::Call { call: u16::try_from(call).unwrap_or(u16::MAX), due };
        }
    }

    /// What the last answer asked for, counted from its end.
    fn take_note(&mut self, now: Duration) {
        if let Some(pause) = self.pause.take() {
            self.at = Some(now.saturating_add(pause));
        }
        if let Some(patience) = self.patience.take() {
            self.held_until = self.held_until.max(now.saturating_add(patience));
        }
    }

    /// The next beat, its call and its moment; `None` where something else comes first.
    fn beat(
        &mut self,
        rules: &Rules<'_>,
        worker: u32,
        witness: &mut impl Witness,
    ) -> Option<(usize, Duration)> {
        if self.turns_zombie(rules, witness) {
            return None;
        }
        let life = &rules.profile.life;
        let due = |beat| rules.schedule.due_from(self.entered, worker, beat, self.interval);
        if let Some(at) = self.at {
            // The beats of an outage were never due.
            while due(self.beat) < at {
                self.beat = self.beat.saturating_add(1);
            }
        }
        let planned = due(self.beat);
        let due = self.at.map_or(planned, |at| at.min(planned));
        // Beyond the end any kind will do: it is never sent.
        let any = (due > rules.schedule.end()).then_some(0);
        let Some(kind) = life.beat_at(self.beat, self.interval).or(any) else {
            self.beat = self.beat.saturating_add(1);
            return None;
        };
        Some((life.enter.len() + kind, due))
    }

    /// The goodbye of a zombie, where it is time for it.
    fn turns_zombie(&mut self, rules: &Rules<'_>, witness: &mut impl Witness) -> bool {
        let Some(lasts) = self.zombie.take() else { return false };
        let from = self.at.take().unwrap_or(self.entered);
        witness.left();
        self.zombie_until = Some(from.saturating_add(lasts));
        let has_goodbye = !rules.profile.life.leave.is_empty();
        if has_goodbye {
            self.at = Some(from);
            self.place = Place::Leaving { call: 0, then: Then::Beat };
        }
        has_goodbye
    }

    /// The next action; the one after it comes up.
    pub(super) fn take_action(&mut self) -> Option<Action> {
        std::mem::replace(&mut self.upcoming, self.actions.next())
    }

    /// The call under way went well, or not.
    pub(super) fn went(&mut self, went_well: bool, leave_calls: usize) {
        match self.place {
            Place::Entering(call) if went_well => {
                (self.place, self.at, self.failures) = (Place::Entering(call + 1), None, 0);
            }
            Place::Entering(_) => {
                let pause = Duration::from_secs(1_u64 << self.failures.min(5)).min(LONGEST_PAUSE);
                self.failures += 1;
                self.pause = Some(pause);
            }
            Place::Beating => {
                self.beat = self.beat.saturating_add(1);
                self.at = None;
            }
            Place::Leaving { call, then } if usize::from(call) + 1 >= leave_calls => {
                self.at = None;
                self.closes = !matches!(then, Then::Beat);
                self.part(then);
            }
            Place::Leaving { call, then } => {
                (self.place, self.at) = (Place::Leaving { call: call + 1, then }, None);
            }
            Place::Away => {}
        }
    }
}
