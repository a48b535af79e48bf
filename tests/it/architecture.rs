//! The house rules that a compiler does not enforce: floors, first lines, sizes, where async lives.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a file that cannot be read, or has no floor, fails the test that asks for it"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules in floor order: a file may use only modules of a lower floor, and its own.
const FLOORS: [&[&str]; 8] = [
    &["spec", "http", "stats"],
    &["check", "load"],
    &["event"],
    &["verdict"],
    &["run", "report"],
    &["reference"],
    &["cli"],
    &["lib", "main"],
];

/// Modules that may hold asynchronous code.
const ASYNC: [&str; 4] = ["http", "run", "reference", "cli"];

const HARD_LINE_LIMIT: usize = 400;

#[test]
fn no_file_uses_a_module_of_its_own_floor_or_above() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let own = module(&path);
        let floor = floor(&own);
        let code = text.split("#[cfg(test)]").next().unwrap();
        for used in code.lines().filter_map(used_module) {
            if used != own && floor_of(&used).is_some_and(|other| other >= floor) {
                broken.push(format!("{} uses crate::{used}", path.display()));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn every_file_opens_by_saying_what_it_is_for() {
    let silent = files(|text| !text.starts_with("//! "));
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn no_file_is_longer_than_the_limit() {
    let long = files(|text| text.lines().count() > HARD_LINE_LIMIT);
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn async_code_lives_at_the_edges_only() {
    let asynchronous = |text: &str| {
        let code = text.split("#[cfg(test)]").next().unwrap();
        code.lines().any(|line| !line.trim_start().starts_with("//") && line.contains("async "))
    };
    let misplaced: Vec<String> = sources()
        .into_iter()
        .filter(|(path, text)| !ASYNC.contains(&module(path).as_str()) && asynchronous(text))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert_eq!(misplaced, Vec::<String>::new());
}

#[test]
fn the_map_says_of_every_file_what_the_file_says_of_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let mut expected: Vec<String> = sources()
        .into_iter()
        .map(|(path, text)| (path.strip_prefix(root).unwrap().display().to_string(), text))
        // The catalogue stands for its rules.
        .filter(|(path, _)| !path.starts_with("src/check/rules/") || path.ends_with("mod.rs"))
        .map(|(path, text)| format!("- `{path}` {}", plain(text.lines().next().unwrap())))
        .collect();
    let mut told: Vec<String> = map
        .lines()
        .filter(|line| line.starts_with("- `src/") && !line.contains("<rule_id>"))
        .map(str::to_owned)
        .collect();
    expected.sort();
    told.sort();
    let missing: Vec<&String> = expected.iter().filter(|line| !told.contains(line)).collect();
    let stale: Vec<&String> = told.iter().filter(|line| !expected.contains(line)).collect();
    assert_eq!(missing, Vec::<&String>::new(), "ARCHITECTURE.md lacks these lines");
    assert_eq!(stale, Vec::<&String>::new(), "ARCHITECTURE.md has these and should not");
}

/// A first line of documentation without its marks: `//! [RFC](url)` becomes `RFC`.
fn plain(line: &str) -> String {
    let mut text = line.trim_start_matches("//! ").replace('`', "");
    while let Some((before, rest)) = text.split_once('[') {
        let (label, after) = rest.split_once(']').unwrap();
        let after = match after.strip_prefix('(') {
            Some(link) => link.split_once(')').unwrap().1,
            None => after,
        };
        text = format!("{before}{label}{after}");
    }
    text
}

#[test]
fn the_exit_codes_are_told_alike_everywhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let help = fs::read_to_string(root.join("src/cli/arguments.rs")).unwrap();
    for (code, meaning) in [
        (0, "passed"),
        (1, "the target failed"),
        (2, "the command line is wrong"),
        (3, "invalid input"),
        (4, "inconclusive"),
        (5, "invalid measurement"),
        (70, "internal error"),
        (130, "interrupted"),
    ] {
        assert!(readme.contains(&format!("| {code} | {meaning}")), "README: {code} {meaning}");
        assert!(help.contains(&format!("  {code:<5}{meaning}")), "--help: {code} {meaning}");
    }
}

fn files(wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let tests = rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"));
    let all = sources().into_iter().chain(tests);
    all.filter(|(_, text)| wanted(text)).map(|(path, _)| path.display().to_string()).collect()
}

fn sources() -> BTreeMap<PathBuf, String> {
    let files = rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(files.len() > 50, "the source tree was not found");
    files
}

fn rust_files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.insert(path, text);
        }
    }
    found
}

/// The top-level module a file belongs to.
fn module(path: &Path) -> String {
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = below.iter().next().unwrap().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn floor(module: &str) -> usize {
    floor_of(module).unwrap_or_else(|| panic!("`{module}` has no floor: add it to FLOORS"))
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// The module that a line of code names: `crate::NAME::…`.
fn used_module(line: &str) -> Option<String> {
    if line.trim_start().starts_with("//") {
        return None;
    }
    let (_, rest) = line.split_once("crate::")?;
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    floor_of(&name).map(|_| name)
}
