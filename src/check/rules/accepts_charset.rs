//! A charset parameter on the media type is accepted.

use crate::check::Expectation;
use crate::check::Step;
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A charset parameter on the media type is accepted.
pub(in crate::check) static RULE: Rule = Rule {
    id: "accepts_charset",
    level: Level::Must,
    requirement: "Content whose media type carries a charset parameter MUST be accepted like content without it.",
    reference: "https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let minimal = subject.minimal();
    let Some(media_type) = &minimal.content_type else {
        return Vec::new();
    };
    let content_type = Some(format!("{media_type}; charset=utf-8"));
    let step = Step { content_type, ..minimal };
    let location = &subject.operation.location;
    let draft = Draft::new("utf-8", location, step, Expectation::Accepted);
    vec![draft.varying(subject.minimal())]
}
