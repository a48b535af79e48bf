//! What a load test assumes of itself, tested instead: arrivals as scheduled, a steady state,
//! warm-up.
//!
//! Nothing here decides an objective (`judge/range.rs` does, figure by figure); a row says what a
//! reader may not take for granted, and what follows from it.

use std::time::Duration;

use crate::load::model::amount::{Amount, spell};
use crate::load::{Block, Clock, Drift, Health, LoadSummary, StageSummary, Trend};
use crate::stats::Quantile;
use crate::stats::rate::{float, share};

/// Blocks of a stage that its tests need.
const BLOCKS_NEEDED: usize = 6;

/// The share of the schedule that has to be kept.
const ACHIEVED: f64 = 0.98;

/// The share by which the first block has to differ from all others before it counts as warm-up.
const WARM_UP: f64 = 0.1;

/// What an assumption is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assumption {
    /// Requests are sent when they are due.
    Punctuality,
    /// All that is due is sent, or held by the target.
    Completeness,
    /// Service times do not drift within a stage.
    Stationarity,
    /// Neighbouring parts of a stage are independent.
    Independence,
    /// A stage has no warm-up.
    WarmUp,
}

/// One assumption with what was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Validity {
    /// What it is about.
    pub kind: Assumption,
    /// What is assumed.
    pub assumption: &'static str,
    /// The stage and the operation that it was tested on; `None` for the whole run.
    pub place: Option<(String, String)>,
    /// What was found, in a few words.
    pub found: String,
    /// Whether it holds; `None` if too little was observed.
    pub holds: Option<bool>,
    /// What follows where it does not hold.
    pub effect: &'static str,
}

impl LoadSummary {
    /// Every assumption, those on the whole run first.
    pub fn validity(&self) -> Vec<Validity> {
        let mut rows = vec![self.sent_when_due(), self.all_sent()];
        for (at, stage) in self.stages.iter().enumerate().filter(|(_, stage)| stage.steady) {
            let Some(operation) = busiest(stage) else { continue };
            let blocks: Vec<&Block> = (self.blocks.of(at, operation).iter())
                .filter(|block| !block.histogram(Clock::Service).is_empty())
                .collect();
            let length = self.blocks.length(at).unwrap_or_default();
            let place = Some((stage.name.clone(), operation.to_owned()));
            rows.push(Validity { place: place.clone(), ..steady(&blocks, length) });
            rows.push(Validity { place: place.clone(), ..independent(&blocks) });
            rows.push(Validity { place, ..warm(&blocks, length) });
        }
        rows
    }

    fn sent_when_due(&self) -> Validity {
        let late = self.health.late_p99;
        let allowed = Health::late_allowed(self.health.service_p99);
        Validity {
            kind: Assumption::Punctuality,
            assumption: "requests are sent when they are due",
            place: None,
            found: match late {
                Some(late) => format!("late p99 {}, {} allowed", spell(late), spell(allowed)),
                None => "nothing was sent".to_owned(),
            },
            holds: self.health.late_p99_at_least.or(late).map(|late| late <= allowed),
            effect: "response times include the lateness; counts are what they are",
        }
    }

    fn all_sent(&self) -> Validity {
        let Health { achieved, offered, .. } = self.health;
        let share = share(achieved, offered);
        Validity {
            kind: Assumption::Completeness,
            assumption: "all that is due is sent, or held by the target",
            place: None,
            found: match share {
                Some(share) => format!("{achieved} of {offered} ({})", Amount::Share(share)),
                None => "nothing was due".to_owned(),
            },
            holds: share.map(|share| share >= ACHIEVED),
            effect: "the target was under less load than the scenario says",
        }
    }
}

/// The operation of a stage with the most answers.
fn busiest(stage: &StageSummary) -> Option<&str> {
    let called = stage.operations.iter().filter(|(_, of)| of.is_called());
    called.max_by_key(|(_, of)| of.ended()).map(|(name, _)| name.as_str())
}

fn steady(blocks: &[&Block], length: Duration) -> Validity {
    let owned: Vec<Block> = blocks.iter().map(|block| (*block).clone()).collect();
    let trend = Trend::of(&owned, length).filter(|_| blocks.len() >= 3 * BLOCKS_NEEDED - 3);
    Validity {
        kind: Assumption::Stationarity,
        assumption: "service times do not drift within the stage",
        place: None,
        found: trend.as_ref().map_or_else(few, |trend| {
            let median = |third: &crate::load::Third| {
                third.service.quantile(Quantile::P50).map(spell).unwrap_or_default()
            };
            format!(
                "p50 {} in the first third, {} in the last",
                median(&trend.first),
                median(&trend.last)
            )
        }),
        holds: trend.map(|trend| !matches!(trend.drift, Some(Drift::Longer | Drift::Shorter))),
        effect: "the stage mixes several levels: its quantiles are those of none of them",
    }
}

/// The correlation of each block's median with that of the block before.
fn independent(blocks: &[&Block]) -> Validity {
    let medians = medians(blocks);
    let correlation = (medians.len() >= BLOCKS_NEEDED).then(|| correlation(&medians));
    // Without dependence it lies within two standard errors in 95% of stages (Bartlett, 1946).
    let limit = 2.0 / float(medians.len().max(1) as u64).sqrt();
    Validity {
        kind: Assumption::Independence,
        assumption: "neighbouring parts of the stage are independent",
        place: None,
        found: correlation.map_or_else(few, |found| {
            format!("correlation {found:.2}, up to {limit:.2} by chance")
        }),
        // Neighbours that differ more than strangers take nothing from the number of parts.
        holds: correlation.map(|found| found <= limit),
        effect: "noise lasts for several parts: comparisons count fewer independent ones",
    }
}

fn warm(blocks: &[&Block], length: Duration) -> Validity {
    let medians = medians(blocks);
    let enough = medians.len() >= BLOCKS_NEEDED;
    let (first, rest) =
        medians.split_first().map_or((0.0, &[][..]), |(first, rest)| (*first, rest));
    let longest = rest.iter().copied().fold(0.0, f64::max);
    let is_warm_up = first > longest * (1.0 + WARM_UP);
    Validity {
        kind: Assumption::WarmUp,
        assumption: "the stage has no warm-up",
        place: None,
        found: if enough {
            let ms = |ms: f64| spell(Duration::from_secs_f64(ms.max(0.0) / 1e3));
            format!(
                "p50 {} in the first {}, at most {} later",
                ms(first),
                spell(length),
                ms(longest)
            )
        } else {
            few()
        },
        holds: enough.then_some(!is_warm_up),
        effect: "the stage's figures include the warm-up: put a stage before it",
    }
}

fn few() -> String {
    "too few parts to compare".to_owned()
}

/// The median service time of each block, in milliseconds.
fn medians(blocks: &[&Block]) -> Vec<f64> {
    let histograms = blocks.iter().map(|block| block.histogram(Clock::Service));
    let medians = histograms.filter_map(|service| service.quantile(Quantile::P50));
    medians.map(|median| median.as_secs_f64() * 1e3).collect()
}

/// The correlation of each value with the one before; 0 where all are equal.
fn correlation(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / float(values.len().max(1) as u64);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let products: f64 = values.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum();
    if squares > 0.0 { products / squares } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{Blocks, GapTally, LoadOutcome, Recorder, Sample, StageRun, Timing};

    /// A run of one steady stage whose seconds took so many milliseconds each, sent so late.
    fn run(service_ms: &[u64], late_ms: u64) -> LoadSummary {
        let ms = Duration::from_millis;
        let duration = Duration::from_secs(service_ms.len() as u64);
        let names = ["beat".to_owned()];
        let stage = StageRun { name: "hold".to_owned(), duration, steady: true };
        let (mut whole, mut blocks) = (Recorder::new(1, 1), Blocks::new(&[duration]));
        for (second, service) in (0..).zip(service_ms) {
            let mut recorder = Recorder::new(1, 1);
            for _ in 0..200 {
                recorder.record(&Sample {
                    stage: 0,
                    operation: 0,
                    outcome: LoadOutcome::Ok,
                    timing: Timing {
                        intended: Duration::ZERO,
                        sent: ms(late_ms),
                        done: ms(late_ms + service),
                        ..Timing::default()
                    },
                });
                let tally = recorder.tally_mut(0, 0).unwrap();
                (tally.due, tally.sent) = (tally.due + 1, tally.sent + 1);
            }
            let of = |recorder: &Recorder| {
                let stages = std::slice::from_ref(&stage);
                LoadSummary::new(stages, &names, recorder, &GapTally::default())
            };
            let time = (Duration::from_secs(second), Duration::from_secs(second + 1));
            blocks.add(0, "beat", time, &of(&recorder).operation("beat").unwrap());
            whole.merge(&recorder);
        }
        let mut summary = LoadSummary::new(&[stage], &names, &whole, &GapTally::default());
        summary.blocks = blocks;
        summary
    }

    fn holds(summary: &LoadSummary) -> Vec<Option<bool>> {
        summary.validity().iter().map(|row| row.holds).collect()
    }

    #[test]
    fn a_steady_run_holds_what_it_assumes() {
        let even: Vec<u64> = (0..20).map(|at| 20 + [0, 3, 1, 2, 4][at % 5]).collect();
        assert_eq!(holds(&run(&even, 0)), [Some(true); 5], "{:?}", run(&even, 0).validity());
    }

    #[test]
    fn each_assumption_that_does_not_hold_is_reported_with_what_was_found() {
        let late = run(&[20; 20], 40).validity();
        assert_eq!((late[0].holds, late[1].holds), (Some(false), Some(true)));
        assert!(late[0].found.starts_with("late p99 40"), "{late:?}");
        let rising: Vec<u64> = (0..20).map(|at| 20 + 2 * at).collect();
        let rising = run(&rising, 0).validity();
        assert_eq!((rising[2].holds, rising[3].holds), (Some(false), Some(false)), "{rising:?}");
        assert_eq!(rising[2].place, Some(("hold".to_owned(), "beat".to_owned())));
        let mut cold = vec![20; 20];
        cold[0] = 90;
        let cold = run(&cold, 0).validity();
        assert_eq!(cold[4].holds, Some(false), "{cold:?}");
    }

    #[test]
    fn a_short_stage_says_nothing_about_its_parts() {
        assert_eq!(holds(&run(&[20; 4], 0)), [Some(true), Some(true), None, None, None]);
        let nothing = LoadSummary::default();
        assert_eq!(holds(&nothing), [None, None]);
    }
}
