//! The table of a load run: a row for each operation of each stage, as wide as the terminal allows.

use tabled::builder::Builder;

use super::model::{ClockRecord, LoadReport, OperationRow};
use crate::report::shared::{NONE, grouped, laid_out, rate, time};

/// One column: its heading, and what it says of a row.
struct Column {
    heading: &'static str,
    cell: fn(&OperationRow) -> String,
    /// The columns that say least go first where there is no room.
    weight: u8,
}

const COLUMNS: [Column; 12] = [
    Column { heading: "REQUESTS", cell: |row| grouped(row.sent), weight: 9 },
    Column {
        heading: "OK",
        cell: |row| row.ok_per_second.map_or_else(|| NONE.to_owned(), rate),
        weight: 6,
    },
    Column { heading: "429", cell: |row| grouped(row.throttled), weight: 8 },
    Column { heading: "HELD", cell: |row| grouped(row.held), weight: 8 },
    Column { heading: "ERRORS", cell: |row| grouped(row.errors), weight: 9 },
    Column { heading: "P50", cell: |row| response(row, |clock| clock.p50_ms), weight: 7 },
    Column { heading: "P90", cell: |row| response(row, |clock| clock.p90_ms), weight: 1 },
    Column { heading: "P99", cell: |row| response(row, |clock| clock.p99_ms), weight: 9 },
    Column { heading: "P99.9", cell: |row| response(row, |clock| clock.p99_9_ms), weight: 4 },
    Column { heading: "MAX", cell: |row| response(row, |clock| clock.max_ms), weight: 5 },
    Column { heading: "SERVICE P99", cell: |row| p99(row.clocks.service.as_ref()), weight: 3 },
    Column { heading: "LATE P99", cell: |row| p99(row.clocks.late.as_ref()), weight: 2 },
];

/// Rows by stage and operation, a line each, no wider than `width` as far as that can be.
pub(super) fn table(report: &LoadReport, width: Option<usize>) -> String {
    let rows = || report.stages.iter().flat_map(|stage| &stage.operations);
    let is_shown = |column: &&Column| match column.heading {
        "429" => rows().any(|row| row.throttled > 0),
        "HELD" => rows().any(|row| row.held > 0),
        _ => true,
    };
    let mut columns: Vec<&Column> = COLUMNS.iter().filter(is_shown).collect();
    loop {
        let text = render(report, &columns);
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        if width.is_none_or(|width| widest <= width) || columns.len() <= 3 {
            return text;
        }
        if let Some(least) = columns.iter().map(|column| column.weight).min() {
            columns.retain(|column| column.weight > least);
        }
    }
}

fn render(report: &LoadReport, columns: &[&Column]) -> String {
    let mut rows = Builder::new();
    let heading = columns.iter().map(|column| column.heading);
    rows.push_record(["STAGE", "OPERATION"].into_iter().chain(heading));
    for stage in &report.stages {
        for (at, row) in stage.operations.iter().enumerate() {
            // A stage is named once, above its operations.
            let name = if at == 0 { stage.name.clone() } else { String::new() };
            let cells = columns.iter().map(|column| (column.cell)(row));
            rows.push_record([name, row.name.clone()].into_iter().chain(cells));
        }
    }
    laid_out(rows, 2..2 + columns.len())
}

fn response(row: &OperationRow, of: fn(&super::Quantiles) -> f64) -> String {
    figure(row.clocks.response.as_ref(), of)
}

fn p99(clock: Option<&ClockRecord>) -> String {
    figure(clock, |quantiles| quantiles.p99_ms)
}

fn figure(clock: Option<&ClockRecord>, of: fn(&super::Quantiles) -> f64) -> String {
    clock.map_or_else(|| NONE.to_owned(), |clock| time(of(&clock.quantiles)))
}
