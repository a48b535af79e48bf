//! How long each worker was silent: the gap between acknowledged beats, in four bytes a worker.

use std::ops::Range;
use std::time::Duration;

use crate::stats::Histogram;

/// The longest gap told apart.
pub(super) const LONGEST_GAP: Duration = Duration::from_hours(24);

/// Set once the worker has been presumed dead; 31 bits of milliseconds remain: 24 days.
const PRESUMED_DEAD: u32 = 1 << 31;

/// A worker that is not expected to beat.
const ABSENT: u32 = 0;

/// Gaps that ended in one stage.
#[derive(Clone, Debug)]
pub struct StageGaps {
    /// Their lengths, to the millisecond.
    pub gaps: Histogram,
    /// How many times a worker's silence reached the time to live in this stage.
    pub deaths: u64,
}

/// What the gaps of some workers come to; those of all shards add up.
#[derive(Clone, Debug, Default)]
pub struct GapTally {
    /// By stage.
    pub stages: Vec<StageGaps>,
    /// Workers that were presumed dead at least once.
    pub presumed_dead: u64,
}

/// Watches a range of workers.
///
/// A gap is counted in the stage in which it ended, a death in the stage in which the worker's
/// silence reached the time to live. All moments are since the run began.
#[derive(Clone, Debug)]
pub struct Gaps {
    first: u32,
    /// Per worker: a millisecond after its last acknowledged beat, and the flag.
    last: Vec<u32>,
    ttl: Duration,
    stage_ends: Vec<Duration>,
    tally: GapTally,
}

impl Gaps {
    /// Watches `workers`, presumed dead when silent for longer than `ttl`; the stages end at
    /// `stage_ends`, and the last one takes what comes after it.
    pub fn new(workers: Range<u32>, ttl: Duration, stage_ends: &[Duration]) -> Self {
        let stages = stage_ends.len().max(1);
        let tally = GapTally { stages: vec![StageGaps::default(); stages], presumed_dead: 0 };
        Self {
            first: workers.start,
            last: vec![ABSENT; workers.len()],
            ttl,
            stage_ends: stage_ends.to_vec(),
            tally,
        }
    }

    /// The target acknowledged a sign of life of `worker` (its entry, or a beat) at `at`.
    pub fn acknowledged(&mut self, worker: u32, at: Duration) {
        let Some(slot) = self.slot(worker) else {
            return;
        };
        let before = self.last[slot];
        let flag = before & PRESUMED_DEAD;
        self.last[slot] = flag | stamp(at);
        if before & !PRESUMED_DEAD != ABSENT {
            self.end_gap(slot, moment(before), at);
        }
    }

    /// `worker` owes no more beats: it took leave, or the scenario let it crash.
    pub fn left(&mut self, worker: u32) {
        if let Some(slot) = self.slot(worker) {
            self.last[slot] &= PRESUMED_DEAD;
        }
    }

    /// How many of these workers have been silent for longer than the time to live at `now`.
    pub fn silent(&self, now: Duration) -> usize {
        let is_silent = |last: &&u32| {
            **last & !PRESUMED_DEAD != ABSENT && now.saturating_sub(moment(**last)) > self.ttl
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
            if last & !PRESUMED_DEAD != ABSENT && silent {
                self.end_gap(slot, moment(last), at);
            }
        }
        self.tally
    }

    fn end_gap(&mut self, slot: usize, from: Duration, to: Duration) {
        // Both ends are cut to the millisecond: one alone would make the gap longer.
        let to = moment(stamp(to));
        let gap = to.saturating_sub(from);
        let stage = self.stage_at(to);
        self.tally.stages[stage].gaps.record(gap);
        if gap > self.ttl {
            let stage = self.stage_at(from + self.ttl);
            self.tally.stages[stage].deaths += 1;
            self.tally.presumed_dead += u64::from(self.last[slot] & PRESUMED_DEAD == 0);
            self.last[slot] |= PRESUMED_DEAD;
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

impl GapTally {
    /// Adds what another shard has seen.
    pub fn merge(&mut self, other: &Self) {
        self.presumed_dead += other.presumed_dead;
        if self.stages.len() < other.stages.len() {
            self.stages.resize_with(other.stages.len(), StageGaps::default);
        }
        for (ours, theirs) in self.stages.iter_mut().zip(&other.stages) {
            ours.gaps.merge(&theirs.gaps);
            ours.deaths += theirs.deaths;
        }
    }
}

impl Default for StageGaps {
    fn default() -> Self {
        Self { gaps: Histogram::up_to(LONGEST_GAP), deaths: 0 }
    }
}

fn stamp(at: Duration) -> u32 {
    let ms = u32::try_from(at.as_millis()).unwrap_or(u32::MAX);
    ms.saturating_add(1).min(PRESUMED_DEAD - 1)
}

fn moment(stamp: u32) -> Duration {
    let ms = (stamp & !PRESUMED_DEAD).saturating_sub(1);
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
            gaps.acknowledged(10, s(at));
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
        gaps.acknowledged(10, s(5));
        gaps.acknowledged(10, s(150));
        let tally = gaps.close(s(151));
        assert_eq!((tally.stages[0].deaths, tally.stages[1].deaths), (1, 0));
        assert_eq!((tally.stages[0].gaps.len(), tally.stages[1].gaps.len()), (0, 1));
    }

    #[test]
    fn a_worker_that_died_twice_is_one_worker() {
        let mut gaps = gaps();
        for at in [0, 95, 195] {
            gaps.acknowledged(10, s(at));
        }
        let tally = gaps.close(s(196));
        let deaths: u64 = tally.stages.iter().map(|stage| stage.deaths).sum();
        assert_eq!((deaths, tally.presumed_dead), (2, 1));
    }

    #[test]
    fn silence_to_the_end_is_a_death_and_leave_is_none() {
        let mut gaps = gaps();
        for worker in 10..13 {
            gaps.acknowledged(worker, s(1));
        }
        gaps.acknowledged(11, s(150));
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
        gaps.acknowledged(10, s(1));
        gaps.left(10);
        gaps.acknowledged(10, s(180));
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
                gaps.acknowledged(worker, s(at));
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
    fn a_gap_of_exactly_the_time_to_live_is_no_death() {
        let mut gaps = gaps();
        let offset = Duration::from_micros(700);
        gaps.acknowledged(10, s(1) + offset);
        gaps.acknowledged(10, s(91) + offset);
        let tally = gaps.close(s(181) + offset);
        assert_eq!(tally.presumed_dead, 0);
        assert_eq!(tally.stages[0].gaps.max(), Some(s(90)));
    }

    #[test]
    fn a_worker_costs_four_bytes() {
        let gaps = Gaps::new(0..100_000, s(90), &[]);
        assert_eq!(size_of_val(&gaps.last[..]), 400_000);
    }
}
