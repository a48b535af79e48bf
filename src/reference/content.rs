//! The content of a request: reading it off the wire, then as a JSON object.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderValue};
use http_body_util::BodyExt;
use serde_json::value::RawValue;

use super::fields::Members;
use super::refusal::{Offender, RequestPlace, ValidationFault, ValidationRefusal};

/// The largest content that is looked at.
const LIMIT_BYTES: usize = 1024 * 1024;
/// How much is read and thrown away, so that a client that still sends hears the refusal.
const DRAIN_BYTES: usize = 16 * LIMIT_BYTES;
/// How long the content may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads the whole content, bounded in size and time.
pub(super) async fn collect(body: Body) -> Result<Bytes, ValidationRefusal> {
    tokio::time::timeout(PATIENCE, drain(body)).await.unwrap_or(Err(ValidationRefusal::TooSlow))
}

async fn drain(mut body: Body) -> Result<Bytes, ValidationRefusal> {
    let mut kept = BytesMut::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ValidationRefusal::Unreadable)?;
        let Some(bytes) = frame.data_ref() else {
            continue;
        };
        length += bytes.len();
        if length <= LIMIT_BYTES {
            kept.extend_from_slice(bytes);
        } else if length > DRAIN_BYTES {
            break;
        }
    }
    if length > LIMIT_BYTES {
        return Err(ValidationRefusal::TooLarge);
    }
    Ok(kept.freeze())
}

/// Reads the content as a JSON object; `None` where there is no content.
pub(super) fn members<'b>(
    headers: &HeaderMap,
    content: &'b [u8],
) -> Result<Option<Members<'b>>, Offender> {
    if content.is_empty() {
        return Ok(None);
    }
    let body = RequestPlace::Root("body");
    // Content that is not declared as JSON is bytes, hence no object.
    if !is_json(headers) {
        return Err(Offender::new(body, ValidationFault::ModelAttributesType));
    }
    let invalid =
        |offset| Offender::new(RequestPlace::At(&body, offset), ValidationFault::JsonInvalid);
    let text = std::str::from_utf8(content).map_err(|error| invalid(error.valid_up_to()))?;
    let malformed = |error| invalid(offset(text, &error));
    let value: &RawValue = serde_json::from_str(text).map_err(malformed)?;
    if !value.get().starts_with('{') {
        return Err(Offender::new(body, ValidationFault::ModelAttributesType));
    }
    Members::parse(text).map(Some).map_err(malformed)
}

/// True for `application/json` and every `+json` type below `application`, parameters aside
/// ([RFC 6839 §3.1](https://www.rfc-editor.org/rfc/rfc6839#section-3.1)).
fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let value = value.and_then(|value| std::str::from_utf8(value).ok());
    let essence = value.and_then(|value| value.split(';').next());
    let essence = essence.unwrap_or_default().trim().to_ascii_lowercase();
    essence
        .strip_prefix("application/")
        .is_some_and(|subtype| subtype == "json" || subtype.ends_with("+json"))
}

/// The byte the parser stumbled over, counted from 0.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().max(1) - 1);
    let before: usize = lines.map(str::len).sum();
    (before + error.column().max(1) - 1).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(media_type: Option<&str>, content: &[u8]) -> Option<Offender> {
        let mut headers = HeaderMap::new();
        if let Some(media_type) = media_type {
            headers.insert(CONTENT_TYPE, media_type.parse().unwrap());
        }
        members(&headers, content).err()
    }

    fn json_invalid_at(offset: usize) -> Offender {
        let body = RequestPlace::Root("body");
        Offender::new(RequestPlace::At(&body, offset), ValidationFault::JsonInvalid)
    }

    #[test]
    fn json_is_reported_by_its_media_type() {
        for media_type in [
            "application/json",
            "application/json; charset=utf-8",
            "Application/JSON",
            "application/vnd.worker+json",
            "application/problem+json;a=b",
        ] {
            assert_eq!(refusal(Some(media_type), b"{}"), None, "{media_type}");
        }
        let refused =
            Some(Offender::new(RequestPlace::Root("body"), ValidationFault::ModelAttributesType));
        assert_eq!(refusal(None, b"{}"), refused);
        for media_type in
            ["text/plain", "application/xml", "json", "application/jsonp", "", "\u{e9}"]
        {
            assert_eq!(refusal(Some(media_type), b"{}"), refused, "{media_type}");
        }
    }

    #[test]
    fn malformed_json_is_refused_at_its_offset() {
        let json = Some("application/json");
        for (content, offset) in [
            (&b"{"[..], 0),
            (b"{\"a\": }", 6),
            (b"{\n  \"a\": 1,\n}", 12),
            (b"nul", 2),
            (b" ", 0),
            (b"{} {}", 3),
            (b"{\"a\": \"\xff\"}", 7),
            (b"\xef\xbb\xbf{}", 0),
            (b"{\"a\": 01}", 7),
        ] {
            let text = String::from_utf8_lossy(content);
            assert_eq!(refusal(json, content), Some(json_invalid_at(offset)), "{text}");
        }
    }

    #[test]
    fn what_is_no_object_is_refused_as_a_whole() {
        let refused =
            Some(Offender::new(RequestPlace::Root("body"), ValidationFault::ModelAttributesType));
        for content in ["[]", "null", "5", "\"{}\"", "true", "1e999"] {
            let found = refusal(Some("application/json"), content.as_bytes());
            assert_eq!(found, refused, "{content}");
        }
    }

    #[test]
    fn depth_and_size_of_numbers_do_no_harm() {
        let deep = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(refusal(Some("application/json"), deep.as_bytes()), None);
        assert_eq!(refusal(Some("application/json"), br#"{"a": 1e99999}"#), None);
        let open = "[".repeat(100_000);
        assert!(refusal(Some("application/json"), open.as_bytes()).is_some());
    }
}
