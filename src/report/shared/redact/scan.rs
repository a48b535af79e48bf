//! Redacts members by name in text that may be JSON, nearly JSON, a form, or none of these.
//!
//! It reads bytes, not values: duplicate members, order, spacing and broken ends are evidence and
//! stay as they are.

use super::scanned::{Bare, Scanned};
use super::scanner::scan;

/// How deep JSON inside JSON strings is looked into.
const NESTING: u8 = 3;

/// Redacts the values of members of `text` that are named like secrets, but for those that
/// `public` accepts.
pub(super) fn members(text: &[u8], bare: Bare, public: &dyn Fn(&str) -> bool) -> Scanned {
    scan(text, bare, public, NESTING)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(text: &str) -> String {
        let scanned = members(text.as_bytes(), Bare::Any, &|value| value == "public");
        String::from_utf8(scanned.text).unwrap()
    }

    #[test]
    fn members_named_like_secrets_are_redacted_at_any_depth_and_the_rest_stays_byte_for_byte() {
        let text =
            r#"{ "a" : [{"worker_token":"w-1","b": 1.50}],  "a": {"api_key" : 7, "x": "t"}}"#;
        let described = r#"{ "a" : [{"worker_token":"[redacted]","b": 1.50}],  "a": {"api_key" : [redacted], "x": "t"}}"#;
        assert_eq!(redacted(text), described);
    }

    #[test]
    fn everything_below_a_secret_name_is_redacted_but_its_shape() {
        assert_eq!(
            redacted(r#"{"credentials":{"user":"bob","ids":[1,null,"x"]},"next":"n"}"#),
            r#"{"credentials":{"user":"[redacted]","ids":[[redacted],null,"[redacted]"]},"next":"n"}"#
        );
    }

    #[test]
    fn what_says_nothing_or_is_public_stays() {
        let text = r#"{"token":null,"password":"","secret":"public","max_tokens":4096,"key":"k"}"#;
        assert_eq!(redacted(text), text);
    }

    #[test]
    fn malformed_json_is_redacted_as_far_as_it_can_be_read() {
        assert_eq!(redacted(r#"{"token":"abc"#), r#"{"token":"[redacted]"#);
        assert_eq!(
            redacted("{'token': 'abc', 'n': 'don't'}"),
            "{'token': '[redacted]', 'n': 'don't'}"
        );
        assert_eq!(redacted("{token: abc, n: 1}"), "{token: [redacted], n: 1}");
        assert_eq!(redacted(r#"{"token":: "abc"}"#), r#"{"token":: "[redacted]"}"#);
        assert_eq!(
            redacted("Authorization: Bearer abc\nHost: x"),
            "Authorization: [redacted]\nHost: x"
        );
        assert_eq!(redacted("a=1&api_key=abc&b=2"), "a=1&api_key=[redacted]&b=2");
    }

    #[test]
    fn names_hidden_by_escapes_and_json_inside_strings_are_read() {
        assert_eq!(redacted(r#"{"\u0074oken":"abc"}"#), r#"{"\u0074oken":"[redacted]"}"#);
        assert_eq!(
            redacted(r#"{"log":"{\"token\":\"abc\"}","url":"http://x/?api_key=abc&b=1"}"#),
            r#"{"log":"{\"token\":\"[redacted]\"}","url":"http://x/?api_key=[redacted]&b=1"}"#
        );
    }

    #[test]
    fn prose_inside_a_json_string_stays() {
        let text = r#"{"msg":"invalid token: it has expired"}"#;
        assert_eq!(redacted(text), text);
    }
}
