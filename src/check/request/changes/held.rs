//! What a run may change, and what it does with a request that could change more.

use std::collections::BTreeSet;

use super::effect::{self, Effect};
use super::identifiers::{Held, Identifier, Takes};
use super::made_up::made_up;
use super::model::{Changes, Known, is_safe};
use super::origin::{self, Origin};
use crate::check::conventions::law::Laws;
use crate::check::model::{Fill, Place, RequestTemplate};
use crate::check::request::bindings::Bindings;
use crate::spec::{Api, Operation, ParameterPlace};

impl Changes {
    /// What a run may change whose values come from `bindings`, with the user's leave for `allowed`
    /// names: of parameters, of members, of operations, of paths.
    pub(in crate::check) fn new(
        api: &Api,
        bindings: &Bindings,
        laws: Option<&Laws>,
        allowed: &BTreeSet<String>,
    ) -> Self {
        let ids = laws.map_or(&[][..], |laws| &laws.ids);
        // What a file of laws says of an operation weighs more than the words of its path.
        let is_stated = |operation: &Operation| {
            operation.method == "POST" && ids.iter().any(|id| id.operation == operation.name)
        };
        let effect_of = |operation: &Operation| {
            if is_stated(operation) { Effect::Makes } else { effect::of(api, operation) }
        };
        let known = |operation: &Operation| Known {
            operation_id: operation.operation_id.clone(),
            method: operation.method.clone(),
            path: operation.path.clone(),
            effect: effect_of(operation),
            is_action: effect::is_action(api, &operation.path),
            takes: Takes::of(api, operation),
        };
        let operations = api.operations().iter();
        Self {
            allowed: allowed.clone(),
            operations: operations.map(|o| (o.name.clone(), known(o))).collect(),
            origins: origin::of_bindings(api, bindings, ids),
            uses: laws.map_or_else(Vec::new, |laws| laws.uses.clone()),
        }
    }

    /// Why `step` is not sent, if it is not: with what would change, and how to allow it.
    pub fn refusal(&self, step: &RequestTemplate) -> Option<String> {
        if is_safe(&step.method) {
            return None;
        }
        let Some(known) = self.operations.get(&step.operation) else {
            return Some(format!("not sent: {}, which the documents do not have", asked(step)));
        };
        if self.allows(known, &step.operation, &step.method) {
            return None;
        }
        let identifiers = known.takes.identifiers(step);
        identifiers
            .iter()
            .find_map(|identifier| self.objection(known, step, identifier))
            .or_else(|| self.aim(known, step, &identifiers))
    }

    /// Why what an identifier names may not be changed, if it may not.
    fn objection(
        &self,
        known: &Known,
        step: &RequestTemplate,
        named: &Identifier<'_>,
    ) -> Option<String> {
        let Identifier { name, place, held } = named;
        let is_own_method = step.method == known.method;
        if self.allows_name(&step.operation, name) || (is_own_method && self.is_used(step, place)) {
            return None;
        }
        let in_content = matches!(place, Place::OperationBody(_));
        match held {
            Held::Bound(binding) => match self.origins.get(*binding) {
                Some(Origin::Made) => None,
                Some(Origin::Beside) if in_content => None,
                _ => Some(why(step, name, "which this run did not create")),
            },
            Held::Listed if is_own_method && known.effect == Effect::Makes => None,
            Held::Listed => Some(why(step, name, "which this run did not create")),
            Held::MadeUp { may_exist: false } => None,
            Held::MadeUp { may_exist: true } => {
                Some(why(step, name, "a made-up value that may exist"))
            }
        }
    }

    /// Why a request that addresses no item may not be sent, if it may not: a destructive singleton
    /// such as POST `/reset`, or DELETE on a collection.
    fn aim(
        &self,
        known: &Known,
        step: &RequestTemplate,
        named: &[Identifier<'_>],
    ) -> Option<String> {
        let in_path = |identifier: &Identifier<'_>| {
            matches!(identifier.place, Place::Parameter(ParameterPlace::Path, _))
                && identifier.held != Held::Listed
        };
        if named.iter().any(in_path) {
            return None;
        }
        let is_own_method = step.method == known.method;
        if is_own_method {
            let is_used = self.uses.iter().any(|used| used.operation == step.operation);
            let is_harmless = known.effect == Effect::Makes || is_used;
            return (!is_harmless).then(|| {
                format!(
                    "not sent: {} could change what this run did not create; allow it with \
                     `--allow-changes {}`",
                    asked(step),
                    step.operation
                )
            });
        }
        (!known.is_action).then(|| {
            format!(
                "not sent: {}, which the documents do not declare, could change what this run did \
                 not create; allow it with `--allow-changes {}`",
                asked(step),
                step.path
            )
        })
    }

    /// Returns `true` if the documents call for this operation on whatever is named at `place`.
    fn is_used(&self, step: &RequestTemplate, place: &Place) -> bool {
        self.uses.iter().any(|used| used.operation == step.operation && used.sent == *place)
    }

    /// The step with identifiers that nobody has in its path, wherever `is_missing` says that the
    /// value of a binding is not there, or may not be used. Where the schema has no identifier that
    /// cannot exist, a safe request takes any valid one and an unsafe one is left as it is.
    pub fn made_up(
        &self,
        api: &Api,
        step: &RequestTemplate,
        is_missing: impl Fn(&str) -> bool,
    ) -> RequestTemplate {
        let mut step = step.clone();
        let Some(operation) = api.operation(&step.operation) else { return step };
        let is_safe = is_safe(&step.method);
        for (place, name, fill) in &mut step.parameters {
            let Fill::Bound(binding) = fill else { continue };
            let known = operation.parameters.iter().find(|p| p.place == *place && p.name == *name);
            let Some(parameter) = known.filter(|_| is_missing(binding)) else { continue };
            if let Some(text) = made_up(api, parameter, is_safe) {
                *fill = Fill::MadeUp(text);
            }
        }
        step.payload.unbind(is_missing);
        step
    }
}

/// Why a request that names something is not sent.
fn why(step: &RequestTemplate, name: &str, what: &str) -> String {
    let asked = asked(step);
    format!(
        "not sent: {asked} could change `{name}`, {what}; allow it with `--allow-changes {name}`"
    )
}

/// The request in words: its method and path template.
fn asked(step: &RequestTemplate) -> String {
    format!("{} {}", step.method, step.path)
}
