//! A page of a list says what it is a page of.

use crate::check::cases::overview::{drafts, pagination};
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A page of a list says what it is a page of.
pub(in crate::check) static RULE: Rule = Rule {
    id: "prose_pagination",
    level: Level::Should,
    requirement: "The target SHOULD answer a request for a page of a list with the items of that \
                  page, the total number, and the page itself.",
    reference: "https://spec.openapis.org/oas/v3.1.1.html#info-object",
    explanation: Explanation {
        what: "Asks lists for a page of two, and holds the answer to what the overview says of pages: at most two items, the number of all, and the limit and offset that were asked for.",
        why: "A client reads page after page until it has them all. Where the total is missing, or the limit ignored, it stops too early or never.",
        request: "GET /workers?limit=2&offset=0",
        answer: r#"200 {"items": [three workers], "total": 3}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    drafts(under_test, pagination)
}
