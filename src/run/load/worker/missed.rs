//! The calls that had fallen due when the run was over, and were never begun.

use std::time::Duration;

use super::memory::Worker;
use super::rules::Rules;
use super::state::{Goodbye, State, Stay};
use crate::load::Health;

/// How many missed beats are looked at one by one; those behind them are taken to be like them.
const LOOKED_AT: u32 = 256;

/// Calls of one kind that fell due for a worker and were never begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run::load) struct Missed {
    /// Which of the behavior's calls.
    pub(in crate::run::load) call: usize,
    /// When the first of them was due.
    pub(in crate::run::load) due: Duration,
    pub(in crate::run::load) count: u64,
}

impl Worker {
    /// What the worker has missed at a moment: the call it waits to make, or, if that `is_under_way`,
    /// those behind it. A call that was due only just now is not late yet.
    pub(in crate::run::load) fn missed(
        &self,
        rules: &Rules<'_>,
        worker: u32,
        is_under_way: bool,
        now: Duration,
    ) -> Vec<Missed> {
        let last = now.min(rules.schedule.end()).saturating_sub(Health::late_allowed(None));
        let last = self.ends_at().map_or(last, |end| end.min(last));
        let (enter, beats) =
            (rules.profile.behavior.enter.len(), rules.profile.behavior.beat.len());
        let call = match self.state {
            // A worker that closes its connection has made its last call.
            State::Away | State::Offline(_) | State::Closing(_) => return Vec::new(),
            State::Beating(stay) => {
                return self.missed_beats(stay, rules, worker, is_under_way, last);
            }
            State::Entering(entry) => usize::from(entry.call),
            State::Leaving(Goodbye { call, .. }) => enter + beats + usize::from(call),
        };
        // Which call comes after this one depends on its answer, so none is counted behind it.
        let is_missed = !is_under_way && self.due <= last;
        is_missed.then_some(Missed { call, due: self.due, count: 1 }).into_iter().collect()
    }

    fn missed_beats(
        &self,
        stay: Stay,
        rules: &Rules<'_>,
        worker: u32,
        is_under_way: bool,
        last: Duration,
    ) -> Vec<Missed> {
        let behavior = &rules.profile.behavior;
        let due = |beat| rules.schedule.due_from(stay.entered, worker, beat, self.interval);
        let first = self.beat.saturating_add(u32::from(is_under_way));
        // A flood of beats is searched by halves and not counted one by one, as this runs for every
        // worker when the run is over. Beyond this number, every beat is due later.
        let most = last.saturating_sub(stay.entered).as_nanos();
        let most = most.checked_div(self.interval.as_nanos()).unwrap_or_default() + 2;
        let (mut from, mut to) = (first, u32::try_from(most).unwrap_or(u32::MAX).max(first));
        while from < to {
            let middle = from + (to - from) / 2;
            if due(middle) <= last { from = middle + 1 } else { to = middle }
        }
        let all = from - first;
        let looked_at = all.min(LOOKED_AT);
        let mut missed: Vec<Missed> = (first..first + looked_at)
            .filter_map(|beat| {
                let kind = behavior.beat_at(beat, self.interval)?;
                Some(Missed { call: behavior.enter.len() + kind, due: due(beat), count: 1 })
            })
            .collect();
        let behind = u64::from(all - looked_at);
        let turns = missed.len() as u64;
        if let Some(last) = missed.last_mut() {
            last.count += behind * turns / u64::from(looked_at.max(1));
        }
        missed
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::{ms, profile_of};
    use super::*;
    use crate::load::{FleetProfile, Schedule};

    /// What worker 0 owes at a moment, having entered at 1 ms, with so many of its beats behind it.
    fn missed(
        profile: &FleetProfile,
        beats: u32,
        is_under_way: bool,
        now: Duration,
    ) -> Vec<Missed> {
        let schedule = Schedule::new(profile);
        let rules = Rules { profile, schedule: &schedule, skipped: &[] };
        let mut memory = Worker::new(&rules, 0);
        let mut witness = super::super::super::tests::Nobody;
        memory.next(&rules, 0, Duration::ZERO, &mut witness);
        memory.went(true, 1);
        memory.next(&rules, 0, ms(1), &mut witness);
        for _ in 0..beats {
            memory.went(true, 1);
            memory.next(&rules, 0, ms(1), &mut witness);
        }
        memory.missed(&rules, 0, is_under_way, now)
    }

    fn counted(missed: &[Missed]) -> u64 {
        missed.iter().map(|missed| missed.count).sum()
    }

    #[test]
    fn every_beat_that_fell_due_and_was_not_begun_is_owed() {
        // Beats are due at 1, 101, 201 … ms.
        let profile = profile_of("10s");
        for (beats, is_under_way, now, count) in [
            (3, false, 1_010, 8),
            (3, true, 1_010, 7),
            (11, false, 1_010, 0),
            (10, false, 1_004, 0),
        ] {
            let missed = missed(&profile, beats, is_under_way, ms(now));
            assert_eq!(counted(&missed), count, "{beats} {is_under_way} {now}");
            assert!(missed.iter().all(|missed| missed.call == 1));
        }
        let first = missed(&profile, 3, true, ms(1_010))[0];
        assert_eq!(first, Missed { call: 1, due: ms(401), count: 1 });
    }

    #[test]
    fn nothing_is_owed_beyond_the_end_of_the_run() {
        let profile = profile_of("990ms");
        assert_eq!(counted(&missed(&profile, 0, false, Duration::from_hours(1))), 10);
    }

    #[test]
    fn a_flood_is_counted_by_arithmetic() {
        // 10,000 beats a second for 100 s, of which ten were sent.
        let profile = FleetProfile {
            interval: crate::load::Interval::Fixed(Duration::from_micros(100)),
            ..profile_of("99990ms")
        };
        let count = counted(&missed(&profile, 10, false, Duration::from_hours(1)));
        assert!((999_900..=1_000_000).contains(&count), "{count}");
    }

    #[test]
    fn a_call_of_entering_is_owed_alone() {
        let profile = profile_of("1s");
        let schedule = Schedule::new(&profile);
        let rules = Rules { profile: &profile, schedule: &schedule, skipped: &[] };
        let mut memory = Worker::new(&rules, 0);
        memory.next(&rules, 0, Duration::ZERO, &mut super::super::super::tests::Nobody);
        let entering = [Missed { call: 0, due: Duration::ZERO, count: 1 }];
        assert_eq!(memory.missed(&rules, 0, false, ms(500)), entering);
        assert_eq!(memory.missed(&rules, 0, true, ms(500)), []);
    }
}
