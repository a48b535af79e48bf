//! Takes secrets out of every kind of text that a report holds.

use percent_encoding::percent_decode_str;

use super::piece::{Piece, REDACTED};
use super::public::Public;
use super::scan;
use super::scanned::{Bare, Scanned};
use super::secret::Secret;
use super::secret_patterns::SecretPatterns;
use crate::check::{Plan, is_secret, is_secret_header};
use crate::wire::Exchange;

/// Takes secrets out of texts.
///
/// ```
/// use cp_harness::report::shared::{REDACTED, Redactor, Secret};
///
/// let secret = Secret { value: "s3cr3t-of-the-caller".to_owned(), variable: None };
/// let redactor = Redactor::new(&[secret], None);
/// let text = redactor.text("Authorization: Bearer s3cr3t-of-the-caller");
/// assert_eq!(text, format!("Authorization: Bearer {REDACTED}"));
/// ```
#[derive(Debug)]
pub struct Redactor {
    patterns: SecretPatterns,
    public: Public,
}

impl Redactor {
    /// A redactor that knows `secrets`, and the values of `plan`, which are none.
    pub fn new(secrets: &[Secret], plan: Option<&Plan>) -> Self {
        Self {
            patterns: SecretPatterns::new(secrets),
            public: plan.map(Public::of).unwrap_or_default(),
        }
    }

    /// Learns the secrets that these exchanges hold in places named like secrets, so that they
    /// are found elsewhere too.
    pub fn learn<'a>(&mut self, exchanges: impl IntoIterator<Item = &'a Exchange>) {
        let mut found = Vec::new();
        for exchange in exchanges {
            let request = &exchange.request;
            collect_headers(&request.headers, &mut found);
            let query = request.path.split_once('?').map_or("", |(_, query)| query);
            found.extend(scan::members(query.as_bytes(), Bare::Equals, &|_| false).found);
            found.extend(self.scan_request(request.body.as_deref().unwrap_or_default()).found);
            if let Ok(response) = &exchange.result {
                collect_headers(&response.headers, &mut found);
                found.extend(scan::members(&response.body, Bare::Any, &|_| false).found);
                found.extend(scan::members(&response.stray, Bare::Any, &|_| false).found);
            }
        }
        found.retain(|value| !self.public.holds_credential(value));
        self.patterns.learn(found);
    }

    /// `text` without known secrets, nor the beginning of one where the text was cut short.
    pub fn text(&self, text: &str) -> String {
        let text = self.patterns.end_fixed(text);
        String::from_utf8_lossy(&self.bytes(text.as_bytes())).into_owned()
    }

    /// A URL, or its path and query, without known secrets and without the values of query
    /// parameters named like secrets.
    pub fn url(&self, url: &str) -> String {
        self.text(&self.unmasked(&self.query_redacted(url)))
    }

    /// A header's value without secrets: nothing at all of one that carries a credential.
    pub fn header(&self, name: &str, value: &str) -> String {
        if is_secret_header(name) && !value.is_empty() && !self.public.holds(value) {
            return REDACTED.to_owned();
        }
        let scanned = scan::members(value.as_bytes(), Bare::Equals, &|_| false).text;
        self.text(&String::from_utf8_lossy(&scanned))
    }

    /// The content of a request without secrets; what the plan holds stays.
    pub fn request_body(&self, body: &[u8]) -> Vec<u8> {
        self.bytes(&self.scan_request(body).text)
    }

    /// The content of a response without secrets.
    pub fn response_body(&self, body: &[u8]) -> Vec<u8> {
        self.bytes(&scan::members(body, Bare::Any, &|_| false).text)
    }

    /// A header of a request in pieces for a shell: the caller's secrets as variables, and a
    /// credential that the plan makes up as it stands.
    pub(in crate::report) fn header_pieces(&self, name: &str, value: &str) -> Vec<Piece> {
        let pieces = self.patterns.split(value.as_bytes());
        let caller = pieces.iter().any(|piece| matches!(piece, Piece::Variable(_)));
        if caller || !is_secret_header(name) || self.public.holds_credential(value) {
            return pieces;
        }
        vec![Piece::Redacted]
    }

    /// A URL in pieces for a shell.
    pub(in crate::report) fn url_pieces(&self, url: &str) -> Vec<Piece> {
        let url = self.unmasked(&self.query_redacted(url));
        self.patterns.split(url.as_bytes())
    }

    /// The content of a request in pieces for a shell.
    pub(in crate::report) fn body_pieces(&self, body: &[u8]) -> Vec<Piece> {
        self.patterns.split(&self.scan_request(body).text)
    }

    fn bytes(&self, text: &[u8]) -> Vec<u8> {
        self.patterns.split(text).into_iter().fold(
            Vec::with_capacity(text.len()),
            |mut all, piece| {
                match piece {
                    Piece::Literal(bytes) => all.extend_from_slice(&bytes),
                    _ => all.extend_from_slice(REDACTED.as_bytes()),
                }
                all
            },
        )
    }

    fn scan_request(&self, body: &[u8]) -> Scanned {
        if std::str::from_utf8(body).is_ok_and(|text| self.public.holds(text)) {
            return Scanned::unchanged(body);
        }
        scan::members(body, Bare::Any, &|value| self.public.holds(value))
    }

    fn query_redacted(&self, url: &str) -> String {
        let Some((path, query)) = url.split_once('?') else {
            return url.to_owned();
        };
        let pairs: Vec<String> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((name, value)) if self.hides_parameter(name, value) => {
                    format!("{name}={REDACTED}")
                }
                _ => pair.to_owned(),
            })
            .collect();
        format!("{path}?{}", pairs.join("&"))
    }

    /// A URL without the parts that hold a known secret behind an unusual percent-encoding: any
    /// character may be encoded or not (RFC 3986 §2.3).
    fn unmasked(&self, url: &str) -> String {
        let ends = ['/', '?', '&', '='];
        let parts = url.split_inclusive(ends).map(|part| {
            let inner = part.trim_end_matches(ends);
            let decoded: Vec<u8> = percent_decode_str(inner).collect();
            let masked = self.holds_secret(&decoded) && !self.holds_secret(inner.as_bytes());
            match part.get(inner.len()..) {
                Some(end) if masked => format!("{REDACTED}{end}"),
                _ => part.to_owned(),
            }
        });
        parts.collect()
    }

    fn holds_secret(&self, text: &[u8]) -> bool {
        let pieces = self.patterns.split(text);
        pieces.iter().any(|piece| !matches!(piece, Piece::Literal(_)))
    }

    /// True where a query parameter's value is to be hidden; a secret of the caller's own is left
    /// for the secret patterns, which may put a variable in its place.
    fn hides_parameter(&self, name: &str, value: &str) -> bool {
        let name = percent_decode_str(name).decode_utf8_lossy();
        let decoded = percent_decode_str(value).decode_utf8_lossy();
        let known =
            matches!(self.patterns.split(value.as_bytes()).as_slice(), [Piece::Variable(_)]);
        is_secret(&name) && !value.is_empty() && !known && !self.public.holds(&decoded)
    }
}

fn collect_headers(headers: &[(String, String)], found: &mut Vec<String>) {
    for (name, value) in headers {
        if is_secret_header(name) {
            found.push(value.clone());
            let last = value.rsplit([' ', '=']).next().unwrap_or_default();
            found.push(last.to_owned());
        }
    }
}
