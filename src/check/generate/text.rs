//! Strings that a schema accepts: by format, by pattern, by length.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::shape::Shape;

/// The longest string that is built, in characters, whatever a schema asks for.
const LONGEST: usize = 1_000_000;

/// A string the shape accepts, as far as format, pattern and length can tell; `name` makes it
/// readable where the schema leaves it free.
pub(super) fn sample(shape: &Shape<'_>, name: &str) -> String {
    let minimum = shape.at_least("minLength").min(LONGEST);
    let maximum = shape.at_most("maxLength");
    if let Some(pattern) = shape.first("pattern").and_then(serde_json::Value::as_str)
        && let Some(text) = matching(pattern, minimum)
    {
        return text;
    }
    if let Some(format) = shape.first("format").and_then(serde_json::Value::as_str)
        && let Some(text) = of_format(format)
    {
        return text.to_owned();
    }
    let mut text: String = name.chars().map(|c| if c == '_' { '-' } else { c }).collect();
    if text.is_empty() {
        "sample".clone_into(&mut text);
    }
    while text.chars().count() < minimum {
        text.push('x');
    }
    match maximum {
        Some(maximum) if maximum >= minimum => text.chars().take(maximum).collect(),
        _ => text,
    }
}

/// A fixed value of each format that JSON Schema 2020-12 §7.3 and the `OpenAPI` format registry name.
fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2024-02-29T12:30:45Z",
        "date" => "2024-02-29",
        "time" => "12:30:45Z",
        "duration" => "P1DT12H",
        "email" | "idn-email" => "worker@example.com",
        "hostname" | "idn-hostname" => "worker.example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uri" | "iri" | "url" => "https://example.com/worker",
        "uri-reference" | "iri-reference" => "/worker",
        "uri-template" => "https://example.com/{worker}",
        "uuid" => "6f1c2a9e-8d4b-4c3f-9a57-0e1d2b3c4d5e",
        "json-pointer" => "/worker/0",
        "relative-json-pointer" => "1/worker",
        "regex" => "^worker-[0-9]+$",
        "byte" => "d29ya2Vy",
        _ => return None,
    })
}

/// A short string that matches `pattern`: the first choice everywhere, repeated until `minimum`
/// characters are reached where a repetition allows it. `None` for what the regex syntax crate
/// does not read (look-around, back-references).
fn matching(pattern: &str, minimum: usize) -> Option<String> {
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    let mut text = String::new();
    emit(&hir, &mut text, 0)?;
    if text.chars().count() < minimum {
        let missing = minimum - text.chars().count();
        text.clear();
        emit(&hir, &mut text, missing)?;
    }
    Some(text)
}

/// Appends a match of `hir`; the first repetition that may go on takes `extra` more turns.
fn emit(hir: &Hir, text: &mut String, extra: usize) -> Option<usize> {
    let mut left = extra;
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(pick(class)?),
        HirKind::Capture(capture) => left = emit(&capture.sub, text, left)?,
        HirKind::Concat(parts) => {
            for part in parts {
                left = emit(part, text, left)?;
            }
        }
        HirKind::Alternation(parts) => left = emit(parts.first()?, text, left)?,
        HirKind::Repetition(repetition) => {
            let room = repetition.max.map_or(usize::MAX, |max| (max - repetition.min) as usize);
            let more = left.min(room);
            for _ in 0..(repetition.min as usize + more).min(100_000) {
                emit(&repetition.sub, text, 0)?;
            }
            left -= more;
        }
    }
    Some(left)
}

/// A readable character of the class: a letter or digit where there is one.
fn pick(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else {
        let Class::Bytes(class) = class else {
            return None;
        };
        return class.ranges().first().map(|range| char::from(range.start()));
    };
    let within =
        |wanted: char| class.ranges().iter().any(|r| r.start() <= wanted && wanted <= r.end());
    ('a'..='z')
        .chain('A'..='Z')
        .chain('0'..='9')
        .find(|candidate| within(*candidate))
        .or_else(|| class.ranges().first().map(regex_syntax::hir::ClassUnicodeRange::start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_yields_a_string_that_matches_it() {
        assert_eq!(matching("^[a-z]{3}-[0-9]+$", 0).unwrap(), "aaa-0");
        assert_eq!(matching("^(foo|bar)\\d?$", 0).unwrap(), "foo");
        assert_eq!(matching("^[A-F0-9]+$", 5).unwrap(), "AAAAA");
        assert_eq!(matching("(?=look)x", 0), None);
    }
}
