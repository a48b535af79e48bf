//! Whether a made-up identifier may be that of something which exists, and ones that cannot be.

use serde_json::Value;

/// What the names begin with that the harness makes up: nobody else names a thing so.
pub(in crate::check) const OWN_PREFIX: &str = "cp-harness-";

/// A UUID that nobody made. It begins with a letter: a lax reader of numbers finds none in it.
pub(in crate::check) const UNKNOWN_UUID: &str = "d93f7c52-1b0e-4c6a-8f24-6e5d0a7b4c19";

/// A name that nobody gave a thing, where a UUID is too long for one.
pub(in crate::check) const OWN_NAME: &str = "cp-harness-d93f";

/// Text of this length is no name that a person gave by chance, in characters.
const LONG: usize = 64;

/// Words that some reader turns into a value: `true` is 1 to many of them.
const WORDS: [&str; 12] =
    ["true", "false", "yes", "no", "on", "off", "null", "nil", "none", "undefined", "nan", "me"];

/// Returns `true` if a server may find something under `text`, sent as an identifier of an unsafe
/// request. `is_text` is `false` where the schema has no strings, so that only numbers name things.
///
/// The reader that matters is the laxest one: one that ends at a NUL (C), at `;` (Java's matrix
/// parameters), `?` or `#` (a proxy that decodes too early); that takes the digits a text begins
/// with (`parseInt`, `MySQL`, PHP), follows dot segments (RFC 3986 §5.2.4), or knows wildcards.
pub(in crate::check) fn may_exist(text: &str, is_text: bool) -> bool {
    let end = text.find(['\0', ';', '?', '#']).unwrap_or(text.len());
    let read = text.get(..end).unwrap_or(text).trim();
    let leads_elsewhere = read.is_empty()
        || read.contains(['/', '\\'])
        || matches!(read, "." | "..")
        || read.starts_with(['*', '%', '_']);
    let unsigned = read.trim_start_matches(['+', '-', '.', '$', '(', '\'', '"']);
    let is_number = unsigned.starts_with(|c: char| c.is_numeric());
    let is_word = WORDS.iter().any(|word| read.eq_ignore_ascii_case(word));
    leads_elsewhere || is_number || is_word || (is_text && !is_unguessable(read))
}

/// The same for an identifier in content. `null`, an empty list and an object name nothing.
pub(in crate::check) fn value_may_exist(value: &Value, is_text: bool) -> bool {
    match value {
        Value::Null | Value::Object(_) => false,
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => may_exist(text, is_text),
        Value::Array(items) => items.iter().any(|item| value_may_exist(item, is_text)),
    }
}

/// Returns `true` if nobody can have chosen this text by chance: it holds a random-looking UUID, is
/// of the harness's own making, or is very long.
fn is_unguessable(text: &str) -> bool {
    text.starts_with(OWN_PREFIX) || text.chars().count() >= LONG || holds_uuid(text)
}

/// Returns `true` if a UUID with random-looking digits stands in `text`: not the nil UUID, nor one
/// such as `00000000-0000-4000-8000-000000000000`, which test data is full of.
fn holds_uuid(text: &str) -> bool {
    let is_uuid = |window: &[u8]| {
        let digits: Vec<u8> = window.iter().copied().filter(|byte| *byte != b'-').collect();
        let hyphens = [8, 13, 18, 23].iter().all(|at| window.get(*at) == Some(&b'-'));
        let kinds = digits.iter().collect::<std::collections::BTreeSet<_>>().len();
        hyphens && digits.len() == 32 && digits.iter().all(u8::is_ascii_hexdigit) && kinds >= 8
    };
    text.as_bytes().windows(36).any(is_uuid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_lax_server_may_find_is_not_taken_for_unknown() {
        let long = "a".repeat(2_000);
        let digits = "1".repeat(400);
        for (text, is_text, expected) in [
            // Numbers, and what readers of numbers make one of.
            ("0", false, true),
            ("1", false, true),
            ("-1", false, true),
            ("1.0", false, true),
            (" 7", false, true),
            ("1e3", false, true),
            ("12abc", false, true),
            ("٣", false, true),
            ("12345678901234567890", false, true),
            (digits.as_str(), true, true),
            ("9d3f7c52-1b0e-4c6a-8f24-6e5d0a7b4c19", true, true),
            ("true", false, true),
            ("None", false, true),
            ("not-this-type", false, false),
            // The collection itself, and other resources.
            ("", true, true),
            ("  ", true, true),
            (".", true, true),
            ("..", true, true),
            ("../a/b%2f", true, true),
            ("cp-harness-x/../1", true, true),
            ("%", true, true),
            ("*", false, true),
            ("cp-harness-*", true, false),
            // What is left after a reader's end of text.
            ("a\0b", true, true),
            ("a;b=1", true, true),
            ("\0cp-harness-x", true, true),
            ("cp-harness-x\0b", true, false),
            ("cp-harness-x;b", true, false),
            // Names.
            ("sample", true, true),
            ("default", true, true),
            ("me", true, true),
            ("Prod-EU", true, true),
            (long.as_str(), true, false),
            (UNKNOWN_UUID, true, false),
            (UNKNOWN_UUID, false, false),
            ("pool-d93f7c52-1b0e-4c6a-8f24-6e5d0a7b4c19", true, false),
            ("00000000-0000-4000-8000-000000000000", true, true),
            ("aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa", true, true),
        ] {
            let shown: String = text.chars().take(40).collect();
            assert_eq!(may_exist(text, is_text), expected, "{shown:?} {is_text}");
        }
    }

    #[test]
    fn an_identifier_in_content_is_judged_by_its_type() {
        for (value, expected) in [
            (json!(7), true),
            (json!(true), true),
            (json!(1.5), true),
            (json!(["default"]), true),
            (json!("default"), true),
            (json!(null), false),
            (json!([]), false),
            (json!({}), false),
            (json!(UNKNOWN_UUID), false),
        ] {
            assert_eq!(value_may_exist(&value, true), expected, "{value}");
        }
    }
}
