//! The run as it goes: a line per operation when its last check is done, and a bar on a terminal.

use std::collections::BTreeMap;
use std::io::{self, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::counts::counts;
use crate::check::Plan;
use crate::event::{CheckResult, ConformEvent, Observer};
use crate::report::conform::context::{Context, OperationLine};
use crate::report::conform::model::Totals;
use crate::report::conform::totals::TotalKind;
use crate::report::shared::{DOT, LiveReport, count, flow};
use crate::report::shared::{Ink, Redactor, Style};

/// Columns kept for the counts, where the width is known.
const COUNTS_COLUMNS: usize = 24;
/// Columns that the badge takes with the gap behind it.
const BADGE_COLUMNS: usize = 6;
/// A path shortened below this says nothing.
const PATH_COLUMNS: usize = 12;

/// Reports the run as it goes. Checks finish in any order; the lines keep the documents'.
#[derive(Debug)]
pub struct Progress<W> {
    out: W,
    style: Style,
    context: Context,
    rows: Vec<Row>,
    by_name: BTreeMap<String, usize>,
    /// The first row whose line is still to be written.
    next: usize,
    name_columns: usize,
    /// `None` where there is no room for paths.
    path_columns: Option<usize>,
    bar: ProgressBar,
    error: Option<io::Error>,
}

#[derive(Debug)]
struct Row {
    line: OperationLine,
    planned: usize,
    totals: Totals,
}

impl<W: Write> Progress<W> {
    /// Lines to `out`; where the style says `terminal`, a bar on standard error below them.
    pub fn new(out: W, style: Style, context: Context) -> Self {
        let bar = if style.terminal {
            ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr())
        } else {
            ProgressBar::hidden()
        };
        Self {
            out,
            style,
            context,
            rows: Vec::new(),
            by_name: BTreeMap::new(),
            next: 0,
            name_columns: 0,
            path_columns: None,
            bar,
            error: None,
        }
    }

    /// The first failure to write, if there was one, or else what was written to.
    pub fn finish(self) -> io::Result<W> {
        self.bar.finish_and_clear();
        self.error.map_or(Ok(self.out), Err)
    }

    fn start(&mut self, plan: &Plan, target: &str) {
        let lines = self.context.operations_of(plan).into_iter();
        self.rows =
            lines.map(|(line, planned)| Row { line, planned, totals: Totals::default() }).collect();
        let widest = |column: fn(&OperationLine) -> usize| {
            let widths = self.rows.iter().map(|row| column(&row.line));
            widths.max().unwrap_or_default()
        };
        self.name_columns = widest(|line| line.name.chars().count());
        let whole = widest(|line| line.method.len() + 1 + line.path.chars().count());
        let others = 4 + 2 + self.name_columns + 2 + 2 + COUNTS_COLUMNS;
        self.path_columns = match self.style.width.map(|width| width.saturating_sub(others)) {
            Some(left) if left < whole => Some(left).filter(|left| *left >= PATH_COLUMNS),
            _ => Some(whole),
        };
        let names = self.rows.iter().enumerate();
        self.by_name = names.map(|(at, row)| (row.line.name.clone(), at)).collect();
        let bar = ProgressStyle::with_template("{bar:24} {pos}/{len} checks  {elapsed}  {msg}");
        if let Ok(bar) = bar {
            self.bar.set_style(bar.progress_chars("━╸─"));
        }
        self.bar.set_length(plan.checks.len() as u64);
        let target = Redactor::new(&self.context.secrets, None).url(target);
        let checks = count(plan.checks.len(), "check");
        let operations = count(self.rows.len(), "operation");
        self.write(&format!("Testing {target}: {checks} on {operations}\n"));
    }

    fn finished(&mut self, result: &CheckResult) {
        self.bar.inc(1);
        let Some(row) =
            self.by_name.get(&result.check.operation).and_then(|at| self.rows.get_mut(*at))
        else {
            return;
        };
        let kind = TotalKind::from(&result.outcome);
        let is_waived = self.context.terms.waivers.waives(&result.check.id);
        let kind = if is_waived { kind.waived() } else { kind };
        row.totals.count(result.check.level.into(), kind);
        self.bar.set_message(row.line.name.clone());
        while self.rows.get(self.next).is_some_and(Row::is_done) {
            self.write_row();
        }
    }

    fn write_row(&mut self) {
        if let Some(row) = self.rows.get(self.next) {
            let line = self.line(row);
            // A blank line sets the list off from what stands above.
            let above = if self.next == 0 { "\n" } else { "" };
            self.write(&format!("{above}{line}"));
        }
        self.next += 1;
    }

    fn line(&self, row: &Row) -> String {
        let mut totals = row.totals;
        totals.not_run = row.planned.saturating_sub(totals.checks);
        let (ink, badge) = badge(&totals, self.context.strict);
        let badge = self.style.paint(ink, badge);
        let columns = self.path_columns.map_or(0, |columns| columns + 2);
        let taken = BADGE_COLUMNS + self.name_columns + 2 + columns;
        let counts = flow(&counts(&totals, self.context.strict), DOT, taken, self.style);
        let name = format!("{:1$}", row.line.name, self.name_columns);
        let Some(columns) = self.path_columns else {
            return format!("{badge}  {name}  {counts}\n");
        };
        let path = shortened(&row.line, columns);
        let path = self.style.paint(Ink::Quiet, &format!("{path:columns$}"));
        format!("{badge}  {name}  {path}  {counts}\n")
    }

    fn write(&mut self, text: &str) {
        if self.error.is_none() {
            let out = &mut self.out;
            let written =
                self.bar.suspend(|| out.write_all(text.as_bytes()).and_then(|()| out.flush()));
            self.error = written.err();
        }
    }
}

impl<W: Write> Observer<ConformEvent> for Progress<W> {
    fn observe(&mut self, event: &ConformEvent) {
        match event {
            ConformEvent::Started { plan, target } => self.start(plan, target),
            ConformEvent::Throttled { pause, .. } => {
                let message = format!("the target asks to wait {:.1} s", pause.as_secs_f64());
                self.bar.set_message(message);
            }
            ConformEvent::Finished(result) => self.finished(result),
            ConformEvent::Ended { .. } => {
                self.bar.finish_and_clear();
                // Where nothing ran, the lines would all say the same nothing.
                let ran = self.rows.iter().any(|row| row.totals.checks > 0);
                while ran && self.next < self.rows.len() {
                    self.write_row();
                }
            }
        }
    }
}

impl<W: Write + Send> LiveReport<ConformEvent> for Progress<W> {
    fn finish(self: Box<Self>) -> io::Result<()> {
        Self::finish(*self).map(drop)
    }
}

impl Row {
    fn is_done(&self) -> bool {
        self.totals.checks >= self.planned
    }
}

/// The word that sums up an operation.
fn badge(totals: &Totals, strict: bool) -> (Ink, &'static str) {
    if totals.failures(strict) > 0 {
        (Ink::Bad, "FAIL")
    } else if totals.inconclusive + totals.not_run > 0 {
        (Ink::Warning, "OPEN")
    } else if totals.warnings(strict) > 0 {
        (Ink::Warning, "WARN")
    } else if totals.passed == 0 && totals.failed.note + totals.waived == 0 {
        (Ink::Quiet, "SKIP")
    } else {
        (Ink::Good, "PASS")
    }
}

/// A method and path, or as much of the path's end as fits: paths differ there.
fn shortened(line: &OperationLine, columns: usize) -> String {
    let whole = format!("{} {}", line.method, line.path);
    if whole.chars().count() <= columns {
        return whole;
    }
    let room = columns.saturating_sub(line.method.len() + 2);
    // No segment is cut: a part of an id or a word would read as another.
    let ends = line.path.match_indices('/').map(|(at, _)| &line.path[at..]);
    let end = ends.into_iter().find(|end| end.chars().count() <= room).unwrap_or_default();
    format!("{} …{end}", line.method)
}
