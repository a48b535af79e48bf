//! One check, sent again: its exchanges in full, and the outcome beside the one reported before.

use std::fmt::Write as _;
use std::io;

use crate::report::conform::model::{
    Body, BodyEncoding, CheckRecord, ExchangeRecord, Field, Outcome, Report,
};
use crate::report::shared::{Ink, Style};
use crate::report::shared::{duration, shown};

/// Writes the check `before`, as `again` says it, with its exchanges and both outcomes.
pub fn write_replay(
    before: &CheckRecord,
    again: &Report,
    out: &mut dyn io::Write,
    style: Style,
) -> io::Result<()> {
    out.write_all(replay(before, again, style).as_bytes())?;
    out.flush()
}

fn replay(before: &CheckRecord, again: &Report, style: Style) -> String {
    let mut text = format!("{}\n", style.paint(Ink::Strong, &shown(&before.id)));
    let _ = writeln!(text, "{}", shown(&before.requirement));
    let now = again.check(&before.id);
    let place = now.map_or(&before.location, |check| &check.location);
    let _ = writeln!(text, "{}:{}  #{}", shown(&place.file), place.line, shown(&place.pointer));
    let exchanges = now.map_or(&[][..], |check| &check.exchanges);
    for (at, index) in exchanges.iter().enumerate() {
        if let Some(exchange) = again.exchanges.get(*index) {
            let _ = writeln!(text, "\nrequest {} of {}", at + 1, exchanges.len());
            text.push_str(&describe(exchange, style));
        }
    }
    let _ = write!(text, "\nbefore  {}", outcome(&before.outcome, style));
    let now = now.map_or(&Outcome::NotRun, |check| &check.outcome);
    let _ = write!(text, "now     {}", outcome(now, style));
    text
}

/// An exchange as it went over the wire, line by line.
pub(super) fn describe(exchange: &ExchangeRecord, style: Style) -> String {
    let request = &exchange.request;
    let mut lines = vec![format!("> {} {}", request.method, shown(&request.url))];
    lines.extend(headers('>', &request.headers));
    lines.extend(request.body.iter().filter_map(|body| content('>', body)));
    let took = duration(exchange.elapsed_ms);
    match (&exchange.response, &exchange.error) {
        (Some(response), _) => {
            lines.push(format!("< {} ({took})", response.status));
            lines.extend(headers('<', &response.headers));
            lines.extend(content('<', &response.body));
            lines.extend(response.stray.iter().map(|_| "< followed by stray bytes".to_owned()));
            lines.extend(response.stray.iter().filter_map(|stray| content('<', stray)));
        }
        (None, error) => {
            let error = error.as_deref().unwrap_or("no answer");
            lines.push(format!("< {} ({took})", shown(error)));
        }
    }
    lines.push(style.paint(Ink::Quiet, &exchange.curl));
    lines.iter().fold(String::new(), |text, line| text + "  " + line + "\n")
}

fn headers(side: char, fields: &[Field]) -> impl Iterator<Item = String> {
    fields
        .iter()
        .map(move |field| format!("{side} {}: {}", shown(&field.name), shown(&field.value)))
}

fn content(side: char, body: &Body) -> Option<String> {
    if body.content.is_empty() {
        return None;
    }
    let note = match body.encoding {
        BodyEncoding::Text => "",
        BodyEncoding::Base64 => " (base64)",
    };
    Some(format!("{side} {}{note}", shown(&body.content)))
}

fn outcome(outcome: &Outcome, style: Style) -> String {
    let (ink, word, said) = match outcome {
        Outcome::Passed => (Ink::Good, "passed", String::new()),
        Outcome::Failed { expected, actual, .. } => {
            (Ink::Bad, "failed", format!("expected {}, actual {}", shown(expected), shown(actual)))
        }
        Outcome::Skipped { reason } => (Ink::Quiet, "skipped", shown(reason)),
        Outcome::Inconclusive { reason, .. } => (Ink::Warning, "inconclusive", shown(reason)),
        Outcome::NotRun => (Ink::Warning, "not run", String::new()),
    };
    let line = format!("{}  {said}", style.paint(ink, word));
    format!("{}\n", line.trim_end())
}
