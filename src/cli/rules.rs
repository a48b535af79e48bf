//! `rules`: the catalogue, one rule explained, and the book.

use std::fs;
use std::path::Path;

use tabled::builder::Builder;
use tabled::settings::{Padding, Style};

use super::arguments::{RulesArguments, TextFormat};
use super::{Failure, output};
use crate::check::{RULES, Rule};
use crate::report::{book, chapter};
use crate::spec::nearest;
use crate::verdict::Exit;

pub(super) fn run(arguments: &RulesArguments) -> Result<Exit, Failure> {
    if let Some(file) = &arguments.book {
        return write_book(file);
    }
    if let Some(file) = &arguments.check_book {
        return check_book(file);
    }
    let rules = match &arguments.rule {
        Some(id) => vec![find(id)?],
        None => RULES.to_vec(),
    };
    let text = match (arguments.format, rules.as_slice()) {
        (TextFormat::Json, rules) => json(rules)?,
        (TextFormat::Text, [rule]) if arguments.rule.is_some() => chapter(rule),
        (TextFormat::Text, rules) => table(rules),
    };
    output::print(&text)?;
    Ok(Exit::Passed)
}

fn find(id: &str) -> Result<&'static Rule, Failure> {
    // What a finding shows is a check's id: its rule is what is meant.
    let id = id.split('@').next().unwrap_or(id);
    RULES.iter().copied().find(|rule| rule.id == id).ok_or_else(|| {
        let known = RULES.iter().map(|rule| rule.id);
        let hint = match nearest(id, known) {
            Some(nearest) => format!("did you mean `{nearest}`? "),
            None => String::new(),
        };
        Failure::usage(format!("no rule is called `{id}`: {hint}`cp-harness rules` lists all"))
    })
}

fn table(rules: &[&Rule]) -> String {
    let mut rows = Builder::with_capacity(rules.len() + 1, 3);
    rows.push_record(["LEVEL", "RULE", "REQUIREMENT"]);
    for rule in rules {
        rows.push_record([rule.level.word(), rule.id, rule.requirement]);
    }
    let mut table = rows.build();
    table.with(Style::empty()).with(Padding::new(0, 2, 0, 0));
    let lines: String =
        table.to_string().lines().map(|line| line.trim_end().to_owned() + "\n").collect();
    format!("{lines}{} rules · cp-harness rules RULE explains one\n", rules.len())
}

fn json(rules: &[&Rule]) -> Result<String, Failure> {
    let rules: Vec<_> = rules
        .iter()
        .map(|rule| {
            let explanation = rule.explanation();
            serde_json::json!({
                "id": rule.id,
                "level": rule.level,
                "requirement": rule.requirement,
                "reference": rule.reference,
                "what": explanation.map(|explanation| explanation.what),
                "why": explanation.map(|explanation| explanation.why),
                "request": explanation.map(|explanation| explanation.request),
                "answer": explanation.map(|explanation| explanation.answer),
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&rules).map_err(Failure::internal)? + "\n")
}

fn write_book(file: &Path) -> Result<Exit, Failure> {
    fs::write(file, book())
        .map_err(|error| Failure::usage(format!("cannot write {}: {error}", file.display())))?;
    Ok(Exit::Passed)
}

/// The gate of the repository: a rule that changed has to be in the book.
fn check_book(file: &Path) -> Result<Exit, Failure> {
    let shown = file.display();
    let written = fs::read_to_string(file)
        .map_err(|error| Failure::input(format!("cannot read {shown}: {error}")))?;
    if written == book() {
        return Ok(Exit::Passed);
    }
    Err(Failure::input(format!(
        "{shown} is not what the rules say: write it anew with `cp-harness rules --book {shown}`"
    )))
}
