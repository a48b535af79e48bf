//! `rules`: the catalogue, one rule explained, and the rule reference.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::args::{RulesArguments, TextFormat};
use super::output;
use super::output::Failure;
use crate::check::{self, Explanation, Rule};
use crate::input::nearest;
use crate::report::formats::to_document;
use crate::report::shared::{Ink, Style, command_word, wrapped};
use crate::report::{rule_reference, rule_section};
use crate::verdict::Exit;

pub(super) fn run(arguments: &RulesArguments) -> Result<Exit, Failure> {
    if let Some(file) = &arguments.write {
        return write(file);
    }
    if let Some(file) = &arguments.check {
        return check(file);
    }
    let rules = match &arguments.rule {
        Some(id) => vec![find(id)?],
        None => check::rules().collect(),
    };
    let text = match (arguments.format, rules.as_slice()) {
        (TextFormat::Json, rules) => json(rules)?,
        (TextFormat::Text, [rule]) if arguments.rule.is_some() => {
            rule_section(rule, output::style())
        }
        (TextFormat::Text, rules) => table(rules, output::style()),
    };
    output::print_styled(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Passed)
}

fn find(id: &str) -> Result<&'static Rule, Failure> {
    // What a finding shows is a check's id: its rule is what is meant.
    let id = id.split('@').next().unwrap_or(id);
    check::rule(id).ok_or_else(|| {
        let known = check::rules().map(|rule| rule.id);
        let hint = match nearest(id, known) {
            Some(nearest) => format!("did you mean `{nearest}`? "),
            None => String::new(),
        };
        Failure::usage(format!("no rule is called `{id}`: {hint}`cp-harness rules` lists all"))
    })
}

/// A line for each rule: level, id, requirement.
fn table(rules: &[&Rule], style: Style) -> String {
    const LEVEL: usize = 8;
    let longest = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let id = longest + 2;
    let column = LEVEL + id;
    let mut text = String::new();
    let head = format!("{:LEVEL$}{:id$}REQUIREMENT", "LEVEL", "RULE");
    let _ = writeln!(text, "{}", style.paint(Ink::Quiet, &head));
    for rule in rules {
        let level = rule.level.word();
        let gap = " ".repeat(LEVEL - level.len());
        let requirement = wrapped(rule.requirement, column, column, style);
        let level = style.paint(Ink::of_level(rule.level), level);
        let _ = writeln!(text, "{level}{gap}{:id$}{requirement}", rule.id);
    }
    let _ = writeln!(text, "{} rules · cp-harness rules RULE explains one", rules.len());
    text
}

fn json(rules: &[&Rule]) -> Result<String, Failure> {
    let rules: Vec<_> = rules
        .iter()
        .map(|rule| {
            let Explanation { what, why, request, answer } = rule.explanation;
            serde_json::json!({
                "id": rule.id,
                "level": rule.level,
                "requirement": rule.requirement,
                "reference": rule.reference,
                "what": what,
                "why": why,
                "request": request,
                "answer": answer,
            })
        })
        .collect();
    to_document("rules", &serde_json::json!({ "rules": rules })).map_err(Failure::internal)
}

fn write(file: &Path) -> Result<Exit, Failure> {
    fs::write(file, rule_reference()).map_err(|error| {
        Failure::environment(format!("cannot write {}: {error}", file.display()))
    })?;
    Ok(Exit::Passed)
}

/// The gate of the repository: a rule that changed has to be in the reference.
fn check(file: &Path) -> Result<Exit, Failure> {
    let shown = file.display();
    let written = fs::read_to_string(file)
        .map_err(|error| Failure::input(format!("cannot read {shown}: {error}")))?;
    if written == rule_reference() {
        return Ok(Exit::Passed);
    }
    Err(Failure::input(format!(
        "{shown} is not what the rules say: write it anew with `cp-harness rules --write {}`",
        command_word(&shown.to_string())
    )))
}
