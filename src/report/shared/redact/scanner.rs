//! The reader behind [`scan`](super::scan): one pass over the bytes, one decision at each name.

use super::piece::REDACTED;
use super::scanned::{Bare, Scanned};
use crate::check::{is_count, is_secret};

/// Redacts `text`, and JSON inside its strings `nesting` levels deep.
pub(super) fn scan(text: &[u8], bare: Bare, public: &dyn Fn(&str) -> bool, nesting: u8) -> Scanned {
    let mut scanner = Scanner { text, at: 0, bare, public, nesting, scanned: Scanned::default() };
    while let Some(byte) = scanner.peek() {
        scanner.step(byte);
    }
    scanner.scanned
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    bare: Bare,
    public: &'a dyn Fn(&str) -> bool,
    nesting: u8,
    scanned: Scanned,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn step(&mut self, byte: u8) {
        if byte == b'"' || (byte == b'\'' && self.opens_single()) {
            let literal = self.literal(byte);
            if !self.begins_value(b":") {
                return self.put_string(literal);
            }
            self.put(literal);
            self.member(&inner(literal));
        } else if byte.is_ascii_alphanumeric() || byte == b'_' {
            let word =
                self.take_while(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
            self.put(word);
            let signs: &[u8] = if self.bare == Bare::Any { b":=" } else { b"=" };
            if self.begins_value(signs) {
                self.member(&String::from_utf8_lossy(word));
            }
        } else {
            self.take_and_put(1);
        }
    }

    /// After a name: passes the sign and, where the name asks for it, redacts the value.
    fn member(&mut self, name: &str) {
        self.put_spaces();
        let sign = self.peek();
        let signs = self.take_while(|byte| b":=".contains(&byte) || byte.is_ascii_whitespace());
        self.put(signs);
        if is_secret(name) {
            self.value(is_count(name), sign == Some(b'='));
        }
    }

    fn value(&mut self, count: bool, assigned: bool) {
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => {
                let literal = self.literal(quote);
                self.put_secret_string(literal);
            }
            Some(b'[' | b'{') => self.nested(count),
            Some(_) => self.scalar(count, assigned),
            None => {}
        }
    }

    /// Everything up to the matching bracket, each scalar redacted.
    fn nested(&mut self, count: bool) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                b'"' => {
                    let literal = self.literal(byte);
                    if self.begins_value(b":") {
                        self.put(literal);
                    } else {
                        self.put_secret_string(literal);
                    }
                    continue;
                }
                b',' | b':' | b';' | b'&' => {}
                _ if byte.is_ascii_whitespace() => {}
                _ => {
                    self.scalar(count, false);
                    continue;
                }
            }
            self.take_and_put(1);
            if depth == 0 {
                return;
            }
        }
    }

    /// A value without quotes, `null`, `true` and `false` say nothing, and stay.
    fn scalar(&mut self, count: bool, assigned: bool) {
        let ends: &[u8] = if assigned { b"&;,\"' \t\r\n<>" } else { b",}]\"\r\n&;" };
        let raw = self.take_while(|byte| !ends.contains(&byte));
        let text = String::from_utf8_lossy(raw).trim().to_owned();
        let number = count && text.parse::<f64>().is_ok();
        if number || matches!(text.as_str(), "" | "null" | "true" | "false") || (self.public)(&text)
        {
            return self.put(raw);
        }
        self.redact(text);
    }

    fn put_secret_string(&mut self, literal: &'a [u8]) {
        let value = inner(literal);
        if value.is_empty() || (self.public)(&value) {
            return self.put(literal);
        }
        let quote = &literal[..1];
        self.put(quote);
        self.redact(value);
        if literal.len() > 1 && literal.ends_with(quote) {
            self.put(quote);
        }
    }

    /// A string that is no secret by its name, but may hold JSON or a query of its own.
    fn put_string(&mut self, literal: &'a [u8]) {
        let holds_members =
            literal.contains(&b'=') || literal.windows(2).any(|pair| pair == b"\\\"");
        if self.nesting == 0 || !holds_members {
            return self.put(literal);
        }
        let value = inner(literal);
        let within = scan(value.as_bytes(), Bare::Equals, self.public, self.nesting - 1);
        if within.found.is_empty() {
            return self.put(literal);
        }
        let text = String::from_utf8_lossy(&within.text).into_owned();
        self.put(serde_json::Value::from(text).to_string().as_bytes());
        self.scanned.found.extend(within.found);
    }

    /// The string literal that begins here, its quotes included; to the end where none closes it.
    fn literal(&mut self, quote: u8) -> &'a [u8] {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at = (self.at + if byte == b'\\' { 2 } else { 1 }).min(self.text.len());
            if byte == quote {
                break;
            }
        }
        &self.text[start..self.at]
    }

    /// True where, after spaces, one of `signs` follows.
    fn begins_value(&self, signs: &[u8]) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let next = rest.iter().find(|byte| !byte.is_ascii_whitespace());
        next.is_some_and(|byte| signs.contains(byte))
    }

    /// True where an apostrophe may open a string: `don't` is none.
    fn opens_single(&self) -> bool {
        let before = self.text[..self.at].iter().rev();
        let last = before.copied().find(|byte| !byte.is_ascii_whitespace());
        last.is_none_or(|byte| b"{[,:(=".contains(&byte))
    }

    fn take_while(&mut self, accepts: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| !accepts(*byte)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn put_spaces(&mut self) {
        let spaces = self.take_while(|byte| byte.is_ascii_whitespace());
        self.put(spaces);
    }

    fn take_and_put(&mut self, length: usize) {
        let end = (self.at + length).min(self.text.len());
        self.scanned.text.extend_from_slice(&self.text[self.at..end]);
        self.at = end;
    }

    fn put(&mut self, bytes: &[u8]) {
        self.scanned.text.extend_from_slice(bytes);
    }

    fn redact(&mut self, value: String) {
        self.put(REDACTED.as_bytes());
        self.scanned.found.push(value);
    }
}

/// What a literal says, unescaped where it is a whole JSON string.
fn inner(literal: &[u8]) -> String {
    serde_json::from_slice(literal).unwrap_or_else(|_| {
        let text = String::from_utf8_lossy(literal.get(1..).unwrap_or_default()).into_owned();
        let quote = literal.first().copied().map_or('"', char::from);
        text.strip_suffix(quote).unwrap_or(&text).to_owned()
    })
}
