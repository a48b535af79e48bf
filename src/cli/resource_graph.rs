//! `plan --resources`: which operation takes which value from where, for people and for Mermaid.

use std::fmt::Write as _;

use tabled::builder::Builder;
use tabled::settings::{Padding, Style};

use crate::check::{Plan, ResourceOrigin, ResourceUse};

/// A line for each value that an operation takes from elsewhere.
pub(super) fn table(plan: &Plan) -> String {
    let resources = plan.resources();
    if resources.is_empty() {
        return "no operation needs a value from elsewhere\n".to_owned();
    }
    let mut rows = Builder::with_capacity(resources.len() + 1, 4);
    rows.push_record(["OPERATION", "TAKES", "FROM", "BECAUSE"]);
    for ResourceUse { operation, name, origin } in resources {
        let (from, because) = match origin {
            ResourceOrigin::Produced { producer, pointer, reason } => {
                (format!("{producer} {pointer}"), reason)
            }
            ResourceOrigin::Given => ("--bind".to_owned(), "it was given".to_owned()),
            ResourceOrigin::Unavailable { reason } => ("nowhere".to_owned(), reason),
        };
        rows.push_record([operation, name, from, because]);
    }
    let mut table = rows.build();
    table.with(Style::empty()).with(Padding::new(0, 2, 0, 0));
    let lines = table.to_string();
    lines.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The same as a flowchart in the words of Mermaid, which code hosts draw in Markdown.
pub(super) fn mermaid(plan: &Plan) -> String {
    let mut text = String::from("flowchart LR\n");
    for ResourceUse { operation, name, origin } in plan.resources() {
        let (from, style) = match &origin {
            ResourceOrigin::Produced { producer, .. } => (node(producer), "-->"),
            ResourceOrigin::Given => (format!("bind([{}])", quoted("--bind")), "-->"),
            ResourceOrigin::Unavailable { .. } => {
                (format!("open([{}])", quoted("nowhere")), "-.->")
            }
        };
        let _ = writeln!(text, "    {from} {style}|{}| {}", quoted(&name), node(&operation));
    }
    text
}

/// A node with the name of an operation.
fn node(operation: &str) -> String {
    // An identifier of Mermaid is made of letters, digits and underscores, and may not be one of its
    // words (`end`).
    let id: String = operation
        .chars()
        .map(|character| match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' => character.to_string(),
            other => format!("_{:x}_", u32::from(other)),
        })
        .collect();
    format!("op_{id}[{}]", quoted(operation))
}

/// A text of Mermaid: quotes, and what could be markup, are written as entity codes.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' => {
                let _ = write!(quoted, "#{};", u32::from(character));
            }
            character if character.is_control() => quoted.push(' '),
            character => quoted.push(character),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_its_node() {
        assert_eq!(node("end"), "op_end[\"end\"]");
        assert_eq!(node("a-b"), "op_a_2d_b[\"a-b\"]");
        assert_eq!(node("a]\"<b>\n"), "op_a_5d__22__3c_b_3e__a_[\"a]#34;#60;b#62; \"]");
    }
}
