//! `exchanges.har`: the exchanges of a report as an HTTP archive, for browsers and proxies to open
//! ([HAR 1.2](http://www.softwareishard.com/blog/har-12-spec/)).

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::super::conform::{
    Body, BodyEncoding, ExchangeRecord, Field, Report, RequestRecord, ResponseRecord,
};
use super::format::{Format, Rendering};

pub(super) const FORMAT: Format = Format {
    name: "har",
    about: "The exchanges as an HTTP archive (HAR 1.2)",
    file: Some("exchanges.har"),
    conform: Some(Rendering::AtTheEnd(|report, out, _| out.write_all(to_har(report).as_bytes()))),
    ..Format::EMPTY
};

/// The protocol that the harness speaks.
const HTTP_VERSION: &str = "HTTP/1.1";

/// What a size is where nobody measured it.
const UNKNOWN: i64 = -1;

/// The exchanges as an HTTP archive, in the order they were sent, with a line end. Secrets are
/// redacted in `report` already.
pub fn to_har(report: &Report) -> String {
    let started = report.started_at.as_deref().and_then(|text| text.parse().ok());
    let started: DateTime<Utc> = started.unwrap_or_default();
    let mut exchanges: Vec<&ExchangeRecord> = report.exchanges.iter().collect();
    exchanges.sort_by(|one, other| one.sent_at_ms.total_cmp(&other.sent_at_ms));
    let entries: Vec<Value> = exchanges.iter().map(|exchange| entry(exchange, started)).collect();
    let archive = json!({
        "log": {
            "version": "1.2",
            "creator": { "name": report.harness.name, "version": report.harness.version },
            "entries": entries,
        }
    });
    format!("{archive:#}\n")
}

fn entry(exchange: &ExchangeRecord, started: DateTime<Utc>) -> Value {
    let elapsed_ms = exchange.elapsed_ms;
    let mut entry = json!({
        "startedDateTime": moment(started, exchange.sent_at_ms),
        "time": elapsed_ms,
        "request": request(&exchange.request),
        "response": response(exchange.response.as_ref(), exchange.error.as_deref()),
        "cache": {},
        // One duration is measured, from sending to the last byte of the answer.
        "timings": { "blocked": UNKNOWN, "dns": UNKNOWN, "connect": UNKNOWN, "ssl": UNKNOWN,
                     "send": 0, "wait": elapsed_ms, "receive": 0 },
        "comment": exchange.operation,
    });
    if let (Some(error), Some(members)) = (&exchange.error, entry.as_object_mut()) {
        members.insert("_error".to_owned(), Value::from(error.as_str()));
    }
    entry
}

fn moment(started: DateTime<Utc>, after_ms: f64) -> String {
    let after = std::time::Duration::try_from_secs_f64(after_ms / 1e3).unwrap_or_default();
    let after = TimeDelta::from_std(after).unwrap_or_default();
    let moment = started.checked_add_signed(after).unwrap_or(started);
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn request(request: &RequestRecord) -> Value {
    let content_type = first(&request.headers, "content-type");
    let mut described = json!({
        "method": request.method,
        "url": request.url,
        "httpVersion": HTTP_VERSION,
        "cookies": cookies(&request.headers),
        "headers": fields(&request.headers),
        "queryString": query(&request.url),
        "headersSize": UNKNOWN,
        "bodySize": request.body.as_ref().map_or(0, |body| body.size_bytes),
    });
    if let (Some(body), Some(members)) = (&request.body, described.as_object_mut()) {
        let mut data = json!({ "mimeType": content_type, "params": [], "text": body.content });
        if let (Some(comment), Some(data)) = (remark(body), data.as_object_mut()) {
            data.insert("comment".to_owned(), Value::from(comment));
        }
        members.insert("postData".to_owned(), data);
    }
    described
}

/// Where nothing came back, status 0, as browsers have it.
fn response(response: Option<&ResponseRecord>, error: Option<&str>) -> Value {
    let Some(response) = response else {
        return json!({
            "status": 0,
            "statusText": error.unwrap_or_default(),
            "httpVersion": HTTP_VERSION,
            "cookies": [],
            "headers": [],
            "content": { "size": 0, "mimeType": "" },
            "redirectURL": "",
            "headersSize": UNKNOWN,
            "bodySize": UNKNOWN,
        });
    };
    let status = http::StatusCode::from_u16(response.status).ok();
    json!({
        "status": response.status,
        "statusText": status.and_then(|status| status.canonical_reason()).unwrap_or_default(),
        "httpVersion": HTTP_VERSION,
        "cookies": [],
        "headers": fields(&response.headers),
        "content": content(&response.body, &first(&response.headers, "content-type")),
        "redirectURL": first(&response.headers, "location"),
        "headersSize": UNKNOWN,
        "bodySize": response.body.size_bytes,
    })
}

fn content(body: &Body, media_type: &str) -> Value {
    let mut content =
        json!({ "size": body.size_bytes, "mimeType": media_type, "text": body.content });
    if let Some(members) = content.as_object_mut() {
        if body.encoding == BodyEncoding::Base64 {
            members.insert("encoding".to_owned(), Value::from("base64"));
        }
        if body.truncated {
            members.insert("comment".to_owned(), Value::from("cut short"));
        }
    }
    content
}

/// What `postData` has no member for.
fn remark(body: &Body) -> Option<String> {
    let base64 = (body.encoding == BodyEncoding::Base64).then_some("base64");
    let remarks = [base64, body.truncated.then_some("cut short")];
    let remarks: Vec<&str> = remarks.into_iter().flatten().collect();
    (!remarks.is_empty()).then(|| remarks.join(", "))
}

fn fields(headers: &[Field]) -> Vec<Value> {
    headers.iter().map(|field| json!({ "name": field.name, "value": field.value })).collect()
}

fn first(headers: &[Field], name: &str) -> String {
    let mut headers = headers.iter();
    let found = headers.find(|field| field.name.eq_ignore_ascii_case(name));
    found.map(|field| field.value.clone()).unwrap_or_default()
}

/// The cookies of a request, by name: a report redacts the whole header.
fn cookies(headers: &[Field]) -> Vec<Value> {
    let header = first(headers, "cookie");
    let pairs = header.split("; ").filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn query(url: &str) -> Vec<Value> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            json!({ "name": decoded(name), "value": decoded(value) })
        })
        .collect()
}
