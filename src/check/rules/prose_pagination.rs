//! A page of a list says what it is a page of.

use crate::check::prose::{drafts, pagination};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A page of a list says what it is a page of.
pub(super) static RULE: Rule = Rule {
    id: "prose_pagination",
    level: Level::Should,
    requirement: "A list that is asked for a page SHOULD answer the items of that page, the number of all, and the page itself.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#info-object",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    drafts(subject, pagination)
}
