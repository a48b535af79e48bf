//! The kill matrix: what the trials of all mutants say of the harness, and where it falls short.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::equivalent::Equivalents;
use super::mutant::{Expected, Mutant};
use super::trial::Trial;
use crate::check::rules;

/// The share of generated mutants that has to be killed, in percent.
const GENERATED_PERCENT: usize = 99;

/// The trials of all mutants.
#[derive(Debug, Serialize)]
pub struct Matrix {
    /// The version of this format.
    pub version: u32,
    /// What was tried, in a fixed order.
    pub rows: Vec<Row>,
    /// Where the harness falls short.
    pub faults: Faults,
    /// Rules that never stand alone: whatever they find, another rule finds as well.
    pub never_alone: Vec<&'static str>,
}

/// One mutant with its trial.
#[derive(Debug, Serialize)]
pub struct Row {
    /// What it is.
    pub kind: MutantKind,
    /// Its story.
    pub story: String,
    /// The trial.
    #[serde(flatten)]
    pub trial: Trial,
    /// Why it need not be killed, where it need not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equivalent: Option<String>,
    #[serde(skip)]
    expected: Expected,
}

/// What a row of the matrix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MutantKind {
    /// Correct: nothing may fail.
    Variant,
    /// Written by hand: exactly the declared rules have to fail.
    Manual,
    /// Derived from the documents: some rule has to fail.
    Generated,
}

/// Where the harness falls short, by id.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Faults {
    /// Correct control planes that it blames, or has no verdict on.
    pub blamed: Vec<String>,
    /// Manual mutants that it does not find.
    pub survived: Vec<String>,
    /// Manual mutants of which it says more or less than they break.
    pub inexact: Vec<String>,
    /// Generated mutants that it does not find and that are not listed as equivalent.
    pub unexplained: Vec<String>,
    /// Generated mutants listed as equivalent, where these are too many.
    pub excused: Vec<String>,
    /// Entries of the list of equivalent mutants that no survivor needs.
    pub idle: Vec<String>,
    /// Rules that find no mutant.
    pub unproven: Vec<&'static str>,
}

impl Matrix {
    /// The matrix of these mutants and their trials. Of a selection, it says nothing of what only
    /// all of them together can prove.
    pub fn new(
        mutants: &[Mutant],
        trials: Vec<Trial>,
        equivalents: &Equivalents,
        is_whole: bool,
    ) -> Self {
        let rows: Vec<Row> = mutants
            .iter()
            .zip(trials)
            .map(|(mutant, trial)| row(mutant, trial, equivalents))
            .collect();
        let mut faults = faults(&rows);
        if is_whole {
            let survivors = rows.iter().filter(|row| row.equivalent.is_some());
            let survivors: Vec<&str> = survivors.map(|row| row.trial.id.as_str()).collect();
            faults.idle = equivalents.idle(&survivors);
            faults.unproven = unproven(&rows);
            faults.excused = excused(&rows);
        }
        let never_alone = if is_whole { never_alone(&rows) } else { Vec::new() };
        Self { version: 1, rows, faults, never_alone }
    }

    /// True where the harness falls short nowhere.
    pub fn is_sound(&self) -> bool {
        self.faults == Faults::default()
    }

    /// How many rows are of this kind, and how many of these are killed.
    pub fn tally(&self, kind: MutantKind) -> (usize, usize) {
        let of_kind = || self.rows.iter().filter(|row| row.kind == kind);
        (of_kind().count(), of_kind().filter(|row| row.is_killed()).count())
    }
}

impl Row {
    /// True where some rule failed.
    pub fn is_killed(&self) -> bool {
        !self.trial.broken.is_empty()
    }
}

fn row(mutant: &Mutant, trial: Trial, equivalents: &Equivalents) -> Row {
    let kind = match mutant.expected {
        Expected::Conforms => MutantKind::Variant,
        Expected::Breaks(_) => MutantKind::Manual,
        Expected::Killed => MutantKind::Generated,
    };
    let survives = kind == MutantKind::Generated && trial.broken.is_empty();
    let reason = survives.then(|| equivalents.reason(&mutant.id)).flatten();
    Row {
        kind,
        story: mutant.story.to_string(),
        equivalent: reason.map(str::to_owned),
        trial,
        expected: mutant.expected,
    }
}

fn faults(rows: &[Row]) -> Faults {
    let mut faults = Faults::default();
    for row in rows {
        let id = row.trial.id.clone();
        match row.expected {
            Expected::Conforms if row.is_killed() || row.trial.open.is_some() => {
                faults.blamed.push(id);
            }
            Expected::Breaks(_) if !row.is_killed() => faults.survived.push(id),
            Expected::Breaks(rules) if row.trial.broken != rules.iter().copied().collect() => {
                faults.inexact.push(format!("{id}: {}", difference(rules, &row.trial.broken)));
            }
            Expected::Killed if !row.is_killed() && row.equivalent.is_none() => {
                faults.unexplained.push(id);
            }
            _ => {}
        }
    }
    faults
}

/// What fails beside the declared rules, and what of these does not.
fn difference(declared: &[&'static str], broken: &BTreeSet<&'static str>) -> String {
    let more = broken.iter().filter(|rule| !declared.contains(rule)).map(|rule| format!("+{rule}"));
    let less =
        declared.iter().filter(|rule| !broken.contains(*rule)).map(|rule| format!("-{rule}"));
    more.chain(less).collect::<Vec<_>>().join(" ")
}

/// The equivalent mutants, where they are more than the share that may be.
fn excused(rows: &[Row]) -> Vec<String> {
    let generated = rows.iter().filter(|row| row.kind == MutantKind::Generated).count();
    let excused: Vec<String> = rows
        .iter()
        .filter(|row| row.equivalent.is_some())
        .map(|row| row.trial.id.clone())
        .collect();
    let most = generated * (100 - GENERATED_PERCENT) / 100;
    if excused.len() > most { excused } else { Vec::new() }
}

fn unproven(rows: &[Row]) -> Vec<&'static str> {
    let manual = rows.iter().filter(|row| row.kind == MutantKind::Manual);
    let proven: BTreeSet<&str> = manual.flat_map(|row| row.trial.broken.iter().copied()).collect();
    rules().map(|rule| rule.id).filter(|rule| !proven.contains(rule)).collect()
}

/// Rules that find mutants, but none that no other rule finds.
fn never_alone(rows: &[Row]) -> Vec<&'static str> {
    let mut alone: BTreeMap<&'static str, bool> = BTreeMap::new();
    for row in rows {
        let is_alone = row.trial.broken.len() == 1;
        for rule in &row.trial.broken {
            *alone.entry(rule).or_default() |= is_alone;
        }
    }
    alone.into_iter().filter(|(_, is_alone)| !is_alone).map(|(rule, _)| rule).collect()
}
