//! The line that sends a request again, for a person to paste into a POSIX shell.

use super::redact::{Piece, Redactor};
use super::shell;
use crate::wire::Request;

/// Content longer than this is read from `report.json` instead.
const INLINE_BYTES: usize = 4096;

/// Where a request goes, beside what it says itself.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Destination<'a> {
    /// The target's URL; the request's path goes below it.
    pub(in crate::report) target: &'a str,
    /// Headers that the transport adds to each request.
    pub(in crate::report) headers: &'a [(String, String)],
    /// True where any certificate is accepted.
    pub(in crate::report) insecure: bool,
    /// The exchange's index in the report.
    pub(in crate::report) index: usize,
}

impl Destination<'_> {
    /// The whole URL of a request.
    pub(in crate::report) fn url(&self, request: &Request) -> String {
        format!("{}{}", self.target.trim_end_matches('/'), request.path)
    }
}

/// One line that sends `request` again; the caller's token stands as a variable.
pub(in crate::report) fn curl_line(
    request: &Request,
    to: Destination,
    redactor: &Redactor,
) -> String {
    let mut words = vec!["curl".to_owned()];
    words.push(if request.until_close { "-iv" } else { "-i" }.to_owned());
    if to.insecure {
        words.push("--insecure".to_owned());
    }
    words.extend(method(request));
    let url = to.url(request);
    if has_dot_segment(&url) {
        words.push("--path-as-is".to_owned());
    }
    if url.contains(['[', ']', '{', '}']) {
        words.push("--globoff".to_owned());
    }
    for (name, value) in request.headers.iter().chain(to.headers) {
        if !name.eq_ignore_ascii_case("content-length") && !name.eq_ignore_ascii_case("host") {
            words.push("-H".to_owned());
            words.push(header(name, value, redactor));
        }
    }
    let mut before = None;
    if let Some(body) = &request.body {
        // Left to itself, curl would call it a form.
        if request.header("content-type").is_none() {
            words.push("-H Content-Type:".to_owned());
        }
        let pieces = redactor.body_pieces(body);
        if body.len() <= INLINE_BYTES && shell::is_printable(&pieces) {
            words.push(format!("--data-raw {}", shell::word(&pieces)));
        } else {
            words.push("--data-binary @-".to_owned());
            before = Some(source(body, &pieces, to.index));
        }
    }
    words.push(shell::word(&redactor.url_pieces(&url)));
    let line = words.join(" ");
    before.map_or(line.clone(), |before| format!("{before} | {line}"))
}

/// `-X`, where curl would choose another method by itself.
fn method(request: &Request) -> Option<String> {
    match (request.method.as_str(), &request.body) {
        ("GET", None) | ("POST", Some(_)) => None,
        ("HEAD", None) => Some("--head".to_owned()),
        // With `-X HEAD`, curl waits for content that never comes.
        ("HEAD", Some(_)) => Some("-X HEAD --max-time 10".to_owned()),
        (method, _) => Some(format!("-X {}", shell::word(&[literal(method)]))),
    }
}

fn header(name: &str, value: &str, redactor: &Redactor) -> String {
    // `Name:` would take the header away; `Name;` sends it empty.
    if value.is_empty() {
        return shell::word(&[literal(&format!("{name};"))]);
    }
    let mut pieces = vec![literal(&format!("{name}: "))];
    pieces.extend(redactor.header_pieces(name, value));
    shell::word(&pieces)
}

/// The command whose output is the content.
fn source(body: &[u8], pieces: &[Piece], index: usize) -> String {
    if body.len() <= INLINE_BYTES {
        return shell::printf(pieces);
    }
    let read = format!("jq -j '.exchanges[{index}].request.body.content' report.json");
    match std::str::from_utf8(body) {
        Ok(_) => read,
        Err(_) => format!("{read} | base64 -d"),
    }
}

/// True where curl would tidy the path: `/../` and `/./` (RFC 3986 §5.2.4), also percent-encoded.
fn has_dot_segment(url: &str) -> bool {
    let path = url.split('?').next().unwrap_or_default();
    path.split('/').any(|segment| {
        let segment = segment.replace("%2e", ".").replace("%2E", ".");
        segment == "." || segment == ".."
    })
}

fn literal(text: &str) -> Piece {
    Piece::Literal(text.as_bytes().to_vec())
}
