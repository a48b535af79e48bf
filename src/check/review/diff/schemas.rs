//! Schemas of two versions, by the way their values travel.

use super::change::{ChangeList, Direction, Impact};
use crate::check::review::diff::values;
use crate::check::values::{Property, Shape};
use crate::spec::{Api, Schema};

/// How deep members are compared.
const DEPTH: usize = 8;

/// Compares schemas.
pub(super) struct Comparer<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) direction: Direction,
    prefix: String,
    above: Vec<(Schema, Schema)>,
}

/// A schema in both versions.
pub(super) struct Both<'s> {
    pub(super) name: String,
    pub(super) before: &'s Schema,
    pub(super) after: &'s Schema,
}

impl<'a> Comparer<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api, direction: Direction) -> Self {
        Self { old, new, direction, prefix: String::new(), above: Vec::new() }
    }

    /// With these words before the names of members: a status, say.
    pub(super) fn within(self, prefix: String) -> Self {
        Self { prefix, ..self }
    }

    /// Compares what is called `name`; the content itself is called nothing.
    pub(super) fn compare(
        &mut self,
        changes: &mut ChangeList<'_>,
        name: &str,
        before: &Schema,
        after: &Schema,
    ) {
        let pair = (self.old.follow(before), self.new.follow(after));
        if self.above.len() >= DEPTH || self.above.contains(&pair) {
            return;
        }
        self.above.push(pair);
        let was = Shape::of(self.old, before);
        let is = Shape::of(self.new, after);
        let both = Both { name: self.describe(name), before, after };
        values::compare(self, changes, &both, (&was, &is));
        self.members(changes, name, (&was, &is));
        if let (Some(before), Some(after)) = (was.element(0), is.element(0)) {
            self.compare(changes, &format!("{name}[]"), &before, &after);
        }
        self.above.pop();
    }

    fn members(
        &mut self,
        changes: &mut ChangeList<'_>,
        name: &str,
        both: (&Shape<'_>, &Shape<'_>),
    ) {
        let (was, is) = (both.0.properties(), both.1.properties());
        for before in &was {
            let path = joined(name, before.name);
            match is.iter().find(|after| after.name == before.name) {
                None => {
                    let message = format!("{} is gone", self.describe(&path));
                    let old = self.old.location(&before.schema);
                    changes.add(Impact::Breaking, message, Some(&old), None);
                }
                Some(after) => {
                    self.presence(changes, &path, before, after);
                    self.compare(changes, &path, &before.schema, &after.schema);
                }
            }
        }
        for after in is.iter().filter(|after| was.iter().all(|was| was.name != after.name)) {
            let described = self.describe(&joined(name, after.name));
            let (impact, message) = match (self.direction, after.required) {
                (Direction::Request, true) => {
                    (Impact::Breaking, format!("{described} is new and required"))
                }
                _ => (Impact::Compatible, format!("{described} is new")),
            };
            changes.add(impact, message, None, Some(&self.new.location(&after.schema)));
        }
    }

    fn presence(
        &self,
        changes: &mut ChangeList<'_>,
        path: &str,
        before: &Property<'_>,
        after: &Property<'_>,
    ) {
        let (impact, word) = match (before.required, after.required) {
            (false, true) => (self.direction.narrowed(), "required"),
            (true, false) => (self.direction.widened(), "optional"),
            _ => return,
        };
        let (old, new) = (self.old.location(&before.schema), self.new.location(&after.schema));
        let message = format!("{} is {word} now", self.describe(path));
        changes.add(impact, message, Some(&old), Some(&new));
    }

    /// A member by its name, as people read it.
    fn describe(&self, path: &str) -> String {
        let (word, prefix) = (self.direction.word(), &self.prefix);
        match path {
            "" => format!("{word} content {}", prefix.trim_end_matches(": ")).trim_end().to_owned(),
            path if path.contains("parameter ") => path.to_owned(),
            path => format!("{word} member `{prefix}{path}`"),
        }
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
