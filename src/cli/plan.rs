//! `plan`: prints every check, sends nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::{Alignment, Modify, Padding, Style as Border};

use super::args::{PlanArguments, ResourceFormat, TextFormat};
use super::output::Failure;
use super::{chosen_target, documents, output, resource_graph, selection};
use crate::check::{Binding, Check, Expectation, Level, Plan, PlannedOperation};
use crate::report::formats::to_versioned_document;
use crate::report::shared::{Ink, Style, wrapped};
use crate::spec::Location;
use crate::verdict::Exit;

pub(super) fn run(arguments: &PlanArguments) -> Result<Exit, Failure> {
    let under_way = output::say_if_slow("reading the documents and planning the checks");
    let api = documents::load(&arguments.selection.spec)?;
    let known = match &arguments.selection.target {
        Some(_) => BTreeMap::new(),
        None => chosen_target::demo_values(),
    };
    let plan = selection::plan(&api, &arguments.selection, known)?;
    drop(under_way);
    let text = match arguments.format {
        _ if arguments.resources == Some(ResourceFormat::Table) => resource_graph::table(&plan),
        _ if arguments.resources == Some(ResourceFormat::Mermaid) => resource_graph::mermaid(&plan),
        TextFormat::Text => {
            let style = output::style();
            tables(&plan, style) + &missing(&plan, style) + &totals(&plan)
        }
        TextFormat::Json => to_versioned_document("plan", &plan).map_err(Failure::internal)?,
    };
    output::print_styled(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Passed)
}

/// A table for each operation.
fn tables(plan: &Plan, style: Style) -> String {
    let mut checks = plan.checks.as_slice();
    let operations = plan.operations.iter().map(|operation| {
        let PlannedOperation { name, method, path, .. } = operation;
        let (own, others) = checks.split_at(operation.checks.min(checks.len()));
        checks = others;
        let mut text = String::new();
        for (index, (file, checks)) in by_file(own).into_iter().enumerate() {
            let head = match index {
                0 => format!("{name}  {method} {path}  {file}"),
                _ => format!("{name}  {file}"),
            };
            let head = style.paint(Ink::Strong, &head);
            text = text + &head + "\n" + &table(&checks, file, style) + "\n";
        }
        text
    });
    operations.collect()
}

/// The checks by the file that their requirements stand in, in the order the files come up.
fn by_file(checks: &[Arc<Check>]) -> Vec<(&str, Vec<&Check>)> {
    let mut files: Vec<(&str, Vec<&Check>)> = Vec::new();
    for check in checks {
        let file = &*check.location.document;
        match files.iter_mut().find(|(known, _)| *known == file) {
            Some((_, checks)) => checks.push(check),
            None => files.push((file, vec![check])),
        }
    }
    files
}

/// A line per check. The id comes last: it is what `--only` takes, and of any length.
fn table(checks: &[&Check], file: &str, style: Style) -> String {
    let mut rows = Builder::with_capacity(checks.len() + 1, 4);
    rows.push_record(["LEVEL", "REQUESTS", "SPEC", "CHECK"]);
    for check in checks {
        rows.push_record([
            check.level.word().to_owned(),
            check.steps.len().to_string(),
            place(&check.location, file),
            check.id.clone(),
        ]);
    }
    let mut table = rows.build();
    table
        .with(Border::empty())
        .with(Padding::new(2, 0, 0, 0))
        .with(Modify::new(Columns::new(1..3)).with(Alignment::right()));
    let lines = table.to_string();
    let levels = std::iter::once(None).chain(checks.iter().map(|check| Some(check.level)));
    let paint = |(line, level): (&str, Option<Level>)| match level {
        None => style.paint(Ink::Quiet, line.trim_end()) + "\n",
        Some(level) => {
            let painted = style.paint(Ink::of_level(level), level.word());
            line.trim_end().replacen(level.word(), &painted, 1) + "\n"
        }
    };
    lines.lines().zip(levels).map(paint).collect()
}

/// Where a check's requirement stands: the line alone, where it is in `file`.
fn place(location: &Location, file: &str) -> String {
    if *location.document == *file && location.line > 0 {
        return format!(":{}", location.line);
    }
    location.to_string()
}

/// What keeps checks from being planned, or from being answered.
fn missing(plan: &Plan, style: Style) -> String {
    let unplanned = plan.checks.iter().filter_map(|check| match &check.expectation {
        Expectation::Unplanned { reason } => {
            Some(format!("not planned: {} ({}): {reason}\n", check.operation, check.location))
        }
        _ => None,
    });
    let unanswered = plan.bindings.values().filter_map(|binding| match binding {
        Binding::Unavailable(reason) => Some(format!("without an answer: {reason}\n")),
        Binding::Given(_) | Binding::Produced { .. } => None,
    });
    let mut withheld: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in plan.checks.iter().filter_map(|check| check.withheld.as_deref()) {
        *withheld.entry(reason).or_default() += 1;
    }
    let withheld = withheld.into_iter().map(|(reason, count)| {
        let checks = if count == 1 { "check" } else { "checks" };
        format!("{count} {checks} {reason}\n")
    });
    let crowded = plan.operations.iter().filter(|operation| operation.left_out > 0);
    let left_out = crowded.map(|PlannedOperation { name, left_out, .. }| {
        format!("left out: {left_out} values on the edge of constraints of {name}: too many\n")
    });
    let all = unplanned.chain(unanswered).chain(withheld).chain(left_out);
    let text: String = all.map(|line| wrapped(line.trim_end(), 0, 4, style) + "\n").collect();
    if text.is_empty() { text } else { text + "\n" }
}

fn totals(plan: &Plan) -> String {
    let (checks, operations) = (plan.checks.len(), plan.operations.len());
    let hash = plan.hash();
    let hash = hash.get(..12).unwrap_or(&hash);
    format!("{checks} checks of {operations} operations · plan {hash}\n")
}
