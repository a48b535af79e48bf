//! Strings just within and just outside of what a schema allows.

use serde_json::Value;

use super::strings::{of_length, sample};
use crate::check::values::pattern::{PatternChoice, matching_by};
use crate::check::values::{Constraint, Probes, Shape};

/// The longest string that is sent to find a limit, in characters.
const LONGEST: usize = 20_000;

/// One code point, two UTF-16 code units, four bytes of UTF-8.
const ASTRAL: &str = "\u{1f52c}";

pub(in crate::check) fn add(probes: &mut Probes, shape: &Shape<'_>, name: &str) {
    lengths(probes, shape, name);
    if let Some(pattern) = shape.first("pattern").and_then(Value::as_str) {
        patterns(probes, shape, pattern, name);
    } else if let Some(format) = shape.first("format").and_then(Value::as_str) {
        for (label, text) in valid(format) {
            probes.accept(Constraint::Format, label, Some(Value::from(*text)));
        }
        for (label, text) in invalid(format) {
            probes.refuse(Constraint::Format, label, Some(Value::from(*text)));
        }
    }
}

fn lengths(probes: &mut Probes, shape: &Shape<'_>, name: &str) {
    let text = |length: usize| {
        let built = of_length(shape, name, length);
        let plain = || {
            let base = sample(shape, name);
            let longer = base.chars().chain(std::iter::repeat('x'));
            longer.take(length).collect::<String>()
        };
        Some(Value::String(built.unwrap_or_else(plain)))
    };
    let is_free = shape.first("pattern").is_none() && shape.first("format").is_none();
    let astral = |length: usize| is_free.then(|| Value::String(ASTRAL.repeat(length)));
    let least = shape.at_least("minLength");
    if (1..=LONGEST).contains(&least) {
        probes.accept(Constraint::Length, "min_length", text(least));
        probes.refuse(Constraint::Length, "below_min_length", text(least - 1));
        // Two code units each: who counts these takes a text for long enough that is not.
        if least > 1 {
            probes.refuse(Constraint::Length, "below_min_length_astral", astral(least - 1));
        }
    }
    if let Some(most) = shape.at_most("maxLength").filter(|most| *most <= LONGEST) {
        probes.accept(Constraint::Length, "max_length", text(most));
        probes.accept(Constraint::Length, "max_length_astral", astral(most));
        probes.refuse(Constraint::Length, "above_max_length", text(most + 1));
    }
}

fn patterns(probes: &mut Probes, shape: &Shape<'_>, pattern: &str, name: &str) {
    let least = shape.at_least("minLength");
    for (label, choice) in
        [("pattern_first", PatternChoice::First), ("pattern_last", PatternChoice::Last)]
    {
        let text = matching_by(pattern, least, choice).map(Value::String);
        probes.accept(Constraint::Pattern, label, text);
    }
    let base = sample(shape, name);
    let most = shape.at_most("maxLength").unwrap_or(usize::MAX);
    let fits = |text: String| {
        let length = text.chars().count();
        (least <= length && length <= most).then_some(Value::String(text))
    };
    // As long as the valid text, so that no limit on the length is what refuses it.
    let replaced = |from: usize, to: usize, other: char| -> String {
        let change = |(index, c)| if (from..to).contains(&index) { other } else { c };
        base.chars().enumerate().map(change).collect()
    };
    let length = base.chars().count();
    for (label, text) in [
        ("other_end", format!("{base}!")),
        // Where `$` stands for the end of a line as well, this passes.
        ("newline", format!("{base}\n")),
        ("other_beginning", format!("!{base}")),
        ("other_last", replaced(length.saturating_sub(1), length, '!')),
        ("other_first", replaced(0, 1, '!')),
        ("other_characters", replaced(0, length, '\u{e9}')),
        ("other_case", swapped_case(&base)),
        ("empty", String::new()),
    ] {
        probes.refuse(Constraint::Pattern, label, fits(text));
    }
}

/// The text with capitals for small letters, and small letters for capitals.
pub(in crate::check) fn swapped_case(text: &str) -> String {
    let swap =
        |c: char| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    text.chars().map(swap).collect()
}

/// Values of a format that its definition allows and a careless reader refuses.
fn valid(format: &str) -> &'static [(&'static str, &'static str)] {
    match format {
        "date-time" => {
            &[("offset", "2024-02-29T12:30:45+02:00"), ("fraction", "2024-02-29T12:30:45.123Z")]
        }
        "uuid" => &[("capitals", "AF1C2A9E-8D4B-4C3F-9A57-0E1D2B3C4D5E")],
        "email" => &[("subaddress", "first.last+tag@example.com")],
        "uri" => &[("query", "https://example.com:8443/a?b=c&d=%20#e")],
        "ipv6" => &[("full", "2001:0db8:0000:0000:0000:0000:0000:0001")],
        _ => &[],
    }
}

/// Texts that are no value of a format, whatever the reader lets pass.
fn invalid(format: &str) -> &'static [(&'static str, &'static str)] {
    match format {
        "date-time" => &[("words", "not-a-date-time"), ("no_such_day", "2023-02-30T12:30:45Z")],
        "date" => &[("words", "not-a-date"), ("no_such_day", "2023-02-30")],
        "time" => &[("words", "not-a-time"), ("no_such_hour", "25:30:45Z")],
        "duration" => &[("words", "not-a-duration")],
        "email" | "idn-email" => &[("words", "not-an-email"), ("no_domain", "worker@")],
        "hostname" | "idn-hostname" => &[("spaces", "not a host"), ("empty_label", "a..b")],
        "ipv4" => &[("words", "not-an-address"), ("beyond_byte", "192.0.2.256")],
        "ipv6" => &[("words", "not-an-address"), ("twice_shortened", "2001::db8::1")],
        "uri" | "iri" | "url" => &[("words", "not a uri"), ("no_scheme", "//")],
        "uri-reference" | "iri-reference" => &[("spaces", "not a reference")],
        "uuid" => &[
            ("words", "not-a-uuid"),
            ("one_short", "6f1c2a9e-8d4b-4c3f-9a57-0e1d2b3c4d5"),
            ("no_hexadecimal", "6f1c2a9e-8d4b-4c3f-9a57-0e1d2b3c4d5g"),
        ],
        "json-pointer" => &[("no_slash", "worker")],
        "regex" => &[("open_group", "(worker")],
        _ => &[],
    }
}
