//! How long each worker was silent: the gap between acknowledged beats, in four bytes a worker.

mod tally;

use std::ops::Range;
use std::time::Duration;

pub(in crate::load) use tally::LONGEST_GAP;
pub use tally::{Death, GapTally, StageGaps};

/// Set once the worker has been presumed dead.
const PRESUMED_DEAD: u32 = 1 << 31;
/// Set once it has been presumed dead and would have been, had the generator sent in time; 30 bits
/// of milliseconds remain: 12 days.
const CERTAINLY_DEAD: u32 = 1 << 30;
const FLAGS: u32 = PRESUMED_DEAD | CERTAINLY_DEAD;

/// Workers whose bits stand together.
const BITS: usize = 64;

/// A worker that is not expected to beat.
const ABSENT: u32 = 0;

/// Watches a range of workers.
///
/// A gap is counted in the stage in which it ended, a death in the stage in which the worker's
/// silence reached the time to live. All moments are since the run began.
#[derive(Clone, Debug)]
pub struct Gaps {
    first: u32,
    /// Per worker: a millisecond after its last acknowledged beat, and the flag.
    last: Vec<u32>,
    /// A bit per worker: it got in at least once.
    entered: Vec<u64>,
    ttl: Duration,
    stage_ends: Vec<Duration>,
    tally: GapTally,
}

impl Gaps {
    /// Watches `workers`, presumed dead when silent for longer than `ttl`; the stages end at
    /// `stage_ends`, and the last one takes what comes after it.
    pub fn new(workers: Range<u32>, ttl: Duration, stage_ends: &[Duration]) -> Self {
        let stage = StageGaps { ttl, ..StageGaps::default() };
        let stages = vec![stage; stage_ends.len().max(1)];
        let tally = GapTally { stages, ..GapTally::default() };
        Self {
            first: workers.start,
            last: vec![ABSENT; workers.len()],
            entered: vec![0; workers.len().div_ceil(BITS)],
            ttl,
            stage_ends: stage_ends.to_vec(),
            tally,
        }
    }

    /// The target acknowledged a sign of life of `worker` (its entry, or a beat) at `at`, which the
    /// generator had sent `late`.
    pub fn acknowledged(&mut self, worker: u32, at: Duration, late: Duration) {
        let Some(slot) = self.slot(worker) else {
            return;
        };
        self.entered[slot / BITS] |= 1 << (slot % BITS);
        let before = self.last[slot];
        self.last[slot] = before & FLAGS | stamp(at);
        if before & !FLAGS != ABSENT {
            self.end_gap(slot, moment(before), (at, true), late);
        }
    }

    /// `worker` owes no more beats: it took leave, or the scenario let it crash.
    pub fn left(&mut self, worker: u32) {
        if let Some(slot) = self.slot(worker) {
            self.last[slot] &= FLAGS;
        }
    }

    /// How many of these workers have been silent for longer than the time to live at `now`.
    pub fn silent(&self, now: Duration) -> usize {
        let is_silent = |last: &&u32| {
            **last & !FLAGS != ABSENT && now.saturating_sub(moment(**last)) > self.ttl
        };
        self.last.iter().filter(is_silent).count()
    }

    /// The run ends at `at`: silence that goes on counts as a gap where it is longer than the time
    /// to live. A shorter one says nothing yet, and would make the gaps look shorter.
    pub fn close(mut self, at: Duration) -> GapTally {
        let at = moment(stamp(at));
        for slot in 0..self.last.len() {
            let last = self.last[slot];
            let silent = at.saturating_sub(moment(last)) > self.ttl;
            if last & !FLAGS != ABSENT && silent {
                self.end_gap(slot, moment(last), (at, false), Duration::ZERO);
            }
        }
        let entered = self.entered.iter().map(|bits| u64::from(bits.count_ones())).sum();
        GapTally { entered, ..self.tally }
    }

    /// Hands over what has been counted since the last time, and goes on with `empty`, best one that
    /// was handed over before and cleared: its memory serves again.
    #[must_use]
    pub fn swap(&mut self, mut empty: GapTally) -> GapTally {
        empty.stages.resize_with(self.tally.stages.len(), StageGaps::default);
        std::mem::replace(&mut self.tally, empty)
    }

    /// A silence came to its end, with a sign of life or with the run.
    fn end_gap(
        &mut self,
        slot: usize,
        from: Duration,
        (to, is_alive): (Duration, bool),
        late: Duration,
    ) {
        // Both ends are cut to the millisecond: one alone would make the gap longer.
        let to = moment(stamp(to));
        let gap = to.saturating_sub(from);
        let net = gap.saturating_sub(late);
        let stage = self.stage_at(to);
        self.tally.stages[stage].gaps.record(gap);
        self.tally.stages[stage].net.record(net);
        let died_at = self.stage_at(from + self.ttl);
        if gap > self.ttl {
            self.tally.stages[died_at].deaths += 1;
            self.tally.presumed_dead += u64::from(self.last[slot] & PRESUMED_DEAD == 0);
            self.last[slot] |= PRESUMED_DEAD;
            let worker = self.first + u32::try_from(slot).unwrap_or(u32::MAX);
            let until = is_alive.then_some(to);
            self.tally.die(Death { worker, since: from, until, is_certain: net > self.ttl });
        }
        if net > self.ttl {
            self.tally.stages[died_at].certain_deaths += 1;
            self.tally.certainly_dead += u64::from(self.last[slot] & CERTAINLY_DEAD == 0);
            self.last[slot] |= CERTAINLY_DEAD;
        }
    }

    fn stage_at(&self, at: Duration) -> usize {
        let stage = self.stage_ends.partition_point(|end| *end <= at);
        stage.min(self.tally.stages.len() - 1)
    }

    fn slot(&self, worker: u32) -> Option<usize> {
        let slot = usize::try_from(worker.checked_sub(self.first)?).ok()?;
        (slot < self.last.len()).then_some(slot)
    }
}

fn stamp(at: Duration) -> u32 {
    let ms = u32::try_from(at.as_millis()).unwrap_or(u32::MAX);
    ms.saturating_add(1).min(CERTAINLY_DEAD - 1)
}

fn moment(stamp: u32) -> Duration {
    let ms = (stamp & !FLAGS).saturating_sub(1);
    Duration::from_millis(u64::from(ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// Two stages: up to 100 s, and after.
    fn gaps() -> Gaps {
        Gaps::new(10..13, s(90), &[s(100), s(200)])
    }

    #[test]
    fn the_first_sign_of_life_ends_no_gap_and_each_later_one_does() {
        let mut gaps = gaps();
        for at in [0, 30, 61] {
            gaps.acknowledged(10, s(at), Duration::ZERO);
        }
        let tally = gaps.close(s(62));
        let stage = &tally.stages[0].gaps;
        assert_eq!(stage.len(), 2);
        assert!(stage.max().unwrap().abs_diff(s(31)) < Duration::from_millis(32));
        assert_eq!(tally.presumed_dead, 0);
    }

    #[test]
    fn a_death_belongs_to_the_stage_in_which_the_time_to_live_ran_out() {
        let mut gaps = gaps();
        gaps.acknowledged(10, s(5), Duration::ZERO);
        gaps.acknowledged(10, s(150), Duration::ZERO);
        let tally = gaps.close(s(151));
        assert_eq!((tally.stages[0].deaths, tally.stages[1].deaths), (1, 0));
        assert_eq!((tally.stages[0].gaps.len(), tally.stages[1].gaps.len()), (0, 1));
    }

    #[test]
    fn who_died_is_known_with_the_moments_of_the_silence() {
        let mut gaps = gaps();
        gaps.acknowledged(10, s(5), Duration::ZERO);
        gaps.acknowledged(12, s(1), Duration::ZERO);
        gaps.acknowledged(10, s(100), s(60));
        let tally = gaps.close(s(120));
        assert_eq!(tally.dead.to_string(), "10, 12");
        let death = |worker, since, until: Option<u64>, is_certain| Death {
            worker,
            since: s(since),
            until: until.map(s),
            is_certain,
        };
        let expected = [death(12, 1, None, true), death(10, 5, Some(100), false)];
        assert_eq!(tally.deaths, expected, "the first to fall silent first");
    }

    #[test]
    fn a_worker_that_died_twice_is_one_worker() {
        let mut gaps = gaps();
        for at in [0, 95, 195] {
            gaps.acknowledged(10, s(at), Duration::ZERO);
        }
        let tally = gaps.close(s(196));
        let deaths: u64 = tally.stages.iter().map(|stage| stage.deaths).sum();
        assert_eq!((deaths, tally.presumed_dead), (2, 1));
    }

    #[test]
    fn silence_to_the_end_is_a_death_and_leave_is_none() {
        let mut gaps = gaps();
        for worker in 10..13 {
            gaps.acknowledged(worker, s(1), Duration::ZERO);
        }
        gaps.acknowledged(11, s(150), Duration::ZERO);
        gaps.left(12);
        assert_eq!((gaps.silent(s(91)), gaps.silent(s(92))), (0, 1));
        let tally = gaps.close(s(199));
        // Worker 10 never came back, worker 11 did after 149 s.
        assert_eq!(tally.presumed_dead, 2);
        assert_eq!(tally.stages[1].gaps.len(), 2);
    }

    #[test]
    fn a_worker_that_comes_back_after_its_leave_ends_no_gap() {
        let mut gaps = gaps();
        gaps.acknowledged(10, s(1), Duration::ZERO);
        gaps.left(10);
        gaps.acknowledged(10, s(180), Duration::ZERO);
        let tally = gaps.close(s(181));
        assert!(tally.stages.iter().all(|stage| stage.gaps.is_empty()));
        assert_eq!(tally.presumed_dead, 0);
    }

    #[test]
    fn shards_add_up_to_the_whole_and_strangers_are_ignored() {
        let beats = [(10, 0), (11, 3), (12, 4), (10, 95), (99, 96), (12, 130), (11, 140)];
        let watch = |workers: Range<u32>| {
            let mut gaps = Gaps::new(workers, s(90), &[s(100), s(200)]);
            for (worker, at) in beats {
                gaps.acknowledged(worker, s(at), Duration::ZERO);
            }
            gaps.close(s(199))
        };
        let mut merged = GapTally::default();
        merged.merge(&watch(10..11));
        merged.merge(&watch(11..13));
        let whole = watch(10..13);
        assert_eq!(merged.presumed_dead, whole.presumed_dead);
        for (merged, whole) in merged.stages.iter().zip(&whole.stages) {
            assert!(merged.gaps.iter().eq(whole.gaps.iter()));
            assert_eq!(merged.deaths, whole.deaths);
        }
    }

    #[test]
    fn what_is_handed_over_on_the_way_and_at_the_end_adds_up_to_the_whole() {
        let beats = [(10, 0), (11, 3), (10, 95), (12, 130), (11, 140)];
        let (mut whole, mut parts) = (gaps(), gaps());
        let (mut merged, mut spare) = (GapTally::default(), GapTally::default());
        for (worker, at) in beats {
            whole.acknowledged(worker, s(at), Duration::ZERO);
            parts.acknowledged(worker, s(at), Duration::ZERO);
            spare = parts.swap(spare);
            merged.merge(&spare);
            spare.clear();
        }
        merged.merge(&parts.close(s(199)));
        let whole = whole.close(s(199));
        assert_eq!(merged.presumed_dead, whole.presumed_dead);
        for (merged, whole) in merged.stages.iter().zip(&whole.stages) {
            assert!(merged.gaps.iter().eq(whole.gaps.iter()) && merged.deaths == whole.deaths);
        }
    }

    #[test]
    fn a_worker_that_only_the_generators_lateness_made_silent_is_not_certainly_dead() {
        let mut gaps = gaps();
        gaps.acknowledged(10, s(1), Duration::ZERO);
        gaps.acknowledged(10, s(95), s(20));
        gaps.acknowledged(11, s(1), Duration::ZERO);
        gaps.acknowledged(11, s(150), s(20));
        let tally = gaps.close(s(151));
        assert_eq!((tally.presumed_dead, tally.certainly_dead), (2, 1));
        let stage = &tally.stages[0];
        assert_eq!((stage.deaths, stage.certain_deaths), (2, 1));
        assert!(stage.net.max().unwrap().abs_diff(s(74)) < Duration::from_millis(64));
    }

    #[test]
    fn a_gap_of_exactly_the_time_to_live_is_no_death() {
        let mut gaps = gaps();
        let offset = Duration::from_micros(700);
        gaps.acknowledged(10, s(1) + offset, Duration::ZERO);
        gaps.acknowledged(10, s(91) + offset, Duration::ZERO);
        let tally = gaps.close(s(181) + offset);
        assert_eq!(tally.presumed_dead, 0);
        assert_eq!(tally.stages[0].gaps.max(), Some(s(90)));
    }

    #[test]
    fn a_worker_costs_four_bytes() {
        let gaps = Gaps::new(0..100_000, s(90), &[]);
        assert_eq!(size_of_val(&gaps.last[..]), 400_000);
    }

    #[test]
    fn a_worker_that_got_in_is_counted_once_whatever_became_of_it() {
        let mut gaps = Gaps::new(0..130, s(90), &[s(100)]);
        for (worker, at) in [(0, 1), (0, 2), (64, 1), (129, 1)] {
            gaps.acknowledged(worker, s(at), Duration::ZERO);
        }
        gaps.left(0);
        gaps.acknowledged(0, s(5), Duration::ZERO);
        let mut tally = gaps.close(s(6));
        assert_eq!(tally.entered, 3);
        tally.merge(&tally.clone());
        assert_eq!(tally.entered, 6);
    }
}
