//! A TOML file that is being read: its text, and what was found wrong with it so far.

use std::fmt;

use serde::de::DeserializeOwned;
use toml::Spanned;

use super::message::{Hint, describe};
use super::place::{key_at, line_at};
use super::{InputError, Problem};

/// A TOML file that is being read, with the problems and warnings found so far.
///
/// ```
/// use cp_harness::input::InputReader;
/// use serde::Deserialize;
/// use toml::Spanned;
///
/// #[derive(Deserialize)]
/// struct Fleet {
///     workers: Spanned<u32>,
/// }
///
/// let mut reader = InputReader::new("fleet.toml", "# a fleet\nworkers = 0\n");
/// let fleet: Fleet = reader.read()?;
/// if *fleet.workers.get_ref() == 0 {
///     reader.wrong(&fleet.workers, "a fleet has workers; give 1 or more");
/// }
/// let error = reader.finish(fleet).err().unwrap();
/// assert_eq!(error.to_string(), "fleet.toml:2: workers: a fleet has workers; give 1 or more");
/// # Ok::<(), cp_harness::input::InputError>(())
/// ```
pub struct InputReader<'t> {
    origin: &'t str,
    text: &'t str,
    hint: Hint,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl<'t> InputReader<'t> {
    /// A reader of `text`; `origin` is its file, for messages.
    pub fn new(origin: &'t str, text: &'t str) -> Self {
        Self::with_hints(origin, text, |_| None)
    }

    /// The same, where a value of the wrong type is answered with what its key takes.
    pub fn with_hints(origin: &'t str, text: &'t str, hint: Hint) -> Self {
        Self { origin, text, hint, problems: Vec::new(), warnings: Vec::new() }
    }

    /// The file.
    pub fn origin(&self) -> &'t str {
        self.origin
    }

    /// What is written.
    ///
    /// # Errors
    /// Text that is no TOML, an unknown or missing key, a value of another type: the first of these,
    /// with its line and key, and what was probably meant.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, InputError> {
        toml::from_str(self.text).map_err(|error| {
            let offset = error.span().map(|span| span.start);
            // What is missing at the top is no fault of the key that happens to come first.
            let is_whole = offset == Some(0) && error.message().starts_with("missing field");
            let key = offset.filter(|_| !is_whole).map(|offset| key_at(self.text, offset));
            let key = key.unwrap_or_default();
            let problem = describe(error.message(), &key, self.hint);
            let line = offset.map_or(0, |offset| line_at(self.text, offset));
            Problem { origin: self.origin.to_owned(), line, key, problem }.into()
        })
    }

    /// The line of a value, counted from 1.
    pub fn line<T>(&self, place: &Spanned<T>) -> u32 {
        line_at(self.text, place.span().start)
    }

    /// Notes what is wrong with a value.
    pub fn wrong<T>(&mut self, place: &Spanned<T>, problem: impl Into<String>) {
        let offset = place.span().start;
        // What was not read from a file has no place.
        let is_known = offset < self.text.len();
        self.problems.push(Problem {
            origin: self.origin.to_owned(),
            line: if is_known { line_at(self.text, offset) } else { 0 },
            key: if is_known { key_at(self.text, offset) } else { String::new() },
            problem: problem.into(),
        });
    }

    /// Notes what is wrong with a key, which may be missing.
    pub fn wrong_at_key(&mut self, key: &str, problem: impl Into<String>) {
        self.problems.push(self.at_key(key, problem.into()));
    }

    /// Notes what is wrong with a flag of the command line.
    pub fn wrong_flag(&mut self, flag: &str, problem: impl Into<String>) {
        let (origin, problem) = (flag.to_owned(), problem.into());
        self.problems.push(Problem { origin, line: 0, key: String::new(), problem });
    }

    /// Notes what is possible but probably not meant.
    pub fn warn(&mut self, key: &str, problem: impl Into<String>) {
        self.warnings.push(self.at_key(key, problem.into()));
    }

    /// Adds what was found in another file.
    pub fn adopt(&mut self, problems: Vec<Problem>) {
        self.problems.extend(problems);
    }

    /// The problems and the warnings, each in the order of the file.
    pub fn into_problems(mut self) -> (Vec<Problem>, Vec<Problem>) {
        self.problems.sort_by_key(|problem| problem.line);
        (self.problems, self.warnings)
    }

    /// What was read.
    ///
    /// # Errors
    /// Everything that was noted as wrong, in the order of the file.
    pub fn finish<T>(self, read: T) -> Result<T, InputError> {
        match self.into_problems() {
            (problems, _) if problems.is_empty() => Ok(read),
            (problems, _) => Err(InputError { problems }),
        }
    }

    fn at_key(&self, key: &str, problem: String) -> Problem {
        Problem { origin: self.origin.to_owned(), line: 0, key: key.to_owned(), problem }
    }
}

impl fmt::Debug for InputReader<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("InputReader")
            .field("origin", &self.origin)
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Written {
        level: Spanned<String>,
        #[serde(default)]
        times: Option<Spanned<u32>>,
    }

    fn hint(key: &str) -> Option<&'static str> {
        (key == "times").then_some("write a whole number, as 3")
    }

    fn error(text: &str) -> String {
        InputReader::with_hints("a.toml", text, hint).read::<Written>().unwrap_err().to_string()
    }

    #[test]
    fn a_message_has_the_line_the_key_and_one_remedy() {
        for (text, described) in [
            (
                "level = \"must\"\nlevle = 1\n",
                "a.toml:2: levle: unknown key `levle`; did you mean `level`?",
            ),
            ("# nothing\n", "a.toml:1: `level` is missing; add it"),
            (
                "level = \"must\"\ntimes = \"x\"\n",
                "a.toml:2: times: invalid type: string \"x\", expected u32; write a whole number, \
                 as 3",
            ),
            (
                "level = 7\n",
                "a.toml:1: level: invalid type: integer `7`, expected a string; correct the value",
            ),
        ] {
            assert_eq!(error(text), described);
        }
        let broken = error("level = [\n");
        assert!(broken.starts_with("a.toml:1: not TOML: "), "{broken}");
    }

    #[test]
    fn problems_come_in_the_order_of_the_file() {
        let mut reader = InputReader::new("a.toml", "level = \"x\"\ntimes = 5\n");
        let written: Written = reader.read().unwrap();
        reader.wrong(written.times.as_ref().unwrap(), "too many");
        reader.wrong(&written.level, "no level");
        reader.wrong_flag("--times", "no flag");
        reader.warn("level", "odd");
        let described = reader.finish(()).unwrap_err().to_string();
        let lines: Vec<&str> = described.lines().collect();
        let expected =
            ["--times: no flag", "a.toml:1: level: no level", "a.toml:2: times: too many"];
        assert_eq!(lines, expected);
    }

    proptest! {
        /// Broken in whatever way, a file has a message with its name, and nothing panics.
        #[test]
        fn any_text_is_read_or_refused_with_its_place(text in "(level|times|[a-z=\\[\\]\"'#.{} \n0-9]){0,40}") {
            if let Err(error) = InputReader::new("a.toml", &text).read::<Written>() {
                let lines = u32::try_from(text.lines().count()).unwrap() + 1;
                prop_assert_eq!(error.problems.len(), 1);
                prop_assert!(error.problems[0].line <= lines, "{}", error);
                prop_assert!(error.to_string().starts_with("a.toml"), "{}", error);
            }
        }
    }
}
