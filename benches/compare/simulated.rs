//! Simulated runs: noise that is correlated from second to second, stalls, outliers, errors.

use std::time::Duration;

use cp_harness::event::Ending;
use cp_harness::load::{
    Blocks, FleetProfile, GapTally, LoadOutcome, LoadSummary, OperationSummary, Overrides,
    Recorder, Sample, Scenario, StageRun, Timing,
};
use cp_harness::report::load::{LoadContext, LoadReport};

use crate::{Count, Named};

const SECONDS: u16 = 20;
const REQUESTS: u32 = 200;
const OPERATIONS: [&str; 2] = ["worker_heartbeat", "register_worker"];
const SERVICE_MS: f64 = 20.0;
/// How much of its deviation a second hands on to the next.
const CORRELATION: f64 = 0.7;
/// The standard deviation of a second's level, as a share.
const SECOND_DEVIATION: f64 = 0.02;
/// The same of a whole run: what a restart changes.
const RUN_DEVIATION: f64 = 0.005;
/// The share of seconds with a stall, and of single requests that take long.
const STALLS: f64 = 0.04;
const LONG: f64 = 0.003;

/// Numbers that look random: xorshift, and the sum of twelve for a normal one.
struct Draw(u64);

impl Draw {
    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        f64::from(u32::try_from(self.0 >> 32).unwrap()) / f64::from(u32::MAX)
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// Counts pairs without a change, pairs with a tenth more, and three baselines against one.
pub(crate) fn measure(pairs: u32) {
    let scenario = Scenario::shipped("smoke").unwrap().unwrap();
    let profile = scenario.resolve(&Overrides::default()).unwrap().profile;
    let (mut same, mut slower, mut three) = (Count::default(), Count::default(), Count::default());
    for pair in 0..u64::from(pairs) {
        let seed = pair * 8;
        let run = |at: u64, factor: f64| named(&profile, seed + at + 1, factor);
        let (before, after) = ([run(0, 1.0)], [run(1, 1.0)]);
        same.add(&before, &after, pairs <= 1_000);
        slower.add(&before, &[run(2, 1.1)], false);
        three.add(&[run(3, 1.0), run(4, 1.0), run(5, 1.0)], &after, false);
    }
    same.print("simulated, unchanged");
    three.print("simulated, unchanged, three baselines");
    slower.print("simulated, a tenth slower");
}

fn named(profile: &FleetProfile, seed: u64, factor: f64) -> Named {
    let mut draw = Draw(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    (0..8).for_each(|_| {
        draw.uniform();
    });
    let duration = Duration::from_secs(SECONDS.into());
    let names = OPERATIONS.map(str::to_owned);
    let mut whole = Recorder::new(1, 2);
    let mut blocks = Blocks::new(&[duration]);
    let level = factor * (1.0 + RUN_DEVIATION * draw.normal());
    let mut drift = SECOND_DEVIATION * draw.normal();
    for second in 0..u64::from(SECONDS) {
        let fresh = (1.0 - CORRELATION * CORRELATION).sqrt() * SECOND_DEVIATION;
        drift = CORRELATION * drift + fresh * draw.normal();
        let begin = Duration::from_secs(second);
        let interval = interval(&mut draw, level * (1.0 + drift), begin);
        for (name, operation) in (0..).zip(&names).map(|(at, name)| (name, of(&interval, at))) {
            blocks.add(0, name, (begin, begin + Duration::from_secs(1)), &operation);
        }
        whole.merge(&interval);
    }
    let stage = StageRun { name: "steady".to_owned(), duration, steady: true };
    let mut summary = LoadSummary::new(&[stage], &names, &whole, &GapTally::default());
    summary.blocks = blocks;
    let context = LoadContext {
        target: "http://simulated.invalid/".to_owned(),
        shares_machine: true,
        ..LoadContext::default()
    };
    let report = LoadReport::new(profile, &summary, &[], &Ending::Complete, &context, duration);
    (format!("run {seed}"), report)
}

fn of(interval: &Recorder, operation: u16) -> OperationSummary {
    let names = OPERATIONS.map(str::to_owned);
    let stage = StageRun { name: String::new(), duration: Duration::from_secs(1), steady: true };
    let summary = LoadSummary::new(&[stage], &names, interval, &GapTally::default());
    summary.operation(OPERATIONS[usize::from(operation)]).unwrap_or_default()
}

/// What a second brings.
fn interval(draw: &mut Draw, level: f64, begin: Duration) -> Recorder {
    let mut recorder = Recorder::new(1, 2);
    let stall = if draw.uniform() < STALLS { 1.0 + 4.0 * draw.uniform() } else { 1.0 };
    let lateness = 0.2 * draw.uniform() * stall;
    for operation in 0..2 {
        for request in 0..REQUESTS {
            let is_stalled = draw.uniform() < 0.5;
            let mut service = SERVICE_MS * level - 0.4 * draw.uniform().max(1e-9).ln();
            service *= if is_stalled { stall } else { 1.0 };
            service *= if draw.uniform() < LONG { 2.0 + 8.0 * draw.uniform() } else { 1.0 };
            let is_error = stall > 4.0 && draw.uniform() < 0.02;
            let intended = begin + Duration::from_micros(u64::from(request) * 4_000);
            let sent = intended + Duration::from_secs_f64(lateness * draw.uniform() / 1e3);
            recorder.record(&Sample {
                stage: 0,
                operation,
                outcome: if is_error { LoadOutcome::ServerError(503) } else { LoadOutcome::Ok },
                timing: Timing {
                    intended,
                    sent,
                    done: sent + Duration::from_secs_f64(service / 1e3),
                    ..Timing::default()
                },
            });
            if let Some(tally) = recorder.tally_mut(0, operation) {
                tally.due += 1;
                tally.sent += 1;
                tally.judged += 1;
            }
        }
    }
    recorder
}
