//! Operations of two versions: those that are gone, and what has changed of those that stayed.

use std::collections::BTreeMap;

use super::answers;
use super::change::{Change, ChangeList, Direction, Impact};
use crate::check::review::diff::schemas::Comparer;
use crate::spec::{
    Api, Operation, Parameter, ParameterPlace, RequestBody, SecurityKind, SecurityRequirement,
};

/// Every change, operation by operation.
pub(super) fn changes(old: &Api, new: &Api) -> Vec<Change> {
    let key = |operation: &Operation| (operation.method.clone(), plain(&operation.path));
    let after: BTreeMap<_, &Operation> = new.operations().iter().map(|o| (key(o), o)).collect();
    let before: BTreeMap<_, &Operation> = old.operations().iter().map(|o| (key(o), o)).collect();
    let mut list = Vec::new();
    for was in old.operations() {
        let operation = format!("{} {}", was.method, was.path);
        let mut changes = ChangeList { operation, list: &mut list };
        match after.get(&key(was)) {
            None => {
                changes.add(Impact::Breaking, "the operation is gone", Some(&was.location), None);
            }
            Some(is) => Pair { old, new, was, is }.compare(&mut changes),
        }
    }
    for is in new.operations().iter().filter(|operation| !before.contains_key(&key(operation))) {
        let operation = format!("{} {}", is.method, is.path);
        let mut changes = ChangeList { operation, list: &mut list };
        changes.add(Impact::Compatible, "the operation is new", None, Some(&is.location));
    }
    list
}

/// A path template without the names of its parameters, which no caller sends.
fn plain(path: &str) -> String {
    let mut pieces = path.split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces
        .fold(first, |text, piece| text + "{}" + piece.split_once('}').map_or("", |(_, rest)| rest))
}

/// One operation in both versions.
pub(super) struct Pair<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) was: &'a Operation,
    pub(super) is: &'a Operation,
}

impl Pair<'_> {
    fn compare(&self, changes: &mut ChangeList<'_>) {
        self.parameters(changes);
        self.body(changes);
        answers::compare(self, changes);
        self.security(changes);
        if self.is.deprecated && !self.was.deprecated {
            let (old, new) = (Some(&self.was.location), Some(&self.is.location));
            changes.add(Impact::Compatible, "the operation is deprecated", old, new);
        }
    }

    fn parameters(&self, changes: &mut ChangeList<'_>) {
        let (was, is) = (named(self.was), named(self.is));
        for (name, before) in &was {
            let Some(after) = is.get(name) else {
                let message = format!("{name} is no longer taken");
                changes.add(Impact::Breaking, message, Some(&before.location), None);
                continue;
            };
            let (old, new) = (Some(&before.location), Some(&after.location));
            if after.required && !before.required {
                changes.add(Impact::Breaking, format!("{name} is required now"), old, new);
            } else if before.required && !after.required {
                changes.add(Impact::Compatible, format!("{name} is optional now"), old, new);
            }
            let written = |parameter: &Parameter| {
                (parameter.style.clone(), parameter.explode, parameter.is_content)
            };
            if written(before) != written(after) {
                changes.add(Impact::Breaking, format!("{name} is written otherwise"), old, new);
            }
            if let (Some(before), Some(after)) = (&before.schema, &after.schema) {
                self.comparer(Direction::Request).compare(changes, name, before, after);
            }
        }
        for (name, after) in is.iter().filter(|(name, _)| !was.contains_key(*name)) {
            let (impact, message) = if after.required {
                (Impact::Breaking, format!("{name} is new and required"))
            } else {
                (Impact::Compatible, format!("{name} is new and optional"))
            };
            changes.add(impact, message, None, Some(&after.location));
        }
    }

    fn body(&self, changes: &mut ChangeList<'_>) {
        let (before, after) = match (&self.was.request_body, &self.is.request_body) {
            (None, None) => return,
            (Some(before), None) => {
                let message = "request content is no longer taken";
                return changes.add(Impact::Breaking, message, Some(&before.location), None);
            }
            (None, Some(after)) => {
                let (impact, word) = if after.required {
                    (Impact::Breaking, "required")
                } else {
                    (Impact::Compatible, "optional")
                };
                let message = format!("request content is new and {word}");
                return changes.add(impact, message, None, Some(&after.location));
            }
            (Some(before), Some(after)) => (before, after),
        };
        if after.required && !before.required {
            let (old, new) = (Some(&before.location), Some(&after.location));
            changes.add(Impact::Breaking, "request content is required now", old, new);
        }
        self.media_types(changes, before, after);
    }

    fn media_types(&self, changes: &mut ChangeList<'_>, before: &RequestBody, after: &RequestBody) {
        for media_type in &before.content {
            if after.content.iter().all(|known| known.name != media_type.name) {
                let message = format!("request content as {} is no longer taken", media_type.name);
                changes.add(Impact::Breaking, message, Some(&media_type.location), None);
            }
        }
        let schema = |operation: &Operation| operation.json_body().and_then(|b| b.schema.clone());
        if let (Some(before), Some(after)) = (schema(self.was), schema(self.is)) {
            self.comparer(Direction::Request).compare(changes, "", &before, &after);
        }
    }

    /// Each way that let a worker in has to let it in still.
    fn security(&self, changes: &mut ChangeList<'_>) {
        let anyone = vec![Vec::new()];
        let ways = |operation: &Operation| {
            if operation.security.is_empty() { anyone.clone() } else { operation.security.clone() }
        };
        let after = ways(self.is);
        for way in ways(self.was) {
            if !after.iter().any(|known| asks_no_more(known, &way)) {
                let message = if way.is_empty() {
                    "callers without a credential are no longer let in".to_owned()
                } else {
                    format!("callers with {} alone are no longer let in", names(&way))
                };
                let (old, new) = (Some(&self.was.location), Some(&self.is.location));
                changes.add(Impact::Breaking, message, old, new);
            }
        }
    }

    pub(super) fn comparer(&self, direction: Direction) -> Comparer<'_> {
        Comparer::new(self.old, self.new, direction)
    }
}

/// True where whoever has the credentials of `had` has those of `asked`.
fn asks_no_more(asked: &SecurityRequirement, had: &SecurityRequirement) -> bool {
    let is_had = |kind: &SecurityKind| had.iter().any(|scheme| scheme.kind == *kind);
    asked.iter().all(|scheme| is_had(&scheme.kind))
}

fn names(way: &SecurityRequirement) -> String {
    way.iter().map(|scheme| scheme.name.as_str()).collect::<Vec<_>>().join(" and ")
}

/// The parameters by what callers know them by; one of the path by its position.
fn named(operation: &Operation) -> BTreeMap<String, &Parameter> {
    let name = |parameter: &Parameter| match parameter.place {
        ParameterPlace::Path => {
            let braces = format!("{{{}}}", parameter.name);
            let before = operation.path.split(&braces).next().unwrap_or_default();
            format!("path parameter {}", before.matches('{').count() + 1)
        }
        ParameterPlace::Query => format!("query parameter `{}`", parameter.name),
        ParameterPlace::Header => {
            format!("header parameter `{}`", parameter.name.to_ascii_lowercase())
        }
        ParameterPlace::Cookie => format!("cookie parameter `{}`", parameter.name),
    };
    operation.parameters.iter().map(|parameter| (name(parameter), parameter)).collect()
}
