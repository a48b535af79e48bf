//! `--allow-changes NAME`: what may be changed that the run did not make.

use crate::check::model::{Binding, Place};
use crate::check::request::bindings::Bindings;
use crate::check::request::changes::model::{Changes, Known, is_safe};
use crate::spec::ParameterPlace;

impl Changes {
    /// Returns `true` if the user lets whatever `operation` names as `name` be changed: by its name, or by
    /// `operation.name` for one operation alone.
    pub(super) fn allows_name(&self, operation: &str, name: &str) -> bool {
        self.allowed.contains(name) || self.allowed.contains(&format!("{operation}.{name}"))
    }

    /// Returns `true` if the user lets the operation be called, whatever it changes: by its short
    /// name, its `operationId`, its path, or method and path.
    pub(super) fn allows(&self, known: &Known, operation: &str, method: &str) -> bool {
        let by_method = format!("{method} {}", known.path);
        let names = [operation, known.path.as_str(), by_method.as_str()];
        names.into_iter().chain(known.operation_id.as_deref()).any(|n| self.allowed.contains(n))
    }

    /// Says of a value that nobody gives how to have it changed as well as bound, where it is for an
    /// unsafe operation that is no documented use of it.
    pub(in crate::check) fn name_remedies(&self, bindings: &mut Bindings) {
        for (binding, value) in &mut bindings.values {
            let (Binding::Unavailable(reason), Some((operation, name))) =
                (value, binding.rsplit_once('.'))
            else {
                continue;
            };
            let is_unsafe = |known: &&Known| !is_safe(&known.method);
            let Some(known) = self.operations.get(operation).filter(is_unsafe) else { continue };
            let is_used = self.uses.iter().any(|used| {
                let place = Place::Parameter(ParameterPlace::Path, name.to_owned());
                used.operation == operation && used.sent == place
            });
            let may_call = self.allows(known, operation, &known.method);
            if !is_used && !may_call && !self.allows_name(operation, name) {
                *reason = format!("{reason} --allow-changes {name}");
            }
        }
    }

    /// Every name that `--allow-changes` takes: what the unsafe operations take and are called, and
    /// every path, as undeclared methods are tried on all of them.
    pub fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.operations.iter().flat_map(|(operation, known)| {
            let takes = known.takes.names().filter(|_| !is_safe(&known.method));
            let takes: Vec<String> = takes.map(str::to_owned).collect();
            let own: Vec<String> = takes.iter().map(|name| format!("{operation}.{name}")).collect();
            let called =
                [operation.clone(), known.path.clone(), format!("{} {}", known.method, known.path)];
            let in_path = known.path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
            let in_path: Vec<String> = in_path.map(str::to_owned).collect();
            takes
                .into_iter()
                .chain(own)
                .chain(in_path)
                .chain(called)
                .chain(known.operation_id.clone())
        })
    }
}
