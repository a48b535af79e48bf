//! The lines of the documents that causes name: a reader sees the promise without opening the file.

use std::collections::BTreeSet;

use super::context::Context;
use super::model::{Cause, CheckRecord, ExcerptRecord, Place};
use crate::report::shared::{Redactor, beginning};

/// Causes whose places are quoted.
const CAUSES: usize = 200;

/// Lines before and after the one that is quoted.
const AROUND: u32 = 3;

/// Characters of a line.
const WIDTH: usize = 200;

/// The places of the first checks of `causes`, each once, in the order of the causes.
pub(super) fn excerpts(
    causes: &[Cause],
    checks: &[CheckRecord],
    context: &Context,
    redactor: &Redactor,
) -> Vec<ExcerptRecord> {
    let first: BTreeSet<&str> = causes
        .iter()
        .take(CAUSES)
        .filter_map(|cause| Some(cause.checks.first()?.as_str()))
        .collect();
    let mut places = BTreeSet::new();
    let named = checks.iter().filter(|check| first.contains(check.id.as_str()));
    named
        .filter(|check| places.insert((&check.location.file, check.location.line)))
        .filter_map(|check| excerpt(&check.location, context, redactor))
        .collect()
}

fn excerpt(place: &Place, context: &Context, redactor: &Redactor) -> Option<ExcerptRecord> {
    let document = context.documents.iter().position(|document| *document == place.file)?;
    let text = context.texts.get(document)?;
    let first = place.line.checked_sub(AROUND).unwrap_or(1).max(1);
    let (skipped, shown) = (usize::try_from(first - 1).ok()?, 2 * AROUND + 1);
    let lines = text.lines().skip(skipped).take(usize::try_from(shown).ok()?);
    let lines: Vec<String> = lines.map(|line| beginning(WIDTH, &redactor.text(line))).collect();
    // A line of 0 is not known, and a document may have changed its length since it was read.
    let is_there = place.line > 0 && usize::try_from(place.line - first).ok()? < lines.len();
    is_there.then(|| ExcerptRecord { file: place.file.clone(), line: place.line, first, lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(text: &str) -> Context {
        Context {
            documents: vec!["a.yaml".to_owned()],
            texts: vec![text.into()],
            ..Context::default()
        }
    }

    fn at(line: u32, text: &str) -> Option<(u32, Vec<String>)> {
        let place = Place { file: "a.yaml".to_owned(), line, pointer: String::new() };
        excerpt(&place, &context(text), &Redactor::new(&[], None))
            .map(|excerpt| (excerpt.first, excerpt.lines))
    }

    #[test]
    fn an_excerpt_has_three_lines_on_each_side_where_the_document_has_them() {
        let text = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let lines = |range: std::ops::RangeInclusive<u32>| {
            (*range.start(), range.map(|line| line.to_string()).collect())
        };
        assert_eq!(at(5, text), Some(lines(2..=8)));
        assert_eq!(at(1, text), Some(lines(1..=7)));
        assert_eq!(at(9, text), Some(lines(6..=9)));
    }

    #[test]
    fn a_line_that_is_unknown_or_beyond_the_end_is_not_quoted() {
        assert_eq!((at(0, "1\n2\n"), at(6, "1\n2\n")), (None, None));
    }

    #[test]
    fn a_long_line_is_cut() {
        let (_, lines) = at(1, &"x".repeat(5_000)).unwrap();
        assert_eq!(lines[0].chars().count(), WIDTH + 1);
    }
}
