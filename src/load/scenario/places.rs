//! Where things stand in a scenario, and what was found wrong with them.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::load::Problem;

/// The places of a file, and the problems found so far.
#[derive(Debug)]
pub(in crate::load) struct Places<'t> {
    origin: &'t str,
    text: &'t str,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl<'t> Places<'t> {
    pub(in crate::load) fn new(origin: &'t str, text: &'t str) -> Self {
        Self { origin, text, problems: Vec::new(), warnings: Vec::new() }
    }

    pub(in crate::load) fn origin(&self) -> &str {
        self.origin
    }

    /// The line of a value, counted from 1.
    pub(in crate::load) fn line<T>(&self, spanned: &Spanned<T>) -> u32 {
        line_at(self.text, spanned.span().start)
    }

    /// Notes what is wrong with a value.
    pub(in crate::load) fn wrong<T>(&mut self, spanned: &Spanned<T>, problem: &str) {
        let problem = self.problem(spanned.span(), problem);
        self.problems.push(problem);
    }

    /// Notes what is wrong with a key, which may be missing.
    pub(in crate::load) fn wrong_at_key(&mut self, key: &str, problem: &str) {
        self.problems.push(Problem {
            origin: self.origin.to_owned(),
            line: 0,
            key: key.to_owned(),
            problem: problem.to_owned(),
        });
    }

    /// Notes what is wrong with a flag of the command line.
    pub(in crate::load) fn wrong_flag(&mut self, flag: &str, problem: &str) {
        self.problems.push(Problem {
            origin: flag.to_owned(),
            line: 0,
            key: String::new(),
            problem: problem.to_owned(),
        });
    }

    /// Notes what is possible but probably not meant.
    pub(in crate::load) fn warn(&mut self, key: &str, problem: &str) {
        self.warnings.push(Problem {
            origin: self.origin.to_owned(),
            line: 0,
            key: key.to_owned(),
            problem: problem.to_owned(),
        });
    }

    /// Takes in what was found in another file.
    pub(in crate::load) fn adopt(&mut self, problems: Vec<Problem>) {
        self.problems.extend(problems);
    }

    /// The problems and the warnings, each in the order of the file.
    pub(in crate::load) fn finish(mut self) -> (Vec<Problem>, Vec<Problem>) {
        self.problems.sort_by_key(|problem| problem.line);
        (self.problems, self.warnings)
    }

    fn problem(&self, span: Range<usize>, problem: &str) -> Problem {
        // A scenario that was not read from a file has no places.
        let known = span.start < self.text.len();
        Problem {
            origin: self.origin.to_owned(),
            line: if known { line_at(self.text, span.start) } else { 0 },
            key: if known { key_at(self.text, span.start) } else { String::new() },
            problem: problem.to_owned(),
        }
    }
}

/// The line of an offset, counted from 1.
pub(super) fn line_at(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().iter().take(offset);
    let breaks = before.filter(|byte| **byte == b'\n').count();
    u32::try_from(breaks + 1).unwrap_or(u32::MAX)
}

/// The key whose name or value covers an offset: `stage[0].duration`; empty where none does.
pub(super) fn key_at(text: &str, offset: usize) -> String {
    let Ok(table) = DeTable::parse(text) else {
        return String::new();
    };
    in_table(table.get_ref(), offset, "").unwrap_or_default()
}

fn in_table(table: &DeTable<'_>, offset: usize, above: &str) -> Option<String> {
    // The innermost one: a table that is written as a section does not cover its members.
    let mut covering = None;
    for (name, value) in table {
        let dot = if above.is_empty() { "" } else { "." };
        let key = format!("{above}{dot}{}", name.get_ref());
        if let Some(inner) = in_value(value, offset, &key) {
            return Some(inner);
        }
        if name.span().contains(&offset) || value.span().contains(&offset) {
            covering = Some(key);
        }
    }
    covering
}

fn in_value(value: &Spanned<DeValue<'_>>, offset: usize, key: &str) -> Option<String> {
    match value.get_ref() {
        DeValue::Table(table) => in_table(table, offset, key),
        DeValue::Array(items) => (items.iter().enumerate()).find_map(|(index, item)| {
            let key = format!("{key}[{index}]");
            in_value(item, offset, &key).or_else(|| item.span().contains(&offset).then_some(key))
        }),
        _ => None,
    }
}
