//! Who made a worker's request wait: its request before, the pool of connections, or the generator.
//!
//! A request that is sent late may have had a request of the same worker in flight before it: the
//! target caused that part of the delay. The rest it did not: the generator was busy, or the pool
//! had no connection.
//!
//! To compare each request with the end of the one before is not enough. When the generator stalls
//! for a second, ten beats become overdue; they are then sent one after another, and only the first
//! of them finds that nothing was in flight. Counted alone, the other nine would blame the target
//! for a stall that it had no part in. So the pauses themselves are kept, and each request is
//! charged with the parts of all pauses that lie between its own moment and its sending:
//!
//! ```text
//!   due₁     due₂                 sent₁ done₁ sent₂
//!    │────────┼─────── pause ───────│──────│────│
//!             └──── late₂ ──────────┘blocked₂
//! ```
//!
//! What no pause explains was spent with an earlier request in flight, and is the target's.

use std::time::Duration;

/// How many pauses are kept apart; older ones are put together. A worker that never catches up would
/// otherwise keep one for each request of the run.
const KEPT: usize = 16;

/// Why a worker had no request in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run) enum LagCause {
    /// The generator had not begun it.
    Generator,
    /// No connection of the pool was free.
    Pool,
}

/// Time in which a worker had an overdue request and none in flight.
#[derive(Clone, Copy, Debug)]
struct Pause {
    from: Duration,
    until: Duration,
    cause: LagCause,
}

/// The pauses of a worker that a request of it may have waited through.
#[derive(Clone, Debug, Default)]
pub(in crate::run) struct LagAttribution(Vec<Pause>);

/// How the time from a request's intended moment to its sending is shared out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::run) struct LagShares {
    /// An earlier request of the worker was in flight.
    pub(in crate::run) blocked: Duration,
    /// It, or an earlier one, waited for a connection of the pool.
    pub(in crate::run) queued: Duration,
    /// The generator was late.
    pub(in crate::run) late: Duration,
}

impl LagAttribution {
    /// A request that was due at `due` waited from one moment to another, and none of its worker
    /// was in flight. Requests of a worker fall due one after another, so a pause that was over by
    /// `due` can concern no later one and is forgotten.
    pub(in crate::run) fn note(
        &mut self,
        due: Duration,
        from: Duration,
        until: Duration,
        cause: LagCause,
    ) {
        self.0.retain(|pause| pause.until > due);
        let from = from.max(due);
        if from >= until {
            return;
        }
        if self.0.len() >= KEPT {
            self.join_oldest();
        }
        self.0.push(Pause { from, until, cause });
    }

    /// How the wait of a request that was due and sent at these moments is shared out.
    pub(in crate::run) fn of(&self, due: Duration, sent: Duration) -> LagShares {
        let sum = |cause| {
            let pauses = self.0.iter().filter(|pause| pause.cause == cause);
            pauses.map(|pause| pause.until.min(sent).saturating_sub(pause.from.max(due))).sum()
        };
        let (late, queued) = (sum(LagCause::Generator), sum(LagCause::Pool));
        let blocked = sent.saturating_sub(due).saturating_sub(late).saturating_sub(queued);
        LagShares { blocked, queued, late }
    }

    /// Puts the two oldest pauses together, as one that ends with the later of them. None of their
    /// time is lost. The earlier one is moved towards the later, over time that counted as blocked:
    /// where the two cannot be distinguished any more, the generator or its pool is charged and not
    /// the target.
    fn join_oldest(&mut self) {
        if self.0.len() < 2 {
            return;
        }
        let oldest = self.0.remove(0);
        let next = &mut self.0[0];
        let length = oldest.until.saturating_sub(oldest.from);
        if length > next.until.saturating_sub(next.from) {
            next.cause = oldest.cause;
        }
        next.from = next.from.saturating_sub(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    /// Requests of one worker in milliseconds, `(due, begun, sent, done)`; the wait of each.
    fn lag(requests: &[(u64, u64, u64, u64)]) -> Vec<(u64, u64, u64)> {
        let (mut lag, mut free_since) = (LagAttribution::default(), Duration::ZERO);
        let whole = |duration: Duration| u64::try_from(duration.as_millis()).unwrap();
        let wait = |(due, begun, sent, done): &(u64, u64, u64, u64)| {
            lag.note(ms(*due), free_since, ms(*begun), LagCause::Generator);
            lag.note(ms(*due), ms(*begun), ms(*sent), LagCause::Pool);
            free_since = ms(*done);
            let wait = lag.of(ms(*due), ms(*sent));
            (whole(wait.blocked), whole(wait.queued), whole(wait.late))
        };
        requests.iter().map(wait).collect()
    }

    #[test]
    fn a_target_that_stalls_takes_the_wait_of_every_request_behind_it() {
        let stall = [(0, 0, 0, 2_000), (300, 2_000, 2_000, 2_001), (600, 2_001, 2_001, 2_002)];
        assert_eq!(lag(&stall), [(0, 0, 0), (1_700, 0, 0), (1_401, 0, 0)]);
    }

    #[test]
    fn a_generator_that_stalls_takes_the_wait_of_every_overdue_request() {
        let stall = [
            (0, 0, 0, 1),
            (300, 1_100, 1_100, 1_101),
            (600, 1_101, 1_101, 1_102),
            (900, 1_102, 1_102, 1_103),
        ];
        assert_eq!(lag(&stall), [(0, 0, 0), (0, 0, 800), (1, 0, 500), (2, 0, 200)]);
    }

    #[test]
    fn a_full_pool_takes_the_wait_for_a_place_in_it() {
        let full = [(0, 0, 400, 410), (300, 410, 500, 510), (600, 600, 600, 610)];
        assert_eq!(lag(&full), [(0, 400, 0), (10, 190, 0), (0, 0, 0)]);
    }

    #[test]
    fn each_takes_what_it_did_where_all_of_them_were_slow() {
        let all = [(0, 50, 60, 160), (100, 170, 170, 180)];
        assert_eq!(lag(&all), [(0, 10, 50), (60, 0, 10)]);
    }

    #[test]
    fn a_request_in_time_waits_for_nobody_whatever_was_before() {
        let late = [(0, 500, 500, 510), (600, 600, 600, 601)];
        assert_eq!(lag(&late)[1], (0, 0, 0));
    }

    #[test]
    fn a_long_backlog_loses_no_time_and_takes_no_memory() {
        let mut lag = LagAttribution::default();
        // Of each 10 ms the generator takes 9, and every request was due at once.
        for beat in 0..1_000 {
            lag.note(ms(0), ms(beat * 10), ms(beat * 10 + 9), LagCause::Generator);
            let wait = lag.of(ms(0), ms(beat * 10 + 9));
            assert_eq!((wait.late, wait.blocked), (ms((beat + 1) * 9), ms(beat)));
        }
        assert!(lag.0.len() <= KEPT);
    }
}
