//! One request of the fleet as it went: three moments, what came of it, six clocks.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::Serialize;

/// One request, told when it is over. All moments are since the run began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The stage of the intended moment, by position.
    pub stage: u16,
    /// The operation, by position in the run's list.
    pub operation: u16,
    /// What came of it.
    pub outcome: LoadOutcome,
    /// When the schedule wanted it sent.
    pub intended: Duration,
    /// When its first byte left.
    pub sent: Duration,
    /// When the last byte of the answer was read, or hope was given up.
    pub done: Duration,
    /// Time between the two in which an earlier request of the worker was in flight.
    pub blocked: Duration,
    /// Time between the two that was spent in line for a connection of the pool.
    pub queued: Duration,
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadOutcome {
    /// Answered, and welcome.
    Ok,
    /// Answered 429: the target asked for patience, which is no failure.
    Throttled,
    /// Answered with another 4xx.
    ClientError(u16),
    /// Answered with a 5xx.
    ServerError(u16),
    /// No whole answer in time.
    Timeout,
    /// No connection.
    Connect,
    /// The connection ended before the answer did.
    Reset,
    /// What came was no HTTP, or nothing the documents know.
    Invalid,
    /// Still in flight when the run stopped: it had waited this long by then.
    Unfinished,
}

impl LoadOutcome {
    /// The names of all outcomes, in the order of [`LoadOutcome::index`].
    pub const NAMES: [&str; 9] = [
        "ok",
        "throttled",
        "client_error",
        "server_error",
        "timeout",
        "connect",
        "reset",
        "invalid",
        "unfinished",
    ];

    /// The outcome's place in every table, whatever its status.
    pub fn index(self) -> usize {
        match self {
            Self::Ok => 0,
            Self::Throttled => 1,
            Self::ClientError(_) => 2,
            Self::ServerError(_) => 3,
            Self::Timeout => 4,
            Self::Connect => 5,
            Self::Reset => 6,
            Self::Invalid => 7,
            Self::Unfinished => 8,
        }
    }

    /// The outcome's name in reports.
    pub fn name(self) -> &'static str {
        Self::NAMES[self.index()]
    }
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
}

impl Clock {
    /// Every clock, in the order of its index.
    pub const ALL: [Self; 6] =
        [Self::Service, Self::Response, Self::Lag, Self::Blocked, Self::Queued, Self::Late];

    /// The clock's name in SLOs and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Response => "response",
            Self::Lag => "lag",
            Self::Blocked => "blocked",
            Self::Queued => "queued",
            Self::Late => "late",
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
    /// What each clock shows, in the order of [`Clock::ALL`].
    pub fn clocks(&self) -> [Duration; Clock::ALL.len()] {
        let lag = self.sent.saturating_sub(self.intended);
        let blocked = self.blocked.min(lag);
        let queued = self.queued.min(lag.saturating_sub(blocked));
        [
            self.done.saturating_sub(self.sent),
            self.done.saturating_sub(self.intended),
            lag,
            blocked,
            queued,
            lag.saturating_sub(blocked).saturating_sub(queued),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clocks(intended: u64, (blocked, queued): (u64, u64), sent: u64, done: u64) -> [u64; 6] {
        let ms = Duration::from_millis;
        let sample = Sample {
            stage: 0,
            operation: 0,
            outcome: LoadOutcome::Ok,
            intended: ms(intended),
            sent: ms(sent),
            done: ms(done),
            blocked: ms(blocked),
            queued: ms(queued),
        };
        let whole = |duration: Duration| u64::try_from(duration.as_millis()).unwrap();
        sample.clocks().map(whole)
    }

    #[test]
    fn the_clocks_share_out_the_time_from_intention_to_answer() {
        assert_eq!(clocks(100, (0, 0), 100, 130), [30, 30, 0, 0, 0, 0]);
        assert_eq!(clocks(100, (0, 0), 107, 130), [23, 30, 7, 0, 0, 7]);
        assert_eq!(clocks(100, (60, 0), 162, 170), [8, 70, 62, 60, 0, 2]);
        assert_eq!(clocks(100, (40, 15), 162, 170), [8, 70, 62, 40, 15, 7]);
    }

    #[test]
    fn nobody_is_to_blame_for_more_than_the_lag() {
        assert_eq!(clocks(100, (20, 9), 105, 110), [5, 10, 5, 5, 0, 0]);
        assert_eq!(clocks(100, (2, 9), 105, 110), [5, 10, 5, 2, 3, 0]);
    }

    #[test]
    fn moments_out_of_order_are_no_time_at_all() {
        assert_eq!(clocks(100, (0, 0), 90, 80), [0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn every_outcome_has_a_place_and_a_name_of_its_own() {
        let outcomes = [
            LoadOutcome::Ok,
            LoadOutcome::Throttled,
            LoadOutcome::ClientError(404),
            LoadOutcome::ServerError(500),
            LoadOutcome::Timeout,
            LoadOutcome::Connect,
            LoadOutcome::Reset,
            LoadOutcome::Invalid,
            LoadOutcome::Unfinished,
        ];
        assert_eq!(outcomes.map(LoadOutcome::name), LoadOutcome::NAMES);
        for clock in Clock::ALL {
            assert_eq!(clock.to_string().parse(), Ok(clock));
        }
    }
}
