//! Which collector gets the metrics, and what goes with them: the flag, and the environment as exporters
//! of OpenTelemetry read it.
//!
//! Sources: "OpenTelemetry Protocol Exporter" and "Resource SDK" of the OpenTelemetry specification.
//! Messages here never repeat a value, which may be secret.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;
use url::Url;

use crate::cli::args::flag_values::web_url;
use crate::cli::output::Failure;
use crate::report::shared::{Redactor, Secret};

/// Where a collector listens that nobody has named.
const USUAL: &str = "http://localhost:4318";

/// What the path of a collector's URL goes on with for metrics.
const PATH: &str = "/v1/metrics";

/// How long a push may take, all attempts together.
const LIMIT: Duration = Duration::from_secs(10);

/// Headers that follow from the request itself.
const FRAMING: [&str; 6] = [
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
];

/// A collector, and what requests to it carry.
#[derive(Debug)]
pub(super) struct Collector {
    /// Where requests go.
    pub(super) url: Url,
    /// Headers of the user's own.
    pub(super) headers: HeaderMap,
    /// How long a push may take, all attempts together.
    pub(super) limit: Duration,
    /// The attributes of the resource that the metrics are of.
    pub(super) resource: Vec<(String, String)>,
    redactor: Redactor,
}

/// Reads a variable of the environment.
type Variables<'v> = &'v dyn Fn(&str) -> Option<OsString>;

impl Collector {
    /// What a flag with this URL, or with none, and the environment say.
    pub(super) fn of(flag: Option<&Url>, variables: Variables<'_>) -> Result<Self, Failure> {
        let url = match flag {
            Some(url) => metrics_below("--otlp", url.clone())?,
            None => url(variables)?,
        };
        let names = ["OTEL_EXPORTER_OTLP_METRICS_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"];
        let (variable, text) = first(&names, variables)?.unwrap_or_default();
        let headers = pairs(variable, &text)?;
        let secrets: Vec<Secret> = headers
            .iter()
            .flat_map(|(_, value)| [value.as_str(), value.rsplit(' ').next().unwrap_or_default()])
            .map(|value| Secret { value: value.to_owned(), variable: None })
            .collect();
        Ok(Self {
            url,
            headers: sendable(variable, &headers)?,
            limit: limit(variables)?,
            resource: resource(variables)?,
            redactor: Redactor::new(&secrets, None),
        })
    }

    /// Where requests go, for people.
    pub(super) fn shown_url(&self) -> String {
        self.redactor.url(self.url.as_str())
    }

    /// A text without what the headers hold.
    pub(super) fn redacted(&self, text: &str) -> String {
        self.redactor.text(text)
    }
}

/// The first of these variables that has a value, with its name. An empty one counts as none.
fn first(
    names: &[&'static str],
    variables: Variables<'_>,
) -> Result<Option<(&'static str, String)>, Failure> {
    for name in names {
        if let Some(value) = variables(name).filter(|value| !value.is_empty()) {
            let text = value.into_string();
            let text = text.map_err(|_| Failure::usage(format!("{name}: it is not UTF-8")))?;
            return Ok(Some((name, text)));
        }
    }
    Ok(None)
}

/// The URL that the environment names, or the usual one.
fn url(variables: Variables<'_>) -> Result<Url, Failure> {
    let own = first(&["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"], variables)?;
    let common = first(&["OTEL_EXPORTER_OTLP_ENDPOINT"], variables)?;
    let parsed = |name: &str, text: &str| {
        web_url(text.trim())
            .map_err(|why| Failure::usage(format!("{name}: {why}: give a URL such as {USUAL}")))
    };
    match (own, common) {
        // That of metrics alone is taken as it is.
        (Some((name, text)), _) => without_user(name, parsed(name, &text)?),
        (None, Some((name, text))) => metrics_below(name, parsed(name, &text)?),
        (None, None) => metrics_below("--otlp", parsed("--otlp", USUAL)?),
    }
}

/// Where a collector takes metrics, unless the URL says so already.
fn metrics_below(origin: &str, url: Url) -> Result<Url, Failure> {
    let mut url = without_user(origin, url)?;
    let path = url.path().trim_end_matches('/').to_owned();
    let end = if path.ends_with(PATH) { "" } else { PATH };
    url.set_path(&format!("{path}{end}"));
    Ok(url)
}

fn without_user(origin: &str, url: Url) -> Result<Url, Failure> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(url);
    }
    Err(Failure::usage(format!(
        "{origin}: the URL holds a user name or a password: leave them out and set \
         OTEL_EXPORTER_OTLP_HEADERS=authorization=Basic%20…"
    )))
}

/// The headers as they are sent.
fn sendable(variable: &str, headers: &[(String, String)]) -> Result<HeaderMap, Failure> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let refused = |why: &str| {
            let name = name.escape_default();
            Failure::usage(format!("{variable}: header `{name}`: {why}"))
        };
        let header =
            HeaderName::try_from(name).map_err(|_| refused("the name is not that of a header"))?;
        if FRAMING.contains(&header.as_str()) {
            return Err(refused("requests set it themselves: leave it out"));
        }
        let mut value = HeaderValue::try_from(value)
            .map_err(|_| refused("the value holds a character that no header can carry"))?;
        value.set_sensitive(true);
        map.append(header, value);
    }
    Ok(map)
}

/// How long a push may take: as the environment has it, in milliseconds, ten seconds at most.
fn limit(variables: Variables<'_>) -> Result<Duration, Failure> {
    let names = ["OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"];
    let Some((name, text)) = first(&names, variables)? else { return Ok(LIMIT) };
    let milliseconds = text.trim().parse().ok().filter(|milliseconds| *milliseconds > 0);
    let milliseconds = milliseconds.ok_or_else(|| {
        Failure::usage(format!("{name}: give a number of milliseconds above 0, as in 10000"))
    })?;
    Ok(LIMIT.min(Duration::from_millis(milliseconds)))
}

/// The attributes of the resource: this program, unless the environment says otherwise.
fn resource(variables: Variables<'_>) -> Result<Vec<(String, String)>, Failure> {
    let own =
        [("service.name", env!("CARGO_PKG_NAME")), ("service.version", env!("CARGO_PKG_VERSION"))];
    let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut attributes = BTreeMap::from(own);
    if let Some((name, text)) = first(&["OTEL_RESOURCE_ATTRIBUTES"], variables)? {
        attributes.extend(pairs(name, &text)?);
    }
    if let Some((_, service)) = first(&["OTEL_SERVICE_NAME"], variables)? {
        attributes.insert("service.name".to_owned(), service);
    }
    Ok(attributes.into_iter().collect())
}

/// `name=value,name=value`, the values percent-encoded.
fn pairs(variable: &str, text: &str) -> Result<Vec<(String, String)>, Failure> {
    let written = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    let pair = |(at, pair): (usize, &str)| {
        let wrong = |why: &str| {
            let number = at + 1;
            Failure::usage(format!(
                "{variable}: pair {number} {why}: give name=value,name=value, with values \
                 percent-encoded"
            ))
        };
        let (name, value) = pair.split_once('=').ok_or_else(|| wrong("has no `=`"))?;
        let (name, value) = (name.trim(), percent_decode_str(value.trim()).decode_utf8());
        match (name, value) {
            ("", _) => Err(wrong("has no name")),
            (_, Err(_)) => Err(wrong("is not UTF-8")),
            (name, Ok(value)) => Ok((name.to_owned(), value.into_owned())),
        }
    };
    written.enumerate().map(pair).collect()
}
