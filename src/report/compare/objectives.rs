//! Objectives before and after: what one run met and another missed, and whether that is noise.

use serde::{Deserialize, Serialize};

use super::comparison::{ChangeRow, Shift};
use super::rows::distinct;
use crate::load::{Clock, Metric, Slo, Statistic};
use crate::report::load::{LoadReport, SloRow, SloStanding};

/// An objective before and after; of several runs, the worst.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SloChange {
    /// The objective and its stage.
    pub id: String,
    /// Before; null where it was not set.
    pub before: Option<SloStanding>,
    /// After; null likewise.
    pub after: Option<SloStanding>,
    /// What was seen before, as it is reported.
    pub was: Option<String>,
    /// What was seen after.
    pub is: Option<String>,
    /// What became of it: an objective met before and missed now is worse, where the figures that
    /// it bounds are worse as well, or what it bounds is a count of facts.
    pub shift: Shift,
}

/// Every objective of the runs, held against what became of the figures.
pub(super) fn objectives(
    before: &[&LoadReport],
    after: &[&LoadReport],
    figures: &[ChangeRow],
) -> Vec<SloChange> {
    let all = before.iter().chain(after).flat_map(|run| &run.slos);
    let ids = distinct(all.map(|row| &row.id));
    let change = |id: &str| {
        let (before, after) = (worst(before, id), worst(after, id));
        let shift = shift(before, after, figures);
        let seen = |row: Option<&SloRow>| Some(row?.observed.as_ref()?.text.clone());
        SloChange {
            id: id.to_owned(),
            before: before.map(|row| row.standing),
            after: after.map(|row| row.standing),
            was: seen(before),
            is: seen(after),
            shift,
        }
    };
    ids.into_iter().map(change).collect()
}

fn worst<'a>(runs: &[&'a LoadReport], id: &str) -> Option<&'a SloRow> {
    let rows = runs.iter().flat_map(|run| &run.slos).filter(|row| row.id == id);
    rows.max_by_key(|row| match row.standing {
        SloStanding::Missed => 2,
        SloStanding::Met => 1,
        _ => 0,
    })
}

fn shift(before: Option<&SloRow>, after: Option<&SloRow>, figures: &[ChangeRow]) -> Shift {
    let (Some(was), Some(is)) = (before, after) else { return Shift::NotComparable };
    match (was.standing, is.standing) {
        (SloStanding::Met, SloStanding::Missed) => confirmed(is, figures, Shift::Worse),
        (SloStanding::Missed, SloStanding::Met) => confirmed(is, figures, Shift::Better),
        (SloStanding::Met, SloStanding::Met) | (SloStanding::Missed, SloStanding::Missed) => {
            Shift::Same
        }
        _ => Shift::NotComparable,
    }
}

/// The shift where a figure that the objective bounds has it too, or where it bounds facts that no
/// noise makes; else undecided: a bound within the noise is met and missed by turns.
fn confirmed(row: &SloRow, figures: &[ChangeRow], wanted: Shift) -> Shift {
    let Ok(slo) = row.text.parse::<Slo>() else { return Shift::Undecided };
    if matches!(slo.metric, Metric::Violations | Metric::DeadWorkers) {
        return wanted;
    }
    let bounds = |figure: &&ChangeRow| {
        (row.stage.is_none() || figure.stage == row.stage) && is_of(&slo.metric, figure)
    };
    let mut bounded = figures.iter().filter(bounds);
    if bounded.any(|figure| figure.shift == wanted) { wanted } else { Shift::Undecided }
}

fn is_of(metric: &Metric, figure: &ChangeRow) -> bool {
    let is_of =
        |operation: Option<&str>| operation.is_none() || figure.operation.as_deref() == operation;
    let quantile = |clock: &str, statistic: &Statistic| match statistic {
        // What no figure shows by itself, any quantile of the same durations confirms.
        Statistic::Mean => figure.measure.starts_with(clock),
        Statistic::Quantile(quantile) => {
            let name = format!("{clock} {quantile}");
            let has_figure = crate::load::COMPARED.contains(quantile);
            figure.measure == name || (!has_figure && figure.measure.starts_with(clock))
        }
    };
    match metric {
        Metric::Latency { operation, clock, statistic } => {
            is_of(Some(operation)) && is_target(*clock) && quantile(clock.name(), statistic)
        }
        Metric::Gap(statistic) => quantile("silence", statistic),
        Metric::ErrorRate(operation) => is_of(operation.as_deref()) && figure.measure == "errors",
        Metric::Throughput(operation) => is_of(operation.as_deref()) && figure.measure == "ok",
        _ => false,
    }
}

/// True for the clocks that show the target's doing.
fn is_target(clock: Clock) -> bool {
    matches!(clock, Clock::Service | Clock::Response)
}
