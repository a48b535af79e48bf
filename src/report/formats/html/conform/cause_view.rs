//! A cause as a developer acts on it: the requirement, what came instead, the promise in its document,
//! the exchanges, and the lines that show it again.

use super::super::super::findings::{Finding, extent};
use super::super::page::{Badge, block, first, line, link};
use super::{CHECKS, LISTED, stands};
use crate::report::conform::{
    Body, BodyEncoding, ExchangeRecord, Field, Level, Outcome, Place, Report,
};
use crate::report::shared::{command_word, duration};

/// Exchanges of a check that are shown.
const EXCHANGES: usize = 3;

/// A cause with its first check.
pub(super) struct CauseView {
    pub(super) level: Badge,
    pub(super) edge: &'static str,
    pub(super) rule: String,
    /// The operations touched, by name.
    pub(super) names: Vec<String>,
    pub(super) requirement: String,
    pub(super) reference: Option<String>,
    pub(super) expected: String,
    pub(super) actual: String,
    pub(super) place: String,
    pub(super) excerpt: Vec<ExcerptLine>,
    pub(super) exchanges: Vec<ExchangeView>,
    pub(super) more_exchanges: usize,
    pub(super) reproduce: String,
    pub(super) extent: String,
    pub(super) checks: Vec<String>,
    pub(super) more_checks: usize,
}

pub(super) struct ExcerptLine {
    pub(super) number: u32,
    pub(super) text: String,
    pub(super) is_quoted: bool,
}

pub(super) struct ExchangeView {
    pub(super) title: String,
    pub(super) request: String,
    pub(super) answer: String,
}

/// A finding as it is shown.
pub(super) fn cause(report: &Report, finding: &Finding<'_>) -> CauseView {
    let Finding { cause, check, actual } = finding;
    let expected = match &check.outcome {
        Outcome::Failed { expected, .. } => line(expected),
        _ => String::new(),
    };
    let exchanges = check.exchanges.iter().filter_map(|index| report.exchanges.get(*index));
    let (exchanges, more_exchanges) = first(EXCHANGES, exchanges);
    let (checks, more_checks) = first(CHECKS, &cause.checks);
    let curl: Vec<&str> = report.curl_lines(check).take(EXCHANGES).collect();
    let lines = [
        curl.join("\n"),
        format!("cp-harness replay report.json {}", command_word(&check.id)),
        format!("cp-harness rules {}", command_word(&cause.rule)),
    ];
    let edge = match cause.level {
        _ if cause.binding => "bad-edge",
        Level::Must | Level::Should => "warn-edge",
        Level::Note => "",
    };
    CauseView {
        level: level(cause.level, cause.binding),
        edge,
        rule: line(&cause.rule),
        names: cause.operations.iter().take(LISTED).map(|name| line(name)).collect(),
        requirement: line(&check.requirement),
        reference: link(&check.reference).map(line),
        expected,
        actual: line(actual),
        place: stands(&check.location),
        excerpt: excerpt(report, &check.location),
        exchanges: exchanges.into_iter().map(exchange).collect(),
        more_exchanges,
        reproduce: block(&lines.join("\n")),
        extent: line(&extent(cause)),
        checks: checks.into_iter().map(|check| line(check)).collect(),
        more_checks,
    }
}

/// The badge of a level.
pub(super) fn level(level: Level, is_binding: bool) -> Badge {
    let word = match level {
        Level::Must => "must",
        Level::Should => "should",
        Level::Note => "note",
    };
    let tone = match level {
        _ if is_binding => "bad",
        Level::Must | Level::Should => "warn",
        Level::Note => "quiet",
    };
    Badge::new(word, tone)
}

fn excerpt(report: &Report, place: &Place) -> Vec<ExcerptLine> {
    let mut excerpts = report.excerpts.iter();
    let Some(excerpt) =
        excerpts.find(|excerpt| excerpt.file == place.file && excerpt.line == place.line)
    else {
        return Vec::new();
    };
    let numbers = excerpt.first..;
    let lines = numbers.zip(&excerpt.lines).map(|(number, text)| ExcerptLine {
        number,
        text: line(text),
        is_quoted: number == excerpt.line,
    });
    lines.collect()
}

fn exchange(exchange: &ExchangeRecord) -> ExchangeView {
    let sent = &exchange.request;
    let mut request = format!("{} {}\n{}", sent.method, sent.url, headers(&sent.headers));
    if let Some(content) = &sent.body {
        request.push_str(&body(content));
    }
    let answer = exchange.response.as_ref().map(|response| {
        let stray = response.stray.as_ref().map(|stray| format!("\n\nafter it: {}", body(stray)));
        let head = format!("{}\n{}", response.status, headers(&response.headers));
        head + &body(&response.body) + &stray.unwrap_or_default()
    });
    let error = exchange.error.as_deref().unwrap_or("no answer");
    ExchangeView {
        title: line(&format!(
            "{} {}, {} after {}",
            sent.method,
            exchange.operation,
            exchange.response.as_ref().map_or("no answer".to_owned(), |it| it.status.to_string()),
            duration(exchange.elapsed_ms),
        )),
        request: block(&request),
        answer: block(&answer.unwrap_or_else(|| error.to_owned())),
    }
}

fn headers(fields: &[Field]) -> String {
    let lines: Vec<String> =
        fields.iter().map(|field| format!("{}: {}\n", field.name, field.value)).collect();
    lines.concat()
}

fn body(body: &Body) -> String {
    let what = match body.encoding {
        _ if body.size_bytes == 0 => return String::new(),
        BodyEncoding::Text => "",
        BodyEncoding::Base64 => "in base64: ",
    };
    let cut =
        if body.truncated { format!("… ({} bytes)", body.size_bytes) } else { String::new() };
    format!("\n{what}{}{cut}", body.content)
}
