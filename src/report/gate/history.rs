//! The nights of a gate, a line each: what the next night compares its figures with.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::gate_report::{FigureStanding, GateReport, GateVerdict, PhaseKind, PhaseStanding};

/// The name of the format, in every line.
const SCHEMA: &str = "cp-harness/gate-history";
/// Its version.
const VERSION: u32 = 1;

/// The nights of a gate, the oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The nights.
    pub nights: Vec<HistoryLine>,
    /// Lines that are of no night, as a write that was cut short leaves them.
    pub unreadable: usize,
}

/// A night.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// `cp-harness/gate-history`.
    pub schema: String,
    /// 1.
    pub version: u32,
    /// When it began (RFC 3339).
    pub at: String,
    /// The commit of the working copy; null outside of one.
    pub revision: Option<String>,
    /// The version of the harness.
    pub harness: String,
    /// The target's URL; null for the embedded reference.
    pub target: Option<String>,
    /// The machine that measured.
    pub machine: String,
    /// The SHA-256 of the plan of its conformance run; null without one.
    pub plan: Option<String>,
    /// What it came to.
    pub verdict: GateVerdict,
    /// The exit code.
    pub exit_code: u8,
    /// Its report folder, relative to the history.
    pub folder: String,
    /// The gravest reason; null where it passed.
    pub reason: Option<String>,
    /// Findings that fail or warn: new ones, and known ones.
    pub causes: [usize; 2],
    /// The figures by id; those alone that were measured as planned.
    pub figures: BTreeMap<String, HistoryFigure>,
    /// The figures that were found to have changed, with the night from which on they did.
    pub changes: BTreeMap<String, String>,
}

/// A figure of a night.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryFigure {
    /// The median of the runs of the night.
    pub value: f64,
    /// Not below this; null where unknown.
    pub low: Option<f64>,
    /// Not above this; null likewise.
    pub high: Option<f64>,
    /// In how many samples.
    pub samples: u64,
    /// The SHA-256 of the load.
    pub load: String,
}

/// How much of a history is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// The latest nights, at most.
    pub nights: usize,
    /// Days that a night is kept for.
    pub days: u32,
}

impl Default for Keep {
    /// A year.
    fn default() -> Self {
        Self { nights: 400, days: 400 }
    }
}

impl History {
    /// Reads a history. What is no night is counted and left out.
    pub fn read(text: &str) -> Self {
        let mut history = Self::default();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            match serde_json::from_str::<HistoryLine>(line) {
                Ok(night) if night.schema == SCHEMA && night.version == VERSION => {
                    history.nights.push(night);
                }
                _ => history.unreadable += 1,
            }
        }
        history
    }

    /// The file.
    pub fn to_text(&self) -> String {
        let lines = self.nights.iter().filter_map(|night| serde_json::to_string(night).ok());
        lines.map(|line| line + "\n").collect()
    }

    /// A figure over the latest nights that measured the same load on the same machine, with the moment
    /// of each. What was found to be a change begins the series anew.
    pub fn series(&self, id: &str, load: &str, machine: &str) -> Vec<(&str, f64)> {
        let since = self.nights.iter().rev().find_map(|night| night.changes.get(id));
        let nights = self.nights.iter().rev();
        let nights = nights.take_while(|night| since.is_none_or(|since| night.at >= *since));
        let mut series = Vec::new();
        for night in nights {
            let Some(figure) = night.figures.get(id) else { continue };
            if figure.load != load || night.machine != machine {
                break;
            }
            series.push((night.at.as_str(), figure.value));
        }
        series.reverse();
        series
    }

    /// Leaves out the nights that are more, or older, than `keep` says; those left out, for what they
    /// left elsewhere.
    pub fn prune(&mut self, keep: Keep, now: DateTime<Utc>) -> Vec<HistoryLine> {
        let too_many = self.nights.len().saturating_sub(keep.nights);
        let oldest = now.checked_sub_signed(TimeDelta::days(i64::from(keep.days)));
        let mut at = 0;
        let (pruned, kept) = std::mem::take(&mut self.nights).into_iter().partition(|night| {
            at += 1;
            let is_old = night.at.parse::<DateTime<Utc>>().ok().zip(oldest);
            at <= too_many || is_old.is_some_and(|(night, oldest)| night < oldest)
        });
        self.nights = kept;
        pruned
    }
}

impl HistoryLine {
    /// The line of a report whose folder is called `folder`.
    pub fn of(report: &GateReport, folder: &str) -> Self {
        // What the generator was late for, or the user stopped, is no figure of the target.
        let is_measured = |scenario: &str| {
            let is_load = |kind| matches!(kind, PhaseKind::Load);
            report.phases.iter().any(|phase| {
                is_load(phase.kind)
                    && phase.name.strip_prefix("load ") == Some(scenario)
                    && matches!(phase.standing, PhaseStanding::Passed | PhaseStanding::Failed)
            })
        };
        let figures = report.figures.iter().filter(|figure| is_measured(&figure.scenario));
        let changes = report.figures.iter().filter(|figure| {
            matches!(figure.standing, FigureStanding::Worse | FigureStanding::Better)
        });
        let changes = changes.filter_map(|figure| {
            Some((
                figure.id.clone(),
                figure.trend.as_ref().filter(|trend| trend.is_clear())?.since.clone(),
            ))
        });
        let causes = report.causes.as_ref();
        Self {
            schema: SCHEMA.to_owned(),
            version: VERSION,
            at: report.started_at.clone().unwrap_or_default(),
            revision: report.revision.clone(),
            harness: report.harness.version.clone(),
            target: report.target.clone(),
            machine: report.machine.clone(),
            plan: causes.map(|causes| causes.plan.clone()),
            verdict: report.verdict,
            exit_code: report.exit_code,
            folder: folder.to_owned(),
            reason: report.reasons.first().map(|reason| reason.text.clone()),
            causes: causes.map_or([0, 0], |causes| [causes.new.len(), causes.known.len()]),
            changes: changes.collect(),
            figures: figures
                .map(|figure| {
                    let band = figure.measured;
                    let line = HistoryFigure {
                        value: band.observed,
                        low: band.low,
                        high: band.high,
                        samples: band.samples,
                        load: figure.load.clone(),
                    };
                    (figure.id.clone(), line)
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn night(at: &str, value: f64) -> HistoryLine {
        let figure =
            HistoryFigure { value, low: None, high: None, samples: 100, load: "l".to_owned() };
        HistoryLine {
            schema: SCHEMA.to_owned(),
            version: VERSION,
            at: at.to_owned(),
            revision: None,
            harness: "0.1.0".to_owned(),
            target: None,
            machine: "m".to_owned(),
            plan: None,
            verdict: GateVerdict::Passed,
            exit_code: 0,
            folder: String::new(),
            reason: None,
            causes: [0, 0],
            figures: BTreeMap::from([("f".to_owned(), figure)]),
            changes: BTreeMap::new(),
        }
    }

    fn history(values: &[f64]) -> History {
        let nights = (1..).zip(values);
        let nights =
            nights.map(|(day, value)| night(&format!("2026-01-{day:02}T00:00:00Z"), *value));
        History { nights: nights.collect(), unreadable: 0 }
    }

    fn values(history: &History) -> Vec<f64> {
        history.series("f", "l", "m").into_iter().map(|(_, value)| value).collect()
    }

    #[test]
    fn a_history_is_read_as_it_was_written_and_a_line_cut_short_is_left_out() {
        let written = history(&[1.0, 2.0]);
        assert_eq!(History::read(&written.to_text()), written);
        let cut = written.to_text() + "{\"schema\":\"cp-har";
        assert_eq!(History::read(&cut), History { unreadable: 1, ..written });
    }

    #[test]
    fn another_load_or_machine_begins_a_series_anew() {
        let mut history = history(&[1.0, 2.0, 3.0, 4.0]);
        history.nights[1].machine = "other".to_owned();
        assert_eq!(values(&history), [3.0, 4.0]);
        history.nights[3].figures.get_mut("f").unwrap().load = "other".to_owned();
        assert!(values(&history).is_empty());
    }

    #[test]
    fn a_change_that_was_found_begins_a_series_anew_and_a_night_without_the_figure_is_passed_over()
    {
        let mut history = history(&[1.0, 1.0, 1.0, 2.0, 2.0, 2.0]);
        history.nights[4].figures.clear();
        let since = history.nights[3].at.clone();
        history.nights[5].changes.insert("f".to_owned(), since);
        assert_eq!(values(&history), [2.0, 2.0]);
    }

    #[test]
    fn old_nights_and_those_beyond_the_number_are_pruned() {
        let now = "2026-01-06T00:00:00Z".parse().unwrap();
        let mut by_number = history(&[1.0, 2.0, 3.0, 4.0]);
        let pruned = by_number.prune(Keep { nights: 3, days: 400 }, now);
        assert_eq!((pruned.len(), by_number.nights.len()), (1, 3));
        let mut by_age = history(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(by_age.prune(Keep { nights: 400, days: 3 }, now).len(), 2);
        assert_eq!(values(&by_age), [3.0, 4.0]);
    }
}
