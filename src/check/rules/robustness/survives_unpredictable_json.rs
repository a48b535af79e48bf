//! JSON that every reader may read in its own way makes no target fail.

use crate::check::cases::shared::Cases;
use crate::check::model::{CheckPhase, Draft, Level, StatusExpectation};
use crate::check::rules::rule::{Explanation, Rule};

/// JSON that every reader may read in its own way makes no target fail.
pub(in crate::check) static RULE: Rule = Rule {
    id: "survives_unpredictable_json",
    level: Level::Should,
    requirement: "The target SHOULD NOT answer JSON whose reading RFC 8259 leaves open (a lone \
                  surrogate, a number beyond every float, a member given twice) with a 5xx.",
    reference: "https://www.rfc-editor.org/rfc/rfc8259#section-8.2",
    explanation: Explanation {
        what: "Sends JSON that RFC 8259 lets every reader read in its own way: a lone surrogate, a number beyond every float, a member given twice.",
        why: "Any reading of it is fine, a crash is not: such texts come from other languages, where they are ordinary.",
        request: r#"POST /workers  {"name": "\ud800"}"#,
        answer: r#"500 {"error": "'utf-8' codec can't encode character"}"#,
    },
    plan,
};

fn plan(under_test: &Cases<'_>) -> Vec<Draft> {
    let cases = under_test.robustness().iter().filter(|case| case.kind.is_unpredictable());
    cases
        .map(|case| {
            let location = &under_test.operation.location;
            let (name, step) = (case.name(), case.step.clone());
            Draft::new(name, location, step, StatusExpectation::NoServerError)
                .in_phase(CheckPhase::Search)
        })
        .collect()
}
