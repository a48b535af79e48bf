//! A credential is taken from its declared place alone.

use crate::check::cases::auth::{self, UNAUTHORIZED};
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// A credential is taken from its declared place alone.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_wrong_place",
    level: Level::Should,
    requirement: "The target SHOULD refuse a call whose credential is not where the documents \
                  say with 401 or 403: URLs end in logs.",
    reference: "https://www.rfc-editor.org/rfc/rfc6750#section-2.3",
    explanation: Explanation {
        what: "Sends the valid credential where the document does not say that it travels, such as a bearer token as `access_token` in the query, and looks for 401 or 403.",
        why: "Whatever is accepted is used sooner or later, and tokens in URLs end in access logs, browser histories and Referer headers.",
        request: "GET /workers?access_token=<valid token>",
        answer: r#"200 [{"id": "w-1"}]"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let drafts = auth::drafts(auth::misplaced(under_test), &UNAUTHORIZED).into_iter();
    drafts.map(|draft| draft.varying(auth::anonymous(under_test))).collect()
}
