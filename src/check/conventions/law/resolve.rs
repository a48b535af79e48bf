//! Laws held against the documents: which operations and places they name are there.

use super::law_set::{DocumentedUse, IdSource, Law, Laws};
use crate::check::model::{Demand, Place};
use crate::check::values::Shape;
use crate::input::{InputError, Problem, did_you_mean};
use crate::spec::{Api, Location, Operation, ParameterPlace};

impl Laws {
    /// These laws for `api`, with each operation under its short name. What `api` does not have is
    /// an error: the user wrote these laws for it.
    pub fn for_api(self, api: &Api) -> Result<Self, InputError> {
        let mut problems = Vec::new();
        let mut laws = Vec::new();
        for law in self.laws {
            match resolved(law.clone(), api) {
                Ok(law) => laws.push(law),
                Err(problem) => problems.push(at(&law.location, problem)),
            }
        }
        let mut ids = Vec::new();
        for id in self.ids {
            match find(api, &id.operation) {
                Ok(operation) => ids.push(IdSource { operation: operation.name.clone(), ..id }),
                Err(problem) => problems.push(at(&id.location, problem)),
            }
        }
        let mut uses = Vec::new();
        for used in self.uses {
            match resolved_use(used.clone(), api) {
                Ok(used) => uses.push(used),
                Err(problem) => problems.push(at(&used.location, problem)),
            }
        }
        problems.sort_by_key(|problem: &Problem| problem.line);
        if problems.is_empty() {
            return Ok(Self { name: self.name, ids, uses, laws });
        }
        Err(InputError { problems })
    }

    /// Those of these laws that are about what `api` has, with each operation under its short name.
    #[must_use]
    pub fn where_they_apply(self, api: &Api) -> Self {
        let laws = self.laws.into_iter().filter_map(|law| resolved(known(law, api), api).ok());
        let ids = self.ids.into_iter().filter_map(|id| {
            let operation = find(api, &id.operation).ok()?.name.clone();
            Some(IdSource { operation, ..id })
        });
        let uses = self.uses.into_iter().filter_map(|used| resolved_use(used, api).ok());
        Self { name: self.name, ids: ids.collect(), uses: uses.collect(), laws: laws.collect() }
    }
}

fn at(location: &Location, problem: String) -> Problem {
    Problem {
        origin: location.document.to_string(),
        line: location.line,
        key: String::new(),
        problem,
    }
}

/// The law without the operations it could do without.
fn known(mut law: Law, api: &Api) -> Law {
    if let Demand::Constant { operations, .. } = &mut law.demand {
        operations.retain(|name| find(api, name).is_ok());
        if let Some(first) = operations.first() {
            law.operation.clone_from(first);
        }
    }
    law
}

fn resolved_use(mut used: DocumentedUse, api: &Api) -> Result<DocumentedUse, String> {
    let operation = find(api, &used.operation)?;
    used.operation.clone_from(&operation.name);
    takes(api, operation, &used.sent)?;
    Ok(used)
}

fn resolved(mut law: Law, api: &Api) -> Result<Law, String> {
    let operation = find(api, &law.operation)?;
    law.operation.clone_from(&operation.name);
    match &mut law.demand {
        Demand::Echo { sent, .. } | Demand::UnknownId { sent, .. } => takes(api, operation, sent)?,
        Demand::EchoInFlight { sent, .. } => {
            takes(api, operation, &Place::OperationBody(sent.clone()))?;
        }
        Demand::Constant { operations, .. } => {
            for name in operations {
                let operation = find(api, name)?;
                name.clone_from(&operation.name);
            }
        }
        Demand::Tenant { proof: Some((name, _)), .. } => {
            let operation = find(api, name)?;
            name.clone_from(&operation.name);
        }
        _ => {}
    }
    Ok(law)
}

/// The operation that a file names: `METHOD /path`, its short name, or its `operationId`.
fn find<'a>(api: &'a Api, name: &str) -> Result<&'a Operation, String> {
    let mut operations = api.operations().iter();
    let found = operations.find(|operation| {
        operation.name == name
            || operation.operation_id.as_deref() == Some(name)
            || name.split_once(' ').is_some_and(|(method, path)| {
                operation.method == method && operation.path == path.trim_start()
            })
    });
    found.ok_or_else(|| {
        let known = api.operations().iter().map(|operation| operation.name.as_str());
        format!("the documents have no operation `{name}`; {}", did_you_mean(name, known))
    })
}

/// An error where the operation takes nothing at `place`.
fn takes(api: &Api, operation: &Operation, place: &Place) -> Result<(), String> {
    let names: Vec<String> = match place {
        Place::Parameter(place, _) => {
            let parameters = operation.parameters.iter();
            parameters.filter(|p| p.place == *place).map(|p| p.name.clone()).collect()
        }
        Place::OperationBody(_) => {
            let body = operation.json_body().and_then(|media_type| media_type.schema.as_ref());
            let members = body.map(|schema| Shape::of(api, schema).properties());
            members.unwrap_or_default().iter().map(|member| member.name.to_owned()).collect()
        }
        Place::Answer(_) => return Err("an answer is not sent".to_owned()),
    };
    let name = match place {
        Place::Parameter(_, name) => name.clone(),
        Place::OperationBody(pointer) => pointer.tokens().next().unwrap_or_default(),
        Place::Answer(_) => String::new(),
    };
    let has_no_case = matches!(place, Place::Parameter(ParameterPlace::Header, _));
    let known = names
        .iter()
        .any(|known| *known == name || (has_no_case && known.eq_ignore_ascii_case(&name)));
    if known {
        return Ok(());
    }
    let known = names.iter().map(String::as_str);
    let meant = did_you_mean(&name, known);
    Err(format!("{} takes nothing at `{place}`; {meant}", operation.name))
}
