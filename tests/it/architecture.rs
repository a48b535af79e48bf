//! The house rules that a compiler does not enforce: floors, first lines, sizes, where async lives.

#![expect(
    clippy::unwrap_used,
    reason = "a file that cannot be read, or has no floor, fails the test that asks for it"
)]

mod names;
mod requirements;
mod snapshots;
mod uses;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Modules in floor order: a file may use only modules of a lower floor, and its own.
const FLOORS: [&[&str]; 9] = [
    &["input"],
    &["spec", "wire", "stats"],
    &["check", "load"],
    &["event"],
    &["verdict"],
    &["run", "report"],
    &["reference"],
    &["cli"],
    &["lib", "main"],
];

/// Modules that may hold asynchronous code.
const ASYNC: [&str; 3] = ["run", "reference", "cli"];

const HARD_LINE_LIMIT: usize = 400;

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
fn the_architecture_has_a_place_for_every_folder_and_names_no_path_that_is_gone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let folders: BTreeSet<String> = sources()
        .into_keys()
        .map(|path| path.strip_prefix(root).unwrap().parent().unwrap().display().to_string())
        .filter(|folder| folder != "src" && !folder.ends_with("/tests"))
        .collect();
    let missing: Vec<&String> =
        folders.iter().filter(|folder| !text.contains(&format!("`{folder}`"))).collect();
    assert_eq!(missing, Vec::<&String>::new(), "ARCHITECTURE.md lacks these folders");
    let code = sources().into_values().collect::<Vec<String>>().join("\n");
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root.join(document)).unwrap();
        let words = text.split('`').skip(1).step_by(2);
        let gone: Vec<&str> = words.filter(|word| is_gone(root, &code, word)).collect();
        assert_eq!(gone, Vec::<&str>::new(), "{document} names these, and they are not there");
    }
}

/// Returns `true` for a path below `src` that does not exist, and for a type that nothing declares.
fn is_gone(root: &Path, code: &str, word: &str) -> bool {
    if word.starts_with("src/") && !word.contains(['<', '*']) {
        return !root.join(word).exists();
    }
    let parts = word.split("::");
    let is_type = |part: &&str| {
        part.starts_with(|letter: char| letter.is_ascii_uppercase())
            && part.chars().all(char::is_alphanumeric)
            && part.chars().any(|letter| letter.is_ascii_lowercase())
    };
    let declared = |name: &str| {
        ["struct", "enum", "trait", "type"]
            .iter()
            .any(|kind| code.contains(&format!("{kind} {name}")))
    };
    parts.filter(is_type).any(|name| !declared(name))
}

#[test]
fn the_exit_codes_are_reported_alike_everywhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let help = fs::read_to_string(root.join("src/cli/args/mod.rs")).unwrap();
    for (code, meaning) in [
        (0, "passed"),
        (1, "the target failed"),
        (2, "the command line is wrong"),
        (3, "invalid input"),
        (4, "inconclusive"),
        (5, "invalid measurement"),
        (6, "environment"),
        (70, "internal error"),
        (130, "interrupted"),
    ] {
        assert!(readme.contains(&format!("| {code} | {meaning}")), "README: {code} {meaning}");
        assert!(help.contains(&format!("  {code:<5}{meaning}")), "--help: {code} {meaning}");
    }
}

fn files(wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let tests = files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"), "rs");
    let all = sources().into_iter().chain(tests);
    all.filter(|(_, text)| wanted(text)).map(|(path, _)| path.display().to_string()).collect()
}

fn sources() -> BTreeMap<PathBuf, String> {
    let files = files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "rs");
    assert!(files.len() > 50, "the source tree was not found");
    files
}

/// The files below a folder with this extension, and their text.
fn files_below(folder: &Path, wanted: &str) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path, wanted));
        } else if path.extension().is_some_and(|extension| extension == wanted) {
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
