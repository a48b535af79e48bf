//! How often `gate` is wrong over many nights: prints figures, judges nothing. `cargo bench --bench gate`
//!
//! Simulated nights of six figures, with noise within and between runs and an outlier in one run in
//! twenty, which takes 1.2 to 2 times as long. First nothing changes over a thousand nights, several
//! times over; then all figures become 5% slower after thirty nights, and the nights until that is
//! found are counted; then the same change is measured beside the old target (a duet).

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints its figures, and stops where it cannot measure"
)]

use cp_harness::report::compare::{Band, Figure, Tolerance};
use cp_harness::report::gate::{
    Baseline, FigureRecord, FigureStanding, GateContext, GateFindings, GateGround, GateReport,
    History, HistoryLine, MeasuredFigure, PhaseKind, PhaseRecord, PhaseStanding, is_in_doubt,
    judge_figures,
};
use cp_harness::stats::Estimate;
use cp_harness::stats::batches::Spread;

/// Figures of a night.
const FIGURES: usize = 6;

/// Nights of a series.
const NIGHTS: usize = 1_000;

/// Series without a change.
const SERIES: u64 = 5;

/// Series with one.
const CHANGED: u64 = 200;

/// The night from which on everything is slower, and by what.
const CHANGE: (usize, f64) = (30, 1.05);

/// The standard deviation of a run within itself and from run to run, as shares.
const NOISE: (f64, f64) = (0.005, 0.02);

/// How many runs are outliers.
const OUTLIERS: f64 = 0.05;

/// The noise of a duet's round that both sides do not share, and what a round of its own adds.
const DUET: (f64, f64) = (0.005, 0.01);

/// Runs of a figure in a night at most, as the gate has it.
const MOST_RUNS: usize = 6;

const MACHINE: &str = "simulated";

/// Numbers that look random: xorshift64*.
struct Random(u64);

impl Random {
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().max(1e-300).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// The time of a run in milliseconds.
    fn run(&mut self, time: f64) -> f64 {
        let outlier = if self.uniform() < OUTLIERS { 1.2 + 0.8 * self.uniform() } else { 1.0 };
        let (within, between) = NOISE;
        time * outlier * (within.hypot(between) * self.normal()).exp()
    }
}

fn figure(at: usize, runs: &[f64], rounds: Vec<Spread>) -> MeasuredFigure {
    let mut sorted = runs.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let observed = sorted[(sorted.len() - 1) / 2];
    let reach = 2.75 * NOISE.0;
    let band = Band {
        observed,
        low: Some(sorted[0] * (-reach).exp()),
        high: Some(sorted[sorted.len() - 1] * reach.exp()),
        samples: 1_000,
    };
    let spread = |time: &f64| Spread { mean: time.ln(), error: NOISE.0, freedom: 30.0 };
    MeasuredFigure {
        scenario: "simulated".to_owned(),
        stage: Some("hold".to_owned()),
        operation: Some(format!("operation_{at}")),
        measure: "service p50".to_owned(),
        unit: Figure::Milliseconds,
        load: "load".to_owned(),
        band,
        estimates: runs.iter().map(|time| Estimate::mean(spread(time))).collect(),
        between_runs: 0.01,
        rounds,
    }
}

/// A gate over its nights.
struct Gate {
    random: Random,
    history: History,
    baseline: Option<Baseline>,
    tolerance: Tolerance,
}

impl Gate {
    fn new(seed: u64) -> Self {
        Self {
            random: Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            history: History::default(),
            baseline: None,
            tolerance: Tolerance { share: 0.03, least_ms: 0.1 },
        }
    }

    /// A night in which a request takes `time`, with its number; the figures, and how many runs it took.
    fn night(&mut self, number: usize, time: f64) -> (Vec<FigureRecord>, usize) {
        let now = format!("night-{number:05}");
        let mut runs: Vec<Vec<f64>> = (0..FIGURES).map(|_| vec![self.random.run(time)]).collect();
        // The baseline rests on three runs.
        while self.baseline.is_none() && runs[0].len() < 3 {
            self.again(&mut runs, time);
        }
        let mut records = self.judge(&runs, &now);
        while is_in_doubt(&records) && runs[0].len() < MOST_RUNS {
            self.again(&mut runs, time);
            records = self.judge(&runs, &now);
        }
        let report = report(records.clone(), now);
        if self.baseline.is_none() {
            self.baseline = Some(Baseline::of(&report));
        }
        self.history.nights.push(HistoryLine::of(&report, "folder"));
        if self.history.nights.len() > 100 {
            self.history.nights.remove(0);
        }
        (records, runs[0].len())
    }

    fn again(&mut self, runs: &mut [Vec<f64>], time: f64) {
        for runs in runs {
            runs.push(self.random.run(time));
        }
    }

    fn judge(&self, runs: &[Vec<f64>], now: &str) -> Vec<FigureRecord> {
        let figures = runs.iter().enumerate().map(|(at, runs)| figure(at, runs, Vec::new()));
        let ground = GateGround {
            baseline: self.baseline.as_ref(),
            history: &self.history,
            machine: MACHINE,
            now,
            tolerance: self.tolerance,
        };
        judge_figures(&figures.collect::<Vec<_>>(), &ground)
    }
}

fn report(figures: Vec<FigureRecord>, now: String) -> GateReport {
    let context = GateContext {
        started_at: Some(now),
        machine: MACHINE.to_owned(),
        ..GateContext::default()
    };
    let load = PhaseRecord::new(PhaseKind::Load, "load simulated", PhaseStanding::Passed, "");
    let findings = GateFindings { phases: vec![load], figures, ..GateFindings::default() };
    GateReport::new(context, findings, 0.0)
}

fn has(records: &[FigureRecord], standing: FigureStanding) -> bool {
    records.iter().any(|record| record.standing == standing)
}

fn main() {
    let (mut blamed, mut praised, mut undecided, mut runs) = (Vec::new(), 0, 0, 0);
    for seed in 0..SERIES {
        let mut gate = Gate::new(seed + 1);
        let mut wrong = 0;
        for number in 0..NIGHTS {
            let (records, taken) = gate.night(number, 100.0);
            wrong += usize::from(has(&records, FigureStanding::Worse));
            praised += usize::from(has(&records, FigureStanding::Better));
            undecided += usize::from(has(&records, FigureStanding::Undecided));
            runs += taken;
        }
        blamed.push(wrong);
    }
    let nights = NIGHTS * usize::try_from(SERIES).unwrap();
    println!("unchanged target, {NIGHTS} nights, {SERIES} series, {FIGURES} figures:");
    println!("  nights that blame it, by series   {blamed:?}");
    println!("  nights that call it better        {praised} of {nights}");
    println!("  nights left undecided             {undecided} of {nights}");
    println!("  runs in all                       {runs} of {nights} nights");

    let mut waited = Vec::new();
    for seed in 0..CHANGED {
        let mut gate = Gate::new(1_000 + seed);
        let found = (0..CHANGE.0 + 30).find(|number| {
            let time = if *number < CHANGE.0 { 100.0 } else { 100.0 * CHANGE.1 };
            let (records, _) = gate.night(*number, time);
            *number >= CHANGE.0 && has(&records, FigureStanding::Worse)
        });
        waited.push(found.map_or(usize::MAX, |night| night - CHANGE.0 + 1));
    }
    println!("5% slower from night {} on, {CHANGED} series:", CHANGE.0);
    for nights in [1, 3, 5, 7, 10] {
        let found = waited.iter().filter(|waited| **waited <= nights).count();
        println!("  found within {nights:2} nights             {found} of {CHANGED}");
    }
    for time in [1.05_f64, 1.0] {
        duets(time);
    }
}

/// Nights in which both targets are measured at the same time, of which one is slower by `ratio`.
fn duets(ratio: f64) {
    let mut gate = Gate::new(77);
    let (mut worse, mut undecided, mut rounds_taken) = (0, 0, 0);
    for _ in 0..NIGHTS {
        let mut rounds: Vec<Vec<Spread>> = vec![Vec::new(); FIGURES];
        let records = loop {
            for rounds in &mut rounds {
                let off = DUET.0.hypot(DUET.1) * gate.random.normal();
                rounds.push(Spread { mean: ratio.ln() + off, error: DUET.0, freedom: 15.0 });
            }
            let figures: Vec<MeasuredFigure> = rounds
                .iter()
                .enumerate()
                .map(|(at, rounds)| figure(at, &[100.0 * ratio], rounds.clone()))
                .collect();
            let ground = GateGround {
                baseline: None,
                history: &gate.history,
                machine: MACHINE,
                now: "now",
                tolerance: gate.tolerance,
            };
            let records = judge_figures(&figures, &ground);
            if !is_in_doubt(&records) || rounds[0].len() >= MOST_RUNS {
                break records;
            }
        };
        rounds_taken += rounds[0].len();
        worse += usize::from(has(&records, FigureStanding::Worse));
        undecided += usize::from(has(&records, FigureStanding::Undecided));
    }
    println!("duets, the target {:+.0}%, {NIGHTS} nights:", (ratio - 1.0) * 100.0);
    println!("  nights that blame it              {worse} of {NIGHTS}");
    println!("  nights left undecided             {undecided} of {NIGHTS}");
    println!("  rounds in all                     {rounds_taken}");
}
