//! Where the values of bindings come from: whether this run made what they name.

use std::collections::BTreeMap;

use crate::check::conventions::law::IdSource;
use crate::check::model::Binding;
use crate::check::request::bindings::Bindings;
use crate::check::request::changes::effect::{self, Effect};
use crate::check::request::dependencies::Interface;
use crate::check::values::identifier::is_id;
use crate::spec::{Api, Operation};

/// Where a value comes from that an operation of this run answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It names what the operation made.
    Made,
    /// It stands beside it in the answer: the organisation of a new worker.
    Beside,
}

/// Last segments of operations that answer ids of what is there already, in words.
const FINDING: [&str; 21] = [
    "auth",
    "authenticate",
    "check",
    "current",
    "find",
    "get",
    "introspect",
    "list",
    "login",
    "lookup",
    "me",
    "query",
    "refresh",
    "resolve",
    "search",
    "signin",
    "status",
    "token",
    "validate",
    "verify",
    "whoami",
];

/// The origins of the bindings whose values this run has a part in; lent values (`--bind`) and those
/// that a safe method answers (a list) have none.
pub(super) fn of_bindings(
    api: &Api,
    bindings: &Bindings,
    ids: &[IdSource],
) -> BTreeMap<String, Origin> {
    let origins = bindings.values.iter().filter_map(|(name, binding)| {
        let Binding::Produced { operation, .. } = binding else { return None };
        let producer = api.operation(operation).filter(|o| o.method == "POST")?;
        // The binding is named after the producer and what the consumer calls the value.
        let member = name.strip_prefix(&format!("{operation}.")).unwrap_or(name);
        Some((name.clone(), origin(api, producer, member, ids)?))
    });
    origins.collect()
}

fn origin(api: &Api, producer: &Operation, member: &str, ids: &[IdSource]) -> Option<Origin> {
    let is_stated = ids.iter().any(|id| id.operation == producer.name && id.name == member);
    if is_stated {
        return Some(Origin::Made);
    }
    if effect::of(api, producer) != Effect::Makes || finds(&producer.path) {
        return None;
    }
    Some(if makes(api, producer, member) { Origin::Made } else { Origin::Beside })
}

/// Returns `true` if a creating `producer` answers under `member` what it made: `/things` makes the
/// `thing_id` and whatever addresses `/things/{x}`, `/workers/register` a `worker_id`. Of an
/// operation whose path does not say what it makes (`/checkout`), the only id that a declared
/// creation answers.
fn makes(api: &Api, producer: &Operation, member: &str) -> bool {
    let interface = Interface::of(api, producer);
    let mut items = effect::item_parameters(api, &producer.path);
    if interface.creates(member) || items.any(|item| item == member) {
        return true;
    }
    let thing = thing(member);
    let open = producer.path.split('/').filter(|segment| !segment.contains('{'));
    let names_it = open.filter_map(singular).any(|named| named == thing);
    let only = interface.answer_names().filter(|name| is_id(name)).count() == 1;
    names_it || (only && effect::is_creation(producer))
}

fn finds(path: &str) -> bool {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    effect::words(last).iter().any(|word| FINDING.contains(&word.as_str()))
}

/// What an id names, in small letters: `worker` for `worker_id`.
fn thing(name: &str) -> String {
    let words = effect::words(name);
    let end = words.len() - usize::from(words.last().is_some_and(|w| w == "id" || w == "uuid"));
    words.get(..end).unwrap_or_default().concat()
}

/// A segment of a path as the name of one thing: `worker` for `workers`.
fn singular(segment: &str) -> Option<String> {
    let plain = effect::words(segment).concat();
    let stem = plain.strip_suffix("ies").map(|stem| format!("{stem}y"));
    stem.or_else(|| plain.strip_suffix('s').map(str::to_owned)).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::request::changes::tests::api;

    #[test]
    fn an_id_is_the_runs_own_where_the_path_says_what_is_made() {
        use Origin::{Beside, Made};
        for (path, answers, member, expected) in [
            ("/workers", "id", "worker_id", Some(Made)),
            ("/workers/register", "worker_id organization_id", "worker_id", Some(Made)),
            ("/workers/register", "worker_id organization_id", "organization_id", Some(Beside)),
            ("/work-queues/open", "work_queue_id", "work_queue_id", Some(Made)),
            ("/checkout", "order_id", "order_id", Some(Made)),
            ("/checkout", "order_id user_id", "user_id", Some(Beside)),
            ("/users/login", "user_id", "user_id", None),
            ("/users/me/token", "user_id", "user_id", None),
            ("/users/search", "user_id", "user_id", None),
            ("/reset", "worker_id", "worker_id", None),
        ] {
            let member_of = |name: &str| format!("{name}: {{type: string}}");
            let answers: Vec<String> = answers.split(' ').map(member_of).collect();
            let api = api(&format!(
                "  {path}: {{post: {{responses: {{'201': {{description: x, content: \
                 {{application/json: {{schema: {{type: object, properties: \
                 {{{}}}}}}}}}}}}}}}}}\n",
                answers.join(", ")
            ));
            let found = origin(&api, &api.operations()[0], member, &[]);
            assert_eq!(found, expected, "{path} {member}");
        }
    }

    #[test]
    fn a_file_of_laws_says_what_makes_an_id() {
        let api = api("  /pulse: {post: {responses: {'200': {description: x}}}}\n");
        let producer = &api.operations()[0];
        let id = IdSource {
            name: "worker_id".to_owned(),
            operation: producer.name.clone(),
            member: crate::spec::Pointer::root().join("id"),
            location: crate::spec::Location::default(),
        };
        assert_eq!(origin(&api, producer, "worker_id", &[]), None);
        assert_eq!(origin(&api, producer, "worker_id", &[id]), Some(Origin::Made));
    }
}
