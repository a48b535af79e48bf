//! The messages of the TOML reader, as people can act on them.

use super::did_you_mean;

/// What a key takes, for the message where it has something else; `None` for a key without a hint.
pub type Hint = fn(&str) -> Option<&'static str>;

/// The message of the TOML reader at `key` (empty for none), with the remedy.
pub(super) fn describe(message: &str, key: &str, hint: Hint) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let message = message.lines().next().unwrap_or_default();
    for (opening, label) in [("unknown field", "key"), ("unknown variant", "word")] {
        if message.starts_with(opening) {
            let name = quoted.next().unwrap_or_default();
            return format!("unknown {label} `{name}`; {}", did_you_mean(name, quoted));
        }
    }
    if message.starts_with("missing field") {
        let name = quoted.next().unwrap_or_default();
        return format!("`{name}` is missing; {}", hint(name).unwrap_or("add it"));
    }
    let last = key.rsplit('.').next().unwrap_or_default();
    let last = last.split('[').next().unwrap_or_default();
    match hint(last) {
        Some(hint) => format!("{message}; {hint}"),
        None if key.is_empty() => format!("not TOML: {message}; correct it"),
        None => format!("{message}; correct the value"),
    }
}
