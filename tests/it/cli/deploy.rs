//! `deploy/`: the steps of the GitHub action run here, by a runner of a few lines, on real gates.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use cp_harness::reference::{DEMO_QUEUE_ID, DEMO_TOKEN};
use saphyr::{LoadableYamlNode, Yaml};

use super::binary::Folder;
use super::server::{mutant, reference};

/// The files of the action.
fn action() -> String {
    format!("{}/deploy/github", env!("CARGO_MANIFEST_DIR"))
}

/// Runs the steps of the action that run something, with these inputs, as a runner of GitHub does: each
/// has its environment with expressions replaced, and gives outputs. A step after one that failed runs
/// where it says `always()`.
struct Runner<'f> {
    folder: &'f Folder,
    inputs: BTreeMap<String, String>,
    outputs: BTreeMap<String, String>,
    said: String,
    failed: Option<i32>,
}

impl Runner<'_> {
    fn run(&mut self) {
        let text = std::fs::read_to_string(format!("{}/action.yml", action())).unwrap();
        let document = &Yaml::load_from_str(&text).unwrap()[0];
        for (name, input) in document["inputs"].as_mapping().unwrap() {
            let default = input["default"].as_str().unwrap_or_default().to_owned();
            self.inputs.entry(name.as_str().unwrap().to_owned()).or_insert(default);
        }
        for step in document["runs"]["steps"].as_sequence().unwrap() {
            self.step(step);
        }
    }

    fn step(&mut self, step: &Yaml<'_>) {
        let text = |name: &str| {
            let member = step.as_mapping_get(name).and_then(Yaml::as_str);
            member.unwrap_or_default().to_owned()
        };
        let (script, condition) = (text("run"), text("if"));
        // Others are actions of their own; the program is there already.
        let is_skipped = script.is_empty() || condition.contains("cache-hit");
        if is_skipped || (self.failed.is_some() && condition != "always()") {
            return;
        }
        let output = self.folder.path("output");
        std::fs::write(&output, "").unwrap();
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script]);
        command.current_dir(self.folder.path("")).env_remove("KUBIYA_API_KEY");
        command.env("GITHUB_ACTION_PATH", action()).env("GITHUB_OUTPUT", &output);
        command.env("GITHUB_STEP_SUMMARY", self.folder.path("step-summary.md"));
        if let Some(environment) = step.as_mapping_get("env").and_then(Yaml::as_mapping) {
            for (name, value) in environment {
                command.env(name.as_str().unwrap(), self.evaluated(value.as_str().unwrap()));
            }
        }
        // The program of this test instead of the one that the action builds.
        command.env("CP_HARNESS", env!("CARGO_BIN_EXE_cp-harness"));
        let Output { status, stdout, stderr } = command.output().unwrap();
        self.said += &String::from_utf8_lossy(&stdout);
        self.said += &String::from_utf8_lossy(&stderr);
        if !status.success() {
            self.failed = status.code();
        }
        let id = text("id");
        for line in std::fs::read_to_string(&output).unwrap().lines() {
            let (name, value) = line.split_once('=').unwrap();
            self.outputs.insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
        }
    }

    /// A text with its expressions replaced; one that is not known fails the test.
    fn evaluated(&self, text: &str) -> String {
        let Some((before, rest)) = text.split_once("${{") else { return text.to_owned() };
        let (expression, after) = rest.split_once("}}").unwrap();
        let expression = expression.trim();
        let value = match expression.strip_prefix("inputs.") {
            Some(name) => self.inputs[name].clone(),
            None if expression == "github.action_path" => action(),
            None => self.outputs.get(expression).cloned().unwrap_or_default(),
        };
        format!("{before}{value}{}", self.evaluated(after))
    }
}

/// What the job came to on this target: its exit code, what it said, and its outputs.
fn job(url: &str) -> (i32, String, BTreeMap<String, String>, String) {
    let folder = Folder::new();
    folder.write(
        "gate.toml",
        format!(
            "target = '{url}'\ntoken_env = 'CP_TOKEN'\nbind = {{ queue_id = '{DEMO_QUEUE_ID}' }}\n\
             [lint]\n[conform]\nonly = ['auth_*']\n"
        ),
    );
    let inputs = BTreeMap::from([("token".to_owned(), DEMO_TOKEN.to_owned())]);
    let mut runner = Runner {
        folder: &folder,
        inputs,
        outputs: BTreeMap::new(),
        said: String::new(),
        failed: None,
    };
    runner.run();
    assert!(Path::new(&folder.path("reports/history.ndjson")).exists(), "{}", runner.said);
    let summary = std::fs::read_to_string(folder.path("step-summary.md")).unwrap();
    (runner.failed.unwrap_or(0), runner.said, runner.outputs, summary)
}

#[test]
fn a_green_gate_ends_the_job_well_and_leaves_a_summary() {
    let (code, said, outputs, summary) = job(&reference(""));
    assert_eq!((code, outputs["steps.gate.outputs.owner"].as_str()), (0, ""), "{said}");
    assert_eq!(outputs["steps.gate.outputs.verdict"], "passed", "{said}");
    assert!(summary.contains("## Gate: passed"), "{summary}");
    assert!(!said.contains("::error"), "{said}");
}

#[test]
fn a_red_gate_fails_the_job_and_names_the_owner_of_the_target() {
    let (code, said, outputs, _) = job(&mutant("token_prefix_compared"));
    assert_eq!((code, outputs["steps.gate.outputs.owner"].as_str()), (1, "target"), "{said}");
    assert!(said.contains("the target failed: its owner acts"), "{said}");
    assert!(said.contains("::error file="), "annotations at the lines of the documents: {said}");
}

#[test]
fn a_gate_that_is_not_decided_fails_the_job_and_names_its_own_owner() {
    let (code, said, outputs, _) = job("http://127.0.0.1:1");
    assert_eq!((code, outputs["steps.gate.outputs.owner"].as_str()), (4, "gate"), "{said}");
    assert_eq!(outputs["steps.gate.outputs.verdict"], "inconclusive", "{said}");
    assert!(said.contains("(exit code 4): its owner acts"), "{said}");
}
