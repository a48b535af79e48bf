//! Strings that match a pattern.

use regex_syntax::hir::{Class, Hir, HirKind};

/// How often one repetition is written out at most, whatever a pattern asks for.
const REPETITIONS: usize = 100_000;

/// Which of its choices a match takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum PatternChoice {
    /// The first alternative, a readable character, the fewest repetitions.
    First,
    /// The last alternative, the last character of a class, one repetition more.
    Last,
}

/// A short string that matches `pattern`: the first choice everywhere, repeated until `minimum`
/// characters are reached where a repetition allows it. `None` for what the regex syntax crate
/// does not read (back-references); look-around is left out, so that its owner has to be asked.
pub(in crate::check) fn matching(pattern: &str, minimum: usize) -> Option<String> {
    matching_by(pattern, minimum, PatternChoice::First)
}

/// As [`matching`], taking other choices.
pub(in crate::check) fn matching_by(
    pattern: &str,
    minimum: usize,
    choice: PatternChoice,
) -> Option<String> {
    let parse = |pattern: &str| regex_syntax::Parser::new().parse(pattern).ok();
    let hir = parse(pattern).or_else(|| parse(&without_look_around(pattern)))?;
    let mut text = String::new();
    emit(&hir, &mut text, 0, choice)?;
    let length = text.chars().count();
    if length < minimum {
        text.clear();
        emit(&hir, &mut text, minimum - length, choice)?;
    }
    Some(text)
}

/// The pattern without its look-ahead and look-behind groups.
fn without_look_around(pattern: &str) -> String {
    let mut rest = pattern;
    let mut kept = String::new();
    while let Some(at) = ["(?=", "(?!", "(?<=", "(?<!"].iter().filter_map(|g| rest.find(g)).min() {
        kept.push_str(&rest[..at]);
        let end = group_end(&rest[at..]);
        rest = &rest[at + end..];
    }
    kept + rest
}

/// Where the group that `text` opens with ends, in bytes.
fn group_end(text: &str) -> usize {
    let (mut depth, mut escaped, mut in_class) = (0_usize, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// Appends a match of `hir`; repetitions that may go on take `extra` more turns between them.
fn emit(hir: &Hir, text: &mut String, extra: usize, choice: PatternChoice) -> Option<usize> {
    let mut left = extra;
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(pick(class, choice)?),
        HirKind::Capture(capture) => left = emit(&capture.sub, text, left, choice)?,
        HirKind::Concat(parts) => {
            for part in parts {
                left = emit(part, text, left, choice)?;
            }
        }
        HirKind::Alternation(parts) => {
            let part = if choice == PatternChoice::Last { parts.last()? } else { parts.first()? };
            left = emit(part, text, left, choice)?;
        }
        HirKind::Repetition(repetition) => {
            let room = repetition.max.map_or(usize::MAX, |max| (max - repetition.min) as usize);
            let spare = usize::from(choice == PatternChoice::Last && left == 0);
            let more = left.max(spare).min(room);
            for _ in 0..(repetition.min as usize + more).min(REPETITIONS) {
                emit(&repetition.sub, text, 0, choice)?;
            }
            left = left.saturating_sub(more);
        }
    }
    Some(left)
}

/// A readable character of the class: a letter or digit where there is one.
fn pick(class: &Class, choice: PatternChoice) -> Option<char> {
    let Class::Unicode(class) = class else {
        let Class::Bytes(class) = class else {
            return None;
        };
        return class.ranges().first().map(|range| char::from(range.start()));
    };
    let within =
        |wanted: &char| class.ranges().iter().any(|r| r.start() <= *wanted && *wanted <= r.end());
    let mut readable = ('a'..='z').chain('A'..='Z').chain('0'..='9');
    let picked = match choice {
        PatternChoice::First => readable.find(within),
        PatternChoice::Last => readable.rfind(within),
    };
    picked.or_else(|| class.ranges().first().map(regex_syntax::hir::ClassUnicodeRange::start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_yields_a_string_that_matches_it() {
        assert_eq!(matching("^[a-z]{3}-[0-9]+$", 0).unwrap(), "aaa-0");
        assert_eq!(matching("^(foo|bar)\\d?$", 0).unwrap(), "foo");
        assert_eq!(matching("^[A-F0-9]+$", 5).unwrap(), "AAAAA");
        assert_eq!(matching("(a)\\1", 0), None);
    }

    #[test]
    fn other_choices_yield_another_match() {
        assert_eq!(matching_by("^(foo|bar)\\d?$", 0, PatternChoice::Last).unwrap(), "bar9");
        assert_eq!(matching_by("^[a-z]{3}$", 0, PatternChoice::Last).unwrap(), "zzz");
    }

    #[test]
    fn look_around_is_left_out() {
        assert_eq!(without_look_around("^(?!(a|\\)))[a-z]+(?<=b)$"), "^[a-z]+$");
        assert_eq!(matching("^(?=.*[0-9])[a-z0-9]{4}$", 0).unwrap(), "aaaa");
    }
}
