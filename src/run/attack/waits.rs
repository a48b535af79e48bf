//! Who made a worker's request wait: its request before, the pool of connections, or the generator.
//!
//! A request that is sent late may have had a request of the same worker in flight before it; that
//! time is the target's doing. The rest is not: the generator had no moment for it, or the pool had
//! no connection. After such a pause the overdue requests follow each other at once, and the pause
//! belongs to all of them, not to the first alone.

use std::time::Duration;

/// How many pauses are kept apart; older ones are put together.
const KEPT: usize = 16;

/// Why a worker had no request in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run) enum Cause {
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
    cause: Cause,
}

/// The pauses of a worker that a request of it may have waited through.
#[derive(Clone, Debug, Default)]
pub(in crate::run) struct Waits(Vec<Pause>);

/// How the time from a request's intended moment to its sending is shared out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::run) struct Wait {
    /// An earlier request of the worker was in flight.
    pub(in crate::run) blocked: Duration,
    /// It, or an earlier one, stood in line for a connection of the pool.
    pub(in crate::run) queued: Duration,
    /// The generator was late.
    pub(in crate::run) late: Duration,
}

impl Waits {
    /// A request due at `due` waited in vain from one moment to another. Requests of a worker fall
    /// due one after another: what was over by `due` is forgotten.
    pub(in crate::run) fn note(
        &mut self,
        due: Duration,
        from: Duration,
        until: Duration,
        cause: Cause,
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

    /// How a request that was due and sent at these moments came to wait.
    pub(in crate::run) fn of(&self, due: Duration, sent: Duration) -> Wait {
        let sum = |cause| {
            let pauses = self.0.iter().filter(|pause| pause.cause == cause);
            pauses.map(|pause| pause.until.min(sent).saturating_sub(pause.from.max(due))).sum()
        };
        let (late, queued) = (sum(Cause::Generator), sum(Cause::Pool));
        let blocked = sent.saturating_sub(due).saturating_sub(late).saturating_sub(queued);
        Wait { blocked, queued, late }
    }

    /// Puts the two oldest pauses together, as one that ends with the later of them: none of their
    /// time is lost, and what is moved is moved out of the target's share.
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
    fn waits(requests: &[(u64, u64, u64, u64)]) -> Vec<(u64, u64, u64)> {
        let (mut waits, mut free_since) = (Waits::default(), Duration::ZERO);
        let whole = |duration: Duration| u64::try_from(duration.as_millis()).unwrap();
        let wait = |(due, begun, sent, done): &(u64, u64, u64, u64)| {
            waits.note(ms(*due), free_since, ms(*begun), Cause::Generator);
            waits.note(ms(*due), ms(*begun), ms(*sent), Cause::Pool);
            free_since = ms(*done);
            let wait = waits.of(ms(*due), ms(*sent));
            (whole(wait.blocked), whole(wait.queued), whole(wait.late))
        };
        requests.iter().map(wait).collect()
    }

    #[test]
    fn a_target_that_stalls_bears_the_wait_of_every_request_behind_it() {
        let stall = [(0, 0, 0, 2_000), (300, 2_000, 2_000, 2_001), (600, 2_001, 2_001, 2_002)];
        assert_eq!(waits(&stall), [(0, 0, 0), (1_700, 0, 0), (1_401, 0, 0)]);
    }

    #[test]
    fn a_generator_that_stalls_bears_the_wait_of_every_overdue_request() {
        let stall = [
            (0, 0, 0, 1),
            (300, 1_100, 1_100, 1_101),
            (600, 1_101, 1_101, 1_102),
            (900, 1_102, 1_102, 1_103),
        ];
        assert_eq!(waits(&stall), [(0, 0, 0), (0, 0, 800), (1, 0, 500), (2, 0, 200)]);
    }

    #[test]
    fn a_full_pool_bears_the_wait_for_a_place_in_it() {
        let full = [(0, 0, 400, 410), (300, 410, 500, 510), (600, 600, 600, 610)];
        assert_eq!(waits(&full), [(0, 400, 0), (10, 190, 0), (0, 0, 0)]);
    }

    #[test]
    fn each_bears_what_it_did_where_all_of_them_were_slow() {
        let all = [(0, 50, 60, 160), (100, 170, 170, 180)];
        assert_eq!(waits(&all), [(0, 10, 50), (60, 0, 10)]);
    }

    #[test]
    fn a_request_in_time_waits_for_nobody_whatever_was_before() {
        let late = [(0, 500, 500, 510), (600, 600, 600, 601)];
        assert_eq!(waits(&late)[1], (0, 0, 0));
    }

    #[test]
    fn a_long_backlog_loses_no_time_and_takes_no_memory() {
        let mut waits = Waits::default();
        // Of each 10 ms the generator takes 9, and every request was due at once.
        for beat in 0..1_000 {
            waits.note(ms(0), ms(beat * 10), ms(beat * 10 + 9), Cause::Generator);
            let wait = waits.of(ms(0), ms(beat * 10 + 9));
            assert_eq!((wait.late, wait.blocked), (ms((beat + 1) * 9), ms(beat)));
        }
        assert!(waits.0.len() <= KEPT);
    }
}
