//! `init`: writes what a quality gate needs, each file commented for whoever goes on with it.
//!
//! ```text
//! URL or documents → documents → gate.toml, gate.waivers.toml
//!                       └ register and heartbeat by name → gate-scenario.toml
//! working copy → the CI system that it uses → a workflow
//! ```
//!
//! A file that is there already is left as it is, and said.

mod gate_file;
mod scenario_file;
mod workflow;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use url::Url;

use super::args::InitArguments;
use super::documents;
use super::gate::revision;
use super::output::{self, Failure};
use crate::check::{Binding, Bindings};
use crate::report::shared::command_word;
use crate::spec::Api;
use crate::verdict::Exit;
use gate_file::GateFile;

/// Where a server commonly serves its documents, below its URL.
const USUAL_PLACES: [&str; 5] =
    ["openapi.json", "api/openapi.json", "openapi.yaml", "v3/api-docs", "swagger.json"];

/// What the gate is for.
struct Subject {
    target: Option<Url>,
    spec: Vec<String>,
    api: Api,
    /// What a reader should know of how these were found.
    notes: Vec<String>,
}

pub(super) fn run(arguments: &InitArguments) -> Result<Exit, Failure> {
    let subject = subject(&arguments.inputs)?;
    let folder = arguments.folder.clone().unwrap_or_default();
    let spec = subject.spec.iter().map(|input| relative(input, &folder)).collect();
    let mut notes = subject.notes;
    let is_embedded = subject.spec.is_empty();
    let scenario = if is_embedded { None } else { Some(scenario_file::derive(&subject.api)) };
    let scenario = match scenario {
        None => None,
        Some(Ok(text)) => Some(text),
        Some(Err(reason)) => {
            notes.push(format!(
                "no scenario was written: {reason}; `cp-harness scenarios smoke` prints one to start \
                 from"
            ));
            None
        }
    };
    let gate = GateFile {
        target: subject.target.as_ref().map(Url::as_str),
        spec,
        has_revisions: !is_embedded
            && !subject.spec.iter().any(|input| input.contains("://"))
            && revision::exists(&folder, "HEAD~1"),
        has_credentials: subject.api.operations().iter().any(asks_for_credentials),
        unbound: unbound(&subject.api),
        scenario: match (&scenario, is_embedded) {
            (Some(_), _) => Some(scenario_file::NAME),
            (None, true) => Some("smoke"),
            (None, false) => None,
        },
    };
    let mut files = vec![
        (PathBuf::from(gate_file::NAME), gate.to_text()),
        (PathBuf::from(gate_file::WAIVERS), gate_file::waivers()),
    ];
    files.extend(scenario.map(|text| (PathBuf::from(scenario_file::NAME), text)));
    let (workflow, note) = workflow::of(&folder, gate.has_credentials);
    files.extend(workflow);
    notes.push(note);
    let mut text = String::new();
    for (name, content) in files {
        let word = if write(&folder.join(&name), &content)? { "wrote" } else { "kept " };
        let _ = writeln!(text, "{word}  {}", folder.join(&name).display());
    }
    for note in notes {
        let _ = writeln!(text, "note   {note}");
    }
    let next = if folder.as_os_str().is_empty() {
        "cp-harness gate".to_owned()
    } else {
        let file = folder.join(gate_file::NAME).display().to_string();
        format!("cp-harness gate --config {}", command_word(&file))
    };
    let _ = writeln!(text, "next   {next}");
    output::print(&text)?;
    Ok(Exit::Passed)
}

/// What the inputs name: a target, documents, or both.
fn subject(inputs: &[String]) -> Result<Subject, Failure> {
    let is_document = |input: &String| {
        let path = input.split(['?', '#']).next().unwrap_or(input);
        let has_ending = |ending: &&str| path.to_ascii_lowercase().ends_with(*ending);
        !input.contains("://") || [".json", ".yaml", ".yml"].iter().any(has_ending)
    };
    let (spec, targets): (Vec<String>, Vec<String>) = inputs.iter().cloned().partition(is_document);
    let [target] = targets.as_slice() else {
        if targets.is_empty() {
            let api = documents::load(&spec)?;
            let mut notes = Vec::new();
            if spec.is_empty() {
                notes.push(
                    "no documents were named: the embedded ones of the worker API hold".to_owned(),
                );
            }
            return Ok(Subject { target: None, spec, api, notes });
        }
        return Err(Failure::usage(format!(
            "a gate has one target, and these are {}: {}",
            targets.len(),
            targets.join(", ")
        )));
    };
    let url = super::args::flag_values::target(target).map_err(Failure::usage)?;
    if !spec.is_empty() {
        let api = documents::load(&spec)?;
        return Ok(Subject { target: Some(url), spec, api, notes: Vec::new() });
    }
    let base = url.as_str().trim_end_matches('/');
    for place in USUAL_PLACES {
        let spec = vec![format!("{base}/{place}")];
        if let Ok(api) = documents::load(&spec) {
            let note = format!("the documents are those that the target serves: {}", spec[0]);
            return Ok(Subject { target: Some(url), spec, api, notes: vec![note] });
        }
    }
    let note = format!(
        "{base} serves no OpenAPI document at {}: the embedded ones of the worker API hold; name others \
         as `cp-harness init {base} PATH`",
        USUAL_PLACES.join(", ")
    );
    Ok(Subject {
        target: Some(url),
        spec: Vec::new(),
        api: documents::load(&[])?,
        notes: vec![note],
    })
}

fn asks_for_credentials(operation: &crate::spec::Operation) -> bool {
    !operation.security.is_empty() && operation.security.iter().all(|all| !all.is_empty())
}

/// The values that nobody gives, by name: what `bind` in the gate file is for.
fn unbound(api: &Api) -> Vec<String> {
    let bindings = Bindings::resolve(api, &BTreeMap::new());
    let open = bindings.values.iter().filter(|(_, value)| matches!(value, Binding::Unavailable(_)));
    let names = open.map(|(name, _)| name.rsplit('.').next().unwrap_or(name).to_owned());
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// A document's path as the gate file has to write it, which is read relative to its own folder.
fn relative(input: &str, folder: &Path) -> String {
    if input.contains("://") || folder.as_os_str().is_empty() || Path::new(input).is_absolute() {
        return input.to_owned();
    }
    std::path::absolute(input).map_or(input.to_owned(), |path| path.display().to_string())
}

/// Writes a file that is not there yet; false where it is, which is left alone.
fn write(path: &Path, content: &str) -> Result<bool, Failure> {
    let failed = |error: std::io::Error| {
        Failure::environment(format!("cannot write {}: {error}", path.display()))
    };
    if let Some(above) = path.parent() {
        std::fs::create_dir_all(above).map_err(failed)?;
    }
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(content.as_bytes()).map(|()| true).map_err(failed),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed(error)),
    }
}
