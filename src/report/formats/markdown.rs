//! `summary.md`: a report as Markdown, to be pasted into a review or shown as the summary of a job.
//!
//! Whatever comes from documents and targets is escaped by where it stands: in running text every
//! character that Markdown or HTML acts on, in code the back ticks. It is bounded, as a job summary
//! takes 1 MiB and a comment 65,536 characters.

use std::fmt::Write as _;

use super::super::conform::{Level, Report};
use super::super::gate::{GateReport, Owner, PhaseStanding};
use super::super::load::{LoadReport, SloStanding};
use super::super::shared::View;
use super::findings::{Finding, extent, findings, reasons, word};
use super::format::{Format, Rendering};
use crate::report::shared::{beginning, command_word, count, duration, shown};

pub(super) const FORMAT: Format = Format {
    name: "markdown",
    about: "A summary as Markdown, for reviews and job summaries",
    file: Some("summary.md"),
    conform: Some(Rendering::AtTheEnd(|report, out, _: &View<'_>| {
        out.write_all(conform(report).as_bytes())
    })),
    load: Some(Rendering::AtTheEnd(|report, out, _: &View<'_>| {
        out.write_all(load(report).as_bytes())
    })),
    gate: Some(Rendering::AtTheEnd(|report, out, _: &View<'_>| {
        out.write_all(gate(report).as_bytes())
    })),
    ..Format::EMPTY
};

/// Causes, objectives and figures that are listed each.
const LISTED: usize = 20;

/// Characters of a text of the target, and of a command.
const TEXT: usize = 300;
const COMMAND: usize = 1_500;

/// Running text: nothing in it is markup. The characters are those of `CommonMark` §2.4, and a `@` or
/// a `#` names nobody and nothing.
fn plain(text: &str) -> String {
    let mut escaped = String::new();
    for character in shown(&beginning(TEXT, text)).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // A link of a page's own making, or a name that is notified.
            ':' => escaped.push_str("&#58;"),
            '@' => escaped.push_str("&#64;"),
            '#' => escaped.push_str("&#35;"),
            other
                if other.is_ascii_punctuation()
                    && !matches!(other, ',' | ';' | '/' | '\'' | '"' | '%' | '?' | '=' | '.') =>
            {
                escaped.push('\\');
                escaped.push(other);
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// Text as it is, in a line: fenced by one back tick more than it holds.
fn code(text: &str) -> String {
    let text = shown(&beginning(TEXT, text));
    let fence = "`".repeat(longest_run(&text) + 1);
    let space = if text.contains('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// The same in a cell of a table, which a pipe ends in code as well.
fn code_in_cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// Text as it is, in lines of its own.
fn block(text: &str) -> String {
    let lines: Vec<String> = beginning(COMMAND, text).lines().map(shown).collect();
    let text = lines.join("\n");
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    format!("{fence}\n{text}\n{fence}\n")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn heading(name: &str, verdict: &str, why: &[String]) -> String {
    let mut text = format!("## {name}: {verdict}\n\n");
    for reason in why.iter().take(LISTED) {
        let _ = writeln!(text, "- {}", plain(reason));
    }
    if let Some(more) = why.len().checked_sub(LISTED).filter(|more| *more > 0) {
        let _ = writeln!(text, "- {more} more");
    }
    if !why.is_empty() {
        text.push('\n');
    }
    text
}

fn conform(report: &Report) -> String {
    let mut text = heading("Conformance", word(report.verdict), &reasons(report));
    let target = if report.is_reference { "the embedded reference" } else { &report.target };
    let totals = &report.totals;
    let _ = writeln!(
        text,
        "{}, {}: {} passed, {} failed, {} warned, {} waived, {} without an answer, {} skipped.\n",
        code(target),
        count(totals.checks, "check"),
        totals.passed,
        totals.failed.must,
        totals.failed.should,
        totals.waived,
        totals.inconclusive + totals.not_run,
        totals.skipped,
    );
    let all: Vec<Finding<'_>> = findings(report).collect();
    for finding in all.iter().take(LISTED) {
        text.push_str(&cause(report, finding));
    }
    if let Some(more) = all.len().checked_sub(LISTED).filter(|more| *more > 0) {
        let _ = writeln!(text, "{more} more causes are in the report.");
    }
    text
}

fn cause(report: &Report, finding: &Finding<'_>) -> String {
    let Finding { cause, check, actual } = finding;
    let level = match cause.level {
        Level::Must => "MUST",
        Level::Should => "SHOULD",
        Level::Note => "NOTE",
    };
    let place = format!("{}:{}", check.location.file, check.location.line);
    let mut text = format!(
        "**{level}** {} {}  \n{}  \n{} · {}\n\n",
        code(&cause.rule),
        plain(&check.requirement),
        plain(actual),
        code(&place),
        plain(&extent(cause)),
    );
    text.push_str("<details><summary>Reproduce</summary>\n\n");
    let curl: Vec<&str> = report.curl_lines(check).take(1).collect();
    let again = format!("cp-harness replay report.json {}", command_word(&check.id));
    let explain = format!("cp-harness rules {}", command_word(&cause.rule));
    text.push_str(&block(&[&curl[..], &[&again, &explain]].concat().join("\n")));
    text.push_str("\n</details>\n\n");
    text
}

fn load(report: &LoadReport) -> String {
    let name = format!("Load, {}", plain(&report.fleet.name));
    let mut text = heading(&name, word(report.verdict), &report.reasons);
    let _ = writeln!(
        text,
        "{}, {}, {} in {}.\n",
        code(&report.target),
        count(report.fleet.peak_workers, "worker"),
        count(report.requests.sent, "request"),
        duration(report.elapsed_ms),
    );
    if !report.slos.is_empty() {
        text.push_str("| objective | stage | observed | |\n|---|---|---|---|\n");
    }
    for row in report.slos.iter().take(LISTED * 5) {
        let standing = match row.standing {
            SloStanding::Met => "met",
            SloStanding::Missed => "**missed**",
            SloStanding::Undecided => "undecided",
            SloStanding::NoData => "no data",
        };
        let observed = row.observed.as_ref().map_or("-".to_owned(), |value| plain(&value.text));
        let stage = row.stage.as_deref().map_or("-".to_owned(), plain);
        let _ =
            writeln!(text, "| {} | {stage} | {observed} | {standing} |", code_in_cell(&row.text));
    }
    if !report.story.is_empty() {
        text.push('\n');
    }
    for sentence in report.story.iter().take(LISTED) {
        let _ = writeln!(text, "- {}", plain(sentence));
    }
    text
}

fn gate(report: &GateReport) -> String {
    let reasons = report.reasons.iter().map(|reason| {
        let owner = match reason.owner {
            Owner::Target => "for the owner of the target",
            Owner::Gate => "for the owner of the gate",
        };
        format!("{}: {} ({owner})", reason.phase, reason.text)
    });
    let reasons: Vec<String> = reasons.collect();
    let verdict = serde_json::to_value(report.verdict).unwrap_or_default();
    let mut text = heading("Gate", verdict.as_str().unwrap_or_default(), &reasons);
    text.push_str("| phase | result | time | what came of it |\n|---|---|---|---|\n");
    for phase in report.phases.iter().take(LISTED * 5) {
        let standing = serde_json::to_value(phase.standing).unwrap_or_default();
        let standing = standing.as_str().unwrap_or_default();
        let strong = if phase.standing == PhaseStanding::Passed { "" } else { "**" };
        let time = duration(phase.elapsed_ms);
        let (name, summary) = (plain(&phase.name), plain(&phase.summary));
        let _ = writeln!(text, "| {name} | {strong}{standing}{strong} | {time} | {summary} |");
    }
    for note in report.notes.iter().take(LISTED) {
        let _ = write!(text, "\n{}\n", plain(note));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markup() {
        let hostile = "[a](http://b) <img src=x> *b* `c` | @team #1 ~~d~~ &amp;\n# head";
        let escaped = plain(hostile);
        for markup in ["<", "[a](", "http:", " | ", "@", " #", "\n"] {
            let bare = escaped.replace("&#58;", "").replace("&#35;", "").replace("&#64;", "");
            assert!(!bare.contains(markup), "{markup}: {escaped}");
        }
        assert!(escaped.contains("\\*b\\*") && escaped.contains("&amp;amp;"), "{escaped}");
    }

    #[test]
    fn code_is_fenced_by_more_than_it_holds() {
        assert_eq!(code("a``b"), "``` a``b ```");
        assert_eq!((code("a|b"), code_in_cell("a|b")), ("`a|b`".into(), "`a\\|b`".into()));
        assert_eq!(block("x\n```\ny"), "````\nx\n```\ny\n````\n");
    }
}
