//! Broken requirements of the documents: as data with secrets redacted, and as text.

use std::fmt::Write as _;

use super::model::{BrokenAnswerRecord, ViolationRow};
use crate::load::{BrokenAnswer, Violation};
use crate::report::shared::Redactor;
use crate::report::shared::milliseconds;
use crate::report::shared::{DOT, Ink, Style, flow, shown};
use crate::report::shared::{beginning, grouped};
use crate::wire::Exchange;

/// How many violations a terminal is shown; a report has more.
const SHOWN: usize = 12;

/// How much of a content stands in a report, in characters.
const EXCERPT: usize = 600;

/// The violations, redacted: what members named like secrets hold is found elsewhere too.
pub(super) fn rows(violations: &[Violation], redactor: &mut Redactor) -> Vec<ViolationRow> {
    let exchanges: Vec<Exchange> = violations.iter().map(|it| exchange(&it.first)).collect();
    redactor.learn(&exchanges);
    violations.iter().map(|violation| row(violation, redactor)).collect()
}

fn exchange(first: &BrokenAnswer) -> Exchange {
    Exchange {
        operation: String::new(),
        request: first.request.clone(),
        result: Ok(first.response.clone()),
        sent_at: first.due,
        elapsed: std::time::Duration::ZERO,
    }
}

fn row(violation: &Violation, redactor: &Redactor) -> ViolationRow {
    let Violation { key, requirement, count, last, first } = violation;
    let content =
        |bytes: Vec<u8>| beginning(EXCERPT, &redactor.text(&String::from_utf8_lossy(&bytes)));
    let (request, response) = (&first.request, &first.response);
    ViolationRow {
        operation: key.operation.clone(),
        rule: key.rule.to_owned(),
        pointer: redactor.text(&key.pointer),
        location: redactor.url(&key.location),
        requirement: requirement.clone(),
        expected: redactor.text(&first.expected),
        actual: redactor.text(&first.actual),
        count: *count,
        first: BrokenAnswerRecord {
            worker: first.worker,
            due_ms: milliseconds(first.due),
            place: redactor.text(&first.place),
            method: request.method.clone(),
            path: redactor.url(&request.path),
            request: request.body.as_ref().map(|body| content(redactor.request_body(body))),
            status: response.status,
            media_type: response.header("content-type").map(|value| redactor.text(value)),
            answer: content(redactor.response_body(&response.body)),
        },
        last_due_ms: milliseconds(*last),
    }
}

/// One violation in a few words, apart from how often it came.
fn items(row: &ViolationRow) -> [String; 4] {
    let place = if row.pointer.is_empty() { String::new() } else { format!(" {}", row.pointer) };
    [
        format!("{}{place}", row.operation),
        format!("{}: expected {}, got {}", row.rule, row.expected, row.actual),
        row.location.clone(),
        format!("first: worker {} at {} ms", row.first.worker, row.first.due_ms.round()),
    ]
}

/// A line for each violation, the most frequent first.
pub(super) fn lines(rows: &[ViolationRow], left_out: u64, style: Style) -> String {
    let counts: Vec<String> =
        rows.iter().take(SHOWN).map(|row| format!("{}×", grouped(row.count))).collect();
    let width = counts.iter().map(|count| count.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for (row, count) in rows.iter().zip(counts) {
        let [place, what, location, first] = items(row).map(|item| shown(&item));
        let items =
            [(Ink::Plain, place), (Ink::Bad, what), (Ink::Quiet, location), (Ink::Quiet, first)];
        let count = style.paint(Ink::Bad, &format!("{count:>width$}"));
        let _ = writeln!(text, "{count}  {}", flow(&items, DOT, width + 2, style));
    }
    let further = rows.len().saturating_sub(SHOWN);
    if further > 0 || left_out > 0 {
        let further = format!(
            "{} further kinds in report.json, {} of kinds that were only counted",
            grouped(u64::try_from(further).unwrap_or(u64::MAX)),
            grouped(left_out),
        );
        let _ = writeln!(text, "{}", style.paint(Ink::Quiet, &further));
    }
    if text.is_empty() { text } else { format!("\nviolations\n{text}") }
}

/// Every violation as plain text, with the first exchange.
pub(in crate::report) fn violation_story(rows: &[ViolationRow]) -> String {
    let stories = rows.iter().take(SHOWN).map(|row| {
        let first = &row.first;
        format!(
            "\n{} × {}\nrequirement {}\nrequest    {} {} {}\nanswer     {} {} {}\n",
            grouped(row.count),
            items(row).join(" · "),
            row.requirement,
            first.method,
            first.path,
            first.request.as_deref().unwrap_or_default(),
            first.status,
            first.media_type.as_deref().unwrap_or_default(),
            first.answer,
        )
    });
    stories.collect()
}
