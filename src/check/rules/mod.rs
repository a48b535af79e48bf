//! The catalogue: every rule, one file each, in families.
//!
//! A rule stands in the table of its family and nowhere else; help, the rule reference, the plan and the
//! tests follow from [`rules`].

pub(in crate::check) mod accepts;
pub(in crate::check) mod auth;
pub(in crate::check) mod conventions;
pub(in crate::check) mod exchanges;
pub(in crate::check) mod methods;
pub(in crate::check) mod refuses;
pub(in crate::check) mod responses;
pub(in crate::check) mod robustness;
pub(in crate::check) mod rule;
pub(in crate::check) mod variations;

use crate::check::rules::rule::Rule;

/// The families, in the order in which their checks are planned.
const FAMILIES: [&[&Rule]; 8] = [
    accepts::RULES,
    responses::RULES,
    refuses::RULES,
    methods::RULES,
    auth::RULES,
    conventions::RULES,
    robustness::RULES,
    exchanges::RULES,
];

/// Every rule, in the order in which its checks are planned.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.into_iter().flatten().copied()
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::check::rules::rule::Explanation;

    #[test]
    fn an_id_stands_for_one_rule() {
        let ids: BTreeSet<&str> = rules().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), rules().count());
    }

    #[test]
    fn no_explanation_is_empty_or_repeats_another() {
        let mut known = BTreeSet::new();
        for rule in rules() {
            let Explanation { what, why, request, answer } = rule.explanation;
            for text in [what, why] {
                assert!(text.len() > 40 && text.ends_with('.'), "{}: {text:?}", rule.id);
                assert!(known.insert(text), "{} repeats {text:?}", rule.id);
            }
            assert!(request.contains(" /"), "{}: no request line in {request:?}", rule.id);
            let status = answer.split(' ').next().unwrap_or_default();
            assert!(status.parse::<u16>().is_ok(), "{}: no status in {answer:?}", rule.id);
        }
    }
}
