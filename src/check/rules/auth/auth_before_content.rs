//! Authentication comes before validation.

use crate::check::cases::auth::{self, UNAUTHORIZED};
use crate::check::cases::shared::Cases;
use crate::check::model::{Draft, Level};
use crate::check::rules::rule::{Explanation, Rule};

/// Authentication comes before validation.
pub(in crate::check) static RULE: Rule = Rule {
    id: "auth_before_content",
    level: Level::Must,
    requirement: "The target MUST refuse a call without a credential before it says anything \
                  about the content.",
    reference: "https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#access-control",
    explanation: Explanation {
        what: "Sends wrong content without a credential: the refusal has to be about the credential, as it is for valid content.",
        why: "Validation messages tell an anonymous caller which members exist and what they look like.",
        request: "POST /workers  {}  (no Authorization)",
        answer: r#"422 {"detail": [{"loc": ["body", "name"]}]}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    auth::drafts(auth::before_content(under_test), &UNAUTHORIZED)
        .into_iter()
        .map(|draft| draft.varying(auth::anonymous(under_test)))
        .collect()
}
