//! What counting a sample costs: prints figures, judges nothing. `cargo bench --bench recorder`

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints its figures, and stops where it cannot measure"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use cp_harness::load::{Clock, LoadOutcome, Recorder, Sample, Timing};
use hdrhistogram::Histogram;

const SAMPLES: u32 = 4_000_000;
const RUNS: usize = 7;

fn main() {
    let samples = samples();
    println!("{:<44}{:>10}{:>10}", "ns per sample", "min", "median");
    let mut plain = Histogram::<u64>::new_with_max(60_000_000, 3).unwrap();
    row("hdrhistogram, one record", || {
        for index in 0..SAMPLES {
            let sample = &samples[index as usize % samples.len()];
            let micros = sample.timing.done.saturating_sub(sample.timing.sent).as_micros();
            plain.record(u64::try_from(black_box(micros)).unwrap()).unwrap();
        }
    });
    let mut recorder = Recorder::new(5, 3);
    row("Recorder::record, five clocks", || {
        for index in 0..SAMPLES {
            recorder.record(black_box(&samples[index as usize % samples.len()]));
        }
    });
    let label = "bytes of counters for this kind of sample";
    println!("{label:<44}{:>20}", recorder.counters_bytes());
    interval(&recorder, &samples);
}

/// What the end of a second costs: merge into the run, and clear for the next.
fn interval(run: &Recorder, samples: &[Sample]) {
    let mut run = run.clone();
    let mut interval = Recorder::new(5, 3);
    let mut times: Vec<Duration> = (0..200)
        .map(|_| {
            for sample in samples {
                interval.record(sample);
            }
            let started = Instant::now();
            run.merge(&interval);
            interval.clear();
            started.elapsed()
        })
        .collect();
    times.sort();
    let median = format!("{:?}", times[times.len() / 2]);
    println!("{:<44}{median:>20}", "merge and clear of an interval");
    black_box(run.histogram(0, 0, LoadOutcome::Ok, Clock::Service));
}

/// Answers between 0.2 and 20 ms, as a fleet sees them.
fn samples() -> Vec<Sample> {
    (0..4_096_u64)
        .map(|index| {
            let intended = Duration::from_millis(index);
            let sent = intended + Duration::from_micros(50 + index * 37 % 900);
            let service = Duration::from_micros(200 + index * index * 31 % 19_800);
            Sample {
                stage: 2,
                operation: 1,
                outcome: LoadOutcome::Ok,
                timing: Timing { intended, sent, done: sent + service, ..Timing::default() },
            }
        })
        .collect()
}

fn row(label: &str, mut action: impl FnMut()) {
    action();
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            action();
            started.elapsed().as_secs_f64() * 1e9 / f64::from(SAMPLES)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{label:<44}{:>10.1}{:>10.1}", times[0], times[RUNS / 2]);
}
