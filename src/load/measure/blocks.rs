//! Blocks: equal parts of a stage, kept apart so that a run shows how much it varies within itself.
//!
//! Fed with what each tick brought, not with samples, so that sending is not slowed down. A block
//! that is over is kept compressed (some 2 kB for each clock), and there are at most
//! [`BLOCKS`] of a stage: memory is bounded, however long the run.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::load::{Clock, OperationSummary};
use crate::stats::{Histogram, Quantile};

/// The most blocks of a stage.
pub const BLOCKS: u32 = 30;

/// The blocks of a run.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    stages: Vec<StageBlocks>,
}

/// The blocks of a stage.
#[derive(Clone, Debug, Default)]
struct StageBlocks {
    begin: Duration,
    end: Duration,
    length: Duration,
    operations: BTreeMap<String, Vec<Block>>,
    silence: Vec<Kept>,
}

/// What the requests of an operation came to in a block.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Requests that were over.
    pub ended: u64,
    /// Welcome answers.
    pub ok: u64,
    /// Requests that ended with neither a welcome answer nor a 429.
    pub errors: u64,
    /// Answers judged by the documents.
    pub judged: u64,
    /// Requirements of the documents that those answers broke.
    pub violations: u64,
    service: Kept,
    response: Kept,
}

/// Durations, compressed once no more are expected.
#[derive(Clone, Debug)]
enum Kept {
    Open(Histogram),
    Closed(String),
}

impl Blocks {
    /// For stages that are planned to last so long, one after the other.
    pub fn new(planned: &[Duration]) -> Self {
        let mut begin = Duration::ZERO;
        let stages = planned.iter().map(|duration| {
            let end = begin + *duration;
            // A tick comes each second: no block is shorter.
            let seconds = duration.as_secs_f64() / f64::from(BLOCKS);
            let length = Duration::from_secs_f64(seconds.ceil().max(1.0));
            let stage = StageBlocks { begin, end, length, ..StageBlocks::default() };
            begin = end;
            stage
        });
        Self { stages: stages.collect() }
    }

    /// Adds what the time from `from` to `to` brought to an operation in a stage, by its position.
    pub fn add(
        &mut self,
        stage: usize,
        operation: &str,
        time: (Duration, Duration),
        of: &OperationSummary,
    ) {
        let Some(stage) = self.stages.get_mut(stage) else { return };
        let at = stage.block_at(time);
        let blocks = stage.operations.entry(operation.to_owned()).or_default();
        if blocks.len() <= at {
            blocks.resize_with(at + 1, Block::default);
        }
        blocks[at].add(of);
    }

    /// Adds silences of workers that ended in this time.
    pub fn add_silence(&mut self, stage: usize, time: (Duration, Duration), ended: &Histogram) {
        let Some(stage) = self.stages.get_mut(stage) else { return };
        let at = stage.block_at(time);
        if stage.silence.len() <= at {
            stage.silence.resize_with(at + 1, Kept::default);
        }
        stage.silence[at].merge(ended);
    }

    /// Compresses the blocks that are over at `now`.
    pub fn close(&mut self, now: Duration) {
        for stage in &mut self.stages {
            let at = stage.block_at((now, now));
            let open = if now >= stage.end + stage.length { usize::MAX } else { at };
            for blocks in stage.operations.values_mut() {
                for block in blocks.iter_mut().take(open) {
                    block.service.close();
                    block.response.close();
                }
            }
            stage.silence.iter_mut().take(open).for_each(Kept::close);
        }
    }

    /// How long a block of a stage is; `None` for a stage that the run has not.
    pub fn length(&self, stage: usize) -> Option<Duration> {
        self.stages.get(stage).map(|stage| stage.length)
    }

    /// The blocks of an operation in a stage, in their order.
    pub fn of(&self, stage: usize, operation: &str) -> &[Block] {
        let stage = self.stages.get(stage);
        stage.and_then(|stage| stage.operations.get(operation)).map_or(&[], Vec::as_slice)
    }

    /// For each block of a stage, how many silences were beyond each of `limits`, and of how many.
    pub fn silence(&self, stage: usize, limits: &[Duration]) -> Vec<(Vec<u64>, u64)> {
        let blocks = self.stages.get(stage).map_or(&[][..], |stage| stage.silence.as_slice());
        blocks.iter().map(|kept| kept.beyond(limits)).collect()
    }
}

impl StageBlocks {
    /// The block that the middle of a time lies in; what comes after the stage belongs to its last.
    fn block_at(&self, (from, to): (Duration, Duration)) -> usize {
        let index = |at: Duration| {
            let seconds = at.saturating_sub(self.begin).as_secs_f64();
            seconds / self.length.as_secs_f64().max(f64::MIN_POSITIVE)
        };
        let last = (index(self.end).ceil() - 1.0).max(0.0);
        position(index(from + (to.saturating_sub(from)) / 2).min(last))
    }
}

/// A position among at most [`BLOCKS`].
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and the number of blocks"
)]
fn position(index: f64) -> usize {
    index.clamp(0.0, f64::from(BLOCKS)) as usize
}

impl Block {
    /// Adds what requests came to.
    pub(in crate::load) fn add(&mut self, of: &OperationSummary) {
        self.ended += of.ended();
        self.ok += of.welcome();
        self.errors += of.errors();
        self.judged += of.tally.judged;
        self.violations += of.tally.violations;
        self.service.merge(of.clock(Clock::Service));
        self.response.merge(of.clock(Clock::Response));
    }

    /// The durations on a clock; empty for one that has no blocks.
    pub fn histogram(&self, clock: Clock) -> Histogram {
        match clock {
            Clock::Service => self.service.histogram(),
            Clock::Response => self.response.histogram(),
            Clock::Lag | Clock::Blocked | Clock::Queued | Clock::Late | Clock::Net => {
                Histogram::new()
            }
        }
    }

    /// How many durations were beyond each of `limits`, and of how many; `None` for a clock that
    /// has no blocks.
    pub fn beyond(&self, clock: Clock, limits: &[Duration]) -> Option<(Vec<u64>, u64)> {
        match clock {
            Clock::Service => Some(self.service.beyond(limits)),
            Clock::Response => Some(self.response.beyond(limits)),
            Clock::Lag | Clock::Blocked | Clock::Queued | Clock::Late | Clock::Net => None,
        }
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self::Open(Histogram::new())
    }
}

impl Kept {
    fn merge(&mut self, more: &Histogram) {
        if more.is_empty() {
            return;
        }
        if let Self::Closed(text) = self {
            *self = Self::Open(Histogram::decode(text).unwrap_or_default());
        }
        if let Self::Open(histogram) = self {
            histogram.merge(more);
        }
    }

    fn close(&mut self) {
        if let Self::Open(histogram) = self
            && let Some(text) = histogram.encode()
        {
            *self = Self::Closed(text);
        }
    }

    fn histogram(&self) -> Histogram {
        match self {
            Self::Open(histogram) => histogram.clone(),
            Self::Closed(text) => Histogram::decode(text).unwrap_or_default(),
        }
    }

    fn beyond(&self, limits: &[Duration]) -> (Vec<u64>, u64) {
        let count = |histogram: &Histogram| {
            let beyond = limits.iter().map(|limit| histogram.above(*limit)).collect();
            (beyond, histogram.len())
        };
        match self {
            Self::Open(histogram) => count(histogram),
            Self::Closed(text) => count(&Histogram::decode(text).unwrap_or_default()),
        }
    }
}

/// The quantiles whose blocks a report keeps: those that are compared.
pub const COMPARED: [Quantile; 4] = [Quantile::P50, Quantile::P90, Quantile::P99, Quantile::P999];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{LoadOutcome, Recorder, Sample, Timing};

    fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// Requests of one tick, each so long.
    fn requests(count: u64, service: Duration) -> OperationSummary {
        let mut recorder = Recorder::new(1, 1);
        for _ in 0..count {
            recorder.record(&Sample {
                stage: 0,
                operation: 0,
                outcome: LoadOutcome::Ok,
                timing: Timing {
                    intended: Duration::ZERO,
                    sent: Duration::ZERO,
                    done: service,
                    ..Timing::default()
                },
            });
        }
        let stage = crate::load::StageRun { name: "s".into(), duration: s(1), steady: true };
        let names = ["beat".to_owned()];
        let gaps = crate::load::GapTally::default();
        let summary = crate::load::LoadSummary::new(&[stage], &names, &recorder, &gaps);
        summary.operation("beat").unwrap()
    }

    #[test]
    fn a_block_is_a_second_or_a_thirtieth_of_the_stage() {
        let blocks = Blocks::new(&[s(2), s(20), s(600)]);
        let lengths: Vec<_> = (0..4).map(|stage| blocks.length(stage)).collect();
        assert_eq!(lengths, [Some(s(1)), Some(s(1)), Some(s(20)), None]);
    }

    #[test]
    fn what_a_tick_brought_stands_in_the_block_of_its_middle_and_latecomers_in_the_last() {
        let mut blocks = Blocks::new(&[s(2), s(4)]);
        let ms = Duration::from_millis;
        for (from, to) in
            [(2_000, 3_001), (3_001, 4_003), (4_003, 5_004), (5_004, 6_005), (6_005, 9_000)]
        {
            blocks.add(1, "beat", (ms(from), ms(to)), &requests(10, ms(5)));
        }
        let ended: Vec<u64> = blocks.of(1, "beat").iter().map(|block| block.ended).collect();
        assert_eq!(ended, [10, 10, 10, 20]);
        assert!(blocks.of(0, "beat").is_empty() && blocks.of(9, "beat").is_empty());
    }

    #[test]
    fn compressed_blocks_count_what_open_ones_count_and_take_latecomers() {
        let mut blocks = Blocks::new(&[s(5)]);
        let ms = Duration::from_millis;
        for second in 0..5 {
            let time = (s(second), s(second + 1));
            blocks.add(0, "beat", time, &requests(90, ms(5)));
            blocks.add(0, "beat", time, &requests(10 * second, ms(50)));
            blocks.add_silence(0, time, requests(3, ms(900)).clock(Clock::Service));
        }
        let seen = |blocks: &Blocks| -> Vec<_> {
            let of = blocks.of(0, "beat").iter();
            of.map(|block| block.beyond(Clock::Service, &[ms(5), ms(60)]).unwrap()).collect()
        };
        let open = seen(&blocks);
        assert_eq!(open[3], (vec![30, 0], 120));
        blocks.close(s(60));
        assert_eq!(seen(&blocks), open);
        assert_eq!(blocks.silence(0, &[ms(800)]), vec![(vec![3], 3); 5]);
        blocks.add(0, "beat", (s(70), s(71)), &requests(1, ms(50)));
        assert_eq!(seen(&blocks)[4], (vec![41, 0], 131));
        assert_eq!(blocks.of(0, "beat")[0].beyond(Clock::Late, &[]), None);
    }
}
