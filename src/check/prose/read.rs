//! Prose read from TOML.

use serde::Deserialize;
use serde_json::Value;
use toml::Spanned;

use super::{Pagination, Prose, RateLimit, SHIPPED, Saying, Sayings};
use crate::check::Level;
use crate::check::file::{FileError, Reading};
use crate::check::law::validator;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProseWritten {
    name: String,
    /// For people only.
    #[serde(rename = "about")]
    _about: Option<String>,
    title: Option<String>,
    reference: Spanned<String>,
    base_url: Option<Spanned<String>>,
    version: Option<Spanned<String>>,
    error_envelope: Option<EnvelopeWritten>,
    statuses: Option<StatusesWritten>,
    rate_limit: Option<RateLimitWritten>,
    pagination: Option<PaginationWritten>,
}

/// One thing said, in a section of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SayingWritten {
    level: Spanned<Level>,
    text: String,
    basis: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EnvelopeWritten {
    says: SayingWritten,
    schema: Spanned<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusesWritten {
    says: SayingWritten,
    common: Vec<Spanned<u16>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RateLimitWritten {
    limit: String,
    remaining: String,
    reset: String,
    requests: Spanned<u32>,
    present: Option<SayingWritten>,
    consistent: Option<SayingWritten>,
    falls: Option<SayingWritten>,
    exceeded: Option<SayingWritten>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PaginationWritten {
    says: SayingWritten,
    limit: String,
    offset: String,
    items: String,
    total: String,
}

/// More requests than this are no question but an attack.
const MOST: u32 = 1_000;

impl Prose {
    /// Reads a file of prose; `origin` is its path, for messages and findings.
    pub fn parse(origin: &str, text: &str) -> Result<Self, FileError> {
        let mut reading = Reading::new(origin, text);
        let written: ProseWritten = reading.written()?;
        if !written.reference.get_ref().starts_with("https://") {
            reading.wrong(&written.reference, "a reference is a link; begin it with https://");
        }
        let stated = |text: Option<Spanned<String>>| {
            let text = text?;
            let location = reading.location(&text);
            Some((text.into_inner(), location))
        };
        let (base_url, version) = (stated(written.base_url), stated(written.version));
        let mut sayings = Sayings::default();
        if let Some(envelope) = written.error_envelope {
            let schema = envelope.schema.get_ref().clone();
            if validator(&schema).is_none() {
                reading.wrong(&envelope.schema, "not a JSON Schema; mend it");
            }
            sayings.error_envelope = Some((saying(envelope.says, &reading), schema));
        }
        if let Some(statuses) = written.statuses {
            for status in &statuses.common {
                if !(100..600).contains(status.get_ref()) {
                    reading.wrong(status, "a status is a number from 100 to 599");
                }
            }
            let common = statuses.common.into_iter().map(Spanned::into_inner).collect();
            sayings.statuses = Some((saying(statuses.says, &reading), common));
        }
        if let Some(rate) = written.rate_limit {
            rate_limit(rate, &mut sayings, &mut reading);
        }
        sayings.pagination = written.pagination.map(|written| {
            let PaginationWritten { says, limit, offset, items, total } = written;
            (saying(says, &reading), Pagination { limit, offset, items, total })
        });
        let (name, title, reference) =
            (written.name, written.title, written.reference.into_inner());
        reading.finish(Self { name, title, reference, base_url, version, sayings })
    }

    /// The prose that is built in.
    pub fn shipped() -> Result<Self, FileError> {
        Self::parse(SHIPPED.0, SHIPPED.1)
    }
}

fn saying(written: SayingWritten, reading: &Reading<'_>) -> Saying {
    Saying {
        location: reading.location(&written.level),
        level: written.level.into_inner(),
        text: written.text,
        basis: written.basis,
    }
}

fn rate_limit(written: RateLimitWritten, sayings: &mut Sayings, reading: &mut Reading<'_>) {
    if !(1..=MOST).contains(written.requests.get_ref()) {
        reading.wrong(&written.requests, format!("give a number from 1 to {MOST}"));
    }
    let read = |written: Option<SayingWritten>| written.map(|written| saying(written, reading));
    sayings.rate_present = read(written.present);
    sayings.rate_consistent = read(written.consistent);
    sayings.rate_falls = read(written.falls);
    sayings.rate_exceeded = read(written.exceeded);
    sayings.rate_limit = RateLimit {
        limit: written.limit,
        remaining: written.remaining,
        reset: written.reset,
        requests: written.requests.into_inner(),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_prose_is_whole() {
        let prose = Prose::shipped().unwrap();
        let Sayings { error_envelope, statuses, pagination, rate_limit, .. } = prose.sayings;
        assert!(error_envelope.is_some() && statuses.is_some() && pagination.is_some());
        assert_eq!(rate_limit.requests, 100);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, told) in [
            ("name = 'x'\nreference = 'http://x'", "own.toml:2: a reference is a link"),
            ("name = 'x'\nreference = 'https://x'\nversoin = '1'", "did you mean `version`?"),
            (
                "name = 'x'\nreference = 'https://x'\n[statuses]\ncommon = [99]\n\
                 says = { level = 'note', text = '', basis = '' }",
                "own.toml:4: a status",
            ),
            (
                "name = 'x'\nreference = 'https://x'\n[error_envelope]\nschema = { type = 7 }\n\
                 says = { level = 'note', text = '', basis = '' }",
                "own.toml:4: not a JSON Schema",
            ),
        ] {
            let error = Prose::parse("own.toml", text).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
    }
}
