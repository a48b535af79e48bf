//! `scenarios` and `schema`: what ships inside the program, to read and to copy.

use super::args::ShippedArguments;
use super::output::{self, Failure};
use crate::input::did_you_mean;
use crate::load::SCENARIOS;
use crate::report::shared::wrapped;
use crate::verdict::Exit;

/// A text that ships, by its name.
type Text = (&'static str, &'static str);

/// The published JSON schemas.
const SCHEMAS: &[Text] = &[
    ("capacity-report-v1", include_str!("../../docs/schemas/capacity-report-v1.schema.json")),
    ("conform-comparison-v1", include_str!("../../docs/schemas/conform-comparison-v1.schema.json")),
    ("diff-v1", include_str!("../../docs/schemas/diff-v1.schema.json")),
    ("doctor-v1", include_str!("../../docs/schemas/doctor-v1.schema.json")),
    ("events-v1", include_str!("../../docs/schemas/events-v1.schema.json")),
    ("fleet-v1", include_str!("../../docs/schemas/fleet-v1.schema.json")),
    ("gate-report-v1", include_str!("../../docs/schemas/gate-report-v1.schema.json")),
    ("gate-v1", include_str!("../../docs/schemas/gate-v1.schema.json")),
    ("laws-v1", include_str!("../../docs/schemas/laws-v1.schema.json")),
    ("lint-v1", include_str!("../../docs/schemas/lint-v1.schema.json")),
    ("load-comparison-v1", include_str!("../../docs/schemas/load-comparison-v1.schema.json")),
    ("load-events-v1", include_str!("../../docs/schemas/load-events-v1.schema.json")),
    ("load-report-v1", include_str!("../../docs/schemas/load-report-v1.schema.json")),
    ("mutants-v1", include_str!("../../docs/schemas/mutants-v1.schema.json")),
    ("plan-v1", include_str!("../../docs/schemas/plan-v1.schema.json")),
    ("profile-v1", include_str!("../../docs/schemas/profile-v1.schema.json")),
    ("prose-v1", include_str!("../../docs/schemas/prose-v1.schema.json")),
    ("replay-v1", include_str!("../../docs/schemas/replay-v1.schema.json")),
    ("report-v1", include_str!("../../docs/schemas/report-v1.schema.json")),
    ("rules-v1", include_str!("../../docs/schemas/rules-v1.schema.json")),
    ("scenario-v1", include_str!("../../docs/schemas/scenario-v1.schema.json")),
    ("waivers-v1", include_str!("../../docs/schemas/waivers-v1.schema.json")),
];

/// Prints a built-in scenario, or what there is of them.
pub(super) fn scenarios(arguments: &ShippedArguments) -> Result<Exit, Failure> {
    print("scenario", SCENARIOS, arguments, |text| {
        let about = text.lines().find_map(|line| line.strip_prefix("about = "))?;
        Some(about.trim_matches('"').to_owned())
    })
}

/// Prints a published JSON schema, or what there is of them.
pub(super) fn schemas(arguments: &ShippedArguments) -> Result<Exit, Failure> {
    print("schema", SCHEMAS, arguments, |text| {
        let schema: serde_json::Value = serde_json::from_str(text).ok()?;
        Some(schema.get("title")?.as_str()?.to_owned())
    })
}

fn print(
    what: &str,
    texts: &[Text],
    arguments: &ShippedArguments,
    about: impl Fn(&str) -> Option<String>,
) -> Result<Exit, Failure> {
    let Some(name) = &arguments.name else {
        let width = texts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let (column, style) = (width + 2, output::style());
        let lines = texts.iter().map(|(name, text)| {
            let about = about(text).unwrap_or_default();
            format!("{name:width$}  {}\n", wrapped(&about, column, column, style))
        });
        output::print(&lines.collect::<String>())?;
        return Ok(Exit::Passed);
    };
    let Some((_, text)) = texts.iter().find(|(known, _)| known == name) else {
        let hint = did_you_mean(name, texts.iter().map(|(name, _)| *name));
        return Err(Failure::usage(format!("there is no {what} `{name}`; {hint}")));
    };
    output::print(text)?;
    Ok(Exit::Passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_says_what_it_is_about() {
        for (name, text) in SCENARIOS {
            assert!(text.lines().any(|line| line.starts_with("about = \"")), "{name}");
        }
    }

    #[test]
    fn every_schema_of_the_repository_ships() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schemas");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let shipped = SCHEMAS.iter().map(|(name, _)| format!("{name}.schema.json"));
        assert_eq!(names, shipped.collect::<Vec<_>>());
    }
}
