//! Decisions on figures: what counts as worse, and what does not.

use super::*;
use crate::report::compare::{Band, Figure, Tolerance};
use crate::stats::Estimate;
use crate::stats::batches::Spread;

const MACHINE: &str = "m";

fn spread(milliseconds: f64) -> Spread {
    Spread { mean: milliseconds.ln(), error: 0.005, freedom: 30.0 }
}

/// A median of these runs, each certain to about a hundredth.
fn figure(runs: &[f64]) -> MeasuredFigure {
    let mut sorted = runs.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let observed = sorted[(sorted.len() - 1) / 2];
    let band =
        Band { observed, low: Some(observed * 0.99), high: Some(observed * 1.01), samples: 1_000 };
    MeasuredFigure {
        scenario: "smoke".to_owned(),
        stage: Some("hold".to_owned()),
        operation: Some("beat".to_owned()),
        measure: "service p50".to_owned(),
        unit: Figure::Milliseconds,
        load: "l".to_owned(),
        band,
        estimates: runs.iter().map(|run| Estimate::mean(spread(*run))).collect(),
        between_runs: 0.01,
        rounds: Vec::new(),
    }
}

fn baseline(observed: f64) -> Baseline {
    let text = format!(
        "schema = 'cp-harness/gate-baseline'\nversion = 1\ntaken_at = 'then'\nharness = '0'\n\
         machine = '{MACHINE}'\n[[figure]]\nid = 'smoke/hold/beat service p50'\n\
         unit = 'milliseconds'\nload = 'l'\nruns = 3\nobserved = {observed:.1}\n\
         low = {:.2}\nhigh = {:.2}\nsamples = 1000\n",
        observed * 0.99,
        observed * 1.01
    );
    Baseline::read("b.toml", &text).unwrap()
}

fn history(values: &[f64]) -> History {
    let nights = (1..).zip(values).map(|(day, value)| {
        serde_json::json!({
            "schema": "cp-harness/gate-history", "version": 1, "at": format!("2026-01-{day:02}"),
            "revision": null, "harness": "0", "target": null, "machine": MACHINE, "plan": null,
            "verdict": "passed", "exit_code": 0, "folder": "f", "reason": null, "causes": [0, 0],
            "figures": { "smoke/hold/beat service p50":
                { "value": value, "low": null, "high": null, "samples": 9, "load": "l" } },
            "changes": {},
        })
    });
    let nights: Vec<HistoryLine> =
        nights.map(|night| serde_json::from_value(night).unwrap()).collect();
    History { nights, unreadable: 0 }
}

fn judged(figure: MeasuredFigure, baseline: Option<&Baseline>, history: &History) -> FigureRecord {
    let tolerance = Tolerance { share: 0.03, least_ms: 0.1 };
    let ground = GateGround { baseline, history, machine: MACHINE, now: "2026-01-31", tolerance };
    judge_figures(&[figure], &ground).remove(0)
}

#[test]
fn what_has_nothing_beside_it_is_the_first() {
    let record = judged(figure(&[100.0]), None, &History::default());
    assert_eq!(record.standing, FigureStanding::First);
    let mut of_other_load = figure(&[100.0]);
    of_other_load.load = "other".to_owned();
    let record = judged(of_other_load, Some(&baseline(50.0)), &history(&[50.0; 20]));
    assert_eq!((record.standing, record.baseline), (FigureStanding::First, None));
}

#[test]
fn one_slow_run_is_a_doubt_and_three_are_a_finding() {
    let known = baseline(100.0);
    let standing = |runs: &[f64]| judged(figure(runs), Some(&known), &History::default()).standing;
    assert_eq!(standing(&[120.0]), FigureStanding::Undecided);
    assert_eq!(standing(&[120.0, 121.0, 119.0]), FigureStanding::Worse);
    assert_eq!(standing(&[80.0, 81.0, 79.0]), FigureStanding::Better);
    assert_eq!(standing(&[120.0, 100.0, 100.5]), FigureStanding::Same, "an outlier");
    assert_eq!(standing(&[102.0, 102.0, 102.0]), FigureStanding::Same, "tolerated");
}

#[test]
fn a_change_over_the_nights_is_found_with_its_first_night_and_found_once() {
    let mut values = vec![100.0, 101.0, 99.0, 100.5, 99.5, 100.2, 99.8, 101.1, 98.9, 100.1];
    values.extend([110.0, 111.0, 109.0, 110.5, 109.5]);
    let mut nights = history(&values);
    let record = judged(figure(&[110.2]), None, &nights);
    assert_eq!(record.standing, FigureStanding::Worse, "{record:?}");
    let trend = record.trend.unwrap();
    assert_eq!((trend.since.as_str(), trend.nights), ("2026-01-11", 16));
    nights.nights[14].changes.insert(record.id, trend.since);
    assert_eq!(judged(figure(&[110.2]), None, &nights).standing, FigureStanding::Same);
}

#[test]
fn two_targets_side_by_side_outweigh_the_baseline() {
    let duet = |log_ratio: f64, rounds: usize| {
        let mut figure = figure(&[150.0, 151.0, 149.0]);
        figure.rounds = vec![Spread { mean: log_ratio, error: 0.004, freedom: 20.0 }; rounds];
        judged(figure, Some(&baseline(100.0)), &History::default()).standing
    };
    assert_eq!(duet(0.0, 2), FigureStanding::Same, "the machine became slower");
    assert_eq!(duet(0.05, 3), FigureStanding::Worse);
    assert_eq!(duet(-0.05, 3), FigureStanding::Better);
    assert_eq!(duet(0.02, 1), FigureStanding::Undecided);
}

#[test]
fn more_figures_make_each_of_them_less_certain() {
    let known = baseline(100.0);
    let nights = History::default();
    let tolerance = Tolerance { share: 0.03, least_ms: 0.1 };
    let ground = GateGround {
        baseline: Some(&known),
        history: &nights,
        machine: MACHINE,
        now: "now",
        tolerance,
    };
    let slow = [104.8, 105.0, 105.2];
    let alone = judge_figures(&[figure(&slow)], &ground);
    assert_eq!(alone[0].standing, FigureStanding::Worse, "{alone:?}");
    let many: Vec<MeasuredFigure> =
        (0..200).map(|_| figure(&[100.0])).chain([figure(&slow)]).collect();
    let among_many = judge_figures(&many, &ground);
    assert_eq!(among_many[200].standing, FigureStanding::Undecided);
}
