//! The overview read from TOML.

use serde::Deserialize;
use serde_json::Value;
use toml::Spanned;

use super::model::{Overview, OverviewRule, OverviewRules, Pagination, RateLimit};
use crate::check::conventions::law::validator;
use crate::check::conventions::source_line::location;
use crate::check::model::Level;
use crate::input::{InputError, InputReader};

/// The overview that ships beside the documents.
const SHIPPED: (&str, &str) =
    ("specs/overview.prose.toml", include_str!("../../../../specs/overview.prose.toml"));

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OverviewWritten {
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
struct OverviewRuleWritten {
    level: Spanned<Level>,
    text: String,
    basis: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EnvelopeWritten {
    says: OverviewRuleWritten,
    schema: Spanned<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusesWritten {
    says: OverviewRuleWritten,
    common: Vec<Spanned<u16>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RateLimitWritten {
    limit: String,
    remaining: String,
    reset: String,
    requests: Spanned<u32>,
    present: Option<OverviewRuleWritten>,
    consistent: Option<OverviewRuleWritten>,
    falls: Option<OverviewRuleWritten>,
    exceeded: Option<OverviewRuleWritten>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PaginationWritten {
    says: OverviewRuleWritten,
    limit: String,
    offset: String,
    items: String,
    total: String,
}

/// More requests than this are no question but an attack.
const MOST: u32 = 1_000;

impl Overview {
    /// Reads the file of an overview; `origin` is its path, for messages and findings.
    pub fn parse(origin: &str, text: &str) -> Result<Self, InputError> {
        let mut reader = InputReader::new(origin, text);
        let written: OverviewWritten = reader.read()?;
        if !written.reference.get_ref().starts_with("https://") {
            reader.wrong(&written.reference, "a reference is a link; begin it with https://");
        }
        let stated = |text: Option<Spanned<String>>| {
            let text = text?;
            let location = location(&reader, &text);
            Some((text.into_inner(), location))
        };
        let (base_url, version) = (stated(written.base_url), stated(written.version));
        let mut rules = OverviewRules::default();
        if let Some(envelope) = written.error_envelope {
            let schema = envelope.schema.get_ref().clone();
            if validator(&schema).is_none() {
                reader.wrong(&envelope.schema, "not a JSON Schema; correct it");
            }
            rules.error_envelope = Some((rule(envelope.says, &reader), schema));
        }
        if let Some(statuses) = written.statuses {
            for status in &statuses.common {
                if !(100..600).contains(status.get_ref()) {
                    reader.wrong(status, "a status is a number from 100 to 599");
                }
            }
            let common = statuses.common.into_iter().map(Spanned::into_inner).collect();
            rules.statuses = Some((rule(statuses.says, &reader), common));
        }
        if let Some(rate) = written.rate_limit {
            rate_limit(rate, &mut rules, &mut reader);
        }
        rules.pagination = written.pagination.map(|written| {
            let PaginationWritten { says, limit, offset, items, total } = written;
            (rule(says, &reader), Pagination { limit, offset, items, total })
        });
        let (name, title, reference) =
            (written.name, written.title, written.reference.into_inner());
        reader.finish(Self { name, title, reference, base_url, version, rules })
    }

    /// The overview that is built in.
    pub fn shipped() -> Result<Self, InputError> {
        Self::parse(SHIPPED.0, SHIPPED.1)
    }
}

fn rule(written: OverviewRuleWritten, reader: &InputReader<'_>) -> OverviewRule {
    OverviewRule {
        location: location(reader, &written.level),
        level: written.level.into_inner(),
        text: written.text,
        basis: written.basis,
    }
}

fn rate_limit(written: RateLimitWritten, rules: &mut OverviewRules, reader: &mut InputReader<'_>) {
    if !(1..=MOST).contains(written.requests.get_ref()) {
        reader.wrong(&written.requests, format!("give a number from 1 to {MOST}"));
    }
    let read = |written: Option<OverviewRuleWritten>| written.map(|written| rule(written, reader));
    rules.rate_present = read(written.present);
    rules.rate_consistent = read(written.consistent);
    rules.rate_falls = read(written.falls);
    rules.rate_exceeded = read(written.exceeded);
    rules.rate_limit = RateLimit {
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
        let overview = Overview::shipped().unwrap();
        let OverviewRules { error_envelope, statuses, pagination, rate_limit, .. } = overview.rules;
        assert!(error_envelope.is_some() && statuses.is_some() && pagination.is_some());
        assert_eq!(rate_limit.requests, 100);
    }

    #[test]
    fn what_is_wrong_is_reported_with_its_line() {
        for (text, described) in [
            ("name = 'x'\nreference = 'http://x'", "own.toml:2: reference: a reference is a link"),
            ("name = 'x'\nreference = 'https://x'\nversoin = '1'", "did you mean `version`?"),
            (
                "name = 'x'\nreference = 'https://x'\n[statuses]\ncommon = [99]\n\
                 says = { level = 'note', text = '', basis = '' }",
                "own.toml:4: statuses.common[0]: a status",
            ),
            (
                "name = 'x'\nreference = 'https://x'\n[error_envelope]\nschema = { type = 7 }\n\
                 says = { level = 'note', text = '', basis = '' }",
                "own.toml:4: error_envelope.schema: not a JSON Schema",
            ),
        ] {
            let error = Overview::parse("own.toml", text).unwrap_err().to_string();
            assert!(error.contains(described), "{error}");
        }
    }
}
