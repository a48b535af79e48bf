//! A behavior held against the documents: operations, parameters, bodies, and what answers give.

use std::collections::BTreeSet;
use std::time::SystemTime;

use serde_json::Value;

use super::members;
use super::{Behavior, Call};
use crate::input::{InputError, Problem, did_you_mean, nearest};
use crate::load::ValueSource;
use crate::load::template::{Scope, Variables};
use crate::spec::{Api, MediaType, Operation, ParameterPlace, Pointer};

/// Workers and beats whose bodies are tried: choices differ between them.
const TRIED: std::ops::Range<u32> = 0..8;

impl Behavior {
    /// Checks the behavior against the documents.
    ///
    /// Known operations, every path parameter and every required other one given, bodies that
    /// their schemas allow, answers that have what is taken from them, and every variable taken
    /// before it is used.
    pub fn check(&self, api: &Api) -> Result<(), InputError> {
        let mut check = Check {
            behavior: self,
            api,
            known: self.given.iter().cloned().collect(),
            problems: Vec::new(),
        };
        self.calls().for_each(|call| check.call(call));
        for (key, name) in [("interval", &self.interval), ("id", &self.id)] {
            if let Some(name) = name.as_ref().filter(|name| !check.known.contains(*name)) {
                let remedy = did_you_mean(name, check.known.iter().map(String::as_str));
                let problem = format!("no answer gives the variable `{name}`; {remedy}");
                check.problems.push(Problem {
                    origin: self.origin.clone(),
                    line: 0,
                    key: key.to_owned(),
                    problem,
                });
            }
        }
        match check.problems {
            problems if problems.is_empty() => Ok(()),
            problems => Err(InputError { problems }),
        }
    }
}

struct Check<'a> {
    behavior: &'a Behavior,
    api: &'a Api,
    /// The variables that have values by now.
    known: BTreeSet<String>,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn wrong(&mut self, call: &Call, problem: String) {
        self.problems.push(Problem {
            origin: self.behavior.origin.clone(),
            line: call.line,
            key: call.operation.clone(),
            problem,
        });
    }

    fn call(&mut self, call: &Call) {
        let Some(operation) = self.api.operation(&call.operation) else {
            let names = self.api.operations().iter().map(|operation| operation.name.as_str());
            let remedy = did_you_mean(&call.operation, names);
            return self.wrong(call, format!("the documents have no such operation; {remedy}"));
        };
        self.parameters(call, operation);
        self.body(call, operation);
        self.take(call, operation);
    }

    fn parameters(&mut self, call: &Call, operation: &Operation) {
        for (place, given, label) in [
            (ParameterPlace::Path, &call.path, "path"),
            (ParameterPlace::Query, &call.query, "query"),
            (ParameterPlace::Header, &call.headers, "headers"),
        ] {
            let declared = operation.parameters.iter().filter(|parameter| parameter.place == place);
            for parameter in declared.clone().filter(|parameter| parameter.required) {
                let is_named = |name: &String| match place {
                    ParameterPlace::Header => name.eq_ignore_ascii_case(&parameter.name),
                    _ => *name == parameter.name,
                };
                if !given.keys().any(is_named) {
                    let name = &parameter.name;
                    let remedy = format!("add {label} = {{ {name} = \"{{{name}}}\" }}");
                    self.wrong(
                        call,
                        format!("the {label} parameter `{name}` is required; {remedy}"),
                    );
                }
            }
            let names: Vec<&str> = declared.map(|parameter| parameter.name.as_str()).collect();
            for (name, value) in given {
                if place == ParameterPlace::Path && !names.contains(&name.as_str()) {
                    let remedy = did_you_mean(name, names.iter().copied());
                    self.wrong(call, format!("no path parameter `{name}`; {remedy}"));
                }
                self.slots(call, value);
            }
        }
    }

    fn slots(&mut self, call: &Call, value: &ValueSource) {
        let names: Vec<String> = (value.slots())
            .filter_map(|slot| self.behavior.variables.get(slot.index()).cloned())
            .collect();
        for name in &names {
            self.used(call, name);
        }
    }

    fn used(&mut self, call: &Call, name: &str) {
        if !self.known.contains(name) {
            let remedy = match nearest(name, self.known.iter().map(String::as_str)) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "take it from an earlier answer, or list it under `given`".to_owned(),
            };
            self.wrong(call, format!("nothing gives the variable `{name}` a value; {remedy}"));
        }
    }

    fn body(&mut self, call: &Call, operation: &Operation) {
        let Some(body) = &call.body else {
            if operation.request_body.as_ref().is_some_and(|body| body.required) {
                self.wrong(call, "the operation requires a body; add `body`".to_owned());
            }
            return;
        };
        let holes = body.holes();
        for name in holes.iter().flat_map(|hole| &hole.variables) {
            self.used(call, name);
        }
        let Some(media_type) = operation.json_body() else {
            return self.wrong(call, "the operation takes no JSON body; remove `body`".to_owned());
        };
        let open: Vec<Pointer> =
            (holes.into_iter()).filter(|hole| hole.is_variable).map(|hole| hole.pointer).collect();
        for problem in self.body_problems(call, media_type, &open) {
            self.wrong(call, problem);
        }
    }

    /// What the schema of the content says against the bodies that workers would send, apart from
    /// the values of variables, which only a run knows.
    fn body_problems(
        &self,
        call: &Call,
        media_type: &MediaType,
        open: &[Pointer],
    ) -> BTreeSet<String> {
        let mut problems = BTreeSet::new();
        let Some(schema) = &media_type.schema else {
            return problems;
        };
        let validator = match self.api.validator(schema) {
            Ok(validator) => validator,
            Err(error) => return BTreeSet::from([error.to_string()]),
        };
        for body in TRIED.filter_map(|number| self.sample(call, number)) {
            for error in validator.iter_errors(&body) {
                let at = error.instance_path().to_string();
                let touches = |hole: &Pointer| {
                    hole.as_str() == at
                        || at.starts_with(&format!("{hole}/"))
                        || (alternatives(&error.schema_path().to_string())
                            && hole.as_str().starts_with(&at))
                };
                if !open.iter().any(touches) {
                    let place = if at.is_empty() { "body" } else { &at };
                    problems.insert(format!("{place}: {error}; the documents do not allow it"));
                }
            }
            problems.extend(self.misspelt(media_type, &body));
        }
        problems
    }

    /// Members that the documents do not declare and that are nearly one they do.
    fn misspelt(&self, media_type: &MediaType, body: &Value) -> Vec<String> {
        let (Some(schema), Value::Object(members)) = (&media_type.schema, body) else {
            return Vec::new();
        };
        let declared = members::declared(self.api, schema);
        let names: Vec<&str> = declared.iter().map(|(name, _)| name.as_str()).collect();
        (members.keys())
            .filter(|name| !names.contains(&name.as_str()))
            .filter_map(|name| {
                let meant =
                    nearest(name, names.iter().copied().filter(|n| !members.contains_key(*n)))?;
                Some(format!("the body has no member `{name}`; did you mean `{meant}`?"))
            })
            .collect()
    }

    fn sample(&self, call: &Call, number: u32) -> Option<Value> {
        let mut variables = Variables::new(self.behavior.variables.len());
        for name in &self.behavior.variables {
            variables.set(self.behavior.slot(name)?, &Value::from("value"));
        }
        let scope = Scope {
            seed: 0,
            worker: number,
            organisation: 0,
            beat: number,
            now: SystemTime::UNIX_EPOCH,
            variables: &variables,
        };
        let mut bytes = Vec::new();
        call.body.as_ref()?.render(&scope, &mut bytes).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    fn take(&mut self, call: &Call, operation: &Operation) {
        for (name, pointer) in &call.take {
            if let Err(problem) = self.taken(operation, pointer) {
                self.wrong(call, format!("take {name} = \"{pointer}\": {problem}"));
            }
            self.known.insert(name.clone());
        }
    }

    /// Returns `true` if an answer of success may have something at `pointer`.
    fn taken(&self, operation: &Operation, pointer: &Pointer) -> Result<(), String> {
        let mut outcome = Err("no answer of success has JSON content; remove it".to_owned());
        let contents = operation.successes().flat_map(|response| &response.content);
        for media_type in contents.filter(|media_type| media_type.is_json()) {
            outcome = match &media_type.schema {
                Some(schema) => members::find(self.api, schema, pointer)
                    .map_err(|problem| format!("the answer has {problem}")),
                None => Ok(()),
            };
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }
}

/// Returns `true` if a rule speaks for several alternatives at once.
fn alternatives(schema_path: &str) -> bool {
    let last = schema_path.rsplit('/').next().unwrap_or_default();
    ["anyOf", "oneOf", "allOf", "not", "if"].contains(&last)
}
