//! One request of the fleet as it went: three moments, what came of it, seven clocks.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::Serialize;

use crate::load::{LoadOutcome, Timing};

/// One request that is over, as the figures of a run take it: by stage and operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The stage of the intended moment, by position.
    pub stage: u16,
    /// The operation, by position in the run's list.
    pub operation: u16,
    /// What came of it.
    pub outcome: LoadOutcome,
    /// When it was due, sent and done, and what it waited for.
    pub timing: Timing,
}

/// What a duration is measured from, and to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Sent to last byte: what the target did.
    Service,
    /// Intended to last byte: what a worker lives through, free of coordinated omission.
    Response,
    /// Intended to sent: the sum of the three that follow.
    Lag,
    /// The part of the lag in which an earlier request of the worker was in flight: the target's
    /// doing.
    Blocked,
    /// The part of the lag spent in line for a connection of the pool: the pool's size is to blame,
    /// or a target that keeps its connections long.
    Queued,
    /// The rest of the lag: the generator was late. The schedule's error.
    Late,
    /// The response time without what the generator added to it (late, and queued for its pool):
    /// what remains is the target's part. A bound on the response time is missed for certain only
    /// where this misses it too.
    Net,
}

impl Clock {
    /// Every clock, in the order of its index.
    pub const ALL: [Self; 7] = [
        Self::Service,
        Self::Response,
        Self::Lag,
        Self::Blocked,
        Self::Queued,
        Self::Late,
        Self::Net,
    ];

    /// The clock's name in SLOs and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Response => "response",
            Self::Lag => "lag",
            Self::Blocked => "blocked",
            Self::Queued => "queued",
            Self::Late => "late",
            Self::Net => "net",
        }
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Clock {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut all = Self::ALL.into_iter();
        all.find(|clock| clock.name() == text).ok_or(())
    }
}

impl Sample {
    /// What the generator added to the response time: its lateness, and the line for its pool.
    pub fn generators_part(&self) -> Duration {
        self.timing.lag().saturating_sub(self.timing.blocked)
    }

    /// What each clock shows, in the order of [`Clock::ALL`].
    pub fn clocks(&self) -> [Duration; Clock::ALL.len()] {
        let Timing { intended, sent, done, blocked, queued } = self.timing;
        let lag = self.timing.lag();
        let blocked = blocked.min(lag);
        let queued = queued.min(lag.saturating_sub(blocked));
        let service = done.saturating_sub(sent);
        [
            service,
            done.saturating_sub(intended),
            lag,
            blocked,
            queued,
            lag.saturating_sub(blocked).saturating_sub(queued),
            service + blocked,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clocks(intended: u64, (blocked, queued): (u64, u64), sent: u64, done: u64) -> [u64; 7] {
        let ms = Duration::from_millis;
        let sample = Sample {
            stage: 0,
            operation: 0,
            outcome: LoadOutcome::Ok,
            timing: Timing {
                intended: ms(intended),
                sent: ms(sent),
                done: ms(done),
                blocked: ms(blocked),
                queued: ms(queued),
            },
        };
        let whole = |duration: Duration| u64::try_from(duration.as_millis()).unwrap();
        sample.clocks().map(whole)
    }

    #[test]
    fn the_clocks_share_out_the_time_from_intention_to_answer() {
        assert_eq!(clocks(100, (0, 0), 100, 130), [30, 30, 0, 0, 0, 0, 30]);
        assert_eq!(clocks(100, (0, 0), 107, 130), [23, 30, 7, 0, 0, 7, 23]);
        assert_eq!(clocks(100, (60, 0), 162, 170), [8, 70, 62, 60, 0, 2, 68]);
        assert_eq!(clocks(100, (40, 15), 162, 170), [8, 70, 62, 40, 15, 7, 48]);
    }

    #[test]
    fn nobody_is_to_blame_for_more_than_the_lag() {
        assert_eq!(clocks(100, (20, 9), 105, 110), [5, 10, 5, 5, 0, 0, 10]);
        assert_eq!(clocks(100, (2, 9), 105, 110), [5, 10, 5, 2, 3, 0, 7]);
    }

    #[test]
    fn moments_out_of_order_are_no_time_at_all() {
        assert_eq!(clocks(100, (0, 0), 90, 80), [0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn every_clock_is_read_back_from_its_name() {
        for clock in Clock::ALL {
            assert_eq!(clock.to_string().parse(), Ok(clock));
        }
    }
}
