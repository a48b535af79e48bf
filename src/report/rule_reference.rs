//! The rule reference: the catalogue as Markdown, and one rule as text.

use std::fmt::Write as _;

use crate::check::{Explanation, Rule, rules};
use crate::report::shared::{Ink, Style, wrapped};

const PREFACE: &str = "\
# Rule reference

Every rule that `cp-harness conform` holds a target to, in the order in which checks are planned.
Written by `cp-harness rules --write docs/rules.md`: change the rules, not this file.

A MUST that is broken fails the run. A SHOULD warns, and fails it under `--strict`. A NOTE tells.
Requests and answers are examples in short form: the method and path with the content, then the
status with what comes back.
";

/// The whole catalogue as Markdown.
pub fn rule_reference() -> String {
    let mut text = PREFACE.to_owned();
    text.push_str("\n| rule | level | requirement |\n|---|---|---|\n");
    for rule in rules() {
        let (id, level, requirement) = (rule.id, rule.level.word(), cell(rule.requirement));
        let _ = writeln!(text, "| [{id}](#{id}) | {level} | {requirement} |");
    }
    for rule in rules() {
        let _ =
            write!(text, "\n## {}\n\n**{}** {}\n", rule.id, rule.level.word(), rule.requirement);
        let Explanation { what, why, request, answer } = rule.explanation;
        let _ = write!(text, "\n{what}\n\n*Why it matters.* {why}\n");
        let _ = write!(text, "\nBroken by\n\n```\n{request}\n→ {answer}\n```\n");
        let _ = writeln!(text, "\nBasis: <{}>", rule.reference);
    }
    text
}

/// Where the text beside a label begins.
const VALUE: usize = 13;

/// One rule as text for a terminal.
pub fn rule_section(rule: &Rule, style: Style) -> String {
    let level = style.paint(Ink::of_level(rule.level), rule.level.word());
    let requirement = wrapped(rule.requirement, 0, 0, style);
    let mut text = format!("{}  {level}\n{requirement}\n\n", style.paint(Ink::Strong, rule.id));
    let Explanation { what, why, request, answer } = rule.explanation;
    for (label, value) in [
        ("what", what),
        ("why", why),
        ("broken by", request),
        ("        →", answer),
        ("basis", rule.reference),
    ] {
        let label = style.paint(Ink::Quiet, &format!("{label:0$}", VALUE - 2));
        let _ = writeln!(text, "  {label}{}", wrapped(value, VALUE, VALUE, style));
    }
    let label = style.paint(Ink::Quiet, &format!("{:1$}", "checks", VALUE - 2));
    let _ = writeln!(text, "  {label}cp-harness plan --only {}", rule.id);
    text
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_line_and_a_section_with_its_basis() {
        let reference = rule_reference();
        for rule in rules() {
            assert_eq!(reference.matches(&format!("\n## {}\n", rule.id)).count(), 1, "{}", rule.id);
            assert!(reference.contains(&format!("\n| [{0}](#{0}) |", rule.id)), "{}", rule.id);
            assert!(reference.contains(&format!("\nBasis: <{}>", rule.reference)), "{}", rule.id);
        }
    }

    #[test]
    fn a_bar_in_a_requirement_does_not_end_its_cell() {
        assert_eq!(cell("a | b"), "a \\| b");
    }
}
