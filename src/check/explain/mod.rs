//! What a rule's one sentence leaves out: what is sent, why it matters, an answer that breaks it.

use super::Rule;

mod accepts;
mod auth;
mod constraints;
mod fuzz;
mod input;
mod jwt;
mod laws;
mod methods;
mod prose;
mod refuses;
mod responses;
mod secrets;
mod wire;

/// A rule in full, for the person whose target has just failed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The rule's id.
    pub rule: &'static str,
    /// What is sent, and what is looked at.
    pub what: &'static str,
    /// What goes wrong in a fleet where the rule is broken.
    pub why: &'static str,
    /// A request that shows it.
    pub request: &'static str,
    /// An answer that breaks the rule.
    pub answer: &'static str,
}

/// The explanations, by family of rules. A new rule gets its entry in the file of its family.
static FAMILIES: [&[Explanation]; 13] = [
    accepts::EXPLANATIONS,
    responses::EXPLANATIONS,
    wire::EXPLANATIONS,
    refuses::EXPLANATIONS,
    constraints::EXPLANATIONS,
    methods::EXPLANATIONS,
    auth::EXPLANATIONS,
    jwt::EXPLANATIONS,
    secrets::EXPLANATIONS,
    laws::EXPLANATIONS,
    prose::EXPLANATIONS,
    input::EXPLANATIONS,
    fuzz::EXPLANATIONS,
];

/// Every explanation, family by family.
pub fn explanations() -> impl Iterator<Item = &'static Explanation> {
    FAMILIES.iter().copied().flatten()
}

impl Rule {
    /// The rule in full; a test holds that every rule of the catalogue has it.
    pub fn explanation(&self) -> Option<&'static Explanation> {
        explanations().find(|explanation| explanation.rule == self.id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::check::RULES;

    #[test]
    fn every_rule_is_explained_once_and_nothing_else_is() {
        let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
        let explained: Vec<&str> = explanations().map(|explanation| explanation.rule).collect();
        let distinct: BTreeSet<&str> = explained.iter().copied().collect();
        let missing: Vec<&&str> = rules.difference(&distinct).collect();
        let idle: Vec<&&str> = distinct.difference(&rules).collect();
        assert!(missing.is_empty(), "without an entry in src/check/explain/: {missing:?}");
        assert!(idle.is_empty(), "explained, but no rule: {idle:?}");
        assert_eq!(explained.len(), distinct.len(), "explained twice");
    }

    #[test]
    fn no_text_is_empty_or_said_twice() {
        let mut told = BTreeSet::new();
        for Explanation { rule, what, why, request, answer } in explanations() {
            for text in [what, why] {
                assert!(text.len() > 40 && text.ends_with('.'), "{rule}: {text:?}");
                assert!(told.insert(*text), "{rule} repeats {text:?}");
            }
            assert!(request.contains(" /"), "{rule}: no request line in {request:?}");
            let status = answer.split(' ').next().unwrap_or_default();
            assert!(status.parse::<u16>().is_ok(), "{rule}: no status in {answer:?}");
        }
    }
}
