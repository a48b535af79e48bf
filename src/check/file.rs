//! A TOML file of promises read, with messages that people can act on.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;
use toml::Spanned;

use crate::spec::{Location, Pointer, did_you_mean};

/// One thing wrong with a file, where it stands, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileProblem {
    /// The file.
    pub origin: String,
    /// The line, counted from 1; 0 where there is none.
    pub line: u32,
    /// What is wrong, and how to mend it.
    pub problem: String,
}

impl fmt::Display for FileProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(formatter, "{}: {}", self.origin, self.problem),
            line => write!(formatter, "{}:{line}: {}", self.origin, self.problem),
        }
    }
}

/// Why a file of laws, of prose or of a profile cannot be used: every problem, in its order.
#[derive(Clone, Debug, Error)]
#[error("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct FileError {
    /// The problems; at least one.
    pub problems: Vec<FileProblem>,
}

/// A file that is being read: its text, and what was found wrong with it so far.
pub(super) struct Reading<'t> {
    origin: &'t str,
    text: &'t str,
    problems: Vec<FileProblem>,
}

impl<'t> Reading<'t> {
    pub(super) fn new(origin: &'t str, text: &'t str) -> Self {
        Self { origin, text, problems: Vec::new() }
    }

    /// What is written; an error names the line, and what was probably meant.
    pub(super) fn written<T: DeserializeOwned>(&self) -> Result<T, FileError> {
        toml::from_str(self.text).map_err(|error| {
            let line = error.span().map_or(0, |span| self.line_at(span.start));
            let origin = self.origin.to_owned();
            let problem = told(error.message());
            FileError { problems: vec![FileProblem { origin, line, problem }] }
        })
    }

    /// Notes what is wrong with a value.
    pub(super) fn wrong<T>(&mut self, place: &Spanned<T>, problem: impl Into<String>) {
        let (origin, line) = (self.origin.to_owned(), self.line_at(place.span().start));
        self.problems.push(FileProblem { origin, line, problem: problem.into() });
    }

    /// Where a value stands.
    pub(super) fn location<T>(&self, place: &Spanned<T>) -> Location {
        Location {
            document: self.origin.into(),
            pointer: Pointer::root(),
            line: self.line_at(place.span().start),
        }
    }

    /// What was read, where nothing is wrong with it.
    pub(super) fn finish<T>(mut self, read: T) -> Result<T, FileError> {
        self.problems.sort_by_key(|problem| problem.line);
        if self.problems.is_empty() { Ok(read) } else { Err(FileError { problems: self.problems }) }
    }

    fn line_at(&self, offset: usize) -> u32 {
        let before = self.text.as_bytes().iter().take(offset);
        let breaks = before.filter(|byte| **byte == b'\n').count();
        u32::try_from(breaks + 1).unwrap_or(u32::MAX)
    }
}

/// The message of the TOML reader, with what mends it.
fn told(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let first = message.lines().next().unwrap_or_default();
    for (opening, label) in [("unknown field", "key"), ("unknown variant", "word")] {
        if first.starts_with(opening) {
            let name = quoted.next().unwrap_or_default();
            return format!("unknown {label} `{name}`; {}", did_you_mean(name, quoted));
        }
    }
    if first.starts_with("missing field") {
        return format!("`{}` is missing; add it", quoted.next().unwrap_or_default());
    }
    format!("{first}; mend the value, or the TOML around it")
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Written {
        level: Spanned<String>,
    }

    fn error(text: &str) -> String {
        Reading::new("a.toml", text).written::<Written>().unwrap_err().to_string()
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line_and_what_was_meant() {
        let told = error("level = \"must\"\nlevle = 1\n");
        assert_eq!(told, "a.toml:2: unknown key `levle`; did you mean `level`?");
        assert_eq!(error("# nothing\n"), "a.toml:1: `level` is missing; add it");
        assert!(error("level = [\n").starts_with("a.toml:1: "), "{}", error("level = [\n"));
    }

    #[test]
    fn problems_are_told_in_the_order_of_the_file() {
        let reading = Reading::new("a.toml", "level = \"x\"");
        let written: Written = reading.written().unwrap();
        let mut reading = reading;
        reading.wrong(&written.level, "no level");
        assert_eq!(reading.finish(()).unwrap_err().to_string(), "a.toml:1: no level");
    }
}
