//! A request made ready for the wire: request line, headers and framing, or why that cannot be.

use bytes::Bytes;
use http::header::{ACCEPT, CONNECTION, CONTENT_LENGTH, HOST, USER_AGENT};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use http_body_util::Full;

use super::target::{self, Target};
use crate::wire::{Request, TransportError};

/// A request that hyper takes as it is.
pub(super) type WireRequest = http::Request<Full<Bytes>>;

const AGENT: &str = concat!("cp-harness/", env!("CARGO_PKG_VERSION"));

/// Makes `request` ready for `target`; `own` are the user's headers, which win over same-named ones.
pub(super) fn encode(
    target: &Target,
    own: &[(HeaderName, HeaderValue)],
    request: &Request,
) -> Result<WireRequest, TransportError> {
    let mut wire = WireRequest::new(Full::default());
    *wire.method_mut() = method(&request.method)?;
    *wire.uri_mut() = uri(&target.prefix, &request.path)?;
    *wire.headers_mut() = headers(target, own, request)?;
    if let Some(body) = &request.body {
        // hyper leaves the length out where the content is empty.
        let length = HeaderValue::from(body.len());
        wire.headers_mut().insert(CONTENT_LENGTH, length);
        *wire.body_mut() = Full::new(Bytes::copy_from_slice(body));
    }
    Ok(wire)
}

fn unsendable(reason: impl Into<String>) -> TransportError {
    let reason = reason.into();
    TransportError::Unsendable { reason }
}

fn method(name: &str) -> Result<Method, TransportError> {
    match Method::from_bytes(name.as_bytes()) {
        Ok(Method::CONNECT) => Err(unsendable("CONNECT makes a tunnel and has no answer")),
        Ok(method) => Ok(method),
        Err(_) => Err(unsendable(format!("method `{}` is not a token", name.escape_default()))),
    }
}

fn uri(prefix: &str, path: &str) -> Result<Uri, TransportError> {
    let shown = path.escape_default();
    if !path.starts_with('/') {
        return Err(unsendable(format!("path `{shown}` does not begin with `/`")));
    }
    // `Uri` would cut a fragment off without a word, and let bytes beyond ASCII pass.
    if let Some(odd) = path.chars().find(|c| *c == '#' || !c.is_ascii_graphic()) {
        let odd = odd.escape_default();
        return Err(unsendable(format!("path `{shown}` holds `{odd}`: percent-encode it")));
    }
    PathAndQuery::try_from(format!("{prefix}{path}"))
        .map(Uri::from)
        .map_err(|error| unsendable(format!("path `{shown}`: {error}")))
}

fn headers(
    target: &Target,
    own: &[(HeaderName, HeaderValue)],
    request: &Request,
) -> Result<HeaderMap, TransportError> {
    let mut headers = HeaderMap::with_capacity(request.headers.len() + own.len() + 5);
    headers.insert(HOST, target.authority.clone());
    let mut given = HeaderMap::new();
    for (name, value) in &request.headers {
        let shown = name.escape_default();
        let (name, value) = target::header(name, value)
            .map_err(|reason| unsendable(format!("header `{shown}`: {reason}")))?;
        if !own.iter().any(|(other, _)| *other == name) {
            append(&mut given, name, value)?;
        }
    }
    for (name, value) in own {
        append(&mut given, name.clone(), value.clone())?;
    }
    for (name, value) in [(USER_AGENT, AGENT), (ACCEPT, "*/*")] {
        if !given.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    headers.extend(given);
    if request.until_close {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(headers)
}

fn append(
    headers: &mut HeaderMap,
    name: HeaderName,
    value: HeaderValue,
) -> Result<(), TransportError> {
    match headers.try_append(name, value) {
        Ok(_) => Ok(()),
        Err(_) => Err(unsendable("too many headers")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn encoded(request: &Request, own: &[(&str, &str)]) -> Result<WireRequest, TransportError> {
        let target = Target::from_url(&Url::parse("http://h:1/base/").unwrap()).unwrap();
        let own: Vec<_> =
            own.iter().map(|(name, value)| target::header(name, value).unwrap()).collect();
        encode(&target, &own, request)
    }

    fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Request {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: headers.iter().map(owned).collect(),
            ..Request::default()
        }
    }

    #[test]
    fn path_is_sent_below_the_prefix_and_not_tidied() {
        for path in ["/api/x", "/a/../b", "//double", "/q?a=%20&b={}"] {
            let wire = encoded(&request("GET", path, &[]), &[]).unwrap();
            assert_eq!(wire.uri().to_string(), format!("/base{path}"));
        }
    }

    #[test]
    fn same_named_headers_are_all_sent_unless_the_user_gave_one() {
        let twice = request("GET", "/", &[("X-A", "1"), ("x-a", "2"), ("X-B", "3")]);
        let values = |wire: &WireRequest| -> Vec<String> {
            let values = wire.headers().get_all("x-a").iter();
            values.map(|v| v.to_str().unwrap().to_owned()).collect()
        };
        assert_eq!(values(&encoded(&twice, &[]).unwrap()), ["1", "2"]);
        let wire = encoded(&twice, &[("X-a", "own")]).unwrap();
        assert_eq!(values(&wire), ["own"]);
        assert_eq!(wire.headers()["x-b"], "3");
    }

    #[test]
    fn usual_headers_give_way_to_the_requests_own() {
        let plain = encoded(&request("GET", "/", &[]), &[]).unwrap();
        assert_eq!(plain.headers()["host"], "h:1");
        assert_eq!(plain.headers()["accept"], "*/*");
        assert!(plain.headers()["user-agent"].to_str().unwrap().starts_with("cp-harness/"));
        let own = request("GET", "/", &[("Accept", "a/b"), ("user-agent", "me"), ("Host", "v")]);
        let wire = encoded(&own, &[]).unwrap();
        for (name, value) in [("accept", "a/b"), ("user-agent", "me"), ("host", "v")] {
            let values: Vec<_> = wire.headers().get_all(name).iter().collect();
            assert_eq!(values, [value], "{name}");
        }
    }

    #[test]
    fn length_is_sent_where_there_is_content_even_if_empty() {
        let mut post = request("POST", "/", &[]);
        let length =
            |post: &Request| encoded(post, &[]).unwrap().headers().get(CONTENT_LENGTH).cloned();
        assert_eq!(length(&post), None);
        post.body = Some(Vec::new());
        assert_eq!(length(&post).unwrap(), "0");
        post.body = Some(b"abc".to_vec());
        assert_eq!(length(&post).unwrap(), "3");
    }

    #[test]
    fn what_cannot_be_sent_is_said_and_never_sent() {
        for (bad, said) in [
            (request("GET", "x", &[]), "path `x` does not begin with `/`"),
            (request("GET", "/a b", &[]), "path `/a b` holds ` `: percent-encode it"),
            (request("GET", "/é", &[]), "path `/\\u{e9}` holds `\\u{e9}`: percent-encode it"),
            (request("GET", "/a#b", &[]), "path `/a#b` holds `#`: percent-encode it"),
            (request("G T", "/", &[]), "method `G T` is not a token"),
            (request("", "/", &[]), "method `` is not a token"),
            (request("CONNECT", "/", &[]), "CONNECT makes a tunnel and has no answer"),
            (
                request("GET", "/", &[("X", "a\nb")]),
                "header `X`: the value holds a line break or another control character",
            ),
            (request("GET", "/", &[("a b", "")]), "header `a b`: the name is not a token"),
        ] {
            let error = encoded(&bad, &[]).unwrap_err();
            assert_eq!(error, unsendable(said));
        }
        let long = request("GET", &format!("/{}", "a".repeat(70_000)), &[]);
        assert!(matches!(encoded(&long, &[]), Err(TransportError::Unsendable { .. })));
    }
}
