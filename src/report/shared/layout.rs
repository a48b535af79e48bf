//! Small texts of the terminal report: counts, durations, lists, and what came from the target.

use std::time::Duration;

use super::shell::is_hidden;
use super::{Ink, Style};

/// What came from the target is cut after this many characters.
const SHOWN_CHARACTERS: usize = 300;
/// Between the items of a line.
pub(in crate::report) const DOT: &str = " · ";

/// A text from outside on one line: characters that a terminal acts on or hides are escaped, and a
/// long text is cut.
pub fn shown(text: &str) -> String {
    let mut shown = String::new();
    for (at, character) in text.chars().enumerate() {
        if at == SHOWN_CHARACTERS {
            let all = text.chars().count();
            return format!("{shown}… ({all} characters)");
        }
        match character {
            '\n' | '\r' | '\t' => shown.extend(character.escape_default()),
            hidden if is_hidden(hidden) => shown.extend(hidden.escape_unicode()),
            other => shown.push(other),
        }
    }
    shown
}

/// A text from outside in lines of its own, whole: characters that hide, and those that XML 1.0 §2.2
/// does not allow, are shown by their codes.
pub(in crate::report) fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => visible.push(character),
            '\u{fffe}' | '\u{ffff}' => visible.extend(character.escape_unicode()),
            hidden if is_hidden(hidden) => visible.extend(hidden.escape_unicode()),
            other => visible.push(other),
        }
    }
    visible
}

/// A duration as a person would say it.
pub(in crate::report) fn duration(milliseconds: f64) -> String {
    let duration = Duration::try_from_secs_f64(milliseconds / 1e3).unwrap_or_default();
    let seconds = duration.as_secs();
    if duration < Duration::from_millis(995) {
        format!("{} ms", duration.as_millis())
    } else if seconds < 60 {
        format!("{:.2} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

/// Items on as few lines as the width allows, broken between items only; later lines begin at
/// column `indent`, where the first is taken to begin too.
pub(in crate::report) fn flow(
    items: &[(Ink, String)],
    separator: &str,
    indent: usize,
    style: Style,
) -> String {
    let mut text = String::new();
    let mut column = indent;
    for (at, (ink, item)) in items.iter().enumerate() {
        let length = item.chars().count() + separator.chars().count();
        if at > 0 {
            text.push_str(&style.paint(Ink::Quiet, separator.trim_end()));
            if style.width.is_some_and(|width| column + length > width) {
                text.push('\n');
                text.push_str(&" ".repeat(indent));
                column = indent;
            } else {
                text.push(' ');
            }
        }
        text.push_str(&style.paint(*ink, item));
        column += length;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_cannot_write_to_the_terminal() {
        assert_eq!(shown("a\u{1b}[2Jb\n\u{202e}c"), "a\\u{1b}[2Jb\\n\\u{202e}c");
        assert_eq!(shown("“naïve” 🏥"), "“naïve” 🏥");
    }

    #[test]
    fn a_long_text_is_cut_and_says_how_long_it_was() {
        let described = shown(&"é".repeat(1000));
        assert!(described.ends_with("é… (1000 characters)"), "{described}");
    }

    #[test]
    fn durations_read_as_a_person_says_them() {
        let described: Vec<_> = [0.4, 421.0, 4210.0, 65_000.0].map(duration).into();
        assert_eq!(described, ["0 ms", "421 ms", "4.21 s", "1 min 05 s"]);
    }

    #[test]
    fn items_break_between_them_and_only_where_the_width_asks_for_it() {
        let items = ["one", "two", "three"].map(|item| (Ink::Plain, item.to_owned()));
        let style = |width| Style { width, ..Style::default() };
        assert_eq!(flow(&items, ", ", 2, style(None)), "one, two, three");
        assert_eq!(flow(&items, ", ", 2, style(Some(13))), "one, two,\n  three");
    }
}
