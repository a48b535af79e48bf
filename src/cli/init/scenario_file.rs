//! A scenario for an API that nobody wrote one for: who registers and who heartbeats is found by name,
//! what their bodies hold by the documents.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::gate_file::{key, quoted};
use crate::check::{Binding, Bindings, Fill, OperationUnderTest, Payload, RequestTemplate};
use crate::load::{Overrides, Scenario};
use crate::spec::{Api, Operation, ParameterPlace, Pointer};

/// The file's name.
pub(super) const NAME: &str = "gate-scenario.toml";

/// Words that name the sign of life of a worker.
const BEATS: [&str; 6] = ["heartbeat", "keepalive", "checkin", "ping", "beat", "renew"];

/// Members whose text tells one worker from another.
const NAMES: [&str; 6] = ["hostname", "host", "name", "worker_name", "instance", "client_name"];

/// The scenario, or why there is none.
pub(super) fn derive(api: &Api) -> Result<String, String> {
    let bindings = Bindings::resolve(api, &BTreeMap::new());
    let beat = beat(api, &bindings).ok_or_else(|| {
        let words = BEATS.join(", ");
        format!("no operation that takes what another answers is named like a heartbeat ({words})")
    })?;
    let mut life = Life { api, bindings: &bindings, calls: Vec::new(), variables: Vec::new() };
    let beat = life.call(beat)?;
    let text = life.to_text(&beat);
    // What is written has to be what `load` reads.
    let scenario = Scenario::parse(NAME, &text).map_err(|error| error.to_string())?;
    let resolved = scenario.resolve(&Overrides::default()).map_err(|error| error.to_string())?;
    resolved.profile.behavior.check(api).map_err(|error| error.to_string())?;
    Ok(text)
}

/// The operation that says that a worker lives: named so, unsafe, and with something to say it of.
fn beat<'a>(api: &'a Api, bindings: &Bindings) -> Option<&'a Operation> {
    let bare = |text: &str| text.replace(['_', '-'], "").to_ascii_lowercase();
    let is_bound = |operation: &Operation| {
        bindings
            .of_operation(&operation.name)
            .any(|(_, name)| matches!(bindings.values.get(name), Some(Binding::Produced { .. })))
    };
    BEATS.iter().find_map(|word| {
        api.operations().iter().find(|operation| {
            let named =
                bare(&operation.name).contains(word) || bare(&operation.path).contains(word);
            named
                && ["POST", "PUT", "PATCH"].contains(&operation.method.as_str())
                && is_bound(operation)
        })
    })
}

/// A call as it is written.
struct CallText {
    operation: String,
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Option<Value>,
    take: BTreeMap<String, String>,
}

/// The calls of a worker, as they are found.
struct Life<'a> {
    api: &'a Api,
    bindings: &'a Bindings,
    /// The calls of entering, in the order of sending.
    calls: Vec<CallText>,
    /// The variables that they take.
    variables: Vec<String>,
}

impl Life<'_> {
    /// The call of an operation, after those that give what it needs.
    fn call(&mut self, operation: &Operation) -> Result<CallText, String> {
        let under_test = OperationUnderTest::new(self.api, operation, self.bindings)
            .map_err(|reason| format!("{}: {reason}", operation.name))?;
        let template = under_test.minimal();
        let mut call = CallText {
            operation: operation.name.clone(),
            path: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            take: BTreeMap::new(),
        };
        for (place, name, fill) in &template.parameters {
            let value = match fill {
                Fill::Literal(text) | Fill::Encoded(text) | Fill::MadeUp(text) => text.clone(),
                Fill::Bound(binding) => format!("{{{}}}", self.variable(binding)?),
            };
            let places = match place {
                ParameterPlace::Path => &mut call.path,
                ParameterPlace::Query => &mut call.query,
                ParameterPlace::Header => &mut call.headers,
                ParameterPlace::Cookie => {
                    return Err(format!(
                        "{} takes a cookie, which no scenario sends",
                        operation.name
                    ));
                }
            };
            places.push((name.clone(), value));
        }
        call.body = self.body(&template)?;
        Ok(call)
    }

    fn body(&mut self, template: &RequestTemplate) -> Result<Option<Value>, String> {
        let (value, bound) = match &template.payload {
            Payload::None => return Ok(None),
            Payload::Json { value, bound, .. } => (value, bound),
            _ => return Err(format!("{} takes no JSON", template.operation)),
        };
        let mut value = distinct((**value).clone());
        for (pointer, binding) in bound {
            let variable = self.variable(binding)?;
            if let Some(place) = value.pointer_mut(pointer.as_str()) {
                *place = json!({ "$var": variable });
            }
        }
        Ok(Some(value))
    }

    /// The variable that holds a binding. The call that gives it is made before.
    fn variable(&mut self, binding: &str) -> Result<String, String> {
        let Some(Binding::Produced { operation, pointer }) = self.bindings.values.get(binding)
        else {
            return Err(format!("nothing gives `{binding}`"));
        };
        let producer = self
            .api
            .operation(operation)
            .ok_or_else(|| format!("there is no operation `{operation}`"))?;
        if !self.calls.iter().any(|call| call.operation == *operation) {
            let call = self.call(producer)?;
            self.calls.push(call);
        }
        let variable = variable_name(binding, pointer);
        let call = self.calls.iter_mut().find(|call| call.operation == *operation);
        if let Some(call) = call {
            call.take.insert(variable.clone(), pointer.as_str().to_owned());
        }
        if !self.variables.contains(&variable) {
            self.variables.push(variable.clone());
        }
        Ok(variable)
    }

    fn to_text(&self, beat: &CallText) -> String {
        let mut text = String::from(
            "# A fleet whose worker follows from the documents: check that this is what a worker does.\n\
             # Every key that there is: cp-harness schema scenario-v1\n\
             name = \"gate\"\nabout = \"fifty workers that come in and beat\"\n\
             slos = [\"goodput>=95%\", \"error_rate<0.1%\", \"violations==0\", \"dead_workers==0\"]\n\n\
             [fleet]\nworkers = 50\ninterval = \"2s\"\ntimeout = \"2s\"\njitter = 0.1\ncheck_every = 1\n\n\
             [[stage]]\nname = \"join\"\nkind = \"ramp\"\nduration = \"5s\"\n\n\
             [[stage]]\nname = \"steady\"\nkind = \"hold\"\nduration = \"60s\"\n",
        );
        let _ = writeln!(text, "slos = [{}]", quoted(&format!("p99({})<500ms", beat.operation)));
        text.push_str("\n[life]\nname = \"gate\"\n");
        if let Some(id) = self.variables.iter().find(|name| name.ends_with("id")) {
            let _ = writeln!(text, "id = {}", quoted(id));
        }
        for call in &self.calls {
            text.push_str(&call.to_text("enter"));
        }
        text.push_str(&beat.to_text("beat"));
        text
    }
}

/// A name that scenarios take for a variable.
fn variable_name(binding: &str, pointer: &Pointer) -> String {
    let name = binding.rsplit('.').next().unwrap_or(binding);
    let last = pointer.as_str().rsplit('/').next().unwrap_or_default();
    let name = if name.is_empty() { last } else { name };
    let is_good = |character: char| character.is_ascii_alphanumeric() || character == '_';
    name.chars().map(|character| if is_good(character) { character } else { '_' }).collect()
}

/// The body with another text for each worker, where a member's name says that it tells them apart.
fn distinct(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let members = members.into_iter().map(|(name, value)| match value {
        Value::String(_) if NAMES.contains(&name.to_ascii_lowercase().as_str()) => {
            (name, json!({ "$text": "gate-{worker}" }))
        }
        other => (name, other),
    });
    Value::Object(members.collect::<Map<_, _>>())
}

impl CallText {
    fn to_text(&self, kind: &str) -> String {
        let mut text = format!("\n[[life.{kind}]]\noperation = {}\n", quoted(&self.operation));
        for (name, values) in
            [("path", &self.path), ("query", &self.query), ("headers", &self.headers)]
        {
            if !values.is_empty() {
                let pairs: Vec<String> = values
                    .iter()
                    .map(|(name, value)| format!("{} = {}", key(name), quoted(value)))
                    .collect();
                let _ = writeln!(text, "{name} = {{ {} }}", pairs.join(", "));
            }
        }
        if let Some(body) = &self.body {
            let json = serde_json::to_string_pretty(body).unwrap_or_default();
            // A literal string in TOML holds no three quotes.
            let body = if json.contains("'''") { quoted(&json) } else { format!("'''{json}'''") };
            let _ = writeln!(text, "body = {body}");
        }
        if !self.take.is_empty() {
            let pairs: Vec<String> = self
                .take
                .iter()
                .map(|(name, pointer)| format!("{} = {}", key(name), quoted(pointer)))
                .collect();
            let _ = writeln!(text, "take = {{ {} }}", pairs.join(", "));
        }
        text
    }
}
