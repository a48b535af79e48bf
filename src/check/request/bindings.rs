//! Which values an operation needs from elsewhere, and which operation produces them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::check::conventions::law::IdSource;
use crate::check::model::{Binding, JsonType, Types};
use crate::check::request::dependencies::Interface;
use crate::check::values::Shape;
use crate::check::values::identifier::is_id;
use crate::spec::{Api, Operation, Pointer, Schema};

/// Where every value comes from that requests need and that cannot be made up.
#[derive(Clone, Debug, Default)]
pub struct Bindings {
    /// The bindings by name, as they stand in the plan.
    pub values: BTreeMap<String, Binding>,
    /// Names of producing operations, in the order they can be called.
    pub producers: Vec<String>,
    /// Operation → parameter or member → name of its binding.
    uses: BTreeMap<String, BTreeMap<String, String>>,
}

/// What an operation needs that cannot be made up.
#[derive(Clone, Copy)]
struct Need<'a> {
    interface: &'a Interface<'a>,
    name: &'a str,
    /// True for a path parameter: without a value there is no request.
    vital: bool,
}

impl Bindings {
    /// Resolves what every operation of `api` needs. `given` holds the user's values by name, or by
    /// `operation.name` for one operation alone.
    pub fn resolve(api: &Api, given: &BTreeMap<String, String>) -> Self {
        Self::resolve_with(api, given, &[])
    }

    /// The same, with operations that are said to make an id going before those found by name.
    pub(in crate::check) fn resolve_with(
        api: &Api,
        given: &BTreeMap<String, String>,
        ids: &[IdSource],
    ) -> Self {
        let interface: Vec<_> = api.operations().iter().map(|o| Interface::of(api, o)).collect();
        let mut bindings = Self::default();
        bindings.take_given(api, &interface, given);
        let mut open: Vec<Need<'_>> = interface.iter().flat_map(needs).collect();
        open.retain(|need| bindings.of(&need.interface.operation.name, need.name).is_none());
        bindings.find_producers(&interface, ids, &mut open);
        for need in open.into_iter().filter(|need| need.vital) {
            let (operation, name) = (need.interface.operation, need.name);
            let reason = format!(
                "no operation answers a `{name}` for {}: pass --bind {name}=VALUE",
                operation.name
            );
            let binding = Binding::Unavailable(reason);
            bindings.bind(operation, name, format!("{}.{name}", operation.name), binding);
        }
        bindings
    }

    /// The name of the binding for a parameter or top-level member of an operation.
    pub fn of(&self, operation: &str, name: &str) -> Option<&str> {
        self.uses.get(operation)?.get(name).map(String::as_str)
    }

    /// The parameters and top-level members of an operation that are bound, each with the name of its
    /// binding.
    pub fn of_operation(&self, operation: &str) -> impl Iterator<Item = (&str, &str)> {
        let uses = self.uses.get(operation).into_iter().flatten();
        uses.map(|(name, binding)| (name.as_str(), binding.as_str()))
    }

    fn bind(&mut self, operation: &Operation, member: &str, name: String, binding: Binding) {
        let uses = self.uses.entry(operation.name.clone()).or_default();
        uses.insert(member.to_owned(), name.clone());
        self.values.insert(name, binding);
    }

    fn take_given(
        &mut self,
        api: &Api,
        interface: &[Interface<'_>],
        given: &BTreeMap<String, String>,
    ) {
        for interface in interface {
            for (name, schema) in &interface.inputs {
                let own = format!("{}.{name}", interface.operation.name);
                let key = if given.contains_key(&own) { own } else { (*name).to_owned() };
                if let Some(text) = given.get(&key) {
                    let value = typed(api, schema.as_ref(), text);
                    self.bind(interface.operation, name, key, Binding::Given(value));
                }
            }
        }
    }

    /// Meets needs from operations that have none open themselves, until nothing more is met: this
    /// puts the producers in an order they can be called in. No operation comes to depend on itself.
    fn find_producers<'a>(
        &mut self,
        interface: &'a [Interface<'a>],
        ids: &[IdSource],
        open: &mut Vec<Need<'a>>,
    ) {
        let mut dependencies = Dependencies::default();
        open.retain(|need| {
            let Some((producer, pointer)) = stated(interface, *need, ids, &dependencies) else {
                return true;
            };
            dependencies.add(need.interface.operation, producer.operation);
            self.produce(*need, producer, pointer);
            false
        });
        loop {
            let vital = open.iter().filter(|need| need.vital);
            let waiting: BTreeSet<&str> =
                vital.map(|need| need.interface.operation.name.as_str()).collect();
            let before = open.len();
            let mut unmet = Vec::new();
            for need in open.drain(..) {
                match producer_of(interface, need, &waiting, &dependencies) {
                    Some((producer, pointer)) => {
                        dependencies.add(need.interface.operation, producer.operation);
                        self.produce(need, producer, pointer);
                    }
                    None => unmet.push(need),
                }
            }
            *open = unmet;
            if open.len() == before {
                return;
            }
        }
    }

    /// Binds what is needed to the producer's answer, and with it every other required member that
    /// the same answer has: what belongs together stays together.
    fn produce(&mut self, need: Need<'_>, producer: &Interface<'_>, pointer: &Pointer) {
        let (operation, source) = (need.interface.operation, &producer.operation.name);
        if !self.producers.contains(source) {
            self.producers.push(source.clone());
        }
        let together = need.interface.required.iter().filter(|member| **member != need.name);
        let together = together.filter_map(|member| Some((*member, producer.answer(member)?)));
        for (member, pointer) in std::iter::once((need.name, pointer)).chain(together) {
            if self.of(&operation.name, member).is_none() {
                let (operation_name, pointer) = (source.clone(), pointer.clone());
                let binding = Binding::Produced { operation: operation_name, pointer };
                self.bind(operation, member, format!("{source}.{member}"), binding);
            }
        }
    }
}

/// The operation that a file says makes what is needed; none that would wait for itself.
fn stated<'a, 'i>(
    interface: &'a [Interface<'a>],
    need: Need<'_>,
    ids: &'i [IdSource],
    dependencies: &Dependencies,
) -> Option<(&'a Interface<'a>, &'i Pointer)> {
    let consumer = &need.interface.operation.name;
    let id = ids.iter().find(|id| id.name == need.name && id.operation != *consumer)?;
    let producer = interface.iter().find(|interface| interface.operation.name == id.operation)?;
    (!dependencies.lead(&id.operation, consumer)).then_some((producer, &id.member))
}

/// The operation that answers what is needed, one that creates things before one that reads them.
fn producer_of<'a>(
    interface: &'a [Interface<'a>],
    need: Need<'_>,
    waiting: &BTreeSet<&str>,
    dependencies: &Dependencies,
) -> Option<(&'a Interface<'a>, &'a Pointer)> {
    let fits = |candidate: &&'a Interface<'a>| {
        let operation = candidate.operation;
        operation.name != need.interface.operation.name
            && !matches!(operation.method.as_str(), "DELETE" | "HEAD" | "OPTIONS" | "TRACE")
            && !waiting.contains(operation.name.as_str())
            && !candidate.inputs.contains_key(need.name)
            && !dependencies.lead(&operation.name, &need.interface.operation.name)
    };
    let candidates: Vec<_> = interface.iter().filter(fits).collect();
    let find = |wanted: &dyn Fn(&Interface<'_>) -> bool| {
        candidates.iter().copied().filter(|candidate| wanted(candidate)).find_map(|candidate| {
            let pointer = candidate.answer_for(need.interface.operation, need.name)?;
            Some((candidate, pointer))
        })
    };
    find(&|candidate| candidate.creates(need.name))
        .or_else(|| find(&|candidate| candidate.operation.method == "POST"))
        .or_else(|| find(&|_| true))
}

/// Which operations need answers of which others.
#[derive(Default)]
struct Dependencies(BTreeMap<String, BTreeSet<String>>);

impl Dependencies {
    fn add(&mut self, consumer: &Operation, producer: &Operation) {
        self.0.entry(consumer.name.clone()).or_default().insert(producer.name.clone());
    }

    /// True where `from` needs an answer of `to`, or of one that does.
    fn lead(&self, from: &str, to: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut next = vec![from];
        while let Some(operation) = next.pop() {
            if operation == to {
                return true;
            }
            if seen.insert(operation) {
                next.extend(self.0.get(operation).into_iter().flatten().map(String::as_str));
            }
        }
        false
    }
}

/// Path parameters, and required members that look like the id of something.
fn needs<'a>(interface: &'a Interface<'a>) -> impl Iterator<Item = Need<'a>> {
    let in_path = interface.open_path.iter().map(|name| Need { interface, name, vital: true });
    let ids = interface.required.iter().filter(|name| is_id(name));
    in_path.chain(ids.map(|name| Need { interface, name, vital: false }))
}

/// The user's text as the value a schema asks for: a string where it may be one, JSON otherwise.
fn typed(api: &Api, schema: Option<&Schema>, text: &str) -> Value {
    let types = schema.map_or(Types::ANY, |schema| Shape::of(api, schema).types());
    let read =
        if types.contains(JsonType::String) { None } else { serde_json::from_str(text).ok() };
    read.unwrap_or_else(|| Value::String(text.to_owned()))
}
