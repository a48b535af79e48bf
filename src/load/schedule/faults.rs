//! What goes wrong with each worker, and when.

use std::time::Duration;

use super::super::{FaultExtent, FaultState, WorkerFault};
use super::stages::Events;
use super::{Action, ActionKind, Presence, Schedule};
use crate::load::model::rng::{Purpose, Shuffle, draw, unit};
use crate::load::model::worker_fault::Onset;

impl Schedule {
    /// The faults of the worker, at moments when it is there.
    pub(super) fn fault_actions(
        &self,
        worker: u32,
        presence: &Presence,
        actions: &mut Vec<Action>,
    ) {
        for (index, fault) in (0..).zip(&self.faults) {
            let moments = match fault.extent {
                FaultExtent::Share(share) => {
                    self.share_moment(worker, index, fault, share, presence)
                }
                FaultExtent::PerSecond(rate) => {
                    self.rate_moments(worker, index, fault, rate, presence)
                }
            };
            for at in moments {
                self.fault_at(worker, index, fault, at, actions);
            }
        }
    }

    fn share_moment(
        &self,
        worker: u32,
        index: u64,
        fault: &WorkerFault,
        share: f64,
        presence: &Presence,
    ) -> Vec<Duration> {
        let key = draw(self.seed, Purpose::Fault, [index]);
        let rank = Shuffle::new(key, self.population).rank(worker);
        if f64::from(rank) >= (share * f64::from(self.population)).round() {
            return Vec::new();
        }
        let window = fault.stage.and_then(|stage| self.spans.get(stage));
        let (from, to) = window.map_or((Duration::ZERO, self.end), |span| (span.start, span.end));
        let Some((start, end)) = presence.within(from, to) else {
            return Vec::new();
        };
        if fault.kind.is_lasting() {
            return vec![start];
        }
        let bits = draw(self.seed, Purpose::FaultTime, [index, worker.into()]);
        vec![start.saturating_add(end.saturating_sub(start).mul_f64(unit(bits)))]
    }

    fn rate_moments(
        &self,
        worker: u32,
        index: u64,
        fault: &WorkerFault,
        rate: f64,
        presence: &Presence,
    ) -> Vec<Duration> {
        let mut moments = Vec::new();
        for (number, span) in self.spans.iter().enumerate() {
            let among = span.stage.alive_at_most(span.before);
            if fault.stage.is_some_and(|stage| stage != number) || worker >= among {
                continue;
            }
            let rank = |round| {
                let key = draw(self.seed, Purpose::Fault, [index, number as u64, round]);
                Shuffle::new(key, among).rank(worker)
            };
            moments.extend(Events::new(span, rate, among).of(rank));
        }
        moments.retain(|at| presence.contains(*at));
        moments
    }

    fn fault_at(
        &self,
        worker: u32,
        index: u64,
        fault: &WorkerFault,
        at: Duration,
        actions: &mut Vec<Action>,
    ) {
        let kind = match fault.kind.onset() {
            Onset::Crash { back_after } => {
                let back = back_after.map(|after| at.saturating_add(after));
                let back = back.filter(|back| *back < self.end);
                actions.extend(back.map(|at| Action { at, kind: ActionKind::Return }));
                ActionKind::Crash
            }
            Onset::Zombie { lasts } => ActionKind::Zombie { lasts },
            Onset::Twin => {
                // The first worker of an organisation has none before it.
                let before = u64::from(worker / self.organisations);
                let bits = draw(self.seed, Purpose::Twin, [index, worker.into()]);
                let Some(twin) = (bits >> 32).checked_rem(before) else {
                    return;
                };
                let twin = u32::try_from(twin).unwrap_or_default();
                let of = twin * self.organisations + worker % self.organisations;
                ActionKind::Fault { state: FaultState::DuplicateId { of } }
            }
            Onset::State(state) => ActionKind::Fault { state },
        };
        actions.push(Action { at, kind });
    }
}
