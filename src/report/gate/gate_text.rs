//! A night of a gate on a terminal: one table, what changed, why, and one line to end with.

use std::fmt::Write as _;
use std::io;

use super::gate_report::{
    CauseKey, FigureRecord, FigureStanding, GateReport, GateVerdict, Owner, PhaseRecord,
    PhaseStanding,
};
use crate::report::load::labelled;
use crate::report::shared::{DOT, Ink, Style, View, aligned, count, duration, flow, shown};

/// Causes, figures and reasons that are listed each; the others are in the files.
const LISTED: usize = 10;

/// Writes the night.
pub fn write_gate(report: &GateReport, out: &mut dyn io::Write, view: &View<'_>) -> io::Result<()> {
    let style = view.style;
    let mut text = labelled("gate", &head(report), style);
    text.push('\n');
    text.push_str(&phases(&report.phases, style));
    text.push_str(&causes(report, style));
    text.push_str(&figures(&report.figures, style));
    for note in &report.notes {
        let label = style.paint(Ink::Quiet, &format!("{:13}", "note"));
        let _ = writeln!(text, "{label}{}", flow(&words(note), " ", 13, style));
    }
    text.push_str(&reasons(report, style));
    text.push('\n');
    let (ink, badge) = badge(report.verdict);
    let mut items = vec![(Ink::Plain, summary(report))];
    items.push((Ink::Plain, format!("exit code {}", report.exit_code)));
    items.extend(view.folder.map(|path| (Ink::Plain, format!("report {}", path.display()))));
    let _ = writeln!(text, "{}  {}", style.paint(ink, badge), flow(&items, DOT, 0, style));
    out.write_all(text.as_bytes())?;
    out.flush()
}

fn head(report: &GateReport) -> Vec<(Ink, String)> {
    let target = report.target.as_deref().map_or("the embedded reference".to_owned(), shown);
    let mut items = vec![(Ink::Strong, target)];
    items.extend(
        report.against.as_deref().map(|url| (Ink::Plain, format!("beside {}", shown(url)))),
    );
    items.push((Ink::Plain, report.config.as_deref().map_or("no gate file".to_owned(), shown)));
    items
        .extend(report.revision.as_deref().map(|id| (Ink::Plain, format!("commit {}", shown(id)))));
    items
}

fn phases(phases: &[PhaseRecord], style: Style) -> String {
    let heading = ["PHASE", "RESULT", "TIME", "WHAT CAME OF IT"].map(str::to_owned);
    let rows = phases.iter().map(|phase| {
        let time = match phase.standing {
            PhaseStanding::Skipped => String::new(),
            _ => duration(phase.elapsed_ms),
        };
        [shown(&phase.name), word(phase.standing).to_owned(), time, shown(&phase.summary)]
    });
    let table = aligned([heading].into_iter().chain(rows).collect(), 2..3);
    let (heading, rows) = table.split_once('\n').unwrap_or((&table, ""));
    let mut text = format!("{}\n", style.paint(Ink::Quiet, heading));
    for (row, phase) in rows.lines().zip(phases) {
        let word = word(phase.standing);
        let painted = style.paint(ink(phase.standing), word);
        // The result stands behind the name, which may hold the same word.
        let (name, rest) = row.split_at_checked(shown(&phase.name).len()).unwrap_or(("", row));
        let _ = writeln!(text, "{name}{}", rest.replacen(word, &painted, 1));
    }
    text
}

fn causes(report: &GateReport, style: Style) -> String {
    let Some(causes) = &report.causes else { return String::new() };
    let mut text = String::new();
    for (label, ink, keys) in [
        ("new", Ink::Bad, &causes.new),
        ("gone", Ink::Good, &causes.gone),
        ("not judged", Ink::Warning, &causes.unjudged),
    ] {
        for (at, key) in keys.iter().take(LISTED).enumerate() {
            let label = if at == 0 { label } else { "" };
            let CauseKey { rule, operation, signature, level } = key;
            let level = format!("{level:?}").to_uppercase();
            let name = (ink, format!("{level} {}@{}", shown(rule), shown(operation)));
            text.push_str(&labelled(label, &[name, (Ink::Plain, shown(signature))], style));
        }
        if let Some(more) = keys.len().checked_sub(LISTED).filter(|more| *more > 0) {
            text.push_str(&labelled("", &[(Ink::Quiet, format!("+{more} more"))], style));
        }
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

fn figures(figures: &[FigureRecord], style: Style) -> String {
    let mut changed: Vec<&FigureRecord> = figures
        .iter()
        .filter(|figure| !matches!(figure.standing, FigureStanding::Same | FigureStanding::First))
        .collect();
    changed.sort_by_key(|figure| match figure.standing {
        FigureStanding::Worse => 0,
        FigureStanding::Undecided => 1,
        _ => 2,
    });
    let mut text = String::new();
    for figure in changed.iter().take(LISTED) {
        let (label, ink) = match figure.standing {
            FigureStanding::Worse => ("worse", Ink::Bad),
            FigureStanding::Undecided => ("undecided", Ink::Warning),
            _ => ("better", Ink::Good),
        };
        let mut items = vec![(ink, shown(&figure.id)), (Ink::Plain, change(figure))];
        items.extend(figure.note.as_deref().map(|note| (Ink::Plain, shown(note))));
        text.push_str(&labelled(label, &items, style));
    }
    if let Some(more) = changed.len().checked_sub(LISTED).filter(|more| *more > 0) {
        text.push_str(&labelled("", &[(Ink::Quiet, format!("+{more} more"))], style));
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

/// How a figure compares, by what decided it.
pub(in crate::report) fn change(figure: &FigureRecord) -> String {
    let is = figure.unit.describe(figure.measured.observed);
    if let Some(duet) = figure.duet {
        let share = |ratio: f64| format!("{:+.1}%", (ratio - 1.0) * 100.0);
        let (value, low, high) = (share(duet.value), share(duet.low), share(duet.high));
        return format!("{is}, {value} beside the other target ({low} to {high})");
    }
    let trend = figure.trend.as_ref().filter(|trend| trend.is_clear());
    let was = trend.map(|trend| trend.before).or(figure.baseline.map(|was| was.observed));
    let is = trend.map_or(is, |trend| figure.unit.describe(trend.after));
    was.map_or(is.clone(), |was| format!("{} to {is}", figure.unit.describe(was)))
}

fn reasons(report: &GateReport, style: Style) -> String {
    let mut text = String::new();
    for (at, reason) in report.reasons.iter().take(LISTED).enumerate() {
        let label = if at == 0 { "why" } else { "" };
        let owner = match reason.owner {
            Owner::Target => "for the owner of the target",
            Owner::Gate => "for the owner of the gate",
        };
        let mut items = vec![(Ink::Strong, format!("{}:", shown(&reason.phase)))];
        items.extend(words(&reason.text));
        items.push((Ink::Quiet, format!("({owner})")));
        let label = style.paint(Ink::Quiet, &format!("{label:13}"));
        let _ = writeln!(text, "{label}{}", flow(&items, " ", 13, style));
    }
    if let Some(more) = report.reasons.len().checked_sub(LISTED).filter(|more| *more > 0) {
        text.push_str(&labelled("", &[(Ink::Quiet, format!("+{more} more"))], style));
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

/// A sentence as words, to be broken between them.
fn words(sentence: &str) -> Vec<(Ink, String)> {
    sentence.split(' ').map(|word| (Ink::Plain, shown(word))).collect()
}

fn summary(report: &GateReport) -> String {
    let decided =
        |standing| report.phases.iter().filter(|phase| phase.standing == standing).count();
    let passed = decided(PhaseStanding::Passed);
    let phases = count(report.phases.len(), "phase");
    let mut text = format!("{passed} of {phases} passed");
    let skipped = decided(PhaseStanding::Skipped);
    if skipped > 0 {
        let _ = write!(text, ", {skipped} skipped");
    }
    text
}

fn word(standing: PhaseStanding) -> &'static str {
    match standing {
        PhaseStanding::Passed => "passed",
        PhaseStanding::Failed => "failed",
        PhaseStanding::Inconclusive => "inconclusive",
        PhaseStanding::Invalid => "invalid",
        PhaseStanding::Skipped => "skipped",
        PhaseStanding::Interrupted => "interrupted",
        PhaseStanding::Error => "error",
    }
}

fn ink(standing: PhaseStanding) -> Ink {
    match standing {
        PhaseStanding::Passed => Ink::Good,
        PhaseStanding::Failed | PhaseStanding::Error => Ink::Bad,
        PhaseStanding::Inconclusive | PhaseStanding::Invalid | PhaseStanding::Interrupted => {
            Ink::Warning
        }
        PhaseStanding::Skipped => Ink::Quiet,
    }
}

fn badge(verdict: GateVerdict) -> (Ink, &'static str) {
    match verdict {
        GateVerdict::Passed => (Ink::Good, "PASSED"),
        GateVerdict::Failed => (Ink::Bad, "FAILED"),
        GateVerdict::Inconclusive => (Ink::Warning, "INCONCLUSIVE"),
        GateVerdict::Invalid => (Ink::Warning, "INVALID"),
        GateVerdict::Error => (Ink::Bad, "ERROR"),
        GateVerdict::Interrupted => (Ink::Warning, "INTERRUPTED"),
    }
}
