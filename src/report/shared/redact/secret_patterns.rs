//! Known secrets, found anywhere in any text in one pass, however they are written.

use std::borrow::Cow;
use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::piece::{Piece, REDACTED};
use super::secret::Secret;

/// Below this length, and where it holds nothing but letters, a secret counts only as a whole
/// word: the token `test` does not turn "latest" into a riddle.
const SHORT_BYTES: usize = 8;
/// What is learned is at least this long.
const LEARNED_BYTES: std::ops::RangeInclusive<usize> = 6..=4096;
/// The beginning of a secret says something from this length on.
const BEGINNING_BYTES: usize = 4;
/// Parts of a JWT shorter than this say nothing.
const SEGMENT_BYTES: usize = 16;

/// What percent-encoding always encodes; RFC 3986 §2.3 leaves the rest alone.
const UNRESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Known secrets.
#[derive(Debug)]
pub(super) struct SecretPatterns {
    layers: Vec<Layer>,
}

/// Patterns with what stands in their place; built once, never changed.
#[derive(Debug)]
struct Layer {
    patterns: BTreeMap<String, Option<String>>,
    /// Long patterns first: a short one that is refused must not hide a long one.
    automata: Vec<(AhoCorasick, Vec<Piece>, bool)>,
}

impl SecretPatterns {
    /// The caller's secrets, in every way they may be written.
    pub(super) fn new(secrets: &[Secret]) -> Self {
        let mut patterns = BTreeMap::new();
        for secret in secrets.iter().filter(|secret| !secret.value.is_empty()) {
            for (pattern, place) in spellings(secret) {
                patterns.entry(pattern).or_insert(place);
            }
        }
        Self { layers: vec![Layer::new(patterns)] }
    }

    /// Adds values that were seen in places named like secrets. Layers of like size are merged, so
    /// that learning one by one stays cheap.
    pub(super) fn learn(&mut self, values: Vec<String>) {
        let mut patterns = BTreeMap::new();
        for value in values {
            if LEARNED_BYTES.contains(&value.len()) && !self.knows(&value) {
                patterns.extend(written(&value).map(|pattern| (pattern, None)));
                // Where a part is known already, the whole is no longer found.
                patterns.extend(segments(&value).map(|segment| (segment.to_owned(), None)));
            }
        }
        if patterns.is_empty() {
            return;
        }
        while self.layers.len() > 1
            && let Some(last) = self.layers.pop_if(|last| last.patterns.len() <= patterns.len() * 2)
        {
            patterns.extend(last.patterns);
        }
        self.layers.push(Layer::new(patterns));
    }

    /// `text`, cut where secrets stand.
    pub(super) fn split(&self, text: &[u8]) -> Vec<Piece> {
        let mut pieces = vec![Piece::Literal(text.to_vec())];
        for (automaton, places, short) in self.layers.iter().flat_map(|layer| &layer.automata) {
            pieces = pieces
                .into_iter()
                .flat_map(|piece| match piece {
                    Piece::Literal(bytes) => cut(bytes, automaton, places, *short),
                    other => vec![other],
                })
                .collect();
        }
        pieces
    }

    /// `text`, where it was cut short (`…`) in the middle of a secret, without that secret's
    /// beginning.
    pub(super) fn end_fixed<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let Some(head) = text.strip_suffix('…') else {
            return Cow::Borrowed(text);
        };
        let patterns = self.layers.iter().flat_map(|layer| layer.patterns.keys());
        match patterns.filter_map(|pattern| beginning(head, pattern)).max() {
            None => Cow::Borrowed(text),
            Some(bytes) => Cow::Owned(format!("{}{REDACTED}…", &head[..head.len() - bytes])),
        }
    }

    fn knows(&self, value: &str) -> bool {
        self.layers.iter().any(|layer| layer.patterns.contains_key(value))
    }
}

impl Layer {
    fn new(patterns: BTreeMap<String, Option<String>>) -> Self {
        let automata = [false, true]
            .into_iter()
            .filter_map(|short| {
                let chosen = || patterns.iter().filter(|(pattern, _)| is_short(pattern) == short);
                let automaton = AhoCorasick::builder()
                    .match_kind(MatchKind::LeftmostLongest)
                    .build(chosen().map(|(pattern, _)| pattern))
                    .ok()?;
                let places: Vec<Piece> = chosen()
                    .map(|(_, place)| place.clone().map_or(Piece::Redacted, Piece::Variable))
                    .collect();
                (!places.is_empty()).then_some((automaton, places, short))
            })
            .collect();
        Self { patterns, automata }
    }
}

/// How many bytes at the end of `text` are the beginning of `pattern`, if they say something.
fn beginning(text: &str, pattern: &str) -> Option<usize> {
    let longest = text.len().min(pattern.len());
    let mut lengths = (BEGINNING_BYTES..=longest).rev();
    lengths.find(|length| pattern.get(..*length).is_some_and(|start| text.ends_with(start)))
}

fn is_short(pattern: &str) -> bool {
    pattern.len() < SHORT_BYTES || pattern.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn cut(bytes: Vec<u8>, automaton: &AhoCorasick, places: &[Piece], short: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for found in automaton.find_iter(&bytes) {
        if short && inside_word(&bytes, found.start(), found.end()) {
            continue;
        }
        pieces.push(Piece::Literal(bytes[done..found.start()].to_vec()));
        pieces.extend(places.get(found.pattern().as_usize()).cloned());
        done = found.end();
    }
    if pieces.is_empty() {
        return vec![Piece::Literal(bytes)];
    }
    pieces.push(Piece::Literal(bytes[done..].to_vec()));
    pieces.retain(|piece| *piece != Piece::Literal(Vec::new()));
    pieces
}

fn inside_word(bytes: &[u8], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    is_word(before) || is_word(bytes.get(end))
}

/// Every way a secret of the caller's may be written, with what stands for it in a shell.
fn spellings(secret: &Secret) -> Vec<(String, Option<String>)> {
    let value = &secret.value;
    let plain = secret.variable.as_ref().map(|name| format!("${name}"));
    let mut all: Vec<_> = written(value).map(|pattern| (pattern, plain.clone())).collect();
    for (text, format) in
        [(value.clone(), "%s"), (format!("{value}:"), "%s:"), (format!(":{value}"), ":%s")]
    {
        let expression = secret
            .variable
            .as_ref()
            .map(|name| format!("$(printf {format} \"${name}\" | base64 | tr -d '\\n')"));
        all.push((STANDARD.encode(&text), expression));
        all.push((URL_SAFE_NO_PAD.encode(&text), None));
    }
    all.extend(segments(value).map(|segment| (segment.to_owned(), None)));
    for altered in altered(value).iter().filter(|altered| altered.len() >= SHORT_BYTES) {
        all.extend(written(altered).map(|pattern| (pattern, None)));
        all.extend([(STANDARD.encode(altered), None), (URL_SAFE_NO_PAD.encode(altered), None)]);
    }
    all
}

/// What checks make of a secret: it without its last character, and in the other case. What has
/// more characters is found by the secret in it.
fn altered(value: &str) -> [String; 2] {
    let turn = |c: char| {
        if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
    };
    let end = value.char_indices().last().map_or(0, |(at, _)| at);
    [value[..end].to_owned(), value.chars().map(turn).collect()]
}

/// The revealing parts of a JWT; none of any other value.
fn segments(value: &str) -> impl Iterator<Item = &str> {
    let is_jwt = value.matches('.').count() == 2;
    value.split('.').filter(move |segment| is_jwt && segment.len() >= SEGMENT_BYTES)
}

/// A value as it is, percent-encoded (RFC 3986 §2.1), as form content, and inside a JSON string.
fn written(value: &str) -> impl Iterator<Item = String> {
    let encoded = utf8_percent_encode(value, &UNRESERVED).to_string();
    let wholly = utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
    let json = serde_json::Value::from(value).to_string();
    [
        value.to_owned(),
        lower_hex(&encoded),
        lower_hex(&wholly),
        encoded.replace("%20", "+"),
        encoded,
        wholly,
        json[1..json.len() - 1].to_owned(),
    ]
    .into_iter()
}

/// The same percent-encoding with its hexadecimal digits in small letters.
fn lower_hex(encoded: &str) -> String {
    let mut digits = 0;
    encoded
        .chars()
        .map(|character| {
            if character == '%' {
                digits = 2;
            } else if digits > 0 {
                digits -= 1;
                return character.to_ascii_lowercase();
            }
            character
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_was_cut_short_is_taken_out_too() {
        let patterns =
            SecretPatterns::new(&[Secret { value: "hunter2-hunter2".to_owned(), variable: None }]);
        for (text, mended) in [
            ("token hunter2-hun…", "token [redacted]…"),
            ("token hunt…", "token [redacted]…"),
            ("the hunter…", "the [redacted]…"),
            ("he hun…", "he hun…"),
            ("hunter2-hun", "hunter2-hun"),
            ("…", "…"),
        ] {
            assert_eq!(patterns.end_fixed(text), mended);
        }
    }
}
