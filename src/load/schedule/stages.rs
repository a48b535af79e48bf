//! What the stages make each worker do.

use std::time::Duration;

use super::super::StageKind;
use super::{Action, ActionKind, Schedule, Span};
use crate::load::model::rng::{Purpose, Shuffle, draw};
use crate::load::model::stage::moment;

impl Schedule {
    /// When the worker joins and leaves by the arithmetic of the stages, in order.
    pub(super) fn comings(&self, worker: u32) -> Vec<Action> {
        let mut actions = Vec::new();
        for span in &self.spans {
            for (after, joins) in span.comings(worker) {
                let at = span.start.saturating_add(after);
                let kind = if joins {
                    ActionKind::Join
                } else {
                    let goodbye = self.says_goodbye(worker, at);
                    ActionKind::Leave { goodbye }
                };
                actions.push(Action { at, kind });
            }
        }
        actions
    }

    /// What happens to the worker while it is there.
    pub(super) fn disturbances(&self, worker: u32, actions: &mut Vec<Action>) {
        for (index, span) in (0..).zip(&self.spans) {
            if worker >= span.before {
                continue;
            }
            match span.stage.kind {
                StageKind::Churn { per_second } => {
                    let replaced = Events::new(span, per_second, span.before);
                    for at in
                        replaced.of(|round| self.rank(worker, Purpose::Churn, [index, round], span))
                    {
                        let goodbye = self.says_goodbye(worker, at);
                        actions.push(Action { at, kind: ActionKind::Replace { goodbye } });
                    }
                }
                StageKind::HerdReconnect { share, outage } => {
                    let rank = self.rank(worker, Purpose::Herd, [index, 0], span);
                    if f64::from(rank) < (share * f64::from(span.before)).round() {
                        actions.extend([
                            Action { at: span.start, kind: ActionKind::Disconnect },
                            Action {
                                at: span.start.saturating_add(outage),
                                kind: ActionKind::Reconnect,
                            },
                        ]);
                    }
                }
                StageKind::RollingRestart { batch } => {
                    let rank = self.rank(worker, Purpose::Rolling, [index, 0], span);
                    let batch = batch.max(1);
                    let after =
                        moment(rank / batch, span.before.div_ceil(batch), span.stage.duration);
                    let at = span.start.saturating_add(after);
                    let goodbye = self.says_goodbye(worker, at);
                    actions.push(Action { at, kind: ActionKind::Restart { goodbye } });
                }
                _ => {}
            }
        }
    }

    fn rank(&self, worker: u32, purpose: Purpose, parts: [u64; 2], span: &Span) -> u32 {
        Shuffle::new(draw(self.seed, purpose, parts), span.before).rank(worker)
    }
}

impl Span {
    /// When, since the stage's start, the worker joins (true) or leaves (false).
    fn comings(&self, worker: u32) -> Vec<(Duration, bool)> {
        let before = self.before;
        match self.stage.kind {
            StageKind::Ramp { from, to, over } if (from..to).contains(&worker) => {
                vec![(moment(worker - from, to - from, over), true)]
            }
            StageKind::Ramp { from, to, over } if (to..from).contains(&worker) => {
                vec![(moment(from - 1 - worker, from - to, over), false)]
            }
            StageKind::RampDown if worker < before => {
                let over = self.stage.duration;
                vec![(moment(before - 1 - worker, before, over), false)]
            }
            StageKind::Spike { to } if (before..to).contains(&worker) => {
                vec![(Duration::ZERO, true), (self.stage.duration, false)]
            }
            _ => Vec::new(),
        }
    }
}

/// How long after the start of its stage the first of events at a steady rate takes place.
pub(in crate::load) fn first_event(per_second: f64) -> Duration {
    gap(per_second) / 2
}

fn gap(per_second: f64) -> Duration {
    Duration::try_from_secs_f64(1.0 / per_second).unwrap_or(Duration::MAX)
}

/// Events at a steady rate over a stage, each of which befalls one worker of `among`: all of them
/// once before any of them again.
pub(super) struct Events {
    start: Duration,
    gap: Duration,
    count: u64,
    among: u64,
}

impl Events {
    pub(super) fn new(span: &Span, per_second: f64, among: u32) -> Self {
        let (gap, half) = (gap(per_second), first_event(per_second));
        let room = span.stage.duration.saturating_sub(half).as_nanos();
        let count = match room {
            0 => 0,
            room => u64::try_from(room.div_ceil(gap.as_nanos().max(1))).unwrap_or(u64::MAX),
        };
        Self { start: span.start.saturating_add(half), gap, count, among: among.into() }
    }

    /// The moments of the events of one worker, whose rank in a round is `rank(round)`.
    pub(super) fn of(&self, rank: impl Fn(u64) -> u32) -> Vec<Duration> {
        let rounds = self.count.div_ceil(self.among.max(1));
        (0..rounds)
            .map(|round| round * self.among + u64::from(rank(round)))
            .filter(|event| *event < self.count)
            .map(|event| {
                let after = self.gap.as_nanos() * u128::from(event);
                let after = Duration::from_nanos(u64::try_from(after).unwrap_or(u64::MAX));
                self.start.saturating_add(after)
            })
            .collect()
    }
}
