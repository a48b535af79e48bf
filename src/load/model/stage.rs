//! Stages: how many workers are alive when.

use std::time::Duration;

use serde::Serialize;

use crate::load::model::units::{as_text, duration_text};

/// One part of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stage {
    /// Its name, unique in the run: SLOs and reports refer to it.
    pub name: String,
    /// What happens in it.
    pub kind: StageKind,
    /// How long it lasts.
    #[serde(serialize_with = "as_text")]
    pub duration: Duration,
}

/// What happens in a stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum StageKind {
    /// Workers join (or leave, the last to join first) evenly, then the stage holds.
    Ramp {
        /// How many are alive before.
        from: u32,
        /// How many are alive after.
        to: u32,
        /// How long it takes, the stage's duration at most.
        #[serde(serialize_with = "as_text")]
        over: Duration,
    },
    /// Nobody comes or goes.
    Hold,
    /// Workers join all at once, and leave all at once when the stage ends.
    Spike {
        /// How many are alive while it lasts.
        to: u32,
    },
    /// Workers leave, and as many new ones take their places.
    Churn {
        /// How many leave and join a second.
        per_second: f64,
    },
    /// A part of the fleet loses its connections, and all come back at once.
    HerdReconnect {
        /// The part, above 0 and up to 1.
        share: f64,
        /// How long they are silent.
        #[serde(serialize_with = "as_text")]
        outage: Duration,
    },
    /// The whole fleet restarts, batch after batch, evenly over the stage.
    RollingRestart {
        /// How many workers restart together.
        batch: u32,
    },
    /// All workers leave evenly, the last to join first.
    RampDown,
}

/// A ramp to `workers`, then a hold.
pub(in crate::load) fn ramp_and_hold(workers: u32, ramp: Duration, hold: Duration) -> Vec<Stage> {
    let stage = |name: &str, kind, duration| Stage { name: name.to_owned(), kind, duration };
    let up = StageKind::Ramp { from: 0, to: workers, over: ramp };
    vec![stage("ramp", up, ramp), stage("hold", StageKind::Hold, hold)]
}

impl Stage {
    /// How many workers are alive `at` this moment of the stage, where `before` were alive.
    pub fn alive(&self, before: u32, at: Duration) -> u32 {
        match self.kind {
            StageKind::Ramp { from, to, over } if to >= from => from + moved(to - from, over, at),
            StageKind::Ramp { from, to, over } => from - moved(from - to, over, at),
            StageKind::RampDown => before - moved(before, self.duration, at),
            StageKind::Spike { to } if at < self.duration => to,
            _ => before,
        }
    }

    /// How many workers are alive when the stage is over, where `before` were alive.
    pub fn alive_after(&self, before: u32) -> u32 {
        match self.kind {
            StageKind::Ramp { to, .. } => to,
            StageKind::RampDown => 0,
            _ => before,
        }
    }

    /// The most workers alive at any moment of the stage, where `before` were alive.
    pub fn alive_at_most(&self, before: u32) -> u32 {
        match self.kind {
            StageKind::Ramp { from, to, .. } => from.max(to),
            StageKind::Spike { to } => to.max(before),
            _ => before,
        }
    }

    /// Returns `true` if the stage is there to bring workers, or to take them away.
    pub fn is_ramp(&self) -> bool {
        matches!(self.kind, StageKind::Ramp { .. } | StageKind::RampDown)
    }

    /// What happens, in a few words.
    pub fn describe(&self) -> String {
        let time = duration_text(self.duration);
        match &self.kind {
            StageKind::Ramp { from, to, over } if *over < self.duration => {
                format!("{from} → {to} workers over {}, {time} in all", duration_text(*over))
            }
            StageKind::Ramp { from, to, .. } => format!("{from} → {to} workers over {time}"),
            StageKind::Hold => format!("hold for {time}"),
            StageKind::Spike { to } => format!("{to} workers at once for {time}"),
            StageKind::Churn { per_second } => {
                format!("{per_second} workers a second replaced for {time}")
            }
            StageKind::HerdReconnect { share, outage } => format!(
                "{}% of the workers reconnect at once after {}, then hold, {time} in all",
                share * 100.0,
                duration_text(*outage)
            ),
            StageKind::RollingRestart { batch } => {
                format!("all workers restart, {batch} at a time, over {time}")
            }
            StageKind::RampDown => format!("all workers leave over {time}"),
        }
    }
}

/// When number `index` of `count` moves that are spread evenly `over` a time takes place.
pub(in crate::load) fn moment(index: u32, count: u32, over: Duration) -> Duration {
    let nanoseconds = over.as_nanos() * u128::from(index) / u128::from(count.max(1));
    Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
}

/// How many of `count` moves have taken place by `at`: those whose [`moment`] has come.
fn moved(count: u32, over: Duration, at: Duration) -> u32 {
    if at >= over {
        return count;
    }
    let done = ((at.as_nanos() + 1) * u128::from(count)).div_ceil(over.as_nanos());
    u32::try_from(done).unwrap_or(u32::MAX).min(count)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stage(kind: StageKind) -> Stage {
        Stage { name: "stage".to_owned(), kind, duration: Duration::from_secs(10) }
    }

    fn alive(kind: StageKind, before: u32) -> [u32; 4] {
        let stage = stage(kind);
        [0, 5_000, 9_999, 10_000].map(|at| stage.alive(before, Duration::from_millis(at)))
    }

    #[test]
    fn each_kind_has_its_arithmetic() {
        let over = Duration::from_secs(10);
        let (up, down) = (
            StageKind::Ramp { from: 10, to: 20, over },
            StageKind::Ramp { from: 20, to: 10, over },
        );
        assert_eq!(alive(up, 10), [11, 16, 20, 20]);
        assert_eq!(alive(down, 20), [19, 14, 10, 10]);
        let over = Duration::from_secs(5);
        assert_eq!(alive(StageKind::Ramp { from: 0, to: 10, over }, 0), [1, 10, 10, 10]);
        assert_eq!(alive(StageKind::Hold, 7), [7; 4]);
        assert_eq!(alive(StageKind::Spike { to: 30 }, 7), [30, 30, 30, 7]);
        assert_eq!(alive(StageKind::Churn { per_second: 3.0 }, 7), [7; 4]);
        assert_eq!(alive(StageKind::RollingRestart { batch: 2 }, 7), [7; 4]);
        assert_eq!(alive(StageKind::RampDown, 10), [9, 4, 0, 0]);
    }

    proptest! {
        #[test]
        fn as_many_have_moved_as_moments_have_come(
            count in 1..500_u32, over in 1..100_000_u64, at in 0..120_000_u64,
        ) {
            let (over, at) = (Duration::from_nanos(over), Duration::from_nanos(at));
            let come = (0..count).filter(|index| moment(*index, count, over) <= at).count();
            prop_assert_eq!(moved(count, over, at) as usize, come);
        }
    }
}
