//! The figures of load reports, matched stage by stage and operation by operation.

use std::time::Duration;

use super::measure::{Seen, Tolerance, shift};
use super::model::{Band, ChangeRow, Figure};
use crate::report::load::{ClockRecord, Clocks, LoadReport, OperationRow, StageRecord};
use crate::stats::{Histogram, Quantile};

/// The quantiles compared; the longest of all says more of the number of samples than of a target.
const QUANTILES: [Quantile; 4] = [Quantile::P50, Quantile::P90, Quantile::P99, Quantile::P999];

/// A clock by its name, and whether it shows the target's doing.
type Clock = (&'static str, bool, fn(&Clocks) -> Option<&ClockRecord>);

const CLOCKS: [Clock; 6] = [
    ("response", true, |clocks| clocks.response.as_ref()),
    ("service", true, |clocks| clocks.service.as_ref()),
    ("lag", false, |clocks| clocks.lag.as_ref()),
    ("blocked", false, |clocks| clocks.blocked.as_ref()),
    ("queued", false, |clocks| clocks.queued.as_ref()),
    ("late", false, |clocks| clocks.late.as_ref()),
];

/// A share of an operation's requests: its name, whether it is the target's fault, part and whole.
type Share = (&'static str, bool, fn(&OperationRow) -> (u64, u64));

const SHARES: [Share; 3] = [
    ("errors", true, |row| (row.errors, row.ended)),
    ("429", false, |row| (row.throttled, row.ended)),
    ("violations", true, |row| (row.violations.min(row.judged), row.judged)),
];

/// Runs before and after, and what is tolerated between them.
pub(super) struct Sides<'a> {
    pub(super) before: &'a [&'a LoadReport],
    pub(super) after: &'a [&'a LoadReport],
    pub(super) tolerance: Tolerance,
}

/// What a row is about.
struct Place<'a> {
    stage: Option<&'a str>,
    operation: Option<&'a str>,
    measure: String,
    unit: Figure,
    judged: bool,
}

impl Sides<'_> {
    /// A row for each figure that a side has, in the order of the stages.
    pub(super) fn rows(&self) -> Vec<ChangeRow> {
        let all = || self.before.iter().chain(self.after);
        let mut rows = Vec::new();
        for stage in distinct(all().flat_map(|run| &run.stages).map(|stage| &stage.name)) {
            let stages = all().filter_map(|run| in_stage(run, stage));
            let operations = stages.flat_map(|stage| &stage.operations).map(|row| &row.name);
            for operation in distinct(operations) {
                self.operation(stage, operation, &mut rows);
            }
            self.gaps(stage, &mut rows);
        }
        let place = Place::of(None, None, "presumed dead", Figure::Share, true);
        rows.extend(self.row(place, |run| {
            let workers = Some(run.fleet.peak_workers).filter(|_| run.requests.sent > 0);
            Seen::share(run.presumed_dead, workers?.into())
        }));
        rows
    }

    fn operation(&self, stage: &str, operation: &str, rows: &mut Vec<ChangeRow>) {
        let find = |run: &LoadReport| {
            let stage = in_stage(run, stage)?;
            let row = stage.operations.iter().find(|row| row.name == operation)?.clone();
            Some((row, Duration::try_from_secs_f64(stage.duration_ms / 1e3).unwrap_or_default()))
        };
        let place = |measure: &str, unit, judged| {
            Place::of(Some(stage), Some(operation), measure, unit, judged)
        };
        for (name, judged, clock) in CLOCKS {
            let histogram = |run: &LoadReport| {
                let (row, _) = find(run)?;
                Histogram::decode(&clock(&row.clocks)?.histogram).ok()
            };
            self.quantiles(histogram, |quantile| {
                place(&format!("{name} {quantile}"), Figure::Milliseconds, judged)
            })
            .for_each(|row| rows.push(row));
        }
        rows.extend(self.row(place("ok", Figure::PerSecond, true), |run| {
            let (row, over) = find(run)?;
            Seen::rate(row.ok, over)
        }));
        for (name, judged, share) in SHARES {
            rows.extend(self.row(place(name, Figure::Share, judged), |run| {
                let (part, whole) = share(&find(run)?.0);
                Seen::share(part, whole)
            }));
        }
    }

    fn gaps(&self, stage: &str, rows: &mut Vec<ChangeRow>) {
        let histogram = |run: &LoadReport| {
            let silence = in_stage(run, stage)?.gaps.silence.as_ref()?;
            Histogram::decode(&silence.histogram).ok()
        };
        self.quantiles(histogram, |quantile| {
            let measure = format!("silence {quantile}");
            Place::of(Some(stage), None, &measure, Figure::Milliseconds, true)
        })
        .for_each(|row| rows.push(row));
    }

    /// Rows for the quantiles of a histogram, which is decoded once a run.
    fn quantiles<'p>(
        &self,
        histogram: impl Fn(&LoadReport) -> Option<Histogram>,
        place: impl Fn(Quantile) -> Place<'p>,
    ) -> impl Iterator<Item = ChangeRow> {
        let decode = |runs: &[&LoadReport]| -> Vec<Option<Histogram>> {
            runs.iter().map(|run| histogram(run)).collect()
        };
        let (before, after) = (decode(self.before), decode(self.after));
        let seen = |runs: &[Option<Histogram>], quantile| {
            let seen: Vec<Option<Seen>> =
                runs.iter().map(|run| Seen::quantile(run.as_ref()?, quantile)).collect();
            Seen::together(&seen)
        };
        let rows: Vec<ChangeRow> = QUANTILES
            .into_iter()
            .filter_map(|quantile| {
                let (before, after) = (seen(&before, quantile), seen(&after, quantile));
                self.change(place(quantile), before, after)
            })
            .collect();
        rows.into_iter()
    }

    fn row(
        &self,
        place: Place<'_>,
        figure: impl Fn(&LoadReport) -> Option<Seen>,
    ) -> Option<ChangeRow> {
        let seen = |runs: &[&LoadReport]| {
            let seen: Vec<Option<Seen>> = runs.iter().map(|run| figure(run)).collect();
            Seen::together(&seen)
        };
        self.change(place, seen(self.before), seen(self.after))
    }

    /// `None` where neither side has the figure.
    fn change(
        &self,
        place: Place<'_>,
        before: Option<Band>,
        after: Option<Band>,
    ) -> Option<ChangeRow> {
        if before.is_none() && after.is_none() {
            return None;
        }
        let was = before.map(|band| band.observed).filter(|was| *was > 0.0);
        let change = was.and_then(|was| Some((after?.observed - was) / was));
        Some(ChangeRow {
            stage: place.stage.map(str::to_owned),
            operation: place.operation.map(str::to_owned),
            measure: place.measure,
            unit: place.unit,
            judged: place.judged,
            before,
            after,
            change,
            shift: shift(place.unit, before, after, self.tolerance),
        })
    }
}

impl<'a> Place<'a> {
    fn of(
        stage: Option<&'a str>,
        operation: Option<&'a str>,
        measure: &str,
        unit: Figure,
        judged: bool,
    ) -> Self {
        Self { stage, operation, measure: measure.to_owned(), unit, judged }
    }
}

fn in_stage<'a>(run: &'a LoadReport, name: &str) -> Option<&'a StageRecord> {
    run.stages.iter().find(|stage| stage.name == name)
}

/// Names in the order in which they first occur.
pub(super) fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::new();
    for name in names {
        if !kept.contains(&name.as_str()) {
            kept.push(name);
        }
    }
    kept
}
