//! Methods that a path does not declare, answered in a wrong way.

use std::sync::Arc;

use serde_json::json;

use super::super::mutant::Mutant;
use super::site::Site;
use crate::reference::intercept::path_values;
use crate::reference::intercept::{InterceptedCall, Reply};

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// Makes an answer.
type Answer = fn() -> Reply;

/// What an undeclared method is answered, each with its kind.
const ANSWERS: [(&str, Answer); 5] = [
    ("method=200", || Reply::new(200, json!({}))),
    ("method=204", || Reply { body: Vec::new(), ..Reply::new(204, json!(null)) }),
    ("method=404", || Reply::detail(404, "Not Found")),
    ("method=500", || Reply::detail(500, "Internal Server Error")),
    ("method=405_without_allow", || Reply::detail(405, "Method Not Allowed")),
];

/// Made once a path, by its first operation.
pub(super) fn add(site: &Site<'_>, mutants: &mut Vec<Mutant>) {
    let path = &site.operation.path;
    let on_path: Vec<_> =
        site.api.operations().iter().filter(|operation| operation.path == *path).collect();
    if on_path.first().is_none_or(|first| first.name != site.operation.name) {
        return;
    }
    let undeclared = METHODS
        .into_iter()
        .filter(|method| on_path.iter().all(|operation| operation.method != *method))
        // Another template that fits the same URL may rightly answer.
        .filter(|method| !may_be_others(site, method));
    for method in undeclared {
        for (kind, answer) in ANSWERS {
            let story = format!("{method} is not declared for the path, and answered ({kind}).");
            let mutant = site.mutant(kind, method, story);
            let path = path.clone();
            let before = move |call: &mut InterceptedCall| {
                let is_asked = call.method == method && path_values(&path, call.path()).is_some();
                is_asked.then(answer)
            };
            mutants.push(Mutant { before: Some(Arc::new(before)), ..mutant });
        }
    }
}

fn may_be_others(site: &Site<'_>, method: &str) -> bool {
    let path = &site.operation.path;
    site.api.operations().iter().any(|other| {
        other.path != *path
            && other.method == method
            && path_values(&other.path, path).or_else(|| path_values(path, &other.path)).is_some()
    })
}
