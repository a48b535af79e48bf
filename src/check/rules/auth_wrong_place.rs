//! A credential is taken from its declared place alone.

use crate::check::auth::{self, UNAUTHORIZED};
use crate::check::rule::{Draft, Level, Rule};
use crate::check::subject::Subject;

/// A credential is taken from its declared place alone.
pub(super) static RULE: Rule = Rule {
    id: "auth_wrong_place",
    level: Level::Should,
    requirement: "A call whose credential travels elsewhere than the documents say SHOULD be refused with 401 or 403: URLs end in logs.",
    reference: "https://www.rfc-editor.org/rfc/rfc6750#section-2.3",
    plan,
};

fn plan(subject: &Subject<'_>) -> Vec<Draft> {
    let drafts = auth::drafts(auth::misplaced(subject), &UNAUTHORIZED).into_iter();
    drafts.map(|draft| draft.varying(auth::anonymous(subject))).collect()
}
