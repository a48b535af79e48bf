//! What the run came to: findings by cause, what has no answer and why, and one line to end with.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::counts::counts;
use super::{short, terms, withheld};
use crate::report::conform::accepted::accepted;
use crate::report::conform::model::{
    Cause, CheckRecord, Ending, Level, Outcome, Place, Report, Verdict,
};
use crate::report::shared::{DOT, View, command_word, count, duration, flow, shown, wrapped};
use crate::report::shared::{Ink, Style, Verbosity};

/// The profile that is not reported, since it judges where none is asked for.
const STANDARD: &str = crate::check::Profile::STANDARD;
/// More causes than this of one kind are in the report folder.
const CAUSES_SHOWN: usize = 20;
/// Further findings of one cause that are named.
const IDS_SHOWN: usize = 5;
/// Steps of one check whose curl lines are shown.
const CURL_LINES_SHOWN: usize = 3;
/// Where the text of a finding begins.
const INDENT: usize = 6;
/// Where the value beside a label begins.
const VALUE: usize = INDENT + 10;

/// Writes the findings, what has no answer, and the summary line, which names `folder`.
pub fn write_summary(report: &Report, out: &mut dyn io::Write, view: &View<'_>) -> io::Result<()> {
    let View { style, folder } = *view;
    out.write_all(summary(report, folder, style).as_bytes())?;
    out.flush()
}

fn summary(report: &Report, folder: Option<&Path>, style: Style) -> String {
    let parts = SummaryText { report, style };
    let mut text = String::new();
    for kind in [Kind::Failure, Kind::Warning] {
        text.push_str(&parts.causes(kind));
    }
    if style.verbosity == Verbosity::Verbose {
        text.push_str(&parts.causes(Kind::Note));
        text.push_str(&parts.notes());
    } else {
        text.push_str(&parts.notes_in_short());
    }
    text.push_str(&parts.open());
    text.push_str(&withheld::withheld(report, style));
    text.push_str(&terms::lint(report, style));
    text.push_str(&terms::waivers(report, style));
    text.push_str(&terms::shortfall(report, style));
    text.push_str(&parts.ending());
    text.push_str(&short::in_short(report, style));
    text.push_str(&parts.further(folder));
    text.push('\n');
    text.push_str(&parts.last_line(folder));
    match folder {
        // Content too long for a line is read from the report, wherever the reader is.
        Some(folder) => {
            let file = folder.join("report.json").display().to_string();
            text.replace("' report.json", &format!("' '{}'", file.replace('\'', "'\\''")))
        }
        None => text,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Failure,
    Warning,
    Note,
}

impl Kind {
    fn of(cause: &Cause) -> Self {
        match cause.level {
            _ if cause.binding => Self::Failure,
            Level::Note => Self::Note,
            Level::Must | Level::Should => Self::Warning,
        }
    }

    fn badge(self) -> (Ink, &'static str) {
        match self {
            Self::Failure => (Ink::Bad, "FAIL"),
            Self::Warning => (Ink::Warning, "WARN"),
            Self::Note => (Ink::Note, "NOTE"),
        }
    }
}

struct SummaryText<'a> {
    report: &'a Report,
    style: Style,
}

impl SummaryText<'_> {
    fn causes(&self, kind: Kind) -> String {
        let all: Vec<&Cause> =
            self.report.causes.iter().filter(|cause| Kind::of(cause) == kind).collect();
        let mut text = String::new();
        for cause in all.iter().take(CAUSES_SHOWN) {
            text.push('\n');
            text.push_str(&self.cause(kind, cause));
        }
        if let Some(more) = all.len().checked_sub(CAUSES_SHOWN).filter(|more| *more > 0) {
            let more = count(more, "more cause");
            let _ = writeln!(text, "\n{}{more} in the report", " ".repeat(INDENT));
        }
        text
    }

    /// The first finding of a cause, and the names of the others.
    fn cause(&self, kind: Kind, cause: &Cause) -> String {
        let first = cause.checks.first().and_then(|id| self.report.check(id));
        let Some((check, Outcome::Failed { expected, actual, .. })) =
            first.map(|check| (check, &check.outcome))
        else {
            return String::new();
        };
        let (ink, badge) = kind.badge();
        let many = match cause.count {
            1 => String::new(),
            findings => format!("  ({findings} checks)"),
        };
        let mut text = format!(
            "{}  {}{}\n{}{}\n",
            self.style.paint(ink, badge),
            self.style.paint(Ink::Strong, &shown(&check.id)),
            self.style.paint(Ink::Quiet, &many),
            " ".repeat(INDENT),
            wrapped(&shown(&check.requirement), INDENT, INDENT, self.style),
        );
        text.push_str(&self.labelled("expected", &self.prose(expected)));
        let accepted = accepted(self.report, check, actual);
        let actual = self.style.paint(ink, &self.prose(actual));
        text.push_str(&self.labelled("actual", &actual));
        if let Some(content) = accepted {
            text.push_str(&self.labelled("answer", &shown(&content)));
        }
        text.push_str(&self.labelled("spec", &self.place(check)));
        let lines: Vec<&str> = self.report.curl_lines(check).take(CURL_LINES_SHOWN).collect();
        match lines.as_slice() {
            // The request at fault comes first: the one it varies is there to compare with.
            [plain, varied] => {
                text.push_str(&self.labelled("curl", varied));
                text.push_str(&self.labelled("beside", plain));
            }
            lines => {
                for (at, curl) in lines.iter().enumerate() {
                    text.push_str(&self.labelled(if at == 0 { "curl" } else { "then" }, curl));
                }
            }
        }
        let others = cause.checks.get(1..).unwrap_or_default();
        if !others.is_empty() {
            let others = flow(&named(others, &cause.rule), ", ", VALUE, self.style);
            text.push_str(&self.labelled("also", &others));
        }
        text
    }

    /// What stands beside a label, in as many lines as the terminal needs.
    fn prose(&self, text: &str) -> String {
        wrapped(&shown(text), VALUE, VALUE, self.style)
    }

    fn place(&self, check: &CheckRecord) -> String {
        let place = &check.location;
        if place.pointer.is_empty() {
            return stands(place);
        }
        let pointer = self.style.paint(Ink::Quiet, &format!("#{}", shown(&place.pointer)));
        format!("{}  {pointer}", stands(place))
    }

    fn labelled(&self, label: &str, value: &str) -> String {
        let width = VALUE - INDENT;
        let label = self.style.paint(Ink::Quiet, &format!("{label:width$}"));
        format!("{}{label}{value}\n", " ".repeat(INDENT))
    }

    /// That there are notes, where nobody asked for them.
    fn notes_in_short(&self) -> String {
        let causes = self.report.causes.iter().filter(|cause| Kind::of(cause) == Kind::Note);
        let on_answers: usize = causes.map(|cause| cause.count).sum();
        let on_documents = self.report.notes.len();
        let counted = match (on_answers, on_documents) {
            (0, 0) => return String::new(),
            (0, notes) => format!("{} on the documents", count(notes, "note")),
            (notes, 0) => count(notes, "note"),
            (notes, more) => format!("{} and {more} on the documents", count(notes, "note")),
        };
        let badge = self.style.paint(Ink::Note, "NOTE");
        format!("\n{badge}  {counted}; -v lists each\n")
    }

    /// What is worth knowing about the documents themselves.
    fn notes(&self) -> String {
        let mut text = String::new();
        for note in &self.report.notes {
            let badge = self.style.paint(Ink::Note, "NOTE");
            let _ = writeln!(text, "\n{badge}  {}", shown(&note.text));
            let mut places = stands(&note.location);
            if let Some(beside) = &note.beside {
                let _ = write!(places, ", beside {}", stands(beside));
            }
            if note.places > 1 {
                let _ = write!(places, " (+{} more)", note.places - 1);
            }
            text.push_str(&self.labelled("spec", &places));
        }
        text
    }

    /// Checks without an answer, by reason: the reason names the flag that fixes it.
    fn open(&self) -> String {
        let mut by_reason: BTreeMap<&str, Vec<&CheckRecord>> = BTreeMap::new();
        // The reason why the run stopped is reported once, by itself.
        let stopped = match &self.report.ending {
            Ending::Unreachable { reason } => Some(reason),
            Ending::Complete | Ending::Interrupted | Ending::FailedFast => None,
        };
        for check in &self.report.checks {
            if let Outcome::Inconclusive { reason, .. } = &check.outcome
                && Some(reason) != stopped
            {
                by_reason.entry(reason).or_default().push(check);
            }
        }
        let mut reasons: Vec<_> = by_reason.into_iter().collect();
        reasons.sort_by_key(|(_, checks)| std::cmp::Reverse(checks.len()));
        let mut text = String::new();
        for (reason, checks) in reasons.iter().take(CAUSES_SHOWN) {
            let badge = self.style.paint(Ink::Warning, "OPEN");
            let have = if checks.len() == 1 { "has" } else { "have" };
            let headline = format!("{} {have} no answer", count(checks.len(), "check"));
            let headline = self.style.paint(Ink::Strong, &headline);
            let _ = writeln!(text, "\n{badge}  {headline}");
            text.push_str(&self.labelled("why", &self.prose(reason)));
            let names: Vec<String> = checks.iter().map(|check| check.id.clone()).collect();
            let names = flow(&named(&names, ""), ", ", VALUE, self.style);
            text.push_str(&self.labelled("checks", &names));
        }
        text
    }

    /// Why the target gave no more answers, if it did not.
    fn ending(&self) -> String {
        match &self.report.ending {
            Ending::Complete | Ending::Interrupted => String::new(),
            Ending::FailedFast => {
                let badge = self.style.paint(Ink::Warning, "STOPPED");
                format!("\n{badge}  at the first failure (--fail-fast)\n")
            }
            Ending::Unreachable { reason } => {
                let badge = self.style.paint(Ink::Bad, "STOPPED");
                let target = shown(&self.report.target);
                format!("\n{badge}  {target}: {}\n", shown(reason))
            }
        }
    }

    /// Where to go from a finding.
    fn further(&self, folder: Option<&Path>) -> String {
        let first = self.report.causes.iter().find(|cause| Kind::of(cause) != Kind::Note);
        let (Some(cause), Some(folder)) = (first, folder) else { return String::new() };
        let folder = command_word(&folder.display().to_string());
        let label = self.style.paint(Ink::Quiet, "next");
        format!(
            "\n{label}  cp-harness report show {folder} {}\n      cp-harness rules {}\n",
            shown(&cause.rule),
            shown(&cause.rule)
        )
    }

    fn last_line(&self, folder: Option<&Path>) -> String {
        let report = self.report;
        let (ink, verdict) = badge(report.verdict);
        let mut items = counts(&report.totals, report.strict);
        if items.is_empty() {
            items.push((Ink::Plain, "no checks".to_owned()));
        }
        let causes = report.causes.iter().filter(|cause| cause.binding).count();
        if let Some((_, failed)) = items.iter_mut().find(|(ink, _)| *ink == Ink::Bad) {
            let _ = write!(failed, " ({})", count(causes, "cause"));
        }
        items.push((Ink::Plain, duration(report.elapsed_ms)));
        if report.throttled.count > 0 {
            let pause = duration(report.throttled.pause_ms);
            let times = count(report.throttled.count, "time");
            items.push((Ink::Plain, format!("throttled {times} ({pause})")));
        }
        if let Some(percent) = report.coverage.spec.percent() {
            let judged = terms::judged(report.coverage.spec);
            items.push((Ink::Plain, format!("spec coverage {percent}% ({judged})")));
        }
        if !matches!(report.profile.as_str(), "" | STANDARD) {
            items.push((Ink::Plain, format!("profile {}", shown(&report.profile))));
        }
        if let Some(folder) = folder {
            items.push((Ink::Plain, folder.display().to_string()));
        }
        let indent = verdict.len() + 2;
        let items = flow(&items, DOT, indent, self.style);
        format!("{}  {items}\n", self.style.paint(ink, verdict))
    }
}

/// Where something stands: `file:line`.
fn stands(place: &Place) -> String {
    match place.line {
        0 => shown(&place.file),
        line => format!("{}:{line}", shown(&place.file)),
    }
}

/// The word that a verdict is reported by.
pub(in crate::report) fn badge(verdict: Verdict) -> (Ink, &'static str) {
    match verdict {
        Verdict::Passed => (Ink::Good, "PASSED"),
        Verdict::Failed => (Ink::Bad, "FAILED"),
        Verdict::Inconclusive => (Ink::Warning, "INCONCLUSIVE"),
        Verdict::Invalid => (Ink::Warning, "INVALID"),
        Verdict::Interrupted => (Ink::Warning, "INTERRUPTED"),
    }
}

/// The first few ids, without the rule that they share, and how many more there are.
fn named(ids: &[String], rule: &str) -> Vec<(Ink, String)> {
    let short = |id: &String| id.strip_prefix(rule).unwrap_or(id).to_owned();
    let mut names: Vec<_> =
        ids.iter().take(IDS_SHOWN).map(|id| (Ink::Plain, shown(&short(id)))).collect();
    if ids.len() > IDS_SHOWN {
        names.push((Ink::Plain, format!("+{} more", ids.len() - IDS_SHOWN)));
    }
    names
}
