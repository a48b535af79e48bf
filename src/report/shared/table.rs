//! Tables without borders, for a terminal.

use std::ops::Range;

use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::{Alignment, Modify, Padding, Style as Border};

/// Rows with a line each, the first of them the heading; figures stand to the right of these columns.
pub(in crate::report) fn aligned<const N: usize>(
    rows: Vec<[String; N]>,
    figures: Range<usize>,
) -> String {
    let mut table = Builder::with_capacity(rows.len(), N);
    for row in rows {
        table.push_record(row);
    }
    laid_out(table, figures)
}

/// The rows without borders, two spaces between their columns.
pub(in crate::report) fn laid_out(rows: Builder, figures: Range<usize>) -> String {
    let mut table = rows.build();
    table
        .with(Border::empty())
        .with(Padding::new(0, 2, 0, 0))
        .with(Modify::new(Columns::new(figures)).with(Alignment::right()));
    let lines = table.to_string();
    lines.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}
