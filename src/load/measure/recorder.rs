//! What the fleet's requests came to, counted as they end: a histogram for each stage, operation,
//! outcome and clock that occurs.
//!
//! A recorder belongs to one thread (or one pack of workers) and takes no lock. Each second its
//! owner swaps it for an empty one; what is handed over is an interval, and the merge of all
//! intervals of all recorders is the run.

use std::collections::BTreeMap;

use crate::load::measure::bucket::{Bucket, Tally};
use crate::load::{Clock, LoadOutcome, Sample};
use crate::stats::Histogram;

const OUTCOMES: usize = LoadOutcome::COUNT;

/// Counts samples. It allocates when a kind of sample is seen for the first time, or one of a new
/// order of magnitude; from then on, never.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    operations: usize,
    tallies: Vec<Tally>,
    buckets: Vec<Option<Box<Bucket>>>,
    stray: u64,
}

impl Recorder {
    /// A recorder for so many stages and operations.
    pub fn new(stages: u16, operations: u16) -> Self {
        let pairs = usize::from(stages) * usize::from(operations);
        Self {
            operations: usize::from(operations),
            tallies: vec![Tally::default(); pairs],
            buckets: vec![None; pairs * OUTCOMES],
            stray: 0,
        }
    }

    /// Counts one sample on all its clocks.
    pub fn record(&mut self, sample: &Sample) {
        let Some(pair) = self.pair(sample.stage, sample.operation) else {
            self.stray += 1;
            return;
        };
        let slot = pair * OUTCOMES + sample.outcome.index();
        let Some(bucket) = self.buckets.get_mut(slot) else {
            self.stray += 1;
            return;
        };
        bucket.get_or_insert_default().record(sample);
    }

    /// The counts that go with no sample, to add to; `None` for a stage or operation that this
    /// recorder has not.
    pub fn tally_mut(&mut self, stage: u16, operation: u16) -> Option<&mut Tally> {
        let pair = self.pair(stage, operation)?;
        self.tallies.get_mut(pair)
    }

    /// Hands over what was counted, and goes on with `empty`, best one that was handed over before
    /// and cleared: its memory serves again.
    #[must_use]
    pub fn swap(&mut self, empty: Self) -> Self {
        std::mem::replace(self, empty)
    }

    /// Forgets what was counted. Memory that served since the last time is kept, the rest is given
    /// back: stages pass.
    pub fn clear(&mut self) {
        self.stray = 0;
        self.tallies.fill(Tally::default());
        for slot in &mut self.buckets {
            match slot {
                Some(bucket) if bucket.count > 0 => bucket.clear(),
                _ => *slot = None,
            }
        }
    }

    /// Adds what `other` has counted. Of a recorder of another shape, what has no place here is
    /// counted as stray.
    pub fn merge(&mut self, other: &Self) {
        self.stray += other.stray;
        for (theirs, tally) in other.tallies.iter().enumerate() {
            let Some(pair) = self.pair_of(theirs, other.operations) else {
                self.stray += other.samples(theirs);
                continue;
            };
            self.tallies[pair].add(tally);
            for outcome in 0..OUTCOMES {
                if let Some(bucket) = &other.buckets[theirs * OUTCOMES + outcome] {
                    self.buckets[pair * OUTCOMES + outcome].get_or_insert_default().merge(bucket);
                }
            }
        }
    }

    /// Stages this recorder has.
    pub fn stages(&self) -> u16 {
        let stages = self.tallies.len().checked_div(self.operations);
        stages.and_then(|stages| u16::try_from(stages).ok()).unwrap_or(0)
    }

    /// Operations this recorder has.
    pub fn operations(&self) -> u16 {
        u16::try_from(self.operations).unwrap_or(u16::MAX)
    }

    /// Samples that named a stage or operation that is none: the harness' own fault, never lost
    /// silently.
    pub fn stray(&self) -> u64 {
        self.stray
    }

    /// The counts of a stage and operation that go with no sample.
    pub fn tally(&self, stage: u16, operation: u16) -> Tally {
        let tally = self.pair(stage, operation).map(|pair| self.tallies[pair]);
        tally.unwrap_or_default()
    }

    /// How many samples ended so, by [`LoadOutcome::index`].
    pub fn outcomes(&self, stage: u16, operation: u16) -> [u64; OUTCOMES] {
        let mut counts = [0; OUTCOMES];
        for (index, count) in counts.iter_mut().enumerate() {
            *count = self.bucket(stage, operation, index).map_or(0, |bucket| bucket.count);
        }
        counts
    }

    /// The histogram of one stage, operation, outcome and clock; `None` where there is no sample.
    pub fn histogram(
        &self,
        stage: u16,
        operation: u16,
        outcome: LoadOutcome,
        clock: Clock,
    ) -> Option<&Histogram> {
        let bucket = self.bucket(stage, operation, outcome.index())?;
        Some(&bucket.clocks[clock as usize])
    }

    /// Answers that were neither a success nor a 429, by status.
    pub fn statuses(&self, stage: u16, operation: u16) -> BTreeMap<u16, u64> {
        let mut statuses = BTreeMap::new();
        let buckets = (0..OUTCOMES).filter_map(|outcome| self.bucket(stage, operation, outcome));
        for (status, count) in buckets.flat_map(|bucket| &bucket.statuses) {
            if *count > 0 {
                *statuses.entry(*status).or_default() += count;
            }
        }
        statuses
    }

    /// The memory held for counters, in bytes.
    pub fn counters_bytes(&self) -> usize {
        let buckets = self.buckets.iter().flatten();
        buckets.flat_map(|bucket| &bucket.clocks).map(Histogram::counters_bytes).sum()
    }

    fn pair(&self, stage: u16, operation: u16) -> Option<usize> {
        let pair = usize::from(stage) * self.operations + usize::from(operation);
        (usize::from(operation) < self.operations && pair < self.tallies.len()).then_some(pair)
    }

    /// The place here of a pair in a recorder of so many operations.
    fn pair_of(&self, pair: usize, operations: usize) -> Option<usize> {
        let stage = u16::try_from(pair.checked_div(operations)?).ok()?;
        let operation = u16::try_from(pair.checked_rem(operations)?).ok()?;
        self.pair(stage, operation)
    }

    fn bucket(&self, stage: u16, operation: u16, outcome: usize) -> Option<&Bucket> {
        let pair = self.pair(stage, operation)?;
        self.buckets.get(pair * OUTCOMES + outcome)?.as_deref()
    }

    /// Samples of a pair, by its place.
    fn samples(&self, pair: usize) -> u64 {
        let buckets = &self.buckets[pair * OUTCOMES..(pair + 1) * OUTCOMES];
        buckets.iter().flatten().map(|bucket| bucket.count).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::load::FailureCause;
    use crate::load::Timing;

    const STAGES: u16 = 3;
    const OPERATIONS: u16 = 2;

    fn sample(stage: u16, operation: u16, outcome: LoadOutcome, service_us: u64) -> Sample {
        let sent = Duration::from_micros(1_500);
        Sample {
            stage,
            operation,
            outcome,
            timing: Timing {
                intended: Duration::from_millis(1),
                sent,
                done: sent + Duration::from_micros(service_us),
                ..Timing::default()
            },
        }
    }

    fn of(samples: &[Sample]) -> Recorder {
        let mut recorder = Recorder::new(STAGES, OPERATIONS);
        for sample in samples {
            recorder.record(sample);
            if let Some(tally) = recorder.tally_mut(sample.stage, sample.operation) {
                tally.sent += 1;
            }
        }
        recorder
    }

    fn outcome() -> impl Strategy<Value = LoadOutcome> {
        prop_oneof![
            Just(LoadOutcome::Ok),
            Just(LoadOutcome::Throttled),
            (400_u16..500).prop_map(LoadOutcome::ClientError),
            (500_u16..600).prop_map(LoadOutcome::ServerError),
            (200_u16..400).prop_map(LoadOutcome::Undeclared),
            Just(LoadOutcome::Failed(FailureCause::FirstByteTimeout)),
        ]
    }

    fn samples() -> impl Strategy<Value = Vec<Sample>> {
        let one = (0..STAGES + 1, 0..OPERATIONS + 1, outcome(), 0_u64..70_000_000)
            .prop_map(|(stage, operation, outcome, us)| sample(stage, operation, outcome, us));
        prop::collection::vec(one, 0..60)
    }

    /// Everything a recorder holds, as text.
    fn describe(recorder: &Recorder) -> String {
        let mut described = format!("stray {}\n", recorder.stray());
        for (stage, operation) in (0..STAGES).flat_map(|s| (0..OPERATIONS).map(move |o| (s, o))) {
            let tally = recorder.tally(stage, operation);
            let outcomes = recorder.outcomes(stage, operation);
            let statuses = recorder.statuses(stage, operation);
            let _ = writeln!(described, "{stage} {operation} {tally:?} {outcomes:?} {statuses:?}");
            for clock in Clock::ALL {
                for outcome in LoadOutcome::ALL {
                    let found = recorder.histogram(stage, operation, outcome, clock);
                    let found = found.filter(|histogram| !histogram.is_empty());
                    let counts = found.map(|histogram| histogram.iter().collect::<Vec<_>>());
                    let _ = writeln!(described, "{clock} {counts:?}");
                }
            }
        }
        described
    }

    proptest! {
        #[test]
        fn the_merge_of_parts_is_the_whole(samples in samples(), cuts in (0_usize..60, 0_usize..60)) {
            let first = cuts.0.min(samples.len());
            let second = first + cuts.1.min(samples.len() - first);
            let mut merged = of(&samples[..first]);
            merged.merge(&of(&samples[first..second]));
            merged.merge(&of(&samples[second..]));
            prop_assert_eq!(describe(&merged), describe(&of(&samples)));
        }

        #[test]
        fn intervals_swapped_out_of_reused_memory_add_up_to_the_whole(samples in samples()) {
            let mut recorder = Recorder::new(STAGES, OPERATIONS);
            let mut spare = Recorder::new(STAGES, OPERATIONS);
            let mut run = Recorder::new(STAGES, OPERATIONS);
            for second in samples.chunks(7) {
                for sample in second {
                    recorder.record(sample);
                    if let Some(tally) = recorder.tally_mut(sample.stage, sample.operation) {
                        tally.sent += 1;
                    }
                }
                let mut interval = recorder.swap(spare);
                run.merge(&interval);
                interval.clear();
                spare = interval;
            }
            prop_assert_eq!(describe(&run), describe(&of(&samples)));
        }
    }

    #[test]
    fn a_stage_or_operation_that_is_none_is_stray_and_never_lost() {
        let recorder = of(&[
            sample(STAGES, 0, LoadOutcome::Ok, 1),
            sample(0, OPERATIONS, LoadOutcome::Ok, 1),
            sample(u16::MAX, u16::MAX, LoadOutcome::Ok, 1),
        ]);
        assert_eq!(recorder.stray(), 3);
        let mut small = Recorder::new(1, 1);
        small.merge(&of(&[sample(2, 1, LoadOutcome::Ok, 1), sample(0, 0, LoadOutcome::Ok, 1)]));
        assert_eq!((small.stray(), small.outcomes(0, 0)[0]), (1, 1));
    }

    #[test]
    fn statuses_are_distinguished() {
        let recorder = of(&[
            sample(0, 0, LoadOutcome::ClientError(422), 1),
            sample(0, 0, LoadOutcome::ClientError(422), 1),
            sample(0, 0, LoadOutcome::ServerError(503), 1),
            sample(0, 0, LoadOutcome::Undeclared(302), 1),
            sample(0, 0, LoadOutcome::Undeclared(202), 1),
            sample(0, 0, LoadOutcome::Ok, 1),
        ]);
        let statuses: Vec<_> = recorder.statuses(0, 0).into_iter().collect();
        assert_eq!(statuses, [(202, 1), (302, 1), (422, 2), (503, 1)]);
    }

    #[test]
    fn memory_is_held_for_what_occurs_and_given_back_when_it_no_longer_does() {
        let mut recorder = Recorder::new(STAGES, OPERATIONS);
        assert_eq!(recorder.counters_bytes(), 0);
        recorder.record(&sample(0, 0, LoadOutcome::Ok, 900));
        let bytes = recorder.counters_bytes();
        assert!(bytes > 0 && bytes < 200_000, "{bytes}");
        recorder.clear();
        assert_eq!(recorder.counters_bytes(), bytes);
        recorder.clear();
        assert_eq!(recorder.counters_bytes(), 0);
    }
}
